"""How a proposed match goes on, who is asked when, and what the group sees of the family at every moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from hervest.journey.milestone_rules import Refusal
from hervest.journey.vocabulary import Disclosure
from hervest.placement.match_state_vocabulary import (
    GROUPS_WORDS,
    NEWCOMERS_WORDS,
    TOO_EARLY,
    TOO_EARLY_OTHERWISE,
    GroupNo,
    MatchEnd,
    MatchEvent,
    MatchStage,
    MatchState,
)

Steps = Mapping[tuple[MatchState, MatchEvent], MatchState]
Stages = Mapping[tuple[MatchStage, MatchEvent], MatchStage]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one proposed match is: all that decides what may come next.

    `proposer`: number of the person who proposed it. `stage`: None until it is confirmed; from then on it leads.
    `held_from`: the stage that was left for a hold.
    """

    proposer: int
    state: MatchState = MatchState.DRAFT
    did_newcomer_confirm: bool = False
    did_group_confirm: bool = False
    stage: MatchStage | None = None
    held_from: MatchStage | None = None
    end: MatchEnd | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, and who recorded it; `reason` with a group's no, `end` with an ending.

    `on`: the day on which it happened; None: that of recording it.
    """

    event: MatchEvent
    by: int
    reason: GroupNo | None = None
    end: MatchEnd | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """When a match was proposed, and the newest day of each thing that happened to it since, as of `today`."""

    today: date
    proposed_on: date
    newest: Mapping[MatchEvent, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What guards ask, gathered in the transaction that decides.

    `do_rules_hold`: every hard rule judged again, none broken or unknown. `n_trained`: members of the group who
    followed what comes before a match; `least_trained`: so many must have. `has_question`: whoever is asked asked
    something, or wanted to talk first, and has no answer yet. `has_introduction`: a day is planned on which they meet;
    `is_introduction_to_come`: a day after today. `days`: when all of it happened; None where no day is said of it.
    """

    do_rules_hold: bool
    has_sharing_choices: bool
    n_trained: int
    least_trained: int
    has_arrived: bool
    had_final_review: bool
    has_question: bool = False
    has_introduction: bool = False
    is_introduction_to_come: bool = False
    days: Days | None = None


@dataclass(frozen=True, slots=True)
class GroupSees:
    """What the members of a group see of a family at one moment.

    `has_address`: the street address too. `has_ticked`: the health items that the newcomer ticked one by one.
    """

    level: Disclosure
    has_address: bool = False
    has_ticked: bool = False


BEFORE_ASKING = (MatchState.DRAFT, MatchState.CHECKED)
ASKING = (MatchState.OFFERED_NEWCOMER, MatchState.NEWCOMER_YES, MatchState.OFFERED_GROUP, MatchState.GROUP_YES)
WITH_A_DEADLINE = (MatchState.OFFERED_NEWCOMER, MatchState.OFFERED_GROUP, MatchState.INTRO_HELD)
"""Household or group is asked; in between it is ours to bring them together, and nobody is too late."""

HELPING = (
    MatchStage.CONFIRMED,
    MatchStage.PRE_DEPARTURE_CONTACT,
    MatchStage.ARRIVED,
    MatchStage.INTENSIVE,
    MatchStage.REGULAR,
    MatchStage.ENDING,
)
"""The stages in which the group supports the family; on hold it does not, and sees nothing."""

