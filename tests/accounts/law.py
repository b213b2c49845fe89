"""What the two tables of access say, read by themselves: the oracle never asks the policy.

A place in the world is described by plain facts; `allows` and `reads` answer from table and facts alone.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import hervest.accounts

DATA = Path(hervest.accounts.__file__).parent / "data"
WORKING_ROLES = {
    "platform_admin",
    "muni_lead",
    "muni_caseworker",
    "muni_planner",
    "partner_caseworker",
    "housing_partner",
    "sponsor_coordinator",
    "privacy_officer",
}
"""The roles for which this version was built; to every other role nothing exists."""

TIERS = ("P0", "P1", "P1a", "P2", "P3", "PS", "PX")


def _table(name, key):
    with (DATA / name).open(encoding="utf-8") as text:
        return {row[key]: row for row in csv.DictReader(text)}


MATRIX = _table("access_matrix.csv", "action")
READING = _table("access_tiers.csv", "role")


@dataclass(frozen=True)
class Thing:
    """Something one may ask for: where it is, and who stands in which relation to it today."""

    place: str = ""
    team: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    owner: str = ""
    rented: bool = False


@dataclass(frozen=True)
class Who:
    """Somebody, with the (role, organisation, municipalities) of every membership in force today."""

    key: str
    posts: tuple[tuple[str, str, frozenset[str]], ...] = field(default=())


def covers(scope, who, post, thing):
    """The table of scopes of the law, one line each; a scope that needs a room not yet built covers nothing."""
    role, organisation, places = post
    here = thing.place in places
    return {
        "all": True,
        "public": True,
        "role": True,
        "installation": True,
        "own": bool(thing.owner) and thing.owner == who.key,
        "muni": here,
        "muni_codes": here,
        "muni_ready": here,
        "team": here and who.key in thing.team,
        "team_functional": here and who.key in thing.team,
        "assigned": here and who.key in (thing.given | thing.team),
        "named": here and who.key in thing.named,
        "org": here and organisation in thing.organisations,
        "contract": here and who.key in thing.team and thing.rented,
        "dwelling_needs": here and (role == "muni_planner" or who.key in thing.team),
    }.get(scope, False)


def working_posts(who):
    return [post for post in who.posts if post[0] in WORKING_ROLES]


def allows(who, permission, thing):
    """Whether `who` may do `permission` to `thing`; what anybody may do needs no post."""
    row = MATRIX[permission]
    if row["anonymous"] in {"all", "public"}:
        return True
    return any(covers(row[post[0]], who, post, thing) for post in working_posts(who))


def reads(who, permission, thing):
    """Tiers: both tables must allow, within one post; needs of a dwelling and codes are no reading of a person."""
    row = MATRIX[permission]
    return {
        tier
        for post in working_posts(who)
        for tier in TIERS
        if covers(row[post[0]], who, post, thing)
        and READING[post[0]][tier] not in {"dwelling_needs", "muni_codes"}
        and covers(READING[post[0]][tier], who, post, thing)
    }


def holds(who, permission):
    """Whether the page exists at all for `who`."""
    row = MATRIX[permission]
    return row["anonymous"] != "-" or any(row[post[0]] != "-" for post in working_posts(who))
