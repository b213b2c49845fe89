"""The one policy: pure answers from the two tables of access.md to 'may this actor do that to this'."""

from collections.abc import Collection, Iterable, Mapping

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import ACTIONS, TIERS, Permission
from hervest.accounts.vocabulary import Grant, OrganisationId, Reach, Relation, Role, Scope, Subject
from hervest.core.vocabulary import Tier

EVERYWHERE = frozenset({Scope.ALL, Scope.PUBLIC, Scope.ROLE, Scope.INSTALLATION})
BY_MUNICIPALITY = frozenset({Scope.MUNI, Scope.MUNI_CODES})
OWN = frozenset({Scope.OWN, Scope.OWN_GROUP_OWN_DATA})
BY_ORGANISATION = frozenset({Scope.ORG, Scope.PROGRAMME})
FIGURES = frozenset({Scope.COUNTS, Scope.AGGREGATES, Scope.REGION})
BY_RELATION: Mapping[Scope, Relation] = {
    Scope.TEAM: Relation.TEAM,
    Scope.TEAM_FUNCTIONAL: Relation.TEAM,
    Scope.TEAM_IF_MANDATED: Relation.MANDATE,
    Scope.CONTRACT: Relation.TENANCY,
    Scope.ASSIGNED: Relation.ASSIGNED,
    Scope.ADDRESSED: Relation.ADDRESSED,
    Scope.NAMED: Relation.NAMED,
    Scope.HANDOVER: Relation.HANDOVER,
    Scope.HANDOVER_FUNCTIONAL: Relation.HANDOVER,
    Scope.REFERRAL: Relation.REFERRAL,
    Scope.BOOKING: Relation.BOOKING,
    Scope.SELF: Relation.SELF,
    Scope.MATCH: Relation.MATCH,
    Scope.OWN_GROUP: Relation.GROUP,
    Scope.OWN_GROUP_LEAD: Relation.GROUP_LEAD,
    Scope.EVALUATION: Relation.EVALUATOR,
    Scope.EMERGENCY: Relation.EMERGENCY,
}
"""What the actor has to stand in, within the municipalities of the membership."""

SCOPES_OF: Mapping[Relation, frozenset[Scope]] = {
    relation: frozenset(scope for scope, asked in BY_RELATION.items() if asked is relation)
    for relation in BY_RELATION.values()
}
"""The other way round."""

COMPOSED = FIGURES | {
    Scope.REGION_CODES,
    Scope.REGION_NEEDS,
    Scope.MUNI_CODES,
    Scope.DWELLING_NEEDS,
    Scope.MATCH_LEVEL,
    Scope.MATCH_FROM_ARRIVAL,
    Scope.BOOKING,
    Scope.BOOKING_FIRST_NAME,
    Scope.VALID_OR_NOT,
    Scope.EVALUATION_PSEUDONYMOUS,
}
"""Scopes that give something made for the reader (a code, a need, a word, a number), and never a tier of fields."""

INNER = frozenset({Scope.MUNI, Scope.TEAM, Scope.TEAM_IF_MANDATED, Scope.EMERGENCY})
"""Scopes of who works on cases: they see what is meant for the municipality and its partners alone."""

ABOUT_WHOM = frozenset({Scope.REFERRAL, Scope.SELF})
"""Scopes that reach a person of the household, and not the household."""

WHOLE = INNER | {Scope.HANDOVER}
"""Scopes that reach all of a household, whatever else its reader is to it."""


def is_for_anybody(permission: Permission) -> bool:
    """Whether it takes no login at all: the last column of the access matrix."""
    return ACTIONS[permission][Role.ANONYMOUS] in EVERYWHERE


def holds(actor: Actor, permission: Permission) -> bool:
    """Whether any role of the actor has the permission at all: if not, the route does not exist for them."""
    if actor.system or is_for_anybody(permission):
        return True
    return any(ACTIONS[permission][grant.role] is not Scope.NONE for grant in actor.grants)


