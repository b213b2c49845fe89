"""How the home that was decided for a household suits it once something in the household has changed."""

from dataclasses import dataclass, replace
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.households.record_queries import facts_of_record
from hervest.households.record_rules import HouseholdRecord
from hervest.housing.queries import visible_units
from hervest.journey import queries as journey
from hervest.placement.fit_queries import FitView, note_needs, reads_needs, view_of
from hervest.placement.gather_queries import gather
from hervest.placement.models import Placement


@dataclass(frozen=True, slots=True)
class HomeAfter:
    """The decided home as it suits the household today, and as it would."""

    now: FitView
    then: FitView


def home_after(actor: Actor, code: str, becomes: HouseholdRecord, *, today: date) -> HomeAfter | None:
    """The decided home, judged for the household as it is and as `becomes` has it.

    None where no home was decided, or where this reader does not see how homes suit the household.
    """
    if not journey.may(actor, code, Permission.DWELLING_FIT, today=today):
        return None
    case = journey.case_for(actor, code, Permission.DWELLING_FIT, today=today)
    unit = Placement.rows.filter(case_id=case.id, is_active=True).values_list("unit_id", flat=True).first()
    if unit is None or case.route is None or unit not in visible_units(actor, case.municipality):
        return None
    gathered = gather(case.municipality, [code], today=today)
    found, limits = gathered.unit(unit), gathered.criteria.limits
    if found is None:
        return None
    months = limits.near_birth_months if gathered.criteria.counts_near_births else 0
    facts = facts_of_record(code, becomes, case.route, today=today, near_birth_months=months)
    after = replace(gathered, households={**gathered.households, code: facts})
    note_needs(actor, case)
    is_full = reads_needs(case)
    return HomeAfter(view_of(gathered, code, found, is_full=is_full), view_of(after, code, found, is_full=is_full))
