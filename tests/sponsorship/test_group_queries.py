"""Which groups somebody sees, what of the people in them, and the facts that matching reads."""

from dataclasses import fields
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hervest.accounts import policy
from hervest.accounts.permissions import Permission
from hervest.core.errors import NotFound
from hervest.sponsorship import queries
from hervest.sponsorship.facts_queries import group_facts, group_names, standing_of, travel_limits
from hervest.sponsorship.models import Screening, SponsorGroup
from hervest.sponsorship.page_queries import group_page, logins_for, sponsor_page
from hervest.sponsorship.queries import GroupFilters, group_list, subject_of, visible_groups
from hervest.sponsorship.sponsor_actions import end_membership
from hervest.sponsorship.vocabulary import (
    Ability,
    Block,
    GroupRole,
    GroupStage,
    ScreeningKind,
    ScreeningState,
    ScreeningWorth,
    SpokenLevel,
    SponsorFacts,
    Theme,
)
from people import CAST, ELSEWHERE, HERE, TODAY
from sponsorship.groups import Made, far_programme, forming, programme, ready


def names(world, key, **filters):
    return [row.name for row in group_list(world.actor(key), GroupFilters(**filters), today=TODAY).rows]


@pytest.fixture
def town(world, begin):
    """A ready group, one whose day has passed, one that forms, and one elsewhere."""
    return Made(world, *begin(make_town))


def make_town(world):
    """Its programme, its ready group, and who is in that."""
    made = ready(world)
    made.log_in_as("saskia", "saskia")
    forming(world, "De Dam", of=made.programme)
    tired = forming(world, "De Sluis", of=made.programme)
    SponsorGroup.rows.filter(pk=tired.group).update(stage="ready", ready_until=TODAY - timedelta(days=1))
    forming(world, "Ginds", of=far_programme(world))
    return made.programme, made.group, made.sponsors, made.memberships


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("fenna", ["De Brug", "De Dam", "De Sluis"]),
        ("sanne", ["De Brug", "De Dam", "De Sluis"]),
        ("marieke", ["De Brug", "De Dam", "De Sluis"]),
        ("lena", ["De Brug", "De Dam", "De Sluis"]),
        ("sander", ["De Brug"]),
        ("anouk", ["De Brug"]),
        ("saskia", ["De Brug"]),
        ("hatice", ["Ginds"]),
        ("els", ["Ginds"]),
        ("wim", []),
        ("joris", []),
        ("bas", []),
        ("samir", []),
    ],
)
def test_everybody_sees_the_groups_that_the_law_gives_them(world, town, key, seen):
    assert names(world, key) == seen


def test_the_filter_agrees_with_the_policy_for_everybody_about_every_group(world, town):
    rows = list(SponsorGroup.rows.select_related("programme"))
    for key in (*CAST, "els"):
        actor = world.actor(key)
        filtered = set(SponsorGroup.rows.filter(visible_groups(actor, today=TODAY)).values_list("pk", flat=True))
        allowed = {row.pk for row in rows if policy.can(actor, Permission.GROUP_LIST, subject_of(row, today=TODAY))}
        assert filtered == allowed, key


@pytest.mark.parametrize(
    ("key", "is_shown"),
    [("fenna", True), ("sanne", True), ("marieke", True), ("saskia", True), ("sander", False), ("anouk", False)],
)
def test_who_is_in_a_group_is_shown_to_its_programme_its_lead_and_itself(world, town, key, is_shown):
    found = group_page(world.actor(key), town.group, today=TODAY)

    assert (found.people is not None) is is_shown
    assert (found.n_members, found.languages[:2]) == (5, ("nl", "ar"))


def test_screening_is_one_word_to_who_may_have_it_and_none_to_group_mates(world, town):
    town.screen("pim", ScreeningKind.VOG, state=ScreeningState.NOT_ADMITTED)

    def words(key):
        return {row.name: row.is_valid for row in group_page(world.actor(key), town.group, today=TODAY).people}

    for key in ("fenna", "marieke", "sanne"):
        assert (words(key)["Pim"], words(key)["Otto"]) == (False, True)
    assert words("saskia") == {"Saskia": True, "Otto": None, "Mirjam": None, "Pim": None, "Wout": None}


