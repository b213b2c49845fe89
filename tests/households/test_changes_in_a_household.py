"""What happens in a household after it came: births, joining, parting, death; and what is recorded of it."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import pgettext
from hypothesis import given
from hypothesis import strategies as st

from hervest.accounts.models import Person
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households import actions, jobs, own_word_actions, queries
from hervest.households.change_actions import record_change
from hervest.households.change_rules import (
    Birth,
    Joining,
    Leaving,
    after,
    comes_of_age,
    household_of_leavers,
    paths_of,
    too_young_to_lead,
    young_head,
)
from hervest.households.models import Household
from hervest.households.record_rules import HouseholdRecord, MemberRecord, RelativeRecord
from hervest.households.settings import household_settings
from hervest.households.vocabulary import LeftWhy, MemberRole, NeedKind, Sex
from hervest.journey import actions as journey
from hervest.journey.actions import join_team
from hervest.journey.milestone_rules import MilestoneRecord, Refusal
from hervest.journey.models import Case, FactSet, Milestone, Task
from hervest.journey.plan_queries import milestones, posted_by
from hervest.journey.queries import CaseFilters, case_list, plan_version
from hervest.journey.task_actions import finish_task, set_task_state
from hervest.journey.vocabulary import Began, ClosingReason, MilestoneCode, TaskState, TeamRole, Urgency
from hervest.journey.worklist_queries import plan_of
from households.families import HADDAD
from people import PASSWORD, TODAY

BABY = MemberRecord(MemberNo(0), MemberRole.OTHER, "Noor", "Haddad", TODAY - timedelta(days=3), Sex.FEMALE)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def leaving(*members, on=YESTERDAY, why=LeftWhy.SEPARATED, new_head=None):
    return Leaving(frozenset(map(MemberNo, members)), on, why, MemberNo(new_head) if new_head else None)


def expecting(record):
    mother = replace(record.member(2), due_on=TODAY + timedelta(days=20))
    return replace(record, members=tuple(mother if row.no == 2 else row for row in record.members))


def code_of(found):
    assert isinstance(found, Refusal)
    return found.code, found.params["field"]


# rules


def test_a_child_that_is_born_is_a_child_of_the_household_and_no_longer_expected():
    found = after(expecting(HADDAD), Birth(BABY, MemberNo(2)), today=TODAY)

    assert found.present[-1] == replace(BABY, no=MemberNo(5), role=MemberRole.CHILD)
    assert found.member(2).is_birth_recorded
    assert paths_of(HADDAD, after(HADDAD, Birth(BABY), today=TODAY)) == ("members[5]",)


@pytest.mark.parametrize(("days", "is_here"), [(-4, True), (-3, True), (-2, False), (None, False)])
def test_a_child_is_born_here_that_is_born_once_the_household_was_in_the_country(days, is_here):
    here_since = TODAY + timedelta(days=days) if days is not None else None
    found = after(HADDAD, Birth(BABY), today=TODAY, here_since=here_since)

    assert found.member(5).is_born_here is is_here


def test_a_child_that_leaves_with_its_mother_was_born_here_in_their_own_household_too():
    family = after(HADDAD, Birth(BABY), today=TODAY, here_since=BABY.born_on)
    apart = household_of_leavers(family, leaving(2, 5))

    assert [row.is_born_here for row in apart.members] == [False, True]


def test_who_joins_gets_a_number_nobody_had():
    left = after(HADDAD, leaving(4), today=TODAY)
    found = after(left, Joining(replace(BABY, role=MemberRole.PARENT, born_on=date(1960, 1, 1)), TODAY), today=TODAY)

    assert [row.no for row in found.present] == [1, 2, 3, 5]
    assert [row.no for row in found.members] == [1, 2, 3, 4, 5]


def test_who_leaves_stays_known_and_somebody_else_can_become_the_first_contact():
    found = after(HADDAD, leaving(1, why=LeftWhy.DIED, new_head=2), today=TODAY)

    assert (found.member(1).left_on, found.member(1).left_why) == (YESTERDAY, LeftWhy.DIED)
    assert found.member(2).role is MemberRole.HEAD
    assert [row.no for row in found.present] == [2, 3, 4]
    assert set(paths_of(HADDAD, found)) == {"members[1].left_on", "members[1].left_why", "members[2].role"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Birth(replace(BABY, born_on=TOMORROW)), ("day_still_to_come", "born_on")),
        (Birth(replace(BABY, born_on=None)), ("day_still_to_come", "born_on")),
        (Birth(BABY, MemberNo(9)), ("nobody_of_that_number", "mother")),
        (Joining(replace(BABY, role=MemberRole.HEAD), TODAY), ("one_head_needed", "role")),
        (Joining(BABY, TOMORROW), ("day_still_to_come", "on")),
        (Joining(replace(BABY, born_on=TODAY), YESTERDAY), ("born_after_joining", "born_on")),
        (leaving(), ("choose_who_leaves", "members")),
        (leaving(9), ("choose_who_leaves", "members")),
        (leaving(2, on=TOMORROW), ("day_still_to_come", "on")),
        (leaving(4, on=HADDAD.member(4).born_on - timedelta(days=1)), ("left_before_birth", "on")),
        (leaving(1, 2, 3, 4), ("everybody_leaves", "members")),
        (leaving(1), ("choose_new_head", "new_head")),
        (leaving(1, 2, new_head=2), ("choose_new_head", "new_head")),
        (leaving(1, new_head=9), ("choose_new_head", "new_head")),
    ],
)
def test_what_cannot_be_is_said_at_its_field(change, why):
    assert code_of(after(HADDAD, change, today=TODAY)) == why


def test_a_child_takes_over_only_where_no_adult_stays():
    settings = household_settings()

    def refused(*members, new_head):
        found = too_young_to_lead(HADDAD, leaving(*members, new_head=new_head), today=TODAY, settings=settings)
        return found and code_of(found)

    assert refused(1, new_head=3) == ("new_head_too_young", "new_head")
    assert refused(1, new_head=2) is None
    assert refused(1, 2, new_head=3) is None


def test_where_no_adult_stays_the_first_contact_is_who_has_a_say_and_else_the_oldest():
    settings = household_settings()

    def refused(record, new_head):
        found = too_young_to_lead(record, leaving(1, 2, new_head=new_head), today=TODAY, settings=settings)
        return found and code_of(found)

    assert refused(HADDAD, 4) == ("new_head_not_the_oldest", "new_head")
    assert refused(HADDAD, 3) is None
    sixteen = replace(HADDAD.member(4), born_on=TODAY.replace(year=TODAY.year - 16))
    grown = replace(HADDAD, members=(*HADDAD.members[:3], sixteen))
    assert refused(grown, 3) == ("new_head_has_no_say", "new_head")
    assert refused(grown, 4) is None


def test_the_age_that_is_told_is_that_of_the_settings():
    own = replace(household_settings(), own_say_from=15)
    told = too_young_to_lead(HADDAD, leaving(1, 2, new_head=4), today=TODAY, settings=own)

    assert told.params["age"] == 15
    text = pgettext("error", told.code) % told.params
    assert "15" in text
    assert "16" not in text


def test_a_minor_who_becomes_the_first_contact_is_told_of():
    settings = household_settings()

    def told(*members, new_head):
        becomes = after(HADDAD, leaving(*members, new_head=new_head), today=TODAY)
        found = young_head(becomes, today=TODAY, settings=settings)
        return found and found.first_name

    assert told(1, 2, new_head=3) == "Lina"
    assert told(1, new_head=2) is None


def test_nobody_joins_before_the_household_was_this_municipalitys():
    linked = TODAY - timedelta(days=30)
    grandmother = replace(BABY, role=MemberRole.PARENT, born_on=date(1960, 1, 1))

    def joining(on):
        return after(HADDAD, Joining(grandmother, on), today=TODAY, linked_on=linked)

    assert code_of(joining(linked - timedelta(days=1))) == ("joined_before_the_link", "on")
    assert joining(linked).member(5).joined_on == linked


@given(st.sets(st.integers(1, 4)), st.integers(0, 4), st.integers(-3, 3))
def test_whoever_leaves_a_household_with_one_head_stays_behind(members, head, days):
    change = leaving(*members, on=TODAY + timedelta(days=days), new_head=head)
    found = after(HADDAD, change, today=TODAY)

    can_be = 0 < len(members) < 4 and days <= 0 and (1 not in members or (head not in members and head > 0))
    assert isinstance(found, HouseholdRecord) is can_be
    if can_be:
        assert {row.no for row in found.present} == {1, 2, 3, 4} - members
        assert [row.role for row in found.present].count(MemberRole.HEAD) == 1
        assert {row.no for row in found.members} == {1, 2, 3, 4}


@given(st.sets(st.integers(1, 4), min_size=1, max_size=4))
def test_who_left_together_is_a_household_of_its_own_with_one_head_and_its_own_needs(members):
    own = household_of_leavers(HADDAD, leaving(*members))
    first_names = [HADDAD.member(no).first_name for no in members]

    assert sorted(row.first_name for row in own.members) == sorted(first_names)
    assert [row.no for row in own.members] == list(range(1, len(members) + 1))
    assert [row.role for row in own.members].count(MemberRole.HEAD) == 1
    assert own.members[0].role is MemberRole.HEAD
    if 2 in members:
        wife = next(row.no for row in own.members if row.first_name == HADDAD.member(2).first_name)
        assert {(need.member, need.kind) for need in own.needs} == {
            (wife, NeedKind.LIFT),
            (wife, NeedKind.CARE_FROM_DAY_ONE),
        }
    else:
        assert own.needs == ()
    assert own.dossier_number == ""
    assert own.relatives == ()
    assert all(row.left_on is None for row in own.members)


def test_who_comes_of_age_is_known_a_year_ahead_and_not_afterwards():
    settings, year = household_settings(), timedelta(days=365)
    born = {3: TODAY.replace(year=TODAY.year - 18) + timedelta(days=1), 4: TODAY.replace(year=TODAY.year - 18)}
    people = tuple(replace(row, born_on=born.get(row.no, row.born_on)) for row in HADDAD.members)

    found = comes_of_age(replace(HADDAD, members=people), today=TODAY, within=year, settings=settings)

    assert found == ((MemberNo(3), TOMORROW),)
    assert comes_of_age(HADDAD, today=TODAY, within=year, settings=settings) == ()


# recording


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """The family Haddad, led by Sander, arrived a month ago; Anouk guides it."""
    by = {"by": world.actor("sander"), "now": world.now}
    code = journey.open_case(**by, municipality="GM9001", route=Route.RESETTLEMENT).code
    days = (MilestoneRecord(MilestoneCode.ARRIVED, actual_on=world.today - timedelta(days=30)),)
    journey.record_milestones(**by, case=code, records=days, source="person")
    actions.save_household(**by, case=code, record=HADDAD)
    join_team(**by, case=code, person=world.ids["anouk"], role=TeamRole.GUIDE)
    return code


def record(world, case, change, key="sander", **how):
    given_ = {"reason": "Verteld aan de balie.", "seen": plan_version(case)} | how
    return record_change(by=world.actor(key), now=world.now, case=case, change=change, **given_)


def test_a_death_is_recorded_with_its_reason_and_somebody_else_is_asked_for_first(world, family):
    record(world, family, leaving(1, why=LeftWhy.DIED, new_head=2))

    page = queries.household_page(world.actor("sander"), family, today=world.today)
    assert [line.record.first_name for line in page.members] == ["ريم", "Lina", "Grâce"]
    assert [row.left_why for row in page.left] == [LeftWhy.DIED]
    words = Household.rows.get(case__code=family).corrected
    assert words["members[1].left_on"]["reason"] == "Verteld aan de balie."


def test_of_who_died_the_page_says_so_to_who_reads_it_and_the_day_can_be_corrected(world, family, log_in):
    record(world, family, leaving(1, why=LeftWhy.DIED, new_head=2))
    actor = world.actor("sander")
    shown = log_in("sander").get(reverse("household", args=[family])).content.decode()
    assert "overleden op" in shown
    assert "Weer terug?" not in shown

    said = {"case": family, "member": MemberNo(1), "reason": "De akte kwam."}
    with pytest.raises(RuleBroken, match="left_before_birth"):
        actions.let_member_leave(by=actor, now=world.now, **said, left_on=date(1900, 1, 1))
    actions.let_member_leave(by=actor, now=world.now, **said, left_on=YESTERDAY - timedelta(days=1))
    (row,) = queries.household_page(actor, family, today=world.today).left
    assert (row.left_on, row.left_why) == (YESTERDAY - timedelta(days=1), LeftWhy.DIED)

    actions.let_member_leave(by=actor, now=world.now, **said, left_on=None)
    page = queries.household_page(actor, family, today=world.today)
    assert page.left == ()
    assert [(line.record.no, line.record.role) for line in page.members][:2] == [
        (1, MemberRole.HEAD),
        (2, MemberRole.PARTNER),
    ]
    actions.let_member_leave(by=actor, now=world.now, **said | {"member": MemberNo(2)}, left_on=YESTERDAY)
    assert "Weer terug?" in log_in("sander").get(reverse("household", args=[family])).content.decode()


def let_in(world, family, key, member):
    world.joins(family, key, TeamRole.NEWCOMER, by="sander", member=MemberNo(member))


def verbs_about(world, family, key):
    rows = AuditRow.rows.filter(case_code=family, detail__person=world.ids[key], verb__startswith="login.")
    return list(rows.order_by("number").values_list("verb", flat=True))


def test_the_login_of_who_died_is_closed_at_the_next_click_and_opened_when_the_death_was_none(world, family, log_in):
    let_in(world, family, "samir", 1)
    let_in(world, family, "jamila", 2)
    samir = log_in("samir")
    assert samir.get("/week/").status_code == 200

    record(world, family, leaving(1, why=LeftWhy.DIED, new_head=2))
    assert samir.get("/week/")["Location"].startswith("/accounts/login/")
    assert log_in("jamila").get("/week/").status_code == 200
    assert not Person.rows.get(pk=world.ids["samir"]).is_active
    assert verbs_about(world, family, "samir") == ["login.closed"]

    said = {"case": family, "member": MemberNo(1), "reason": "Het was iemand anders."}
    actions.let_member_leave(by=world.actor("sander"), now=world.now, **said, left_on=YESTERDAY - timedelta(days=1))
    assert not Person.rows.get(pk=world.ids["samir"]).is_active
    actions.let_member_leave(by=world.actor("sander"), now=world.now, **said, left_on=None)
    assert log_in("samir").get("/week/").status_code == 200
    assert verbs_about(world, family, "samir") == ["login.closed", "login.opened"]
    assert verbs_about(world, family, "jamila") == []


def test_who_died_can_log_in_no_more_with_the_right_password(world, family, client):
    let_in(world, family, "samir", 1)
    sent = {"login": world.email("samir"), "password": PASSWORD}
    record(world, family, leaving(1, why=LeftWhy.DIED, new_head=2))
    client.post("/accounts/login/", sent)
    assert "_auth_user_id" not in client.session

    said = {"case": family, "member": MemberNo(1), "reason": "Het was iemand anders."}
    actions.let_member_leave(by=world.actor("sander"), now=world.now, **said, left_on=None)
    client.post("/accounts/login/", sent)
    assert "_auth_user_id" in client.session


def take_back(world, family):
    said = {"case": family, "member": MemberNo(1), "reason": "Het was iemand anders."}
    actions.let_member_leave(by=world.actor("sander"), now=world.now, **said, left_on=None)


@pytest.mark.parametrize("closed_by_hand", ["before", "after", None])
def test_a_death_that_was_none_opens_only_the_login_that_it_closed(world, family, closed_by_hand):
    let_in(world, family, "samir", 1)
    samir = Person.rows.filter(pk=world.ids["samir"])
    if closed_by_hand == "before":
        samir.update(is_active=False)
    record(world, family, leaving(1, why=LeftWhy.DIED, new_head=2))
    if closed_by_hand == "after":
        take_back(world, family)
        samir.update(is_active=False)
        record(world, family, leaving(1, why=LeftWhy.DIED, new_head=2))
    take_back(world, family)

    assert samir.get().is_active is (closed_by_hand is None)


@pytest.mark.parametrize("is_closed", [True, False])
def test_the_night_closes_the_login_of_who_died_before_a_death_closed_any(world, family, is_closed):
    let_in(world, family, "samir", 1)
    let_in(world, family, "jamila", 2)
    record(world, family, leaving(1, why=LeftWhy.DIED, new_head=2))
    Person.rows.filter(pk=world.ids["samir"]).update(is_active=True)  # as it stood before
    before = len(verbs_about(world, family, "samir"))
    if is_closed:
        Case.rows.filter(code=family).update(closed_on=world.today, closed_as=ClosingReason.GUIDANCE_FINISHED)

    assert jobs.close_for_dead(world.now) == 1
    assert jobs.close_for_dead(world.now) == 0
    assert not Person.rows.get(pk=world.ids["samir"]).is_active
    assert Person.rows.get(pk=world.ids["jamila"]).is_active
    assert verbs_about(world, family, "samir")[before:] == ["login.closed"]
    assert verbs_about(world, family, "jamila") == []


def test_who_left_without_dying_keeps_the_login(world, family):
    let_in(world, family, "samir", 1)
    record(world, family, leaving(1, new_head=2))

    assert Person.rows.get(pk=world.ids["samir"]).is_active
    assert verbs_about(world, family, "samir") == []


def test_a_child_without_a_name_yet_is_not_called_by_a_number_alone(world, family, log_in):
    baby = MemberRecord(MemberNo(1), MemberRole.CHILD, "", "", world.today - timedelta(days=1))
    actions.add_member(by=world.actor("sander"), now=world.now, case=family, member=baby, reason="Geboren.")

    assert "nog zonder naam" in log_in("sander").get(reverse("household", args=[family])).content.decode()
    people = queries.names(world.actor("sander"), [family], today=world.today).people
    no = max(int(key.split("/")[1]) for key in people)
    assert "nog zonder naam" in people[f"{family}/{no}"]
    assert people[f"{family}/2"] == "ريم"


def test_the_buttons_of_two_who_have_no_name_yet_tell_them_apart(world, family, log_in):
    for _ in range(2):
        baby = MemberRecord(MemberNo(1), MemberRole.CHILD, "", "", world.today - timedelta(days=1))
        actions.add_member(by=world.actor("sander"), now=world.now, case=family, member=baby, reason="Geboren.")
    for country in ("SY", "LB"):
        relative = RelativeRecord("zoon", country=country)
        own_word_actions.add_relative(
            by=world.actor("sander"), now=world.now, case=family, relative=relative, reason="Gehoord."
        )

    shown = log_in("sander").get(reverse("household", args=[family])).content.decode()
    buttons = re.findall(r'>([^<>]+)<span class="hv-vh"> ([^<]+)</span>', shown)
    for nameless, n in (("nog zonder naam", 2), ("zoon", 2)):
        called = [button for button in buttons if nameless in button[1]]
        assert len({name for _, name in called}) == n
        assert len(called) == len(set(called))


def test_what_was_not_looked_at_as_it_stands_is_not_recorded(world, family):
    seen = plan_version(family)
    record(world, family, leaving(4))

    with pytest.raises(Conflict, match="plan_changed_meanwhile"):
        record(world, family, leaving(3), seen=seen)
    record(world, family, leaving(3))


def test_without_a_reason_and_by_who_does_not_work_on_it_nothing_is_recorded(world, family):
    with pytest.raises(RuleBroken, match="reason_needed"):
        record(world, family, leaving(4), reason=" ")
    for key in ("lotte", "hatice", "fenna"):
        with pytest.raises(NotAllowed):
            record(world, family, leaving(4), key=key)

    record(world, family, leaving(4), key="anouk")


def test_who_goes_on_apart_has_a_case_of_their_own_that_begins_where_the_old_one_did(world, family):
    own = record(world, family, leaving(2, 4), opens_case=True)

    page = queries.household_page(world.actor("sander"), own, today=world.today)
    assert [(line.record.first_name, line.record.role) for line in page.members] == [
        ("ريم", MemberRole.HEAD),
        ("Grâce", MemberRole.CHILD),
    ]
    assert {line.kind for line in page.needs} == {NeedKind.LIFT, NeedKind.CARE_FROM_DAY_ONE}
    arrived = next(row for row in milestones(world.actor("sander"), own, today=world.today) if row.code == "ARRIVED")
    assert (arrived.on, arrived.is_actual) == (world.today - timedelta(days=30), True)
    mine = case_list(world.actor("sander"), CaseFilters(), today=world.today, number=1)
    assert own in {row.ref.code for row in mine.rows}
    left = queries.household_page(world.actor("sander"), family, today=world.today)
    assert [line.record.no for line in left.members] == [1, 3]


def test_what_is_known_and_done_of_who_goes_on_apart_is_not_asked_again(world, family):
    by = {"by": world.actor("sander"), "now": world.now, "case": family}
    permit = MilestoneRecord(MilestoneCode.PERMIT_GRANTED, MemberNo(2), actual_on=world.today - timedelta(days=33))
    journey.record_milestones(**by, records=[permit], source="person")
    journey.say_trait(**by, member=MemberNo(4), trait="tb_follow_up", holds=True, reason="Zei de GGD.")
    tasks = {(row.template, row.member_no): row.pk for row in Task.rows.filter(case__code=family)}
    done = [("C01", 0), ("E02", 0), ("F05", 2), ("F05", 1)]
    for key in done:
        dates = {MilestoneCode.KEYS_HANDED: world.today} if key[0] == "E02" else None
        finish_task(**by, task=tasks[key], done_on=world.today, dates=dates, reason="Klaar.")

    own = record(world, family, leaving(2, 4), opens_case=True)

    mine = {(row.template, row.member_no): row for row in Task.rows.filter(case__code=own)}
    assert {key for key, row in mine.items() if row.state == "done"} == {("C01", 0), ("F05", 1)}
    assert mine["E02", 0].is_open  # of the old home
    assert mine["E02", 0].due_on == mine["C19", 0].due_on + timedelta(days=32) == world.today  # counts from today
    assert mine["F05", 1].done_on == world.today
    assert {(mine[key].done_by_id, mine[key].reason) for key in (("C01", 0), ("F05", 1))} == {(None, "")}
    known = {(row.code, row.member_no): row.actual_on for row in Milestone.rows.filter(case__code=own)}
    assert known["PERMIT_GRANTED", 1] == permit.actual_on
    assert not {code for code, _ in known} & {"KEYS_HANDED"}
    said = FactSet.rows.get(case__code=own, source="person")
    assert (said.member_no, said.traits, said.reasons) == (2, {"tb_follow_up": True}, {})


def test_nothing_that_was_done_before_a_parting_is_late_after_it(world, family):
    by = {"by": world.actor("sander"), "now": world.now, "case": family}
    late = {Urgency.LATE, Urgency.CRITICAL_LATE}
    for task in Task.rows.filter(case__code=family, due_on__lte=world.today).order_by("pk"):
        task.refresh_from_db()  # what was done before may have ended it
        if task.template == "C09" or not task.is_open:
            continue
        if task.template == "C20":
            state = {"state": TaskState.NOT_NEEDED, "reason": "Een buurvrouw tolkt."}
            set_task_state(**by, task=task.pk, **state)
            continue
        asks = {asked.milestone: world.today - timedelta(days=30) for asked in posted_by(task)}
        finish_task(**by, task=task.pk, done_on=world.today, dates=asks, reason="Klaar.")

    own = record(world, family, leaving(2, 4), opens_case=True)

    rows = {(row.key.template, row.member): row for row in plan_of(world.actor("sander"), own, today=world.today)}
    assert {key for key, row in rows.items() if row.is_open and row.urgency in late} == {("C09", None)}
    anew = {key for key, row in rows.items() if row.because and row.because.since is Began.PARTED}
    assert anew >= {("E02", None), ("F01", None), ("F03", None), ("G04", None)}
    assert rows["F01", None].limit_on == world.today + timedelta(days=5)
    assert rows["G04", None].due_on == world.today + timedelta(days=28)
    spared = rows["C20", None]
    assert (spared.state, spared.reason) == (
        TaskState.NOT_NEEDED,
        "Was niet nodig, zei een medewerker toen zij nog één gezin waren.",
    )


def test_who_may_open_no_case_records_the_parting_without_one(world, family):
    with pytest.raises(NotAllowed):
        record(world, family, leaving(2, 4), key="anouk", opens_case=True)

    assert record(world, family, leaving(2, 4), key="anouk") == ""
