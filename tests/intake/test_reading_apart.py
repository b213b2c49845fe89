"""A file is opened in a process of its own: the same answer as here, and whatever it does, an answer in time."""

import dataclasses
import json
import os
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hervest.core.apart import KEPT
from hervest.intake import reading_apart
from hervest.intake.frame_rules import FrameBrokenError, framed, mapping_frame, unframed, unframed_mapping
from hervest.intake.reading import read_file
from hervest.intake.reading_apart import READER, answer_of, read_apart
from hervest.intake.reading_csv import KNOWN_HEADERS
from hervest.intake.settings import intake_settings
from hervest.intake.vocabulary import (
    Carrier,
    Cell,
    ColumnMap,
    Finding,
    FindingCode,
    NamedMap,
    Row,
    Section,
    SheetMap,
    SourceFile,
    Table,
)
from intake.dossier_files import family, json_file, xlsx
from intake.dwelling_files import home, homes
from intake.hostile_files import one_text_in_every_cell

LIMITS = intake_settings().reading
MEGABYTE = 1024 * 1024


def codes(source):
    return [finding.code.value for finding in source.findings]


def answered(program, content=b"", **limits):
    """What a reader that is this program is taken to have said."""
    command = [sys.executable, "-c", program]
    within = dataclasses.replace(LIMITS, **limits)
    return codes(answer_of(command, "a.csv", content, known_headers=KNOWN_HEADERS, limits=within))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("gezin.xlsx", xlsx(family())),
        ("gezin.json", json_file(family())),
        ("gezin.csv", "Dossiernummer;Route\r\nPR-1;hervestiging\r\n".encode("utf-16")),
        ("nul.csv", b"Dossiernummer;Route\r\nPR-1;herves\x00tiging\r\n"),
        ("woningen.xlsx", homes(home())),
        ("leeg.xlsx", b""),
        ("kapot.json", b'{"dossiers": ['),
        ("groot.csv", b"x" * (LIMITS.file_size + 1)),
    ],
)
def test_a_file_is_read_apart_as_it_is_read_here(name, content):
    assert read_apart(name, content) == read_file(name, content)


TEXTS = st.text(st.characters(codec=None), max_size=8)
CELLS = (
    st.none()
    | st.builds(
        Cell,
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.dates()
        | TEXTS,
    )
    | st.builds(Cell, problem=st.sampled_from(FindingCode))
)
FINDINGS = st.builds(
    Finding,
    st.sampled_from(FindingCode),
    st.none() | TEXTS,
    st.none() | st.integers(1),
    st.none() | TEXTS,
    st.lists(st.tuples(TEXTS, TEXTS | st.integers()), max_size=3).map(tuple),
    st.none() | TEXTS,
)
ROWS = st.builds(Row, st.none() | st.integers(1), st.lists(CELLS, max_size=4).map(tuple))
TABLES = st.builds(
    Table,
    st.none() | TEXTS,
    st.lists(TEXTS, max_size=4).map(tuple),
    st.lists(ROWS, max_size=4).map(tuple),
    st.none() | st.integers(1),
)
SOURCES = st.builds(
    SourceFile,
    st.none() | st.sampled_from(Carrier),
    st.lists(TABLES, max_size=3).map(tuple),
    st.lists(FINDINGS, max_size=3).map(tuple),
    st.dictionaries(TEXTS, st.frozensets(st.sampled_from(Section)), max_size=2),
)


