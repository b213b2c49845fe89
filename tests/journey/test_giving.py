"""A task is given by name only to who may be told what stands in it: whoever does a task reads it."""

from itertools import product

import pytest
from django.urls import reverse

from accounts import law
from hervest.accounts.models import Membership
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Role
from hervest.core.errors import RuleBroken
from hervest.journey import cover_actions, task_actions, team_queries, worklist_queries
from hervest.journey.giving_rules import OF_ONES_OWN, Telling, can_be_given
from hervest.journey.models import Case, Task, TeamMember
from hervest.journey.queries import case_for
from hervest.journey.seat_rules import Seat
from hervest.journey.template_defaults import team_relations
from hervest.journey.vocabulary import Audience, TeamRole
from journey.test_actions import make_family, task_of
from people import NOW, TODAY

INCOME = "C19"
"""Preparing the benefit and the advance: about money."""


OUTSIDE = {
    TeamRole.NEWCOMER,
    TeamRole.SPONSOR,
    TeamRole.SPONSOR_COORDINATOR,
    TeamRole.GP,
    TeamRole.GGD,
    TeamRole.JGZ,
    TeamRole.COA_LIAISON,
    TeamRole.INTERPRETER,
}
WORKING = set(TeamRole) - OUTSIDE
"""Who works on a case as its team. Source: workflow.md, section 2; access.md, scopes."""


@pytest.fixture
def family(begin):
    return begin(make_family)


def begin_role(world, key, role):
    """One more role for somebody, at the organisation where they work already."""
    known = Membership.rows.filter(person=world.ids[key]).first()
    row = Membership.rows.create(
        person_id=world.ids[key],
        organisation_id=known.organisation_id,
        role=role,
        from_on=known.from_on,
        until_on=known.until_on,
    )
    row.municipalities.set(known.municipalities.all())


def by_law(roles, seats, told):
    """The same from the two tables, said over again: can it be opened, and what would be told."""
    is_inside = bool(seats & WORKING)
    reach = {"muni", "muni_codes", "all", "assigned"} | ({"team", "team_functional"} if is_inside else set())
    can_do = any(law.MATRIX["task.do"][role.value] in reach for role in roles)
    reads_money = any(law.MATRIX["money.read"][role.value] in reach for role in roles)
    leads = TeamRole.CASE_LEAD in seats
    is_told = (reads_money or not told.is_finance) and (leads or told.audience is not Audience.NAMED)
    return can_do and (is_told or told.holder in seats)


def test_who_can_have_a_task_is_what_the_tables_of_access_say():
    seats = [frozenset(), *(frozenset({role}) for role in TeamRole)]
    found = set()
    for role, sits_as, is_finance, audience, holder in product(Role, seats, (True, False), Audience, TeamRole):
        told = Telling(is_finance, audience, holder)
        answer = can_be_given([role], [Seat(seat) for seat in sits_as], told, relations=team_relations())
        assert answer is by_law([role], sits_as, told), (role, sits_as, told)
        found.add((answer, is_finance, audience is Audience.NAMED))

    assert len(found) == 8


@pytest.mark.parametrize("member", range(3))
@pytest.mark.parametrize("about", range(3))
def test_what_is_for_named_readers_is_not_given_to_who_sits_in_its_role_for_somebody_else(member, about):
    told = Telling(is_finance=False, audience=Audience.NAMED, holder=TeamRole.GP, member=member)
    seats = [Seat(TeamRole.GP, about)]

    answer = can_be_given([Role.HEALTH_PARTNER], seats, told, relations=team_relations())
    assert answer is (member == 0 or about in {0, member})


@pytest.mark.parametrize(
    ("key", "seat"), [("ruben", TeamRole.HOUSING_ASSOCIATION), ("joris", None), ("anouk", TeamRole.GUIDE)]
)
def test_work_about_money_is_given_to_nobody_who_does_not_read_the_households_money(world, family, key, seat):
    by, task = world.actor("marieke"), task_of(world, family, INCOME).id
    person = world.ids[key]
    if seat:
        world.joins(family, key, seat, by="marieke")

    with pytest.raises(RuleBroken) as refused:
        task_actions.assign_task(by=by, now=NOW, case=family, task=task, person=person)
    assert refused.value.code == "may_not_be_told_of_it"
    assert refused.value.params["case"] == family
    assert Task.rows.get(pk=task).assigned_to_id is None

    extra = task_actions.add_task(by=by, now=NOW, case=family, title="Bel de school", due_on=TODAY, person=person)
    assert worklist_queries.task_for(world.actor(key), family, extra, today=TODAY).title == "Bel de school"


