"""What is kept of referrals to a service of the social map."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Interpreting, Tier, words
from hervest.guidance.referring_vocabulary import (
    LONGEST_GROUND,
    LONGEST_QUESTION,
    Basis,
    ReferralEnd,
    ServiceAnswer,
)


class Referral(models.Model):
    """That somebody of a household was referred to a service: with which theme and question, and how it went.

    No diagnosis: `theme` is one of the social map, `question` says what is asked in terms of daily life.
    `consented_by`: their number in the household. `reader`, `reads_as`: who of a partner reads of the person as long
    as it goes on. `task`: the work of asking how it goes.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="referrals"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    service = classified(
        models.ForeignKey("knowledge.Service", on_delete=models.PROTECT, related_name="+"),
        Tier.P1,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    theme = classified(models.CharField(max_length=40), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    question = classified(models.CharField(max_length=LONGEST_QUESTION), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    basis = classified(models.CharField(max_length=20, choices=words(Basis)), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    consented_by = classified(models.PositiveIntegerField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    consented_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    language = classified(models.CharField(max_length=10, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting), blank=True),
        Tier.P1,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    ground = classified(models.CharField(max_length=LONGEST_GROUND, blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    reader = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    reads_as = classified(models.CharField(max_length=20, blank=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    made_on = classified(models.DateField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    answer = classified(
        models.CharField(max_length=10, choices=words(ServiceAnswer)), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    answered_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    follow_up_on = classified(models.DateField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    task = classified(models.PositiveIntegerField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    ended_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    end = classified(
        models.CharField(max_length=10, choices=words(ReferralEnd), blank=True),
        Tier.P1,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    note = classified(models.CharField(max_length=LONGEST_GROUND, blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["Referral"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(basis=Basis.RECORDED_GROUND.value, reader=None)
                | Q(basis=Basis.CONSENT.value, consented_by__isnull=False, consented_on__isnull=False),
                name="referral_rests_on_consent_or_ground",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end="") | (Q(ended_on__isnull=False) & ~Q(end="")),
                name="referral_ended_somehow",
            ),
            models.UniqueConstraint(
                fields=["case", "member_no", "service"],
                condition=Q(ended_on=None),
                name="one_open_referral_to_a_service",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} referral {self.pk}"
