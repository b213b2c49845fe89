"""Relatives elsewhere as a person may read, correct and take them away, each with whose word it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Tier
from hervest.households.models import Household
from hervest.households.own_word_rules import paths_of
from hervest.households.record_queries import as_record
from hervest.households.record_rules import Correction, HouseholdRecord, RelativeRecord
from hervest.journey.queries import case_for


@dataclass(frozen=True, slots=True)
class RelativeLine:
    """A relative as pages show them. `noted` is a person's word, None: the dossier's."""

    id: int
    record: RelativeRecord
    noted: Correction | None


def relatives_to_correct(actor: Actor, code: str, *, today: date) -> tuple[RelativeLine, ...]:
    """The relatives elsewhere, for the forms that add, correct or take one away.

    Raises: NotFound, also without a household and for who reads no tier P3.
    """
    case = case_for(actor, code, Permission.HOUSEHOLD_EDIT, today=today)
    case.must_read(Tier.P3)
    row = Household.rows.filter(case_id=case.id).first()
    if row is None:
        raise NotFound("no_such_household", case=code)
    actor.reads.read(code, Shown.RELATIVES)
    return relative_lines(row, as_record(row))


def relative_lines(row: Household, record: HouseholdRecord) -> tuple[RelativeLine, ...]:
    """Every relative elsewhere of a stored household, in the order in which they were noted."""
    keys = sorted(relative.pk for relative in row.relatives.all())
    paths = paths_of(record.relatives)
    return tuple(
        RelativeLine(key, relative, _word(record.corrected, path))
        for key, relative, path in zip(keys, record.relatives, paths, strict=True)
    )


def _word(corrected: Mapping[str, Correction], path: str) -> Correction | None:
    """The last word on what stands at the path, or on a field of it."""
    words: Iterable[Correction] = (
        word for known, word in corrected.items() if known == path or known.startswith(f"{path}.")
    )
    return max(words, key=lambda word: word.on, default=None)
