"""Everybody and everything the law tells apart, without a database: the policy and its mutants are held against it."""

import functools
import random
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import pairwise

from accounts import law
from hervest.accounts.actor import Actor, anonymous
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Grant, OrganisationId, PersonId, Reach, Relation, Role, Subject
from hervest.core.vocabulary import Tier

HERE, ELSEWHERE = "GM9001", "GM9002"
ORGANISATIONS = {"ours": OrganisationId(1), "theirs": OrganisationId(2)}
ME, OTHER = "me", "other"
IDS = {ME: PersonId(7), OTHER: PersonId(8)}

RELATION_OF = {
    "given": Relation.ASSIGNED,
    "named": Relation.NAMED,
    "team": Relation.TEAM,
    "handed": Relation.HANDOVER,
    "referred": Relation.REFERRAL,
    "booked": Relation.BOOKING,
    "selves": Relation.SELF,
    "matched": Relation.MATCH,
    "group": Relation.GROUP,
    "group_leads": Relation.GROUP_LEAD,
    "addressed": Relation.ADDRESSED,
    "evaluators": Relation.EVALUATOR,
    "mandated": Relation.MANDATE,
    "opened": Relation.EMERGENCY,
}
"""Field of a thing -> the relation it stands for."""


@dataclass(frozen=True)
class Somebody:
    """The same person for the oracle and for the policy."""

    who: law.Who
    actor: Actor


def people() -> Iterator[Somebody]:
    """Nobody, somebody without a role, and for every role somebody with it here; some with two, or elsewhere."""
    yield Somebody(law.Who(""), anonymous())
    yield somebody()
    for role in Role:
        if role is not Role.ANONYMOUS:  # emergency access alone too: what it gives of itself
            yield somebody((role, "ours", {HERE}))
    yield somebody((Role.MUNI_LEAD, "ours", {HERE}), (Role.MUNI_CASEWORKER, "ours", {HERE}))
    yield somebody((Role.MUNI_PLANNER, "ours", {HERE}), (Role.PARTNER_CASEWORKER, "theirs", {ELSEWHERE}))
    yield somebody((Role.NEWCOMER_ADULT, "ours", {HERE}), (Role.SPONSOR_MEMBER, "theirs", {HERE}))
    yield somebody((Role.HEALTH_PARTNER, "theirs", {HERE}), (Role.MUNI_CASEWORKER, "ours", {HERE}))
    yield somebody((Role.COA_LIAISON, "ours", {HERE}), (Role.NEWCOMER_ADULT, "ours", {HERE}))
    yield somebody((Role.MUNI_CASEWORKER, "ours", {HERE}), (Role.EMERGENCY, "ours", {HERE}))
    yield somebody((Role.NEWCOMER_ADULT, "ours", {HERE}), (Role.EMERGENCY, "ours", {HERE}))
    yield somebody((Role.HOUSING_PARTNER, "ours", {HERE, ELSEWHERE}))
    yield somebody((Role.AUDITOR, "ours", set()))
    yield somebody((Role.REGION_PLANNER, "ours", {HERE}), (Role.MUNI_PLANNER, "ours", {HERE}))


def somebody(*posts) -> Somebody:
    """Me, with these posts."""
    who = law.Who(ME, tuple((role.value, organisation, frozenset(places)) for role, organisation, places in posts))
    grants = tuple(Grant(role, ORGANISATIONS[organisation], frozenset(places)) for role, organisation, places in posts)
    return Somebody(who, Actor(IDS[ME], ME, grants=grants))


def things() -> Iterator[law.Thing]:
    """A plain thing, each relation alone (mine, somebody else's), each mark alone, and all of it elsewhere."""
    alone = [
        law.Thing(HERE),
        *(law.Thing(HERE, **{name: frozenset({key})}) for name in RELATION_OF for key in (ME, OTHER)),
        *(law.Thing(HERE, team=frozenset({key}), rented=True) for key in (ME, OTHER)),
        law.Thing(HERE, team=frozenset({ME}), mandated=frozenset({ME})),
        law.Thing(HERE, selves=frozenset({ME}), matched=frozenset({ME})),
        law.Thing(HERE, selves=frozenset({ME}), handed=frozenset({ME})),
        law.Thing(HERE, referred=frozenset({ME}), team=frozenset({ME})),
        law.Thing(HERE, selves=frozenset({ME}), opened=frozenset({ME})),
        law.Thing(HERE, rented=True),
        *(law.Thing(HERE, organisations=frozenset({key})) for key in ORGANISATIONS),
        *(law.Thing(HERE, organisations=frozenset({key}), volunteer=True) for key in ORGANISATIONS),
        law.Thing(HERE, volunteer=True),
        law.Thing(HERE, ready=True),
        law.Thing(HERE, figures=True),
        law.Thing(owner=ME),
        law.Thing(owner=OTHER),
        law.Thing(),
    ]
    yield from alone
    yield from (replace(thing, place=ELSEWHERE) for thing in alone)


