"""Deciding how much support somebody gets, noting hours, and taking back what was just noted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.guidance.assessing_queries import adults_of, assessing_case
from hervest.guidance.assessing_rules import THE_HOUSEHOLD
from hervest.guidance.intensity_defaults import intensity_settings, review_moments
from hervest.guidance.intensity_queries import day_of_contact, done_reviews_of, stored_decisions, suggested_band
from hervest.guidance.intensity_rules import Decision, decision_refusal, spent_refusal
from hervest.guidance.models import HoursSpent, SupportIntensity
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case, record_milestones
from hervest.journey.carried_queries import open_tasks_of, tasks_finished_at
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.queries import CaseRef
from hervest.journey.task_actions import Finished, finish_tasks, undo_finish
from hervest.journey.vocabulary import TaskKey


@dataclass(frozen=True, slots=True)
class Spent:
    """Time that somebody worked for a household. `contact`: in which contact of theirs; its day is the day then."""

    on: date
    minutes: int
    note: str = ""
    contact: int | None = None


@action(Permission.ASSESSMENT_DO, on=case_subject, runs=(finish_tasks, record_milestones))
def decide_intensity(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    decision: Decision,
    reason: str,
    hours_reason: str = "",
    seen: int,
) -> int:
    """From its day on the household, or one person in it, gets this much support; gives its number.

    What is suggested to the actor is kept with it; nothing follows from that. A review that waits is done, and so are
    the tasks of the plan that ask for it.
    Raises: NotFound for who may not, and for a person who is no adult of it; Conflict if somebody decided since `seen`;
    RuleBroken as `intensity_rules.decision_refusal`.
    """
    locked_case(case)
    today = clock.day_of(now)
    row = assessing_case(by, case, today=today)
    if by.person is None or (member and member not in adults_of(row, today=today)):
        raise NotFound("no_such_member")
    theirs = [one.pk for one in stored_decisions(row) if one.member_no == member]
    if (theirs[-1] if theirs else 0) != seen:
        raise Conflict("intensity_decided_meanwhile")
    must_be_right(decision_refusal(decision, reason=reason, hours_reason=hours_reason, today=today))
    found = SupportIntensity.rows.create(
        case_id=row.id,
        member_no=member,
        band=decision.band,
        suggested=suggested_band(row, member, today=today) or "",
        reason=reason.strip(),
        minutes_per_week=decision.minutes,
        hours_reason=hours_reason.strip() if decision.minutes is not None else "",
        decided_on=decision.on,
        decided_at=now,
        decided_by_id=by.person,
    )
    about = {"decision": found.pk, "member": member}
    note("intensity.decided", case_code=row.code, municipality=row.municipality, **about)
    settle_tasks(by, now, row, is_decided=member == THE_HOUSEHOLD)
    return found.pk


@action(Permission.ASSESSMENT_DO, on=case_subject, runs=(undo_finish,))
def take_intensity_back(*, by: Actor, now: datetime, case: str, entry: int) -> bool:
    """The decision is gone, and the one before it holds again; tasks that were done by it alone are open again.

    False: another one came after it, and it stays. Raises: NotFound for who did not take it.
    """
    locked_case(case)
    row = assessing_case(by, case, today=clock.day_of(now))
    rows = stored_decisions(row)
    found = next((one for one in rows if one.pk == entry and one.decided_by_id == by.person), None)
    if found is None:
        raise NotFound("no_such_decision")
    if any(one.pk > entry and one.member_no == found.member_no for one in rows):
        return False
    about = {"decision": entry, "member": found.member_no}
    note("intensity.taken_back", case_code=row.code, municipality=row.municipality, **about)
    found.delete()
    reopen_tasks(by, now, row, at=found.decided_at)
    return True


@action(Permission.ASSESSMENT_DO, on=case_subject)
def note_hours(*, by: Actor, now: datetime, case: str, spent: Spent) -> int:
    """The actor worked so long for the household on that day; gives its number.

    Raises: NotFound for who does not work on it, and for a contact that they did not note; RuleBroken as
    `intensity_rules.spent_refusal`, and for a contact of which they noted their hours already.
    """
    locked_case(case)
    today = clock.day_of(now)
    row = assessing_case(by, case, today=today)
    if by.person is None:
        raise NotFound("no_such_case", case=case)
    on = spent.on if spent.contact is None else day_of_contact(by, row, spent.contact)
    theirs = HoursSpent.rows.filter(worker=by.person)
    if spent.contact is not None and theirs.filter(contact=spent.contact).exists():
        raise RuleBroken("hours_of_contact_noted")
    noted = sum(theirs.filter(on=on).values_list("minutes", flat=True))
    must_be_right(spent_refusal(spent.minutes, on, noted=noted, today=today))
    found = HoursSpent.rows.create(
        case_id=row.id,
        worker_id=by.person,
        on=on,
        minutes=spent.minutes,
        note=spent.note.strip(),
        contact_id=spent.contact,
        noted_at=now,
    )
    note("hours.noted", case_code=row.code, municipality=row.municipality, hours=found.pk)
    return found.pk


@action(Permission.ASSESSMENT_DO, on=case_subject)
def take_hours_back(*, by: Actor, now: datetime, case: str, entry: int) -> None:
    """These hours are gone. Raises: NotFound for whose they are not."""
    row = assessing_case(by, case, today=clock.day_of(now))
    found = HoursSpent.rows.filter(case_id=row.id, worker_id=by.person, pk=entry).first()
    if found is None:
        raise NotFound("no_such_hours")
    note("hours.taken_back", case_code=row.code, municipality=row.municipality, hours=entry)
    found.delete()


def settle_tasks(by: Actor, now: datetime, row: CaseRef, *, is_decided: bool = False) -> None:
    """The tasks of the plan that ask for a review that is done are done; also the first picture, if one decided."""
    today = clock.day_of(now)
    waiting = open_tasks_of(row.id, _settled_here())
    done = {TaskKey(one.moment.task, None, one.moment.nth): one.done_on for one in done_reviews_of(row, today=today)}
    if is_decided:
        done[_first_picture()] = today
    why = _("Done on the page about support.")
    finished = [Finished(waiting[key], on, reason=why) for key, on in done.items() if key in waiting and on]
    if finished:
        finish_tasks(by=by, now=now, case=row.code, finished=finished)


def reopen_tasks(by: Actor, now: datetime, row: CaseRef, *, at: datetime) -> None:
    """What the actor settled at that instant is open again, unless what stands does it, or somebody touched it."""
    if by.person is None:
        return
    finished = tasks_finished_at(row.id, _settled_here(), person=by.person, at=at)
    done = {TaskKey(one.moment.task, None, one.moment.nth) for one in done_reviews_of(row, today=clock.day_of(now))}
    if any(one.member_no == THE_HOUSEHOLD for one in stored_decisions(row)):
        done.add(_first_picture())
    for task in (task for key, task in finished.items() if key not in done):
        undo_finish(by=by, now=now, case=row.code, task=task)


def _settled_here() -> frozenset[str]:
    """The rows of the plan that are done by looking at the support of a household."""
    return frozenset({moment.task for moment in review_moments() if moment.task} | {intensity_settings().first_task})


def _first_picture() -> TaskKey:
    return TaskKey(intensity_settings().first_task, None, 1)
