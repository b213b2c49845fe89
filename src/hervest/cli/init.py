"""`hervest init`: a municipality and its first person, ready to log in."""

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import datetime

from django.core.management import call_command
from django.db import transaction

from hervest.accounts import actions, actor, factor_actions, people_actions, people_queries, queries
from hervest.accounts.vocabulary import PersonId, TakenWhy
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.written import email_in
from hervest.journey.own_case_actions import open_own_case

CODE = re.compile(r"GM[0-9]{4}")
WEB_ADDRESS = re.compile(r"https?://\S{1,200}")
LONGEST_NAME, LONGEST_EMAIL, LONGEST_SHOWN = 100, 150, 60
BAD_INPUT = 2
REFUSED = 1
HOLDS_THE_DEMO = (
    "this database holds the demo, whose logins everybody knows; nothing was changed. "
    "Give the municipality a folder or a database of its own: HERVEST_HOME=DIR hervest init ..."
)
HOW_TO_GET_A_LINK = "For a new link to set a password: hervest init --new-link --admin E-MAIL"


def run(argv: Sequence[str]) -> int:
    """Migrate, create what is not there, print a link to set the password. A second time changes nothing.

    Refused on a database with logins of the demo: no server would start on it for real.
    """
    options = parsed(argv)
    problem = problem_with(options)
    if problem:
        print(f"hervest init: {problem}", file=sys.stderr)
        return BAD_INPUT
    call_command("migrate", verbosity=0, interactive=False)
    if queries.has_demo_logins():
        print(f"hervest init: {HOLDS_THE_DEMO}", file=sys.stderr)
        return REFUSED
    if queries.has_left(options.admin):
        print(f"hervest init: {options.admin} may no longer log in here; give another address", file=sys.stderr)
        return REFUSED
    now = clock.now()
    if options.is_known:
        again = lost_phone if options.lost_phone else new_link
        return again(options.admin, options.address, now)
    person = create(options.municipality, options.name.strip(), options.admin, now)
    if person is None:
        print(f"{options.municipality} was set up before; nothing was changed. {HOW_TO_GET_A_LINK}")
        return 0
    print(f"{options.name.strip()} ({options.municipality}) is ready.")
    if queries.waits_for_password(options.admin) is None:
        print(f"{options.admin} logs in with the same password as before.")
    else:
        print_link(person, options.address, now)
    return 0


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """The options. Exits with 2 if one is missing, as argparse does."""
    parser = argparse.ArgumentParser(prog="hervest init")
    parser.add_argument("--municipality", help="CBS code, e.g. GM0363")
    parser.add_argument("--name", help="name of the municipality")
    parser.add_argument("--admin", required=True, help="e-mail address of the first person")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the server will be reached")
    parser.add_argument("--new-link", action="store_true", help="only a new link, for --admin without a password yet")
    parser.add_argument(
        "--lost-phone", action="store_true", help="take away password and second step of --admin, and give a new link"
    )
    options = parser.parse_args(argv)
    options.is_known = options.new_link or options.lost_phone
    if not options.is_known and (options.municipality is None or options.name is None):
        parser.error("--municipality and --name are needed, unless --new-link or --lost-phone is given")
    return options


def problem_with(options: argparse.Namespace) -> str:
    """What is wrong with the words typed, or nothing."""
    email = options.admin
    if email_in(email) is None:
        return f"{shortened(email)} is no e-mail address"
    if len(email) > LONGEST_EMAIL:
        return f"this e-mail address has {len(email)} characters; at most {LONGEST_EMAIL} fit"
    if not WEB_ADDRESS.fullmatch(options.address):
        return f"{shortened(options.address)} is no address of a server; it looks like https://hervest.example.org"
    return "" if options.is_known else problem_with_municipality(options.municipality, options.name.strip())


def problem_with_municipality(code: str, name: str) -> str:
    """What is wrong with its code or its name, or nothing."""
    if not CODE.fullmatch(code):
        return f"{shortened(code)} is no CBS code; it looks like GM0363"
    if not name:
        return "the name of the municipality is empty; give it with --name"
    if len(name) > LONGEST_NAME:
        return f"this name has {len(name)} characters; at most {LONGEST_NAME} fit"
    return "" if name.isprintable() else "this name holds a line break or another character that cannot be shown"


def shortened(text: str) -> str:
    """As much of what was typed as fits in a message."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


@transaction.atomic
def create(code: str, name: str, email: str, now: datetime) -> PersonId | None:
    """The first person of a new municipality, which has its own case too; None if the municipality was there."""
    by, today = actor.system("init"), clock.day_of(now)
    person = actions.set_up_municipality(
        by=by,
        now=now,
        code=code,
        name=name,
        email=email,
        from_on=today,
        until_on=people_queries.longest_last_day(today),
    )
    if person is not None:
        open_own_case(by=by, now=now, municipality=code)
    return person


def new_link(email: str, address: str, now: datetime) -> int:
    """Another link for somebody who lost the first one, or came too late for it."""
    try:
        person = queries.waits_for_password(email)
    except NotFound:
        print(f"hervest init: nobody here has the address {email}", file=sys.stderr)
        return REFUSED
    if person is None:
        print(f"hervest init: {email} has set a password already; log in with it", file=sys.stderr)
        return REFUSED
    print_link(person, address, now)
    return 0


def lost_phone(email: str, address: str, now: datetime) -> int:
    """For whom nobody else can help: the last administrator, without phone and without reserve codes."""
    person = queries.known_login(email)
    if person is None:
        print(f"hervest init: nobody here has the address {email}", file=sys.stderr)
        return REFUSED
    by, known = actor.system("init"), PersonId(person.pk)
    link = factor_actions.take_factors(by=by, now=now, person=known, why=TakenWhy.LOST)
    print(f"Password and second step of {email} no longer work.")
    show_link(link, address)
    return 0


def print_link(person: PersonId, address: str, now: datetime) -> None:
    """A new link, with what it is for."""
    show_link(people_actions.give_link(by=actor.system("init"), now=now, person=person), address)


def show_link(link: str, address: str) -> None:
    """The link, and how long it works."""
    print(f"Set the password with this link (works once, for {people_queries.link_hours()} hours):")
    print(address.rstrip("/") + link)
