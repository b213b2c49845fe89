"""Each kind of user opens each page of theirs in English, at both widths; axe finds nothing."""

from datetime import timedelta

import pytest

from intake import sponsor_files
from intake.dwelling_files import home, homes
from journeys.families_of import mother_and_son, speak, today, upload
from journeys.test_everybody_can_use_every_page import PAGES, assert_axe_finds_nothing, first


@pytest.fixture
def in_english(walker):
    """Somebody reads English until the test ends; other stories meet them in Dutch."""
    readers = []

    def start(name):
        person = walker(name)
        speak(person, "en")
        readers.append(person)
        return person

    yield start
    for person in readers:
        speak(person, "nl")


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_english_on_the_pages_of(in_english, name):
    assert_axe_finds_nothing(in_english(name), name)


def test_axe_finds_nothing_in_english_on_what_a_form_answers(in_english):
    person = in_english("iris.kramer")
    case = first(person, "/cases/?phase=preparation", r"/cases/H-\d+/") or first(
        person, "/cases/?phase=allocation", r"/cases/H-\d+/"
    )
    person.go("/import/")
    file = {"name": "note.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing of a dossier"}
    person.page.locator("input[type=file]").set_input_files(file)
    person.press("Read the file")
    assert "We do not know this kind of file" in person.text()
    person.looks_fine()

    wrong = mother_and_son("REIS-ENGELS-1", landing=today() + timedelta(days=60))
    wrong["Personen"] = [(*row[:6], "misschien", *row[7:]) for row in wrong["Personen"]]
    wrong["Huishouden"] = [tuple("GM9003" if cell == "GM9001" else cell for cell in row) for row in wrong["Huishouden"]]
    upload(person, wrong, button="Read the file")
    assert "misschien" in person.text()
    person.looks_fine()

    person.go("/dwellings/import/")
    sheet = homes(home(Woningcode="ZR-99", Gemeentecode="GM9003"), home(Slaapkamers="drie", Gemeentecode="GM9003"))
    person.page.locator("input[type=file]").set_input_files({**file, "name": "homes.xlsx", "buffer": sheet})
    person.press("Read the file")
    assert "ZR-99" in person.text()
    person.looks_fine()

    person.go(f"{case}milestones/ARRIVED/0/move/")
    person.fill(on=(today() + timedelta(days=70)).isoformat(), reason="The flight was moved.")
    person.press("See what this does")
    assert "Look again" in person.text()
    person.looks_fine()

    person.go("/households/new/?people=2")
    person.page.locator("main form").first.evaluate("form => form.noValidate = true")
    person.press("Save and make the plan")
    assert "Last name" in person.text()
    person.looks_fine()


def test_axe_finds_nothing_in_english_on_a_list_of_sponsors(in_english):
    person = in_english("fenna.stam")
    person.go("/sponsors/import/")
    rows = (sponsor_files.person(Groep="De Vaart"), sponsor_files.person(Naam="Pim", E_mail="nowhere"))
    sheet = sponsor_files.people(*rows)
    person.page.locator("input[type=file]").set_input_files(
        {"name": "people.xlsx", "mimeType": "application/octet-stream", "buffer": sheet}
    )
    person.press("Read the file")
    assert "De Vaart" in person.text()
    assert "no e-mail address" in person.text()
    person.looks_fine()
