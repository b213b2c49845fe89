"""A caseworker takes her agenda along in the calendar of her phone, and takes it away again."""

import re
import urllib.request
from urllib.error import HTTPError

from icalendar import Calendar

from journeys_of import NARROW

COPIED = "navigator.clipboard.readText()"


def fetched(address):
    """What a calendar gets at the address, without being logged in."""
    with urllib.request.urlopen(address, timeout=20) as answer:  # the demo's own
        assert answer.headers["Content-Type"].startswith("text/calendar")
        assert "Set-Cookie" not in answer.headers
        return Calendar.from_ical(answer.read())


def opens_nothing(address):
    try:
        urllib.request.urlopen(address, timeout=20)  # the same
    except HTTPError as refused:
        return refused.code == 404
    return False


def made(person):
    """From the own profile to an address that was just made."""
    person.go("/profile/")
    person.follow(re.compile("in uw eigen agenda$"))


def address_of(person):
    return person.page.locator("#address").inner_text()


def test_a_caseworker_takes_her_agenda_along_and_takes_it_away_again(walker):
    noor = walker("noor.peters", viewport=NARROW)
    noor.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    made(noor)
    noor.looks_fine()
    noor.follow("Maak een agenda-adres")
    noor.looks_fine()
    assert noor.page.get_by_label("de taak en de code van het dossier").is_checked()
    noor.press("Maak het adres")
    assert "Uw agenda-adres is klaar." in noor.text()
    noor.looks_fine()

    address = address_of(noor)
    noor.page.get_by_role("button", name="Kopieer het adres").click()
    noor.page.get_by_text("Gekopieerd").wait_for()
    assert noor.page.evaluate(COPIED) == address
    webcal = noor.page.get_by_role("link", name="Open in uw agenda").get_attribute("href")
    assert webcal == address.replace("http:", "webcal:")
    events = fetched(address).walk("VEVENT")
    assert len(events) > 3
    assert all("H-0" in str(event["SUMMARY"]) for event in events)
    assert "nog niet opgehaald" in noor.text()

    noor.go("/profile/agenda/")
    assert "nog niet opgehaald" not in noor.text()
    assert noor.page.locator("#address").count() == 0
    noor.follow("Maak een ander adres")
    noor.page.get_by_label("alleen “Bezet”").check()
    noor.looks_fine()
    noor.press("Maak het adres")
    other = address_of(noor)
    assert opens_nothing(address)
    assert {str(event["SUMMARY"]) for event in fetched(other).walk("VEVENT")} == {"Bezet"}

    noor.follow("Trek dit adres in")
    noor.looks_fine()
    noor.press("Trek dit adres in")
    assert "Het adres is ingetrokken" in noor.text()
    assert opens_nothing(other)
    assert "Maak een agenda-adres" in noor.text()


def test_an_interpreter_and_a_newcomer_find_it_too(walker):
    for name in ("nieuwkomer.1", "tanja.olk"):
        person = walker(name)
        made(person)
        assert "Maak een agenda-adres" in person.text()
        person.looks_fine()
