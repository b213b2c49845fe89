"""Noting a concern about safety, naming its readers, agreeing a plan and saying who was told.

Nothing of it stands under the case in the log: whoever lives in the household would read there that it is. What was
done and read stands under the municipality, with the number of the concern (decision 55).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import leads_of
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.guidance.models import ConcernReader, ProtectionConcern, SafetyPlan, Told
from hervest.guidance.safety_named_queries import all_orphans, orphan, orphan_subject
from hervest.guidance.safety_queries import (
    concern_subject,
    concerns_subject,
    members_of,
    nameable_on,
    named_on,
    readers_of,
    writing_concern,
)
from hervest.guidance.safety_rules import leaving_refusal, naming_refusal
from hervest.guidance.safety_settings import routes_on, signal_terms, themes_on
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.named_queries import quiet_case
from hervest.journey.queries import CaseRef, case_of
from hervest.notices.outbox_actions import tell
from hervest.notices.vocabulary import NoticeKind


@dataclass(frozen=True, slots=True)
class Planned:
    """What is agreed for somebody's safety, as it is typed."""

    danger: str
    agreed: str
    whom_to_call: str = ""
    reached_by: str = ""
    is_made_together: bool = False
    look_again_on: date | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Who was told, by which route, and what. `is_agreed`: whether the person agreed; None: nobody could ask."""

    route: str
    told_on: date
    to_whom: str = ""
    text: str = ""
    is_agreed: bool | None = None


@action(Permission.PROTECTION_WRITE, on=case_subject)
def note_concern(
    *, by: Actor, now: datetime, case: str, theme: str, text: str, readers: Collection[PersonId], member: MemberNo
) -> int:
    """The concern is there for who noted it and for `readers`, and for nobody else; gives its number.

    `member` 0: about all of them. Who is named is told that they are, and nothing of it.
    Raises: NotFound; Conflict if the case is closed; RuleBroken as `safety_rules.naming_refusal` and without words.
    """
    locked_case(case)
    today = clock.day_of(now)
    row = quiet_case(by, case, Permission.PROTECTION_WRITE, today=today, changes=True)
    able = {one.person for one in nameable_on(row, today=today)}
    if by.person is None or by.person not in able or (member and member not in members_of(row)):
        raise NotFound("no_such_case", case=case)
    must_be_right(naming_refusal({by.person, *readers}, named=(), nameable=able))
    if not text.strip():
        raise RuleBroken("concern_without_words", field="text")
    if theme not in {one.key for one in themes_on(today)}:
        raise RuleBroken("no_such_theme", field="theme")
    found = ProtectionConcern.rows.create(
        case_id=row.id, member_no=member, theme=theme, text=text.strip(), noted_at=now, noted_by_id=by.person
    )
    _name(by, now, row, found.pk, {by.person, *readers})
    _noted("concern.noted", row, found.pk)
    return found.pk


@action(Permission.PROTECTION_READ, on=concern_subject)
def change_concern(
    *, by: Actor, now: datetime, case: str, concern: int, theme: str, text: str, member: MemberNo, seen: int
) -> None:
    """The concern says this from now on. Raises: NotFound; Conflict if somebody changed it since `seen`; RuleBroken."""
    row, found = _held(by, now, case, concern, seen)
    if not text.strip():
        raise RuleBroken("concern_without_words", field="text")
    is_theme = theme in {found.theme, *(one.key for one in themes_on(clock.day_of(now)))}
    is_member = not member or member in {found.member_no, *members_of(row)}
    if not is_theme or not is_member:
        raise RuleBroken("no_such_theme", field="theme" if not is_theme else "member")
    found.theme, found.text, found.member_no = theme, text.strip(), member
    found.n_changed += 1
    found.save(update_fields=["theme", "text", "member_no", "n_changed"])
    _noted("concern.changed", row, concern)


@action(Permission.PROTECTION_READ, on=concern_subject)
def name_readers(*, by: Actor, now: datetime, case: str, concern: int, readers: Collection[PersonId]) -> None:
    """These read the concern too, and are told that they are named. Raises: NotFound; Conflict; RuleBroken."""
    row, found = _held(by, now, case, concern)
    able, named = {one.person for one in nameable_on(row, today=clock.day_of(now))}, named_on(found.pk)
    must_be_right(naming_refusal(readers, named=named & able, nameable=able))
    _name(by, now, row, found.pk, set(readers) - named)
    _noted("concern.named", row, concern)


@action(Permission.PROTECTION_READ, on=concern_subject)
def end_reader(*, by: Actor, now: datetime, case: str, concern: int, person: PersonId) -> None:
    """Somebody, or the actor, reads the concern no more.

    Raises: NotFound; Conflict; RuleBroken("last_reader") if nobody would be left who reads it.
    """
    row, found = _held(by, now, case, concern)
    if person not in named_on(found.pk):
        raise NotFound("no_such_reader")
    must_be_right(leaving_refusal(person, readers_of(found.pk, row, today=clock.day_of(now))))
    ConcernReader.rows.filter(concern=found, person=person, ended_at__isnull=True).update(ended_at=now)
    _noted("concern.reader_ended", row, concern)


@action(Permission.PROTECTION_READ, on=concern_subject)
def agree_plan(*, by: Actor, now: datetime, case: str, concern: int, plan: Planned, seen: int) -> None:
    """This is agreed for somebody's safety, in the place of what was.

    `seen`: how often the plan had been written; 0: there was none. Raises: NotFound; Conflict; RuleBroken.
    """
    row, found = _held(by, now, case, concern)
    before = SafetyPlan.rows.filter(concern=found).first()
    if (before.n_changed if before else 0) != seen:
        raise Conflict("concern_changed_meanwhile")
    if not plan.agreed.strip():
        raise RuleBroken("plan_without_words", field="agreed")
    if plan.look_again_on is not None and plan.look_again_on < clock.day_of(now):
        raise RuleBroken("look_again_before_today", field="look_again_on")
    SafetyPlan.rows.update_or_create(
        concern=found,
        defaults={
            "danger": plan.danger.strip(),
            "agreed": plan.agreed.strip(),
            "whom_to_call": plan.whom_to_call.strip(),
            "reached_by": plan.reached_by.strip(),
            "is_made_together": plan.is_made_together,
            "look_again_on": plan.look_again_on,
            "n_changed": seen + 1,
            "changed_at": now,
            "changed_by_id": by.person or 0,
        },
    )
    _noted("concern.planned", row, concern)


@action(Permission.PROTECTION_READ, on=concern_subject)
def record_told(*, by: Actor, now: datetime, case: str, concern: int, report: Report) -> int:
    """That somebody was told is kept with the concern; gives its number. Raises: NotFound; Conflict; RuleBroken."""
    row, found = _held(by, now, case, concern)
    today = clock.day_of(now)
    if report.route not in {route.key for route in routes_on(today)}:
        raise RuleBroken("no_such_route", field="route")
    if report.told_on > today:
        raise RuleBroken("told_in_future", field="told_on")
    kept = Told.rows.create(
        concern=found,
        route=report.route,
        told_on=report.told_on,
        to_whom=report.to_whom.strip(),
        text=report.text.strip(),
        is_agreed=report.is_agreed,
        noted_at=now,
        noted_by_id=by.person or 0,
    )
    _noted("concern.told", row, concern)
    return kept.pk


@action(Permission.PROTECTION_READ, on=concern_subject)
def take_told_back(*, by: Actor, now: datetime, case: str, concern: int, entry: int) -> bool:
    """It was not so: nothing of it is left. False after a day: it stays. Raises: NotFound for who did not note it."""
    kept = Told.rows.filter(concern=concern, pk=entry, noted_by=by.person or 0).first()
    if kept is None:
        raise NotFound("no_such_told")
    row, _ = _held(by, now, case, concern)
    if now - kept.noted_at > signal_terms().undo:
        return False
    kept.delete()
    _noted("concern.told_taken_back", row, concern)
    return True


@action(Permission.PROTECTION_READ, on=concern_subject)
def close_concern(*, by: Actor, now: datetime, case: str, concern: int, why: str, seen: int) -> None:
    """The concern is over; its readers still read it. Raises: NotFound; Conflict; RuleBroken without a reason."""
    row, found = _held(by, now, case, concern, seen)
    if not why.strip():
        raise RuleBroken("closed_without_words", field="why")
    found.closed_at, found.closed_by_id, found.closed_why = now, by.person, why.strip()
    found.n_changed += 1
    found.save(update_fields=["closed_at", "closed_by", "closed_why", "n_changed"])
    _noted("concern.closed", row, concern)


@action(Permission.PROTECTION_READ, on=concern_subject)
def open_concern_again(*, by: Actor, now: datetime, case: str, concern: int) -> None:
    """The concern is there again. Raises: NotFound for one that is open; Conflict if the case is closed."""
    locked_case(case)
    row, found = writing_concern(by, case, concern, today=clock.day_of(now))
    if found.closed_at is None:
        raise NotFound("no_such_concern")
    found.closed_at, found.closed_by, found.closed_why = None, None, ""
    found.n_changed += 1
    found.save(update_fields=["closed_at", "closed_by", "closed_why", "n_changed"])
    _noted("concern.opened_again", row, concern)


@action(Permission.PROTECTION_READ, on=concern_subject)
def take_concern_back(*, by: Actor, now: datetime, case: str, concern: int) -> bool:
    """It was noted by mistake: nothing of it is left. False after a day, or once there is a plan or somebody was told.

    Raises: NotFound for who did not note it; Conflict if the case is closed.
    """
    row, found = _held(by, now, case, concern)
    if found.noted_by_id != by.person:
        raise NotFound("no_such_concern")
    is_used = Told.rows.filter(concern=found).exists() or SafetyPlan.rows.filter(concern=found).exists()
    if now - found.noted_at > signal_terms().undo or is_used:
        return False
    found.delete()
    _noted("concern.taken_back", row, concern)
    return True


@action(Permission.PROTECTION_READ, on=concerns_subject)
def note_read(*, by: Actor, now: datetime, municipality: str, concerns: Collection[int]) -> None:
    """The log says who read which concerns, each time: under the municipality, and not under the case."""
    note("concern.read", municipality=municipality, concerns=sorted(concerns))


def _held(
    by: Actor, now: datetime, case: str, concern: int, seen: int | None = None
) -> tuple[CaseRef, ProtectionConcern]:
    """The open concern, its case held until the commit. Raises: NotFound; Conflict."""
    locked_case(case)
    row, found = writing_concern(by, case, concern, today=clock.day_of(now))
    if found.closed_at is not None:
        raise Conflict("concern_is_closed")
    if seen is not None and found.n_changed != seen:
        raise Conflict("concern_changed_meanwhile")
    return row, found


def _name(by: Actor, now: datetime, row: CaseRef, concern: int, people: Collection[PersonId]) -> None:
    rows = [
        ConcernReader(concern_id=concern, person_id=person, named_at=now, named_by_id=by.person or 0)
        for person in sorted(people)
    ]
    ConcernReader.rows.bulk_create(rows)
    told = [person for person in people if person != by.person]
    once = f"named {concern} {now:%Y%m%d%H%M%S}"
    tell(told, NoticeKind.NAMED_READER, now=now, municipality=row.municipality, once=once)


def _noted(verb: str, row: CaseRef, concern: int) -> None:
    note(verb, municipality=row.municipality, concern=concern)


@action(Permission.TEAM_MANAGE, on=orphan_subject)
def give_reader(*, by: Actor, now: datetime, concern: int, reader: PersonId) -> None:
    """Somebody of the team reads a concern that nobody read any more; whoever names them reads nothing of it.

    Raises: NotFound for one that somebody reads; RuleBroken for who cannot be named.
    """
    found = orphan(by, concern, today=clock.day_of(now))
    locked_case(found.code, closed_too=True)
    able = {one.person for one in found.can_be_named}
    must_be_right(naming_refusal({reader}, named=(), nameable=able))
    if reader not in named_on(concern):
        _name(by, now, case_of(found.code), concern, {reader})
    note("concern.named", municipality=found.municipality, concern=concern)


@action(Permission.TEAM_MANAGE, on=orphan_subject)
def tell_of_orphan(*, by: Actor, now: datetime, concern: int) -> None:
    """Who leads the municipality is told that a concern has no reader, and nothing of it; once a day."""
    row = case_of(next(one.code for one in all_orphans(today=clock.day_of(now)) if one.id == concern))
    once, leads = f"unread {concern} {clock.day_of(now)}", leads_of(row.municipality, today=clock.day_of(now))
    tell(leads, NoticeKind.READER_ASKED, now=now, municipality=row.municipality, once=once)
