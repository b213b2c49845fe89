"""What can be noted of a contact, how sensitive its words are, and as what somebody reads of it from outside."""

from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations

import pytest

from hervest.accounts.vocabulary import Relation
from hervest.core.vocabulary import Interpreting, MemberNo, Tier
from hervest.journey.contact_rules import Contact, reads_as, refusal_of, tier_of_contact
from hervest.journey.contact_vocabulary import ContactChannel, ContactParty, ContactReader, TopicKey
from people import TODAY

VISIT = Contact(
    on=TODAY,
    channel=ContactChannel.HOME_VISIT,
    text="Samen de post doorgenomen.",
    members=frozenset({MemberNo(1)}),
    language="ar",
    interpreting=Interpreting.PROFESSIONAL,
    topics=frozenset({TopicKey("post")}),
)
CALL = Contact(on=TODAY, channel=ContactChannel.PHONE, text="COA belt morgen terug.", parties=frozenset({"coa"}))


def why_not(contact, **differs):
    refusal = refusal_of(replace(contact, **differs), today=TODAY)
    return refusal and (refusal.code, refusal.params["field"])


@pytest.mark.parametrize(
    ("contact", "differs", "why"),
    [
        (VISIT, {"on": TODAY + timedelta(days=1)}, ("contact_in_the_future", "happened_on")),
        (CALL, {"parties": frozenset()}, ("contact_with_whom", "people")),
        (VISIT, {"language": ""}, ("contact_in_which_language", "language")),
        (VISIT, {"interpreting": None}, ("contact_who_interpreted", "interpreting")),
        (CALL, {"parties": frozenset({ContactParty.HOUSEHOLD})}, ("contact_in_which_language", "language")),
        (CALL, {"topics": frozenset({TopicKey("money")})}, ("explained_to_nobody", "topics")),
        (CALL, {"text": " \n "}, ("contact_says_nothing", "text")),
    ],
)
def test_what_cannot_be_noted_says_why_at_the_field_to_mend(contact, differs, why):
    assert why_not(contact) is None
    assert why_not(contact, **differs) == why


@pytest.mark.parametrize("differs", [{"text": ""}, {"topics": frozenset()}, {"on": TODAY - timedelta(days=90)}])
def test_words_or_a_topic_are_enough_and_a_contact_may_be_noted_later(differs):
    assert why_not(VISIT, **differs) is None


def test_what_a_sponsor_group_reads_is_never_of_a_tier_that_it_does_not_read():
    sides = list(ContactReader)
    every = map(frozenset, chain.from_iterable(combinations(sides, n) for n in range(len(sides) + 1)))

    assert {tier_of_contact(readers) for readers in every if ContactReader.GROUP in readers} == {Tier.P1}
    assert tier_of_contact({ContactReader.COA, ContactReader.HOUSEHOLD}) is tier_of_contact(()) is Tier.P2


@pytest.mark.parametrize("relation", Relation)
def test_only_who_hands_over_is_matched_or_lives_there_reads_what_is_written_for_them(relation):
    read = {
        Relation.HANDOVER: {ContactReader.COA},
        Relation.MATCH: {ContactReader.GROUP},
        Relation.SELF: {ContactReader.HOUSEHOLD},
    }

    assert reads_as({relation}) == read.get(relation, set())
