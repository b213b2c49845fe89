"""Cases that ran before Hervest was there are taken over: their days, what was done, who leads; nothing half."""

import io
import json
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from hervest.cli import import_running
from hervest.core.errors import Conflict, RuleBroken
from hervest.intake.file_queries import no_list, opened_file
from hervest.intake.models import Import
from hervest.intake.running_actions import apply_running_import, preview_running
from hervest.intake.running_queries import running_import_page, tasks_to_name
from hervest.intake.running_rules import MILESTONE_WORDS, RUNNING_COLUMNS, TASKS_SHEET, read_running
from hervest.intake.vocabulary import FindingCode, ImportKind
from hervest.intake.writing_xlsx import running_template_workbook
from hervest.journey.models import Task
from hervest.journey.plan_queries import milestones, recorded_by_hand
from hervest.journey.queries import plan_version, team_of
from hervest.journey.running_queries import household_tasks
from hervest.journey.task_actions import finish_task
from hervest.journey.vocabulary import CaseKind, DeadlineKind, MilestoneCode, TaskState
from intake.dossier_files import READING, family, json_file, source_of, xlsx
from intake.hostile_files import csv_of
from intake.running_files import KEYS, row, running
from intake.test_import_actions import NUMBER, case_of, take
from journey.test_rules_workflow import WELCOME
from journey.test_workflow import published, task_added
from people import HERE, NOW, TODAY

LINKED, LANDED, ARRIVED = date(2026, 3, 2), date(2026, 6, 1), date(2026, 6, 3)
PAST = (
    row(NUMBER, mijlpaal="koppeling", gebeurd_op=LINKED),
    row(NUMBER, mijlpaal="landing in Nederland", gebeurd_op=LANDED),
    row(NUMBER, mijlpaal="aankomst in de gemeente", gebeurd_op=ARRIVED),
)
DONE = row(NUMBER, taak="C08", gebeurd_op=date(2026, 5, 29), gedaan_door="Wegwijs")


@pytest.fixture
def case(world):
    """A family whose dossier came in, led by Sander."""
    take(world, family())
    return case_of()


def preview(world, *rows, key="sander"):
    source = source_of(running(*rows))
    return preview_running(by=world.actor(key), now=world.now, municipality=HERE, file_name="z.xlsx", source=source)


def imported(world, *rows, key="sander", **how):
    return apply_running_import(by=world.actor(key), now=world.now, number=preview(world, *rows, key=key), **how)


def shown(world, *rows, key="sander"):
    return running_import_page(world.actor(key), preview(world, *rows, key=key), today=world.today)


def told(page):
    return [(finding.code.value, finding.row, finding.column) for finding in page.report.errors]


def task(template, member=0):
    return Task.rows.get(template=template, member_no=member, repeat_no=1)


def test_what_happened_and_was_done_stands_so_and_the_plan_goes_on_from_it(world, case):
    report = imported(world, *PAST, DONE, row(NUMBER, taak="C20", niet_nodig_omdat="Zij spreken Nederlands."))

    assert list(report.changed) == [NUMBER]
    days = {one.code: (one.on, one.is_actual) for one in milestones(world.actor("sander"), case, today=TODAY)}
    assert days[MilestoneCode.ALLOCATED] == (LINKED, True)
    assert days[MilestoneCode.ARRIVED] == (ARRIVED, True)
    done = task("C08")
    assert (done.state, done.done_on, done.done_by, done.reason) == (
        TaskState.DONE,
        date(2026, 5, 29),
        None,
        "Gedaan vóór Hervest, door Wegwijs.",
    )
    assert (task("C20").state, task("C20").reason) == (TaskState.NOT_NEEDED, "Zij spreken Nederlands.")
    assert task("D02", member=1).due_on < TODAY, "the plan counts from the day they landed"


