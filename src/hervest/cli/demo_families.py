"""The families of the demo: from invented dossiers to running cases, dated relative to today."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from hervest.accounts.actor import Actor, system
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.vocabulary import MemberNo, MunicipalityCode, Route
from hervest.households.vocabulary import (
    LanguageFacts,
    LanguageLevel,
    Literacy,
    MemberRole,
    NeedKind,
    Sex,
    SponsorWish,
    StayKind,
    WishTopic,
)
from hervest.intake.actions import apply_dossier
from hervest.intake.rules import relation_kind
from hervest.intake.vocabulary import DossierData, HouseholdData, MemberData, NeedData, RelativeData, WishData
from hervest.journey import actions, task_actions
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.plan_queries import milestones
from hervest.journey.queries import team_of
from hervest.journey.seat_say_actions import say_of_seat
from hervest.journey.task_actions import Finished
from hervest.journey.vocabulary import Asks, MilestoneCode, TaskState, TeamRole
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_queries import plan_of

Family = Mapping[str, Any]
DAYS_OF_A_YEAR = 365
DAYS_NEAR_SCHIPHOL = 2
RECORDED = {"registered": MilestoneCode.REGISTERED, "pip": MilestoneCode.PIP_SET}
TEAMS = {
    "GM9001": (
        ("Sander Bos", TeamRole.INCOME_OFFICER),
        ("Lotte Mulder", TeamRole.CIVIC_OFFICER),
        ("Joris Vos", TeamRole.HOUSING_OFFICER),
        ("Anouk Bakker", TeamRole.GUIDE),
        ("Anouk Bakker", TeamRole.GUIDE_COORDINATOR),
        ("Ruben Smit", TeamRole.HOUSING_ASSOCIATION),
        ("Fenna Stam", TeamRole.SPONSOR_COORDINATOR),
    ),
    "GM9002": (("Wim Kok", TeamRole.GUIDE),),
    "GM9003": (("Noor Peters", TeamRole.GUIDE),),
}


def families() -> list[dict[str, Any]]:
    """The invented households, in their order."""
    text = resources.files("hervest.cli").joinpath("data", "demo_families.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(text)["family"]
    return found


def seed_families(now: datetime, ids: Mapping[str, PersonId]) -> dict[str, str]:
    """Every family's case with team, milestones and finished work; case codes by dossier number."""
    by = system("demo")
    codes = {}
    for family in families():
        dossier = dossier_of(family, clock.day_of(now))
        codes[family["number"]] = apply_dossier(by=by, now=now, municipality=family["municipality"], dossier=dossier)
        form_team(by, now, codes[family["number"]], family, ids)
        record_past(by, now, codes[family["number"]], family)
    return codes


def form_team(by: Actor, now: datetime, case: str, family: Family, ids: Mapping[str, PersonId]) -> None:
    """The people around a family, beside its case lead."""
    elsewhere = family.get("not_in_team", ())
    members = [(ids[name], role) for name, role in TEAMS[family["municipality"]] if name not in elsewhere]
    actions.form_team(by=by, now=now, case=case, members=members)
    team = {(row.name, row.role): row.id for row in team_of(by, case, today=clock.day_of(now))}
    for name, role, deputy, offers in family.get("team_says", ()):
        seat, instead = team[name, TeamRole(role)], ids[deputy] if deputy else None
        say_of_seat(by=by, now=now, case=case, member=seat, deputy=instead, offers=offers, seen="")


def record_past(by: Actor, now: datetime, case: str, family: Family) -> None:
    """The milestones that have happened."""
    today = clock.day_of(now)
    records = [
        MilestoneRecord(code, actual_on=today + timedelta(days=family[name]))
        for name, code in RECORDED.items()
        if name in family
    ]
    if "arrived" in family:
        arrived = today + timedelta(days=family["arrived"])
        records.append(MilestoneRecord(MilestoneCode.ARRIVED, actual_on=arrived))
    if (days := landed_in(family)) is not None:
        landed = today + timedelta(days=days)
        records.append(MilestoneRecord(MilestoneCode.LANDED, actual_on=landed))
        records.append(MilestoneRecord(MilestoneCode.PERMIT_GRANTED, actual_on=landed))
    if records:
        actions.record_milestones(by=by, now=now, case=case, records=records, source="demo")