def test_a_caseworker_who_only_coordinates_the_households_sponsor_group_has_no_work_about_money(world, family):
    begin_role(world, "sander", Role.SPONSOR_COORDINATOR)
    world.joins(family, "sander", TeamRole.CIVIC_OFFICER, by="marieke")
    given = {"by": world.actor("marieke"), "now": NOW, "case": family, "person": world.ids["sander"]}
    task = task_of(world, family, INCOME).id
    TeamMember.rows.filter(case__code=family, person=world.ids["sander"]).update(role=TeamRole.SPONSOR_COORDINATOR)

    with pytest.raises(RuleBroken) as refused:
        task_actions.assign_task(**given, task=task)
    assert refused.value.code == "may_not_be_told_of_it"

    world.joins(family, "sander", TeamRole.CIVIC_OFFICER, by="marieke")
    task_actions.assign_task(**given, task=task)
    assert Task.rows.get(pk=task).assigned_to_id == world.ids["sander"]


def test_work_about_money_is_given_to_a_caseworker_of_the_team(world, family):
    by, task = world.actor("marieke"), task_of(world, family, INCOME).id
    world.joins(family, "sander", TeamRole.CIVIC_OFFICER, by="marieke")

    task_actions.assign_task(by=by, now=NOW, case=family, task=task, person=world.ids["sander"])

    assert worklist_queries.task_for(world.actor("sander"), family, task, today=TODAY).may_do


def test_who_is_offered_is_who_can_have_it(world, family):
    by, task = world.actor("marieke"), task_of(world, family, INCOME).id
    world.joins(family, "ruben", TeamRole.HOUSING_ASSOCIATION, by="marieke")
    case = case_for(by, family, Permission.TASK_ASSIGN, today=TODAY)

    of_money = {row.name for row in team_queries.may_take_task(by, case, task, today=TODAY)}
    of_ones_own = {row.name for row in team_queries.may_take_tasks(by, case, today=TODAY)}

    assert of_money == {"Marieke de Wit"}
    assert of_ones_own == {"Marieke de Wit", "Ruben Smit", "Joris Vos", "Lena Blok", "Fenna Stam"}


@pytest.mark.parametrize("key", [None, "joris"])
def test_what_is_offered_for_a_task_that_somebody_adds_is_what_such_a_task_tells(world, family, key):
    person = world.ids[key] if key else None
    row = Case.rows.get(code=family)
    added = task_actions.extra_task(row, "Bel de school", due_on=TODAY, person=person, today=TODAY)

    assert team_queries.telling(added) == OF_ONES_OWN
    income = Task.rows.get(pk=task_of(world, family, INCOME).id)
    assert team_queries.telling(income) != OF_ONES_OWN


def test_the_page_does_not_take_somebody_who_was_not_offered(log_in, world, family):
    client, task = log_in("marieke"), task_of(world, family, INCOME).id

    answer = client.post(reverse("assign", args=[family, task]), {"person": world.ids["joris"]})

    assert answer.context["form"].errors.keys() == {"person"}
    assert Task.rows.get(pk=task).assigned_to_id is None


def covered(world, family, task, key):
    """Marieke is away, and somebody is to have her task."""
    cover_actions.cover_work(
        by=world.actor("marieke"),
        now=NOW,
        colleague=world.ids["marieke"],
        person=world.ids[key],
        work=[(family, task)],
        until_on=TODAY,
        reason="Ziek",
    )


def test_who_covers_for_a_caseworker_takes_a_seat_and_reads_the_work_about_money(world, family):
    task = task_of(world, family, INCOME).id
    covered(world, family, task, "sander")

    assert worklist_queries.task_for(world.actor("sander"), family, task, today=TODAY).title


@pytest.mark.parametrize(("key", "own"), [("joris", "C01"), ("lena", "C15")])
def test_work_about_money_is_covered_by_nobody_who_can_have_no_seat_in_which_it_is_read(world, family, key, own):
    money, other = task_of(world, family, INCOME).id, task_of(world, family, own).id
    with pytest.raises(RuleBroken) as refused:
        covered(world, family, money, key)
    assert refused.value.code == "may_not_be_told_of_these"
    assert refused.value.params["tasks"] == [task_of(world, family, INCOME).title]
    assert Task.rows.get(pk=money).assigned_to_id is None

    covered(world, family, other, key)
    assert worklist_queries.task_for(world.actor(key), family, other, today=TODAY).title


def test_who_sits_in_the_team_already_and_covers_takes_the_seat_they_lack(world, family):
    for key in ("marieke", "sander"):
        world.joins(family, key, TeamRole.CIVIC_OFFICER, by="marieke")
    task = task_of(world, family, "C15").id
    Task.rows.filter(pk=task).update(audience=Audience.NAMED)

    covered(world, family, task, "sander")

    assert worklist_queries.task_for(world.actor("sander"), family, task, today=TODAY).title
