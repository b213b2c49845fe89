"""A filter in the address that cannot be used narrows nothing, and the page says which one that was."""

import pytest
from django.urls import reverse

UNUSED = "Dit filter is niet gebruikt:"
ASKED = [
    ("sander", "cases", "phase", "no-such-phase", "preparation"),
    ("lena", "people", "role", "no-such-role", "muni_lead"),
    ("fenna", "sponsor_groups", "stage", "no-such-stage", "ready"),
    ("pieter", "log", "kind", "no-such-kind", "acts"),
    ("pieter", "log", "case", "no-such-code", "H-0001"),
    ("pieter", "log", "on", "2026-13-45", "2026-11-20"),
    ("lena", "workflow", "show", "no-such-part", "terms"),
    ("lena", "workflow", "phase", "no-such-phase", "preparation"),
    ("marieke", "cover", "colleague", "999999", ""),
    ("marieke", "cover", "until_on", "2026-13-45", "2026-12-01"),
    ("marieke", "this_week", "scope", "no-such-scope", "mine"),
    ("marieke", "this_week", "person", "nobody", "1"),
    ("marieke", "this_week", "phase", "no-such-phase", "preparation"),
    ("marieke", "this_week", "show", "no-such-show", "later"),
    ("marieke", "this_week", "order", "no-such-order", "case"),
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked[1]} {asked[2]}")
def test_a_filter_that_cannot_be_used_is_named_on_the_page(log_in, asked):
    key, route, name, wrong, right = asked
    client = log_in(key)

    pages = [client.get(reverse(route), {name: value}).content.decode() for value in (wrong, right)]

    assert [UNUSED in page for page in pages] == [True, False]
    assert wrong in pages[0]


def test_a_filter_of_the_log_that_cannot_be_used_narrows_nothing(log_in):
    client = log_in("pieter")
    wrong, plain = (client.get(reverse("log"), asked).context["pages"] for asked in ({"kind": "nonsense"}, {}))

    assert wrong.n_rows >= plain.n_rows > 0
