"""The pages of finding a home: who sees what, what forms do, and that the criteria are printed whole."""

import re
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils import translation

from hervest.audit.models import AuditRow
from hervest.core.texts import coded, euros, label
from hervest.households.room_queries import room_norm
from hervest.households.vocabulary import NeedKind
from hervest.housing.vocabulary import DwellingKind, SanitaryState
from hervest.journey.actions import record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Milestone
from hervest.journey.vocabulary import MilestoneCode
from hervest.placement import actions
from hervest.placement.criteria import home_criteria
from hervest.placement.models import Block, Decision, PairWord, Placement, Run
from hervest.placement.vocabulary import SHOWN_CODES, Fact, FitWarning, HardRule, PersonsWord, RentKey, RunState
from placement.waiting_families import EXPLANATION, NAME, WHEELCHAIR

NEED_WORDS = ("rolstoel", "wheelchair", EXPLANATION, NAME, "geboorte", "zwanger")
VOID = {"br", "input", "meta", "link", "img", "hr", "path", "rect", "use"}


class Balance(HTMLParser):
    """Sees tags that were opened and never closed, or closed and never opened."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong = [], []

    def handle_starttag(self, tag, _attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, _attrs):
        pass

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append((tag, self.getpos()))
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    text = response.content.decode()
    if status == 200:
        seen = Balance()
        seen.feed(text)
        assert (seen.wrong, seen.open) == ([], []), address
        assert text.count("<h1") == 1
    return text


def post(client, address, **fields):
    return client.post(address, fields | {"submission": f"key-{len(fields)}-{address}-{fields}"[:60]})


def places(waiting, case, code="W-LEVEL"):
    return {
        "table": reverse("matching_table"),
        "homes": reverse("case_home", args=[case]),
        "pair": reverse("why_not", args=[case, waiting.units[code]]),
        "decide": reverse("decide_home", args=[case, waiting.units[code]]),
    }


@pytest.fixture
def proposed(amal):
    """Amal's family with its proposal, and the housing association in the team."""
    amal.joins(amal.families["amal"], "ruben", "housing_association")
    amal.run()
    return amal


def test_a_lead_of_the_team_reads_names_and_the_rule_that_a_home_breaks(proposed, log_in):
    client, case = log_in("marieke"), proposed.families["amal"]

    assert NAME in read(client, reverse("matching_table"))
    homes = read(client, reverse("case_home", args=[case]))
    assert "alleen met een trap te bereiken, geen lift" in homes
    assert "trap binnen naar slaapkamer of badkamer" in homes


@pytest.mark.parametrize("person", ["joris", "ruben"])
def test_housing_roles_see_codes_and_requirements_and_never_a_name_or_a_need(proposed, log_in, person):
    client, case = log_in(person), proposed.families["amal"]
    proposed.home("W-NARROW", bedrooms=3, door_width_cm=70, sanitary=SanitaryState.NOT_ADAPTED)
    wanted = {**places(proposed, case), "narrow": reverse("why_not", args=[case, proposed.units["W-NARROW"]])}
    del wanted["decide"]
    if person == "ruben":
        del wanted["table"]
    for address in wanted.values():
        text = read(client, address)
        assert case in text
        assert [word for word in NEED_WORDS if word in text.lower() or word in text] == [], address
    assert "brede deuren, lage drempels en draairuimte" in read(client, wanted["homes"])
    assert "drempels, deuren of draairuimte niet volgens de maten" in read(client, wanted["narrow"])


UNREAD = "Het totaal hieronder telt ook criteria over het gezin mee"


@pytest.mark.parametrize(("person", "is_told"), [("joris", True), ("ruben", True), ("marieke", False)])
def test_who_reads_only_criteria_of_the_home_is_told_that_the_total_counts_more(proposed, log_in, person, is_told):
    address = reverse("why_not", args=[proposed.families["amal"], proposed.units["W-LEVEL"]])

    text = read(log_in(person), address)

    assert (UNREAD in text) is is_told
    assert ("Huisarts en apotheek" in text) is not is_told


def test_the_team_reads_the_same_rule_in_full(proposed, log_in):
    proposed.home("W-NARROW", bedrooms=3, door_width_cm=70)
    address = reverse("why_not", args=[proposed.families["amal"], proposed.units["W-NARROW"]])

    assert "te smal voor een rolstoel" in read(log_in("marieke"), address)


