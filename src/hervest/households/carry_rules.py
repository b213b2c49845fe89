"""What of a household goes along to another municipality: what it needs there, and what it wants to go."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from hervest.households.carry_vocabulary import Confided
from hervest.households.record_rules import SENSITIVE_TOPICS, HouseholdRecord


def household_that_moves(
    record: HouseholdRecord, confided: AbstractSet[Confided], *, keeps_number: bool
) -> HouseholdRecord:
    """The household as it begins there. Nobody who left it is in it, nor anything that was said of them.

    `keeps_number`: the number of COA's dossier, unless another household has it there. Source: security.md, THREAT-T8.
    """
    numbers = {row.no for row in record.present}
    return HouseholdRecord(
        members=tuple(replace(row, role_before=None) for row in record.present),
        dossier_number=record.dossier_number if keeps_number else "",
        country_of_stay=record.country_of_stay,
        stay=record.stay,
        years_displaced=record.years_displaced,
        contact_language=record.contact_language,
        is_interpreter_needed=record.is_interpreter_needed,
        sponsor_wish=record.sponsor_wish,
        needs=tuple(
            row if Confided.NEED_WORDS in confided else replace(row, explanation="")
            for row in record.needs
            if row.member is None or row.member in numbers
        ),
        relatives=record.relatives if Confided.RELATIVES in confided else (),
        wishes=tuple(
            row
            for row in record.wishes
            if (row.member is None or row.member in numbers)
            and (row.topic not in SENSITIVE_TOPICS or Confided.SENSITIVE_WISHES in confided)
        ),
        wants_sharing=record.wants_sharing,
        place_wishes=record.place_wishes,
        room_sharers=tuple(no for no in record.room_sharers if no in numbers),
    )
