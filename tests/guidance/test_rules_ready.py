"""What belongs in a home, and what comes only after its people said so: rules beside an oracle of their own."""

from itertools import product

import pytest

from hervest.core.vocabulary import Route
from hervest.guidance.arriving_rules import HouseholdThen, n_for
from hervest.guidance.money_vocabulary import Nature, Payer
from hervest.guidance.ready_queries import listed_items
from hervest.guidance.ready_rules import (
    Payment,
    furnishing_refusal,
    needs_say,
    purchase_refusal,
    read_items,
    settle_refusal,
)
from hervest.guidance.ready_vocabulary import FurnishingSay, HomeItemState, HomePart
from hervest.journey.vocabulary import TraitCode

HEAD = "key,corner,part,title_nl,title_en,holds,routes,source,mark,checked\n"
BEDS = "beds,sleeping,basic,Bedden,Beds,always,,KIS,V,2026-11-29\n"
ITEMS = {item.key: item for item in listed_items()}
FROM_US = Payment(Payer.MUNICIPALITY, Nature.GIFT)
FROM_THEM = Payment(Payer.HOUSEHOLD, Nature.OWN)


@pytest.mark.parametrize(
    "rows",
    [
        BEDS + BEDS,
        BEDS.replace("KIS", ""),
        BEDS.replace("basic", "maybe"),
        BEDS.replace("beds", "own-1"),
        BEDS.replace("always", "trait:nothing"),
    ],
)
def test_a_list_that_says_nothing_certain_is_refused(rows):
    assert len(read_items(HEAD + BEDS)) == 1
    with pytest.raises(ValueError, match=r".+"):
        read_items(HEAD + rows)


def test_what_the_plan_calls_liveable_is_basic_and_no_taste_is():
    basic = {key for key, item in ITEMS.items() if item.part is HomePart.BASIC}

    assert {"beds", "bedding", "cooker", "fridge", "lights", "curtains"} <= basic
    assert basic.isdisjoint({"sofa", "paint", "floor", "television", "bicycle", "driver"})


def test_a_cot_counts_the_smallest_and_a_bicycle_only_where_shops_are_far():
    with_baby = HouseholdThen(ages=(30, 2, 1), route=Route.RESETTLEMENT)
    far = HouseholdThen(traits=frozenset({TraitCode.RURAL_HOME}), route=Route.RESETTLEMENT)

    assert n_for(ITEMS["cot"], with_baby) == 2
    assert n_for(ITEMS["cot"], far) == 0
    assert n_for(ITEMS["bicycle"], far) is None
    assert n_for(ITEMS["bicycle"], with_baby) == 0
    assert n_for(ITEMS["energy"], HouseholdThen(route=Route.TEMPORARY_PROTECTION)) == 0


@pytest.mark.parametrize(("part", "payer", "said"), product(HomePart, Payer, [None, *FurnishingSay]))
def test_nothing_is_bought_beyond_the_basics_or_from_their_purse_before_they_allowed_it(part, payer, said):
    is_theirs_to_say = part.value == "with_say" or payer.value in {"household", "relief"}
    allowed = said is not None and said.value in {"yes", "ourselves"}

    refusal = purchase_refusal(part, Payment(payer, Nature.GIFT), said)

    assert (refusal is None) == (allowed or not is_theirs_to_say)


@pytest.mark.parametrize(("part", "state", "said"), product(HomePart, HomeItemState, [None, *FurnishingSay]))
def test_a_thing_they_decide_about_is_not_ready_before_they_did(part, state, said):
    refusal = settle_refusal(part, state, said)

    assert (refusal is None) == (
        part is HomePart.BASIC
        or state is not HomeItemState.READY
        or said in {FurnishingSay.YES, FurnishingSay.OURSELVES}
    )


def test_each_answer_that_does_not_allow_it_says_why():
    codes = {said: purchase_refusal(HomePart.WITH_SAY, FROM_US, said) for said in (None, *FurnishingSay)}

    assert {said: refusal.code for said, refusal in codes.items() if refusal} == {
        None: "household_not_asked",
        FurnishingSay.NO: "household_said_no",
        FurnishingSay.LATER: "household_thinks_it_over",
    }


def test_an_amount_for_furnishing_from_their_purse_needs_one_yes_and_one_from_ours_none():
    assert furnishing_refusal(FROM_THEM, []).code == "furnishing_not_asked"
    assert furnishing_refusal(FROM_THEM, [FurnishingSay.NO, FurnishingSay.LATER])
    assert furnishing_refusal(FROM_THEM, [FurnishingSay.NO, FurnishingSay.YES]) is None
    assert furnishing_refusal(FROM_US, []) is None
    assert needs_say(HomePart.BASIC, FROM_THEM)
    assert not needs_say(HomePart.BASIC, FROM_US)
