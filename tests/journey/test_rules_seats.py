"""Which seats of a team count for a task: work about one person is done by who is there for that person."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import MemberNo, Tier
from hervest.journey.seat_rules import OwnAges, Seat, Young, filled_for, is_grown_up, is_spoken_for, owned, sitting_of
from hervest.journey.vocabulary import DoerRole, TeamRole
from hervest.journey.worklist_rules import holder
from journey.plans import PROPERTY

GROWN, CHILD, TODDLER = "grown-up", "child", "toddler"
ABOUT_ONE = [TeamRole.NEWCOMER, TeamRole.GP, TeamRole.JGZ]
ABOUT_ALL = [TeamRole.CASE_LEAD, TeamRole.GUIDE, TeamRole.CIVIC_OFFICER]
DOERS = [DoerRole.NEWCOMER, DoerRole.GP, DoerRole.JGZ, DoerRole.GUIDE, DoerRole.IND]
RECORDERS = [None, DoerRole.GUIDE, DoerRole.CIVIC_OFFICER, DoerRole.CASE_LEAD]


@dataclass(frozen=True)
class Story:
    """How old everybody of a household is, as what and about whom people sit in its team, and a task."""

    ages: tuple[str, ...]
    team: tuple[tuple[tuple[TeamRole, int], ...], ...]
    doer: DoerRole
    recorder: DoerRole | None
    member: int
    tier: Tier

    @property
    def young(self) -> Young:
        numbers = range(1, len(self.ages) + 1)
        return Young(
            children=frozenset(MemberNo(n) for n in numbers if self.ages[n - 1] != GROWN),
            toddlers=frozenset(MemberNo(n) for n in numbers if self.ages[n - 1] == TODDLER),
        )

    @property
    def sittings(self):
        return [sitting_of([Seat(role, MemberNo(no)) for role, no in seats], self.young) for seats in self.team]

    def can(self, seats, role) -> bool:
        """Whether somebody with these seats can do the work of this role for whom it is about, said over again."""
        theirs = [about for sits_as, about in seats if sits_as is role]
        if self.member == 0:
            is_minor = role is TeamRole.NEWCOMER and all(no > 0 and self.ages[no - 1] != GROWN for no in theirs)
            return len(theirs) > 0 and not is_minor
        if 0 in theirs or self.member in theirs:
            return True
        if role is not TeamRole.NEWCOMER or self.tier not in (Tier.P0, Tier.P1) or not theirs:
            return False
        return self.ages[self.member - 1] == TODDLER and all(self.ages[no - 1] == GROWN for no in theirs)

    def somebody_can(self, doer: DoerRole | None) -> bool:
        """Whether anybody in the team can do what this doer does."""
        if doer not in {role.value for role in TeamRole}:
            return False
        return any(self.can(seats, TeamRole(doer)) for seats in self.team)


@st.composite
def stories(draw) -> Story:
    ages = tuple(draw(st.lists(st.sampled_from([GROWN, CHILD, TODDLER]), min_size=1, max_size=5)))
    about_one = st.tuples(st.sampled_from(ABOUT_ONE), st.integers(1, len(ages)))
    about_all = st.tuples(st.sampled_from(ABOUT_ALL), st.just(0))
    seats = st.lists(about_one | about_all, min_size=1, max_size=3).map(tuple)
    return Story(
        ages,
        tuple(draw(st.lists(seats, max_size=5))),
        draw(st.sampled_from(DOERS)),
        draw(st.sampled_from(RECORDERS)),
        draw(st.integers(0, len(ages))),
        draw(st.sampled_from([Tier.P0, Tier.P1, Tier.P2])),
    )


@PROPERTY
@given(stories())
def test_a_task_is_theirs_who_can_do_it_for_whom_it_is_about(story):
    for seats, sitting in zip(story.team, story.sittings, strict=True):
        for role in TeamRole:
            assert sitting.does(role, MemberNo(story.member), story.tier) is story.can(seats, role), (seats, role)


@PROPERTY
@given(stories())
def test_a_task_falls_to_a_role_in_which_somebody_can_do_it_and_to_the_case_lead_where_nobody_can(story):
    filled = filled_for(story.sittings, MemberNo(story.member), story.tier)
    found = holder(story.doer, story.recorder, filled)

    if found.is_stand_in:
        assert found.role is TeamRole.CASE_LEAD
        assert not story.somebody_can(story.doer)
        assert not story.somebody_can(story.recorder)
    else:
        assert any(story.can(seats, found.role) for seats in story.team)
        assert found.role == (story.doer if story.somebody_can(story.doer) else story.recorder)


@pytest.mark.parametrize(
    ("seat", "member", "falls_to"),
    [
        ((TeamRole.GP, 1), 1, TeamRole.GP),
        ((TeamRole.GP, 1), 2, TeamRole.GUIDE),
        ((TeamRole.GP, 0), 2, TeamRole.GP),
        ((TeamRole.NEWCOMER, 1), 1, TeamRole.NEWCOMER),
        ((TeamRole.NEWCOMER, 1), 2, TeamRole.GUIDE),
        ((TeamRole.NEWCOMER, 1), 3, TeamRole.NEWCOMER),
        ((TeamRole.NEWCOMER, 2), 3, TeamRole.GUIDE),
        ((TeamRole.NEWCOMER, 2), 0, TeamRole.GUIDE),
        ((TeamRole.NEWCOMER, 1), 0, TeamRole.NEWCOMER),
    ],
)
def test_a_seat_about_one_person_leaves_work_about_another_to_who_records_it(seat, member, falls_to):
    doer = DoerRole(seat[0].value)
    team = ((seat,), ((TeamRole.GUIDE, 0),))
    story = Story((GROWN, CHILD, TODDLER), team, doer, DoerRole.GUIDE, member, Tier.P1)
    filled = filled_for(story.sittings, MemberNo(member), Tier.P1)

    assert holder(doer, DoerRole.GUIDE, filled).role is falls_to


AGES, TODAY = OwnAges(16, 18), date(2026, 12, 3)


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("age?age=15&on=2026-12-03", True),
        ("age?age=0&on=2026-12-03", True),
        ("age?age=16&on=2026-12-03", False),
        ("birth_date_unknown?role=child", False),
        ("", False),
    ],
)
def test_for_a_child_speaks_a_grown_up_until_it_is_sixteen(reason, answer):
    assert is_spoken_for(reason, AGES) is answer


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("age?age=18&on=2026-12-03", True),
        ("age?age=18&on=2026-06-03", True),
        ("age?age=18&on=2027-03-05", False),  # on the day of arrival, and perhaps not today
        ("age?age=19&on=2027-03-05", True),
        ("age?age=19&on=2028-03-05", False),
        ("age?age=17&on=2026-12-03", False),
        ("birth_date_unknown?role=head", True),
        ("birth_date_unknown?role=child", False),
        ("", False),
    ],
)
def test_somebody_is_grown_up_who_is_so_today_for_sure(reason, answer):
    assert is_grown_up(reason, AGES, TODAY) is answer


def test_a_grown_up_owns_what_is_of_the_young_children_and_a_child_its_own():
    father, daughter, son = map(MemberNo, (1, 2, 3))
    said = {father: "age?age=41&on=2026-12-03", daughter: "age?age=17&on=2026-12-03", son: "age?age=9&on=2026-12-03"}
    young = Young(children=frozenset({daughter, son}), aged=said)

    assert owned(frozenset({father}), young, AGES, TODAY) == {father, son}
    assert owned(frozenset({daughter}), young, AGES, TODAY) == {daughter}
    assert owned(frozenset(), young, AGES, TODAY) == frozenset()
