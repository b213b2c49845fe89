"""The contact schedule of a case: every message that is expected or was added, its day and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation, Shown
from hervest.core.errors import Conflict, NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import Tier
from hervest.journey.contact_queries import audience
from hervest.journey.contact_vocabulary import ContactReader
from hervest.journey.models import Case, ContactMessage, Task
from hervest.journey.plan_queries import case_facts, facts_shown, milestones_of_facts
from hervest.journey.queries import CaseRef, case_for, case_row, may
from hervest.journey.schedule_rules import (
    NOTHING_SAID,
    Expected,
    Plan,
    Said,
    WorkDay,
    expected,
    has_messages,
    state_of,
    was_linked_elsewhere,
    work_named,
)
from hervest.journey.schedule_vocabulary import MessageParty, MessageState
from hervest.journey.staffing_queries import handing_over, my_teams
from hervest.journey.task_rules import CaseFacts
from hervest.journey.template_defaults import contact_schedule
from hervest.journey.told_queries import visible_tasks
from hervest.journey.vocabulary import MilestoneCode, Phase, TaskState
from hervest.journey.workflow_queries import template_of


@dataclass(frozen=True, slots=True)
class Message:
    """A message about a household, its title and document in the language of now.

    `ref`: how addresses name it. `phase`: None for an added one. `task`: the task it belongs to. `waits_for`: without a
    day, the milestone that it is counted from. `is_over`: its time is over.
    """

    ref: str
    title: str
    sender: MessageParty
    receiver: MessageParty
    due_on: date | None
    document: str = ""
    phase: Phase | None = None
    waits_for: MilestoneCode | None = None
    task: int | None = None
    is_over: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A message with what is recorded of it; `n_changed` 0: nothing yet. `stored`: its row, for this room's actions."""

    message: Message
    said: Said = NOTHING_SAID
    n_changed: int = 0
    by: str = ""
    at: datetime | None = None
    stored: ContactMessage | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message as the schedule shows it. `sees_task`: whether the reader may see the task it belongs to.

    `by`, `at`: who recorded it last, and when; of an added one of which nothing is recorded, who added it.
    """

    message: Message
    said: Said
    state: MessageState
    sees_task: bool
    n_changed: int
    by: str
    at: datetime | None

    @property
    def is_added(self) -> bool:
        """Whether somebody added it to this case."""
        return self.message.phase is None

    @property
    def is_blank(self) -> bool:
        """Whether nothing is recorded of it now."""
        return self.said == NOTHING_SAID

    @property
    def is_open(self) -> bool:
        """Whether something has to become of it yet."""
        return self.state in {MessageState.EXPECTED, MessageState.LATE}


@dataclass(frozen=True, slots=True)
class MessageGroup:
    """The messages of one phase by day; without a phase, those that were added."""

    phase: Phase | None
    rows: tuple[MessageRow, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """All messages of a case, what was added first and then by phase, and how they stand.

    `side`: as whom the reader sends and receives.
    """

    case: CaseRef
    groups: tuple[MessageGroup, ...]
    n_rows: int
    n_open: int
    n_late: int
    side: MessageParty
    may_record: bool
    readers: tuple[str, ...]


def readers(actor: Actor, case: CaseRef, *, today: date) -> tuple[str, ...]:
    """Who reads the schedule today, by name: who works on the case and has a contact log, and who hands it over."""
    found = audience(actor, case, today=today)
    return (*found.team, *found.others.get(ContactReader.COA, ()))


def reads_schedule(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a contact schedule for the actor: for offering its page."""
    if not may(actor, code, Permission.CONTACT_LOG, today=today):
        return False
    return _has_part(actor, case_for(actor, code, Permission.CONTACT_LOG, today=today), today)


def schedule(actor: Actor, code: str, *, today: date, open_only: bool = False) -> Schedule:
    """The contact schedule of a case, or what of it is still expected; the numbers are of all of it.

    Raises: NotFound for whoever neither works on the case nor hands it over.
    """
    case = schedule_case(actor, code, today=today)
    rows = _rows(actor, case, today)
    shown = [row for row in rows if row.is_open or not open_only]
    phases = dict.fromkeys((None, *(row.message.phase for row in shown)))
    groups = (MessageGroup(phase, _by_day(row for row in shown if row.message.phase is phase)) for phase in phases)
    return Schedule(
        case=case,
        groups=tuple(group for group in groups if group.rows),
        readers=readers(actor, case, today=today),
        n_rows=len(rows),
        n_open=sum(row.is_open for row in rows),
        n_late=sum(row.state is MessageState.LATE for row in rows),
        side=MessageParty.MUNICIPALITY if case.is_inner else MessageParty.COA,
        may_record=case.closed_on is None,
    )


def n_late_messages(actor: Actor, code: str, *, today: date) -> int:
    """How many messages of an open case are late, for whoever has a part in its schedule; 0 for everybody else."""
    if not reads_schedule(actor, code, today=today):
        return 0
    row = case_row(actor, code, today=today)
    found = () if row.closed_on else messages_of(row, facts_shown(actor, code, today=today), today=today)
    return sum(_state(one, today) is MessageState.LATE for one in found)


