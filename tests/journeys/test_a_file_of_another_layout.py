"""A file with other headings comes in: the page asks which column is which, keeps it, and knows the next by itself."""

import os

from intake import sponsor_files
from intake.dossier_files import xlsx
from intake.dwelling_files import HEADERS, home
from intake.test_rules_mapping import elsewhere

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(person, path, content, button="Lees het bestand"):
    """The file is read on the page of `path`; what comes after it is on the screen."""
    person.go(path)
    person.page.locator("input[type=file]").set_input_files(
        {"name": "elders.xlsx", "mimeType": MIME, "buffer": content}
    )
    person.press(button)


def picture(person, name):
    """A picture at both widths, where somebody asked for them."""
    folder = os.environ.get("HERVEST_PICTURES")
    for width in (1366, 390) if folder else ():
        person.page.set_viewport_size({"width": width, "height": 900})
        person.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
        person.page.set_viewport_size({"width": 1366, "height": 900})


def families(number):
    sheets = elsewhere()
    return xlsx({title: [rows[0], *([number, *row[1:]] for row in rows[1:])] for title, rows in sheets.items()})


def test_headings_are_named_once_and_known_the_next_time(walker):
    marieke = walker("marieke.de.wit")
    send(marieke, "/import/", families("ELDERS-1"))
    assert "Welke kolom is welke?" in marieke.heading()
    assert "Geb. dat." in marieke.text()
    marieke.looks_fine()
    picture(marieke, "columns")

    marieke.fill(name="Van elders")
    marieke.press("Lees het bestand zo")
    assert "ELDERS-1" in marieke.text()
    assert "Gelezen met de indeling ‘Van elders’." in marieke.text()
    marieke.looks_fine()
    picture(marieke, "preview")

    send(marieke, "/import/", families("ELDERS-2"))
    assert "ELDERS-2" in marieke.text()
    assert "Gelezen met de indeling ‘Van elders’." in marieke.text()

    marieke.go("/import/")
    marieke.looks_fine()
    picture(marieke, "upload")
    marieke.follow("Van elders")
    marieke.looks_fine()
    picture(marieke, "layout")
    marieke.press("Weggooien")
    assert "De indeling is weggegooid." in marieke.text()


def test_refused_rows_are_downloaded_before_and_after_the_rest_is_applied(walker):
    marieke = walker("marieke.de.wit")
    good, bad = home(Woningcode="HEEL-1"), home(Woningcode="HEEL-2", Slaapkamers="drie")
    send(marieke, "/dwellings/import/", xlsx({"Woningen": [HEADERS, good, bad]}))
    marieke.looks_fine()
    picture(marieke, "refused")
    with marieke.page.expect_download() as taken:
        marieke.page.get_by_role("link", name="Download de geweigerde rijen (XLSX)").click()
    assert taken.value.suggested_filename.endswith(".xlsx")

    address = marieke.page.url
    marieke.page.get_by_label("Pas de andere woningen toe").check()
    marieke.press("Voeg 1 toe")
    marieke.page.goto(address)
    assert "Ze blijven hier 14 dagen staan." in marieke.text()
    marieke.looks_fine()
    picture(marieke, "applied")


def test_homes_under_other_headings_are_read_on_a_phone(walker):
    marieke = walker("marieke.de.wit", viewport={"width": 390, "height": 844})
    rows = [[{"Woningcode": "VHE-nummer", "Plaats": "Woonplaats"}.get(one, one) for one in HEADERS]]
    send(marieke, "/dwellings/import/", xlsx({"Aanbod": [*rows, home(Woningcode="ELDERS-W")]}))
    assert "Welke kolom is welke?" in marieke.heading()
    marieke.looks_fine()
    marieke.fill(name="Corporatie")
    marieke.press("Lees het bestand zo")
    assert "ELDERS-W" in marieke.text()

    marieke.go("/dwellings/import/")
    marieke.follow("Corporatie")
    marieke.looks_fine()
    marieke.press("Weggooien")
    assert "De indeling is weggegooid." in marieke.text()


def test_sponsors_under_other_headings_are_read_by_who_coordinates_them(walker):
    fenna = walker("fenna.stam")
    headers = [{"Groep": "Welkomgroep", "Naam": "Vrijwilliger"}.get(one, one) for one in sponsor_files.HEADERS]
    row = sponsor_files.person(Groep="Elders", Rol="lid")
    send(fenna, "/sponsors/import/", xlsx({"Leden": [headers, row]}))
    assert "Welke kolom is welke?" in fenna.heading()
    fenna.looks_fine()
    fenna.fill(name="Van Wegwijs")
    fenna.press("Lees het bestand zo")
    assert "Elders" in fenna.text()
    fenna.looks_fine()

    fenna.go("/sponsors/import/")
    fenna.follow("Van Wegwijs")
    fenna.looks_fine()
    fenna.press("Weggooien")
    assert "De indeling is weggegooid." in fenna.text()
