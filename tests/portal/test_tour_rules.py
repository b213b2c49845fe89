"""Which cards of a first login somebody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.vocabulary import NOT_GIVEN, Role, Scope, Tour
from hervest.portal.tour_queries import card_rules
from hervest.portal.tour_rules import MOST_CARDS, Real, cards, read_cards
from hervest.portal.vocabulary import TourCard, TourThing

THINGS = [thing for thing in TourThing if thing is not TourThing.PAGE]
PAGES = sorted({page for rule in card_rules() if rule.thing is TourThing.PAGE for page in rule.pages})

whoever = st.frozensets(st.sampled_from(sorted(set(Role) - NOT_GIVEN)), min_size=1, max_size=3)
things = st.dictionaries(st.sampled_from(THINGS), st.builds(Real, st.sampled_from(["/a/", "/b/", "/c/", "/d/"])))
pages = st.frozensets(st.sampled_from(PAGES)).map(lambda names: {name: f"/{name}/" for name in names})
tours = st.builds(Tour, st.frozensets(st.sampled_from(sorted(TourCard))), st.booleans())


@given(whoever, things, pages, tours)
def test_each_card_leads_to_what_is_there_and_none_twice_to_the_same_place(roles, things, pages, tour):
    found = cards(card_rules(), roles, things, pages, tour)

    there = {real.href for real in things.values()} | set(pages.values())
    assert {card.href for card in found} <= there
    assert len({card.href for card in found}) == len(found) <= MOST_CARDS


@given(whoever, things, pages, tours)
def test_what_was_followed_stands_as_done_until_all_is_done_or_put_away(roles, things, pages, tour):
    unseen = cards(card_rules(), roles, things, pages, Tour())
    found = cards(card_rules(), roles, things, pages, tour)

    if tour.is_over or {card.code for card in unseen} <= tour.seen:
        assert found == ()
    else:
        assert [card.code for card in found] == [card.code for card in unseen]
        assert {card.code for card in found if card.is_done} == {card.code for card in found} & tour.seen


@given(whoever, things, pages)
def test_a_real_thing_comes_before_a_page_that_is_always_there(roles, things, pages):
    found = [card.href in pages.values() for card in cards(card_rules(), roles, things, pages, Tour())]

    assert found == sorted(found)


def test_who_looked_is_shown_to_those_alone_who_may_read_that():
    [rule] = [rule for rule in card_rules() if rule.card is TourCard.OWN_LOG]

    assert rule.roles == {Role.NEWCOMER_ADULT}
    assert ACTIONS[Permission.AUDIT_READ][Role.NEWCOMER_ADULT] is Scope.SELF
    assert ACTIONS[Permission.AUDIT_READ][Role.NEWCOMER_MINOR] is Scope.NONE


def test_a_newcomer_is_shown_who_looked_and_their_own_household_and_a_coordinator_somebody_elses():
    things = {TourThing.OWN_LOG: Real("/log/"), TourThing.OWN_CASE: Real("/case/")}

    def codes(role):
        return [card.code for card in cards(card_rules(), frozenset({role}), things, {}, Tour())]

    assert codes(Role.NEWCOMER_ADULT) == [TourCard.OWN_LOG, TourCard.OUR_CASE]
    assert codes(Role.NEWCOMER_MINOR) == [TourCard.OUR_CASE]
    assert codes(Role.MUNI_CASEWORKER) == [TourCard.OWN_CASE]


def test_no_newcomer_is_told_to_look_at_cases_in_general():
    def codes(role):
        return {card.code for card in cards(card_rules(), frozenset({role}), {}, {"cases": "/cases/"}, Tour())}

    assert TourCard.CASES in codes(Role.COA_LIAISON)
    for role in (Role.NEWCOMER_ADULT, Role.NEWCOMER_MINOR):
        assert TourCard.CASES not in codes(role)


def test_a_table_without_one_of_the_cards_or_with_an_unknown_one_is_refused():
    with pytest.raises(ValueError, match="decision"):
        read_cards("card,thing,pages,roles\ndue_task,due_task,task,\n")
    with pytest.raises(ValueError, match="juggle"):
        read_cards("card,thing,pages,roles\njuggle,page,task,\n")
