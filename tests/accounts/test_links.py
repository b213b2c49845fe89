"""The link that sets a password: how long it works, what it says when it is over, renewing and withdrawing it."""

from datetime import timedelta

import pytest
import time_machine

from accounts.test_login import NEW, set_password
from accounts.test_people import EMAIL, end, invite, refused
from hervest.accounts import people_actions
from hervest.accounts.models import Membership, Person
from hervest.accounts.settings import access_settings, parse_settings
from hervest.audit.models import AuditRow
from hervest.core.errors import NotAllowed, NotFound
from people import ELSEWHERE, HERE, NOW, TODAY, let_in

A_DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def text(client, address):
    return client.get(address, follow=True).content.decode()


def withdraw(world, person, by="lena"):
    people_actions.withdraw_link(by=world.actor(by), now=NOW, person=person)


def list_of_people(client, world):
    return let_in(client, world.person("lena")).get("/people/?q=els.nieuw").content.decode()


def is_in(client):
    return client.get("/profile/").status_code == 200


def test_a_link_works_for_the_hours_in_the_settings_and_they_are_less_than_what_is_recognised(settings):
    assert access_settings().link == A_DAY
    assert access_settings().link.total_seconds() < settings.PASSWORD_RESET_TIMEOUT


def test_settings_without_a_number_or_with_an_unknown_role_stop_the_start():
    table = {
        "membership": {"proposed_days": 1, "longest_years": 1},
        "visit": {"idle_hours": 1, "longest_hours": 1, "noted_minutes": 1},
        "proof": {"minutes": 1},
        "link": {"hours": 1},
        "second_factor": {"free_roles": ["newcomer_adult"]},
    }
    assert parse_settings(table).link_hours == 1

    with pytest.raises(KeyError):
        parse_settings({**table, "proof": {}})
    with pytest.raises(ValueError, match="koning"):
        parse_settings({**table, "second_factor": {"free_roles": ["koning"]}})


def test_a_link_that_is_over_says_until_when_it_worked_and_whom_to_ask(client, world, clock):
    link = invite(world).link
    clock.shift(A_DAY)

    page = text(client, link)

    assert "Deze link was geldig tot di 24 nov om 10:00." in page
    assert "Vraag Lena Blok om een nieuwe." in page
    assert 'type="password"' not in page
    set_password(client, link)
    assert not is_in(client)


def test_until_then_it_opens(client, world, clock):
    link = invite(world).link
    clock.shift(A_DAY - timedelta(seconds=1))

    assert set_password(client, link).status_code == 303
    assert is_in(client)


def test_a_form_that_was_opened_in_time_and_sent_too_late_sets_nothing(client, world, clock):
    link = invite(world).link
    clock.shift(A_DAY - timedelta(hours=1))
    place = client.get(link, follow=True).redirect_chain[-1][0]
    clock.shift(timedelta(hours=1))

    answer = client.post(place, {"new_password1": NEW, "new_password2": NEW})

    assert "Deze link was geldig tot" in answer.content.decode()
    assert not Person.rows.get(email=EMAIL).has_usable_password()


def test_who_holds_no_link_of_ours_is_told_no_name(client, world, clock):
    uid = invite(world).link.split("/")[2]
    clock.shift(A_DAY)

    for false in (f"/welcome/{uid}/abc-def/", "/welcome/x/y/", f"/welcome/{uid}/set-password/"):
        page = text(client, false)
        assert "Lena Blok" not in page
        assert "geldig tot" not in page
        assert "Deze link werkt niet meer" in page


def test_a_link_that_was_used_says_to_log_in(client, world):
    link = invite(world).link
    set_password(client, link)
    client.post("/accounts/logout/")

    page = text(client, link)

    assert "hij is gebruikt, vervangen door een nieuwere, of ingetrokken" in page
    assert "Lena Blok" not in page


def test_the_list_and_the_page_of_a_person_say_how_it_stands_with_the_link(client, world, clock):
    person = invite(world).person
    page = f"/people/{person}/"

    assert "uitgenodigd, link geldig tot di 24 nov om 10:00" in list_of_people(client, world)
    assert "De link is geldig tot di 24 nov om 10:00." in client.get(page).content.decode()

    clock.shift(A_DAY)
    let_in(client, world.person("lena"), at=NOW + A_DAY)
    assert "link is verlopen" in client.get("/people/?q=els.nieuw").content.decode()
    assert "de link is verlopen: hij was geldig tot di 24 nov om 10:00" in client.get(page).content.decode()


