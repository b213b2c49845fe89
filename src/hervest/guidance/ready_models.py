"""What is kept of a home that is made ready: how far each thing is, and what its people said of it."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Interpreting, Tier, words
from hervest.guidance.ready_vocabulary import (
    LONGEST_ITEM,
    LONGEST_ITEM_NOTE,
    FurnishingSay,
    HomeCorner,
    HomeItemState,
    HomePart,
    ItemOrigin,
)


class HomeItem(models.Model):
    """How far a thing for the home of a household is; of the list by its `key`, a person's own without one.

    A thing of the list of which nobody said anything has no row. `said`: what the household answered, empty while it
    was not; `said_for`: the person of it who did, 0 where somebody wrote it down for them. `earlier`: what was
    said before, the last first. `bought`: the amount that stands with the
    household's money; `picture`: the document that shows it.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="home_items"),
        Tier.P0,
        Purpose.HOUSING,
        Keep.CASE,
    )
    key = classified(models.CharField(max_length=40, blank=True), Tier.P0, Purpose.HOUSING, Keep.CASE)
    text = classified(models.CharField(max_length=LONGEST_ITEM, blank=True), Tier.P0, Purpose.HOUSING, Keep.CASE)
    corner = classified(models.CharField(max_length=20, choices=words(HomeCorner)), Tier.P0, Purpose.HOUSING, Keep.CASE)
    part = classified(models.CharField(max_length=10, choices=words(HomePart)), Tier.P0, Purpose.HOUSING, Keep.CASE)
    state = classified(
        models.CharField(max_length=12, choices=words(HomeItemState), default=HomeItemState.TO_DO.value),
        Tier.P0,
        Purpose.HOUSING,
        Keep.CASE,
    )
    origin = classified(
        models.CharField(max_length=20, choices=words(ItemOrigin), blank=True), Tier.P0, Purpose.HOUSING, Keep.CASE
    )
    note = classified(models.CharField(max_length=LONGEST_ITEM_NOTE, blank=True), Tier.P1, Purpose.HOUSING, Keep.CASE)
    said = classified(
        models.CharField(max_length=10, choices=words(FurnishingSay), blank=True), Tier.P1, Purpose.HOUSING, Keep.CASE
    )
    words_said = classified(
        models.CharField(max_length=LONGEST_ITEM_NOTE, blank=True), Tier.P1, Purpose.HOUSING, Keep.CASE
    )
    said_for = classified(models.PositiveIntegerField(default=0), Tier.P1, Purpose.HOUSING, Keep.CASE)
    said_at = classified(models.DateTimeField(null=True), Tier.P1, Purpose.HOUSING, Keep.CASE)
    said_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.HOUSING,
        Keep.CASE,
    )
    earlier = classified(models.JSONField(default=list), Tier.P1, Purpose.HOUSING, Keep.CASE)
    language = classified(models.CharField(max_length=12, blank=True), Tier.P1, Purpose.HOUSING, Keep.CASE)
    interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting), blank=True), Tier.P1, Purpose.HOUSING, Keep.CASE
    )
    bought = classified(
        models.ForeignKey("guidance.BudgetLine", on_delete=models.SET_NULL, related_name="+", null=True),
        Tier.P0,
        Purpose.HOUSING,
        Keep.CASE,
    )
    picture = classified(
        models.ForeignKey("journey.CaseDocument", on_delete=models.SET_NULL, related_name="+", null=True),
        Tier.P0,
        Purpose.HOUSING,
        Keep.CASE,
    )
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.HOUSING, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.HOUSING, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.HOUSING,
        Keep.CASE,
    )

    rows = models.Manager["HomeItem"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], condition=~Q(key=""), name="listed_item_once"),
            models.CheckConstraint(condition=~Q(key="", text=""), name="home_item_says_something"),
            models.CheckConstraint(
                condition=Q(said="", said_at__isnull=True, said_by__isnull=True)
                | (~Q(said="") & Q(said_at__isnull=False, said_by__isnull=False)),
                name="said_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.key or self.pk}"
