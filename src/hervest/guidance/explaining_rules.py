"""How far each topic is with each listener: when it was explained, when it comes again, and what was never explained.

Source: KIS 2020, explaining again; needs.md, C8.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hervest.accounts.vocabulary import PersonId
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.deadlines.period import Offset
from hervest.guidance.vocabulary import Shows, TimeState, TopicState, Understood
from hervest.journey.contact_vocabulary import ForWhom, TopicKey
from hervest.journey.milestone_rules import Refusal
from hervest.journey.topic_rules import Topic
from hervest.journey.vocabulary import MilestoneCode

ALL_OF_THEM = MemberNo(0)
"""The listener that is the household as a whole."""

OPEN = frozenset({TimeState.EXPECTED, TimeState.PLANNED, TimeState.LATE})
"""A time that has still to come about."""

NOT_ALL = frozenset({Understood.PARTLY, Understood.NO})


@dataclass(frozen=True, slots=True)
class Planned:
    """A time that somebody plans. `members`: to whom; none: to all of the household. `language`: its code, or empty.

    `is_needless`: nothing of the topic has to be explained to them, and `note` says why; then it has no day.
    """

    topic: TopicKey
    members: frozenset[MemberNo] = frozenset()
    on: date | None = None
    explainer: PersonId | None = None
    language: str = ""
    interpreting: Interpreting | None = None
    note: str = ""
    is_needless: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What became of a time: that it was explained, and what of it was understood.

    `is_said_back`: whether they said it in words of their own, which stand in `own_words`; None: nobody asked.
    """

    on: date
    understood: Understood
    is_said_back: bool | None = None
    own_words: str = ""
    explainer: PersonId | None = None
    language: str = ""
    interpreting: Interpreting | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of one explanation, as far as the rules look at it.

    `moment`: which of the topic's own moments it is; empty: a time beside them. `given_on`: it was explained then;
    `understood` is None then where the reader may not know it. `contact`: in which contact that was.
    """

    id: int
    topic: TopicKey
    members: frozenset[MemberNo] = frozenset()
    moment: str = ""
    planned_on: date | None = None
    given_on: date | None = None
    understood: Understood | None = None
    is_needless: bool = False
    contact: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """That topics were explained in a contact, and to whom: to nobody by name is to all of the household."""

    contact: int
    on: date
    topics: frozenset[TopicKey]
    members: frozenset[MemberNo] = frozenset()


@dataclass(frozen=True, slots=True)
class Household:
    """Who could listen: the grown-ups, and those of them who raise children.

    `adults_since`, `parents_since`: their first day as such in the household, where it is known. `gone`: who was
    told something, or was to be, and is not there any more.
    """

    adults: frozenset[MemberNo] = frozenset()
    parents: frozenset[MemberNo] = frozenset()
    adults_since: Mapping[MemberNo, date] = field(default_factory=dict)
    parents_since: Mapping[MemberNo, date] = field(default_factory=dict)
    gone: frozenset[MemberNo] = frozenset()

    def hears(self, members: Collection[MemberNo], listener: MemberNo) -> bool:
        """Whether what was said to `members` was said to the listener: told to each adult, a household knows it."""
        if not members or listener in members:
            return True
        return listener == ALL_OF_THEM and bool(self.adults) and self.adults <= set(members)

    def first_day(self, for_whom: ForWhom, listener: MemberNo) -> date | None:
        """Before which nothing was to be explained to them, where that is known."""
        since = {ForWhom.ADULTS: self.adults_since, ForWhom.PARENTS: self.parents_since}.get(for_whom, {})
        return since.get(listener)

    def listeners(self, for_whom: ForWhom) -> tuple[MemberNo, ...]:
        """To whom it has to be explained; to the household while nobody of it is known."""
        match for_whom:
            case ForWhom.ADULTS:
                return tuple(sorted(self.adults)) or (ALL_OF_THEM,)
            case ForWhom.PARENTS:
                return tuple(sorted(self.parents))
            case _:
                return (ALL_OF_THEM,)


@dataclass(frozen=True, slots=True)
class Time:
    """A time at which a topic was explained, or is to be. `entry`: what is stored of it; `moment` as in `Kept`."""

    state: TimeState
    on: date | None
    moment: str = ""
    entry: int | None = None
    contact: int | None = None
    understood: Understood | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has still to come about."""
        return self.state in OPEN

    @property
    def is_told(self) -> bool:
        """Whether it was explained then."""
        return self.state in {TimeState.SAID, TimeState.GIVEN}