def test_the_page_says_which_day_counts_and_a_home_that_is_free_later_fits_who_lives_here(proposed, log_in):
    case, world, client = proposed.families["amal"], proposed.world, log_in("marieke")
    proposed.home("W-LATER", bedrooms=3, available_from=world.today + timedelta(days=300))
    needs, later = reverse("case_home", args=[case]), reverse("why_not", args=[case, proposed.units["W-LATER"]])
    assert "de dag van aankomst" in read(client, needs)
    assert "aankomst" in read(client, later)
    assert "Past niet: beschikbaar vanaf" in read(client, later)

    days = {
        MilestoneCode.LANDED: world.today - timedelta(days=9),
        MilestoneCode.ARRIVED: world.today - timedelta(days=7),
    }
    came = [MilestoneRecord(code, actual_on=on) for code, on in days.items()]
    record_milestones(by=world.actor("marieke"), now=world.now, case=case, records=came, source="person")

    assert "zo snel mogelijk: het gezin woont sinds" in read(client, needs)
    assert "Past niet: beschikbaar vanaf" not in read(client, later)


def test_a_rent_limit_says_of_which_year_it_is_and_never_that_of_a_room(waiting, log_in):
    waiting.home("A-ROOM", kind=DwellingKind.SHARED, n_units=2)
    case, client = waiting.family("amal"), log_in("marieke")
    limit = home_criteria().rent(RentKey.HARD_LIMIT, None)
    told = unescape(read(client, reverse("case_home", args=[case])))
    assert f"{euros(limit.cents)}<small>bedrag van {limit.year}" in told
    assert f"dat van {waiting.world.today.year + 1} is nog niet bekend" in told

    Milestone.rows.filter(case__code=case, code__in=("LANDED", "ARRIVED")).delete()
    told = unescape(read(client, reverse("case_home", args=[case])))
    assert "zolang niet bekend is wanneer zij komen" in told
    assert "nog niet bekend" in told


def test_a_rent_limit_of_an_earlier_year_is_not_called_unknown_beside_a_home_that_keeps_to_it(proposed, log_in):
    text = read(log_in("marieke"), reverse("case_home", args=[proposed.families["amal"]]))

    assert "De huurgrens van het jaar dat telt is nog niet bekend; die van een eerder jaar is gebruikt." in text
    assert f"Nog niet bekend: {label(Fact.RENT_LIMIT)}" not in text


def test_among_the_homes_the_one_that_was_decided_is_marked_as_their_own(proposed, log_in):
    proposed.home("W-OTHER", bedrooms=3)
    client, at = log_in("marieke"), places(proposed, proposed.families["amal"])
    own = "De eigen woning van het gezin"
    assert own not in read(client, at["homes"])
    post(client, at["decide"], reason="")

    text = read(client, at["homes"])
    assert text.count(own) == 1
    row = next(row for row in text.split('<li class="hv-home') if own in row)
    assert "W-LEVEL" in row


def test_a_home_that_breaks_a_rule_is_not_praised(proposed, log_in):
    client, case = log_in("marieke"), proposed.families["amal"]
    proposed.home("W-NARROW", bedrooms=3, door_width_cm=70)
    narrow = read(client, reverse("why_not", args=[case, proposed.units["W-NARROW"]]))
    together = narrow[narrow.index("Samen") :][:600]

    assert "Geen punten: er is een harde regel gebroken" in together
    assert "van 100" not in together
    fitting = read(client, places(proposed, case)["pair"])
    assert "van 100" in fitting[fitting.index("Samen") :][:600]


def test_a_reason_is_asked_for_only_when_one_departs_from_the_proposal(proposed, log_in):
    client, case = log_in("marieke"), proposed.families["amal"]
    proposed.home("W-OTHER", bedrooms=3)
    for unit, may_be_left_out in (("W-LEVEL", True), ("W-OTHER", False)):
        page = read(client, reverse("decide_home", args=[case, proposed.units[unit]]))
        assert ("(niet verplicht)" in page) == may_be_left_out, unit
    refused = post(client, reverse("decide_home", args=[case, proposed.units["W-OTHER"]]), reason="")
    assert "Schrijf op waarom." in refused.content.decode()


@pytest.mark.parametrize(("needs", "is_judged"), [(WHEELCHAIR, True), ((NeedKind.OTHER,), False)])
def test_what_is_still_to_be_judged_is_no_part_of_what_a_home_must_have(waiting, log_in, needs, is_judged):
    case = waiting.family("samir", needs=needs)
    text = read(log_in("joris"), reverse("case_home", args=[case]))
    asked = text[text.index("De woning moet hebben") :][:400].partition("</dd>")[0]

    assert "beoordel" not in asked
    assert ("brede deuren" in asked) is is_judged
    assert ("Wat de woning verder moet hebben: dat beoordeelt de begeleider." in text) is not is_judged


