"""A municipality begins in the middle of the work: what happened comes in, and what was missed is asked about first."""

from datetime import timedelta

from intake.dossier_files import xlsx
from intake.running_files import HEADERS, row
from journeys.families_of import today
from journeys.test_a_file_of_another_layout import picture, send


def test_a_running_case_comes_in_and_says_which_terms_have_passed(walker):
    marieke = walker("marieke.de.wit")
    day = today()
    rows = [
        row("H-0001", mijlpaal="koppeling", gebeurd_op=day - timedelta(days=200)),
        row("H-0001", mijlpaal="landing in Nederland", gebeurd_op=day - timedelta(days=100)),
        row("H-0001", mijlpaal="aankomst in de gemeente", gebeurd_op=day - timedelta(days=98)),
        row("H-0001", taak="C08", gebeurd_op=day - timedelta(days=99), gedaan_door="Wegwijs"),
        row("H-9999", taak="C08", gebeurd_op=day),
    ]
    marieke.go("/import/running/")
    marieke.looks_fine()
    picture(marieke, "running-upload")
    send(marieke, "/import/running/", xlsx({"Onze gezinnen": [["Gezin", *HEADERS[1:]], *rows]}))
    assert "Welke kolom is welke?" in marieke.heading()
    marieke.looks_fine()
    marieke.fill(name="Onze lijst")
    marieke.press("Lees het bestand zo")

    assert "Termijnen die voorbij zijn" in marieke.text()
    assert "H-9999" in marieke.text()
    marieke.looks_fine()
    picture(marieke, "running-preview")
    marieke.page.get_by_label("Pas de andere dossiers toe").check()
    marieke.press("Toepassen op 1 dossier")
    assert "1 dossier staat zoals het liep." in marieke.text()
    marieke.looks_fine()

    marieke.go("/import/running/")
    marieke.follow("Onze lijst")
    marieke.looks_fine()
    marieke.press("Weggooien")
    assert "De indeling is weggegooid." in marieke.text()