@dataclass(frozen=True, slots=True)
class TopicLine:
    """How far one topic is with listeners with whom it is equally far; `listeners` empty: the household as a whole.

    `is_due`: a time has come, and nobody recorded that it was explained. `is_gone`: they are not in the household any
    more, and nothing is expected of it.
    """

    topic: Topic
    listeners: frozenset[MemberNo]
    state: TopicState
    times: tuple[Time, ...]
    is_due: bool
    is_gone: bool = False

    @property
    def next_time(self) -> Time | None:
        """The first time that has still to come about."""
        return next((time for time in self.times if time.is_open), None)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of one case: what is stored, what was said in contacts, and on which day milestones fall.

    `is_over`: nothing more is explained there.
    """

    household: Household
    kept: Sequence[Kept] = ()
    said: Sequence[Said] = ()
    days: Mapping[MilestoneCode, date] = field(default_factory=dict)
    is_over: bool = False


def lines(topics: Iterable[Topic], told: Told, *, today: date) -> tuple[TopicLine, ...]:
    """Every topic with its listeners: what was never explained stands first, then what has to be explained again.

    Within that comes first what is due, and else the order of the list.
    """
    found = [line for topic in topics for line in _merged(topic, told, today)]
    order = list(TopicState)
    return tuple(sorted(found, key=lambda line: (order.index(line.state), not line.is_due)))


def narrowed(found: Iterable[TopicLine], shows: Shows) -> tuple[TopicLine, ...]:
    """The lines that somebody asks for."""
    match shows:
        case Shows.NEVER:
            return tuple(line for line in found if line.state is TopicState.NEVER)
        case Shows.DUE:
            return tuple(line for line in found if line.is_due)
        case Shows.AGAIN:
            return tuple(line for line in found if line.state is TopicState.AGAIN)
        case _:
            return tuple(found)


def next_proposed(line: TopicLine, again_after: Offset) -> date | None:
    """The day proposed for a next time, where not all was understood and no time is planned; a person decides."""
    if line.state is not TopicState.AGAIN or any(time.state in OPEN - {TimeState.EXPECTED} for time in line.times):
        return None
    return again_after.after(max(time.on for time in line.times if time.is_told and time.on is not None))


def proposed_again(given: Given, again_after: Offset) -> date | None:
    """The day proposed for a next time after this one; None where all of it was understood."""
    return again_after.after(given.on) if given.understood in NOT_ALL else None


def plan_refusal(planned: Planned, *, today: date) -> Refusal | None:
    """The first thing for which this cannot be planned, with the field to mend; None if it can."""
    if planned.is_needless:
        return None if planned.note.strip() else Refusal("explanation_needless_without_reason", {"field": "note"})
    if planned.on is None:
        return Refusal("explanation_without_day", {"field": "planned_on"})
    return Refusal("explanation_planned_in_the_past", {"field": "planned_on"}) if planned.on < today else None


def given_refusal(given: Given, *, today: date) -> Refusal | None:
    """The first thing for which this cannot be recorded, with the field to mend; None if it can."""
    wrong = (
        (given.on > today, Refusal("explained_in_the_future", {"field": "given_on"})),
        (not given.language, Refusal("explained_in_which_language", {"field": "language"})),
        (given.interpreting is None, Refusal("explained_who_interpreted", {"field": "interpreting"})),
        (
            bool(given.own_words.strip()) and not given.is_said_back,
            Refusal("own_words_of_whom", {"field": "said_back"}),
        ),
    )
    return next((refusal for is_wrong, refusal in wrong if is_wrong), None)


def n_topics(found: Iterable[TopicLine]) -> int:
    """How many topics these lines are of."""
    return len({line.topic.key for line in found})


def is_taken(kept: Iterable[Kept], topic: TopicKey, moment: str, members: Collection[MemberNo]) -> bool:
    """Whether this moment of the topic is planned or explained already for one of these listeners."""
    return bool(moment) and any(
        one.topic == topic
        and one.moment == moment
        and (not one.members or not members or not one.members.isdisjoint(members))
        for one in kept
    )


def is_moment(topic: Topic, moment: str) -> bool:
    """Whether it is one of the topic's own."""
    return moment in {str(each) for each in topic.moments}


def _merged(topic: Topic, told: Told, today: date) -> Iterator[TopicLine]:
    """One line for all listeners with whom the topic is equally far."""
    found: dict[tuple[bool, tuple[Time, ...]], set[MemberNo]] = {}
    for listener, is_asked in _listeners(topic, told):
        is_gone = listener in told.household.gone
        times = tuple(_times(topic, told, listener, today, is_asked=is_asked))
        found.setdefault((is_gone, times), set()).add(listener)
    for (is_gone, times), listeners in found.items():
        is_over = told.is_over or is_gone
        is_due = not is_over and any(time.is_open and _day(time) <= today for time in times)
        state = _state_of_gone(times) if is_gone else _state(times)
        yield TopicLine(topic, frozenset(listeners - {ALL_OF_THEM}), state, times, is_due, is_gone)


def _listeners(topic: Topic, told: Told) -> Iterator[tuple[MemberNo, bool]]:
    """To whom it has to be explained; and who heard it beside them, without all others hearing it."""
    household = told.household
    asked = household.listeners(topic.for_whom)
    yield from ((listener, True) for listener in asked)
    heard = [one.members for one in told.kept if one.topic == topic.key]
    for one in told.said:
        grown_up = one.members & household.adults
        if topic.key in one.topics and bool(grown_up) == bool(one.members):
            heard.append(grown_up)
    beside: set[MemberNo] = set()
    for members in heard:
        if not members:
            beside |= set() if asked else {ALL_OF_THEM}
        elif ALL_OF_THEM not in asked or not household.hears(members, ALL_OF_THEM):
            beside |= members
    yield from ((listener, False) for listener in sorted(beside - set(asked)))


