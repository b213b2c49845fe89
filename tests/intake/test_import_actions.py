"""Importing: read, shown, applied in one go; again without a change; and what persons changed stays."""

from datetime import date, timedelta

import pytest

from hervest.accounts.actor import system
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.households import actions as households
from hervest.households.models import Household
from hervest.households.queries import record_of
from hervest.households.vocabulary import NeedKind
from hervest.intake import actions, queries
from hervest.intake.json_rules import from_json
from hervest.intake.models import Dossier, DossierVersion, Import
from hervest.intake.vocabulary import DossiersRead, FindingCode
from hervest.journey import actions as journey
from hervest.journey.models import Case, Task
from hervest.journey.plan_queries import milestones
from hervest.journey.queries import plan_version, team_of
from hervest.journey.vocabulary import MilestoneCode
from hervest.journey.worklist_queries import plan_of
from intake.dossier_files import family, json_file, source_of, xlsx

NUMBER = "PR-1"


def read(world, sheets, key="sander", place="GM9001"):
    return actions.preview_import(
        by=world.actor(key), now=world.now, municipality=place, file_name="gezin.xlsx", source=source_of(xlsx(sheets))
    )


def take(world, sheets, key="sander", **options):
    number = read(world, sheets, key)
    return actions.apply_import(by=world.actor(key), now=world.now, number=number, **options)


def case_of(number=NUMBER, place="GM9001"):
    return Dossier.rows.get(number=number, municipality=place).case.code


def correct(world, case, member, **changes):
    households.correct_member(
        by=world.actor("sander"), now=world.now, case=case, member=MemberNo(member), reason="Gezien.", changes=changes
    )


def test_a_preview_stores_nothing_of_a_household(world):
    number = read(world, family())
    page = queries.import_page(world.actor("sander"), number, today=world.today)

    assert page.report.accepted == (NUMBER,)
    assert [line.names for line in page.new] == [("Hala",)]
    assert (Case.rows.count(), Household.rows.count(), Dossier.rows.count()) == (0, 0, 0)


def test_an_applied_dossier_becomes_a_case_with_coordinator_milestones_and_plan(world):
    report = take(world, family())
    code, actor = case_of(), world.actor("sander")

    assert report.accepted == (NUMBER,)
    assert [row.name for row in team_of(actor, code, today=world.today)] == ["Sander Bos"]
    days = {row.code: (row.on, row.is_actual) for row in milestones(actor, code, today=world.today) if not row.member}
    assert days[MilestoneCode.ALLOCATED] == (date(2026, 11, 3), True)
    assert days[MilestoneCode.LANDED] == (date(2027, 2, 16), False)
    record = record_of(code)
    assert [(row.no, row.first_name) for row in record.members] == [(1, "Hala"), (2, "آدم")]
    assert {(row.member, row.kind) for row in record.needs} == {(2, NeedKind.LIFT), (None, NeedKind.QUIET_AREA)}
    assert plan_of(actor, code, today=world.today)


def test_the_same_file_twice_changes_nothing(world):
    take(world, family())
    rows, version = list(Task.rows.order_by("pk").values()), plan_version(case_of())

    report = take(world, family())

    assert report.unchanged == (NUMBER,)
    assert (report.accepted, report.changed, dict(report.kept)) == ((), {}, {})
    assert list(Task.rows.order_by("pk").values()) == rows
    assert plan_version(case_of()) == version
    assert DossierVersion.rows.count() == 1


def test_a_newer_file_changes_only_what_differs(world):
    take(world, family())

    report = take(world, family(Huishouden_E2="25-02-2027", Personen_D2="Halla"))

    assert report.changed == {NUMBER: ("huishouden.verwachte_aankomst", "personen[1].roepnaam")}
    assert record_of(case_of()).member(1).first_name == "Halla"
    days = {row.code: row.on for row in milestones(world.actor("sander"), case_of(), today=world.today)}
    assert days[MilestoneCode.LANDED] == date(2027, 2, 25)


def test_a_persons_correction_survives_and_is_listed(world):
    take(world, family())
    correct(world, case_of(), 1, first_name="Hála")

    report = take(world, family(Personen_E2="Darwich"))

    assert report.changed == {NUMBER: ("personen[1].achternaam",)}
    assert report.kept == {NUMBER: ("personen[1].roepnaam",)}
    record = record_of(case_of())
    assert (record.member(1).first_name, record.member(1).last_name) == ("Hála", "Darwich")


