"""What is kept of an arrival: what a person plans of its lines, what was ticked, and the hand-over from COA."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.guidance.arriving_vocabulary import LONGEST_LINE, LineReaders, Sheet


class RunLine(models.Model):
    """What was said of one line of a sheet; of the list by its `key`, a person's own without one.

    A line of the list that nobody touched has no row. `ticked_at`: when the tick that stands was made, on whatever
    telephone.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="run_lines"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    sheet = classified(models.CharField(max_length=10, choices=words(Sheet)), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    key = classified(models.CharField(max_length=40, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    text = classified(models.CharField(max_length=LONGEST_LINE, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    readers = classified(
        models.CharField(max_length=10, choices=words(LineReaders)), Tier.P0, Purpose.ACCESS, Keep.CASE
    )
    on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    at = classified(models.TimeField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    place = classified(models.CharField(max_length=LONGEST_LINE, blank=True), Tier.P1A, Purpose.RECEPTION, Keep.CASE)
    who = classified(models.CharField(max_length=LONGEST_LINE, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    is_left_out = classified(models.BooleanField(default=False), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    is_done = classified(models.BooleanField(default=False), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    ticked_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    ticked_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["RunLine"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], condition=~Q(key=""), name="listed_line_once"),
            models.CheckConstraint(condition=~Q(key="", text=""), name="run_line_says_something"),
            models.CheckConstraint(
                condition=Q(ticked_at__isnull=False, ticked_by__isnull=False)
                | Q(ticked_at__isnull=True, ticked_by__isnull=True, is_done=False),
                name="ticked_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.key or self.pk}"


class HandOver(models.Model):
    """When the responsibility for a household passed from COA to the municipality, and what was not completed.

    `passed_on`: pairs of tasks, what was not completed and what the municipality does instead; `ends`: the task that is
    done with it.
    """

    case = classified(
        models.OneToOneField("journey.Case", on_delete=models.CASCADE, related_name="hand_over"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    at = classified(models.DateTimeField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    given_by = classified(models.CharField(max_length=LONGEST_LINE), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    taken_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    place = classified(models.CharField(max_length=LONGEST_LINE, blank=True), Tier.P1A, Purpose.RECEPTION, Keep.CASE)
    passed_on = classified(models.JSONField(default=list), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    ends = classified(models.BigIntegerField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    noted_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    noted_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["HandOver"]()

    def __str__(self) -> str:
        return f"{self.case} {self.at}"
