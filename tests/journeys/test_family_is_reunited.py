"""Marieke follows a reunification from the last day to apply to the grant; the household reads and says its own."""

from journeys_of import NARROW

OF_NIDAL = "section:has(h2:has-text('Nidal'))"


def says_for_himself(samir):
    samir.go("/cases/H-0004/")
    menu = samir.page.get_by_role("navigation", name="Onderdelen van dit dossier")
    menu.get_by_role("link", name="Familie in het buitenland").click()
    samir.page.wait_for_url("**/reunification/own/")
    assert "Vraag het uiterlijk op" in samir.text()
    samir.page.get_by_role("link", name="Ik vraag niemand aan").click()
    samir.looks_fine()
    samir.press("Ja, ik vraag niemand aan")
    assert "U zei dat u niemand aanvraagt" in samir.text()
    samir.press("Ik wil misschien toch aanvragen")
    assert "Vraag het uiterlijk op" in samir.text()


def is_granted(marieke):
    marieke.go("/cases/H-0004/reunification/")
    marieke.page.locator(OF_NIDAL).get_by_role("link", name="Aanvraag vastleggen").click()
    marieke.page.wait_for_url("**/application/")
    today = marieke.page.evaluate("new Date().toLocaleDateString('sv-SE', {timeZone: 'Europe/Amsterdam'})")
    marieke.page.get_by_label("Op welke dag is de aanvraag naar de IND gestuurd?").fill(today)
    marieke.page.get_by_label("Welk steunpunt of welke juridisch begeleider hielp?").fill("VluchtelingenWerk Oost")
    marieke.press("Opslaan")
    assert "de aanvraag is ingediend" in marieke.text()

    marieke.page.locator(OF_NIDAL).get_by_role("link", name="Besluit vastleggen").click()
    marieke.page.wait_for_url("**/decision/")
    marieke.page.get_by_label("toegekend", exact=True).check()
    marieke.page.get_by_label("Op welke dag is besloten?").fill(today)
    marieke.looks_fine()
    marieke.press("Opslaan")
    assert "Er mag iemand komen" in marieke.text()
    marieke.page.get_by_role("link", name="Zij staan al in het gezin").click()
    marieke.page.wait_for_url("**/arrived/")
    assert "Er is nog niemand bij dit gezin gekomen" in marieke.text()
    marieke.looks_fine()
    marieke.page.get_by_role("main").get_by_role("link", name="Zij zijn gekomen: opnemen in het gezin").click()
    marieke.page.wait_for_url("**/changes/joining/?relative=*")
    assert marieke.page.get_by_label("Roepnaam").input_value() == "Majd"


def test_a_family_is_warned_of_applies_is_granted_and_prepared_for(walker):
    marieke, samir = walker("marieke.de.wit", viewport=NARROW), walker("nieuwkomer.1")
    marieke.go("/week/")
    assert "Gezinshereniging: aanvragen uiterlijk" in marieke.text()
    marieke.go("/cases/H-0004/")
    marieke.page.get_by_role("link", name="Gezinshereniging: aanvragen uiterlijk").click()
    marieke.page.wait_for_url("**/reunification/")
    assert "Er is een grotere woning nodig" in marieke.text()
    marieke.page.get_by_text("Waarom deze datum").first.click()
    assert "De wet geeft drie maanden" in marieke.text()
    marieke.looks_fine()

    marieke.page.get_by_role("link", name="Documenten bijwerken").click()
    marieke.page.wait_for_url("**/relatives/*/")
    marieke.looks_fine()
    tie = marieke.page.get_by_role("group", name="Bewijs van de gezinsband")
    tie.get_by_label("DNA-onderzoek of gesprek").check()
    marieke.press("Opslaan")
    assert "Voor de documenten is gezorgd" in marieke.text()

    says_for_himself(samir)
    is_granted(marieke)
    samir.go("/cases/H-0004/reunification/own/")
    assert "Uw familie mag komen" in samir.text()
    samir.looks_fine()
