"""Every setting one looks after is one page away, and that page is linked from every other."""

import pytest
from django.urls import reverse

from people import HERE

OF_MUNICIPALITY = ("coordinators_of", "look_of", "programme_of")
OF_ONESELF = ("choose_notices", "account_change_password", "mfa_index")


def links_of(client):
    text = client.get(reverse("profile")).content.decode()
    named = {name: reverse(name, args=[HERE]) for name in OF_MUNICIPALITY}
    named |= {name: reverse(name) for name in (*OF_ONESELF, "mails")}
    return {name for name, href in named.items() if f'href="{href}"' in text}


def test_who_sets_what_holds_for_the_municipality_finds_all_of_it_with_their_own_settings(log_in, everybody):
    client = log_in("lena")

    assert links_of(client) == {*OF_ONESELF, *OF_MUNICIPALITY, "mails"}
    for name in OF_MUNICIPALITY:
        assert client.get(reverse(name, args=[HERE])).status_code in {200, 303}  # or a fresh proof first


def test_what_is_reached_from_ones_settings_leads_back_to_them(log_in, everybody):
    client = log_in("lena")
    back = f'href="{reverse("profile")}">'

    for address in (*(reverse(name, args=[HERE]) for name in OF_MUNICIPALITY), reverse("mails")):
        shown = client.get(address, follow=True).content.decode().partition("<main")[2].partition("</main>")[0]
        assert back in shown, address
    saved = client.post(reverse("programme_of", args=[HERE]), {"has_programme": "no"})
    assert saved["Location"] == reverse("profile")


@pytest.mark.parametrize("key", ["sander", "fenna", "bas", "samir", "tolk"])
def test_who_sets_nothing_for_the_municipality_finds_their_own_settings_alone(log_in, everybody, key):
    assert links_of(log_in(key)) == set(OF_ONESELF)


@pytest.mark.parametrize(("key", "page"), [("lena", "people"), ("samir", "this_week"), ("fenna", "sponsor_groups")])
def test_every_page_leads_to_them(log_in, everybody, key, page):
    shown = log_in(key).get(reverse(page)).content.decode()

    foot = shown.partition('<footer class="hv-foot">')[2].partition("</footer>")[0]
    assert f'<a href="{reverse("profile")}">Mijn instellingen</a>' in foot


def test_who_is_not_logged_in_has_none(client):
    assert "Mijn instellingen" not in client.get(reverse("account_login")).content.decode()
