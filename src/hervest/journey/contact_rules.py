"""Who reads of a contact, and how sensitive what is written of it may be. Source: access.md, contact.log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from hervest.accounts.vocabulary import Relation
from hervest.core.vocabulary import Interpreting, MemberNo, Tier
from hervest.journey.contact_vocabulary import ContactChannel, ContactParty, ContactReader, TopicKey
from hervest.journey.milestone_rules import Refusal

READS_AS = {
    Relation.HANDOVER: ContactReader.COA,
    Relation.MATCH: ContactReader.GROUP,
    Relation.SELF: ContactReader.HOUSEHOLD,
}
"""As what somebody reads of a contact who does not work on the case."""

WRITES = frozenset({ContactReader.COA, ContactReader.GROUP})
"""Who notes contacts from outside the team: whoever does is read by those on their own side too."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with, or about, a household: what is noted of it.

    `about`: the person of the household it is about; None: all of it. `members`: who of the household took part, where
    it was not all of them. `language`: code of what was spoken; empty where nobody of the household took part.
    """

    on: date
    channel: ContactChannel
    text: str
    about: MemberNo | None = None
    members: frozenset[MemberNo] = frozenset()
    parties: frozenset[ContactParty] = frozenset()
    language: str = ""
    interpreting: Interpreting | None = None
    topics: frozenset[TopicKey] = frozenset()
    readers: frozenset[ContactReader] = frozenset()

    @property
    def is_with_household(self) -> bool:
        """Whether all of the household, or somebody of it, took part."""
        return bool(self.members) or ContactParty.HOUSEHOLD in self.parties


def reads_as(relations: Collection[Relation]) -> frozenset[ContactReader]:
    """As what somebody with these relations to a case reads of its contacts, who does not work on it."""
    return frozenset(reader for relation, reader in READS_AS.items() if relation in relations)


def tier_of_contact(readers: Collection[ContactReader]) -> Tier:
    """How sensitive what is written may be: what a sponsor group reads tells no more than it knows of people.

    Source: access_tiers.csv: of tier P2 a sponsor group reads nothing.
    """
    return Tier.P1 if ContactReader.GROUP in readers else Tier.P2


def refusal_of(contact: Contact, *, today: date) -> Refusal | None:
    """The first thing for which this cannot be noted, with the field to mend; None if it can."""
    with_them = contact.is_with_household
    wrong = (
        (contact.on > today, Refusal("contact_in_the_future", {"field": "happened_on"})),
        (not contact.members and not contact.parties, Refusal("contact_with_whom", {"field": "people"})),
        (with_them and not contact.language, Refusal("contact_in_which_language", {"field": "language"})),
        (with_them and contact.interpreting is None, Refusal("contact_who_interpreted", {"field": "interpreting"})),
        (bool(contact.topics) and not with_them, Refusal("explained_to_nobody", {"field": "topics"})),
        (not contact.text.strip() and not contact.topics, Refusal("contact_says_nothing", {"field": "text"})),
    )
    return next((refusal for is_wrong, refusal in wrong if is_wrong), None)
