"""The first page of an interpreter: the appointments for which they are let in, and no more of anybody."""

from datetime import timedelta

import pytest

from hervest.audit.models import AuditRow
from hervest.core.vocabulary import MemberNo
from hervest.journey.booking_queries import bookings
from hervest.journey.models import Case
from hervest.journey.vocabulary import TeamRole
from people import ELSEWHERE
from portal.test_pages import further_families, haddad, text_of

__all__ = ["haddad"]


def book(world, case, member=1, first=-1, last=1):
    """Tanja is let in for an appointment with somebody of the family."""
    days = {"from_on": world.today + timedelta(days=first), "until_on": world.today + timedelta(days=last)}
    world.joins(case, "tolk", TeamRole.INTERPRETER, by="marieke", member=MemberNo(member), **days)


def page_of(client):
    """What stands in the middle of the page."""
    return text_of(client.get("/cases/")).partition("<h1")[2]


def test_an_interpreter_reads_with_whom_in_which_language_where_and_on_which_days_and_nothing_else(
    log_in, world, haddad
):
    book(world, haddad, member=2)
    interpreter = log_in("tolk")

    assert interpreter.get("/", follow=True).redirect_chain[-1][0] == "/cases/"
    page = page_of(interpreter)
    for word in (haddad, "ريم", "Molenveen", "ma 23 nov"):
        assert word in page
    for word in ("22 nov", "24 nov", "Samir", "حداد", "Haddad", "Marieke", "Anouk", "Koppeling", "Hervestiging"):
        assert word not in page
    assert interpreter.get(f"/cases/{haddad}/").status_code == 404
    assert log_in("marieke").get(f"/cases/{haddad}/").status_code == 200


def test_of_a_seat_for_other_days_than_those_around_an_appointment_the_days_of_the_seat_are_told(log_in, world, haddad):
    book(world, haddad, last=3)

    assert "u ziet dit van zo 22 nov tot en met do 26 nov" in page_of(log_in("tolk"))


def test_the_card_of_a_first_login_leads_to_the_appointment_that_ends_first(log_in, world, haddad):
    further_families(world, 1)
    book(world, haddad, last=3)
    [other] = Case.rows.exclude(code=haddad).filter(kind="household").values_list("code", flat=True)
    book(world, other, last=1)
    interpreter = log_in("tolk")

    cards = interpreter.get("/cases/").context["frame"]["tour"]()
    card = next(card for card in cards if card.code == "appointment")
    assert (card.name, card.href) == ("Samuel", f"/cases/#{other}")
    assert f'id="{other}"' in page_of(interpreter)
    answer = interpreter.post("/tour/follow/", {"card": "appointment", "to": card.href})
    assert (answer.status_code, answer.url) == (303, card.href)


def test_a_day_after_it_the_page_says_when_an_appointment_stands_here(log_in, world, haddad):
    book(world, haddad, first=1, last=3)

    assert "Vandaag geen afspraak" in page_of(log_in("tolk"))
    assert [row.code for row in bookings(world.actor("tolk"), today=world.today + timedelta(days=1))] == [haddad]


@pytest.mark.parametrize("why", ["closed", "elsewhere"])
def test_of_a_case_that_is_closed_or_is_another_municipalitys_no_appointment_is_shown(log_in, world, haddad, why):
    book(world, haddad)
    assert haddad in page_of(log_in("tolk"))

    differs = {
        "closed": {"closed_on": world.today, "closed_as": "moved_away"},
        "elsewhere": {"municipality": ELSEWHERE},
    }[why]
    Case.rows.filter(code=haddad).update(**differs)
    assert haddad not in page_of(log_in("tolk"))


def test_that_an_interpreter_saw_the_appointment_stands_in_the_log(log_in, world, haddad):
    book(world, haddad)
    log_in("tolk").get("/cases/")

    row = AuditRow.rows.filter(verb="case.listed", by_id=world.ids["tolk"]).latest("pk")
    assert haddad in str(row.detail)
    assert "booking" in str(row.detail)


def test_who_works_on_cases_has_their_list_as_before(log_in, world, haddad):
    book(world, haddad)
    page = text_of(log_in("marieke").get("/cases/"))

    assert "Dossiers" in page
    assert "Uw afspraken als tolk" not in page
