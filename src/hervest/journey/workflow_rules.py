"""A municipality's own way of working: what it changed of the packaged template, and what it may not change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from hervest.core.vocabulary import Route, Tier
from hervest.deadlines.period import Offset, Unit
from hervest.deadlines.register import TermRegister
from hervest.deadlines.term import Term
from hervest.journey.access_rules import FINANCE_MILESTONES, SENSITIVE_MILESTONES
from hervest.journey.milestone_rules import Refusal
from hervest.journey.template import BOUND_KINDS, OwnMark, TaskSpec, Template
from hervest.journey.vocabulary import (
    MAY_LOG_IN,
    NEVER_LOGS_IN,
    Audience,
    CaseKind,
    DeadlineKind,
    DoerRole,
    MilestoneCode,
    OffsetSide,
    Per,
    Phase,
    TraitCode,
)

OWN = "M-"
"""How the key of a municipality's own task begins; no row of the package has a hyphen."""

OWN_SOURCE = "MUNI"
"""The source of a municipality's own task: its name stands in the data."""

ANCHORS = tuple(
    code
    for code in MilestoneCode
    if code
    not in {
        MilestoneCode.DECIDED,
        MilestoneCode.GROUP_APPLIED,
        MilestoneCode.GROUP_READY,
        MilestoneCode.CASE_CLOSED,
        *SENSITIVE_MILESTONES,
        *FINANCE_MILESTONES,
    }
)
"""From which milestones an own task may count: those of a household whose day the whole team may know."""

ON_ITS_LAST_DAY = Offset(0, Unit.DAY)

OWN_KINDS = (DeadlineKind.NORM, DeadlineKind.SOFT)
"""A municipality makes no law: its own tasks are agreed or advised."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a municipality changed of one row; empty or None: as the package has it. `reason`: why it is off."""

    start: Offset | None = None
    due: Offset | None = None
    is_off: bool = False
    reason: str = ""
    title_nl: str = ""
    title_en: str = ""
    note_nl: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task that the municipality added for its households, once for each of them."""

    title_nl: str
    title_en: str
    phase: Phase
    anchor: MilestoneCode
    start: Offset
    due: Offset
    doer: DoerRole
    audience: Audience
    kind: DeadlineKind
    is_off: bool = False
    reason: str = ""
    note_nl: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages."""

    nl: str
    en: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """All that a municipality changed, by the key of the row, the own task, the term and the text."""

    rows: Mapping[str, RowChange] = field(default_factory=dict)
    own: Mapping[str, OwnTask] = field(default_factory=dict)
    terms: Mapping[str, Offset] = field(default_factory=dict)
    texts: Mapping[str, Words] = field(default_factory=dict)


Part = RowChange | OwnTask | Offset | Words
"""One thing that can be changed on its own."""

