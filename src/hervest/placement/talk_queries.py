"""What a household told in its match conversation, as recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.vocabulary import Tier
from hervest.households.choice_rules import Given
from hervest.households.vocabulary import Interpreting, SaidHow
from hervest.journey.queries import case_for
from hervest.placement.match_profile_rules import Told
from hervest.placement.match_vocabulary import MatchCriterion
from hervest.placement.talk_models import MatchTalk
from hervest.sponsorship.vocabulary import Block, ContactForm, Experience, Interest, Rhythm, Theme, WorkField

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Talk:
    """The newest match conversation; `hides_experience`: the reader has no tier for what functional needs ask for."""

    told: Told
    given: Given
    at: datetime
    hides_experience: bool = False


def match_talk(actor: Actor, code: str, *, today: date) -> Talk | None:
    """The newest match conversation of the case's household, as far as the actor reads it; None = none yet.

    Raises: NotFound, also for who reads no tier P1 of the case or does not speak for the household.
    """
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    case.must_read(Tier.P1)
    row = MatchTalk.rows.filter(case_id=case.id).order_by("-pk").first()
    if row is None:
        return None
    actor.reads.read(code, Shown.WISHES)
    talk = Talk(as_told(row), as_given(row), row.at)
    if Tier.P2 in case.tiers:
        return talk
    return replace(talk, told=replace(talk.told, experience=None), hides_experience=True)


def as_told(row: MatchTalk) -> Told:
    """What the stored talk says."""
    return Told(
        blocks=as_words(row.blocks, Block),
        interests=as_words(row.interests, Interest),
        work_hopes=as_words(row.work_hopes, WorkField),
        helps_first=as_words(row.helps_first, Theme),
        experience=as_words(row.experience, Experience),
        rhythm=Rhythm(row.rhythm) if row.rhythm else None,
        contact_forms=as_words(row.contact_forms, ContactForm),
        stones=tuple(MatchCriterion(word) for word in row.stones),
    )


def as_given(row: MatchTalk) -> Given:
    """How it was told."""
    return Given(
        language=row.language,
        interpreting=Interpreting(row.interpreting),
        how=SaidHow(row.how),
        was_read_aloud=row.was_read_aloud,
        was_abroad=row.was_abroad,
        said_on=row.said_on,
    )


def as_words(stored: Iterable[str] | None, vocabulary: type[Word]) -> frozenset[Word] | None:
    """Stored words as members of their vocabulary; None stays: it was skipped."""
    return None if stored is None else frozenset(vocabulary(word) for word in stored)
