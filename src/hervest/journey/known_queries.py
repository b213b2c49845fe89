"""Stored rows that several parts of a page need: each is read once in a request."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation
from hervest.journey.access_queries import place_of
from hervest.journey.models import Case, Milestone
from hervest.journey.staffing_queries import my_teams

NOT_FROM_A_SEAT = frozenset({Relation.TENANCY, Relation.NAMED})
"""What somebody is to a case by more than where they sit in its team."""


def rows_in_team(actor: Actor, cases: Collection[int], permission: Permission, *, today: date) -> list[Case] | None:
    """Those of `cases` on which the actor has `permission`, by code: as `visible_to` finds them, without asking.

    None where the actor sits in the team of not all of them, or where a seat does not say it all.
    """
    mine, reach = my_teams(actor, today), policy.reach(actor, permission)
    if reach.organisations or not NOT_FROM_A_SEAT.isdisjoint(reach.related) or not mine.rows.keys() >= set(cases):
        return None
    rows = [mine.rows[case] for case in sorted(set(cases))]
    return [row for row in rows if policy.can(actor, permission, place_of(actor, row, mine))]


def case_rows(actor: Actor, cases: Iterable[int], *, today: date) -> Mapping[int, Case]:
    """These cases, whoever asks, for this room's queries. At most 1 query, and none for those of one's own teams."""
    wanted = set(cases)
    known = {row.pk: row for row in _opened(actor, today)} | dict(my_teams(actor, today).rows)
    missing = wanted - known.keys()
    if missing:
        known |= {row.pk: row for row in Case.rows.filter(pk__in=missing)}
    return {pk: known[pk] for pk in sorted(wanted) if pk in known}


def _opened(actor: Actor, today: date) -> Iterable[Case]:
    """The cases whose pages this request has opened."""
    for key, answer in actor.asked.answers.items():
        if isinstance(key, tuple) and key[0] == "case" and key[-1] == today and isinstance(answer, tuple):
            yield answer[0]


def milestone_rows(actor: Actor, cases: Collection[int]) -> list[Milestone]:
    """Every milestone recorded of these cases, for this room's queries. 1 query, and none for the same cases again."""
    answers = actor.asked.answers
    missing = {case for case in cases if ("milestones", case) not in answers}
    if missing:
        found: dict[int, list[Milestone]] = {case: [] for case in missing}
        for row in Milestone.rows.filter(case__in=missing):
            found[row.case_id].append(row)
        answers.update({("milestones", case): rows for case, rows in found.items()})
    return [row for case in cases for row in actor.asked.once(("milestones", case), list[Milestone])]
