"""Handing a household to another municipality: what goes along and why, and what may happen when."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from hervest.core.marks import mark
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.carry_vocabulary import Confided
from hervest.placement.transfer_vocabulary import Deed, Goes, TransferAnswer, TransferSide, TransferState

DONE_BY: Mapping[Deed, TransferSide] = {
    Deed.ACCEPT: TransferSide.TO,
    Deed.REFUSE: TransferSide.TO,
    Deed.WITHDRAW: TransferSide.FROM,
}
"""Both sides agree: one offers and may take it back, the other answers. Source: access_matrix.csv, case.transfer."""

_BECOMES: Mapping[Deed, TransferState] = {
    Deed.ACCEPT: TransferState.ACCEPTED,
    Deed.REFUSE: TransferState.REFUSED,
    Deed.WITHDRAW: TransferState.WITHDRAWN,
}


HOLDING = frozenset({TransferAnswer.NO, TransferAnswer.TALK})
"""While somebody of the household says so, nothing moves. Source: needs.md, G2; decision 32."""


def is_less(answer: TransferAnswer, now: TransferAnswer | None) -> bool:
    """Whether it holds the transfer as much as what stands now, or more: that never waits."""
    return answer is TransferAnswer.NO or (answer in HOLDING and now is not TransferAnswer.NO)


def as_agreed(people: Mapping[MemberNo, bool]) -> str:
    """Who is in a household and, with a star, who of them chooses alone, as an offer keeps it: "1* 2* 3 4"."""
    return " ".join(f"{no}*" if people[no] else str(no) for no in sorted(people))


def has_changed(people: Mapping[MemberNo, bool], *, agreed: str, n_people: int) -> bool:
    """Whether the household is no longer the one that agreed: somebody came, left, or is to be asked themselves now.

    `people`: who is in it now, and whether they choose alone. Of an offer that kept only how many they were, only that
    is compared. Source: needs.md, G2; decision 28.
    """
    return as_agreed(people) != agreed if agreed else len(people) != n_people


def say_mark(answer: TransferAnswer | None, text: str) -> str:
    """What one person said of the transfer when somebody looked (`core.marks`)."""
    return mark((answer and answer.value, text))


@dataclass(frozen=True, slots=True)
class PacketRow:
    """One thing of a household: the fields it stands in, whether it goes along, and why, in Dutch and English."""

    item: str
    goes: Goes
    fields: tuple[str, ...]
    name: Mapping[str, str]
    why: Mapping[str, str]
    source: str


def read_packet(text: str) -> tuple[PacketRow, ...]:
    """The pick-list in CSV. Raises: ValueError for a row without a reason, or if it asks for another thing."""
    rows = tuple(_packet_row(row) for row in csv.DictReader(io.StringIO(text)))
    asked = [row.item for row in rows if row.goes is Goes.ASKED]
    if sorted(asked) != sorted(Confided):
        raise ValueError(asked)
    return rows


def _packet_row(row: Mapping[str, str]) -> PacketRow:
    name, why = ({language: row[f"{of}_{language}"].strip() for language in ("nl", "en")} for of in ("name", "why"))
    if not (all(name.values()) and all(why.values()) and row["source"].strip()):
        raise ValueError(row["item"])
    return PacketRow(row["item"], Goes(row["goes"]), tuple(row["fields"].split()), name, why, row["source"])


def tiers_that_come(confided: Collection[Confided]) -> tuple[Tier, ...]:
    """The tiers of what the receiving municipality gets. Source: access.md, "Rules that hold above the table"."""
    return (Tier.P0, Tier.P1, Tier.P2, *((Tier.P3,) if confided else ()))


def after(state: TransferState, deed: Deed, sides: AbstractSet[TransferSide]) -> TransferState | None:
    """How the transfer stands afterwards; None if it cannot be done, or not by who stands on these sides."""
    if state is not TransferState.OFFERED or DONE_BY[deed] not in sides:
        return None
    return _BECOMES[deed]


def is_seen(state: TransferState, sides: AbstractSet[TransferSide]) -> bool:
    """Whether a municipality on these sides still sees the transfer.

    Who offered it keeps it; who was asked keeps nothing of what they did not take. Source: security.md, THREAT-T8.
    """
    return TransferSide.FROM in sides or (
        TransferSide.TO in sides and state in {TransferState.OFFERED, TransferState.ACCEPTED}
    )


def may_move_day(
    state: TransferState, sides: AbstractSet[TransferSide], moves_on: date | None, *, is_open: bool, today: date
) -> bool:
    """Whether who stands on these sides may say another day of the move: where the household lives until then.

    Only of a day that is still to come, while the case there is open. Decision 28.
    """
    is_to_come = moves_on is not None and moves_on > today
    return state is TransferState.ACCEPTED and TransferSide.FROM in sides and is_open and is_to_come


def deeds_of(state: TransferState, sides: Iterable[TransferSide], *, is_held: bool = False) -> tuple[Deed, ...]:
    """What somebody on these sides may do now; what the household holds, or is to be offered anew, is not accepted."""
    found = (deed for deed in Deed if after(state, deed, frozenset(sides)) is not None)
    return tuple(deed for deed in found if not (is_held and deed is Deed.ACCEPT))
