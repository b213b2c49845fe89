"""The only place that tells the time; read once per request or job and passed down."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return timezone.now()


def day_of(instant: datetime) -> date:
    """The Dutch calendar day on which `instant` falls: days in Hervest are Europe/Amsterdam dates."""
    return instant.astimezone(AMSTERDAM).date()
