"""A task that somebody added to a case and that stands in no template comes with it: open, done or not needed."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import Tier
from hervest.intake.json_rules import as_json, from_json
from hervest.intake.mapping_rules import guessed
from hervest.intake.running_actions import apply_running_import
from hervest.intake.running_queries import running_import_page
from hervest.intake.running_rules import RUNNING_COLUMNS, TASKS_SHEET, RunningRead, read_running
from hervest.intake.templatetags.intake import stands_there
from hervest.intake.vocabulary import FindingCode, ImportKind
from hervest.intake.words import column_names
from hervest.intake.writing_xlsx import running_template_workbook
from hervest.journey.models import Task
from hervest.journey.running_actions import take_over_case
from hervest.journey.running_queries import household_tasks
from hervest.journey.running_rules import ExtraBefore
from hervest.journey.task_actions import add_task, finish_task, undo_finish
from hervest.journey.vocabulary import LONGEST_TITLE, Audience, TaskState
from intake.dossier_files import READING, family, source_of
from intake.running_files import HEADERS, row, running
from intake.test_import_actions import NUMBER, case_of, take
from intake.test_running_cases import ARRIVED, PAST, imported, preview, shown, told
from people import HERE, NOW, TODAY

SOON = TODAY + timedelta(days=9)
SCHOOL, BIKE, GYM = "Bel de school over de gymles", "Regel een tweede fiets", "Meld aan bij de sportclub"
OPEN = {"extra_taak": SCHOOL, "gepland_op": SOON}
DONE = {"extra_taak": BIKE, "gebeurd_op": ARRIVED, "gedaan_door": "Anouk"}
NOT_NEEDED = {"extra_taak": GYM, "niet_nodig_omdat": "Zij sporten op school."}


@pytest.fixture
def case(world):
    """A family whose dossier came in, led by Sander."""
    take(world, family())
    return case_of()


def extra(title=None):
    """The tasks that stand in no template, or the one with this title."""
    found = {task.title: task for task in Task.rows.filter(template="").order_by("pk")}
    return found if title is None else found[title]


def test_it_stands_as_one_that_was_added_by_hand_open_done_or_not_needed(world, case):
    by_hand = add_task(by=world.actor("sander"), now=NOW, case=case, title="Met de hand", due_on=SOON)
    report = imported(world, *(row(NUMBER, **cells) for cells in (OPEN, DONE, NOT_NEEDED)))
    found = extra()

    assert list(report.changed) == [NUMBER]
    assert (found[SCHOOL].state, found[SCHOOL].due_on, found[SCHOOL].assigned_to) == (TaskState.TO_DO, SOON, None)
    done = found[BIKE]
    assert (done.state, done.done_on, done.done_by, done.reason) == (
        TaskState.DONE,
        ARRIVED,
        None,
        "Gedaan vóór Hervest, door Anouk.",
    )
    assert (found[GYM].state, found[GYM].reason) == (TaskState.NOT_NEEDED, "Zij sporten op school.")
    alike = (
        "tier",
        "audience",
        "kind",
        "doer",
        "holder",
        "phase",
        "is_fixed",
        "is_touched",
        "member_no",
        "municipality",
    )
    typed = Task.rows.get(pk=by_hand)
    for task in (found[SCHOOL], done, found[GYM]):
        assert {name: getattr(task, name) for name in alike} == {name: getattr(typed, name) for name in alike}
    assert (typed.tier, typed.audience) == (Tier.P2, Audience.MUNICIPALITY)


def test_it_is_given_to_whom_one_could_choose_by_hand_the_lead_of_the_same_file_included(world, case):
    given = row(NUMBER, **OPEN, wie_doet_het=world.email("joris").upper())
    imported(world, given)
    assert extra(SCHOOL).assigned_to_id == world.ids["joris"]

    for key in ("pieter", "lotte"):  # lotte could, once she is in the team
        page = shown(world, row(NUMBER, extra_taak=BIKE, gepland_op=SOON, wie_doet_het=world.email(key)))
        assert told(page) == [("unknown_doer", 2, "Wie doet het")]
    assert told(shown(world, row(NUMBER, extra_taak=BIKE, gepland_op=SOON, wie_doet_het="niemand@molenveen.example")))

    lotte = world.email("lotte")
    imported(
        world,
        row(NUMBER, coordinator=lotte),
        row(NUMBER, extra_taak=BIKE, gepland_op=SOON, wie_doet_het=lotte),
    )
    assert extra(BIKE).assigned_to_id == world.ids["lotte"]


def test_the_same_file_twice_changes_nothing_also_once_a_day_has_passed(world, case):
    rows = [row(NUMBER, **cells) for cells in (OPEN | {"wie_doet_het": world.email("joris")}, DONE, NOT_NEEDED)]
    imported(world, *rows)
    before = list(Task.rows.order_by("pk").values())
    respelt = [[f"  {cell.upper()} " if cell in {SCHOOL, BIKE, GYM} else cell for cell in one] for one in rows]

    for again in (rows, respelt):
        report = imported(world, *again)
        assert (report.unchanged, dict(report.changed), report.warnings) == ((NUMBER,), {}, ())
    Task.rows.filter(title=SCHOOL).update(due_on=TODAY - timedelta(days=3))
    late = row(NUMBER, **OPEN | {"gepland_op": TODAY - timedelta(days=3)}, wie_doet_het=world.email("joris"))
    assert shown(world, late, *rows[1:]).report.unchanged == (NUMBER,)
    Task.rows.filter(title=SCHOOL).update(due_on=SOON)
    assert list(Task.rows.order_by("pk").values()) == before


def test_a_newer_file_closes_what_stands_open_and_adds_no_second_one(world, case):
    imported(world, row(NUMBER, **OPEN))
    page = shown(world, row(NUMBER, extra_taak=SCHOOL, gebeurd_op=TODAY, gedaan_door="Sander"))
    (line,) = page.changed
    assert [(field.place.header, field.place.who, field.kind.value) for field in line.fields] == [
        ("Extra taak · Gebeurd op", SCHOOL, "set"),
        ("Extra taak · Gedaan door", SCHOOL, "set"),
    ]

    imported(world, row(NUMBER, extra_taak=SCHOOL, gebeurd_op=TODAY, gedaan_door="Sander"))
    assert [(task.state, task.done_on) for task in extra().values()] == [(TaskState.DONE, TODAY)]


def test_what_a_person_recorded_here_stays_and_is_said(world, case):
    imported(world, row(NUMBER, **OPEN))
    here = {"by": world.actor("sander"), "now": NOW, "case": case}
    finish_task(**here, task=extra(SCHOOL).pk, done_on=TODAY)
    add_task(**here, title=BIKE, due_on=SOON)

    later = SOON + timedelta(days=1)
    page = shown(world, row(NUMBER, **OPEN), row(NUMBER, extra_taak=BIKE, gepland_op=later))
    given = shown(world, row(NUMBER, extra_taak=BIKE, gepland_op=SOON, wie_doet_het=world.email("joris")))

    assert [(finding.code, finding.row, finding.column) for finding in page.notes] == [
        (FindingCode.STANDS_OTHERWISE, 2, "Gepland op"),
        (FindingCode.STANDS_OTHERWISE, 3, "Gepland op"),
    ]
    assert [finding.column for finding in given.notes] == ["Wie doet het"]
    assert page.report.unchanged == given.report.unchanged == (NUMBER,)


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"extra_taak": SCHOOL}, "extra_task_how", "Gepland op"),
        ({"extra_taak": SCHOOL, "gedaan_door": "Anouk"}, "extra_task_how", "Gebeurd op"),
        (OPEN | {"gedaan_door": "Anouk"}, "missing_value", "Gebeurd op"),
        (DONE | {"niet_nodig_omdat": "Nee"}, "extra_task_how", "Niet nodig, omdat"),
        (OPEN | {"taak": "C08"}, "one_thing_a_row", "Extra taak"),
        (OPEN | {"mijlpaal": "koppeling"}, "one_thing_a_row", "Extra taak"),
        (OPEN | {"persoon": 1}, "extra_task_of_all", "Persoon"),
        (OPEN | {"keer": 2}, "extra_task_of_all", "Keer"),
        (OPEN | {"gepland_op": TODAY - timedelta(days=1)}, "day_has_passed", "Gepland op"),
        (OPEN | {"gepland_op": "31-02-2026"}, "not_a_date", "Gepland op"),
        (DONE | {"gebeurd_op": TODAY + timedelta(days=1)}, "date_in_future", "Gebeurd op"),
        (DONE | {"wie_doet_het": "joris@molenveen.example"}, "doer_of_open_extra", "Wie doet het"),
        (
            {"taak": "C08", "gebeurd_op": ARRIVED, "wie_doet_het": "joris@molenveen.example"},
            "doer_of_open_extra",
            "Wie doet het",
        ),
        (OPEN | {"extra_taak": "x" * (LONGEST_TITLE + 1)}, "text_too_long", "Extra taak"),
        (OPEN | {"extra_taak": "Bel\x85de school"}, "unreadable_text", "Extra taak"),
        (OPEN | {"extra_taak": "=1+1"}, "formula", "Extra taak"),
    ],
)
def test_what_is_wrong_is_said_at_its_cell_and_refuses_the_case_whole(world, case, cells, code, column):
    page = shown(world, *PAST, row(NUMBER, **cells))

    assert told(page) == [(code, 5, column)]
    assert page.report.refused == (NUMBER,)
    with pytest.raises(RuleBroken, match="running_import_has_refusals"):
        imported(world, *PAST, row(NUMBER, **cells))
    assert extra() == {}


@pytest.mark.parametrize(
    "cells",
    [
        OPEN | {"extra_taak": "x" * LONGEST_TITLE},
        OPEN | {"extra_taak": 'اتصل بالمدرسة <b>nu</b> & "snel" 100 %'},
        OPEN | {"gepland_op": TODAY},
        OPEN | {"keer": 1},
        DONE | {"gepland_op": TODAY - timedelta(days=200), "gebeurd_op": TODAY},
    ],
)
def test_what_a_form_takes_is_taken(world, case, cells):
    imported(world, *PAST, row(NUMBER, **cells))
    assert extra(cells["extra_taak"]).title == cells["extra_taak"]


def test_characters_that_turn_the_reading_direction_are_taken_out_and_told(world, case):
    page = shown(world, row(NUMBER, **OPEN | {"extra_taak": f"\u202e{SCHOOL}\u200b"}))
    assert {finding.code for finding in page.notes} >= {FindingCode.DIRECTION_CHARACTERS}

    imported(world, row(NUMBER, **OPEN | {"extra_taak": f"\u202e{SCHOOL}\u200b"}))
    assert list(extra()) == [SCHOOL]


DAY = f"{ARRIVED:%d-%m-%Y}"
SET_ASIDE = {"niet_nodig_omdat": "Nee"}


@pytest.mark.parametrize(
    ("cells", "there"),
    [
        ({"mijlpaal": "inschrijving BRP", "gedaan_door": "Anouk", "keer": 2}, {"Gedaan door": "Anouk", "Keer": "2"}),
        ({"taak": "C08", "gepland_op": ARRIVED}, {"Gepland op": DAY}),
        ({"coordinator": "sander@hervest.example", "persoon": 1}, {"Persoon": "1", "Gebeurd op": DAY}),
        ({"taak": "C08", "gedaan_door": "Anouk"}, {}),
        ({"taak": "C08", "gebeurd_op": None, **SET_ASIDE, "gedaan_door": "Anouk"}, {"Gedaan door": "Anouk"}),
        ({"extra_taak": BIKE, "gebeurd_op": None, **SET_ASIDE, "gedaan_door": "Anouk"}, {"Gedaan door": "Anouk"}),
        ({"extra_taak": BIKE, "gebeurd_op": None, **SET_ASIDE}, {}),
        ({"extra_taak": BIKE, "gedaan_door": "Anouk"}, {}),
    ],
)
def test_what_is_not_taken_over_beside_something_else_is_told_with_what_stands_there(world, case, cells, there):
    page = shown(world, *PAST, row(NUMBER, **{"gebeurd_op": ARRIVED} | cells))

    notes = [each for each in page.notes if each.code is FindingCode.NOT_READ_HERE]
    assert {each.column: stands_there(each) for each in notes} == there
    assert told(page) == []


def test_two_rows_with_one_title_are_an_error_and_with_two_titles_are_two_tasks(world, case):
    twice = (row(NUMBER, **OPEN), row(NUMBER, **DONE | {"extra_taak": SCHOOL.upper()}))
    assert told(shown(world, *twice)) == [("said_twice", 3, "Extra taak")]

    imported(world, row(NUMBER, **OPEN), row(NUMBER, **DONE))
    assert list(extra()) == [SCHOOL, BIKE]


def test_every_error_of_the_row_and_of_its_neighbours_is_told_at_once(world, case):
    bad = (
        row(NUMBER, **DONE | {"persoon": 1, "keer": 3, "niet_nodig_omdat": "Nee", "wie_doet_het": "a@b.example"}),
        row(NUMBER, extra_taak=GYM, gepland_op="?", wie_doet_het="niemand@molenveen.example"),
        row(NUMBER, taak="Z99", gebeurd_op=ARRIVED),
    )
    assert set(told(shown(world, *bad))) == {
        ("extra_task_how", 2, "Niet nodig, omdat"),
        ("extra_task_of_all", 2, "Persoon"),
        ("extra_task_of_all", 2, "Keer"),
        ("doer_of_open_extra", 2, "Wie doet het"),
        ("not_a_date", 3, "Gepland op"),
        ("unknown_doer", 3, "Wie doet het"),
        ("unknown_task", 4, "Taak"),
    }


def test_who_may_not_give_work_there_gets_the_answer_of_no_case_and_a_lead_may(world, case):
    assert told(shown(world, row(NUMBER, **OPEN), key="lotte")) == [("unknown_case", 2, "Dossier")]
    assert told(shown(world, row(NUMBER, **OPEN), key="lena")) == []


def test_the_action_itself_asks_for_a_day_to_come_a_task_that_is_open_and_who_can_do_it(world, case):
    here = {"by": world.actor("sander"), "now": NOW, "case": case, "records": ()}
    with pytest.raises(RuleBroken, match="day_has_passed"):
        take_over_case(**here, extra=[ExtraBefore(SCHOOL, due_on=TODAY - timedelta(days=1))])
    with pytest.raises(RuleBroken, match="cannot_do_tasks_here"):
        take_over_case(**here, extra=[ExtraBefore(SCHOOL, due_on=SOON, person=world.ids["pieter"])])
    with pytest.raises(NotFound):
        take_over_case(
            **here, extra=[ExtraBefore(SCHOOL, done_on=TODAY, task=Task.rows.exclude(template="").first().pk)]
        )
    take_over_case(**here, extra=[ExtraBefore(SCHOOL, due_on=TODAY, person=world.ids["joris"])])
    take_over_case(**here, extra=[ExtraBefore(SCHOOL, done_on=TODAY, task=extra(SCHOOL).pk)])
    with pytest.raises(Conflict, match="task_changed_meanwhile"):
        take_over_case(**here, extra=[ExtraBefore(SCHOOL, done_on=TODAY, task=extra(SCHOOL).pk)])


def test_the_log_tells_how_many_came_and_never_their_words(world, case):
    imported(world, row(NUMBER, **OPEN), row(NUMBER, **DONE))

    (taken,) = AuditRow.rows.filter(verb="case.taken_over", case_code=case)
    assert taken.detail["n_extra"] == 2
    assert not any(SCHOOL in str(one.detail) for one in AuditRow.rows.all())


def test_the_preview_page_shows_each_with_its_day_and_who_does_it(log_in, world, case):
    client = log_in("sander")
    rows = (row(NUMBER, **OPEN | {"extra_taak": f"<b>{SCHOOL}</b>", "wie_doet_het": world.email("joris")}),)
    file = SimpleUploadedFile("zaken.xlsx", running(*rows, row(NUMBER, **NOT_NEEDED)))
    address = client.post(reverse("import_running"), {"municipality": HERE, "file": file}).url
    page = client.get(address)

    text = page.content.decode()
    assert f"Extra taak · Gepland op · <bdi>&lt;b&gt;{SCHOOL}&lt;/b&gt;</bdi>" in text
    assert f"Extra taak · Wie doet het · <bdi>&lt;b&gt;{SCHOOL}&lt;/b&gt;</bdi>" in text
    assert world.email("joris") in text
    assert "Zij sporten op school." in text
    assert client.post(address, {"seen": page.context["shown"].digest}).status_code == 303
    assert extra(f"<b>{SCHOOL}</b>").assigned_to_id == world.ids["joris"]


def test_a_preview_is_not_applied_once_the_task_was_finished_here(world, case):
    imported(world, row(NUMBER, **OPEN))
    by, closes = world.actor("sander"), row(NUMBER, extra_taak=SCHOOL, gebeurd_op=TODAY)
    first, second = preview(world, closes), preview(world, closes)
    seen = running_import_page(by, first, today=TODAY).digest
    task = extra(SCHOOL).pk
    finish_task(by=by, now=NOW, case=case, task=task, done_on=TODAY - timedelta(days=1))

    with pytest.raises(Conflict, match="import_changed_meanwhile"):
        apply_running_import(by=by, now=NOW, number=first, seen=seen)
    undo_finish(by=by, now=NOW, case=case, task=task)
    apply_running_import(by=by, now=NOW, number=second, seen=seen)
    assert extra(SCHOOL).done_on == TODAY


def test_the_empty_file_has_the_columns_and_says_of_each_what_it_holds():
    book = load_workbook(io.BytesIO(running_template_workbook(household_tasks([]))))
    told_of = {line[0].value: line[1].value for line in book["Uitleg"].iter_rows(min_row=2)}

    assert list(told_of) == HEADERS == [column.header for column in RUNNING_COLUMNS]
    assert "medisch" in told_of["Extra taak"]
    assert TASKS_SHEET in told_of["Taak"]
    assert all(told_of.values())
    (only,) = read_running(source_of(running_template_workbook(household_tasks([]))), READING).findings
    assert only.code is FindingCode.NO_CASES


def test_another_layout_and_a_file_with_commas_are_read_too():
    text = f"Casus;Losse taak;Uiterlijk op;Toegewezen aan\nH-0001;{SCHOOL};{SOON:%d-%m-%Y};joris@molenveen.example\n"
    source = source_of(text.encode(), "z.csv")
    found = read_running(source, READING, mapping=guessed(source, ImportKind.RUNNING, column_names(), alike=0.8))

    assert [(line.case, line.extra, line.planned_on, line.doer) for line in found.lines] == [
        ("H-0001", SCHOOL, SOON, "joris@molenveen.example")
    ]
    assert found.findings == ()


def test_a_file_that_was_read_before_there_were_extra_tasks_is_read_as_it_was(world, case):
    read = as_json(read_running(source_of(running(*PAST)), READING))
    for line in read["lines"]:
        del line["extra"], line["doer"]
    assert [one.milestone for one in from_json(RunningRead, read).lines] == [
        one.milestone for one in read_running(source_of(running(*PAST)), READING).lines
    ]
    assert date(2026, 3, 2) in {one.happened_on for one in from_json(RunningRead, read).lines}
