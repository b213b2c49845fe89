"""The way of working of a municipality as its lead sees it: in force, the draft of the next version, and what was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipalities_of
from hervest.core.errors import NotFound
from hervest.core.marks import mark
from hervest.core.paging import Page, window
from hervest.deadlines.period import Offset
from hervest.deadlines.register import all_versions
from hervest.deadlines.term import Term
from hervest.journey.models import Case, WorkflowVersion
from hervest.journey.plan_queries import spec_title
from hervest.journey.template import BOUND_KINDS, OwnMark, TaskSpec, Template
from hervest.journey.template_defaults import default_template, own_texts
from hervest.journey.vocabulary import MilestoneCode
from hervest.journey.workflow_rules import (
    Difference,
    OwnTask,
    RowChange,
    Words,
    Workflow,
    anchor_of,
    applied,
    differences,
    has_list,
    latest_of,
    read_workflow,
    terms_to_shorten,
)
from hervest.journey.workflow_text_queries import in_language
from hervest.journey.workflow_text_rules import TextPlace


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A published version: its number, who published it when and why, and what it changed of the one before."""

    number: int
    at: datetime
    by: str
    reason: str
    lines: "tuple[DiffRow, ...]"


@dataclass(frozen=True, slots=True)
class WorkflowHead:
    """What stands above every page. `number` 0: nothing was published. `n_behind`: running cases of older versions."""

    place: MunicipalityRow
    others: tuple[MunicipalityRow, ...]
    number: int
    at: datetime | None
    by: str
    package: str
    n_changes: int
    n_behind: int


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One property that differs; `anchor` is what offsets count from."""

    what: str
    was: object
    becomes: object
    anchor: MilestoneCode | None = None


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One thing that differs, by its title, and in what."""

    part: str
    key: str
    title: str
    is_new: bool
    is_gone: bool
    lines: tuple[DiffLine, ...]


@dataclass(frozen=True, slots=True)
class SpecRow:
    """One task of the way of working as the draft has it, beside what is in force and what the package says."""

    spec: TaskSpec
    title: str
    is_off: bool
    is_own: bool
    is_ours: bool
    is_changed: bool
    force: TaskSpec | None

    @property
    def is_bound(self) -> bool:
        """Whether its day is the law's, or something breaks that cannot be mended."""
        return self.spec.kind in BOUND_KINDS


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term that may be made shorter, and the municipality's own if it has one.

    `anchor`: the milestone from which its own counts; None: it lies so much before the term's last day.
    """

    term: Term
    anchor: MilestoneCode | None
    ours: Offset | None
    is_changed: bool
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text that may be said otherwise, in the reader's language, and whether the municipality does."""

    key: str
    page: str
    text: str
    is_ours: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Editing:
    """What a form begins with: the draft's part, and the mark of how it stands. `spec`: the package's row, if one."""

    head: WorkflowHead
    key: str
    seen: str
    change: RowChange | OwnTask | Offset | Words | None
    spec: TaskSpec | None = None
    term: TermRow | None = None
    place: TextPlace | None = None
    is_published: bool = False

    @property
    def title(self) -> str:
        """What the task is called now, in the reader's language; empty for one that is not there yet."""
        if isinstance(self.change, OwnTask):
            return in_language(Words(self.change.title_nl, self.change.title_en))
        return spec_title(self.spec) if self.spec else ""

    @property
    def is_bound(self) -> bool:
        """Whether its day may only become an earlier one, and it cannot be switched off."""
        return self.spec is not None and self.spec.kind in BOUND_KINDS

    @property
    def has_list(self) -> bool:
        """Whether it returns on a list of days."""
        return self.spec is not None and has_list(self.spec)


@dataclass(frozen=True, slots=True)
class WorkflowFilters:
    """What the list of tasks is narrowed to; `only`: what is ours, or what the draft changes."""

    q: str = ""
    phase: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class _State:
    """The three versions that a page compares."""

    place: MunicipalityRow
    others: tuple[MunicipalityRow, ...]
    versions: tuple[WorkflowVersion, ...]
    force: Workflow
    draft: Workflow


def places_to_edit(actor: Actor) -> tuple[MunicipalityRow, ...]:
    """The municipalities whose way of working the actor edits, by name."""
    reach = policy.reach(actor, Permission.TEMPLATE_EDIT)
    return tuple(row for row in municipalities_of(actor) if reach.everything or row.code in reach.municipalities)


