"""What the arguments of an address name: everything in the town, what was in it, and what never was."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from accounts.law import Thing
from hervest.placement.match_vocabulary import MatchRule
from hervest.placement.vocabulary import HardRule
from people import ELSEWHERE, HERE
from trust.cast_of_town import CASES, PLACES, TEAMS
from trust.matches_of_law import MATCHES
from trust.town import NEVER_ID, NEVER_PLACE, Town, lead_of

GONE = ("deleted", "never")
HOME_OWNERS = {HERE: "veste", ELSEWHERE: "meerwonen"}


@dataclass(frozen=True)
class Target:
    """What one request names. `of`: the case, person or place; `exists`: together the arguments name something."""

    label: str
    args: tuple[object, ...] = ()
    of: str = ""
    exists: bool = True
    home: str = ""
    part: str = ""


NOTHING = Target("nothing")


def home_thing(name: str) -> Thing:
    """A home as the oracle knows it, by place and name."""
    place, home = name.split()
    return Thing(place, organisations=frozenset() if home == "spare" else frozenset({HOME_OWNERS[place]}))


def targets(town: Town, names: str) -> tuple[Target, ...]:
    """Everything an argument of this kind is asked about."""
    if names in CASE_PARTS:
        return tuple(_case_parts(town, names))
    return tuple(KINDS[names](town))


def _parts(town: Town, name: str, kind: str) -> list[tuple[str, tuple[object, ...]]]:
    """What of a case an address of this kind names after its code; the home where it names one."""
    found, place = town.parts.get(name, {}), PLACES.get(name, HERE)
    if kind in OF_HOMES:
        wanted = ("dear",) if kind == "exemption" else ("dear", "spare")
        ends = {"exemption": (found.get("exemption", NEVER_ID),), "rule": (HardRule.RENT_TOO_HIGH.value,)}.get(kind, ())
        return [(f"{place} {home}", (town.units[f"{place} {home}"], *ends)) for home in wanted]
    if kind == "wish":
        return [(which, (found[which],)) for which in ("wish", "secret") if which in found]
    if kind in {"line", "item"}:
        return [(kind, ("welcome" if kind == "line" else "sofa",))]
    plain = {
        "case": (),
        "member": (2,),
        "change": ("birth",),
        "of age": (3,),
        "household": (),
        "assessing": ("factors", 0),
        "deciding": (0,),
        "milestone": ("DECIDED" if name == "own" else "ARRIVED", 0),
        "around": (1, found.get("around", NEVER_ID)),
        "marked": (found.get("marked", NEVER_ID), 0),
        "sheet": ("arrival",),
        "explanation to undo": (found.get("explanation to undo", NEVER_ID), 0),
        "holder": (1,),
        "applied to undo": (found.get("applied", NEVER_ID), 0),
        "saying to undo": (found.get("saying", NEVER_ID), 0),
        "integrating": (1,),
        "noting": (1, "intake_held"),
        "event to undo": (1, found.get("event", NEVER_ID)),
        "plan to undo": (1, found.get("plan", NEVER_ID)),
        "goal to end": (found.get("goal", NEVER_ID), "reached", 1),
        "goal to remove": (found.get("goal", NEVER_ID), 1),
        "step to tick": (found.get("step", NEVER_ID), 0),
        "money to remove": ("line", found.get("money line", NEVER_ID), 99),
        "removed money": ("line", found.get("removed money", NEVER_ID)),
        "case and service": (found.get("service", NEVER_ID),),
        "referral to end": (found.get("referral", NEVER_ID), 99),
        "booking to end": (found.get("booking", NEVER_ID), 1),
        "told": (found.get("concern", NEVER_ID), found.get("told", NEVER_ID)),
        "reader": (found.get("concern", NEVER_ID), town.ids[lead_of(name)] if name in TEAMS else NEVER_ID),
        "along": (found.get("message", NEVER_ID), found.get("document", NEVER_ID)),
    }
    return [("", plain[kind] if kind in plain else (found.get(kind, NEVER_ID),))]


OF_HOMES = {"pair", "rule", "exemption"}
OF_HOUSEHOLDS = OF_HOMES | {"sheet", "line", "item", "wish", "change", "of age", "member", "around", "need", "relative"}
OF_HOUSEHOLDS |= {"household", "assessing", "deciding", "assessment", "decision", "hours"}
CASE_PARTS = OF_HOUSEHOLDS | {"case", "milestone", "task", "row", "contact", "message", "marked"}
CASE_PARTS |= {"explanation", "explanation given", "explanation to undo"}
CASE_PARTS |= {"sheet", "line", "item"}
CASE_PARTS |= {"document", "taken", "along"}
OF_PEOPLE = {"holder", "applied", "applied to undo", "saying", "saying to undo", "integrating", "noting"}
"""What an address names by the number of a person, who has the same one in another household."""

OF_HOUSEHOLDS |= OF_PEOPLE
CASE_PARTS |= OF_PEOPLE
ALIKE_EVERYWHERE = OF_PEOPLE | {"case", "milestone", "member", "change", "of age", "sheet", "line", "item"}
ALIKE_EVERYWHERE |= {"household", "assessing", "deciding"}
"""What an address names in the same words in each household: there is none of another to ask about."""


OF_GOALS = {
    "goal",
    "goal to end",
    "goal to remove",
    "step",
    "step to tick",
    "activity",
    "event to undo",
    "plan to undo",
}
OF_HOUSEHOLDS |= OF_GOALS
CASE_PARTS |= OF_GOALS
CASE_PARTS |= {"case and service", "referral", "referral to end", "booking", "booking to end", "exclusion"}
CASE_PARTS |= {"money line", "loan", "guarantee", "money to remove", "removed money", "seat to mandate"}


CASE_PARTS |= {"concern", "told", "reader", "wish for peers"}


def _case_parts(town: Town, kind: str) -> Iterator[Target]:
    for name in CASES:
        has_parts = name != "own" or kind not in OF_HOUSEHOLDS
        for home, ends in _parts(town, name if has_parts else "busy", kind):
            there = home if " " in home else ""
            is_there = has_parts and NEVER_ID not in ends
            yield Target(f"{name} {home}".strip(), (town.codes[name], *ends), name, is_there, there, home)
    for name in GONE:
        for _, ends in _parts(town, "busy", kind)[:1]:
            yield Target(name, (town.codes[name], *ends), name, exists=False)
    if kind in ALIKE_EVERYWHERE:
        return
    for name, other in (("busy", "neighbour"), ("neighbour", "busy"), ("busy", "far"), ("far", "busy")):
        if kind in {"pair", "rule", "case and service"} and PLACES[name] == PLACES[other]:
            continue
        for _, ends in _parts(town, other, kind)[:1]:
            yield Target(f"{name} with {kind} of {other}", (town.codes[name], *ends), name, exists=False)
    for _, ends in _parts(town, "busy", kind)[:1]:
        nothing = _naming_nothing(kind, ends)
        yield Target(f"busy with no {kind}", (town.codes["busy"], *nothing), "busy", exists=False)


def _naming_nothing(kind: str, ends: tuple[object, ...]) -> tuple[object, ...]:
    """What names a row that never was, where these name one."""
    if kind == "money to remove":
        return (ends[0], NEVER_ID, ends[-1])
    if kind == "wish":
        return (f"wish-{NEVER_ID}",)
    is_first = kind in {"rule", "marked", "explanation to undo", "referral to end", "booking to end"} | OF_GOALS
    return (NEVER_ID, *ends[1:]) if is_first else (*ends[:-1], NEVER_ID)


OF_GOALS = {"goal to end", "goal to remove", "step to tick"}


def _people(town: Town) -> Iterator[Target]:
    for key, person in town.ids.items():
        yield Target(key, (person,), key)
    yield Target("never", (NEVER_ID,), exists=False)


def _workers(town: Town) -> Iterator[Target]:
    for place in (HERE, ELSEWHERE):
        for key, person in town.ids.items():
            yield Target(f"{key} in {place}", (place, person), key, part=place)
        yield Target(f"never in {place}", (place, NEVER_ID), exists=False)
    yield Target("never", (NEVER_PLACE, NEVER_ID), exists=False)


def _memberships(town: Town) -> Iterator[Target]:
    for name, row in town.memberships.items():
        yield Target(name, (row,), name)
    yield Target("never", (NEVER_ID,), exists=False)


def _match_rules(town: Town) -> Iterator[Target]:
    """A rule that is broken between every household and every group of the town, and one that there is not."""
    for target in _case_and_group(town):
        yield replace(target, args=(*target.args, MatchRule.BEYOND_CAPACITY.value))
    code, group = town.codes["busy"], town.groups[f"{HERE} ready"]
    yield Target("busy with no rule", (code, group, "never"), "busy", exists=False)


def _match_exceptions(town: Town) -> Iterator[Target]:
    for name, group in MATCHES.items():
        yield Target(name, (town.codes[name], town.groups[group], town.parts[name]["match exception"]), name)
    for name, other, of in (("busy", "busy", "far"), ("far", "busy", "busy"), ("neighbour", "busy", "busy")):
        args = town.codes[name], town.groups[MATCHES[other]], town.parts[of]["match exception"]
        yield Target(f"{name} with that of {of}", args, name, exists=False)
    yield Target("never", (town.codes["busy"], town.groups[MATCHES["busy"]], NEVER_ID), "busy", exists=False)


def _case_and_group(town: Town) -> Iterator[Target]:
    for name in CASES:
        for group, number in town.groups.items():
            place, stage = group.split()
            is_there = place == PLACES[name] and stage == "ready"
            yield Target(f"{name} with {group}", (town.codes[name], number), name, exists=is_there)
        yield Target(f"{name} with no group", (town.codes[name], NEVER_ID), name, exists=False)
    yield Target("never", (town.codes["never"], town.groups[f"{HERE} ready"]), exists=False)


def _rows_by(of: str):
    def found(town: Town) -> Iterator[Target]:
        for name, row in getattr(town, of).items():
            yield Target(name, (row,), name)
        yield Target("never", (NEVER_ID,), exists=False)

    return found


def _municipalities(_town: Town) -> Iterator[Target]:
    for place in (HERE, ELSEWHERE):
        yield Target(place, (place,), place)
    yield Target("never", (NEVER_PLACE,), exists=False)


def _amounts(town: Town) -> Iterator[Target]:
    """An amount that a municipality knows, that of another one, and one that never was."""
    for place, number in town.amounts.items():
        other = next(one for one in town.amounts if one != place)
        yield Target(place, (place, number), place)
        yield Target(f"{place} with that of {other}", (place, town.amounts[other]), place, exists=False)
    yield Target("never", (NEVER_PLACE, NEVER_ID), exists=False)


def _services(*ends: int):
    """A service of each place, and one that never was."""

    def found(town: Town) -> Iterator[Target]:
        for place, number in town.services.items():
            yield Target(place, (number, *ends), place)
        yield Target("never", (NEVER_ID, *ends), exists=False)

    return found


def _triagers(town: Town) -> Iterator[Target]:
    """Somebody whom a municipality asks to look at signals, one of another municipality, and nobody."""
    for place, number in town.triagers.items():
        other = next(one for one in town.triagers if one != place)
        yield Target(place, (place, number), place)
        yield Target(f"{place} with that of {other}", (place, town.triagers[other]), place, exists=False)
    yield Target("never", (NEVER_PLACE, NEVER_ID), exists=False)


def _signals_to_take(town: Town) -> Iterator[Target]:
    for place, number in town.signals.items():
        yield Target(place, (number, 0), place)
    yield Target("never", (NEVER_ID, 0), exists=False)


def _of_a_workflow(*keys: str):
    """What a municipality may change of its way of working, by key, and a key that never was."""

    def found(_town: Town) -> Iterator[Target]:
        for place in (HERE, ELSEWHERE):
            for key in keys:
                yield Target(f"{place} {key}", (place, key), place)
            yield Target(f"{place} no key", (place, "never"), place, exists=False)
        yield Target("never", (NEVER_PLACE, keys[0]), exists=False)

    return found


def _logos(town: Town) -> Iterator[Target]:
    for place, version in town.logos.items():
        yield Target(place, (place, version), place)
        yield Target(f"{place} of another day", (place, "0" * len(version)), place, exists=False)
    yield Target("never", (NEVER_PLACE, "000000000000"), exists=False)


def _homes(town: Town) -> Iterator[Target]:
    for name, code in town.homes.items():
        place, _ = name.split()
        yield Target(name, (place, code), name, home=name)
        other = ELSEWHERE if place == HERE else HERE
        yield Target(f"{name} in {other}", (other, code), exists=False)
    yield Target("never", (HERE, "W-NEVER"), exists=False)
    yield Target("never anywhere", (NEVER_PLACE, "W-NEVER"), exists=False)


def _imports(kind: str, *carriers: str):
    def found(town: Town) -> Iterator[Target]:
        for name, number in town.imports.items():
            mine = name.startswith(kind)
            for carrier in carriers[: None if mine else 1] or ("",):
                ends = (carrier,) if carrier else ()
                yield Target(f"{name} {carrier}".strip(), (number, *ends), name, exists=mine, part=carrier)
        yield Target("never", (NEVER_ID, *carriers[:1]), exists=False)

    return found


def _layouts(kind: str):
    def found(town: Town) -> Iterator[Target]:
        for name, number in town.mappings.items():
            yield Target(name, (number,), name, exists=name.startswith(kind))
        yield Target("never", (NEVER_ID,), exists=False)

    return found


def _plain(*given: tuple[str, tuple[object, ...]]):
    def found(_town: Town) -> Iterator[Target]:
        for label, args in given:
            yield Target(label, args)

    return found


def _agendas(town: Town) -> Iterator[Target]:
    """Addresses by which a calendar asks for somebody's agenda: whoever has one gets it, and not who asks counts."""
    for name, token in town.agendas.items():
        yield Target(name, (token,), name.partition(" ")[0])
    yield Target("never", ("never" * 8,), exists=False)


