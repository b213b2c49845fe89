"""Refused rows go back as a file to mend, in their own layout; mended and imported again they are taken."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from openpyxl import load_workbook

from hervest.accounts.models import Person
from hervest.audit.models import AuditRow
from hervest.cli.nightly import WORK
from hervest.intake.jobs import forget_old_refusals
from hervest.intake.layout import MEND_HEADERS
from hervest.intake.mapping_actions import map_dossier_columns
from hervest.intake.mapping_queries import columns_page
from hervest.intake.models import Dossier, Import
from hervest.intake.text_rules import folded
from hervest.intake.vocabulary import ColumnMap, ImportKind, SheetMap
from intake.dossier_files import family, json_file, xlsx
from intake.dwelling_files import HEADERS, home, homes
from intake.sponsor_files import people
from intake.sponsor_files import person as sponsor
from intake.test_rules_mapping import elsewhere
from people import HERE, NOW
from sponsorship.groups import programme

GOOD, BAD = "PR-1", "PR-2"
WRONG_DAY = "31-02-2019"
CSV_HEADERS = ("Dossiernummer", "Route", "Persoon", "Rol", "Roepnaam", "Geboortedatum", "Bijzonderheden")


def two_families(sheets=None):
    """Two dossiers on the same sheets, of which the second has a day that does not exist."""
    sheets = sheets or family()
    for rows in sheets.values():
        rows += [[BAD, *row[1:]] for row in rows[1:]]
    people = next(rows for title, rows in sheets.items() if title in {"Personen", "Gezinsleden"})
    people[3][5] = WRONG_DAY
    return sheets


def upload(client, content, name="gezin.xlsx", page="import_dossiers"):
    return client.post(reverse(page), {"municipality": "", "file": SimpleUploadedFile(name, content)})["Location"]


def number_in(address):
    return next(int(part) for part in address.split("/") if part.isdecimal())


def refused(client, address, carrier="xlsx", page="refused_dossiers"):
    return client.get(reverse(page, args=[number_in(address), carrier]))


def mended(content, sheet, column, row, value):
    """The workbook with one cell put right."""
    book = load_workbook(io.BytesIO(content))
    headers = [cell.value for cell in book[sheet][1]]
    cell = book[sheet].cell(row=row, column=headers.index(column) + 1)
    assert cell.value != value
    cell.value = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def texts(content, sheet):
    return [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content))[sheet].iter_rows()]


def report(client, address):
    return client.get(address).context["shown"].report


def test_refused_dossiers_go_back_with_what_is_wrong_and_come_in_when_mended(log_in, world):
    client = log_in("sander")
    address = upload(client, xlsx(two_families()))
    content = refused(client, address).content

    people = texts(content, "Personen")
    assert people[0][-1] == "Wat is er fout?"
    assert [row[0] for row in people[1:]] == [BAD, BAD], "the whole dossier and nothing of the other"
    assert "Geboortedatum: " in people[1][-1]
    assert people[2][-1] is None
    assert [row[0] for row in texts(content, "Behoeften")[1:]] == [BAD, BAD]

    again = upload(client, mended(content, "Personen", "Geboortedatum", 2, "28-02-1988"))
    assert report(client, again).accepted == (BAD,)
    assert report(client, again).warnings == ()


def test_after_applying_the_rest_the_refused_rows_are_there_still_and_nothing_else(log_in, world):
    client = log_in("sander")
    address = upload(client, xlsx(two_families()))
    before = texts(refused(client, address).content, "Personen")
    seen = client.get(address).context["shown"].digest
    assert client.post(address, {"seen": seen, "accept_rest": "on"}).status_code == 303

    page = client.get(address).content.decode()
    content = refused(client, address).content
    assert "Download de geweigerde rijen (XLSX)" in page
    assert texts(content, "Personen") == before
    assert GOOD not in str(Import.rows.get().source)
    assert GOOD not in str(Import.rows.get().refusals)

    again = upload(client, mended(content, "Personen", "Geboortedatum", 2, "28-02-1988"))
    client.post(again, {"seen": client.get(again).context["shown"].digest})
    assert set(Dossier.rows.values_list("number", flat=True)) == {GOOD, BAD}


def test_a_file_that_was_taken_whole_leaves_nothing_to_mend(log_in, world):
    client = log_in("sander")
    address = upload(client, xlsx(family()))
    assert refused(client, address).status_code == 404

    client.post(address, {"seen": client.get(address).context["shown"].digest})
    assert refused(client, address).status_code == 404
    assert (Import.rows.get().source, Import.rows.get().refusals) == (None, None)
    assert "Download de geweigerde" not in client.get(address).content.decode()


def csv_file(*people):
    return "\r\n".join(";".join(row) for row in (CSV_HEADERS, *people)).encode()


def test_a_csv_file_goes_back_as_csv_and_as_a_workbook(log_in, world):
    client = log_in("sander")
    good = (GOOD, "hervestiging", "1", "hoofd", "Hala", "21-10-1988", "")
    bad = (BAD, "hervestiging", "1", "hoofd", "=1+1", WRONG_DAY, "-1 is koud")
    address = upload(client, csv_file(good, bad), "a.csv")
    answer = refused(client, address, "csv")
    header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert header == [*CSV_HEADERS, "Wat is er fout?"]
    assert row[:6] == [BAD, "hervestiging", "1", "hoofd", "'=1+1", WRONG_DAY]

    text = answer.content.decode().replace(f'"{WRONG_DAY}"', '"28-02-1988"')
    again = upload(client, text.encode(), "a.csv")
    assert report(client, again).accepted == (BAD,)
    content = Import.rows.get(pk=number_in(again)).content["dossiers"][0]
    assert content["members"][0]["first_name"] == "=1+1"
    assert content["household"]["remarks"] == "-1 is koud"

    book = mended(refused(client, address).content, "Dossiers", "Geboortedatum", 2, "28-02-1988")
    again = upload(client, book)
    assert report(client, again).accepted == (BAD,)
    assert Import.rows.get(pk=number_in(again)).content["dossiers"][0]["members"][0]["first_name"] == "=1+1"


def test_a_json_file_goes_back_as_a_workbook(log_in, world):
    client = log_in("sander")
    address = upload(client, json_file(two_families()), "a.json")
    content = refused(client, address).content

    assert refused(client, address, "csv").status_code == 404, "several sheets do not fit in CSV"
    assert "geboortedatum: " in texts(content, "personen")[1][-1]
    again = upload(client, mended(content, "personen", "geboortedatum", 2, "28-02-1988"))
    assert report(client, again).accepted == (BAD,)


def test_rows_of_another_layout_go_back_in_that_layout_and_are_known_when_mended(log_in, world):
    client, by = log_in("sander"), world.actor("sander")
    address = upload(client, xlsx(two_families(elsewhere())))
    number = number_in(address)
    shown = columns_page(by, number, ImportKind.DOSSIERS)
    columns = ColumnMap(
        tuple(
            SheetMap(one.title, one.section, {line.header: line.key for line in one.headings}) for one in shown.sheets
        )
    )
    map_dossier_columns(by=by, now=NOW, number=number, columns=columns, name="Elders")

    content = refused(client, address).content
    assert "Geb. dat.: " in texts(content, "Gezinsleden")[1][-1]
    again = upload(client, mended(content, "Gezinsleden", "Geb. dat.", 2, "28-02-1988"))
    assert not again.endswith("/columns/")
    assert report(client, again).accepted == (BAD,)


def test_what_only_the_register_refuses_stands_at_its_dossier(log_in, world):
    client = log_in("sander")
    address = upload(client, xlsx(family(Huishouden_C2="GM9002")))
    household = texts(refused(client, address).content, "Huishouden")

    assert "Gemeentecode: " in household[1][-1]


def test_a_row_without_a_number_goes_back_too(log_in, world):
    client = log_in("sander")
    address = upload(client, xlsx(family(Behoeften_A3=None)))

    assert [row[0] for row in texts(refused(client, address).content, "Behoeften")[1:]] == [None]


def test_refused_homes_go_back_and_come_in_when_mended(log_in, world):
    client = log_in("joris")
    address = upload(client, homes(home(), home(Woningcode="W-2", Slaapkamers="drie")), page="import_dwellings")
    seen = client.get(address).context["shown"].digest
    client.post(address, {"seen": seen, "accept_rest": "on"})
    content = refused(client, address, page="refused_dwellings").content

    rows = texts(content, "Woningen")
    assert rows[0] == [*HEADERS, "Wat is er fout?"]
    assert [row[0] for row in rows[1:]] == ["W-2"]
    again = upload(client, mended(content, "Woningen", "Slaapkamers", 2, 3), page="import_dwellings")
    assert report(client, again).accepted == ("W-2",)

    text = refused(client, address, "csv", page="refused_dwellings").content.decode().replace('"drie"', "3")
    again = upload(client, text.encode(), "a.csv", page="import_dwellings")
    assert report(client, again).accepted == ("W-2",)


def test_refused_sponsors_go_back_and_come_in_when_mended(log_in, world):
    number, client = programme(world), log_in("fenna")
    rows = [sponsor(), sponsor(Groep="De Dam", Naam="Pim", E_mail="geen adres"), sponsor(Naam=None)]
    file = SimpleUploadedFile("sponsors.xlsx", people(*rows))
    address = client.post(reverse("import_sponsors"), {"programme": number, "file": file}).url
    seen = client.get(address).context["shown"].digest
    client.post(address, {"seen": seen, "accept_rest": "on"})
    content = refused(client, address, page="refused_sponsors").content

    assert [row[1] for row in texts(content, "Sponsors")[1:]] == ["Pim", None]
    again = SimpleUploadedFile("again.xlsx", mended(content, "Sponsors", "E-mail", 2, "pim@groep.example"))
    address = client.post(reverse("import_sponsors"), {"programme": number, "file": again}).url
    assert report(client, address).accepted == ("De Dam: Pim",)


def test_a_file_in_which_a_column_lacks_goes_back_whole(log_in, world):
    client = log_in("joris")
    headers = [header for header in HEADERS if header != "Woningcode"]
    rows = [[value for header, value in zip(HEADERS, home(), strict=True) if header != "Woningcode"]]
    address = upload(client, homes(*rows, headers=headers), page="import_dwellings")
    (_, row) = texts(refused(client, address, page="refused_dwellings").content, "Woningen")

    assert "Woningcode: " in row[-1]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_column_that_says_what_is_wrong_is_known_in_every_language(language):
    with translation.override(language):
        assert folded(gettext("What is wrong?")) in MEND_HEADERS


def test_it_is_said_in_the_language_of_who_asks(log_in, world):
    Person.rows.filter(pk=world.ids["sander"]).update(language="en")
    client = log_in("sander")
    content = refused(client, upload(client, xlsx(two_families()))).content

    assert texts(content, "Personen")[0][-1] == "What is wrong?"
    again = upload(client, mended(content, "Personen", "Geboortedatum", 2, "28-02-1988"))
    assert report(client, again).warnings == ()


@pytest.mark.parametrize("key", ["lena", "joris", "anouk", "ruben", "hatice"])
def test_only_who_read_the_file_gets_its_rows(log_in, world, key):
    address = upload(log_in("sander"), xlsx(two_families()))
    assert refused(log_in("sander"), address).status_code == 200

    assert refused(log_in(key), address).status_code == 404
    assert refused(log_in(key), address, page="refused_dwellings").status_code == 404


def test_another_kind_of_file_is_not_there(log_in, world):
    client = log_in("sander")

    assert refused(client, upload(client, xlsx(two_families())), "pdf").status_code == 404


def test_it_stands_in_the_log_without_what_it_held(log_in, world):
    client = log_in("sander")
    refused(client, upload(client, xlsx(two_families())))
    told = AuditRow.rows.get(verb="import.refused_taken")

    assert (told.by_id, told.chain, told.detail["n_rows"]) == (world.ids["sander"], HERE, 8)
    assert set(told.detail) == {"number", "n_rows"}


def test_refused_rows_are_forgotten_after_their_days_and_not_before(log_in, world):
    client, days = log_in("sander"), timedelta(days=14)
    address = upload(client, xlsx(two_families()))
    client.post(address, {"seen": client.get(address).context["shown"].digest, "accept_rest": "on"})

    assert forget_old_refusals(NOW + days - timedelta(seconds=1)) == 0
    assert refused(client, address).status_code == 200
    assert forget_old_refusals(NOW + days) == 1
    assert refused(client, address).status_code == 404
    assert (Import.rows.get().source, Import.rows.get().refusals) == (None, None)
    assert forget_old_refusals(NOW + days) == 0
    assert AuditRow.rows.filter(verb="import.refused_forgotten").count() == 1
    assert forget_old_refusals in WORK