PARTS = tuple(part.name for part in fields(Workflow))
_LOCKED = ("phase", "anchor", "doer", "audience", "kind")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that stands otherwise in another version: in which part, under which key, before and after."""

    part: str
    key: str
    was: Part | None
    becomes: Part | None


def with_part(workflow: Workflow, part: str, key: str, value: Part | None) -> Workflow:
    """The same with `value` under `key`; None: as the package has it again."""
    held = {name: found for name, found in getattr(workflow, part).items() if name != key}
    return replace(workflow, **{part: held if value is None else held | {key: value}})


def differences(before: Workflow, after: Workflow) -> tuple[Difference, ...]:
    """What stands otherwise in `after`, in the order of its parts and keys."""
    found = []
    for part in PARTS:
        was, becomes = getattr(before, part), getattr(after, part)
        found += [
            Difference(part, key, was.get(key), becomes.get(key))
            for key in sorted({*was, *becomes})
            if was.get(key) != becomes.get(key)
        ]
    return tuple(found)


def applied(package: Template, workflow: Workflow, mark: OwnMark) -> Template:
    """The template that the municipality works by.

    It can always be made, whatever the package became since: what no longer exists there is passed over, and of a
    legal or hard row no date is ever later than the package's. Source: workflow.md, section 6.3.
    """
    changed = [_changed(spec, workflow, mark) for spec in package.specs]
    changed += [_own_spec(key, task, mark) for key, task in workflow.own.items()]
    parted: dict[bool, list[TaskSpec]] = {True: [], False: []}
    for spec in changed:
        parted[_is_off(spec, workflow)].append(spec)
    away = {spec.id for spec in parted[True]}
    kept = [replace(spec, depends_on=tuple(t for t in spec.depends_on if t not in away)) for spec in parted[False]]
    return Template(f"{package.version}+{mark.number}", kept, package.milestones, package.posted, off=parted[True])


def row_refusal(spec: TaskSpec, change: RowChange) -> Refusal | None:
    """Why a row of the package may not be changed so. Source: workflow.md, section 6.3."""
    due, start = change.due or spec.due_offset, change.start or spec.start_offset
    if spec.kind in BOUND_KINDS and change.is_off:
        return Refusal("row_cannot_be_off", {"field": "is_off", "kind": spec.kind})
    if spec.kind in BOUND_KINDS and not due.is_never_after(spec.due_offset):
        return Refusal("row_only_sooner", {"field": "due", "kind": spec.kind, **_latest(spec.due_offset, spec.anchor)})
    if change.due is not None and change.due != spec.due_offset and has_list(spec):
        return Refusal("row_returns_on_listed_days", {"field": "due"})
    return _refusal_of_both(change, start, due)


def tidied(spec: TaskSpec, change: RowChange) -> RowChange | None:
    """The change without what stands in the package already; None if nothing is left of it."""
    found = replace(
        change,
        start=None if change.start == spec.start_offset else change.start,
        due=None if change.due == spec.due_offset else change.due,
        reason=change.reason.strip() if change.is_off else "",
    )
    if (found.title_nl, found.title_en) == (spec.title_nl, spec.title_en):
        found = replace(found, title_nl="", title_en="")
    return None if found == RowChange() else found


def own_refusal(task: OwnTask, published: OwnTask | None) -> Refusal | None:
    """Why an own task may not be so; of one that was `published` only words, days and being off may change."""
    if task.kind not in OWN_KINDS or task.anchor not in ANCHORS:
        return Refusal("own_task_not_so", {})
    if published is not None and any(getattr(task, name) != getattr(published, name) for name in _LOCKED):
        return Refusal("own_task_is_published", {})
    return _refusal_of_both(task, task.start, task.due)


def term_refusal(term: Term, length: Offset) -> Refusal | None:
    """Why a term may not be this long. Source: workflow.md, section 6.3: only to an earlier day."""
    if length.is_never_after(latest_of(term)):
        return None
    if term.distance is None:
        return Refusal("term_only_sooner", {"field": "length"})
    return Refusal("term_only_shorter", {"field": "length", **_latest(term.distance, anchor_of(term))})


def latest_of(term: Term) -> Offset:
    """The longest that a municipality may have it, as `TaskSpec.limit_offset` counts."""
    return ON_ITS_LAST_DAY if term.distance is None else term.distance


def anchor_of(term: Term) -> MilestoneCode:
    """The milestone a term counts from, the first if there are several."""
    return MilestoneCode(term.counts[0].anchor)


def terms_to_shorten(package: Template, terms: TermRegister, today: date) -> Mapping[str, Term]:
    """The terms of the package's rows that a municipality may make shorter, by key: their version of today."""
    keys = {spec.term: None for spec in package.specs if spec.term is not None and spec.repeat is None}
    return {key: terms.version_on(key, today) for key in sorted(keys)}


def has_list(spec: TaskSpec) -> bool:
    """Whether the row returns on a list of days, which move together or not at all."""
    return spec.repeat is not None and len(spec.repeat.at) > 1


def next_key(used: Iterable[str]) -> str:
    """The key of one more own task."""
    return f"{OWN}{1 + max((int(key.removeprefix(OWN)) for key in used), default=0)}"


def side_of(offset: Offset) -> OffsetSide:
    """On which side of the milestone it lies; the day itself counts as after."""
    return OffsetSide.BEFORE if offset.count < 0 else OffsetSide.AFTER


def _latest(offset: Offset, anchor: MilestoneCode) -> dict[str, object]:
    """The last day allowed, in parts that each have their word."""
    return {"n": abs(offset.count), "unit": offset.unit, "side": side_of(offset), "anchor": anchor}