CARRIERS = ("xlsx", "csv", "json", "exe")

KINDS = {
    "nothing": _plain(("nothing", ())),
    "account": _plain(("nothing", ())),
    "language": _plain(("nl", ("nl",)), ("xx", ("xx",))),
    "link": _plain(("no link", ("MQ", "set-password"))),
    "factor": _plain(("no factor", (NEVER_ID,))),
    "person": _people,
    "worker": _workers,
    "membership": _memberships,
    "emergency": _rows_by("emergencies"),
    "cover": _rows_by("covers"),
    "colour": _plain(("a colour", ("0f5b65", "white")), ("xx", ("green", "white"))),
    "logo": _logos,
    "list to keep": _plain(("cases", ("cases",)), ("xx", ("xx",))),
    "view": _rows_by("views"),
    "agenda": _agendas,
    "mail": _rows_by("mails"),
    "organisation to practise": _rows_by("organisations"),
    "transfer": _rows_by("transfers"),
    "group": _rows_by("groups"),
    "group to edit": _rows_by("groups"),
    "sponsor to edit": _rows_by("sponsors"),
    "sponsor to link": _rows_by("sponsors"),
    "sponsor to screen": _rows_by("sponsors"),
    "sponsor to train": _rows_by("sponsors"),
    "seat": _rows_by("seats"),
    "programme": _rows_by("programmes"),
    "programme to match": _rows_by("programmes"),
    "match to propose": _rows_by("matches"),
    "match to check": _rows_by("matches"),
    "match to reply to": _rows_by("matches"),
    "match to answer for household": _rows_by("matches"),
    "match to answer for group": _rows_by("matches"),
    "match to confirm": _rows_by("matches"),
    "case and group": _case_and_group,
    "match rule": _match_rules,
    "match exception": _match_exceptions,
    "programme to change": _rows_by("programmes"),
    "place of programmes": _municipalities,
    "municipality": _municipalities,
    "known amount": _amounts,
    "the map": _plain(("nothing", ())),
    "service": _services(),
    "service to end": _services(1),
    "place of services": _municipalities,
    "triager": _triagers,
    "signal": _rows_by("signals"),
    "signal to take": _signals_to_take,
    "peers to answer": _rows_by("peers"),
    "concern that nobody reads": _plain(("never", (NEVER_ID,))),
    "table": _municipalities,
    "place of a workflow": _municipalities,
    "task of a workflow": _of_a_workflow("A01", "F01", "M-1"),
    "term of a workflow": _of_a_workflow("brp_move_5d"),
    "text of a workflow": _of_a_workflow("who_to_call"),
    "place of homes": _municipalities,
    "place of settings": _municipalities,
    "home": _homes,
    "dossiers": _imports("dossiers"),
    "dwellings": _imports("dwellings"),
    "sponsors": _imports("sponsors"),
    "running": _imports("running"),
    "refused running": _imports("running", *CARRIERS),
    "staff": _imports("staff"),
    "refused staff": _imports("staff", *CARRIERS),
    "layout of staff": _layouts("staff"),
    "layout of running": _layouts("running"),
    "refused dossiers": _imports("dossiers", *CARRIERS),
    "refused dwellings": _imports("dwellings", *CARRIERS),
    "refused sponsors": _imports("sponsors", *CARRIERS),
    "layout of dossiers": _layouts("dossiers"),
    "layout of dwellings": _layouts("dwellings"),
    "layout of sponsors": _layouts("sponsors"),
}
