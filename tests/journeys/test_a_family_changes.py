"""A family grows up, grows, and parts: what follows is looked at before it is recorded."""

import re
from datetime import timedelta

from journeys.families_of import today

CASE = "/cases/H-0007/household/"
"""A household in which no other story changes anybody."""


def test_a_daughter_comes_of_age_a_child_is_born_and_some_go_on_apart(walker):
    marieke = walker("marieke.de.wit")
    assert marieke.go(CASE) == 200
    before = marieke.page.locator("section[aria-labelledby=h-people] tbody tr").count()
    marieke.follow("Iemand toevoegen")
    soon = today().replace(year=today().year - 18, day=1) + timedelta(days=62)
    marieke.fill(
        role="child", first_name="Hevin", born_on=soon.isoformat(), sex="female", reason="Stond niet in het dossier."
    )
    marieke.press("Opslaan")

    marieke.go(CASE)
    marieke.follow("Er is iets veranderd")
    marieke.looks_fine()
    marieke.follow(re.compile("^Bekijk wat eruit volgt Hevin"))
    assert "Hevin wordt meerderjarig" in marieke.heading()
    assert "Er hoeft niets vastgelegd te worden" in marieke.text()
    marieke.looks_fine()

    marieke.follow("Terug")
    marieke.follow("Er is een kind geboren")
    marieke.fill(first_name="Rojin", born_on=today().isoformat(), reason="Gebeld vanuit het ziekenhuis.")
    marieke.press("Bekijk wat eruit volgt")
    assert "Er is nog niets vastgelegd." in marieke.text()
    marieke.looks_fine()
    marieke.press(re.compile("^Leg vast"))
    assert "Vastgelegd" in marieke.text()
    assert marieke.page.locator("section[aria-labelledby=h-people] tbody tr").count() == before + 2

    marieke.follow("Er is iets veranderd")
    marieke.follow("Een deel van het gezin gaat apart verder")
    marieke.page.get_by_label("Hevin").check()
    marieke.fill(on=today().isoformat(), reason="Zij gaat bij haar tante wonen.")
    marieke.page.get_by_label("Open een eigen dossier voor hen").check()
    marieke.press("Bekijk wat eruit volgt")
    marieke.looks_fine()
    marieke.press(re.compile("^Leg vast"))
    assert "Zij gaan verder in dossier" in marieke.text()
    own = marieke.page.url.rstrip("/").rsplit("/", 1)[1]
    marieke.go(f"/cases/{own}/household/")
    assert "Hevin" in marieke.text()
    marieke.go(CASE)
    assert marieke.page.locator("section[aria-labelledby=h-people] tbody tr").count() == before + 1
