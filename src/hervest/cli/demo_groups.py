"""The sponsor groups of the demo: one that is ready, one in training, one that forms, and one elsewhere."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.actor import Actor, system
from hervest.accounts.queries import actor_by_email, organisation_named
from hervest.accounts.vocabulary import PersonId
from hervest.cli.demo_people import PEOPLE
from hervest.core import clock
from hervest.sponsorship.actions import create_programme, save_group, set_stage
from hervest.sponsorship.sponsor_actions import add_sponsor, join_group, link_login, record_modules, record_screening
from hervest.sponsorship.vocabulary import GroupId, GroupRole, GroupStage, ScreeningKind, ScreeningState

SCREENER = "sanne.dijk@hervest.example"
SCREENED_DAYS_AGO = 60
VOG_ENDS = {"Ties Brouwer": -9, "Bram Kuipers": 45}
"""Of whom the certificate is over, or soon will be, in how many days from today."""

VOG_ASKED = frozenset({"Elin Vrolijk"})
"""Of whom it was asked and not seen yet."""

SAID = ("languages", "blocks", "transport", "interests", "work_fields", "experience")
DESCRIBED = ("capacity_persons", "abilities", "area", "themes", "rhythm", "contact_forms", "bond", "description")
WOMAN = {"yes": True, "no": False}


def programmes() -> list[dict[str, Any]]:
    """The invented programmes with their groups; of each person a dict."""
    table = tomllib.loads(resources.files("hervest.cli").joinpath("data", "demo_groups.toml").read_text("utf-8"))
    for programme in table["programmes"]:
        for group in programme["groups"]:
            group["people"] = [dict(zip(table["columns"], row, strict=True)) for row in group["people"]]
    found: list[dict[str, Any]] = table["programmes"]
    return found


def seed_groups(now: datetime, ids: Mapping[str, PersonId]) -> None:
    """Every programme with its groups and the people in them."""
    for row in programmes():
        organisation = organisation_named(row["organisation"], row["municipality"])
        assert organisation is not None, row["organisation"]
        programme = create_programme(
            by=system("demo"),
            now=now,
            municipality=row["municipality"],
            organisation=organisation,
            name=row["name"],
        )
        for group in row["groups"]:
            seed_group(now, programme, group, ids)


def seed_group(now: datetime, programme: int, row: Mapping[str, Any], ids: Mapping[str, PersonId]) -> None:
    """One group, as far as it is."""
    by, today = system("demo"), clock.day_of(now)
    fields = {"name": row["name"], **{name: row[name] for name in DESCRIBED if name in row}}
    if "starts" in row:
        fields["starts_from"], fields["starts_until"] = (today + timedelta(days=days) for days in row["starts"])
    group = save_group(by=by, now=now, programme=programme, fields=fields)
    for person in row["people"]:
        seed_sponsor(now, group, person, ids)
    if row["stage"] != GroupStage.FORMING:
        set_stage(by=by, now=now, group=group, stage=GroupStage(row["stage"]))


def seed_sponsor(now: datetime, group: GroupId, row: Mapping[str, Any], ids: Mapping[str, PersonId]) -> None:
    """Somebody in a group, with what was seen of them."""
    by, first = system("demo"), row["name"].split()[0].lower()
    fields = {name: row[name] for name in SAID} | {
        "name": row["name"],
        "email": f"{first}@groep.example",
        "counts_as_woman": WOMAN.get(row["woman"]),
    }
    roles = [GroupRole(role) for role in row["roles"]]
    sponsor = add_sponsor(by=by, now=now, group=group, fields=fields, role=roles[0])
    for role in roles[1:]:
        join_group(by=by, now=now, group=group, sponsor=sponsor, role=role)
    seen_on = clock.day_of(now) - timedelta(days=SCREENED_DAYS_AGO)
    is_vog_apart = row["name"] in VOG_ENDS or row["name"] in VOG_ASKED
    if row["screened"]:
        kinds = [kind for kind in ScreeningKind if kind is not ScreeningKind.VOG or not is_vog_apart]
        see_screening(screener(now), now, sponsor, seen_on, kinds)
    if is_vog_apart:
        see_vog(now, sponsor, row["name"], seen_on)
    record_modules(by=by, now=now, sponsor=sponsor, days=dict.fromkeys(row["modules"], seen_on))
    if row["name"] in {person.name for person in PEOPLE}:
        link_login(by=by, now=now, sponsor=sponsor, person=ids[row["name"]])


def screener(now: datetime) -> Actor:
    """Who looks at screenings in the demo."""
    return actor_by_email(SCREENER, today=clock.day_of(now))


def see_vog(now: datetime, sponsor: int, name: str, seen_on: date) -> None:
    """What waits for who screens."""
    until = clock.day_of(now) + timedelta(days=VOG_ENDS.get(name, 0))
    how = (
        {"state": ScreeningState.REQUESTED}
        if name in VOG_ASKED
        else {"state": ScreeningState.SEEN_OK, "seen_on": seen_on, "valid_until": until}
    )
    record_screening(by=screener(now), now=now, sponsor=sponsor, kind=ScreeningKind.VOG, **how)


def see_screening(by: Actor, now: datetime, sponsor: int, seen_on: date, kinds: Iterable[ScreeningKind]) -> None:
    """What is asked of a sponsor was seen on one day."""
    for kind in kinds:
        record_screening(by=by, now=now, sponsor=sponsor, kind=kind, state=ScreeningState.SEEN_OK, seen_on=seen_on)