def scopes_of(actor: Actor, permission: Permission) -> frozenset[Scope]:
    """By which scopes the roles of the actor hold the permission, wherever that is."""
    if actor.system:
        return frozenset({Scope.ALL})
    return frozenset(ACTIONS[permission][grant.role] for grant in actor.grants) - {Scope.NONE}


def can(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Whether the actor may do `permission` to `subject`: as anybody, or by at least one membership in force."""
    if actor.system or is_for_anybody(permission):
        return True
    return any(reaches(ACTIONS[permission][grant.role], grant, actor, subject) for grant in actor.grants)


def could(roles: Iterable[Role], permission: Permission, *, in_team: bool, is_given: bool = True) -> bool:
    """Whether somebody with these roles in a municipality could do `permission` to work there.

    `is_given`: given to them by name; without it, what they do unasked.
    """
    stands = {Relation.TEAM: in_team, Relation.ASSIGNED: is_given}
    return gives(roles, permission, {relation for relation, is_so in stands.items() if is_so})


def gives(roles: Iterable[Role], permission: Permission, relations: Collection[Relation]) -> bool:
    """Whether these roles, held in a municipality, give `permission` there to who stands to it in `relations`."""
    given = (EVERYWHERE | BY_MUNICIPALITY).union(*(SCOPES_OF[relation] for relation in relations))
    return not given.isdisjoint(ACTIONS[permission][role] for role in roles)


def readable(actor: Actor, permission: Permission, subject: Subject) -> frozenset[Tier]:
    """The tiers of `subject` that the actor reads under `permission`.

    Both tables must allow, within one and the same membership; memberships add up.
    """
    if actor.system:
        return frozenset(Tier)
    return frozenset(
        tier
        for grant in actor.grants
        if reaches(ACTIONS[permission][grant.role], grant, actor, subject)
        for tier in Tier
        if TIERS[grant.role][tier] not in COMPOSED and reaches(TIERS[grant.role][tier], grant, actor, subject)
    )


def reads_throughout(actor: Actor, permission: Permission, tier: Tier) -> bool:
    """Whether every membership that gives `permission` reads `tier` within some scope that is not codes only.

    Where one does not, a whole list must not be sorted by what stands in that tier: the order would tell it.
    """
    held = [grant for grant in actor.grants if ACTIONS[permission][grant.role] is not Scope.NONE]
    return actor.system or all(TIERS[grant.role][tier] not in COMPOSED | {Scope.NONE} for grant in held)


def reads_finance(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Whether money and benefit of `subject` are readable: tier P2, where money.read reaches it too.

    So a minor reads none, and a partner who reads functional needs only with a recorded mandate. Source: access.md.
    """
    return actor.system or any(
        reaches(ACTIONS[Permission.MONEY_READ][grant.role], grant, actor, subject)
        and reaches(ACTIONS[permission][grant.role], grant, actor, subject)
        and reaches(TIERS[grant.role][Tier.P2], grant, actor, subject)
        for grant in actor.grants
    )


def is_inner(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Whether `permission` reaches the subject through the municipality or the team that works on it."""
    return actor.system or any(
        ACTIONS[permission][grant.role] in INNER and reaches(ACTIONS[permission][grant.role], grant, actor, subject)
        for grant in actor.grants
    )


def is_about_whom(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Whether `permission` reaches the actor as, or for, a person of the household and not for all of it.

    Source: access.md, scopes `self` and `referral`.
    """
    scopes = {
        ACTIONS[permission][g.role] for g in actor.grants if reaches(ACTIONS[permission][g.role], g, actor, subject)
    }
    return not actor.system and bool(scopes & ABOUT_WHOM) and not scopes & WHOLE


def reads_home_days(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Whether the day from which a home is needed is readable whatever its tier: scope `dwelling_needs` (access.md)."""
    return any(
        Scope.DWELLING_NEEDS in TIERS[grant.role].values()
        and reaches(ACTIONS[permission][grant.role], grant, actor, subject)
        and reaches(Scope.DWELLING_NEEDS, grant, actor, subject)
        for grant in actor.grants
    )


def reaches(scope: Scope, grant: Grant, actor: Actor, subject: Subject) -> bool:
    """Whether `scope`, held through `grant`, covers `subject`. A scope nobody wrote a rule for covers nothing."""
    plain = _plain(scope, grant)
    if plain in EVERYWHERE:
        return True
    if plain in OWN:
        return actor.person is not None and subject.person == actor.person
    return subject.municipality in grant.municipalities and _covers(plain, grant, actor, subject)


def _plain(scope: Scope, grant: Grant) -> Scope:
    """How far a scope goes that means one thing to one role and another to the next (access.md)."""
    if scope is Scope.DWELLING_NEEDS:
        return Scope.MUNI if grant.role is Role.MUNI_PLANNER else Scope.TEAM
    if scope is Scope.VALID_OR_NOT:
        return Scope.PROGRAMME if grant.role is Role.SPONSOR_COORDINATOR else Scope.MUNI
    return scope


def _covers(plain: Scope, grant: Grant, actor: Actor, subject: Subject) -> bool:
    """Whether a scope reaches the subject within one of the grant's municipalities."""
    is_ours = grant.organisation in subject.organisations
    return (
        plain in BY_MUNICIPALITY
        or (plain in BY_RELATION and subject.has(actor.person, BY_RELATION[plain]))
        or (plain in BY_ORGANISATION and is_ours)
        or (plain is Scope.ORG_VOLUNTEERS and is_ours and subject.is_volunteer)
        or (plain is Scope.MUNI_READY and subject.is_ready)
        or (plain in FIGURES and subject.is_figures)
    )


def reach(actor: Actor, permission: Permission, *, scopes: frozenset[Scope] = frozenset(Scope)) -> Reach:
    """The permission as a filter over many subjects; only through `scopes` where given. Agrees with `can` (tested)."""
    if actor.system or is_for_anybody(permission):
        return Reach(everything=True)
    held = [(ACTIONS[permission][g.role], g) for g in actor.grants if ACTIONS[permission][g.role] in scopes]
    return _reach(held)


def reach_reading(actor: Actor, permission: Permission, tier: Tier) -> tuple[tuple[Reach, Reach], ...]:
    """Of each membership what its action reaches and what its tier reaches: where both do, `tier` is read.

    As a filter over many subjects it gives the same answer as `readable` (tested).
    """
    if actor.system:
        return ((Reach(everything=True), Reach(everything=True)),)
    return tuple(
        (_reach([(ACTIONS[permission][grant.role], grant)]), _reach([(TIERS[grant.role][tier], grant)]))
        for grant in actor.grants
        if TIERS[grant.role][tier] not in COMPOSED
    )


def _reach(held: list[tuple[Scope, Grant]]) -> Reach:
    """Relations only where nothing wider covers the whole municipality: a filter asks nothing twice."""
    plain = [(_plain(scope, grant), grant) for scope, grant in held]
    whole = _codes(plain, BY_MUNICIPALITY)
    asked = {BY_RELATION[scope] for scope, _ in plain if scope in BY_RELATION}
    related = {relation: _codes(plain, SCOPES_OF[relation]) - whole for relation in asked}
    return Reach(
        everything=any(scope in EVERYWHERE for scope, _ in plain),
        municipalities=whole,
        related={relation: codes for relation, codes in related.items() if codes},
        ready_in=_codes(plain, {Scope.MUNI_READY}) - whole,
        figures_in=_codes(plain, FIGURES) - whole,
        organisations=_places(plain, BY_ORGANISATION),
        volunteers=_places(plain, {Scope.ORG_VOLUNTEERS}),
        own=any(scope in OWN for scope, _ in plain),
    )


def _codes(plain: list[tuple[Scope, Grant]], wanted: Collection[Scope]) -> frozenset[str]:
    return frozenset(code for scope, grant in plain if scope in wanted for code in grant.municipalities)


def _places(plain: list[tuple[Scope, Grant]], wanted: Collection[Scope]) -> frozenset[tuple[OrganisationId, str]]:
    return frozenset(
        (grant.organisation, code) for scope, grant in plain if scope in wanted for code in grant.municipalities
    )
