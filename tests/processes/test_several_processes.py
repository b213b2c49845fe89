"""Several processes serve one installation: they share what must be one, and one of them has the jobs."""

import fcntl
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from hervest.config.settings import ACCOUNT_RATE_LIMITS
from processes.servers import PASSWORD, Session, own_database, start_server
from processes.settling import settle

pytestmark = pytest.mark.process

N = 3
LONGEST_S = 30
N_WRONG = int(re.search(r"(\d+)/\d+s/key", ACCOUNT_RATE_LIMITS["login_failed"])[1])


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A server with several processes, and the folder of its installation."""
    home = tmp_path_factory.mktemp("home")
    with own_database() as database_url:
        settle(home, database_url)
        running = start_server(home, database_url, processes=N)
        yield running, Path(home)
        running.kill()


def workers(server):
    """The processes that answer."""
    told = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True, text=True, check=False
    )
    return {int(word) for word in told.stdout.split()}


def has_the_jobs(home):
    """Whether some process holds the lock of the jobs."""
    with (home / "jobs.lock").open("w") as mine:
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(mine, fcntl.LOCK_UN)
        return False


def becomes(is_so):
    """Whether it is so within some seconds."""
    ends_at = time.monotonic() + LONGEST_S
    while not is_so() and time.monotonic() < ends_at:
        time.sleep(0.1)
    return is_so()


def test_wrong_passwords_are_counted_over_all_processes(place):
    server, _ = place
    email = "sander.bos@hervest.example"
    assert becomes(lambda: len(workers(server)) == N)

    for _ in range(N_WRONG):
        Session(server.url).post_form("/accounts/login/", {"login": email, "password": "verkeerd"})
    locked = Session(server.url).post_form("/accounts/login/", {"login": email, "password": PASSWORD})

    assert locked.status == 200  # the form again: no way in, with the right password either
    assert Session(server.url).login("marieke.de.wit@hervest.example").get("/week/").status == 200


def test_when_the_process_with_the_jobs_is_killed_another_takes_them(place):
    server, home = place
    assert becomes(lambda: has_the_jobs(home))

    for killed in workers(server):
        os.kill(killed, signal.SIGKILL)
        assert becomes(lambda gone=killed: gone not in workers(server) and len(workers(server)) == N)
        assert becomes(lambda: has_the_jobs(home))

    assert Session(server.url).login("marieke.de.wit@hervest.example").get("/week/").status == 200
    server.kill()
    assert becomes(lambda: not has_the_jobs(home))
