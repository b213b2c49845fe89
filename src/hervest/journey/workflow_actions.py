"""A municipality changes the draft of its way of working, and publishes it as a version that is never changed again."""

from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.marks import mark
from hervest.deadlines.period import Offset
from hervest.deadlines.register import all_versions
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.models import WorkflowVersion
from hervest.journey.template_defaults import default_template, own_texts
from hervest.journey.workflow_queries import content_in_force, published, published_keys
from hervest.journey.workflow_rules import (
    OwnTask,
    Part,
    RowChange,
    Words,
    Workflow,
    differences,
    latest_of,
    next_key,
    own_refusal,
    read_workflow,
    row_refusal,
    term_refusal,
    terms_to_shorten,
    tidied,
    with_part,
    written_workflow,
)


@action(Permission.TEMPLATE_EDIT, on=municipality_subject)
def change_row(*, by: Actor, now: datetime, municipality: str, key: str, change: RowChange, seen: str) -> None:
    """The draft has this row of the package so; what equals the package is no change.

    Raises: NotFound if the package has no such row; Conflict if the draft's row changed since `seen`; RuleBroken if
    the law or the row does not allow it.
    """
    spec = default_template().by_id.get(key)
    if spec is None:
        raise NotFound("no_such_task")
    must_be_right(row_refusal(spec, change))
    _write(municipality, "rows", key, tidied(spec, change), seen)


@action(Permission.TEMPLATE_EDIT, on=municipality_subject)
def add_own_task(*, by: Actor, now: datetime, municipality: str, task: OwnTask) -> str:
    """The draft has one more task of the municipality's own; gives its key. Raises: RuleBroken."""
    must_be_right(own_refusal(task, None))
    draft = _locked_draft(municipality)
    held = read_workflow(draft.content)
    key = next_key({*held.own, *published_keys(municipality)})
    _keep(draft, with_part(held, "own", key, task))
    note("workflow.changed", municipality=municipality, part="own", key=key)
    return key


@action(Permission.TEMPLATE_EDIT, on=municipality_subject)
def change_own_task(*, by: Actor, now: datetime, municipality: str, key: str, task: OwnTask | None, seen: str) -> None:
    """The draft has its own task so; None takes one away that was never published.

    Raises: NotFound; Conflict if it changed since `seen`; RuleBroken if a published one would become another task.
    """
    published = content_in_force(municipality).own.get(key)
    if task is None and published is not None:
        raise RuleBroken("own_task_is_published")
    if task is not None:
        must_be_right(own_refusal(task, published))
    _write(municipality, "own", key, task, seen, is_there=True)


@action(Permission.TEMPLATE_EDIT, on=municipality_subject)
def change_term(*, by: Actor, now: datetime, municipality: str, key: str, length: Offset | None, seen: str) -> None:
    """The draft has this term shorter; None, or the register's own length, leaves it as the register has it.

    Raises: NotFound; Conflict if it changed since `seen`; RuleBroken if it would become longer.
    """
    term = terms_to_shorten(default_template(), all_versions(), clock.day_of(now)).get(key)
    if term is None:
        raise NotFound("no_such_term")
    if length is not None:
        must_be_right(term_refusal(term, length))
    is_as_registered = length is None or latest_of(term).is_never_after(length)
    _write(municipality, "terms", key, None if is_as_registered else length, seen)


@action(Permission.TEMPLATE_EDIT, on=municipality_subject)
def change_text(*, by: Actor, now: datetime, municipality: str, key: str, words: Words | None, seen: str) -> None:
    """The draft has this text of the municipality so; None: the text that Hervest comes with.

    Raises: NotFound; Conflict if it changed since `seen`; RuleBroken without both languages.
    """
    if key not in own_texts():
        raise NotFound("no_such_text")
    if words is not None and not (words.nl and words.en):
        raise RuleBroken("both_languages", field="en" if words.nl else "nl")
    _write(municipality, "texts", key, words, seen)


@action(Permission.TEMPLATE_EDIT, on=municipality_subject)
def publish_workflow(*, by: Actor, now: datetime, municipality: str, reason: str, seen: str) -> int:
    """New cases are planned by the draft from now on, and it is a version; gives its number. Running cases keep theirs.

    Raises: Conflict if the draft is not the one of `seen`, or another version came meanwhile; RuleBroken without a
    reason, or if nothing differs from the version in force; NotAllowed for who is nobody.
    """
    if by.person is None:
        raise NotAllowed("not_allowed", permission=Permission.TEMPLATE_EDIT.value)
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    draft = _locked_draft(municipality)
    wanted = read_workflow(draft.content)
    if mark(wanted) != seen:
        raise Conflict("workflow_changed_meanwhile")
    changed = differences(content_in_force(municipality), wanted)
    if not changed:
        raise RuleBroken("workflow_is_the_same")
    number = 1 + published(municipality).count()
    draft.number, draft.reason = number, reason.strip()
    draft.published_at, draft.published_by_id = now, by.person
    draft.save()
    note("workflow.published", municipality=municipality, number=number, n_changes=len(changed))
    return number


def _locked_draft(municipality: str) -> WorkflowVersion:
    """The draft, held until the commit; it begins as the version in force. Raises: Conflict if it was just made one."""
    WorkflowVersion.rows.get_or_create(
        municipality_id=municipality,
        number=None,
        defaults={"content": written_workflow(content_in_force(municipality))},
    )
    rows = WorkflowVersion.rows.select_for_update().filter(municipality=municipality, number__isnull=True)
    found = rows.first()
    if found is None:
        raise Conflict("workflow_changed_meanwhile")
    return found


def _write(municipality: str, part: str, key: str, value: Part | None, seen: str, *, is_there: bool = False) -> None:
    draft = _locked_draft(municipality)
    held = read_workflow(draft.content)
    stands = getattr(held, part).get(key)
    if is_there and stands is None:
        raise NotFound("no_such_task")
    if mark(stands) != seen:
        raise Conflict("workflow_changed_meanwhile")
    _keep(draft, with_part(held, part, key, value))
    note("workflow.changed", municipality=municipality, part=part, key=key)


def _keep(draft: WorkflowVersion, workflow: Workflow) -> None:
    draft.content = written_workflow(workflow)
    draft.save(update_fields=["content"])
