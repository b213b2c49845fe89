"""In which relation somebody stands to what an address names: of things in the same one, one is asked about."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields

from accounts.law import Thing
from people import ELSEWHERE, HERE
from trust.cast_of_town import (
    ALL_ORGANISATIONS,
    ENDED,
    ENDED_ONLY,
    IN_EMERGENCY,
    LEFT,
    PEOPLE,
    PLACES,
    TEAMS,
    THINGS,
    posts_of,
    who_is,
)
from trust.things_named import Target
from trust.town import memberships_of


def one_of_each(key: str, things: Iterable[Target], *, is_held: bool, seed: int) -> Iterator[Target]:
    """One thing of each relation, drawn by the seed; whatever their roles may do here, to each thing there is."""
    found: dict[tuple[str, bool], list[Target]] = {}
    for thing in things:
        found.setdefault(relation(key, thing, is_held=is_held), []).append(thing)
    draw = random.Random(f"{seed} {key}")  # which one is asked about is no secret
    for those in found.values():
        yield draw.choice(those)


def relation(key: str, thing: Target, *, is_held: bool) -> tuple[str, bool]:
    """What the thing is called, with how somebody stands to it in the place of each name; and whether it exists.

    A role that has no such action is refused by the address alone: then nothing of the thing counts but how somebody
    stands to what is named first.
    """
    if is_held:
        return NAMES.sub(lambda found: standing(key, found[0], is_held=True), thing.label), thing.exists
    named = NAMES.search(thing.label)
    return (standing(key, named[0], is_held=False) if named else thing.label), False


def standing(key: str, name: str, *, is_held: bool) -> str:
    """How somebody stands to who or what has that name: in words, or by the name where each is a case of its own."""
    if name in THINGS:
        return to_case(key, name, is_held=is_held)
    if name in PEOPLE:
        return to_person(key, name, is_held=is_held)
    if name in ALL_ORGANISATIONS:
        is_own = name in {organisation for _, organisation, _ in posts_of(key)}
        return name if is_held or is_own else "another organisation"
    return where(key, name)


def to_case(key: str, name: str, *, is_held: bool) -> str:
    """Own, of the same municipality outside the team, of another one, once theirs: by every part one has in a case."""
    me, thing = who_is(key).key, THINGS[name]
    those = (field.name for field in fields(Thing) if isinstance(getattr(thing, field.name), frozenset))
    parts = [of for of in those if me and me in getattr(thing, of)]
    was_in_it = key in TEAMS.get(name, {}) and (name in LEFT or has_left(key))
    there = where(key, PLACES[name])
    if is_held and (parts or was_in_it or there != "elsewhere"):
        return name
    return " ".join(["a case", there, *parts, *(["once theirs"] if was_in_it else [])])


def to_person(key: str, name: str, *, is_held: bool) -> str:
    """Oneself, of the same organisation, of the same municipality, of another one; a newcomer or not."""
    if name == IN_EMERGENCY.get(key, key):
        return "oneself"
    held = memberships_of(name)
    places, organisations = {place for _, place, *_ in held}, {organisation for organisation, *_ in held}
    mine = places_of(key)
    if is_held and (places & mine or not mine or not all(places)):
        return name
    is_colleague = organisations & {organisation for _, organisation, _ in posts_of(key)}
    is_newcomer = any(role.value.startswith("newcomer") for *_, role, _ in held)
    words = ("here" if places & mine else "elsewhere", "colleague" if is_colleague else "", "newcomer" * is_newcomer)
    return " ".join(filter(None, words))


def where(key: str, place: str) -> str:
    """Whether somebody works there, or did."""
    if place in places_of(key):
        return "here"
    return "where they were" if has_left(key) and place in left_by(key) else "elsewhere"


def places_of(key: str) -> set[str]:
    """Municipalities of the memberships in force."""
    return {place for _, _, places in posts_of(key) for place in places}


def has_left(key: str) -> bool:
    """A membership of theirs has ended."""
    return key in ENDED_ONLY or bool(left_by(key))


def left_by(key: str) -> set[str]:
    """Municipalities of the memberships that have ended."""
    if key == "nobody" or key in IN_EMERGENCY:
        return set()
    return {place for _, place, _, days in memberships_of(key) if days == ENDED}


NAMES = re.compile(
    r"\b({})\b".format(
        "|".join(
            sorted(
                {*THINGS, *PEOPLE[:-1], *ALL_ORGANISATIONS, HERE, ELSEWHERE},
                key=lambda name: (-len(name), name),
            )
        )
    )
)
"""Every name that a label may hold, longer ones first."""
