"""On which day each milestone of a case falls: recorded, planned, or expected from another one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.deadlines.register import TermRegister
from hervest.journey.first_day_rules import NO_FIRST_DAYS, FirstDay, FirstDays
from hervest.journey.template import MilestoneRule
from hervest.journey.vocabulary import PER_PERSON_MILESTONES, Began, MilestoneCode, TraitCode

Whose = tuple[MilestoneCode, MemberNo | None]

ORDER = (
    (MilestoneCode.ALLOCATED, MilestoneCode.LANDED),
    (MilestoneCode.ALLOCATED, MilestoneCode.ARRIVED),
    (MilestoneCode.ALLOCATED, MilestoneCode.HOME_DECIDED),
    (MilestoneCode.ALLOCATED, MilestoneCode.KEYS_HANDED),
    (MilestoneCode.LANDED, MilestoneCode.ARRIVED),
    (MilestoneCode.BENEFIT_APPLIED, MilestoneCode.BENEFIT_DECIDED),
    (MilestoneCode.BENEFIT_STARTED, MilestoneCode.BENEFIT_ENDED),
    (MilestoneCode.PIP_SET, MilestoneCode.INTEGRATION_ENDED),
    (MilestoneCode.PERMIT_GRANTED, MilestoneCode.CARD_ISSUED),
    (MilestoneCode.PERMIT_GRANTED, MilestoneCode.PERMIT_ENDED),
    (MilestoneCode.SPONSOR_STARTED, MilestoneCode.SPONSOR_ENDED),
    (MilestoneCode.GROUP_APPLIED, MilestoneCode.GROUP_READY),
    (MilestoneCode.ARRIVED, MilestoneCode.CASE_CLOSED),
)
"""Pairs of milestones of which the first never falls after the second.

But for a household that landed before it was linked with this municipality: see `order_refusals`.
"""

PLAUSIBLE_YEARS = 15
"""A milestone further from today than this is a slip of the keyboard: permit and naturalisation stay within it."""


@dataclass(frozen=True, slots=True)
class MilestoneRecord:
    """What is recorded of a milestone: a planned day, the actual day, or both; `member` None: the case's."""

    code: MilestoneCode
    member: MemberNo | None = None
    planned_on: date | None = None
    actual_on: date | None = None


