"""A home in which a household lives until it moves away: what makes it fit stays, and the list says until when."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.core.errors import RuleBroken
from hervest.placement.actions import refuse_in_use
from people import TODAY
from placement.test_transfers import accept, offer

MOVES_ON = TODAY + timedelta(days=20)
UNTIL = "bezet tot "
"""What the list says of a home that becomes free on a known day."""


@pytest.fixture
def going(settled):
    """Amal's family lives in W-LEVEL, was accepted elsewhere, and moves in twenty days."""
    accept(settled, offer(settled), arrival_on=MOVES_ON)
    return settled


def test_what_makes_the_home_fit_stands_while_they_live_in_it_and_no_longer(going):
    of = {"case": going.families["amal"], "unit": going.units["W-LEVEL"]}

    for today in (TODAY, MOVES_ON - timedelta(days=1)):
        with pytest.raises(RuleBroken, match="agreement_lived_under"):
            refuse_in_use(**of, today=today)
    refuse_in_use(**of, today=MOVES_ON)
    refuse_in_use(of["case"], going.units["W-SMALL"], today=TODAY)


def listed(log_in, key):
    return log_in(key).get(reverse("dwellings")).content.decode()


@pytest.mark.parametrize("key", ["marieke", "lena", "joris", "ruben"])
def test_the_list_says_until_when_a_home_is_taken_and_never_by_whom(going, log_in, key):
    page = listed(log_in, key)

    assert page.count(UNTIL) == 1
    assert going.families["amal"] not in page


def test_a_home_of_which_no_end_is_known_is_taken_and_the_others_are_not(settled, log_in):
    page = listed(log_in, "marieke")

    assert page.count(">bezet<") == 1
    assert UNTIL not in page


def test_a_home_that_nobody_was_given_is_not_taken(amal, log_in):
    assert "bezet" not in listed(log_in, "marieke")


def test_of_what_is_free_first_a_home_in_which_somebody_lives_comes_last(settled, log_in):
    codes = re.findall(r"W-[A-Z]+(?=</a>)", listed(log_in, "marieke"))
    by_code = log_in("marieke").get(reverse("dwellings"), {"order": "code"}).content.decode()

    assert len(codes) > 1
    assert codes[-1] == "W-LEVEL"
    assert re.findall(r"W-[A-Z]+(?=</a>)", by_code) == sorted(codes)
