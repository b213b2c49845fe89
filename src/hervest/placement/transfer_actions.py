"""Handing a household to another municipality: one side offers, the other answers, and only then anything moves."""

from collections.abc import Collection
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.queries import is_caseworker, municipality_subject
from hervest.accounts.vocabulary import PersonId, Subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import Interpreting
from hervest.households.actions import save_household
from hervest.households.carry_actions import carry_choices
from hervest.households.carry_queries import moving_household, who_moves
from hervest.households.carry_vocabulary import Confided
from hervest.households.entry_actions import OPENING
from hervest.households.record_queries import record_of
from hervest.households.record_rules import HouseholdRecord
from hervest.housing.queries import lock_unit
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case, open_case, record_milestones
from hervest.journey.carry_actions import carry_plan
from hervest.journey.carry_queries import is_in_the_country
from hervest.journey.carry_vocabulary import GoingOn
from hervest.journey.closing_actions import close_case
from hervest.journey.milestone_rules import MilestoneRecord, is_far_away
from hervest.journey.queries import CaseRef, case_of
from hervest.journey.staffing_queries import team_of_case
from hervest.journey.vocabulary import ClosingReason, MilestoneCode
from hervest.placement.actions import person_of
from hervest.placement.closing_actions import close, free_home, home_of, keep_home
from hervest.placement.gather_queries import home_until_move
from hervest.placement.match_actions import withdraw_asked
from hervest.placement.match_plan_actions import TELLS_THE_PLAN
from hervest.placement.transfer_models import Transfer
from hervest.placement.transfer_rules import as_agreed, has_changed, may_move_day
from hervest.placement.transfer_say_queries import said_of
from hervest.placement.transfer_sides_actions import both_sides, end_transfer, tell_of_move, tell_of_offer
from hervest.placement.transfer_vocabulary import TransferSide, TransferState


def _receiving(*, transfer: int, **_: object) -> Subject:
    """The municipality to which it was offered. Raises: NotFound for what is not offered there any more."""
    row = _row(transfer)
    if row.state in {TransferState.REFUSED, TransferState.WITHDRAWN}:
        raise NotFound("no_such_transfer")
    return municipality_subject(municipality=row.to_municipality_id)


def _offering(*, transfer: int, **_: object) -> Subject:
    """The municipality that offered it. Raises: NotFound."""
    return municipality_subject(municipality=_row(transfer).from_municipality_id)


def _row(transfer: int) -> Transfer:
    row = Transfer.rows.filter(pk=transfer).first()
    if row is None:
        raise NotFound("no_such_transfer")
    return row


def _locked_row(transfer: int) -> Transfer:
    row = Transfer.rows.select_for_update().get(pk=transfer)
    if row.state != TransferState.OFFERED:
        raise Conflict("transfer_is_over")
    return row


@action(Permission.CASE_TRANSFER, on=case_subject)
def offer_transfer(
    *,
    by: Actor,
    now: datetime,
    case: str,
    to: str,
    why: str,
    household_agrees: bool,
    said_on: date,
    language: str,
    interpreting: Interpreting,
    confided: Collection[Confided] = (),
) -> int:
    """The other municipality may take the household; until it does nothing of it is seen there.

    Raises: RuleBroken without a reason or the household's yes, on a day to come, or to one's own municipality;
    or if either is practice; NotFound without a household; Conflict if the case is closed, was offered already, or is
    going elsewhere.
    Source: access_matrix.csv, case.transfer; security.md, THREAT-T8; needs.md, G2.
    """
    person, row = person_of(by), locked_case(case)
    record = record_of(case)
    if record is None:
        raise NotFound("no_such_household", case=case)
    if not household_agrees:
        raise RuleBroken("household_says_no", field="household_agrees")
    if not why.strip():
        raise RuleBroken("reason_needed", field="why")
    if said_on > clock.day_of(now):
        raise RuleBroken("day_still_to_come", field="said_on")
    if to == row.municipality_id:
        raise RuleBroken("transfer_goes_elsewhere", field="to")
    if is_practice(row.municipality_id) or is_practice(to):
        raise RuleBroken("practice_stays_practice", field="to")
    municipality_subject(municipality=to)
    if Transfer.rows.filter(case_id=row.pk, state=TransferState.OFFERED).exists():
        raise Conflict("transfer_is_open")
    if Transfer.rows.filter(case_id=row.pk, state=TransferState.ACCEPTED).exists():
        raise Conflict("case_goes_elsewhere")
    new = Transfer.rows.create(
        case_id=row.pk,
        from_municipality_id=row.municipality_id,
        to_municipality_id=to,
        state=TransferState.OFFERED,
        n_people=len(record.present),
        agreed=as_agreed(who_moves([case], today=clock.day_of(now)).get(case, {})),
        confided=sorted(confided),
        why=why.strip(),
        said_on=said_on,
        language=language,
        interpreting=interpreting,
        offered_by_id=person,
        offered_at=now,
    )
    tell_of_offer(new, by=by, now=now)
    return new.pk


