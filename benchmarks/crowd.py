"""Two hundred people who click every five seconds on 2,000 cases and 100,000 tasks, on real server processes.

One click in seven opens the form of a task, and the next one sends it.
"""

import os
import random
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from ground import awake, p95, run_everywhere
from pages import fill

PEOPLE, PAUSE_S, LONG_S, WARM_S = 200, 5.0, 60.0, 10.0
GOAL_MS = 300.0
PROCESSES = os.cpu_count() or 1
"""One for each processor, as `hervest serve` has them by itself."""

READY = re.compile(r"^Hervest runs at (http://\S+?)/?(?:\s|$)", re.MULTILINE)
LOOK_EVERY_S, IDLE_S = 5.0, 1
OPENED, SENT, FORM = "form of a task", "task changed", "state/"
TOKEN = "a" * 32
"""Of our own browser: in cookie and form alike, as the server wants it."""

HTTP_OK = 200
SEED = 20261127


@dataclass
class Clicks:
    """What came of all clicks: how long each took, by page, and every answer that was no page."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wrong: Counter = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, page, seconds, status):
        """One click."""
        with self.lock:
            self.seconds.setdefault(page, []).append(seconds)
            if status != HTTP_OK:  # a page
                self.wrong[f"{page}: {status}"] += 1


def colleagues():
    """Two hundred caseworkers, each the coordinator of ten of the two thousand cases; their keys."""
    from hervest.accounts.actions import create_person, grant_membership
    from hervest.accounts.actor import system
    from hervest.accounts.models import Membership
    from hervest.accounts.vocabulary import Role
    from hervest.core import clock
    from hervest.journey.models import TeamMember

    now, by = clock.now(), system("bench")
    organisation = Membership.rows.filter(municipalities="GM9001", role=Role.MUNI_CASEWORKER).first().organisation_id
    keys = []
    for number in range(PEOPLE):
        person = create_person(
            by=by, now=now, email=f"c{number}@hervest.example", name=f"C{number}", password_hash="!", is_demo=True
        )
        grant_membership(
            by=by,
            now=now,
            person=person,
            organisation=organisation,
            role=Role.MUNI_CASEWORKER,
            municipalities=["GM9001"],
            from_on=clock.day_of(now),
            until_on=clock.day_of(now) + timedelta(days=700),
        )
        keys.append(person)
    seats = list(TeamMember.rows.filter(role="case_lead").order_by("case"))
    for n, seat in enumerate(seats):
        seat.person_id = keys[n % PEOPLE]
    TeamMember.rows.bulk_update(seats, ["person"], batch_size=500)
    return keys


def task_of(case):
    """An open task of their own case that nobody took up yet."""
    from hervest.journey.models import Task

    return Task.rows.filter(case__code=case, is_open=True, holder="case_lead").order_by("pk").first().pk


def visits(keys):
    """For each of them the cookie of a visit, and where they click: a case of their own among it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from hervest.accounts import visit
    from hervest.accounts.models import Person
    from hervest.core import clock
    from hervest.journey.models import TeamMember

    found = []
    for person in Person.rows.filter(pk__in=keys).order_by("pk"):
        session, case = SessionStore(), TeamMember.rows.filter(person=person).first().case.code
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        visit.begin(session, now=clock.now(), by_factor=False)
        session.save()
        pages = {
            "worklist": "/week/",
            "list of cases": "/cases/",
            "case page": f"/cases/{case}/",
            "plan": f"/cases/{case}/plan/",
            "search": "/search/?q=Naam1",
            OPENED: f"/cases/{case}/tasks/{task_of(case)}/{FORM}",
        }
        found.append((f"{settings.SESSION_COOKIE_NAME}={session.session_key}", pages))
    return found