def _times(topic: Topic, told: Told, listener: MemberNo, today: date, *, is_asked: bool) -> list[Time]:
    is_gone = listener in told.household.gone

    def hears(members: Collection[MemberNo], listener: MemberNo) -> bool:
        return listener in members if is_gone else told.household.hears(members, listener)

    kept = [one for one in told.kept if one.topic == topic.key and hears(one.members, listener)]
    noted = {one.contact for one in kept}
    said = [
        Time(TimeState.SAID, one.on, contact=one.contact)
        for one in told.said
        if topic.key in one.topics and hears(one.members, listener) and one.contact not in noted
    ]
    found = [*(_as_time(one, today, is_over=told.is_over or is_gone) for one in kept), *said]
    if is_asked and not told.is_over and not any(one.is_needless for one in kept):
        found = _with_moments(topic, found, _anchor(topic, told, listener), today)
    return sorted(found, key=lambda time: (_day(time), time.is_open, time.moment))


def _anchor(topic: Topic, told: Told, listener: MemberNo) -> date | None:
    """From when the topic's moments count: who joined later, or came of age later, hears nothing late for that."""
    day, first = told.days.get(topic.anchor), told.household.first_day(topic.for_whom, listener)
    return max(day, first) if day and first else day


def _with_moments(topic: Topic, known: Iterable[Time], anchor: date | None, today: date) -> list[Time]:
    """The times that are known, and the topic's own moments for which there is none, with their days.

    A moment is met by what was planned or explained for it, else by the first time that is for no other. A time is
    for no moment while the one before it lasts, and for none before that one was planned or told.
    """
    own: dict[str, Time] = {}
    beside: list[Time] = []
    for time in sorted(known, key=lambda time: (not time.is_told, _day(time))):
        if time.moment and time.moment not in own:
            own[time.moment] = time
        else:
            beside.append(time)
    before: Time | None = None
    due_before: date | None = None
    for offset in topic.moments:
        key, due = str(offset), offset.after(anchor) if anchor else None
        if key not in own:
            met = next((time for time in beside if _counts_after(time, before, due_before)), None)
            if met is not None:
                beside.remove(met)
            own[key] = (
                replace(met, moment=key) if met else _expected(key, _moved(due, due_before, before, today), today)
            )
        before, due_before = own[key], due
    return [*own.values(), *beside]


def _expected(moment: str, on: date | None, today: date) -> Time:
    is_late = on is not None and on < today
    return Time(TimeState.LATE if is_late else TimeState.EXPECTED, on, moment)


def _moved(due: date | None, due_before: date | None, before: Time | None, today: date) -> date | None:
    """The day of a moment: as long after the one before it as the list says, where that one came late or is late."""
    if due is None or due_before is None or before is None or before.on is None:
        return due
    told_on = max(before.on, today) if before.is_open else before.on
    return max(due, told_on + (due - due_before))


def _counts_after(time: Time, before: Time | None, due_before: date | None) -> bool:
    """Whether a time counts for the moment after `before`: that one was planned or told, and its days are over."""
    if before is None:
        return True
    is_known = before.is_told or before.entry is not None
    return is_known and due_before is not None and _day(time) > max(_day(before), due_before)


def _as_time(one: Kept, today: date, *, is_over: bool) -> Time:
    if one.is_needless:
        return Time(TimeState.NEEDLESS, None, one.moment, one.id)
    if one.given_on is not None:
        return Time(TimeState.GIVEN, one.given_on, one.moment, one.id, one.contact, one.understood)
    is_late = one.planned_on is not None and one.planned_on < today and not is_over
    return Time(TimeState.LATE if is_late else TimeState.PLANNED, one.planned_on, one.moment, one.id)


def _state(times: Sequence[Time]) -> TopicState:
    given = [time for time in times if time.state is TimeState.GIVEN]
    if given:
        match max(given, key=_day).understood:
            case None:
                return TopicState.TOLD
            case Understood.YES:
                return TopicState.UNDERSTOOD
            case _:
                return TopicState.AGAIN
    if any(time.is_told for time in times):
        return TopicState.SAID
    return TopicState.NEEDLESS if any(time.state is TimeState.NEEDLESS for time in times) else TopicState.NEVER


def _state_of_gone(times: Sequence[Time]) -> TopicState:
    """With who is not there any more nothing has to be done: no first time, no next one, and nothing to ask."""
    becomes = {
        TopicState.NEVER: TopicState.NEEDLESS,
        TopicState.AGAIN: TopicState.TOLD,
        TopicState.SAID: TopicState.TOLD,
    }
    state = _state(times)
    return becomes.get(state, state)


def _day(time: Time) -> date:
    return time.on or date.max