def texts_in(value):
    """Every text in what JSON holds; `encode` breaks on a half character."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts_in(list(value.items()))
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from texts_in(part)


@given(SOURCES)
def test_a_frame_holds_the_whole_file_and_nothing_a_database_cannot_keep(source):
    written = json.dumps(framed(source))

    assert unframed(json.loads(written)) == source
    assert all("\x00" not in text and text.encode() is not None for text in texts_in(json.loads(written)))


MAPPINGS = st.builds(
    NamedMap,
    st.text(max_size=5),
    st.builds(
        ColumnMap,
        st.lists(
            st.builds(
                SheetMap,
                st.none() | TEXTS,
                st.none() | st.sampled_from(Section),
                st.dictionaries(TEXTS, st.sampled_from(["", "rol"]), max_size=4),
            ),
            max_size=3,
        ).map(tuple),
    ),
)


@given(MAPPINGS)
def test_a_mapping_is_kept_whole_and_in_its_order(mapping):
    written = json.dumps(mapping_frame(mapping), sort_keys=True)
    found = unframed_mapping(json.loads(written))

    assert found == mapping
    assert [list(one.columns) for one in found.columns.sheets] == [list(one.columns) for one in mapping.columns.sheets]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(JSON | st.fixed_dictionaries({"carrier": JSON, "tables": JSON, "findings": JSON, "silent": JSON}))
def test_anything_else_is_no_frame(frame):
    try:
        found = unframed(frame)
    except FrameBrokenError:
        return
    assert isinstance(found, SourceFile)


@pytest.mark.parametrize(
    ("program", "limits", "code"),
    [
        ("import time; time.sleep(60)", {"wall_s": 0.3}, "reading_too_long"),
        ("import sys; sys.stdin.close()\nwhile True: pass", {"wall_s": 0.3}, "reading_too_long"),
        ("import os; os.abort()", {}, "reading_too_large"),
        (
            "import sys; sys.stdin.buffer.read()\nwhile True: print('x' * 100000)",
            {"answer_size": 1000},
            "reading_too_large",
        ),
        ("import os; os._exit(3)", {}, "reading_failed"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", {}, "reading_failed"),
        ("raise SystemExit('no')", {}, "reading_failed"),
        ("print('{')", {}, "reading_failed"),
        ("print('{}')", {}, "reading_failed"),
        ("import sys; sys.stdin.buffer.read(); print('[' * 100000)", {}, "reading_failed"),
        ("", {}, "reading_failed"),
    ],
)
def test_whatever_the_reader_does_is_one_finding(program, limits, code):
    began = time.monotonic()

    assert answered(program, b"x" * MEGABYTE, **limits) == [code]
    assert time.monotonic() - began < LIMITS.wall_s


def test_a_reader_that_answers_is_believed():
    frame = framed(SourceFile(Carrier.CSV, (Table(None, ("a",), (Row(2, (Cell("b"),)),), 1),)))

    assert answered(f"import sys; sys.stdin.buffer.read(); print({json.dumps(frame)!r})", b"x" * MEGABYTE) == []


def test_a_reader_that_cannot_be_started_is_a_finding():
    found = answer_of(["/no/such/python"], "a.csv", b"", known_headers=KNOWN_HEADERS, limits=LIMITS)

    assert codes(found) == ["reading_failed"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux holds a process to its memory")
def test_a_file_that_unfolds_in_memory_ends_the_reader_and_not_this_process():
    bomb = one_text_in_every_cell(length=1_000_000, n_rows=3_000)

    assert len(bomb) < MEGABYTE
    assert codes(read_apart("a.xlsx", bomb)) == ["reading_too_large"]
    assert codes(read_apart("a.xlsx", one_text_in_every_cell(length=10, n_rows=3_000))) == []


@pytest.mark.skipif(os.name != "posix", reason="the system has no limit on processor time")
def test_a_reader_that_works_too_long_is_ended_by_the_system():
    within = dataclasses.replace(LIMITS, cpu_s=1)
    program = """if True:
        import sys, json
        from hervest.core.held_process import hold_to
        from hervest.intake.settings import ReadLimits
        hold_to(ReadLimits(**json.loads(sys.stdin.buffer.readline())['limits']))
        while True: pass
    """
    found = answer_of([sys.executable, "-c", program], "a.csv", b"", known_headers=KNOWN_HEADERS, limits=within)

    assert codes(found) == ["reading_too_long"]
    assert dict(found.findings[0].params) == {"most": 1}


def test_when_others_are_being_read_one_is_told_to_come_back():
    taken = [reading_apart._free.acquire(blocking=False) for _ in range(LIMITS.at_once)]
    try:
        within = dataclasses.replace(LIMITS, wait_s=0.05)
        assert all(taken)
        assert codes(read_apart("a.csv", b"Dossiernummer\r\n1\r\n", limits=within)) == ["reader_busy"]
    finally:
        for _ in taken:
            reading_apart._free.release()
    assert codes(read_apart("a.csv", b"Dossiernummer\r\n1\r\n")) == []


def test_the_reader_knows_no_django_and_none_of_our_secrets():
    imported = "import sys, hervest.intake.reading_child; print(sorted({name.split('.')[0] for name in sys.modules}))"
    shown = subprocess.run([sys.executable, "-c", imported], capture_output=True, text=True, check=True).stdout

    assert "'hervest'" in shown
    assert {"'django'", "'babel'", "'openpyxl'", "'psycopg'"} & set(shown.strip("[]\n").split(", ")) == set()
    assert not any("SECRET" in name or "DATABASE" in name or "HERVEST" in name for name in KEPT)
    assert READER[0] == sys.executable
