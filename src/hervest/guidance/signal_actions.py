"""Raising a signal, looking at it, doing something about it and closing it; and who is asked to.

As with concerns, nothing of it stands under the case in the log (decision 55).
"""

from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.guidance.assessing_rules import THE_HOUSEHOLD
from hervest.guidance.models import Incident, Signal, SignalStep, SignalTriager
from hervest.guidance.safety_queries import members_of
from hervest.guidance.safety_rules import told_of_signal
from hervest.guidance.safety_settings import signal_terms, themes_on
from hervest.guidance.signal_queries import (
    can_be_chosen,
    circle_of,
    helpers_told,
    readers,
    sets_triagers,
    signal_of,
    signal_subject,
)
from hervest.guidance.signal_rules import asks_for_review, due_on, signal_refusal
from hervest.guidance.signal_vocabulary import AboutKind, SignalKind, SignalOutcome, SignalState
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.named_queries import at_home_in, quiet_case
from hervest.journey.queries import CaseRef, case_of
from hervest.notices.outbox_actions import tell
from hervest.notices.vocabulary import NoticeKind


@dataclass(frozen=True, slots=True)
class Raised:
    """A signal as it is typed. `member`, `helper`: whom it is about, where `about` says so; `to`: who is to read it."""

    theme: str
    text: str
    about: AboutKind = AboutKind.HOUSEHOLD
    member: MemberNo = THE_HOUSEHOLD
    helper: PersonId | None = None
    kind: SignalKind = SignalKind.SIGNAL
    is_urgent: bool = False
    wanted: str = ""
    seen_how: str = ""
    happened_on: date | None = None
    to: PersonId | None = None


@action(Permission.SIGNAL_RAISE, on=case_subject)
def raise_signal(*, by: Actor, now: datetime, case: str, raised: Raised) -> int:
    """The signal waits for who is named for it, and for nobody else; they are told, at once if it is about danger.

    Raises: NotFound; RuleBroken as `signal_rules.signal_refusal`, for whom or what there is not, and if nobody is left
    who could read it.
    """
    locked_case(case, closed_too=True)
    today = clock.day_of(now)
    row = quiet_case(by, case, Permission.SIGNAL_RAISE, today=today)
    must_be_right(signal_refusal(raised.text, raised.happened_on, today=today))
    _must_be_there(by, row, raised, today)
    found = Signal(
        case_id=row.id,
        kind=raised.kind,
        theme=raised.theme,
        about=raised.about,
        member_no=raised.member,
        about_person=raised.helper,
        to_person_id=raised.to,
        text=raised.text.strip(),
        wanted=raised.wanted.strip(),
        seen_how=raised.seen_how,
        happened_on=raised.happened_on,
        is_urgent=raised.is_urgent,
        due_on=due_on(today, is_urgent=raised.is_urgent, terms=signal_terms()),
        raised_at=now,
        raised_by_id=by.person or 0,
        state=SignalState.RECEIVED,
    )
    if not _readers(found, row, today):
        raise RuleBroken("nobody_to_read_it")
    found.save()
    _tell(found, row, now)
    note("signal.raised", municipality=row.municipality, signal=found.pk)
    return found.pk


def _must_be_there(by: Actor, row: CaseRef, raised: Raised, today: date) -> None:
    helpers = {one.person for one in helpers_told(by, row, today=today)}
    is_member = raised.about is not AboutKind.MEMBER or raised.member in members_of(row)
    is_helper = raised.about is not AboutKind.HELPER or raised.helper in helpers
    if by.person is None or not is_member or not is_helper:
        raise RuleBroken("nobody_of_that_name", field="about")
    if raised.theme not in {theme.key for theme in themes_on(today)}:
        raise RuleBroken("no_such_theme", field="theme")
    if raised.to is not None and raised.to == raised.helper:
        raise RuleBroken("told_to_whom_it_is_about", field="to")
    is_at_home = by.person in at_home_in([row.id])[row.id]
    if raised.to is not None and (not is_at_home or raised.to not in can_be_chosen(row, today=today)):
        raise RuleBroken("cannot_be_chosen", field="to")


@action(Permission.SIGNAL_TRIAGE, on=signal_subject)
def take_signal(*, by: Actor, now: datetime, signal: int, seen: int) -> None:
    """The actor looks at it from now on. After an incident the support of the household is looked at again.

    That it is to be looked at is all that anybody is told by it. Raises: NotFound; Conflict if somebody was first.
    """
    row = _held(by, now, signal, seen)
    if row.state != SignalState.RECEIVED:
        raise Conflict("signal_changed_meanwhile")
    row.state, row.taken_at, row.taken_by_id = SignalState.LOOKED_AT, now, by.person
    _save(row, "state", "taken_at", "taken_by")
    if row.case.closed_on is None and asks_for_review(SignalKind(row.kind), AboutKind(row.about)):
        Incident.rows.create(case=row.case, on=clock.day_of(now), posted_at=now, posted_by_id=by.person or 0)
    note("signal.taken", municipality=row.case.municipality_id, signal=signal)


@action(Permission.SIGNAL_TRIAGE, on=signal_subject)
def note_step(*, by: Actor, now: datetime, signal: int, text: str) -> None:
    """What was done is kept with the signal. Raises: NotFound; Conflict for one that is closed; RuleBroken."""
    row = _held(by, now, signal)
    if row.state != SignalState.LOOKED_AT:
        raise Conflict("signal_not_looked_at")
    if not text.strip():
        raise RuleBroken("step_without_words", field="text")
    SignalStep.rows.create(signal=row, text=text.strip(), noted_at=now, noted_by_id=by.person or 0)
    note("signal.step", municipality=row.case.municipality_id, signal=signal)


