"""What is kept of the social map: services, and who keeps them right."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.knowledge.vocabulary import LONGEST_LINE, LONGEST_NAME, LONGEST_TEXT, Cost, WayIn


def _line(length: int = LONGEST_LINE) -> "models.CharField[str, str]":
    return classified(models.CharField(max_length=length, blank=True), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)


class Service(models.Model):
    """A service in the social map of one municipality: nothing in it is about anybody who comes there.

    `organisation`: who keeps it right. `themes`, `languages`: keys and ISO 639 codes. `checked_on`: when somebody last
    said that all of it is right. `ended_on`: since when it is not offered any more; it stays, for what points at it.
    """

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CONFIGURATION,
    )
    organisation = classified(
        models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CONFIGURATION,
    )
    name = classified(models.CharField(max_length=LONGEST_NAME), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    themes = classified(models.JSONField(default=list), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    about = _line(LONGEST_TEXT)
    place = _line()
    address = _line()
    languages = classified(models.JSONField(default=list), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    has_interpreter = classified(models.BooleanField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    cost = classified(
        models.CharField(max_length=10, choices=words(Cost)), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION
    )
    cost_note = _line()
    way_in = classified(
        models.CharField(max_length=12, choices=words(WayIn)), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION
    )
    way_in_note = _line()
    opening = _line()
    phone = _line()
    email = _line()
    website = _line()
    waiting_weeks = classified(
        models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION
    )
    cancel_hours = classified(
        models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION
    )
    checked_on = classified(models.DateField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    checked_before = classified(models.DateField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    ended_on = classified(models.DateField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CONFIGURATION,
    )

    rows = models.Manager["Service"]()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="service_has_a_name")]

    def __str__(self) -> str:
        return self.name
