"""The newest run of a programme and what it chose, and the proposals for which a new day changes something."""

from datetime import date

from django.db.models import Q

from hervest.matching.pair_outcome import PairRule
from hervest.placement.match_models import OPEN_STATES, Match, MatchCandidate, MatchProposal, MatchRun
from hervest.placement.match_question_queries import with_a_question
from hervest.placement.match_state_rules import LEVELS, WITH_A_DEADLINE
from hervest.placement.match_state_vocabulary import MatchStage
from hervest.sponsorship.vocabulary import GroupId


def newest_run(programme: int) -> MatchRun | None:
    """The last time that the programme's pairs were worked out."""
    return MatchRun.rows.filter(programme=programme).order_by("-pk").first()


def is_run_choice(run: MatchRun | None, case: int, group: GroupId) -> bool:
    """Whether the run's own proposal, the weakest pair as good as possible, has this pair."""
    if run is None:
        return False
    row = MatchCandidate.rows.filter(run=run, case=case, group=group).first()
    return row is not None and PairRule.WORST_OFF_FIRST in row.chosen_by


def overdue_proposals(today: date) -> tuple[int, ...]:
    """Proposals whose last day to answer has passed, but for those of which who is asked waits for our answer."""
    rows = MatchProposal.rows.filter(respond_by__lt=today, state__in=WITH_A_DEADLINE)
    waits_for_us = with_a_question(MatchProposal.rows.all()).values("pk")
    return tuple(rows.exclude(pk__in=waits_for_us).order_by("pk").values_list("pk", flat=True))


def arrived_matches() -> tuple[int, ...]:
    """Proposals whose match has not begun though the household arrived."""
    before = (MatchStage.CONFIRMED, MatchStage.PRE_DEPARTURE_CONTACT)
    rows = Match.rows.filter(stage__in=before, case__has_arrived=True, case__closed_on__isnull=True)
    return tuple(rows.order_by("proposal").values_list("proposal", flat=True))


def seated_proposals() -> tuple[int, ...]:
    """Proposals of which a group is told something."""
    is_told = Q(state__in=LEVELS) & (Q(match__isnull=True) | Q(match__ended_on__isnull=True))
    rows = MatchProposal.rows.filter(is_told, case__closed_on__isnull=True)
    return tuple(rows.order_by("pk").values_list("pk", flat=True))


def going_on(case: str) -> tuple[MatchProposal, ...]:
    """Proposals of the case of which something is open or a match goes on."""
    rows = MatchProposal.rows.filter(case__code=case).order_by("pk")
    held = set(Match.rows.filter(case__code=case, ended_on__isnull=True).values_list("proposal", flat=True))
    return tuple(row for row in rows if row.state in OPEN_STATES or row.pk in held)
