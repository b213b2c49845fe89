"""Civic integration of one person: terms, parts of a route, who may be at a talk, and how far it is.

Source: Wet inburgering 2021 and Besluit inburgering 2021 by the register of terms; domain.md, rows 28 to 31.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from hervest.deadlines.errors import UnknownTerm
from hervest.deadlines.period import Period
from hervest.deadlines.register import TermRegister
from hervest.guidance.integrating_vocabulary import (
    Company,
    Integrating,
    IntegrationPart,
    LearningRoute,
)
from hervest.guidance.integrating_vocabulary import IntegrationEventKind as Kind

PLANNING, INTEGRATING, CHANGING_ROUTE, EXTENDING = "pip_10w", "integration_3y", "route_change_18m", "extension_window"
"""Terms in the register, with which the plan counts the same tasks."""

ANSWERING, LENGTHENING = "extension_answer", "extension_length"
"""Terms in `integrating_terms_nl.toml`."""

PLAN_TASK = "H03"
TASK_OF: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.INVITED: "H01",
        Kind.LEARNABILITY_TAKEN: "H02",
        Kind.LEARNABILITY_EXEMPT: "H02",
        Kind.PVT_SIGNED: "H05",
        Kind.MAP_TALK: "H06",
        Kind.PROGRESS_TALK: "H08",
        Kind.EXTENSION_ASKED: "H09",
        Kind.COMPLIED: "J03",
    }
)
"""Which row of the plan is done once this was noted. Source: workflow_nl.csv."""

PLAN_ROWS = ("H01", "H02", "H03", "H04", "H05", "H06", "H07", "H08", "H09", "J03")
"""The work of the plan about it."""

TALKS = frozenset({Kind.INVITED, Kind.INTAKE_HELD, Kind.PROGRESS_TALK, Kind.MAP_TALK, Kind.FINAL_TALK_HELD})
"""Talks with the person: alone, with an interpreter where they need one, and with nobody else unless they asked."""

OF_HOURS = frozenset({Kind.LESSON_HOURS, Kind.ACTIVITY_HOURS, Kind.PVT_HOURS, Kind.MAP_HOURS})
INTAKES = frozenset({Kind.INTAKE_HELD, Kind.INTAKE_ABSENT})
TESTS = frozenset({Kind.LEARNABILITY_TAKEN, Kind.LEARNABILITY_EXEMPT})
ENDS = frozenset({Kind.COMPLIED, Kind.EXEMPTED})
DECIDES = frozenset({Kind.EXTENSION_GRANTED, Kind.EXTENSION_REFUSED})
BEFORE_THE_PLAN = frozenset({Kind.INVITED, Kind.EXEMPTED}) | INTAKES | TESTS

TAKEN_BACK_WITHIN = timedelta(days=1)
"""How long a mistake is taken back by who made it; later, what is so is noted anew."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that was noted. `hours` with hours; `until_on` with an extension; `company`: who else was there."""

    kind: Kind
    on: date
    hours: int = 0
    until_on: date | None = None
    company: frozenset[Company] = frozenset()


