"""Transfers as either side may see them: before it is accepted, the receiving side sees no code and nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import Colleague, MunicipalityRow, all_municipalities, colleagues, municipality
from hervest.accounts.vocabulary import Role, Shown
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.core.vocabulary import Tier
from hervest.households.carry_vocabulary import Confided
from hervest.households.choice_queries import numbers_of_households
from hervest.households.queries import names
from hervest.households.record_queries import record_of
from hervest.journey.carry_queries import GoesAlong, goes_along, is_in_the_country
from hervest.journey.queries import CaseRef, case_for, case_of, cases_by_code
from hervest.journey.week_queries import closed_cases_of_newcomer
from hervest.placement.closing_queries import ClosingPage, closing_page
from hervest.placement.gather_queries import leaving_in
from hervest.placement.transfer_data import packet
from hervest.placement.transfer_going_queries import is_another_household
from hervest.placement.transfer_models import Transfer
from hervest.placement.transfer_rules import PacketRow, deeds_of, is_seen, may_move_day, tiers_that_come
from hervest.placement.transfer_say_queries import Said, said_of
from hervest.placement.transfer_sides_queries import changed_since
from hervest.placement.transfer_vocabulary import Deed, Goes, TransferSide, TransferState

SEEN_THERE = (TransferState.OFFERED, TransferState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class OfferPage:
    """What would go along, what would stay and why; where to; and the offer that waits or was accepted, if one was.

    `goes_to`: who accepted the household, which is offered to nobody else then.
    """

    case: CaseRef
    places: tuple[MunicipalityRow, ...]
    rows: tuple[PacketRow, ...]
    along: GoesAlong
    closing: ClosingPage
    n_people: int
    open: int | None
    goes_to: MunicipalityRow | None

    def of(self, goes: Goes) -> tuple[PacketRow, ...]:
        """The rows of the pick-list that go along so."""
        return tuple(row for row in self.rows if row.goes is goes)

    @property
    def going(self) -> tuple[PacketRow, ...]:
        """What always goes along."""
        return self.of(Goes.YES)

    @property
    def asked(self) -> tuple[PacketRow, ...]:
        """What goes along if the household wants it."""
        return self.of(Goes.ASKED)

    @property
    def staying(self) -> tuple[PacketRow, ...]:
        """What never goes along."""
        return self.of(Goes.NO)


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer. `case` is told on the side that offered it alone, `new_case` on the other alone, "" where not.

    `is_held`: something is to be talked over with the household first; of whom is told to neither side here.
    `is_changed`: the household is no longer the one that agreed, and is to be offered anew.
    """

    id: int
    sides: frozenset[TransferSide]
    origin: MunicipalityRow
    to: MunicipalityRow
    state: TransferState
    is_held: bool
    is_changed: bool
    n_people: int
    why: str
    said_on: date
    offered_on: date
    ended_on: date | None
    answer: str
    tiers: tuple[Tier, ...]
    confided: tuple[Confided, ...]
    case: str
    new_case: str
    moves_on: date | None
    deeds: tuple[Deed, ...]

    @property
    def is_ours(self) -> bool:
        """Whether the reader's municipality offered it."""
        return TransferSide.FROM in self.sides


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One transfer, with who may lead the case where the reader may accept it.

    To who offered it: what was `said`, by name, and until when they live in the home that was theirs there. `stays`:
    their case there is open until they move; `may_move_day`: that may be on another day; `is_another`: somebody came or
    left since it was accepted.
    """

    row: TransferRow
    coordinators: tuple[Colleague, ...]
    rows: tuple[PacketRow, ...]
    said: tuple[tuple[str, Said], ...] = ()
    home_until: date | None = None
    stays: bool = False
    may_move_day: bool = False
    is_another: bool = False

    @property
    def asked_from(self) -> int:
        """The age from which everybody is asked for their own yes before the household is offered."""
        return numbers_of_households().own_say_from


def offer_page(actor: Actor, code: str, *, today: date) -> OfferPage:
    """What offering the household to another municipality would mean. Raises: NotFound."""
    case, record = case_for(actor, code, Permission.CASE_TRANSFER, today=today), record_of(code)
    if record is None:
        raise NotFound("no_such_household", case=code)
    found = Transfer.rows.filter(case_id=case.id, state__in=SEEN_THERE).first()
    return OfferPage(
        case=case,
        places=tuple(row for row in all_municipalities() if row.code != case.municipality),
        rows=packet(),
        along=goes_along(actor, code, today=today),
        closing=closing_page(actor, code, today=today),
        n_people=len(record.present),
        open=found.pk if found else None,
        goes_to=municipality(found.to_municipality_id) if found and found.state == TransferState.ACCEPTED else None,
    )


def transfers(actor: Actor, *, number: int, today: date) -> Page[TransferRow]:
    """What was offered by or to the actor's municipalities: what waits first, then the latest."""
    seen = _seen_by(actor)
    found = list(seen.order_by("ended_at", "-offered_at", "-pk")[window(number)])
    found.sort(key=lambda row: (row.ended_at is not None, -(row.ended_at or row.offered_at).timestamp()))
    return Page(_rows(actor, found, today), number, seen.count())


