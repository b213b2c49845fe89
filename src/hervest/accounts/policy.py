"""The one policy: pure answers from the two tables of access.md to 'may this actor do that to this'."""

from collections.abc import Callable, Iterable

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import ACTIONS, TIERS, Permission
from hervest.accounts.vocabulary import LIVE_ROLES, Grant, Reach, Role, Scope, Subject
from hervest.core.vocabulary import Tier

EVERYWHERE = frozenset({Scope.ALL, Scope.PUBLIC, Scope.ROLE, Scope.INSTALLATION})
BY_MUNICIPALITY = frozenset({Scope.MUNI, Scope.MUNI_CODES, Scope.MUNI_READY})
BY_TEAM = frozenset({Scope.TEAM, Scope.TEAM_FUNCTIONAL})
CODES_ONLY = frozenset({Scope.MUNI_CODES, Scope.DWELLING_NEEDS})
"""Scopes that give a household by code and never as a person."""


def live_grants(actor: Actor) -> Iterable[Grant]:
    """The grants that count in this version. Roles that are not live yet give nothing."""
    return (grant for grant in actor.grants if grant.role in LIVE_ROLES)


def is_for_anybody(permission: Permission) -> bool:
    """Whether it takes no login at all: the last column of the access matrix."""
    return ACTIONS[permission][Role.ANONYMOUS] in EVERYWHERE


def holds(actor: Actor, permission: Permission) -> bool:
    """Whether any role of the actor has the permission at all: if not, the route does not exist for them."""
    if actor.system or is_for_anybody(permission):
        return True
    return any(ACTIONS[permission][grant.role] is not Scope.NONE for grant in live_grants(actor))


