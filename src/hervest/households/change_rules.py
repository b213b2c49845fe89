"""What happens in a household after it came, and how its record stands afterwards."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hervest.core.vocabulary import MemberNo
from hervest.households.age_rules import age_on, birthday
from hervest.households.record_rules import HouseholdRecord, MemberRecord, member_path
from hervest.households.vocabulary import HouseholdSettings, LeftWhy, MemberRole
from hervest.journey.milestone_rules import Refusal


@dataclass(frozen=True, slots=True)
class Birth:
    """A child was born. `mother`: whose child, where it is one of the household."""

    child: MemberRecord
    mother: MemberNo | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody came to live with the household, a relative who joined for instance."""

    member: MemberRecord
    on: date


@dataclass(frozen=True, slots=True)
class Leaving:
    """Some of the household are no longer in it. `new_head`: who is head from then on, if the head is among them."""

    members: frozenset[MemberNo]
    on: date
    why: LeftWhy
    new_head: MemberNo | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """Somebody was recorded who never was in this household. `expecting`: whose child is still to be born after all."""

    member: MemberNo
    expecting: MemberNo | None = None


Change = Birth | Joining | Leaving | Mistake


def after(
    record: HouseholdRecord,
    change: Change,
    *,
    today: date,
    linked_on: date | None = None,
    here_since: date | None = None,
) -> HouseholdRecord | Refusal:
    """The household as it stands once the change has happened; nothing of who left is removed.

    Nothing is noted ahead of its day, and nobody joins before the household was this municipality's (`linked_on`). Who
    leaves lets a household stand that has a head. Who is born from `here_since` on, the day on which the household came
    to the country, is born here. A refusal names the form's `field` among its params.
    """
    match change:
        case Birth():
            return _after_birth(record, change, today, here_since)
        case Joining():
            return _after_joining(record, change, today, linked_on)
        case Leaving():
            return _after_leaving(record, change, today)
        case Mistake():
            return _after_mistake(record, change, today)


def too_young_to_lead(
    record: HouseholdRecord, change: Change, *, today: date, settings: HouseholdSettings
) -> Refusal | None:
    """Why the new head cannot be it: a child, while somebody of age stays.

    Where nobody of age does: somebody too young to speak for themselves while somebody old enough stays, else anybody
    but the oldest. Who has no day of birth counts as of age.
    """
    if not isinstance(change, Leaving) or change.new_head is None or not _is_there(record, change.new_head):
        return None
    stay = [row for row in record.present if row.no not in change.members]
    refusals = (
        (settings.adult_from, Refusal("new_head_too_young", {"field": "new_head", "age": settings.adult_from})),
        (settings.own_say_from, Refusal("new_head_has_no_say", {"field": "new_head", "age": settings.own_say_from})),
    )
    for age, refusal in refusals:
        fit = {row.no for row in stay if row.born_on is None or age_on(row.born_on, today) >= age}
        if fit:
            return None if change.new_head in fit else refusal
    oldest = min((row.born_on for row in stay if row.born_on is not None), default=None)
    if all(row.born_on == oldest for row in stay if row.no == change.new_head):
        return None
    return Refusal("new_head_not_the_oldest", {"field": "new_head", "age": settings.own_say_from})


def young_head(record: HouseholdRecord, *, today: date, settings: HouseholdSettings) -> MemberRecord | None:
    """The first contact of a household in which nobody is of age."""
    if any(row.born_on is None or age_on(row.born_on, today) >= settings.adult_from for row in record.present):
        return None
    return next((row for row in record.present if row.role is MemberRole.HEAD), None)


def paths_of(record: HouseholdRecord, becomes: HouseholdRecord) -> tuple[str, ...]:
    """What of the record is a person's word now: everybody who is new, and what changed of who was there."""
    paths = []
    for row in becomes.members:
        known = record.member(row.no)
        if known is None:
            paths.append(f"members[{row.no}]")
        else:
            paths += [member_path(row.no, name) for name in CHANGING if getattr(known, name) != getattr(row, name)]
    return tuple(paths)


CHANGING = ("role", "is_birth_recorded", "left_on", "left_why")
"""What a change touches of somebody who was there already."""


