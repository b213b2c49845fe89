"""What is written down of contacts with a household, and what somebody began to write."""

from django.db import models

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Interpreting, Tier, words
from hervest.journey.contact_vocabulary import ContactChannel


class ContactEntry(models.Model):
    """One contact with, or about, a household or a group: when, how, with whom, what was said and explained.

    `member_no`: the person of the household it is about, 0 for all of it. `tier` is that of the words; who works on
    the case reads them within it, and whoever is named in `to_...` what was written for them.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="contacts"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    happened_on = classified(models.DateField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    channel = classified(
        models.CharField(max_length=20, choices=words(ContactChannel)), Tier.P0, Purpose.RECEPTION, Keep.CASE
    )
    members = classified(models.JSONField(default=list), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    parties = classified(models.JSONField(default=list), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    language = classified(models.CharField(max_length=10, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting), blank=True),
        Tier.P1,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    topics = classified(models.JSONField(default=list), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    text = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    tier = classified(models.CharField(max_length=3, choices=words(Tier)), Tier.P0, Purpose.ACCESS, Keep.CASE)
    to_coa = classified(models.BooleanField(default=False), Tier.P0, Purpose.ACCESS, Keep.CASE)
    to_group = classified(models.BooleanField(default=False), Tier.P0, Purpose.ACCESS, Keep.CASE)
    to_household = classified(models.BooleanField(default=False), Tier.P0, Purpose.ACCESS, Keep.CASE)
    follow_up = classified(
        models.ForeignKey("journey.Task", on_delete=models.SET_NULL, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    written_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    written_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    n_corrected = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    corrected_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    taken_back_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["ContactEntry"]()

    class Meta:
        indexes = [models.Index(fields=["case", "-happened_on", "-id"], name="contacts_of_case")]

    def __str__(self) -> str:
        return f"{self.case} {self.happened_on} {self.channel}"


class ContactDraft(models.Model):
    """What somebody began to write of a contact and has not kept yet: theirs alone, one for each case."""

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.SHORT,
    )
    person = classified(
        models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.SHORT,
    )
    content = classified(models.JSONField(), Tier.P2, Purpose.RECEPTION, Keep.SHORT)
    saved_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.SHORT)

    rows = models.Manager["ContactDraft"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person"], name="contact_draft_once")]

    def __str__(self) -> str:
        return f"{self.case} {self.saved_at:%Y-%m-%d %H:%M}"
