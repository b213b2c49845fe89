"""How somebody likes to look at a list stays under a name of their own, and is nobody else's."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hervest.accounts import view_actions
from hervest.accounts.models import SavedView
from hervest.accounts.view_queries import MOST_VIEWS, own_view, views_of
from hervest.accounts.view_rules import kept_query
from hervest.accounts.vocabulary import SavedPage
from hervest.core.errors import NotFound, RuleBroken
from people import NOW

LATE = "order=code&without=on"


def kept(world, key, name="Zonder regisseur", *, page=SavedPage.CASES, query=LATE):
    """Somebody keeps a view; the views of that list afterwards."""
    actor = world.actor(key)
    view_actions.save_view(by=actor, now=NOW, person=actor.person, page=page, name=name, query=query)
    return views_of(actor, page, "").rows


@given(st.lists(st.tuples(st.sampled_from(["order", "without", "phase"]), st.text(max_size=5)), max_size=4))
def test_what_is_kept_of_an_address_does_not_hang_on_how_it_was_written(pairs):
    from_form = "&".join(f"{key}={value}" for key, value in pairs if value.isascii() and value.isalnum())
    backwards = "&".join(reversed(from_form.split("&")))

    assert kept_query(from_form) == kept_query(kept_query(from_form))
    assert kept_query(f"?{from_form}&page=3&submission=abc") == kept_query(from_form)
    assert sorted(kept_query(backwards).split("&")) == sorted(kept_query(from_form).split("&"))


def test_a_view_is_found_again_as_it_was_kept(world):
    [row] = kept(world, "sander", query="without=on&page=4&order=code&phase=")

    assert (row.name, row.query) == ("Zonder regisseur", LATE)
    assert views_of(world.actor("sander"), SavedPage.CASES, "order=code&without=on&page=2").rows[0].is_here
    assert not views_of(world.actor("sander"), SavedPage.CASES, "order=code").rows[0].is_here


def test_nobody_else_finds_it_nor_can_let_it_go(world):
    [row] = kept(world, "sander")
    lotte = world.actor("lotte")

    assert views_of(lotte, SavedPage.CASES, "").rows == ()
    assert views_of(world.actor("sander"), SavedPage.DWELLINGS, "").rows == ()
    with pytest.raises(NotFound):
        own_view(lotte, row.id)
    with pytest.raises(NotFound):
        view_actions.remove_view(by=lotte, now=NOW, person=lotte.person, view=row.id)
    assert SavedView.rows.count() == 1

    view_actions.remove_view(by=world.actor("sander"), now=NOW, person=world.ids["sander"], view=row.id)
    assert SavedView.rows.count() == 0


def test_two_views_of_a_list_have_two_names_and_other_lists_and_people_their_own(world):
    kept(world, "sander", "Laat")

    for name in ("Laat", "LAAT"):
        with pytest.raises(RuleBroken, match="view_name_taken"):
            kept(world, "sander", name, query="order=phase")

    assert len(kept(world, "sander", "Laat", page=SavedPage.DWELLINGS)) == 1
    assert len(kept(world, "lotte", "Laat")) == 1
    assert len(kept(world, "sander", "Vroeg")) == 2


def test_a_list_keeps_as_many_views_as_a_page_can_show(world):
    for number in range(MOST_VIEWS):
        rows = kept(world, "sander", f"view {number}", query=f"order={number}")
    assert len(rows) == MOST_VIEWS

    with pytest.raises(RuleBroken, match="too_many_views"):
        kept(world, "sander", "one more")
    assert not views_of(world.actor("sander"), SavedPage.CASES, "order=phase").may_save


def test_only_what_narrows_or_orders_a_list_is_offered_to_be_kept(world):
    sander = world.actor("sander")

    assert not views_of(sander, SavedPage.CASES, "").may_save
    assert not views_of(sander, SavedPage.CASES, "page=2&phase=").may_save
    assert views_of(sander, SavedPage.CASES, "order=code&page=2").may_save
    kept(world, "sander", query="order=code")
    assert not views_of(sander, SavedPage.CASES, "order=code&page=2").may_save


@pytest.mark.parametrize("of", list(SavedPage))
def test_on_the_page_it_is_kept_used_let_go_and_taken_back(world, client, log_in, of):
    log_in("marieke")
    here = reverse(of.value)
    query = {"this_week": "scope=mine&order=case", "cases": LATE, "dwellings": "step_free=on"}[of.value]
    save = reverse("save_view", args=[of.value])

    assert save in client.get(f"{here}?{query}").content.decode()
    answer = client.post(save, {"name": "Mijn blik", "query": query})
    assert answer.url == f"{here}?{query}"
    page = client.get(here).content.decode()
    assert "Mijn blik" in page
    assert save not in page

    row = SavedView.rows.get()
    remove = reverse("remove_view", args=[row.pk])
    assert remove in client.get(f"{here}?{row.query}").content.decode()
    client.post(remove)
    assert not SavedView.rows.exists()
    again = client.get(here).context["messages"]
    [message] = list(again)
    client.post(message.extra_tags)
    assert (SavedView.rows.get().name, SavedView.rows.get().query) == ("Mijn blik", row.query)


def test_a_name_that_is_taken_or_missing_is_said_and_nothing_is_lost(world, client, log_in):
    log_in("sander")
    save = reverse("save_view", args=["cases"])
    client.post(save, {"name": "Laat", "query": LATE})

    for name in ("laat", ""):
        answer = client.post(save, {"name": name, "query": "order=phase"})
        assert answer.status_code == 200
        assert answer.context["form"].errors["name"]
        assert 'value="order=phase"' in answer.content.decode()
        assert answer.context["back"] == reverse("cases") + "?order=phase"
        assert "Query" not in answer.content.decode()
        assert 'for="id_name"' in answer.content.decode()
    assert SavedView.rows.count() == 1


def test_a_list_whose_views_nobody_keeps_has_no_address(world, client, log_in):
    log_in("sander")

    assert client.get(reverse("save_view", args=["log"])).status_code == 404
    assert client.get(reverse("save_view", args=["cases"])).status_code == 200
