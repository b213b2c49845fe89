"""A programme sets by which weights its groups are proposed: whole versions, with who, when and why."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_criteria_queries import match_table_page
from hervest.placement.match_models import MatchRun
from hervest.placement.match_vocabulary import MatchCriterion
from hervest.placement.match_weight_actions import set_match_weights
from hervest.placement.match_weight_queries import weighings_of
from hervest.placement.weight_rules import are_whole
from people import TODAY
from placement.matchmaking import family_and_group

OWN = dict(match_criteria().weights) | {MatchCriterion.FIRST_WEEKS: 10, MatchCriterion.PROXIMITY: 22}


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it."""
    return between.begun(*begin(family_and_group))


def set_there(between, by="lena", **differs):
    words = {"weights": OWN, "reason": "De groepen willen dichtbij wonen."}
    world = between.world
    return set_match_weights(by=world.actor(by), now=world.now, programme=between.programme, **words | differs)


def table(between, by="marieke"):
    return match_table_page(between.world.actor(by), between.programme, today=TODAY)


@given(st.dictionaries(st.sampled_from(MatchCriterion), st.integers(-5, 60)))
def test_weights_are_whole_when_each_is_there_none_is_below_zero_and_together_they_are_a_hundred(weights):
    is_each = all(one in weights for one in MatchCriterion)

    assert are_whole(weights, MatchCriterion) is (
        is_each and all(n >= 0 for n in weights.values()) and sum(weights.values()) == 100
    )


def test_the_table_of_hervest_counts_until_a_programme_sets_its_own(between, amal):
    assert dict(table(between).criteria.weights) == dict(match_criteria().weights)
    assert set_there(between) == 1

    found = table(between)
    assert dict(found.criteria.weights) == OWN
    assert found.criteria.version == f"{match_criteria().version}+1"
    assert {row.criterion for row in found.numbers if row.is_own} == {
        MatchCriterion.FIRST_WEEKS,
        MatchCriterion.PROXIMITY,
    }
    assert dict(match_table_page(between.world.actor("marieke"), 0, today=TODAY).criteria.weights) == dict(
        match_criteria().weights
    )


def test_a_run_is_made_by_the_weights_in_force_and_says_by_which(between, amal):
    before = MatchRun.rows.get(pk=between.run())
    set_there(between)
    after = MatchRun.rows.get(pk=between.run())

    assert (before.criteria_version, after.criteria_version) == (
        match_criteria().version,
        f"{match_criteria().version}+1",
    )
    assert before.inputs != after.inputs


def test_every_version_stays_in_the_history_and_the_log(between, amal):
    set_there(between)
    set_there(between, weights=match_criteria().weights, reason="Toch zoals Hervest het heeft.")

    rows = weighings_of(between.programme)
    assert [(row.number, row.by, row.reason) for row in rows] == [
        (2, "Lena Blok", "Toch zoals Hervest het heeft."),
        (1, "Lena Blok", "De groepen willen dichtbij wonen."),
    ]
    assert AuditRow.rows.filter(verb="match_weights.set", chain="GM9001").count() == 2


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({"weights": OWN | {MatchCriterion.PROXIMITY: 23}}, "weights_not_hundred"),
        ({"weights": {MatchCriterion.PROXIMITY: 100}}, "weights_not_hundred"),
        ({"reason": " "}, "reason_needed"),
    ],
)
def test_half_a_version_is_refused(between, amal, differs, code):
    with pytest.raises(RuleBroken, match=code):
        set_there(between, **differs)

    assert weighings_of(between.programme) == ()


def test_only_who_changes_the_programme_sets_them_and_a_second_one_is_told_of_the_first(between, amal):
    for somebody in ("saskia", "sander", "bas", "hatice"):
        with pytest.raises((NotAllowed, NotFound)):
            set_there(between, by=somebody)
    set_there(between, seen=0)
    with pytest.raises(Conflict, match="criteria_set_meanwhile"):
        set_there(between, by="fenna", seen=0)

    assert set_there(between, by="fenna", seen=1) == 2


def test_the_page_says_the_sum_keeps_what_was_typed_and_shows_both(between, amal, log_in):
    client, address = log_in("lena"), reverse("set_how_we_match", args=[between.programme])
    typed = {f"weight_{one.value}": str(n) for one, n in OWN.items()} | {"reason": "Dichtbij.", "seen": "0"}
    wrong = client.post(address, typed | {"weight_proximity": "30"}).content.decode()
    assert "108" in wrong
    assert "Dichtbij." in wrong
    assert client.post(address, typed).status_code == 303
    again = client.post(address, typed | {"weight_proximity": "12", "weight_first_weeks": "20"})
    assert again.status_code == 200
    assert "Dichtbij." in again.content.decode()
    assert len(weighings_of(between.programme)) == 1

    page = log_in("marieke").get(reverse("how_we_match"), {"programme": between.programme}).content.decode()
    assert "Hervest heeft 12" in page
    assert log_in("hatice").get(address).status_code == 404
