"""Files that were made to hurt are sent to a server over HTTP, and meanwhile it answers everybody else."""

import threading
import time

import pytest

from intake.dossier_files import family, xlsx
from intake.hostile_files import SHEET, changed, entities, long_sheet, one_text_in_every_cell, without_declaration
from processes.servers import Session, own_database, start_server
from processes.settling import settle

pytestmark = pytest.mark.process

LONGEST_ANSWER_S = 5
"""How long a page may take while files are read; a page of this size takes well under a second by itself."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with own_database() as database_url:
        settle(home, database_url)
        running = start_server(home, database_url)
        yield running
        running.kill()


def case_worker(server):
    return Session(server.url).login("marieke.de.wit@hervest.example")


def sent(session, name, content):
    """The page that follows when a file is sent."""
    answer = session.post_form("/import/", {"municipality": "GM9001"}, {"file": (name, content)})
    assert answer.status == 303, answer.text[:2000]
    return session.get(answer.location)


BOMBS = {
    "geheugen.xlsx": (one_text_in_every_cell(length=1_000_000, n_rows=4_000), "veel geheugen"),
    "namen.xlsx": (changed(SHEET, lambda xml: entities() + without_declaration(xml)), "verwijzingen die een gewoon"),
    "lang.xlsx": (long_sheet(700_000), "te groot"),
    "diep.json": (b'{"dossiers": ' + b"[" * 2_000_000, "JSON"),
    "dubbel.json": (b'{"dossiers": [], ' + b'"a": 1, ' * 500_000 + b'"a": 1}', "JSON"),
    "breed.csv": (b";" * 4_000_000, "te groot"),
}


def test_while_bombs_are_read_everybody_else_is_answered_and_can_write(server):
    marieke, other = case_worker(server), case_worker(server)
    found = {}

    def send_all():
        for name, (content, _) in BOMBS.items():
            found[name] = sent(marieke, name, content).text

    sending = threading.Thread(target=send_all)
    sending.start()
    longest, n_answers = 0.0, 0
    while sending.is_alive():
        began = time.monotonic()
        assert other.get("/import/").status == 200
        assert other.get("/cases/").status == 200, "a list writes a row of the log: nothing holds the database"
        longest, n_answers = max(longest, time.monotonic() - began), n_answers + 1
    sending.join()

    assert {name for name, (_, words) in BOMBS.items() if words not in found[name]} == set()
    assert (n_answers > len(BOMBS), longest < LONGEST_ANSWER_S) == (True, True), (n_answers, longest)


def test_several_bombs_at_once_leave_a_server_that_reads_a_good_file(server):
    people = [case_worker(server) for _ in range(4)]
    content = BOMBS["geheugen.xlsx"][0]
    sending = [threading.Thread(target=sent, args=(person, "bom.xlsx", content)) for person in people]
    for thread in sending:
        thread.start()
    for thread in sending:
        thread.join()

    assert "PR-1" in sent(people[0], "gezin.xlsx", xlsx(family())).text
