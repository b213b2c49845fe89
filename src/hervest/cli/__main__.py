"""The `hervest` command: finds the subcommand, prepares the environment, and only then wakes Django."""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from hervest.cli import home
from hervest.core import wall

COMMANDS = {
    "demo": "start the demo: fictional municipalities, logins printed",
    "init": "set up a municipality and its first person",
    "serve": "serve Hervest and run its jobs",
    "import-dossier": "preview or apply a transfer dossier",
    "import-dwellings": "preview or apply a list of dwellings",
    "import-staff": "preview or apply a list of people and their roles",
    "import-running": "preview or apply a list of cases that run already",
    "match": "solve, check or explain a matching instance",
    "manage": "Django's own commands",
}
BEGINS = {"demo", "init"}
"""They make the folder and its key; every other command asks that it was made."""

WITHOUT_INSTALLATION = {"match", "manage"}
CHECK_DATABASE = (
    "Check that the database runs and that DATABASE_URL names it (empty: SQLite in HERVEST_HOME); "
    "in a new one, run `hervest init` first."
)
BAD_USAGE = 2
REFUSED = 1
NOT_READ_TO_THE_END = 141
"""As a shell says of a command whose reader went away."""

INTERRUPTED = 130
"""As a shell says of a command that Ctrl-C ended."""


GARBAGE_AFTER = 50_000
"""New objects before garbage is looked for: the 700 of Python's own are made and let go by half a page."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in {"-h", "--help"}:
        print(usage())
        return 0
    if words[0] not in COMMANDS:
        print(f"hervest: no such command: {words[0]}\n\n{usage()}", file=sys.stderr)
        return BAD_USAGE
    if words[0] not in {*BEGINS, *WITHOUT_INSTALLATION} and not home.has_key():
        print(f"hervest: nothing was set up in {home.home()} yet; run `hervest init` first", file=sys.stderr)
        return REFUSED
    return ended(words)


def ended(words: Sequence[str]) -> int:
    """How the subcommand ended, as an exit status; what stood in its way is said in words, never as a trace."""
    try:
        return carried_out(words)
    except BrokenPipeError:  # whoever read along stopped reading; what was done is done
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_READ_TO_THE_END
    except KeyboardInterrupt:  # what was not finished was not saved
        print(f"\nhervest {words[0]}: stopped", file=sys.stderr)
        return INTERRUPTED
    except (DatabaseError, ImproperlyConfigured, OSError) as problem:
        print(f"hervest: {told(problem)}", file=sys.stderr)
        return REFUSED


def carried_out(words: Sequence[str]) -> int:
    """Run the subcommand that the first word names; its exit status. Raises: whatever stands in its way."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hervest.config.settings")
    gc.disable()  # what is imported stays: to look for garbage in it takes a sixth of a start
    if words[0] not in WITHOUT_INSTALLATION:
        wake_django(words)
    command = import_module("hervest.cli." + words[0].replace("-", "_"))
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER)
    gc.enable()
    with wall.everything():  # whoever has a shell on the server is the system
        status: int = command.run(words[1:])
    sys.stdout.flush()
    return status


def told(problem: Exception) -> str:
    """What stands in the way, in one line, with what to do: what the database says first, never a trace."""
    said = next(iter(str(problem).splitlines()), "") or type(problem).__name__
    return f"{said}. {CHECK_DATABASE}" if isinstance(problem, DatabaseError) else said


def wake_django(words: Sequence[str]) -> None:
    """Folder and key first, because the settings read them; rooms can be imported only after this."""
    if words[0] == "demo":
        os.environ["HERVEST_DEMO"] = "1"
    if words[0] in BEGINS:
        home.prepare()
    django.setup()


def usage() -> str:
    """The commands with a line each."""
    width = max(map(len, COMMANDS))
    return "usage: hervest COMMAND ...\n\n" + "\n".join(f"  {name:<{width}}  {what}" for name, what in COMMANDS.items())


if __name__ == "__main__":
    sys.exit(main())
