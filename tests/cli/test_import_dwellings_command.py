"""`hervest import-dwellings`: new, changed, kept and refused homes, and how it ends."""

import json

import pytest
import time_machine
from openpyxl import Workbook

from hervest.accounts.models import Person
from hervest.cli import import_dwellings
from hervest.housing.actions import save_dwelling
from hervest.housing.models import Dwelling
from people import HERE, NOW

HEADERS = ["Woningcode", "Gemeentecode", "Straat en nummer", "Verhuurder", "Soort", "Eenheden", "Slaapkamers", "Routes"]
HOME = ["W-1", HERE, "Beukenlaan 14", "Woonstichting De Veste", "zelfstandig", None, 3, "statushouder; hervestiging"]


@pytest.fixture(autouse=True)
def _on_the_casts_monday(world):
    """The cast's memberships are in force."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def file(tmp_path):
    def write(*homes):
        book = Workbook()
        sheet = book.active
        sheet.title = "Woningen"
        for row in (HEADERS, *homes):
            sheet.append(row)
        book.save(tmp_path / "woningen.xlsx")
        return str(tmp_path / "woningen.xlsx")

    return write


def home(**cells):
    return [cells.get(name, value) for name, value in zip(HEADERS, HOME, strict=True)]


def run(capsys, *words):
    status = import_dwellings.run(words)
    said = capsys.readouterr()
    return status, json.loads(said.out) if said.out else None, said.err


def test_a_preview_changes_nothing_and_applying_twice_changes_nothing_more(file, capsys):
    path = file(home())
    assert run(capsys, path)[1]["accepted"] == ["W-1"]
    assert Dwelling.rows.count() == 0

    assert run(capsys, path, "--apply")[1]["accepted"] == ["W-1"]
    status, report, _ = run(capsys, path, "--apply")

    assert (status, report["unchanged"], report["changed"]) == (0, ["W-1"], {})
    row = Dwelling.rows.get()
    assert (row.street, row.bedrooms, row.routes, row.version) == (
        "Beukenlaan 14",
        3,
        ["resettlement", "status_holder"],
        1,
    )


def test_what_somebody_changed_since_is_kept_and_listed(world, file, capsys):
    run(capsys, file(home()), "--apply")
    save_dwelling(by=world.actor("joris"), now=world.now, municipality=HERE, code="W-1", fields={"bedrooms": 2})
    path = file(home(Slaapkamers=4, **{"Straat en nummer": "Beukenlaan 16"}))

    report = run(capsys, path, "--apply")[1]
    assert (report["changed"], report["kept"]) == ({"W-1": ["straat_en_nummer"]}, {"W-1": ["slaapkamers"]})
    assert (Dwelling.rows.get().bedrooms, Dwelling.rows.get().street) == (2, "Beukenlaan 16")

    assert run(capsys, path, "--apply", "--overwrite", "W-1:slaapkamers")[1]["changed"] == {"W-1": ["slaapkamers"]}
    assert Dwelling.rows.get().bedrooms == 4


def test_a_home_entered_by_hand_is_not_overwritten_by_a_first_file(world, file, capsys):
    save_dwelling(by=world.actor("joris"), now=world.now, municipality=HERE, code="W-1", fields={"bedrooms": 2})

    report = run(capsys, file(home()), "--apply")[1]

    assert report["kept"] == {"W-1": ["slaapkamers"]}
    assert (Dwelling.rows.get().bedrooms, Dwelling.rows.get().street) == (2, "Beukenlaan 14")


def test_a_home_of_another_municipality_is_refused_by_its_code_and_stops_the_rest(file, capsys):
    path = file(home(), home(Woningcode="W-2", Gemeentecode="GM0363"))

    status, report, _ = run(capsys, path, "--apply")
    assert (status, report["refused"], report["errors"][0]["code"]) == (2, ["W-2"], "other_municipality")
    assert Dwelling.rows.count() == 0

    assert run(capsys, path, "--apply", "--accept-rest")[0] == 2
    assert [row.code for row in Dwelling.rows.all()] == ["W-1"]


def test_a_housing_partner_changes_only_its_own_homes(world, file, capsys):
    run(capsys, file(home(), home(Woningcode="W-2", Verhuurder="Iemand anders")), "--apply")
    path = file(home(Slaapkamers=4), home(Woningcode="W-2", Verhuurder="Iemand anders", Slaapkamers=4))

    status, report, _ = run(capsys, path, "--as", world.email("ruben"), "--apply", "--accept-rest")

    assert (status, report["refused"], report["errors"][0]["code"]) == (2, ["W-2"], "other_owner")
    assert {row.code: row.bedrooms for row in Dwelling.rows.all()} == {"W-1": 4, "W-2": 3}


def test_the_report_speaks_the_language_of_who_imports_and_dutch_for_the_system(world, file, capsys):
    path = file(home(Gemeentecode="GM0363"))

    def said(*words):
        return run(capsys, path, *words)[1]["errors"][0]["message"]

    dutch, by_system = said("--as", world.email("joris")), said()
    Person.rows.filter(pk=world.ids["joris"]).update(language="en")
    english = said("--as", world.email("joris"))

    assert "gemeente" in dutch
    assert "gemeente" in by_system
    assert "gemeente" not in english
    assert "municipality" in english


@pytest.mark.parametrize("key", ["sander", "anouk", "hatice_elsewhere"])
def test_who_may_not_ends_with_3(world, file, capsys, key):
    words = ("--as", world.email("hatice"), "--municipality", HERE) if "_" in key else ("--as", world.email(key))

    assert run(capsys, file(home()), *words, "--apply")[0] == 3
    assert run(capsys, file(home()), "--as", world.email("joris"), "--apply")[0] == 0


def test_a_wrong_option_or_an_unreadable_file_ends_with_2(file, tmp_path, capsys):
    assert run(capsys, file(home()), "--overwrite", "W-1:kleur")[0] == 2
    status, report, _ = run(capsys, str(tmp_path / "none.csv"))
    assert (status, report["errors"][0]["code"]) == (2, "no_such_file")
