"""The sponsor groups of the town as the law knows them: who is in them, who runs them, whether they are ready."""

from accounts import law
from people import ELSEWHERE, HERE
from trust.canaries import Canary

RUN_BY = {HERE: "wegwijs", ELSEWHERE: "nieuwestap"}
"""Municipality -> the organisation that runs its programme."""

SEATS = {
    f"{HERE} ready": ("saskia", "with no login"),
    f"{HERE} forming": ("nobody's login",),
    f"{ELSEWHERE} ready": ("vik", "with no login"),
    f"{ELSEWHERE} forming": ("nobody's login",),
}
"""Group -> its sponsors by their login, the first its coordinator; who has none is named so."""

LOGINS = ("saskia", "vik")
SHOWS_PEOPLE = {"programme", "own_group", "muni"}
"""Scopes of `group.list` that show who is in a group (decision 22)."""


def group_thing(name: str) -> law.Thing:
    """A group: everybody with a login who is in it, and its coordinator."""
    place, stage = name.split()
    members = frozenset(SEATS[name]) & frozenset(LOGINS)
    return law.Thing(
        place,
        organisations=frozenset({RUN_BY[place]}),
        group=members,
        group_leads=members & {SEATS[name][0]},
        ready=stage == "ready",
    )


def sponsor_thing(name: str) -> law.Thing:
    """A sponsor, `group: login`: of the programme, and their own."""
    group, _, login = name.partition(": ")
    place = group.split()[0]
    owner = login if login in LOGINS else ""
    return law.Thing(place, organisations=frozenset({RUN_BY[place]}), owner=owner)


def programme_thing(place: str) -> law.Thing:
    """The programme of a municipality."""
    return law.Thing(place, organisations=frozenset({RUN_BY[place]}))


def scopes_on(who: law.Who, action: str, thing: law.Thing) -> set[str]:
    """The scopes by which somebody may do it."""
    row = law.MATRIX[action]
    return {row[post[0]] for post in who.posts if law.covers(row[post[0]], who, post, thing)} - {"-"}


def on_group(action: str):
    def found(who: law.Who, target) -> bool:
        """The action on the group itself; nobody owns a group."""
        return law.allows(who, action, group_thing(target.of))

    return found


def on_sponsor(action: str, *, own: bool):
    def found(who: law.Who, target) -> bool:
        """The action on a sponsor; `own`: also by themselves."""
        thing = sponsor_thing(target.of)
        return law.allows(who, action, thing if own else programme_thing(thing.place))

    return found


def on_programme(who: law.Who, target) -> bool:
    """Groups are added by who coordinates the programme."""
    return law.allows(who, "group.edit", programme_thing(target.of))


def coordinates_in(who: law.Who, place: str) -> bool:
    """Whether somebody coordinates the programme of a municipality."""
    return law.allows(who, "group.edit", programme_thing(place))


def makes_programmes(who: law.Who, target) -> bool:
    """The lead of the municipality, or a coordinator for the own organisation that works there."""
    return any(
        law.MATRIX["settings.edit"][role] == "muni" or law.MATRIX["settings.edit"][role] == "programme"
        for role, _, places in who.posts
        if target.of in places
    )


def changes_programme(who: law.Who, target) -> bool:
    """The lead of its municipality, or a coordinator of the organisation that runs it; no technical settings."""
    if target.of not in RUN_BY:
        return False
    scopes = scopes_on(who, "settings.edit", programme_thing(target.of))
    return bool(scopes & {"muni", "programme"})


def may_read(who: law.Who, canary: Canary) -> bool:
    """A word of a programme, a group or a sponsor; `canary.of` is the group, or `group: login`."""
    field = canary.field.removeprefix("sponsorship.")
    if field == "Programme.name":
        groups = [name for name in SEATS if name.startswith(canary.of)]
        sees_one = any(law.allows(who, "group.list", group_thing(name)) for name in groups)
        return sees_one or law.allows(who, "group.edit", programme_thing(canary.of))
    group = canary.of.partition(": ")[0]
    if field.startswith("SponsorGroup."):
        return law.allows(who, "group.list", group_thing(group))
    thing = sponsor_thing(canary.of)
    if field == "Sponsor.postcode":
        return law.allows(who, "group.edit", thing)
    return thing.owner == who.key or bool(scopes_on(who, "group.list", group_thing(group)) & SHOWS_PEOPLE)
