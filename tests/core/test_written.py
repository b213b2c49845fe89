"""Numbers, amounts and postcodes as they are typed: read as a file is, within limits, and shown as one writes them."""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.edits import EditForm
from hervest.core.fields import AmountField, EmailField, PhoneField, PostcodeField, WholeField, day_field, hidden_number
from hervest.core.texts import spelled
from hervest.core.written import (
    LARGEST_AMOUNT,
    LARGEST_KEY,
    LARGEST_NUMBER,
    amount_in,
    email_in,
    measure_in,
    phone_in,
    whole_in,
)


class Filled(EditForm):
    """A form with one field of every kind."""

    whole = WholeField(required=False)
    floor = WholeField(required=False, least=-5, most=99)
    threshold = WholeField(required=False, rounding=ROUND_CEILING)
    door = WholeField(required=False, rounding=ROUND_FLOOR)
    rent = AmountField(required=False)
    postcode = PostcodeField(required=False)
    day = day_field("day", required=False)
    seen = hidden_number(required=False)


def read(**typed):
    form = Filled(typed)
    return form, (form.cleaned_data if form.is_valid() else None)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("whole", " 3 ", 3),
        ("whole", "", None),
        ("whole", str(LARGEST_NUMBER), LARGEST_NUMBER),
        ("floor", "-5", -5),
        ("threshold", "2,1", 3),
        ("door", "83.9", 83),
        ("rent", "712,40", Decimal("712.40")),
        ("rent", "712.40", Decimal("712.40")),
        ("rent", "€ 1.023,00", Decimal(1023)),
        ("rent", str(LARGEST_AMOUNT), Decimal(LARGEST_AMOUNT)),
        ("postcode", "7411ab", "7411 AB"),
        ("postcode", "7411\N{NO-BREAK SPACE} ab", "7411 AB"),
        ("rent", "12.345,6", Decimal("12345.6")),
        ("postcode", "", ""),
        ("day", "1900-01-01", date(1900, 1, 1)),
        ("seen", str(LARGEST_KEY), LARGEST_KEY),
    ],
)
def test_what_is_written_is_read_as_it_is_meant(field, typed, value):
    assert read(**{field: typed})[1][field] == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("whole", "3e"),
        ("whole", "drie"),
        ("whole", "1e3"),
        ("whole", "2,5"),
        ("whole", "٣"),
        ("whole", "-1"),
        ("whole", str(LARGEST_NUMBER + 1)),
        ("whole", "9" * 5000),
        ("floor", "-6"),
        ("rent", "1e30"),
        ("rent", "99999999999999999999999"),
        ("rent", str(LARGEST_AMOUNT + 1)),
        ("rent", "1.023"),
        ("rent", "1.23,00"),
        ("rent", "71.2,40"),
        ("door", "1.023"),
        ("door", "0,8512"),
        ("rent", "-1"),
        ("rent", "NaN"),
        ("postcode", "abc"),
        ("postcode", "0411 AB"),
        ("postcode", "1234 ß"),
        ("day", "1899-12-31"),
        ("seen", str(LARGEST_KEY + 1)),
    ],
)
def test_what_is_no_number_or_outside_its_limits_is_refused_and_stays_as_it_was_typed(field, typed):
    form, given_back = read(**{field: typed})

    assert given_back is None
    assert list(form.errors) == [field]
    assert form[field].value() == typed


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("whole", "3e", "Vul een heel getal in, in cijfers. Bijvoorbeeld 3."),
        ("whole", "1000", "Vul een getal in van 0 tot en met 999."),
        ("rent", "duur", "Vul een bedrag in zoals 712,40."),
        ("postcode", "abc", "Vul vier cijfers en twee letters in, zoals 1234 AB."),
        ("day", "2200-01-01", "Kies een dag van 01-01-1900 tot en met 31-12-2199."),
    ],
)
def test_what_is_refused_says_what_would_be_right(field, typed, says):
    with translation.override("nl"):
        assert read(**{field: typed})[0].errors[field] == [says]


@pytest.mark.parametrize(("language", "shown"), [("nl", "1712,40"), ("en", "1712.40")])
def test_an_amount_that_is_known_stands_there_as_the_reader_writes_it_and_is_read_back_alike(language, shown):
    with translation.override(language):
        form = Filled(initial={"rent": Decimal("1712.4")})
        assert form["rent"].value() == shown
        assert not Filled({"rent": shown}, initial={"rent": Decimal("1712.4")}).has_changed()
        assert Filled({"rent": "1712,41"}, initial={"rent": Decimal("1712.4")}).has_changed()


def test_the_keys_of_a_telephone_fit_the_number_and_the_browser_never_judges_it():
    form = Filled()
    inputs = {name: str(form[name]) for name in ("whole", "floor", "rent", "door")}

    assert 'inputmode="numeric"' in inputs["whole"]
    assert 'inputmode="decimal"' in inputs["rent"]
    assert 'inputmode="decimal"' in inputs["door"]
    assert 'inputmode="text"' in inputs["floor"], "a floor may lie below the ground"
    assert all('type="text"' in text for text in inputs.values())
    assert isinstance(form["seen"].field.widget, forms.HiddenInput)


@given(st.text())
def test_any_text_is_a_number_or_none_and_never_an_error(text):
    for found in (whole_in(text), measure_in(text), amount_in(text)):
        assert found is None or abs(found) < 10**19


@given(st.integers(0, LARGEST_AMOUNT * 100))
def test_an_amount_written_with_a_comma_is_read_to_the_cent(cents):
    assert amount_in(f"{cents // 100},{cents % 100:02d}") * 100 == cents


class Reached(forms.Form):
    """A form with where somebody is reached."""

    email = EmailField(required=False)
    phone = PhoneField(required=False)


LOOKS_LIKE = "m\N{CYRILLIC SMALL LETTER A}rieke.de.wit@hervest.example"


@pytest.mark.parametrize(
    ("field", "typed", "is_taken"),
    [
        ("email", "marieke.de.wit@hervest.example", True),
        ("email", "o'neill+1@mail.x-y.nl", True),
        ("email", LOOKS_LIKE, False),
        ("email", "m@x.\N{CYRILLIC SMALL LETTER A}a", False),
        ("email", ".a..b@x.yz", False),
        ("email", 'a"b@x.yz', False),
        ("email", "<b>@x.yz", False),
        ("email", "a,b@x.yz", False),
        ("email", f"a@{'x' * 64}.nl", False),
        ("email", f"{'x' * 65}@x.nl", False),
        ("email", "a@-x.nl", False),
        ("email", "a@x", False),
        ("phone", "14 0570", True),
        ("phone", "+31 570 12 34 56", True),
        ("phone", "(0570) 123456", True),
        ("phone", "06-12345678", True),
        ("phone", "bel mij", False),
        ("phone", "12", False),
        ("phone", "1234567890123456", False),
        ("phone", "0570 123456 toestel 3", False),
    ],
)
def test_a_form_and_a_list_take_the_same_addresses_and_numbers(field, typed, is_taken):
    reads = {"email": email_in, "phone": phone_in}[field]

    assert (reads(typed) is not None, Reached({field: typed}).is_valid()) == (is_taken, is_taken)


@pytest.mark.parametrize(("language", "shown"), [("nl", "2,9"), ("en", "2.9")])
def test_a_number_in_a_sentence_is_written_as_its_reader_writes_it(language, shown):
    with translation.override(language):
        assert spelled(2.9) == shown