def can(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Whether the actor may do `permission` to `subject`: as anybody, or by at least one membership in force."""
    if actor.system or is_for_anybody(permission):
        return True
    return any(reaches(ACTIONS[permission][grant.role], grant, actor, subject) for grant in live_grants(actor))


def could(roles: Iterable[Role], permission: Permission, *, in_team: bool) -> bool:
    """Whether somebody with these roles in a municipality could do `permission` to work there given to them by name."""
    scopes = {ACTIONS[permission][role] for role in roles if role in LIVE_ROLES}
    given = EVERYWHERE | BY_MUNICIPALITY | {Scope.ASSIGNED}
    return bool(scopes & given) or (in_team and bool(scopes & BY_TEAM))


def readable(actor: Actor, permission: Permission, subject: Subject) -> frozenset[Tier]:
    """The tiers of `subject` that the actor reads under `permission`.

    Both tables must allow, within one and the same membership; memberships add up.
    """
    if actor.system:
        return frozenset(Tier)
    return frozenset(
        tier
        for grant in live_grants(actor)
        if reaches(ACTIONS[permission][grant.role], grant, actor, subject)
        for tier in Tier
        if TIERS[grant.role][tier] not in CODES_ONLY and reaches(TIERS[grant.role][tier], grant, actor, subject)
    )


def reads_throughout(actor: Actor, permission: Permission, tier: Tier) -> bool:
    """Whether every membership that gives `permission` reads `tier` within some scope that is not codes only.

    Where one does not, a whole list must not be sorted by what stands in that tier: the order would tell it.
    """
    held = [grant for grant in live_grants(actor) if ACTIONS[permission][grant.role] is not Scope.NONE]
    return actor.system or all(TIERS[grant.role][tier] not in CODES_ONLY | {Scope.NONE} for grant in held)


def reads_finance(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Whether money and benefit of `subject` are readable: tier P2 through a scope that is not functional only."""
    return actor.system or any(
        TIERS[grant.role][Tier.P2] in {Scope.TEAM, Scope.MUNI}
        and reaches(ACTIONS[permission][grant.role], grant, actor, subject)
        and reaches(TIERS[grant.role][Tier.P2], grant, actor, subject)
        for grant in live_grants(actor)
    )


def reads_home_days(actor: Actor, permission: Permission, subject: Subject) -> bool:
    """Whether the day from which a home is needed is readable whatever its tier: scope `dwelling_needs` (access.md)."""
    return any(
        Scope.DWELLING_NEEDS in TIERS[grant.role].values()
        and reaches(ACTIONS[permission][grant.role], grant, actor, subject)
        and reaches(Scope.DWELLING_NEEDS, grant, actor, subject)
        for grant in live_grants(actor)
    )


def reaches(scope: Scope, grant: Grant, actor: Actor, subject: Subject) -> bool:
    """Whether `scope`, held through `grant`, covers `subject`. A scope nobody wrote a rule for covers nothing."""
    if scope in EVERYWHERE:
        return True
    if scope is Scope.OWN:
        return actor.person is not None and subject.person == actor.person
    if subject.municipality not in grant.municipalities:
        return False
    rule = WITHIN_MUNICIPALITY.get(scope)
    return rule is not None and rule(grant, actor, subject)


def _in_team(_grant: Grant, actor: Actor, subject: Subject) -> bool:
    return actor.person in subject.team


def _dwelling_needs(grant: Grant, actor: Actor, subject: Subject) -> bool:
    return grant.role is Role.MUNI_PLANNER or actor.person in subject.team


def _contract(_grant: Grant, actor: Actor, subject: Subject) -> bool:
    return subject.has_tenancy and actor.person in subject.team


WITHIN_MUNICIPALITY: dict[Scope, Callable[[Grant, Actor, Subject], bool]] = {
    **{scope: lambda _grant, _actor, _subject: True for scope in BY_MUNICIPALITY},
    **dict.fromkeys(BY_TEAM, _in_team),
    Scope.DWELLING_NEEDS: _dwelling_needs,
    Scope.CONTRACT: _contract,
    Scope.ASSIGNED: lambda _grant, actor, subject: actor.person in subject.assigned,
    Scope.NAMED: lambda _grant, actor, subject: actor.person in subject.named,
    Scope.ORG: lambda grant, _actor, subject: grant.organisation in subject.organisations,
}


def reach(actor: Actor, permission: Permission, *, scopes: frozenset[Scope] = frozenset(Scope)) -> Reach:
    """The permission as a filter over many subjects; only through `scopes` where given. Agrees with `can` (tested)."""
    if actor.system or is_for_anybody(permission):
        return Reach(everything=True)
    held = [(ACTIONS[permission][g.role], g) for g in live_grants(actor) if ACTIONS[permission][g.role] in scopes]
    return _reach(held)


def reach_reading(actor: Actor, permission: Permission, tier: Tier) -> tuple[tuple[Reach, Reach], ...]:
    """Of each membership what its action reaches and what its tier reaches: where both do, `tier` is read.

    As a filter over many subjects it gives the same answer as `readable` (tested).
    """
    if actor.system:
        return ((Reach(everything=True), Reach(everything=True)),)
    return tuple(
        (_reach([(ACTIONS[permission][grant.role], grant)]), _reach([(TIERS[grant.role][tier], grant)]))
        for grant in live_grants(actor)
        if TIERS[grant.role][tier] not in CODES_ONLY
    )


def _reach(held: list[tuple[Scope, Grant]]) -> Reach:
    """Narrower scopes only where no wider one covers the whole municipality: a filter asks nothing twice."""
    whole = _codes(held, lambda s, g: s in BY_MUNICIPALITY or _planner_needs(s, g))
    in_team = _codes(held, lambda s, g: s in BY_TEAM or (s is Scope.DWELLING_NEEDS and not _planner_needs(s, g)))
    return Reach(
        everything=any(scope in EVERYWHERE for scope, _ in held),
        municipalities=whole,
        team_in=in_team - whole,
        contract_in=_codes(held, lambda s, _: s is Scope.CONTRACT) - whole,
        assigned_in=_codes(held, lambda s, _: s is Scope.ASSIGNED) - whole,
        named_in=_codes(held, lambda s, _: s is Scope.NAMED) - whole,
        organisations=frozenset((g.organisation, m) for s, g in held if s is Scope.ORG for m in g.municipalities),
        own=any(scope is Scope.OWN for scope, _ in held),
    )


def _planner_needs(scope: Scope, grant: Grant) -> bool:
    return scope is Scope.DWELLING_NEEDS and grant.role is Role.MUNI_PLANNER


def _codes(held: list[tuple[Scope, Grant]], wanted: Callable[[Scope, Grant], bool]) -> frozenset[str]:
    return frozenset(code for scope, grant in held if wanted(scope, grant) for code in grant.municipalities)
