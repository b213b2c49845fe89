"""A person's own word on what the plan looks at: it wins, it needs a reason, and it can be taken back."""

from django.urls import reverse

from hervest.journey.plan_queries import traits_shown
from hervest.journey.vocabulary import TraitCode, TraitSource
from journey.test_actions import task_of
from portal.test_pages import haddad
from portal.test_two_people_edit import opened, sent

__all__ = ["haddad"]

FORM = {"trait": "foreign_licence", "member": "1", "says": "yes", "reason": "Heeft een Libanees rijbewijs."}


def said_by_a_person(world, case):
    rows = traits_shown(world.actor("marieke"), case, today=world.today)
    return {(row.trait, row.member): row.holds for row in rows if row.source is TraitSource.PERSON}


def test_a_trait_that_is_set_brings_its_task_and_taken_back_lets_it_fall_away(log_in, world, haddad):
    client, address = log_in("marieke"), reverse("say_of_plan", args=[haddad])

    assert client.post(address, FORM | {"submission": "1"}).status_code == 303
    assert said_by_a_person(world, haddad) == {(TraitCode.FOREIGN_LICENCE, 1): True}
    assert task_of(world, haddad, "I08").is_open

    assert client.post(address, FORM | {"says": "back", "submission": "2"}).status_code == 303
    assert said_by_a_person(world, haddad) == {}
    assert not task_of(world, haddad, "I08").is_open


def test_what_does_not_hold_is_said_with_a_no_behind_it(log_in, haddad):
    client, page = log_in("marieke"), reverse("household", args=[haddad])
    word = FORM | {"trait": "card_missing"}

    client.post(reverse("say_of_plan", args=[haddad]), word | {"submission": "1"})
    holds = client.get(page).content.decode()
    client.post(reverse("say_of_plan", args=[haddad]), word | {"says": "no", "submission": "2"})
    holds_not = client.get(page).content.decode()

    assert "verblijfspas ontbreekt</span>" in holds
    assert "verblijfspas ontbreekt: nee</span>" in holds_not


def test_without_a_reason_nothing_is_set(log_in, world, haddad):
    client, address = log_in("marieke"), reverse("say_of_plan", args=[haddad])
    response = client.post(address, FORM | {"reason": " ", "submission": "1"})

    assert response.status_code == 200
    assert "Schrijf op waarom" in response.content.decode()
    assert said_by_a_person(world, haddad) == {}


def test_a_lead_outside_the_team_gets_no_such_form(log_in, haddad):
    address = reverse("say_of_plan", args=[haddad])

    assert log_in("lena").get(address).status_code == 404
    assert log_in("marieke").get(address).status_code == 200


def test_a_word_of_somebody_else_is_not_taken_back_unseen(log_in, world, haddad):
    client, address = log_in("marieke"), reverse("say_of_plan", args=[haddad])
    looked = opened(client, address)
    assert client.post(address, looked | FORM).status_code == 303
    elsewhere = FORM | {"trait": "long_camp_stay", "member": "0"}
    assert client.post(address, looked | elsewhere).status_code == 303  # of another thing: nothing is taken back

    other = {"says": "no", "reason": "Het rijbewijs is verlopen."}
    both = client.post(address, looked | FORM | other)

    form = both.context["form"]
    assert both.status_code == 200
    shown = {(row.now, row.typed) for row in form.differences}
    assert shown == {("ja", "nee"), (FORM["reason"], other["reason"])}
    assert said_by_a_person(world, haddad)[TraitCode.FOREIGN_LICENCE, 1] is True
    assert client.post(address, sent(form)).status_code == 303
    assert said_by_a_person(world, haddad)[TraitCode.FOREIGN_LICENCE, 1] is False


def test_a_word_that_was_taken_back_meanwhile_is_shown_as_nothing(log_in, world, haddad):
    client, address = log_in("marieke"), reverse("say_of_plan", args=[haddad])
    client.post(address, opened(client, address) | FORM)
    looked = opened(client, address)
    client.post(address, looked | FORM | {"says": "back", "reason": ""})

    both = client.post(address, looked | FORM | {"says": "no"})

    assert ("niets", "nee") in {(row.now, row.typed) for row in both.context["form"].differences}
