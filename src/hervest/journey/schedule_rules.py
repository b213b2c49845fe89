"""Which messages are expected from link to arrival, by which day, and what became of each. Source: needs.md, B13."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hervest.core.vocabulary import Route
from hervest.deadlines.period import Offset
from hervest.journey.first_day_rules import unknown_rows
from hervest.journey.milestone_rules import Milestones, Refusal
from hervest.journey.schedule_vocabulary import MessageParty, MessageState
from hervest.journey.template import TaskSpec
from hervest.journey.vocabulary import MilestoneCode, Phase, TaskState


@dataclass(frozen=True, slots=True)
class MessageSpec:
    """A message that every household of these routes is expected to bring about, and what goes along with it.

    Its day is that of the work that it belongs to, `task`, or so far from a milestone: exactly one of the two.
    `over_with`: the work that shows, once it is done, that the message came through.
    """

    key: str
    phase: Phase
    sender: MessageParty
    receiver: MessageParty
    title_nl: str
    title_en: str
    document_nl: str
    document_en: str
    routes: frozenset[Route]
    task: str
    anchor: MilestoneCode | None
    offset: Offset | None
    over_with: str
    source: str

    def __post_init__(self) -> None:
        if not self.source or bool(self.task) == bool(self.anchor) or (self.anchor is None) != (self.offset is None):
            raise ValueError(self.key)


@dataclass(frozen=True, slots=True)
class Said:
    """What is recorded of a message. `is_needless`: it is expected no more, and `note` says why."""

    sent_on: date | None = None
    received_on: date | None = None
    is_needless: bool = False
    attachment: str = ""
    note: str = ""


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class WorkDay:
    """A task of the plan to which a message belongs: its number, state and day."""

    task: int
    state: TaskState
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Expected:
    """By which day a message is expected here; without a day, the milestone it waits for. `task`: its work here.

    `is_over`: its work is done, the household has arrived or the schedule ended: whether it went out is for the record.
    """

    spec: MessageSpec
    due_on: date | None
    waits_for: MilestoneCode | None
    task: int | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the days of messages hang on in one case: its route, its milestones, and its work by row of the template.

    `is_ended`: nobody tells anybody anything here any more.
    """

    route: Route | None
    days: Milestones
    is_ended: bool = False
    work: Mapping[str, Sequence[WorkDay]] = field(default_factory=dict)
    rows: Mapping[str, TaskSpec] = field(default_factory=dict)


def read_schedule(text: str, rows: Mapping[str, TaskSpec]) -> tuple[MessageSpec, ...]:
    """The table in CSV, in its order.

    Raises: ValueError for a key that stands there twice, a row of the template that is none, words that are none, no
    source, and a message with two days or none.
    """
    found: dict[str, MessageSpec] = {}
    for row in csv.DictReader(io.StringIO(text)):
        named = {row["task"], row["over_with"]} - {""}
        if row["key"] in found or unknown_rows(named, rows):
            raise ValueError(row["key"])
        found[row["key"]] = MessageSpec(
            key=row["key"],
            phase=Phase(row["phase"]),
            sender=MessageParty(row["sender"]),
            receiver=MessageParty(row["receiver"]),
            title_nl=row["title_nl"],
            title_en=row["title_en"],
            document_nl=row["document_nl"],
            document_en=row["document_en"],
            routes=frozenset(Route(route) for route in row["routes"].split(";")),
            task=row["task"],
            anchor=MilestoneCode(row["anchor"]) if row["anchor"] else None,
            offset=Offset.parse(row["offset"]) if row["offset"] else None,
            over_with=row["over_with"],
            source=row["source"],
        )
    return tuple(found.values())


def has_messages(specs: Iterable[MessageSpec], route: str | None) -> bool:
    """Whether messages are expected about a household of this route at all."""
    return any(route in spec.routes for spec in specs)