def test_the_file_wins_where_somebody_says_so_and_is_the_files_from_then_on(world):
    take(world, family())
    correct(world, case_of(), 1, first_name="Hála")

    take(world, family(), overwrite={NUMBER: frozenset({"personen[1].roepnaam"})})

    assert record_of(case_of()).member(1).first_name == "Hala"
    assert "members[1].first_name" not in record_of(case_of()).corrected
    assert take(world, family(Personen_D2="Haala")).changed == {NUMBER: ("personen[1].roepnaam",)}


def test_a_need_that_somebody_took_away_does_not_come_back(world):
    take(world, family())
    case = case_of()
    need = next(row for row in Household.rows.get().needs.all() if row.kind == "lift").pk
    households.remove_need(by=world.actor("sander"), now=world.now, case=case, need=need, reason="Loopt goed.")

    report = take(world, family())

    assert report.kept == {NUMBER: ("behoeften[2:lift]",)}
    assert {row.kind for row in record_of(case).needs} == {NeedKind.QUIET_AREA}


def test_a_need_that_somebody_added_stays_and_is_not_asked_about(world):
    take(world, family())
    households.add_need(
        by=world.actor("sander"),
        now=world.now,
        case=case_of(),
        member=MemberNo(1),
        kind=NeedKind.HOSPITAL_NEAR,
        reason="Gehoord van COA.",
    )

    report = take(world, family())

    assert report.unchanged == (NUMBER,)
    assert report.warnings == ()
    assert NeedKind.HOSPITAL_NEAR in {row.kind for row in record_of(case_of()).needs}


def test_what_a_newer_file_no_longer_holds_is_asked_and_goes_only_by_name(world):
    take(world, family())
    newer = family()
    newer["Behoeften"].pop(1)

    report = take(world, newer)
    assert [(found.code, dict(found.params)["path"]) for found in report.warnings] == [
        (FindingCode.NO_LONGER_IN_FILE, "behoeften[2:lift]")
    ]
    assert len(record_of(case_of()).needs) == 2

    take(world, newer, overwrite={NUMBER: frozenset({"behoeften[2:lift]"})})
    assert {row.kind for row in record_of(case_of()).needs} == {NeedKind.QUIET_AREA}


def test_an_arrival_that_somebody_moved_stays(world):
    take(world, family())
    journey.move_milestone(
        by=world.actor("sander"),
        now=world.now,
        case=case_of(),
        milestone=MilestoneCode.LANDED,
        member=None,
        on=date(2027, 2, 20),
        is_actual=False,
        reason="COA belde.",
        seen=plan_version(case_of()),
    )

    assert take(world, family()).kept == {NUMBER: ("huishouden.verwachte_aankomst",)}
    report = take(
        world, family(Huishouden_E2="01-03-2027"), overwrite={NUMBER: frozenset({"huishouden.verwachte_aankomst"})}
    )

    assert report.changed == {NUMBER: ("huishouden.verwachte_aankomst",)}
    assert take(world, family(Huishouden_E2="01-03-2027")).unchanged == (NUMBER,)


def test_an_empty_arrival_takes_no_plan_away(world):
    take(world, family())

    assert take(world, family(Huishouden_E2=None)).unchanged == (NUMBER,)


def two(**cells):
    """PR-1 in order beside PR-2 with what is given."""
    sheets, other = family(), family(**cells)
    for name, rows in other.items():
        sheets[name] += [["PR-2", *row[1:]] for row in rows[1:]]
    return sheets


def test_a_file_with_an_error_is_applied_not_at_all_or_without_the_wrong_dossier(world):
    wrong = two(Personen_F2="31-02-2019")
    with pytest.raises(RuleBroken, match="import_has_refusals"):
        take(world, wrong)
    assert Case.rows.count() == 0

    report = take(world, wrong, accept_rest=True)

    assert (report.accepted, report.refused) == (("PR-1",), ("PR-2",))
    assert [row.number for row in Dossier.rows.all()] == ["PR-1"]


def test_a_dossier_whose_dates_are_impossible_is_refused_in_the_preview(world):
    number = read(world, two(Huishouden_D2=date(2026, 11, 3), Huishouden_E2="01-10-2026"))
    page = queries.import_page(world.actor("sander"), number, today=world.today)

    assert page.report.accepted == ("PR-1",)
    assert [(row.number, row.findings[0].code, row.findings[0].row) for row in page.refused] == [
        ("PR-2", FindingCode.DATES_IMPOSSIBLE, 3)
    ]


