"""What is kept of a household's money; sums, plans and terms are worked out each time."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.guidance.money_vocabulary import LONGEST_WHAT, MoneyKind, Nature, Payer, PayRhythm
from hervest.journey.vocabulary import MilestoneCode


class MoneyRow(models.Model):
    """What every row about a household's money has: whose it is, and who changed it last.

    `member_no`: the adult it is about, 0 for the household. `removed_at`: it counts no more; it can be put back.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    what = classified(models.CharField(max_length=LONGEST_WHAT), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    note = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    removed_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.case} {self.pk}"


class Budget(models.Model):
    """How the bridging plan of a household is made: so many weeks, and what its sheet says to it in a few words."""

    case = classified(
        models.OneToOneField("journey.Case", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    n_weeks = classified(models.PositiveSmallIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    message = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["Budget"]()

    def __str__(self) -> str:
        return f"{self.case} {self.n_weeks}"


class BudgetLine(MoneyRow):
    """An amount in euro cents that somebody pays, once or again and again; null: nobody knows yet how much."""

    kind = classified(models.CharField(max_length=20, choices=words(MoneyKind)), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    amount_cents = classified(models.PositiveIntegerField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    payer = classified(models.CharField(max_length=25, choices=words(Payer)), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    nature = classified(models.CharField(max_length=10, choices=words(Nature)), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    rhythm = classified(
        models.CharField(max_length=12, choices=words(PayRhythm)), Tier.P2, Purpose.RECEPTION, Keep.CASE
    )
    due_on = classified(models.DateField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    due_after = classified(
        models.CharField(max_length=30, choices=words(MilestoneCode), blank=True),
        Tier.P2,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    due_weeks = classified(models.SmallIntegerField(default=0), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    until_on = classified(models.DateField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    until_after = classified(
        models.CharField(max_length=30, choices=words(MilestoneCode), blank=True),
        Tier.P2,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    paid_on = classified(models.DateField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["BudgetLine"]()


class Loan(MoneyRow):
    """Money in euro cents that is to be paid back each month, and how much of it was."""

    lender = classified(models.CharField(max_length=25, choices=words(Payer)), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    amount_cents = classified(models.PositiveIntegerField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    monthly_cents = classified(models.PositiveIntegerField(default=0), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    first_on = classified(models.DateField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    repaid_cents = classified(models.PositiveIntegerField(default=0), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    repaid_on = classified(models.DateField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["Loan"]()


class Guarantee(MoneyRow):
    """That somebody stands surety for so many euro cents, from a day until a day."""

    guarantor = classified(models.CharField(max_length=25, choices=words(Payer)), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    amount_cents = classified(models.PositiveIntegerField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    from_on = classified(models.DateField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    expires_on = classified(models.DateField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    released_on = classified(models.DateField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["Guarantee"]()


class OwnAmount(models.Model):
    """An amount in euro cents that a municipality knows, with its source, from a day until a day (null: until further).

    Amounts of law change every year: who uses one sees since when it holds, and when somebody looked it up.
    """

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLAN,
        Keep.CONFIGURATION,
    )
    kind = classified(
        models.CharField(max_length=20, choices=words(MoneyKind)), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION
    )
    for_whom = classified(
        models.CharField(max_length=LONGEST_WHAT, blank=True), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION
    )
    amount_cents = classified(models.PositiveIntegerField(), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)
    rhythm = classified(
        models.CharField(max_length=12, choices=words(PayRhythm)), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION
    )
    valid_from = classified(models.DateField(), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)
    valid_until = classified(models.DateField(null=True), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)
    source = classified(models.CharField(max_length=LONGEST_WHAT), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)
    checked_on = classified(models.DateField(), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLAN,
        Keep.CONFIGURATION,
    )
    at = classified(models.DateTimeField(), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)

    rows = models.Manager["OwnAmount"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="own_amount_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.kind} {self.valid_from}"
