"""The cards of a first login: what stands on them, following one, putting them away, having them back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.accounts.models import Person
from people import CAST
from portal.test_pages import further_families, text_of

FOLLOW = reverse("follow_card")


def cards_on(answer):
    """The cards of the page: what each is, and where it leads."""
    tour = answer.context["tour"] if "tour" in answer.context else answer.context["frame"]["tour"]()
    return {card.code.value: card for card in tour}


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize("key", list(CAST))
def test_everybody_lands_on_cards_that_each_open(client, log_in, world, key):
    further_families(world, 1)
    log_in(key)
    landing = client.get("/", follow=True)
    if key == "hatice":  # nobody was received there yet: its lead begins the municipality first
        assert landing.context["week"].first_steps
        assert cards_on(landing) == {}
        return

    found = cards_on(landing)
    assert 1 <= len(found) <= 3
    assert "Begin hier" in text_of(landing)
    assert text_of(landing).index("<h1") < text_of(landing).index("Begin hier"), landing.wsgi_request.path
    for code, card in found.items():
        answer = client.post(FOLLOW, {"card": code, "to": card.href, "submission": f"{key}{code}"}, follow=True)
        assert answer.redirect_chain[0] == (card.href, 303)
        assert answer.status_code == 200, card.href
    assert "Begin hier" not in text_of(client.get("/", follow=True))  # all are followed


def test_the_first_card_names_the_task_that_falls_due_and_leads_to_it(client, log_in, world):
    further_families(world, 1)
    log_in("marieke")

    page = client.get("/week/")
    card = cards_on(page)["due_task"]
    row = next(
        row for group in page.context["week"].groups for row in group.rows if row.id == int(card.href.split("/")[4])
    )
    assert card.name == row.title
    assert f"Dit verloopt binnenkort: {row.title}" in text_of(page)
    assert row.title in text_of(client.post(FOLLOW, {"card": "due_task", "to": card.href}, follow=True))

    again = client.get("/week/")
    assert cards_on(again)["due_task"].is_done
    assert "gedaan" in text_of(again)


def test_the_cards_are_put_away_at_once_taken_back_and_asked_for_again_from_the_profile(client, log_in):
    log_in("sander")
    assert "Begin hier" in text_of(client.get("/week/"))

    away = client.post(reverse("end_tour"), follow=True)
    assert "Begin hier" not in text_of(away)
    [message] = list(away.context["messages"])
    assert "Begin hier" in text_of(client.post(message.extra_tags, follow=True))

    client.post(reverse("end_tour"))
    profile = text_of(client.get("/profile/"))
    assert f'action="{reverse("begin_tour")}"' in profile
    assert "Begin hier" in text_of(client.post(reverse("begin_tour"), follow=True))


def test_a_card_leads_nowhere_but_where_it_may(client, log_in, world):
    log_in("sander")
    for to in ("https://elsewhere.example/", "//elsewhere.example/cases/", "/profile/", "/no-such-page/", ""):
        assert client.post(FOLLOW, {"card": "cases", "to": to}).url == "/"
    assert client.post(FOLLOW, {"card": "juggle", "to": "/cases/"}).url == "/"
    assert world.person("sander").tour_seen == []

    assert client.post(FOLLOW, {"card": "cases", "to": "/cases/"}).url == "/cases/"
    assert world.person("sander").tour_seen == ["cases"]


def test_they_are_nobody_elses_and_stand_on_the_first_page_only(client, log_in, world):
    log_in("sander")
    client.post(reverse("end_tour"))
    assert world.person("sander").tour_is_over
    assert not world.person("lotte").tour_is_over

    log_in("lotte")
    assert "Begin hier" in text_of(client.get("/week/"))
    assert "Begin hier" not in text_of(client.get("/week/?scope=mine"))
    assert "Begin hier" not in text_of(client.get("/cases/"))


def test_in_english_they_speak_english(client, log_in):
    log_in("lotte")
    client.post("/profile/", {"language": "en", "submission": "k1"})

    assert "Begin here" in text_of(client.get("/week/"))


def test_they_cost_no_query_however_many_cases_there_are(client, log_in, world):
    log_in("marieke")

    def n_queries(*, is_over):
        Person.rows.filter(pk=world.ids["marieke"]).update(tour_is_over=is_over)
        with CaptureQueriesContext(connection) as asked:
            assert bool(cards_on(client.get("/week/"))) is not is_over
        return len(asked)

    for further in (2, 10):
        further_families(world, further)
        client.get("/week/")
        assert n_queries(is_over=False) == n_queries(is_over=True)
