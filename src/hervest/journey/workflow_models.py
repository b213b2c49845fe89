"""A municipality's own ways of working: each version whole, from the draft of the next one to the first."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier


class WorkflowVersion(models.Model):
    """What a municipality changed of the packaged template: a draft until it has a number, then never changed again.

    A version is known by a key that no other ever had: what was read of it once may be kept in memory.
    """

    id = classified(
        models.UUIDField(primary_key=True, default=uuid4, editable=False), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION
    )
    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLAN,
        Keep.CONFIGURATION,
    )
    number = classified(models.PositiveIntegerField(null=True), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)
    content = classified(models.JSONField(default=dict), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)
    reason = classified(models.TextField(blank=True), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)
    published_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLAN, Keep.CONFIGURATION)
    published_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLAN,
        Keep.CONFIGURATION,
    )

    rows = models.Manager["WorkflowVersion"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(number__isnull=True), name="one_draft_of_a_workflow"
            ),
            models.UniqueConstraint(
                fields=["municipality", "number"], condition=Q(number__isnull=False), name="workflow_number_once"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, published_at__isnull=True, published_by__isnull=True)
                | Q(number__isnull=False, published_at__isnull=False, published_by__isnull=False),
                name="workflow_published_with_a_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.number or 'draft'}"
