"""A preview is cut into pages without losing or repeating a row."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from hervest.core.paging import PER_PAGE
from hervest.intake.parts_rules import MOST_ERRORS, parts
from hervest.intake.vocabulary import Finding, FindingCode


@dataclass(frozen=True)
class Line:
    number: str | None
    findings: tuple[Finding, ...]


def line(number, n):
    return Line(number, tuple(Finding(FindingCode.FORMULA, row=row) for row in range(1, n + 1)))


counts = st.integers(0, 70)


@given(counts, counts, counts, st.lists(counts, max_size=6))
def test_every_row_stands_on_exactly_one_page_and_its_section_begins_where_it_is_said(changed, new, notes, refused):
    given_rows = {
        "changed": [f"c{no}" for no in range(changed)],
        "new": [f"n{no}" for no in range(new)],
        "notes": [Finding(FindingCode.MACROS, row=no) for no in range(notes)],
    }
    lines = [line(str(no), n) for no, n in enumerate(refused)]
    n_pages = parts(1, refused=lines, **given_rows).pages.n_pages
    pages = [parts(number, refused=lines, **given_rows) for number in range(1, n_pages + 1)]

    for name, rows in given_rows.items():
        found = [getattr(page, name) for page in pages]
        assert [row for part in found for row in part.rows] == rows
        if rows:
            assert found[0].first_page == next(no for no, part in enumerate(found, 1) if part.rows)
    told = [finding for page in pages for piece in page.refused.rows for finding in piece.findings]
    assert told == [finding for one in lines for finding in one.findings]
    assert all(len(page.pages.rows) <= PER_PAGE for page in pages)
    assert all(len(piece.findings) <= MOST_ERRORS for page in pages for piece in page.refused.rows)


def test_a_file_refused_as_a_whole_counts_as_one_and_else_numbers_count():
    assert parts(1, refused=[line(None, 3)]).n_refused == 1
    assert parts(1, refused=[line(None, 3), line("PR-1", 2), line("PR-2", 60)]).n_refused == 2
    assert parts(1).n_refused == 0
