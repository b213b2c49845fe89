"""`hervest manage`: Django's own commands on this installation."""

from collections.abc import Sequence

from django.core.management import execute_from_command_line

from hervest.cli.home import prepare


def run(argv: Sequence[str]) -> int:
    """Hand the words over to Django."""
    prepare()
    execute_from_command_line(["hervest manage", *argv])
    return 0