def expected_birth(
    before: HouseholdRecord, becomes: HouseholdRecord, change: Change
) -> tuple[MemberNo, MemberNo, date] | None:
    """Mother, child and day of the birth that she expected, if this is it: the first child of hers recorded since."""
    if not isinstance(change, Birth) or not change.mother:
        return None
    child, mother = becomes.members[-1], before.member(change.mother)
    is_expected = mother is not None and mother.due_on is not None and not mother.is_birth_recorded
    if mother is None or not is_expected or not child.is_born_here or child.born_on is None:
        return None
    return mother.no, child.no, child.born_on


def numbers_of_leavers(record: HouseholdRecord, change: Leaving) -> dict[MemberNo, MemberNo]:
    """The number each of who left together has in a household of their own, by the one they had.

    The first, its head, is the one who was head, else partner, else the oldest.
    """
    order = (MemberRole.HEAD, MemberRole.PARTNER)
    leavers = sorted(
        (row for row in record.present if row.no in change.members),
        key=lambda row: (order.index(row.role) if row.role in order else len(order), row.born_on or date.max, row.no),
    )
    return {row.no: MemberNo(number) for number, row in enumerate(leavers, start=1)}


def household_of_leavers(record: HouseholdRecord, change: Leaving) -> HouseholdRecord:
    """Who left together as a household of their own: its people numbered anew, with their needs and their wishes.

    What is of the household as a whole stays behind, but how one talks with it.
    """
    numbers = numbers_of_leavers(record, change)
    people = {row.no: row for row in record.members}
    leavers = [people[no] for no in numbers]
    return HouseholdRecord(
        members=tuple(
            replace(
                row,
                no=numbers[row.no],
                role=MemberRole.HEAD if numbers[row.no] == 1 else _role_beside(row),
                left_on=None,
                role_before=None,
            )
            for row in leavers
        ),
        contact_language=record.contact_language,
        is_interpreter_needed=record.is_interpreter_needed,
        country_of_stay=record.country_of_stay,
        stay=record.stay,
        years_displaced=record.years_displaced,
        needs=tuple(replace(need, member=numbers[need.member]) for need in record.needs if need.member in numbers),
        wishes=tuple(replace(wish, member=numbers[wish.member]) for wish in record.wishes if wish.member in numbers),
    )


def comes_of_age(
    record: HouseholdRecord, *, today: date, within: timedelta, settings: HouseholdSettings
) -> tuple[tuple[MemberNo, date], ...]:
    """Who turns 18 from tomorrow on and before `within` is over, and on which day; the first of them first."""
    days = [
        (row.no, birthday(row.born_on, settings.adult_from))
        for row in record.present
        if row.born_on is not None and age_on(row.born_on, today) < settings.adult_from
    ]
    return tuple(sorted(((no, day) for no, day in days if day <= today + within), key=lambda found: found[1]))


def _after_birth(
    record: HouseholdRecord, change: Birth, today: date, here_since: date | None
) -> HouseholdRecord | Refusal:
    born_on = change.child.born_on
    if born_on is None or born_on > today:
        return Refusal("day_still_to_come", {"field": "born_on"})
    if change.mother is not None and not _is_there(record, change.mother):
        return Refusal("nobody_of_that_number", {"field": "mother"})
    is_here = here_since is not None and born_on >= here_since
    child = replace(change.child, no=_next_no(record), role=MemberRole.CHILD, is_born_here=is_here)
    known = tuple(
        replace(row, is_birth_recorded=True) if row.no == change.mother and row.due_on else row
        for row in record.members
    )
    return replace(record, members=(*known, child))


def _after_joining(
    record: HouseholdRecord, change: Joining, today: date, linked_on: date | None
) -> HouseholdRecord | Refusal:
    if change.on > today:
        return Refusal("day_still_to_come", {"field": "on"})
    if linked_on is not None and change.on < linked_on:
        return Refusal("joined_before_the_link", {"field": "on", "day": linked_on})
    if change.member.born_on is not None and change.member.born_on > change.on:
        return Refusal("born_after_joining", {"field": "born_on"})
    if change.member.role is MemberRole.HEAD:
        return Refusal("one_head_needed", {"field": "role", "n": 2})
    joined = replace(change.member, no=_next_no(record), joined_on=change.on)
    return replace(record, members=(*record.members, joined))


def is_before_birth(on: date, member: MemberRecord) -> bool:
    """Whether somebody was not born yet on that day, as far as is known."""
    return member.born_on is not None and on < member.born_on


