"""`hervest init`: a municipality and its first person, ready to log in."""

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from hervest.accounts import actions, actor, queries
from hervest.accounts.vocabulary import OrganisationKind, PersonId, Role
from hervest.core import clock

CODE = re.compile(r"GM\d{4}")
YEARS_OF_MEMBERSHIP = 5
BAD_INPUT = 2


def run(argv: Sequence[str]) -> int:
    """Migrate, create what is not there, print a link to set the password. A second time changes nothing."""
    parser = argparse.ArgumentParser(prog="hervest init")
    parser.add_argument("--municipality", required=True, help="CBS code, e.g. GM0363")
    parser.add_argument("--name", required=True, help="name of the municipality")
    parser.add_argument("--admin", required=True, help="e-mail address of the first person")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where the server will be reached")
    options = parser.parse_args(argv)
    problem = problem_with(options.municipality, options.admin)
    if problem:
        print(f"hervest init: {problem}", file=sys.stderr)
        return BAD_INPUT
    call_command("migrate", verbosity=0, interactive=False)
    person = create(options.municipality, options.name, options.admin, clock.now())
    if person is None:
        print(f"{options.municipality} was set up before; nothing was changed.")
        return 0
    print(f"{options.name} ({options.municipality}) is ready.")
    print("Set the password of the first person with this link (works once, for 24 hours):")
    print(options.address.rstrip("/") + link_for(person))
    return 0


def problem_with(code: str, email: str) -> str:
    """What is wrong with the words typed, or nothing."""
    if not CODE.fullmatch(code):
        return f"{code} is no CBS code; it looks like GM0363"
    try:
        validate_email(email)
    except ValidationError:
        return f"{email} is no e-mail address"
    return ""


def create(code: str, name: str, email: str, now: datetime) -> PersonId | None:
    """The first person of a new municipality; None if the municipality was there."""
    by = actor.system("init")
    if not actions.create_municipality(by=by, now=now, code=code, name=name):
        return None
    organisation = actions.create_organisation(
        by=by, now=now, name=f"Gemeente {name}", kind=OrganisationKind.MUNICIPALITY, municipalities=[code]
    )
    person = actions.create_person(by=by, now=now, email=email, name=email.split("@", maxsplit=1)[0])
    today = clock.day_of(now)
    for role in (Role.PLATFORM_ADMIN, Role.MUNI_LEAD):
        actions.grant_membership(
            by=by,
            now=now,
            person=person,
            organisation=organisation,
            role=role,
            municipalities=[code],
            from_on=today,
            until_on=today + timedelta(days=365 * YEARS_OF_MEMBERSHIP),
        )
    return person


def link_for(person: PersonId) -> str:
    """The path that sets the person's password: dead once it was used, or after a day."""
    row = queries.person_for_link(person)
    token = default_token_generator.make_token(row)
    return reverse("set_password", args=[urlsafe_base64_encode(force_bytes(row.pk)), token])
