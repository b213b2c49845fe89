"""What a newer dossier changes, and what it leaves alone."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.core.vocabulary import MunicipalityCode
from hervest.intake.difference_rules import difference, merged
from hervest.intake.report_rules import Exit, report, within
from hervest.intake.vocabulary import DossierData, FindingCode
from intake.dossier_files import NUMBER, Sheets, family, read, read_sheets

GM1, GM2 = MunicipalityCode("GM9001"), MunicipalityCode("GM9002")


def dossier(**cells: object) -> DossierData:
    return one(family(**cells))


def one(sheets: Sheets) -> DossierData:
    found = read_sheets(sheets)
    assert found.errors == ()
    return found.dossiers[0]


def changes(stored: DossierData, new: DossierData, *corrected: str, overwrite: tuple[str, ...] = ()):
    found = difference(stored, new, frozenset(corrected), overwrite=frozenset(overwrite))
    return [(change.kind.value, change.path) for change in found.changes]


CELLS = {
    "Huishouden_E2": ("01-03-2027", "huishouden.verwachte_aankomst"),
    "Huishouden_I2": ("ti", "huishouden.contacttaal"),
    "Huishouden_J2": ("nee", "huishouden.tolk_nodig"),
    "Huishouden_L2": (None, "huishouden.bijzonderheden"),
    "Personen_D3": ("Adam", "personen[2].roepnaam"),
    "Personen_F2": ("onbekend", "personen[1].geboortedatum"),
    "Personen_F3": ("01-01-2020", "personen[2].geboortedatum"),
    "Personen_I2": ("ar:moedertaal; en:redelijk", "personen[1].talen"),
    "Personen_M2": ("naaister", "personen[1].beroepen"),
    "Personen_N2": (None, "personen[1].uitgerekend_op"),
    "Behoeften_D2": ("Anders.", "behoeften[2:lift].toelichting"),
    "Familie__elders_E2": ("nee", "familie_elders[echtgenoot van persoon 1:IQ].nareis_gewenst"),
    "Wensen_D2": ("Samen kiezen.", "wensen[:inrichting]"),
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_changed_cell_is_one_change_with_its_path(cell):
    value, path = CELLS[cell]
    kind = "cleared" if value is None else "set"

    assert changes(dossier(), dossier(**{cell: value})) == [(kind, path)]


@pytest.mark.parametrize("cell", CELLS)
def test_a_persons_own_change_is_kept_unless_the_file_may_overwrite_it(cell):
    value, path = CELLS[cell]
    new = dossier(**{cell: value})

    assert changes(dossier(), new, path) == ([] if value is None else [("kept", path)])
    assert changes(dossier(), new, path, overwrite=(path,)) == [("cleared" if value is None else "set", path)]


def test_the_same_file_twice_changes_nothing():
    assert changes(dossier(), dossier()) == []


def test_the_same_name_in_another_form_of_writing_is_no_change():
    assert changes(dossier(Personen_D2="Zoe\u0308"), dossier(Personen_D2="Zo\u00eb")) == []


def test_what_is_new_is_added():
    sheets = family()
    sheets["Personen"].append([NUMBER, 3, "ouder", "Amal", None, "onbekend", "v", *[None] * 7])
    sheets["Behoeften"].append([NUMBER, 3, "hulpmiddel", None])
    sheets["Wensen"].append([NUMBER, 1, "werk", "Een winkel."])

    new = one(sheets)
    assert changes(dossier(), new) == [
        ("added", "personen[3]"),
        ("added", "behoeften[3:hulpmiddel]"),
        ("added", "wensen[1:werk#2]"),
    ]
    assert len(merged(dossier(), new, difference(dossier(), new)).wishes) == 3


def test_what_a_file_no_longer_holds_is_asked_and_stays():
    sheets = family()
    del sheets["Personen"][2], sheets["Behoeften"][1], sheets["Wensen"][1]
    new = one(sheets)

    assert changes(dossier(), new) == [
        ("absent", "personen[2]"),
        ("absent", "behoeften[2:lift]"),
        ("absent", "wensen[:inrichting]"),
    ]
    assert merged(dossier(), new, difference(dossier(), new)).needs == dossier().needs


def test_a_need_goes_when_a_person_says_so_but_a_person_never_does():
    sheets = family()
    del sheets["Personen"][2], sheets["Behoeften"][1]
    paths = ("personen[2]", "behoeften[2:lift]")

    assert changes(dossier(), one(sheets), overwrite=paths) == [("absent", paths[0]), ("removed", paths[1])]


def test_what_a_person_added_or_took_away_is_left_alone():
    without_lift = replace(dossier(), needs=dossier().needs[1:])

    assert changes(without_lift, dossier(), "behoeften[2:lift]") == [("kept", "behoeften[2:lift]")]
    sheets = family()
    del sheets["Behoeften"][1]
    assert changes(dossier(), one(sheets), "behoeften[2:lift]") == []


def test_a_missing_sheet_or_column_says_nothing():
    sheets = family()
    del sheets["Wensen"], sheets["Familie elders"]
    for row in sheets["Huishouden"]:
        del row[8]
    for row in sheets["Behoeften"]:
        del row[3]

    assert changes(dossier(), one(sheets)) == []
    assert merged(dossier(), one(sheets), difference(dossier(), one(sheets))).wishes == dossier().wishes


def test_csv_leaves_needs_with_whom_they_were():
    text = (
        "Dossiernummer;Route;Persoon;Rol;Geboortedatum;Behoeften\r\n"
        f'{NUMBER};hervestiging;1;hoofd;21-10-1988;"rustige buurt; ziekenhuis nabij"\r\n'
        f"{NUMBER};hervestiging;2;kind;onbekend;lift\r\n"
    )
    (new,) = read(text.encode(), "a.csv").dossiers
    sheets = family()
    sheets["Behoeften"].append([NUMBER, None, "ziekenhuis nabij", None])

    assert changes(one(sheets), new) == []
    assert changes(dossier(), new) == [("added", "behoeften[1:ziekenhuis nabij]")]


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(sorted(CELLS))), st.sets(st.sampled_from(sorted(CELLS))))
def test_applying_a_file_makes_it_the_stored_one_but_for_what_is_kept(changed, corrected):
    new = dossier(**{cell: CELLS[cell][0] for cell in changed})
    words = frozenset(CELLS[cell][1] for cell in corrected)
    found = difference(dossier(), new, words)
    after = merged(dossier(), new, found)

    assert {change.path for change in found.written} == {CELLS[cell][1] for cell in changed - corrected}
    again = difference(after, new, words)
    assert again.written == ()
    assert again.kept == found.kept


def test_the_report_tells_four_disjoint_lists_and_what_was_kept():
    sheets = family()
    del sheets["Behoeften"][1]
    differences = {
        "B": difference(dossier(), dossier()),
        "C": difference(dossier(), one(sheets), frozenset({"huishouden.contacttaal"})),
    }
    changed = difference(
        dossier(), dossier(Huishouden_I2="ti", Huishouden_J2="nee"), frozenset({"huishouden.tolk_nodig"})
    )
    found = report(("A", "B", "C", "E"), ("D",), (), differences | {"E": changed})

    assert (found.accepted, found.unchanged, found.refused) == (("A",), ("B", "C"), ("D",))
    assert found.changed == {"E": ("huishouden.contacttaal",)}
    assert found.kept == {"E": ("huishouden.tolk_nodig",)}
    assert [dict(warning.params)["path"] for warning in found.warnings] == ["behoeften[2:lift]"]
    assert found.exit_status is Exit.SOMETHING_REFUSED
    assert not found.may_apply


def test_the_json_report_words_every_finding():
    found = read_sheets(family(Huishouden_I2="Eritrees"))
    written = report((), found.refused, found.findings, {}).to_json(lambda finding: f"<{finding.code}>")

    assert set(written) == {"accepted", "unchanged", "changed", "refused", "kept", "errors", "warnings"}
    assert written["errors"] == [
        {
            "dossier": NUMBER,
            "sheet": "Huishouden",
            "row": 2,
            "column": "Contacttaal",
            "code": "unknown_language",
            "message": "<unknown_language>",
        }
    ]


def test_a_dossier_of_another_municipality_is_refused_by_its_number_only():
    found = read_sheets(family())
    outside = within(found, frozenset({GM2}), default=GM2)

    assert within(found, frozenset({GM1}), default=GM1) == found
    assert (outside.dossiers, outside.refused) == ((), (NUMBER,))
    assert [(error.code, error.params) for error in outside.errors] == [
        (FindingCode.OTHER_MUNICIPALITY, (("value", GM1),))
    ]


def test_a_dossier_of_another_municipality_keeps_what_is_wrong_in_it_to_itself():
    found = read_sheets(family(Huishouden_I2="Bergs"))
    outside = within(found, frozenset({GM2}), default=GM2)

    assert [error.code for error in within(found, frozenset({GM1}), default=GM1).errors] == ["unknown_language"]
    assert [(error.code, error.params) for error in outside.errors] == [
        (FindingCode.OTHER_MUNICIPALITY, (("value", GM1),))
    ]
    assert (outside.refused, outside.halves) == ((NUMBER,), ())


def test_a_municipality_that_cannot_be_read_is_not_called_somebody_elses():
    found = read_sheets(family(Huishouden_C2="Molenveen", Huishouden_I2="Bergs"))

    codes = [error.code for error in within(found, frozenset({GM1}), default=GM1).errors]
    assert sorted(codes) == ["not_a_municipality", "unknown_language"]


def test_a_wrong_dossier_without_a_municipality_is_told_that_too():
    found = read_sheets(family(Huishouden_C2=None, Huishouden_I2="Bergs"))

    assert [error.code for error in within(found, frozenset({GM1}), default=GM1).errors] == ["unknown_language"]
    nowhere = within(found, frozenset({GM1, GM2}), default=None)
    assert [error.code for error in nowhere.errors] == ["unknown_language", "missing_value"]


def test_a_dossier_without_municipality_goes_to_the_importers():
    found = read_sheets(family(Huishouden_C2=None))

    assert within(found, frozenset({GM1}), default=GM1).dossiers[0].household.municipality == GM1
    nowhere = within(found, frozenset({GM1, GM2}), default=None)
    assert [error.code for error in nowhere.errors] == [FindingCode.MISSING_VALUE]
