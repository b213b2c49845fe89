"""Booking an interpreter, changing and cancelling a booking, and keeping the list of whom somebody does not wish."""

from collections.abc import Iterable
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import names_of
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.guidance.help_queries import help_case, own_case, own_numbers
from hervest.guidance.help_settings import help_settings, interpreter_payers
from hervest.guidance.interpreting_models import InterpreterBooking, InterpreterExclusion
from hervest.guidance.interpreting_queries import (
    as_booked,
    booked_in_case,
    booked_of,
    booking_of,
    called_of,
    is_not_wished,
)
from hervest.guidance.interpreting_rules import GOES_ON, Booked, booking_refusal, is_taken, overlap
from hervest.guidance.interpreting_vocabulary import BookingState
from hervest.households.consent_queries import consenting_in
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import join_team, leave_team, locked_case
from hervest.journey.booking_queries import days_around
from hervest.journey.let_in_queries import seats_about
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.queries import CaseRef
from hervest.journey.vocabulary import TeamRole
from hervest.knowledge.queries import services_named

ROLES = (TeamRole.INTERPRETER,)


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(join_team,))
def book_interpreter(*, by: Actor, now: datetime, case: str, booked: Booked) -> int:
    """An interpreter is booked; who has a login sees the appointment from a day before until a day after it.

    Gives its number. Raises: NotFound; RuleBroken as `interpreting_rules.booking_refusal`, where somebody of the
    household has another appointment then, or the interpreter cannot come: it is never told why. Conflict if the case
    is closed.
    """
    locked_case(case)
    known = help_case(by, case, Permission.REFERRAL_MAKE, today=clock.day_of(now))
    _must_fit(by, now, known, booked, but=None)
    row = InterpreterBooking(case_id=known.id)
    _fill(row, booked)
    _save(row, by, now)
    _let_in(by, now, known, row)
    _noted("interpreter.booked", known, row)
    return row.pk


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(join_team, leave_team))
def change_booking(*, by: Actor, now: datetime, case: str, booking: int, booked: Booked, seen: int) -> None:
    """This is booked instead; who was booked before and is not now sees nothing of it from the next click on.

    Raises: as `book_interpreter`; Conflict if it changed since it was `seen`, or does not go on any more.
    """
    known, row = _held(by, now, case, booking, seen)
    if BookingState(row.state) not in GOES_ON:
        raise Conflict("booking_changed_meanwhile")
    _must_fit(by, now, known, booked, but=row.pk)
    _shut_out(by, now, known, row)
    _fill(row, booked)
    _save(row, by, now)
    _let_in(by, now, known, row)
    _noted("interpreter.changed", known, row)


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(leave_team,))
def cancel_booking(*, by: Actor, now: datetime, case: str, booking: int, seen: int) -> None:
    """The appointment does not take place: who was booked sees nothing of it any more. Raises: as `change_booking`."""
    known, row = _held(by, now, case, booking, seen)
    if BookingState(row.state) not in GOES_ON:
        raise Conflict("booking_changed_meanwhile")
    row.state_before, row.state = row.state, BookingState.CANCELLED
    _save(row, by, now)
    _shut_out(by, now, known, row)
    _noted("interpreter.cancelled", known, row)


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(leave_team,))
def tell_how_it_went(*, by: Actor, now: datetime, case: str, booking: int, state: BookingState, seen: int) -> None:
    """The interpreter was there, or did not come. Raises: as `change_booking`; RuleBroken before its day."""
    known, row = _held(by, now, case, booking, seen)
    if BookingState(row.state) not in GOES_ON:
        raise Conflict("booking_changed_meanwhile")
    if row.on > clock.day_of(now):
        raise RuleBroken("booking_is_ahead")
    row.state_before, row.state = row.state, state
    _save(row, by, now)
    _noted("interpreter.told", known, row)


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(join_team,))
def undo_booking_end(*, by: Actor, now: datetime, case: str, booking: int, seen: int) -> bool:
    """That it was cancelled, or how it went, is taken back: it is booked as it was before.

    False: it changed since `seen`. Raises: NotFound; RuleBroken if that is too long ago, and as `book_interpreter`
    where it cannot take place any more as it was booked.
    """
    locked_case(case)
    known, row = _found(by, now, case, booking)
    if row.n_changed != seen or not row.state_before:
        return False
    if now - row.changed_at > help_settings().taken_back:
        raise RuleBroken("too_late_to_take_back")
    was_cancelled = row.state == BookingState.CANCELLED
    row.state, row.state_before = row.state_before, ""
    if was_cancelled:
        _must_fit(by, now, known, as_booked(row), but=row.pk)
    _save(row, by, now)
    if was_cancelled:
        _let_in(by, now, known, row)
    _noted("interpreter.taken_back", known, row)
    return True


