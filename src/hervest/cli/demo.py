"""`hervest demo`: three fictional municipalities on this machine, logins printed."""

import argparse
import sys
from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import translation

from hervest.accounts import queries
from hervest.cli.demo_around import NEWCOMERS, seed_around, seed_emergency, seed_newcomers
from hervest.cli.demo_arrivals import seed_arrivals
from hervest.cli.demo_cases import close_finished, seed_own_cases, seed_runs
from hervest.cli.demo_contacts import seed_contacts
from hervest.cli.demo_documents import seed_documents
from hervest.cli.demo_dwellings import give_home, seed_dwellings
from hervest.cli.demo_explanations import seed_explanations
from hervest.cli.demo_families import families, finish_work, seed_families
from hervest.cli.demo_groups import seed_groups
from hervest.cli.demo_help import seed_help
from hervest.cli.demo_homes_ready import seed_homes_ready
from hervest.cli.demo_integration import seed_integration
from hervest.cli.demo_matches import seed_matches
from hervest.cli.demo_messages import seed_messages
from hervest.cli.demo_money import seed_money
from hervest.cli.demo_people import LOGINS, seed_people
from hervest.cli.demo_reset import forget_everything, holds_real_work
from hervest.cli.demo_reunions import seed_reunions
from hervest.cli.demo_safety import seed_safety
from hervest.cli.demo_support import seed_support
from hervest.cli.demo_transfers import seed_transfers
from hervest.cli.demo_workflow import seed_workflow
from hervest.cli.listening import HIGHEST_PORT, port, problem_at
from hervest.cli.server import Server
from hervest.core import clock
from hervest.core.texts import coded

HOST = "127.0.0.1"
LANGUAGE = "en"
"""Of commands; the screens are Dutch first."""

FIRST_PORT = 8000
PORTS_TRIED = 100
REFUSED = 1
REAL_WORK = (
    "hervest demo: this database holds a real municipality, real logins or another program's tables; "
    "nothing was changed. "
    "Serve it with `hervest serve`, or give the demo a folder of its own: HERVEST_HOME=DIR hervest demo"
)


def run(argv: Sequence[str]) -> int:
    """Migrate, seed an empty database, print the logins, serve until Ctrl-C. Never touches a real installation."""
    parser = argparse.ArgumentParser(prog="hervest demo")
    parser.add_argument("--port", type=port, default=FIRST_PORT)
    parser.add_argument("--processes", type=int, choices=range(1, 65), default=1, metavar="N")
    parser.add_argument("--no-serve", action="store_true", help="seed and end")
    parser.add_argument("--reset", action="store_true", help="begin anew")
    options = parser.parse_args(argv)
    if holds_real_work():
        print(REAL_WORK, file=sys.stderr)
        return REFUSED
    if options.reset:
        forget_everything()
    call_command("migrate", verbosity=0, interactive=False)
    if queries.is_empty():
        print("Making the demo's families, homes and plans ...", flush=True)
        seed()
    print_logins()
    if options.no_serve:
        return 0
    number = free_port(options.port)
    address = f"http://{HOST}:{number}/"
    ready = partial(print, f"Hervest runs at {address}  (Ctrl-C stops it)", flush=True)
    Server(HOST, number, ready, processes=options.processes).run()
    return 0


@transaction.atomic
def seed() -> None:
    """Fill an empty database, wholly or not at all: whoever is cut off begins again at the next start."""
    now = clock.now()
    ids = seed_people(now)
    seed_dwellings(now)
    seed_groups(now, ids)
    codes = seed_families(now, ids)
    for family in families():
        if family.get("home"):
            give_home(now, codes[family["number"]], family)
        finish_work(now, codes[family["number"]], family)
        close_finished(now, codes[family["number"]], family)
    seed_newcomers(now, codes)
    seed_around(now, codes, ids)
    seed_contacts(now, codes)
    seed_messages(now, codes)
    seed_explanations(now, codes)
    seed_arrivals(now, codes)
    seed_reunions(now, codes)
    seed_integration(now, codes)
    seed_support(now, codes)
    seed_money(now, codes)
    seed_homes_ready(now, codes)
    seed_help(now, codes)
    seed_documents(now, codes)
    seed_matches(now, codes)
    seed_safety(now, codes)
    seed_emergency(now, codes)
    seed_transfers(now, codes, ids)
    seed_own_cases(now, ids)
    seed_runs(now)
    seed_workflow(now, codes)


def print_logins() -> None:
    """One login for each kind of work; the password is the same for all, and works in the demo only."""
    print(f"\nLogins (password: {settings.DEMO_PASSWORD}):")
    with translation.override(LANGUAGE):
        for email, roles in (*LOGINS, *((row.email, (row.role,)) for row in NEWCOMERS)):
            print(f"  {email:<40} {', '.join(coded('Role', role) for role in roles)}")
    print(flush=True)


def free_port(wanted: int) -> int:
    """`wanted`, or the next port that nobody listens on."""
    for number in range(wanted, min(wanted + PORTS_TRIED, HIGHEST_PORT + 1)):
        if not problem_at(HOST, number):
            return number
    raise SystemExit(f"hervest demo: no free port from {wanted} on")
