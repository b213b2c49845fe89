"""An installation that was made step by step stands where a new one does; one that lacks a step is told so."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hervest.core import wall

BEFORE = {
    "accounts": "0001_squashed_0008_practice",
    "households": "0001_squashed_0006_health_help",
    "intake": "0001_squashed_0006_staff",
    "journey": "0001_squashed_0010_workflow_version",
    "notices": "0001_squashed_0003_transfer_held",
    "placement": "0001_squashed_0008_exceptions_of_a_match",
}
"""Rooms whose first steps became one, with that one."""


@pytest.fixture
def made_step_by_step(db):
    """The database remembers the single steps, as before they became one each; gives who remembers."""
    with wall.as_owner():
        recorder = MigrationRecorder(connection)
        for step in BEFORE.items():
            recorder.record_unapplied(*step)
        yield recorder


def steps_to_go():
    executor = MigrationExecutor(connection)
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def test_an_installation_that_took_every_step_has_none_to_go(made_step_by_step):
    assert steps_to_go() == []

    call_command("migrate", verbosity=0)

    assert made_step_by_step.applied_migrations().keys() >= set(BEFORE.items())


@pytest.mark.parametrize("room", BEFORE)
def test_an_installation_that_lacks_a_step_is_told_what_to_do(made_step_by_step, room):
    became_one = MigrationLoader(None).replacements[room, BEFORE[room]]
    made_step_by_step.record_unapplied(*became_one.replaces[-1])

    with pytest.raises(ImproperlyConfigured, match=r"nothing was changed.*hervest demo --reset"):
        call_command("migrate", verbosity=0)
