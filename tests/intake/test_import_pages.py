"""The pages of an import, over HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hervest.intake.file_queries import largest_file
from hervest.intake.models import Dossier, Import
from intake.dossier_files import family, xlsx


def upload(client, content, name="gezin.xlsx"):
    return client.post(reverse("import_dossiers"), {"municipality": "", "file": SimpleUploadedFile(name, content)})


def preview_of(client, sheets):
    return upload(client, xlsx(sheets))["Location"]


def seen(client, address):
    return client.get(address).context["shown"].digest


def test_a_file_is_uploaded_looked_at_and_applied(log_in, world):
    client = log_in("sander")
    assert client.get(reverse("import_dossiers")).status_code == 200

    address = preview_of(client, family())
    page = client.get(address)

    assert "PR-1" in page.content.decode()
    assert "Hala" in page.content.decode()
    assert Dossier.rows.count() == 0

    applied = client.post(address, {"seen": page.context["shown"].digest, "submission": "one"})
    assert (applied.status_code, applied["Location"]) == (303, address)
    assert Dossier.rows.count() == 1
    case = Dossier.rows.get().case.code
    assert f"/cases/{case}/" in client.get(address).content.decode(), "the page of what is applied leads to the case"
    assert client.post(address, {"seen": "x", "submission": "one"}).status_code == 200  # the page of what is applied
    assert Dossier.rows.count() == 1


def test_every_error_is_shown_with_its_place(log_in, world):
    client = log_in("sander")
    address = preview_of(client, family(Personen_F2="31-02-2019", Personen_C3="dochter"))
    page = client.get(address).content.decode()

    assert "31-02-2019" in page
    assert "dochter" in page
    assert "hoofd, partner, kind, ouder, ander" in page
    assert "Geboortedatum" in page


def test_what_was_kept_can_be_given_to_the_file(log_in, world):
    client = log_in("sander")
    address = preview_of(client, family())
    client.post(address, {"seen": seen(client, address)})
    address = preview_of(client, family(Personen_D2="Halla"))

    page = client.get(address).content.decode()

    assert "Halla" in page
    assert "Hala" in page


def test_a_file_that_is_too_large_is_refused_with_a_clear_word(log_in, world):
    client = log_in("sander")

    answer = upload(client, b"x" * (largest_file() + 1), "groot.csv")

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert Import.rows.count() == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x00\x01\x02", b"{]"])
@pytest.mark.parametrize("name", ["a.xlsx", "a.json", "a.csv", "a.pdf"])
def test_nonsense_is_one_clear_finding_or_a_form_error(log_in, world, content, name):
    client = log_in("sander")
    answer = upload(client, content, name)

    if answer.status_code == 303:
        shown = client.get(answer["Location"]).context["shown"]
        assert shown.report.errors
        assert not shown.new
    else:
        assert answer.context["form"].errors


def test_stopping_forgets_the_file(log_in, world):
    client = log_in("sander")
    address = preview_of(client, family())

    assert client.post(address, {"stop": "yes"}).status_code == 303
    assert Import.rows.count() == 0


def test_the_template_is_a_workbook_that_reads_as_empty(log_in, world):
    client = log_in("sander")
    template = client.get(reverse("dossier_template"))

    assert template.status_code == 200
    assert template.content[:2] == b"PK"


@pytest.mark.parametrize("key", ["joris", "anouk", "ruben", "fenna", "pieter", "bas", "tolk"])
def test_for_others_the_pages_do_not_exist(log_in, world, key):
    client = log_in(key)

    assert client.get(reverse("import_dossiers")).status_code == 404
    assert client.get(reverse("dossier_template")).status_code == 404
    assert client.get(reverse("import_preview", args=[1])).status_code == 404


def test_another_persons_import_answers_as_what_does_not_exist(log_in, world):
    address = preview_of(log_in("sander"), family())
    client = log_in("lena")

    assert client.get(address).status_code == 404
    assert client.post(address, {"seen": "x"}).status_code == 404
    assert client.get(reverse("import_preview", args=[999])).status_code == 404


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\u202e", "\ufeff"])
def test_what_no_database_and_no_page_can_hold_is_shown_as_an_error_and_breaks_nothing(log_in, world, letter):
    client = log_in("sander")
    rows = f"Dossiernummer;Route;Persoon;Ro{letter}l\r\nPR{letter}-1;her{letter}vestiging;{letter};ho{letter}ofd\r\n"
    asked = upload(client, rows.encode(), "a.csv")["Location"]
    address = asked.removesuffix("columns/")

    assert client.get(asked).status_code == 200, "the headings are not ours: the page asks which is which"
    page = client.get(address)
    assert page.status_code == 200
    assert page.context["shown"].report.errors
    assert client.post(address, {"stop": "yes"}).status_code == 303
