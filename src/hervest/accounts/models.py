"""Organisations, the people who log in, and what they are a member of."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from hervest.accounts.practice_rules import PLACE_PREFIX, PLACES_END
from hervest.accounts.vocabulary import LANGUAGES, HeaderStyle, OrganisationKind, Role, SavedPage, TakenWhy
from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Route, Tier, words


class Municipality(models.Model):
    """A municipality that works with Hervest. The CBS code is its only key.

    `practice_of`: it is none, but the place where this organisation practises (decision 33).
    """

    code = classified(models.CharField(max_length=10, primary_key=True), Tier.P0, Purpose.ACCESS, Keep.CONFIGURATION)
    name = classified(models.CharField(max_length=100), Tier.P0, Purpose.ACCESS, Keep.CONFIGURATION)
    phone = classified(models.CharField(max_length=30, blank=True), Tier.P0, Purpose.ACCESS, Keep.CONFIGURATION)
    sponsor_programme = classified(models.BooleanField(default=False), Tier.P0, Purpose.OPERATION, Keep.CONFIGURATION)
    is_demo = classified(models.BooleanField(default=False), Tier.P0, Purpose.OPERATION, Keep.CONFIGURATION)
    colour = classified(models.CharField(max_length=7, blank=True), Tier.P0, Purpose.OPERATION, Keep.CONFIGURATION)
    header = classified(
        models.CharField(max_length=10, choices=words(HeaderStyle), default=HeaderStyle.COLOURED),
        Tier.P0,
        Purpose.OPERATION,
        Keep.CONFIGURATION,
    )
    logo_version = classified(
        models.CharField(max_length=12, blank=True), Tier.P0, Purpose.OPERATION, Keep.CONFIGURATION
    )

    practice_of = classified(
        models.OneToOneField("accounts.Organisation", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.OPERATION,
        Keep.CONFIGURATION,
    )

    rows = models.Manager["Municipality"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(practice_of__isnull=False, code__gte=PLACE_PREFIX, code__lt=PLACES_END)
                | (Q(practice_of__isnull=True) & (Q(code__lt=PLACE_PREFIX) | Q(code__gte=PLACES_END))),
                name="practice_is_told_by_its_code",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Logo(models.Model):
    """A municipality's logo, made anew from the picture that was given: nothing else of that file is kept."""

    municipality = classified(
        models.OneToOneField(Municipality, on_delete=models.CASCADE, related_name="logo"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.CONFIGURATION,
    )
    png = classified(models.BinaryField(), Tier.P0, Purpose.OPERATION, Keep.CONFIGURATION)

    rows = models.Manager["Logo"]()

    def __str__(self) -> str:
        return f"logo of {self.municipality_id}"


class Organisation(models.Model):
    """A municipality's own organisation or a partner of one or more municipalities."""

    name = classified(models.CharField(max_length=150), Tier.P0, Purpose.ACCESS, Keep.ACCOUNT)
    kind = classified(
        models.CharField(max_length=30, choices=words(OrganisationKind)),
        Tier.P0,
        Purpose.ACCESS,
        Keep.ACCOUNT,
    )
    municipalities = classified(
        models.ManyToManyField(Municipality, related_name="organisations"), Tier.P0, Purpose.ACCESS, Keep.ACCOUNT
    )

    rows = models.Manager["Organisation"]()

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """What Django's login needs to find a person; rooms use queries instead."""

    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this e-mail address, however it was typed."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who can log in."""

    email = classified(models.EmailField(unique=True), Tier.PX, Purpose.ACCESS, Keep.ACCOUNT)
    name = classified(models.CharField(max_length=150), Tier.P0, Purpose.ACCESS, Keep.ACCOUNT)
    language = classified(
        models.CharField(max_length=5, choices=list(LANGUAGES.items()), default="nl"),
        Tier.P0,
        Purpose.ACCESS,
        Keep.ACCOUNT,
    )
    is_active = classified(models.BooleanField(default=True), Tier.PX, Purpose.ACCESS, Keep.ACCOUNT)
    is_demo = classified(models.BooleanField(default=False), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)
    password = classified(models.CharField(max_length=128), Tier.PX, Purpose.ACCESS, Keep.ACCOUNT)
    last_login = classified(models.DateTimeField(null=True, blank=True), Tier.PX, Purpose.ACCESS, Keep.ACCOUNT)

    link_until = classified(models.DateTimeField(null=True, blank=True), Tier.PX, Purpose.ACCESS, Keep.ACCOUNT)
    link_by = classified(
        models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Tier.PX,
        Purpose.ACCESS,
        Keep.ACCOUNT,
    )
    factors_taken_at = classified(models.DateTimeField(null=True, blank=True), Tier.PX, Purpose.ACCESS, Keep.ACCOUNT)
    factors_taken_why = classified(
        models.CharField(max_length=20, choices=words(TakenWhy), blank=True), Tier.PX, Purpose.ACCESS, Keep.ACCOUNT
    )
    factors_taken_by = classified(
        models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"),
        Tier.PX,
        Purpose.ACCESS,
        Keep.ACCOUNT,
    )

    tour_seen = classified(models.JSONField(default=list), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)
    tour_is_over = classified(models.BooleanField(default=False), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)

    objects = PersonManager()  # allauth and its migrations know no other name
    rows = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role at an organisation, for the municipalities named, from a day until a day.

    `is_undone`: it ended on its first day or before, so that it held on no whole day, and ends before it starts.
    """

    person = classified(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships"),
        Tier.P0,
        Purpose.ACCESS,
        Keep.ACCOUNT,
    )
    organisation = classified(
        models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships"),
        Tier.P0,
        Purpose.ACCESS,
        Keep.ACCOUNT,
    )
    role = classified(
        models.CharField(max_length=30, choices=words(Role)),
        Tier.P0,
        Purpose.ACCESS,
        Keep.ACCOUNT,
    )
    municipalities = classified(
        models.ManyToManyField(Municipality, related_name="memberships"), Tier.P0, Purpose.ACCESS, Keep.ACCOUNT
    )
    from_on = classified(models.DateField(), Tier.P0, Purpose.ACCESS, Keep.ACCOUNT)
    until_on = classified(models.DateField(), Tier.P0, Purpose.ACCESS, Keep.ACCOUNT)
    is_undone = classified(models.BooleanField(default=False), Tier.P0, Purpose.ACCESS, Keep.ACCOUNT)

    rows = models.Manager["Membership"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_undone=False, until_on__gte=F("from_on")) | Q(is_undone=True, until_on__lt=F("from_on")),
                name="membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "role", "from_on"],
                condition=Q(is_undone=False),
                name="membership_once_per_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class DefaultCoordinator(models.Model):
    """Who becomes case lead of a case that arrives by import, per municipality and route (access.md)."""

    municipality = classified(
        models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="default_coordinators"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.CONFIGURATION,
    )
    route = classified(
        models.CharField(max_length=30, choices=words(Route)),
        Tier.P0,
        Purpose.OPERATION,
        Keep.CONFIGURATION,
    )
    person = classified(
        models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.OPERATION,
        Keep.CONFIGURATION,
    )

    rows = models.Manager["DefaultCoordinator"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality", "route"], name="one_default_per_route")]

    def __str__(self) -> str:
        return f"{self.municipality} {self.route}: {self.person}"


class Submission(models.Model):
    """A form that was sent and done: the same form sent again does nothing twice."""

    key = classified(models.CharField(max_length=64), Tier.PX, Purpose.OPERATION, Keep.SHORT)
    person_key = classified(models.CharField(max_length=64), Tier.PX, Purpose.OPERATION, Keep.SHORT)
    verb = classified(models.CharField(max_length=80), Tier.PX, Purpose.OPERATION, Keep.SHORT)
    at = classified(models.DateTimeField(), Tier.PX, Purpose.OPERATION, Keep.SHORT)
    answer = classified(models.CharField(max_length=500, blank=True), Tier.PX, Purpose.OPERATION, Keep.SHORT)

    rows = models.Manager["Submission"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "person_key"], name="submission_once")]

    def __str__(self) -> str:
        return f"{self.verb} {self.key}"


class SavedView(models.Model):
    """How somebody likes to look at a list: its filters and order, under a name of their own; nobody else sees it."""

    person = classified(
        models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_views"),
        Tier.PX,
        Purpose.OPERATION,
        Keep.ACCOUNT,
    )
    page = classified(
        models.CharField(max_length=20, choices=words(SavedPage)), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT
    )
    name = classified(models.CharField(max_length=60), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)
    query = classified(models.CharField(max_length=400, blank=True), Tier.PX, Purpose.OPERATION, Keep.ACCOUNT)

    rows = models.Manager["SavedView"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "page", "name"], name="one_view_of_a_name_per_page")]

    def __str__(self) -> str:
        return f"{self.page} {self.name}"