def test_each_screening_is_read_by_the_screener_and_by_the_sponsor_only(world, town):
    Screening.rows.filter(sponsor=town.sponsors["saskia"], kind=ScreeningKind.VOG).delete()
    town.screen("saskia", ScreeningKind.VOG, state=ScreeningState.REQUESTED)
    sponsor = town.sponsors["saskia"]

    def worth(key, permission):
        rows = sponsor_page(world.actor(key), sponsor, permission, today=TODAY).screenings
        return None if rows is None else {row.kind: row.worth for row in rows}[ScreeningKind.VOG]

    assert worth("sanne", Permission.SCREENING_RECORD) is ScreeningWorth.REQUESTED
    assert worth("saskia", Permission.GROUP_EDIT) is ScreeningWorth.REQUESTED
    assert worth("fenna", Permission.GROUP_EDIT) is None


@pytest.mark.parametrize("key", ["marieke", "sander", "anouk", "hatice", "els", "joris"])
def test_the_form_of_a_sponsor_is_for_the_programme_and_the_sponsor(world, town, key):
    with pytest.raises(NotFound):
        sponsor_page(world.actor(key), town.sponsors["saskia"], Permission.GROUP_EDIT, today=TODAY)
    assert sponsor_page(world.actor("fenna"), town.sponsors["saskia"], Permission.GROUP_EDIT, today=TODAY).fields


def test_what_somebody_says_of_being_a_woman_stands_on_no_page_of_the_group(world, town):
    found = group_page(world.actor("fenna"), town.group, today=TODAY)

    assert not any("woman" in name.name for row in found.people for name in fields(row))


def test_what_is_missing_is_told_to_who_mends_it(world):
    made = forming(world)
    made.join("saskia")
    made.log_in_as("saskia", "saskia")

    told = [refusal.code for refusal in group_page(world.actor("fenna"), made.group, today=TODAY).missing]
    assert told == [
        "group_too_small",
        "group_screening_not_valid",
        "group_modules_not_followed",
        "group_needs_safeguarding_contact",
        "group_needs_plan",
    ]
    assert group_page(world.actor("saskia"), made.group, today=TODAY).missing == ()


def test_a_ready_group_that_comes_to_lack_something_says_so_to_who_mends_it(world, town):
    assert group_page(world.actor("fenna"), town.group, today=TODAY).missing == ()
    town.screen("otto", ScreeningKind.VOG, valid_until=TODAY - timedelta(days=1))

    told = [refusal.code for refusal in group_page(world.actor("fenna"), town.group, today=TODAY).missing]
    assert told == ["group_screening_not_valid"]
    town.stage(GroupStage.WITHDRAWN)
    assert group_page(world.actor("fenna"), town.group, today=TODAY).missing == ()


def test_who_left_the_group_steps_in_for_nobody_there(world, town):
    town.join("pim", GroupRole.DEPUTY, backup=town.sponsors["wout"])

    def backups():
        people = group_page(world.actor("fenna"), town.group, today=TODAY).people
        return {role.backup for row in people for role in row.roles} - {""}

    assert backups() == {"Wout"}
    end_membership(by=world.actor("fenna"), now=world.now, membership=town.memberships["wout"])
    assert backups() == set()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["De Brug", "De Dam", "De Sluis"]),
        ({"stage": "ready"}, ["De Brug", "De Sluis"]),
        ({"q": "dam"}, ["De Dam"]),
        ({"stage": "dissolved"}, []),
        ({"programme": 999_999}, []),
    ],
)
def test_the_list_is_narrowed_by_what_the_address_asks(world, town, filters, expected):
    assert names(world, "fenna", **filters) == expected


def test_what_is_over_is_shown_only_when_asked_for(world, town):
    town.stage(GroupStage.DISSOLVED)

    assert "De Brug" not in names(world, "fenna")
    assert names(world, "fenna", stage="dissolved") == ["De Brug"]


def test_only_groups_that_may_be_proposed_are_facts(world, town):
    [facts] = group_facts(HERE, today=TODAY)

    assert (facts.group, facts.municipality, facts.stage) == (town.group, HERE, GroupStage.READY)
    assert group_facts(ELSEWHERE, today=TODAY) == ()
    assert group_facts(HERE, today=facts.ready_until + timedelta(days=1)) == ()
    assert group_facts(HERE, today=TODAY, programme=town.programme) == (facts,)
    assert group_facts(HERE, today=TODAY, programme=town.programme + 999) == ()


