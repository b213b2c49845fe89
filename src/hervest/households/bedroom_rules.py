"""How many bedrooms a household needs, and the fewest it can be asked to live with, each with its reasons.

Source: home_criteria.md, section 4 (European occupancy norm; the floor is local practice). Numbers: `settings_nl.toml`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.age_rules import age_on, birthday, months_later
from hervest.households.vocabulary import (
    AidKind,
    Bedrooms,
    MemberFacts,
    MemberRole,
    NeedFacts,
    NeedKind,
    Reason,
    RelativeFacts,
    RelativeKind,
    RoomNorm,
    Sex,
)


@dataclass(frozen=True, slots=True)
class RoomCount:
    """A number of bedrooms and why; the reasons' `rooms` sum to `n`."""

    n: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class BedroomAdvice:
    """The four numbers and how the two of today come about; `later` names what makes the others differ."""

    bedrooms: Bedrooms
    needed: tuple[Reason, ...]
    least: tuple[Reason, ...]
    later: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Sleeper:
    """Somebody who needs a bed: a member, a child to be born or a relative who may join."""

    role: MemberRole
    born_on: date | None
    sex: Sex
    no: MemberNo | None = None
    has_own_room: bool = False


@dataclass(frozen=True, slots=True)
class _Minor:
    age: int
    sex: Sex
    no: MemberNo | None = None


@dataclass(frozen=True, slots=True)
class _Division:
    """Rooms that are settled, the minors still to be divided, and whether a child may sleep with its parents."""

    settled: tuple[Reason, ...]
    minors: tuple[_Minor, ...]
    has_parents_room: bool


def bedrooms(
    members: Sequence[MemberFacts],
    needs: Iterable[NeedFacts] = (),
    *,
    on: date,
    norm: RoomNorm,
    relatives: Iterable[RelativeFacts] = (),
    sharing: Sequence[frozenset[MemberNo]] = (),
    born_until: date | None = None,
) -> BedroomAdvice:
    """Bedrooms needed and least, on arrival (`on`) and later.

    Ages count on `on`. A birth due on or before `on` counts now, one after it later; relatives whose reunification is
    wished count later. `sharing`: people who asked, by number, to share one room; their word goes before every rule. A
    couple stays together when one of them uses a wheelchair; a child then has no place in their room. `born_until`: up
    to which day a birth counts as now, where a municipality counts more than those before arrival.

    Source: home_criteria.md, section 4.
    """
    in_wheelchair = wheelchair_users(needs)
    present = tuple(_sleeper(member, in_wheelchair) for member in members)
    until = max(on, born_until or on)
    now = present + _newborns(births_until(members, until))
    after_birth = now + _newborns(births_after(members, until))
    later = after_birth + tuple(_joining(relative) for relative in relatives if relative.is_reunification_wanted)
    needed, least = (count(now, on, norm, sharing) for count in (_needed, _least))
    return BedroomAdvice(
        bedrooms=Bedrooms(
            needed_now=needed.n,
            least_now=least.n,
            needed_later=_needed(later, on, norm, sharing).n,
            least_later=_least(later, on, norm, sharing).n,
            needed_after_birth=_needed(after_birth, on, norm, sharing).n,
        ),
        needed=needed.reasons,
        least=least.reasons,
        later=_later_reasons(births_after(members, until), n_relatives=len(later) - len(after_birth)),
    )


def grows_on(
    members: Sequence[MemberFacts],
    needs: Iterable[NeedFacts] = (),
    *,
    on: date,
    months: int,
    norm: RoomNorm,
    sharing: Sequence[frozenset[MemberNo]] = (),
    born_until: date | None = None,
) -> tuple[tuple[date, int], ...]:
    """The days up to `months` after arrival (`on`) on which a child changes class, with the bedrooms needed then.

    Only those who are there on arrival count, births due before it or by `born_until` included. Source:
    home_criteria.md, HOME-W9.
    """
    in_wheelchair = wheelchair_users(needs)
    now = tuple(_sleeper(member, in_wheelchair) for member in members) + _newborns(
        births_until(members, max(on, born_until or on))
    )
    until = months_later(on, months)
    days = {
        birthday(sleeper.born_on, age)
        for sleeper in now
        if sleeper.born_on is not None
        for age in (norm.teen_from, norm.adult_from)
    }
    return tuple((day, _needed(now, day, norm, sharing).n) for day in sorted(days) if on < day <= until)


