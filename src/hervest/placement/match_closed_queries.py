"""A proposed match of a case that was closed, for who led it: how it ended and what happened, judged no more."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.journey import queries as journey
from hervest.placement.match_access_queries import match_of, progress_of, proposal_row, proposal_subject
from hervest.placement.match_judged_queries import reads_inside
from hervest.placement.match_models import Match
from hervest.placement.match_over_queries import TOLD_FOR
from hervest.placement.match_state_vocabulary import MatchEnd, MatchStage, MatchState
from hervest.placement.match_view_queries import AnswerRow, history_of


@dataclass(frozen=True, slots=True)
class ClosedMatch:
    """How it stood when the case was closed, and what happened: no card of the household, and nothing to do.

    `ended_on`: None for what was never confirmed. `reason`: as `MatchView` has it.
    """

    id: int
    code: str
    group: str
    state: MatchState
    stage: MatchStage | None
    end: MatchEnd | None
    ended_on: date | None
    closed_on: date
    proposer: str
    at: datetime
    reason: str
    history: tuple[AnswerRow, ...]
    has_case_page: bool


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A match that ended because its case was closed: of which group, of which case, and on which day."""

    proposal: int
    group: str
    code: str
    on: date


def closed_match(
    actor: Actor, proposal: int, permission: Permission, *, today: date, now: datetime
) -> ClosedMatch | None:
    """The match of a closed case, for who may do `permission` to it; None while the case is open.

    Nobody is shown more of the household than its code, and whoever works on the case the words they read before: what
    a match gave of it is gone with its end. Raises: NotFound. Source: access.md, scopes `team`, `muni` and `programme`.
    """
    row, subject = proposal_row(proposal), proposal_subject(proposal=proposal, now=now)
    if not policy.can(actor, permission, subject):
        raise NotFound("no_such_match")
    if row.case.closed_on is None:
        return None
    code, match, inner = row.case.code or "", match_of(row), reads_inside(actor, subject)
    progress = progress_of(row, match)
    actor.reads.opened(code, subject.municipality)
    if inner:
        actor.reads.read(code, Shown.MATCH_CARD)
    return ClosedMatch(
        id=row.pk,
        code=code,
        group=row.group.name,
        state=progress.state,
        stage=progress.stage,
        end=progress.end,
        ended_on=match.ended_on if match else None,
        closed_on=row.case.closed_on,
        proposer=row.proposer.name,
        at=row.at,
        reason=row.reason if inner or row.proposer_id == actor.person else "",
        history=history_of(actor, row, is_inner=inner),
        has_case_page=journey.may(actor, code, Permission.CASE_READ, today=today),
    )


def closed_lately(actor: Actor, *, today: date) -> tuple[ClosedRow, ...]:
    """The matches of the programmes that the actor coordinates which ended as their case was closed, newest first.

    Who works on the case reads of it there. At most 1 query; none for who coordinates no programme.
    """
    runs = policy.reach(actor, Permission.MATCH_CONFIRM).organisations
    if not runs:
        return ()
    ended = Match.rows.filter(ended_on__gte=today - TOLD_FOR, case__closed_on__lte=F("ended_on"))
    rows = ended.select_related("case", "group__programme").order_by("-ended_on", "-pk")
    found = []
    for row in rows.filter(group__programme__organisation__in={organisation for organisation, _ in runs}):
        programme = row.group.programme
        if (programme.organisation_id, programme.municipality_id) in runs and row.ended_on is not None:
            actor.reads.shown(row.case.code or "", programme.municipality_id)
            found.append(ClosedRow(row.proposal_id, row.group.name, row.case.code or "", row.ended_on))
    return tuple(found)
