"""Anouk explains on her phone what did not stick the first time; the household reads what was explained to it."""

from journeys_of import NARROW

TOPIC = "Geld en bankzaken"


def row_of(someone, words):
    return someone.page.get_by_role("row").filter(has_text=words)


def test_a_topic_said_in_a_contact_is_asked_about_planned_again_and_read_by_the_household(walker):
    anouk, samir = walker("anouk.bakker", viewport=NARROW), walker("nieuwkomer.1")
    anouk.go("/cases/H-0004/")
    anouk.page.get_by_role("link", name="onderwerpen nu uitleggen").click()
    anouk.page.wait_for_url("**/explanations/?show=due")
    assert "Nog nooit uitgelegd" in anouk.text()
    anouk.looks_fine()
    anouk.go("/cases/H-0004/explanations/")
    anouk.looks_fine()

    row_of(anouk, TOPIC).get_by_role("link", name="Is het begrepen?").click()
    anouk.page.wait_for_url("**/record/?topic=money*")
    assert anouk.page.get_by_label("professionele tolk").is_checked()
    assert anouk.page.get_by_label("In welke taal?").input_value() == "ar"
    anouk.page.get_by_label("voor een deel").check()
    understood = anouk.page.get_by_role("group", name="Zeiden zij het terug in eigen woorden?")
    understood.get_by_label("ja").check()
    anouk.page.get_by_label("Wat zeiden zij, kort?").fill("De huur gaat er eerst af.")
    anouk.press("Opslaan")

    anouk.page.wait_for_url("**/plan/?after=*")
    assert "plan een volgende keer" in anouk.text()
    assert anouk.page.get_by_label("Op welke dag?").input_value()
    anouk.looks_fine()
    anouk.press("Opslaan")
    assert "De uitleg staat in de planning." in anouk.text()
    assert "De huur gaat er eerst af." in row_of(anouk, TOPIC).inner_text()

    row_of(anouk, TOPIC).get_by_role("link", name="Planning wijzigen").click()
    anouk.page.wait_for_url("**/explanations/*/")
    anouk.looks_fine()
    anouk.page.get_by_label("Wat moeten uw collega's ervan weten?").fill("Neem de brieven mee.")
    anouk.press("Opslaan")
    row_of(anouk, TOPIC).get_by_role("link", name="Vastleggen").click()
    anouk.page.wait_for_url("**/record/")
    assert anouk.page.get_by_label("Wat moeten uw collega's ervan weten?").input_value() == "Neem de brieven mee."
    anouk.looks_fine()

    samir.go("/cases/H-0004/")
    samir.page.get_by_role("navigation", name="Onderdelen van dit dossier").get_by_role("link", name="Uitleg").click()
    samir.page.wait_for_url("**/explained/")
    assert "Uw bankrekening" in samir.text()
    assert "De huur gaat er eerst af." not in samir.text()
    assert "Neem de brieven mee." not in samir.text()
    samir.looks_fine()
