"""Django's `migrate`, as the owner of the tables; on PostgreSQL the application's role may work in them afterwards."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from hervest.core import wall
from hervest.core.walled.roles import grant_work, own_role, prepare_role

TOO_OLD = (
    "the tables here were made by a version so early that this one no longer knows the steps from it; nothing was "
    "changed. Begin a demo anew (hervest demo --reset); a real installation first needs the last version before the "
    "change 'Make the tables of each room in one step', and then this one"
)


class Command(migrate.Command):
    """The same, on the one database there is."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the role, migrate, and let the role work.

        Raises: ImproperlyConfigured with what to do, if there can be no role, or if the tables are too old.
        """
        is_walled = connection.vendor == "postgresql"
        with wall.as_owner():
            if lacks_steps():
                raise ImproperlyConfigured(TOO_OLD)
            if is_walled:
                prepare_role(own_role())
            super().handle(*args, **options)
            if is_walled:
                grant_work(own_role())


def lacks_steps() -> bool:
    """Whether the tables stand amid steps that became one: Django then passes over what is left of them in silence."""
    taken, known = set(MigrationRecorder(connection).applied_migrations()), MigrationLoader(None)
    became_one = [set(step.replaces) for step in known.replacements.values()]
    return any(steps & taken and steps - taken - set(known.disk_migrations) for steps in became_one)
