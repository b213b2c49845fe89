"""The append-only, hash-chained log; nothing in it points at other tables, so nothing can pull it down."""

from django.db import models

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier


class ChainHead(models.Model):
    """The end of one chain (one per municipality, and one for the installation): the row that writers lock."""

    chain = classified(models.CharField(max_length=10, primary_key=True), Tier.PX, Purpose.AUDIT, Keep.LOG)
    length = classified(models.PositiveBigIntegerField(default=0), Tier.PX, Purpose.AUDIT, Keep.LOG)
    last_hash = classified(models.CharField(max_length=64, default=""), Tier.PX, Purpose.AUDIT, Keep.LOG)

    rows = models.Manager["ChainHead"]()

    def __str__(self) -> str:
        return f"{self.chain or 'installation'}: {self.length}"


class AuditRow(models.Model):
    """One act or one read. Written with the act, never changed: the database itself refuses (migration 0002)."""

    chain = classified(models.CharField(max_length=10), Tier.PX, Purpose.AUDIT, Keep.LOG)
    number = classified(models.PositiveBigIntegerField(), Tier.PX, Purpose.AUDIT, Keep.LOG)
    at = classified(models.DateTimeField(), Tier.PX, Purpose.AUDIT, Keep.LOG)
    by_id = classified(models.BigIntegerField(null=True), Tier.PX, Purpose.AUDIT, Keep.LOG)
    by_name = classified(models.CharField(max_length=200), Tier.PX, Purpose.AUDIT, Keep.LOG)
    verb = classified(models.CharField(max_length=80), Tier.PX, Purpose.AUDIT, Keep.LOG)
    within = classified(models.CharField(max_length=80, blank=True), Tier.PX, Purpose.AUDIT, Keep.LOG)
    case_code = classified(models.CharField(max_length=20, blank=True), Tier.PX, Purpose.AUDIT, Keep.LOG)
    detail = classified(models.JSONField(default=dict), Tier.PX, Purpose.AUDIT, Keep.LOG)
    previous_hash = classified(models.CharField(max_length=64, blank=True), Tier.PX, Purpose.AUDIT, Keep.LOG)
    own_hash = classified(models.CharField(max_length=64), Tier.PX, Purpose.AUDIT, Keep.LOG)

    rows = models.Manager["AuditRow"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="audit_number_once_per_chain")]
        indexes = [
            models.Index(fields=["chain", "-at"], name="audit_by_time"),
            models.Index(fields=["case_code", "-at"], name="audit_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.number} {self.verb}"
