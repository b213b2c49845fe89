"""Whose choices count about sponsors: each grown person's own, the newest of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.core.marks import mark
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.households.vocabulary import HealthHelp, Participation, SaidHow, ShareItem, ShareWith


@dataclass(frozen=True, slots=True)
class Given:
    """How a choice was given: in which language (ISO 639), who interpreted, in which form, where and when."""

    language: str
    interpreting: Interpreting
    how: SaidHow
    was_read_aloud: bool
    was_abroad: bool
    said_on: date


@dataclass(frozen=True, slots=True)
class Participating:
    """One person's choice about having a sponsor group, and how it was given; `at`: when it was recorded."""

    member: MemberNo
    answer: Participation
    given: Given
    at: datetime


@dataclass(frozen=True, slots=True)
class Sharing:
    """One person's choice about one kind of thing and one kind of reader."""

    member: MemberNo
    item: ShareItem
    recipient: ShareWith
    may_see: bool
    given: Given
    at: datetime


@dataclass(frozen=True, slots=True)
class Ticked:
    """The help around health that one person lets a sponsor group know of, all of it, and how it was said."""

    member: MemberNo
    items: frozenset[HealthHelp]
    given: Given
    at: datetime


def choice_mark(answer: Participation | None, shares: Mapping[ShareItem, bool]) -> str:
    """What one person chose about a group when somebody looked (`core.marks`)."""
    return mark((answer and answer.value, sorted((item.value, may_see) for item, may_see in shares.items())))


def is_less(answer: Participation, now: Participation | None) -> bool:
    """Whether the answer asks for no more than stands now: a no, or a later that takes back no no. It never waits."""
    return answer is Participation.NO or (answer is Participation.LATER and now is not Participation.NO)


def ticked_of(people: Iterable[MemberNo], choices: Iterable[Ticked]) -> Mapping[MemberNo, frozenset[HealthHelp]]:
    """What each of these people ticked last; nothing of who was not asked.

    `choices`: in the order in which they were recorded. Source: sponsorship.md, section 6.5, level 3.
    """
    last = {choice.member: choice.items for choice in choices}
    return {member: last.get(member, frozenset()) for member in people}


def participation_of(
    people: Iterable[MemberNo], choices: Iterable[Participating]
) -> Mapping[MemberNo, Participation | None]:
    """What each of these people chose last; None = not asked. Nobody chooses for another.

    `choices`: in the order in which they were recorded. Source: sponsorship.md, sections 2.7 and 6.4, MATCH-H11.
    """
    last = {choice.member: choice.answer for choice in choices}
    return {member: last.get(member) for member in people}


def may_be_seen(
    item: ShareItem, recipient: ShareWith, people: Iterable[MemberNo], choices: Iterable[Sharing]
) -> bool | None:
    """Whether all of these people let `recipient` see `item`; None while one of them was not asked and none said no.

    `choices`: in the order in which they were recorded. Without people there is nobody to let them: False.
    """
    last = {choice.member: choice.may_see for choice in choices if (choice.item, choice.recipient) == (item, recipient)}
    answers = [last.get(member) for member in people]
    if False in answers or not answers:
        return False
    return None if None in answers else True
