"""Until when somebody can apply for reunification, on which days that is told, and how far it is for each of them.

Source: Vw 29(2),(4) and IND by the register of terms; domain.md, row 26 and lead 10; needs.md, D2.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hervest.core.vocabulary import MemberNo
from hervest.deadlines.errors import UnknownTerm
from hervest.deadlines.period import Offset
from hervest.deadlines.register import TermRegister
from hervest.deadlines.term import Term
from hervest.guidance.reunion_vocabulary import Nearness, Outcome, PaperState, ReunionState
from hervest.journey.milestone_rules import Refusal

APPLYING = "reunification_3m"
"""The term in the register: the one with which the plan counts the same task."""

FILING = "G03"
"""The row of the plan that is done once an application was filed."""

ANSWERING, ANSWERING_LONGER = "reunification_answer", "reunification_answer_longer"
OBJECTING, OBJECTING_LONGER = "objection_answer", "objection_answer_longer"
"""Terms for who decides, in `reunion_terms_nl.toml`; the longer of each: where they prolong it."""

ASKS = frozenset({ReunionState.RUNNING, ReunionState.PASSED})
"""Somebody has to act: apply, or say that it is not wanted."""

IS_FILED = frozenset(
    {
        ReunionState.TOLD_ELSEWHERE,
        ReunionState.FILED,
        ReunionState.GRANTED,
        ReunionState.REFUSED,
        ReunionState.OBJECTED,
    }
)


@dataclass(frozen=True, slots=True)
class Warnings:
    """On which days a last day is told: `before` it, each of the last `daily` days, and `after` it again and again.

    After `until` nothing is told any more, and only pages say it. All are days counted from the last day; which they
    are is a setting with its source.
    """

    before: tuple[Offset, ...]
    daily: Offset
    after: Offset
    until: Offset


@dataclass(frozen=True, slots=True)
class LastDay:
    """Until when somebody can apply: `limit_on` by the law, `safe_on` the last working day by then.

    `term`: the version of the term that was in force on the day of the permit.
    """

    permit_on: date
    limit_on: date
    safe_on: date
    term: Term

    def days_left(self, today: date) -> int:
        """Whole days until the safe day: 0 on it, and less after it."""
        return (self.safe_on - today).days


@dataclass(frozen=True, slots=True)
class Application:
    """What was recorded of an application. `outcome` None: not decided; `decided_on` None: not known on which day.

    `objection_until`: the last day to object as the letter says it; `objected_on`: on which day that was done.
    """

    applied_on: date
    support_point: str = ""
    outcome: Outcome | None = None
    decided_on: date | None = None
    objection_until: date | None = None
    objected_on: date | None = None
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """By when the other side answers: `by` as the law has it, `longer` if they prolong it."""

    by: date
    longer: date


@dataclass(frozen=True, slots=True)
class Line:
    """Reunification of one holder of a permit, as it is today. `answer`: by when there is word, while one waits."""

    member: MemberNo
    state: ReunionState
    last: LastDay | None
    answer: Answer | None = None

    @property
    def asks(self) -> bool:
        """Whether somebody has to act."""
        return self.state in ASKS


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is asked of a joining relative, and for which of them: words of kinds of relatives."""

    key: str
    title_nl: str
    title_en: str
    for_whom: frozenset[str]
    source: str
    valid_from: date
    checked_on: date


def last_day(permit_on: date, terms: TermRegister) -> LastDay:
    """Until when who has a permit since that day can apply.

    The term may run on to the next working day (Algemene termijnenwet); nobody relies on it: safe is the last working
    day that is not later than the calendar day. Raises: UnknownTerm where no version was in force.
    """
    limit_on = terms.limit_on(APPLYING, permit_on)
    return LastDay(
        permit_on, limit_on, terms.calendar.last_on_or_before(limit_on), terms.version_on(APPLYING, permit_on)
    )


def known_last_day(permit_on: date | None, terms: TermRegister) -> LastDay | None:
    """The same; None without a permit, and for one of before any version of the term."""
    try:
        return last_day(permit_on, terms) if permit_on is not None else None
    except UnknownTerm:
        return None