@pytest.mark.parametrize(
    ("asked", "is_unused"), [("neighbourhood=Nergens", True), ("outcome=zzz", False), ("neighbourhood=De+Brink", False)]
)
def test_a_neighbourhood_without_homes_narrows_nothing_and_is_named(proposed, log_in, asked, is_unused):
    here, client = reverse("case_home", args=[proposed.families["amal"]]), log_in("marieke")

    text = read(client, f"{here}?{asked}")

    assert ("Dit filter is niet gebruikt" in text) is is_unused
    assert "W-LEVEL" in text


def test_the_housing_association_sees_only_its_own_homes(proposed, log_in):
    client, case = log_in("ruben"), proposed.families["amal"]
    proposed.home("W-OTHERS", bedrooms=3, landlord="")
    text = read(client, reverse("case_home", args=[case]))

    assert "W-LEVEL" in text
    assert "W-OTHERS" not in text
    read(client, reverse("why_not", args=[case, proposed.units["W-OTHERS"]]), status=404)
    assert "W-OTHERS" in read(log_in("marieke"), reverse("case_home", args=[case]))


@pytest.mark.parametrize("person", ["hatice", "wim", "anouk", "fenna", "pieter", "bas", "tolk", "sander"])
def test_who_has_nothing_to_do_with_it_finds_nothing(proposed, log_in, person):
    client, case = log_in(person), proposed.families["amal"]
    for name, address in places(proposed, case).items():
        if name == "table" and person in {"hatice", "sander"}:
            assert case not in read(client, address)
        else:
            read(client, address, status=404)
    assert client.post(reverse("decide_home", args=[case, proposed.units["W-LEVEL"]])).status_code == 404
    assert not Placement.rows.exists()


def test_a_planner_locks_and_forbids_but_does_not_decide(proposed, log_in):
    client, case, unit = log_in("joris"), proposed.families["amal"], proposed.units["W-LEVEL"]
    answer = post(client, reverse("say_of_pair", args=[case, unit]), does="lock", next=reverse("matching_table"))

    assert (answer.status_code, answer["Location"]) == (303, reverse("matching_table"))
    assert PairWord.rows.get().word == PersonsWord.LOCK
    assert "Vastgezet" in read(client, reverse("matching_table"))
    read(client, reverse("decide_home", args=[case, unit]), status=404)
    post(client, reverse("say_of_pair", args=[case, unit]), does="take_back")
    assert not PairWord.rows.filter(is_active=True).exists()


def test_a_forbid_without_a_reason_asks_for_one_on_the_page(proposed, log_in):
    client, address = log_in("marieke"), ["say_of_pair", [proposed.families["amal"], proposed.units["W-LEVEL"]]]
    refused = post(client, reverse(address[0], args=address[1]), does="forbid", reason="")

    assert "Schrijf op waarom." in refused.content.decode()
    assert not PairWord.rows.exists()
    assert post(client, reverse(address[0], args=address[1]), does="forbid", reason="buren").status_code == 303


@pytest.mark.parametrize(("person", "may_exclude"), [("joris", False), ("marieke", True)])
def test_who_has_no_button_to_exclude_reads_nothing_of_excluding(proposed, log_in, person, may_exclude):
    case, unit = proposed.families["amal"], proposed.units["W-LEVEL"]
    text = read(log_in(person), reverse("why_not", args=[case, unit]))

    assert "Verbied: geen berekening stelt het voor." in text
    assert ('value="block"' in text) is may_exclude
    assert ("Sluit uit: een harde regel" in text) is may_exclude
    assert ("te verbieden of uit te sluiten" in text) is may_exclude


def test_an_exclusion_is_recorded_and_ended_by_the_same_person(proposed, log_in):
    client, words = log_in("marieke"), ["say_of_pair", [proposed.families["amal"], proposed.units["W-LEVEL"]]]
    post(client, reverse(words[0], args=words[1]), does="block", reason="kanarie-adres")
    pair = read(client, reverse("why_not", args=words[1]))

    assert "een medewerker heeft deze woning uitgesloten" in pair
    assert "kanarie-adres" not in pair
    post(client, reverse(words[0], args=words[1]), does="end_block", reason="")
    assert not Block.rows.filter(is_active=True).exists()


def test_a_run_is_started_from_the_page_and_shown_while_it_works(amal, log_in):
    client = log_in("marieke")
    answer = post(client, reverse("run_matching", args=["GM9001"]))
    text = read(client, answer["Location"])

    assert Run.rows.get().state == RunState.QUEUED
    assert "Bezig met rekenen" in text
    assert 'hx-trigger="every 2s"' in text
    again = post(client, reverse("run_matching", args=["GM9001"]), x="1")
    assert "Er loopt al een berekening" in again.content.decode()


