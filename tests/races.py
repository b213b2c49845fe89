"""Two writers at the same moment, each in a thread and a connection of its own: on PostgreSQL only."""

import threading
from contextvars import copy_context

import pytest
from django.db import connection, connections

from hervest.core import wall

SECONDS = 20


def at_once(*calls):
    """Run the calls in threads of their own; what they raised."""
    problems = []

    def kept(call):
        try:
            call()
        except Exception as problem:  # noqa: BLE001  # a thread's error would be lost
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=copy_context().run, args=[kept, call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    return problems


@pytest.fixture(scope="module")
def log_can_be_emptied(django_db_setup, django_db_blocker):
    """What these tests commit is emptied after each, which the log refuses for good reason."""
    with django_db_blocker.unblock(), wall.as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditrow DISABLE TRIGGER USER")
    yield
    with django_db_blocker.unblock(), wall.as_owner(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditrow ENABLE TRIGGER USER")
