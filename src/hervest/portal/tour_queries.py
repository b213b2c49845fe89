"""The cards of a first login, made of what already stands on the page where somebody lands."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files

from django.urls import Resolver404, resolve, reverse

from hervest.accounts.actor import Actor
from hervest.accounts.practice_rules import TAKES_PART
from hervest.accounts.vocabulary import Tour
from hervest.journey.vocabulary import Urgency
from hervest.journey.week_queries import first_of_mine
from hervest.portal.queries import WeekPage
from hervest.portal.tour_rules import Card, CardRule, Real, cards, read_cards, stands_on
from hervest.portal.vocabulary import TourCard, TourThing

ACCOUNT_PAGES = ("choose_notices", "mfa_index")
"""Everybody who logs in has these."""

LATE = frozenset({Urgency.CRITICAL_LATE, Urgency.LATE})


@lru_cache(maxsize=1)
def card_rules() -> tuple[CardRule, ...]:
    """The cards that come with the package."""
    return read_cards(files("hervest.portal").joinpath("data", "tour_nl.csv").read_text(encoding="utf-8"))


def tour_of_week(
    actor: Actor, tour: Tour, week: WeekPage, pages: Mapping[str, str], *, today: date
) -> tuple[Card, ...]:
    """The cards above this week, made of its own rows. At most 1 query, and none once they were put away."""
    if tour.is_over or week.first_steps:  # who begins a municipality has other first steps
        return ()
    return _cards(actor, tour, dict(_things(actor, week, today)), pages)


def tour_of_pages(actor: Actor, tour: Tour, pages: Mapping[str, str]) -> tuple[Card, ...]:
    """The cards above the first page of who has no worklist: other pages of theirs. No query."""
    return _cards(actor, tour, {}, pages)


def may_lead_to(card: TourCard, address: str) -> bool:
    """Whether the address is one of ours that this card may lead to."""
    try:
        found = resolve(address.partition("?")[0])
    except Resolver404:
        return False
    return found.url_name in set(stands_on(card_rules(), card))


def _cards(actor: Actor, tour: Tour, things: Mapping[TourThing, Real], pages: Mapping[str, str]) -> tuple[Card, ...]:
    known = dict(pages) | {name: reverse(name) for name in ACCOUNT_PAGES}
    if any(grant.role in TAKES_PART for grant in actor.grants):
        known["practice"] = reverse("practice")
    return cards(card_rules(), frozenset(grant.role for grant in actor.grants), things, known, tour)


def _things(actor: Actor, week: WeekPage, today: date) -> Iterator[tuple[TourThing, Real]]:
    for thing, wanted in ((TourThing.DUE_TASK, {Urgency.THIS_WEEK}), (TourThing.LATE_TASK, LATE)):
        for row in week.work.page.rows:
            if row.urgency in wanted and row.title:
                yield thing, Real(reverse("task", args=[row.case_code, row.id]), row.title)
                break
    for decision in week.decisions[:1]:
        yield TourThing.DECISION, Real(reverse("decide_home", args=[decision.code, decision.unit]), decision.code)
    for match in week.matches[:1]:
        yield TourThing.MATCH, Real(reverse(match.page, args=[match.proposal]), match.code or match.group)
    for arrival in week.arrivals[:1]:
        yield TourThing.ARRIVAL, Real(reverse("case", args=[arrival.code]), arrival.code)
    code = first_of_mine(actor, today=today)
    if code:
        yield TourThing.OWN_CASE, Real(reverse("case", args=[code]), code)
        yield TourThing.OWN_LOG, Real(reverse("case_log", args=[code]), code)
