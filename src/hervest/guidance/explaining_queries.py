"""What was explained to a household, what comes and what never was: for who works with it, and for itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Relation, Shown
from hervest.core.errors import Conflict, NotFound
from hervest.core.vocabulary import Interpreting, MemberNo, Tier
from hervest.guidance.explaining_rules import (
    Given,
    Household,
    Kept,
    Planned,
    Said,
    Time,
    Told,
    TopicLine,
    lines,
    n_topics,
    narrowed,
    next_proposed,
    proposed_again,
)
from hervest.guidance.models import Explanation
from hervest.guidance.settings import guidance_settings
from hervest.guidance.vocabulary import Shows, TimeState, TopicState, Understood
from hervest.households.talk_queries import listeners_in
from hervest.journey.contact_queries import told_in_contacts
from hervest.journey.contact_vocabulary import TopicKey
from hervest.journey.plan_queries import facts_shown, milestones_of_facts
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.staffing_queries import my_teams
from hervest.journey.team_queries import who_explains
from hervest.journey.topic_queries import all_topics, topic_titles, topics_in_words
from hervest.journey.vocabulary import MilestoneCode


@dataclass(frozen=True, slots=True)
class TimeCell:
    """A time as the page shows it, by whom and in which language; where that is not known, both are empty.

    `own_words`: what they said back, and `note`, for who may read them.
    """

    time: Time
    by: str = ""
    language: str = ""
    interpreting: Interpreting | None = None
    own_words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic as the page shows it. `people`: keys of `HouseholdNames` of its listeners; none: all of the household.

    `key` names the row in addresses. `gaps`: columns it does not fill. `proposed_on`: the day proposed for a next time,
    where a person should plan one.
    """

    line: TopicLine
    title: str
    people: tuple[str, ...]
    cells: tuple[TimeCell, ...]
    gaps: range
    proposed_on: date | None

    @property
    def last_told(self) -> int | None:
        """The number of what was recorded last."""
        given = [time for time in self.line.times if time.state is TimeState.GIVEN]
        return given[-1].entry if given else None

    @property
    def key(self) -> str:
        """Topic and listeners."""
        return "-".join([str(self.line.topic.key), *map(str, sorted(self.line.listeners))])

    @property
    def who(self) -> str:
        """Its listeners as addresses give them."""
        return ",".join(map(str, sorted(self.line.listeners)))


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """The topics that are equally far."""

    state: TopicState
    rows: tuple[TopicRow, ...]

    @property
    def n_topics(self) -> int:
        """How many topics they are."""
        return n_topics(row.line for row in self.rows)


@dataclass(frozen=True, slots=True)
class Explaining:
    """What was explained in one case; the numbers count its topics, `groups` are of what was asked.

    `reads_words`: whether the reader knows what was understood, and what contacts tell. `n_times`: columns of times.
    """

    case: CaseRef
    groups: tuple[TopicGroup, ...]
    n_never: int
    n_due: int
    n_again: int
    n_times: int
    may_record: bool
    reads_words: bool

    @property
    def columns(self) -> range:
        """The times by number, from the first."""
        return range(1, self.n_times + 1)

    @property
    def n_columns(self) -> int:
        """Columns of the table: the topic, its times, and what can be done."""
        return self.n_times + (2 if self.may_record else 1)


@dataclass(frozen=True, slots=True)
class Stored:
    """One explanation with its words, for the forms that change it; `given` None: it is planned, or not needed.

    `before`: what stands again if what became of it is taken back; None: nothing does. `explainer`: the name of who
    explains it, where that is said; `by`, `at`: who changed it last, and when.
    """

    id: int
    planned: Planned
    given: Given | None
    before: Planned | None
    title: str
    people: tuple[str, ...]
    explainer: str
    n_changed: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the page begins with on which an explanation is planned or recorded.

    `explainers`: who works on the case, by name.
    """

    case: CaseRef
    explainers: dict[PersonId, str]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One topic on the page of a household itself: what it is about, and when it was explained in which language.

    `comes`: it is explained again, around `next_on` as far as that is known, and on that very day if `is_planned`.
    """

    title: str
    about: str
    told: tuple[tuple[date, str], ...]
    comes: bool
    next_on: date | None
    is_planned: bool


