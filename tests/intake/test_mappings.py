"""A file of another layout: the page asks which column is which, remembers it, and knows the next one by itself."""

import json

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hervest.accounts.actor import system
from hervest.audit.models import AuditRow
from hervest.cli import import_dossier, import_dwellings
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.housing.models import Dwelling
from hervest.intake import actions, mapping_actions, mapping_queries
from hervest.intake.dwelling_actions import preview_dwellings
from hervest.intake.models import ColumnMapping, Dossier, Import
from hervest.intake.queries import import_page
from hervest.intake.vocabulary import ColumnMap, ImportKind, Section, SheetMap
from intake.dossier_files import NUMBER, family, source_of, xlsx
from intake.dwelling_files import HEADERS, HOME
from intake.test_rules_mapping import elsewhere
from people import ELSEWHERE, HERE, NOW

OTHER_HOMES = xlsx({"Aanbod": [[{"Woningcode": "VHE"}.get(one, one) for one in HEADERS], HOME]})


def upload(client, content, name="gezin.xlsx", page="import_dossiers"):
    return client.post(reverse(page), {"municipality": "", "file": SimpleUploadedFile(name, content)})["Location"]


def filled(client, address, **typed):
    """Everything the form of this page holds, with what is typed."""
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | typed


def saved(world, name="Elders", key="sander"):
    """A mapping that was saved from a file."""
    by = world.actor(key)
    number = actions.preview_import(
        by=by, now=NOW, municipality=HERE, file_name="a.xlsx", source=source_of(xlsx(elsewhere()))
    )
    shown = mapping_queries.columns_page(by, number, ImportKind.DOSSIERS)
    columns = ColumnMap(
        tuple(
            SheetMap(one.title, one.section, {line.header: line.key for line in one.headings}) for one in shown.sheets
        )
    )
    mapping_actions.map_dossier_columns(by=by, now=NOW, number=number, columns=columns, name=name)
    return ColumnMapping.rows.get(name=name)


def test_a_file_of_another_layout_is_asked_about_read_kept_and_known_the_next_time(log_in, world):
    client = log_in("sander")
    asked = upload(client, xlsx(elsewhere()))
    page = client.get(asked)

    assert asked.endswith("/columns/")
    assert "Geb. dat." in page.content.decode()
    assert "21-10-1988" in page.content.decode(), "what stands first in each column helps to choose"

    preview = client.post(asked, filled(client, asked, name="Van elders"))["Location"]
    shown = client.get(preview).context["shown"]
    assert shown.report.accepted == (NUMBER,)
    assert "Van elders" in client.get(preview).content.decode()
    assert Dossier.rows.count() == 0

    again = upload(client, xlsx(elsewhere()))
    assert not again.endswith("/columns/")
    assert client.get(again).context["shown"].report.accepted == (NUMBER,)
    assert "Van elders" in client.get(reverse("import_dossiers")).content.decode()


def test_a_file_with_our_headings_is_not_asked_about(log_in, world):
    client = log_in("sander")

    assert not upload(client, xlsx(family())).endswith("/columns/")


def test_without_a_name_it_holds_for_this_file_only(log_in, world):
    client = log_in("sander")
    asked = upload(client, xlsx(elsewhere()))
    client.post(asked, filled(client, asked))

    assert ColumnMapping.rows.count() == 0
    assert upload(client, xlsx(elsewhere())).endswith("/columns/")


def test_another_choice_of_sheet_shows_its_columns_first_and_reads_nothing_yet(log_in, world):
    client = log_in("sander")
    asked = upload(client, xlsx(elsewhere()))
    before = Import.rows.get().content
    answer = client.post(asked, filled(client, asked, s2="wensen", s4=""))

    form = answer.context["form"]
    assert answer.status_code == 200
    assert "Wens" in dict(form.fields["s2c0"].choices).values()
    assert Import.rows.get().content == before


def test_what_is_said_twice_is_told_and_nothing_typed_is_lost(log_in, world):
    client = log_in("sander")
    asked = upload(client, xlsx(elsewhere()))
    answer = client.post(asked, filled(client, asked, s1c3="achternaam", name="Mijn naam"))

    assert answer.status_code == 200
    assert "Achternaam" in str(answer.context["form"].non_field_errors())
    assert "Mijn naam" in answer.content.decode()
    assert ColumnMapping.rows.count() == 0


def test_homes_are_asked_about_in_the_same_way(log_in, world):
    client = log_in("joris")
    asked = upload(client, OTHER_HOMES, page="import_dwellings")
    preview = client.post(asked, filled(client, asked, name="Corporatie"))["Location"]

    assert client.get(preview).context["shown"].report.accepted == ("W-1",)
    again = upload(client, OTHER_HOMES, page="import_dwellings")
    assert client.get(again).context["shown"].report.accepted == ("W-1",)


def test_a_saved_layout_is_renamed_changed_and_thrown_away(log_in, world):
    row = saved(world)
    client, address = log_in("sander"), reverse("dossier_layout", args=[row.pk])

    assert client.post(address, filled(client, address, name="Anders", s1c3="")).status_code == 303
    row.refresh_from_db()
    assert (row.name, dict(row.columns["sheets"][1][2])["Voornaam"]) == ("Anders", "")

    assert client.post(address, {"remove": "yes"}).status_code == 303
    assert ColumnMapping.rows.count() == 0
    assert client.get(address).status_code == 404


