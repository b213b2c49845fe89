"""Many requests that have read something at the same moment: all of it stands in the log, and few wait long."""

import threading

import pytest
from django.db import DataError, connection, transaction

from hervest.audit import actions, queries
from hervest.audit.models import AuditRow, ChainHead
from hervest.audit.rules import Entry
from hervest.core import wall
from people import ELSEWHERE, HERE, NOW
from races import SECONDS, at_once, log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]

N = 8
TOO_LONG = "x" * 81


def read(verb):
    """One request that writes what it read, behind the wall of its own."""
    with wall.only([HERE]):
        actions.append_reads([Entry(HERE, NOW, 3, "Sander Bos", verb)])


def while_the_log_is_held(*calls):
    """All of them while somebody else holds the end of the chain, until each waits; what they raised."""
    ChainHead.rows.get_or_create(chain=HERE)
    is_held, all_wait = threading.Event(), threading.Barrier(len(calls) + 1)

    def hold():
        with transaction.atomic():
            ChainHead.rows.select_for_update().get(chain=HERE)
            is_held.set()
            all_wait.wait(SECONDS)
            threading.Event().wait(1)  # they are on their way from the barrier to the lock

    def waiting(call):
        assert is_held.wait(SECONDS)
        all_wait.wait(SECONDS)
        call()

    return at_once(hold, *(lambda call=call: waiting(call) for call in calls))


def transactions():
    with wall.only([HERE]), connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM audit_auditrow WHERE chain = %s", [HERE])
        return cursor.fetchone()[0]


def verbs(chain=HERE):
    with wall.only([chain]):
        return sorted(AuditRow.rows.filter(chain=chain).values_list("verb", flat=True))


def test_those_who_wait_for_the_log_are_written_together_each_once():
    names = [f"read.{n}" for n in range(N)]

    assert while_the_log_is_held(*(lambda name=name: read(name) for name in names)) == []

    assert verbs() == names
    assert transactions() <= 2  # who came first, and all the others
    with wall.only([HERE]):
        assert queries.broken_at(HERE) is None


def test_one_that_cannot_be_written_takes_nobody_along():
    names = [f"read.{n}" for n in range(N)]

    problems = while_the_log_is_held(*(lambda name=name: read(name) for name in [*names, TOO_LONG]))

    assert [type(problem) for problem in problems] == [DataError]
    assert verbs() == names
    with wall.only([HERE]):
        assert queries.broken_at(HERE) is None


def test_what_people_of_two_municipalities_read_stands_in_the_log_of_each():
    def read_there(verb):
        with wall.only([ELSEWHERE]):
            actions.append_reads([Entry(ELSEWHERE, NOW, 4, "Hatice Kaya", verb)])

    assert while_the_log_is_held(*[lambda: read("read.here"), lambda: read_there("read.there")] * 3) == []

    assert verbs() == ["read.here"] * 3
    assert verbs(ELSEWHERE) == ["read.there"] * 3


def test_what_is_written_within_a_transaction_goes_with_it():
    def undone():
        with wall.only([HERE]), transaction.atomic():
            read("read.undone")
            transaction.set_rollback(True)

    assert at_once(undone, lambda: read("read.kept")) == []
    assert verbs() == ["read.kept"]
