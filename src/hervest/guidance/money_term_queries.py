"""The days with which a household's money counts, and the last days that law and practice set for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.core.money import Money
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo
from hervest.deadlines.errors import UnknownTerm
from hervest.deadlines.register import all_versions
from hervest.deadlines.term import Term
from hervest.guidance.money_rules import Days, Line
from hervest.guidance.money_settings import MoneyTerm, money_settings, money_terms
from hervest.guidance.money_term_rules import least_advance, next_last_day, paid_advances
from hervest.journey.milestone_rules import Milestones
from hervest.journey.plan_queries import facts_shown, milestones_of_facts
from hervest.journey.vocabulary import PER_PERSON_MILESTONES, MilestoneCode


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term as the page shows it.

    `on`: its last day, of one that comes back the next that is to be kept; None: its anchor has no day. `is_actual`:
    what it counts from has happened. `is_over`: its last day has passed, or it asks nothing any more (`has_ended`).
    `is_missed`: it passed without an advance that somebody noted. `least`: what an advance is at least.
    """

    title: str
    about: str
    term: Term
    anchor: MilestoneCode
    anchor_on: date | None
    is_actual: bool
    on: date | None
    is_over: bool
    has_ended: bool
    is_missed: bool
    least: Money | None = None


def days_of(actor: Actor, code: str, *, today: date) -> Days:
    """On which day each milestone falls, of a case that `case_for` gave in this request.

    What every person has for themselves has the day of the last of them, as far as all of them have one.
    """
    facts = facts_shown(actor, code, today=today)
    found = milestones_of_facts(facts, today=today)
    return {one: on for one in MilestoneCode if (on := _last_on(found, one, facts.members))}


def happened_on(actor: Actor, code: str, *, today: date) -> Days:
    """The milestones that happened, as `days_of`: what is expected has not."""
    facts = facts_shown(actor, code, today=today)
    found = milestones_of_facts(facts, today=today)
    return {one: on for one in MilestoneCode if (on := found.recorded_on(one, facts.members))}


def _last_on(found: Milestones, code: MilestoneCode, members: Iterable[MemberNo]) -> date | None:
    own = [found.at(code, member) for member in members] if code in PER_PERSON_MILESTONES else []
    days = [one.on for one in own if one is not None]
    if own and len(days) == len(own):
        return max(days)
    shared = found.at(code)
    return shared.on if shared and not own else None


def term_lines(actor: Actor, code: str, lines: Iterable[Line], *, today: date) -> tuple[TermLine, ...]:
    """The terms about money of a case that `case_for` gave in this request, each with its next last day."""
    found = milestones_of_facts(facts_shown(actor, code, today=today), today=today)
    days, noted, kept = days_of(actor, code, today=today), tuple(lines), []
    least, paid = least_advance(noted, days, money_settings().least_percent, today=today), paid_advances(noted, days)
    for row in money_terms():
        term = _version(row, found, today)
        if term is not None:
            kept.append(_term_line(row, term, found, paid=paid, least=least if row.every else None, today=today))
    return tuple(kept)


def _version(row: MoneyTerm, found: Milestones, today: date) -> Term | None:
    """The version in force on the day it counts from; None where the register has none for that day."""
    anchor = found.at(row.anchor)
    try:
        return all_versions().version_on(row.key, anchor.on if anchor else today)
    except UnknownTerm:
        return None


def _term_line(
    row: MoneyTerm, term: Term, found: Milestones, *, paid: tuple[date, ...], least: Money | None, today: date
) -> TermLine:
    anchor, until = found.at(row.anchor), found.at(row.until) if row.until else None
    has_ended = until is not None and until.is_actual
    first = term.limit_on(anchor.on, all_versions().calendar, row.anchor) if anchor else None
    on = next_last_day(first, row.every, paid) if first and not has_ended else first
    has_passed, is_actual = on is not None and on < today, anchor is not None and anchor.is_actual
    return TermLine(
        title=in_language(row.title_nl, row.title_en),
        about=in_language(row.about_nl, row.about_en),
        term=term,
        anchor=row.anchor,
        anchor_on=anchor.on if anchor else None,
        is_actual=is_actual,
        on=on,
        is_over=has_ended or has_passed,
        has_ended=has_ended,
        is_missed=row.every is not None and has_passed and is_actual and not has_ended,
        least=least,
    )