def sharers(
    members: Sequence[MemberFacts],
    needs: Iterable[NeedFacts] = (),
    *,
    on: date,
    norm: RoomNorm,
    sharing: Sequence[frozenset[MemberNo]] = (),
    born_until: date | None = None,
) -> tuple[tuple[MemberNo, ...], ...]:
    """Who would share a room with the least bedrooms and not with those needed: groups by number, smallest first.

    A small child in its parents' room, and a child under the teen age beside one over it. Children to be born have no
    number, and stand in no group; those born by `born_until` count. Source: home_criteria.md, HOME-W1, section 4.
    """
    in_wheelchair = wheelchair_users(needs)
    present = tuple(_sleeper(member, in_wheelchair) for member in members)
    now = present + _newborns(births_until(members, max(on, born_until or on)))
    named = frozenset(no for group in sharing for no in group)
    parents = _parents([sleeper for sleeper in now if sleeper.no is None or sleeper.no not in named], on, norm)
    division = _divide(now, on, norm, sharing)
    guest = _guest(division, norm)
    groups = [(*(parent.no for parent in parents), guest.no)] if guest else []
    groups += _mixed_pairs([minor for minor in division.minors if minor is not guest], norm)
    whole = [tuple(sorted(no for no in group if no is not None)) for group in groups if None not in group]
    return tuple(sorted(whole))


def _guest(division: _Division, norm: RoomNorm) -> _Minor | None:
    """The small child that sleeps with its parents where that saves a room; the youngest of those it could be."""
    fewest, has_guest = _fewest(division, norm)
    if not has_guest:
        return None
    minors = division.minors
    saving = [
        minor
        for place, minor in enumerate(minors)
        if minor.age < norm.parents_room_under and _rooms_for(minors[:place] + minors[place + 1 :], norm) == fewest
    ]
    return min(saving, key=lambda minor: minor.age)


def _mixed_pairs(minors: Sequence[_Minor], norm: RoomNorm) -> list[tuple[MemberNo | None, ...]]:
    """An odd teenager with the eldest younger child of the same sex: the only pairs that the norm would not make."""
    found: list[tuple[MemberNo | None, ...]] = []
    for sex in (Sex.FEMALE, Sex.MALE):
        mine = sorted((minor for minor in minors if minor.sex is sex), key=lambda minor: -minor.age)
        teens = [minor for minor in mine if minor.age >= norm.teen_from]
        young = [minor for minor in mine if minor.age < norm.teen_from]
        if len(teens) % 2 and young:
            found.append((teens[-1].no, young[0].no))
    return found


def wheelchair_users(needs: Iterable[NeedFacts]) -> frozenset[MemberNo]:
    """Who uses a wheelchair: by need, or by an aid that a person judged to be one (home_criteria.md, section 7)."""
    return frozenset(
        need.member
        for need in needs
        if need.member is not None and (need.kind is NeedKind.WHEELCHAIR or need.aid is AidKind.WHEELCHAIR)
    )


def births_until(members: Iterable[MemberFacts], on: date) -> tuple[date, ...]:
    """Days of births still expected that fall on `on` or sooner, earliest first."""
    return tuple(day for day in _births(members) if day <= on)


def births_after(members: Iterable[MemberFacts], on: date) -> tuple[date, ...]:
    """Days of births expected after `on`, earliest first."""
    return tuple(day for day in _births(members) if day > on)


def _births(members: Iterable[MemberFacts]) -> list[date]:
    return sorted(member.due_on for member in members if member.due_on is not None and not member.is_birth_recorded)


def _sleeper(member: MemberFacts, in_wheelchair: frozenset[MemberNo]) -> _Sleeper:
    return _Sleeper(member.role, member.born_on, member.sex, member.no, has_own_room=member.no in in_wheelchair)


def _newborns(days: Iterable[date]) -> tuple[_Sleeper, ...]:
    return tuple(_Sleeper(MemberRole.CHILD, day, Sex.UNKNOWN) for day in days)


def _joining(relative: RelativeFacts) -> _Sleeper:
    roles = {RelativeKind.PARTNER: MemberRole.PARTNER, RelativeKind.CHILD: MemberRole.CHILD}
    return _Sleeper(roles.get(relative.kind, MemberRole.OTHER), relative.born_on, relative.sex)


def _later_reasons(births: Sequence[date], *, n_relatives: int) -> tuple[Reason, ...]:
    expected = tuple(Reason("birth_after_arrival", (("on", day),)) for day in births)
    joining = (Reason("relatives_may_join", (("n", n_relatives),)),) if n_relatives else ()
    return expected + joining


def _needed(
    sleepers: Sequence[_Sleeper], day: date, norm: RoomNorm, sharing: Sequence[frozenset[MemberNo]]
) -> RoomCount:
    """As the norm has it: two teenagers of one sex share, two children under the teen age share."""
    division = _divide(sleepers, day, norm, sharing)
    teens = Counter(minor.sex for minor in division.minors if minor.age >= norm.teen_from)
    reasons = list(division.settled)
    for sex, n in sorted(teens.items()):
        rooms = _pairs(n) if sex in (Sex.FEMALE, Sex.MALE) else n
        reasons.append(Reason("rooms_teens", (("n", n), ("rooms", rooms), ("sex", sex.value))))
    young = len(division.minors) - teens.total()
    if young:
        reasons.append(Reason("rooms_young", (("n", young), ("rooms", _pairs(young)))))
    return _counted(reasons)


