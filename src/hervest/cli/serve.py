"""`hervest serve`: a real start, without the demo."""

import argparse
import sys
from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command

from hervest.accounts.queries import has_demo_logins
from hervest.cli.server import Server

REFUSED = 1


def run(argv: Sequence[str]) -> int:
    """Serve until stopped. Refuses with logins of the demo in the database."""
    parser = argparse.ArgumentParser(prog="hervest serve")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(argv)
    call_command("migrate", verbosity=0, interactive=False)
    if has_demo_logins() and not settings.DEMO:
        print("hervest: this database holds logins of the demo; start it with `hervest demo`", file=sys.stderr)
        return REFUSED
    address = f"http://{options.host}:{options.port}/"
    Server(options.host, options.port, ready=lambda: print(f"Hervest: {address}", flush=True)).run()
    return 0
