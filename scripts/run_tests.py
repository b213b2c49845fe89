"""Run every suite this machine can run, on SQLite and on PostgreSQL; say what was left out and why; end with the sum.

The last line is `N passed, N failed` over all suites and both databases. With HERVEST_TESTS_COMPLETE=1 whatever was
left out, a whole suite or a single test, counts as failed.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

ROOT = Path(__file__).resolve().parent.parent
JOURNEYS = "tests/journeys"
ONE_JOURNEY = "tests/journeys/test_a_family_arrives.py"
BESIDE_EACH_OTHER = ("-n", "3", "--dist", "loadfile")
ONE_WRITER = (
    "tests marked two_writers run on PostgreSQL only: SQLite lets in one writer at a time, so there is no race to try "
    "(two server processes at once are tried on both)"
)
LONGEST_SUITE_S = 18 * 60
NOTHING_COLLECTED = 5
TESTS_FAILED = 1


@dataclass(frozen=True, slots=True)
class Suite:
    """What one call of pytest runs, and on which database.

    `why_not` says why it cannot run here, `not_for` what of it does not exist on this database, and why.
    """

    name: str
    words: tuple[str, ...]
    database_url: str = ""
    why_not: str = ""
    not_for: str = ""


@dataclass(slots=True)
class Count:
    """How one suite ended. `left_out` names each test or suite that did not run, with its reason."""

    passed: int = 0
    failed: int = 0
    left_out: list[str] = field(default_factory=list)


def suites(url: str, why_no_postgresql: str) -> Iterator[Suite]:
    """Everything on both databases, except the browser: whole on PostgreSQL, one journey on SQLite."""
    why_no_browser = "" if shutil.which("chromium") else "no browser here (Debian package: chromium)"
    rest = ("-n", "2", "-m", "not browser and not process")
    processes = (*BESIDE_EACH_OTHER, "-m", "process and not browser")
    one_writer = (*rest[:-1], f"{rest[-1]} and not two_writers")
    yield Suite("SQLite", one_writer, not_for=ONE_WRITER)
    yield Suite("SQLite, real processes", processes)
    yield Suite("SQLite, one browser journey", ("-m", "browser", ONE_JOURNEY), why_not=why_no_browser)
    yield Suite("PostgreSQL", (*rest[:-1], f"{rest[-1]} and not once"), url, why_no_postgresql)
    yield Suite("PostgreSQL, real processes", processes, url, why_no_postgresql)
    journeys = (*BESIDE_EACH_OTHER, "-m", "browser", JOURNEYS)
    yield Suite("PostgreSQL, browser journeys", journeys, url, why_no_postgresql or why_no_browser)


def postgresql() -> tuple[str, str]:
    """The address of a PostgreSQL to test on, or empty and why there is none."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith(("postgres://", "postgresql://")):
        return named, ""
    folder = os.environ.get("PGHOST", "/var/run/postgresql")
    try:
        with psycopg.connect(host=folder, dbname="postgres", connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError as problem:
        why = " ".join(str(problem).split())
        return "", f"DATABASE_URL names no PostgreSQL, and the local one cannot be used: {why}"
    if row is None or not row[0]:
        return "", f"the local PostgreSQL ({folder}) does not let this user create databases"
    return f"postgres:///hervest_run{os.getpid()}?host={quote(folder, safe='/')}", ""


def environment(suite: Suite) -> dict[str, str]:
    """The caller's environment without its own Hervest, and with the suite's database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HERVEST_", "DATABASE_URL"))}
    return kept | ({"DATABASE_URL": suite.database_url} if suite.database_url else {})


def run(suite: Suite) -> Count:
    """Run one suite to its end, or to the longest time a suite may take."""
    if suite.why_not:
        return Count(left_out=[f"{suite.name}: {suite.why_not}"])
    if missing := [word for word in suite.words if word.startswith("tests/") and not (ROOT / word).exists()]:
        return Count(left_out=[f"{suite.name}: there is no {missing[0]}"])
    with tempfile.TemporaryDirectory(prefix="hervest-run-") as folder:
        report = Path(folder) / "report.xml"
        words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *suite.words]
        status = watched(words, environment(suite))
        return counted(suite, report, status)


def watched(words: list[str], env: dict[str, str]) -> int:
    """The exit status; a run that takes too long is ended with everything it started."""
    with subprocess.Popen(  # noqa: S603  # our own words
        words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            return process.wait(timeout=LONGEST_SUITE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            print(f"ended after {LONGEST_SUITE_S // 60} minutes", flush=True)
            return -1


def counted(suite: Suite, report: Path, status: int) -> Count:
    """What the report says; a run that broke off counts as one failure, whatever it reports."""
    count = Count()
    cases = ET.parse(report).iter("testcase") if report.exists() else ()  # noqa: S314  # written by our own pytest
    for case in cases:
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            count.failed += 1
        elif skipped is not None:
            why = skipped.get("message", "no reason given")
            count.left_out.append(f"{suite.name}: {case.get('classname')}.{case.get('name')}: {why}")
        else:
            count.passed += 1
    if status == NOTHING_COLLECTED:
        count.left_out.append(f"{suite.name}: no test was found")
    elif status not in {0, TESTS_FAILED} or (status == TESTS_FAILED and not count.failed):
        count.failed += 1
    return count


def main() -> int:
    """Run all suites; 1 if anything failed."""
    is_complete_asked = os.environ.get("HERVEST_TESTS_COMPLETE") == "1"
    counts, minutes = [], []
    for suite in suites(*postgresql()):
        print(f"\n=== {suite.name}", flush=True)
        if suite.not_for:
            print(suite.not_for, flush=True)
        began = time.monotonic()
        count = run(suite)
        took = (time.monotonic() - began) / 60
        counts.append(count)
        minutes.append(f"{suite.name:<32} {count.passed:>5} passed {count.failed:>4} failed {took:>6.1f} min")
    left_out = [line for count in counts for line in count.left_out]
    passed, failed = sum(count.passed for count in counts), sum(count.failed for count in counts)
    print("\n" + "\n".join(minutes))
    if left_out:
        print("\nLeft out:\n" + "\n".join(f"  {line}" for line in left_out))
    if left_out and is_complete_asked:
        failed += len(left_out)
        print("Nothing may be left out here (HERVEST_TESTS_COMPLETE=1): each counts as failed.")
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
