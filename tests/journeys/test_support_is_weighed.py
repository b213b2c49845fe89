"""A review is late: Sander weighs and decides on his phone, the household reads it, the lead plans hours."""

from journeys_of import NARROW

FAMILY = "/cases/H-0004/"


def test_a_late_review_is_done_with_answers_and_a_reason_and_read_by_the_household(walker):
    sander, anouk, nidal = walker("sander.bos", viewport=NARROW), walker("anouk.bakker"), walker("nieuwkomer.1")
    sander.go("/week/")
    sander.page.get_by_role("link", name="H-0005").first.click()
    sander.page.wait_for_url("**/cases/H-0005/support/")
    assert "Herweging te laat" in sander.text()
    sander.looks_fine()

    sander.go(f"{FAMILY}support/")
    sander.page.get_by_role("link", name="Draagkracht en draaglast het gezin").click()
    sander.page.wait_for_url("**/assess/factors/0/")
    isolated = sander.page.get_by_role("group", name="Zij zien bijna niemand")
    assert isolated.get_by_label("aanwezig").is_checked()
    isolated.get_by_label("afwezig").check()
    sander.press("Opslaan")
    assert "Wie zei het?" in sander.text()
    assert isolated.get_by_label("afwezig").is_checked()
    sander.looks_fine()
    sander.page.get_by_label("Wie zei het?").select_option("themselves")
    sander.press("Opslaan")
    assert "De antwoorden zijn vastgelegd." in sander.text()
    sander.page.get_by_role("link", name="Draagkracht en draaglast", exact=True).first.click()
    sander.page.wait_for_url("**/assessments/*/")
    assert "eerder: aanwezig" in sander.text()
    sander.looks_fine()

    sander.go(f"{FAMILY}support/decide/0/")
    sander.page.get_by_label("midden: elke week contact").check()
    sander.page.get_by_label("Uren werk per week, als het anders is dan gewoonlijk").fill("")
    sander.press("Besluiten")
    assert "Schrijf in een zin waarom." in sander.text()
    sander.page.get_by_label("Waarom?", exact=True).fill("De buren en de school helpen nu mee.")
    sander.press("Besluiten")
    assert "Besloten, met uw reden." in sander.text()
    assert "De buren en de school helpen nu mee." in sander.text()
    sander.looks_fine()

    anouk.go(f"{FAMILY}support/hours/")
    anouk.page.get_by_label("Hoeveel uur?").fill("1,5")
    anouk.press("Opslaan")
    assert "De uren zijn vastgelegd." in anouk.text()
    anouk.go("/caseload/")
    assert "H-0004" in anouk.text()
    assert "Sander Bos" not in anouk.text()
    anouk.looks_fine()

    nidal.go(FAMILY)
    sheets = nidal.page.get_by_role("navigation", name="Onderdelen van dit dossier")
    sheets.get_by_role("link", name="Ondersteuning").click()
    nidal.page.wait_for_url("**/own-support/")
    assert "Wij zien of spreken u elke week." in nidal.text()
    assert "De buren en de school helpen nu mee." not in nidal.text()
    nidal.looks_fine()


def test_the_lead_says_how_many_hours_somebody_has_and_is_warned(walker):
    marieke = walker("marieke.de.wit")
    marieke.go("/caseload/")
    assert "te vol vanaf" in marieke.text()
    marieke.page.get_by_role("link", name="Wijzig Lotte Mulder").click()
    marieke.page.get_by_label("Uren per week voor gezinnen").fill("veel")
    marieke.press("Opslaan")
    assert "Vul uren in zoals 2,5." in marieke.text()
    marieke.looks_fine()
    marieke.page.get_by_label("Uren per week voor gezinnen").fill("16")
    marieke.press("Opslaan")
    assert "De uren zijn ingesteld." in marieke.text()
    marieke.looks_fine()
