"""Lotte talks with one person alone, settles the plan, and that person reads it on their own page; nobody else does."""

from journeys_of import NARROW

PERSON = "/cases/H-0004/integration/1/"


def plan_is_settled(lotte):
    lotte.page.get_by_role("link", name="Plan (PIP) vaststellen").click()
    lotte.page.wait_for_url("**/plan/")
    lotte.page.get_by_label("B1-route").check()
    lotte.page.get_by_label("Uren van het participatieverklaringstraject (PVT)").fill("8")
    lotte.page.get_by_label("Welke begeleiding krijgt de persoon?").fill("Een taalmaatje en een coach.")
    lotte.press("Opslaan")
    assert "De wet vraagt minstens 12 uur" in lotte.text()
    lotte.looks_fine()
    lotte.page.get_by_label("Uren van het participatieverklaringstraject (PVT)").fill("12")
    lotte.press("Opslaan")
    assert "40 uur" in lotte.page.locator("#id_map_hours-error").inner_text()
    lotte.page.get_by_label("Uren praktijk").fill("40")
    lotte.press("Opslaan")
    lotte.page.wait_for_url(f"**{PERSON}")
    assert "Het plan is vastgesteld" in lotte.text()
    assert "Laatste dag van de termijn" in lotte.text()
    lotte.looks_fine()


def test_the_broad_intake_is_taken_alone_and_the_plan_is_settled(walker):
    lotte, nidal, karam = walker("lotte.mulder"), walker("nieuwkomer.1", viewport=NARROW), walker("nieuwkomer.2")
    nidal.go("/cases/H-0004/integration/own/")
    assert "U mag alleen met ons praten" in nidal.text()
    assert "U bent uitgenodigd voor een gesprek op" in nidal.text()
    nidal.looks_fine()

    lotte.go("/cases/H-0004/")
    menu = lotte.page.get_by_role("navigation", name="Onderdelen van dit dossier")
    menu.get_by_role("link", name="Inburgering").click()
    lotte.page.wait_for_url("**/integration/")
    lotte.looks_fine()
    lotte.page.get_by_role("main").get_by_role("link", name="Nidal").click()
    lotte.page.wait_for_url("**/integration/1/")
    assert "Alleen, met een tolk als dat nodig is." in lotte.text()
    lotte.page.get_by_role("link", name="Brede intake vastleggen").click()
    lotte.page.wait_for_url("**/note/intake_held/")
    assert "De persoon komt alleen" in lotte.text()
    assert lotte.page.get_by_label("de partner").count() == 0
    lotte.page.get_by_role("link", name="Zij willen iemand erbij").click()
    lotte.page.wait_for_url("**/company/")
    lotte.looks_fine()
    lotte.go(f"{PERSON}note/intake_held/")
    lotte.press("Opslaan")
    assert "Wie tolkt?" in lotte.text()
    lotte.page.get_by_label("professionele tolk").check()
    lotte.page.get_by_label("Wat wilt u ervan bewaren?").fill("Was elektricien, wil snel aan het werk.")
    lotte.looks_fine()
    lotte.press("Opslaan")
    assert "leerbaarheidstoets nog te doen" in lotte.text()

    plan_is_settled(lotte)

    nidal.go("/cases/H-0004/integration/own/")
    assert "Een taalmaatje en een coach." in nidal.text()
    assert "Was elektricien" not in nidal.text()
    nidal.looks_fine()
    karam.go("/cases/H-0004/integration/own/")
    assert "Een taalmaatje" not in karam.text()
