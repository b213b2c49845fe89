"""Which open tasks are critically late, as filters: the same answer as `worklist_rules.urgency`."""

from datetime import date

from django.db.models import Q

from hervest.journey.vocabulary import DeadlineKind

BINDING = [DeadlineKind.LEGAL, DeadlineKind.HARD]


def critically_late(today: date) -> Q:
    """A legal or hard term itself has passed; where the register names none, the day on which it is due."""
    return Q(kind__in=BINDING) & (Q(limit_on__lt=today) | Q(limit_on__isnull=True, due_on__lt=today))


def not_critically_late(today: date) -> Q:
    """Every other task. Not written as the opposite: of a day that is not there a database says neither."""
    is_in_time = Q(limit_on__gte=today) | Q(limit_on__isnull=True, due_on__gte=today)
    return ~Q(kind__in=BINDING) | is_in_time | Q(limit_on__isnull=True, due_on__isnull=True)
