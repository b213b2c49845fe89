"""The first 48 hours of a household with COA, and how it was handed over: for who may record milestones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo, Route, Tier
from hervest.guidance.arriving_models import HandOver
from hervest.guidance.arriving_queries import arriving_case, data_text
from hervest.guidance.arriving_rules import FollowUp, read_follow_ups
from hervest.guidance.arriving_vocabulary import ItemState
from hervest.journey.passing_queries import RowWork, stand_as_made, work_of_rows
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.vocabulary import TaskState

ENDS = "D07"
"""The row of the plan that is done with the hand-over: transport to the municipality and what is missing."""


@dataclass(frozen=True, slots=True)
class ItemCell:
    """How far something is for one person, and its task: the one that is open, or that stands in its place.

    `person`: key of `HouseholdNames`.
    """

    person: str
    state: ItemState
    task: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """Something of the first 48 hours, for each person."""

    title: str
    follow_up: str
    cells: tuple[ItemCell, ...]

    @property
    def n_open(self) -> int:
        """For how many it is still to be done."""
        return sum(cell.state is ItemState.OPEN for cell in self.cells)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The hand-over as it was recorded. `may_undo`: nothing of what followed has been touched yet."""

    at: datetime
    given_by: str
    taken_by: str
    place: str
    n_passed_on: int
    may_undo: bool


@dataclass(frozen=True, slots=True)
class FirstHours:
    """The first 48 hours of a case, for who may record milestones in it. `people`: keys of `HouseholdNames`."""

    case: CaseRef
    people: tuple[str, ...]
    items: tuple[Item, ...]
    handed_over: HandedOver | None
    may_hand_over: bool

    @property
    def n_open(self) -> int:
        """How much is still to be done, each person apart."""
        return sum(item.n_open for item in self.items)


@cache
def follow_ups() -> Mapping[str, FollowUp]:
    """What the municipality does when something of the first 48 hours is missing, by row of the plan."""
    return read_follow_ups(data_text("hand_over_nl.csv"))


def first_hours(actor: Actor, code: str, *, today: date) -> FirstHours | None:
    """What of the first 48 hours is done and open for each person, and the hand-over; None where nobody lands.

    Also None for who may not record milestones of the case. Raises: NotFound.
    """
    case = arriving_case(actor, code, today=today)
    if case.route is not Route.RESETTLEMENT or not may(actor, code, Permission.MILESTONE_RECORD, today=today):
        return None
    work, stored = work_of_rows(case.id, follow_ups()), hand_over_of(case.id)
    passed = dict(stored.passed_on) if stored else {}
    people = sorted({row.member for row in work if row.member is not None})
    actor.reads.read(code, Shown.MILESTONES)
    return FirstHours(
        case=case,
        people=tuple(_key(case, no) for no in people),
        items=tuple(_item(case, row, work, passed, people) for row in follow_ups().values()),
        handed_over=_as_handed_over(stored, case) if stored else None,
        may_hand_over=stored is None and case.closed_on is None,
    )


def to_hand_over(actor: Actor, code: str, *, today: date) -> FirstHours:
    """The same, for the page that records the hand-over. Raises: NotFound, also where nobody lands."""
    case_for(actor, code, Permission.MILESTONE_RECORD, today=today)
    found = first_hours(actor, code, today=today)
    if found is None:
        raise NotFound("no_such_case", case=code)
    return found


def open_work(case: int) -> tuple[RowWork, ...]:
    """Everything of the first 48 hours that is still to be done, for deciding."""
    return tuple(row for row in work_of_rows(case, follow_ups()) if row.is_open)


def ending_work(case: int) -> int | None:
    """The open task that is done with the hand-over, for deciding."""
    return next((row.id for row in work_of_rows(case, (ENDS,)) if row.is_open), None)


def ended_work(case: int) -> int | None:
    """The same task once it is done, for deciding."""
    return next((row.id for row in work_of_rows(case, (ENDS,)) if row.state is TaskState.DONE), None)


def hand_over_of(case: int) -> HandOver | None:
    """The hand-over of a case as it is stored, for this room's actions."""
    return HandOver.rows.filter(case=case).select_related("taken_by").first()


def _as_handed_over(row: HandOver, case: CaseRef) -> HandedOver:
    made = [instead for _, instead in row.passed_on]
    return HandedOver(
        at=row.at,
        given_by=row.given_by if Tier.P1 in case.tiers else "",
        taken_by=row.taken_by.name,
        place=row.place if Tier.P1A in case.tiers else "",
        n_passed_on=len(made),
        may_undo=case.closed_on is None and stand_as_made(row.case_id, made) == set(made),
    )


def _key(case: CaseRef, no: MemberNo) -> str:
    return f"{case.code}/{no}"


def _item(
    case: CaseRef, row: FollowUp, work: Iterable[RowWork], passed: Mapping[int, int], people: Iterable[MemberNo]
) -> Item:
    of = {one.member: one for one in work if one.row == row.task}
    return Item(
        title=in_language(row.title_nl, row.title_en),
        follow_up=in_language(row.follow_up_nl, row.follow_up_en),
        cells=tuple(_cell(_key(case, no), of.get(no), passed) for no in people),
    )


def _cell(person: str, work: RowWork | None, passed: Mapping[int, int]) -> ItemCell:
    if work is None:  # whoever came later is asked for none of it
        return ItemCell(person, ItemState.NOT_NEEDED, None)
    state = _state(work, passed)
    return ItemCell(person, state, passed[work.id] if state is ItemState.PASSED_ON else work.id)


def _state(work: RowWork, passed: Iterable[int]) -> ItemState:
    if work.id in passed and work.state is TaskState.NOT_NEEDED:
        return ItemState.PASSED_ON
    if work.is_open:
        return ItemState.OPEN
    return ItemState.DONE if work.state is TaskState.DONE else ItemState.NOT_NEEDED
