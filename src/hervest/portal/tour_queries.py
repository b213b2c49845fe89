"""The cards of a first login, made of what already stands on the page where somebody lands."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files

from django.urls import Resolver404, resolve, reverse

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.log_queries import reads_some_log
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import TAKES_PART
from hervest.accounts.vocabulary import LogKind, Tour
from hervest.housing.vocabulary import UnitOpening
from hervest.journey.queries import has_appointments_only, lists_open_cases
from hervest.journey.vocabulary import Urgency
from hervest.journey.week_queries import first_of_mine
from hervest.notices.queries import kinds_to_choose
from hervest.placement.region_queries import n_coming
from hervest.portal.queries import WeekPage, appointments
from hervest.portal.tour_rules import Card, CardRule, Real, cards, read_cards, stands_on
from hervest.portal.vocabulary import TourCard, TourThing
from hervest.sponsorship.waiting_queries import first_waiting

ACCOUNT_PAGES = ("choose_notices", "mfa_index")
"""Everybody who logs in has these."""

CASE_THINGS = frozenset({TourThing.OWN_CASE, TourThing.ARRIVAL})
"""What is there only where a case stands in the list."""

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
    return _cards(actor, tour, dict(_things(actor, week, today)), pages, today)


def tour_of_pages(actor: Actor, tour: Tour, pages: Mapping[str, str], *, today: date) -> tuple[Card, ...]:
    """The cards above the first page of who has no worklist: what waits for them there, and other pages of theirs.

    No query where that page has asked already what waits, and none once they were put away.
    """
    return () if tour.is_over else _cards(actor, tour, dict(_elsewhere(actor, today)), pages, today)


def may_lead_to(card: TourCard, address: str) -> bool:
    """Whether the address is one of ours that this card may lead to."""
    try:
        found = resolve(address.partition("#")[0].partition("?")[0])
    except Resolver404:
        return False
    return found.url_name in set(stands_on(card_rules(), card))


def _cards(
    actor: Actor, tour: Tour, things: Mapping[TourThing, Real], pages: Mapping[str, str], today: date
) -> tuple[Card, ...]:
    """The cards; that of the list of cases only where one stands in it, and asked only where no other tells so."""
    known = dict(pages) | {name: reverse(name) for name in ACCOUNT_PAGES}
    if not kinds_to_choose(actor):
        del known["choose_notices"]
    if any(grant.role in TAKES_PART for grant in actor.grants):
        known["practice"] = reverse("practice")
    roles = frozenset(grant.role for grant in actor.grants)
    found = cards(card_rules(), roles, things, known, tour)
    if CASE_THINGS & things.keys() or all(card.code is not TourCard.CASES for card in found):
        return found
    if lists_open_cases(actor, today=today):
        return found
    return cards(card_rules(), roles, things, {name: page for name, page in known.items() if name != "cases"}, tour)


def _things(actor: Actor, week: WeekPage, today: date) -> Iterator[tuple[TourThing, Real]]:
    for thing, wanted in ((TourThing.DUE_TASK, {Urgency.THIS_WEEK}), (TourThing.LATE_TASK, LATE)):
        for row in week.work.page.rows:
            if row.urgency in wanted and row.title and row.may_do:
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
    yield from _elsewhere(actor, today)


def _elsewhere(actor: Actor, today: date) -> Iterator[tuple[TourThing, Real]]:
    """What waits for who screens, interprets, plans for a region or audits; nothing is asked for anybody else."""
    if policy.holds(actor, Permission.SCREENING_RECORD) and (waiting := first_waiting(actor, today=today)):
        yield TourThing.SCREENING, Real(reverse("record_screening", args=[waiting.sponsor]), waiting.name)
    if has_appointments_only(actor):
        for row in appointments(actor, today=today, number=1).rows[:1]:
            names = ", ".join(row.booked.names) if row.booked else ""
            yield TourThing.APPOINTMENT, Real(f"{reverse('cases')}#{row.booking.code}", names or row.booking.code)
    if n := n_coming(actor, today=today):
        yield TourThing.HOMES_COMING, Real(f"{reverse('region_homes')}?opening={UnitOpening.COMING}", str(n))
    if policy.holds(actor, Permission.AUDIT_READ) and reads_some_log(actor):
        yield TourThing.READS, Real(f"{reverse('log')}?kind={LogKind.READS}")
