"""Whether a household needs an interpreter as pages show it: what the plan goes by, and why."""

from dataclasses import dataclass
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.age_rules import counted_on
from hervest.households.extent_rules import Extent
from hervest.households.record_rules import HouseholdRecord, members_of
from hervest.households.settings import household_settings
from hervest.households.trait_rules import INTERPRETER_NEEDED, why_interpreter
from hervest.journey.queries import CaseRef, facts_said
from hervest.journey.vocabulary import TraitSource


@dataclass(frozen=True, slots=True)
class InterpreterLine:
    """Whether an interpreter is needed; None: nobody knows.

    `because`: the reason it follows from. `is_said`: a person's own word decides. `is_no_noted`: a no stands in the
    dossier or was noted, and does not decide.
    """

    is_needed: bool | None
    because: str = ""
    is_said: bool = False
    is_no_noted: bool = False


def interpreter_line(
    case: CaseRef, record: HouseholdRecord, extent: Extent, *, reads_p2: bool, arrival_on: date | None, today: date
) -> InterpreterLine:
    """The same answer as the plan's, for who reads what is of the whole household; else what was noted. 1 query.

    Source: workflow.md, section 4, `interpreter_needed`; a person's word on the plan is tier P2.
    """
    noted = record.is_interpreter_needed
    if not extent.has_household:
        return InterpreterLine(noted)
    said = facts_said(case.id, TraitSource.PERSON).get(MemberNo(0), {}) if reads_p2 else {}
    if INTERPRETER_NEEDED in said:
        return InterpreterLine(said[INTERPRETER_NEEDED], is_said=True)
    reason = why_interpreter(noted, members_of(record), counted_on(arrival_on, today), household_settings())
    if reason is None:
        return InterpreterLine(noted)
    return InterpreterLine(is_needed=True, because=reason.code, is_no_noted=noted is False)
