"""`hervest serve`: a real start, without the demo."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.core.management import call_command

from hervest.accounts.queries import has_demo_logins, is_empty
from hervest.cli.listening import bracketed, port, problem_at
from hervest.cli.server import Server

REFUSED = 1
NOTHING_YET = "nothing was set up in this database yet; run `hervest init` first, or let DATABASE_URL name another"


def run(argv: Sequence[str]) -> int:
    """Serve until stopped. Refuses what `init` did not set up, logins of the demo, and the demo's environment."""
    parser = argparse.ArgumentParser(prog="hervest serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=port, default=8000)
    parser.add_argument("--processes", type=int, choices=range(1, 65), default=settings.PROCESSES, metavar="N")
    options = parser.parse_args(argv)
    problem = demo_problem() or problem_at(options.host, options.port) or (NOTHING_YET if is_empty() else "")
    if problem:
        print(f"hervest serve: {problem}", file=sys.stderr)
        return REFUSED
    host = bracketed(options.host)
    ready = partial(announce, f"http://{host}:{options.port}/")
    Server(host, options.port, ready, processes=options.processes).run()
    return 0


def demo_problem() -> str:
    """What of the demo stands in the way, or nothing; migrates before it looks for logins."""
    if settings.DEMO:
        return "HERVEST_DEMO is set, which lets anybody log in; only `hervest demo` may run so"
    call_command("migrate", verbosity=0, interactive=False)
    return "this database holds logins of the demo; start it with `hervest demo`" if has_demo_logins() else ""


def announce(address: str) -> None:
    """Where it listens, and which names in a browser's address it answers to."""
    print(f"Hervest: {address}", flush=True)
    names = ", ".join(settings.ALLOWED_HOSTS)
    print(f"Answers to: {names} (HERVEST_ALLOWED_HOSTS names others, separated by commas)", flush=True)
