"""The bridging plan holds against a count day by day; a later card never makes it better, and what is told suffices."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from guidance.test_rules_money import AMOUNTS, ARRIVED, CARD, DAYS, DECIDED, LOAN, TODAY, line, lines
from hervest.core.money import NOTHING, Money
from hervest.core.vocabulary import MemberNo
from hervest.guidance.money_plan_rules import (
    Behind,
    bridging,
    chart_of,
    delayed,
    extra_needed,
    flows,
    monday,
    of_person,
    per_month,
    supposed,
    undated,
)
from hervest.guidance.money_rules import When
from hervest.guidance.money_vocabulary import FROM_THE_PURSE, MoneyKind, Payer, PayRhythm

N_WEEKS = 26
LAST = monday(TODAY) + timedelta(weeks=N_WEEKS) - timedelta(days=1)
BEHIND = Behind(frozenset({CARD, DECIDED}), frozenset({"G04"}))
WAITS = {MoneyKind.RENT_ALLOWANCE: "G04", MoneyKind.CHILD_BENEFIT: "G06"}
KNOWN = supposed(DAYS, CARD, BEHIND, today=TODAY)


def plan_of(found, loans=(), days=KNOWN):
    return bridging(flows(found, loans, days, last=LAST), begins=TODAY, n_weeks=N_WEEKS)


def balances(found, loans=(), days=KNOWN):
    """What is in the purse at the end of each day, counted one day and one amount after another."""
    balance, told = Decimal(0), {}
    events = [(flow.on, Decimal(flow.amount.cents) / 100) for flow in flows(found, loans, days, last=LAST)]
    for n in range(N_WEEKS * 7):
        day = monday(TODAY) + timedelta(days=n)
        balance += sum(amount for on, amount in events if on == day or (n == 0 and on < day))
        told[day] = balance
    return told


@given(st.lists(lines(), max_size=8))
def test_the_plan_is_that_of_a_count_day_by_day(found):
    plan, told = plan_of(found, [LOAN]), balances(found, [LOAN])

    for week in plan.weeks:
        days = [told[week.begins + timedelta(days=n)] for n in range(7)]
        assert (week.closing.euros, week.lowest.euros) == (days[-1], min(days))
        assert week.opening + week.incoming - week.outgoing == week.closing
    assert plan.lowest.euros == min(told.values())
    assert plan.lowest_on == min(day for day, left in told.items() if left == min(told.values()))
    assert plan.short_on == min((day for day, left in told.items() if left < 0), default=None)
    assert plan.needed.euros == max(Decimal(0), -min(told.values()))
    assert Money.total(week.top_up for week in plan.weeks) == plan.needed


@given(st.lists(lines(), max_size=8))
def test_only_what_goes_through_the_households_own_purse_is_in_the_plan(found):
    others = [one for one in found if not one.is_income and one.payer not in FROM_THE_PURSE]

    assert flows(others, (), KNOWN, last=LAST) == ()
    assert all(flow.amount > NOTHING for flow in flows([o for o in found if o.is_income], (), KNOWN, last=LAST))


@st.composite
def incomes(draw):
    kind = draw(st.sampled_from([MoneyKind.BENEFIT, MoneyKind.RENT_ALLOWANCE, MoneyKind.CHILD_BENEFIT]))
    begins = draw(
        st.sampled_from(
            [
                When(milestone=CARD, weeks=draw(st.integers(0, 13))),
                When(milestone=DECIDED, weeks=draw(st.integers(0, 4))),
                When(milestone=ARRIVED),
                When(TODAY + timedelta(days=draw(st.integers(0, 120)))),
            ]
        )
    )
    rhythm = draw(st.sampled_from(PayRhythm))
    return line(kind, None, Payer.MUNICIPALITY, amount=draw(AMOUNTS), rhythm=rhythm, begins=begins)


@st.composite
def costs(draw):
    begins = When(TODAY + timedelta(days=draw(st.integers(0, 60))))
    return line(amount=draw(AMOUNTS), cents=None, rhythm=draw(st.sampled_from(PayRhythm)), begins=begins)


HOUSEHOLDS = st.lists(incomes() | costs(), max_size=8)


@given(HOUSEHOLDS)
def test_a_card_that_comes_no_week_later_is_the_plan_itself(found):
    same = [delayed(one, BEHIND, WAITS, 0) for one in found]

    assert same == found
    assert extra_needed(plan_of(found), plan_of(same)) == ()


@given(HOUSEHOLDS, st.integers(0, 20), st.integers(0, 20))
def test_the_later_the_card_the_more_is_needed_and_never_less(found, weeks, more):
    first, then = (plan_of([delayed(one, BEHIND, WAITS, n) for one in found]) for n in (weeks, weeks + more))

    assert then.needed >= first.needed
    assert all(b.closing <= a.closing for a, b in zip(first.weeks, then.weeks, strict=True))


@given(HOUSEHOLDS, st.integers(0, 30))
def test_what_is_needed_on_top_suffices_and_not_a_cent_less_would(found, weeks):
    plan, later = plan_of(found), plan_of([delayed(one, BEHIND, WAITS, weeks) for one in found])
    extra = extra_needed(plan, later)

    def is_enough(given_):
        filled = 0
        for was, becomes in zip(plan.weeks, later.weeks, strict=True):
            filled += was.top_up.cents + sum(one.amount.cents for one in given_ if one.begins == was.begins)
            if becomes.lowest.cents + filled < 0:
                return False
        return True

    assert is_enough(extra)
    assert all(one.amount > NOTHING for one in extra)
    for n, one in enumerate(extra):
        less = [*extra[:n], replace(one, amount=one.amount - Money(1)), *extra[n + 1 :]]
        assert not is_enough(less)


def test_costs_stay_what_was_paid_has_come_and_other_incomes_do_not_wait():
    rent = line(MoneyKind.RENT, begins=When(milestone=CARD))
    cash = line(MoneyKind.CASH, payer=Payer.MUNICIPALITY, begins=When(milestone=CARD), paid_on=TODAY)
    child = line(MoneyKind.CHILD_BENEFIT, payer=Payer.SOCIAL_INSURANCE_BANK)
    allowance = line(MoneyKind.RENT_ALLOWANCE, payer=Payer.TAX_OFFICE)

    assert [delayed(one, BEHIND, WAITS, 3) for one in (rent, cash, child)] == [rent, cash, child]
    assert delayed(allowance, BEHIND, WAITS, 3).begins == When(TODAY + timedelta(weeks=3))
    assert delayed(allowance, Behind(), WAITS, 3) == allowance, "the work is done: it waits no more"


def test_an_advance_goes_on_until_the_later_decision():
    advance = line(
        MoneyKind.ADVANCE,
        payer=Payer.MUNICIPALITY,
        rhythm=PayRhythm.FOUR_WEEKLY,
        begins=When(milestone=ARRIVED, weeks=4),
        until=When(milestone=DECIDED),
    )
    days = KNOWN | {DECIDED: TODAY + timedelta(weeks=6)}

    assert len(flows([advance], (), days, last=LAST)) == 1
    assert len(flows([delayed(advance, BEHIND, WAITS, 4)], (), days, last=LAST)) == 2


def test_a_card_without_a_day_comes_today_and_what_waits_for_it_with_it():
    later = TODAY + timedelta(weeks=2)

    assert supposed({ARRIVED: later}, CARD, BEHIND, today=TODAY)[DECIDED] == later
    assert supposed(DAYS | {CARD: TODAY - timedelta(days=9)}, CARD, BEHIND, today=TODAY)[CARD] == TODAY
    assert supposed(DAYS | {CARD: later, DECIDED: TODAY}, CARD, BEHIND, today=TODAY)[DECIDED] == later
    assert supposed(DAYS, CARD, Behind(), today=TODAY) == DAYS


def test_what_nobody_knows_the_day_of_is_named():
    unknown, paid = line(begins=When()), line(begins=When(), paid_on=TODAY)

    assert undated([unknown, paid, line()], DAYS) == (unknown,)


@given(HOUSEHOLDS, st.integers(0, 20))
def test_bars_stand_on_the_line_of_nothing_and_stay_in_the_picture(found, weeks):
    plan, later = plan_of(found), plan_of([delayed(one, BEHIND, WAITS, weeks) for one in found])
    first, second = chart_of(plan, later), chart_of(later, plan)

    assert (first.zero, first.top, first.bottom) == (second.zero, second.top, second.bottom)
    for chart in (first, second):
        assert all(0 <= bar.y <= 100 and bar.y + bar.height <= 101 for bar in chart.bars)
        assert all(bar.y == chart.zero for bar in chart.bars if bar.is_short)


def test_what_is_about_one_adult_is_for_that_adult_and_who_works_on_the_case():
    samir, rima = MemberNo(1), MemberNo(2)

    assert of_person(None, frozenset())
    assert of_person(samir, None)
    assert of_person(samir, frozenset({samir}))
    assert not of_person(rima, frozenset({samir}))


def test_a_month_as_a_whole_counts_weeks_and_quarters():
    weekly, quarterly = line(cents=12_000, rhythm=PayRhythm.WEEKLY), line(cents=30_000, rhythm=PayRhythm.QUARTERLY)

    assert per_month([weekly, quarterly, line(cents=99)]) == Money(12_000 * 52 // 12 + 10_000)


def test_the_example_of_the_brief_reads_as_it_is_told():
    """A benefit of a thousand euros that comes three weeks later leaves three weeks of groceries to be bridged."""
    groceries = line(cents=13_750, rhythm=PayRhythm.WEEKLY, begins=When(date(2026, 11, 23)))
    benefit = line(MoneyKind.BENEFIT, 500_000, Payer.MUNICIPALITY, begins=When(milestone=DECIDED))
    plan = plan_of([groceries, benefit])
    later = plan_of([delayed(one, BEHIND, WAITS, 3) for one in (groceries, benefit)])

    assert plan.needed == NOTHING
    assert [(one.begins, one.amount.cents) for one in extra_needed(plan, later)] == [
        (date(2026, 11, 23), 13_750),
        (date(2026, 11, 30), 13_750),
        (date(2026, 12, 7), 13_750),
    ]
