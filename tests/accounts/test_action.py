"""The action decorator: permission, one transaction, the log written with the act, once per submission."""

import dataclasses
from datetime import timedelta

import pytest

from hervest.accounts import actions
from hervest.accounts.action import AlreadyDone, NestedActionError, action, note
from hervest.accounts.actor import anonymous, system
from hervest.accounts.models import Membership, Municipality, Submission
from hervest.accounts.people_actions import change_last_day
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import actor_by_email, installation_subject, municipality_subject
from hervest.accounts.vocabulary import Role
from hervest.audit.models import AuditRow
from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from people import HERE, NOW, TODAY


@action(Permission.DWELLING_EDIT, on=municipality_subject)
def paint(*, by, now, municipality, phone):
    """Something small that can be seen in the database."""
    Municipality.rows.filter(code=municipality).update(phone=phone)
    note("wall.painted", municipality=municipality, phone=phone)
    return phone


@action(Permission.SETTINGS_EDIT, on=municipality_subject)
def sign(*, by, now, municipality, phone):
    """Asks for more than its callers below have."""
    Municipality.rows.filter(code=municipality).update(phone=phone)
    note("sign.hung", municipality=municipality)


@action(Permission.DWELLING_EDIT, on=municipality_subject, runs=(sign,))
def renovate(*, by, now, municipality, phone, inner=None):
    """Runs `sign` within itself, which it names, with the actor and instant that `inner` may change."""
    sign(**({"by": by, "now": now, "municipality": municipality, "phone": phone} | (inner or {})))
    note("house.renovated", municipality=municipality)


@action(Permission.DWELLING_EDIT, on=municipality_subject)
def stray(*, by, now, municipality):
    """Runs an action that it does not name."""
    paint(by=by, now=now, municipality=municipality, phone="stray")


@action(Permission.DWELLING_EDIT, on=municipality_subject)
def stumble(*, by, now, municipality):
    """Breaks off after it wrote."""
    Municipality.rows.filter(code=municipality).update(phone="half")
    note("stumbled", municipality=municipality)
    raise RuleBroken("half_done")


def phone():
    return Municipality.rows.get(code=HERE).phone


def verbs():
    return [row.verb for row in AuditRow.rows.filter(at=NOW, chain=HERE).order_by("number")]


@pytest.fixture
def before(world):
    """What the log held before the test acted."""
    return len(verbs())


def as_planner(world, **changes):
    return dataclasses.replace(world.actor("joris"), **changes)


def test_who_has_the_permission_acts_and_the_act_is_in_the_log(world, before):
    assert paint(by=world.actor("joris"), now=NOW, municipality=HERE, phone="1") == "1"

    row = AuditRow.rows.filter(chain=HERE).order_by("-number").first()
    assert (phone(), len(verbs())) == ("1", before + 1)
    assert (row.verb, row.within, row.by_id, row.by_name) == (
        "wall.painted",
        f"{paint.__module__.split('.')[1]}.paint",
        world.ids["joris"],
        "Joris Vos",
    )


@pytest.mark.parametrize("key", ["sander", "hatice", "ruben", "bas"])
def test_who_has_not_the_permission_there_changes_nothing(world, before, key):
    with pytest.raises(NotAllowed):
        paint(by=world.actor(key), now=NOW, municipality=HERE, phone="2")

    assert (phone(), len(verbs())) == ("", before)


def test_who_has_not_logged_in_changes_nothing(world, before):
    with pytest.raises(NotAllowed):
        paint(by=anonymous(), now=NOW, municipality=HERE, phone="2")

    assert (phone(), len(verbs())) == ("", before)


def test_what_does_not_exist_is_not_found_before_anything_is_asked(world):
    with pytest.raises(NotFound):
        paint(by=world.actor("joris"), now=NOW, municipality="GM0000", phone="2")


def test_an_action_within_an_action_runs_on_the_outer_permission_and_the_log_names_both(world, before):
    planner = world.actor("joris")
    with pytest.raises(NotAllowed):
        sign(by=planner, now=NOW, municipality=HERE, phone="3")

    renovate(by=planner, now=NOW, municipality=HERE, phone="3")

    rows = AuditRow.rows.filter(chain=HERE).order_by("number")[before:]
    assert phone() == "3"
    assert [row.verb for row in rows] == ["sign.hung", "house.renovated"]
    assert {row.within.split(".")[-1] for row in rows} == {"renovate"}


def test_an_action_may_not_run_what_it_does_not_name(world, before):
    with pytest.raises(NestedActionError):
        stray(by=world.actor("joris"), now=NOW, municipality=HERE)

    assert (phone(), len(verbs())) == ("", before)