def test_a_term_that_passed_is_asked_about_and_one_that_is_said_to_be_met_is_not(world, case):
    page = shown(world, *PAST, DONE)
    titles = {line.title: line.on for one in page.passed for line in one.lines}
    assert page.report.refused == ()
    assert titles
    assert all(on < TODAY for on in titles.values())
    assert "Sluit energie, water en internet aan" not in titles
    assert "een taak die u niet mag lezen" not in titles, "a case lead reads what they are to see to"
    (missed,) = shown(world, *PAST).passed
    assert "Sluit energie, water en internet aan" in {line.title for line in missed.lines}

    imported(world, *PAST, DONE)
    bound = Task.rows.filter(is_open=True, kind__in=[DeadlineKind.HARD, DeadlineKind.LEGAL])
    late = [task for task in bound if (last := task.limit_on or task.due_on) and last < TODAY]
    assert len(late) == page.n_passed, "the preview names exactly what stands as critically late afterwards"


def test_the_same_file_twice_changes_nothing(world, case):
    imported(world, *PAST, DONE, row(NUMBER, coordinator=world.email("lotte")))
    before, version = list(Task.rows.order_by("pk").values()), plan_version(case)

    again = imported(world, *PAST, DONE, row(NUMBER, coordinator=world.email("lotte")))

    assert (again.unchanged, dict(again.changed)) == ((NUMBER,), {})
    assert list(Task.rows.order_by("pk").values()) == before
    assert plan_version(case) == version
    assert {one.name for one in team_of(world.actor("sander"), case, today=TODAY)} == {"Sander Bos", "Lotte Mulder"}