def workflow_head(actor: Actor, municipality: str) -> WorkflowHead:
    """What is in force there and how much waits. Without a code the first that is theirs. Raises: NotFound."""
    return _head(_state(actor, municipality))


def workflow_rows(actor: Actor, municipality: str, filters: WorkflowFilters, *, number: int) -> Page[SpecRow]:
    """One page of the tasks as the draft has them, in the order of the package, own ones last."""
    rows = [row for row in _rows(_state(actor, municipality)) if _fits(row, filters)]
    return Page(rows=tuple(rows[window(number)]), number=number, n_rows=len(rows))


def workflow_terms(actor: Actor, municipality: str, *, today: date) -> tuple[TermRow, ...]:
    """Every term that may be made shorter."""
    state = _state(actor, municipality)
    return tuple(
        _term_row(term, state) for term in terms_to_shorten(default_template(), all_versions(), today).values()
    )


def workflow_texts(actor: Actor, municipality: str) -> tuple[TextRow, ...]:
    """Every text that may be said otherwise."""
    state = _state(actor, municipality)
    return tuple(
        TextRow(
            key=key,
            page=in_language(place.page),
            text=in_language(state.draft.texts.get(key, place.default)),
            is_ours=key in state.draft.texts,
            is_changed=state.draft.texts.get(key) != state.force.texts.get(key),
        )
        for key, place in own_texts().items()
    )


def task_to_change(actor: Actor, municipality: str, key: str) -> Editing:
    """A row of the package, or an own task, for its form. Raises: NotFound."""
    state = _state(actor, municipality)
    spec, own = default_template().by_id.get(key), state.draft.own.get(key)
    if spec is None and own is None:
        raise NotFound("no_such_task")
    change = own if spec is None else state.draft.rows.get(key)
    return Editing(_head(state), key, mark(change), change, spec, is_published=key in state.force.own)


def term_to_change(actor: Actor, municipality: str, key: str, *, today: date) -> Editing:
    """A term, for its form. Raises: NotFound."""
    state = _state(actor, municipality)
    term = terms_to_shorten(default_template(), all_versions(), today).get(key)
    if term is None:
        raise NotFound("no_such_term")
    change = state.draft.terms.get(key)
    return Editing(_head(state), key, mark(change), change, term=_term_row(term, state))


def text_to_change(actor: Actor, municipality: str, key: str) -> Editing:
    """A text, for its form. Raises: NotFound."""
    state = _state(actor, municipality)
    if key not in own_texts():
        raise NotFound("no_such_text")
    change = state.draft.texts.get(key)
    return Editing(_head(state), key, mark(change), change, place=own_texts()[key])


def draft_differences(actor: Actor, municipality: str) -> tuple[WorkflowHead, tuple[DiffRow, ...], str]:
    """What publishing the draft would change, and the mark of the draft. Raises: NotFound."""
    state = _state(actor, municipality)
    return _head(state), _diff_rows(state.force, state.draft), mark(state.draft)


def versions_of(actor: Actor, municipality: str) -> tuple[WorkflowHead, tuple[VersionRow, ...]]:
    """Every version that was published, newest first, each with what it changed. Raises: NotFound."""
    state = _state(actor, municipality)
    found, before = [], Workflow()
    for row in reversed(state.versions):
        after = read_workflow(row.content)
        found.append(_version_row(row, _diff_rows(before, after)))
        before = after
    return _head(state), tuple(reversed(found))


def _state(actor: Actor, municipality: str) -> _State:
    return actor.asked.once(("workflow", municipality), lambda: _read(actor, municipality))


def _read(actor: Actor, municipality: str) -> _State:
    places = places_to_edit(actor)
    place = next((row for row in places if municipality in {"", row.code}), None)
    if place is None:
        raise NotFound("no_such_municipality", municipality=municipality)
    rows = list(WorkflowVersion.rows.filter(municipality=place.code).select_related("published_by"))
    versions = sorted((row for row in rows if row.number), key=lambda row: -(row.number or 0))
    force = read_workflow(versions[0].content) if versions else Workflow()
    drafts = [row for row in rows if row.number is None]
    return _State(
        place=place,
        others=tuple(row for row in places if row != place),
        versions=tuple(versions),
        force=force,
        draft=read_workflow(drafts[0].content) if drafts else force,
    )


