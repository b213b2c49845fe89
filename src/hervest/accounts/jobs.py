"""What happens to accounts once a day: old visits are forgotten."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.accounts.factor_actions import forget_visits

NAME = "accounts.forget"


def forget_old_visits(now: datetime) -> int:
    """No trace is kept of where somebody was logged in once that is over; gives how many visits were forgotten."""
    return forget_visits(by=system(NAME), now=now)