def transfer_page(actor: Actor, transfer: int, *, today: date) -> TransferPage:
    """One transfer for who may see it. Raises: NotFound."""
    found = _seen_by(actor).filter(pk=transfer).first()
    if found is None:
        raise NotFound("no_such_transfer")
    (row,) = _rows(actor, [found], today)
    if row.case:
        actor.reads.opened(row.case, row.origin.code)
    people = colleagues(actor, row.to.code, today=today) if Deed.ACCEPT in row.deeds else ()
    able = tuple(person for person in people if Role.MUNI_CASEWORKER in person.roles)
    if not row.case:
        return TransferPage(row, able, packet())
    is_accepted, is_open = row.state is TransferState.ACCEPTED, case_of(row.case).closed_on is None
    return TransferPage(
        row,
        able,
        packet(),
        _said(actor, row, today),
        _home_until(row, today),
        stays=is_open and is_accepted,
        may_move_day=may_move_day(row.state, row.sides, row.moves_on, is_open=is_open, today=today),
        is_another=is_accepted and is_another_household(row.case, today=today),
    )


def _home_until(row: TransferRow, today: date) -> date | None:
    """The day on which the home of the household is free, while they still live in it."""
    leaving = leaving_in([row.origin.code], today=today)
    return next((until for case, until in leaving.values() if case == row.case), None)


def _said(actor: Actor, row: TransferRow, today: date) -> tuple[tuple[str, Said], ...]:
    """What the people of the household said while it waited, by name, for who reads what is theirs."""
    case = cases_by_code(actor, [row.case], Permission.CASE_READ, today=today).get(row.case)
    if case is None or Tier.P1 not in case.tiers:
        return ()
    actor.reads.read(row.case, Shown.WISHES)
    people = names(actor, [row.case], today=today).people
    return tuple((people.get(f"{row.case}/{no}", ""), said) for no, said in said_of(row.id).items())


def n_to_answer(actor: Actor) -> int:
    """How many offered households wait for the answer of the actor's municipalities."""
    if not policy.holds(actor, Permission.CASE_TRANSFER):
        return 0
    return Transfer.rows.filter(_to(actor), state=TransferState.OFFERED).count()


def n_held(actor: Actor) -> int:
    """How many households that the actor's municipalities offered wait because they want to talk first, or say no."""
    if not policy.holds(actor, Permission.CASE_TRANSFER):
        return 0
    return Transfer.rows.filter(_from(actor), state=TransferState.OFFERED, is_held=True).count()


def moved_to(actor: Actor, *, today: date) -> tuple[MunicipalityRow, ...]:
    """Which municipalities took the household over of which the actor is a newcomer: whom they call from now on.

    Nothing of where a household went is told to who is no longer in it.
    """
    if not actor.is_newcomer:
        return ()
    own = closed_cases_of_newcomer(actor, today=today)
    rows = Transfer.rows.filter(case__in=own, state=TransferState.ACCEPTED).order_by("ended_at")
    return tuple(municipality(code) for code in dict.fromkeys(rows.values_list("to_municipality", flat=True)))