def _after_leaving(record: HouseholdRecord, change: Leaving, today: date) -> HouseholdRecord | Refusal:
    there = {row.no: row for row in record.present}
    if not change.members or not change.members <= there.keys():
        return Refusal("choose_who_leaves", {"field": "members"})
    if change.on > today:
        return Refusal("day_still_to_come", {"field": "on"})
    if any(is_before_birth(change.on, there[no]) for no in change.members):
        return Refusal("left_before_birth", {"field": "on"})
    if change.members == there.keys():
        return Refusal("everybody_leaves", {"field": "members"})
    loses_head = any(there[no].role is MemberRole.HEAD for no in change.members)
    if loses_head and (change.new_head is None or change.new_head not in there.keys() - change.members):
        return Refusal("choose_new_head", {"field": "new_head"})
    return replace(
        record,
        members=tuple(
            _left(row, change, takes_over=loses_head and row.no == change.new_head) for row in record.members
        ),
    )


def can_be_mistakes(record: HouseholdRecord) -> tuple[MemberRecord, ...]:
    """Who may never have been in the household: a person said that they are, and they are not its first contact."""
    return tuple(
        row for row in record.present if row.role is not MemberRole.HEAD and f"members[{row.no}]" in record.corrected
    )


def born_as_expected(record: HouseholdRecord) -> tuple[MemberRecord, ...]:
    """Who expected a child that is recorded as born."""
    return tuple(row for row in record.present if row.due_on is not None and row.is_birth_recorded)


def _after_mistake(record: HouseholdRecord, change: Mistake, today: date) -> HouseholdRecord | Refusal:
    """Who never was in the household left it on the day they came to it, and so were in it on none."""
    wrong = next((row for row in can_be_mistakes(record) if row.no == change.member), None)
    if wrong is None:
        return Refusal("choose_who_was_a_mistake", {"field": "member"})
    mothers = {row.no for row in born_as_expected(record)}
    if change.expecting is not None and (change.expecting not in mothers or change.expecting == wrong.no):
        return Refusal("nobody_of_that_number", {"field": "expecting"})
    came_on = wrong.joined_on or wrong.born_on or today
    changed = {wrong.no: replace(wrong, left_on=min(came_on, today), left_why=LeftWhy.MISTAKE)}
    if change.expecting is not None:
        mother = next(row for row in record.members if row.no == change.expecting)
        changed[mother.no] = replace(mother, is_birth_recorded=False)
    return replace(record, members=tuple(changed.get(row.no, row) for row in record.members))


def _left(row: MemberRecord, change: Leaving, *, takes_over: bool) -> MemberRecord:
    if row.no in change.members and row.left_on is None:
        return replace(row, left_on=change.on, left_why=change.why)
    return replace(row, role=MemberRole.HEAD, role_before=row.role) if takes_over else row


def _role_beside(row: MemberRecord) -> MemberRole:
    """Who was head or partner of another household is somebody else in this one."""
    return MemberRole.OTHER if row.role in {MemberRole.HEAD, MemberRole.PARTNER} else row.role


def back_again(record: HouseholdRecord, row: MemberRecord) -> HouseholdRecord:
    """The household with the person in it again; there is one first contact.

    Who did not die after all is that again, and who took it over is what they were. Who left and is back leaves it to
    who has become it.
    """
    back, head = replace(row, left_on=None, left_why=None), _head_beside(record, row)
    changed = {row.no: back}
    if row.role is MemberRole.HEAD and head is not None:
        if row.left_why is LeftWhy.DIED and head.role_before is not None:
            changed[head.no] = replace(head, role=head.role_before, role_before=None)
        else:
            changed[row.no] = replace(back, role=row.role_before or MemberRole.OTHER, role_before=None)
    return replace(record, members=tuple(changed.get(known.no, known) for known in record.members))


def _head_beside(record: HouseholdRecord, row: MemberRecord) -> MemberRecord | None:
    return next((other for other in record.present if other.role is MemberRole.HEAD and other.no != row.no), None)


def _is_there(record: HouseholdRecord, no: MemberNo) -> bool:
    return any(row.no == no for row in record.present)


def _next_no(record: HouseholdRecord) -> MemberNo:
    """A number that nobody ever had."""
    return MemberNo(1 + max((row.no for row in record.members), default=0))
