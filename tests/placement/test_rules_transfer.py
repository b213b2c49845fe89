"""Handing a household to another municipality: who may do what when, and for every field whether it goes along."""

from dataclasses import replace
from datetime import date
from itertools import chain, combinations

import pytest
from django.apps import apps

from hervest.core.classified import Keep, classification_of
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.carry_rules import household_that_moves
from hervest.households.carry_vocabulary import Confided
from hervest.households.record_rules import SENSITIVE_TOPICS
from hervest.placement.transfer_data import packet
from hervest.placement.transfer_rules import (
    after,
    as_agreed,
    deeds_of,
    has_changed,
    is_seen,
    read_packet,
    tiers_that_come,
)
from hervest.placement.transfer_vocabulary import Deed, Goes, TransferSide, TransferState
from households.families import HADDAD

NOBODY, ORIGIN, THERE, BOTH = (
    frozenset(sides) for sides in ((), (TransferSide.FROM,), (TransferSide.TO,), tuple(TransferSide))
)
ALLOWED = {
    (Deed.ACCEPT, THERE): TransferState.ACCEPTED,
    (Deed.ACCEPT, BOTH): TransferState.ACCEPTED,
    (Deed.REFUSE, THERE): TransferState.REFUSED,
    (Deed.REFUSE, BOTH): TransferState.REFUSED,
    (Deed.WITHDRAW, ORIGIN): TransferState.WITHDRAWN,
    (Deed.WITHDRAW, BOTH): TransferState.WITHDRAWN,
}


@pytest.mark.parametrize("state", TransferState)
def test_only_an_open_transfer_is_answered_by_who_receives_or_withdrawn_by_who_offers(state):
    for deed in Deed:
        for sides in (NOBODY, ORIGIN, THERE, BOTH):
            expected = ALLOWED.get((deed, sides)) if state is TransferState.OFFERED else None
            assert after(state, deed, sides) is expected
            assert (deed in deeds_of(state, sides)) is (expected is not None)


def test_who_did_not_take_a_household_sees_nothing_of_it_any_more():
    seen = {state for state in TransferState if is_seen(state, THERE)}

    assert seen == {TransferState.OFFERED, TransferState.ACCEPTED}
    assert all(is_seen(state, ORIGIN) for state in TransferState)
    assert not any(is_seen(state, NOBODY) for state in TransferState)


# Whether it still is the household that agreed

OFFERED = {1: True, 2: True, 3: False, 11: False}


def test_an_offer_keeps_who_is_in_it_and_who_of_them_chooses_alone_by_number():
    assert as_agreed(dict(reversed(OFFERED.items()))) == "1* 2* 3 11"


@pytest.mark.parametrize(
    ("people", "is_another"),
    [
        (OFFERED, False),
        ({2: True, 3: False, 11: False, 12: False}, True),  # as many: one died, one was born
        (OFFERED | {3: True}, True),  # old enough now, and never asked
        ({1: True, 2: True, 3: False}, True),
        (OFFERED | {12: True}, True),
        ({}, True),
    ],
)
def test_who_came_left_or_grew_old_enough_makes_it_another_household_than_the_one_that_agreed(people, is_another):
    assert has_changed(people, agreed=as_agreed(OFFERED), n_people=4) is is_another
    assert has_changed(people, agreed="", n_people=4) is (len(people) != 4)  # offered before more than that was kept


# The pick-list

WHERE_IT_STANDS = {"case", "household", "cover", "task", "decision", "dossier", "run"}
"""Columns that only say which row another row is of."""


def fields_of_a_case():
    """Every field that is kept with a case, in the rooms where households and plans are."""
    for model in apps.get_models():
        if model._meta.app_label in {"journey", "households", "placement"}:
            for field in model._meta.local_concrete_fields:
                found = classification_of(field)
                if found and found.keep is Keep.CASE and field.name not in WHERE_IT_STANDS:
                    yield f"{model._meta.app_label}.{model.__name__}", field.name, found.tier


def rows_about(model, name):
    exact = [row for row in packet() if f"{model}.{name}" in row.fields]
    return exact or [row for row in packet() if f"{model}.*" in row.fields]


def test_of_every_field_it_is_said_once_whether_it_goes_along_and_why():
    unsaid = [f"{model}.{name}" for model, name, _ in fields_of_a_case() if len(rows_about(model, name)) != 1]

    assert unsaid == []


def test_nothing_for_named_readers_goes_along_unasked_and_only_that_is_asked_for():
    tiers = {goes: set() for goes in Goes}
    for model, name, tier in fields_of_a_case():
        (row,) = rows_about(model, name)
        tiers[row.goes].add((tier, name))

    assert Tier.P3 not in {tier for tier, _ in tiers[Goes.YES]}
    assert {tier for tier, name in tiers[Goes.ASKED] if name != "member_no"} == {Tier.P3}
    assert Tier.P1A not in {tier for tier, _ in tiers[Goes.YES] | tiers[Goes.ASKED]}


def test_a_pick_list_without_a_reason_or_that_asks_for_another_thing_is_refused():
    head = "item,goes,fields,name_nl,name_en,why_nl,why_en,source\n"
    asked = "".join(f"{word},asked,x,naam,name,omdat,because,access\n" for word in Confided)
    assert len(read_packet(head + asked)) == len(Confided)
    for wrong in (asked + "remarks,no,x,naam,name,,because,access\n", asked.replace("relatives", "remarks")):
        with pytest.raises(ValueError, match="remarks"):
            read_packet(head + wrong)


# What of a household goes along

EVERYTHING = frozenset(Confided)
SUBSETS = list(chain.from_iterable(combinations(Confided, n) for n in range(len(Confided) + 1)))


@pytest.mark.parametrize("confided", SUBSETS)
def test_what_is_confided_goes_along_only_as_far_as_the_household_wants(confided):
    goes = household_that_moves(HADDAD, set(confided), keeps_number=True)

    assert [bool(row.explanation) for row in goes.needs] == [Confided.NEED_WORDS in confided, False]
    assert bool(goes.relatives) is (Confided.RELATIVES in confided)
    assert any(row.topic in SENSITIVE_TOPICS for row in goes.wishes) is (Confided.SENSITIVE_WISHES in confided)
    assert goes.remarks == ""
    assert (goes.members, goes.contact_language) == (HADDAD.members, "ar")
    assert [(row.member, row.kind) for row in goes.needs] == [(row.member, row.kind) for row in HADDAD.needs]
    assert tiers_that_come(confided) == (Tier.P0, Tier.P1, Tier.P2, *((Tier.P3,) if confided else ()))


def test_nothing_of_who_left_the_household_goes_along():
    gone = tuple(replace(row, left_on=date(2026, 5, 1)) if row.no == 2 else row for row in HADDAD.members)
    record = replace(HADDAD, members=gone, room_sharers=(MemberNo(2), MemberNo(3)))
    goes = household_that_moves(record, EVERYTHING, keeps_number=False)

    assert [row.no for row in goes.members] == [1, 3, 4]
    assert (goes.needs, goes.room_sharers, goes.dossier_number) == ((), (MemberNo(3),), "")
