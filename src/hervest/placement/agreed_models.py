"""What persons agree or record for one household, mostly about one home: kept when it ends, never deleted."""

from django.db import models
from django.db.models import F, Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.placement.vocabulary import AdviceKind, Adviser, BridgingPlace, ExemptionState, HardRule

LIVE = (ExemptionState.ASKED, ExemptionState.CONFIRMED)


class SaidOfCase(models.Model):
    """Somebody recorded something for a household; it holds until somebody ends it."""

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    is_active = classified(models.BooleanField(default=True), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    ended_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    ended_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CASE)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(is_active=True, ended_at__isnull=True, ended_by__isnull=True)
                | Q(is_active=False, ended_at__isnull=False, ended_by__isnull=False),
                name="%(class)s_ended_exactly_when_inactive",
            ),
        ]


class SaidOfPair(SaidOfCase):
    """The same for one household and one unit."""

    unit = classified(
        models.ForeignKey("housing.DwellingUnit", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )

    class Meta(SaidOfCase.Meta):
        abstract = True
        constraints = [
            *SaidOfCase.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(is_active=True), name="one_active_%(class)s_per_pair"
            ),
        ]


class Adaptation(SaidOfPair):
    """A home is adapted for a household: which rules that mends, and when it is ready (HOME-H3 to H6)."""

    rules = classified(models.JSONField(), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    ready_on = classified(models.DateField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    rests_on = classified(models.JSONField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["Adaptation"]()

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} adapted on {self.ready_on}"


class TravelAdvice(SaidOfPair):
    """What a health partner advised about the way to a hospital (HOME-H7); its name would tell what for."""

    kind = classified(models.CharField(max_length=20, choices=words(AdviceKind)), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    minutes = classified(models.PositiveSmallIntegerField(), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    adviser = classified(models.CharField(max_length=30, choices=words(Adviser)), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    advised_on = classified(models.DateField(), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    rests_on = classified(models.JSONField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["TravelAdvice"]()

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} advised"


class FollowUpHome(SaidOfPair):
    """The home to which a household goes on when the tenancy of this one ends soon (HOME-H9)."""

    next_unit = classified(
        models.ForeignKey("housing.DwellingUnit", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )

    rows = models.Manager["FollowUpHome"]()

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} then {self.next_unit_id}"


class NetworkTravel(SaidOfPair):
    """Minutes from a home to what the household wishes to be near, by wish (HOME-S7)."""

    minutes = classified(models.JSONField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["NetworkTravel"]()

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} network"


class MixedSharing(SaidOfCase):
    """Somebody said that living with the other sex in this shared house is well (HOME-H11)."""

    dwelling = classified(
        models.ForeignKey("housing.Dwelling", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    language = classified(models.CharField(max_length=3), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    with_interpreter = classified(models.BooleanField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    said_on = classified(models.DateField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["MixedSharing"]()

    class Meta(SaidOfCase.Meta):
        constraints = [
            *SaidOfCase.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "dwelling"], condition=Q(is_active=True), name="one_active_mixed_sharing_per_house"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.dwelling_id} mixed"


class Stay(SaidOfCase):
    """Where a household stays between its arrival and its home (HOME-H9)."""

    place = classified(
        models.CharField(max_length=20, choices=words(BridgingPlace)), Tier.P1, Purpose.PLACEMENT, Keep.CASE
    )
    from_on = classified(models.DateField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    until_on = classified(models.DateField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["Stay"]()

    class Meta(SaidOfCase.Meta):
        constraints = [
            *SaidOfCase.Meta.constraints,
            models.UniqueConstraint(fields=["case"], condition=Q(is_active=True), name="one_active_stay_per_case"),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="stay_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} until {self.until_on}"


class AgreedByTwo(models.Model):
    """An exception to a hard rule: one person asks, another decides, and it may be withdrawn; kept when it is over.

    `answer`: what the second person said to it.
    """

    state = classified(
        models.CharField(max_length=10, choices=words(ExemptionState)), Tier.P0, Purpose.PLACEMENT, Keep.CASE
    )
    reason = classified(models.TextField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    asked_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    asked_at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    decided_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    decided_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    answer = classified(models.TextField(blank=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    withdrawn_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    withdrawn_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CASE)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="%(class)s_decided_by_and_at_both_or_neither",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ExemptionState.CONFIRMED, ExemptionState.DECLINED])
                | Q(decided_by__isnull=False),
                name="%(class)s_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="%(class)s_takes_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state=ExemptionState.WITHDRAWN, withdrawn_by__isnull=False, withdrawn_at__isnull=False)
                | (~Q(state=ExemptionState.WITHDRAWN) & Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)),
                name="%(class)s_withdrawn_exactly_by_somebody",
            ),
        ]


class Exemption(AgreedByTwo):
    """An exception to one hard rule for one household and one unit: one person asks, another decides (HOME-H2, H8, H9).

    `reason` may be read by the lead who decides, outside the team too: it is about the home, and holds nothing medical.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    unit = classified(
        models.ForeignKey("housing.DwellingUnit", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    rule = classified(models.CharField(max_length=30, choices=words(HardRule)), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    rests_on = classified(models.JSONField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    language = classified(models.CharField(max_length=3), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    with_interpreter = classified(models.BooleanField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    said_on = classified(models.DateField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["Exemption"]()

    class Meta(AgreedByTwo.Meta):
        constraints = [
            *AgreedByTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "unit", "rule"],
                condition=Q(state__in=LIVE),
                name="one_live_exemption_per_pair_and_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} {self.rule} {self.state}"


class CriteriaSetting(models.Model):
    """One version of what a municipality sets about choosing homes: who, when, why, and from which day."""

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CONFIGURATION,
    )
    number = classified(models.PositiveIntegerField(), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    valid_from = classified(models.DateField(), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    weights = classified(models.JSONField(), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    counts_near_births = classified(models.BooleanField(), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    rent_shared_cents = classified(
        models.PositiveIntegerField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION
    )
    reason = classified(models.TextField(), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CONFIGURATION,
    )
    at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)

    rows = models.Manager["CriteriaSetting"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number"], name="criteria_setting_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.number} from {self.valid_from}"
