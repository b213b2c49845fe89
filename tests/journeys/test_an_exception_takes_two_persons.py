"""A home is dearer than the limit: the case lead asks with the family's yes, the lead confirms, the table says so."""

import re
from datetime import timedelta

from journeys.families_of import code_of, in_short, looks_fine_in_english, mother_and_son, today, upload

STREET = "Uitzonderingslaan 1"


def test_a_rent_exception_is_asked_confirmed_by_another_and_stands_in_the_matching_table(walker):
    marieke, sander = walker("marieke.de.wit"), walker("sander.bos")
    family = a_family_led_by_sander(marieke)
    a_dear_home(marieke)

    sander.go(f"/cases/{family}/home/?outcome=fits_not")
    assert "Past niet: huur" in home(sander)
    sander.click(sander.page.locator("li.hv-home", has_text=STREET).locator("h3 a"))
    sander.looks_fine()
    sander.follow(re.compile("^Vraag een uitzondering"))
    sander.looks_fine()
    looks_fine_in_english(sander)
    sander.fill(
        reason="Naast de school van de jongste; geen andere woning is zo dichtbij.",
        household_agrees="yes",
        said_on=today().isoformat(),
        language="prs",
        with_interpreter="yes",
    )
    sander.press("Leg vast")
    assert "Gevraagd. De uitzondering wacht op de leidinggevende." in sander.text()
    assert "Past niet: huur" in sander.text()
    assert not sander.page.get_by_role("link", name=re.compile("^Bevestig of weiger")).count()
    pair = sander.page.url.split("#")[0]

    marieke.go("/matching/")
    assert "Uitzonderingen die op uw antwoord wachten" in marieke.text()
    marieke.looks_fine()
    marieke.click(marieke.page.locator("section[aria-labelledby=asked]").get_by_role("link", name=STREET))
    marieke.follow(re.compile("^Bevestig of weiger"))
    assert "Naast de school van de jongste" in marieke.text()
    marieke.looks_fine()
    looks_fine_in_english(marieke)
    marieke.press("Bevestig")
    assert "Bevestigd: de woning past met uitzondering." in marieke.text()
    assert f"toegestaan door Marieke de Wit, {in_short(today())}" in marieke.text()
    marieke.looks_fine()

    marieke.press("Zet vast")
    marieke.go("/matching/")
    marieke.press(re.compile("^Reken"))
    marieke.page.get_by_text("Bewezen: er bestaat geen beter voorstel.").wait_for(timeout=60000)
    row = " ".join(marieke.page.locator("tr", has_text=family).inner_text().split())
    assert STREET in row
    assert "Past met uitzondering: huur" in row
    assert "toegestaan door Marieke de Wit" in row

    joris = walker("joris.vos")
    joris.go(pair.removeprefix(joris.address))
    assert "Past met uitzondering: huur" in joris.text()
    assert "Naast de school" not in joris.text()


def home(person):
    """What the list on the screen says of the home."""
    return " ".join(person.page.locator("li.hv-home", has_text=STREET).first.inner_text().split())


def a_family_led_by_sander(person):
    """A mother and her son without any need, with Sander as their coordinator."""
    sheets = mother_and_son("REIS-UITZONDERING-1", landing=today() + timedelta(days=60)) | {"Behoeften": []}
    sheets["Personen"] = [(*row[:4], "Uitzonderlijk", *row[5:]) for row in sheets["Personen"]]
    upload(person, sheets)
    person.press("Voeg 1 toe")
    code = code_of(person, "Uitzonderlijk")
    person.go(f"/cases/{code}/team/")
    option = person.page.locator("select[name=person] option", has_text="Sander Bos").get_attribute("value")
    person.fill(person=option, role="case_lead", until_on=(today() + timedelta(days=300)).isoformat())
    person.press("Voeg toe aan het team")
    return code


def a_dear_home(person):
    """A home in which everything suits but the rent."""
    person.go("/dwellings/GM9001/new/")
    person.fill(
        code="MV-UITZONDERING",
        street=STREET,
        kind="self_contained",
        bedrooms="3",
        n_small_rooms="0",
        max_residents="4",
        floor="0",
        rent="990.00",
        available_from=today().isoformat(),
    )
    person.page.locator("input[name=routes][value=resettlement]").check()
    person.click(person.page.locator("main form button[type=submit]").first)
