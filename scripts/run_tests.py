"""Run every suite this machine can run, on SQLite and on PostgreSQL; say what was left out and why; end with the sum.

The last line is `N passed, N failed` over all suites and both databases. With HERVEST_TESTS_COMPLETE=1 whatever was
left out, a whole suite or a single test, counts as failed.

With the word `trust` only the enumeration of access runs, whole (ADR 20), with `races` only the races between two
servers, every round: on both databases.
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
RACES = "tests/processes/test_race_on_the_last_unit.py"
ONE_JOURNEY = "tests/journeys/test_a_family_arrives.py"
BROWSERS = ("chromium-headless-shell", "chromium")
BUSY = ("-n", "3", "--dist", "loadgroup")
"""Real processes first, all of one file on one worker, and whatever waits beside them is filled with the rest."""
BY_FILE = ("-n", "3", "--dist", "loadfile")
NOT_ON_SQLITE = (
    "tests marked two_writers run on PostgreSQL only: SQLite lets in one writer at a time, so there is no race to try "
    "(two server processes at once are tried on both); those marked second_wall too: SQLite has no policies for rows"
)
ONCE = "tests that ask no database and start no process are the same on both, and run with the suite on SQLite"
LONGEST_SUITE_S = 60 * 60
LONGEST_ACCESS_S = 5 * 60 * 60
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
    longest_s: int = LONGEST_SUITE_S


@dataclass(slots=True)
class Count:
    """How one suite ended. `left_out` names each test or suite that did not run, with its reason."""

    name: str
    minutes: float = 0.0
    passed: int = 0
    failed: int = 0
    left_out: list[str] = field(default_factory=list)


def rounds(url: str, why_no_postgresql: str) -> Iterator[tuple[Suite, ...]]:
    """Everything on both databases, except the browser: whole on PostgreSQL, one journey on SQLite.

    The suites of a round run beside each other. The browser's tests keep workers of their own: they leave a loop
    running that Django's queries refuse.
    """
    why_no_browser = "" if any(map(shutil.which, BROWSERS)) else f"no browser here (Debian package: {BROWSERS[0]})"
    one_wall = (*BUSY, "-m", "not browser and not two_writers and not second_wall")
    one_writer = Suite("SQLite", one_wall, not_for=NOT_ON_SQLITE)
    one_journey = Suite("SQLite, one browser journey", ("-m", "browser", ONE_JOURNEY), why_not=why_no_browser)
    yield one_writer, one_journey
    both_walls = (*BUSY, "--asks-database", "-m", "not browser and not once")
    yield (Suite("PostgreSQL", both_walls, url, why_no_postgresql, not_for=ONCE),)
    journeys = (*BY_FILE, "-m", "browser", JOURNEYS)
    yield (Suite("PostgreSQL, browser journeys", journeys, url, why_no_postgresql or why_no_browser),)


def trust_rounds(url: str, why_no_postgresql: str) -> Iterator[tuple[Suite, ...]]:
    """The enumeration of access, each relation in every way and each thing there is, on both databases in turn."""
    words = ("-n", "3", "--trust=whole", "tests/trust")
    yield (Suite("SQLite, all of access", words, longest_s=LONGEST_ACCESS_S),)
    yield (Suite("PostgreSQL, all of access", words, url, why_no_postgresql, longest_s=LONGEST_ACCESS_S),)


def race_rounds(url: str, why_no_postgresql: str) -> Iterator[tuple[Suite, ...]]:
    """All rounds of the races, on one database after the other."""
    words = ("--races=whole", RACES)
    yield (Suite("SQLite, all races", words),)
    yield (Suite("PostgreSQL, all races", words, url, why_no_postgresql),)


WANTED = {"": rounds, "trust": trust_rounds, "races": race_rounds}


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


@dataclass(slots=True)
class Running:
    """A suite at work: its process, where it writes what it shows, and its report."""

    suite: Suite
    process: subprocess.Popen[bytes]
    shown: Path
    report: Path
    began: float


def why_not(suite: Suite) -> str:
    """Why the suite cannot run here, or empty."""
    missing = [word for word in suite.words if word.startswith("tests/") and not (ROOT / word).exists()]
    return suite.why_not or (f"there is no {missing[0]}" if missing else "")


def run(beside: tuple[Suite, ...]) -> list[Count]:
    """Run the suites of a round beside each other to their end; whatever ends this ends everything they started."""
    with tempfile.TemporaryDirectory(prefix="hervest-run-") as folder:
        started: list[Running | Suite] = []
        try:
            for number, suite in enumerate(beside):
                started.append(suite if why_not(suite) else start(suite, Path(folder) / str(number)))
            return [ended(one) if isinstance(one, Running) else not_run(one) for one in started]
        finally:
            for one in started:
                if isinstance(one, Running) and one.process.poll() is None:
                    os.killpg(one.process.pid, signal.SIGKILL)


def start(suite: Suite, place: Path) -> Running:
    """Begin with it, in a session of its own."""
    place.mkdir()
    report, shown = place / "report.xml", place / "shown"
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *suite.words]
    with shown.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # our own words
            words,
            cwd=ROOT,
            env=environment(suite),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Running(suite, process, shown, report, time.monotonic())


def ended(one: Running) -> Count:
    """How it ended, after what it showed is passed on; one that takes too long is ended with everything it started."""
    print(f"\n=== {one.suite.name}", *filter(None, [one.suite.not_for]), sep="\n", flush=True)
    follow(one)
    status = one.process.returncode
    if status is None:
        os.killpg(one.process.pid, signal.SIGKILL)
        status = one.process.wait()
        print(f"ended after {one.suite.longest_s // 60} minutes", flush=True)
    return counted(one, status)


def follow(one: Running) -> None:
    """Pass on what the suite shows while it shows it, until it ends or has had the longest time."""
    with one.shown.open("rb") as output:
        while True:
            is_over = one.process.poll() is not None or time.monotonic() - one.began > one.suite.longest_s
            sys.stdout.buffer.write(output.read())
            sys.stdout.buffer.flush()
            if is_over:
                return
            time.sleep(0.5)


def not_run(suite: Suite) -> Count:
    """A suite that this machine cannot run is left out, with the reason."""
    return Count(suite.name, left_out=[f"{suite.name}: {why_not(suite)}"])


def counted(one: Running, status: int) -> Count:
    """What the report says; a run that broke off counts as one failure, whatever it reports."""
    suite, count = one.suite, Count(one.suite.name, (time.monotonic() - one.began) / 60)
    report = ET.parse(one.report).getroot() if one.report.exists() else ET.Element("none")  # noqa: S314  # our own
    for took in report.iter("testsuite"):
        count.minutes = float(took.get("time", "0")) / 60
    for case in report.iter("testcase"):
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
    wanted = WANTED["".join(sys.argv[1:])]
    counts = [count for beside in wanted(*postgresql()) for count in run(beside)]
    left_out = [line for count in counts for line in count.left_out]
    passed, failed = sum(count.passed for count in counts), sum(count.failed for count in counts)
    print()
    for row in counts:
        print(f"{row.name:<32} {row.passed:>5} passed {row.failed:>4} failed {row.minutes:>6.1f} min")
    if left_out:
        print("\nLeft out:\n" + "\n".join(f"  {line}" for line in left_out))
    if left_out and is_complete_asked:
        failed += len(left_out)
        print("Nothing may be left out here (HERVEST_TESTS_COMPLETE=1): each counts as failed.")
    print(f"{passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
