"""Why something cannot have happened so in somebody's civic integration, or a plan cannot be settled so."""

from collections.abc import Collection
from datetime import date, timedelta

from hervest.guidance.integrating_rules import (
    BEFORE_THE_PLAN,
    CHANGING_ROUTE,
    DECIDES,
    INTAKES,
    OF_HOURS,
    TALKS,
    Book,
    Facts,
    Happened,
    Settled,
    end_of,
    noted_for,
    parts_asked,
    terms_of,
    uninvited,
)
from hervest.guidance.integrating_vocabulary import Company, IntegrationPart
from hervest.guidance.integrating_vocabulary import IntegrationEventKind as Kind
from hervest.journey.milestone_rules import Refusal

LONGEST_AHEAD = timedelta(days=365)
"""An invitation for a day further away is a slip of the keyboard."""


def event_refusal(
    happened: Happened, facts: Facts, *, wished: Collection[Company], book: Book, today: date
) -> Refusal | None:
    """Why this cannot be noted; None if it can. `wished`: whom the person asked for to be with them."""
    refused = _day_refusal(happened, facts, today)
    if refused is not None:
        return refused
    if happened.kind in TALKS and uninvited(happened.company, wished):
        return Refusal("company_not_asked_for", {"field": "company"})
    if happened.kind is Kind.INTAKE_ABSENT:
        return _absent_refusal(happened, facts, book)
    return None if happened.kind in BEFORE_THE_PLAN else _after_the_plan(happened, facts, book)


def _day_refusal(happened: Happened, facts: Facts, today: date) -> Refusal | None:
    if facts.is_over:
        return Refusal("integration_is_over", {"field": "on"})
    if happened.kind is Kind.INVITED:
        is_far = happened.on > today + LONGEST_AHEAD
        return Refusal("invited_too_far_ahead", {"field": "on"}) if is_far else None
    return Refusal("happened_in_the_future", {"field": "on"}) if happened.on > today else None


def _absent_refusal(happened: Happened, facts: Facts, book: Book) -> Refusal | None:
    """Completed without the person only after so many invitations. Source: Wet inburgering 2021, 14 and 22."""
    asked = book.numbers["summons"].number
    came_by = [one for one in facts.of(Kind.INVITED) if one.on < happened.on]
    if facts.of(Kind.INTAKE_HELD):
        return Refusal("intake_was_held", {"field": "on"})
    return Refusal("invite_more_often", {"field": "on", "n": asked}) if len(came_by) < asked else None


def _after_the_plan(happened: Happened, facts: Facts, book: Book) -> Refusal | None:
    if facts.pip_on is None or facts.planned is None:
        return Refusal("settle_the_plan_first", {"field": "on"})
    every = {kind for rule in book.parts for kind in (rule.hours_of, rule.closed_by)}
    if happened.kind in every and happened.kind not in noted_for(book.parts, facts.planned.route):
        return Refusal("not_of_this_route", {"field": "on"})
    if happened.kind in OF_HOURS and happened.hours < 1:
        return Refusal("how_many_hours", {"field": "hours"})
    if happened.kind is Kind.PROGRESS_TALK and happened.on < facts.pip_on:
        return Refusal("talk_before_the_plan", {"field": "on", "on": facts.pip_on})
    if happened.kind is Kind.EXTENSION_ASKED:
        return _asking_refusal(happened, facts, book)
    return _deciding_refusal(happened, facts, book) if happened.kind in DECIDES else None


def _asking_refusal(happened: Happened, facts: Facts, book: Book) -> Refusal | None:
    """Within the window before the end of the term. Source: Besluit inburgering 2021, 4.5."""
    if facts.is_asking:
        return Refusal("extension_waits_already", {"field": "on"})
    window = terms_of(facts, book).window
    if window is not None and happened.on not in window:
        return Refusal("outside_the_window", {"field": "on", "first": window.start, "last": window.end})
    return None


def _deciding_refusal(happened: Happened, facts: Facts, book: Book) -> Refusal | None:
    if not facts.is_asking:
        return Refusal("nobody_asked_to_extend", {"field": "on"})
    asked = facts.asking[-1]
    if happened.on < asked.on:
        return Refusal("decided_before_it_was_asked", {"field": "on", "on": asked.on})
    ends_on = end_of(facts, book)
    if happened.kind is Kind.EXTENSION_REFUSED:
        return None
    if happened.until_on is None:
        return Refusal("extended_until_which_day", {"field": "until_on"})
    if ends_on is not None and happened.until_on <= ends_on:
        return Refusal("extended_to_no_later_day", {"field": "until_on", "on": ends_on})
    return None


def plan_refusal(wanted: Settled, facts: Facts, *, book: Book, today: date) -> Refusal | None:
    """Why a plan cannot be settled, or changed, so; None if it can.

    A plan whose day stands in the case already needs no intake here: it was held elsewhere, or before Hervest.
    """
    if facts.is_over:
        return Refusal("integration_is_over", {"field": "decided_on"})
    if wanted.decided_on > today:
        return Refusal("plan_in_the_future", {"field": "decided_on"})
    if facts.planned is not None and facts.pip_on is not None:
        return _change_refusal(wanted, facts, facts.planned, book) or _hours_refusal(wanted, book)
    if facts.is_registered and facts.registered_on and wanted.decided_on < facts.registered_on:
        return Refusal("plan_before_registration", {"field": "decided_on", "on": facts.registered_on})
    held = [one.on for one in facts.of(*INTAKES)]
    if facts.pip_on is None and (not held or min(held) > wanted.decided_on):
        return Refusal("intake_first", {"field": "decided_on"})
    return _hours_refusal(wanted, book)


def _change_refusal(wanted: Settled, facts: Facts, was: Settled, book: Book) -> Refusal | None:
    """The route changes until the day that the register names. Source: Besluit inburgering 2021, 5.4."""
    if wanted.decided_on < was.decided_on:
        return Refusal("changed_before_it_was_settled", {"field": "decided_on", "on": was.decided_on})
    until = book.terms.limit_on(CHANGING_ROUTE, facts.pip_on) if facts.pip_on and _knows(facts, book) else None
    if wanted.route is not was.route and until is not None and wanted.decided_on > until:
        return Refusal("too_late_to_change_route", {"field": "route", "on": until})
    return None


def _knows(facts: Facts, book: Book) -> bool:
    return terms_of(facts, book).change_route_by is not None


def _hours_refusal(wanted: Settled, book: Book) -> Refusal | None:
    """No fewer hours than the law asks, and none of a part that the route does not have."""
    asked = parts_asked(book.parts, wanted.route)
    least = asked[IntegrationPart.PARTICIPATION].least_hours or 0
    if wanted.pvt_hours < least:
        return Refusal("fewer_hours_than_the_law", {"field": "pvt_hours", "least": least})
    module = asked.get(IntegrationPart.LABOUR_MARKET)
    if module is None:
        return Refusal("route_without_map", {"field": "map_hours"}) if wanted.map_hours else None
    if (wanted.map_hours or 0) < (module.least_hours or 0):
        return Refusal("fewer_hours_than_the_law", {"field": "map_hours", "least": module.least_hours})
    return None