def reads_explanations(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a page for the actor on what is explained: for offering it."""
    if not may(actor, code, Permission.CONTACT_LOG, today=today):
        return False
    return _works_there(case_for(actor, code, Permission.CONTACT_LOG, today=today))


def reads_own_explanations(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a page for the actor on what is explained to themselves: for offering it."""
    if not may(actor, code, Permission.CONTACT_LOG, today=today):
        return False
    return _is_their_own(actor, case_for(actor, code, Permission.CONTACT_LOG, today=today), today)


def explaining_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case, for who works on it and reads its people. Raises: NotFound."""
    case = case_for(actor, code, Permission.CONTACT_LOG, today=today)
    if not _works_there(case):
        raise NotFound("no_such_case", case=code)
    return case


def explaining(actor: Actor, code: str, shows: Shows, *, today: date) -> Explaining:
    """Every topic with when it was and will be explained to whom, or those that are asked for. Raises: NotFound."""
    case = explaining_case(actor, code, today=today)
    stored = _stored(case)
    found = lines(all_topics(), _told(actor, case, stored, today), today=today)
    by_id = {row.pk: row for row in stored}
    shown = narrowed(found, shows)
    reads_words, n_times = Tier.P2 in case.tiers, max((len(line.times) for line in shown), default=0)
    actor.reads.read_at(code, Shown.CONTACTS, Tier.P1)
    if reads_words and any(line.state is not TopicState.NEVER for line in shown):
        actor.reads.read_at(code, Shown.CONTACTS, Tier.P2)
    return Explaining(
        case=case,
        groups=tuple(
            TopicGroup(state, tuple(_topic_row(case, line, by_id, n_times) for line in shown if line.state is state))
            for state in dict.fromkeys(line.state for line in shown)
        ),
        n_never=n_topics(narrowed(found, Shows.NEVER)),
        n_due=n_topics(narrowed(found, Shows.DUE)),
        n_again=n_topics(narrowed(found, Shows.AGAIN)),
        n_times=n_times,
        may_record=case.closed_on is None and reads_words,
        reads_words=reads_words,
    )


def n_due_explanations(actor: Actor, code: str, *, today: date) -> int:
    """How many topics of an open case are to be explained by now, for who works on it; 0 for others."""
    if not reads_explanations(actor, code, today=today):
        return 0
    case = case_for(actor, code, Permission.CONTACT_LOG, today=today)
    if case.closed_on is not None or Tier.P2 not in case.tiers:
        return 0
    found = lines(all_topics(), _told(actor, case, _stored(case), today), today=today)
    return n_topics(narrowed(found, Shows.DUE))


def beginning(actor: Actor, code: str, *, today: date) -> Beginning:
    """For planning and recording. Raises: NotFound for who may not; Conflict if the case is closed."""
    case = explaining_case(actor, code, today=today)
    if case.closed_on is not None:
        raise Conflict("case_is_closed", case=code)
    case.must_read(Tier.P2)
    return Beginning(case, dict(who_explains(actor, code, today=today)))


def stored_explanation(actor: Actor, case: CaseRef, entry: int) -> Stored:
    """One of the case, as `beginning` gave it. Raises: NotFound."""
    rows = Explanation.rows.filter(case_id=case.id, pk=entry)
    row = rows.select_related("changed_by", "explainer").first()
    if row is None:
        raise NotFound("no_such_explanation")
    actor.reads.read_at(case.code, Shown.CONTACTS, Tier.P2)
    return Stored(
        id=row.pk,
        planned=as_planned(row),
        given=as_given(row),
        before=plan_before(row),
        title=topic_titles()[TopicKey(row.topic)],
        people=tuple(f"{case.code}/{no}" for no in row.members),
        explainer=row.explainer.name if row.explainer else "",
        n_changed=row.n_changed,
        by=row.changed_by.name,
        at=row.changed_at,
    )


def next_time_for(given: Given) -> date | None:
    """The day proposed for a next time after this one; None where all of it was understood."""
    return proposed_again(given, guidance_settings().again_after)


def said_in_contact(actor: Actor, case: CaseRef, contact: int, *, today: date) -> Mapping[str, object]:
    """What a form begins with that records what was understood of a contact. Raises: NotFound."""
    found = next((told for told in told_in_contacts(actor, case, today=today) if told.contact == contact), None)
    if found is None:
        raise NotFound("no_such_contact")
    actor.reads.read_at(case.code, Shown.CONTACTS, Tier.P2)
    return {
        "given_on": found.on,
        "people": sorted(found.members),
        "language": found.language,
        "interpreting": found.interpreting,
    }


def recorded_in_contact(actor: Actor, case: CaseRef, contact: int, topic: str) -> int | None:
    """What is recorded of the topic in this contact, as `beginning` gave the case; None: nothing yet."""
    rows = Explanation.rows.filter(case_id=case.id, contact_id=contact, given_on__isnull=False)
    actor.reads.read_at(case.code, Shown.CONTACTS, Tier.P2)
    return next((row.pk for row in rows.order_by("pk") if row.topic == topic), None)


def own_explanations(actor: Actor, code: str, *, today: date) -> tuple[OwnLine, ...]:
    """What was explained to the reader and their household, and what comes, in their words. Raises: NotFound.

    Nothing of what anybody understood, noted or should have done stands in it, and nothing about one of the others.
    """
    case = case_for(actor, code, Permission.CONTACT_LOG, today=today)
    if not _is_their_own(actor, case, today):
        raise NotFound("no_such_case", case=code)
    own = my_teams(actor, today).at(case.id).about
    stored = [row for row in _stored(case) if not row.members or not own.isdisjoint(row.members)]
    told = _told(actor, case, stored, today)
    languages = {row.pk: row.language for row in stored}
    languages_said = {one.contact: one.language for one in told_in_contacts(actor, case, today=today)}
    actor.reads.read_at(code, Shown.CONTACTS, Tier.P1)
    theirs = [line for line in lines(all_topics(), told, today=today) if not line.listeners or line.listeners & own]
    order = [topic.key for topic in all_topics()]
    found = [
        _own_line(line, languages, languages_said, today)
        for line in sorted(theirs, key=lambda line: order.index(line.topic.key))
    ]
    return tuple(line for line in found if line.told or line.comes)


def as_planned(row: Explanation) -> Planned:
    """What was planned, to whom."""
    return Planned(
        topic=TopicKey(row.topic),
        members=frozenset(MemberNo(no) for no in row.members),
        on=row.planned_on,
        explainer=PersonId(row.explainer_id) if row.explainer_id else None,
        language=row.language,
        interpreting=Interpreting(row.interpreting) if row.interpreting else None,
        note=row.note,
        is_needless=row.is_needless,
    )


def plan_before(row: Explanation) -> Planned | None:
    """What was planned, or called not needed, before it was explained; None where nothing was, or it was not yet."""
    if row.given_on is None or (row.planned_on is None and not row.was_needless):
        return None
    return replace(
        as_planned(row),
        explainer=PersonId(row.plan_explainer_id) if row.plan_explainer_id else None,
        language=row.plan_language,
        interpreting=Interpreting(row.plan_interpreting) if row.plan_interpreting else None,
        note=row.plan_note,
        is_needless=row.was_needless,
    )


def as_given(row: Explanation) -> Given | None:
    """What became of it; None while it was not explained."""
    if row.given_on is None:
        return None
    return Given(
        on=row.given_on,
        understood=Understood(row.understood),
        is_said_back=row.is_said_back,
        own_words=row.own_words,
        explainer=PersonId(row.explainer_id) if row.explainer_id else None,
        language=row.language,
        interpreting=Interpreting(row.interpreting) if row.interpreting else None,
        note=row.note,
    )


def as_kept(row: Explanation, *, reads_words: bool = True) -> Kept:
    """A stored row as the rules look at it."""
    return Kept(
        id=row.pk,
        topic=TopicKey(row.topic),
        members=frozenset(MemberNo(no) for no in row.members),
        moment=row.moment,
        planned_on=row.planned_on,
        given_on=row.given_on,
        understood=Understood(row.understood) if reads_words and row.understood else None,
        is_needless=row.is_needless,
        contact=row.contact_id,
    )


def _works_there(case: CaseRef) -> bool:
    return case.is_household and case.is_inner and Tier.P1 in case.tiers


def _is_their_own(actor: Actor, case: CaseRef, today: date) -> bool:
    return case.is_household and Relation.SELF in my_teams(actor, today).at(case.id).relations


def _stored(case: CaseRef) -> list[Explanation]:
    return list(Explanation.rows.filter(case_id=case.id).select_related("explainer").order_by("pk"))


def _told(actor: Actor, case: CaseRef, stored: Iterable[Explanation], today: date) -> Told:
    """What is known of the case, as far as the reader knows it."""
    listeners = listeners_in(case.id, today=today)
    arrived = milestones_of_facts(facts_shown(actor, case.code, today=today), today=today).at(MilestoneCode.ARRIVED)
    contacts = told_in_contacts(actor, case, today=today)
    kept = [as_kept(row, reads_words=Tier.P2 in case.tiers) for row in stored]
    return Told(
        household=Household(
            adults=listeners.adults,
            parents=listeners.parents,
            adults_since=listeners.adults_since,
            parents_since=listeners.parents_since,
            gone=frozenset().union(*(one.members for one in kept)) - listeners.everybody,
        ),
        kept=kept,
        said=[Said(one.contact, one.on, one.topics, one.members) for one in contacts],
        days={MilestoneCode.ARRIVED: arrived.on} if arrived else {},
        is_over=case.closed_on is not None,
    )


def _topic_row(case: CaseRef, line: TopicLine, stored: Mapping[int, Explanation], n_times: int) -> TopicRow:
    return TopicRow(
        line=line,
        title=topic_titles()[line.topic.key],
        people=tuple(f"{case.code}/{no}" for no in sorted(line.listeners)),
        cells=tuple(_cell(time, stored.get(time.entry or 0), reads_words=Tier.P2 in case.tiers) for time in line.times),
        gaps=range(n_times - len(line.times)),
        proposed_on=next_proposed(line, guidance_settings().again_after),
    )


def _cell(time: Time, row: Explanation | None, *, reads_words: bool) -> TimeCell:
    if row is None:
        return TimeCell(time)
    return TimeCell(
        time,
        by=row.explainer.name if row.explainer else "",
        language=row.language,
        interpreting=Interpreting(row.interpreting) if row.interpreting else None,
        own_words=row.own_words if reads_words else "",
        note=row.note if reads_words else "",
    )


def _own_line(line: TopicLine, languages: Mapping[int, str], languages_said: Mapping[int, str], today: date) -> OwnLine:
    told = [
        (time.on, languages.get(time.entry or 0, "") or languages_said.get(time.contact or 0, ""))
        for time in line.times
        if time.is_told and time.on is not None
    ]
    coming = [time for time in line.times if time.is_open]
    next_time = next((time for time in coming if time.on is not None and time.on >= today), None)
    return OwnLine(
        title=topic_titles()[line.topic.key],
        about=topics_in_words()[line.topic.key],
        told=tuple(told),
        comes=bool(coming),
        next_on=next_time.on if next_time else None,
        is_planned=next_time is not None and next_time.entry is not None,
    )