@action(Permission.WISH_RECORD, on=case_subject, runs=(leave_team,))
def exclude_interpreter(*, by: Actor, now: datetime, case: str, who: str) -> int:
    """The reader does not wish this interpreter, or who sends them, at their talks: no reason is asked.

    Who was booked for one sees nothing of it any more, and who booked is told that another is needed.
    Raises: NotFound for who is not of the household; RuleBroken without a word in it; Conflict if the case is closed.
    """
    locked_case(case)
    today = clock.day_of(now)
    known = own_case(by, case, Permission.WISH_RECORD, today=today)
    if not any(sign.isalnum() for sign in who):
        raise RuleBroken("name_or_code_needed", field="who")
    numbers = sorted(own_numbers(by, known, today=today))
    rows = [
        InterpreterExclusion.rows.create(case_id=known.id, member_no=no, who=who.strip(), noted_at=now)
        for no in numbers
    ]
    _shut_out_not_wished(by, now, known)
    note("interpreter.list_changed", case_code=case, municipality=known.municipality)
    return rows[0].pk


@action(Permission.WISH_RECORD, on=case_subject)
def drop_exclusion(*, by: Actor, now: datetime, case: str, entry: int) -> str:
    """The entry is off the reader's own list; gives what stood in it. Raises: NotFound, also for anybody else's."""
    locked_case(case)
    today = clock.day_of(now)
    known = own_case(by, case, Permission.WISH_RECORD, today=today)
    numbers = own_numbers(by, known, today=today)
    row = InterpreterExclusion.rows.filter(case_id=known.id, pk=entry, member_no__in=numbers).first()
    if row is None:
        raise NotFound("no_such_entry", entry=entry)
    who = row.who
    row.delete()
    note("interpreter.list_changed", case_code=case, municipality=known.municipality)
    return who


def _found(by: Actor, now: datetime, case: str, booking: int) -> tuple[CaseRef, InterpreterBooking]:
    known = help_case(by, case, Permission.REFERRAL_MAKE, today=clock.day_of(now))
    row = InterpreterBooking.rows.filter(case_id=known.id, pk=booking).first()
    if row is None:
        raise NotFound("no_such_booking", booking=booking)
    return known, row


def _held(by: Actor, now: datetime, case: str, booking: int, seen: int) -> tuple[CaseRef, InterpreterBooking]:
    """The case, held until the commit, and the booking in it, as it was seen."""
    locked_case(case)
    known, row = _found(by, now, case, booking)
    if row.n_changed != seen:
        raise Conflict("booking_changed_meanwhile")
    return known, row


def _must_fit(by: Actor, now: datetime, known: CaseRef, booked: Booked, *, but: int | None) -> None:
    today = clock.day_of(now)
    choice = booking_of(by, known.code, today=today, now=now)
    must_be_right(booking_refusal(booked, payers=interpreter_payers(), there=choice.people, today=today))
    if booked.service is not None and booked.service not in {row.id for row in choice.services}:
        raise RuleBroken("no_such_service", field="service")
    if booked.interpreter is not None and booked.interpreter not in {row.id for row in choice.interpreters}:
        raise RuleBroken("interpreter_not_available", field="interpreter")
    if is_taken(booked, booked_in_case(known.id, but=but)):
        raise RuleBroken("people_taken_then", field="at")
    _must_come(booked, known, now, but=but)


