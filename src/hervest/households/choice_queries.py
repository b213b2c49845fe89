"""What the people of a household chose about sponsors, as recorded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.choice_models import Choice, ParticipationChoice, SharingChoice
from hervest.households.choice_rules import Given, Participating, Sharing, participation_of
from hervest.households.extent_queries import extent_for
from hervest.households.extent_rules import speaks_for_themselves
from hervest.households.models import Household
from hervest.households.record_queries import CONTENT, as_record
from hervest.households.record_rules import members_of
from hervest.households.settings import household_settings
from hervest.households.vocabulary import Interpreting, Participation, SaidHow, ShareItem, ShareWith
from hervest.journey.queries import case_for


@dataclass(frozen=True, slots=True)
class Choices:
    """What stands today for who chooses alone, and everything that was said, oldest first."""

    participation: Mapping[MemberNo, Participation | None]
    said: tuple[Participating, ...]
    sharing: tuple[Sharing, ...]


def choices_of(actor: Actor, code: str, *, today: date) -> Choices:
    """What the people of the case's household chose, as far as the actor reads what is theirs.

    Raises: NotFound, also without a household.
    """
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    case.must_read(Tier.P1)
    row = Household.rows.filter(case_id=case.id).prefetch_related(*CONTENT).first()
    if row is None:
        raise NotFound("no_such_household", case=code)
    actor.reads.read(code, Shown.WISHES)
    record = as_record(row)
    extent, settings = extent_for(case, record, today), household_settings()
    people = [each.no for each in members_of(record) if speaks_for_themselves(each, today, settings)]
    said = tuple(as_participating(each) for each in ParticipationChoice.rows.filter(household=row).order_by("pk"))
    sharing = tuple(as_sharing(each) for each in SharingChoice.rows.filter(household=row).order_by("pk"))
    mine = tuple(each for each in said if extent.reads(each.member))
    return Choices(
        participation=participation_of([no for no in people if extent.reads(no)], mine),
        said=mine,
        sharing=tuple(each for each in sharing if extent.reads(each.member)),
    )


def as_given(row: Choice) -> Given:
    """How the choice was given."""
    return Given(
        language=row.language,
        interpreting=Interpreting(row.interpreting),
        how=SaidHow(row.how),
        was_read_aloud=row.was_read_aloud,
        was_abroad=row.was_abroad,
        said_on=row.said_on,
    )


def as_participating(row: ParticipationChoice) -> Participating:
    """The stored choice."""
    return Participating(MemberNo(row.member_no), Participation(row.answer), as_given(row), row.at)


def as_sharing(row: SharingChoice) -> Sharing:
    """The stored choice."""
    return Sharing(
        member=MemberNo(row.member_no),
        item=ShareItem(row.item),
        recipient=ShareWith(row.recipient),
        may_see=row.may_see,
        given=as_given(row),
        at=row.at,
    )
