"""The template of tasks: its rows as frozen values, and the reader that refuses a row that breaks the rules."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import Route, Tier
from hervest.deadlines.errors import UnreadableOffset
from hervest.deadlines.period import Offset
from hervest.deadlines.register import TermRegister
from hervest.journey.first_day_rules import AS_EVERYBODY, Beginnings, read_beginnings, unknown_rows
from hervest.journey.vocabulary import (
    MAY_LOG_IN,
    NEVER_LOGS_IN,
    Asks,
    Audience,
    CaseKind,
    DeadlineKind,
    DoerRole,
    MilestoneCode,
    Per,
    Phase,
    TraitCode,
    WhyGone,
)

Word = TypeVar("Word", bound=StrEnum)
Row = Mapping[str, str]

_TOO_MANY = "too many cells"
BOUND_KINDS = frozenset({DeadlineKind.LEGAL, DeadlineKind.HARD})
"""Kinds whose date comes from a term of the register and is never pulled forward or made later."""

WHY_ENDED: Mapping[MilestoneCode, WhyGone] = MappingProxyType({MilestoneCode.SPONSOR_ENDED: WhyGone.GROUP_ENDED})
"""The milestones that end a task, and what is then said of it."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """When a task comes back: at each of `at` (the first is the row's own due offset), then `every` `until`."""

    at: tuple[Offset, ...]
    every: Offset | None = None
    until: MilestoneCode | None = None


@dataclass(frozen=True, slots=True)
class OwnMark:
    """Which version of a municipality's own way of working decided something: whose, which number, since which day."""

    by: str
    number: int
    on: date


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """One row of the template. Source: workflow.md, section 1.

    A row without a source cannot be built, nor a legal or hard one without a term. `note_nl`, `note_en`: what a
    municipality explains to it. `limit_offset`: a municipality's shorter term, beside the register's: as
    far from the milestone, or so much before the term's own last day where the register has no distance. `own`: the
    municipality's version that decided its offsets, if one did. `beginnings`: what it does for who came later.
    `ended_by`: the household's milestone from which on it has lost its sense, if there is one. `is_of_a_day`: it makes
    sense on the day it starts and not before.
    """

    id: str
    phase: Phase
    title_nl: str
    title_en: str
    case_kind: CaseKind
    routes: frozenset[Route]
    per: Per
    doer: DoerRole
    recorded_by: DoerRole | None
    audience: Audience
    tier: Tier
    anchor: MilestoneCode
    start_offset: Offset
    due_offset: Offset
    kind: DeadlineKind
    term: str | None
    condition: TraitCode
    depends_on: tuple[str, ...]
    repeat: Repeat | None
    source: str
    note_nl: str = ""
    note_en: str = ""
    limit_offset: Offset | None = None
    own: OwnMark | None = None
    beginnings: Beginnings = AS_EVERYBODY
    ended_by: MilestoneCode | None = None
    is_of_a_day: bool = False

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise RuleBroken("template_without_source", row=self.id)
        if self.kind in BOUND_KINDS and self.term is None:
            raise RuleBroken("template_without_term", row=self.id)
        if self.doer in MAY_LOG_IN | NEVER_LOGS_IN and self.recorded_by is None:
            raise RuleBroken("template_without_recorder", row=self.id, value=self.doer)
        if self.repeat is not None and self.repeat.at[0] != self.due_offset:
            raise RuleBroken("template_repeat_starts_elsewhere", row=self.id)


@dataclass(frozen=True, slots=True)
class MilestoneRule:
    """On which day a milestone is expected until it is recorded. Source: workflow.md, section 3.

    `routes` empty: whatever the route, also for a case without one. Exactly one of `offset` and `term` is set;
    without `counts_from` the term is a day that holds for everybody. `takes_later`: a recorded plan counts only if
    it is later than the expected day. `begins`: a trait before which nobody has this milestone; who comes under it
    later than the household's day is expected to have it that much after their own first day. `until`: once one of
    these happened it is expected no more; it waits until somebody plans or records it.
    """

    milestone: MilestoneCode
    routes: frozenset[Route]
    counts_from: MilestoneCode | None
    offset: Offset | None
    term: str | None
    takes_later: bool
    source: str
    begins: TraitCode | None = None
    until: tuple[MilestoneCode, ...] = ()


@dataclass(frozen=True, slots=True)
class PostedMilestone:
    """Finishing a task of this row asks for the date of `milestone`."""

    task: str
    milestone: MilestoneCode
    asks: Asks


@dataclass(frozen=True, slots=True)
class CaseTemplate:
    """The rows that hold for one kind of case and one route, with their order worked out once.

    `last_first`: every row after all the rows that wait for it. `milestones`: the rules of that route.
    """

    specs: tuple[TaskSpec, ...]
    by_id: Mapping[str, TaskSpec]
    last_first: tuple[TaskSpec, ...]
    milestones: tuple[MilestoneRule, ...]

    def advice_for(self, spec: TaskSpec) -> tuple[str, ...]:
        """The rows that come first but belong to another case or route: shown, never a block."""
        return tuple(task for task in spec.depends_on if task not in self.by_id)


class Template:
    """A version of the template, ready to plan with: read once, used for every case."""

    def __init__(
        self,
        version: str,
        specs: Iterable[TaskSpec],
        milestones: Iterable[MilestoneRule] = (),
        posted: Iterable[PostedMilestone] = (),
        off: Iterable[TaskSpec] = (),
    ) -> None:
        """Index the rows; those that are `off` are known by name and never planned.

        Raises: RuleBroken if ids repeat, are unknown, or wait for each other in a circle.
        """
        self.version = version
        self.specs = tuple(specs)
        self.off = tuple(off)
        self.by_id = {spec.id: spec for spec in self.specs}
        self.known = self.by_id | {spec.id: spec for spec in self.off}
        self.milestones = tuple(milestones)
        self.posted = tuple(posted)
        self._posted: dict[str, list[PostedMilestone]] = {}
        for post in self.posted:
            self._posted.setdefault(post.task, []).append(post)
        _check_ids(self.specs, self.known, self._posted)
        self._rank = _ranks(self.specs)
        self._cases: dict[tuple[CaseKind, Route | None], CaseTemplate] = {}

    def rows_for(self, kind: CaseKind, route: Route | None) -> CaseTemplate:
        """The rows of a case of this kind; a household's rows are those of its route."""
        found = self._cases.get((kind, route))
        if found is None:
            found = self._cases[kind, route] = self._case(kind, route)
        return found

    def posted_by(self, task: str) -> tuple[PostedMilestone, ...]:
        """The milestones whose date is asked when a task of this row is finished."""
        return tuple(self._posted.get(task, ()))

    def _case(self, kind: CaseKind, route: Route | None) -> CaseTemplate:
        specs = tuple(spec for spec in self.specs if spec.case_kind is kind and (route is None or route in spec.routes))
        return CaseTemplate(
            specs=specs,
            by_id={spec.id: spec for spec in specs},
            last_first=tuple(sorted(specs, key=lambda spec: -self._rank[spec.id])),
            milestones=tuple(rule for rule in self.milestones if not rule.routes or route in rule.routes),
        )


def read_specs(text: str, terms: TermRegister) -> tuple[TaskSpec, ...]:
    """The rows of a template in CSV with the columns of workflow.md, section 1.

    Raises: RuleBroken naming the row, the column and the value of the first thing that is not right.
    """
    specs = tuple(_spec(row) for row in _rows(text))
    for spec in specs:
        if spec.term is None:
            continue
        if spec.term not in terms:
            raise RuleBroken("template_unknown_value", row=spec.id, column="term", value=spec.term)
        _word(MilestoneCode, {"term": terms.anchor_for(spec.term, spec.anchor)}, "term", spec.id)
    return specs


def with_beginnings(specs: Iterable[TaskSpec], text: str) -> tuple[TaskSpec, ...]:
    """The rows, each with what the table of late starts says of it. Raises: RuleBroken if it names another row."""
    rows, found = tuple(specs), read_beginnings(text)
    if unknown := unknown_rows(found, (spec.id for spec in rows)):
        raise RuleBroken("template_unknown_value", row=min(unknown), column="task", value=min(unknown))
    return tuple(replace(spec, beginnings=found.get(spec.id, spec.beginnings)) for spec in rows)


def with_endings(specs: Iterable[TaskSpec], text: str) -> tuple[TaskSpec, ...]:
    """The rows, each with the milestone that ends it. Raises: RuleBroken for another row or word, or no source."""
    rows, found = tuple(specs), dict[str, MilestoneCode]()
    for row in _rows(text):
        name, ends = row["task"], _word(MilestoneCode, row, "ended_by", row["task"])
        if not row["source"] or name in found:
            raise RuleBroken("template_without_source", row=name)
        if ends not in WHY_ENDED:
            raise RuleBroken("template_unknown_value", row=name, column="ended_by", value=ends)
        found[name] = ends
    if unknown := unknown_rows(found, (spec.id for spec in rows)):
        raise RuleBroken("template_unknown_value", row=min(unknown), column="task", value=min(unknown))
    return tuple(replace(spec, ended_by=found.get(spec.id, spec.ended_by)) for spec in rows)


def with_own_days(specs: Iterable[TaskSpec], text: str) -> tuple[TaskSpec, ...]:
    """The rows, of which those named belong to a day. Raises: RuleBroken for another row, or no source."""
    rows, found = tuple(specs), list(_rows(text))
    if unsaid := [row["task"] for row in found if not row["source"]]:
        raise RuleBroken("template_without_source", row=unsaid[0])
    named = {row["task"] for row in found}
    if unknown := unknown_rows(named, (spec.id for spec in rows)):
        raise RuleBroken("template_unknown_value", row=min(unknown), column="task", value=min(unknown))
    return tuple(replace(spec, is_of_a_day=spec.id in named) for spec in rows)


def read_milestone_rules(text: str, terms: TermRegister) -> tuple[MilestoneRule, ...]:
    """The rules of expected milestones in CSV, each after the rule it counts from.

    Raises: RuleBroken naming the milestone and what is not right.
    """
    rules = tuple(_milestone_rule(row) for row in _rows(text))
    seen: set[MilestoneCode] = set()
    for rule in rules:
        later = {other.milestone for other in rules} - seen
        if not rule.source or (rule.offset is None) == (rule.term is None) or rule.counts_from in later:
            raise RuleBroken("milestone_rule_unreadable", row=rule.milestone)
        if rule.term is not None and rule.term not in terms:
            raise RuleBroken("template_unknown_value", row=rule.milestone, column="term", value=rule.term)
        seen.add(rule.milestone)
    return rules


def read_posted_milestones(text: str) -> tuple[PostedMilestone, ...]:
    """Which rows ask for the date of a milestone when finished, in CSV. Raises: RuleBroken on an unknown word."""
    return tuple(
        PostedMilestone(
            task=row["task"],
            milestone=_word(MilestoneCode, row, "milestone", row["task"]),
            asks=_word(Asks, row, "asks", row["task"]),
        )
        for row in _rows(text)
    )


def _check_ids(
    specs: tuple[TaskSpec, ...], by_id: Mapping[str, TaskSpec], posted: Mapping[str, list[PostedMilestone]]
) -> None:
    if twice := {spec.id for spec in specs if by_id[spec.id] is not spec}:
        raise RuleBroken("template_row_twice", rows=sorted(twice))
    for spec in specs:
        for task in spec.depends_on:
            if task not in by_id:
                raise RuleBroken("template_unknown_value", row=spec.id, column="depends_on", value=task)
    for task in posted:
        if task not in by_id:
            raise RuleBroken("template_unknown_value", row=task, column="task", value=task)


def _ranks(specs: tuple[TaskSpec, ...]) -> dict[str, int]:
    """How many steps at most come before each row."""
    ranks: dict[str, int] = {}
    waiting = list(specs)
    while waiting:
        ready = [spec for spec in waiting if all(task in ranks for task in spec.depends_on)]
        if not ready:
            raise RuleBroken("template_circle", rows=[spec.id for spec in waiting])
        found = {spec.id: 1 + max((ranks[task] for task in spec.depends_on), default=0) for spec in ready}
        ranks |= found
        waiting = [spec for spec in waiting if spec.id not in found]
    return ranks


def _rows(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text), restkey=_TOO_MANY, restval=""))
    for row in rows:
        if _TOO_MANY in row:
            raise RuleBroken("template_row_too_long", row=next(iter(row.values())))
    return [{name: value.strip() for name, value in row.items()} for row in rows]


