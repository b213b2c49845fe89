"""What is kept of interpreters: bookings, and whom a newcomer does not wish."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.guidance.interpreting_vocabulary import (
    LONGEST_PLACE,
    LONGEST_WHO,
    BookingState,
    InterpreterChannel,
    WishedSex,
)


class InterpreterBooking(models.Model):
    """An appointment of a household with an interpreter: when, where, in which language, and who pays.

    `members`: with whom of it, empty where with all. `service`: who sends the interpreter; `interpreter`: their login,
    `who`: name or code. `paid_until`: until when the payer pays. `state_before`: what it was before it was cancelled.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="interpreter_bookings"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    members = classified(models.JSONField(default=list), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    language = classified(models.CharField(max_length=10), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    wished = classified(
        models.CharField(max_length=10, choices=words(WishedSex)), Tier.P2, Purpose.RECEPTION, Keep.CASE
    )
    on = classified(models.DateField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    at = classified(models.TimeField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    minutes = classified(models.PositiveSmallIntegerField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    channel = classified(
        models.CharField(max_length=10, choices=words(InterpreterChannel)), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    place = classified(models.CharField(max_length=LONGEST_PLACE, blank=True), Tier.P1A, Purpose.RECEPTION, Keep.CASE)
    service = classified(
        models.ForeignKey("knowledge.Service", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    interpreter = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    who = classified(models.CharField(max_length=LONGEST_WHO, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    payer = classified(models.CharField(max_length=20), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    paid_until = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    state = classified(
        models.CharField(max_length=10, choices=words(BookingState)), Tier.P0, Purpose.RECEPTION, Keep.CASE
    )
    state_before = classified(
        models.CharField(max_length=10, choices=words(BookingState), blank=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["InterpreterBooking"]()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gte=1), name="booking_takes_time")]

    def __str__(self) -> str:
        return f"{self.case} interpreter {self.pk}"


class InterpreterExclusion(models.Model):
    """An interpreter, or who sends them, whom somebody of a household does not wish: a name or a code, and no reason.

    Read by the person alone; a booking is held against it, and nobody is told whose word it was.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="interpreter_exclusions"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    who = classified(models.CharField(max_length=LONGEST_WHO), Tier.P3, Purpose.RECEPTION, Keep.CASE)
    noted_at = classified(models.DateTimeField(), Tier.P0, Purpose.OPERATION, Keep.CASE)

    rows = models.Manager["InterpreterExclusion"]()

    def __str__(self) -> str:
        return f"{self.case} exclusion {self.pk}"