def told_of(world, sheets):
    report = queries.report_of(world.actor("sander"), read(world, sheets), today=world.today)
    return {(error.dossier, error.code) for error in report.errors}


def test_impossible_days_are_told_together_with_what_else_is_wrong(world):
    impossible = {"Huishouden_D2": "20-05-2027", "Huishouden_E2": "16-02-2027"}
    days, language = (NUMBER, FindingCode.DATES_IMPOSSIBLE), (NUMBER, FindingCode.UNKNOWN_LANGUAGE)

    assert told_of(world, family(**impossible, Huishouden_I2="Bergs")) == {days, language}
    assert told_of(world, family(Huishouden_I2="Bergs")) == {language}


def test_days_of_which_one_cannot_be_read_are_not_called_impossible(world):
    unread = family(Huishouden_D2="ooit", Huishouden_E2="01-10-2026")

    assert told_of(world, unread) == {(NUMBER, FindingCode.NOT_A_DATE)}


def test_every_error_of_a_file_stands_where_that_file_calls_it(world):
    wrong = family(Huishouden_D2="20-05-2027", Huishouden_I2="Bergs")
    as_json = source_of(json_file(wrong), "gezin.json")
    number = actions.preview_import(
        by=world.actor("sander"), now=world.now, municipality="GM9001", file_name="gezin.json", source=as_json
    )
    errors = queries.report_of(world.actor("sander"), number, today=world.today).errors

    assert [(one.sheet, one.row, one.column) for one in errors] == [
        ("huishouden", None, "contacttaal"),
        ("huishouden", None, "verwachte_aankomst"),
    ]
    in_sheets = queries.report_of(world.actor("sander"), read(world, wrong), today=world.today).errors
    assert [(one.sheet, one.row, one.column) for one in in_sheets] == [
        ("Huishouden", 2, "Contacttaal"),
        ("Huishouden", 2, "Verwachte aankomst"),
    ]


def test_another_route_is_told_together_with_what_else_is_wrong(world):
    take(world, family())
    changed = family(Huishouden_B2="statushouder", Personen_F2="31-02-2019")

    assert {code for _, code in told_of(world, changed)} == {FindingCode.ROUTE_CHANGED, FindingCode.NOT_A_BIRTH_DATE}


def test_of_a_wrong_dossier_for_another_municipality_only_the_number_is_told(world):
    wrong = {"Huishouden_I2": "Bergs", "Huishouden_D2": "20-05-2027", "Personen_F2": "31-02-2019"}
    theirs, ours = read(world, two(**wrong, Huishouden_C2="GM9002")), read(world, two(**wrong))
    pages = [queries.import_page(world.actor("sander"), number, today=world.today) for number in (theirs, ours)]

    elsewhere, here = ([error for error in page.report.errors if error.dossier == "PR-2"] for page in pages)
    assert [(error.code, error.params) for error in elsewhere] == [
        (FindingCode.OTHER_MUNICIPALITY, (("value", "GM9002"),))
    ]
    assert {error.code for error in here} == {
        FindingCode.UNKNOWN_LANGUAGE,
        FindingCode.NOT_A_BIRTH_DATE,
        FindingCode.DATES_IMPOSSIBLE,
    }
    assert [page.n_people for page in pages] == [2, 4]


def test_another_route_for_a_known_dossier_is_refused(world):
    take(world, family())
    number = read(world, family(Huishouden_B2="statushouder"))

    report = queries.report_of(world.actor("sander"), number, today=world.today)

    assert report.refused == (NUMBER,)
    assert report.errors[0].code is FindingCode.ROUTE_CHANGED


def test_when_one_dossier_breaks_off_nothing_of_the_file_stands(world, monkeypatch):
    calls = []

    def breaks_at_the_second(**given):
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return households_entry(**given)

    households_entry = actions.enter_household
    monkeypatch.setattr(actions, "enter_household", breaks_at_the_second)
    with pytest.raises(RuntimeError):
        take(world, two())

    assert (Case.rows.count(), Dossier.rows.count(), Task.rows.count()) == (0, 0, 0)
    assert Import.rows.get().content is not None


def test_an_import_is_applied_once(world):
    number = read(world, family())
    apply = {"by": world.actor("sander"), "now": world.now, "number": number}
    actions.apply_import(**apply)

    with pytest.raises(Conflict, match="import_applied_before"):
        actions.apply_import(**apply)
    assert Import.rows.get().content is None