def open_transfer(actor: Actor, code: str) -> int | None:
    """The transfer of the case that waits for an answer, or that was accepted, for who may offer one."""
    rows = Transfer.rows.filter(_from(actor), case__code=code, state__in=SEEN_THERE)
    return rows.values_list("pk", flat=True).first() if policy.holds(actor, Permission.CASE_TRANSFER) else None


def states_of_transfers(code: str) -> frozenset[TransferState]:
    """How far whatever was ever offered of this case is: a page asks no more about what never was. 1 query."""
    states = Transfer.rows.filter(case__code=code).order_by().values_list("state", flat=True)
    return frozenset(map(TransferState, states))


def was_handed_over(code: str, *, today: date) -> bool:
    """Whether another municipality has taken the household of this case, and nobody lives here until they move.

    Who is not in the country was handed over by the answer itself, whatever day they come there.
    """
    row = Transfer.rows.filter(case__code=code, state=TransferState.ACCEPTED).first()
    if row is None:
        return False
    is_still_to_move = row.moves_on is not None and row.moves_on > today
    return not (is_still_to_move and is_in_the_country(code))


def _from(actor: Actor) -> Q:
    reach = policy.reach(actor, Permission.CASE_TRANSFER)
    return Q() if reach.everything else Q(from_municipality__in=reach.municipalities)


def _to(actor: Actor) -> Q:
    reach = policy.reach(actor, Permission.CASE_TRANSFER)
    return Q() if reach.everything else Q(to_municipality__in=reach.municipalities)


def _seen_by(actor: Actor) -> QuerySet[Transfer]:
    return Transfer.rows.filter(_from(actor) | (_to(actor) & Q(state__in=SEEN_THERE)))


def _rows(actor: Actor, found: list[Transfer], today: date) -> list[TransferRow]:
    """Codes are looked up on their own side alone: a row that both share joins no case of the other."""
    places = {row.code: row for row in all_municipalities()}
    known = Transfer.rows.filter(pk__in=[row.pk for row in found])
    mine = dict(known.filter(_from(actor)).values_list("pk", "case__code"))
    theirs = dict(known.filter(_to(actor), new_case__isnull=False).values_list("pk", "new_case__code"))
    changed = changed_since(found, today=today)
    return [
        _row(row, actor, places, mine.get(row.pk) or "", theirs.get(row.pk) or "", is_changed=row.pk in changed)
        for row in found
    ]


def _row(
    row: Transfer,
    actor: Actor,
    places: Mapping[str, MunicipalityRow],
    case: str,
    new_case: str,
    *,
    is_changed: bool,
) -> TransferRow:
    reach, state = policy.reach(actor, Permission.CASE_TRANSFER), TransferState(row.state)
    ends = {TransferSide.FROM: row.from_municipality_id, TransferSide.TO: row.to_municipality_id}
    sides = frozenset(side for side, place in ends.items() if reach.everything or place in reach.municipalities)
    assert is_seen(state, sides)
    confided = tuple(Confided(word) for word in row.confided)
    if case:
        actor.reads.shown(case, row.from_municipality_id)
    return TransferRow(
        id=row.pk,
        sides=sides,
        origin=places[row.from_municipality_id],
        to=places[row.to_municipality_id],
        state=state,
        is_held=row.is_held and state is TransferState.OFFERED,
        is_changed=is_changed,
        n_people=row.n_people,
        why=row.why,
        said_on=row.said_on,
        offered_on=clock.day_of(row.offered_at),
        ended_on=clock.day_of(row.ended_at) if row.ended_at else None,
        answer=row.answer,
        tiers=tiers_that_come(confided),
        confided=confided,
        case=case,
        new_case=new_case,
        moves_on=row.moves_on,
        deeds=deeds_of(state, sides, is_held=row.is_held or is_changed),
    )
