"""What is kept of somebody's safety: concerns and who reads them, plans, who was told, signals, wishes for contact."""

from typing import Any

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.guidance.safety_vocabulary import LONGEST_TO_WHOM
from hervest.guidance.signal_vocabulary import (
    AboutKind,
    PeerState,
    SeenHow,
    SignalKind,
    SignalOutcome,
    SignalState,
)


def _kept(field: Any, tier: Tier) -> Any:
    """A field of a household's safety, kept as long as its case."""
    return classified(field, tier, Purpose.RECEPTION, Keep.CASE)


def _case(name: str) -> Any:
    return _kept(models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name=name), Tier.P0)


def _person(*, null: bool = False) -> Any:
    field = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=null)
    return _kept(field, Tier.P0)


def _at(*, null: bool = False) -> Any:
    return _kept(models.DateTimeField(null=null), Tier.P0)


def _count() -> Any:
    return _kept(models.PositiveIntegerField(default=0), Tier.P0)


def _secret() -> Any:
    """Words that only the named read."""
    return _kept(models.TextField(blank=True), Tier.P3)


class ProtectionConcern(models.Model):
    """A concern about the safety of a household, or of one person in it (`member_no` 0: of all of them).

    Who reads it stands in `ConcernReader`; for everybody else there is none.
    """

    case = _case("protection_concerns")
    member_no = _kept(models.PositiveIntegerField(default=0), Tier.P3)
    theme = _kept(models.CharField(max_length=40), Tier.P3)
    text = _secret()
    noted_at = _at()
    noted_by = _person()
    n_changed = _count()
    closed_at = _at(null=True)
    closed_by = _person(null=True)
    closed_why = _secret()

    rows = models.Manager["ProtectionConcern"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="concern_closed_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"concern {self.pk}"


class ConcernReader(models.Model):
    """That somebody is named on a concern; `ended_at`: until when. It counts as long as they can be named at all."""

    concern = _kept(models.ForeignKey(ProtectionConcern, on_delete=models.CASCADE, related_name="readers"), Tier.P0)
    person = _person()
    named_at = _at()
    named_by = _person()
    ended_at = _at(null=True)

    rows = models.Manager["ConcernReader"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "person"], condition=Q(ended_at__isnull=True), name="named_once_on_a_concern"
            )
        ]

    def __str__(self) -> str:
        return f"reader of {self.concern_id}"


class SafetyPlan(models.Model):
    """What was agreed for somebody's safety: what is done, whom to call, how to reach them, when to look again."""

    concern = _kept(models.OneToOneField(ProtectionConcern, on_delete=models.CASCADE, related_name="plan"), Tier.P0)
    danger = _secret()
    agreed = _secret()
    whom_to_call = _secret()
    reached_by = _kept(models.CharField(max_length=LONGEST_TO_WHOM, blank=True), Tier.P3)
    is_made_together = _kept(models.BooleanField(default=False), Tier.P3)
    look_again_on = _kept(models.DateField(null=True), Tier.P3)
    n_changed = _count()
    changed_at = _at()
    changed_by = _person()

    rows = models.Manager["SafetyPlan"]()

    def __str__(self) -> str:
        return f"plan of {self.concern_id}"


class Told(models.Model):
    """That somebody outside was told of a concern: by which route, who, when, what, and whether the person agreed."""

    concern = _kept(models.ForeignKey(ProtectionConcern, on_delete=models.CASCADE, related_name="told"), Tier.P0)
    route = _kept(models.CharField(max_length=40), Tier.P3)
    to_whom = _kept(models.CharField(max_length=LONGEST_TO_WHOM, blank=True), Tier.P3)
    told_on = _kept(models.DateField(), Tier.P3)
    text = _secret()
    is_agreed = _kept(models.BooleanField(null=True), Tier.P3)
    noted_at = _at()
    noted_by = _person()

    rows = models.Manager["Told"]()

    def __str__(self) -> str:
        return f"told of {self.concern_id}"


