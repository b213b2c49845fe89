"""What a piece of a plan hangs on, and on what occasion people go on in another case."""

from enum import StrEnum


class Tie(StrEnum):
    """What a milestone or a finished task is true for: what does not go along with it is done anew elsewhere."""

    PERSON = "person"
    PLACE = "place"
    HOME = "home"
    GROUP = "group"
    CASE = "case"


class GoingOn(StrEnum):
    """Why people go on in another case: they part from the household, or it moves to another municipality."""

    APART = "apart"
    ELSEWHERE = "elsewhere"


class Overtaken(StrEnum):
    """What has made a task pointless when a municipality takes a household over."""

    LANDED = "before_landing"
    IN_THE_COUNTRY = "in_the_country"
    LIVES_HERE = "lives_here"
    ARRIVAL_OVER = "arrival_over"


STAYS_TRUE = {
    GoingOn.APART: frozenset({Tie.PERSON, Tie.PLACE}),
    GoingOn.ELSEWHERE: frozenset({Tie.PERSON}),
}
"""Whoever lives apart in the same place keeps its services; whoever moves keeps what is their own."""

BEGINS_ANEW = frozenset({Tie.HOME, Tie.GROUP})
"""What whoever lives apart does once more: a home, the money of a household and a group of their own."""
