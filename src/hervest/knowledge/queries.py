"""The social map as somebody may read it: searched, one service with all that is known, and what is to be checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.organisation_queries import organisations_in
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import OrganisationName, municipality_subject
from hervest.accounts.vocabulary import OrganisationId, Subject
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.core.texts import in_language
from hervest.knowledge.models import Service
from hervest.knowledge.rules import fits, freshness, in_order
from hervest.knowledge.settings import knowledge_settings, themes
from hervest.knowledge.vocabulary import (
    INTERPRETERS,
    Cost,
    Freshness,
    Listed,
    MapFilters,
    MapPart,
    ServiceFacts,
    ThemeKey,
    WayIn,
)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service as pages show it. `themes`: their titles in the reader's language; `may_refer`: to it, for some theme.

    `may_edit`: the reader keeps it right, or leads who does.
    """

    id: int
    municipality: str
    facts: ServiceFacts
    owner: str
    themes: tuple[str, ...]
    checked_on: date | None
    freshness: Freshness
    ended_on: date | None
    n_changed: int
    changed_at: datetime
    changed_by: str
    may_edit: bool
    may_refer: bool

    @property
    def is_checked_late(self) -> bool:
        """Whether somebody has to look at it again."""
        return self.freshness is not Freshness.FRESH and self.ended_on is None


@dataclass(frozen=True, slots=True)
class SocialMap:
    """One page of the map, and what it can be narrowed to. `n_mine_to_check`: what the reader keeps and is old."""

    pages: Page[ServiceRow]
    places: tuple[str, ...]
    languages: tuple[str, ...]
    owners: tuple[OrganisationName, ...]
    n_mine_to_check: int
    has_any: bool


def service_subject(*, service: int, **_: object) -> Subject:
    """The service as the policy sees it: its municipality and who keeps it right. Raises: NotFound."""
    row = Service.rows.filter(pk=service).first()
    if row is None:
        raise NotFound("no_such_service", service=service)
    return _subject(row)


def new_service_subject(*, municipality: str, facts: ServiceFacts, **_: object) -> Subject:
    """The same of a service that is to be there. Raises: NotFound."""
    place = municipality_subject(municipality=municipality)
    return Subject(municipality=place.municipality, organisations=frozenset({facts.owner}))


def places_to_edit(actor: Actor) -> tuple[str, ...]:
    """The municipalities in whose map the actor may add a service."""
    return tuple(sorted(place for place in actor.municipalities if owners_for(actor, place)))


def owners_for(actor: Actor, municipality: str) -> tuple[OrganisationName, ...]:
    """The organisations of the municipality whose services the actor may add or change there, by name."""
    if municipality not in actor.municipalities:
        return ()
    return tuple(
        row
        for row in organisations_in(municipality)
        if policy.can(actor, Permission.KNOWLEDGE_EDIT, Subject(municipality, organisations=frozenset({row.id})))
    )


def must_add_there(actor: Actor, municipality: str) -> tuple[OrganisationName, ...]:
    """For whom the actor may add a service there. Raises: NotFound if for nobody."""
    found = owners_for(actor, municipality)
    if not found:
        raise NotFound("no_such_municipality", municipality=municipality)
    return found


def social_map(actor: Actor, filters: MapFilters, *, today: date, number: int = 1, municipality: str = "") -> SocialMap:
    """One page of the services that fit, in the municipalities of the actor, or in this one of them. 1 query."""
    known = [pair for pair in _known(actor) if municipality in {"", pair[1].municipality}]
    found = _found(known, filters, today)
    listed = [row for _, row in known]
    there = [row for row in listed if row.ended_on is None]
    mine = MapFilters(part=MapPart.MINE_TO_CHECK)
    by_id = {row.pk: row for row, _ in known}
    return SocialMap(
        pages=Page(
            rows=tuple(_row(actor, by_id[each.id], today) for each in found[window(number)]),
            number=number,
            n_rows=len(found),
        ),
        places=tuple(sorted({row.facts.place for row in there if row.facts.place})),
        languages=tuple(sorted({code for row in there for code in row.facts.languages})),
        owners=tuple(sorted({OrganisationName(row.facts.owner, row.owner_name) for row in there}, key=_by_name)),
        n_mine_to_check=sum(fits(row, mine, today, after=knowledge_settings().old_after) for row in listed),
        has_any=bool(listed),
    )


def services_to_write(actor: Actor, filters: MapFilters, *, today: date) -> tuple[ServiceRow, ...]:
    """Every service that fits, for a file. 1 query."""
    known = _known(actor)
    by_id = {row.pk: row for row, _ in known}
    return tuple(_row(actor, by_id[each.id], today) for each in _found(known, filters, today))


def service_for(actor: Actor, service: int, *, today: date) -> ServiceRow:
    """All that is known of a service in a municipality of the actor. Raises: NotFound."""
    row = _there(actor).filter(pk=service).select_related("organisation", "changed_by").first()
    if row is None:
        raise NotFound("no_such_service", service=service)
    return _row(actor, row, today)


