"""Finding what is no case by a part of its name: pages of the menu, homes by code or address, groups, people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.urls import reverse

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.people_queries import PeopleFilters, people_page
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.housing.queries import FoundDwelling, dwellings_found
from hervest.portal.frame import Place
from hervest.portal.vocabulary import FoundKind
from hervest.sponsorship.queries import GroupFilters, group_list

MOST_OF_A_KIND = 5


@dataclass(frozen=True, slots=True)
class FoundElsewhere:
    """Somewhere a search leads."""

    kind: FoundKind
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a search finds beside cases; `more`: the kinds of which there is more than is shown."""

    rows: tuple[FoundElsewhere, ...]
    more: tuple[FoundKind, ...]


def found_elsewhere(actor: Actor, words: str, *, places: Iterable[Place], now: datetime) -> Elsewhere:
    """At most five of each kind but of pages, of what the actor may see anyway. At most 8 queries."""
    today = clock.day_of(now)
    found = [
        FoundElsewhere(FoundKind.PLACE, place.title, place.href)
        for place in places
        if words.casefold() in place.title.casefold()
    ]
    if policy.holds(actor, Permission.DWELLING_LIST):
        homes = dwellings_found(actor, words, limit=MOST_OF_A_KIND + 1)
        found += [FoundElsewhere(FoundKind.HOME, _title(home), _home(actor, home)) for home in homes]
    if policy.holds(actor, Permission.GROUP_LIST):
        groups = group_list(actor, GroupFilters(q=words), today=today).rows
        found += [FoundElsewhere(FoundKind.GROUP, row.name, reverse("sponsor_group", args=[row.id])) for row in groups]
    if policy.holds(actor, Permission.PEOPLE_MANAGE):
        found += _people(actor, words, now)
    return _first(found)


def _first(found: Iterable[FoundElsewhere]) -> Elsewhere:
    rows: list[FoundElsewhere] = []
    more: list[FoundKind] = []
    for kind, of_kind in groupby(found, key=lambda each: each.kind):
        every = list(of_kind)
        is_cut = kind != FoundKind.PLACE and len(every) > MOST_OF_A_KIND
        rows += every[:MOST_OF_A_KIND] if is_cut else every
        more += [kind] if is_cut else []
    return Elsewhere(tuple(rows), tuple(more))


def _title(home: FoundDwelling) -> str:
    """Its code, and where it stands as far as that is known."""
    return ", ".join(filter(None, (home.code, home.street, home.town)))


def _home(actor: Actor, home: FoundDwelling) -> str:
    """The home's own page for who may change it, else the list."""
    may_edit = policy.holds(actor, Permission.DWELLING_EDIT)
    return reverse("edit_dwelling", args=[home.municipality, home.code]) if may_edit else reverse("dwellings")


def _people(actor: Actor, words: str, now: datetime) -> Iterator[FoundElsewhere]:
    """Each once, whatever their roles."""
    rows = people_page(actor, PeopleFilters(words=words, show="all"), now=now, number=1).rows
    for person, name in {row.person: row.name for row in rows}.items():
        yield FoundElsewhere(FoundKind.PERSON, name, reverse("person", args=[person]))