def warned_on(last: LastDay, today: date, how: Warnings) -> date | None:
    """The day of the warning that holds today: the latest that has come; None before the first.

    Steps count back from the safe day; the daily ones go on up to the last day by law. So of days that were missed one
    warning is left, and no day brings the same one twice.
    """
    if today > last.limit_on:
        return _after(last.limit_on, min(today, how.until.after(last.limit_on)), how.after)
    if how.daily.after(last.safe_on) < today:
        return today
    return max((day for step in how.before if (day := step.after(last.safe_on)) <= today), default=None)


def _after(limit_on: date, today: date, step: Offset) -> date:
    """The day after the last one tells that it has passed; then again after every step."""
    found, n = limit_on + timedelta(days=1), 1
    while (following := step.times(n).after(limit_on)) <= today:
        found, n = max(found, following), n + 1
    return found


def nearness(last: LastDay, today: date, how: Warnings) -> Nearness:
    """How near the last day is: near since the first warning, and at its end since the last but one."""
    if today > last.limit_on:
        return Nearness.OVER
    steps = sorted(step.after(last.safe_on) for step in how.before)
    if not steps or today < steps[0]:
        return Nearness.FAR
    return Nearness.LAST if today >= steps[-2:][0] else Nearness.NEAR


def holders(adults: Collection[MemberNo], members: Collection[MemberNo]) -> tuple[MemberNo, ...]:
    """Who applies for themselves: who is of age; where nobody is, everybody. An assumption: parents apply first."""
    return tuple(sorted(adults or members))


def holder_since(member: MemberNo, of_age_on: Mapping[MemberNo, date], joined: Mapping[MemberNo, date]) -> date | None:
    """Since when this person applies for themselves; None: from the beginning, for no other grown-up was there before.

    `of_age_on`: since when who is of age is, the first of days where nobody knows; `joined`: when who came later came.
    """
    own = of_age_on.get(member)
    others = (max(day, joined.get(no, date.min)) for no, day in of_age_on.items() if no != member)
    return own if own is not None and any(day < own for day in others) else None


def line_of(
    member: MemberNo,
    permit_on: date | None,
    application: Application | None,
    *,
    is_not_wanted: bool,
    is_told_elsewhere: bool,
    begun_on: date,
    holder_since: date | None = None,
    terms: TermRegister,
    answers: TermRegister,
    today: date,
) -> Line:
    """How far it is for this person.

    `is_told_elsewhere`: the plan says that an application was filed or decided, and nobody recorded it here.
    `begun_on`: since when this municipality has the case; `holder_since`: since when this person applies for
    themselves. Of a term that had passed by either nobody is warned.
    """
    last = known_last_day(permit_on, terms)
    if application is not None:
        return Line(member, _state_of(application), last, _answer(application, answers))
    if is_not_wanted:
        return Line(member, ReunionState.NOT_WANTED, last)
    if is_told_elsewhere:
        return Line(member, ReunionState.TOLD_ELSEWHERE, last)
    if last is None:
        return Line(member, ReunionState.UNDATED, None)
    if last.limit_on < min(max(begun_on, holder_since or begun_on), today):
        return Line(member, ReunionState.OVER_BEFORE, last)
    return Line(member, ReunionState.PASSED if today > last.limit_on else ReunionState.RUNNING, last)


def _state_of(application: Application) -> ReunionState:
    if application.objected_on is not None:
        return ReunionState.OBJECTED
    return ReunionState(application.outcome.value) if application.outcome else ReunionState.FILED


def _answer(application: Application, answers: TermRegister) -> Answer | None:
    if application.objected_on is not None and application.outcome is Outcome.REFUSED:
        keys, begins = (OBJECTING, OBJECTING_LONGER), application.objection_until or application.objected_on
    elif application.outcome is None:
        keys, begins = (ANSWERING, ANSWERING_LONGER), application.applied_on
    else:
        return None
    by, longer = (answers.limit_on(key, begins) for key in keys)
    return Answer(by, longer)


