"""What each person of a household chose about sponsors: appended and never changed, the newest word holds."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Interpreting, Tier, words
from hervest.households.vocabulary import Participation, SaidHow, ShareItem, ShareWith


class Choice(models.Model):
    """Somebody chose: who, when, in which language and how, and who recorded it. Source: sponsorship.md, 2.7."""

    household = classified(
        models.ForeignKey("households.Household", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    language = classified(models.CharField(max_length=3), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting)), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    how = classified(models.CharField(max_length=10, choices=words(SaidHow)), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    was_read_aloud = classified(models.BooleanField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    was_abroad = classified(models.BooleanField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    said_on = classified(models.DateField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(member_no__gt=0), name="%(class)s_is_of_a_person"),
        ]


class ParticipationChoice(Choice):
    """What one person chose about having a sponsor group; it can be taken back at any time."""

    answer = classified(
        models.CharField(max_length=10, choices=words(Participation)), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )

    rows = models.Manager["ParticipationChoice"]()

    def __str__(self) -> str:
        return f"participation {self.pk}"


class SharingChoice(Choice):
    """Whether one person lets others see one kind of thing of them."""

    item = classified(models.CharField(max_length=20, choices=words(ShareItem)), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    recipient = classified(
        models.CharField(max_length=20, choices=words(ShareWith)), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    may_see = classified(models.BooleanField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["SharingChoice"]()

    def __str__(self) -> str:
        return f"sharing {self.pk}"


class HealthHelpChoice(Choice):
    """Which help around health one person lets a sponsor group know of: all that is ticked now; empty: nothing."""

    items = classified(models.JSONField(default=list), Tier.P2, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["HealthHelpChoice"]()

    def __str__(self) -> str:
        return f"health help {self.pk}"
