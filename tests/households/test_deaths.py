"""A death that was none: the household is as it was; and before it is recorded, what it does to a login is said."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.accounts.models import Person
from hervest.core.vocabulary import MemberNo, Route
from hervest.households import actions
from hervest.households.change_actions import record_change
from hervest.households.change_rules import Leaving, after, back_again
from hervest.households.models import Member
from hervest.households.vocabulary import LeftWhy, MemberRole
from hervest.journey import actions as journey
from hervest.journey.queries import plan_version
from hervest.journey.vocabulary import TeamRole
from households.families import HADDAD
from people import TODAY

HEAD, PARTNER, CHILD, OTHER = MemberRole.HEAD, MemberRole.PARTNER, MemberRole.CHILD, MemberRole.OTHER
YESTERDAY = TODAY - timedelta(days=1)


def gone(record, member, *, new_head=None, why=LeftWhy.DIED):
    change = Leaving(frozenset({MemberNo(member)}), YESTERDAY, why, MemberNo(new_head) if new_head else None)
    return after(record, change, today=TODAY)


def back(record, member):
    return back_again(record, record.member(member))


def roles(record):
    return {int(row.no): row.role for row in record.present}


def test_who_did_not_die_is_the_first_contact_again_and_who_took_it_over_is_what_they_were():
    assert back(gone(HADDAD, 1, new_head=2), 1) == HADDAD
    both = gone(gone(HADDAD, 1, new_head=2), 2, new_head=3)
    assert roles(both) == {3: HEAD, 4: CHILD}
    assert back(back(both, 2), 1) == HADDAD
    assert roles(back(back(both, 1), 2)) == roles(HADDAD)


def test_who_left_and_is_back_leaves_it_to_who_became_the_first_contact():
    assert roles(back(gone(HADDAD, 1, new_head=2, why=LeftWhy.SEPARATED), 1)) == {1: OTHER, 2: HEAD, 3: CHILD, 4: CHILD}
    assert back(gone(HADDAD, 4), 4) == HADDAD


def test_a_death_recorded_before_it_was_kept_who_took_over_leaves_that_as_it_is():
    found = gone(HADDAD, 1, new_head=2)
    old = replace(found, members=tuple(replace(row, role_before=None) for row in found.members))
    assert roles(back(old, 1)) == {1: OTHER, 2: HEAD, 3: CHILD, 4: CHILD}


@pytest.fixture
def family(world):
    """The family Haddad, led by Sander."""
    by = {"by": world.actor("sander"), "now": world.now}
    code = journey.open_case(**by, municipality="GM9001", route=Route.RESETTLEMENT).code
    actions.save_household(**by, case=code, record=HADDAD)
    return code


def test_a_child_is_a_child_again_when_the_deaths_of_the_parents_were_none(world, family):
    said = {"by": world.actor("sander"), "now": world.now, "case": family, "reason": "Verteld aan de balie."}
    parents = Leaving(frozenset({MemberNo(1), MemberNo(2)}), YESTERDAY, LeftWhy.DIED, MemberNo(3))
    record_change(**said, change=parents, seen=plan_version(family))
    actions.let_member_leave(**said, member=MemberNo(1), left_on=None)
    actions.let_member_leave(**said, member=MemberNo(2), left_on=None)

    rows = Member.rows.filter(household__case__code=family)
    assert dict(rows.values_list("no", "role")) == {1: HEAD, 2: PARTNER, 3: CHILD, 4: CHILD}
    assert not rows.exclude(role_before="").exists()


def test_the_preview_of_a_death_says_whose_login_closes_and_no_other_preview_does(world, client, log_in, family):
    world.joins(family, "samir", TeamRole.NEWCOMER, by="sander", member=MemberNo(1))
    log_in("sander")

    def told(kind, member, **more):
        given = {"members": [member], "on": YESTERDAY.isoformat(), "reason": "Gehoord.", "seen": plan_version(family)}
        return client.post(reverse("change_household", args=[family, kind]), given | more).content.decode()

    says = "De inlog van Samir gaat dicht"
    assert says in told("death", "1", new_head="2")
    assert "gaat dicht" not in told("death", "2")
    assert "gaat dicht" not in told("separation", "1", new_head="2")
    Person.rows.filter(pk=world.ids["samir"]).update(is_active=False)
    assert "gaat dicht" not in told("death", "1", new_head="2")