@dataclass(frozen=True, slots=True)
class Settled:
    """What a plan (PIP) names. `map_hours` None: the route has no labour-market module."""

    route: LearningRoute
    decided_on: date
    n_talks: int
    pvt_hours: int
    map_hours: int | None = None
    weekly_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person's integration. `pip_on`: the milestone, if it happened; `planned`: the last plan.

    `registered_on`: the registration from which the plan's term counts; `is_registered`: it happened.
    `end_recorded`: a last day that somebody recorded by hand.
    """

    registered_on: date | None = None
    is_registered: bool = False
    pip_on: date | None = None
    planned: Settled | None = None
    happened: tuple[Happened, ...] = ()
    end_recorded: date | None = None

    def of(self, *kinds: Kind) -> tuple[Happened, ...]:
        """What was noted of these kinds, in the order of its days."""
        return tuple(sorted((one for one in self.happened if one.kind in kinds), key=lambda one: one.on))

    @property
    def is_over(self) -> bool:
        """Whether the person complied or is exempt."""
        return bool(self.of(*ENDS))

    @property
    def asking(self) -> tuple[Happened, ...]:
        """The extensions that were asked and on which nobody decided: each decision answers the first that waits."""
        waiting = list(self.of(Kind.EXTENSION_ASKED))
        for decision in self.of(*DECIDES):
            answered = next((one for one in waiting if one.on <= decision.on), None)
            if answered is not None:
                waiting.remove(answered)
        return tuple(waiting)

    @property
    def is_asking(self) -> bool:
        """Whether an extension was asked that nobody decided on."""
        return bool(self.asking)


@dataclass(frozen=True, slots=True)
class Terms:
    """The days that count for one person. `plan_by` and `plan_safe`: by law, and the last working day by then."""

    plan_by: date | None = None
    plan_safe: date | None = None
    ends_on: date | None = None
    change_route_by: date | None = None
    window: Period | None = None
    answer_by: date | None = None
    talks: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class PartRule:
    """What a route asks of one part; `least_hours` None: no number; `closed_by` None: the hours alone."""

    part: IntegrationPart
    routes: frozenset[LearningRoute]
    hours_of: Kind | None
    least_hours: int | None
    closed_by: Kind | None
    source: str
    article: str
    valid_from: date
    checked_on: date
    mark: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """How far one part is; `n_asked` None: no number of hours is asked. `last_on`: of hours and closing the last."""

    rule: PartRule
    n_hours: int
    n_asked: int | None
    closed_on: date | None
    last_on: date | None = None

    @property
    def is_done(self) -> bool:
        """Whether hours and closing are both there."""
        has_hours = self.n_asked is None or self.n_hours >= self.n_asked
        return has_hours and (self.rule.closed_by is None or self.closed_on is not None)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the law, or one that is the municipality's own (mark A), with where it stands."""

    key: str
    number: int
    title_nl: str
    title_en: str
    source: str
    article: str
    valid_from: date
    checked_on: date
    mark: str


@dataclass(frozen=True, slots=True)
class Book:
    """What integration counts with: the terms of the plan, its own terms, the parts of each route."""

    terms: TermRegister
    own_terms: TermRegister
    parts: tuple[PartRule, ...] = ()
    numbers: Mapping[str, Number] = field(default_factory=dict)


def end_of(facts: Facts, book: Book) -> date | None:
    """The last day of the term: that of the register, or the last day that an extension or somebody gave it.

    Source: Wet inburgering 2021, 11: the term runs from the day after the plan. None without a plan, or for one of
    before any version of the term.
    """
    if facts.pip_on is None:
        return None
    granted = [one.until_on for one in facts.of(Kind.EXTENSION_GRANTED) if one.until_on]
    days = [*granted, *([facts.end_recorded] if facts.end_recorded else [])]
    return max(days) if days else _limit(INTEGRATING, facts.pip_on, book.terms)


def terms_of(facts: Facts, book: Book) -> Terms:
    """Every day that counts for this person."""
    ends_on, plan_by = end_of(facts, book), None
    if facts.registered_on is not None:
        plan_by = _limit(PLANNING, facts.registered_on, book.terms)
    n_talks = facts.planned.n_talks if facts.planned else 0
    return Terms(
        plan_by=plan_by,
        plan_safe=book.terms.calendar.last_on_or_before(plan_by) if plan_by else None,
        ends_on=ends_on,
        change_route_by=_limit(CHANGING_ROUTE, facts.pip_on, book.terms) if facts.pip_on else None,
        window=window_of(ends_on, book) if ends_on else None,
        answer_by=_limit(ANSWERING, facts.asking[-1].on, book.own_terms) if facts.is_asking else None,
        talks=talk_days(facts.pip_on, ends_on, n_talks) if facts.pip_on and ends_on else (),
    )


