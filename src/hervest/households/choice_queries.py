"""What the people of a household chose about sponsors, as recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Interpreting, MemberNo, Tier
from hervest.households.choice_models import Choice, HealthHelpChoice, ParticipationChoice, SharingChoice
from hervest.households.choice_rules import Given, Participating, Sharing, Ticked, participation_of, ticked_of
from hervest.households.extent_queries import extent_for
from hervest.households.extent_rules import speaks_for_themselves
from hervest.households.models import Household
from hervest.households.record_queries import CONTENT, as_record, stored
from hervest.households.record_rules import HouseholdRecord, members_of, needs_of
from hervest.households.settings import household_settings
from hervest.households.vocabulary import (
    HealthHelp,
    HouseholdSettings,
    MemberFacts,
    NeedKind,
    Participation,
    SaidHow,
    ShareItem,
    ShareWith,
    WishTopic,
)
from hervest.journey.queries import case_for


@dataclass(frozen=True, slots=True)
class Choices:
    """What stands today for who chooses alone, and everything that was said, oldest first.

    `health`: the help around health each of them lets a group know of; None for who reads no tier P2.
    """

    participation: Mapping[MemberNo, Participation | None]
    said: tuple[Participating, ...]
    sharing: tuple[Sharing, ...]
    health: Mapping[MemberNo, frozenset[HealthHelp]] | None = None


ABOUT_GROUPS = frozenset({WishTopic.SPONSOR_GROUP, WishTopic.CONTACT})
"""Sensitive wishes that a sponsor group must keep (MATCH-H8)."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """A household as far as the match with a group may know it, for deciding; names only for who is let see them.

    `participation`: of each who chooses alone, None = not asked. `n_wishes`: sensitive wishes about a group; what they
    are stays where it is.
    """

    members: tuple[MemberFacts, ...]
    needs: frozenset[NeedKind]
    participation: Mapping[MemberNo, Participation | None]
    sharing: tuple[Sharing, ...]
    n_wishes: int
    names: Mapping[MemberNo, str]
    health: frozenset[HealthHelp] = frozenset()

    @property
    def wants_a_group(self) -> bool:
        """Everybody who chooses alone said yes (MATCH-H11)."""
        answers = self.participation.values()
        return bool(answers) and all(answer is Participation.YES for answer in answers)

    @property
    def declined(self) -> bool:
        """Somebody said no or later: nothing is proposed, and who coordinates groups is told nothing of them."""
        return any(answer in {Participation.NO, Participation.LATER} for answer in self.participation.values())


def said_what_they_share(choosing: Choosing) -> bool:
    """Whether everybody who chooses alone said what a sponsor group may see of them, be it nothing."""
    said = {each.member for each in choosing.sharing if each.recipient is ShareWith.SPONSOR_GROUP}
    return set(choosing.participation) <= said


def numbers_of_households() -> HouseholdSettings:
    """The numbers by which ages and languages are judged, for deciding."""
    return household_settings()


def choosing_of_cases(codes: Iterable[str], *, today: date) -> Mapping[str, Choosing]:
    """What the match decides from, of each household among `codes`: always 9 queries."""
    rows = {row.case.code or "": row for row in stored(codes)}
    return _choosing_of({code: (row.pk, as_record(row)) for code, row in rows.items()}, today=today)


def choosing_of_record(code: str, record: HouseholdRecord, *, today: date) -> Choosing | None:
    """The same of one household if `record` were it on that day; None where there is none. 4 queries."""
    pk = Household.rows.filter(case__code=code).values_list("pk", flat=True).first()
    return None if pk is None else _choosing_of({code: (pk, record)}, today=today)[code]


def _choosing_of(found: Mapping[str, tuple[int, HouseholdRecord]], *, today: date) -> Mapping[str, Choosing]:
    pks = [pk for pk, _ in found.values()]
    said, shared = dict[int, list[Participating]](), dict[int, list[Sharing]]()
    for choice in ParticipationChoice.rows.filter(household__in=pks).order_by("pk"):
        said.setdefault(choice.household_id, []).append(as_participating(choice))
    for sharing in SharingChoice.rows.filter(household__in=pks).order_by("pk"):
        shared.setdefault(sharing.household_id, []).append(as_sharing(sharing))
    health = dict[int, list[Ticked]]()
    for ticked in HealthHelpChoice.rows.filter(household__in=pks).order_by("pk"):
        health.setdefault(ticked.household_id, []).append(as_ticked(ticked))
    return {
        code: _choosing(record, said.get(pk, []), shared.get(pk, []), health.get(pk, []), today=today)
        for code, (pk, record) in found.items()
    }


def _choosing(
    record: HouseholdRecord,
    said: list[Participating],
    shared: list[Sharing],
    health: list[Ticked],
    *,
    today: date,
) -> Choosing:
    people, settings = members_of(record), household_settings()
    alone = [each.no for each in people if speaks_for_themselves(each, today, settings)]
    return Choosing(
        members=people,
        needs=frozenset(each.kind for each in needs_of(record)),
        participation=participation_of(alone, said),
        sharing=tuple(shared),
        n_wishes=sum(wish.topic in ABOUT_GROUPS for wish in record.wishes),
        names={row.no: row.first_name for row in record.present},
        health=frozenset[HealthHelp]().union(*ticked_of(alone, health).values()),
    )


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
    theirs = [no for no in people if extent.reads(no)]
    return Choices(
        participation=participation_of(theirs, mine),
        said=mine,
        sharing=tuple(each for each in sharing if extent.reads(each.member)),
        health=_health(row, theirs) if Tier.P2 in case.tiers else None,
    )


def _health(row: Household, people: Iterable[MemberNo]) -> Mapping[MemberNo, frozenset[HealthHelp]]:
    return ticked_of(people, map(as_ticked, HealthHelpChoice.rows.filter(household=row).order_by("pk")))


def ticks_of(household: int, member: MemberNo) -> frozenset[HealthHelp]:
    """Which help around health the person lets a group know of, for deciding."""
    row = HealthHelpChoice.rows.filter(household=household, member_no=member).order_by("pk").last()
    return frozenset(map(HealthHelp, row.items)) if row else frozenset()


def chosen_by(household: int, member: MemberNo) -> tuple[Participation | None, Mapping[ShareItem, bool]]:
    """What the person answered last about a group, and what it may see of them, for deciding."""
    said = ParticipationChoice.rows.filter(household=household, member_no=member).order_by("pk").last()
    shared = SharingChoice.rows.filter(household=household, member_no=member, recipient=ShareWith.SPONSOR_GROUP)
    shares = {ShareItem(row.item): row.may_see for row in shared.order_by("pk")}
    return Participation(said.answer) if said else None, shares


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


def as_ticked(row: HealthHelpChoice) -> Ticked:
    """The stored choice."""
    return Ticked(MemberNo(row.member_no), frozenset(map(HealthHelp, row.items)), as_given(row), row.at)
