"""What the people of a household choose about sponsors: each for themselves, told how, and never for another."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.choice_models import HealthHelpChoice, ParticipationChoice, SharingChoice
from hervest.households.choice_queries import ticks_of
from hervest.households.choice_rules import Given
from hervest.households.extent_queries import extent_for
from hervest.households.extent_rules import speaks_for_themselves
from hervest.households.keep_actions import held
from hervest.households.models import Household
from hervest.households.record_queries import as_record
from hervest.households.record_rules import members_of
from hervest.households.settings import household_settings
from hervest.households.vocabulary import HealthHelp, Participation, ShareItem, ShareWith
from hervest.journey.access_queries import case_subject
from hervest.journey.queries import CaseRef, case_for


@action(Permission.WISH_RECORD, on=case_subject)
def choose_participation(
    *, by: Actor, now: datetime, case: str, member: MemberNo, answer: Participation, given: Given
) -> None:
    """The person wants a sponsor group, does not, or will say later; what they said before stays and counts no more.

    Raises: NotFound; RuleBroken if they are too young to choose alone, or on a day to come.
    Source: sponsorship.md, section 2.7.
    """
    person, ref, household = chooser(by, now, case, member, given)
    ParticipationChoice.rows.create(
        household=household, member_no=member, answer=answer, by_id=person, at=now, **asdict(given)
    )
    note("participation.chosen", case_code=case, municipality=ref.municipality, member=member)


@action(Permission.WISH_RECORD, on=case_subject)
def choose_sharing(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    item: ShareItem,
    recipient: ShareWith,
    may_see: bool,
    given: Given,
) -> None:
    """The person lets these readers see this of them, or no longer does, from now on.

    Raises: NotFound; RuleBroken if they are too young to choose alone, or on a day to come.
    Source: sponsorship.md, section 2.7.
    """
    person, ref, household = chooser(by, now, case, member, given)
    SharingChoice.rows.create(
        household=household,
        member_no=member,
        item=item,
        recipient=recipient,
        may_see=may_see,
        by_id=person,
        at=now,
        **asdict(given),
    )
    note("sharing.chosen", case_code=case, municipality=ref.municipality, member=member)


@action(Permission.WISH_RECORD, on=case_subject)
def tick_health_help(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    items: Iterable[HealthHelp],
    given: Given,
    seen: Iterable[HealthHelp] | None = None,
) -> bool:
    """A sponsor group may know of this help around health of theirs, and of no other, from the next page on.

    Nothing ticked takes all of it back. Which items is not in the log. Gives whether `items` is what stands: if other
    ticks stood than were `seen`, only what was taken away since then is taken away, and that at once; what somebody
    ticked or took away meanwhile stays so until both were looked at.
    Raises: NotFound, also for who reads no functional needs; RuleBroken if they are too young to choose alone, or on a
    day to come. Source: sponsorship.md, section 6.5, level 3.
    """
    case_for(by, case, Permission.WISH_RECORD, today=clock.day_of(now)).must_read(Tier.P2)
    person, ref, household = chooser(by, now, case, member, given)
    wanted, stands = frozenset(items), ticks_of(household.pk, member)
    is_as_seen = seen is None or frozenset(seen) == stands
    becomes = wanted if is_as_seen else stands - (frozenset(seen or ()) - wanted)
    if is_as_seen or becomes != stands:
        HealthHelpChoice.rows.create(
            household=household, member_no=member, items=sorted(becomes), by_id=person, at=now, **asdict(given)
        )
        note("health_help.ticked", case_code=case, municipality=ref.municipality, member=member)
    return becomes == wanted


def chooser(by: Actor, now: datetime, case: str, member: MemberNo, given: Given) -> tuple[PersonId, CaseRef, Household]:
    """Who records, the case and its household, held until the commit, when this person may choose.

    For actions. Raises: as they say.
    """
    today = clock.day_of(now)
    if by.person is None:
        raise RuleBroken("a_person_decides")
    if given.said_on > today:
        raise RuleBroken("day_still_to_come", field="said_on")
    found = case_for(by, case, Permission.WISH_RECORD, today=today)
    found.must_read(Tier.P1)
    ref, household = held(case)
    record, settings = as_record(household), household_settings()
    chooser = next((row for row in members_of(record) if row.no == member), None)
    if chooser is None or not extent_for(found, record, today).reads(member):
        raise NotFound("no_such_member", member=member)
    if not speaks_for_themselves(chooser, today, settings):
        raise RuleBroken("too_young_to_choose", age=settings.own_say_from)
    return by.person, ref, household