def _must_come(booked: Booked, known: CaseRef, now: datetime, *, but: int | None) -> None:
    """One answer, whether they have another appointment or are not wished: it tells of neither."""
    others = booked_of(booked.interpreter, booked.on, but=but) if booked.interpreter else ()
    is_busy = any(overlap(booked, each) for each in others)
    if is_busy or is_not_wished(known, booked, _called(booked, clock.day_of(now)), today=clock.day_of(now)):
        raise RuleBroken("interpreter_not_available", field="interpreter" if booked.interpreter else "who")


def _called(booked: Booked, today: date) -> tuple[str, ...]:
    services = services_named([booked.service] if booked.service else [], today=today)
    names = names_of([booked.interpreter]) if booked.interpreter else {}
    return called_of(booked, {int(key): name for key, name in names.items()}, services)


def _people(known: CaseRef, row: InterpreterBooking, today: date) -> tuple[MemberNo, ...]:
    """With whom it is: everybody who lives there, where nobody is named."""
    return tuple(MemberNo(no) for no in row.members) or tuple(consenting_in(known.code, today=today))


def _let_in(by: Actor, now: datetime, known: CaseRef, row: InterpreterBooking) -> None:
    """Who interprets has a seat for the days around it, beside each with whom it is. Source: access.md, `booking`."""
    if row.interpreter_id is None:
        return
    today, person = clock.day_of(now), PersonId(row.interpreter_id)
    from_on, until_on = days_around(row.on)
    for member in _people(known, row, today):
        seats = seats_about(known.id, person, member, ROLES, today=today)
        if any(seat.from_on == from_on for seat in seats):
            continue
        join_team(
            by=by,
            now=now,
            case=known.code,
            person=person,
            role=TeamRole.INTERPRETER,
            member=member,
            from_on=from_on,
            until_on=until_on,
        )


def _shut_out(by: Actor, now: datetime, known: CaseRef, row: InterpreterBooking) -> None:
    """Their seats for it are gone, but for those that another appointment of that day needs."""
    if row.interpreter_id is None:
        return
    today = clock.day_of(now)
    same = InterpreterBooking.rows.filter(
        case_id=known.id, interpreter=row.interpreter_id, on=row.on, state__in=GOES_ON
    )
    needed = {no for each in same.exclude(pk=row.pk) for no in _people(known, each, today)}
    _end_seats(by, now, known, row, [no for no in _people(known, row, today) if no not in needed])


def _shut_out_not_wished(by: Actor, now: datetime, known: CaseRef) -> None:
    """Whoever was booked for somebody of the household who does not wish them sees nothing of it any more."""
    today = clock.day_of(now)
    rows = InterpreterBooking.rows.filter(case_id=known.id, interpreter__isnull=False, state__in=GOES_ON)
    for row in rows.filter(on__gte=days_around(today)[0]):
        if is_not_wished(known, as_booked(row), _called(as_booked(row), today), today=today):
            _end_seats(by, now, known, row, _people(known, row, today))


def _end_seats(by: Actor, now: datetime, known: CaseRef, row: InterpreterBooking, members: Iterable[MemberNo]) -> None:
    assert row.interpreter_id is not None
    today, begins = clock.day_of(now), days_around(row.on)[0]
    for member in members:
        for seat in seats_about(known.id, PersonId(row.interpreter_id), member, ROLES, today=today):
            if seat.from_on == begins:
                leave_team(by=by, now=now, case=known.code, member=seat.id)


def _fill(row: InterpreterBooking, booked: Booked) -> None:
    row.members, row.language, row.wished = sorted(booked.members), booked.language, booked.wished
    row.on, row.at, row.minutes = booked.on, booked.at, booked.minutes
    row.channel, row.place = booked.channel, booked.place.strip()
    row.service_id, row.interpreter_id, row.who = booked.service, booked.interpreter, booked.who.strip()
    row.payer, row.paid_until, row.state = booked.payer, booked.paid_until, booked.state


def _save(row: InterpreterBooking, by: Actor, now: datetime) -> None:
    row.n_changed += 1
    row.changed_at, row.changed_by_id = now, by.person or 0
    row.save()


def _noted(verb: str, known: CaseRef, row: InterpreterBooking) -> None:
    note(verb, case_code=known.code, municipality=known.municipality, booking=row.pk)
