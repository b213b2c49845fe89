"""The words of how far a proposed match is, what can happen to it, and how a match ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from types import MappingProxyType

from hervest.core.vocabulary import Interpreting, MemberNo


class MatchState(StrEnum):
    """How far a proposed match is. Source: sponsorship.md, section 6.2."""

    DRAFT = "draft"
    CHECKED = "checked"
    OFFERED_NEWCOMER = "offered_newcomer"
    NEWCOMER_YES = "newcomer_yes"
    OFFERED_GROUP = "offered_group"
    GROUP_YES = "group_yes"
    INTRO_HELD = "intro_held"
    CONFIRMED = "confirmed"
    NEWCOMER_NO = "newcomer_no"
    GROUP_NO = "group_no"
    INTRO_NO = "intro_no"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


CLOSED_MATCH_STATES = frozenset(
    {
        MatchState.NEWCOMER_NO,
        MatchState.GROUP_NO,
        MatchState.INTRO_NO,
        MatchState.EXPIRED,
        MatchState.WITHDRAWN,
    }
)
"""In one of these nothing more is asked of anybody, and the group sees nothing."""


class MatchStage(StrEnum):
    """How far a match is, once confirmed. Source: sponsorship.md, section 6.2."""

    CONFIRMED = "confirmed"
    PRE_DEPARTURE_CONTACT = "pre_departure_contact"
    ARRIVED = "arrived"
    INTENSIVE = "intensive"
    REGULAR = "regular"
    ENDING = "ending"
    ENDED = "ended"
    ON_HOLD = "on_hold"
    REMATCHING = "rematching"


class MatchEnd(StrEnum):
    """How a match ended; fault is never a word here. Source: sponsorship.md, section 1.5."""

    ENDED_PLANNED = "ended_planned"
    ENDED_EARLY_NEUTRAL = "ended_early_neutral"
    ENDED_BY_NEWCOMER = "ended_by_newcomer"
    ENDED_SAFEGUARDING = "ended_safeguarding"


class GroupNo(StrEnum):
    """Why a group says no; a newcomer's no needs no reason. Source: sponsorship.md, section 2.6, rule 5."""

    CAPACITY = "capacity"
    DISTANCE = "distance"
    SAFETY = "safety"
    OTHER = "other"


class MatchEvent(StrEnum):
    """What can happen to a proposed match, and to a match."""

    CHECK = "check"
    OFFER_NEWCOMER = "offer_newcomer"
    NEWCOMER_YES = "newcomer_yes"
    NEWCOMER_NO = "newcomer_no"
    NEWCOMER_LATER = "newcomer_later"
    NEWCOMER_TALK = "newcomer_talk"
    REPLY = "reply"
    OFFER_GROUP = "offer_group"
    GROUP_TALK = "group_talk"
    REPLY_GROUP = "reply_group"
    GROUP_YES = "group_yes"
    GROUP_NO = "group_no"
    PLAN_INTRO = "plan_intro"
    HOLD_INTRO = "hold_intro"
    NEWCOMER_CONFIRMS = "newcomer_confirms"
    GROUP_CONFIRMS = "group_confirms"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    MAKE_CONTACT = "make_contact"
    ARRIVE = "arrive"
    BEGIN_INTENSIVE = "begin_intensive"
    GO_REGULAR = "go_regular"
    BEGIN_ENDING = "begin_ending"
    END = "end"
    PUT_ON_HOLD = "put_on_hold"
    SEEK_OTHER = "seek_other"
    RESUME = "resume"


NEWCOMER_SAYS = frozenset(
    {
        MatchEvent.NEWCOMER_YES,
        MatchEvent.NEWCOMER_NO,
        MatchEvent.NEWCOMER_LATER,
        MatchEvent.NEWCOMER_TALK,
        MatchEvent.NEWCOMER_CONFIRMS,
    }
)
"""What a household says."""


class IntroPlace(StrEnum):
    """Where household and group meet first; never at the household's home. Source: sponsorship.md, section 6.5."""

    VIDEO = "video"
    OFFICE = "office"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class IntroPlan:
    """How household and group meet. `joins`: who of the household joins, at least one; the group learns their names."""

    meets_on: date
    meets_at: time
    place: IntroPlace
    directions: str
    language: str
    interpreting: Interpreting
    joins: frozenset[MemberNo]


class MatchWaits(StrEnum):
    """For what a proposed match waits."""

    CHECK = "check"
    QUESTION = "question"
    GROUP_QUESTION = "group_question"
    ASK_HOUSEHOLD = "ask_household"
    ASK_GROUP = "ask_group"
    PLAN_INTRO = "plan_intro"
    INTRODUCE = "introduce"
    CONFIRM = "confirm"
    YOUR_ANSWER = "your_answer"
    YOUR_MEETING = "your_meeting"
    GROUP_MEETING = "group_meeting"
    HOUSEHOLD_ANSWER = "household_answer"
    GROUP_ANSWER = "group_answer"


NEWCOMERS_WORDS = frozenset(
    {MatchEvent.NEWCOMER_TALK, MatchEvent.NEWCOMER_LATER, MatchEvent.NEWCOMER_YES, MatchEvent.NEWCOMER_CONFIRMS}
)
GROUPS_WORDS = frozenset({MatchEvent.GROUP_TALK, MatchEvent.GROUP_YES, MatchEvent.GROUP_CONFIRMS})
"""What each side says one after the other; a no is said at any moment."""

TOO_EARLY: Mapping[MatchEvent, str] = MappingProxyType(
    {
        MatchEvent.OFFER_NEWCOMER: "match_before_household_asked",
        MatchEvent.OFFER_GROUP: "match_before_group_asked",
        MatchEvent.HOLD_INTRO: "match_before_meeting",
        **dict.fromkeys(NEWCOMERS_WORDS | GROUPS_WORDS, "match_before_last_word"),
    }
)
"""Which sentence says that something lies before what it follows; for the rest one for all."""

TOO_EARLY_OTHERWISE = "match_before_it_could"

SHOWN_CODES = {
    "error": (*sorted(set(TOO_EARLY.values())), TOO_EARLY_OTHERWISE),
    "verb": (*(f"match.{event}" for event in MatchEvent), "match.lock", "match.forbid"),
    "meets_with": tuple(word.value for word in Interpreting),
    "own_interpreting": tuple(word.value for word in Interpreting),
    "own_answer": tuple(event.value for event in MatchEvent if event in NEWCOMER_SAYS),
    "own_match": tuple(state.value for state in MatchState),
}
"""How the log names what happened to a match, how people will meet, what a newcomer says, and how far theirs is."""
