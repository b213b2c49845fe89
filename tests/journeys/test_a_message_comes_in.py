"""Nobody recorded that COA's answers came; Carla of COA says she sent them, and Sander that they are there."""

from journeys_of import NARROW


def row_of(someone, words):
    return someone.page.get_by_role("row").filter(has_text=words)


def test_a_message_is_recorded_taken_back_and_explained_by_both_sides(walker):
    sander, carla = walker("sander.bos"), walker("carla.mos", viewport=NARROW)
    sander.go("/cases/H-0001/")
    sander.page.get_by_role("navigation", name="Onderdelen van dit dossier").get_by_role(
        "link", name="Berichten"
    ).click()
    sander.page.wait_for_url("**/messages/")
    unsaid = row_of(sander, "Antwoorden op de vragen over het dossier")
    assert "niet vastgelegd" in unsaid.inner_text()
    sander.looks_fine()

    carla.go("/cases/H-0001/messages/")
    carla.looks_fine()
    carla.press("Vandaag verstuurd Antwoorden op de vragen over het dossier")
    carla.page.get_by_role("button", name="Ongedaan maken").click()
    carla.page.get_by_text("Teruggenomen.").wait_for()
    carla.press("Vandaag verstuurd Antwoorden op de vragen over het dossier")
    carla.page.get_by_text("Vandaag verstuurd: Antwoorden op de vragen over het dossier").wait_for()
    assert carla.page.evaluate("document.activeElement.getAttribute('role')") == "status"

    sander.go("/cases/H-0001/messages/")
    assert "niet vastgelegd" not in row_of(sander, "Antwoorden op de vragen over het dossier").inner_text()
    sander.press("Vandaag ontvangen Antwoorden op de vragen over het dossier")
    sander.follow("Antwoorden op de vragen over het dossier")
    sander.looks_fine()
    sander.page.get_by_label("Wat ging er mee, en waar ligt het?").fill("antwoorden, in TVS")
    sander.press("Opslaan")
    assert "antwoorden, in TVS" in row_of(sander, "Antwoorden op de vragen").inner_text()

    sander.follow("Bericht toevoegen")
    sander.page.get_by_label("Waar gaat het bericht over?").fill("Foto's van de school")
    sander.page.get_by_label("Uiterlijk op welke dag?").fill("2026-12-20")
    sander.looks_fine()
    sander.press("Opslaan")
    assert "Foto's van de school" in sander.text()
    sander.page.get_by_label("Alleen wat nog verwacht wordt").check()
    sander.press("Filteren")
    assert "Antwoorden op de vragen over het dossier" not in sander.text()
    assert "Foto's van de school" in sander.text()
