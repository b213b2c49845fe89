"""Amounts are whole cents: added, compared and written out, and never a float."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.money import NOTHING, Money
from hervest.core.texts import euros
from hervest.core.written import amount_in

CENTS = st.integers(-10_000_000, 10_000_000)


@given(st.lists(CENTS))
def test_a_total_is_what_decimal_numbers_come_to(cents):
    expected = sum((Decimal(one) / 100 for one in cents), Decimal(0))

    assert Money.total(Money(one) for one in cents).euros == expected


@given(CENTS, CENTS)
def test_what_is_added_and_taken_off_again_is_gone(first, second):
    assert Money(first) + Money(second) - Money(second) == Money(first)
    assert (-Money(first)).cents == -first
    assert (Money(first) < Money(second)) is (first < second)


@pytest.mark.parametrize("wrong", [1.5, 2.0, True, "3", Decimal(4), None])
def test_nothing_but_a_whole_number_of_cents_is_an_amount(wrong):
    with pytest.raises(TypeError):
        Money(wrong)


def test_a_part_of_a_cent_is_no_amount():
    assert Money.of(Decimal("1234.56")) == Money(123_456)
    with pytest.raises(ValueError, match=r"0\.005"):
        Money.of(Decimal("0.005"))


@given(st.integers(0, 10_000_000), st.integers(0, 100))
def test_a_percentage_is_never_less_than_it_and_less_than_a_cent_more(cents, n):
    exactly = Decimal(cents) * n / 100

    assert exactly <= Money(cents).percent(n).cents < exactly + 1


@given(st.integers(0, 9_999_999))
def test_an_amount_reads_back_as_it_is_written_out(cents):
    with translation.override("nl"):
        written = euros(cents)

    assert Money.of(amount_in(written.replace("\N{NO-BREAK SPACE}", " "))) == Money(cents)


def test_nothing_is_no_amount_to_speak_of():
    assert not NOTHING
    assert Money(1)


@pytest.mark.parametrize("text", ["1.234", "12,345", "1,234.56", "1.23,45", "--3", "3-", "€", "twaalf", "1e3", "٣"])
def test_what_could_mean_two_things_is_not_read(text):
    assert amount_in(text) is None
