"""What the demo shows of cases beside their families: the municipalities' own, a closed one, and a solved run."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hervest.accounts.actor import system
from hervest.accounts.queries import actor_by_email
from hervest.accounts.vocabulary import PersonId
from hervest.cli.demo_families import Family, finish_work
from hervest.cli.demo_people import LEADS
from hervest.core import clock
from hervest.journey.actions import form_team, record_milestones
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.own_case_actions import open_own_case
from hervest.journey.queries import plan_version
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TeamRole
from hervest.placement.closing_actions import close
from hervest.placement.jobs import solve_run
from hervest.placement.run_actions import start_run


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A municipality's own case: when it decided or will, how far its work is in percent, and who does it."""

    municipality: str
    decided: int
    done: int
    team: tuple[tuple[str, TeamRole], ...]


OWN_CASES = (
    OwnCase(
        "GM9001",
        -52,
        100,
        (
            ("Marieke de Wit", TeamRole.CASE_LEAD),
            ("Joris Vos", TeamRole.HOUSING_OFFICER),
            ("Fenna Stam", TeamRole.SPONSOR_COORDINATOR),
        ),
    ),
    OwnCase("GM9002", -200, 100, (("Hatice Kaya", TeamRole.CASE_LEAD),)),
    OwnCase("GM9003", 10, 50, (("Iris Kramer", TeamRole.CASE_LEAD),)),
)
"""Two have decided for this period; the third still has to."""


def seed_own_cases(now: datetime, ids: Mapping[str, PersonId]) -> None:
    """Every municipality's own case, with its people and its decision."""
    by, today = system("demo"), clock.day_of(now)
    for own in OWN_CASES:
        case = open_own_case(by=by, now=now, municipality=own.municipality).code
        form_team(by=by, now=now, case=case, members=[(ids[name], role) for name, role in own.team])
        on = today + timedelta(days=own.decided)
        is_past = own.decided <= 0
        decided = MilestoneRecord(
            MilestoneCode.DECIDED, planned_on=None if is_past else on, actual_on=on if is_past else None
        )
        record_milestones(by=by, now=now, case=case, records=[decided], source="demo")
        finish_work(now, case, {"done": own.done})


def close_finished(now: datetime, case: str, family: Family) -> None:
    """The municipality's lead closes the case of a family that has found its way."""
    if "closed" in family:
        close(
            by=actor_by_email(LEADS[family["municipality"]], today=clock.day_of(now)),
            now=now,
            case=case,
            reason=ClosingReason(family["closed"]),
            seen=plan_version(case),
            knows_of_terms=True,
        )


def seed_runs(now: datetime) -> None:
    """Each municipality's matching table opens with a plan, solved by the same job as in the product."""
    for municipality, email in LEADS.items():
        by = actor_by_email(email, today=clock.day_of(now))
        run = start_run(by=by, now=now, municipality=municipality, hand_over=lambda _run: None)
        solve_run.call(run)
