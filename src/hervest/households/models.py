"""Households: who is in them, what they need and wish, and which of it a person corrected."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.households import choice_models
from hervest.households.vocabulary import LeftWhy, MemberRole, SponsorWish, StayKind

__all__ = ["Household", "Member", "Need", "RelativeElsewhere", "SensitiveWish", "Wish", "choice_models"]


class Household(models.Model):
    """The household of one case."""

    case = classified(
        models.OneToOneField("journey.Case", on_delete=models.CASCADE, related_name="household"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    municipality = classified(models.CharField(max_length=6), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    dossier_number = classified(
        models.CharField(max_length=200, blank=True), Tier.P0, Purpose.RECEPTION, Keep.CASE
    )  # empty: entered by hand
    country_of_stay = classified(models.CharField(max_length=3, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    stay = classified(
        models.CharField(max_length=20, choices=words(StayKind), blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    years_displaced = classified(models.PositiveIntegerField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    contact_language = classified(models.CharField(max_length=3, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    is_interpreter_needed = classified(models.BooleanField(null=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    sponsor_wish = classified(
        models.CharField(max_length=10, choices=words(SponsorWish), blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    wants_sharing = classified(models.BooleanField(null=True), Tier.P1, Purpose.HOUSING, Keep.CASE)
    place_wishes = classified(models.JSONField(default=list), Tier.P1, Purpose.HOUSING, Keep.CASE)
    room_sharers = classified(models.JSONField(default=list), Tier.P1, Purpose.HOUSING, Keep.CASE)
    remarks = classified(models.TextField(blank=True), Tier.P3, Purpose.RECEPTION, Keep.CASE)
    corrected = classified(models.JSONField(default=dict), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    corrected_for_named = classified(
        models.JSONField(default=dict), Tier.P3, Purpose.RECEPTION, Keep.CASE
    )  # the same, of relatives and sensitive wishes: their paths tell that there are some

    rows = models.Manager["Household"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "dossier_number"],
                condition=~Q(dossier_number=""),
                name="dossier_number_once_per_municipality",
            )
        ]

    def __str__(self) -> str:
        return f"household {self.pk}"


class Member(models.Model):
    """A person of a household; the number is stable and never used again."""

    household = classified(
        models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    role = classified(models.CharField(max_length=10, choices=words(MemberRole)), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    first_name = classified(models.CharField(max_length=200, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    last_name = classified(models.CharField(max_length=200, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    sought_as = classified(
        models.CharField(max_length=401, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )  # both names without case and accents: neither database can compare those for every script
    born_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    sex = classified(models.CharField(max_length=10), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    nationality = classified(models.CharField(max_length=20, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    languages = classified(models.JSONField(default=list), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    literacy = classified(models.CharField(max_length=20, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    years_of_schooling = classified(models.PositiveIntegerField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    education = classified(models.CharField(max_length=200, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    occupations = classified(models.JSONField(default=list), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    due_on = classified(models.DateField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    is_birth_recorded = classified(models.BooleanField(default=False), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    joined_on = classified(
        models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )  # null: came with the household, or was born into it
    is_born_here = classified(models.BooleanField(default=False), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    left_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    left_why = classified(
        models.CharField(max_length=10, choices=words(LeftWhy), blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE
    )
    role_before = classified(
        models.CharField(max_length=10, choices=words(MemberRole), blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )  # of who became the first contact when the one before left

    rows = models.Manager["Member"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["household", "no"], name="member_no_once"),
            models.CheckConstraint(condition=Q(no__gte=1), name="member_no_from_one"),
        ]

    def __str__(self) -> str:
        return f"member {self.no} of {self.household_id}"


class Need(models.Model):
    """A functional need, never a diagnosis; member_no 0 is the household."""

    household = classified(
        models.ForeignKey(Household, on_delete=models.CASCADE, related_name="needs"),
        Tier.P0,
        Purpose.HOUSING,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.HOUSING, Keep.CASE)
    kind = classified(models.CharField(max_length=30), Tier.P2, Purpose.HOUSING, Keep.CASE)
    explanation = classified(models.TextField(blank=True), Tier.P3, Purpose.HOUSING, Keep.CASE)
    aid = classified(models.CharField(max_length=20, blank=True), Tier.P2, Purpose.HOUSING, Keep.CASE)

    rows = models.Manager["Need"]()

    def __str__(self) -> str:
        return f"need {self.pk}"


class RelativeElsewhere(models.Model):
    """A relative who does not live with the household."""

    household = classified(
        models.ForeignKey(Household, on_delete=models.CASCADE, related_name="relatives"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    relation = classified(models.CharField(max_length=200), Tier.P3, Purpose.RECEPTION, Keep.CASE)
    kind = classified(models.CharField(max_length=10), Tier.P3, Purpose.RECEPTION, Keep.CASE)
    first_name = classified(models.CharField(max_length=200, blank=True), Tier.P3, Purpose.RECEPTION, Keep.CASE)
    country = classified(models.CharField(max_length=3, blank=True), Tier.P3, Purpose.RECEPTION, Keep.CASE)
    is_reunification_wanted = classified(models.BooleanField(null=True), Tier.P3, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["RelativeElsewhere"]()

    def __str__(self) -> str:
        return f"relative {self.pk}"


class Wish(models.Model):
    """A wish about furnishing, neighbourhood, work, school or anything else; member_no 0 is the household."""

    household = classified(
        models.ForeignKey(Household, on_delete=models.CASCADE, related_name="wishes"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    topic = classified(models.CharField(max_length=20), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    text = classified(models.TextField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["Wish"]()

    def __str__(self) -> str:
        return f"wish {self.pk}"


class SensitiveWish(models.Model):
    """A wish about a sponsor group, a mentor or contact with others: for named readers until a person sorted it."""

    household = classified(
        models.ForeignKey(Household, on_delete=models.CASCADE, related_name="sensitive_wishes"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    topic = classified(models.CharField(max_length=20), Tier.P3, Purpose.RECEPTION, Keep.CASE)
    text = classified(models.TextField(), Tier.P3, Purpose.RECEPTION, Keep.CASE)

    rows = models.Manager["SensitiveWish"]()

    def __str__(self) -> str:
        return f"sensitive wish {self.pk}"