@dataclass(frozen=True, slots=True)
class MilestoneDate:
    """The day a milestone falls on. `expected_from` is set if the day is worked out from another milestone.

    `since` is set if the day is no milestone at all but somebody's first day, which stands in the place of one that
    the household had before it; `trait` what holds since that day, where a trait began on it.
    """

    code: MilestoneCode
    on: date
    is_actual: bool = False
    expected_from: MilestoneCode | None = None
    offset: str = ""
    since: Began | None = None
    trait: TraitCode | None = None

    @property
    def is_recorded(self) -> bool:
        """Whether somebody recorded it, as planned or as happened."""
        return self.expected_from is None and self.since is None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something cannot be done: a code of the catalogue and what fills it in."""

    code: str
    params: Mapping[str, object]


def must_be_right(refusal: Refusal | None) -> None:
    """Go on only if nothing refuses it. Raises: RuleBroken."""
    if refusal is not None:
        raise RuleBroken(refusal.code, **refusal.params)


@dataclass(frozen=True, slots=True)
class Milestones:
    """The day of every milestone that has one; and the first day of each member."""

    dates: Mapping[Whose, MilestoneDate]
    first_days: FirstDays = NO_FIRST_DAYS

    def at(self, code: MilestoneCode, member: MemberNo | None = None) -> MilestoneDate | None:
        """The milestone of `member`; the household's if the member has none of their own.

        What every person has for themselves and the household had before the member's first day is not theirs.
        """
        if member is not None and (own := self.dates.get((code, member))):
            return own
        shared = self.dates.get((code, None))
        if shared is None or member is None or code not in PER_PERSON_MILESTONES:
            return shared
        first = self.first_days.of(member)
        return shared if first is None or shared.on >= first.on else None

    def earliest(self, code: MilestoneCode, members: Iterable[MemberNo]) -> MilestoneDate | None:
        """The earliest of this milestone among `members`, the safe one for a task of the household."""
        if code not in PER_PERSON_MILESTONES:
            return self.dates.get((code, None))
        found = [on for member in members if (on := self.at(code, member))]
        return min(found, key=lambda milestone: milestone.on, default=self.dates.get((code, None)))

    def recorded_on(self, code: MilestoneCode, members: Iterable[MemberNo]) -> date | None:
        """The day this milestone was recorded, the last of `members` if it is per person; None while one is open."""
        per_person = members if code in PER_PERSON_MILESTONES else ()
        found = [self.at(code, member) for member in per_person] or [self.at(code)]
        days = [milestone.on for milestone in found if milestone is not None and milestone.is_actual]
        return max(days) if len(days) == len(found) else None


def actual_days(recorded: Iterable[MilestoneRecord]) -> dict[Whose, date]:
    """The milestones that have really happened."""
    return {(record.code, record.member): record.actual_on for record in recorded if record.actual_on}


def expected_milestones(
    rules: Iterable[MilestoneRule],
    recorded: Iterable[MilestoneRecord],
    *,
    terms: TermRegister,
    today: date,
    first_days: FirstDays = NO_FIRST_DAYS,
) -> Milestones:
    """The day of every milestone of a case whose route has these `rules`.

    An actual day beats a planned one, a recorded one beats an expected one, and a member's own beats the
    household's; one the household had before the member's first day is expected for that member anew, if what it
    hangs on holds of them. A birth brings nobody another milestone of their own. `today` chooses the version of a
    term that is one day for everybody.
    Source: workflow.md, section 3; decision 38.
    Raises: UnknownTerm if a rule's term has no version on the day it counts from.
    """
    records = {(record.code, record.member): record for record in recorded}
    members = sorted({who for code, who in records if who is not None and code is not MilestoneCode.BIRTH_EXPECTED})
    dates = {whose: found for whose, record in records.items() if (found := _recorded(record))}
    shared = {code for code, member in dates if member is None}
    rules = tuple(rules)
    of_some = frozenset(rule.milestone for rule in rules if rule.begins)
    for rule in rules:
        _expect(rule, None, dates, terms, today)
        if rule.milestone in PER_PERSON_MILESTONES:
            for member in sorted(first_days.members.keys() | first_days.traits.keys()):
                _begin(rule, member, dates, terms, first_days, of_some=of_some)
        if rule.milestone in PER_PERSON_MILESTONES and rule.milestone not in shared:
            for member in members:
                _expect(rule, member, dates, terms, today)
    return Milestones(dates, first_days)


def is_far_away(on: date, today: date) -> bool:
    """Whether a day is so many years from today that its year must be a mistake."""
    return abs(on.year - today.year) > PLAUSIBLE_YEARS


def order_refusals(recorded: Iterable[MilestoneRecord], *, today: date) -> tuple[Refusal, ...]:
    """Why these milestones cannot be so: out of order, happened in the future, or many years from today.

    Empty if nothing stands in the way. A member's milestone is held against the member's own, else the case's. Who
    moves here landed before the link with this municipality; then that link comes before the arrival here.
    Source: workflow.md, sections 3 and 6.10.
    """
    recorded = tuple(recorded)
    dates = {(record.code, record.member): on for record in recorded if (on := record.actual_on or record.planned_on)}
    refusals = [
        Refusal("milestone_in_the_future", {"milestone": code, "on": on})
        for (code, _), on in actual_days(recorded).items()
        if on > today
    ]
    refusals += [
        Refusal("milestone_far_away", {"milestone": code, "on": on})
        for (code, _), on in dates.items()
        if is_far_away(on, today)
    ]
    moved_here = MilestoneCode.ARRIVED in {code for code, _ in dates} and _has_landed(recorded)
    for earlier, later in ORDER:
        if moved_here and (earlier, later) == (MilestoneCode.ALLOCATED, MilestoneCode.LANDED):
            continue
        for code, member in dates:
            first = _own_or_shared(dates, earlier, member)
            last = _own_or_shared(dates, later, member)
            if code in {earlier, later} and first and last and last < first:
                refusals.append(
                    Refusal(
                        "milestones_out_of_order", {"earlier": earlier, "later": later, "on": first, "before": last}
                    )
                )
    return tuple({(refusal.code, *refusal.params.values()): refusal for refusal in refusals}.values())


def _has_landed(recorded: Iterable[MilestoneRecord]) -> bool:
    return any(record.code is MilestoneCode.LANDED and record.actual_on for record in recorded)


def move_refusals(
    recorded: Iterable[MilestoneRecord], moves: Iterable[MilestoneRecord], *, today: date
) -> tuple[Refusal, ...]:
    """Why `moves` cannot take the place of what was recorded; what was wrong before stands in nobody's way."""
    wanted = tuple(moves)
    after = {(record.code, record.member): record for record in (*recorded, *wanted)}
    moved = {move.code for move in wanted}
    return tuple(
        refusal
        for refusal in order_refusals(after.values(), today=today)
        if moved & {refusal.params.get("milestone"), refusal.params.get("earlier"), refusal.params.get("later")}
    )