def test_a_programme_sets_how_far_its_groups_travel(world, town):
    far = forming(world, "Verder", of=programme(world, name="Ruim", travel_minutes=45))

    limits = travel_limits(HERE)
    assert (limits[town.group], limits[far.group], len(limits)) == (30, 45, 4)
    assert group_names([town.group, far.group]) == {town.group: "De Brug", far.group: "Verder"}


def test_the_facts_are_words_of_the_vocabulary_and_what_was_not_said_is_not_known(world, town):
    [bare] = group_facts(HERE, today=TODAY)
    assert (bare.abilities, bare.starts, bare.rhythm, bare.has_bond) == ({}, None, None, None)

    town.describe(
        abilities={"baby": False},
        starts_from=TODAY,
        starts_until=TODAY + timedelta(days=60),
        bond="friends",
        contact_forms=["outside"],
        rhythm="weekly",
    )
    town.join("pim", GroupRole.DEPUTY, backup=town.sponsors["wout"])
    [facts] = group_facts(HERE, today=TODAY)

    assert (facts.n_women, facts.min_members, facts.capacity_persons) == (2, 3, 5)
    assert facts.abilities == {Ability.BABY: False}
    assert facts.starts == (TODAY, TODAY + timedelta(days=60))
    assert facts.area == {"9001": 12}
    assert facts.themes == {Theme.HOME, Theme.LANGUAGE}
    assert (facts.n_backups, facts.has_bond) == (1, True)
    assert len(facts.members) == 5
    assert facts.members[0] == SponsorFacts(
        is_admitted=True,
        languages={"nl": SpokenLevel.C2, "ar": SpokenLevel.B1},
        blocks=frozenset({Block.WEEKDAY_EVENING}),
        modules=frozenset({1, 2, 3, 4}),
    )


def test_somebody_in_two_roles_is_one_member(world, town):
    town.join("wout", GroupRole.DEPUTY)
    row = SponsorGroup.rows.select_related("programme").get(pk=town.group)

    assert len(standing_of(row, today=TODAY).members) == len(group_facts(HERE, today=TODAY)[0].members) == 5
    assert group_page(world.actor("fenna"), town.group, today=TODAY).n_members == 5


def test_a_certificate_that_ran_out_takes_the_admission_with_it(world, town):
    town.screen("otto", ScreeningKind.VOG, valid_until=TODAY)
    later = TODAY + timedelta(days=1)

    assert [person.is_admitted for person in group_facts(HERE, today=TODAY)[0].members] == [True] * 5
    assert [person.is_admitted for person in group_facts(HERE, today=later)[0].members].count(False) == 1


def test_facts_and_pages_cost_the_same_however_many_people_there_are(world, town):
    with CaptureQueriesContext(connection) as few:
        group_facts(HERE, today=TODAY)
    for name in ("anna", "bert", "cleo", "daan"):
        town.join(name)
    with CaptureQueriesContext(connection) as many:
        group_facts(HERE, today=TODAY)
    assert len(few) == len(many) == 4

    fenna = world.actor("fenna")
    with CaptureQueriesContext(connection) as page:
        group_page(fenna, town.group, today=TODAY)
    assert len(page) <= 9


def test_a_list_costs_the_same_however_many_groups_there_are(world, town):
    fenna = world.actor("fenna")
    with CaptureQueriesContext(connection) as few:
        group_list(fenna, GroupFilters(), today=TODAY)
    for name in ("Een", "Twee", "Drie"):
        forming(world, name, of=town.programme)
    with CaptureQueriesContext(connection) as many:
        group_list(fenna, GroupFilters(), today=TODAY)
    assert len(few) == len(many) <= 3


def test_who_can_log_in_as_a_sponsor_has_that_role_and_is_nobody_else(world, town):
    otto = [row.name for row in logins_for(world.actor("fenna"), town.sponsors["otto"], today=TODAY)]
    saskia = [row.name for row in logins_for(world.actor("fenna"), town.sponsors["saskia"], today=TODAY)]

    assert (otto, saskia) == ([], ["Saskia Burg"])
    with pytest.raises(NotFound):
        logins_for(world.actor("saskia"), town.sponsors["saskia"], today=TODAY)


def test_ones_own_entry_is_of_the_group_one_is_in(world, town):
    assert queries.own_sponsor(world.actor("saskia"), today=TODAY) == town.sponsors["saskia"]
    with pytest.raises(NotFound):
        queries.own_sponsor(world.actor("fenna"), today=TODAY)
