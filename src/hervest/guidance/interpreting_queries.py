"""Interpreter bookings of a household as somebody may read them, and what is needed to book one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import Colleague
from hervest.accounts.vocabulary import PersonId, Role, Shown
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo, Tier
from hervest.guidance.help_queries import help_case, own_case, own_numbers, theirs_in
from hervest.guidance.help_settings import help_settings, interpreter_payers
from hervest.guidance.interpreting_models import InterpreterBooking, InterpreterExclusion
from hervest.guidance.interpreting_rules import GOES_ON, Booked, cancel_by, is_excluded
from hervest.guidance.interpreting_vocabulary import BookingState, InterpreterChannel, WishedSex
from hervest.households.consent_queries import consenting_in
from hervest.households.extent_queries import extent_for
from hervest.households.record_queries import record_of
from hervest.households.talk_queries import languages_of
from hervest.journey.booking_queries import bookings, days_around
from hervest.journey.queries import CaseRef, may
from hervest.journey.team_queries import may_stand_by
from hervest.knowledge.queries import ServiceRow, interpreting_services, services_named


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking as pages show it. `people`: keys of `HouseholdNames`, empty: the whole household.

    `called`: who interprets, by name or code. `cancel_by`: until when it can be cancelled without costs.
    `is_cancel_late`: that moment is over. `needs_another`: who was booked cannot interpret it any more.
    `is_past`: it was, and nobody said how it went.
    """

    id: int
    people: tuple[str, ...]
    booked: Booked
    service: str
    called: str
    payer: str
    cancel_by: datetime | None
    is_cancel_late: bool
    needs_another: bool
    is_past: bool
    n_changed: int
    by: str
    at: datetime

    @property
    def goes_on(self) -> bool:
        """Whether it takes place, as far as is known."""
        return self.booked.state in GOES_ON


@dataclass(frozen=True, slots=True)
class Bookings:
    """Those that come or wait for how it went, the first day first; and those that are over, the last day first."""

    rows: tuple[BookingRow, ...]
    over: tuple[BookingRow, ...]
    may_book: bool


@dataclass(frozen=True, slots=True)
class Booking:
    """What is needed to book an interpreter, or to change a booking (`stored`)."""

    case: CaseRef
    people: tuple[MemberNo, ...]
    languages: tuple[str, ...]
    services: tuple[ServiceRow, ...]
    interpreters: tuple[Colleague, ...]
    minutes: int
    stored: BookingRow | None


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """Whom the reader does not wish as interpreter."""

    id: int
    who: str


@dataclass(frozen=True, slots=True)
class Hour:
    """An appointment as who interprets it is told it. Source: access.md, `booking`: language, place, time."""

    on: date
    booked: Booked


def booked_for(case: CaseRef, *, now: datetime, may_book: bool) -> Bookings:
    """The bookings of a case that was gathered for who works on it."""
    rows = _stored(InterpreterBooking.rows.filter(case_id=case.id))
    return _sorted(_rows(case, rows, now), may_book=may_book)


def household_bookings(actor: Actor, code: str, *, today: date, now: datetime) -> Bookings:
    """The bookings of the household, for who works on it. Raises: NotFound."""
    case = help_case(actor, code, Permission.HOUSEHOLD_READ, today=today)
    actor.reads.read(code, Shown.BOOKING)
    may_book = case.closed_on is None and may(actor, code, Permission.REFERRAL_MAKE, today=today)
    found = booked_for(case, now=now, may_book=may_book)
    return found if Tier.P1A in case.tiers else _without_places(found)


def own_bookings(actor: Actor, code: str, *, today: date, now: datetime) -> Bookings:
    """Those with the reader or a child for whom they speak, and of a grown-up with everybody. Raises: NotFound."""
    case = own_case(actor, code, Permission.HOUSEHOLD_READ, today=today)
    theirs, record = theirs_in(actor, case, today=today), record_of(code)
    has_household = record is not None and extent_for(case, record, today).has_household
    rows = [
        row
        for row in _stored(InterpreterBooking.rows.filter(case_id=case.id))
        if (theirs & set(row.members)) or (not row.members and has_household)
    ]
    actor.reads.read(code, Shown.BOOKING)
    return _sorted(_rows(case, rows, now), may_book=False)