@action(Permission.CASE_TRANSFER, on=_offering)
def withdraw_transfer(*, by: Actor, now: datetime, transfer: int) -> None:
    """The offer is taken back, and of it nothing is left on the other side. Raises: Conflict if it is over."""
    end_transfer(_locked_row(transfer), TransferState.WITHDRAWN, by=by, now=now)


@action(Permission.CASE_TRANSFER, on=_receiving)
def refuse_transfer(*, by: Actor, now: datetime, transfer: int, answer: str) -> None:
    """The household stays where it is. Raises: RuleBroken without a reason; Conflict if it is over."""
    if not answer.strip():
        raise RuleBroken("reason_needed", field="answer")
    end_transfer(_locked_row(transfer), TransferState.REFUSED, by=by, now=now, answer=answer.strip())


@action(Permission.CASE_TRANSFER, on=_receiving, runs=(*OPENING, close, close_case, *TELLS_THE_PLAN))
def accept_transfer(
    *, by: Actor, now: datetime, transfer: int, coordinator: PersonId, arrival_on: date | None = None
) -> str:
    """The household has a case here, led by `coordinator` and planned from what goes along.

    `arrival_on`: when they come to live here. Until then the old case stays open and their home there is theirs; if
    they are not in the country, or that day is not still to come, it is closed. Gives the code of the new case.
    Raises: RuleBroken for who is no caseworker here, for a day far away or one that is missing, if the household is no
    longer the one that agreed, or if one of them says no or wants to talk first; Conflict if it is over.
    Source: workflow.md, section 6.10.
    """
    person, row, today = person_of(by), _row(transfer), clock.day_of(now)
    if not is_caseworker(coordinator, row.to_municipality_id, today=today):
        raise RuleBroken("coordinator_is_a_caseworker", field="coordinator")
    if arrival_on is not None and is_far_away(arrival_on, today):
        raise RuleBroken("day_far_away", field="arrival_on", on=arrival_on)
    with both_sides(row):
        old = _held(row)
        row = _locked_row(transfer)
        if any(said.holds for said in said_of(row.pk).values()):
            raise RuleBroken("transfer_is_held")
        record = moving_household(old.code, row.to_municipality_id, {Confided(word) for word in row.confided})
        people = who_moves([old.code], today=today).get(old.code, {})
        if record is None or has_changed(people, agreed=row.agreed, n_people=row.n_people):
            raise RuleBroken("people_changed_meanwhile")
        place = row.to_municipality_id
        new = _opened(by, now, old, record, place=place, coordinator=coordinator, arrival_on=arrival_on)
        carry_choices(person=person, now=now, origin=old.code, case=new.code)
        row.new_case_id, row.moves_on = new.id, arrival_on
        workers = team_of_case(row.case, today).workers(Permission.CASE_READ)
        end_transfer(row, TransferState.ACCEPTED, by=by, now=now)
        tell_of_move(row, workers, by=by, now=now)
        note("case.handed_over", case_code=old.code, municipality=old.municipality)
        if is_in_the_country(old.code) and arrival_on is not None and arrival_on > today:
            free_home(now=now, case=old.code, moves_on=arrival_on)
            withdraw_asked(old.code, by=by, now=now, closer=PersonId(row.offered_by_id))
        else:
            _left_behind(by, now, row, old)
    return new.code


def _held(row: Transfer) -> CaseRef:
    """The case and its home, held until the commit, in the order in which closing holds them.

    Raises: Conflict for a case that is closed; its code is not told.
    """
    code = row.case.code or ""
    home = home_of(code)
    if home is not None:
        lock_unit(home.unit_id)
    if locked_case(code, closed_too=True).closed_on is not None:
        raise Conflict("transfer_is_over")
    return case_of(code)