def test_a_layout_without_a_name_or_with_anothers_is_not_saved(log_in, world):
    row, _ = saved(world), saved(world, "Bezet")
    client, address = log_in("sander"), reverse("dossier_layout", args=[row.pk])

    assert client.post(address, filled(client, address, name="")).context["form"].errors["name"]
    assert client.post(address, filled(client, address, name="Bezet")).context["form"].errors["name"]
    row.refresh_from_db()
    assert row.name == "Elders"


@pytest.mark.parametrize("key", ["joris", "anouk", "ruben", "fenna", "pieter"])
def test_for_others_the_pages_of_a_layout_do_not_exist(log_in, world, key):
    row = saved(world)
    number = Import.rows.get().pk

    assert log_in("sander").get(reverse("dossier_layout", args=[row.pk])).status_code == 200
    client = log_in(key)
    assert client.get(reverse("dossier_layout", args=[row.pk])).status_code == 404
    assert client.post(reverse("dossier_layout", args=[row.pk]), {"remove": "yes"}).status_code == 404
    assert client.get(reverse("import_columns", args=[number])).status_code == 404
    assert ColumnMapping.rows.count() == 1


def test_a_colleague_of_the_same_organisation_may_use_and_change_it_and_another_municipality_not(world):
    row = saved(world)
    source = source_of(xlsx(elsewhere()))

    assert mapping_queries.recognised(world.actor("sander"), HERE, ImportKind.DOSSIERS, source).name == "Elders"
    assert mapping_queries.recognised(world.actor("marieke"), HERE, ImportKind.DOSSIERS, source).name == "Elders"
    assert mapping_queries.recognised(world.actor("hatice"), ELSEWHERE, ImportKind.DOSSIERS, source).name == ""
    assert mapping_queries.saved_mappings(world.actor("hatice"), ImportKind.DOSSIERS) == ()
    with pytest.raises((NotFound, NotAllowed)):
        mapping_actions.remove_dossier_mapping(by=world.actor("hatice"), now=NOW, mapping=row.pk)
    mapping_actions.remove_dossier_mapping(by=world.actor("marieke"), now=NOW, mapping=row.pk)
    assert ColumnMapping.rows.count() == 0


def test_it_stands_in_the_log_without_what_the_file_held(world):
    row = saved(world)
    mapping_actions.remove_dossier_mapping(by=world.actor("sander"), now=NOW, mapping=row.pk)
    told = AuditRow.rows.filter(verb__in=["import.mapped", "column_mapping.saved", "column_mapping.removed"])

    assert sorted((one.verb, sorted(one.detail)) for one in told) == [
        ("column_mapping.removed", ["number"]),
        ("column_mapping.saved", ["number"]),
        ("import.mapped", ["number"]),
    ]


def test_an_import_that_was_applied_is_not_read_anew_and_keeps_nothing_of_the_file(world):
    by = world.actor("sander")
    number = actions.preview_import(by=by, now=NOW, municipality=HERE, file_name="a", source=source_of(xlsx(family())))
    actions.apply_import(by=by, now=NOW, number=number)

    assert mapping_queries.columns_page(by, number, ImportKind.DOSSIERS) is None
    assert Import.rows.get().source is None
    with pytest.raises(Conflict):
        mapping_actions.map_dossier_columns(by=by, now=NOW, number=number, columns=ColumnMap(), name="")


def test_two_sheets_that_are_said_to_be_one_are_refused(world):
    by = world.actor("sander")
    number = actions.preview_import(
        by=by, now=NOW, municipality=HERE, file_name="a", source=source_of(xlsx(elsewhere()))
    )
    twice = ColumnMap((SheetMap("Gezinnen", Section.PERSON, {}), SheetMap("Gezinsleden", Section.PERSON, {})))

    with pytest.raises(RuleBroken, match="mapping_sheet_twice"):
        mapping_actions.map_dossier_columns(by=by, now=NOW, number=number, columns=twice, name="")
    assert import_page(by, number, today=world.today).report.errors


@pytest.fixture
def file(tmp_path):
    def write(content, name="a.xlsx"):
        (tmp_path / name).write_bytes(content)
        return str(tmp_path / name)

    return write


def run(command, capsys, *words):
    with time_machine.travel(NOW, tick=False):
        status = command.run(words)
    return status, json.loads(capsys.readouterr().out)


def test_the_command_line_reads_by_the_name_of_a_layout(world, file, capsys):
    saved(world)
    path = file(xlsx(elsewhere()))
    here = ("--municipality", HERE)

    assert run(import_dossier, capsys, path, *here)[0] == 2
    status, report = run(import_dossier, capsys, path, *here, "--mapping", "Elders")
    assert (status, report["accepted"]) == (0, [NUMBER])
    with pytest.raises(SystemExit) as ended:
        run(import_dossier, capsys, path, *here, "--mapping", "Nergens")
    assert ended.value.code == 2
    assert "Nergens" in capsys.readouterr().err
    assert mapping_queries.mapping_named(system("x"), HERE, ImportKind.DOSSIERS, "Elders").columns.sheets


def test_the_command_line_reads_homes_by_the_name_of_a_layout(world, file, capsys):
    by = world.actor("joris")
    number = preview_dwellings(by=by, now=NOW, municipality=HERE, file_name="a.xlsx", source=source_of(OTHER_HOMES))
    columns = ColumnMap((SheetMap("Aanbod", Section.DWELLING, {"VHE": "woningcode"}),))
    mapping_actions.map_dwelling_columns(by=by, now=NOW, number=number, columns=columns, name="Corporatie")
    path = file(OTHER_HOMES)

    words = ("--municipality", HERE, "--mapping", "Corporatie", "--apply")
    assert run(import_dwellings, capsys, path, *words)[1]["accepted"] == ["W-1"]
    assert Dwelling.rows.count() == 1
