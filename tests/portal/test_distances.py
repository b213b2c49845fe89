"""How far a day is from today, in words that a person counts in."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from hervest.core.templatetags.components import away, relative

TODAY = date(2026, 11, 23)
FAR = {
    60: ("over 8 weken", "in 8 weeks"),
    61: ("over 2 maanden", "in 2 months"),
    365: ("over 1 jaar", "in 1 year"),
    520: ("over 1 jaar en 5 maanden", "in 1 year and 5 months"),
    1826: ("over 5 jaar", "in 5 years"),
    -60: ("60 dagen geleden", "60 days ago"),
    -61: ("2 maanden geleden", "2 months ago"),
    -520: ("1 jaar en 5 maanden geleden", "1 year and 5 months ago"),
    -730: ("2 jaar geleden", "2 years ago"),
}


@pytest.mark.parametrize(("days", "words"), FAR.items())
@pytest.mark.parametrize("number", [0, 1], ids=["nl", "en"])
def test_what_is_far_is_counted_in_months_and_years(days, words, number):
    with override(("nl", "en")[number]):
        assert away(TODAY + timedelta(days=days), TODAY) == words[number]


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "1 dag te laat"), (-60, "60 dagen te laat"), (-400, "1 jaar en 1 maand te laat")]
)
def test_what_is_late_is_late_by_as_much(days, words):
    with override("nl"):
        assert relative(TODAY + timedelta(days=days), TODAY) == words


@pytest.mark.parametrize("days", range(61, 4000, 7))
def test_every_distance_has_a_length(days):
    with override("nl"):
        assert "0 " not in f" {relative(TODAY + timedelta(days=days), TODAY)}".replace("10 ", "")
