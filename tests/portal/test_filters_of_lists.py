"""A filter in the address that cannot be used narrows nothing, and the page says which one that was."""

import pytest
from django.urls import reverse

UNUSED = "Dit filter is niet gebruikt:"
ASKED = [
    ("sander", "cases", "phase", "no-such-phase", "preparation"),
    ("lena", "people", "role", "no-such-role", "muni_lead"),
    ("fenna", "sponsor_groups", "stage", "no-such-stage", "ready"),
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked[1])
def test_a_filter_that_cannot_be_used_is_named_on_the_page(log_in, asked):
    key, route, name, wrong, right = asked
    client = log_in(key)

    pages = [client.get(reverse(route), {name: value}).content.decode() for value in (wrong, right)]

    assert [UNUSED in page for page in pages] == [True, False]
    assert wrong in pages[0]
