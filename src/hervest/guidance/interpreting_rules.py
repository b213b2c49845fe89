"""Whether an interpreter can be booked so: who pays on that day, whether two bookings clash, and who is not wished."""

import csv
import io
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hervest.accounts.vocabulary import PersonId
from hervest.core.vocabulary import MemberNo
from hervest.guidance.interpreting_vocabulary import BookingState, InterpreterChannel, WishedSex
from hervest.journey.milestone_rules import Refusal

GOES_ON = frozenset({BookingState.REQUESTED, BookingState.CONFIRMED})
"""A booking that takes place, as far as is known."""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who can pay an interpreter. `asks_until`: only until a day, which is asked of who books."""

    key: str
    title_nl: str
    title_en: str
    about_nl: str
    about_en: str
    asks_until: bool
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Booked:
    """An appointment with an interpreter. `members`: with whom of the household; empty: with all of it.

    `service`: who sends the interpreter; `interpreter`: their login, where they have one; `who`: name or code.
    `paid_until`: until when the payer pays, where that ends.
    """

    members: frozenset[MemberNo]
    language: str
    on: date
    at: time
    minutes: int
    channel: InterpreterChannel
    wished: WishedSex
    payer: str
    place: str = ""
    service: int | None = None
    interpreter: PersonId | None = None
    who: str = ""
    paid_until: date | None = None
    state: BookingState = BookingState.REQUESTED

    @property
    def begins(self) -> datetime:
        """When it begins, on the clocks of here."""
        return datetime.combine(self.on, self.at)

    @property
    def ends(self) -> datetime:
        """When it is over."""
        return self.begins + timedelta(minutes=self.minutes)


def read_payers(text: str) -> tuple[Payer, ...]:
    """The payers in CSV, in their order. Raises: ValueError for one without words or source."""
    found = tuple(
        Payer(
            row["key"],
            row["title_nl"],
            row["title_en"],
            row["about_nl"],
            row["about_en"],
            row["asks_until"] == "yes",
            row["source"],
            date.fromisoformat(row["checked_on"]),
        )
        for row in csv.DictReader(io.StringIO(text))
    )
    if any(not all((row.key, row.title_nl, row.title_en, row.about_nl, row.about_en, row.source)) for row in found):
        raise ValueError("a payer without words or source")
    return found


def booking_refusal(
    booked: Booked, *, payers: Iterable[Payer], there: Collection[MemberNo], today: date
) -> Refusal | None:
    """Why an interpreter cannot be booked so; None if they can. `there`: who lives in the household."""
    if not booked.members <= set(there):
        return Refusal("member_not_there", {"field": "members"})
    if booked.on < today:
        return Refusal("day_has_passed", {"field": "on"})
    if booked.channel is InterpreterChannel.ON_SITE and not booked.place.strip():
        return Refusal("place_needed", {"field": "place"})
    return payer_refusal(booked, payers)


def payer_refusal(booked: Booked, payers: Iterable[Payer]) -> Refusal | None:
    """Why this one does not pay on that day; None if they do. Source: domain.md, section 2, row 19."""
    found = next((row for row in payers if row.key == booked.payer), None)
    if found is None:
        return Refusal("no_such_payer", {"field": "payer"})
    if not found.asks_until:
        return None
    if booked.paid_until is None:
        return Refusal("payer_until_when", {"field": "paid_until"})
    return Refusal("payer_has_ended", {"field": "paid_until"}) if booked.on > booked.paid_until else None


def overlap(one: Booked, other: Booked) -> bool:
    """Whether two appointments take place at the same time."""
    return one.begins < other.ends and other.begins < one.ends


def share_people(one: Booked, other: Booked) -> bool:
    """Whether somebody of the same household would be at both: an appointment with nobody by name is with everybody."""
    return not one.members or not other.members or bool(one.members & other.members)


def is_taken(booked: Booked, others: Iterable[Booked]) -> bool:
    """Whether somebody of the household has another appointment with an interpreter then."""
    return any(each.state in GOES_ON and share_people(booked, each) and overlap(booked, each) for each in others)


def words_of(text: str) -> frozenset[str]:
    """The words of a name or code, without accents and capitals."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return frozenset("".join(sign if sign.isalnum() else " " for sign in plain).split())


def is_excluded(entries: Iterable[str], called: Iterable[str]) -> bool:
    """Whether one of these entries means an interpreter who is `called` so: name, code, organisation.

    All words of an entry have to stand in one of them. Rather one too many than one too few: who is on the list may
    be whom somebody fears (security.md, THREAT-T3).
    """
    names = [words_of(text) for text in called]
    wanted = [words_of(entry) for entry in entries]
    return any(words and words <= name for words in wanted for name in names)


def cancel_by(booked: Booked, hours: int | None) -> datetime | None:
    """Until when it can be cancelled without costs; None where who sends the interpreter said no term."""
    return None if hours is None else booked.begins - timedelta(hours=hours)