def landed_in(family: Family) -> int | None:
    """In how many days from today the family landed; None if it has not, or never does on its route."""
    if family["route"] != Route.RESETTLEMENT or not {"landed", "arrived"} & set(family):
        return None
    days: int = family.get("landed", family.get("arrived", 0) - DAYS_NEAR_SCHIPHOL)
    return days


def finish_work(now: datetime, case: str, family: Family) -> None:
    """Work that was due is finished, but for what the family names as `open` and the share that `done` leaves open."""
    by, today = system("demo"), clock.day_of(now)
    due = [row for row in plan_of(by, case, today=today) if row.is_open and row.due_on and row.due_on < today]
    keep_open = set(left_open(due, family["done"]))
    keep_open |= {row.id for row in due if f"{row.key.template}/{row.member or 0}" in family.get("open", ())}
    known = {found.code: found.on for found in milestones(by, case, today=today) if found.is_actual}
    done = [finished(row, known, today) for row in due if row.id not in keep_open]
    task_actions.finish_tasks(by=by, now=now, case=case, finished=done)
    still = [row for row in plan_of(by, case, today=today) if row.id in keep_open and row.is_open]
    for row in still[::2]:
        if row.state is not TaskState.WAITING_FOR:
            task_actions.set_task_state(
                by=by, now=now, case=case, task=row.id, state=TaskState.WAITING_FOR, waiting_for="COA"
            )


def left_open(due: list[WorkRow], done: int) -> Iterator[int]:
    """The last few of the work that was due."""
    n_open = round(len(due) * (100 - done) / 100)
    yield from (row.id for row in sorted(due, key=lambda row: (row.due_on or date.max, row.id))[len(due) - n_open :])


def finished(row: WorkRow, known: dict[MilestoneCode, date], today: date) -> Finished:
    """One task done on its day, with the milestones it asks for: the days that are `known`, else its own, now known."""
    done_on = row.due_on or today
    dates = {}
    for asked in row.asks:
        if asked.asks is Asks.ALWAYS or asked.milestone in known:
            dates[asked.milestone] = known.setdefault(asked.milestone, done_on)
    return Finished(row.id, done_on, dates)


def dossier_of(family: Family, today: date) -> DossierData:
    """The family as a transfer dossier would have it."""
    arrival = family.get("arrival", family.get("arrived"))
    route = Route(family["route"])
    days = (arrival - DAYS_NEAR_SCHIPHOL if route is Route.RESETTLEMENT else arrival) if arrival is not None else None
    return DossierData(
        number=family["number"],
        household=HouseholdData(
            route=route,
            municipality=MunicipalityCode(family["municipality"]),
            allocated_on=today + timedelta(days=family["allocated"]),
            arrival_on=today + timedelta(days=days) if days is not None else None,
            country_of_stay=family["country"],
            stay=StayKind(family["stay"]),
            years_displaced=family.get("years_displaced"),
            contact_language=family["language"],
            is_interpreter_needed=family["interpreter"],
            sponsor_wish=SponsorWish(family["sponsor"]),
        ),
        members=tuple(members_of(family, today)),
        needs=tuple(
            NeedData(MemberNo(member) if member else None, NeedKind(kind), explanation or None)
            for member, kind, explanation in family.get("needs", ())
        ),
        relatives=tuple(
            RelativeData(relation, name, country, wanted, relation_kind(relation))
            for relation, name, country, wanted in family.get("relatives", ())
        ),
        wishes=tuple(
            WishData(MemberNo(member) if member else None, WishTopic(topic), text)
            for member, topic, text in family.get("wishes", ())
        ),
    )


def members_of(family: Family, today: date) -> Iterator[MemberData]:
    """The people of the family; birthdays are spread over the year by their number."""
    due = family.get("due", {})
    for number, (role, first, last, age, sex, languages, literacy, education) in enumerate(family["members"], start=1):
        born_on = today - timedelta(days=age * DAYS_OF_A_YEAR + age // 4 + 23 * number)
        yield MemberData(
            no=MemberNo(number),
            role=MemberRole(role),
            first_name=first,
            last_name=last,
            born_on=born_on,
            sex=Sex(sex),
            nationality=None,
            languages=tuple(language_of(words) for words in languages.split(";")),
            literacy=Literacy(literacy),
            education=education or None,
            due_on=today + timedelta(days=due["in_days"]) if due.get("member") == number else None,
        )


def language_of(words: str) -> LanguageFacts:
    """`ti:native` as a language and how well it is spoken."""
    code, level = words.strip().split(":")
    return LanguageFacts(code, LanguageLevel(level))
