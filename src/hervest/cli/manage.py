"""`hervest manage`: Django's own commands on this installation."""

from collections.abc import Sequence

from django.core.management import execute_from_command_line

from hervest.cli.home import folder_alone
from hervest.core import wall


def run(argv: Sequence[str]) -> int:
    """Hand the words over to Django. Makes no key: only `init` and `demo` begin an installation."""
    folder_alone()
    with wall.as_owner():
        execute_from_command_line(["hervest manage", *argv])
    return 0