STEPS: Steps = MappingProxyType(
    {
        (MatchState.DRAFT, MatchEvent.CHECK): MatchState.CHECKED,
        (MatchState.CHECKED, MatchEvent.OFFER_NEWCOMER): MatchState.OFFERED_NEWCOMER,
        (MatchState.OFFERED_NEWCOMER, MatchEvent.NEWCOMER_LATER): MatchState.OFFERED_NEWCOMER,
        (MatchState.OFFERED_NEWCOMER, MatchEvent.NEWCOMER_TALK): MatchState.OFFERED_NEWCOMER,
        (MatchState.OFFERED_NEWCOMER, MatchEvent.REPLY): MatchState.OFFERED_NEWCOMER,
        (MatchState.OFFERED_NEWCOMER, MatchEvent.NEWCOMER_YES): MatchState.NEWCOMER_YES,
        (MatchState.NEWCOMER_YES, MatchEvent.OFFER_GROUP): MatchState.OFFERED_GROUP,
        (MatchState.OFFERED_GROUP, MatchEvent.GROUP_TALK): MatchState.OFFERED_GROUP,
        (MatchState.OFFERED_GROUP, MatchEvent.REPLY_GROUP): MatchState.OFFERED_GROUP,
        (MatchState.OFFERED_GROUP, MatchEvent.GROUP_YES): MatchState.GROUP_YES,
        (MatchState.OFFERED_GROUP, MatchEvent.GROUP_NO): MatchState.GROUP_NO,
        (MatchState.GROUP_YES, MatchEvent.GROUP_NO): MatchState.GROUP_NO,
        (MatchState.GROUP_YES, MatchEvent.PLAN_INTRO): MatchState.GROUP_YES,
        (MatchState.GROUP_YES, MatchEvent.HOLD_INTRO): MatchState.INTRO_HELD,
        (MatchState.INTRO_HELD, MatchEvent.PLAN_INTRO): MatchState.INTRO_HELD,
        (MatchState.INTRO_HELD, MatchEvent.NEWCOMER_CONFIRMS): MatchState.INTRO_HELD,
        (MatchState.INTRO_HELD, MatchEvent.GROUP_CONFIRMS): MatchState.INTRO_HELD,
        (MatchState.INTRO_HELD, MatchEvent.NEWCOMER_NO): MatchState.INTRO_NO,
        (MatchState.INTRO_HELD, MatchEvent.GROUP_NO): MatchState.INTRO_NO,
        (MatchState.INTRO_HELD, MatchEvent.CONFIRM): MatchState.CONFIRMED,
        **{(state, MatchEvent.NEWCOMER_NO): MatchState.NEWCOMER_NO for state in ASKING},
        **{
            (state, MatchEvent.WITHDRAW): MatchState.WITHDRAWN
            for state in (*BEFORE_ASKING, *ASKING, MatchState.INTRO_HELD)
        },
        **{(state, MatchEvent.EXPIRE): MatchState.EXPIRED for state in WITH_A_DEADLINE},
    }
)
"""Of a proposal: the newcomer first, so that no group learns of a family that does not want it. Source: section 6.2."""

STAGES: Stages = MappingProxyType(
    {
        (MatchStage.CONFIRMED, MatchEvent.MAKE_CONTACT): MatchStage.PRE_DEPARTURE_CONTACT,
        (MatchStage.CONFIRMED, MatchEvent.ARRIVE): MatchStage.ARRIVED,
        (MatchStage.PRE_DEPARTURE_CONTACT, MatchEvent.ARRIVE): MatchStage.ARRIVED,
        (MatchStage.ARRIVED, MatchEvent.BEGIN_INTENSIVE): MatchStage.INTENSIVE,
        (MatchStage.INTENSIVE, MatchEvent.GO_REGULAR): MatchStage.REGULAR,
        **{
            (stage, MatchEvent.BEGIN_ENDING): MatchStage.ENDING
            for stage in (MatchStage.ARRIVED, MatchStage.INTENSIVE, MatchStage.REGULAR)
        },
        **{(stage, MatchEvent.PUT_ON_HOLD): MatchStage.ON_HOLD for stage in HELPING},
        (MatchStage.ON_HOLD, MatchEvent.SEEK_OTHER): MatchStage.REMATCHING,
        **{
            (stage, event): MatchStage.ENDED
            for stage in MatchStage
            if stage != MatchStage.ENDED
            for event in (MatchEvent.END, MatchEvent.NEWCOMER_NO)
        },
    }
)
"""Of a match, but for going on after a hold, which leads back to where it was. Source: section 6.2."""

AFTER_A_HOLD = frozenset({MatchStage.ON_HOLD, MatchStage.REMATCHING})

LEVELS: Mapping[MatchState, Disclosure] = MappingProxyType(
    {
        MatchState.OFFERED_GROUP: Disclosure.CARD,
        MatchState.GROUP_YES: Disclosure.NAMES,
        MatchState.INTRO_HELD: Disclosure.NAMES,
        MatchState.CONFIRMED: Disclosure.MATCHED,
    }
)
"""The disclosure table; what is not in it is nothing. Source: section 6.5."""


def disclosure(
    progress: Progress, *, today: date, arrives_on: date | None, is_address_withheld: bool, is_admitted: bool
) -> GroupSees:
    """What a member of the group sees at this moment; asked anew at every request, so an ending counts at once.

    `arrives_on`: the day of arrival in the municipality; None = not known. `is_address_withheld`: the newcomer keeps
    the address back or it is secret. `is_admitted`: the member's screening is valid; without it nothing is seen.

    Source: sponsorship.md, section 6.5.
    """
    is_open = progress.stage is None or progress.stage in HELPING
    level = LEVELS.get(progress.state, Disclosure.NOTHING) if is_admitted and is_open else Disclosure.NOTHING
    is_matched = level == Disclosure.MATCHED
    is_here = arrives_on is not None and arrives_on <= today
    return GroupSees(level, has_address=is_matched and is_here and not is_address_withheld, has_ticked=is_matched)


