"""What was typed into a filter of the list of homes and cannot be."""

import pytest
from django.urls import reverse

PAGE = reverse("dwellings")


@pytest.mark.parametrize("query", ["available_by=2026-13-45", "available_by=1800-01-01", "bedrooms=veel"])
def test_a_filter_that_cannot_be_is_said_not_to_be_used(log_in, query):
    page = log_in("marieke").get(f"{PAGE}?{query}").content.decode()

    assert "Dit filter is niet gebruikt" in page
    assert f"U typte: {query.partition('=')[2]}" in page


@pytest.mark.parametrize("query", ["", "available_by=2026-12-01", "bedrooms=3", "neighbourhood=Nergens"])
def test_a_filter_that_is_used_or_that_nobody_typed_says_nothing(log_in, query):
    assert "Dit filter is niet gebruikt" not in log_in("marieke").get(f"{PAGE}?{query}").content.decode()
