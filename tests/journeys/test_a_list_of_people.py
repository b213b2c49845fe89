"""A lead lets colleagues in by a list from elsewhere: looks first, applies, and hands out the links, shown once."""

from datetime import timedelta

from intake.dossier_files import xlsx
from intake.staff_files import HEADERS, colleague
from journeys.families_of import today
from journeys.test_a_file_of_another_layout import picture, send


def test_colleagues_come_in_by_a_list_and_their_links_are_shown_once(walker):
    marieke = walker("marieke.de.wit")
    last = today() + timedelta(days=100)
    rows = [
        colleague(Naam="Noor Prins", E_mail="noor.prins@molenveen.example", Laatste_dag=last),
        colleague(
            Naam="Noor Prins", E_mail="noor.prins@molenveen.example", Rol="Leidinggevende gemeente", Laatste_dag=last
        ),
        colleague(Naam="Lotte Mulder", E_mail="lotte.mulder@hervest.example", Rol="Woonconsulent", Laatste_dag=last),
        colleague(Naam="Pim Aal", E_mail="pim.aal@molenveen.example", Rol="Privacy officer", Laatste_dag=last),
    ]
    marieke.go("/people/import/")
    marieke.looks_fine()
    picture(marieke, "staff-upload")
    send(marieke, "/people/import/", xlsx({"Ons team": [["Wie", *HEADERS[1:]], *rows]}))
    assert "Welke kolom is welke?" in marieke.heading()
    marieke.page.get_by_label("Wie").select_option("naam")
    marieke.looks_fine()
    marieke.fill(name="Van personeelszaken")
    marieke.press("Lees het bestand zo")

    assert "Noor Prins" in marieke.text()
    assert "Deze rol geeft alleen de beheerder van Hervest" in marieke.text()
    marieke.looks_fine()
    picture(marieke, "staff-preview")
    marieke.page.get_by_label("Laat de anderen binnen").check()
    marieke.press("Voeg 1 toe")
    assert "noor.prins@molenveen.example" in marieke.text()
    assert "Deze links staan er alleen nu." in marieke.text() or "alleen nu" in marieke.text()
    marieke.looks_fine()
    picture(marieke, "staff-links")
    marieke.page.reload()
    assert "staat er maar één keer" in marieke.text()
    marieke.looks_fine()

    marieke.go("/people/import/")
    marieke.follow("Van personeelszaken")
    marieke.looks_fine()
    marieke.press("Weggooien")
    assert "De indeling is weggegooid." in marieke.text()
