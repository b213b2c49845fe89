"""Which programme the matching table of groups opens when none is asked for, and that the address says so."""

import pytest
from django.urls import reverse

from hervest.placement.match_table_queries import first_of
from hervest.sponsorship.queries import ProgrammeRow
from placement.matchmaking import family_and_group
from sponsorship.groups import programme

NAMED = ((4, "Aan tafel"), (2, "Buren"), (9, "Thuis"))


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    return between.begun(*begin(family_and_group))


def test_the_table_opens_what_somebody_runs_then_where_households_wait_then_by_name():
    rows = first, second, third = tuple(ProgrammeRow(number, name, "Molenveen") for number, name in NAMED)

    assert first_of(rows, own=(), waiting=()) is first
    assert first_of(rows, own=(), waiting={2, 9}) is second
    assert first_of(rows, own={9}, waiting={2}) is third
    assert first_of(rows, own={2, 9}, waiting={9}) is third
    assert first_of((), own=(), waiting=()) is None


def test_of_several_programmes_the_address_says_which_and_keeps_what_else_was_asked(between, amal, log_in):
    there, marieke = reverse("group_table"), log_in("marieke")
    assert marieke.get(there).status_code == 200  # nothing to choose

    other = programme(between.world, name="Aan tafel")
    answer = marieke.get(there, {"part": "ask"})

    assert (answer.status_code, answer["Location"]) == (303, f"{there}?part=ask&programme={other}")
    shown = marieke.get(answer["Location"]).content.decode()
    assert f"part=wants&amp;programme={other}" in shown or f"programme={other}&amp;part=wants" in shown
