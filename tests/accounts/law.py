"""What the two tables of access say, read by themselves: the oracle never asks the policy.

A place in the world is described by plain facts; `allows` and `reads` answer from table and facts alone.
"""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import hervest.accounts

DATA = Path(hervest.accounts.__file__).parent / "data"
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
    handed: frozenset[str] = frozenset()
    referred: frozenset[str] = frozenset()
    booked: frozenset[str] = frozenset()
    selves: frozenset[str] = frozenset()
    matched: frozenset[str] = frozenset()
    group: frozenset[str] = frozenset()
    group_leads: frozenset[str] = frozenset()
    addressed: frozenset[str] = frozenset()
    evaluators: frozenset[str] = frozenset()
    mandated: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    ready: bool = False
    volunteer: bool = False
    figures: bool = False

    @property
    def everybody(self) -> frozenset[str]:
        """Whoever has a role in it, and so may have a task in it."""
        return self.team | self.handed | self.referred | self.booked | self.selves | self.matched


@dataclass(frozen=True)
class Who:
    """Somebody, with the (role, organisation, municipalities) of every membership in force today."""

    key: str
    posts: tuple[tuple[str, str, frozenset[str]], ...] = field(default=())


def covers(scope, who, post, thing):
    """The table of scopes of the law, one line each."""
    role, organisation, places = post
    here, me = thing.place in places, who.key
    ours = here and organisation in thing.organisations
    return {
        "all": True,
        "public": True,
        "role": True,
        "installation": True,
        "own": bool(thing.owner) and thing.owner == me,
        "own_group_own_data": bool(thing.owner) and thing.owner == me,
        "muni": here,
        "muni_codes": here,
        "muni_ready": here and thing.ready,
        "team": here and me in thing.team,
        "team_functional": here and me in thing.team,
        "assigned": here and me in (thing.given | thing.everybody),
        "addressed": here and me in thing.addressed,
        "named": here and me in thing.named,
        "org": ours,
        "org_volunteers": ours and thing.volunteer,
        "programme": ours,
        "contract": here and me in thing.team and thing.rented,
        "dwelling_needs": here and (role == "muni_planner" or me in thing.team),
        "valid_or_not": ours if role == "sponsor_coordinator" else here,
        "handover": here and me in thing.handed,
        "handover_functional": here and me in thing.handed,
        "referral": here and me in thing.referred,
        "booking": here and me in thing.booked,
        "booking_first_name": here and me in thing.booked,
        "self": here and me in thing.selves,
        "match": here and me in thing.matched,
        "match_level": here and me in thing.matched,
        "match_from_arrival": here and me in thing.matched,
        "own_group": here and me in thing.group,
        "own_group_lead": here and me in thing.group_leads,
        "evaluation": here and me in thing.evaluators,
        "evaluation_pseudonymous": here and me in thing.evaluators,
        "counts": here and thing.figures,
        "aggregates": here and thing.figures,
        "region": here and thing.figures,
        "region_codes": here and thing.figures,
        "region_needs": here and thing.figures,
        "team_if_mandated": here and me in thing.mandated,
        "emergency": here and me in thing.opened,
    }.get(scope, False)  # "-" covers nothing


NO_FIELDS = {
    "dwelling_needs",
    "muni_codes",
    "match_level",
    "match_from_arrival",
    "booking",
    "booking_first_name",
    "valid_or_not",
    "evaluation_pseudonymous",
    "counts",
    "aggregates",
    "region",
    "region_codes",
    "region_needs",
}
"""Scopes that give a code, a need, a word or a number made for the reader, and no fields of the thing itself."""


def allows(who, permission, thing):
    """Whether `who` may do `permission` to `thing`; what anybody may do needs no post."""
    row = MATRIX[permission]
    if row["anonymous"] in {"all", "public"}:
        return True
    return any(covers(row[post[0]], who, post, thing) for post in who.posts)


def reads(who, permission, thing):
    """Tiers: both tables must allow, within one post."""
    row = MATRIX[permission]
    return {
        tier
        for post in who.posts
        for tier in TIERS
        if covers(row[post[0]], who, post, thing)
        and READING[post[0]][tier] not in NO_FIELDS
        and covers(READING[post[0]][tier], who, post, thing)
    }


def holds(who, permission):
    """Whether the page exists at all for `who`."""
    row = MATRIX[permission]
    return row["anonymous"] != "-" or any(row[post[0]] != "-" for post in who.posts)