def _least(
    sleepers: Sequence[_Sleeper], day: date, norm: RoomNorm, sharing: Sequence[frozenset[MemberNo]]
) -> RoomCount:
    """As needed, but any two minors of one sex may share and one small child sleeps in its parents' room."""
    division = _divide(sleepers, day, norm, sharing)
    rooms, has_guest = _fewest(division, norm)
    reasons = list(division.settled)
    if has_guest:
        reasons.append(Reason("small_child_with_parents", (("rooms", 0),)))
    if rooms:
        n = len(division.minors) - has_guest
        reasons.append(Reason("rooms_minors_sharing", (("n", n), ("rooms", rooms))))
    return _counted(reasons)


def _counted(reasons: Iterable[Reason]) -> RoomCount:
    kept = tuple(reasons)
    return RoomCount(sum(int(str(dict(reason.params)["rooms"])) for reason in kept), kept)


def _fewest(division: _Division, norm: RoomNorm) -> tuple[int, bool]:
    """The fewest rooms for the minors, and whether a small child sleeps with its parents."""
    fewest = _rooms_for(division.minors, norm), False
    if not division.has_parents_room:
        return fewest
    for place, minor in enumerate(division.minors):
        if minor.age < norm.parents_room_under:
            others = division.minors[:place] + division.minors[place + 1 :]
            fewest = min(fewest, (_rooms_for(others, norm), True))
    return fewest


def _rooms_for(minors: Sequence[_Minor], norm: RoomNorm) -> int:
    """The fewest rooms of two: one sex together, or both under the teen age.

    Filling the place beside an odd teenager with a young child of the same sex costs nothing, so it is always done.
    """
    teens = Counter(minor.sex for minor in minors if minor.age >= norm.teen_from)
    young = Counter(minor.sex for minor in minors if minor.age < norm.teen_from)
    rooms = sum(n for sex, n in teens.items() if sex not in (Sex.FEMALE, Sex.MALE))
    for sex in (Sex.FEMALE, Sex.MALE):
        rooms += _pairs(teens[sex])
        young[sex] -= min(teens[sex] % 2, young[sex])
    return rooms + _pairs(young.total())


def _pairs(n: int) -> int:
    return (n + 1) // 2


def _divide(
    sleepers: Sequence[_Sleeper], day: date, norm: RoomNorm, sharing: Sequence[frozenset[MemberNo]]
) -> _Division:
    settled = [
        Reason("room_own_wish", (("members", " ".join(str(no) for no in sorted(group))), ("rooms", 1)))
        for group in sharing
    ]
    named = frozenset(no for group in sharing for no in group)
    left = [sleeper for sleeper in sleepers if sleeper.no is None or sleeper.no not in named]
    parents = _parents(left, day, norm)
    if len(parents) > 1:
        settled.append(_room("room_couple"))
        left = [sleeper for sleeper in left if not any(sleeper is parent for parent in parents)]
    minors = []
    for sleeper in left:
        why = _own_room(sleeper, day, norm)
        if why is not None:
            settled.append(_room(why, sleeper.no))
        elif sleeper.born_on is not None:
            minors.append(_Minor(age_on(sleeper.born_on, day), sleeper.sex, sleeper.no))
    has_parents_room = bool(parents) and not any(parent.has_own_room for parent in parents)
    return _Division(tuple(settled), tuple(minors), has_parents_room)


def _parents(sleepers: Iterable[_Sleeper], day: date, norm: RoomNorm) -> tuple[_Sleeper, ...]:
    """Head and first partner; a head without one when grown up; else nobody."""
    heads = [sleeper for sleeper in sleepers if sleeper.role is MemberRole.HEAD]
    partners = [sleeper for sleeper in sleepers if sleeper.role is MemberRole.PARTNER]
    if heads and partners:
        return (heads[0], partners[0])
    return tuple(head for head in heads[:1] if head.born_on is None or age_on(head.born_on, day) >= norm.adult_from)


def _own_room(sleeper: _Sleeper, day: date, norm: RoomNorm) -> str | None:
    """Why this person has a room alone, or None for a minor who may share."""
    if sleeper.has_own_room:
        return "room_wheelchair"
    if sleeper.born_on is None:
        return "room_child_of_unknown_age" if sleeper.role is MemberRole.CHILD else "room_adult_of_unknown_age"
    return "room_adult" if age_on(sleeper.born_on, day) >= norm.adult_from else None


def _room(code: str, member: MemberNo | None = None) -> Reason:
    who = (("member", int(member)),) if member is not None else ()
    return Reason(code, (*who, ("rooms", 1)))
