"""Sander is away: what waits for him goes to Lotte in one act, and back in one when he turns out to be here."""

import re


def test_what_waits_for_a_colleague_goes_to_another_and_back(walker):
    marieke = walker("marieke.de.wit")
    marieke.go("/week/")
    marieke.follow(re.compile("^Werk van een collega overnemen"))
    marieke.looks_fine()
    marieke.page.get_by_label("Van wie is het werk?").select_option(label="Sander Bos")
    marieke.press("Toon")
    marieke.looks_fine()
    boxes = marieke.page.locator("input[name=work]")
    n_tasks = boxes.count()
    assert n_tasks > 1
    boxes.first.uncheck()
    marieke.page.get_by_label("Wie doet het zolang?").select_option(label="Lotte Mulder")
    marieke.press("Draag over wat is aangevinkt")
    assert marieke.page.locator("input[name=work]:checked").count() == n_tasks - 1
    assert "Waarom?" in marieke.page.locator("[role=alert]").first.inner_text()
    marieke.looks_fine()

    marieke.page.get_by_label("Waarom?").fill("Afwezig")
    marieke.press("Draag over wat is aangevinkt")
    assert f"{n_tasks - 1} tak" in marieke.text()
    assert "Van Sander Bos naar Lotte Mulder" in marieke.text()
    marieke.looks_fine()
    marieke.page.get_by_label("Van wie is het werk?").select_option(label="Lotte Mulder")
    marieke.press("Toon")
    assert marieke.page.locator("input[name=work]").count() >= n_tasks - 1

    marieke.go("/week/cover/")
    marieke.press(re.compile("^Ongedaan maken"))
    assert "Alles is terug bij wie het had." in marieke.text()
    marieke.page.get_by_label("Van wie is het werk?").select_option(label="Sander Bos")
    marieke.press("Toon")
    assert marieke.page.locator("input[name=work]").count() == n_tasks