def message(actor: Actor, code: str, ref: str, *, today: date) -> MessageRow:
    """One message of the schedule. Raises: NotFound."""
    rows = _rows(actor, schedule_case(actor, code, today=today), today)
    found = next((row for row in rows if row.message.ref == ref), None)
    if found is None:
        raise NotFound("no_such_message")
    return found


def schedule_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case, for whoever has a part in its contact schedule. Raises: NotFound."""
    case = case_for(actor, code, Permission.CONTACT_LOG, today=today)
    if not _has_part(actor, case, today):
        raise NotFound("no_such_case", case=code)
    return case


def schedule_to_change(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The same, where something can be recorded. Raises: NotFound; Conflict if the case is closed."""
    case = schedule_case(actor, code, today=today)
    if case.closed_on is not None:
        raise Conflict("case_is_closed", case=code)
    return case


def messages_of(row: Case, facts: CaseFacts, *, today: date) -> tuple[Recorded, ...]:
    """Every message of the case in the order of the table, then those that were added, whoever asks. 2 queries."""
    recorded = list(ContactMessage.rows.filter(case=row).select_related("changed_by").order_by("pk"))
    by_key = {stored.key: stored for stored in recorded if stored.key}
    said = {key for key, stored in by_key.items() if _said(stored) != NOTHING_SAID}
    found = expected(contact_schedule(), _plan(row, facts, today), said)
    return (
        *(_recorded(_expected_message(one), by_key.get(one.spec.key)) for one in found),
        *(_recorded(_added_message(row, stored), stored) for stored in recorded if not stored.key),
    )


def recorded_message(row: Case, ref: str, *, today: date) -> Recorded:
    """A message of the case, whoever asks: for deciding, never for showing. Raises: NotFound."""
    found = messages_of(row, case_facts(row, today=today), today=today)
    for one in found:
        if one.message.ref == ref:
            return one
    raise NotFound("no_such_message")


def _has_part(actor: Actor, case: CaseRef, today: date) -> bool:
    """The schedule is between who works on the case and COA: a group and a household have no part in it."""
    has_one = has_messages(contact_schedule(), case.route)
    is_theirs = case.is_inner or Relation.HANDOVER in my_teams(actor, today).at(case.id).relations
    return has_one and is_theirs and Tier.P1 in case.tiers


def _rows(actor: Actor, case: CaseRef, today: date) -> tuple[MessageRow, ...]:
    row, facts = case_row(actor, case.code, today=today), facts_shown(actor, case.code, today=today)
    tasks = visible_tasks(actor, today).filter(case_id=case.id, template__in=work_named(contact_schedule()))
    seen = frozenset(tasks.values_list("pk", flat=True))
    actor.reads.read_at(case.code, Shown.CONTACTS, Tier.P1)
    return tuple(
        MessageRow(
            message=found.message,
            said=found.said,
            state=_state(found, today),
            sees_task=found.message.task in seen,
            n_changed=found.n_changed,
            by=found.by,
            at=found.at,
        )
        for found in messages_of(row, facts, today=today)
    )


def _state(found: Recorded, today: date) -> MessageState:
    return state_of(found.said, found.message.due_on, today=today, is_over=found.message.is_over)


def _by_day(rows: Iterable[MessageRow]) -> tuple[MessageRow, ...]:
    return tuple(sorted(rows, key=lambda row: row.message.due_on or date.max))


def _plan(row: Case, facts: CaseFacts, today: date) -> Plan:
    """What the days hang on: the milestones, and the work of messages with its days."""
    work: dict[str, list[WorkDay]] = {}
    for task in Task.rows.filter(case=row, template__in=work_named(contact_schedule()), earlier_group=0).order_by("pk"):
        work.setdefault(task.template, []).append(WorkDay(task.pk, TaskState(task.state), task.due_on))
    rows = template_of(row).rows_for(facts.kind, facts.route)
    days = milestones_of_facts(facts, today=today)
    is_coas = handing_over(row, today) and not was_linked_elsewhere(days, was_taken_over=row.taken_over_on is not None)
    return Plan(
        route=facts.route,
        days=days,
        is_ended=row.closed_on is not None or not is_coas,
        work=work,
        rows=rows.by_id,
    )


def _said(stored: ContactMessage) -> Said:
    return Said(stored.sent_on, stored.received_on, stored.is_needless, stored.attachment, stored.note)


def _recorded(what: Message, stored: ContactMessage | None) -> Recorded:
    if stored is None:
        return Recorded(what)
    return Recorded(what, _said(stored), stored.n_changed, stored.changed_by.name, stored.changed_at, stored)


def _expected_message(found: Expected) -> Message:
    spec = found.spec
    return Message(
        ref=spec.key,
        title=in_language(spec.title_nl, spec.title_en),
        sender=spec.sender,
        receiver=spec.receiver,
        due_on=found.due_on,
        document=in_language(spec.document_nl, spec.document_en),
        phase=spec.phase,
        waits_for=found.waits_for,
        task=found.task,
        is_over=found.is_over,
        source=spec.source,
    )


def _added_message(row: Case, stored: ContactMessage) -> Message:
    return Message(
        ref=str(stored.pk),
        title=stored.title,
        sender=MessageParty(stored.sender),
        receiver=MessageParty(stored.receiver),
        due_on=stored.due_on,
        is_over=row.closed_on is not None,
    )
