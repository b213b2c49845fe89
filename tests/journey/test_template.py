"""The template of tasks: the default rows, and what a row may not be."""

import csv
import io
from datetime import date

import pytest

from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import Route
from hervest.deadlines.period import Offset
from hervest.journey.birth_rules import SameWork, read_same_work
from hervest.journey.template import (
    Template,
    read_milestone_rules,
    read_posted_milestones,
    read_specs,
    with_endings,
)
from hervest.journey.template_defaults import default_template, file_text, same_work
from hervest.journey.vocabulary import Asks, CaseKind, DeadlineKind, MilestoneCode
from journey.plans import HEADER, TERMS, row, small_template

WRITTEN = list(csv.DictReader(io.StringIO(file_text("workflow_nl.csv"))))


def test_the_default_template_has_every_row_for_its_own_case():
    template = default_template()
    counts = {kind: sum(spec.case_kind is kind for spec in template.specs) for kind in CaseKind}
    assert counts == {CaseKind.HOUSEHOLD: 122, CaseKind.MUNICIPALITY: 6, CaseKind.SPONSOR_GROUP: 2}
    assert [spec.id for spec in template.specs] == [line["id"] for line in WRITTEN]


@pytest.mark.parametrize(
    ("route", "rows"),
    [(Route.RESETTLEMENT, 112), (Route.STATUS_HOLDER, 91), (Route.TEMPORARY_PROTECTION, 50)],
)
def test_a_household_gets_the_rows_of_its_route(route, rows):
    found = default_template().rows_for(CaseKind.HOUSEHOLD, route).specs
    assert len(found) == rows
    assert {spec.id for spec in found} == {
        line["id"] for line in WRITTEN if line["case_kind"] == "household" and route in line["routes"].split(";")
    }


def test_every_column_of_a_row_is_read_as_written():
    for spec, line in zip(default_template().specs, WRITTEN, strict=True):
        read = {
            "phase": spec.phase,
            "title_nl": spec.title_nl,
            "title_en": spec.title_en,
            "per": spec.per,
            "doer": spec.doer,
            "recorded_by": spec.recorded_by or "",
            "audience": spec.audience,
            "tier": spec.tier,
            "anchor": spec.anchor,
            "start_offset": str(spec.start_offset),
            "due_offset": str(spec.due_offset),
            "deadline_kind": spec.kind,
            "term": spec.term or "",
            "condition": spec.condition,
            "depends_on": ",".join(spec.depends_on),
            "source": spec.source,
        }
        assert read == {column: line[column] for column in read}


def test_legal_and_hard_rows_name_a_term_and_none_is_due_after_it():
    for spec in default_template().specs:
        if spec.kind not in {DeadlineKind.LEGAL, DeadlineKind.HARD}:
            continue
        assert spec.term in TERMS
        anchor = TERMS.anchor_for(spec.term, spec.anchor)
        if anchor == spec.anchor and spec.repeat is None:
            for day in (date(2026, 1, 31), date(2027, 2, 28), date(2027, 11, 30)):
                assert spec.due_offset.after(day) <= TERMS.limit_on(spec.term, day, anchor=anchor) or (
                    spec.term == "protection_2027"
                )


def test_no_row_starts_after_it_is_due():
    for spec in default_template().specs:
        for day in (date(2026, 1, 31), date(2027, 2, 28)):
            assert spec.start_offset.after(day) <= spec.due_offset.after(day)


def test_rows_come_after_those_that_wait_for_them_when_read_backwards():
    rows = default_template().rows_for(CaseKind.HOUSEHOLD, Route.RESETTLEMENT)
    place = {spec.id: number for number, spec in enumerate(rows.last_first)}
    assert set(place) == set(rows.by_id)
    assert all(place[spec.id] < place[task] for spec in rows.specs for task in spec.depends_on if task in place)


def test_what_comes_first_in_another_case_is_advice():
    rows = default_template().rows_for(CaseKind.HOUSEHOLD, Route.RESETTLEMENT)
    assert rows.advice_for(rows.by_id["B06"]) == ("A06",)
    assert rows.advice_for(rows.by_id["B02"]) == ()


@pytest.mark.parametrize(
    ("written", "at", "every", "until"),
    [
        ("", None, None, None),
        ("0d;7d;3m", ["0d", "7d", "3m"], None, None),
        ("every 1w until CARD_ISSUED", ["0d"], "1w", MilestoneCode.CARD_ISSUED),
        ("0d;2w;then every 1m until CASE_CLOSED", ["0d", "2w"], "1m", MilestoneCode.CASE_CLOSED),
    ],
)
def test_repeats_are_read(written, at, every, until):
    repeat = small_template(row("X", repeat_at=written)).by_id["X"].repeat
    if at is None:
        assert repeat is None
        return
    assert repeat.at == tuple(Offset.parse(offset) for offset in at)
    assert repeat.every == (Offset.parse(every) if every else None)
    assert repeat.until is until