AFTER_CONFIRMING = frozenset(
    {
        MatchEvent.MAKE_CONTACT,
        MatchEvent.ARRIVE,
        MatchEvent.BEGIN_INTENSIVE,
        MatchEvent.GO_REGULAR,
        MatchEvent.BEGIN_ENDING,
        MatchEvent.END,
        MatchEvent.PUT_ON_HOLD,
        MatchEvent.SEEK_OTHER,
        MatchEvent.RESUME,
    }
)
"""What can happen to a match once it is confirmed, and not before."""

FOLLOWS: Mapping[MatchEvent, frozenset[MatchEvent]] = MappingProxyType(
    {
        MatchEvent.OFFER_NEWCOMER: frozenset({MatchEvent.CHECK}),
        **dict.fromkeys(
            (MatchEvent.NEWCOMER_TALK, MatchEvent.NEWCOMER_LATER, MatchEvent.NEWCOMER_YES, MatchEvent.NEWCOMER_NO),
            frozenset({MatchEvent.OFFER_NEWCOMER}) | NEWCOMERS_WORDS,
        ),
        MatchEvent.REPLY: frozenset({MatchEvent.NEWCOMER_TALK}),
        MatchEvent.OFFER_GROUP: frozenset({MatchEvent.NEWCOMER_YES}),
        **dict.fromkeys(
            (MatchEvent.GROUP_TALK, MatchEvent.GROUP_YES, MatchEvent.GROUP_NO),
            frozenset({MatchEvent.OFFER_GROUP}) | GROUPS_WORDS,
        ),
        MatchEvent.REPLY_GROUP: frozenset({MatchEvent.GROUP_TALK}),
        MatchEvent.PLAN_INTRO: frozenset({MatchEvent.GROUP_YES}),
        MatchEvent.NEWCOMER_CONFIRMS: frozenset({MatchEvent.HOLD_INTRO}) | NEWCOMERS_WORDS,
        MatchEvent.GROUP_CONFIRMS: frozenset({MatchEvent.HOLD_INTRO}) | GROUPS_WORDS,
        MatchEvent.CONFIRM: frozenset({MatchEvent.NEWCOMER_CONFIRMS, MatchEvent.GROUP_CONFIRMS}),
        **dict.fromkeys(AFTER_CONFIRMING, frozenset({MatchEvent.CONFIRM})),
    }
)
"""What each event comes after, whenever it is recorded: whoever answers was asked, and each side says one thing after
the other. Nothing happens before the proposal. Source: sponsorship.md, section 6.2."""


def wrong_day(happened: Happening, days: Days) -> Refusal | None:
    """Why it cannot have happened on that day: it is to come, or lies before what it follows; None: it can.

    Source: sponsorship.md, section 6.2.
    """
    on = happened.on or days.today
    if on > days.today:
        return Refusal("day_still_to_come", {"field": "said_on"})
    if on < days.proposed_on:
        return Refusal("match_before_proposed", {"field": "said_on", "day": days.proposed_on})
    before = {event: day for event, day in days.newest.items() if event in FOLLOWS.get(happened.event, ()) and on < day}
    if not before:
        return None
    last = max(before, key=lambda event: (before[event], event))
    return Refusal(TOO_EARLY.get(last, TOO_EARLY_OTHERWISE), {"field": "said_on", "day": before[last]})


def go_on(progress: Progress, happened: Happening, given: Circumstances) -> Progress | Refusal:
    """How far the match is after what happened, or why that cannot be.

    Source: sponsorship.md, section 6.2.
    """
    if given.days is not None and (refusal := wrong_day(happened, given.days)) is not None:
        return refusal
    if progress.stage is not None:
        return matched(progress, happened, given)
    state = STEPS.get((progress.state, happened.event))
    if state is None:
        return Refusal("match_wrong_moment", {"state": progress.state})
    for guard in GUARDS.get(happened.event, ()):
        refusal = guard(progress, happened, given)
        if refusal is not None:
            return refusal
    return replace(
        progress,
        state=state,
        did_newcomer_confirm=progress.did_newcomer_confirm or happened.event == MatchEvent.NEWCOMER_CONFIRMS,
        did_group_confirm=progress.did_group_confirm or happened.event == MatchEvent.GROUP_CONFIRMS,
        stage=MatchStage.CONFIRMED if state == MatchState.CONFIRMED else None,
    )


