"""Second factors: what somebody has set up, and where they are logged in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

from hervest.accounts import visit_rules
from hervest.accounts.actor import Actor
from hervest.accounts.settings import access_settings
from hervest.accounts.visit import visit_in
from hervest.accounts.vocabulary import PersonId, SecondFactorKind
from hervest.core import clock

SECOND = (SecondFactorKind.TOTP, SecondFactorKind.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """One second factor, as its owner sees it."""

    id: int
    name: str
    added_on: date
    used_on: date | None


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """The second factors of a person, and how many recovery codes are left."""

    app: SecondFactor | None = None
    passkeys: tuple[SecondFactor, ...] = ()
    codes_left: int = 0

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self.app or self.passkeys)


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """One place where a person is logged in: since when, with what browser."""

    id: int
    since: datetime
    browser: str
    is_here: bool


def must_have_factor(actor: Actor) -> bool:
    """Whether the actor's roles ask for a second factor. In the demo none does, so that its buttons keep working."""
    roles = (grant.role for grant in actor.grants + actor.withheld)
    return not settings.DEMO and visit_rules.needs_factor(roles, without=access_settings().without_factor)


def has_factor(person: PersonId) -> bool:
    """Whether the person has a second factor: 1 query."""
    return bool(Authenticator.objects.filter(user=person, type__in=SECOND).exists())


def is_last_factor(person: PersonId, factor: int) -> bool:
    """Whether the person has no second factor beside this one."""
    return not Authenticator.objects.filter(user=person, type__in=SECOND).exclude(pk=factor).exists()


def own_factors(actor: Actor) -> SecondFactors:
    """What the actor set up: 1 query."""
    rows = list(Authenticator.objects.filter(user=actor.person).order_by("pk"))
    found = {kind: [row for row in rows if row.type == kind] for kind in SecondFactorKind}
    return SecondFactors(
        app=next((_factor(row, "") for row in found[SecondFactorKind.TOTP]), None),
        passkeys=tuple(_factor(row, row.wrap().name) for row in found[SecondFactorKind.WEBAUTHN]),
        codes_left=sum(len(row.wrap().get_unused_codes()) for row in found[SecondFactorKind.RECOVERY_CODES]),
    )


def _factor(row: Authenticator, name: str) -> SecondFactor:
    used = clock.day_of(row.last_used_at) if row.last_used_at else None
    return SecondFactor(row.pk, name, clock.day_of(row.created_at), used)


def own_visits(actor: Actor, *, here: str, now: datetime) -> tuple[OpenVisit, ...]:
    """Where the actor is logged in now, this browser first, the newest before the older; `here` is its session."""
    rows = UserSession.objects.filter(user=actor.person).order_by("-created_at", "-pk")
    alive = _alive([row.session_key for row in rows], now=now)
    found = [
        OpenVisit(row.pk, row.created_at, visit_rules.browser_named(row.user_agent), row.session_key == here)
        for row in rows
    ]
    seen = [visit for visit, row in zip(found, rows, strict=True) if row.session_key in alive]
    return tuple(sorted(seen, key=lambda visit: not visit.is_here))


def _alive(keys: Iterable[str], *, now: datetime) -> set[str]:
    """The sessions that the next click would still find open."""
    alive = set()
    for session in Session.objects.filter(session_key__in=keys, expire_date__gt=now):
        visit = visit_in(session.get_decoded())
        if visit is not None and not visit_rules.is_over(visit, now=now, limits=access_settings().visit):
            alive.add(session.session_key)
    return alive
