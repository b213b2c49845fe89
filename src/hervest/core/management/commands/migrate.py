"""Django's `migrate`, as the owner of the tables; on PostgreSQL the application's role may work in them afterwards."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from hervest.core import wall
from hervest.core.walled.roles import grant_work, own_role, prepare_role


class Command(migrate.Command):
    """The same, on the one database there is."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the role, migrate, and let the role work. Raises: ImproperlyConfigured if there can be no role."""
        is_walled = connection.vendor == "postgresql"
        with wall.as_owner():
            if is_walled:
                prepare_role(own_role())
            super().handle(*args, **options)
            if is_walled:
                grant_work(own_role())
