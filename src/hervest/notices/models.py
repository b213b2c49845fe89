"""What is to be told by mail, when somebody wants to be told, and the address of somebody's agenda."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.notices.vocabulary import AgendaLevel, MailProblem, NoticeKind, Timing


class OutboxMessage(models.Model):
    """One thing to tell somebody: written with what happened, sent afterwards. `once`: the same thing is told once.

    `details`: numbers, and the name of a municipality, that its line says; never what a person is known by.
    """

    person = classified(
        models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.SHORT,
    )
    kind = classified(
        models.CharField(max_length=30, choices=words(NoticeKind)), Tier.P0, Purpose.OPERATION, Keep.SHORT
    )
    municipality = classified(models.CharField(max_length=10), Tier.P0, Purpose.OPERATION, Keep.SHORT)
    case_code = classified(models.CharField(max_length=20, blank=True), Tier.P0, Purpose.OPERATION, Keep.SHORT)
    details = classified(models.JSONField(default=dict), Tier.P0, Purpose.OPERATION, Keep.SHORT)
    once = classified(models.CharField(max_length=80), Tier.PX, Purpose.OPERATION, Keep.SHORT)
    asked_at = classified(models.DateTimeField(), Tier.P0, Purpose.OPERATION, Keep.SHORT)
    due_at = classified(models.DateTimeField(), Tier.P0, Purpose.OPERATION, Keep.SHORT)
    tries = classified(models.PositiveSmallIntegerField(default=0), Tier.P0, Purpose.OPERATION, Keep.SHORT)
    sent_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.OPERATION, Keep.SHORT)
    given_up_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.OPERATION, Keep.SHORT)
    problem = classified(
        models.CharField(max_length=20, choices=words(MailProblem), blank=True), Tier.P0, Purpose.OPERATION, Keep.SHORT
    )

    rows = models.Manager["OutboxMessage"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "once"], name="told_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="sent_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at__isnull=True, given_up_at__isnull=True), name="messages_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.person_id}"


class NoticeChoice(models.Model):
    """When somebody wants to be told of one kind of thing."""

    person = classified(
        models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+"),
        Tier.PX,
        Purpose.OPERATION,
        Keep.ACCOUNT,
    )
    kind = classified(
        models.CharField(max_length=30, choices=words(NoticeKind)), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT
    )
    timing = classified(
        models.CharField(max_length=10, choices=words(Timing)), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT
    )

    rows = models.Manager["NoticeChoice"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="one_choice_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.timing}"


class FeedToken(models.Model):
    """The secret address by which somebody's own calendar reads their agenda; only its fingerprint is kept.

    `fingerprint` null: it was withdrawn. `told`: what the calendar was told of each thing last, by a name of ours that
    says nothing of it; `floor`: the number from which a thing that is told of anew begins. Both outlive an address, so
    that no number of a change ever goes down (RFC 5545, section 3.8.7.4). `space`: what makes its names unique.
    """

    person = classified(
        models.OneToOneField("accounts.Person", on_delete=models.CASCADE, related_name="+"),
        Tier.PX,
        Purpose.OPERATION,
        Keep.ACCOUNT,
    )
    fingerprint = classified(
        models.CharField(max_length=64, null=True, unique=True), Tier.PX, Purpose.ACCESS, Keep.ACCOUNT
    )
    level = classified(
        models.CharField(max_length=10, choices=words(AgendaLevel)), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT
    )
    space = classified(models.CharField(max_length=32), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)
    made_at = classified(models.DateTimeField(), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)
    used_at = classified(models.DateTimeField(null=True), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)
    withdrawn_at = classified(models.DateTimeField(null=True), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)
    told = classified(models.JSONField(default=dict), Tier.P1, Purpose.OPERATION, Keep.ACCOUNT)
    floor = classified(models.PositiveIntegerField(default=0), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)

    rows = models.Manager["FeedToken"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fingerprint__isnull=True, withdrawn_at__isnull=False)
                | Q(fingerprint__isnull=False, withdrawn_at__isnull=True),
                name="agenda_open_or_withdrawn",
            )
        ]

    def __str__(self) -> str:
        return f"agenda of {self.person_id}"