def own_exclusions(actor: Actor, code: str, *, today: date) -> tuple[ExclusionRow, ...]:
    """The reader's own list, in the order in which they wrote it: nobody else's. Raises: NotFound."""
    case = own_case(actor, code, Permission.HOUSEHOLD_READ, today=today)
    if Tier.P3 not in case.tiers:
        return ()
    own = own_numbers(actor, case, today=today)
    rows = InterpreterExclusion.rows.filter(case_id=case.id, member_no__in=own).order_by("pk")
    return tuple(ExclusionRow(row.pk, row.who) for row in rows)


def booking_of(actor: Actor, code: str, *, today: date, now: datetime, booking: int | None = None) -> Booking:
    """What is needed to book an interpreter, or to change that booking. Raises: NotFound; Conflict if it is closed."""
    case = help_case(actor, code, Permission.REFERRAL_MAKE, today=today)
    record = record_of(code)
    if record is None:
        raise NotFound("no_such_case", case=code)
    actor.reads.read(code, Shown.BOOKING)
    partners = may_stand_by(actor, case, today=today)
    return Booking(
        case=case,
        people=tuple(row.no for row in record.present),
        languages=languages_of(code),
        services=interpreting_services(case.municipality, today=today),
        interpreters=tuple(row for row in partners if Role.INTERPRETER in row.roles),
        minutes=help_settings().minutes,
        stored=_stored_booking(case, booking, now) if booking is not None else None,
    )


def hours_of(actor: Actor, *, today: date) -> Mapping[str, tuple[Hour, ...]]:
    """By case, the hours for which the actor is booked as interpreter and that they see today. 2 queries.

    Source: access.md, scope `booking`: from a day before until a day after.
    """
    if actor.person is None:
        return {}
    seen = {row.code for row in bookings(actor, today=today)}
    rows = InterpreterBooking.rows.filter(interpreter=actor.person, case__code__in=seen, state__in=GOES_ON)
    found: dict[str, list[Hour]] = {}
    near = [row for row in rows.select_related("case").order_by("on", "at", "pk") if _is_near(row.on, today)]
    entries = _entries({row.case_id for row in near})
    for row in near:
        if row.case_id not in entries or not _was_let_out(row, entries[row.case_id], actor.name, today):
            found.setdefault(row.case.code or "", []).append(Hour(row.on, as_booked(row)))
    return {code: tuple(hours) for code, hours in found.items()}


def _is_near(on: date, today: date) -> bool:
    first, last = days_around(on)
    return first <= today <= last


def _was_let_out(row: InterpreterBooking, entries: Mapping[MemberNo, tuple[str, ...]], name: str, today: date) -> bool:
    booked = as_booked(row)
    services = services_named([row.service_id] if row.service_id else [], today=today)
    called = called_of(booked, {row.interpreter_id or 0: name}, services)
    return _is_excluded(entries, booked, called, consenting_in(row.case.code or "", today=today))


def booked_in_case(case: int, *, but: int | None = None) -> tuple[Booked, ...]:
    """What is booked in the case, for deciding; without the booking that is changed."""
    return tuple(as_booked(row) for row in InterpreterBooking.rows.filter(case=case).exclude(pk=but or 0))


def booked_of(interpreter: PersonId, on: date, *, but: int | None = None) -> tuple[Booked, ...]:
    """What somebody interprets on that day, wherever it is, for deciding."""
    rows = InterpreterBooking.rows.filter(interpreter=interpreter, on=on, state__in=GOES_ON)
    return tuple(as_booked(row) for row in rows.exclude(pk=but or 0))


def is_not_wished(case: CaseRef, booked: Booked, called: Iterable[str], *, today: date) -> bool:
    """Whether somebody who is at the appointment, or who speaks for one of them, does not wish who is called so."""
    entries = _entries([case.id]).get(case.id, {})
    return bool(entries) and _is_excluded(entries, booked, called, consenting_in(case.code, today=today))


def as_booked(row: InterpreterBooking) -> Booked:
    """A stored booking as facts."""
    return Booked(
        members=frozenset(MemberNo(no) for no in row.members),
        language=row.language,
        on=row.on,
        at=row.at,
        minutes=row.minutes,
        channel=InterpreterChannel(row.channel),
        wished=WishedSex(row.wished),
        payer=row.payer,
        place=row.place,
        service=row.service_id,
        interpreter=PersonId(row.interpreter_id) if row.interpreter_id else None,
        who=row.who,
        paid_until=row.paid_until,
        state=BookingState(row.state),
    )


def called_of(booked: Booked, names: Mapping[int, str], services: Mapping[int, ServiceRow]) -> tuple[str, ...]:
    """As what who interprets is known: name or code, login, and who sends them."""
    login = names.get(booked.interpreter, "") if booked.interpreter else ""
    found = services.get(booked.service) if booked.service is not None else None
    sent_by = found.facts.name if found else ""
    return tuple(filter(None, (booked.who, login, sent_by)))


