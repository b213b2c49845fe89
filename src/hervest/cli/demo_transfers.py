"""What the demo shows of households between municipalities: one that waits for an answer, and one that was taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from hervest.accounts.queries import actor_by_email
from hervest.accounts.vocabulary import PersonId
from hervest.cli.demo_people import LEADS
from hervest.core import clock
from hervest.core.vocabulary import Interpreting
from hervest.households.carry_vocabulary import Confided
from hervest.placement.transfer_actions import accept_transfer, offer_transfer


@dataclass(frozen=True, slots=True)
class DemoTransfer:
    """A family that one municipality offers to another; `coordinator`: who leads it there, if it was accepted.

    `comes_in`: days until it comes to live there.
    """

    family: str
    origin: str
    to: str
    why: str
    language: str
    coordinator: str = ""
    comes_in: int = 0


TRANSFERS = (
    DemoTransfer("DEMO-004", "GM9001", "GM9002", "Hun broer woont in Havermeer en kan op de kinderen passen.", "ar"),
    DemoTransfer("DEMO-032", "GM9003", "GM9002", "Werk gevonden in Havermeer.", "ar", "Hatice Kaya", 40),
)


def seed_transfers(now: datetime, codes: Mapping[str, str], ids: Mapping[str, PersonId]) -> None:
    """Each is offered by the lead of the one side, after the household said yes, and answered by the other."""
    today = clock.day_of(now)
    for row in TRANSFERS:
        transfer = offer_transfer(
            by=actor_by_email(LEADS[row.origin], today=today),
            now=now,
            case=codes[row.family],
            to=row.to,
            why=row.why,
            household_agrees=True,
            said_on=today - timedelta(days=1),
            language=row.language,
            interpreting=Interpreting.PROFESSIONAL,
            confided=[Confided.RELATIVES],
        )
        if row.coordinator:
            accept_transfer(
                by=actor_by_email(LEADS[row.to], today=today),
                now=now,
                transfer=transfer,
                coordinator=ids[row.coordinator],
                arrival_on=today + timedelta(days=row.comes_in),
            )
