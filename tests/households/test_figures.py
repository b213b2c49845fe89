"""The page of figures: for whom it counts which households, and what it never shows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.accounts.models import Membership, Municipality
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.figure_queries import figures_page
from hervest.households.models import Member
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole
from hervest.journey import actions
from hervest.journey.models import Case
from people import CAST, ELSEWHERE, HERE, TODAY

PAGE, HOW, FILE = reverse("figures"), reverse("how_we_count"), reverse("figures_file")
READERS = {"rik", "eva", "marieke", "lena", "joris", "hatice"}
NAME = "Kanarienaam"


def arrived(world, n_people, place=HERE, days_ago=30):
    """A household of so many persons that came some days ago."""
    by, now = world.actor("hatice" if place == ELSEWHERE else "marieke"), world.now
    code = actions.open_case(by=by, now=now, municipality=place, route=Route.RESETTLEMENT).code
    people = tuple(
        MemberRecord(MemberNo(no), MemberRole.HEAD if no == 1 else MemberRole.CHILD, NAME)
        for no in range(1, n_people + 1)
    )
    save_household(by=by, now=now, case=code, record=HouseholdRecord(members=people))
    Case.rows.filter(code=code).update(has_arrived=True, arrives_on=world.today - timedelta(days=days_ago))
    return code


@pytest.fixture
def town(world):
    """Seven alone, three couples and three of four persons this year; five alone last year; six elsewhere."""
    for n_people, n in ((1, 7), (2, 3), (4, 3)):
        for _ in range(n):
            arrived(world, n_people)
    for _ in range(5):
        arrived(world, 1, days_ago=400)
    for _ in range(6):
        arrived(world, 2, ELSEWHERE)
    return world


def rows(world, key="rik"):
    return {
        (row.municipality, row.year): (row.shown.cells, row.shown.total)
        for row in figures_page(world.actor(key), today=TODAY).rows
    }


def test_households_are_counted_by_year_and_size_and_small_numbers_are_left_out(town):
    assert rows(town) == {
        ("Molenveen", 2026): ((7, None, None, None), 13),
        ("Molenveen", 2025): ((5, None, None, None), None),
    }


def test_a_year_in_which_nobody_arrived_reads_like_one_with_few(world):
    for days_ago in (10, 800):
        arrived(world, 2, days_ago=days_ago)

    few = ((None, None, None, None), None)
    assert rows(world) == {("Molenveen", year): few for year in (2026, 2025, 2024)}


def test_two_municipalities_of_one_name_are_never_added_up(town):
    Membership.rows.get(person=town.ids["rik"]).municipalities.add(ELSEWHERE)
    Municipality.rows.filter(code=ELSEWHERE).update(name="Molenveen")

    found = [
        (row.municipality, row.year, row.shown.cells[1]) for row in figures_page(town.actor("rik"), today=TODAY).rows
    ]
    assert found.count(("Molenveen", 2026, 6)) == 1
    assert found.count(("Molenveen", 2026, None)) == 1


def test_only_the_municipalities_that_the_membership_names_are_counted(town):
    assert {place for place, _ in rows(town)} == {"Molenveen"}

    Membership.rows.get(person=town.ids["rik"]).municipalities.add(ELSEWHERE)
    assert rows(town)["Havermeer", 2026] == ((None, 6, None, None), None)
    assert {place for place, _ in rows(town, "hatice")} == {"Havermeer"}


def test_who_is_expected_was_never_there_or_left_the_household_is_not_counted(world):
    codes = [arrived(world, 2) for _ in range(7)]
    assert rows(world)["Molenveen", 2026][0] == (None, 7, None, None)

    Case.rows.filter(code=codes[0]).update(has_arrived=False)
    Case.rows.filter(code=codes[1]).update(closed_on=world.today, closed_as="entered_by_mistake")
    Member.rows.filter(household__case__code=codes[2], no=2).update(left_on=world.today)
    assert rows(world)["Molenveen", 2026][0] == (None, None, None, None)


def test_who_evaluates_finds_whom_to_ask_and_no_number(log_in, town):
    evaluator = log_in("eva")
    assert evaluator.get("/", follow=True).redirect_chain[-1][0] == PAGE
    page = evaluator.get(PAGE).content.decode()

    assert "Er is hier nog geen evaluatie van u" in page
    assert "Gemeente Molenveen" in page
    assert FILE not in page
    assert figures_page(town.actor("eva"), today=TODAY).rows == ()
    assert figures_page(town.actor("rik"), today=TODAY).rows != ()


def test_the_pages_are_there_for_who_has_figures_and_for_nobody_else(log_in, world):
    for key in CAST:
        for address in (PAGE, HOW, FILE):
            expected = 200 if key in READERS else 404
            assert log_in(key).get(address).status_code == expected, (key, address)
    with pytest.raises(NotFound):
        figures_page(world.actor("fenna"), today=TODAY)


def test_no_page_and_no_file_holds_a_name_a_code_or_a_small_number(log_in, town):
    researcher = log_in("rik")
    texts = [researcher.get(address).content.decode("utf-8-sig") for address in (PAGE, HOW, FILE)]

    for text in texts:
        assert NAME not in text
        assert "H-0" not in text
    assert "minder dan 5" in texts[0]
    assert '"Molenveen";2026;7;"minder dan 5";"minder dan 5";"minder dan 5";13\r\n' in texts[2]
    assert '"Molenveen";2025;5;"minder dan 5";"minder dan 5";"minder dan 5";"niet getoond"\r\n' in texts[2]


def test_where_nobody_arrived_the_page_says_so(log_in, world):
    assert "Nog geen cijfers" in log_in("rik").get(PAGE).content.decode()


def test_the_page_costs_the_same_however_many_households_there_are(log_in, world):
    researcher = log_in("rik")
    arrived(world, 1)

    def n_queries():
        with CaptureQueriesContext(connection) as asked:
            researcher.get(PAGE)
        return len(asked)

    few = n_queries()
    for _ in range(6):
        arrived(world, 3)
    assert n_queries() == few


def test_a_card_of_a_first_login_leads_to_how_they_are_counted(log_in, world):
    for key in ("rik", "eva"):
        client = log_in(key)
        card = client.get(PAGE).context["frame"]["tour"]()[0]
        assert (card.code, card.href) == ("counting", HOW)
        sent = {"card": "counting", "to": HOW, "submission": key}
        assert client.post(reverse("follow_card"), sent, follow=True).status_code == 200
