"""Dwellings as the actor may see them, and as facts for judging a fit."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import OrderBy

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipalities_of, municipality_subject
from hervest.accounts.vocabulary import OrganisationId, Reach, Subject
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.core.vocabulary import MunicipalityCode, Route
from hervest.core.written import postcode_in
from hervest.housing.models import DESCRIPTION, Dwelling, DwellingUnit, described
from hervest.housing.vocabulary import DwellingCode, DwellingFacts, DwellingKind, SanitaryState, UnitNo

DIGITS = 4
"""Of a postcode: they name a neighbourhood and no address."""

NOT_FACTS = frozenset({"street", "postcode", "town", "landlord", "neighbourhood"})


ORDERS: Mapping[str, tuple[OrderBy | str, ...]] = {
    "available": (F("available_from").asc(nulls_last=True), "code"),
    "bedrooms": (F("bedrooms").desc(nulls_last=True), "code"),
    "rent": (F("basic_rent_cents").asc(nulls_last=True), "code"),
    "code": ("code",),
}


@dataclass(frozen=True, slots=True)
class DwellingListRow:
    """A dwelling in a list."""

    code: str
    municipality: str
    street: str
    postcode: str
    town: str
    neighbourhood: str
    landlord: str
    kind: DwellingKind | None
    n_units: int
    unit_ids: tuple[int, ...]
    bedrooms: int | None
    floor: int | None
    has_lift: bool | None
    has_stairs_inside: bool | None
    area_m2: int | None
    basic_rent_cents: int | None
    available_from: date | None
    may_edit: bool


@dataclass(frozen=True, slots=True)
class FoundDwelling:
    """A dwelling that was looked for, by its code and where it stands."""

    municipality: str
    code: str
    street: str
    town: str


@dataclass(frozen=True, slots=True)
class DwellingFilters:
    """What the list is narrowed to; `order` is `available`, `bedrooms`, `rent` or `code`."""

    bedrooms: int = 0
    step_free: bool = False
    available_by: date | None = None
    neighbourhood: str = ""
    order: str = "available"


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One unit with what judging a fit may know of its home."""

    id: int
    number: UnitNo
    facts: DwellingFacts
    address: str


def dwelling_subject(*, municipality: str, code: str = "", **_: object) -> Subject:
    """The dwelling as the policy sees it: its municipality and the organisation that lets it. Raises: NotFound."""
    subject = municipality_subject(municipality=municipality)
    row = Dwelling.rows.filter(municipality=municipality, code=code).first()
    owners = frozenset({OrganisationId(row.organisation_id)}) if row and row.organisation_id else frozenset()
    return Subject(municipality=subject.municipality, organisations=owners)


def adding_subject(actor: Actor, municipality: str) -> Subject:
    """The municipality, as far as the actor's own organisations work in it: enough for adding a dwelling there.

    Raises: NotFound.
    """
    own = frozenset(grant.organisation for grant in actor.grants if municipality in grant.municipalities)
    return replace(municipality_subject(municipality=municipality), organisations=own)


def must_add_there(actor: Actor, municipality: str) -> None:
    """Go on only for who may add a dwelling in the municipality. Raises: NotFound."""
    if not policy.can(actor, Permission.DWELLING_EDIT, adding_subject(actor, municipality)):
        raise NotFound("no_such_municipality", municipality=municipality)


def visible_dwellings(actor: Actor) -> Q:
    """The policy as a filter on dwellings."""
    reach = policy.reach(actor, Permission.DWELLING_LIST)
    if reach.everything:
        return Q()
    found = Q(municipality__in=reach.municipalities)
    for organisation, place in sorted(reach.organisations):
        found |= Q(organisation=organisation, municipality=place)
    return found


def visible_units(actor: Actor, municipality: str) -> frozenset[int]:
    """The units of a municipality whose dwellings the actor may see."""
    wanted = Dwelling.rows.filter(visible_dwellings(actor), municipality=municipality)
    return frozenset(DwellingUnit.rows.filter(dwelling__in=wanted).values_list("pk", flat=True))


