"""Somebody calls about a family that is not Sander's: he looks with a reason, and a lead says it was right."""

import re

FAMILY = "H-0009"


def test_a_colleague_looks_with_a_reason_and_a_lead_says_it_was_right(walker):
    marieke, sander = walker("marieke.de.wit"), walker("sander.bos")
    assert sander.page.goto(f"{sander.address}/cases/{FAMILY}/").status == 404

    sander.go("/cases/")
    sander.follow("Noodtoegang")
    sander.looks_fine()
    sander.fill(case=FAMILY.lower(), because="acute_question", reason="kort")
    sander.press("Noodtoegang nemen")
    assert "minstens 20 tekens" in sander.text()
    assert sander.page.locator("[name=case]").input_value() == FAMILY.lower()
    sander.looks_fine()

    sander.fill(reason="De huisarts belt over morgen en niemand van het team neemt op.")
    sander.press("Noodtoegang nemen")
    assert f"U leest {FAMILY} met noodtoegang tot" in sander.text()
    assert not sander.page.get_by_role("button", name=re.compile("^Klaar")).count()
    sander.looks_fine()
    sander.go(f"/cases/{FAMILY}/household/")
    sander.looks_fine()

    marieke.go("/week/")
    marieke.follow(re.compile("noodtoegang genomen"))
    row = marieke.page.locator("tr", has_text="De huisarts belt")
    marieke.click(row.get_by_role("link", name=re.compile("^Zeg of het terecht was")))
    marieke.looks_fine()
    marieke.fill(verdict="right")
    marieke.press("Opslaan")
    assert "Terecht" in marieke.page.locator("tr", has_text="De huisarts belt").inner_text()

    sander.press(re.compile("^Nu beëindigen"))
    assert sander.page.goto(f"{sander.address}/cases/{FAMILY}/").status == 404
