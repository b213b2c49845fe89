"""`hervest import-dossier`: what it says, what it does, and how it ends."""

import json

import pytest
import time_machine

from hervest.accounts.models import Person
from hervest.cli import import_dossier
from hervest.intake.models import Dossier, Import
from intake.dossier_files import family, xlsx
from people import HERE, NOW


@pytest.fixture
def file(tmp_path):
    def write(sheets, name="gezin.xlsx"):
        path = tmp_path / name
        path.write_bytes(xlsx(sheets))
        return str(path)

    return write


@pytest.fixture(autouse=True)
def _on_the_casts_monday(world):
    """The cast's memberships are in force."""
    with time_machine.travel(NOW, tick=False):
        yield


def run(capsys, *words):
    status = import_dossier.run(words)
    said = capsys.readouterr()
    return status, json.loads(said.out) if said.out else None, said.err


def test_the_default_is_a_preview_that_leaves_nothing(file, capsys):
    status, report, _ = run(capsys, file(family()), "--municipality", HERE)

    assert (status, report["accepted"]) == (0, ["PR-1"])
    assert (Dossier.rows.count(), Import.rows.count()) == (0, 0)


def test_applying_twice_changes_nothing_more(file, capsys):
    path = file(family())
    assert run(capsys, path, "--apply")[1]["accepted"] == ["PR-1"]

    status, report, _ = run(capsys, path, "--apply")

    assert (status, report["unchanged"], report["accepted"]) == (0, ["PR-1"], [])
    assert Dossier.rows.count() == 1


def test_the_lists_are_those_of_the_format(file, capsys):
    report = run(capsys, file(family(Personen_F2="31-02-2019")))[1]

    assert set(report) == {"accepted", "unchanged", "changed", "refused", "kept", "errors", "warnings"}
    (error,) = report["errors"]
    assert (error["sheet"], error["row"], error["column"], error["code"]) == (
        "Personen",
        2,
        "Geboortedatum",
        "not_a_birth_date",
    )
    assert error["message"]


def test_a_file_with_a_refusal_ends_with_2_and_applies_nothing_unless_told(file, capsys):
    sheets = family()
    for name, rows in family(Personen_F2="31-02-2019").items():
        sheets[name] += [["PR-2", *row[1:]] for row in rows[1:]]
    path = file(sheets)

    status, report, words = run(capsys, path, "--apply")
    assert (status, report["refused"], Dossier.rows.count()) == (2, ["PR-2"], 0)
    assert "nothing was applied" in words

    status, report, _ = run(capsys, path, "--apply", "--accept-rest")
    assert (status, report["accepted"], report["refused"]) == (2, ["PR-1"], ["PR-2"])
    assert Dossier.rows.count() == 1


def test_the_file_wins_where_it_is_told_to(file, capsys):
    run(capsys, file(family()), "--apply")
    path = file(family(Personen_D2="Halla"))

    assert run(capsys, path, "--overwrite", "PR-1:personen[1].roepnaam")[0] == 0
    status, _, words = run(capsys, path, "--overwrite", "nonsense")
    assert status == 2
    assert "nonsense" in words


@pytest.mark.parametrize("key", ["joris", "anouk", "pieter", "bas"])
def test_who_may_not_ends_with_3_and_hears_nothing_of_the_file(world, file, capsys, key):
    status, report, _ = run(capsys, file(family()), "--as", world.email(key))

    assert (status, report) == (3, None)
    assert run(capsys, file(family()), "--as", world.email("sander"))[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--as", "nobody@hervest.example"),
        ("--municipality", "GM0000"),
        ("--as", "sander@hervest.example", "--municipality", "GM9002"),
    ],
)
def test_an_actor_or_municipality_that_is_not_there_ends_with_3(file, capsys, words):
    assert run(capsys, file(family()), *words)[0] == 3


def test_the_system_takes_every_municipality_of_this_installation_and_no_other(file, capsys):
    assert run(capsys, file(family(Huishouden_C2="GM9002")))[1]["accepted"] == ["PR-1"]
    assert run(capsys, file(family(Huishouden_C2="GM0363")))[1]["refused"] == ["PR-1"]
    status, report, _ = run(capsys, file(family(Huishouden_C2="GM9002")), "--municipality", HERE)
    assert (status, report["errors"][0]["code"]) == (2, "other_municipality")


def test_a_file_that_cannot_be_read_is_one_error(tmp_path, capsys):
    status, report, _ = run(capsys, str(tmp_path / "none.xlsx"))
    assert (status, [error["code"] for error in report["errors"]]) == (2, ["no_such_file"])

    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    status, report, _ = run(capsys, str(broken), "--apply")
    assert (status, len(report["errors"])) == (2, 1)


def test_words_for_people_can_be_asked_for(file, capsys):
    status = import_dossier.run([file(family()), "--format", "text"])

    assert status == 0
    assert "accepted: 1" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_in_the_readers_language(tmp_path, capsys):
    report = run(capsys, str(tmp_path / "none.xlsx"))[1]

    assert "Dit bestand is er niet" in report["errors"][0]["message"]
    assert "No such file" not in report["errors"][0]["message"]


def test_the_report_speaks_the_language_of_who_imports(world, file, capsys):
    wrong = family()
    wrong["Personen"] = [(*row[:6], "perhaps", *row[7:]) if n else row for n, row in enumerate(wrong["Personen"])]
    words = (file(wrong), "--as", world.email("sander"), "--format", "text")

    import_dossier.run(words)
    dutch = capsys.readouterr().out
    Person.rows.filter(pk=world.ids["sander"]).update(language="en")
    import_dossier.run(words)
    english = capsys.readouterr().out

    assert "Dit woord kennen we hier niet." in dutch
    assert "Dit woord kennen we hier niet." not in english
    assert "We do not know this word here." in english