def subject(thing: law.Thing) -> Subject:
    """The thing as the policy sees it; whoever has a role in it has work in it."""
    found = {relation: getattr(thing, name) for name, relation in RELATION_OF.items()}
    found[Relation.ASSIGNED] = thing.given | thing.everybody
    found[Relation.TENANCY] = thing.team if thing.rented else frozenset()
    return Subject(
        municipality=thing.place,
        people={relation: frozenset(IDS[key] for key in keys) for relation, keys in found.items() if keys},
        organisations=frozenset(ORGANISATIONS[key] for key in thing.organisations),
        person=IDS[thing.owner] if thing.owner else None,
        is_ready=thing.ready,
        is_volunteer=thing.volunteer,
        is_figures=thing.figures,
    )


def inside(reach: Reach, actor: Actor, found: Subject) -> bool:
    """A reach as a filter over one subject, from the meaning of its fields alone."""
    me, place = actor.person, found.municipality
    ours = {(organisation, place) for organisation in found.organisations}
    return (
        reach.everything
        or place in reach.municipalities
        or any(place in places and me in found.people.get(asked, ()) for asked, places in reach.related.items())
        or (place in reach.ready_in and found.is_ready)
        or (place in reach.figures_in and found.is_figures)
        or bool(ours & reach.organisations)
        or (bool(ours & reach.volunteers) and found.is_volunteer)
        or (reach.own and me is not None and found.person == me)
    )


PEOPLE = tuple(people())
THINGS = tuple((thing, subject(thing)) for thing in things())
EVERYTHING_OF_IT = {"muni", "team", "team_if_mandated", "handover", "emergency"}
"""Who reaches a household by one of these sees all of it, whatever else they are to it."""


@dataclass(frozen=True)
class Asked:
    """One question about one thing, and everything the law answers to it."""

    somebody: Somebody
    permission: Permission
    thing: law.Thing
    subject: Subject
    allowed: bool
    reads: frozenset[str]
    finance: bool
    home_days: bool
    inner: bool
    about_whom: bool


def _asked() -> Iterator[Asked]:
    for somebody_ in PEOPLE:
        who = somebody_.who
        for permission in different(who):
            for thing, found in THINGS:
                scopes = reaching(who, permission.value, thing)
                yield Asked(
                    somebody_,
                    permission,
                    thing,
                    found,
                    law.allows(who, permission.value, thing),
                    frozenset(law.reads(who, permission.value, thing)),
                    reads_finance(who, permission.value, thing),
                    reads_home_days(who, permission.value, thing),
                    bool(scopes & {"muni", "team", "team_if_mandated", "emergency"}),
                    bool(scopes & {"self", "referral"}) and not scopes & EVERYTHING_OF_IT,
                )


def different(who) -> list[Permission]:
    """One permission of every combination of scopes that the law gives somebody: the others answer alike."""
    found = {}
    for permission in Permission:
        row = law.MATRIX[permission.value]
        found.setdefault((row["anonymous"], *(row[post[0]] for post in who.posts)), permission)
    return list(found.values())


@functools.cache
def everything_asked() -> tuple[Asked, ...]:
    """Every question once, what is allowed first and the rest mixed: a wrong answer is met soon."""
    asked = list(_asked())
    random.Random(7).shuffle(asked)
    return tuple(sorted(asked, key=lambda one: not one.allowed))


def differences(policy) -> Iterator[tuple[str, ...]]:
    """Wherever `policy`, the module or a mutant, answers other than the law; what is asked quickly comes first."""
    yield from _could_differences(policy)
    yield from _gives_differences(policy)
    yield from _wrong_by_roles(policy)
    for permission in Permission:
        if policy.is_for_anybody(permission) is not (law.MATRIX[permission.value]["anonymous"] != "-"):
            yield ("anybody", permission.value)
    for asked in everything_asked():
        for name in _wrong_on(policy, asked):
            yield (name, str(asked.somebody.who), asked.permission.value, str(asked.thing))
    filters = Filters(policy)
    for asked in everything_asked():
        for name in _wrong_in_reading(policy, asked, filters):
            yield (name, str(asked.somebody.who), asked.permission.value, str(asked.thing))


def _wrong_by_roles(policy) -> Iterator[tuple[str, ...]]:
    """What follows from somebody's roles alone, whatever it is about."""
    for somebody_ in PEOPLE:
        who, actor = somebody_.who, somebody_.actor
        for permission in Permission:
            if policy.holds(actor, permission) is not law.holds(who, permission.value):
                yield ("holds", str(who), permission.value)
            by_law = {law.MATRIX[permission.value][post[0]] for post in who.posts} - {"-"}
            if {scope.value for scope in policy.scopes_of(actor, permission)} != by_law:
                yield ("scopes", str(who), permission.value)
            for tier in Tier:
                if policy.reads_throughout(actor, permission, tier) is not reads_throughout(who, permission, tier):
                    yield ("throughout", str(who), permission.value)