def serve():
    """A server, and its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hervest.cli", "demo", "--port", "18000", "--processes", str(PROCESSES)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said = ""
    while not (found := READY.search(said)):
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"the server did not start:\n{said}")
        said += line
    threading.Thread(target=process.stdout.read, daemon=True).start()
    return process, found[1]


def until_the_days_work_is_done(process):
    """Wait: a server begins with it, for two thousand cases, and nobody is there yet when it does so at night."""
    before = -1.0
    while (now := seconds_used(process)) - before > IDLE_S:
        before = now
        time.sleep(LOOK_EVERY_S)


def seconds_used(process):
    """Processor time of the server and its workers."""
    told = subprocess.run(["ps", "-eo", "pid=,ppid=,cputimes="], capture_output=True, text=True, check=True).stdout
    rows = [[int(word) for word in line.split()] for line in told.splitlines()]
    return sum(seconds for pid, parent, seconds in rows if process.pid in {pid, parent})


@dataclass(frozen=True)
class Browser:
    """Somebody's browser: where it looks, and as whom."""

    address: str
    cookie: str

    def click(self, path, form=None):
        """Status, seconds and text of one click; a form that was taken ends on the page it stands on, without its end."""
        headers = {"Cookie": f"{self.cookie}; csrftoken={TOKEN}", "Accept-Language": "nl"}
        sent = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": TOKEN}).encode() if form else None
        request = urllib.request.Request(self.address + path, data=sent, headers=headers)
        ends_at, text, began = (
            self.address + (path if form is None else path.removesuffix(FORM)),
            "",
            time.perf_counter(),
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                text = answer.read().decode()
                is_there = answer.geturl() == ends_at  # and not at the page to log in, nor at the form again
                status = answer.status if is_there else f"away to {answer.geturl()}"
        except urllib.error.HTTPError as answer:
            status = answer.code
        except OSError as problem:
            status = type(problem).__name__
        return status, time.perf_counter() - began, text


def filled(text, draw):
    """A form as somebody sends it who chose one of what it offers: the task is busy, to do again, or waits."""
    kept = dict(re.findall(r'<input type="hidden" name="(submission|seen)" value="([^"]*)"', text))
    offered = set(re.findall(r'name="state" value="(busy|to_do|waiting_for)"', text))
    return kept | {"state": draw.choice(sorted(offered)), "waiting_for": "de school", "reason": "Gebeld."}


def one_person(browser, pages, draw, clicks, ends_at):
    """Somebody who clicks, reads for five seconds, and clicks again; a form that was opened is sent at the next click."""
    time.sleep(draw.random() * PAUSE_S)
    form = None
    while time.perf_counter() < ends_at:
        page = SENT if form else draw.choice(list(pages))
        path = pages[OPENED] if form else pages[page]
        began = time.perf_counter()
        status, seconds, text = browser.click(path, form)
        if began > ends_at - LONG_S:
            clicks.add(page, seconds, status)
        form = filled(text, draw) if page == OPENED and status == HTTP_OK else None
        time.sleep(max(0.0, PAUSE_S - seconds))


def crowd(address, people):
    """Everybody at once, for a minute after everything is warm."""
    clicks, ends_at = Clicks(), time.perf_counter() + WARM_S + LONG_S
    threads = [
        threading.Thread(
            target=one_person,
            args=(Browser(address, cookie), pages, random.Random(SEED + n), clicks, ends_at),
        )
        for n, (cookie, pages) in enumerate(people)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clicks


def here():
    """Fill, serve, click, print; 1 if somebody got something else than a page."""
    with awake():
        from django.db import connection

        _, n_tasks, _ = fill()
        people = visits(colleagues())
        connection.close()
    process, address = serve()
    try:
        until_the_days_work_is_done(process)
        clicks = crowd(address, people)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
    every = [seconds for found in clicks.seconds.values() for seconds in found]
    print(
        f"2000 cases, {n_tasks} tasks; {PEOPLE} people, a click every {PAUSE_S:.0f} s for {LONG_S:.0f} s,"
        f" {PROCESSES} server process(es) on {os.cpu_count()} processors that the crowd shares"
    )
    for page, found in sorted(clicks.seconds.items()):
        middle = statistics.median(found) * 1000
        print(f"{page:<16} {len(found):>5} clicks   median {middle:>7.1f} ms   p95 {p95(found):>7.1f} ms")
    print(
        f"{'all':<16} {len(every):>5} clicks   p95 {p95(every):.1f} ms, goal {GOAL_MS:.0f} ms; wrong: {dict(clicks.wrong)}"
    )
    return 1 if clicks.wrong else 0


if __name__ == "__main__":
    sys.exit(here() if "--here" in sys.argv else run_everywhere(__file__))
