"""What a change in a household does everywhere: to its people, its plan, its home and what runs with others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.texts import called
from hervest.core.vocabulary import Tier
from hervest.core.written import whole_in
from hervest.households.change_queries import Changing, Follows, done_before, follows, must_be_possible
from hervest.households.change_rules import Change
from hervest.households.own_word_queries import relatives_read
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, RelativeKind
from hervest.journey.preview_queries import Preview, preview_of_facts
from hervest.journey.vocabulary import TraitSource
from hervest.placement.change_agreed_queries import MatchAfter, TransferAfter, matches_after, transfer_after
from hervest.placement.change_queries import HomeAfter, home_after


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """What follows, as far as the reader may know it: traits and bedrooms are tier P2.

    `people`: how everybody in it is called, by the key that lines of the plan have.
    """

    follows: Follows
    plan: Preview
    home: HomeAfter | None
    matches: tuple[MatchAfter, ...]
    transfer: TransferAfter | None
    reads_needs: bool
    people: Mapping[str, str]

    @property
    def n_changes(self) -> int:
        """How many tasks change."""
        return self.plan.n_changes


def change_preview(actor: Actor, now: Changing, change: Change, *, today: date) -> ChangePreview:
    """What follows when the change is recorded today. Raises: RuleBroken if it cannot be."""
    becomes = must_be_possible(now.case, now.record, change, today=today)
    found, done = _preview(actor, now, becomes, on=today, today=today), done_before(now, becomes, change)
    asked = tuple(line for line in found.plan.new if line.key not in done)
    return replace(found, plan=replace(found.plan, new=asked))


def coming_of_age(actor: Actor, now: Changing, member: int, *, today: date) -> tuple[MemberRecord, date, ChangePreview]:
    """Who comes of age within a year, on which day, and what follows then by itself. Raises: NotFound."""
    found = next(((row, day) for row, day in now.come_of_age if row.no == member), None)
    if found is None:
        raise NotFound("no_such_member", member=member)
    row, day = found
    return row, day, _preview(actor, now, now.record, on=day, today=today)


def _preview(actor: Actor, now: Changing, becomes: HouseholdRecord, *, on: date, today: date) -> ChangePreview:
    found, reads_needs = follows(now, becomes, on=on), Tier.P2 in now.case.tiers
    if reads_needs:
        actor.reads.read(now.case.code, Shown.TRAITS, Shown.BEDROOMS)
    return ChangePreview(
        follows=found,
        plan=preview_of_facts(actor, now.case, found.says, source=TraitSource.HOUSEHOLD, today=today, on=on),
        home=home_after(actor, now.case.code, becomes, today=today),
        matches=matches_after(actor, now.case.code, becomes, on=on, today=today),
        transfer=transfer_after(actor, now.case.code, becomes, on=on, today=today),
        reads_needs=reads_needs,
        people={f"{now.case.code}/{row.no}": called(row.no, row.first_name, row.last_name) for row in becomes.members},
    )


ROLES = {RelativeKind.PARTNER: MemberRole.PARTNER, RelativeKind.CHILD: MemberRole.CHILD}
"""In which place of the household a relative comes; of any other a person says it."""


def joining_relative(actor: Actor, now: Changing, asked: str, *, today: date) -> Mapping[str, object]:
    """What a form begins with for a relative elsewhere who comes, for who may read of them; nothing for others.

    `asked`: their number as the address gives it: no name stands in an address.
    """
    number = whole_in(asked)
    if number is None or Tier.P3 not in now.case.tiers:
        return {}
    found = next((line for line in relatives_read(actor, now.case, today=today) if line.id == number), None)
    if found is None:
        return {}
    role = ROLES.get(found.record.kind)
    return {"first_name": found.record.first_name, "role": role.value if role else "", "on": today}