class Signal(models.Model):
    """A worry, or something that happened, as somebody raised it; read by the named alone, whoever raised it.

    `to_person`: whom somebody of the household chose to read it. `about_person`: the helper it is about, who never
    reads it. `taken_...`: who looks at it. `due_on`: by when somebody should have.
    """

    case = _case("signals")
    kind = _kept(models.CharField(max_length=10, choices=words(SignalKind)), Tier.P3)
    theme = _kept(models.CharField(max_length=40), Tier.P3)
    about = _kept(models.CharField(max_length=10, choices=words(AboutKind)), Tier.P3)
    member_no = _kept(models.PositiveIntegerField(default=0), Tier.P3)
    about_person = _kept(models.BigIntegerField(null=True), Tier.P3)
    to_person = _person(null=True)
    text = _secret()
    wanted = _secret()
    seen_how = _kept(models.CharField(max_length=10, choices=words(SeenHow), blank=True), Tier.P3)
    happened_on = _kept(models.DateField(null=True), Tier.P3)
    is_urgent = _kept(models.BooleanField(default=False), Tier.P0)
    due_on = _kept(models.DateField(), Tier.P0)
    raised_at = _at()
    raised_by = _person()
    state = _kept(models.CharField(max_length=10, choices=words(SignalState)), Tier.P0)
    taken_at = _at(null=True)
    taken_by = _person(null=True)
    closed_at = _at(null=True)
    closed_by = _person(null=True)
    outcome = _kept(models.CharField(max_length=10, choices=words(SignalOutcome), blank=True), Tier.P3)
    outcome_words = _secret()
    n_changed = _count()

    rows = models.Manager["Signal"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="received", taken_at__isnull=True, closed_at__isnull=True)
                | Q(state="looked_at", taken_at__isnull=False, closed_at__isnull=True)
                | Q(state="closed", taken_at__isnull=False, closed_at__isnull=False),
                name="signal_as_far_as_its_state",
            )
        ]

    def __str__(self) -> str:
        return f"signal {self.pk}"


class SignalStep(models.Model):
    """What was done about a signal."""

    signal = _kept(models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="steps"), Tier.P0)
    text = _secret()
    noted_at = _at()
    noted_by = _person()

    rows = models.Manager["SignalStep"]()

    def __str__(self) -> str:
        return f"step of {self.signal_id}"


class Incident(models.Model):
    """That something happened after which the support of a household is looked at again: the day, and nothing of it."""

    case = _case("incidents")
    on = _kept(models.DateField(), Tier.P2)
    posted_at = _at()
    posted_by = _person()

    rows = models.Manager["Incident"]()

    def __str__(self) -> str:
        return f"{self.case} {self.on}"


class SignalTriager(models.Model):
    """Whom a municipality asks to look at signals of a theme (empty: of every theme nobody is named for)."""

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.ACCOUNT,
    )
    theme = classified(models.CharField(max_length=40, blank=True), Tier.P0, Purpose.OPERATION, Keep.ACCOUNT)
    person = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.ACCOUNT,
    )
    is_deputy = classified(models.BooleanField(default=False), Tier.P0, Purpose.OPERATION, Keep.ACCOUNT)
    set_at = classified(models.DateTimeField(), Tier.P0, Purpose.OPERATION, Keep.ACCOUNT)
    set_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.ACCOUNT,
    )

    rows = models.Manager["SignalTriager"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "theme", "person"], name="triager_once_a_theme")]

    def __str__(self) -> str:
        return f"{self.municipality} {self.theme} {self.person}"


class PeerRequest(models.Model):
    """Somebody's own wish to meet people who went through the same; read by the named alone."""

    case = _case("peer_requests")
    asked_by = _person()
    to_person = _person(null=True)
    text = _secret()
    reached_by = _kept(models.CharField(max_length=LONGEST_TO_WHOM, blank=True), Tier.P3)
    asked_at = _at()
    state = _kept(models.CharField(max_length=10, choices=words(PeerState)), Tier.P0)
    answer = _secret()
    answered_at = _at(null=True)
    answered_by = _person(null=True)
    n_changed = _count()

    rows = models.Manager["PeerRequest"]()

    def __str__(self) -> str:
        return f"peer request {self.pk}"
