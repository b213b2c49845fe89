"""What is kept of reunification: applications, papers of who may come, and which warnings were given."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.guidance.reunion_vocabulary import LONGEST_NAME, LONGEST_SAY, Outcome


class Reunification(models.Model):
    """What one holder of a permit did about reunification: an application, or their word that they want none.

    `decided_on`: the day of the decision as it was recorded here. `is_of_milestone`: it became the case's milestone,
    whose day counts from then on, also where somebody moves it. `objection_until`: the last day to object, as the
    letter says it. `own_words`: why they apply for nobody, by themselves; an application does not end that
    word: it holds again once that is taken back. `plan_mark`: which word on the trait of the plan followed from it
    (`trait_rules.word_mark`). What is taken back leaves its row, whose
    `n_changed` counts on: so no old button takes back what came later.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="reunifications"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    not_wanted_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    own_words = classified(models.CharField(max_length=LONGEST_SAY, blank=True), Tier.P3, Purpose.RECEPTION, Keep.CASE)
    plan_mark = classified(models.CharField(max_length=16, blank=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    applied_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    support_point = classified(
        models.CharField(max_length=LONGEST_NAME, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    outcome = classified(
        models.CharField(max_length=10, choices=words(Outcome), blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    is_of_milestone = classified(models.BooleanField(default=False), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    decided_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    objection_until = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    objected_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    expected_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["Reunification"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "member_no"], name="reunification_once_per_holder"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_of_milestone=True), name="one_reunification_of_the_milestone"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(applied_on__isnull=False), name="reunification_decided_once_applied"
            ),
            models.CheckConstraint(
                condition=Q(objected_on__isnull=True) | Q(outcome=Outcome.REFUSED.value),
                name="reunification_objected_to_a_refusal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} reunification of {self.member_no}"


class JoiningRelative(models.Model):
    """A relative elsewhere who may join: who applies for them, and what there is of each paper, never its content.

    `joined_as`: their number in the household since they came; then they are no relative elsewhere any more.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="joining_relatives"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    relative = classified(
        models.OneToOneField("households.RelativeElsewhere", on_delete=models.SET_NULL, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    holder_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    papers = classified(models.JSONField(default=dict), Tier.P3, Purpose.RECEPTION, Keep.CASE)
    joined_as = classified(models.PositiveIntegerField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["JoiningRelative"]()

    def __str__(self) -> str:
        return f"{self.case} joining relative {self.pk}"


class ReunificationWarning(models.Model):
    """That it was told until when somebody can apply: once for each holder, last day and day of a warning."""

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="reunification_warnings"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    last_on = classified(models.DateField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    warned_on = classified(models.DateField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    given_at = classified(models.DateTimeField(), Tier.P0, Purpose.OPERATION, Keep.CASE)

    rows = models.Manager["ReunificationWarning"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "member_no", "last_on", "warned_on"], name="reunification_warned_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} warned of {self.member_no} on {self.warned_on}"
