"""Whose screening waits to be looked at: what the rule says, who is shown whom, and the card of a first login."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given

from hervest.accounts.models import Person
from hervest.core.paging import PER_PAGE
from hervest.sponsorship import rules
from hervest.sponsorship.models import SponsorGroup
from hervest.sponsorship.vocabulary import (
    GroupStage,
    ScreeningFacts,
    ScreeningKind,
    ScreeningState,
    ScreeningWorth,
    WaitingFor,
)
from hervest.sponsorship.waiting_queries import waiting_page
from people import CAST, TODAY
from sponsorship.groups import PEOPLE, Made, far_programme, forming, programme
from sponsorship.test_group_pages import text
from sponsorship.test_rules import DEMANDS, days, member, members

LIST = reverse("screenings")
VOG, CODE, INTERVIEW = ScreeningKind.VOG, ScreeningKind.CODE_OF_CONDUCT, ScreeningKind.INTERVIEW
ASKED = {VOG, CODE, INTERVIEW}
"""What a group cannot do without; references are asked and stop nobody (sponsorship.md, 6.2)."""


def oracle(one, day):
    """What waits, and why: written from section 5 of sponsorship.md, and not from the rule."""
    known = {found.kind: found for found in one.screenings}
    if "not_admitted" in {found.state for found in known.values()}:
        return {}
    found = {}
    for kind in ASKED:
        if kind not in known:
            found[kind] = "missing"
        elif known[kind].state == "requested":
            found[kind] = "requested"
        elif known[kind].valid_until:
            left = (known[kind].valid_until - day).days
            if left <= 90:
                found[kind] = "expired" if left < 0 else "renewal_due"
    return found


@given(members, days)
def test_what_waits_is_what_was_not_seen_is_over_or_soon_will_be(one, day):
    found = rules.waiting(one.screenings, today=day, demands=DEMANDS)

    assert {row.kind: row.worth.value for row in found} == oracle(one, day)


@given(members, days)
def test_the_two_parts_of_the_list_are_the_whole_and_share_nothing(one, day):
    def kinds(only):
        return {row.kind for row in rules.waiting(one.screenings, today=day, demands=DEMANDS, only=only)}

    assert kinds(WaitingFor.ENDING) | kinds(WaitingFor.UNSEEN) == kinds(WaitingFor.ALL)
    assert not kinds(WaitingFor.ENDING) & kinds(WaitingFor.UNSEEN)


@given(members, days)
def test_what_is_over_stands_before_what_was_never_seen_and_what_will_be_over_stands_last(one, day):
    order = ["expired", "missing", "requested", "renewal_due"]
    found = [order.index(row.worth) for row in rules.waiting(one.screenings, today=day, demands=DEMANDS)]

    assert found == sorted(found)


def test_how_soon_is_soon_is_a_setting_with_a_source():
    ends = ScreeningFacts(VOG, ScreeningState.SEEN_OK, TODAY + timedelta(days=DEMANDS.notice_days))
    one = member(screenings=(ends, *(ScreeningFacts(kind, ScreeningState.SEEN_OK) for kind in (CODE, INTERVIEW))))

    [row] = rules.waiting(one.screenings, today=TODAY, demands=DEMANDS)
    assert (row.kind, row.worth) == (VOG, ScreeningWorth.RENEWAL_DUE)
    assert rules.waiting(one.screenings, today=TODAY - timedelta(days=1), demands=DEMANDS) == ()


@pytest.fixture
def screened(world, begin):
    """Five neighbours: Saskia's and Otto's certificates end, Mirjam lacks one, Pim was not admitted, Wout waits not."""
    return Made(world, *begin(make_screened))


def make_screened(world):
    made = forming(world)
    for person in PEOPLE:
        made.join(person)
        if person != "mirjam":
            made.screen(person)
    made.screen("mirjam", CODE, INTERVIEW)
    made.screen("saskia", VOG, valid_until=TODAY + timedelta(days=20))
    made.screen("otto", VOG, valid_until=TODAY - timedelta(days=1))
    made.screen("pim", VOG, state=ScreeningState.NOT_ADMITTED)
    far = forming(world, "Ginds", of=far_programme(world))
    far.join("wilma", by="els")
    return made.programme, made.group, made.sponsors, made.memberships


def waits(world, key="sanne", only=WaitingFor.ALL):
    rows = waiting_page(world.actor(key), only, today=TODAY).page.rows
    return [(row.name, *(f"{one.kind} {one.worth}" for one in row.waits)) for row in rows]


def test_a_screener_sees_who_waits_in_their_own_programmes_and_in_no_other(world, screened):
    assert waits(world) == [
        ("Otto", "vog expired"),
        ("Mirjam", "vog missing"),
        ("Saskia", "vog renewal_due"),
    ]
    assert [name for name, *_ in waits(world, only=WaitingFor.ENDING)] == ["Otto", "Saskia"]
    assert [name for name, *_ in waits(world, only=WaitingFor.UNSEEN)] == ["Mirjam"]
    for key in ("fenna", "lena", "hatice"):
        assert waits(world, key) == []


def test_of_a_group_that_is_over_and_of_who_left_it_nothing_waits(world, screened):
    SponsorGroup.rows.filter(pk=screened.group).update(stage=GroupStage.DISSOLVED)

    assert waits(world) == []


def test_the_list_leads_to_where_it_is_recorded_and_what_was_recorded_waits_no_more(log_in, world, screened):
    screener, otto = log_in("sanne"), screened.sponsors["otto"]
    assert screener.get("/", follow=True).redirect_chain[-1][0] == LIST
    page = screener.get(LIST).content.decode()
    assert f'href="{reverse("record_screening", args=[otto])}"' in page
    assert "binnen 90 dagen afloopt" in page

    screened.screen("otto", VOG)
    assert "Otto" not in text(screener.get(LIST))


def test_who_does_not_screen_has_no_such_list(log_in, screened):
    assert log_in("sanne").get(LIST).status_code == 200
    for key in set(CAST) - {"sanne"}:
        assert log_in(key).get(LIST).status_code == 404, key


def test_the_list_says_what_it_means_that_nothing_stands_there(log_in, world):
    programme(world)
    assert "Geen screening wacht" in text(log_in("sanne").get(LIST))

    forming(world, of=programme(world, name="Anders")).join("saskia")
    assert "Hiervan wacht niets" in text(log_in("sanne").get(f"{LIST}?show=ending"))
    assert "Saskia" in text(log_in("sanne").get(f"{LIST}?show=nonsense"))


def test_a_long_list_stands_on_pages_and_costs_the_same(log_in, world):
    made = forming(world)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            answer = screener.get(LIST)
        return answer.context["pages"], len(queries)

    screener = log_in("sanne")
    made.join("saskia")
    few = asked()[1]
    for n in range(PER_PAGE + 2):
        made.join(f"sponsor {n:02}")
    page, many = asked()

    assert (page.n_rows, len(page.rows), page.n_pages) == (PER_PAGE + 3, PER_PAGE, 2)
    assert len(screener.get(f"{LIST}?page=2").context["pages"].rows) == 3
    assert many == few


def test_the_first_card_names_who_presses_most_and_costs_nothing(log_in, world, screened):
    screener = log_in("sanne")

    def n_queries(*, is_over):
        Person.rows.filter(pk=world.ids["sanne"]).update(tour_is_over=is_over)
        with CaptureQueriesContext(connection) as asked:
            answer = screener.get(LIST)
        assert ("De screening van Otto wacht op u" in text(answer)) is not is_over
        return len(asked)

    assert n_queries(is_over=False) == n_queries(is_over=True)
    to = reverse("record_screening", args=[screened.sponsors["otto"]])
    assert screener.post(reverse("follow_card"), {"card": "screening", "to": to}, follow=True).status_code == 200