def test_what_a_person_recorded_here_stays_and_is_said(world, case):
    imported(world, *PAST)
    finish_task(
        by=world.actor("sander"), now=world.now, case=case, task=task("C08").pk, done_on=ARRIVED, reason="Klaar."
    )
    page = shown(world, *PAST, DONE)

    assert [(finding.code, finding.column) for finding in page.notes] == [(FindingCode.STANDS_OTHERWISE, "Gebeurd op")]
    assert page.report.unchanged == (NUMBER,)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({}, "one_thing_a_row", "Mijlpaal"),
        ({"mijlpaal": "koppeling", "taak": "C08", "gebeurd_op": LINKED}, "one_thing_a_row", "Taak"),
        ({"mijlpaal": "trouwdag", "gebeurd_op": LINKED}, "unknown_word", "Mijlpaal"),
        ({"mijlpaal": "koppeling"}, "missing_value", "Gebeurd op"),
        ({"mijlpaal": "koppeling", "gebeurd_op": "31-02-2026"}, "not_a_date", "Gebeurd op"),
        ({"mijlpaal": "aankomst in de gemeente", "gebeurd_op": date(2027, 1, 1)}, "date_in_future", "Gebeurd op"),
        ({"mijlpaal": "aankomst in de gemeente", "gebeurd_op": date(2026, 1, 1)}, "milestones_impossible", "Mijlpaal"),
        ({"mijlpaal": "einde tijdelijke bescherming", "gebeurd_op": ARRIVED}, "not_of_this_route", "Mijlpaal"),
        ({"mijlpaal": "inschrijving BRP", "persoon": 9, "gebeurd_op": ARRIVED}, "wrong_person", "Persoon"),
        ({"taak": "C08"}, "done_or_not_needed", "Gebeurd op"),
        ({"taak": "C08", "gebeurd_op": LINKED, "niet_nodig_omdat": "Nee"}, "done_or_not_needed", "Niet nodig, omdat"),
        ({"taak": "Z99", "gebeurd_op": LINKED}, "unknown_task", "Taak"),
        ({"taak": "C08", "persoon": 1, "gebeurd_op": LINKED}, "wrong_person", "Persoon"),
        ({"taak": "C08", "keer": 7, "gebeurd_op": LINKED}, "task_not_asked", "Taak"),
        ({"taak": "E02", "gebeurd_op": ARRIVED}, "milestone_first", "Taak"),
        ({"coordinator": "niemand@molenveen.example"}, "unknown_coordinator", "Coördinator"),
        ({"dossier": "H-9999", "taak": "C08", "gebeurd_op": LINKED}, "unknown_case", "Dossier"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_refuses_the_case_whole(world, case, cells, code, column):
    name = cells.get("dossier", NUMBER)
    said = {key: value for key, value in cells.items() if key != "dossier"}
    page = shown(world, *PAST[:2], row(name, **said))

    assert (code, 4, column) in told(page)
    assert page.report.refused == (name,)
    if name == NUMBER:
        with pytest.raises(RuleBroken, match="running_import_has_refusals"):
            imported(world, *PAST[:2], row(name, **said))


def test_every_error_is_said_at_once_and_a_good_case_may_go_on_alone(world, case):
    bad = (row("H-9999", taak="C08", gebeurd_op=LINKED), row("X", mijlpaal="?"), row(None, taak="C08"))
    assert [code for code, _, _ in told(shown(world, *PAST, *bad))] == [
        "unknown_word",
        "missing_value",
        "unknown_case",
        "unknown_case",
    ]

    report = imported(world, *PAST, *bad, accept_rest=True)
    assert (list(report.changed), report.refused) == ([NUMBER], ("H-9999", "X"))


def test_what_is_wrong_beside_a_cell_that_cannot_be_read_is_told_with_it(world, case):
    bad = (
        row(NUMBER, taak="Z99", gebeurd_op="31-02-2026", coordinator="niemand@molenveen.example"),
        row(NUMBER, taak="C09", gebeurd_op=date(2027, 1, 1)),
        row(NUMBER, taak="C20", persoon=9, gebeurd_op=ARRIVED),
        row(NUMBER, mijlpaal="einde tijdelijke bescherming", gebeurd_op="?"),
    )
    first = told(shown(world, *PAST, *bad))
    n = len(PAST) + 2

    assert set(first) == {
        ("not_a_date", n, "Gebeurd op"),
        ("unknown_task", n, "Taak"),
        ("unknown_coordinator", n, "Coördinator"),
        ("date_in_future", n + 1, "Gebeurd op"),
        ("not_a_date", n + 3, "Gebeurd op"),
        ("not_of_this_route", n + 3, "Mijlpaal"),
    }, "a person is looked up in the plan, and no plan is made while a milestone has no day"
    assert ("wrong_person", n + 2, "Persoon") in told(shown(world, *PAST, *bad[:3]))


def test_an_unreadable_cell_brings_no_error_that_is_none(world, case):
    """The tasks hang on a day that cannot be read: nothing is said of them."""
    spoiled = [[cell if cell != LINKED else "?" for cell in one] for one in PAST]

    assert {code for code, _, _ in told(shown(world, *spoiled, DONE))} == {"not_a_date"}


def test_a_case_in_which_one_may_not_record_by_hand_is_answered_as_none(world, case):
    assert told(shown(world, *PAST, key="lotte")) == [("unknown_case", 2, "Dossier")]
    half = row(NUMBER, taak="Z99", gebeurd_op="?")
    hidden = {code for code, _, _ in told(shown(world, *PAST, half, key="lotte"))}
    assert hidden == {"not_a_date", "unknown_case"}, "of a case of somebody else nothing more is told"
    assert told(shown(world, *PAST, key="lena")) == [], "a lead records in every case of the municipality"
    assert told(shown(world, *PAST, row(NUMBER.lower(), taak="C08", gebeurd_op=LINKED), key="sander")) == []


def test_a_preview_that_is_no_longer_so_is_not_applied(world, case):
    number = preview(world, *PAST)
    seen = running_import_page(world.actor("sander"), number, today=TODAY).digest
    imported(world, PAST[0])

    with pytest.raises(Conflict):
        apply_running_import(by=world.actor("sander"), now=world.now, number=number, seen=seen)


def test_a_list_with_commas_and_the_template_are_read():
    text = f"Dossier;Mijlpaal;Gebeurd op\nH-0001;Koppeling;{LINKED:%d-%m-%Y}\n"
    found = read_running(source_of(text.encode(), "z.csv"), READING)
    assert [(line.case, line.milestone, line.happened_on) for line in found.lines] == [
        ("H-0001", MilestoneCode.ALLOCATED, LINKED)
    ]

    empty = read_running(source_of(running_template_workbook(household_tasks([]))), READING)
    assert [finding.code.value for finding in empty.findings] == ["no_cases"], f"{TASKS_SHEET} is for reading"
    assert {column.header for column in RUNNING_COLUMNS} >= {"Dossier", "Taak", "Mijlpaal"}


def test_a_task_of_a_municipalitys_own_way_of_working_is_named_like_any_other(world):
    task_added(world)
    published(world)
    take(world, family(), key="sander")
    first, done = case_of(), ARRIVED + timedelta(days=2)

    report = imported(world, *PAST, row(NUMBER, taak=WELCOME.title_nl, gebeurd_op=done, gedaan_door="Wegwijs"))

    own = Task.rows.get(case__code=first, template="M-1")
    assert list(report.changed) == [NUMBER]
    assert (own.state, own.done_on) == (TaskState.DONE, done)
    sander, hatice = world.actor("sander"), world.actor("hatice")
    assert "M-1" in [one.id for one in tasks_to_name(sander)]
    assert "M-1" not in [one.id for one in tasks_to_name(hatice)]  # another municipality works otherwise
    book = load_workbook(io.BytesIO(running_template_workbook(tasks_to_name(sander))))
    assert ("M-1", WELCOME.title_nl) in [(line[0].value, line[1].value) for line in book[TASKS_SHEET].iter_rows()]


def test_every_milestone_of_a_household_that_is_recorded_by_hand_has_its_word():
    by_hand = set(recorded_by_hand(CaseKind.HOUSEHOLD, None)) - {MilestoneCode.BIRTH_EXPECTED}
    assert set(MILESTONE_WORDS.values()) >= by_hand


def test_the_pages_show_the_passed_terms_and_give_refused_rows_back(log_in, world, case):
    client = log_in("sander")
    rows = (*PAST, row("H-9999", taak="C08", gebeurd_op=LINKED))
    file = SimpleUploadedFile("zaken.xlsx", running(*rows))
    address = client.post(reverse("import_running"), {"municipality": HERE, "file": file}).url
    page = client.get(address)
    assert "Termijnen die voorbij zijn" in page.content.decode()

    number = int(address.rstrip("/").rpartition("/")[2])
    sheet = load_workbook(io.BytesIO(client.get(reverse("running_terms", args=[number])).content))["Lopende dossiers"]
    asked = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert {row[0] for row in asked if row[0]} == {NUMBER}
    assert "C08 · Sluit energie, water en internet aan" in {row[3] for row in asked}
    assert '<span class="hv-code">C08</span> · Sluit energie, water en internet aan' in page.content.decode()

    day = KEYS["gebeurd_op"]
    filled = [[*row[:day], ARRIVED, *row[day + 1 :]] for row in asked if row[0]]
    read_again = shown(world, *PAST, *filled)
    assert [one for one in told(read_again) if one[0] != "milestone_first"] == [], "the sheet is read as it was given"

    client.post(address, {"seen": page.context["shown"].digest, "accept_rest": "on"})
    answer = client.get(reverse("refused_running", args=[number, "csv"]))
    assert "H-9999" in answer.content.decode()
    assert NUMBER not in answer.content.decode()
    assert task("C08").case.code == case


@time_machine.travel(NOW, tick=False)
def test_the_command_says_what_would_happen_and_does_it(world, case, tmp_path, capsys):
    path = tmp_path / "zaken.xlsx"
    path.write_bytes(running(*PAST, DONE))

    assert import_running.run([str(path), "--municipality", HERE]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (list(said["changed"]), task("C08").state == TaskState.DONE) == ([NUMBER], False)
    assert "term_passed" in {warning["code"] for warning in said["warnings"]}

    assert import_running.run([str(path), "--municipality", HERE, "--apply"]) == 0
    assert task("C08").state == TaskState.DONE


PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("foto.png", PNG, ("Dit soort bestand (.png) kennen we niet.", "XLSX of CSV")),
        ("foto.xlsx", PNG, ("is geen XLSX", "sla het opnieuw op als XLSX")),
        (
            "leeg.xlsx",
            xlsx({"Blad1": []}),
            ("In dit bestand staat geen enkel dossier.", "Een regel per mijlpaal of taak"),
        ),
        ("gezin.xlsx", xlsx(family()), ("Dit is een bestand met overdrachtsdossiers.", "“Dossiers inlezen”")),
        ("gezin.json", json_file(family()), ("Een lijst in JSON lezen we niet.",)),
    ],
)
def test_a_file_that_can_be_no_list_is_refused_where_it_was_chosen_with_what_to_do(log_in, name, content, says):
    sent = {"municipality": HERE, "file": SimpleUploadedFile(name, content)}
    answer = log_in("sander").post(reverse("import_running"), sent)

    assert answer.status_code == 200
    (told,) = answer.context["form"].errors["file"]
    assert all(words in told for words in says), told
    assert not Import.rows.exists()


