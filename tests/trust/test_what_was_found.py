"""What asking everything of everybody found once, each in a sentence of its own, with what is allowed beside it."""

from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import NotFound
from hervest.intake.mend_actions import take_refused_dossiers
from hervest.intake.queries import recent_imports
from hervest.intake.vocabulary import ImportKind
from people import ELSEWHERE, HERE, NOW
from trust.asking import LOOKS, Asker, Way
from trust.rounds import browser_of


def asked(town, key, route, *args, way=LOOKS):
    """What somebody is answered."""
    return Asker(browser_of(town, key)).ask(reverse(route, args=args), way)


def test_who_may_no_longer_import_somewhere_opens_none_of_the_files_they_once_read_there(town):
    for state in ("waiting", "applied"):
        number = town.imports[f"dossiers {state} by tess in {HERE}"]
        assert asked(town, "tess", "import_preview", number).kind == "missing"
        assert asked(town, "tess", "import_columns", number).kind == "missing"
    assert recent_imports(town.actor("tess"), ImportKind.DOSSIERS) == ()

    assert asked(town, "sander", "import_preview", town.imports[f"dossiers waiting by sander in {HERE}"]).kind == "page"
    assert len(recent_imports(town.actor("sander"), ImportKind.DOSSIERS)) == 3


def test_a_page_answers_to_looking_and_to_forms_and_to_no_other_method(town):
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        assert asked(town, "sander", "this_week", way=Way(method)).kind == "no such method"
        assert asked(town, "sander", "people", way=Way(method)).kind == "missing"
    assert asked(town, "sander", "this_week").kind == "page"


def test_who_does_not_record_wishes_of_a_household_is_shown_no_form_for_a_yes_to_a_mixed_house(town):
    pair = (town.codes["busy"], town.units[f"{HERE} spare"])

    assert asked(town, "marieke", "mixed", *pair).kind == "missing"
    assert asked(town, "sander", "mixed", *pair).kind == "page"


def test_a_form_for_a_home_is_shown_for_places_in_which_one_may_add_homes(town):
    assert asked(town, "joris", "add_dwelling", ELSEWHERE).kind == "missing"
    assert asked(town, "joris", "add_dwelling", "GM0999").kind == "missing"
    assert asked(town, "joris", "add_dwelling", HERE).kind == "page"


def test_only_who_leads_the_case_is_shown_the_form_that_asks_for_an_exception(town):
    rule = (town.codes["busy"], town.units[f"{HERE} spare"], "rent_too_high")

    assert asked(town, "lena", "ask_exemption", *rule, way=Way("POST", form="empty")).kind == "missing"
    assert asked(town, "sander", "ask_exemption", *rule, way=Way("POST", form="empty")).kind == "page"


def test_who_looks_along_in_an_emergency_is_shown_no_form_to_act_with(town):
    case, task = town.codes["busy"], town.parts["busy"]["task"]

    for form in ("finish", "change_state", "postpone"):
        assert asked(town, "lotte in emergency", form, case, task).kind == "missing"
        assert asked(town, "sander", form, case, task).kind == "page"
    assert asked(town, "lotte in emergency", "reopen_case", case).kind == "missing"
    assert asked(town, "sander", "reopen_case", case).kind == "page"

    assert asked(town, "lotte in emergency", "task", case, task).kind == "page"
    assert asked(town, "lotte", "task", case, task).kind == "missing"


def test_why_a_case_was_opened_again_is_not_told_to_who_stands_to_one_person_of_it(town):
    [why] = [one for one in town.canaries.of_field("journey.Case.reopened_because") if one.of == "busy"]

    for key in ("samir", "jamila", "gijs"):
        assert why not in town.canaries.within(asked(town, key, "case", town.codes["busy"]).text)
    assert why in town.canaries.within(asked(town, "sander", "case", town.codes["busy"]).text)


def test_why_a_relative_was_noted_is_not_told_to_the_family_and_the_relative_is(town):
    of_busy = {one.field.partition(".")[2]: one for one in town.canaries.all.values() if one.of == "busy"}
    why, name = of_busy["Household.corrected_for_named"], of_busy["RelativeElsewhere.first_name"]

    def seen(key):
        return town.canaries.within(asked(town, key, "household", town.codes["busy"]).text) & {why, name}

    assert seen("samir") == {name}
    assert seen("sander") == {why, name}


def test_the_log_tells_of_refused_rows_that_were_handed_out_and_of_no_others(town):
    number, by = town.imports[f"dossiers waiting by sander in {HERE}"], town.actor("sander")
    taken = AuditRow.rows.filter(verb="import.refused_taken")
    before = taken.count()

    for carrier in ("csv", "exe"):
        try:
            take_refused_dossiers(by=by, now=NOW, number=number, carrier=carrier)
        except NotFound:
            continue
        raise AssertionError(carrier)
    assert taken.count() == before

    assert take_refused_dossiers(by=by, now=NOW, number=number, carrier="xlsx").tables
    assert taken.count() == before + 1
