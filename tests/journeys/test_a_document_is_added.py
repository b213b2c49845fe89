"""Sander adds a picture of the home with his phone; the family has it, and what the phone wrote in it is gone."""

import io

from PIL import Image

from documents.files_of_all_kinds import jpeg, pdf
from journeys_of import NARROW

GPS, HERE = 0x8825, {1: "N", 2: (52.0, 5.0, 1.0), 3: "E", 4: (5.0, 2.0, 1.0)}


def of_a_telephone():
    exif = Image.Exif()
    exif[0x010F] = "Telefoon van Sander"
    exif.get_ifd(GPS).update(HERE)
    return {"name": "IMG_0042.JPG", "mimeType": "image/jpeg", "buffer": jpeg(400, 300, exif=exif)}


def test_a_picture_is_added_had_by_the_family_taken_back_and_put_back(walker):
    sander, samir = walker("sander.bos", viewport=NARROW), walker("nieuwkomer.1")
    sander.go("/cases/H-0004/")
    menu = sander.page.get_by_role("navigation", name="Onderdelen van dit dossier")
    menu.get_by_role("link", name="Documenten").click()
    sander.page.wait_for_url("**/documents/")
    sander.looks_fine()
    sander.follow("Document toevoegen")
    sander.page.get_by_label("Welk bestand?").set_input_files(
        {"name": "brief.pdf", "mimeType": "application/pdf", "buffer": pdf(b"<< /S /JavaScript >>")}
    )
    sander.page.get_by_label("de woning: foto of plattegrond").check()
    sander.page.get_by_label("Hoe noemt u het?").fill("De keuken")
    assert "Wie leest dit altijd" in sander.text()
    sander.page.get_by_label("het gezin:").check()
    sander.press("Opslaan")
    assert "iets dat vanzelf start" in sander.text()
    sander.looks_fine()
    sander.page.get_by_label("Welk bestand?").set_input_files(of_a_telephone())
    sander.press("Opslaan")
    sander.page.get_by_text("Het document is toegevoegd.").wait_for()
    sander.looks_fine()

    samir.go("/cases/H-0004/documents/")
    samir.looks_fine()
    address = samir.page.get_by_role("link", name="De keuken").get_attribute("href")
    answer = samir.page.request.get(samir.page.url.split("/cases/")[0] + address)
    assert answer.headers["content-disposition"] == 'inline; filename="De keuken.jpg"'
    assert b"Telefoon van Sander" not in answer.body()
    with Image.open(io.BytesIO(answer.body())) as picture:
        assert dict(picture.getexif()) == {}

    sander.page.get_by_role("link", name="Wijzig De keuken").click()
    sander.page.wait_for_url("**/change/")
    assert "Wie leest dit altijd" in sander.text()
    sander.looks_fine()
    sander.page.get_by_label("het gezin:").uncheck()
    sander.press("Opslaan")
    sander.page.get_by_text("Het document is gewijzigd.").wait_for()
    sander.looks_fine()
    samir.go("/cases/H-0004/documents/")
    assert "De keuken" not in samir.text()
    sander.page.get_by_role("link", name="Wijzig De keuken").click()
    sander.page.get_by_label("het gezin:").check()
    sander.press("Opslaan")
    samir.go("/cases/H-0004/documents/")
    assert "De keuken" in samir.text()

    sander.press("Terugnemen De keuken")
    sander.page.get_by_text("niemand ziet het meer").wait_for()
    samir.go("/cases/H-0004/documents/")
    assert "De keuken" not in samir.text()
    sander.page.get_by_role("button", name="Ongedaan maken").click()
    sander.page.get_by_text("Het document staat er weer.").wait_for()
    samir.go("/cases/H-0004/documents/")
    assert "De keuken" in samir.text()


def test_a_document_goes_along_with_a_message(walker):
    sander, carla = walker("sander.bos"), walker("carla.mos", viewport=NARROW)
    sander.go("/cases/H-0001/messages/questions_answered/")
    sander.follow("Document toevoegen")
    assert "Het gaat mee met het bericht" in sander.text()
    sander.page.get_by_label("Welk bestand?").set_input_files(
        {"name": "antwoorden.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    sander.page.get_by_label("stukken van COA").check()
    sander.page.get_by_label("COA: Carla Mos").check()
    sander.looks_fine()
    sander.press("Opslaan")
    assert "antwoorden.pdf" in sander.text()
    sander.looks_fine()

    carla.go("/cases/H-0001/messages/questions_answered/")
    carla.looks_fine()
    carla.page.get_by_text("Een document van dit dossier mee laten gaan").click()
    carla.page.get_by_label("Voorlopig reisschema").check()
    carla.press("Laat meegaan")
    assert "1 document gaat mee." in carla.text()
    carla.press("Gaat niet mee Voorlopig reisschema")
    carla.page.get_by_text("Het gaat niet meer mee.").wait_for()
    assert "antwoorden.pdf" in carla.text()
