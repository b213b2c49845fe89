"""A transfer as the household reads it: where to, what goes along, and what each of them says of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import MunicipalityRow, municipality
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.households.carry_vocabulary import Confided
from hervest.households.choice_queries import choices_of
from hervest.households.extent_queries import extent_for
from hervest.households.queries import names
from hervest.households.record_queries import record_of
from hervest.journey.queries import case_for, may
from hervest.placement.transfer_data import packet
from hervest.placement.transfer_models import Transfer, TransferSay
from hervest.placement.transfer_rules import HOLDING, PacketRow, say_mark
from hervest.placement.transfer_vocabulary import Goes, TransferAnswer, TransferState


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody of the household says of the transfer now."""

    answer: TransferAnswer
    text: str
    said_on: date
    language: str
    interpreting: Interpreting

    @property
    def holds(self) -> bool:
        """Whether nothing moves while this is said."""
        return self.answer in HOLDING


@dataclass(frozen=True, slots=True)
class SayingRow:
    """Somebody who speaks for themselves; `said` None: nothing yet, so that what was said at the offer holds."""

    no: MemberNo
    name: str
    said: Said | None
    is_self: bool

    @property
    def seen(self) -> str:
        """How it stands, for who must not take it back unseen."""
        return say_mark(self.said.answer if self.said else None, self.said.text if self.said else "")


@dataclass(frozen=True, slots=True)
class MovingPage:
    """What the household is told of an offer that waits. `why` is empty for who does not speak for all of them.

    `is_own`: it is the reader's own household.
    """

    id: int
    to: MunicipalityRow
    offered_on: date
    why: str
    confided: tuple[Confided, ...]
    rows: tuple[PacketRow, ...]
    people: tuple[SayingRow, ...]
    has_case_page: bool
    is_own: bool

    @property
    def going(self) -> tuple[PacketRow, ...]:
        """What goes along: always, or because they asked for it."""
        return tuple(row for row in self.rows if row.goes is Goes.YES or row.item in self.confided)

    @property
    def staying(self) -> tuple[PacketRow, ...]:
        """What stays behind."""
        return tuple(row for row in self.rows if row not in self.going)


def is_moving(actor: Actor, code: str, *, today: date) -> bool:
    """Whether an offer waits of which the actor may say, or record, what the household thinks."""
    is_open = Transfer.rows.filter(case__code=code, state=TransferState.OFFERED).exists()
    return is_open and may(actor, code, Permission.WISH_RECORD, today=today)


def moving_page(actor: Actor, code: str, *, today: date) -> MovingPage:
    """The offer as the household reads it. Raises: NotFound, also where none waits."""
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    choosing = choices_of(actor, code, today=today).participation
    row, record = open_row(code), record_of(code)
    if record is None:
        raise NotFound("no_such_household", case=code)
    said, people = said_of(row.pk), names(actor, [code], today=today).people
    extent = extent_for(case, record, today)
    return MovingPage(
        id=row.pk,
        to=municipality(row.to_municipality_id),
        offered_on=clock.day_of(row.offered_at),
        why=row.why if extent.has_household else "",
        confided=tuple(Confided(word) for word in row.confided) if extent.has_household else (),
        rows=packet(),
        people=tuple(SayingRow(no, people.get(f"{code}/{no}", ""), said.get(no), case.is_own) for no in choosing),
        has_case_page=may(actor, code, Permission.CASE_READ, today=today),
        is_own=case.is_own,
    )


def open_row(code: str) -> Transfer:
    """The offer of this case that waits, for this room. Raises: NotFound."""
    row = Transfer.rows.filter(case__code=code, state=TransferState.OFFERED).first()
    if row is None:
        raise NotFound("no_such_transfer")
    return row


def said_of(transfer: int) -> Mapping[MemberNo, Said]:
    """What each of the household says now of this transfer, for this room: their newest word."""
    return _newest(TransferSay.rows.filter(transfer=transfer).order_by("pk"))


def _newest(rows: Iterable[TransferSay]) -> dict[MemberNo, Said]:
    return {
        MemberNo(row.member_no): Said(
            TransferAnswer(row.answer), row.text, row.said_on, row.language, Interpreting(row.interpreting)
        )
        for row in rows
    }
