"""How far a thread says that it reaches: narrower within, as it was afterwards, and nothing unless it was said."""

from contextvars import Context

import pytest

from hervest.core import wall


def test_a_thread_that_said_nothing_reaches_nothing():
    assert Context().run(wall.reach) == wall.NOTHING


def test_what_is_reached_within_another_reach_is_gone_after_it_even_when_it_breaks_off():
    with wall.only(["GM2", "GM1"]):
        with pytest.raises(LookupError), wall.everything():
            raise LookupError(wall.reach())
        with wall.nothing():
            assert wall.reach() == wall.NOTHING
        assert wall.reach() == "GM1,GM2"


@pytest.mark.parametrize(
    ("before", "codes", "within"),
    [
        (wall.everything(), ["GM1"], "GM1"),
        (wall.everything(), None, wall.EVERYTHING),
        (wall.as_owner(), None, wall.EVERYTHING),
        (wall.as_owner(), ["GM1"], "GM1"),
        (wall.only(["GM1", "GM2"]), ["GM2", "GM3"], "GM2"),
        (wall.only(["GM1"]), ["GM3"], wall.NOTHING),
        (wall.only(["GM1"]), None, "GM1"),
        (wall.nothing(), ["GM1"], wall.NOTHING),
        (wall.nothing(), None, wall.NOTHING),
    ],
)
def test_an_act_reaches_no_further_than_what_it_stands_in(before, codes, within):
    with before, wall.narrowed(codes):
        assert wall.reach() == within


@pytest.mark.parametrize(
    ("before", "codes", "within"),
    [
        (wall.only(["GM1"]), ["GM2"], "GM1,GM2"),
        (wall.nothing(), ["GM1"], "GM1"),
        (wall.nothing(), [""], ","),
        (wall.only(["GM1"]), [""], ",GM1"),
        (wall.only([""]), ["GM1"], ",GM1"),
        (wall.everything(), ["GM1"], wall.EVERYTHING),
    ],
)
def test_a_log_that_is_added_to_is_reached_beside_the_rest(before, codes, within):
    with before, wall.widened(codes):
        assert wall.reach() == within


@pytest.mark.parametrize("code", ["*", "GM1,GM2", "GM1'", " ", "-"])
def test_what_is_no_code_is_not_said(code):
    with pytest.raises(ValueError, match=r"^\["), wall.only([code]):
        pass
    with wall.only(["GM0363"]):
        assert wall.reach() == "GM0363"