def test_a_list_of_which_no_heading_is_ours_still_goes_to_its_columns(log_in, world):
    file = SimpleUploadedFile("lijst.xlsx", xlsx({"Blad1": [["Naam", "Ding"], ["Amal", "Fiets"]]}))
    answer = log_in("sander").post(reverse("import_running"), {"municipality": HERE, "file": file})

    assert answer["Location"].endswith("/columns/")


NUMBERED = (
    (ImportKind.RUNNING, ("Dossiernummer", "Route", "Gemeentecode", "Taak", "Gebeurd op")),
    (ImportKind.DWELLINGS, ("Dossiernummer", "Route", "Woningcode", "Gemeentecode")),
    (ImportKind.SPONSORS, ("Dossiernummer", "Route", "Groep", "Naam", "Rol")),
    (ImportKind.STAFF, ("Dossiernummer", "Route", "Naam", "E-mail", "Rol", "Laatste dag")),
)
DOSSIER_WIDE = ("Dossiernummer", "Route", "Persoon", "Rol", "Roepnaam", "Geboortedatum")


@pytest.mark.parametrize(("kind", "headers"), NUMBERED)
def test_a_list_in_which_the_number_and_the_route_of_a_dossier_stand_is_that_list(kind, headers):
    content = csv_of(headers, ["x"] * len(headers))

    found = opened_file("lijst.csv", content, kind)

    assert [table.headers for table in found.tables] == [headers]
    assert no_list(found, kind) is None


@pytest.mark.parametrize("kind", [kind for kind, _ in NUMBERED])
@pytest.mark.parametrize(
    ("name", "content"),
    [("gezin.xlsx", xlsx(family())), ("gezin.csv", csv_of(DOSSIER_WIDE, ["x"] * len(DOSSIER_WIDE)))],
)
def test_dossiers_are_no_list_of_any_kind_and_are_dossiers_where_those_are_asked_for(kind, name, content):
    found = opened_file(name, content, kind)

    assert found.tables == ()
    assert no_list(found, kind).code is FindingCode.HOLDS_DOSSIERS
    assert opened_file(name, content, ImportKind.DOSSIERS).tables


@pytest.mark.parametrize(("kind", "headers"), NUMBERED)
def test_a_sheet_of_persons_beside_a_list_does_not_refuse_the_list(kind, headers):
    content = xlsx({"Personen": [list(DOSSIER_WIDE), ["x"] * len(DOSSIER_WIDE)], "Lijst": [list(headers), ["x"] * 4]})

    assert {table.sheet for table in opened_file("lijst.xlsx", content, kind).tables} == {"Personen", "Lijst"}
