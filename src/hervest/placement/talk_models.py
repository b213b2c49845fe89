"""What a household told in its match conversation: appended and never changed, the newest talk holds."""

from django.db import models

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Interpreting, Tier, words
from hervest.households.vocabulary import SaidHow
from hervest.sponsorship.vocabulary import Rhythm


class MatchTalk(models.Model):
    """One match conversation: what was answered, null where it was skipped. Source: sponsorship.md, 6.3, form 6."""

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    blocks = classified(models.JSONField(null=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    interests = classified(models.JSONField(null=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    work_hopes = classified(models.JSONField(null=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    helps_first = classified(models.JSONField(null=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    experience = classified(models.JSONField(null=True), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    rhythm = classified(
        models.CharField(max_length=20, choices=words(Rhythm), blank=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE
    )
    contact_forms = classified(models.JSONField(null=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    stones = classified(models.JSONField(default=list), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    language = classified(models.CharField(max_length=3), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting)), Tier.P1, Purpose.PLACEMENT, Keep.CASE
    )
    how = classified(models.CharField(max_length=10, choices=words(SaidHow)), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    was_read_aloud = classified(models.BooleanField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    was_abroad = classified(models.BooleanField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    said_on = classified(models.DateField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["MatchTalk"]()

    def __str__(self) -> str:
        return f"match talk {self.pk}"