def service_to_edit(actor: Actor, service: int, *, today: date) -> ServiceRow:
    """The same, for who may change it. Raises: NotFound."""
    found = service_for(actor, service, today=today)
    if not found.may_edit:
        raise NotFound("no_such_service", service=service)
    return found


def services_in(municipality: str, *, today: date) -> tuple[ServiceRow, ...]:
    """The services that are offered in the municipality of a case that was gathered for the actor, by name. 1 query."""
    rows = Service.rows.filter(municipality=municipality, ended_on=None).select_related("organisation", "changed_by")
    return tuple(sorted((_row(None, row, today) for row in rows), key=lambda row: row.facts.name.casefold()))


def interpreting_services(municipality: str, *, today: date) -> tuple[ServiceRow, ...]:
    """Who sends interpreters there, by name. 1 query."""
    return tuple(row for row in services_in(municipality, today=today) if INTERPRETERS in row.facts.themes)


def services_named(services: Iterable[int], *, today: date) -> Mapping[int, ServiceRow]:
    """These services, also those that ended, for pages of what points at them. 1 query."""
    rows = Service.rows.filter(pk__in=set(services)).select_related("organisation", "changed_by")
    return {row.pk: _row(None, row, today) for row in rows}


def theme_choices() -> tuple[tuple[str, str], ...]:
    """Key and title of every theme, in the reader's language."""
    return tuple((theme.key, in_language(theme.title_nl, theme.title_en)) for theme in themes())


def theme_title(key: str) -> str:
    """What the theme is called in the reader's language; a key that is not in the list any more stays."""
    return dict(theme_choices()).get(key, key)


def themes_to_refer(keys: Iterable[ThemeKey]) -> tuple[tuple[str, str], ...]:
    """Of these themes those with which it may be recorded that somebody was referred."""
    wanted = set(keys)
    return tuple(
        (theme.key, in_language(theme.title_nl, theme.title_en))
        for theme in themes()
        if theme.key in wanted and theme.may_refer
    )


def stored_facts(row: Service) -> ServiceFacts:
    """A stored service as facts."""
    return ServiceFacts(
        name=row.name,
        themes=frozenset(ThemeKey(key) for key in row.themes),
        owner=OrganisationId(row.organisation_id),
        about=row.about,
        place=row.place,
        address=row.address,
        languages=tuple(row.languages),
        has_interpreter=row.has_interpreter,
        cost=Cost(row.cost),
        cost_note=row.cost_note,
        way_in=WayIn(row.way_in),
        way_in_note=row.way_in_note,
        opening=row.opening,
        phone=row.phone,
        email=row.email,
        website=row.website,
        waiting_weeks=row.waiting_weeks,
        cancel_hours=row.cancel_hours,
    )


def _subject(row: Service) -> Subject:
    return Subject(municipality=row.municipality_id, organisations=frozenset({OrganisationId(row.organisation_id)}))


def _there(actor: Actor) -> QuerySet[Service]:
    return Service.rows.filter(municipality__in=actor.municipalities)


def _known(actor: Actor) -> list[tuple[Service, Listed]]:
    own = {grant.organisation for grant in actor.grants}
    titles = dict(theme_choices())
    return [
        (
            row,
            Listed(
                id=row.pk,
                municipality=row.municipality_id,
                facts=stored_facts(row),
                owner_name=row.organisation.name,
                theme_titles=" ".join(titles.get(key, "") for key in row.themes),
                checked_on=row.checked_on,
                ended_on=row.ended_on,
                is_mine=row.organisation_id in own and policy.can(actor, Permission.KNOWLEDGE_EDIT, _subject(row)),
            ),
        )
        for row in _there(actor).select_related("organisation", "changed_by")
    ]


def _found(known: Iterable[tuple[Service, Listed]], filters: MapFilters, today: date) -> list[Listed]:
    after = knowledge_settings().old_after
    return in_order((row for _, row in known if fits(row, filters, today, after=after)), filters.order)


def _by_name(row: OrganisationName) -> tuple[str, int]:
    return row.name.casefold(), row.id


def _row(actor: Actor | None, row: Service, today: date) -> ServiceRow:
    facts, titles = stored_facts(row), dict(theme_choices())
    return ServiceRow(
        id=row.pk,
        municipality=row.municipality_id,
        facts=facts,
        owner=row.organisation.name,
        themes=tuple(titles.get(key, key) for key in row.themes),
        checked_on=row.checked_on,
        freshness=freshness(row.checked_on, today, after=knowledge_settings().old_after),
        ended_on=row.ended_on,
        n_changed=row.n_changed,
        changed_at=row.changed_at,
        changed_by=row.changed_by.name,
        may_edit=actor is not None and policy.can(actor, Permission.KNOWLEDGE_EDIT, _subject(row)),
        may_refer=row.ended_on is None and bool(themes_to_refer(facts.themes)),
    )
