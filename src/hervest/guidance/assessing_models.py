"""What is kept of assessing: the answers of each talk, what people decided, and hours. The rest is worked out."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.guidance.intensity_vocabulary import LONGEST_HOURS_NOTE, Band


class Assessment(models.Model):
    """What was known of a household, or of one person in it, after a talk; made with one version of an instrument.

    `member_no` 0: the household. `answers`: item -> answer, who said it, and on which day.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="assessments"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    instrument = classified(models.CharField(max_length=40), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    version = classified(models.CharField(max_length=40), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    assessed_on = classified(models.DateField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    answers = classified(models.JSONField(default=dict), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    note = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    made_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    made_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["Assessment"]()

    def __str__(self) -> str:
        return f"{self.case} {self.instrument} {self.member_no}"


class SupportIntensity(models.Model):
    """How much support a person decided for a household, or for one person in it, from a day on, and why.

    `suggested`: what the answers suggested to who decided; empty: nothing. `minutes_per_week`: where it is not what
    the band takes by itself. The one that holds is worked out from all of them.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="support_intensities"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    band = classified(models.CharField(max_length=20, choices=words(Band)), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    suggested = classified(
        models.CharField(max_length=20, choices=words(Band), blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE
    )
    reason = classified(models.TextField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    minutes_per_week = classified(models.PositiveIntegerField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    hours_reason = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    decided_on = classified(models.DateField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    decided_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    decided_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["SupportIntensity"]()

    def __str__(self) -> str:
        return f"{self.case} {self.member_no} {self.decided_at:%Y-%m-%d}"


class HoursSpent(models.Model):
    """Time that somebody worked for one household on one day. `contact`: in which contact, where it was one."""

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="hours_spent"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    worker = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    on = classified(models.DateField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    minutes = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    note = classified(
        models.CharField(max_length=LONGEST_HOURS_NOTE, blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE
    )
    contact = classified(
        models.ForeignKey("journey.ContactEntry", on_delete=models.SET_NULL, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    noted_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["HoursSpent"]()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gt=0), name="hours_spent_are_some")]

    def __str__(self) -> str:
        return f"{self.case} {self.on} {self.minutes}"


class WorkingHours(models.Model):
    """How many minutes a week a worker has for households of a municipality, from a day on; null: nobody says."""

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.ACCOUNT,
    )
    worker = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.ACCOUNT,
    )
    minutes_per_week = classified(models.PositiveIntegerField(null=True), Tier.P0, Purpose.OPERATION, Keep.ACCOUNT)
    set_at = classified(models.DateTimeField(), Tier.P0, Purpose.OPERATION, Keep.ACCOUNT)
    set_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.ACCOUNT,
    )
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.OPERATION, Keep.ACCOUNT)

    rows = models.Manager["WorkingHours"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "worker"], name="working_hours_once")]

    def __str__(self) -> str:
        return f"{self.municipality} {self.worker}"
