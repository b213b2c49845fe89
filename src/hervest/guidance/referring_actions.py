"""Referring somebody of a household to a service, and following how it goes."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.guidance.help_queries import help_case, is_their_own, theirs_in, works_with_help
from hervest.guidance.help_settings import help_settings
from hervest.guidance.referring_models import Referral
from hervest.guidance.referring_queries import course_of, referring
from hervest.guidance.referring_rules import (
    Course,
    Referred,
    answer_refusal,
    answered,
    followed_up,
    referral_refusal,
    reopened,
    withdrawn,
)
from hervest.guidance.referring_vocabulary import Basis, FollowUp, ServiceAnswer
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import join_team, leave_team, locked_case
from hervest.journey.let_in_queries import is_task_open, seats_about
from hervest.journey.milestone_rules import Refusal, must_be_right
from hervest.journey.queries import CaseRef, case_for
from hervest.journey.task_actions import add_task, finish_task
from hervest.journey.team_queries import may_take_tasks
from hervest.journey.vocabulary import TeamRole


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(join_team, add_task))
def make_referral(*, by: Actor, now: datetime, case: str, referred: Referred, to_do: str) -> int:
    """The person was referred to the service; on the day of asking somebody has a task, called `to_do`.

    Who of a partner is to read of the person does so from now on, until the referral ends. Gives its number.
    Raises: NotFound; RuleBroken as `referring_rules.referral_refusal`, for somebody who does not live there, or who was
    referred there already; Conflict if the case is closed.
    """
    locked_case(case)
    today = clock.day_of(now)
    known = referring(by, case, referred.service, today=today)
    if referred.member not in known.consenting:
        raise RuleBroken("member_not_there", field="member")
    themes = {key for key, _title in known.themes}
    must_be_right(referral_refusal(referred, themes=themes, consenting=known.consenting[referred.member], today=today))
    there = Referral.rows.filter(case_id=known.case.id, member_no=referred.member, service=referred.service)
    if there.filter(ended_on=None).exists():
        raise RuleBroken("referred_there_already", field="member")
    if referred.reader and referred.reader not in {row.id for row in known.readers}:
        raise RuleBroken("reader_not_there", field="reader")
    row = Referral(case_id=known.case.id, made_on=today, answer=ServiceAnswer.WAITING)
    _fill(row, referred)
    _let_in(by, now, known.case, row)
    row.task = _ask_later(by, now, known.case, row, to_do)
    _save(row, by, now)
    _noted("referral.made", known.case, row)
    return row.pk


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(leave_team, finish_task))
def record_answer(
    *,
    by: Actor,
    now: datetime,
    case: str,
    referral: int,
    answer: ServiceAnswer,
    answered_on: date,
    note_of_it: str,
    because: str,
    seen: int,
) -> None:
    """The service said this. A no ends the referral and what was read because of it; the task ends, `because` of that.

    Raises: NotFound; RuleBroken as `referring_rules.answer_refusal`; Conflict if it changed since it was `seen`.
    """
    known, row = _held(by, now, case, referral, seen)
    must_be_right(answer_refusal(course_of(row), answered_on, made_on=row.made_on, today=clock.day_of(now)))
    _take(row, answered(course_of(row), answer, answered_on))
    row.note = note_of_it.strip()
    _close_what_ended(by, now, known, row, because)
    _save(row, by, now)
    _noted("referral.answered", known, row)


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(leave_team, finish_task, add_task))
def follow_up_referral(
    *,
    by: Actor,
    now: datetime,
    case: str,
    referral: int,
    heard: FollowUp,
    again_on: date | None,
    note_of_it: str,
    because: str,
    to_do: str,
    seen: int,
) -> None:
    """It was asked how it goes: it is asked again on a later day, with a task of its own, or the referral ended.

    Raises: as `record_answer`; RuleBroken as `referring_rules.followed_up`.
    """
    known, row = _held(by, now, case, referral, seen)
    today = clock.day_of(now)
    _take(row, _right(followed_up(course_of(row), heard, today=today, again_on=again_on)))
    row.note = note_of_it.strip()
    if row.ended_on is None:
        _end_task(by, now, known, row, because)
        row.task = _ask_later(by, now, known, row, to_do)
    _close_what_ended(by, now, known, row, because)
    _save(row, by, now)
    _noted("referral.followed_up", known, row)


@action(Permission.WISH_RECORD, on=case_subject, runs=(leave_team, finish_task))
def withdraw_referral(*, by: Actor, now: datetime, case: str, referral: int, because: str, seen: int) -> bool:
    """Who was referred said no after all: it ended, and nobody of a partner reads of them from the next click on.

    Nothing else changes for them. False: it changed since `seen`, or had ended. Raises: NotFound, also for who neither
    works on the case nor speaks for this person.
    """
    locked_case(case)
    today = clock.day_of(now)
    known = case_for(by, case, Permission.WISH_RECORD, today=today)
    row = Referral.rows.filter(case_id=known.id, pk=referral).first()
    if row is None or not _may_withdraw(by, known, row, now):
        raise NotFound("no_such_referral", referral=referral)
    if row.n_changed != seen or row.ended_on is not None:
        return False
    _take(row, withdrawn(course_of(row), today=today))
    _close_what_ended(by, now, known, row, because)
    _save(row, by, now)
    _noted("referral.withdrawn", known, row)
    return True


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(join_team, add_task))
def reopen_referral(*, by: Actor, now: datetime, case: str, referral: int, to_do: str, seen: int) -> bool:
    """That it ended was a mistake: it goes on, who was let in reads again, and it is asked how it goes.

    False: it changed since `seen`. Raises: NotFound; RuleBroken as `referring_rules.reopened`, or where the person was
    referred there anew.
    """
    locked_case(case)
    known, row = _found(by, now, case, referral)
    if row.n_changed != seen:
        return False
    today = clock.day_of(now)
    _take(row, _right(reopened(course_of(row), today=today, within=help_settings().taken_back)))
    there = Referral.rows.filter(case_id=known.id, member_no=row.member_no, service=row.service_id, ended_on=None)
    if there.exclude(pk=row.pk).exists():
        raise RuleBroken("referred_there_already", field="member")
    row.follow_up_on = max(row.follow_up_on, today)
    _let_in(by, now, known, row)
    row.task = _ask_later(by, now, known, row, to_do)
    _save(row, by, now)
    _noted("referral.reopened", known, row)
    return True


@action(Permission.REFERRAL_MAKE, on=case_subject, runs=(leave_team, finish_task))
def take_referral_back(*, by: Actor, now: datetime, case: str, referral: int, because: str, seen: int) -> bool:
    """It never was: what was made lately, and changed by nothing since, is gone with the reading it gave.

    False: it changed since `seen`. Raises: NotFound; RuleBroken if it was made too long ago.
    """
    locked_case(case)
    known, row = _found(by, now, case, referral)
    if row.n_changed != seen or row.n_changed != 1:
        return False
    if clock.day_of(now) - row.made_on > help_settings().taken_back:
        raise RuleBroken("too_late_to_take_back")
    _shut_out(by, now, known, row)
    _end_task(by, now, known, row, because)
    _noted("referral.taken_back", known, row)
    row.delete()
    return True


def _found(by: Actor, now: datetime, case: str, referral: int) -> tuple[CaseRef, Referral]:
    known = help_case(by, case, Permission.REFERRAL_MAKE, today=clock.day_of(now))
    row = Referral.rows.filter(case_id=known.id, pk=referral).first()
    if row is None:
        raise NotFound("no_such_referral", referral=referral)
    return known, row


def _held(by: Actor, now: datetime, case: str, referral: int, seen: int) -> tuple[CaseRef, Referral]:
    """The case, held until the commit, and the referral in it, as it was seen."""
    locked_case(case)
    known, row = _found(by, now, case, referral)
    if row.n_changed != seen:
        raise Conflict("referral_changed_meanwhile")
    return known, row


def _may_withdraw(by: Actor, known: CaseRef, row: Referral, now: datetime) -> bool:
    today = clock.day_of(now)
    is_theirs = is_their_own(by, known, today=today) and row.member_no in theirs_in(by, known, today=today)
    return works_with_help(known) or is_theirs


def _right(found: Course | Refusal) -> Course:
    if isinstance(found, Refusal):
        raise RuleBroken(found.code, **found.params)
    return found


def _fill(row: Referral, referred: Referred) -> None:
    by_consent = referred.basis is Basis.CONSENT
    row.member_no, row.service_id = referred.member, referred.service
    row.theme, row.question, row.basis = referred.theme, referred.question.strip(), referred.basis
    row.follow_up_on = referred.follow_up_on
    row.consented_by = referred.consented_by if by_consent else None
    row.consented_on = referred.consented_on if by_consent else None
    row.language = referred.language if by_consent else ""
    row.interpreting = (referred.interpreting or "") if by_consent else ""
    row.ground = "" if by_consent else referred.ground.strip()
    row.reader_id, row.reads_as = referred.reader, referred.reads_as or ""


def _take(row: Referral, course: Course) -> None:
    row.answer, row.answered_on = course.answer, course.answered_on
    row.follow_up_on = course.follow_up_on or row.follow_up_on
    row.ended_on, row.end = course.ended_on, course.end or ""


def _let_in(by: Actor, now: datetime, known: CaseRef, row: Referral) -> None:
    """Who is to read of the person has a seat for it. Source: access.md, scope `referral`."""
    if row.reader_id is None:
        return
    today = clock.day_of(now)
    person, member, role = PersonId(row.reader_id), MemberNo(row.member_no), TeamRole(row.reads_as)
    if seats_about(known.id, person, member, [role], today=today):
        raise RuleBroken("reads_of_them_already", field="reader")
    until_on = help_settings().reads_until.after(today)
    join_team(by=by, now=now, case=known.code, person=person, role=role, member=member, until_on=until_on)


def _shut_out(by: Actor, now: datetime, known: CaseRef, row: Referral) -> None:
    if row.reader_id is None:
        return
    person, member, role = PersonId(row.reader_id), MemberNo(row.member_no), TeamRole(row.reads_as)
    for seat in seats_about(known.id, person, member, [role], today=clock.day_of(now)):
        leave_team(by=by, now=now, case=known.code, member=seat.id)


def _ask_later(by: Actor, now: datetime, known: CaseRef, row: Referral, to_do: str) -> int:
    """A task of asking how it goes: of who refers, where they can have one, else of who leads the case."""
    can = {colleague.id for colleague in may_take_tasks(by, known, today=clock.day_of(now))}
    person = by.person if by.person in can else None
    return add_task(by=by, now=now, case=known.code, title=to_do, due_on=row.follow_up_on, person=person)


def _end_task(by: Actor, now: datetime, known: CaseRef, row: Referral, because: str) -> None:
    """The task is done where it still was to be; the household closes no work of ours."""
    if known.is_inner and row.task is not None and is_task_open(known.id, row.task):
        finish_task(by=by, now=now, case=known.code, task=row.task, done_on=clock.day_of(now), reason=because)


def _close_what_ended(by: Actor, now: datetime, known: CaseRef, row: Referral, because: str) -> None:
    if row.ended_on is not None:
        _shut_out(by, now, known, row)
        _end_task(by, now, known, row, because)


def _save(row: Referral, by: Actor, now: datetime) -> None:
    row.n_changed += 1
    row.changed_at, row.changed_by_id = now, by.person or 0
    row.save()


def _noted(verb: str, known: CaseRef, row: Referral) -> None:
    note(verb, case_code=known.code, municipality=known.municipality, member=row.member_no, referral=row.pk)