def dwelling_list(
    actor: Actor, filters: DwellingFilters, *, taken: Collection[int] = (), number: int = 1
) -> Page[DwellingListRow]:
    """One page of the dwellings the actor may see.

    `taken`: units in which somebody lives; a dwelling that has no other comes last of what is free first.
    """
    rows = Dwelling.rows.filter(visible_dwellings(actor)).filter(_narrowed(filters))
    order = ORDERS.get(filters.order, ORDERS["available"])
    if order is ORDERS["available"] and taken:
        free = DwellingUnit.rows.filter(dwelling=OuterRef("pk")).exclude(pk__in=taken)
        rows, order = rows.annotate(has_free=Exists(free)), (F("has_free").desc(), *order)
    page = rows.order_by(*order).prefetch_related("units")[window(number)]
    return Page(rows=tuple(_list_row(actor, row) for row in page), number=number, n_rows=rows.count())


def dwellings_found(actor: Actor, words: str, *, limit: int) -> tuple[FoundDwelling, ...]:
    """Dwellings that the actor may see, by a part of the code, street or postcode; the list shows them these. 1 query.

    A whole postcode is found however it is spaced. An address is compared here and not by the database, which is to
    keep it encrypted.
    """
    sought = {words.casefold(), (postcode_in(words) or words).casefold()}
    rows = Dwelling.rows.filter(visible_dwellings(actor)).order_by("code", "municipality")
    read = rows.values_list("municipality", "code", "street", "town", "postcode")
    found = (
        FoundDwelling(place, code, street, town)
        for place, code, street, town, postcode in read
        if any(word in text.casefold() for word in sought for text in (code, street, postcode))
    )
    return tuple(islice(found, limit))


def places_counted(actor: Actor) -> tuple[MunicipalityRow, ...]:
    """The municipalities of whose homes the actor sees numbers and no homes (access.md, `counts`), by name."""
    places = policy.reach(actor, Permission.DWELLING_LIST).figures_in
    return tuple(row for row in municipalities_of(actor) if row.code in places) if places else ()


def sees_counts_only(actor: Actor) -> bool:
    """Whether numbers of homes are all that the actor sees of them, wherever they work."""
    reach = policy.reach(actor, Permission.DWELLING_LIST)
    return bool(reach.figures_in) and reach == Reach(figures_in=reach.figures_in)


def facts_to_count(actor: Actor, *, taken: Collection[int]) -> tuple[DwellingFacts, ...]:
    """The units in those municipalities but for the `taken` ones, to be counted and never shown. 1 query."""
    units = units_in(row.code for row in places_counted(actor))
    return tuple(unit.facts for unit in units if unit.id not in taken)


def neighbourhoods(actor: Actor) -> tuple[str, ...]:
    """The neighbourhoods in which the actor sees a dwelling."""
    rows = Dwelling.rows.filter(visible_dwellings(actor)).exclude(neighbourhood="")
    return tuple(rows.values_list("neighbourhood", flat=True).distinct().order_by("neighbourhood"))


def _narrowed(filters: DwellingFilters) -> Q:
    wanted = Q(bedrooms__gte=filters.bedrooms) if filters.bedrooms else Q()
    if filters.step_free:
        wanted &= Q(floor=0) | Q(has_lift=True)
    if filters.available_by:
        wanted &= Q(available_from__lte=filters.available_by)
    if filters.neighbourhood:
        wanted &= Q(neighbourhood=filters.neighbourhood)
    return wanted


def _list_row(actor: Actor, row: Dwelling) -> DwellingListRow:
    units = sorted(row.units.all(), key=lambda unit: unit.number)
    return DwellingListRow(
        code=row.code,
        municipality=row.municipality_id,
        street=row.street,
        postcode=row.postcode,
        town=row.town,
        neighbourhood=row.neighbourhood,
        landlord=row.landlord,
        kind=DwellingKind(row.kind) if row.kind else None,
        n_units=len(units),
        unit_ids=tuple(unit.pk for unit in units),
        bedrooms=row.bedrooms,
        floor=row.floor,
        has_lift=row.has_lift,
        has_stairs_inside=row.has_stairs_inside,
        area_m2=row.area_m2,
        basic_rent_cents=row.basic_rent_cents,
        available_from=row.available_from,
        may_edit=policy.can(actor, Permission.DWELLING_EDIT, _subject(row)),
    )


def _subject(row: Dwelling) -> Subject:
    owners = frozenset({OrganisationId(row.organisation_id)}) if row.organisation_id else frozenset()
    return Subject(municipality=row.municipality_id, organisations=owners)


def description_of(actor: Actor, municipality: str, code: str) -> tuple[dict[str, Any], int]:
    """Every column of a dwelling the actor may see, with `n_units`, and its version. Raises: NotFound."""
    row = Dwelling.rows.filter(visible_dwellings(actor), municipality=municipality, code=code).first()
    if row is None:
        raise NotFound("no_such_dwelling", dwelling=code)
    return {**described(row), "code": row.code, "n_units": row.units.count()}, row.version


