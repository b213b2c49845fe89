"""The register of terms: versions, validity, and the lengths of the law worked out by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hervest.deadlines.errors import EndsBeforeItStarts, UnknownTerm, UnreadableOffset, UnreadableRegister
from hervest.deadlines.register import all_versions, read_register
from hervest.deadlines.term import Mark, TermKind

PROPERTY = settings(derandomize=True, deadline=None)
days = st.dates(date(2024, 1, 1), date(2040, 12, 31))

TWO_VERSIONS = """
[[decree]]
source = "besluit"
days = [2027-05-07]

[[term]]
key = "reunification"
kind = "legal"
counts = [{ anchor = "PERMIT", ends = "+3m" }]
source = "old text"
article = "29"
version = "2017"
valid_from = 2017-05-01
valid_until = 2027-06-30
checked_on = 2026-11-01
mark = "V"

[[term]]
key = "reunification"
kind = "legal"
counts = [{ anchor = "PERMIT", ends = "+6w" }, { anchor = "DECISION", opens = "-1w", ends = "0d" }]
source = "new text"
version = "2027"
valid_from = 2027-07-01
checked_on = 2026-11-01
mark = "A"
note = "adopted"
"""


def one_term(**changes: str) -> str:
    fields = {
        "key": '"k"',
        "kind": '"hard"',
        "counts": '[{ anchor = "A", ends = "0d" }]',
        "source": '"s"',
        "version": '"1"',
        "checked_on": "2026-11-01",
        "mark": '"A"',
    } | changes
    return "[[term]]\n" + "\n".join(f"{name} = {value}" for name, value in fields.items() if value)


def test_the_version_in_force_on_the_day_of_the_milestone_counts():
    terms = read_register(TWO_VERSIONS)
    assert terms.version_on("reunification", date(2027, 6, 30)).version == "2017"
    assert terms.version_on("reunification", date(2027, 7, 1)).version == "2027"
    assert terms.limit_on("reunification", date(2027, 6, 30)) == date(2027, 9, 30)
    assert terms.limit_on("reunification", date(2027, 7, 1)) == date(2027, 8, 12)


def test_a_term_nobody_wrote_down_is_unknown():
    terms = read_register(TWO_VERSIONS)
    assert "reunification" in terms
    assert "other" not in terms
    with pytest.raises(UnknownTerm):
        terms.version_on("other", date(2027, 1, 1))
    with pytest.raises(UnknownTerm):
        terms.anchor_for("other", "PERMIT")


def test_a_day_before_the_first_version_has_no_term():
    terms = read_register(TWO_VERSIONS)
    assert terms.version_on("reunification", date(2017, 5, 1)).version == "2017"
    with pytest.raises(UnknownTerm) as refused:
        terms.version_on("reunification", date(2017, 4, 30))
    assert refused.value.params["day"] == date(2017, 4, 30)


def test_a_limit_counts_from_the_anchor_the_task_hangs_on_if_the_term_knows_it():
    terms = read_register(TWO_VERSIONS)
    assert terms.anchor_for("reunification", "DECISION") == "DECISION"
    assert terms.anchor_for("reunification", "ARRIVAL") == "PERMIT"
    assert terms.limit_on("reunification", date(2027, 8, 2), anchor="DECISION") == date(2027, 8, 2)
    with pytest.raises(UnknownTerm):
        terms.limit_on("reunification", date(2027, 8, 2), anchor="ARRIVAL")


def test_a_repeat_has_its_own_due_date_for_limit():
    assert read_register(TWO_VERSIONS).limit_on("reunification", date(2027, 1, 1), own_due=date(2027, 8, 5)) == date(
        2027, 8, 5
    )


def test_a_window_has_a_first_day_and_a_term_without_one_has_no_window():
    terms = read_register(TWO_VERSIONS)
    new, day = terms.version_on("reunification", date(2027, 8, 9)), date(2027, 8, 9)
    window = new.window_on(day, terms.calendar, "DECISION")
    assert window is not None
    assert (window.start, window.end) == (date(2027, 8, 2), date(2027, 8, 9))
    assert new.window_on(day, terms.calendar, "PERMIT") is None


def test_decree_days_come_from_the_register():
    assert not read_register(TWO_VERSIONS).calendar.is_working_day(date(2027, 5, 7))
    assert read_register(one_term()).calendar.is_working_day(date(2027, 5, 7))


def test_two_versions_may_not_hold_on_the_same_day():
    read_register(TWO_VERSIONS)
    with pytest.raises(UnreadableRegister) as refused:
        read_register(TWO_VERSIONS.replace("2027-06-30", "2027-07-01"))
    assert refused.value.params["key"] == "reunification"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"source": '" "'}, UnreadableRegister),
        ({"source": ""}, UnreadableRegister),
        ({"kind": '"firm"'}, UnreadableRegister),
        ({"mark": '"B"'}, UnreadableRegister),
        ({"checked_on": ""}, UnreadableRegister),
        ({"counts": "[]"}, UnreadableRegister),
        ({"counts": '[{ anchor = "A" }]'}, UnreadableRegister),
        ({"counts": '[{ anchor = "A", ends = "soon" }]'}, UnreadableOffset),
        ({"valid_from": "2027-01-02", "valid_until": "2027-01-01"}, EndsBeforeItStarts),
    ],
)
def test_a_term_that_breaks_the_rules_cannot_be_read(changes, error):
    assert "k" in read_register(one_term())
    with pytest.raises(error):
        read_register(one_term(**changes))


def test_the_dutch_register_says_of_every_term_where_it_stands_and_when_it_was_checked():
    terms = [term for versions in all_versions().versions.values() for term in versions]
    assert len(terms) >= 34
    assert all(term.source and term.version and term.checked_on.year >= 2026 for term in terms)
    assert {term.kind for term in terms} == {TermKind.LEGAL, TermKind.HARD, TermKind.NORM}
    assert {term.mark for term in terms} == set(Mark)


@pytest.mark.parametrize(
    ("key", "anchor", "limit"),
    [
        ("brp_move_5d", date(2027, 3, 1), date(2027, 3, 6)),
        ("reunification_3m", date(2026, 11, 30), date(2027, 2, 28)),
        ("health_insurance_4m", date(2026, 10, 31), date(2027, 2, 28)),
        ("pip_10w", date(2027, 3, 1), date(2027, 5, 10)),
        ("integration_3y", date(2028, 2, 29), date(2031, 2, 28)),
        ("route_change_18m", date(2027, 8, 31), date(2029, 2, 28)),
        ("protection_2027", date(2026, 1, 1), date(2027, 3, 4)),
        ("allowance_1_sept", date(2027, 12, 31), date(2028, 8, 31)),
        ("child_benefit_1y", date(2027, 1, 1), date(2028, 3, 31)),
        ("child_benefit_1y", date(2027, 12, 31), date(2028, 12, 31)),
        ("permit_renewal", date(2032, 3, 1), date(2032, 2, 29)),
        ("uwv_report_2wd", date(2027, 3, 30), date(2027, 3, 24)),
    ],
)
def test_dutch_terms_end_on_the_day_worked_out_by_hand(key, anchor, limit):
    assert all_versions().limit_on(key, anchor) == limit


@PROPERTY
@given(days)
def test_child_benefit_reaches_back_to_the_quarter_it_began(began):
    """The oracle walks on day by day: the last day whose quarter starts at most a year after that quarter's start."""
    first_of_quarter = began
    while not (first_of_quarter.day == 1 and first_of_quarter.month in {1, 4, 7, 10}):
        first_of_quarter -= timedelta(days=1)
    last = date(first_of_quarter.year + 1, first_of_quarter.month, 1)
    while (last + timedelta(days=1)).month not in {first_of_quarter.month + 3, (first_of_quarter.month + 3) % 12}:
        last += timedelta(days=1)
    assert all_versions().limit_on("child_benefit_1y", began) == last


def test_the_end_of_protection_is_known_only_from_the_text_that_set_it():
    assert all_versions().limit_on("protection_2027", date(2025, 6, 1)) == date(2027, 3, 4)
    with pytest.raises(UnknownTerm):
        all_versions().limit_on("protection_2027", date(2025, 5, 31))
