"""A household that is handed to another municipality: offered by the one, answered by the other."""

from django.db import models
from django.db.models import F, Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Interpreting, Tier, words
from hervest.placement.transfer_vocabulary import TransferAnswer, TransferState


class Transfer(models.Model):
    """One offer of a case to another municipality, what the household said of it, and how it ended.

    Both municipalities reach the row; neither reaches the other's case through it. `confided`: what for named readers
    the household wants to go along, whether or not there is any of it. `is_held`: somebody of it says no or wants to
    talk first; who and what stays behind the wall (`TransferSay`). `agreed`: who was in it and who of them chose alone
    when it was offered, by number (`transfer_rules.as_agreed`); empty for offers from before that was kept.
    `moves_on`: the
    day on which they go to live there, once it was accepted; none while they have still to come to the country.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    from_municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    to_municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    state = classified(
        models.CharField(max_length=10, choices=words(TransferState)), Tier.P0, Purpose.PLACEMENT, Keep.CASE
    )
    n_people = classified(models.PositiveSmallIntegerField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    agreed = classified(models.TextField(blank=True, default=""), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    is_held = classified(models.BooleanField(default=False), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    confided = classified(models.JSONField(default=list), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    why = classified(models.TextField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    said_on = classified(models.DateField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    language = classified(models.CharField(max_length=3), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting)), Tier.P1, Purpose.PLACEMENT, Keep.CASE
    )
    offered_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    offered_at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    ended_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    ended_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    answer = classified(models.TextField(blank=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    moves_on = classified(models.DateField(null=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    new_case = classified(
        models.ForeignKey("journey.Case", on_delete=models.SET_NULL, related_name="+", null=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )

    rows = models.Manager["Transfer"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state=TransferState.OFFERED), name="one_open_transfer_per_case"
            ),
            models.CheckConstraint(
                condition=~Q(from_municipality=F("to_municipality")), name="transfer_goes_somewhere_else"
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.OFFERED, ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(state=TransferState.OFFERED) & Q(ended_at__isnull=False)),
                name="transfer_ended_exactly_when_not_open",
            ),
            models.CheckConstraint(
                condition=Q(new_case__isnull=True) | Q(state=TransferState.ACCEPTED), name="new_case_only_if_accepted"
            ),
        ]

    def __str__(self) -> str:
        return f"transfer {self.pk} {self.state}"


class TransferSay(models.Model):
    """What somebody of the household says of its transfer while it waits: appended, the newest word of each holds.

    It hangs on the case, and not only on the offer: the other municipality reaches nothing of it.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    transfer = classified(
        models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    answer = classified(
        models.CharField(max_length=10, choices=words(TransferAnswer)), Tier.P1, Purpose.PLACEMENT, Keep.CASE
    )
    text = classified(models.TextField(blank=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    said_on = classified(models.DateField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    language = classified(models.CharField(max_length=3), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting)), Tier.P1, Purpose.PLACEMENT, Keep.CASE
    )
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["TransferSay"]()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(member_no__gt=0), name="transfersay_is_of_a_person")]

    def __str__(self) -> str:
        return f"word {self.pk} on transfer {self.transfer_id}"