@pytest.mark.parametrize(
    ("columns", "code", "column"),
    [
        ({"source": ""}, "template_without_source", None),
        ({"deadline_kind": "legal"}, "template_without_term", None),
        ({"deadline_kind": "hard"}, "template_without_term", None),
        ({"doer": "ind"}, "template_without_recorder", None),
        ({"doer": "sponsor"}, "template_without_recorder", None),
        ({"repeat_at": "7d;14d"}, "template_repeat_starts_elsewhere", None),
        ({"term": "no_such_term"}, "template_unknown_value", "term"),
        ({"term": "uwv_report_2wd"}, "template_unknown_value", "term"),
        ({"condition": "tall"}, "template_unknown_value", "condition"),
        ({"anchor": "LANDING"}, "template_unknown_value", "anchor"),
        ({"doer": "mayor"}, "template_unknown_value", "doer"),
        ({"recorded_by": "mayor"}, "template_unknown_value", "recorded_by"),
        ({"routes": "resettlement;boat"}, "template_unknown_value", "routes"),
        ({"phase": "later"}, "template_unknown_value", "phase"),
        ({"tier": "P9"}, "template_unknown_value", "tier"),
        ({"due_offset": "soon"}, "template_unknown_value", "due_offset"),
        ({"depends_on": "Y"}, "template_unknown_value", "depends_on"),
        ({"repeat_at": "every week"}, "template_unknown_value", "repeat_at"),
        ({"repeat_at": "every 0d until ARRIVED"}, "template_unknown_value", "repeat_at"),
        ({"depends_on": "X"}, "template_circle", None),
    ],
)
def test_a_row_that_breaks_the_rules_cannot_be_built(columns, code, column):
    assert small_template(row("X")).by_id["X"].source == "KIS"
    with pytest.raises(RuleBroken) as refused:
        small_template(row("X", **columns))
    assert refused.value.code == code
    assert refused.value.params.get("column") == column


def test_a_row_stands_once_and_all_its_columns_are_there():
    assert len(small_template(row("X"), row("Y")).specs) == 2
    with pytest.raises(RuleBroken, match="template_row_twice"):
        small_template(row("X"), row("X"))
    with pytest.raises(RuleBroken, match="template_column_missing"):
        read_specs("\n".join([HEADER.replace(",tier", ",level"), row("X")]), TERMS)
    with pytest.raises(RuleBroken, match="template_row_too_long"):
        read_specs("\n".join([HEADER, row("X") + ",more"]), TERMS)


def test_two_rows_may_not_wait_for_each_other():
    assert small_template(row("X"), row("Y", depends_on="X"))
    with pytest.raises(RuleBroken, match="template_circle"):
        small_template(row("X", depends_on="Y"), row("Y", depends_on="X"))


def test_finishing_a_task_asks_for_its_milestone():
    template = default_template()
    posted = {task: template.posted_by(task) for task in ("E01", "D05", "B01")}
    assert [(post.milestone, post.asks) for post in posted["E01"]] == [(MilestoneCode.ARRIVED, Asks.ALWAYS)]
    assert [(post.milestone, post.asks) for post in posted["D05"]] == [(MilestoneCode.CARD_ISSUED, Asks.IF_IT_HAPPENED)]
    assert posted["B01"] == ()


def test_a_posted_milestone_belongs_to_a_row_and_is_a_known_one():
    header, specs = "task,milestone,asks,source\n", read_specs("\n".join([HEADER, row("X")]), TERMS)
    assert Template("t", specs, (), read_posted_milestones(header + "X,ARRIVED,always,KIS")).posted_by("X")
    with pytest.raises(RuleBroken):
        Template("t", specs, (), read_posted_milestones(header + "Y,ARRIVED,always,KIS"))
    with pytest.raises(RuleBroken):
        read_posted_milestones(header + "X,LANDING,always,KIS")


@pytest.mark.parametrize(
    "line",
    [
        "ARRIVED,,LANDED,+2d,pip_10w,instead,KIS",
        "ARRIVED,,LANDED,,,instead,KIS",
        "ARRIVED,,LANDED,+2d,,instead,",
        "ARRIVED,,LANDED,,no_such_term,instead,KIS",
        "ARRIVED,,REGISTERED,+2d,,instead,KIS\nREGISTERED,,LANDED,0d,,instead,KIS",
    ],
)
def test_a_milestone_rule_has_a_source_one_length_and_comes_after_what_it_counts_from(line):
    header = "milestone,routes,counts_from,offset,term,recorded_plan,source\n"
    assert read_milestone_rules(header + "ARRIVED,,LANDED,+2d,,instead,KIS", TERMS)[0].offset == Offset.parse("2d")
    with pytest.raises(RuleBroken):
        read_milestone_rules(header + line, TERMS)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("I05,SPONSOR_ENDED,", "template_without_source"),
        ("I05,SPONSOR_STOPS,SH", "template_unknown_value"),
        ("I05,CARD_ISSUED,SH", "template_unknown_value"),
        ("Z99,SPONSOR_ENDED,SH", "template_unknown_value"),
    ],
)
def test_what_ends_a_row_is_a_known_milestone_with_a_source(line, code):
    with pytest.raises(RuleBroken, match=code):
        with_endings(default_template().specs, f"task,ended_by,source\n{line}\n")

    read = with_endings(default_template().specs, "task,ended_by,source\nI05,SPONSOR_ENDED,SH\n")
    assert {spec.ended_by for spec in read if spec.id == "I05"} == {MilestoneCode.SPONSOR_ENDED}


@pytest.mark.parametrize("line", ["G22,G21,", "G22,Z99,BW119", "Z99,G21,BW119"])
def test_what_is_the_same_work_about_a_birth_are_rows_of_the_template_with_a_source(line):
    with pytest.raises(ValueError, match=r"G22|Z99"):
        read_same_work(f"task,done_as,source\n{line}\n", default_template().by_id)

    assert same_work() == (SameWork("G22", "G21"),)