def _head(state: _State) -> WorkflowHead:
    newest = state.versions[0] if state.versions else None
    behind = Case.rows.filter(municipality=state.place.code, closed_on__isnull=True)
    return WorkflowHead(
        place=state.place,
        others=state.others,
        number=(newest.number or 0) if newest else 0,
        at=newest.published_at if newest else None,
        by=newest.published_by.name if newest and newest.published_by else "",
        package=default_template().version,
        n_changes=len(differences(state.force, state.draft)),
        n_behind=behind.exclude(workflow=newest.pk).count() if newest else 0,
    )


def _version_row(row: WorkflowVersion, lines: tuple[DiffRow, ...]) -> VersionRow:
    assert row.number is not None
    assert row.published_at is not None
    assert row.published_by is not None
    return VersionRow(row.number, row.published_at, row.published_by.name, row.reason, lines)


def _rows(state: _State) -> Iterator[SpecRow]:
    package = default_template()
    draft, force = _template_with(state.draft), _template_with(state.force)
    changed = {one.key for one in differences(state.force, state.draft) if one.part in {"rows", "own"}}
    for key in (*package.by_id, *state.draft.own):
        spec = draft.known[key]
        yield SpecRow(
            spec=spec,
            title=spec_title(spec),
            is_off=key not in draft.by_id,
            is_own=key in state.draft.own,
            is_ours=key in state.draft.own or key in state.draft.rows,
            is_changed=key in changed,
            force=force.known.get(key),
        )


def _template_with(workflow: Workflow) -> Template:
    return applied(default_template(), workflow, OwnMark("", 0, date.min))


def _fits(row: SpecRow, filters: WorkflowFilters) -> bool:
    wanted = filters.q.casefold().strip()
    return (
        (not filters.phase or row.spec.phase == filters.phase)
        and (not wanted or wanted in f"{row.spec.id} {row.title}".casefold())
        and (filters.only != "ours" or row.is_ours)
        and (filters.only != "changed" or row.is_changed)
    )


def _term_row(term: Term, state: _State) -> TermRow:
    using = [spec for spec in default_template().specs if spec.term == term.key]
    return TermRow(
        term=term,
        anchor=_own_anchor(term),
        ours=state.draft.terms.get(term.key),
        is_changed=state.draft.terms.get(term.key) != state.force.terms.get(term.key),
        tasks=tuple(spec_title(spec) for spec in using),
    )


def _own_anchor(term: Term) -> MilestoneCode | None:
    return None if term.distance is None else anchor_of(term)


def _diff_rows(before: Workflow, after: Workflow) -> tuple[DiffRow, ...]:
    was, becomes = _template_with(before), _template_with(after)
    return tuple(_diff_row(one, was, becomes) for one in differences(before, after))


def _diff_row(one: Difference, was: Template, becomes: Template) -> DiffRow:
    if one.part in {"rows", "own"}:
        old, new = was.known.get(one.key), becomes.known.get(one.key)
        known = new or old
        title = spec_title(known) if known else one.key
        lines = tuple(_task_lines(old, new, one, was, becomes)) if old and new else ()
        return DiffRow(one.part, one.key, title, is_new=old is None, is_gone=new is None, lines=lines)
    if one.part == "terms":
        term = all_versions().versions[one.key][-1]
        line = DiffLine("length", one.was or latest_of(term), one.becomes or latest_of(term), _own_anchor(term))
        return DiffRow(
            one.part, one.key, f"{term.source}, {term.article}".rstrip(", "), is_new=False, is_gone=False, lines=(line,)
        )
    place = own_texts()[one.key]
    texts = [one.was or place.default, one.becomes or place.default]
    lines = tuple(
        DiffLine(f"text_{name}", *(getattr(words, name) for words in texts))
        for name in ("nl", "en")
        if getattr(texts[0], name) != getattr(texts[1], name)
    )
    return DiffRow(one.part, one.key, in_language(place.page), is_new=False, is_gone=False, lines=lines)


def _task_lines(old: TaskSpec, new: TaskSpec, one: Difference, was: Template, becomes: Template) -> Iterator[DiffLine]:
    anchor = new.anchor
    pairs: list[tuple[str, object, object]] = [
        ("off", old.id not in was.by_id, new.id not in becomes.by_id),
        *((name, getattr(one.was, name, ""), getattr(one.becomes, name, "")) for name in ("reason",)),
        ("due", old.due_offset, new.due_offset),
        ("start", old.start_offset, new.start_offset),
        *((name, getattr(old, name), getattr(new, name)) for name in ("title_nl", "title_en", "note_nl", "note_en")),
    ]
    yield from (DiffLine(what, a, b, anchor) for what, a, b in pairs if a != b)