def test_what_changed_since_the_preview_is_shown_again_first(world):
    take(world, family())
    number = read(world, family(Personen_D2="Halla"))
    seen = queries.import_page(world.actor("sander"), number, today=world.today).digest
    correct(world, case_of(), 1, first_name="Hála")

    with pytest.raises(Conflict, match="import_changed_meanwhile"):
        actions.apply_import(by=world.actor("sander"), now=world.now, number=number, seen=seen)


def test_a_dossier_for_another_municipality_is_refused_whether_or_not_it_exists_there(world):
    number = read(world, family(Huishouden_C2="GM9002"))
    before = queries.report_of(world.actor("sander"), number, today=world.today)
    elsewhere = read(world, family(Huishouden_C2="GM9002"), key="hatice", place="GM9002")
    actions.apply_import(by=world.actor("hatice"), now=world.now, number=elsewhere)

    after = queries.report_of(world.actor("sander"), number, today=world.today)

    assert before == after
    assert before.refused == (NUMBER,)
    assert [found.code for found in before.errors] == [FindingCode.OTHER_MUNICIPALITY]


def test_a_number_that_another_municipality_knows_is_new_here(world):
    elsewhere = read(world, family(Huishouden_C2="GM9002"), key="hatice", place="GM9002")
    actions.apply_import(by=world.actor("hatice"), now=world.now, number=elsewhere)

    assert take(world, family()).accepted == (NUMBER,)
    assert case_of() != case_of(place="GM9002")


@pytest.mark.parametrize("key", ["joris", "anouk", "ruben", "hatice", "pieter"])
def test_who_may_not_import_here_cannot(world, key):
    with pytest.raises((NotAllowed, NotFound)):
        read(world, family(), key=key)
    assert read(world, family(), key="lena")


def test_somebody_elses_import_does_not_exist(world):
    number = read(world, family())

    with pytest.raises(NotFound):
        queries.import_page(world.actor("lena"), number, today=world.today)
    with pytest.raises(NotFound):
        actions.apply_import(by=world.actor("lena"), now=world.now, number=number)


def test_an_importer_outside_the_team_sees_that_it_differs_but_not_what_stands_there(world):
    take(world, family())
    correct(world, case_of(), 1, due_on=world.today + timedelta(days=200))
    newer = family(Personen_N2="2027-05-01", Personen_D2="Halla")
    newer["Behoeften"].pop(1)
    number = read(world, newer, key="lena")

    page = queries.import_page(world.actor("lena"), number, today=world.today)
    fields = {field.path: field for line in page.changed for field in line.fields}

    assert fields["personen[1].uitgerekend_op"].is_hidden
    assert fields["personen[1].uitgerekend_op"].was is None
    assert not fields["personen[1].uitgerekend_op"].may_choose
    assert fields["personen[1].roepnaam"].was.parts == (("Hala", ""),)
    assert not any(path.startswith("behoeften") for path in fields)
    assert queries.report_of(world.actor("lena"), number, today=world.today).warnings == ()
    assert queries.report_of(system("x"), number, today=world.today).warnings


def test_nobody_takes_back_what_they_may_not_read_and_the_coordinator_hears_of_it_once(world):
    take(world, family())
    correct(world, case_of(), 1, due_on=world.today + timedelta(days=200))
    path = {NUMBER: frozenset({"personen[1].uitgerekend_op"})}

    with pytest.raises(RuleBroken, match="overwrite_not_yours"):
        take(world, family(), key="lena", overwrite=path)
    for _ in range(2):
        take(world, family(), key="lena")

    assert Task.rows.filter(case__code=case_of(), template="").count() == 1


def test_the_number_of_queries_of_a_preview_does_not_grow_with_the_dossiers(world, django_assert_num_queries):
    few, many = family(), two()
    for sheets in (few, many):
        take(world, sheets)
        changed = {name: [[*row] for row in rows] for name, rows in sheets.items()}
        for row in changed["Personen"][1:]:
            row[4] = "Anders"
        number = read(world, changed)
        actor = world.actor("sander")
        with django_assert_num_queries(12):
            queries.import_page(actor, number, today=world.today)


def test_a_dossier_of_the_demo_is_applied_without_a_file(world):
    number = read(world, family())
    (dossier,) = from_json(DossiersRead, Import.rows.get(pk=number).content).dossiers
    apply = {"by": system("demo"), "now": world.now, "municipality": "GM9001", "dossier": dossier}

    code = actions.apply_dossier(**apply)

    assert actions.apply_dossier(**apply) == code
    assert Case.rows.count() == 1
