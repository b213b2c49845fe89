"""What was imported: files that were read, the dossiers they held, and what each dossier said last."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.intake.vocabulary import ImportKind, ImportState


class Import(models.Model):
    """A file that was read: nothing of it counts until it is applied, and then its content is forgotten."""

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.SHORT,
    )  # null: the system read it for every municipality of this installation
    kind = classified(
        models.CharField(max_length=10, choices=words(ImportKind)),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.SHORT,
    )
    file_name = classified(models.CharField(max_length=200, blank=True), Tier.P1, Purpose.RECEPTION, Keep.SHORT)
    read_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.SHORT)
    read_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.SHORT,
    )
    state = classified(
        models.CharField(max_length=10, choices=words(ImportState)), Tier.P0, Purpose.RECEPTION, Keep.SHORT
    )
    content = classified(models.JSONField(null=True), Tier.P3, Purpose.RECEPTION, Keep.SHORT)
    source = classified(models.JSONField(null=True), Tier.P3, Purpose.RECEPTION, Keep.SHORT)
    columns = classified(models.JSONField(default=dict), Tier.P1, Purpose.RECEPTION, Keep.SHORT)
    refusals = classified(models.JSONField(null=True), Tier.P3, Purpose.RECEPTION, Keep.SHORT)
    applied_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.RECEPTION, Keep.SHORT)
    outcome = classified(models.JSONField(default=dict), Tier.P2, Purpose.RECEPTION, Keep.SHORT)

    rows = models.Manager["Import"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ImportState.APPLIED, applied_at__isnull=False)
                | (~Q(state=ImportState.APPLIED) & Q(applied_at__isnull=True)),
                name="applied_exactly_when_applied_at",
            )
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"


class ColumnMapping(models.Model):
    """Which columns of another layout are which of ours, said once by an organisation and kept under a name."""

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
    kind = classified(
        models.CharField(max_length=10, choices=words(ImportKind)), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION
    )
    name = classified(models.CharField(max_length=60), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    headings = classified(models.CharField(max_length=64), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    columns = classified(models.JSONField(), Tier.P1, Purpose.RECEPTION, Keep.CONFIGURATION)
    saved_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CONFIGURATION)
    saved_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CONFIGURATION,
    )

    rows = models.Manager["ColumnMapping"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "organisation", "kind", "name"], name="column_mapping_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dossier(models.Model):
    """A transfer dossier by its number, and the case it became."""

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    number = classified(models.CharField(max_length=200), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    case = classified(
        models.OneToOneField("journey.Case", on_delete=models.CASCADE, related_name="dossier"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    read_allocated_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    read_arrival_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    told = classified(models.JSONField(default=list), Tier.P2, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["Dossier"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="dossier_once_per_municipality"),
        ]

    def __str__(self) -> str:
        return self.number


class DossierVersion(models.Model):
    """What a dossier said when it was applied."""

    dossier = classified(
        models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="versions"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    read_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    content = classified(models.JSONField(), Tier.P3, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["DossierVersion"]()

    def __str__(self) -> str:
        return f"version {self.pk}"


class DwellingRead(models.Model):
    """What a file said last of a dwelling: what stands otherwise in the register is a person's own word."""

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.HOUSING,
        Keep.DWELLING,
    )
    code = classified(models.CharField(max_length=200), Tier.P0, Purpose.HOUSING, Keep.DWELLING)
    content = classified(models.JSONField(), Tier.P1A, Purpose.HOUSING, Keep.DWELLING)
    read_at = classified(models.DateTimeField(), Tier.P0, Purpose.HOUSING, Keep.DWELLING)

    rows = models.Manager["DwellingRead"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="dwelling_read_once"),
        ]

    def __str__(self) -> str:
        return self.code