def _opened(
    by: Actor,
    now: datetime,
    old: CaseRef,
    record: HouseholdRecord,
    *,
    place: str,
    coordinator: PersonId,
    arrival_on: date | None,
) -> CaseRef:
    assert old.route is not None  # a household has one
    if arrival_on is None and is_in_the_country(old.code):
        raise RuleBroken("arrival_needed", field="arrival_on")
    new = open_case(by=by, now=now, municipality=place, route=old.route, lead=coordinator)
    people = {member.no: member.no for member in record.members}
    today = clock.day_of(now)
    came_on = arrival_on if arrival_on is not None and arrival_on <= today else None
    carry_plan(now=now, origin=old.code, case=new.code, people=people, why=GoingOn.ELSEWHERE, came_on=came_on)
    days = _first_days(today, arrival_on)
    record_milestones(by=by, now=now, case=new.code, records=days, source="transfer")
    save_household(by=by, now=now, case=new.code, record=record)
    return new


def _first_days(today: date, arrival_on: date | None) -> tuple[MilestoneRecord, ...]:
    """The link with this municipality, and the arrival here. Who came before the answer was linked when they came."""
    if arrival_on is None:
        return (MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=today),)
    linked = MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=min(today, arrival_on))
    if arrival_on <= today:
        return (linked, MilestoneRecord(MilestoneCode.ARRIVED, actual_on=arrival_on))
    return (linked, MilestoneRecord(MilestoneCode.ARRIVED, planned_on=arrival_on))


@action(Permission.CASE_TRANSFER, on=_offering)
def change_day_of_move(*, by: Actor, now: datetime, transfer: int, moves_on: date, seen: str = "") -> None:
    """The household moves on another day that is still to come; until then its case and its home here are theirs.

    The other municipality reads the day in the transfer; the plan there is its own. `seen`: the day that stood, in ISO.
    Raises: RuleBroken for a day that is not to come or far away, or on which somebody else has their home here;
    Conflict if they moved, their case is closed, or the day is another one meanwhile. Source: workflow.md, 6.10.
    """
    row, today = _row(transfer), clock.day_of(now)
    if is_far_away(moves_on, today):
        raise RuleBroken("day_far_away", field="moves_on", on=moves_on)
    if moves_on <= today:
        raise RuleBroken("move_is_still_to_come", field="moves_on")
    code = row.case.code or ""
    home = home_until_move(code, today=today)
    if home is not None:
        lock_unit(home.unit_id)
    is_open, again = locked_case(code, closed_too=True).closed_on is None, home_until_move(code, today=today)
    if (home.pk if home else None) != (again.pk if again else None):
        raise Conflict("decision_changed_meanwhile")
    row = Transfer.rows.select_for_update().get(pk=transfer)
    if not may_move_day(TransferState(row.state), {TransferSide.FROM}, row.moves_on, is_open=is_open, today=today):
        raise Conflict("transfer_is_over")
    if seen and row.moves_on is not None and seen != row.moves_on.isoformat():
        raise Conflict("day_of_move_changed_meanwhile")
    if home is not None:
        keep_home(home, moves_on=moves_on)
    row.moves_on = moves_on
    row.save(update_fields=["moves_on"])
    note("transfer.day_changed", case_code=code, municipality=row.from_municipality_id, on=moves_on.isoformat())


@action(Permission.CASE_CLOSE, on=case_subject, runs=(close, close_case, *TELLS_THE_PLAN))
def close_moved(*, by: Actor, now: datetime, case: str) -> None:
    """The case of a household that moved to the municipality which accepted it is closed, on the day of the move.

    Raises: NotFound if no such day has come; Conflict if the case is closed. Source: workflow.md, section 6.10.
    """
    row = Transfer.rows.filter(case__code=case, state=TransferState.ACCEPTED, moves_on__lte=clock.day_of(now)).first()
    if row is None:
        raise NotFound("no_such_transfer")
    _left_behind(by, now, row, _held(row))


@action(Permission.CASE_CLOSE, on=case_subject)
def note_not_closed(*, by: Actor, now: datetime, case: str, problem: str) -> None:
    """The log says that the case of a household that moved could not be closed; `problem`: the kind of error alone.

    The case itself says nothing: that it is still open is read from the transfer (`moved_and_open`).
    """
    note("case.not_closed", case_code=case, municipality=case_of(case).municipality, problem=problem)


def _left_behind(by: Actor, now: datetime, row: Transfer, old: CaseRef) -> None:
    """The old case is closed in the name of who offered it, and nobody of the other side is named."""
    arrived = is_in_the_country(old.code)
    close(
        by=by,
        now=now,
        case=old.code,
        reason=ClosingReason.MOVED_AWAY if arrived else ClosingReason.REALLOCATED,
        seen=old.plan_version,
        knows_of_terms=True,
        in_the_name_of=PersonId(row.offered_by_id),
    )