def expected(specs: Iterable[MessageSpec], plan: Plan, said: Iterable[str]) -> tuple[Expected, ...]:
    """The messages of this case in the order of the table: those of its route whose work the plan asks for.

    One of which something was `said` stays, also where the plan does not ask for it any more.
    """
    known = frozenset(said)
    return tuple(
        _expected(spec, plan)
        for spec in specs
        if spec.key in known or (plan.route in spec.routes and (not spec.task or _asked(plan, spec.task)))
    )


def state_of(said: Said, due_on: date | None, *, today: date, is_over: bool = False) -> MessageState:
    """What became of a message: received beats sent, and only what is neither, and whose time is not over, is late."""
    if said.is_needless:
        return MessageState.NEEDLESS
    if said.received_on is not None:
        return MessageState.RECEIVED
    if said.sent_on is not None:
        return MessageState.SENT
    if is_over:
        return MessageState.UNRECORDED
    return MessageState.LATE if due_on is not None and due_on < today else MessageState.EXPECTED


def message_refusal(said: Said, *, today: date) -> Refusal | None:
    """The first thing for which this cannot be recorded, with the field to mend; None if it can."""
    sent, received = said.sent_on, said.received_on
    is_known = sent is not None or received is not None
    is_backwards = sent is not None and received is not None and received < sent
    wrong = (
        (sent is not None and sent > today, Refusal("message_sent_in_the_future", {"field": "sent_on"})),
        (
            received is not None and received > today,
            Refusal("message_received_in_the_future", {"field": "received_on"}),
        ),
        (is_backwards, Refusal("message_received_before", {"field": "received_on"})),
        (said.is_needless and is_known, Refusal("message_needless_and_sent", {"field": "is_needless"})),
        (said.is_needless and not said.note.strip(), Refusal("message_needless_without_reason", {"field": "note"})),
    )
    return next((refusal for is_wrong, refusal in wrong if is_wrong), None)


def work_named(specs: Iterable[MessageSpec]) -> frozenset[str]:
    """The rows of the template on which the days of messages, and their end, hang."""
    return frozenset({spec.task for spec in specs} | {spec.over_with for spec in specs}) - {""}


def _asked(plan: Plan, task: str) -> tuple[WorkDay, ...]:
    """The work of this row that the plan asks for, or that was done."""
    return tuple(work for work in plan.work.get(task, ()) if work.state is not TaskState.NOT_NEEDED)


def _is_done(plan: Plan, task: str) -> bool:
    asked = _asked(plan, task)
    return bool(asked) and all(work.state is TaskState.DONE for work in asked)


def _expected(spec: MessageSpec, plan: Plan) -> Expected:
    is_past = spec.phase is not Phase.ARRIVAL and _has_arrived(plan.days)
    is_over = plan.is_ended or is_past or _is_done(plan, spec.over_with)
    if spec.anchor is not None and spec.offset is not None:
        day = plan.days.at(spec.anchor)
        on = spec.offset.after(day.on) if day else None
        return Expected(spec, on, None if day else spec.anchor, is_over=is_over)
    asked = _asked(plan, spec.task)
    still = [work for work in asked if work.state is not TaskState.DONE]
    dated = sorted((work.due_on, work.task) for work in still or asked if work.due_on is not None)
    on, task = dated[0] if dated else (None, min((work.task for work in still or asked), default=None))
    anchor = plan.rows[spec.task].anchor if asked and on is None and spec.task in plan.rows else None
    return Expected(spec, on, anchor, task, is_over=is_over or not still)


def was_linked_elsewhere(days: Milestones, *, was_taken_over: bool) -> bool:
    """Whether the household was in the country when another municipality gave it over: COA links nobody anew then."""
    landed = days.at(MilestoneCode.LANDED)
    return was_taken_over and landed is not None and landed.is_actual


def _has_arrived(days: Milestones) -> bool:
    arrived = days.at(MilestoneCode.ARRIVED)
    return arrived is not None and arrived.is_actual
