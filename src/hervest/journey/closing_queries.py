"""Closing as pages show it: when a case was closed and why, and what closing an open one would do."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import names_of
from hervest.accounts.vocabulary import PersonId, Shown
from hervest.core.vocabulary import Tier
from hervest.journey.closing_rules import reasons_for
from hervest.journey.models import Milestone
from hervest.journey.queries import CaseRef, case_for, case_row
from hervest.journey.template_defaults import closing_rules, default_template
from hervest.journey.vocabulary import ClosingReason, DeadlineKind, MilestoneCode
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_queries import plan_of


@dataclass(frozen=True, slots=True)
class ClosedView:
    """When and why a case was closed. `text` is tier P2, about all of them: None for who may not read it."""

    on: date
    reason: ClosingReason
    by: str
    text: str | None


@dataclass(frozen=True, slots=True)
class BeforeClosing:
    """What closing the case today would do to its plan, and for which reasons it can be closed."""

    case: CaseRef
    legal: tuple[WorkRow, ...]
    hard: tuple[WorkRow, ...]
    others: tuple[WorkRow, ...]
    reasons: tuple[ClosingReason, ...]

    @property
    def n_open(self) -> int:
        """How many tasks fall away."""
        return len(self.legal) + len(self.hard) + len(self.others)


def frees_home(reason: ClosingReason) -> bool:
    """Whether the home of a household becomes free when its case is closed for this reason."""
    return closing_rules()[reason].frees_home


def closed_view(actor: Actor, code: str, *, today: date) -> ClosedView | None:
    """When and why the case was closed; None while it is open. Raises: NotFound."""
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if case.closed_on is None or case.closed_as is None:
        return None
    row = Milestone.rows.get(case_id=case.id, code=MilestoneCode.CASE_CLOSED)
    people = names_of([PersonId(row.recorded_by_id)]) if row.recorded_by_id else {}
    text = row.reason if _reads_reasons(case) else None
    if text:
        actor.reads.read(code, Shown.REASONS)
    return ClosedView(case.closed_on, case.closed_as, next(iter(people.values()), ""), text)


def reopened_because(actor: Actor, code: str, *, today: date) -> str:
    """Why the case was last opened again; empty if it never was, or for who may not read it. Raises: NotFound."""
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if not _reads_reasons(case) or case.closed_on is not None:
        return ""
    why = case_row(actor, code, today=today).reopened_because
    if why:
        actor.reads.read(code, Shown.REASONS)
    return why


def _reads_reasons(case: CaseRef) -> bool:
    """A reason is written about all of a household: not for who stands to one person in it (access.md, `self`)."""
    return Tier.P2 in case.tiers and case.about is None


def before_closing(actor: Actor, code: str, *, today: date) -> BeforeClosing:
    """What closing would do: the open tasks by what is lost with them; closing itself is none of them.

    Raises: NotFound.
    """
    case = case_for(actor, code, Permission.CASE_CLOSE, today=today)
    rows = [row for row in plan_of(actor, code, today=today) if row.is_open and not _is_closing(row)]
    return BeforeClosing(
        case=case,
        legal=tuple(row for row in rows if row.kind is DeadlineKind.LEGAL),
        hard=tuple(row for row in rows if row.kind is DeadlineKind.HARD),
        others=tuple(row for row in rows if row.kind not in {DeadlineKind.LEGAL, DeadlineKind.HARD}),
        reasons=reasons_for(closing_rules(), case.kind),
    )


def _is_closing(row: WorkRow) -> bool:
    spec = default_template().by_id.get(row.key.template)
    return spec is not None and spec.anchor is MilestoneCode.CASE_CLOSED
