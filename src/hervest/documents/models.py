"""Files that were taken: what they hold, beside what they are."""

from django.db import models

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.documents.vocabulary import LONGEST_NAME, FileKind


class Document(models.Model):
    """A file as it was kept. To what it belongs and who reads it says the room that had it kept (decision 47).

    `fingerprint`: SHA-256 of the content. What a row says never changes: another file is another row.
    """

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    name = classified(models.CharField(max_length=LONGEST_NAME), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    kind = classified(models.CharField(max_length=10, choices=words(FileKind)), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    size = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    fingerprint = classified(models.CharField(max_length=64), Tier.PX, Purpose.RECEPTION, Keep.CASE)
    content = classified(models.BinaryField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    kept_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["Document"]()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