def _spec(row: Row) -> TaskSpec:
    name = row.get("id", "")
    try:
        due = _offset(row, "due_offset", name)
        return TaskSpec(
            id=name,
            phase=_word(Phase, row, "phase", name),
            title_nl=row["title_nl"],
            title_en=row["title_en"],
            case_kind=_word(CaseKind, row, "case_kind", name),
            routes=_routes(row, name),
            per=_word(Per, row, "per", name),
            doer=_word(DoerRole, row, "doer", name),
            recorded_by=_word(DoerRole, row, "recorded_by", name) if row["recorded_by"] else None,
            audience=_word(Audience, row, "audience", name),
            tier=_word(Tier, row, "tier", name),
            anchor=_word(MilestoneCode, row, "anchor", name),
            start_offset=_offset(row, "start_offset", name),
            due_offset=due,
            kind=_word(DeadlineKind, row, "deadline_kind", name),
            term=row["term"] or None,
            condition=_word(TraitCode, row, "condition", name),
            depends_on=tuple(task.strip() for task in row["depends_on"].split(",") if task.strip()),
            repeat=_repeat(row["repeat_at"], due, name),
            source=row["source"],
        )
    except KeyError as missing:
        raise RuleBroken("template_column_missing", row=name, column=str(missing.args[0])) from missing