def _wrong_on(policy, asked) -> Iterator[str]:
    actor, permission, found = asked.somebody.actor, asked.permission, asked.subject
    answers = {
        "can": (policy.can(actor, permission, found), asked.allowed),
        "reach": (inside(policy.reach(actor, permission), actor, found), asked.allowed),
        "reads": (frozenset(tier.value for tier in policy.readable(actor, permission, found)), asked.reads),
    }
    yield from (name for name, (given, expected) in answers.items() if given != expected)


class Filters:
    """How far somebody reaches, found once for all things: a filter is made before anything is known of them."""

    def __init__(self, policy) -> None:
        self.reach = functools.cache(policy.reach)
        self.inner = functools.cache(functools.partial(policy.reach, scopes=policy.INNER))
        self.reading = functools.cache(policy.reach_reading)


def _wrong_in_reading(policy, asked, filters) -> Iterator[str]:
    actor, permission, found = asked.somebody.actor, asked.permission, asked.subject
    answers = {
        "finance": (policy.reads_finance(actor, permission, found), asked.finance),
        "home days": (policy.reads_home_days(actor, permission, found), asked.home_days),
        "inner": (policy.is_inner(actor, permission, found), asked.inner),
        "about whom": (policy.is_about_whom(actor, permission, found), asked.about_whom),
    }
    yield from (name for name, (given, expected) in answers.items() if given != expected)
    is_for_anybody = law.MATRIX[permission.value]["anonymous"] != "-"
    if inside(filters.inner(actor, permission), actor, found) is not (asked.inner or is_for_anybody):
        yield "inner reach"
    reach = filters.reach(actor, permission)
    if any(reach.municipalities & places for places in (*reach.related.values(), reach.ready_in, reach.figures_in)):
        yield "asks twice"
    for tier in Tier:
        halves = filters.reading(actor, permission, tier)
        both = any(inside(acting, actor, found) and inside(read, actor, found) for acting, read in halves)
        if both is not (tier.value in asked.reads):
            yield "reach reading"


def reaching(who, permission, thing) -> set[str]:
    """The scopes by which the thing is reached."""
    row = law.MATRIX[permission]
    return {row[post[0]] for post in who.posts if law.covers(row[post[0]], who, post, thing)}


def reads_throughout(who, permission, tier) -> bool:
    """Whether no post that gives the permission reads the tier as a code, or not at all."""
    held = [post[0] for post in who.posts if law.MATRIX[permission.value][post[0]] != "-"]
    return all(law.READING[role][tier.value] not in law.NO_FIELDS | {"-"} for role in held)


def reads_finance(who, permission, thing) -> bool:
    """Money is read by one post that reads tier P2 and may read money."""
    row = law.MATRIX[permission]
    return any(
        law.covers(law.MATRIX["money.read"][post[0]], who, post, thing)
        and law.covers(row[post[0]], who, post, thing)
        and law.covers(law.READING[post[0]]["P2"], who, post, thing)
        for post in who.posts
    )


def reads_home_days(who, permission, thing) -> bool:
    """The day from which a home is needed is read by who reads needs of a home."""
    row = law.MATRIX[permission]
    return any(
        "dwelling_needs" in law.READING[post[0]].values()
        and law.covers(row[post[0]], who, post, thing)
        and law.covers("dwelling_needs", who, post, thing)
        for post in who.posts
    )


def _could_differences(policy):
    """Work can be given by name to who reaches it with that alone, or as one of the team."""
    given = {"all", "public", "role", "installation", "muni", "muni_codes", "assigned"}
    for permission in Permission:
        row = law.MATRIX[permission.value]
        for roles in (*((role,) for role in Role), *pairwise(Role)):
            for in_team in (True, False):
                enough = given | ({"team", "team_functional"} if in_team else set())
                is_enough = any(row[role.value] in enough for role in roles)
                if policy.could(roles, permission, in_team=in_team) is not is_enough:
                    yield ("could", str(roles), permission.value, str(in_team))


GIVEN_BY = {
    "team": {"team", "team_functional"},
    "handed": {"handover", "handover_functional"},
    "matched": {"match"},
    "addressed": {"addressed"},
    "selves": {"self"},
    "referred": {"referral"},
    "booked": {"booking"},
}
"""Field of a thing -> the scopes that reach who stands to it so, by hand from access.md."""


def _gives_differences(policy):
    """Whoever stands to a case somehow has there what one of their roles gives so, or everywhere in the place."""
    everywhere = {"all", "public", "role", "installation", "muni", "muni_codes"}
    for permission in Permission:
        row = law.MATRIX[permission.value]
        for roles in (*((role,) for role in Role), *pairwise(Role)):
            for several in ((), *((name,) for name in GIVEN_BY), *pairwise(GIVEN_BY)):
                enough = everywhere.union(*(GIVEN_BY[name] for name in several))
                is_enough = any(row[role.value] in enough for role in roles)
                if policy.gives(roles, permission, [RELATION_OF[name] for name in several]) is not is_enough:
                    yield ("gives", str(roles), permission.value, str(several))


assert {field.name for field in fields(law.Thing)} >= set(RELATION_OF)
