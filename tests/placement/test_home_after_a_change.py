"""How the decided home suits a household once something in it has changed."""

from dataclasses import replace

import pytest

from hervest.core.vocabulary import MemberNo
from hervest.households.queries import record_of
from hervest.households.record_rules import MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.placement import actions
from hervest.placement.change_queries import home_after
from hervest.placement.models import Placement
from hervest.placement.vocabulary import FitOutcome, HardRule


@pytest.fixture
def housed(amal):
    """Amal's family lives in the level home."""
    said = {"by": amal.world.actor("marieke"), "now": amal.world.now, "case": amal.families["amal"]}
    actions.decide(**said, unit=amal.units["W-LEVEL"], reason="Dicht bij school.")
    return amal


def joined_by(record, n):
    """The same household with so many grown-up relatives more."""
    more = (MemberRecord(MemberNo(50 + k), MemberRole.OTHER, f"tante {k}", sex=Sex.FEMALE) for k in range(n))
    return replace(record, members=(*record.members, *more))


def asked(housed, n, key="marieke"):
    code = housed.families["amal"]
    return home_after(housed.world.actor(key), code, joined_by(record_of(code), n), today=housed.world.today)


def test_a_home_that_suits_a_family_is_too_small_once_six_relatives_joined(housed):
    found = asked(housed, 6)

    assert found.now.outcome is not FitOutcome.FITS_NOT
    assert found.then.outcome is FitOutcome.FITS_NOT
    assert HardRule.BEDROOMS_SHORT in {line.code for line in found.then.said.broken}
    assert Placement.rows.filter(is_active=True).count() == 1


def test_where_nothing_changes_nothing_is_said_differently(housed):
    found = asked(housed, 0)

    assert found.now == found.then


def test_nothing_is_said_of_a_home_to_who_sees_none_or_where_none_was_decided(housed):
    assert asked(housed, 1, key="hatice") is None
    said = {"by": housed.world.actor("marieke"), "now": housed.world.now, "case": housed.families["amal"]}
    actions.undo_decision(**said, reason="Toch niet.")

    assert asked(housed, 1) is None
