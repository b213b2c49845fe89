"""The only place that tells the time; read once per request or job and passed down."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return timezone.now()


def day_of(instant: datetime) -> date:
    """The Dutch calendar day on which `instant` falls: days in Hervest are Europe/Amsterdam dates."""
    return instant.astimezone(AMSTERDAM).date()


def instant_of(day: date, at: time) -> datetime:
    """The instant at which the Dutch clock says this time on this day; of an hour that comes twice, the first."""
    return datetime.combine(day, at, AMSTERDAM)


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """The first instant of a Dutch day, and the first after it."""
    start, after = (datetime.combine(found, time.min, AMSTERDAM) for found in (day, day + timedelta(days=1)))
    return start, after
