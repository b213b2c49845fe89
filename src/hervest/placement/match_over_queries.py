"""That the match of a group is on hold, goes on or ended, as the group itself may know it: no household, no reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hervest.accounts.actor import Actor
from hervest.core import clock
from hervest.placement.match_models import Match, MatchAnswer, MatchProposal
from hervest.placement.match_state_rules import AFTER_A_HOLD, HELPING, LEVELS
from hervest.placement.match_state_vocabulary import MatchEvent
from hervest.sponsorship.facts_queries import group_names, members_since
from hervest.sponsorship.vocabulary import GroupId

TOLD_FOR = timedelta(days=60)
"""So long somebody may take to look in; then it is no news any more."""
BACK_FOR = timedelta(days=14)
"""So long that a match goes on is news: who looks in reads of the household again as well."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The match of the group of this name goes on again, since that day."""

    name: str
    since: date


@dataclass(frozen=True, slots=True)
class GroupNews:
    """The names of the reader's groups whose match ended, or is on hold; and of those whose match goes on again."""

    over: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    resumed: tuple[Resumed, ...] = ()


NO_NEWS = GroupNews()


def group_news(actor: Actor, *, today: date) -> GroupNews:
    """What became of the last match of each of the actor's groups: on hold now, or gone on or ended lately.

    An end and a going on are told to who was in the group then; an end until the group is asked anew.
    At most 5 queries. Source: access.md, scope `match`: what was shown of the household is gone while it is on hold and
    when it ends.
    """
    since = members_since(actor.person, today=today)
    if not since:
        return NO_NEWS
    last = {GroupId(row.group_id): row for row in Match.rows.filter(group__in=list(since)).order_by("pk")}
    if not last:
        return NO_NEWS
    over = _over(last, since, today)
    held = [group for group, row in last.items() if row.ended_on is None and row.stage in AFTER_A_HOLD]
    back = _back(last.values(), since, today)
    if not (over or held or back):
        return NO_NEWS
    called = group_names([*over, *held, *back])
    return GroupNews(
        over=tuple(sorted(called[group] for group in over)),
        held=tuple(sorted(called[group] for group in held)),
        resumed=tuple(sorted((Resumed(called[group], on) for group, on in back.items()), key=lambda row: row.name)),
    )


def _over(last: dict[GroupId, Match], since: dict[GroupId, date], today: date) -> list[GroupId]:
    told = MatchProposal.rows.filter(group__in=list(since), state__in=list(LEVELS))
    asked = set(told.exclude(match__ended_on__isnull=False).values_list("group", flat=True))
    return [
        group
        for group, row in last.items()
        if row.ended_on is not None and max(since[group], today - TOLD_FOR) <= row.ended_on and group not in asked
    ]


def _back(last: Iterable[Match], since: dict[GroupId, date], today: date) -> dict[GroupId, date]:
    """Since when the matches go on that were on hold lately, while the reader was in the group."""
    helping = [row.proposal_id for row in last if row.ended_on is None and row.stage in HELPING]
    rows = MatchAnswer.rows.filter(proposal__in=helping, event=MatchEvent.RESUME).order_by("pk")
    found = {GroupId(group): clock.day_of(at) for group, at in rows.values_list("proposal__group", "at")}
    return {group: on for group, on in found.items() if max(since[group], today - BACK_FOR) <= on}
