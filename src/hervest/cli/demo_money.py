"""The money of families of the demo: amounts, loans, guarantees, and a partner's mandate to read them."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import resources
from typing import Any

from hervest.accounts.actor import Actor
from hervest.accounts.queries import actor_by_email
from hervest.core import clock
from hervest.core.money import NOTHING, Money
from hervest.core.vocabulary import MemberNo
from hervest.core.written import amount_in
from hervest.guidance.money_actions import add_money, set_budget
from hervest.guidance.money_amount_actions import add_amount
from hervest.guidance.money_rules import NEVER, Guarantee, Line, Loan, When
from hervest.guidance.money_vocabulary import MoneyKind, Nature, Payer, PayRhythm
from hervest.journey.mandate_actions import give_mandate
from hervest.journey.mandate_queries import mandates_of
from hervest.journey.vocabulary import MilestoneCode

Row = Mapping[str, Any]


def seed_money(now: datetime, codes: Mapping[str, str]) -> None:
    """Each by who noted it, as if all of it was noted today."""
    table = tomllib.loads(resources.files("hervest.cli").joinpath("data", "demo_money.toml").read_text("utf-8"))
    today = clock.day_of(now)
    for row in table["amounts"]:
        seed_amount(now, row, today)
    for row in table["households"]:
        by, case = actor_by_email(row["by"], today=today), codes[row["number"]]
        facts: list[Line | Loan | Guarantee] = [line_of(one, today) for one in row["lines"]]
        facts += [loan_of(one, today) for one in row.get("loans", ())]
        facts += [guarantee_of(one, today) for one in row.get("guarantees", ())]
        for one in facts:
            add_money(by=by, now=now, case=case, facts=one)
        if "weeks" in row:
            set_budget(by=by, now=now, case=case, n_weeks=row["weeks"], message=row["message"], seen=0)
        for mandate in row.get("mandates", ()):
            seed_mandate(by, now, case, mandate)


def seed_amount(now: datetime, row: Row, today: date) -> None:
    """An amount that a municipality knows since the beginning of this year."""
    add_amount(
        by=actor_by_email(row["by"], today=today),
        now=now,
        municipality=row["municipality"],
        kind=MoneyKind(row["kind"]),
        for_whom=row.get("for_whom", ""),
        amount=money_of(row),
        rhythm=PayRhythm(row["rhythm"]),
        valid_from=date(today.year, 1, 1),
        source=row["source"],
        checked_on=today,
    )


def seed_mandate(by: Actor, now: datetime, case: str, mandate: Row) -> None:
    """Who works for a partner under this name reads the money of the household."""
    today = clock.day_of(now)
    for seat in mandates_of(by, case, today=today):
        if seat.name == mandate["name"]:
            until = min(today + timedelta(days=mandate["days"]), seat.latest_on)
            give_mandate(by=by, now=now, case=case, seat=seat.seat, until_on=until, why=mandate["why"], seen=seat.seen)


def line_of(row: Row, today: date) -> Line:
    """One of the lines as it is noted."""
    return Line(
        what=row["what"],
        kind=MoneyKind(row["kind"]),
        amount=money_of(row) if "amount" in row else None,
        payer=Payer(row["payer"]),
        nature=Nature(row.get("nature", "own")),
        rhythm=PayRhythm(row.get("rhythm", "once")),
        begins=when_of(row, today),
        until=When(milestone=MilestoneCode(row["until_after"])) if "until_after" in row else NEVER,
        paid_on=on(row, "paid", today),
        member=MemberNo(row["person"]) if "person" in row else None,
        note=row.get("note", ""),
    )


def loan_of(row: Row, today: date) -> Loan:
    """One of the loans as it is noted."""
    monthly = Money.of(amount_in(row["monthly"]) or Decimal(0))
    return Loan(row["what"], Payer(row["lender"]), money_of(row), monthly, on(row, "first", today))


def guarantee_of(row: Row, today: date) -> Guarantee:
    """One of the guarantees as it is noted."""
    first, last = (today + timedelta(days=row[word]) for word in ("from", "expires"))
    return Guarantee(row["what"], Payer(row["guarantor"]), money_of(row), first, last)


def when_of(row: Row, today: date) -> When:
    """Its day, or from what it counts."""
    if "after" in row:
        return When(milestone=MilestoneCode(row["after"]), weeks=row.get("weeks", 0))
    return When(on(row, "due", today))


def on(row: Row, word: str, today: date) -> date | None:
    """The day that many days from today; None where nothing is said."""
    return today + timedelta(days=row[word]) if word in row else None


def money_of(row: Row) -> Money:
    """Its amount, as people write it."""
    found = amount_in(row["amount"])
    return Money.of(found) if found is not None else NOTHING
