"""On which day milestones fall, and which traits follow from them: the table of section 3, row by row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import Route
from hervest.journey.milestone_rules import actual_days, expected_milestones, order_refusals
from hervest.journey.trait_rules import effective_traits, milestone_traits
from hervest.journey.vocabulary import PER_PERSON_MILESTONES, CaseKind, MilestoneCode, TraitCode
from journey.plans import PARENT, PROPERTY, SON, SPOUSE, TEMPLATE, TERMS, TODAY, happened, near_today, planned

M = MilestoneCode
DAY = date(2027, 3, 1)


def days(route, *recorded):
    rules = TEMPLATE.rows_for(CaseKind.HOUSEHOLD, route).milestones
    return expected_milestones(rules, recorded, terms=TERMS, today=TODAY)


def on(milestones, code, member=None):
    found = milestones.at(code, member)
    return found.on if found else None


def test_a_resettled_household_counts_on_from_the_landing():
    found = days(Route.RESETTLEMENT, planned(M.LANDED, DAY))
    arrived = date(2027, 3, 3)
    assert {code: on(found, code) for code in MilestoneCode if on(found, code)} == {
        M.LANDED: DAY,
        M.ARRIVED: arrived,
        M.KEYS_HANDED: arrived,
        M.REGISTERED: arrived,
        M.PERMIT_GRANTED: DAY,
        M.BENEFIT_APPLIED: arrived,
        M.BENEFIT_STARTED: arrived,
        M.PIP_SET: date(2027, 5, 12),
        M.INTEGRATION_ENDED: date(2030, 5, 12),
        M.SPONSOR_STARTED: arrived,
        M.SPONSOR_ENDED: date(2028, 3, 3),
        M.PERMIT_ENDED: date(2032, 3, 1),
    }


def test_a_status_holder_gets_the_keys_two_weeks_before_and_had_a_permit_before_the_link():
    found = days(Route.STATUS_HOLDER, happened(M.ALLOCATED, date(2027, 1, 4)), planned(M.ARRIVED, DAY))
    assert on(found, M.KEYS_HANDED) == date(2027, 2, 15)
    assert on(found, M.PERMIT_GRANTED) == date(2026, 12, 21)
    assert on(found, M.LANDED) is None


def test_temporary_protection_has_no_permit_and_ends_for_everybody_on_one_day():
    found = days(Route.TEMPORARY_PROTECTION, planned(M.ARRIVED, DAY))
    assert on(found, M.PROTECTION_ENDED) == date(2027, 3, 4)
    assert on(found, M.REGISTERED) == DAY
    assert [on(found, code) for code in (M.PERMIT_GRANTED, M.PIP_SET, M.BENEFIT_APPLIED)] == [None, None, None]


def test_recorded_beats_planned_and_planned_beats_expected():
    assert on(days(Route.RESETTLEMENT, planned(M.LANDED, DAY)), M.ARRIVED) == date(2027, 3, 3)
    assert on(days(Route.RESETTLEMENT, planned(M.LANDED, DAY), planned(M.ARRIVED, DAY)), M.ARRIVED) == DAY
    both = happened(M.LANDED, date(2027, 2, 1))
    assert on(days(Route.RESETTLEMENT, planned(M.LANDED, DAY), both), M.ARRIVED) == date(2027, 2, 3)


@PROPERTY
@given(near_today, near_today)
def test_sponsors_start_on_arrival_or_on_the_confirmation_if_that_is_later(arrived, confirmed):
    found = days(Route.STATUS_HOLDER, planned(M.ARRIVED, arrived), planned(M.SPONSOR_STARTED, confirmed))
    assert on(found, M.SPONSOR_STARTED) == max(arrived, confirmed)


def test_a_household_that_is_here_without_a_group_expects_none_on_any_day():
    here = happened(M.ARRIVED, DAY)
    found = days(Route.STATUS_HOLDER, here)
    assert [on(found, code) for code in (M.SPONSOR_STARTED, M.SPONSOR_ENDED)] == [None, None]
    assert on(days(Route.STATUS_HOLDER, planned(M.ARRIVED, DAY)), M.SPONSOR_STARTED) == DAY
    helped = days(Route.STATUS_HOLDER, here, happened(M.SPONSOR_STARTED, DAY))
    assert on(helped, M.SPONSOR_ENDED) == date(2028, 3, 1)


def test_a_member_has_the_households_day_until_their_own_is_recorded():
    found = days(Route.RESETTLEMENT, planned(M.LANDED, DAY), happened(M.REGISTERED, date(2027, 4, 1), SON))
    assert on(found, M.REGISTERED, PARENT) == date(2027, 3, 3)
    assert on(found, M.REGISTERED, SON) == date(2027, 4, 1)
    assert on(found, M.PIP_SET, SON) == date(2027, 6, 10)
    assert on(found, M.PIP_SET, PARENT) == date(2027, 5, 12)


def test_a_day_recorded_for_the_household_holds_for_a_member_with_an_own_start():
    recorded = (happened(M.REGISTERED, date(2027, 4, 1), SON), happened(M.PIP_SET, date(2027, 5, 3)))
    found = days(Route.RESETTLEMENT, planned(M.LANDED, DAY), *recorded)
    assert on(found, M.PIP_SET, SON) == on(found, M.PIP_SET) == date(2027, 5, 3)


@PROPERTY
@given(st.dictionaries(st.sampled_from([PARENT, SPOUSE, SON]), near_today, max_size=3), near_today)
def test_the_earliest_is_the_smallest_of_what_each_member_has(own, shared):
    recorded = [happened(M.PERMIT_GRANTED, day, member) for member, day in own.items()]
    found = days(Route.RESETTLEMENT, happened(M.PERMIT_GRANTED, shared), *recorded)
    family = (PARENT, SPOUSE, SON)
    each = [own.get(member, shared) for member in family]
    assert found.earliest(M.PERMIT_GRANTED, family).on == min(each)
    assert found.recorded_on(M.PERMIT_GRANTED, family) == max(each)


def test_a_milestone_of_each_person_is_recorded_when_the_last_one_is():
    found = days(Route.RESETTLEMENT, happened(M.CARD_ISSUED, DAY, PARENT))
    assert M.CARD_ISSUED in PER_PERSON_MILESTONES
    assert found.recorded_on(M.CARD_ISSUED, (PARENT,)) == DAY
    assert found.recorded_on(M.CARD_ISSUED, (PARENT, SON)) is None


def test_a_group_counts_from_its_application_and_needs_no_route():
    rules = TEMPLATE.rows_for(CaseKind.SPONSOR_GROUP, None).milestones
    found = expected_milestones(rules, [planned(M.GROUP_APPLIED, DAY)], terms=TERMS, today=TODAY)
    assert on(found, M.GROUP_READY) == DAY + timedelta(weeks=12)


def refused(*recorded):
    return {refusal.code for refusal in order_refusals(recorded, today=TODAY)}


def test_what_has_happened_lies_not_in_the_future():
    assert refused(happened(M.ALLOCATED, TODAY)) == set()
    assert refused(happened(M.ALLOCATED, TODAY + timedelta(days=1))) == {"milestone_in_the_future"}
    assert refused(planned(M.ALLOCATED, TODAY + timedelta(days=1))) == set()


def test_a_slip_of_the_keyboard_is_not_a_date():
    assert refused(planned(M.PERMIT_ENDED, date(TODAY.year + 15, 12, 31))) == set()
    assert refused(planned(M.PERMIT_ENDED, date(TODAY.year + 16, 1, 1))) == {"milestone_far_away"}
    assert refused(planned(M.LANDED, date(227, 3, 1))) == {"milestone_far_away"}


def test_nobody_arrives_before_the_link_or_the_landing():
    assert refused(planned(M.ALLOCATED, DAY), planned(M.ARRIVED, DAY)) == set()
    assert refused(planned(M.LANDED, DAY), planned(M.ARRIVED, DAY - timedelta(days=1))) == {"milestones_out_of_order"}
    (refusal,) = order_refusals([planned(M.ALLOCATED, DAY), planned(M.ARRIVED, TODAY)], today=TODAY)
    assert (refusal.params["earlier"], refusal.params["later"]) == (M.ALLOCATED, M.ARRIVED)


def test_who_has_landed_may_be_linked_with_another_municipality_before_they_arrive_there():
    day = TODAY - timedelta(days=9)
    landed, linked = happened(M.LANDED, day), happened(M.ALLOCATED, day + timedelta(days=5))
    assert refused(landed, linked, planned(M.ARRIVED, day + timedelta(days=5))) == set()
    assert refused(landed, linked, planned(M.ARRIVED, day + timedelta(days=4))) == {"milestones_out_of_order"}
    assert refused(landed, linked) == {"milestones_out_of_order"}
    assert refused(planned(M.LANDED, day), linked, planned(M.ARRIVED, day + timedelta(days=9))) == {
        "milestones_out_of_order"
    }


def test_the_order_is_held_for_each_member_too():
    granted, card = happened(M.PERMIT_GRANTED, date(2027, 1, 5)), happened(M.CARD_ISSUED, date(2027, 1, 4), SON)
    assert refused(granted, card) == {"milestones_out_of_order"}
    assert refused(granted, card, happened(M.PERMIT_GRANTED, date(2027, 1, 3), SON)) == set()


@pytest.mark.parametrize(
    ("route", "before", "after"),
    [
        (Route.RESETTLEMENT, {PARENT, SON}, {SON}),
        (Route.STATUS_HOLDER, set(), set()),
        (Route.TEMPORARY_PROTECTION, set(), set()),
    ],
)
def test_a_card_is_missing_until_it_was_issued_to_that_member(route, before, after):
    def missing(*recorded):
        rows = milestone_traits(route, (PARENT, SON), actual_days(recorded))
        return set(effective_traits(rows, (PARENT, SON)).having(TraitCode.CARD_MISSING))

    assert missing() == before
    assert missing(happened(M.CARD_ISSUED, DAY, PARENT)) == after
    assert missing(happened(M.CARD_ISSUED, DAY)) == set()
    assert missing(planned(M.CARD_ISSUED, DAY)) == before


@pytest.mark.parametrize(("route", "has"), [(route, route is not Route.TEMPORARY_PROTECTION) for route in Route])
def test_the_benefit_follows_the_route_until_it_has_ended(route, has):
    def benefit(*recorded):
        rows = milestone_traits(route, (PARENT,), actual_days(recorded))
        return effective_traits(rows, (PARENT,)).holds(TraitCode.BENEFIT)

    assert benefit() is has
    assert benefit(happened(M.BENEFIT_ENDED, DAY)) is False