def home_with_code(actor: Actor, municipality: str, code: str) -> DwellingListRow | None:
    """The home of this code, if the actor may see it."""
    rows = Dwelling.rows.filter(visible_dwellings(actor), municipality=municipality, code=code.strip())
    row = rows.prefetch_related("units").first()
    return _list_row(actor, row) if row else None


def stored_dwelling(municipality: str, code: str) -> dict[str, Any] | None:
    """Every column of a dwelling, for deciding what an import changes; None if it is new."""
    row = Dwelling.rows.filter(municipality=municipality, code=code).first()
    return {**described(row), "n_units": row.units.count()} if row else None


def has_dwellings(municipality: str) -> bool:
    """Whether any home is known there: for who keeps the municipality's settings."""
    return Dwelling.rows.filter(municipality=municipality).exists()


def units_in(municipalities: Iterable[str]) -> tuple[UnitFacts, ...]:
    """Every unit of these municipalities with its facts, by code and number: for deciding. 2 queries."""
    rows = DwellingUnit.rows.filter(dwelling__municipality__in=list(municipalities)).select_related("dwelling")
    counts: dict[int, int] = {}
    units = list(rows.order_by("dwelling__code", "number"))
    for unit in units:
        counts[unit.dwelling_id] = counts.get(unit.dwelling_id, 0) + 1
    return tuple(unit_facts(unit, counts[unit.dwelling_id]) for unit in units)


def unit_facts(unit: DwellingUnit, n_units: int) -> UnitFacts:
    """A stored unit as facts."""
    row = unit.dwelling
    facts: dict[str, Any] = {name: getattr(row, name) for name in DESCRIPTION if name not in NOT_FACTS}
    facts["kind"] = DwellingKind(row.kind) if row.kind else None
    facts["sanitary"] = SanitaryState(row.sanitary) if row.sanitary else None
    facts["routes"] = frozenset(Route(route) for route in row.routes) if row.routes is not None else None
    return UnitFacts(
        id=unit.pk,
        number=UnitNo(unit.number),
        facts=DwellingFacts(
            code=DwellingCode(row.code),
            municipality=MunicipalityCode(row.municipality_id),
            n_units=n_units,
            neighbourhood=row.neighbourhood or None,
            **facts,
        ),
        address=row.street,
    )


def unit_by_id(unit: int) -> UnitFacts:
    """One unit, for deciding. Raises: NotFound."""
    row = DwellingUnit.rows.filter(pk=unit).select_related("dwelling").first()
    if row is None:
        raise NotFound("no_such_unit")
    return unit_facts(row, row.dwelling.units.count())


def dwelling_of_unit(unit: int) -> int:
    """The key of the home that a unit is of. Raises: NotFound."""
    found = DwellingUnit.rows.filter(pk=unit).values_list("dwelling_id", flat=True).first()
    if found is None:
        raise NotFound("no_such_unit")
    return found


def lock_unit(unit: int) -> None:
    """Hold the unit and what is known of its home until the commit: no two decisions take it. Raises: NotFound."""
    # no_key: rows that only point at the unit, as a run's proposals do, need not wait, and so cannot deadlock
    if DwellingUnit.rows.select_for_update(no_key=True).select_related("dwelling").filter(pk=unit).first() is None:
        raise NotFound("no_such_unit")


def lock_units(units: Iterable[int]) -> None:
    """Hold these units until the commit, without their homes; in order of id, as everybody who holds several."""
    list(DwellingUnit.rows.select_for_update(no_key=True).filter(pk__in=set(units)).order_by("pk"))


def addresses(units: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Code and street of units, for pages of who may see dwellings."""
    rows = DwellingUnit.rows.filter(pk__in=set(units)).select_related("dwelling")
    return {unit.pk: (unit.dwelling.code, unit.dwelling.street) for unit in rows}


def postcode_areas(units: Iterable[int]) -> Mapping[int, str]:
    """The four digits of each unit's postcode, where it is known: for deciding how near something is."""
    rows = DwellingUnit.rows.filter(pk__in=set(units)).values_list("pk", "dwelling__postcode")
    return {pk: postcode[:DIGITS] for pk, postcode in rows if postcode[:DIGITS].isdigit() and len(postcode) >= DIGITS}
