"""What a change in a household does to what runs with others: a match with a sponsor group, a move elsewhere."""

from dataclasses import dataclass, replace
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipality
from hervest.core import clock
from hervest.core.vocabulary import Tier
from hervest.households.carry_queries import who_would_move
from hervest.households.choice_queries import choosing_of_record
from hervest.households.record_rules import HouseholdRecord
from hervest.journey import queries as journey
from hervest.placement.match_access_queries import proposal_subject
from hervest.placement.match_explain_rules import RuleLine, rule_lines, without_days
from hervest.placement.match_judged_queries import is_inner, judged_of_row, note_looked_at
from hervest.placement.match_models import MatchProposal
from hervest.placement.match_state_vocabulary import CLOSED_MATCH_STATES, MatchStage, MatchState
from hervest.placement.match_vocabulary import MatchRule
from hervest.placement.transfer_models import Transfer
from hervest.placement.transfer_rules import has_changed
from hervest.placement.transfer_vocabulary import TransferState

READS_A_MATCH = (Permission.MATCH_PROPOSE, Permission.MATCH_CHECK, Permission.MATCH_CONFIRM)
"""Who may do one of these to a match may know of it. Source: access_matrix.csv."""

OF_THE_GROUP = MatchRule.GROUP_NOT_READY
STILL_TO_COME = (TransferState.OFFERED, TransferState.ACCEPTED)
DOES_NOT_HOLD = frozenset({"broken", "unknown"})


@dataclass(frozen=True, slots=True)
class MatchAfter:
    """A match that runs, and which hard rules no longer hold, or are open, once the household has changed.

    `has_page`: the reader has the page on which the match goes on.
    """

    proposal: int
    group: str
    state: MatchState
    stage: MatchStage | None
    breaks: tuple[RuleLine, ...]
    has_page: bool


@dataclass(frozen=True, slots=True)
class TransferAfter:
    """A move to another municipality that waits for an answer, or was accepted and is still to come.

    `is_changed`: people or who decides would be others than agreed; while it waits it is to be offered anew then.
    `has_page`: the reader has the page of the transfer. `accepted_by`: who looks after the household from that move on,
    and hears nothing by itself.
    """

    id: int
    is_changed: bool
    has_page: bool
    accepted_by: MunicipalityRow | None = None


def matches_after(
    actor: Actor, code: str, becomes: HouseholdRecord, *, on: date, today: date
) -> tuple[MatchAfter, ...]:
    """What becomes of each match that runs when the household is so on that day, for who may read it.

    Whether the group is ready says nothing of the household, and is left out.
    """
    rows = MatchProposal.rows.filter(case__code=code).exclude(state__in=CLOSED_MATCH_STATES)
    running = rows.exclude(match__ended_on__isnull=False).select_related("case", "group__programme", "proposer")
    found = (_match_after(actor, row, becomes, on=on, today=today) for row in running.order_by("-pk"))
    return tuple(each for each in found if each is not None)


def _match_after(
    actor: Actor, row: MatchProposal, becomes: HouseholdRecord, *, on: date, today: date
) -> MatchAfter | None:
    subject = proposal_subject(proposal=row.pk, now=clock.bounds_of(today)[0])
    if not any(policy.can(actor, one, subject) for one in READS_A_MATCH):
        return None
    found = judged_of_row(row, subject, today=today)
    note_looked_at(actor, found)
    choosing = choosing_of_record(found.code, becomes, today=on)
    assert choosing is not None  # whoever has a match has a household
    waiting = {found.code: replace(found.one, choosing=choosing)}
    then = replace(found.gathered, waiting=waiting, today=on).fit(found.code, found.group)
    before = {line.rule: (line.outcome, line.params) for line in rule_lines(found.fit())}
    lines = [line for line in rule_lines(then) if line.outcome in DOES_NOT_HOLD and line.rule is not OF_THE_GROUP]
    is_whole = is_inner(actor, found) and Tier.P2 in policy.readable(actor, Permission.CASE_READ, subject)
    breaks = tuple(line for line in lines if before[line.rule] != (line.outcome, line.params))
    return MatchAfter(
        proposal=row.pk,
        group=row.group.name,
        state=found.progress.state,
        stage=found.progress.stage,
        breaks=breaks if is_whole else without_days(breaks),
        has_page=policy.can(actor, Permission.MATCH_PROPOSE, subject),
    )


def transfer_after(actor: Actor, code: str, becomes: HouseholdRecord, *, on: date, today: date) -> TransferAfter | None:
    """What becomes of a move that waits for an answer or is to come, for who offers it or records what is said of it.

    Source: needs.md, G2; decision 28.
    """
    row = Transfer.rows.filter(case__code=code, case__closed_on__isnull=True, state__in=STILL_TO_COME).first()
    offers, says = (
        journey.may(actor, code, one, today=today) for one in (Permission.CASE_TRANSFER, Permission.WISH_RECORD)
    )
    if row is None or not (offers or says):
        return None
    people = who_would_move(becomes, today=on)
    accepted_by = municipality(row.to_municipality_id) if row.state == TransferState.ACCEPTED else None
    return TransferAfter(row.pk, has_changed(people, agreed=row.agreed, n_people=row.n_people), offers, accepted_by)
