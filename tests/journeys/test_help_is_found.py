"""Marieke finds help, refers with a yes, follows it up, and books an interpreter; the family says its own."""

from journeys_of import NARROW

DAYS_ON = "n => new Date(Date.now() + n * 864e5).toLocaleDateString('sv-SE', {timeZone: 'Europe/Amsterdam'})"
TAALHUIS = "div[id^=referral]:has(h3:has-text('Spreekuur recht'))"


def is_referred(marieke):
    marieke.go("/cases/H-0004/help/")
    marieke.page.get_by_role("main").get_by_role("link", name="Hulp zoeken").click()
    marieke.page.wait_for_url("**/find/")
    marieke.page.get_by_label("Zoeken", exact=True).fill("gezinshereniging")
    marieke.page.get_by_role("main").get_by_role("button", name="Zoeken").click()
    marieke.page.wait_for_url("**words=gezinshereniging**")
    assert "lang geleden: bel eerst" in marieke.text()
    assert "Kringloop" not in marieke.text()
    marieke.looks_fine()
    marieke.page.get_by_role("link", name="Verwijzen Spreekuur").click()
    marieke.page.wait_for_url("**/refer/*/")
    marieke.page.get_by_label("Wie wordt verwezen?").select_option(label="Nidal")
    marieke.page.get_by_label("Wat wordt er gevraagd?").fill("Hulp bij een brief van de IND")
    marieke.page.get_by_label("ja, met toestemming").check()
    marieke.looks_fine()
    marieke.press("Verwijzing vastleggen")
    assert "Vul in wie ja heeft gezegd" in marieke.text()
    assert marieke.page.get_by_label("Wat wordt er gevraagd?").input_value() == "Hulp bij een brief van de IND"
    marieke.page.get_by_label("Wie zei ja?").select_option(label="Nidal")
    marieke.page.get_by_label("In welke taal is het uitgelegd?").select_option(label="Arabisch")
    marieke.press("Verwijzing vastleggen")
    assert "De verwijzing is vastgelegd" in marieke.text()


def is_answered_and_followed(marieke):
    marieke.page.locator(TAALHUIS).get_by_role("link", name="Antwoord vastleggen").click()
    marieke.page.wait_for_url("**/answer/")
    marieke.page.get_by_label("aangenomen", exact=True).check()
    marieke.looks_fine()
    marieke.press("Opslaan")
    assert "Het antwoord is vastgelegd" in marieke.text()
    marieke.page.locator(TAALHUIS).get_by_role("link", name="Hoe loopt het?").click()
    marieke.page.wait_for_url("**/follow-up/")
    marieke.page.get_by_label("klaar: het heeft geholpen").check()
    marieke.looks_fine()
    marieke.press("Opslaan")
    assert "De verwijzing is afgesloten" in marieke.text()
    marieke.looks_fine()


def an_interpreter_is_booked(marieke):
    marieke.page.get_by_role("main").get_by_role("link", name="Tolk boeken").click()
    marieke.page.wait_for_url("**/interpreter/")
    marieke.page.get_by_label("Nidal", exact=True).check()
    marieke.page.get_by_label("In welke taal?").select_option(label="Arabisch")
    marieke.page.get_by_label("een vrouw").check()
    marieke.page.get_by_label("Op welke dag?").fill(marieke.page.evaluate(DAYS_ON, 5))
    marieke.page.get_by_label("Hoe laat?").fill("11:00")
    marieke.page.get_by_label("telefoon", exact=True).check()
    marieke.page.get_by_label("Wie stuurt de tolk?").select_option(label="Tolkendienst Oost")
    marieke.page.get_by_label("Een tolk die hier kan inloggen").select_option(label="Tanja Olk (Tolkendienst Oost)")
    marieke.page.get_by_label("ZRA").check()
    marieke.press("Opslaan")
    assert "Vul in tot welke dag deze regeling betaalt" in marieke.text()
    marieke.looks_fine()
    marieke.page.get_by_label("De gemeente", exact=True).check()
    marieke.press("Opslaan")
    assert "De tolk is geboekt" in marieke.text()


def says_who_is_not_wished(samir):
    samir.go("/cases/H-0004/")
    menu = samir.page.get_by_role("navigation", name="Onderdelen van dit dossier")
    menu.get_by_role("link", name="Hulp", exact=True).click()
    samir.page.wait_for_url("**/help/own/")
    assert "Tolk: Tanja Olk" in samir.text()
    samir.page.get_by_role("link", name="Iemand toevoegen").click()
    samir.page.wait_for_url("**/interpreters/")
    samir.looks_fine()
    samir.page.get_by_label("Naam of code van de tolk").fill("Tanja Olk")
    samir.press("Zet op mijn lijst")
    assert "Wij zoeken een andere tolk" in samir.text()
    samir.looks_fine()


def another_is_chosen(marieke):
    marieke.go("/cases/H-0004/help/")
    assert "Boek een andere tolk" in marieke.text()
    assert "lijst" not in marieke.page.get_by_role("main").inner_text()
    row = marieke.page.locator("div[id^=booking]:has-text('11:00')")
    row.get_by_role("link", name="Boeking wijzigen").click()
    marieke.page.wait_for_url("**/interpreter/*/")
    marieke.looks_fine()
    marieke.press("Opslaan")
    assert "Deze tolk kan dit gesprek niet tolken" in marieke.text()
    marieke.page.get_by_label("Een tolk die hier kan inloggen").select_option(label="niemand")
    marieke.page.get_by_label("Naam of code van de tolk").fill("tolk 4711")
    marieke.press("Opslaan")
    assert "De boeking is gewijzigd" in marieke.text()


def test_help_is_found_followed_and_interpreted_as_the_family_wishes(walker):
    marieke, samir = walker("marieke.de.wit", viewport=NARROW), walker("nieuwkomer.1")
    is_referred(marieke)
    is_answered_and_followed(marieke)
    an_interpreter_is_booked(marieke)
    says_who_is_not_wished(samir)
    another_is_chosen(marieke)

    samir.go("/cases/H-0004/help/own/")
    assert "tolk 4711" in samir.text()
