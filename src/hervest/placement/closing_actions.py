"""Closing the case of a household that has, or waits for, a home; and opening it again."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, RuleBroken
from hervest.housing.queries import lock_unit, lock_units
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import post_facts, withdraw_milestone
from hervest.journey.arrival_queries import household_milestones
from hervest.journey.closing_actions import close_case, reopen_case
from hervest.journey.closing_queries import frees_home
from hervest.journey.queries import CaseRef, case_of
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TraitSource
from hervest.placement.agreed_models import Stay
from hervest.placement.match_actions import end_for_closing
from hervest.placement.match_plan_actions import TELLS_THE_PLAN
from hervest.placement.models import PairWord, Placement
from hervest.placement.transfer_models import Transfer
from hervest.placement.transfer_queries import was_handed_over
from hervest.placement.transfer_sides_actions import end_transfer
from hervest.placement.transfer_vocabulary import TransferState
from hervest.placement.vocabulary import PersonsWord


@action(Permission.CASE_CLOSE, on=case_subject, runs=(close_case, *TELLS_THE_PLAN))
def close(
    *,
    by: Actor,
    now: datetime,
    case: str,
    reason: ClosingReason,
    seen: int,
    text: str = "",
    knows_of_terms: bool = False,
    seen_home: int | None = None,
    in_the_name_of: PersonId | None = None,
) -> None:
    """The case is closed; its home is free again if the reason says so, no home is kept for it, and no group sees it.

    A transfer that waits for an answer is withdrawn. `in_the_name_of`: as `close_case` has it.
    Raises: as `close_case` does; Conflict if a home was decided or undone meanwhile, or since the person saw that it
    had the unit `seen_home` (0: none).
    """
    home = home_of(case)
    if home is not None:
        lock_unit(home.unit_id)
    if seen_home is not None and seen_home != (home.unit_id if home else 0):
        raise Conflict("decision_changed_meanwhile")
    end_for_closing(case, by=by, now=now, closer=in_the_name_of or by.person)
    close_case(
        by=by,
        now=now,
        case=case,
        reason=reason,
        text=text,
        seen=seen,
        knows_of_terms=knows_of_terms,
        in_the_name_of=in_the_name_of,
    )
    again = home_of(case)
    if (home.pk if home else None) != (again.pk if again else None):
        raise Conflict("decision_changed_meanwhile")
    row = case_of(case)
    if again is not None and frees_home(reason):
        _leave(again, case, None, today=clock.day_of(now))
        note("home.freed", case_code=case, municipality=row.municipality, unit=again.unit_id)
    locks = PairWord.rows.filter(case_id=row.id, is_active=True, word=PersonsWord.LOCK)
    locks.update(is_active=False, ended_at=now, ended_by_id=in_the_name_of or by.person)
    for waiting in Transfer.rows.select_for_update().filter(case_id=row.id, state=TransferState.OFFERED):
        end_transfer(waiting, TransferState.WITHDRAWN, by=by, now=now)


def free_home(*, now: datetime, case: str, moves_on: date) -> None:
    """The home of a household that moves away on that day is theirs until then, and to be given to who comes after.

    A step of actions. Holds: home and case are held, and the day is still to come.
    """
    home = home_of(case)
    if home is not None:
        _leave(home, case, moves_on, today=clock.day_of(now))
        note("home.freed", case_code=case, municipality=case_of(case).municipality, unit=home.unit_id)


def keep_home(home: Placement, *, moves_on: date) -> None:
    """The home of a household that moves away later or sooner than was said is theirs until that day.

    A step of actions. Holds: its unit and the case are held. Raises: RuleBroken if it was given to somebody else since
    who can come before they go.
    """
    given = Placement.rows.filter(unit_id=home.unit_id, is_active=True, from_on__lt=moves_on).first()
    if given is not None:
        raise RuleBroken("home_given_before_the_move", field="moves_on", on=given.from_on)
    home.until_on = moves_on
    home.save(update_fields=["until_on"])


def _leave(home: Placement, case: str, moves_on: date | None, *, today: date) -> None:
    """The home is free today, or on the day on which those who live in it move."""
    arrived = household_milestones([case], today=today)[case].at(MilestoneCode.ARRIVED)
    if moves_on is not None and arrived is not None and arrived.is_actual and _can_live_in(home, today):
        home.from_on = min(home.from_on, max(arrived.on, clock.day_of(home.decision.at)), today)
        today = max(today, moves_on)
    home.is_active, home.until_on = False, max(today, home.from_on)
    home.save(update_fields=["is_active", "from_on", "until_on"])


def _can_live_in(home: Placement, today: date) -> bool:
    """Whether who is here can live in the home already: it is there, and they stay nowhere else meanwhile."""
    available_from = home.unit.dwelling.available_from
    stays = Stay.rows.filter(case_id=home.case_id, is_active=True, from_on__lte=today, until_on__gt=today)
    return (available_from is None or available_from <= today) and not stays.exists()


def home_of(case: str) -> Placement | None:
    """The home that was decided for the case, and stands."""
    return Placement.rows.filter(case__code=case, is_active=True).first()


@action(Permission.CASE_CLOSE, on=case_subject, runs=(reopen_case, withdraw_milestone, post_facts))
def reopen(*, by: Actor, now: datetime, case: str, reason: str) -> bool:
    """The case is open again, with its home and its lock as far as nobody else has them; whether it lost its home.

    A household that goes elsewhere has the home that was theirs then until it moves, whether its case is open or not.
    Raises: as `reopen_case` does; Conflict if another municipality has the household now.
    """
    row = case_of(case)
    if was_handed_over(case, today=clock.day_of(now)):
        raise Conflict("case_was_handed_over")
    freed, was_locked = _freed(row), PairWord.rows.filter(case_id=row.id, word=PersonsWord.LOCK, is_active=False)
    units = set(was_locked.values_list("unit_id", flat=True)) | ({freed.unit_id} if freed is not None else set())
    lock_units(units)  # before the case: nobody takes one of them between asking and having it again
    closed_at = reopen_case(by=by, now=now, case=case, reason=reason)
    _lock_again(row, closed_at)
    if freed is None:
        return False
    if not Placement.rows.filter(unit_id=freed.unit_id, is_active=True).exists():
        freed.is_active, freed.until_on = True, None
        freed.save(update_fields=["is_active", "until_on"])
        note("home.kept", case_code=case, municipality=row.municipality, unit=freed.unit_id)
        return False
    if by.person is not None:
        freed.decision.undone_by_id, freed.decision.undone_at = by.person, now
        freed.decision.save(update_fields=["undone_by", "undone_at"])
    withdraw_milestone(by=by, now=now, case=case, milestone=MilestoneCode.HOME_DECIDED)
    post_facts(by=by, now=now, case=case, source=TraitSource.HOME, said={})
    note("home.lost", case_code=case, municipality=row.municipality, unit=freed.unit_id)
    return True


def _freed(row: CaseRef) -> Placement | None:
    """The home that closing made free: its decision was never undone, and it did not end when they were accepted."""
    if row.closed_as is None or not frees_home(row.closed_as):
        return None
    ended = Placement.rows.filter(case_id=row.id, is_active=False, decision__undone_at__isnull=True)
    accepted = Transfer.rows.filter(case_id=row.id, state=TransferState.ACCEPTED)
    for accepted_at in accepted.values_list("ended_at", flat=True):
        ended = ended.filter(decision__at__gt=accepted_at)
    return ended.select_related("decision").order_by("-pk").first()


def _lock_again(row: CaseRef, closed_at: datetime) -> None:
    """The lock that ended with the case holds again, unless the unit was locked or decided for another case since."""
    ended = PairWord.rows.filter(case_id=row.id, word=PersonsWord.LOCK, is_active=False, ended_at=closed_at).first()
    if ended is None or PairWord.rows.filter(unit_id=ended.unit_id, is_active=True, word=PersonsWord.LOCK).exists():
        return
    if Placement.rows.filter(unit_id=ended.unit_id, is_active=True).exclude(case_id=row.id).exists():
        return
    ended.is_active, ended.ended_at, ended.ended_by = True, None, None
    ended.save(update_fields=["is_active", "ended_at", "ended_by"])
