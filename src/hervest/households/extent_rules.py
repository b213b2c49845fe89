"""How far somebody who stands to one person of a household sees into it: a newcomer, or who a person was referred to.

Source: access.md, scopes `self` (what they themselves own; a spouse's confidential items excluded; minors by age) and
`referral` (the person referred).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hervest.core.vocabulary import MemberNo
from hervest.households.age_rules import age_on
from hervest.households.trait_rules import is_adult
from hervest.households.vocabulary import HouseholdSettings, MemberFacts


@dataclass(frozen=True, slots=True)
class Extent:
    """Whose names are known, whose needs are read (None: everybody's), and whether what is of all of them is read."""

    known: frozenset[MemberNo] | None = None
    owned: frozenset[MemberNo] | None = None
    has_household: bool = True

    def knows(self, no: MemberNo) -> bool:
        """Whether the person's name and age may be read."""
        return self.known is None or no in self.known

    def reads(self, no: int | None) -> bool:
        """Whether what was noted about this person, None or 0: about the household, may be read."""
        if not no:
            return self.has_household
        return self.owned is None or no in self.owned


EVERYTHING = Extent()


def extent_of(
    members: Iterable[MemberFacts],
    about: frozenset[MemberNo] | None,
    *,
    is_own: bool,
    today: date,
    settings: HouseholdSettings,
) -> Extent:
    """What is read by who stands to the people `about`; `is_own`: as one of them, and else because of them.

    Who lives in a household knows who else does; who left it, nobody. Grown up, they speak for it, and for children
    who cannot yet.
    """
    if about is None:
        return EVERYTHING
    if not is_own:
        return Extent(about, about, has_household=False)
    people = tuple(members)
    if not about & {row.no for row in people}:
        return Extent(frozenset(), frozenset(), has_household=False)
    adults = {row.no for row in people if is_adult(row, today, settings)}
    spoken_for = {row.no for row in people if row.no not in adults and not speaks_for_themselves(row, today, settings)}
    is_grown_up = bool(about & adults)
    return Extent(None, about | spoken_for if is_grown_up else about, has_household=is_grown_up)


def speaks_for_themselves(member: MemberFacts, today: date, settings: HouseholdSettings) -> bool:
    """Old enough to decide alone; of whom no birth date is known nobody else reads what is theirs."""
    return is_old_enough(member.born_on, today, settings)


def is_old_enough(born_on: date | None, today: date, settings: HouseholdSettings) -> bool:
    """The same, of whom only the day of birth is known, or not even that."""
    return born_on is None or age_on(born_on, today) >= settings.own_say_from