def payer_title(key: str) -> str:
    """Who pays, in the reader's language; a key that is not in the list any more stays."""
    return next((in_language(row.title_nl, row.title_en) for row in interpreter_payers() if row.key == key), key)


def _stored(rows: QuerySet[InterpreterBooking]) -> list[InterpreterBooking]:
    return list(rows.select_related("interpreter", "changed_by").order_by("on", "at", "pk"))


def _stored_booking(case: CaseRef, booking: int, now: datetime) -> BookingRow:
    found = _rows(case, _stored(InterpreterBooking.rows.filter(case_id=case.id, pk=booking)), now)
    if not found:
        raise NotFound("no_such_booking", booking=booking)
    return found[0]


def _entries(cases: Collection[int]) -> Mapping[int, Mapping[MemberNo, tuple[str, ...]]]:
    found: dict[int, dict[MemberNo, tuple[str, ...]]] = {}
    for row in InterpreterExclusion.rows.filter(case__in=cases).order_by("pk"):
        of = found.setdefault(row.case_id, {})
        of[MemberNo(row.member_no)] = (*of.get(MemberNo(row.member_no), ()), row.who)
    return found


def _is_excluded(
    entries: Mapping[MemberNo, tuple[str, ...]],
    booked: Booked,
    called: Iterable[str],
    consenting: Mapping[MemberNo, frozenset[MemberNo]],
) -> bool:
    there = booked.members or frozenset(consenting)
    whose = there.union(*(consenting.get(no, frozenset()) for no in there))
    return is_excluded([who for no in whose for who in entries.get(no, ())], called)


@dataclass(frozen=True, slots=True)
class _Known:
    """What several bookings of a case are shown with."""

    code: str
    services: Mapping[int, ServiceRow]
    entries: Mapping[MemberNo, tuple[str, ...]]
    consenting: Mapping[MemberNo, frozenset[MemberNo]]
    now: datetime


def _rows(case: CaseRef, stored: Iterable[InterpreterBooking], now: datetime) -> tuple[BookingRow, ...]:
    rows, today = list(stored), clock.day_of(now)
    entries = _entries([case.id]).get(case.id, {})
    known = _Known(
        code=case.code,
        services=services_named((row.service_id for row in rows if row.service_id), today=today),
        entries=entries,
        consenting=consenting_in(case.code, today=today) if entries else {},
        now=_here(now),
    )
    return tuple(_row(row, known) for row in rows)


def _row(row: InterpreterBooking, known: _Known) -> BookingRow:
    booked = as_booked(row)
    names = {row.interpreter_id: row.interpreter.name} if row.interpreter and row.interpreter_id else {}
    called = called_of(booked, names, known.services)
    service = known.services.get(booked.service) if booked.service else None
    until, goes_on = cancel_by(booked, service.facts.cancel_hours if service else None), booked.state in GOES_ON
    return BookingRow(
        id=row.pk,
        people=tuple(f"{known.code}/{no}" for no in sorted(booked.members)),
        booked=booked,
        service=service.facts.name if service else "",
        called=booked.who or (row.interpreter.name if row.interpreter else ""),
        payer=payer_title(booked.payer),
        cancel_by=clock.instant_of(until.date(), until.time()) if until else None,
        is_cancel_late=until is not None and goes_on and known.now > until,
        needs_another=goes_on and _is_excluded(known.entries, booked, called, known.consenting),
        is_past=goes_on and booked.ends < known.now,
        n_changed=row.n_changed,
        by=row.changed_by.name,
        at=row.changed_at,
    )


def _here(now: datetime) -> datetime:
    """The instant on the clocks of here, as appointments are compared."""
    return now.astimezone(clock.AMSTERDAM).replace(tzinfo=None)


def _sorted(rows: Iterable[BookingRow], *, may_book: bool) -> Bookings:
    rows = tuple(rows)
    over = sorted((row for row in rows if not row.goes_on), key=lambda row: (row.booked.begins, row.id), reverse=True)
    return Bookings(tuple(row for row in rows if row.goes_on), tuple(over), may_book)


def _without_places(found: Bookings) -> Bookings:
    def bare(rows: Iterable[BookingRow]) -> tuple[BookingRow, ...]:
        return tuple(replace(row, booked=replace(row.booked, place="")) for row in rows)

    return replace(found, rows=bare(found.rows), over=bare(found.over))
