"""Django's `flush`, as the owner of the tables: the application's role empties none."""

from typing import Any

from django.core.management.commands import flush

from hervest.core import wall


class Command(flush.Command):
    """The same."""

    def handle(self, **options: Any) -> None:
        """Empty every table."""
        with wall.as_owner():
            super().handle(**options)