def _refusal_of_both(change: RowChange | OwnTask, start: Offset, due: Offset) -> Refusal | None:
    if not start.is_never_after(due):
        return Refusal("row_starts_after_due", {"field": "start"})
    if change.is_off and not change.reason.strip():
        return Refusal("reason_needed", {"field": "reason"})
    if bool(change.title_nl) != bool(change.title_en):
        return Refusal("both_languages", {"field": "title_en" if change.title_nl else "title_nl"})
    if bool(change.note_nl) != bool(change.note_en):
        return Refusal("both_languages", {"field": "note_en" if change.note_nl else "note_nl"})
    return None


def _is_off(spec: TaskSpec, workflow: Workflow) -> bool:
    change = workflow.own.get(spec.id) or workflow.rows.get(spec.id)
    return change is not None and change.is_off and spec.kind not in BOUND_KINDS


def _changed(spec: TaskSpec, workflow: Workflow, mark: OwnMark) -> TaskSpec:
    change, shorter = workflow.rows.get(spec.id, RowChange()), workflow.terms.get(spec.term or "")
    due, start = change.due or spec.due_offset, change.start or spec.start_offset
    if has_list(spec) or (spec.kind in BOUND_KINDS and not due.is_never_after(spec.due_offset)):
        due = spec.due_offset
    is_decided = (start, due) != (spec.start_offset, spec.due_offset)
    return replace(
        spec,
        start_offset=start,
        due_offset=due,
        repeat=spec.repeat if spec.repeat is None or has_list(spec) else replace(spec.repeat, at=(due,)),
        title_nl=change.title_nl or spec.title_nl,
        title_en=change.title_en or spec.title_en,
        note_nl=change.note_nl,
        note_en=change.note_en,
        limit_offset=shorter,
        own=mark if is_decided or shorter is not None else None,
    )


def _own_spec(key: str, task: OwnTask, mark: OwnMark) -> TaskSpec:
    is_done_by_others = task.doer in MAY_LOG_IN | NEVER_LOGS_IN
    return TaskSpec(
        id=key,
        phase=task.phase,
        title_nl=task.title_nl,
        title_en=task.title_en,
        case_kind=CaseKind.HOUSEHOLD,
        routes=frozenset(Route),
        per=Per.HOUSEHOLD,
        doer=task.doer,
        recorded_by=DoerRole.CASE_LEAD if is_done_by_others else None,
        audience=task.audience,
        tier=Tier.P0,
        anchor=task.anchor,
        start_offset=task.start,
        due_offset=task.due,
        kind=task.kind,
        term=None,
        condition=TraitCode.ALWAYS,
        depends_on=(),
        repeat=None,
        source=OWN_SOURCE,
        note_nl=task.note_nl,
        note_en=task.note_en,
        own=mark,
    )


def written_workflow(workflow: Workflow) -> dict[str, Any]:
    """All of it in plain words, to be kept in a column."""
    return {
        "rows": {key: _written(change) for key, change in workflow.rows.items()},
        "own": {key: _written(task) for key, task in workflow.own.items()},
        "terms": {key: str(length) for key, length in workflow.terms.items()},
        "texts": {key: _written(words) for key, words in workflow.texts.items()},
    }


def read_workflow(written: Mapping[str, Any]) -> Workflow:
    """The same as `written_workflow` wrote it; nothing written is nothing changed."""
    return Workflow(
        rows={key: RowChange(**_offsets(row)) for key, row in written.get("rows", {}).items()},
        own={key: _own_task(row) for key, row in written.get("own", {}).items()},
        terms={key: Offset.parse(length) for key, length in written.get("terms", {}).items()},
        texts={key: Words(**row) for key, row in written.get("texts", {}).items()},
    )


def _written(part: RowChange | OwnTask | Words) -> dict[str, Any]:
    values = {each.name: getattr(part, each.name) for each in fields(part)}
    return {name: str(value) if isinstance(value, Offset) else value for name, value in values.items()}


def _offsets(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {name: Offset.parse(row[name]) if row[name] else None for name in ("start", "due")}


def _own_task(row: Mapping[str, Any]) -> OwnTask:
    return OwnTask(
        **_offsets(row)
        | {
            "phase": Phase(row["phase"]),
            "anchor": MilestoneCode(row["anchor"]),
            "doer": DoerRole(row["doer"]),
            "audience": Audience(row["audience"]),
            "kind": DeadlineKind(row["kind"]),
        }
    )
