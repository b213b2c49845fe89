"""The pages of an import, over HTTP."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from hervest.core.vocabulary import MemberNo
from hervest.households.actions import correct_member
from hervest.households.queries import record_of
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


def test_choosing_no_file_or_an_empty_one_says_what_to_do(log_in, world):
    client = log_in("sander")
    client.cookies.load({"hervest_language": "nl"})

    nothing = client.post(reverse("import_dossiers"), {"municipality": "GM9001"})
    empty = upload(client, b"", "leeg.xlsx")

    assert "Kies het bestand dat u wilt inlezen" in nothing.context["form"].errors["file"][0]
    assert "Kies een ander bestand" in empty.context["form"].errors["file"][0]


def test_a_file_that_could_not_be_read_does_not_wait_to_be_applied(log_in, world):
    client = log_in("sander")
    upload(client, b"\x89PNG", "foto.pdf")
    preview_of(client, family())

    rows = client.get(reverse("import_dossiers")).context["beside"]["recent"]

    assert {row.file_name: row.state for row in rows} == {"foto.pdf": "unreadable", "gezin.xlsx": "previewed"}


def test_a_file_refused_as_a_whole_counts_as_refused_and_offers_no_rows(log_in, world):
    client = log_in("sander")
    address = upload(client, b"\x89PNG", "foto.pdf")["Location"]

    answer = client.get(address)

    assert answer.context["parts"].n_refused == 1
    assert "refused.xlsx" not in answer.content.decode()
    wrong = client.get(preview_of(client, family(Personen_F2="31-02-2019")))
    assert wrong.context["parts"].n_refused == 1
    assert "refused.xlsx" in wrong.content.decode()


def many(n, **cells):
    """So many families: PR-0, PR-1, and so on."""
    return {name: [rows[0], *renumbered(rows[1:], n)] for name, rows in family(**cells).items()}


def renumbered(rows, n):
    return [[f"PR-{no}", *row[1:]] for no in range(n) for row in rows]


def walk(client, address):
    """Every page of a preview, as the answers of the server."""
    n_pages = client.get(address).context["parts"].pages.n_pages
    return [client.get(f"{address}?page={number}") for number in range(1, n_pages + 1)]


def test_a_long_preview_stands_on_pages_and_is_applied_whole(log_in, world):
    client = log_in("sander")
    address = preview_of(client, many(60))
    answers = walk(client, address)

    assert [len(one.context["parts"].new.rows) for one in answers] == [25, 25, 10]
    assert 'href="?page=2"' in answers[0].content.decode()
    client.post(f"{address}?page=2", {"seen": seen(client, address)})
    assert Dossier.rows.count() == 60


def test_every_error_of_a_long_preview_stands_on_some_page_and_the_file_to_mend_is_whole(log_in, world):
    client = log_in("sander")
    address = preview_of(client, many(40, Personen_F2="31-02-2019", Personen_C3="dochter"))
    answers = walk(client, address)

    told = [finding for one in answers for piece in one.context["parts"].refused.rows for finding in piece.findings]
    assert sorted(map(str, told)) == sorted(map(str, answers[0].context["shown"].report.errors))
    assert len({finding.dossier for finding in told}) == 40
    assert [len(one.context["parts"].refused.rows) for one in answers] == [25, 15]
    mend = client.get(f"{address}refused.xlsx")
    sheet = load_workbook(io.BytesIO(mend.content))["Huishouden"]
    assert sheet.max_row == 41


def test_what_is_ticked_on_one_page_goes_along_to_the_next(log_in, world):
    client = log_in("sander")
    address = preview_of(client, many(30))
    client.post(address, {"seen": seen(client, address)})
    for dossier in Dossier.rows.select_related("case"):
        correct_member(
            by=world.actor("sander"), now=world.now, case=dossier.case.code, member=MemberNo(1), reason="Gezien.",
            changes={"first_name": "Hála"},
        )  # fmt: skip
    address = preview_of(client, many(30, Personen_D2="Halla"))
    first = client.get(address).context
    choice = first["parts"].changed.rows[0].fields[0].choice

    second = client.post(f"{address}?page=2", {"seen": first["shown"].digest, "overwrite": choice, "look": "next"})

    assert Import.rows.get(pk=second.context["shown"].row.number).state == "previewed"
    assert len(second.context["parts"].changed.rows) == 5
    assert f'<input type="hidden" name="overwrite" value="{choice}">' in second.content.decode()
    assert 'href="?page=2"' in client.get(f"{address}?page=9").content.decode(), "a page that is not there leads back"
    client.post(f"{address}?page=2", {"seen": first["shown"].digest, "overwrite": choice})
    number = choice.partition("|")[0]
    named = {row.number: record_of(row.case.code).members[0].first_name for row in Dossier.rows.all()}
    assert {name for no, name in named.items() if no == number} == {"Halla"}
    assert {name for no, name in named.items() if no != number} == {"Hála"}