def test_of_who_has_a_password_nothing_is_said(client, world):
    page = let_in(client, world.person("lena")).get("/people/?q=sander").content.decode()

    assert "Sander Bos" in page
    assert "uitgenodigd" not in page
    assert "link" not in page.split("<tbody")[1].split("</tbody")[0].replace("utrecht-link", "")


def test_a_renewed_link_opens_and_counts_its_hours_anew(client, world, clock):
    person = invite(world).person
    clock.shift(A_DAY)

    link = people_actions.give_link(by=world.actor("lena"), now=NOW + A_DAY, person=person)

    assert Person.rows.get(pk=person).link_until == NOW + 2 * A_DAY
    clock.shift(A_DAY - timedelta(minutes=1))
    assert set_password(client, link).status_code == 303
    assert Person.rows.get(pk=person).link_until is None


def test_a_withdrawn_link_is_dead_and_a_new_one_opens(client, world):
    invited = invite(world)

    let_in(client, world.person("lena"))
    asked = client.get(f"/people/{invited.person}/link/withdraw/").content.decode()
    assert "De link van Els Nieuw intrekken?" in asked
    answer = client.post(f"/people/{invited.person}/link/withdraw/", {"submission": "k1"}, follow=True)
    assert "geen link die werkt" in answer.content.decode()
    client.post("/accounts/logout/")

    set_password(client, invited.link)
    assert not is_in(client)
    assert AuditRow.rows.filter(verb="link.withdrawn", chain=HERE).count() == 1

    set_password(client, people_actions.give_link(by=world.actor("lena"), now=NOW, person=invited.person))
    assert is_in(client)


def test_there_is_nothing_to_withdraw_twice_or_from_who_has_a_password(client, world):
    person = invite(world).person
    withdraw(world, person)

    assert refused(withdraw, world, person)[0] == "no_link_to_withdraw"
    assert refused(withdraw, world, world.ids["sander"])[0] == "no_link_to_withdraw"
    let_in(client, world.person("lena"))
    assert client.get(f"/people/{person}/link/withdraw/").status_code == 404
    assert world.person("sander").has_usable_password()


@pytest.mark.parametrize("by", ["hatice", "sander", "fenna"])
def test_who_does_not_manage_somebody_withdraws_nothing(world, by):
    person = invite(world).person

    with pytest.raises((NotAllowed, NotFound)):
        withdraw(world, person, by=by)

    assert Person.rows.get(pk=person).link_until == NOW + A_DAY
    withdraw(world, person, by="bas")


def test_the_link_of_somebody_whose_only_role_ended_is_dead_also_when_a_role_is_given_again(client, world):
    invited = invite(world)
    row = Membership.rows.get(person=invited.person)

    people_actions.end_role(by=world.actor("lena"), now=NOW, membership=row.pk)

    set_password(client, invited.link)
    assert not is_in(client)
    assert Person.rows.get(pk=invited.person).link_until is None


def test_the_link_of_somebody_with_another_role_left_still_opens(client, world):
    invited = invite(world, roles=("muni_caseworker", "muni_planner"))
    row = Membership.rows.get(person=invited.person, role="muni_planner")

    people_actions.end_role(by=world.actor("lena"), now=NOW, membership=row.pk)

    assert set_password(client, invited.link).status_code == 303
    assert is_in(client)


@pytest.mark.parametrize("change", ["inactive", "role over by itself"])
def test_the_link_of_somebody_who_left_is_dead(client, world, change):
    invited = invite(world)
    if change == "inactive":
        Person.rows.filter(pk=invited.person).update(is_active=False)
    else:
        Membership.rows.filter(person=invited.person).update(
            from_on=TODAY - timedelta(days=2), until_on=TODAY - timedelta(days=1)
        )

    set_password(client, invited.link)

    assert not is_in(client)
    assert not Person.rows.get(pk=invited.person).has_usable_password()


def test_ending_the_role_of_who_has_a_password_leaves_the_password(world):
    end(world, "lotte")

    assert world.person("lotte").has_usable_password()
    assert not AuditRow.rows.filter(chain=ELSEWHERE, verb="membership.ended").exists()