@action(Permission.SIGNAL_TRIAGE, on=signal_subject)
def close_signal(*, by: Actor, now: datetime, signal: int, outcome: SignalOutcome, text: str, seen: int) -> None:
    """It is closed with what came of it; whoever raised it reads that it is closed, and no more.

    Raises: NotFound; Conflict for one that nobody looks at, or that changed since `seen`; RuleBroken without words.
    """
    row = _held(by, now, signal, seen)
    if row.state != SignalState.LOOKED_AT:
        raise Conflict("signal_not_looked_at")
    if not text.strip():
        raise RuleBroken("closed_without_words", field="text")
    row.state, row.closed_at, row.closed_by_id = SignalState.CLOSED, now, by.person
    row.outcome, row.outcome_words = outcome, text.strip()
    _save(row, "state", "closed_at", "closed_by", "outcome", "outcome_words")
    note("signal.closed", municipality=row.case.municipality_id, signal=signal)


@action(Permission.SIGNAL_TRIAGE, on=signal_subject)
def open_signal_again(*, by: Actor, now: datetime, signal: int) -> bool:
    """It is looked at again; False after a day: it stays closed. Raises: NotFound for one that is open."""
    row = _held(by, now, signal)
    if row.closed_at is None:
        raise NotFound("no_such_signal")
    if now - row.closed_at > signal_terms().undo:
        return False
    row.state, row.closed_at, row.closed_by = SignalState.LOOKED_AT, None, None
    row.outcome, row.outcome_words = "", ""
    _save(row, "state", "closed_at", "closed_by", "outcome", "outcome_words")
    note("signal.opened_again", municipality=row.case.municipality_id, signal=signal)
    return True


@action(Permission.SIGNAL_TRIAGE, on=signal_subject)
def note_signal_read(*, by: Actor, now: datetime, signal: int) -> None:
    """The log says who read which signal, each time: under the municipality, and not under the case."""
    note("signal.read", municipality=signal_of(by, signal, today=clock.day_of(now)).case.municipality_id, signal=signal)


@action(Permission.SIGNAL_TRIAGE, on=signal_subject)
def tell_of_late_signal(*, by: Actor, now: datetime, signal: int) -> None:
    """Everybody who is named for it, deputies too, is told that nobody looked at it in time; once a day."""
    found = Signal.rows.filter(pk=signal).select_related("case").get()
    _tell(found, case_of(found.case.code or ""), now, is_late=True)


@action(Permission.SETTINGS_EDIT, on=municipality_subject)
def add_triager(*, by: Actor, now: datetime, municipality: str, theme: str, person: PersonId, is_deputy: bool) -> None:
    """The municipality asks this person to look at signals of a theme; empty: of every theme nobody is named for.

    Raises: NotAllowed; RuleBroken for who cannot be named, and for a theme that there is not.
    """
    _must_set(by, municipality)
    if person not in circle_of(municipality, today=clock.day_of(now)).able:
        raise RuleBroken("cannot_be_named", field="person")
    if theme and theme not in {one.key for one in themes_on(clock.day_of(now))}:
        raise RuleBroken("no_such_theme", field="theme")
    how = {"is_deputy": is_deputy, "set_at": now, "set_by_id": by.person or 0}
    SignalTriager.rows.update_or_create(municipality_id=municipality, theme=theme, person_id=person, defaults=how)
    note("triager.added", municipality=municipality, person=person)


@action(Permission.SETTINGS_EDIT, on=municipality_subject)
def remove_triager(*, by: Actor, now: datetime, municipality: str, entry: int) -> None:
    """The municipality asks them no more. Raises: NotAllowed; NotFound for none of its own."""
    _must_set(by, municipality)
    row = SignalTriager.rows.filter(municipality=municipality, pk=entry).first()
    if row is None:
        raise NotFound("no_such_triager")
    row.delete()
    note("triager.removed", municipality=municipality, person=row.person_id)


def _must_set(by: Actor, municipality: str) -> None:
    if by.person is None or not sets_triagers(by, municipality):
        raise NotAllowed("not_allowed", permission=Permission.SETTINGS_EDIT.value)


def _held(by: Actor, now: datetime, signal: int, seen: int | None = None) -> Signal:
    """The signal, its case held until the commit. Raises: NotFound; Conflict if it changed since `seen`."""
    found = Signal.rows.filter(pk=signal).select_related("case").first()
    if found is None:
        raise NotFound("no_such_signal")
    locked_case(found.case.code or "", closed_too=True)
    row = signal_of(by, signal, today=clock.day_of(now))
    if seen is not None and row.n_changed != seen:
        raise Conflict("signal_changed_meanwhile")
    return row


def _save(row: Signal, *fields: str) -> None:
    row.n_changed += 1
    row.save(update_fields=[*fields, "n_changed"])


def _readers(row: Signal, case: CaseRef, today: date) -> frozenset[PersonId]:
    return readers(row, circle_of(case.municipality, today=today), at_home_in([case.id])[case.id])


def _tell(row: Signal, case: CaseRef, now: datetime, *, is_late: bool = False) -> None:
    """Whom it waits for; whoever raised it knows of it already."""
    today = clock.day_of(now)
    circle = circle_of(case.municipality, today=today)
    told = told_of_signal(_readers(row, case, today), circle.triagers, is_urgent=row.is_urgent, is_late=is_late)
    kind = NoticeKind.SIGNAL_URGENT if row.is_urgent else NoticeKind.SIGNAL_WAITS
    once = f"signal {row.pk} {today}" if is_late else f"signal {row.pk}"
    tell(told - {row.raised_by_id}, kind, now=now, municipality=case.municipality, once=once)
