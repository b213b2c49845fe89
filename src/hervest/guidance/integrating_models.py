"""What is kept of civic integration: plans, what happened on the way, and whom somebody wants at a talk."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Interpreting, Tier, words
from hervest.guidance.integrating_vocabulary import IntegrationEventKind, LearningRoute


class IntegrationPlan(models.Model):
    """A plan (PIP) of one person as it was settled, or changed, on a day; the last one holds.

    The day of the plan is the milestone of the case, where it `is_first`. `replaced_on`: the day that stood there
    before; `route_said`: what was said by hand of the labour-market module before; for who takes it back.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="integration_plans"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    route = classified(
        models.CharField(max_length=20, choices=words(LearningRoute)), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    decided_on = classified(models.DateField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    is_first = classified(models.BooleanField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    replaced_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    route_said = classified(models.BooleanField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    n_talks = classified(models.PositiveIntegerField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    weekly_hours = classified(models.PositiveIntegerField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    pvt_hours = classified(models.PositiveIntegerField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    map_hours = classified(models.PositiveIntegerField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    support = classified(models.TextField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    agreements = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    made_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    made_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["IntegrationPlan"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(member_no__gt=0), name="integration_plan_is_of_a_person"),
            models.CheckConstraint(
                condition=~Q(route=LearningRoute.EDUCATION.value) | Q(map_hours__isnull=True),
                name="no_labour_market_module_on_the_route_of_education",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} plan of {self.member_no}"


class IntegrationEvent(models.Model):
    """Something that happened on somebody's way, or a talk they are invited to.

    `company`: who else was there, or is invited, because the person asked for it; empty: nobody. `until_on`: the new
    last day, where the term was extended. `end_planned_on`, `end_actual_on` and `duty_said`: what was recorded of this
    person's last day, and said by hand of their duty, before this; for who takes it back.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="integration_events"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    kind = classified(
        models.CharField(max_length=24, choices=words(IntegrationEventKind)), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    on = classified(models.DateField(), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    hours = classified(models.PositiveIntegerField(default=0), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    until_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting), blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE
    )
    company = classified(models.JSONField(default=list), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    note = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    end_planned_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    end_actual_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    duty_said = classified(models.BooleanField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    noted_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    noted_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["IntegrationEvent"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(member_no__gt=0), name="integration_event_is_of_a_person"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(kind=IntegrationEventKind.EXTENSION_GRANTED.value),
                name="only_an_extension_has_a_new_last_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} of {self.member_no}"


class CompanyWish(models.Model):
    """Whom somebody wants with them at talks about their integration; the last word holds, and none means alone.

    `said_by_themselves`: on their own page; else who works with them recorded it, in the person's words.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="company_wishes"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    company = classified(models.JSONField(default=list), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    own_words = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    said_by_themselves = classified(models.BooleanField(), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    said_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    said_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["CompanyWish"]()

    def __str__(self) -> str:
        return f"{self.case} company of {self.member_no}"