def test_a_finished_run_states_its_proof(proposed, log_in):
    text = read(log_in("marieke"), reverse("matching_table"))

    assert "Bewezen: er bestaat geen beter voorstel." in text
    assert "nagerekend door een tweede programma" in text


def test_a_run_counts_one_household_as_one(amal, log_in):
    amal.run()
    assert "1 van 1 gezin met een woning" in read(log_in("marieke"), reverse("matching_table"))
    amal.family("ben")
    amal.run()
    assert "2 van 2 gezinnen met een woning" in read(log_in("marieke"), reverse("matching_table"))


def test_a_run_that_failed_says_what_to_do(waiting, log_in):
    waiting.family("ben")
    waiting.run()

    assert "Voeg eerst woningen toe." in read(log_in("marieke"), reverse("matching_table"))


def test_deciding_and_undoing_from_the_pages(proposed, log_in):
    client, case, unit = log_in("marieke"), proposed.families["amal"], proposed.units["W-LEVEL"]
    page = read(client, reverse("decide_home", args=[case, unit]))
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    answer = post(client, reverse("decide_home", args=[case, unit]), reason="", seen=seen)

    assert (answer.status_code, answer["Location"]) == (303, reverse("case_home", args=[case]))
    text = read(client, answer["Location"])
    assert "Voorstel gevolgd" in text
    assert reverse("undo_home", args=[case]) in text
    read(client, reverse("undo_home", args=[case]))
    assert Placement.rows.get().is_active
    asked = post(client, reverse("undo_home", args=[case])).content.decode()
    assert "Waarom wordt het besluit ongedaan gemaakt?" in asked
    assert "Geef een reden" not in asked
    assert post(client, reverse("undo_home", args=[case]), reason=" ").status_code == 200
    assert Placement.rows.get().is_active
    assert post(client, reverse("undo_home", args=[case]), reason="Het gezin wil niet.").status_code == 303
    assert not Placement.rows.get().is_active
    assert "Het gezin wil niet." in read(client, reverse("case_home", args=[case]))
    assert "Het gezin wil niet." not in read(log_in("joris"), reverse("case_home", args=[case]))


def test_what_cannot_be_decided_says_why_and_keeps_what_was_typed(proposed, log_in):
    client, case = log_in("marieke"), proposed.families["amal"]
    answer = post(client, reverse("decide_home", args=[case, proposed.units["W-STAIRS"]]), reason="mooi uitzicht")
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "Zonder trap te bereiken" in text
    assert "mooi uitzicht" in text
    assert not Decision.rows.exists()


def test_who_cannot_decide_for_a_home_finds_what_to_do_and_no_form(proposed, log_in):
    client, case = log_in("marieke"), proposed.families["amal"]
    at = {code: reverse("decide_home", args=[case, proposed.units[code]]) for code in ("W-LEVEL", "W-STAIRS")}

    assert "Leg het besluit vast" in read(client, at["W-LEVEL"])
    stairs = read(client, at["W-STAIRS"])
    assert "Leg het besluit vast" not in stairs
    assert "Voor deze woning kan nog niemand besluiten" in stairs
    assert f'href="{reverse("case_home", args=[case])}"' in stairs
    actions.forbid_pair(
        by=proposed.world.actor("marieke"),
        now=proposed.world.now,
        case=case,
        unit=proposed.units["W-LEVEL"],
        reason="te ver",
    )
    forbidden = read(client, at["W-LEVEL"])
    assert "Leg het besluit vast" not in forbidden
    assert "verbood" in forbidden


def test_a_home_that_was_decided_is_undone_before_another_is_chosen(proposed, log_in):
    client, case = log_in("marieke"), proposed.families["amal"]
    proposed.home("W-OTHER", bedrooms=3)
    at = {code: reverse("decide_home", args=[case, proposed.units[code]]) for code in ("W-LEVEL", "W-OTHER")}
    departs = read(client, at["W-OTHER"])
    assert "U wijkt af van het voorstel (Straat W-LEVEL)" in departs
    post(client, at["W-LEVEL"], reason="")

    for code, sentence in (("W-LEVEL", "Deze woning is al besloten"), ("W-OTHER", "een andere woning besloten")):
        page = read(client, at[code])
        assert sentence in page, code
        assert "Leg het besluit vast" not in page
        assert f'href="{reverse("undo_home", args=[case])}"' in page


