"""Keeping what was answered in a talk, and taking it back."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound
from hervest.core.vocabulary import MemberNo
from hervest.guidance.assessing_queries import adults_of, as_said, as_stored, assessing_case, latest, stored_assessments
from hervest.guidance.assessing_rules import Asked, Instrument, about_of, answered, asked_refusal
from hervest.guidance.assessing_vocabulary import InstrumentKey
from hervest.guidance.intensity_actions import reopen_tasks, settle_tasks
from hervest.guidance.intensity_defaults import instruments
from hervest.guidance.models import Assessment
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case, record_milestones
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.queries import CaseRef
from hervest.journey.task_actions import finish_tasks, undo_finish


@action(Permission.ASSESSMENT_DO, on=case_subject, runs=(finish_tasks, record_milestones))
def record_assessment(
    *,
    by: Actor,
    now: datetime,
    case: str,
    instrument: str,
    version: str,
    member: MemberNo,
    asked: Asked,
    seen: int,
) -> int:
    """What was answered in the talk is kept beside everything that was known; gives its number.

    `version`: the one the talk began with, also where a newer one came meanwhile. `member` 0: of the household. What
    the actor may not read of money stays as it was known. Tasks of the plan that ask for it are done.
    Raises: NotFound for who may not, and for an instrument or person that is none; Conflict if somebody else assessed
    since `seen`; RuleBroken as `assessing_rules.asked_refusal`.
    """
    locked_case(case)
    today = clock.day_of(now)
    row = assessing_case(by, case, today=today)
    found = _instrument(instrument, version)
    items = found.asked(about_of(member), with_finance=row.reads_finance)
    if by.person is None or not items or (member and member not in adults_of(row, today=today)):
        raise NotFound("nothing_to_assess")
    last = latest(stored_assessments(row)).get((found.key, member))
    if (last.pk if last else 0) != seen:
        raise Conflict("assessed_meanwhile")
    must_be_right(asked_refusal(found, items, asked, last_on=last.assessed_on if last else None, today=today))
    theirs = {item.key for item in found.asked(about_of(member), with_finance=True)}
    before = {key: said for key, said in (as_said(last.answers) if last else {}).items() if key in theirs}
    kept = Assessment.rows.create(
        case_id=row.id,
        member_no=member,
        instrument=found.key,
        version=found.version,
        assessed_on=asked.on,
        answers=as_stored(answered(items, asked, before)),
        note=asked.note.strip(),
        made_at=now,
        made_by_id=by.person,
    )
    _noted("assessment.made", row, kept)
    settle_tasks(by, now, row)
    return kept.pk


@action(Permission.ASSESSMENT_DO, on=case_subject, runs=(undo_finish,))
def take_assessment_back(*, by: Actor, now: datetime, case: str, entry: int) -> bool:
    """The assessment is gone, and what was known before it holds again; tasks done by it alone are open again.

    False: another one came after it, and it stays. Raises: NotFound for who did not make it.
    """
    locked_case(case)
    row = assessing_case(by, case, today=clock.day_of(now))
    rows = stored_assessments(row)
    found = next((one for one in rows if one.pk == entry and one.made_by_id == by.person), None)
    if found is None:
        raise NotFound("no_such_assessment")
    if latest(rows)[(InstrumentKey(found.instrument), MemberNo(found.member_no))].pk != entry:
        return False
    _noted("assessment.taken_back", row, found)
    found.delete()
    reopen_tasks(by, now, row, at=found.made_at)
    return True


def _instrument(key: str, version: str) -> Instrument:
    found = next((one for one in instruments() if (one.key, one.version) == (key, version)), None)
    if found is None:
        raise NotFound("nothing_to_assess")
    return found


def _noted(verb: str, row: CaseRef, found: Assessment) -> None:
    about = {"assessment": found.pk, "member": found.member_no}
    note(verb, case_code=row.code, municipality=row.municipality, **about)
