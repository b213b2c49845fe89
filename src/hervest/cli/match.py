"""`hervest match`: the matching library's own commands; they need no database."""

from collections.abc import Sequence

from hervest.matching import __main__ as matching


def run(argv: Sequence[str]) -> int:
    """Exit status as docs/matching/ describes."""
    return matching.run(argv)
