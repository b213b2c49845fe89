"""Who says what of a trait, and whose word counts: held against a table made by hand."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.vocabulary import Route
from hervest.journey.trait_rules import TraitRow, effective_traits, milestone_traits
from hervest.journey.vocabulary import HOUSEHOLD_TRAITS, TraitCode, TraitSource
from journey.plans import PARENT, PROPERTY, SON, SPOUSE, says

FAMILY = (PARENT, SPOUSE, SON)
rows = st.builds(
    TraitRow,
    trait=st.sampled_from([TraitCode.ADAPTED_HOME, TraitCode.PREGNANT]),
    source=st.sampled_from(list(TraitSource)),
    holds=st.booleans(),
    member=st.sampled_from([None, *FAMILY]),
)


@pytest.mark.parametrize(
    ("said", "holds"),
    [
        ([], False),
        ([("household", True)], True),
        ([("household", False)], False),
        ([("household", True), ("home", False)], False),
        ([("household", True), ("answer", True)], True),
        ([("household", False), ("home", False), ("person", True)], True),
        ([("household", True), ("person", False)], False),
    ],
)
def test_a_person_wins_then_a_no_then_a_yes(said, holds):
    for order in (said, said[::-1]):
        told = [says(TraitCode.ADAPTED_HOME, holds=yes, by=source) for source, yes in order]
        assert effective_traits(told, FAMILY).holds(TraitCode.ADAPTED_HOME) is holds


def test_a_household_has_what_one_member_has_and_the_next_member_does_not():
    traits = effective_traits([says(TraitCode.PREGNANT, SPOUSE)], FAMILY)
    assert traits.holds(TraitCode.PREGNANT)
    assert traits.having(TraitCode.PREGNANT) == (SPOUSE,)
    assert not traits.holds(TraitCode.PREGNANT, PARENT)


def test_a_members_own_trait_does_not_come_from_the_household_and_a_shared_one_does():
    said = [says(TraitCode.PREGNANT), says(TraitCode.UNACCOMPANIED_MINOR)]
    traits = effective_traits(said, FAMILY)
    assert traits.having(TraitCode.PREGNANT) == ()
    assert traits.having(TraitCode.UNACCOMPANIED_MINOR) == FAMILY


def test_the_home_that_has_it_already_vetoes_for_the_household():
    need = says(TraitCode.ADAPTED_HOME, SON)
    assert effective_traits([need], FAMILY).holds(TraitCode.ADAPTED_HOME)
    has_it = says(TraitCode.ADAPTED_HOME, holds=False, by="home")
    assert not effective_traits([need, has_it], FAMILY).holds(TraitCode.ADAPTED_HOME)


def verdict_by_hand(said):
    """Every combination listed: person yes/no, some no, some yes."""
    person = [row.holds for row in said if row.source is TraitSource.PERSON]
    others = [row.holds for row in said]
    table = {
        (has_person, has_no, has_yes): "person"
        if has_person
        else ("no" if has_no else ("yes" if has_yes else "silent"))
        for has_person, has_no, has_yes in product([True, False], repeat=3)
    }
    return table[bool(person), False in others, True in others], person


@PROPERTY
@given(st.lists(rows, max_size=8, unique_by=lambda row: (row.trait, row.source, row.member)))
def test_every_combination_of_voices_gives_the_verdict_of_the_table(said):
    traits = effective_traits(said, FAMILY)
    for trait in (TraitCode.ADAPTED_HOME, TraitCode.PREGNANT):
        shared, shared_person = verdict_by_hand([r for r in said if r.trait is trait and r.member is None])
        shared_holds = {"person": shared_person == [True], "yes": True, "no": False, "silent": None}[shared]
        members = {}
        for member in FAMILY:
            own, person = verdict_by_hand([r for r in said if r.trait is trait and r.member == member])
            silent = bool(shared_holds) if trait in HOUSEHOLD_TRAITS else False
            members[member] = {"person": person == [True], "yes": True, "no": False, "silent": silent}[own]
        assert {member: traits.holds(trait, member) for member in FAMILY} == members
        assert traits.holds(trait) is (any(members.values()) if shared_holds is None else shared_holds)


def test_always_holds_of_everybody_and_of_nobody_else():
    traits = effective_traits([], (PARENT,))
    assert traits.holds(TraitCode.ALWAYS)
    assert traits.holds(TraitCode.ALWAYS, PARENT)
    assert not traits.holds(TraitCode.ALWAYS, SON)


def test_a_case_without_a_route_gets_no_traits_from_milestones():
    assert milestone_traits(None, (), {}) == ()
    assert milestone_traits(Route.RESETTLEMENT, (), {}) != ()
