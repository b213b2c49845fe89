"""To which case a file belongs, what it is, and who reads it."""

from django.db import models

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.journey.document_vocabulary import DocumentKind
from hervest.journey.vocabulary import LONGEST_TITLE


class CaseDocument(models.Model):
    """A file of a case. Its tier follows from its kind; who works on the case reads it within theirs.

    `member_no`: the person of the household it is about, 0 for all of it. `readers`: who else reads it. `messages`: the
    messages of the contact schedule with which it goes along; `along_by`: by message the person who let it go along.
    `taken_back_at`: from when nobody reads it any more.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="documents"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    document = classified(
        models.OneToOneField("documents.Document", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    kind = classified(
        models.CharField(max_length=20, choices=words(DocumentKind)), Tier.P0, Purpose.RECEPTION, Keep.CASE
    )
    title = classified(models.CharField(max_length=LONGEST_TITLE, blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    readers = classified(models.JSONField(default=list), Tier.P0, Purpose.ACCESS, Keep.CASE)
    messages = classified(models.JSONField(default=list), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    along_by = classified(models.JSONField(default=dict, blank=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    added_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    added_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    taken_back_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    taken_back_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["CaseDocument"]()

    class Meta:
        indexes = [models.Index(fields=["case", "-added_at"], name="documents_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | models.Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="document_taken_back_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} {self.pk}"
