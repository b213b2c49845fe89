"""How many hours who carries, now and in the weeks to come: numbers and codes, and nothing of families."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.practice_rules import is_practice
from hervest.accounts.queries import Colleague, municipalities_of, partners_of
from hervest.accounts.vocabulary import PersonId, Role, Scope, Shown
from hervest.core.errors import NotFound
from hervest.guidance.assessing_rules import THE_HOUSEHOLD
from hervest.guidance.caseload_rules import Forecast, Load, carried, forecast
from hervest.guidance.caseload_vocabulary import HoursFrom
from hervest.guidance.intensity_defaults import intensity_settings, scheme
from hervest.guidance.intensity_queries import as_decision
from hervest.guidance.intensity_rules import Decision, decided_on
from hervest.guidance.models import SupportIntensity, WorkingHours
from hervest.journey.carried_queries import Carried, households_carried

WORKERS = frozenset(role for role in Role if ACTIONS[Permission.ASSESSMENT_DO][role] is not Scope.NONE)
"""Who can carry the hours of a household: whoever assesses."""


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """What one worker carries. `loads`: of each household its hours, for the worker themselves alone.

    `codes`: of the households; for others none where they are so few that the hours in all would tell of each
    (`least_households`), and `n_households` says how many there are. `n_assumed`: of how many nobody decided yet
    how much support they get.
    """

    person: PersonId
    name: str
    organisation: str
    forecast: Forecast
    codes: tuple[str, ...]
    n_households: int
    loads: tuple[Load, ...]
    n_assumed: int
    is_self: bool


@dataclass(frozen=True, slots=True)
class PlaceLoad:
    """What is carried in one municipality. `carried_by_nobody`, `without_day`: codes, for who sees everybody.

    `without_day`: households that are expected on a day that nobody knows; they are not counted.
    """

    municipality: str
    name: str
    workers: tuple[WorkerRow, ...]
    carried_by_nobody: tuple[str, ...]
    without_day: tuple[str, ...]
    sees_everybody: bool


@dataclass(frozen=True, slots=True)
class SettingHours:
    """What the form begins with on which somebody says how many hours a worker has. `minutes` None: nobody said."""

    name: str
    minutes: int | None
    seen: int


def reads_caseload(actor: Actor) -> bool:
    """Whether there is a page of caseload for the actor: who leads, and who carries."""
    return not actor.is_anonymous and bool(_led(actor) or _own_places(actor))


def caseload(actor: Actor, *, today: date) -> tuple[PlaceLoad, ...]:
    """What is carried in each municipality of the actor, by name: of everybody for its lead, else of themselves.

    Raises: NotFound for who neither leads nor carries.
    """
    if not reads_caseload(actor):
        raise NotFound("no_such_page")
    led, own = _led(actor), _own_places(actor)
    names = {row.code: row.name for row in municipalities_of(actor)}
    found = [
        _place(actor, code, names[code], sees_everybody=code in led, today=today) for code in names if code in led | own
    ]
    return tuple(sorted(found, key=lambda place: place.name))


def setting_hours(actor: Actor, municipality: str, person: PersonId, *, today: date) -> SettingHours:
    """For the form. Raises: NotFound for who does not lead there, and for who cannot carry a household there."""
    if municipality not in _led(actor):
        raise NotFound("no_such_page")
    name = next((row.name for row in _workers(actor, municipality, today) if row.id == person), None)
    if name is None:
        raise NotFound("no_such_person")
    row = WorkingHours.rows.filter(municipality=municipality, worker=person).first()
    return SettingHours(name, row.minutes_per_week if row else None, row.n_changed if row else 0)


def _led(actor: Actor) -> frozenset[str]:
    """The municipalities whose work the actor gives to people."""
    found = policy.reach(actor, Permission.TASK_ASSIGN).municipalities
    return frozenset(place for place in found if not is_practice(place))


def _own_places(actor: Actor) -> frozenset[str]:
    """The municipalities in which the actor can carry a household."""
    places = {place for grant in actor.grants if grant.role in WORKERS for place in grant.municipalities}
    return frozenset(place for place in places if not is_practice(place))


def _workers(actor: Actor, municipality: str, today: date) -> tuple[Colleague, ...]:
    return partners_of(actor, municipality, roles=WORKERS, today=today)


def _place(actor: Actor, municipality: str, name: str, *, sees_everybody: bool, today: date) -> PlaceLoad:
    """One municipality: 8 queries, however many households and workers."""
    households = households_carried(municipality, today=today)
    loads, nobody = _loads(households, _decisions([one.id for one in households]), today)
    people = [row for row in _workers(actor, municipality, today) if sees_everybody or row.id == actor.person]
    hours = WorkingHours.rows.filter(municipality=municipality, worker__in=[row.id for row in people])
    available = {PersonId(person): minutes for person, minutes in hours.values_list("worker_id", "minutes_per_week")}
    rows = [_worker(actor, row, loads.get(row.id, []), available.get(row.id), today) for row in people]
    for row in rows:
        for code in row.codes:
            actor.reads.shown(code, municipality)
        for load in row.loads:
            actor.reads.read(load.code, Shown.SUPPORT)
    without_day = [one.code for one in households if not one.has_arrived and one.arrives_on is None]
    for code in (*nobody, *without_day) if sees_everybody else ():
        actor.reads.shown(code, municipality)
    return PlaceLoad(
        municipality=municipality,
        name=name,
        workers=tuple(sorted(rows, key=lambda row: (not row.is_self, row.organisation, row.name))),
        carried_by_nobody=nobody if sees_everybody else (),
        without_day=tuple(without_day) if sees_everybody else (),
        sees_everybody=sees_everybody,
    )


def _worker(actor: Actor, row: Colleague, loads: Collection[Load], available: int | None, today: date) -> WorkerRow:
    is_self = row.id == actor.person
    are_named = is_self or len(loads) >= intensity_settings().least_households
    return WorkerRow(
        person=row.id,
        name=row.name,
        organisation=row.organisation,
        forecast=forecast(tuple(loads), available, today=today, n_weeks=intensity_settings().weeks_ahead),
        codes=tuple(load.code for load in loads) if are_named else (),
        n_households=len(loads),
        loads=tuple(loads) if is_self else (),
        n_assumed=sum(load.hours_from is HoursFrom.ASSUMED for load in loads),
        is_self=is_self,
    )


def _decisions(cases: Iterable[int]) -> Mapping[int, list[Decision]]:
    """What was decided for the households of these cases, in the order in which it was. 1 query."""
    found: dict[int, list[Decision]] = {}
    for row in SupportIntensity.rows.filter(case__in=list(cases), member_no=THE_HOUSEHOLD).order_by("pk"):
        found.setdefault(row.case_id, []).append(as_decision(row))
    return found


def _loads(
    households: Iterable[Carried], decisions: Mapping[int, list[Decision]], today: date
) -> tuple[Mapping[PersonId, list[Load]], tuple[str, ...]]:
    """What each person carries, and the households that nobody does."""
    found: dict[PersonId, list[Load]] = {}
    nobody = []
    for one in households:
        minutes, hours_from = _minutes(one, decided_on(decisions.get(one.id, ()), today))
        parts = carried(minutes, one.seats, intensity_settings().carried_by)
        if not parts:
            nobody.append(one.code)
        if not one.has_arrived and one.arrives_on is None:
            continue
        begins_on = None if one.has_arrived else one.arrives_on
        for person, part in parts.items():
            found.setdefault(person, []).append(Load(one.code, part, hours_from, begins_on))
    return found, tuple(nobody)


def _minutes(one: Carried, decision: Decision | None) -> tuple[int, HoursFrom]:
    """How many minutes a week the household takes, and on what that rests."""
    if decision is None:
        minutes, hours_from = scheme().minutes_of(intensity_settings().assumed_band), HoursFrom.ASSUMED
    else:
        by_band = scheme().minutes_of(decision.band)
        minutes, hours_from = by_band if decision.minutes is None else decision.minutes, HoursFrom.DECIDED
    return minutes, hours_from if one.has_arrived else HoursFrom.EXPECTED
