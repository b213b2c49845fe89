"""What a household told in its match conversation, as recorded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Interpreting, MemberNo, Tier
from hervest.households.choice_queries import choices_of
from hervest.households.choice_rules import Given
from hervest.households.extent_queries import extent_for
from hervest.households.queries import names
from hervest.households.record_queries import record_of
from hervest.households.vocabulary import HealthHelp, Participation, SaidHow, ShareItem, ShareWith
from hervest.journey.queries import case_for, may
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

    @property
    def weighs(self) -> tuple[tuple[MatchCriterion, int], ...]:
        """What matters most to them, and how many stones they laid on each."""
        return tuple(sorted(Counter(self.told.stones).items(), key=lambda row: (-row[1], row[0])))


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One person who chooses alone: what they chose last, and what a group may see of them; None: not asked.

    `health`: the help around health a group may know of; None for who reads no functional needs.
    """

    no: MemberNo
    name: str
    answer: Participation | None
    given: Given | None
    shares: tuple[tuple[ShareItem, bool], ...]
    health: tuple[HealthHelp, ...] | None = None
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """The people of a household who choose alone, as far as the actor reads what is theirs.

    `may_record_talk`: the actor speaks for the household; `is_own`: it is theirs.
    """

    rows: tuple[ChoiceRow, ...]
    may_match: bool
    has_case_page: bool
    may_record_talk: bool
    is_own: bool


def choices_page(actor: Actor, code: str, *, today: date) -> ChoicesPage:
    """What everybody chose about a sponsor group. Raises: NotFound, also without a household."""
    found = choices_of(actor, code, today=today)
    case, record = case_for(actor, code, Permission.WISH_RECORD, today=today), record_of(code)
    people = names(actor, [code], today=today).people
    said = {each.member: each.given for each in found.said}
    shared: dict[MemberNo, dict[ShareItem, bool]] = {}
    for each in found.sharing:
        if each.recipient is ShareWith.SPONSOR_GROUP:
            shared.setdefault(each.member, {})[each.item] = each.may_see
    rows = tuple(
        ChoiceRow(
            no,
            people.get(f"{code}/{no}", ""),
            answer,
            said.get(no),
            tuple(shared.get(no, {}).items()),
            None if found.health is None else tuple(item for item in HealthHelp if item in found.health[no]),
            case.is_own,
        )
        for no, answer in found.participation.items()
    )
    return ChoicesPage(
        rows=rows,
        may_match=may(actor, code, Permission.MATCH_PROPOSE, today=today),
        has_case_page=may(actor, code, Permission.CASE_READ, today=today),
        may_record_talk=record is not None and extent_for(case, record, today).has_household,
        is_own=case.is_own,
    )


def may_tell_experience(actor: Actor, code: str, *, today: date) -> bool:
    """Whether who speaks for the household reads what functional needs ask for: tier P2.

    Raises: NotFound for who does not speak for it, or where there is none.
    """
    case, record = case_for(actor, code, Permission.WISH_RECORD, today=today), record_of(code)
    if record is None or not extent_for(case, record, today).has_household:
        raise NotFound("no_such_household", case=code)
    return Tier.P2 in case.tiers


def match_talk(actor: Actor, code: str, *, today: date) -> Talk | None:
    """The newest match conversation of the case's household, as far as the actor reads it.

    None: there is none yet, or it is not for the actor, who does not speak for the household.
    Raises: NotFound, also for who reads no tier P1 of the case.
    """
    case, record = case_for(actor, code, Permission.WISH_RECORD, today=today), record_of(code)
    case.must_read(Tier.P1)
    row = MatchTalk.rows.filter(case_id=case.id).order_by("-pk").first()
    if row is None or record is None or not extent_for(case, record, today).has_household:
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
