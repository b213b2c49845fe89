"""What screenings are worth, who is admitted, and which stage a group may take. Source: sponsorship.md, 5 and 6.2."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from hervest.core.marks import mark
from hervest.journey.milestone_rules import Refusal
from hervest.sponsorship.vocabulary import (
    Demands,
    GroupRole,
    GroupStage,
    GroupStanding,
    MemberStanding,
    ScreeningFacts,
    ScreeningKind,
    ScreeningState,
    ScreeningWait,
    ScreeningWorth,
    WaitingFor,
)

LADDER = (
    GroupStage.FORMING,
    GroupStage.APPLIED,
    GroupStage.SCREENING,
    GroupStage.TRAINING,
    GroupStage.PLAN_REVIEW,
    GroupStage.READY,
)
"""The stages a group goes through, in this order."""

NOT_TOGETHER = frozenset({GroupRole.COORDINATOR, GroupRole.SAFEGUARDING_CONTACT})
"""Nobody holds both: who leads is not whom one goes to about who leads. Source: sponsorship.md, 1.3."""

ENDED = frozenset({GroupStage.WITHDRAWN, GroupStage.NOT_ADMITTED, GroupStage.DISSOLVED, GroupStage.ALUMNI})
"""Stages after which a group takes no part; from here it can only begin anew."""

WAITS = (ScreeningWorth.EXPIRED, ScreeningWorth.MISSING, ScreeningWorth.REQUESTED, ScreeningWorth.RENEWAL_DUE)
"""What a screening is worth that somebody has to look at, the most pressing first."""

ENDING = frozenset({ScreeningWorth.EXPIRED, ScreeningWorth.RENEWAL_DUE})
"""What was seen and is over, or soon will be."""

COUNTS = frozenset({ScreeningWorth.VALID, ScreeningWorth.RENEWAL_DUE})
"""What a screening must be worth to count."""


def stage_mark(stage: str, ready_until: date | None) -> str:
    """How far a group was when somebody looked (`core.marks`)."""
    return mark((str(stage), ready_until))


def modules_mark(days: Mapping[int, date | None]) -> str:
    """Which modules were followed on which day when somebody looked (`core.marks`)."""
    return mark(sorted((number, on) for number, on in days.items() if on))


def screening_mark(
    worth: ScreeningWorth, seen_on: date | None, valid_until: date | None, asked_again_on: date | None
) -> str:
    """What was known of one kind of screening when somebody looked (`core.marks`)."""
    return mark((worth.value, seen_on, valid_until, asked_again_on))


def worth(screening: ScreeningFacts | None, *, today: date, demands: Demands) -> ScreeningWorth:
    """What a screening counts for on a day; its last day still counts.

    Source: sponsorship.md, section 5: requested, seen, renewal due, expired.
    """
    if screening is None:
        return ScreeningWorth.MISSING
    if screening.state is ScreeningState.NOT_ADMITTED:
        return ScreeningWorth.NOT_ADMITTED
    if screening.state is ScreeningState.REQUESTED:
        return ScreeningWorth.REQUESTED
    if screening.valid_until is None:
        return ScreeningWorth.VALID
    if screening.valid_until < today:
        return ScreeningWorth.EXPIRED
    is_due = screening.valid_until <= today + timedelta(days=demands.notice_days)
    return ScreeningWorth.RENEWAL_DUE if is_due else ScreeningWorth.VALID


def lost_after(was: ScreeningFacts | None, becomes: ScreeningFacts, *, today: date, demands: Demands) -> date | None:
    """The last day on which what counts now still would, if `becomes` took its place; None: nothing is taken away.

    Not admitted closes whatever the kind; an earlier end closes where the kind is asked of whoever sees a family.
    Source: sponsorship.md, section 5.
    """
    if was is None or worth(was, today=today, demands=demands) not in COUNTS:
        return None
    yesterday = today - timedelta(days=1)
    if becomes.state is ScreeningState.NOT_ADMITTED:
        return yesterday
    if becomes.valid_until is None or was.kind not in demands.admitted_by:
        return None
    is_earlier = becomes.valid_until < (was.valid_until or date.max)
    return max(becomes.valid_until, yesterday) if is_earlier else None


def are_valid(
    screenings: Iterable[ScreeningFacts], needed: frozenset[ScreeningKind], *, today: date, demands: Demands
) -> bool:
    """Whether each needed screening counts today, and nobody said of any kind: not admitted."""
    found = {screening.kind: screening for screening in screenings}
    is_refused = any(screening.state is ScreeningState.NOT_ADMITTED for screening in found.values())
    return not is_refused and all(worth(found.get(kind), today=today, demands=demands) in COUNTS for kind in needed)


def waiting(
    screenings: Iterable[ScreeningFacts], *, today: date, demands: Demands, only: WaitingFor = WaitingFor.ALL
) -> tuple[ScreeningWait, ...]:
    """What of a sponsor's screening waits to be looked at, the most pressing first.

    Nothing of who was not admitted: that is decided. Source: sponsorship.md, section 5 (renewing) and 6.2 (guards).
    """
    found = {screening.kind: screening for screening in screenings}
    if any(screening.state is ScreeningState.NOT_ADMITTED for screening in found.values()):
        return ()
    worths = {kind: worth(found.get(kind), today=today, demands=demands) for kind in demands.asked}
    wanted = {WaitingFor.ENDING: ENDING, WaitingFor.UNSEEN: frozenset(WAITS) - ENDING}.get(only, frozenset(WAITS))
    rows = (
        ScreeningWait(kind, worths[kind], found[kind].valid_until, found[kind].asked_again_on)
        if kind in found
        else ScreeningWait(kind, worths[kind])
        for kind in ScreeningKind
        if kind in worths and worths[kind] in wanted
    )
    return tuple(sorted(rows, key=_urgency))


def urgency(waits: tuple[ScreeningWait, ...]) -> tuple[int, date]:
    """Where somebody of whom these wait stands in the list: by what presses most, then by its last day."""
    return min(_urgency(row) for row in waits)


def _urgency(row: ScreeningWait) -> tuple[int, date]:
    return WAITS.index(row.worth), row.valid_until or date.max


def is_admitted(member: MemberStanding, *, today: date, demands: Demands) -> bool:
    """Whether something of a family may be shown to a sponsor at all.

    Source: sponsorship.md, section 5 and MATCH-H2: certificate seen and valid, code signed, modules 1 to 4.
    """
    is_trained = demands.modules_before_ready <= member.modules
    return is_trained and are_valid(member.screenings, demands.admitted_by, today=today, demands=demands)


def ends_on(kind: ScreeningKind, seen_on: date, *, demands: Demands) -> date | None:
    """The last day of a screening if nobody names one; None: it has none. Source: section 5, renewal of the VOG."""
    return seen_on + relativedelta(years=demands.vog_years) if kind is ScreeningKind.VOG else None


def is_too_long_ago(kind: ScreeningKind, seen_on: date, *, today: date, demands: Demands) -> bool:
    """Whether what was seen on that day is over whatever is said of its end. Source: section 5, renewal of the VOG."""
    last = ends_on(kind, seen_on, demands=demands)
    return last is not None and last < today


def is_before_adult(kind: ScreeningKind, seen_on: date, birth_year: int | None, *, demands: Demands) -> bool:
    """Whether somebody of this year of birth could not be a sponsor yet; only of what has a validity."""
    has_end = ends_on(kind, seen_on, demands=demands) is not None
    return has_end and birth_year is not None and not may_be_adult(birth_year, today=seen_on, demands=demands)


def is_ready(stage: GroupStage, ready_until: date | None, *, today: date) -> bool:
    """Whether a group may be proposed, as far as its own stage goes. Source: sponsorship.md, 6.2."""
    return stage is GroupStage.READY and ready_until is not None and ready_until >= today


def ready_until(today: date, *, demands: Demands) -> date:
    """The day after which a group that becomes ready today is talked to again."""
    return today + relativedelta(months=demands.ready_months)


def may_be_adult(birth_year: int, *, today: date, demands: Demands) -> bool:
    """Whether somebody of this year of birth can be of age; the day is not asked."""
    return today.year - birth_year >= demands.adult_age


def stage_refusals(group: GroupStanding, to: GroupStage, *, today: date, demands: Demands) -> tuple[Refusal, ...]:
    """Everything that stands between a group and a stage; nothing: it may take it.

    A stage asks what all stages before it ask. A group that is ready can become so anew, which asks the same again.
    Pausing and ending ask nothing. Whose screening is not valid, and of which kind, is not told: only of how many
    members.

    Source: sponsorship.md, 6.2, guards, and the talk after which a group is ready again; the information session and
    the coach's word come with later issues.
    """
    if not _leads_to(group.stage, to):
        return (Refusal("group_stage_not_from_here", {"stage": group.stage, "to": to}),)
    return tuple(_missing(group, to, today=today, demands=demands)) if to in LADDER else ()


def lacking(group: GroupStanding, *, today: date, demands: Demands) -> tuple[Refusal, ...]:
    """What a group lacks of all that being ready asks, whatever its stage: one that is ready can come to lack it.

    Source: sponsorship.md, 6.2: who drops below the least number is warned, and not stopped.
    """
    return tuple(_missing(group, GroupStage.READY, today=today, demands=demands))


def _leads_to(stage: GroupStage, to: GroupStage) -> bool:
    if stage is to:
        return stage is GroupStage.READY  # talked to again: ready once more, until another day
    if stage in ENDED:
        return to is GroupStage.FORMING
    return to is not GroupStage.ALUMNI or stage is GroupStage.READY


def _missing(group: GroupStanding, to: GroupStage, *, today: date, demands: Demands) -> Iterator[Refusal]:
    passed = LADDER[: LADDER.index(to) + 1]
    if GroupStage.APPLIED in passed:
        yield from _composition(group)
    needed = frozenset(kind for stage in passed for kind in demands.at_stage.get(stage, ()))
    if needed:
        n = sum(not are_valid(one.screenings, needed, today=today, demands=demands) for one in group.members)
        if n:
            yield Refusal("group_screening_not_valid", {"n": n})
    if GroupStage.PLAN_REVIEW in passed:
        n = sum(not demands.modules_before_ready <= member.modules for member in group.members)
        if n:
            modules = tuple(sorted(demands.modules_before_ready))
            yield Refusal("group_modules_not_followed", {"n": n, "modules": modules})
    if GroupStage.READY in passed:
        if not _holders(group, GroupRole.SAFEGUARDING_CONTACT):
            yield Refusal("group_needs_safeguarding_contact", {})
        if not group.has_plan:
            yield Refusal("group_needs_plan", {})


def _composition(group: GroupStanding) -> Iterator[Refusal]:
    if len(group.members) < group.min_members:
        yield Refusal("group_too_small", {"n": len(group.members), "least": group.min_members})
    if not _holders(group, GroupRole.COORDINATOR):
        yield Refusal("group_needs_coordinator", {})
    if any(member.roles >= NOT_TOGETHER for member in group.members):
        yield Refusal("coordinator_is_safeguarding_contact", {})


def _holders(group: GroupStanding, role: GroupRole) -> int:
    return sum(role in member.roles for member in group.members)


def is_below_target(group: GroupStanding) -> bool:
    """Whether the group has the least number of members and fewer than its programme aims at: a warning, no more."""
    return group.min_members <= len(group.members) < group.target_members