def test_amounts_that_the_table_lacks_are_said_once_and_facts_of_a_home_in_its_row(amal, log_in):
    amal.family("ben", n_children=2)
    amal.home("W-LEVEL", bedrooms=3, n_small_rooms=None)
    amal.run()
    text = read(log_in("marieke"), reverse("matching_table"))

    assert len([row for row in amal.table().pages.rows if row.home]) == 2
    assert amal.table().not_known == (Fact.RENT_LIMIT, Fact.RENT_FIT_LIMIT)
    assert f"Nog niet in de tabel die rekent: {label(Fact.RENT_LIMIT)}, {label(Fact.RENT_FIT_LIMIT)}." in text
    assert f"Nog niet bekend: {label(Fact.RENT_LIMIT)}" not in text
    assert f"Nog niet bekend: {label(Fact.SMALL_ROOMS)}" in text


def test_names_of_broken_rules_end_the_sentence_and_stay_apart(proposed, log_in):
    client, case = log_in("marieke"), proposed.families["amal"]
    answer = post(client, reverse("decide_home", args=[case, proposed.units["W-STAIRS"]]), reason="mooi uitzicht")
    names = f"{label(HardRule.STAIRS_INSIDE)}; {label(HardRule.NOT_STEP_FREE)}."

    assert f"Niet in orde: {names}" in unescape(answer.content.decode())


def test_getting_a_page_writes_only_the_read_log(proposed, log_in):
    client, case = log_in("marieke"), proposed.families["amal"]
    before = AuditRow.rows.count()
    read(client, reverse("case_home", args=[case]))
    rows = AuditRow.rows.order_by("pk")[before:]

    assert {row.case_code for row in rows} == {case}
    read(client, reverse("matching_table"))
    assert case in str(list(AuditRow.rows.order_by("pk").values_list("detail", flat=True))[-1])


@pytest.mark.parametrize("language", ["nl", "en"])
def test_how_we_choose_prints_every_number_of_the_criteria(amal, log_in, language):
    client = log_in("joris")
    person = amal.world.person("joris")
    person.language = language
    person.save()
    page = unescape(re.sub(r"<[^>]+>", " ", read(client, reverse("how_we_choose"))))
    text, criteria = " ".join(page.split()), home_criteria()

    with translation.override(language):
        for number in criteria.numbers:
            shown = f"{coded('number', number.key)} {number.value} {coded('unit', number.unit)} {number.source}"
            assert shown in text
        for criterion, weight in criteria.weights.items():
            assert f"{criterion.number} {label(criterion)} {weight} " in text
        for rent in criteria.rents:
            amount = " ".join(euros(rent.cents).split())
            assert f"{label(rent.key)} {rent.year} {amount} {rent.source}" in text
        for rule in (*HardRule, *FitWarning):
            assert f"{rule.number} {label(rule)}" in text
        for need, terms in criteria.needs.items():
            row = text[
                text.index(f" {label(need)} HOME-") if terms.calls_up or terms.heavier else text.index(label(need)) :
            ]
            row = row[: row.index(f"{terms.source} {label(terms.mark)}")]
            for called in (*terms.calls_up, *terms.heavier):
                assert f"{called.number} {label(called)}" in row, (need, called)
            for requirement in terms.requirements:
                assert label(requirement) in row, (need, requirement)
        for code in SHOWN_CODES["never_used"]:
            assert coded("never_used", code) in text


def test_how_we_choose_prints_the_bedroom_rule_with_its_numbers(amal, log_in):
    page = unescape(re.sub(r"<[^>]+>", " ", read(log_in("marieke"), reverse("how_we_choose"))))
    norm = room_norm()

    assert f"iedere andere persoon van {norm.adult_from} of ouder" in page
    assert f"van {norm.teen_from} tot {norm.adult_from} jaar" in page
    assert f"één kind onder de {norm.parents_room_under}" in page


def test_the_footer_leads_to_how_we_choose(amal, log_in):
    assert reverse("how_we_choose") in read(log_in("marieke"), reverse("matching_table"))


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["table", "homes", "pair", "decide"])
def test_no_page_shows_a_code_that_has_no_words(proposed, log_in, language, name):
    client, case = log_in("marieke"), proposed.families["amal"]
    proposed.home("W-UNKNOWN", bedrooms=None, basic_rent_cents=None, max_residents=None, routes=None)
    person = proposed.world.person("marieke")
    person.language = language
    person.save()
    text = re.sub(r"<[^>]+>", " ", read(client, places(proposed, case)[name]))

    assert re.findall(r"\b[a-z]+_[a-z_]+\b|%\(", text) == []
