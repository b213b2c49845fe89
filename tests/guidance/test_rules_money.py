"""What is due when, what was paid by whom, how a loan is paid back, and when a guarantee ends."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.money import NOTHING, Money
from hervest.core.vocabulary import Route
from hervest.deadlines.period import Offset
from hervest.guidance.money_rules import (
    NEVER,
    Guarantee,
    Line,
    Loan,
    Tally,
    When,
    due_days,
    dues,
    guarantee_refusal,
    guarantee_state,
    late_since,
    line_refusal,
    loan_refusal,
    repayments,
    summed,
    tallied,
)
from hervest.guidance.money_settings import money_settings, money_terms, parse_money_settings, usual_lines, waits_with
from hervest.guidance.money_start_rules import lines_to_begin_with
from hervest.guidance.money_term_rules import least_advance, next_last_day, paid_advances
from hervest.guidance.money_vocabulary import (
    FROM_THE_PURSE,
    INCOMES,
    GuaranteeState,
    LineFor,
    MoneyKind,
    Nature,
    Payer,
    PayRhythm,
)
from hervest.journey.vocabulary import MilestoneCode

TODAY = date(2026, 11, 23)
LAST = TODAY + timedelta(weeks=26)
ARRIVED, CARD, DECIDED = MilestoneCode.ARRIVED, MilestoneCode.CARD_ISSUED, MilestoneCode.BENEFIT_DECIDED
DAYS = {ARRIVED: TODAY, MilestoneCode.KEYS_HANDED: TODAY}
STEPS = {
    PayRhythm.WEEKLY: relativedelta(weeks=1),
    PayRhythm.FOUR_WEEKLY: relativedelta(weeks=4),
    PayRhythm.MONTHLY: relativedelta(months=1),
    PayRhythm.QUARTERLY: relativedelta(months=3),
}
AMOUNTS = st.integers(1, 500_000).map(Money)
NEAR = st.integers(-90, 200).map(lambda n: TODAY + timedelta(days=n))


def line(kind=MoneyKind.LIVING, cents=14_500, payer=Payer.HOUSEHOLD, **how):
    amount = None if cents is None else Money(cents)
    return Line(**{"what": "x", "kind": kind, "amount": amount, "payer": payer, "begins": When(TODAY)} | how)


@st.composite
def lines(draw):
    kind = draw(st.sampled_from(MoneyKind))
    rhythm = draw(st.sampled_from(PayRhythm))
    anchored = draw(st.booleans())
    begins = When(milestone=ARRIVED, weeks=draw(st.integers(-4, 13))) if anchored else When(draw(st.none() | NEAR))
    until = NEVER if rhythm is PayRhythm.ONCE else draw(st.sampled_from([NEVER, When(TODAY + timedelta(days=80))]))
    return line(
        kind,
        None,
        draw(st.sampled_from(Payer)),
        amount=draw(st.none() | AMOUNTS),
        nature=draw(st.sampled_from(Nature)),
        rhythm=rhythm,
        begins=begins,
        until=until,
        paid_on=draw(st.none() | NEAR),
    )


def by_hand(one):
    """Every day it is due, step by step from the first one, as somebody with a calendar would find them."""
    first = DAYS[one.begins.milestone] + timedelta(weeks=one.begins.weeks) if one.begins.milestone else one.begins.on
    if first is None or one.rhythm is PayRhythm.ONCE:
        return [first] if one.rhythm is PayRhythm.ONCE else []
    found, n = [], 0
    while (day := first + n * STEPS[one.rhythm]) <= min(LAST, one.until.on or LAST):
        found.append(day)
        n += 1
    return found


@given(st.lists(lines(), max_size=8))
def test_sums_by_payer_kind_and_terms_are_those_of_a_brute_count(found):
    to_pay, paid = Counter(), Counter()
    for one in found:
        for day in by_hand(one) if one.amount is not None else ():
            is_paid = one.paid_on is not None and (one.rhythm is PayRhythm.ONCE or day <= one.paid_on)
            (paid if is_paid else to_pay)[one.payer] += Decimal(one.amount.cents) / 100

    sums = tallied(dues(found, DAYS, last=LAST), lambda one: one.payer, Payer)

    assert {payer: (sum_.to_pay.euros, sum_.paid.euros) for payer, sum_ in sums.items()} == {
        payer: (to_pay[payer], paid[payer]) for payer in Payer if payer in to_pay | paid
    }
    by_kind = tallied(dues(found, DAYS, last=LAST), lambda one: one.kind, MoneyKind)
    by_nature = tallied(dues(found, DAYS, last=LAST), lambda one: one.nature, Nature)
    assert summed(sums.values()) == summed(by_kind.values()) == summed(by_nature.values())


def test_the_thirty_first_comes_back_after_a_short_month():
    rent = line(rhythm=PayRhythm.MONTHLY, begins=When(date(2027, 1, 31)))

    assert due_days(rent, {}, last=date(2027, 4, 30)) == (
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
    )


def test_rent_is_lost_up_to_the_day_before_the_arrival_and_moves_with_it():
    loss = line(
        MoneyKind.RENT_LOSS,
        payer=Payer.MUNICIPALITY,
        rhythm=PayRhythm.WEEKLY,
        begins=When(TODAY - timedelta(weeks=3)),
        until=When(milestone=ARRIVED),
    )

    assert len(due_days(loss, DAYS, last=LAST)) == 3
    assert len(due_days(loss, {ARRIVED: TODAY + timedelta(weeks=2)}, last=LAST)) == 5
    assert due_days(replace(loss, until=When(TODAY)), DAYS, last=LAST)[-1] == TODAY


def test_what_counts_from_an_unknown_day_is_due_on_none_and_once_it_stands_there_without_a_day():
    benefit = line(MoneyKind.BENEFIT, begins=When(milestone=DECIDED), rhythm=PayRhythm.MONTHLY)

    assert dues([benefit], DAYS, last=LAST) == ()
    (due,) = dues([replace(benefit, rhythm=PayRhythm.ONCE)], DAYS, last=LAST)
    assert due.on is None


def test_what_nobody_knows_the_amount_of_is_in_no_sum():
    assert dues([line(cents=None)], DAYS, last=LAST) == ()


@pytest.mark.parametrize(
    ("how", "late_on"),
    [
        ({"payer": Payer.FUND, "begins": When(TODAY - timedelta(days=1))}, TODAY - timedelta(days=1)),
        ({"payer": Payer.FUND, "begins": When(TODAY)}, None),
        ({"payer": Payer.FUND, "begins": When(TODAY - timedelta(days=1)), "paid_on": TODAY}, None),
        ({"payer": Payer.HOUSEHOLD, "begins": When(TODAY - timedelta(days=9))}, None),
        ({"payer": Payer.RELIEF, "begins": When(TODAY - timedelta(days=9)), "rhythm": PayRhythm.MONTHLY}, None),
        ({"payer": Payer.FUND, "begins": NEVER}, None),
    ],
)
def test_late_is_what_somebody_else_should_have_paid_before_today(how, late_on):
    assert late_since(line(**how), DAYS, today=TODAY) == late_on


def test_what_counts_from_a_milestone_that_is_only_expected_is_not_late():
    furnishing = line(payer=Payer.MUNICIPALITY, begins=When(milestone=ARRIVED, weeks=-3))

    assert late_since(furnishing, {}, today=TODAY) is None
    assert late_since(furnishing, {ARRIVED: TODAY}, today=TODAY) == TODAY - timedelta(weeks=3)


def test_an_advance_is_late_as_soon_as_one_of_its_times_was_not_paid():
    advance = line(
        MoneyKind.ADVANCE,
        payer=Payer.MUNICIPALITY,
        nature=Nature.ADVANCE,
        rhythm=PayRhythm.FOUR_WEEKLY,
        begins=When(TODAY - timedelta(weeks=5)),
    )

    assert late_since(advance, DAYS, today=TODAY) == TODAY - timedelta(weeks=5)
    half = replace(advance, paid_on=TODAY - timedelta(weeks=5))
    assert late_since(half, DAYS, today=TODAY) == TODAY - timedelta(weeks=1)
    assert late_since(replace(half, paid_on=TODAY), DAYS, today=TODAY) is None


LOAN = Loan("Bedden", Payer.MUNICIPALITY, Money(240_000), Money(6_500), date(2027, 1, 31))


@given(AMOUNTS, st.integers(1_000, 90_000), st.integers(0, 500_000), st.integers(0, 36))
def test_what_is_still_to_be_paid_back_comes_back_to_the_cent(amount, monthly, repaid, months):
    repaid = min(repaid, amount.cents)
    until = date(2027, 1, 31) + relativedelta(months=months)
    loan = replace(LOAN, amount=amount, monthly=Money(monthly), repaid=Money(repaid), repaid_on=until)

    terms = repayments(loan)

    assert Money.total(term for _, term in terms) == loan.rest
    assert all(term == loan.monthly for _, term in terms[:-1])
    assert all(NOTHING < term <= loan.monthly for _, term in terms)
    assert all(day > until for day, _ in terms)
    assert [day for day, _ in terms] == sorted({day for day, _ in terms})


def test_a_loan_without_an_agreed_amount_or_day_has_no_terms():
    assert repayments(replace(LOAN, monthly=NOTHING)) == repayments(replace(LOAN, first_on=None)) == ()
    assert len(repayments(LOAN)) == 37
    assert repayments(LOAN)[-1] == (date(2030, 1, 31), Money(6_000))


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"amount": NOTHING}, "amount_of_nothing"),
        ({"repaid": Money(240_001), "repaid_on": TODAY}, "more_repaid_than_lent"),
        ({"repaid": Money(100)}, "repaid_until_when"),
        ({"repaid_on": TODAY}, "repaid_until_when"),
        ({"repaid": Money(100), "repaid_on": TODAY + timedelta(days=1)}, "paid_in_future"),
        ({"monthly": Money(999)}, "loan_never_ends"),
        ({"monthly": Money(1_000)}, None),
        ({"repaid": Money(240_000), "repaid_on": TODAY}, None),
    ],
)
def test_a_loan_that_cannot_be_is_refused(how, code):
    refusal = loan_refusal(replace(LOAN, **how), today=TODAY)

    assert (refusal.code if refusal else None) == code


GUARANTEE = Guarantee("Waarborg", Payer.MUNICIPALITY, Money(100), TODAY, TODAY + timedelta(days=60))
WARNED = Offset.parse("+6w")


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (TODAY - timedelta(days=1), GuaranteeState.NOT_YET),
        (TODAY, GuaranteeState.IN_FORCE),
        (TODAY + timedelta(days=17), GuaranteeState.IN_FORCE),
        (TODAY + timedelta(days=18), GuaranteeState.ENDS_SOON),
        (TODAY + timedelta(days=60), GuaranteeState.ENDS_SOON),
        (TODAY + timedelta(days=61), GuaranteeState.EXPIRED),
    ],
)
def test_a_guarantee_warns_six_weeks_before_its_last_day(day, state):
    assert guarantee_state(GUARANTEE, WARNED, today=day) is state


def test_a_guarantee_that_was_released_warns_no_more():
    released = replace(GUARANTEE, released_on=TODAY + timedelta(days=30))

    assert guarantee_state(released, WARNED, today=TODAY + timedelta(days=29)) is GuaranteeState.ENDS_SOON
    assert guarantee_state(released, WARNED, today=TODAY + timedelta(days=90)) is GuaranteeState.RELEASED


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({}, None),
        ({"amount": NOTHING}, "amount_of_nothing"),
        ({"expires_on": TODAY - timedelta(days=1)}, "ends_before_it_starts"),
        ({"released_on": TODAY - timedelta(days=1)}, "released_before_it_began"),
    ],
)
def test_a_guarantee_that_cannot_be_is_refused(how, code):
    refusal = guarantee_refusal(replace(GUARANTEE, **how))

    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({}, None),
        ({"cents": None}, None),
        ({"what": "  "}, "money_without_name"),
        ({"cents": 0}, "amount_of_nothing"),
        ({"begins": When(TODAY, ARRIVED)}, "money_begins_twice"),
        ({"until": When(TODAY, ARRIVED), "rhythm": PayRhythm.WEEKLY}, "money_ends_twice"),
        ({"until": When(TODAY)}, "money_once_has_no_end"),
        ({"until": When(TODAY - timedelta(days=1)), "rhythm": PayRhythm.WEEKLY}, "ends_before_it_starts"),
        ({"paid_on": TODAY + timedelta(days=1)}, "paid_in_future"),
        ({"paid_on": TODAY, "cents": None}, "paid_without_amount"),
        ({"kind": MoneyKind.BENEFIT}, "income_from_household"),
        ({"kind": MoneyKind.BENEFIT, "payer": Payer.RELIEF}, "income_from_household"),
        ({"kind": MoneyKind.CASH}, None),
        ({"kind": MoneyKind.RENT, "payer": Payer.RELIEF}, None),
    ],
)
def test_a_line_that_cannot_be_is_refused(how, code):
    refusal = line_refusal(line(**how), today=TODAY)

    assert (refusal.code if refusal else None) == code


def test_an_advance_comes_back_every_four_weeks_and_is_at_least_nine_tenths_of_the_benefit():
    first, every = TODAY - timedelta(days=1), Offset.parse("+4w")

    assert next_last_day(first, every, [first]) == first + timedelta(weeks=4)
    assert next_last_day(first, None, [TODAY]) == first
    assert least([benefit(100_001), line()]) == Money(90_001)
    assert least([line()]) is None


WEEKS_PAID = (
    ([], 4),
    ([3], 8),  # within the first four weeks: in time
    ([4], 8),
    ([5], 8),  # late, and paid
    ([1, 2, 3, 4], 8),  # every week
    ([4, 7], 12),
    ([4, 13], 16),  # nothing for two months, and then it was paid
    ([20], 24),
)


@pytest.mark.parametrize(("weeks", "next_one"), WEEKS_PAID)
def test_a_last_day_of_an_advance_stays_until_one_was_noted_up_to_it(weeks, next_one):
    """Nothing jumps over a day that was missed, however long ago it was."""
    applied, every = TODAY - timedelta(weeks=30), Offset.parse("+4w")
    paid = [applied + timedelta(weeks=week) for week in weeks]

    assert next_last_day(every.after(applied), every, paid) == applied + timedelta(weeks=next_one)


def test_an_advance_that_comes_again_was_paid_on_each_of_its_days_up_to_the_one_that_was_noted():
    advance = line(MoneyKind.ADVANCE, rhythm=PayRhythm.FOUR_WEEKLY, begins=When(TODAY - timedelta(weeks=9)))
    weeks_ago = {n: TODAY - timedelta(weeks=n) for n in range(12)}

    assert paid_advances([advance, line(paid_on=TODAY)], DAYS) == ()
    assert paid_advances([replace(advance, paid_on=weeks_ago[4])], DAYS) == (weeks_ago[9], weeks_ago[5])
    assert paid_advances([replace(advance, paid_on=weeks_ago[10])], DAYS) == (weeks_ago[10],)
    once = replace(advance, rhythm=PayRhythm.ONCE, paid_on=weeks_ago[2])
    assert paid_advances([once, replace(advance, paid_on=weeks_ago[9])], DAYS) == (weeks_ago[9], weeks_ago[2])


def benefit(cents=100_000, rhythm=PayRhythm.MONTHLY, **how):
    return line(MoneyKind.BENEFIT, cents, Payer.MUNICIPALITY, rhythm=rhythm, **how)


def least(found):
    return least_advance(found, DAYS, money_settings().least_percent, today=TODAY)


def test_what_an_advance_is_at_least_is_of_the_benefit_of_a_month_as_it_is_now_or_begins():
    yesterday, later = TODAY - timedelta(days=1), TODAY + timedelta(days=40)
    old = benefit(80_000, begins=When(date(2026, 1, 1)), until=When(yesterday))
    new = benefit(120_000, begins=When(later))

    assert least([old, benefit(), replace(new, begins=When(later))]) == Money(90_000), "those of now alone"
    assert least([old, new]) == Money(108_000), "it is still to come"
    assert least([old]) is None
    assert least([benefit(70_000), benefit(70_000)]) == Money(126_000), "of two adults"
    assert least([benefit(begins=When(milestone=DECIDED))]) == Money(90_000), "nobody knows its day yet"


@pytest.mark.parametrize("other", [PayRhythm.WEEKLY, PayRhythm.FOUR_WEEKLY, PayRhythm.QUARTERLY, PayRhythm.ONCE])
def test_nothing_is_said_of_an_advance_where_a_benefit_comes_otherwise_or_is_not_known(other):
    assert least([benefit(), benefit(rhythm=other)]) is None
    assert least([benefit(), benefit(None)]) is None


def test_the_data_is_whole_and_each_row_has_its_source():
    assert {one.line.kind for one in usual_lines()} <= set(MoneyKind)
    assert all(one.source and one.what_nl and one.what_en for one in usual_lines())
    assert all(line_refusal(one.line, today=TODAY) is None for one in usual_lines())
    assert {row.key for row in money_terms()} >= {"benefit_advance_4w", "fixed_cost_relief_6m", "cash_on_arrival"}
    assert set(waits_with()) <= INCOMES
    with pytest.raises(KeyError):
        parse_money_settings({"plan": {}})


def test_a_household_begins_with_the_lines_of_its_route_and_what_its_municipality_knows():
    known = [
        (MoneyKind.CASH, PayRhythm.ONCE, Money(45_000)),
        (MoneyKind.BENEFIT, PayRhythm.MONTHLY, Money(150_000)),
        (MoneyKind.BENEFIT, PayRhythm.MONTHLY, Money(100_000)),
    ]

    begun = lines_to_begin_with(usual_lines(), Route.RESETTLEMENT, known, with_children=False)
    amounts = {found.kind: found.amount for _, found in begun}

    assert amounts[MoneyKind.CASH] == Money(45_000)
    assert amounts[MoneyKind.BENEFIT] is None, "a person chooses which of the two it is"
    assert MoneyKind.CHILD_BENEFIT not in amounts
    assert all(one.for_whom is LineFor.ALL for one, _ in begun)
    with_children = lines_to_begin_with(usual_lines(), Route.RESETTLEMENT, known, with_children=True)
    assert len(with_children) > len(begun)
    assert MoneyKind.CASH not in {
        found.kind for _, found in lines_to_begin_with(usual_lines(), Route.STATUS_HOLDER, known, with_children=True)
    }
    assert lines_to_begin_with(usual_lines(), None, known, with_children=True) == ()


def test_a_tally_is_both_its_parts():
    assert Tally(Money(3), Money(4)).total == Money(7)
    assert Payer.RELIEF in FROM_THE_PURSE
