"""Dwellings of a municipality and the units in which households can live."""

from typing import Any

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.housing.vocabulary import DwellingKind, SanitaryState


class Dwelling(models.Model):
    """A home as its owner or the municipality describes it; null = not known yet."""

    code = classified(models.CharField(max_length=30), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.HOUSING,
        Keep.DWELLING,
    )
    organisation = classified(
        models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.HOUSING,
        Keep.DWELLING,
    )
    street = classified(models.CharField(max_length=200, blank=True), Tier.P1A, Purpose.HOUSING, Keep.DWELLING)
    postcode = classified(models.CharField(max_length=10, blank=True), Tier.P1A, Purpose.HOUSING, Keep.DWELLING)
    town = classified(models.CharField(max_length=100, blank=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    neighbourhood = classified(models.CharField(max_length=100, blank=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    landlord = classified(models.CharField(max_length=150, blank=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    kind = classified(
        models.CharField(max_length=20, choices=words(DwellingKind), blank=True),
        Tier.P0,
        Purpose.HOUSING,
        Keep.DWELLING,
    )
    routes = classified(models.JSONField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    bedrooms = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    area_m2 = classified(models.PositiveIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    n_small_rooms = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    max_residents = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    floor = classified(models.SmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    has_lift = classified(models.BooleanField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    has_stairs_inside = classified(models.BooleanField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    threshold_cm = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    door_width_cm = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    turning_space_cm = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    star_class = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    sanitary = classified(
        models.CharField(max_length=20, choices=words(SanitaryState), blank=True),
        Tier.P0,
        Purpose.HOUSING,
        Keep.DWELLING,
    )
    adaptation_ready_on = classified(models.DateField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    basic_rent_cents = classified(models.PositiveIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    service_costs_cents = classified(models.PositiveIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    available_from = classified(models.DateField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    rented_until = classified(models.DateField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    is_quiet = classified(models.BooleanField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    minutes_primary_school = classified(
        models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING
    )
    minutes_newcomers_class = classified(
        models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING
    )
    minutes_gp = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    minutes_pharmacy = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    minutes_hospital = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    minutes_supermarket = classified(
        models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING
    )
    minutes_stop = classified(models.PositiveSmallIntegerField(null=True), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    version = classified(models.PositiveIntegerField(default=1), Tier.P0, Purpose.HOUSING, Keep.DWELLING)

    rows = models.Manager["Dwelling"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="dwelling_code_once"),
            models.CheckConstraint(
                condition=Q(rented_until__isnull=True)
                | Q(available_from__isnull=True)
                | Q(rented_until__gte=models.F("available_from")),
                name="dwelling_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DwellingUnit(models.Model):
    """Where one household can live: a whole self-contained home, or one room of a shared house."""

    dwelling = classified(
        models.ForeignKey(Dwelling, on_delete=models.CASCADE, related_name="units"),
        Tier.P0,
        Purpose.HOUSING,
        Keep.DWELLING,
    )
    number = classified(models.PositiveSmallIntegerField(), Tier.P0, Purpose.HOUSING, Keep.DWELLING)

    rows = models.Manager["DwellingUnit"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dwelling", "number"], name="unit_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="unit_numbers_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.dwelling}#{self.number}"


def described(row: Dwelling) -> dict[str, Any]:
    """The columns that describe a home, by name."""
    return {name: getattr(row, name) for name in DESCRIPTION}


DESCRIPTION = tuple(
    field.name
    for field in Dwelling._meta.local_concrete_fields  # noqa: SLF001  # Django's documented list of columns
    if field.name not in {"id", "code", "municipality", "organisation", "version"}
)
"""Names of the columns that describe a home."""
