"""Family elsewhere in a person's own word: noted by hand, kept by a later dossier, for named readers only."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households import own_word_actions as actions
from hervest.households.entry_actions import enter_household
from hervest.households.models import Household, RelativeElsewhere
from hervest.households.queries import household_page
from hervest.households.record_queries import record_of
from hervest.households.record_rules import HouseholdRecord, MemberRecord, RelativeRecord
from hervest.households.vocabulary import MemberRole, RelativeKind, Sex
from hervest.journey import actions as journey
from hervest.journey.plan_queries import traits_shown
from hervest.journey.vocabulary import TeamRole
from intake.dossier_files import NUMBER, family
from intake.test_import_actions import case_of, take
from journey.test_actions import rows

SON = {
    "relation": "zoon",
    "kind": "child",
    "first_name": "Karim",
    "country": "Soedan",
    "is_reunification_wanted": "yes",
    "reason": "Samir, aan de telefoon.",
}
OMAR = RelativeRecord("echtgenoot van persoon 1", "Omar", "IQ", is_reunification_wanted=True, kind=RelativeKind.PARTNER)
OMARS = "familie_elders[echtgenoot van persoon 1:IQ]"


@pytest.fixture
def case(begin):
    return begin(open_a_case)


def open_a_case(world):
    """A woman alone, entered by hand by Sander, who arrived last week."""
    head = MemberRecord(
        MemberNo(1), MemberRole.HEAD, "Hala", "Darwish", world.today - timedelta(days=12000), Sex.FEMALE
    )
    return enter_household(
        by=world.actor("sander"),
        now=world.now,
        municipality="GM9001",
        route=Route.STATUS_HOLDER,
        allocated_on=world.today - timedelta(days=40),
        arrival_on=world.today - timedelta(days=7),
        record=HouseholdRecord(members=(head,)),
    )


def say(world, case):
    return {"by": world.actor("sander"), "now": world.now, "case": case, "reason": "Gehoord van haarzelf."}


def relative_id(case, first_name):
    return next(
        row.pk for row in RelativeElsewhere.rows.filter(household__case__code=case) if row.first_name == first_name
    )


def follows(world, case):
    """Whether reunification is a trait, whether its task stands in the plan, and the bedrooms needed later."""
    actor = world.actor("sander")
    traits = {row.trait.value for row in traits_shown(actor, case, today=world.today) if row.holds}
    tasks = {row.key.template for row in rows(world, case, "sander") if row.is_open}
    rooms = household_page(actor, case, today=world.today).rooms.advice.bedrooms
    return "reunification_wanted" in traits, "G03" in tasks, rooms.needed_later


def test_a_household_entered_by_hand_gets_its_term_and_its_bedroom_for_family_that_may_come(log_in, world, case):
    client = log_in("sander")
    assert follows(world, case) == (False, False, 1)

    assert client.post(reverse("add_relative", args=[case]), SON).status_code == 303
    assert follows(world, case) == (True, True, 2)
    page = client.get(reverse("household", args=[case])).content.decode()
    assert "Karim" in page
    assert "Samir, aan de telefoon." in page

    known = relative_id(case, "Karim")
    assert client.get(reverse("correct_relative", args=[case, known])).status_code == 200
    no_longer = SON | {"is_reunification_wanted": "no", "submission": "2"}
    assert client.post(reverse("correct_relative", args=[case, known]), no_longer).status_code == 303
    assert follows(world, case) == (False, False, 1)

    remove = reverse("remove_relative", args=[case, known])
    assert "zoon: Karim" in client.get(remove).content.decode()
    assert client.post(remove, {"reason": " ", "submission": "3"}).status_code == 200
    assert client.post(remove, {"reason": "Vergissing.", "submission": "4"}).status_code == 303
    assert record_of(case).relatives == ()


def test_what_a_link_about_a_relative_says_aloud_is_in_the_language_of_its_reader(log_in, world, case):
    actions.add_relative(**say(world, case), relative=RelativeRecord("zoon", "Karim"))
    address = reverse("household", args=[case])
    assert log_in("sander").get(address).content.decode().count('<span class="hv-vh"> zoon Karim</span>') == 2

    person = world.person("sander")
    person.language = "en"
    person.save()
    page = log_in("sander").get(address).content.decode()

    assert page.count('<span class="hv-vh"> son Karim</span>') == 2
    assert "zoon" not in page


def test_the_log_names_what_was_done_and_nothing_of_who(world, case):
    actions.add_relative(**say(world, case), relative=OMAR)
    actions.correct_relative(**say(world, case), relative=relative_id(case, "Omar"), becomes=RelativeRecord("broer"))
    actions.remove_relative(**say(world, case), relative=relative_id(case, ""))

    noted = AuditRow.rows.filter(case_code=case, verb__startswith="relative.").order_by("pk")
    assert [row.verb for row in noted] == ["relative.added", "relative.corrected", "relative.removed"]
    assert all("Omar" not in str(row.detail) for row in noted)


def test_who_names_no_relatives_finds_no_form_and_the_lead_does(log_in, world, case):
    actions.add_relative(**say(world, case), relative=OMAR)
    known = relative_id(case, "Omar")
    journey.join_team(
        by=world.actor("sander"), now=world.now, case=case, person=world.ids["lotte"], role=TeamRole.CIVIC_OFFICER
    )
    addresses = [
        reverse("add_relative", args=[case]),
        reverse("correct_relative", args=[case, known]),
        reverse("remove_relative", args=[case, known]),
    ]

    colleague = log_in("lotte")
    assert colleague.get(reverse("add_need", args=[case])).status_code == 200
    assert [colleague.get(address).status_code for address in addresses] == [404] * 3
    assert reverse("add_relative", args=[case]) not in colleague.get(reverse("household", args=[case])).content.decode()
    with pytest.raises(NotFound):
        actions.remove_relative(**say(world, case) | {"by": world.actor("lotte")}, relative=known)
    for key in ("hatice", "lena", "joris"):
        assert [log_in(key).get(address).status_code for address in addresses] == [404] * 3
    assert [log_in("sander").get(address).status_code for address in addresses] == [200] * 3


def test_that_there_are_relatives_is_told_by_no_field_below_their_tier(world, case):
    actions.add_relative(**say(world, case), relative=OMAR)

    row = Household.rows.get(case__code=case)
    assert (row.corrected, set(row.corrected_for_named)) == ({}, {"relatives[echtgenoot van persoon 1:IQ]"})


@pytest.mark.parametrize(
    ("becomes", "code"), [(OMAR, "nothing_changed"), (RelativeRecord("Broer", "ALI", "SY"), "relative_stands_already")]
)
def test_two_relatives_never_become_one_and_no_change_is_none(world, case, becomes, code):
    for relative in (OMAR, RelativeRecord("broer", "Ali", "SY")):
        actions.add_relative(**say(world, case), relative=relative)

    with pytest.raises(RuleBroken) as refused:
        actions.correct_relative(**say(world, case), relative=relative_id(case, "Omar"), becomes=becomes)
    assert refused.value.code == code
    with pytest.raises(RuleBroken, match="relative_stands_already"):
        actions.add_relative(**say(world, case), relative=OMAR)


def test_a_relative_of_another_case_is_not_there(world, case):
    actions.add_relative(**say(world, case), relative=OMAR)
    take(world, family())

    with pytest.raises(NotFound):
        actions.remove_relative(**say(world, case_of()), relative=relative_id(case, "Omar"))
    actions.remove_relative(**say(world, case), relative=relative_id(case, "Omar"))


def test_a_relative_who_was_taken_away_is_not_brought_back_by_the_next_file(world):
    take(world, family())
    actions.remove_relative(**say(world, case_of()), relative=relative_id(case_of(), "Omar"))

    report = take(world, family())

    assert report.kept == {NUMBER: (OMARS,)}
    assert record_of(case_of()).relatives == ()
    take(world, family(), overwrite={NUMBER: frozenset({OMARS})})
    assert record_of(case_of()).relatives == (OMAR,)


def test_of_two_alike_the_one_taken_away_stays_away(world):
    sheets = family()
    sheets["Familie elders"] += [[NUMBER, "broer", name, "SY", "nee"] for name in ("Ali", "Bassam")]
    take(world, sheets)
    actions.remove_relative(**say(world, case_of()), relative=relative_id(case_of(), "Ali"))
    bassam = relative_id(case_of(), "Bassam")

    take(world, sheets)

    assert [row.first_name for row in record_of(case_of()).relatives] == ["Omar", "Bassam"]
    assert relative_id(case_of(), "Bassam") == bassam


def test_a_relative_who_was_added_stays_and_is_not_asked_about(world):
    take(world, family())
    actions.add_relative(**say(world, case_of()), relative=RelativeRecord("moeder", "Amal", "SY"))

    report = take(world, family(Personen_D2="Halla"))

    assert (report.kept, report.warnings) == ({}, ())
    assert [row.first_name for row in record_of(case_of()).relatives] == ["Omar", "Amal"]


@pytest.mark.parametrize(
    ("becomes", "kept"),
    [
        (
            RelativeRecord("echtgenoot van persoon 1", "Omar", "IQ", False, RelativeKind.PARTNER),
            f"{OMARS}.nareis_gewenst",
        ),
        (RelativeRecord("echtgenoot", "Omar", "SY", True, RelativeKind.PARTNER), OMARS),
    ],
)
def test_what_was_corrected_of_a_relative_survives_the_next_file(world, becomes, kept):
    take(world, family())
    actions.correct_relative(**say(world, case_of()), relative=relative_id(case_of(), "Omar"), becomes=becomes)

    report = take(world, family())

    assert report.kept == {NUMBER: (kept,)}
    assert record_of(case_of()).relatives == (becomes,)
