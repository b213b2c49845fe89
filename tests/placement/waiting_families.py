"""Families that wait and homes that are free, recorded through the actions the product uses."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from hervest.accounts.actor import system
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.entry_actions import enter_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord, NeedRecord
from hervest.households.vocabulary import MemberRole, NeedKind, Sex
from hervest.housing.actions import save_dwelling
from hervest.housing.queries import units_in
from hervest.housing.vocabulary import DwellingKind, SanitaryState
from hervest.journey.actions import join_team
from hervest.journey.vocabulary import TeamRole
from hervest.placement import jobs
from hervest.placement.proposal_queries import TableFilters, table_of
from hervest.placement.run_actions import start_run

NAME, EXPLANATION = "Kanarienaam", "kanarie-uitleg over de heup"
EVERYTHING_KNOWN = {
    "kind": DwellingKind.SELF_CONTAINED,
    "routes": [Route.RESETTLEMENT.value],
    "bedrooms": 2,
    "n_small_rooms": 0,
    "area_m2": 80,
    "max_residents": 5,
    "floor": 0,
    "has_lift": False,
    "has_stairs_inside": False,
    "threshold_cm": 2,
    "door_width_cm": 90,
    "turning_space_cm": 150,
    "sanitary": SanitaryState.ADAPTED,
    "basic_rent_cents": 60000,
    "available_from": date(2026, 12, 1),
    "is_quiet": True,
    "minutes_primary_school": 10,
    "minutes_newcomers_class": 20,
    "minutes_gp": 10,
    "minutes_pharmacy": 10,
    "minutes_hospital": 30,
    "minutes_supermarket": 10,
    "minutes_stop": 5,
    "neighbourhood": "De Brink",
    "landlord": "Woonstichting De Veste",
}
"""A home in which a small household with any need fits without a word."""


@dataclass
class Waiting:
    """A municipality with families and homes; `units` by code of the dwelling (its first unit)."""

    world: object
    families: dict[str, str] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)

    def family(self, key, *, needs=(), n_children=0, municipality="GM9001", by="marieke", days=100):
        """A couple with daughters, linked twenty days ago, that arrives in `days` days."""
        people = [(MemberRole.HEAD, Sex.FEMALE, 1990), (MemberRole.PARTNER, Sex.MALE, 1988)]
        people += [(MemberRole.CHILD, Sex.FEMALE, 2018)] * n_children
        record = HouseholdRecord(
            members=tuple(
                MemberRecord(MemberNo(no), role, f"{NAME}{key}{no}", born_on=date(year, 1, 1), sex=sex)
                for no, (role, sex, year) in enumerate(people, start=1)
            ),
            needs=tuple(NeedRecord(MemberNo(1), kind, explanation=EXPLANATION) for kind in needs),
        )
        self.families[key] = enter_household(
            by=self.world.actor(by),
            now=self.world.now,
            municipality=municipality,
            route=Route.RESETTLEMENT,
            record=record,
            allocated_on=self.world.today - timedelta(days=20),
            arrival_on=self.world.today + timedelta(days=days),
        )
        return self.families[key]

    def alone(self, key, sex, *, days=100):
        """One adult who comes alone."""
        self.families[key] = enter_household(
            by=self.world.actor("marieke"),
            now=self.world.now,
            municipality="GM9001",
            route=Route.RESETTLEMENT,
            record=HouseholdRecord(
                members=(MemberRecord(MemberNo(1), MemberRole.HEAD, f"{NAME}{key}", born_on=date(1990, 1, 1), sex=sex),)
            ),
            allocated_on=self.world.today - timedelta(days=20),
            arrival_on=self.world.today + timedelta(days=days),
        )
        return self.families[key]

    def home(self, code, *, municipality="GM9001", n_units=None, **differs):
        """A home that is known in full, but for what differs; its first unit."""
        save_dwelling(
            by=system("test"),
            now=self.world.now,
            municipality=municipality,
            code=code,
            fields=EVERYTHING_KNOWN | {"street": f"Straat {code}"} | differs,
            n_units=n_units,
        )
        found = [unit for unit in units_in([municipality]) if unit.facts.code == code]
        self.units[code] = found[0].id
        return found[0].id

    def joins(self, case, person, role):
        """Somebody of the cast works on the case."""
        join_team(by=system("test"), now=self.world.now, case=case, person=self.world.ids[person], role=TeamRole(role))

    def run(self, by="marieke", municipality="GM9001"):
        """One run from start to end, as the job does it."""
        run = start_run(
            by=self.world.actor(by), now=self.world.now, municipality=municipality, hand_over=lambda _run: None
        )
        jobs.solve_run.call(run)
        return run

    def table(self, by="marieke", **filters):
        """The matching table as somebody sees it."""
        return table_of(self.world.actor(by), TableFilters(**filters), today=self.world.today, now=self.world.now)


WHEELCHAIR = (NeedKind.WHEELCHAIR,)