def told_as(case: str, member: MemberNo) -> str:
    """How the name of everything begins that is told of this person's last day."""
    return f"reunification {case}/{member} "


def is_settled(lines: Iterable[Line]) -> bool:
    """Whether nobody of them has to act any more."""
    return not any(line.asks or line.state is ReunionState.UNDATED for line in lines)


def application_refusal(
    application: Application, permit_on: date | None, *, today: date, was: Application | None = None
) -> Refusal | None:
    """Why it cannot have been filed so; None if it can. `was`: what stood before, whose day may stand."""
    if application.applied_on > today:
        return Refusal("filed_in_the_future", {"field": "applied_on"})
    if was is not None and was.applied_on == application.applied_on:
        return None
    if permit_on is not None and application.applied_on < permit_on:
        return Refusal("filed_before_the_permit", {"field": "applied_on", "on": permit_on})
    if was is not None and was.decided_on is not None and was.decided_on < application.applied_on:
        return Refusal("filed_after_the_decision", {"field": "applied_on", "on": was.decided_on})
    return None


def decision_refusal(application: Application, *, today: date) -> Refusal | None:
    """Why it cannot have been decided so; None if it can."""
    decided = application.decided_on
    if application.outcome is None or decided is None:
        return Refusal("decided_on_which_day", {"field": "decided_on"})
    if decided > today:
        return Refusal("decided_in_the_future", {"field": "decided_on"})
    if decided < application.applied_on:
        return Refusal("decided_before_it_was_filed", {"field": "decided_on", "on": application.applied_on})
    if application.outcome is Outcome.GRANTED:
        return _granted_refusal(application, decided)
    return _refused_refusal(application, decided, today)


def _granted_refusal(application: Application, decided: date) -> Refusal | None:
    if application.objection_until is not None or application.objected_on is not None:
        field = "objected_on" if application.objected_on else "objection_until"
        return Refusal("no_objection_when_granted", {"field": field})
    if application.expected_on is not None and application.expected_on < decided:
        return Refusal("expected_before_the_decision", {"field": "expected_on", "on": decided})
    return None


def _refused_refusal(application: Application, decided: date, today: date) -> Refusal | None:
    until, objected = application.objection_until, application.objected_on
    if until is not None and until < decided:
        return Refusal("objection_before_the_decision", {"field": "objection_until", "on": decided})
    if objected is not None and not decided <= objected <= today:
        return Refusal("objected_on_no_such_day", {"field": "objected_on", "on": decided})
    return Refusal("nobody_comes_when_refused", {"field": "expected_on"}) if application.expected_on else None


def read_papers(text: str) -> tuple[Paper, ...]:
    """The checklist in CSV, in its order. Raises: ValueError for a key twice, or a row without words or source."""
    found: dict[str, Paper] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["key"] in found or not all((row["title_nl"], row["title_en"], row["source"])):
            raise ValueError(row["key"])
        found[row["key"]] = Paper(
            key=row["key"],
            title_nl=row["title_nl"],
            title_en=row["title_en"],
            for_whom=frozenset(word for word in row["for_whom"].split(";") if word),
            source=row["source"],
            valid_from=date.fromisoformat(row["valid_from"]),
            checked_on=date.fromisoformat(row["checked"]),
        )
    return tuple(found.values())


def papers_for(papers: Iterable[Paper], kind: StrEnum, *, today: date) -> tuple[Paper, ...]:
    """What is asked of a relative of this kind today; a row for nobody in particular is for all of them."""
    return tuple(
        paper for paper in papers if paper.valid_from <= today and (not paper.for_whom or kind.value in paper.for_whom)
    )


def n_to_get(states: Mapping[str, PaperState], asked: Sequence[Paper]) -> int:
    """Of how many papers somebody still has to see to it that they come."""
    return sum(states.get(paper.key, PaperState.MISSING) is PaperState.MISSING for paper in asked)
