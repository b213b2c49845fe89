"""That the match of a group ended, as the group itself may know it: of no household, and without a reason."""

from datetime import date, timedelta

from hervest.accounts.actor import Actor
from hervest.placement.match_models import Match, MatchProposal
from hervest.placement.match_state_rules import LEVELS
from hervest.sponsorship.facts_queries import group_names, members_since

TOLD_FOR = timedelta(days=60)
"""So long somebody may take to look in; then it is no news any more."""


def matches_over(actor: Actor, *, today: date) -> tuple[str, ...]:
    """The names of the actor's groups whose last match ended lately while they were in it, until asked anew.

    At most 4 queries. Source: access.md, scope `match`: what was shown of the household is gone when it ends.
    """
    since = members_since(actor.person, today=today)
    if not since:
        return ()
    ended: dict[int, date | None] = dict(
        Match.rows.filter(group__in=list(since)).order_by("pk").values_list("group", "ended_on")
    )
    told = MatchProposal.rows.filter(group__in=list(since), state__in=list(LEVELS))
    asked = set(told.exclude(match__ended_on__isnull=False).values_list("group", flat=True))
    over = [
        group
        for group, from_on in since.items()
        if (on := ended.get(group)) is not None and max(from_on, today - TOLD_FOR) <= on and group not in asked
    ]
    return tuple(sorted(group_names(over).values())) if over else ()
