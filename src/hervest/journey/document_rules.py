"""Who reads a document of a case, and how sensitive it is. Source: access.md, document.read and document.add."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hervest.accounts.vocabulary import Relation
from hervest.core.vocabulary import MemberNo, Tier
from hervest.journey.document_vocabulary import DocumentKind, DocumentReader
from hervest.journey.milestone_rules import Refusal
from hervest.journey.schedule_vocabulary import MessageParty

TIERS: Mapping[DocumentKind, Tier] = MappingProxyType(
    {
        DocumentKind.HOME: Tier.P0,
        DocumentKind.EDUCATION: Tier.P1,
        DocumentKind.TENANCY: Tier.P1A,
        DocumentKind.TRAVEL: Tier.P1A,
        DocumentKind.IDENTITY: Tier.P2,
        DocumentKind.HANDOVER: Tier.P2,
        DocumentKind.MONEY: Tier.P2,
        DocumentKind.LETTER: Tier.P2,
        DocumentKind.OTHER: Tier.P2,
    }
)
"""The tier of each kind: that of the most that such a document says. Source: access.md, tiers.

What is of no kind may say anything up to P2.
"""

ABOUT_MONEY = frozenset({DocumentKind.MONEY})
"""For who reads money only. Source: access.md, money.read."""

WITH_NUMBERS = frozenset({DocumentKind.IDENTITY})
"""Shows a citizen service number: for the municipality only, and for whose it is. Source: access.md, tiers, BSN.

So what of it the household reads is about somebody: about all of them it would show the number of each to each.
"""

LIMITS: Mapping[DocumentReader, frozenset[Tier]] = MappingProxyType(
    {
        DocumentReader.COA: frozenset({Tier.P0, Tier.P1, Tier.P1A, Tier.P2}),
        DocumentReader.HEALTH: frozenset({Tier.P0, Tier.P1, Tier.P1A, Tier.P2}),
        DocumentReader.HOUSING: frozenset({Tier.P0, Tier.P1A}),
        DocumentReader.GROUP: frozenset({Tier.P0, Tier.P1}),
        DocumentReader.HOUSEHOLD: frozenset(Tier),
    }
)
"""What can be meant for each side at all. Source: access_tiers.csv, columns P0 to P2 of its role."""

STANDS_AS: Mapping[DocumentReader, Relation] = MappingProxyType(
    {
        DocumentReader.COA: Relation.HANDOVER,
        DocumentReader.HEALTH: Relation.REFERRAL,
        DocumentReader.HOUSING: Relation.ASSIGNED,
        DocumentReader.GROUP: Relation.MATCH,
        DocumentReader.HOUSEHOLD: Relation.SELF,
    }
)
"""How each side stands to a case."""

READS_BY: Mapping[DocumentReader, Relation] = MappingProxyType(
    {**STANDS_AS, DocumentReader.GROUP: Relation.ADDRESSED, DocumentReader.HOUSEHOLD: Relation.ADDRESSED}
)
"""By which relation each side reads: a group and a household what is addressed to them."""


RECEIVES_AS: Mapping[MessageParty, DocumentReader] = MappingProxyType(
    {
        MessageParty.COA: DocumentReader.COA,
        MessageParty.GP: DocumentReader.HEALTH,
        MessageParty.YOUTH_HEALTH: DocumentReader.HEALTH,
        MessageParty.PUBLIC_HEALTH: DocumentReader.HEALTH,
        MessageParty.MEDICAL_SERVICE: DocumentReader.HEALTH,
        MessageParty.HOUSING_ASSOCIATION: DocumentReader.HOUSING,
    }
)
"""As which side those outside the team read to whom messages go."""


@dataclass(frozen=True, slots=True)
class Filed:
    """What is said of a document. `about`: the person of the household it is about; None: all of it."""

    kind: DocumentKind
    title: str = ""
    about: MemberNo | None = None
    readers: frozenset[DocumentReader] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """As what somebody reads the documents of a case: within which tiers, and what was put there for which sides.

    `reads_numbers`: they may see a citizen service number. `is_inner`: they work on it. `about`: the persons of the
    household of whom they read: who they stand to, and of a grown-up of it the young children too.
    """

    tiers: frozenset[Tier]
    reads_finance: bool
    reads_numbers: bool
    is_inner: bool
    sides: frozenset[DocumentReader] = frozenset()
    about: frozenset[MemberNo] = frozenset()


def tier_of(kind: DocumentKind) -> Tier:
    """How sensitive a document of this kind is."""
    return TIERS[kind]


def is_read_by(filed: Filed, reading: Reading) -> bool:
    """Whether somebody reads the document who did not add it: as who works on the case, or as a side it is for."""
    if reading.is_inner:
        may_see = (reading.reads_finance or filed.kind not in ABOUT_MONEY) and (
            reading.reads_numbers or filed.kind not in WITH_NUMBERS
        )
        return may_see and tier_of(filed.kind) in reading.tiers
    return any(_is_read_as(side, filed, reading) for side in filed.readers & reading.sides)


def _is_read_as(side: DocumentReader, filed: Filed, reading: Reading) -> bool:
    """A group reads what was meant for it; the others also within their tiers."""
    if filed.kind not in kinds_for(side):
        return False
    if side is DocumentReader.GROUP:
        return True
    is_theirs = filed.about in reading.about
    if side is DocumentReader.HEALTH and not is_theirs:  # who was referred, and not their household
        return False
    if side is DocumentReader.HOUSEHOLD:  # a minor reads no money
        reads_it = reading.reads_finance or filed.kind not in ABOUT_MONEY
        return reads_it and (is_theirs or (filed.about is None and filed.kind not in WITH_NUMBERS))
    return tier_of(filed.kind) in reading.tiers


def kinds_for(side: DocumentReader) -> tuple[DocumentKind, ...]:
    """The kinds that can be meant for a side, in the order of the words: money and numbers for the household only."""
    is_household = side is DocumentReader.HOUSEHOLD
    narrow = frozenset() if is_household else ABOUT_MONEY | WITH_NUMBERS
    return tuple(kind for kind in DocumentKind if tier_of(kind) in LIMITS[side] and kind not in narrow)


def is_received_by(filed: Filed, party: MessageParty) -> bool:
    """Whether the one to whom a message goes reads the document here: who works on the case, or the side it is for.

    Whoever guides a household reads no money and no number; a school or a guardian has no place here.
    """
    if party is MessageParty.MUNICIPALITY:
        return True
    if party is MessageParty.GUIDANCE:
        return filed.kind not in ABOUT_MONEY | WITH_NUMBERS
    return RECEIVES_AS.get(party) in filed.readers


def document_refusal(filed: Filed) -> Refusal | None:
    """The first thing for which a document cannot stand so, with the field to mend; None if it can."""
    not_for = tuple(side for side in DocumentReader if side in filed.readers and filed.kind not in kinds_for(side))
    if not_for:
        return Refusal("document_not_for_them", {"field": "readers", "readers": not_for})
    if filed.about is not None:
        return None
    if DocumentReader.HEALTH in filed.readers:
        return Refusal("document_about_whom", {"field": "about"})
    if DocumentReader.HOUSEHOLD in filed.readers and filed.kind in WITH_NUMBERS:
        return Refusal("document_whose_number", {"field": "about"})
    return None