def test_an_action_within_an_action_at_another_instant_is_a_mistake(world, before):
    later = {"now": NOW + timedelta(seconds=1)}

    with pytest.raises(NestedActionError):
        renovate(by=world.actor("joris"), now=NOW, municipality=HERE, phone="4", inner=later)

    assert (phone(), len(verbs())) == ("", before)


def test_an_action_within_an_action_by_somebody_else_is_a_mistake(world, before):
    other = {"by": world.actor("marieke")}

    with pytest.raises(NestedActionError):
        renovate(by=world.actor("joris"), now=NOW, municipality=HERE, phone="4", inner=other)

    assert (phone(), len(verbs())) == ("", before)


def test_an_action_that_breaks_off_leaves_nothing_behind_and_can_be_tried_again(world, before):
    planner = as_planner(world, submission="a1")
    with pytest.raises(RuleBroken):
        stumble(by=planner, now=NOW, municipality=HERE)
    assert (phone(), len(verbs()), Submission.rows.count()) == ("", before, 0)

    paint(by=planner, now=NOW, municipality=HERE, phone="5")

    assert (phone(), Submission.rows.count()) == ("5", 1)


def test_the_same_form_sent_twice_is_done_once(world, before):
    paint(by=as_planner(world, submission="b2"), now=NOW, municipality=HERE, phone="6")

    with pytest.raises(AlreadyDone):
        paint(by=as_planner(world, submission="b2"), now=NOW, municipality=HERE, phone="7")

    assert (phone(), len(verbs())) == ("6", before + 1)


def test_another_form_or_another_person_with_the_same_key_is_another_submission(world):
    paint(by=as_planner(world, submission="c3"), now=NOW, municipality=HERE, phone="8")
    paint(by=as_planner(world, submission="c4"), now=NOW, municipality=HERE, phone="9")
    paint(by=dataclasses.replace(world.actor("marieke"), submission="c3"), now=NOW, municipality=HERE, phone="10")

    assert phone() == "10"


def test_nothing_is_noted_outside_an_action():
    with pytest.raises(NestedActionError):
        note("wall.painted", municipality=HERE)


def test_after_an_action_that_broke_off_the_next_one_stands_on_its_own(world):
    with pytest.raises(RuleBroken):
        stumble(by=world.actor("joris"), now=NOW, municipality=HERE)

    with pytest.raises(NestedActionError):
        note("wall.painted", municipality=HERE)


def test_a_membership_cannot_end_before_it_starts(world):
    with pytest.raises(RuleBroken) as problem:
        actions.grant_membership(
            by=system("test"),
            now=NOW,
            person=world.ids["sander"],
            organisation=world.organisations["gemeente"],
            role=Role.MUNI_LEAD,
            municipalities=[HERE],
            from_on=TODAY,
            until_on=TODAY - timedelta(days=1),
        )

    assert (problem.value.code, problem.value.params["field"]) == ("ends_before_it_starts", "until_on")


def test_when_a_membership_is_ended_nothing_of_it_is_left_the_next_day(world):
    membership = Membership.rows.get(person=world.ids["lotte"]).pk
    change_last_day(by=world.actor("bas"), now=NOW, membership=membership, until_on=TODAY)

    email = world.email("lotte")
    assert actor_by_email(email, today=TODAY).grants
    assert not actor_by_email(email, today=TODAY + timedelta(days=1)).grants
    assert Membership.rows.filter(person_id=world.ids["lotte"]).exists()


def test_only_who_runs_the_installation_makes_municipalities(world):
    with pytest.raises(NotAllowed):
        actions.create_municipality(by=world.actor("marieke"), now=NOW, code="GM9009", name="Elders")

    assert actions.create_municipality(by=world.actor("bas"), now=NOW, code="GM9009", name="Elders")
    assert not actions.create_municipality(by=world.actor("bas"), now=NOW, code="GM9009", name="Anders")
    assert Municipality.rows.get(code="GM9009").name == "Elders"


def test_a_person_chooses_only_their_own_language(world):
    with pytest.raises(RuleBroken):
        actions.choose_language(by=world.actor("sander"), now=NOW, person=world.ids["lotte"], language="en")
    assert world.actor("lotte").language == "nl"

    actions.choose_language(by=world.actor("lotte"), now=NOW, person=world.ids["lotte"], language="en")

    assert world.actor("lotte").language == "en"


def test_an_unknown_person_on_the_command_line_is_not_found(world):
    with pytest.raises(NotFound):
        actor_by_email("niemand@hervest.example", today=TODAY)

    assert actor_by_email("SANDER@hervest.example", today=TODAY).name == "Sander Bos"


def test_the_subject_of_the_installation_has_no_municipality():
    assert installation_subject().municipality == ""