def _milestone_rule(row: Row) -> MilestoneRule:
    name = row["milestone"]
    return MilestoneRule(
        milestone=_word(MilestoneCode, row, "milestone", name),
        routes=_routes(row, name) if row["routes"] else frozenset(),
        counts_from=_word(MilestoneCode, row, "counts_from", name) if row["counts_from"] else None,
        offset=_offset(row, "offset", name) if row["offset"] else None,
        term=row["term"] or None,
        takes_later=row["recorded_plan"] == "later",
        source=row["source"],
        begins=_word(TraitCode, row, "begins", name) if row.get("begins") else None,
        until=_milestones(row, "until", name) if row.get("until") else (),
    )


def _word(words: type[Word], row: Row, column: str, name: str) -> Word:
    try:
        return words(row[column])
    except ValueError as unknown:
        raise RuleBroken("template_unknown_value", row=name, column=column, value=row[column]) from unknown


def _milestones(row: Row, column: str, name: str) -> tuple[MilestoneCode, ...]:
    return tuple(_word(MilestoneCode, {column: code}, column, name) for code in row[column].split(";"))


def _routes(row: Row, name: str) -> frozenset[Route]:
    return frozenset(_word(Route, {"routes": route}, "routes", name) for route in row["routes"].split(";"))


def _offset(row: Row, column: str, name: str) -> Offset:
    try:
        return Offset.parse(row[column])
    except UnreadableOffset as unreadable:
        raise RuleBroken("template_unknown_value", row=name, column=column, value=row[column]) from unreadable


def _repeat(written: str, due: Offset, name: str) -> Repeat | None:
    """`3m;6m;9m`, `every 1w until M`, or a list that ends in `;then every 1m until M`."""
    if not written:
        return None
    *listed, last = (part.strip() for part in written.split(";"))
    words = last.removeprefix("then ").split()
    if words[:1] != ["every"]:
        return Repeat(tuple(_offset({"repeat_at": part}, "repeat_at", name) for part in (*listed, last)))
    match words:
        case ["every", length, "until", milestone]:
            every = _offset({"repeat_at": length}, "repeat_at", name)
            until = _word(MilestoneCode, {"repeat_at": milestone}, "repeat_at", name)
        case _:
            raise RuleBroken("template_unknown_value", row=name, column="repeat_at", value=written)
    if every.count < 1:
        raise RuleBroken("template_unknown_value", row=name, column="repeat_at", value=written)
    at = tuple(_offset({"repeat_at": part}, "repeat_at", name) for part in listed) or (due,)
    return Repeat(at, every, until)
