"""Programmes, sponsor groups, the sponsors in them, and that their screening was seen."""

from django.db import models
from django.db.models import F, Q

from hervest.core.classified import AnyField, Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.sponsorship.vocabulary import (
    N_MODULES,
    GroupBond,
    GroupRole,
    GroupStage,
    Rhythm,
    ScreeningKind,
    ScreeningState,
)


def _programme(field: AnyField) -> AnyField:
    return classified(field, Tier.P0, Purpose.SPONSORSHIP, Keep.CONFIGURATION)


def _open(field: AnyField) -> AnyField:
    """Of groups: no person stands in it."""
    return classified(field, Tier.P0, Purpose.SPONSORSHIP, Keep.SPONSOR)


def _personal(field: AnyField) -> AnyField:
    """Who a sponsor is, and how to reach them."""
    return classified(field, Tier.P1, Purpose.SPONSORSHIP, Keep.SPONSOR)


def _screened(field: AnyField) -> AnyField:
    """Outcomes of screening."""
    return classified(field, Tier.PS, Purpose.SPONSORSHIP, Keep.SPONSOR)


class Programme(models.Model):
    """Groups of sponsors that an organisation runs for a municipality: how many they are, how far, how soon."""

    municipality = _programme(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
    )
    organisation = _programme(
        models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+"),
    )
    name = _programme(models.CharField(max_length=100))
    from_on = _programme(models.DateField(null=True))
    until_on = _programme(models.DateField(null=True))
    min_group = _programme(models.PositiveSmallIntegerField())
    target_group = _programme(models.PositiveSmallIntegerField())
    travel_minutes = _programme(models.PositiveSmallIntegerField())
    response_days = _programme(models.PositiveSmallIntegerField())

    rows = models.Manager["Programme"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="programme_name_once"),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="programme_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(min_group__gte=2, target_group__gte=F("min_group")), name="no_programme_of_groups_of_one"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SponsorGroup(models.Model):
    """People who welcome a household together; null = not known, and a word not in `abilities` was not asked.

    `starts_from` and `starts_until`: first and last day on which it can begin. `area`: minutes that at least three
    members need to a neighbourhood, by the four digits of its postcode. `themes`: covered by its plan; null = no plan.
    """

    programme = _open(models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="groups"))
    name = _open(models.CharField(max_length=100))
    stage = _open(models.CharField(max_length=20, choices=words(GroupStage), default=GroupStage.FORMING.value))
    ready_until = _open(models.DateField(null=True))
    capacity_persons = _open(models.PositiveSmallIntegerField(null=True))
    abilities = _open(models.JSONField(default=dict))
    starts_from = _open(models.DateField(null=True))
    starts_until = _open(models.DateField(null=True))
    area = _open(models.JSONField(default=dict))
    themes = _open(models.JSONField(null=True))
    rhythm = _open(models.CharField(max_length=20, choices=words(Rhythm), blank=True))
    contact_forms = _open(models.JSONField(default=list))
    bond = _open(models.CharField(max_length=20, choices=words(GroupBond), blank=True))
    description = _open(models.TextField(blank=True))
    version = _open(models.PositiveIntegerField(default=0))

    rows = models.Manager["SponsorGroup"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="group_name_once"),
            models.CheckConstraint(
                condition=Q(starts_from__isnull=True)
                | Q(starts_until__isnull=True)
                | Q(starts_until__gte=F("starts_from")),
                name="group_starts_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(stage=GroupStage.READY.value) | Q(ready_until__isnull=False),
                name="group_is_ready_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sponsor(models.Model):
    """Somebody in a programme; never their religion, origin or income. Null and empty: not said.

    `languages`: level by ISO 639 code. `counts_as_woman`: in their own words, and read by the protective rule only.
    """

    programme = _open(models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sponsors"))
    person = _open(models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True))
    name = _personal(models.CharField(max_length=150))
    email = _personal(models.EmailField(blank=True))
    phone = _personal(models.CharField(max_length=30, blank=True))
    birth_year = _personal(models.PositiveSmallIntegerField(null=True))
    postcode = _personal(models.CharField(max_length=10, blank=True))
    languages = _personal(models.JSONField(default=dict))
    hours_least = _personal(models.PositiveSmallIntegerField(null=True))
    hours_most = _personal(models.PositiveSmallIntegerField(null=True))
    blocks = _personal(models.JSONField(default=list))
    transport = _personal(models.JSONField(default=list))
    interests = _personal(models.JSONField(default=list))
    work_fields = _personal(models.JSONField(default=list))
    experience = _personal(models.JSONField(default=list))
    away_from = _personal(models.DateField(null=True))
    away_until = _personal(models.DateField(null=True))
    counts_as_woman = classified(models.BooleanField(null=True), Tier.P2, Purpose.SPONSORSHIP, Keep.SPONSOR)
    version = _open(models.PositiveIntegerField(default=0))

    rows = models.Manager["Sponsor"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "person"], condition=Q(person__isnull=False), name="one_sponsor_per_login"
            ),
            models.CheckConstraint(
                condition=Q(hours_least__isnull=True)
                | Q(hours_most__isnull=True)
                | Q(hours_most__gte=F("hours_least")),
                name="sponsor_hours_in_order",
            ),
            models.CheckConstraint(
                condition=Q(away_from__isnull=True, away_until__isnull=True)
                | Q(away_from__isnull=False, away_until__isnull=False, away_until__gte=F("away_from")),
                name="sponsor_away_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SponsorMembership(models.Model):
    """A sponsor in a group, in a role, from a day until a day; the days it is over stay. `backup`: who steps in."""

    sponsor = _open(models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="memberships"))
    group = _open(models.ForeignKey(SponsorGroup, on_delete=models.PROTECT, related_name="memberships"))
    role = _open(models.CharField(max_length=30, choices=words(GroupRole)))
    from_on = _open(models.DateField())
    until_on = _open(models.DateField())
    backup = _open(models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="+", null=True))

    rows = models.Manager["SponsorMembership"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sponsor", "group", "role", "from_on"], name="sponsor_membership_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="sponsor_membership_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(backup__isnull=True) | ~Q(backup=F("sponsor")), name="nobody_is_their_own_backup"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor_id} {self.role}"


class Screening(models.Model):
    """That something was asked of a sponsor and what came of it; never the document, its content or a reason.

    `asked_again_on`: since when a new one is awaited of something that was seen, which counts until its last day.
    """

    sponsor = _open(models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="screenings"))
    kind = _open(models.CharField(max_length=20, choices=words(ScreeningKind)))
    state = _screened(models.CharField(max_length=20, choices=words(ScreeningState)))
    seen_on = _screened(models.DateField(null=True))
    seen_by = _open(models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True))
    valid_until = _screened(models.DateField(null=True))
    asked_again_on = _screened(models.DateField(null=True))

    rows = models.Manager["Screening"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sponsor", "kind"], name="one_screening_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor_id} {self.kind}"


class ModuleFollowed(models.Model):
    """A module of the training that a sponsor followed."""

    sponsor = _open(models.ForeignKey(Sponsor, on_delete=models.CASCADE, related_name="modules"))
    number = _open(models.PositiveSmallIntegerField())
    followed_on = _open(models.DateField())

    rows = models.Manager["ModuleFollowed"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sponsor", "number"], name="module_followed_once"),
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=N_MODULES), name="module_exists"),
        ]

    def __str__(self) -> str:
        return f"{self.sponsor_id} {self.number}"


GROUP_COLUMNS = frozenset(
    {
        "name",
        "capacity_persons",
        "abilities",
        "starts_from",
        "starts_until",
        "area",
        "themes",
        "rhythm",
        "contact_forms",
        "bond",
        "description",
    }
)
"""What describes a group; its stage is no description and has an action of its own."""

SPONSOR_COLUMNS = frozenset(
    {
        "name",
        "email",
        "phone",
        "birth_year",
        "postcode",
        "languages",
        "hours_least",
        "hours_most",
        "blocks",
        "transport",
        "interests",
        "work_fields",
        "experience",
        "away_from",
        "away_until",
        "counts_as_woman",
    }
)
"""What a sponsor says of themselves."""