def window_of(ends_on: date, book: Book) -> Period | None:
    """The days on which an extension can be asked. Source: Besluit inburgering 2021, 4.5."""
    try:
        return book.terms.version_on(EXTENDING, ends_on).window_on(ends_on, book.terms.calendar)
    except UnknownTerm:
        return None


def extended_to(ends_on: date, book: Book) -> date | None:
    """The day to which one extension brings the term, to begin a form with: the letter of the decision counts."""
    return _limit(LENGTHENING, ends_on, book.own_terms)


def _limit(key: str, on: date, register: TermRegister) -> date | None:
    try:
        return register.limit_on(key, on)
    except UnknownTerm:
        return None


def talk_days(pip_on: date, ends_on: date, n_talks: int) -> tuple[date, ...]:
    """By when each progress talk comes: spread evenly over the term, the last one on its last day.

    How many there are stands in the plan (Besluit inburgering 2021, 5.3); that they are spread evenly is an assumption.
    """
    days = (ends_on - pip_on).days
    return tuple(pip_on + timedelta(days=days * n // n_talks) for n in range(1, n_talks + 1))


def parts_of(facts: Facts, book: Book) -> tuple[PartLine, ...]:
    """What the route of the plan asks, part by part, and how far each is; nothing while there is no route."""
    if facts.planned is None:
        return ()
    return tuple(_part(rule, facts, facts.planned) for rule in book.parts if facts.planned.route in rule.routes)


def _part(rule: PartRule, facts: Facts, planned: Settled) -> PartLine:
    hours = sum(one.hours for one in facts.of(rule.hours_of)) if rule.hours_of else 0
    agreed = {IntegrationPart.PARTICIPATION: planned.pvt_hours, IntegrationPart.LABOUR_MARKET: planned.map_hours}
    asked = max(rule.least_hours, agreed.get(rule.part) or 0) if rule.least_hours is not None else None
    closed = facts.of(rule.closed_by) if rule.closed_by else ()
    days = [one.on for one in facts.of(rule.hours_of)] if rule.hours_of else []
    days += [closed[0].on] if closed else []
    return PartLine(rule, hours, asked, closed[0].on if closed else None, max(days, default=None))


def part_with_task(kind: Kind, facts: Facts, book: Book) -> PartLine | None:
    """The part to which this belongs, where the plan has a task that is done once hours and closing are both there."""
    lines = (line for line in parts_of(facts, book) if line.rule.closed_by in TASK_OF)
    return next((line for line in lines if kind in {line.rule.hours_of, line.rule.closed_by}), None)


def state_of(facts: Facts, terms: Terms, *, today: date) -> Integrating:
    """How far integration is for this person."""
    if facts.is_over:
        return Integrating.EXEMPT if facts.of(Kind.EXEMPTED) else Integrating.COMPLIED
    if facts.pip_on is not None:
        if facts.is_asking:
            return Integrating.EXTENSION_WAITS
        is_past = terms.ends_on is not None and today > terms.ends_on
        return Integrating.TERM_OVER if is_past else Integrating.RUNNING
    if not facts.of(*INTAKES):
        return Integrating.INVITED if facts.of(Kind.INVITED) else Integrating.TO_INVITE
    return Integrating.TO_PLAN if facts.of(*TESTS) else Integrating.TO_TEST


def is_plan_late(facts: Facts, terms: Terms, *, today: date) -> bool:
    """Whether the plan came, or still is to come, after its last day."""
    settled = facts.pip_on or today
    return terms.plan_by is not None and not facts.is_over and settled > terms.plan_by


def uninvited(company: Collection[Company], wished: Collection[Company]) -> frozenset[Company]:
    """Who of them the person did not ask for: nobody beside an interpreter is at a talk unless they did.

    Source: Besluit inburgering 2021, 5.2(2): the right to have the talk alone; domain.md, section 6.
    """
    return frozenset(company) - frozenset(wished)


def uninvited_now(happened: Happened, wished: Collection[Company], *, today: date) -> frozenset[Company]:
    """Who was invited to a talk to come, and is not asked for any more; nobody of a talk that is past."""
    is_coming = happened.kind is Kind.INVITED and happened.on >= today
    return uninvited(happened.company, wished) if is_coming else frozenset()


def may_take_back(made_at: datetime, now: datetime) -> bool:
    """Whether a mistake of that instant is taken back still."""
    return now - made_at <= TAKEN_BACK_WITHIN


def rests_on(kind: Kind, later: Collection[Kind]) -> bool:
    """Whether something noted `later` rests on this, which so stays: an end, a request or a decision to extend."""
    extending = DECIDES | {Kind.EXTENSION_ASKED}
    return kind in extending and not (ENDS | extending).isdisjoint(later)


def read_parts(text: str) -> tuple[PartRule, ...]:
    """The parts in CSV, in their order. Raises: ValueError for a row without source, or with an unknown word."""
    found = []
    for row in csv.DictReader(io.StringIO(text)):
        if not row["source"]:
            raise ValueError(row["part"])
        found.append(
            PartRule(
                part=IntegrationPart(row["part"]),
                routes=frozenset(LearningRoute(word) for word in row["routes"].split(";")),
                hours_of=Kind(row["hours_of"]) if row["hours_of"] else None,
                least_hours=int(row["least_hours"]) if row["least_hours"] else None,
                closed_by=Kind(row["closed_by"]) if row["closed_by"] else None,
                source=row["source"],
                article=row["article"],
                valid_from=date.fromisoformat(row["valid_from"]),
                checked_on=date.fromisoformat(row["checked"]),
                mark=row["mark"],
            )
        )
    return tuple(found)


def read_numbers(text: str) -> dict[str, Number]:
    """The numbers in CSV, by key. Raises: ValueError for a key twice, or a row without words or source."""
    found: dict[str, Number] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["key"] in found or not all((row["title_nl"], row["title_en"], row["source"])):
            raise ValueError(row["key"])
        found[row["key"]] = Number(
            key=row["key"],
            number=int(row["number"]),
            title_nl=row["title_nl"],
            title_en=row["title_en"],
            source=row["source"],
            article=row["article"],
            valid_from=date.fromisoformat(row["valid_from"]),
            checked_on=date.fromisoformat(row["checked"]),
            mark=row["mark"],
        )
    return found


def parts_asked(parts: Sequence[PartRule], route: LearningRoute) -> dict[IntegrationPart, PartRule]:
    """What a route asks, by part."""
    return {rule.part: rule for rule in parts if route in rule.routes}


def noted_for(parts: Iterable[PartRule], route: LearningRoute) -> frozenset[Kind]:
    """What can be noted on a route of learning: hours and closings of its parts, and nothing of another route's."""
    mine = [rule for rule in parts if route in rule.routes]
    return frozenset(kind for rule in mine for kind in (rule.hours_of, rule.closed_by) if kind)


def offered(facts: Facts, terms: Terms, book: Book, *, today: date) -> tuple[Kind, ...]:
    """What can be noted now of this person, in the order of the words; nothing once it is over."""
    if facts.is_over:
        return ()
    if facts.pip_on is None or facts.planned is None:
        found = {Kind.INVITED, Kind.INTAKE_HELD, Kind.EXEMPTED} | (set() if facts.of(*TESTS) else TESTS)
        if len(facts.of(Kind.INVITED)) >= book.numbers["summons"].number and not facts.of(*INTAKES):
            found.add(Kind.INTAKE_ABSENT)
    else:
        found = {Kind.INVITED, Kind.PROGRESS_TALK} | noted_for(book.parts, facts.planned.route) | ENDS
        if facts.is_asking:
            found |= DECIDES
        elif terms.window is not None and terms.window.start <= today:
            found.add(Kind.EXTENSION_ASKED)
    return tuple(kind for kind in Kind if kind in found)
