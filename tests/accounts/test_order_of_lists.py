"""Lists stand in the order their address asks for, on every page of them."""

import re
from datetime import timedelta

import pytest

from hervest.accounts import people_actions
from hervest.accounts.vocabulary import Role
from hervest.audit import actions as audit
from hervest.audit.rules import Entry
from people import HERE, NOW, TODAY

NAME = re.compile(r'href="/people/\d+/">([^<]*)</a>')
VERB = re.compile(r"canary-(\d+)")


def names_in(client, **asked):
    return NAME.findall(client.get("/people/", asked).content.decode())


@pytest.fixture
def yara(world):
    """Yara's role ends first of all, and her name comes last."""
    people_actions.invite_person(
        by=world.actor("lena"),
        now=NOW,
        email="yara@hervest.example",
        name="Yara Zand",
        organisation=world.organisations["gemeente"],
        roles=[Role.MUNI_CASEWORKER],
        until_on=TODAY + timedelta(days=3),
    )


@pytest.mark.parametrize("asked", [{}, {"order": "name"}, {"order": "nonsense"}])
def test_people_stand_by_name_unless_asked_otherwise(log_in, yara, asked):
    names = names_in(log_in("lena"), **asked)

    assert names == sorted(names)
    assert names[-1] == "Yara Zand"


def test_people_stand_by_the_last_day_of_their_role_if_asked(log_in, yara):
    client = log_in("lena")

    names = names_in(client, order="until")

    assert names[0] == "Yara Zand"
    assert names[1:] == sorted(names[1:])
    assert sorted(names) == names_in(client)
    assert '<option value="until" selected>' in client.get("/people/?order=until").content.decode()


@pytest.fixture
def thirty(world):
    """More rows than a page of the log holds, a minute between them, all later than the cast's own."""
    for number in range(30):
        at = NOW + timedelta(minutes=number + 1)
        audit.append([Entry(HERE, at, world.ids["sander"], "Sander Bos", f"canary-{number}")])


def rows_in(client, **asked):
    return [int(number) for number in VERB.findall(client.get("/log/", asked).content.decode())]


def test_the_log_begins_with_the_newest_row_or_with_the_oldest(log_in, world, thirty):
    client, sander = log_in("pieter"), world.ids["sander"]

    newest = [*rows_in(client), *rows_in(client, page=2)]
    oldest = [number for page in range(1, 9) for number in rows_in(client, order="oldest", page=page)]

    assert newest == list(range(29, -1, -1))
    assert rows_in(client, order="newest") == newest[:25]
    assert oldest == list(range(30))
    narrowed = [number for page in (1, 2) for number in rows_in(client, order="oldest", person=sander, page=page)]
    assert narrowed == list(range(30))


def test_the_order_stays_on_the_next_page(log_in, thirty):
    page = log_in("pieter").get("/log/?order=oldest").content.decode()

    assert re.search(r'rel="next" href="\?order=oldest&amp;page=2"', page)