def _own_or_shared(dates: Mapping[Whose, date], code: MilestoneCode, member: MemberNo | None) -> date | None:
    return dates.get((code, member)) or dates.get((code, None))


def _recorded(record: MilestoneRecord) -> MilestoneDate | None:
    if record.actual_on:
        return MilestoneDate(record.code, record.actual_on, is_actual=True)
    return MilestoneDate(record.code, record.planned_on) if record.planned_on else None


def _expect(
    rule: MilestoneRule, member: MemberNo | None, dates: dict[Whose, MilestoneDate], terms: TermRegister, today: date
) -> None:
    """Fill in the expected day, unless a recorded one stands there already."""
    whose = (rule.milestone, member)
    recorded = dates.get(whose)
    if recorded and (recorded.is_actual or not rule.takes_later):
        return
    passed = (dates.get((code, None)) for code in rule.until)
    if recorded is None and any(found is not None and found.is_actual for found in passed):
        return
    source = dates.get((rule.counts_from, member)) if rule.counts_from else None
    if rule.counts_from and source is None:
        return
    anchor_on = source.on if source else today
    expected = _expected_on(rule, anchor_on, terms)
    if recorded is None or expected > recorded.on:
        dates[whose] = MilestoneDate(
            rule.milestone, expected, expected_from=rule.counts_from, offset=str(rule.offset or rule.term)
        )


def _begin(
    rule: MilestoneRule,
    member: MemberNo,
    dates: dict[Whose, MilestoneDate],
    terms: TermRegister,
    first_days: FirstDays,
    *,
    of_some: frozenset[MilestoneCode],
) -> None:
    """Fill in the day of a member for whom the household's is too early: from their first day on.

    `of_some`: the milestones that only who has a trait has, such as a plan. What follows from one of their own is not
    the household's, whenever that falls, for who came after the household did.
    """
    if rule.begins and not first_days.holds(member, rule.begins):
        return
    first = first_days.of(member, *((rule.begins,) if rule.begins else ()))
    shared = dates.get((rule.milestone, None))
    if first is None or (rule.milestone, member) in dates:
        return
    if rule.counts_from not in PER_PERSON_MILESTONES:
        passed = shared or dates.get((MilestoneCode.ARRIVED, None))  # of an arrival all that led to it is over
        if passed is not None and passed.on < first.on:
            dates[rule.milestone, member] = started(rule.milestone, first)
        return
    source = _own_source(rule, member, dates)
    if source is None:
        return
    own = dates.get((source.code, member))
    arrived = dates.get((MilestoneCode.ARRIVED, None))
    is_apart = own is not None and own.code in of_some and arrived is not None and arrived.on < first.on
    may_share = rule.begins is None or (shared is not None and shared.is_recorded and not is_apart)
    if shared is not None and shared.on >= first.on and may_share:
        return
    if own is not None or source.on < first.on:
        stands = own is not None and own.is_recorded and first.why is not Began.TURNED
        expected = _expected_on(rule, source.on if stands else max(source.on, first.on), terms)
        dates[rule.milestone, member] = MilestoneDate(
            rule.milestone, expected, expected_from=rule.counts_from, offset=str(rule.offset or rule.term)
        )


def _own_source(rule: MilestoneRule, member: MemberNo, dates: Mapping[Whose, MilestoneDate]) -> MilestoneDate | None:
    """What this milestone counts from for the member, whether or not that was before their first day."""
    if rule.counts_from is None:
        return None
    return dates.get((rule.counts_from, member)) or dates.get((rule.counts_from, None))


def started(code: MilestoneCode, first: FirstDay) -> MilestoneDate:
    """The first day in the place of a milestone.

    It is a day that is known; but that who joined had their own permit or registration on it is assumed.
    """
    is_known = code not in PER_PERSON_MILESTONES or first.why is not Began.JOINED
    return MilestoneDate(code, first.on, is_actual=is_known, since=first.why, trait=first.trait)


def _expected_on(rule: MilestoneRule, anchor_on: date, terms: TermRegister) -> date:
    if rule.offset is not None:
        return rule.offset.after(anchor_on)
    anchor = terms.anchor_for(rule.term or "", rule.counts_from or "")
    return terms.limit_on(rule.term or "", anchor_on, anchor=anchor)
