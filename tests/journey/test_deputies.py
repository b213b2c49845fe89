"""Who is in the team of a case also has a deputy and says what they do: a deputy sees nothing by being one."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hervest.accounts.models import Membership
from hervest.accounts.vocabulary import Role
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions
from hervest.journey.models import TeamMember
from hervest.journey.seat_queries import seat_to_say, seats_said
from hervest.journey.seat_say_actions import say_of_seat
from hervest.journey.team_rules import can_be_deputy
from hervest.journey.template_defaults import team_roles
from hervest.journey.vocabulary import TeamRole
from people import HERE

WEEKLY = "Komt elke week langs."


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Sander leads, Anouk guides, Carla of COA hands over, a group is theirs, Samir has a login."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today - timedelta(days=365 * 40)
    head = MemberRecord(MemberNo(1), MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE)
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=(head,), contact_language="ar"))
    for key, role in (("anouk", TeamRole.GUIDE), ("carla", TeamRole.COA_LIAISON)):
        world.joins(case, key, role, by="sander")
    world.joins(case, "samir", TeamRole.NEWCOMER, by="sander", member=MemberNo(1))
    world.sponsored(case, "saskia")
    return case


def seat_of(family, key, world):
    return TeamMember.rows.get(case__code=family, person_id=world.ids[key])


def said(world, family, key="sander", *, of="sander", deputy=None, offers="", seen=""):
    say_of_seat(
        by=world.actor(key),
        now=world.now,
        case=family,
        member=seat_of(family, of, world).pk,
        deputy=world.ids[deputy] if deputy else None,
        offers=offers,
        seen=seen,
    )


def page_of(browser, family):
    return unescape(browser.get(reverse("case_team", args=[family])).content.decode())


def test_a_deputy_may_do_what_the_role_asks():
    for role in TeamRole:
        assert can_be_deputy(team_roles(), role, team_roles()[role])
        assert not can_be_deputy(team_roles(), role, set(Role) - team_roles()[role])
        assert not can_be_deputy(team_roles(), role, ())


def test_a_deputy_and_an_offer_are_recorded_and_stand_on_the_team(log_in, world, family):
    browser = log_in("sander")
    path = reverse("say_of_seat", args=[family, seat_of(family, "sander", world).pk])
    assert path in page_of(browser, family)
    assert "Lotte Mulder" in unescape(browser.get(path).content.decode())

    answer = browser.post(path, {"deputy": world.ids["lotte"], "offers": WEEKLY, "seen": ""})

    assert (answer.status_code, answer["Location"]) == (303, reverse("case_team", args=[family]))
    shown = page_of(browser, family)
    assert "Vervanger: Lotte Mulder" in shown
    assert "nog niet in het team" in shown
    assert WEEKLY in shown
    assert AuditRow.rows.filter(verb="team.described", case_code=family).exists()
    world.joins(family, "lotte", TeamRole.INCOME_OFFICER, by="sander")
    assert "nog niet in het team" not in page_of(browser, family)


def test_where_nobody_can_be_a_deputy_the_form_says_so(log_in, world, family):
    path = reverse("say_of_seat", args=[family, seat_of(family, "anouk", world).pk])
    others = Membership.rows.filter(role=Role.PARTNER_CASEWORKER).exclude(person=world.ids["anouk"])
    others.update(until_on=world.today - timedelta(days=1))

    assert "Niemand anders heeft hier een rol" in unescape(log_in("sander").get(path).content.decode())
    path = reverse("say_of_seat", args=[family, seat_of(family, "sander", world).pk])
    assert "Niemand anders heeft hier een rol" not in unescape(log_in("sander").get(path).content.decode())


def test_a_deputy_sees_nothing_by_being_one(log_in, world, family):
    said(world, family, deputy="lotte")

    assert log_in("lotte").get(reverse("case", args=[family])).status_code == 404
    assert log_in("lotte").get(reverse("case_team", args=[family])).status_code == 404


def test_only_who_works_on_the_case_reads_who_is_whose_deputy(log_in, world, family):
    said(world, family, of="anouk", offers=WEEKLY)
    said(world, family, deputy="lotte")

    for key in ("sander", "anouk"):
        shown = page_of(log_in(key), family)
        assert WEEKLY in shown
        assert "Lotte Mulder" in shown
    for key in ("saskia", "samir", "carla"):
        shown = page_of(log_in(key), family)
        assert "Sander Bos" in shown
        assert WEEKLY not in shown
        assert "Lotte Mulder" not in shown
        assert seats_said(world.actor(key), family, today=world.today) == {}


@pytest.mark.parametrize(
    ("of", "deputy", "code"),
    [
        ("sander", "sander", "deputy_of_oneself"),
        ("sander", "anouk", "deputy_without_the_role"),
        ("sander", "hatice", "deputy_without_the_role"),
        ("anouk", "lotte", "deputy_without_the_role"),
    ],
)
def test_a_deputy_is_another_who_may_do_what_the_role_asks_here(world, family, of, deputy, code):
    with pytest.raises(RuleBroken) as broken:
        said(world, family, of=of, deputy=deputy)

    assert broken.value.code == code
    assert seat_of(family, of, world).deputy_id is None
    said(world, family, deputy="lotte")


def test_the_database_keeps_nobody_as_their_own_deputy(world, family):
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamMember.rows.filter(case__code=family).update(deputy_id=world.ids["sander"])


def test_who_does_not_form_the_team_records_nothing(log_in, world, family):
    path = reverse("say_of_seat", args=[family, seat_of(family, "anouk", world).pk])
    for key in ("anouk", "saskia", "samir", "carla"):
        assert log_in(key).get(path).status_code == 404
        with pytest.raises(NotAllowed):
            said(world, family, key, of="anouk", offers=WEEKLY)
        assert path not in page_of(log_in(key), family)
    assert log_in("sander").get(path).status_code == 200


def test_of_somebody_of_the_household_nothing_is_said(world, family):
    with pytest.raises(NotFound):
        said(world, family, of="samir", offers=WEEKLY)
    with pytest.raises(NotFound):
        seat_to_say(world.actor("sander"), family, seat_of(family, "samir", world).pk, today=world.today)


def test_two_who_say_it_at_once_see_both(log_in, world, family):
    path = reverse("say_of_seat", args=[family, seat_of(family, "anouk", world).pk])
    browser = log_in("sander")
    seen = seat_to_say(world.actor("sander"), family, seat_of(family, "anouk", world).pk, today=world.today).seen
    said(world, family, of="anouk", offers="Van Marieke.", key="marieke")

    shown = unescape(browser.post(path, {"deputy": "", "offers": "Van Sander.", "seen": seen}).content.decode())

    assert "Van Marieke." in shown
    assert "Van Sander." in shown
    assert seat_of(family, "anouk", world).offers == "Van Marieke."
    with pytest.raises(Conflict):
        said(world, family, of="anouk", offers="Van Sander.", seen=seen)


def test_of_a_deputy_who_left_the_team_page_says_so(log_in, world, family):
    said(world, family, deputy="lotte")
    assert "doet dit niet meer" not in page_of(log_in("sander"), family).lower()

    Membership.rows.filter(person=world.ids["lotte"]).update(until_on=world.today - timedelta(days=1))

    shown = page_of(log_in("sander"), family)
    assert "Vervanger: Lotte Mulder" in shown
    assert "doet dit niet meer" in shown.lower()
    assert "nog niet in het team" not in shown


def test_a_deputy_who_could_not_be_chosen_any_more_can_stay(log_in, world, family):
    said(world, family, deputy="lotte")
    TeamMember.rows.filter(case__code=family, person_id=world.ids["sander"]).update(deputy_id=world.ids["hatice"])
    path = reverse("say_of_seat", args=[family, seat_of(family, "sander", world).pk])

    assert "Hatice Kaya" in unescape(log_in("sander").get(path).content.decode())
    said(world, family, deputy="hatice", offers=WEEKLY)
    assert seat_of(family, "sander", world).offers == WEEKLY
