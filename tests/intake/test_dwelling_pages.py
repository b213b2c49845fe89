"""The pages of an import of homes, over HTTP."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape

from hervest.housing.actions import save_dwelling
from hervest.housing.models import Dwelling
from hervest.intake.file_queries import largest_file
from hervest.intake.models import Import
from intake.dossier_files import family, xlsx
from intake.dwelling_files import HEADERS, home, homes
from people import ELSEWHERE, HERE


def upload(client, content, name="woningen.xlsx", **fields):
    return client.post(reverse("import_dwellings"), {"file": SimpleUploadedFile(name, content), **fields})


def preview_of(client, *rows):
    return upload(client, homes(*rows))["Location"]


def shown_at(client, address):
    return client.get(address).context["shown"]


def apply(client, address, **fields):
    return client.post(address, {"seen": shown_at(client, address).digest, **fields})


def save(world, code="W-1", key="joris", **fields):
    n_units = fields.pop("n_units", None)
    save_dwelling(by=world.actor(key), now=world.now, municipality=HERE, code=code, fields=fields, n_units=n_units)


def test_a_list_of_homes_is_uploaded_looked_at_and_applied(log_in, world):
    client = log_in("joris")
    address = preview_of(client, home(), home(Woningcode="W-2", Kale_huur=None, Soort="gedeeld", Eenheden=4))
    page = client.get(address).content.decode()

    assert "Beukenlaan 14" in page
    assert "€ 712,40" in page.replace("\xa0", " ")
    assert Dwelling.rows.count() == 0

    applied = apply(client, address)
    assert (applied.status_code, applied["Location"]) == (303, reverse("dwellings"))
    assert {row.code: row.units.count() for row in Dwelling.rows.all()} == {"W-1": 1, "W-2": 4}
    assert Import.rows.get().content is None
    assert reverse("dwellings") in client.get(address).content.decode()  # the page of what is applied


def test_the_file_that_was_looked_at_is_applied_without_being_sent_again(log_in, world):
    client = log_in("joris")
    address = preview_of(client, home())

    assert Import.rows.get().content["dwellings"][0]["street"] == "Beukenlaan 14"
    assert apply(client, address).status_code == 303
    assert Dwelling.rows.get().street == "Beukenlaan 14"


def test_the_page_is_linked_from_the_list_and_no_home_is_called_import(log_in, world):
    client = log_in("joris")

    assert reverse("import_dwellings") in client.get(reverse("dwellings")).content.decode()
    assert client.get(reverse("import_dwellings")).context["form"].fields["file"]
    assert client.get(reverse("dwelling_template")).content[:2] == b"PK"


def test_the_empty_template_is_a_clear_error_and_no_success(log_in, world):
    client = log_in("joris")
    address = upload(client, client.get(reverse("dwelling_template")).content)["Location"]
    shown = shown_at(client, address)

    assert [finding.code for finding in shown.report.errors] == ["no_dwellings"]
    assert not shown.may_apply
    assert "In dit bestand staan geen woningen." in client.get(address).content.decode()


def test_every_error_is_shown_at_once_with_its_place_and_what_would_be_right(log_in, world):
    client = log_in("joris")
    address = preview_of(
        client,
        home(Soort="flat", Kale_huur="duur", Beschikbaar_vanaf="30-02-2027"),
        home(Woningcode="W-2", Slaapkamers="drie"),
    )
    shown, page = shown_at(client, address), client.get(address).content.decode()

    assert [(line.number, len(line.findings)) for line in shown.refused] == [("W-1", 3), ("W-2", 1)]
    assert {(one.sheet, one.row, one.column) for line in shown.refused for one in line.findings} == {
        ("Woningen", 2, "Soort"),
        ("Woningen", 2, "Kale huur"),
        ("Woningen", 2, "Beschikbaar vanaf"),
        ("Woningen", 3, "Slaapkamers"),
    }
    for text in ("flat", "duur", "30-02-2027", "drie", "zelfstandig, gedeeld", "Een bedrag als 845,00.", "rij 3"):
        assert text in page


def test_what_is_refused_stands_in_the_order_of_the_file(log_in, world):
    client = log_in("joris")
    early = date(2027, 1, 31)
    rows = [home(Woningcode="W-3", Huur_tot=early), home(Gemeentecode=ELSEWHERE), home(Woningcode="W-2", Soort="flat")]
    shown = shown_at(client, preview_of(client, *rows))

    assert [line.number for line in shown.refused] == ["W-3", "W-1", "W-2"]


def test_good_homes_go_on_alone_only_when_somebody_says_so(log_in, world):
    client = log_in("joris")
    address = preview_of(client, home(), home(Woningcode="W-2", Soort="flat"))

    refused = apply(client, address)
    assert refused.status_code == 200
    assert refused.context["form"].errors["accept_rest"]
    assert Dwelling.rows.count() == 0

    assert apply(client, address, accept_rest="on").status_code == 303
    assert [row.code for row in Dwelling.rows.all()] == ["W-1"]


def test_the_same_list_again_changes_nothing(log_in, world):
    client = log_in("joris")
    apply(client, preview_of(client, home()))
    shown = shown_at(client, preview_of(client, home()))

    assert (shown.report.unchanged, shown.new, shown.changed) == (("W-1",), (), ())
    assert not shown.may_apply


def test_a_home_that_differs_is_shown_field_by_field(log_in, world):
    client = log_in("joris")
    apply(client, preview_of(client, home()))
    address = preview_of(
        client, home(Kale_huur="725,00", Routes="ontheemde", Beschikbaar_vanaf=date(2027, 3, 1), Plaats=None)
    )
    page = client.get(address).content.decode().replace("\xa0", " ")

    for text in ("€ 712,40", "€ 725,00", "statushouder", "ontheemde", "ma 1 feb 2027", "ma 1 mrt 2027", "Molenveen"):
        assert text in page
    assert apply(client, address).status_code == 303
    row = Dwelling.rows.get()
    assert (row.basic_rent_cents, row.routes, row.town) == (72500, ["temporary_protection"], "")


def test_what_somebody_changed_by_hand_stays_unless_the_file_is_given_its_way(log_in, world):
    client = log_in("joris")
    apply(client, preview_of(client, home()))
    save(world, bedrooms=2)

    assert apply(client, preview_of(client, home(Slaapkamers=4, Plaats="Molenbeek"))).status_code == 303
    assert (Dwelling.rows.get().bedrooms, Dwelling.rows.get().town) == (2, "Molenbeek")

    address = preview_of(client, home(Slaapkamers=4, Plaats="Molenbeek"))
    (field,) = shown_at(client, address).changed[0].fields
    assert (field.place.header, field.may_choose) == ("Slaapkamers", True)
    assert apply(client, address, overwrite=field.choice).status_code == 303
    assert Dwelling.rows.get().bedrooms == 4


def test_a_preview_that_is_out_of_date_is_shown_again_and_can_then_be_applied(log_in, world):
    client = log_in("joris")
    apply(client, preview_of(client, home()))
    address = preview_of(client, home(Slaapkamers=4))
    old = shown_at(client, address).digest
    save(world, bedrooms=2)

    answer = client.post(address, {"seen": old})
    assert answer.status_code == 200
    assert escape("Intussen is er iets veranderd") in answer.content.decode()
    assert Dwelling.rows.get().bedrooms == 2

    assert f'name="seen" value="{answer.context["shown"].digest}"' in answer.content.decode()
    assert client.post(address, {"seen": answer.context["shown"].digest}).status_code == 303


def test_stopping_forgets_the_list(log_in, world):
    client = log_in("joris")
    address = preview_of(client, home())

    answer = client.post(address, {"stop": "yes"})
    assert (answer.status_code, answer["Location"]) == (303, reverse("import_dwellings"))
    assert Import.rows.count() == 0
    assert client.get(address).status_code == 404


def test_a_list_that_is_too_large_is_refused_with_a_clear_word(log_in, world):
    client = log_in("joris")
    answer = upload(client, b"x" * (largest_file() + 1), "groot.csv")

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert Import.rows.count() == 0


def test_a_csv_file_is_the_same_list(log_in, world):
    client = log_in("joris")
    row = ["" if value is None else f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value) for value in home()]
    lines = [HEADERS, [f'"{cell}"' for cell in row]]
    content = "\n".join(";".join(line) for line in lines).encode()

    shown = shown_at(client, upload(client, content, "w.csv")["Location"])
    assert (shown.report.errors, [line.code for line in shown.new]) == ((), ["W-1"])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x00\x01\x02", b"{]", xlsx(family())])
@pytest.mark.parametrize("name", ["a.xlsx", "a.json", "a.csv", "a.pdf"])
def test_nonsense_and_dossiers_are_a_clear_finding_or_a_form_error(log_in, world, content, name):
    client = log_in("joris")
    answer = upload(client, content, name)

    if answer.status_code == 303:
        shown = shown_at(client, answer["Location"].replace("/columns/", "/check/"))
        assert shown.report.errors
        assert not shown.may_apply
    else:
        assert answer.context["form"].errors


def test_a_housing_partner_sees_and_changes_only_its_own_homes(log_in, world):
    joris = log_in("joris")
    apply(joris, preview_of(joris, home(), home(Woningcode="W-2", Verhuurder="Iemand anders", Slaapkamers=5)))
    ruben = log_in("ruben")
    address = preview_of(
        ruben, home(Slaapkamers=4), home(Woningcode="W-2", Slaapkamers=1), home(Woningcode="W-3", Verhuurder=None)
    )
    shown = shown_at(ruben, address)

    assert [(line.number, line.findings[0].code, line.findings[0].row) for line in shown.refused] == [
        ("W-2", "other_owner", 3)
    ]
    assert "Iemand anders" not in ruben.get(address).content.decode()
    assert apply(ruben, address, accept_rest="on").status_code == 303
    assert {row.code: row.bedrooms for row in Dwelling.rows.all()} == {"W-1": 4, "W-2": 5, "W-3": 3}
    assert Dwelling.rows.get(code="W-3").organisation_id == world.organisations["veste"]


def test_a_home_of_another_municipality_is_refused_at_its_row(log_in, world):
    client = log_in("joris")
    shown = shown_at(client, preview_of(client, home(Gemeentecode=ELSEWHERE)))
    (finding,) = shown.refused[0].findings

    assert (finding.code, finding.row, finding.column) == ("other_municipality", 2, "Gemeentecode")


@pytest.mark.parametrize("key", ["sander", "anouk", "fenna", "pieter", "bas", "tolk"])
def test_for_others_the_pages_do_not_exist(log_in, world, key):
    client = log_in(key)

    assert client.get(reverse("import_dwellings")).status_code == 404
    assert client.get(reverse("dwelling_template")).status_code == 404
    assert client.get(reverse("dwelling_import_preview", args=[1])).status_code == 404


def test_another_persons_list_answers_as_what_does_not_exist(log_in, world):
    address = preview_of(log_in("joris"), home())
    client = log_in("lena")

    assert client.get(address).status_code == 404
    assert client.post(address, {"seen": "x"}).status_code == 404
    assert client.post(address, {"stop": "yes"}).status_code == 404
    assert Import.rows.count() == 1


def test_a_list_of_homes_is_no_import_of_dossiers_and_the_other_way_round(log_in, world):
    client = log_in("marieke")
    preview_of(client, home())
    client.post(reverse("import_dossiers"), {"file": SimpleUploadedFile("gezin.xlsx", xlsx(family()))})
    number, other = (Import.rows.get(kind=kind).pk for kind in ("dwellings", "dossiers"))

    assert client.get(reverse("dwelling_import_preview", args=[number])).status_code == 200
    assert client.get(reverse("import_preview", args=[other])).status_code == 200
    assert client.get(reverse("import_preview", args=[number])).status_code == 404
    assert client.get(reverse("dwelling_import_preview", args=[other])).status_code == 404
    assert [row.number for row in client.get(reverse("import_dwellings")).context["recent"]] == [number]
    assert [row.number for row in client.get(reverse("import_dossiers")).context["recent"]] == [other]


@pytest.mark.parametrize("code", ["A B", "a?b#c", "é", "100%", "W_1"])
def test_a_home_has_its_page_whatever_its_code(log_in, world, code):
    client = log_in("joris")
    apply(client, preview_of(client, home(Woningcode=code)))

    address = reverse("edit_dwelling", args=[HERE, code])
    assert address in client.get(reverse("dwellings")).content.decode()
    assert client.get(address).context["form"].initial["code"] == code


@pytest.mark.parametrize("code", ["A/1", "new", "New", ".."])
def test_a_code_that_cannot_stand_in_an_address_is_refused(log_in, world, code):
    client = log_in("joris")
    address = preview_of(client, home(Woningcode=code), home(Woningcode="W-2"))

    assert [line.findings[0].code for line in shown_at(client, address).refused] == ["not_a_dwelling_code"]
    assert apply(client, address, accept_rest="on").status_code == 303
    assert client.get(reverse("dwellings")).status_code == 200


def test_a_list_of_homes_in_json_is_told_that_homes_do_not_come_as_json(log_in, world):
    client = log_in("joris")
    answer = upload(client, b'{"dossiers": [{"dossiernummer": "PR-1"}]}', "woningen.json")

    assert "Een lijst in JSON lezen we niet." in answer.context["form"].errors["file"][0]
    without_sheet = client.get(upload(client, xlsx({"Blad1": [["Naam"], ["x"]]}), "w.xlsx")["Location"])
    assert "refused.xlsx" not in without_sheet.content.decode()
