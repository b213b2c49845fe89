"""What is kept of goals, their steps, and in what people take part. The trend is worked out from them."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.guidance.goal_vocabulary import (
    LONGEST_NAME,
    LONGEST_STEP,
    ActivityKind,
    ActivityOutcome,
    GoalEnd,
    StepDoer,
)


class Goal(models.Model):
    """What one person wants to reach, in their own words.

    `readers`: whom they let read it beside themselves, as they said it at `readers_at`. `is_own_hand`: they wrote it
    themselves; else it was recorded for them.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="goals"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    text = classified(models.TextField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    readers = classified(models.JSONField(default=list), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    readers_at = classified(models.DateTimeField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    is_own_hand = classified(models.BooleanField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    set_on = classified(models.DateField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    ended_as = classified(
        models.CharField(max_length=10, choices=words(GoalEnd), blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    ended_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["Goal"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(member_no__gt=0), name="goal_is_of_a_person"),
            models.CheckConstraint(
                condition=Q(ended_as="", ended_on__isnull=True) | (~Q(ended_as="") & Q(ended_on__isnull=False)),
                name="goal_ended_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} goal {self.pk}"


class GoalStep(models.Model):
    """One step of a goal: what, who takes it, and on which day it was taken."""

    goal = classified(
        models.ForeignKey("guidance.Goal", on_delete=models.CASCADE, related_name="steps"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    text = classified(models.CharField(max_length=LONGEST_STEP), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    doer = classified(models.CharField(max_length=20, choices=words(StepDoer)), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    done_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    made_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["GoalStep"]()

    def __str__(self) -> str:
        return f"{self.goal} step {self.pk}"


class Activity(models.Model):
    """Something in which one person takes part: work, volunteering, education, the valuation of a diploma, people."""

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="activities"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    kind = classified(
        models.CharField(max_length=20, choices=words(ActivityKind)), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    what = classified(models.CharField(max_length=LONGEST_STEP), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    organisation = classified(
        models.CharField(max_length=LONGEST_NAME, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    from_on = classified(models.DateField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    until_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    outcome = classified(
        models.CharField(max_length=12, choices=words(ActivityOutcome)), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    came_of_it = classified(
        models.CharField(max_length=LONGEST_STEP, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    made_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    made_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["Activity"]()

    class Meta:
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(condition=Q(member_no__gt=0), name="activity_is_of_a_person"),
            models.CheckConstraint(
                condition=Q(outcome=ActivityOutcome.GOES_ON.value) | Q(until_on__isnull=False),
                name="activity_ended_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} of {self.member_no}"
