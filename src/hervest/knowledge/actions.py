"""Keeping the social map right: adding a service, changing it, saying that it was checked, and that it ended."""

from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.organisation_queries import organisations_in
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.knowledge.models import Service
from hervest.knowledge.queries import new_service_subject, service_subject
from hervest.knowledge.settings import themes
from hervest.knowledge.vocabulary import ServiceFacts


@action(Permission.KNOWLEDGE_EDIT, on=new_service_subject)
def add_service(*, by: Actor, now: datetime, municipality: str, facts: ServiceFacts, is_checked: bool = True) -> int:
    """The service stands in the map of the municipality; gives its number. `is_checked`: all of it is right today.

    Raises: NotFound for a municipality that is not the actor's; RuleBroken without a theme, for a theme that is none,
    or an organisation that does not work there.
    """
    if municipality not in by.municipalities:
        raise NotFound("no_such_municipality", municipality=municipality)
    _must_hold(facts, municipality)
    row = Service(municipality_id=municipality)
    _fill(row, facts)
    row.checked_on = clock.day_of(now) if is_checked else None
    _save(row, by, now)
    note("service.added", municipality=municipality, service=row.pk)
    return row.pk


@action(Permission.KNOWLEDGE_EDIT, on=service_subject)
def change_service(*, by: Actor, now: datetime, service: int, facts: ServiceFacts, is_checked: bool, seen: int) -> None:
    """This is known of the service. `is_checked`: all of it is right today; else its last check stands as it was.

    Raises: as `add_service`; RuleBroken for an owner whose services the actor may not change; Conflict if it changed
    since it was `seen`.
    """
    row = _held(by, service, seen)
    _must_hold(facts, row.municipality_id)
    becomes = Subject(municipality=row.municipality_id, organisations=frozenset({facts.owner}))
    if not policy.can(by, Permission.KNOWLEDGE_EDIT, becomes):
        raise RuleBroken("owner_not_yours", field="owner")
    _fill(row, facts)
    if is_checked:
        _check(row, clock.day_of(now))
    _save(row, by, now)
    note("service.changed", municipality=row.municipality_id, service=row.pk)


@action(Permission.KNOWLEDGE_EDIT, on=service_subject)
def check_service(*, by: Actor, now: datetime, service: int, seen: int) -> None:
    """Somebody looked at it: all that stands of the service is right today. Raises: as `change_service`."""
    row = _held(by, service, seen)
    _check(row, clock.day_of(now))
    _save(row, by, now)
    note("service.checked", municipality=row.municipality_id, service=row.pk)


@action(Permission.KNOWLEDGE_EDIT, on=service_subject)
def undo_check(*, by: Actor, now: datetime, service: int, seen: int) -> bool:
    """The check of today is taken back: the day of the one before it stands again.

    False: somebody changed it since `seen`, or it was not checked today, and it stays as it is.
    """
    row = _found(by, service)
    if row.n_changed != seen or row.checked_on != clock.day_of(now):
        return False
    row.checked_on = row.checked_before
    _save(row, by, now)
    note("service.check_taken_back", municipality=row.municipality_id, service=row.pk)
    return True


@action(Permission.KNOWLEDGE_EDIT, on=service_subject)
def end_service(*, by: Actor, now: datetime, service: int, seen: int) -> None:
    """The service is not offered any more: nobody is referred to it, and who was can still read what it was.

    Raises: as `change_service`.
    """
    row = _held(by, service, seen)
    row.ended_on = row.ended_on or clock.day_of(now)
    _save(row, by, now)
    note("service.ended", municipality=row.municipality_id, service=row.pk)


@action(Permission.KNOWLEDGE_EDIT, on=service_subject)
def put_service_back(*, by: Actor, now: datetime, service: int, seen: int) -> bool:
    """The service is offered after all. False: somebody changed it since `seen`, and it stays as it is."""
    row = _found(by, service)
    if row.n_changed != seen or row.ended_on is None:
        return False
    row.ended_on = None
    _save(row, by, now)
    note("service.put_back", municipality=row.municipality_id, service=row.pk)
    return True


def _found(by: Actor, service: int) -> Service:
    """The service, held until the commit. Raises: NotFound."""
    row = Service.rows.select_for_update(no_key=True).filter(pk=service, municipality__in=by.municipalities).first()
    if row is None:
        raise NotFound("no_such_service", service=service)
    return row


def _held(by: Actor, service: int, seen: int) -> Service:
    row = _found(by, service)
    if row.n_changed != seen:
        raise Conflict("service_changed_meanwhile")
    return row


def _must_hold(facts: ServiceFacts, municipality: str) -> None:
    if not facts.themes:
        raise RuleBroken("theme_needed", field="themes")
    if not facts.themes <= {theme.key for theme in themes()}:
        raise RuleBroken("no_such_theme", field="themes")
    if facts.owner not in {row.id for row in organisations_in(municipality)}:
        raise RuleBroken("owner_not_there", field="owner")


def _fill(row: Service, facts: ServiceFacts) -> None:
    row.organisation_id = facts.owner
    row.themes = [theme.key for theme in themes() if theme.key in facts.themes]
    row.languages = list(facts.languages)
    row.cost, row.way_in = facts.cost, facts.way_in
    for name in PLAIN:
        setattr(row, name, getattr(facts, name))


PLAIN = (
    "name",
    "about",
    "place",
    "address",
    "has_interpreter",
    "cost_note",
    "way_in_note",
    "opening",
    "phone",
    "email",
    "website",
    "waiting_weeks",
    "cancel_hours",
)
"""What is stored as it is known."""


def _check(row: Service, today: date) -> None:
    if row.checked_on != today:
        row.checked_before, row.checked_on = row.checked_on, today


def _save(row: Service, by: Actor, now: datetime) -> None:
    row.n_changed += 1
    row.changed_at, row.changed_by_id = now, by.person or 0
    row.save()
