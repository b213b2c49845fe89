"""What is recorded of the messages about a household; which are expected is worked out each time."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.journey.schedule_vocabulary import LONGEST_ATTACHMENT, MessageParty
from hervest.journey.vocabulary import LONGEST_TITLE


class ContactMessage(models.Model):
    """What became of one message: of an expected one by its `key`, or of one that somebody added, with what it is.

    `sender`, `receiver`, `title` and `due_on` are those of an added message, and empty for an expected one.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="messages"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    key = classified(models.CharField(max_length=40, blank=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    sender = classified(
        models.CharField(max_length=30, choices=words(MessageParty), blank=True), Tier.P0, Purpose.RECEPTION, Keep.CASE
    )
    receiver = classified(
        models.CharField(max_length=30, choices=words(MessageParty), blank=True), Tier.P0, Purpose.RECEPTION, Keep.CASE
    )
    title = classified(models.CharField(max_length=LONGEST_TITLE, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    due_on = classified(models.DateField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    sent_on = classified(models.DateField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    received_on = classified(models.DateField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    is_needless = classified(models.BooleanField(default=False), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    attachment = classified(
        models.CharField(max_length=LONGEST_ATTACHMENT, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    note = classified(models.TextField(blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["ContactMessage"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], condition=~Q(key=""), name="expected_message_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.key or self.pk}"