def matched(progress: Progress, happened: Happening, given: Circumstances) -> Progress | Refusal:
    """The same for a match that was confirmed. A newcomer's no ends it at once and needs no reason."""
    before = progress.stage or MatchStage.CONFIRMED
    is_back = happened.event == MatchEvent.RESUME and before in AFTER_A_HOLD
    stage = progress.held_from if is_back else STAGES.get((before, happened.event))
    if stage is None:
        return Refusal("match_wrong_moment", {"state": before})
    for guard in GUARDS_OF_A_MATCH.get(happened.event, ()):
        refusal = guard(progress, happened, given)
        if refusal is not None:
            return refusal
    is_held = stage in AFTER_A_HOLD
    was_in = before if before in HELPING else progress.held_from
    end = MatchEnd.ENDED_BY_NEWCOMER if happened.event == MatchEvent.NEWCOMER_NO else happened.end
    return replace(
        progress,
        stage=stage,
        held_from=was_in if is_held else None,
        end=end if stage == MatchStage.ENDED else None,
    )


def own_check(progress: Progress, happened: Happening, _: Circumstances) -> Refusal | None:
    """Who proposes is never the second pair of eyes."""
    return Refusal("match_own_check", {}) if happened.by == progress.proposer else None


def rules_changed(_: Progress, __: Happening, given: Circumstances) -> Refusal | None:
    """What no longer holds is offered to nobody and confirmed by nobody."""
    return None if given.do_rules_hold else Refusal("match_rules_changed", {})


def reason_lacks(_: Progress, happened: Happening, __: Circumstances) -> Refusal | None:
    """A group's no needs a reason from the closed list; a newcomer's needs none."""
    return Refusal("match_reason_needed", {"field": "because"}) if happened.reason is None else None


def nothing_asked(_: Progress, __: Happening, given: Circumstances) -> Refusal | None:
    """Only a question has an answer."""
    return None if given.has_question else Refusal("match_no_question", {})


def question_waits(_: Progress, __: Happening, given: Circumstances) -> Refusal | None:
    """Whoever asked something is not late: it waits for us."""
    return Refusal("match_question_waits", {}) if given.has_question else None


def not_introduced(_: Progress, __: Happening, given: Circumstances) -> Refusal | None:
    """Nobody has met before the day on which they meet: from it follows whose names the group learns."""
    if not given.has_introduction:
        return Refusal("match_intro_unplanned", {})
    return Refusal("match_intro_to_come", {}) if given.is_introduction_to_come else None


def not_both(progress: Progress, _: Happening, __: Circumstances) -> Refusal | None:
    """Both said yes after the introduction."""
    return None if progress.did_newcomer_confirm and progress.did_group_confirm else Refusal("match_not_both", {})


def sharing_unsaid(_: Progress, __: Happening, given: Circumstances) -> Refusal | None:
    """What the family shares is recorded before the group sees more."""
    return None if given.has_sharing_choices else Refusal("match_sharing_unsaid", {})


def not_trained(_: Progress, __: Happening, given: Circumstances) -> Refusal | None:
    """Enough members followed what comes before a match."""
    if given.n_trained >= given.least_trained:
        return None
    return Refusal("match_not_trained", {"n": given.n_trained, "least": given.least_trained})


def not_arrived(_: Progress, __: Happening, given: Circumstances) -> Refusal | None:
    """The milestone of arrival is recorded."""
    return None if given.has_arrived else Refusal("match_not_arrived", {})


def end_unsaid(progress: Progress, happened: Happening, given: Circumstances) -> Refusal | None:
    """An ending has a type; a planned one comes after the ending was begun and talked over."""
    if happened.end is None:
        return Refusal("match_end_needed", {"field": "end"})
    is_planned = happened.end == MatchEnd.ENDED_PLANNED
    if is_planned and not (progress.stage == MatchStage.ENDING and given.had_final_review):
        return Refusal("match_end_not_planned", {})
    return None


Guard = Callable[[Progress, Happening, Circumstances], Refusal | None]

GUARDS: Mapping[MatchEvent, tuple[Guard, ...]] = MappingProxyType(
    {
        MatchEvent.CHECK: (own_check,),
        MatchEvent.OFFER_NEWCOMER: (rules_changed,),
        MatchEvent.OFFER_GROUP: (rules_changed,),
        MatchEvent.REPLY: (nothing_asked,),
        MatchEvent.REPLY_GROUP: (nothing_asked,),
        MatchEvent.HOLD_INTRO: (not_introduced,),
        MatchEvent.EXPIRE: (question_waits,),
        MatchEvent.GROUP_NO: (reason_lacks,),
        MatchEvent.CONFIRM: (not_both, sharing_unsaid, not_trained, rules_changed),
    }
)
GUARDS_OF_A_MATCH: Mapping[MatchEvent, tuple[Guard, ...]] = MappingProxyType(
    {MatchEvent.ARRIVE: (not_arrived,), MatchEvent.END: (end_unsaid,)}
)
