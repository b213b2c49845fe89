"""What is kept of explaining again, and by its own file of reunification; what is expected is worked out."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Interpreting, Tier, words
from hervest.guidance import reunion_models
from hervest.guidance.arriving_models import HandOver, RunLine
from hervest.guidance.assessing_models import Assessment, HoursSpent, SupportIntensity, WorkingHours
from hervest.guidance.goal_models import Activity, Goal, GoalStep
from hervest.guidance.integrating_models import CompanyWish, IntegrationEvent, IntegrationPlan
from hervest.guidance.interpreting_models import InterpreterBooking, InterpreterExclusion
from hervest.guidance.money_models import Budget, BudgetLine, Guarantee, Loan, OwnAmount
from hervest.guidance.ready_models import HomeItem
from hervest.guidance.referring_models import Referral
from hervest.guidance.safety_models import (
    ConcernReader,
    Incident,
    PeerRequest,
    ProtectionConcern,
    SafetyPlan,
    Signal,
    SignalStep,
    SignalTriager,
    Told,
)
from hervest.guidance.vocabulary import LONGEST_WORDS, Understood

__all__ = [
    "Activity",
    "Assessment",
    "Budget",
    "BudgetLine",
    "CompanyWish",
    "ConcernReader",
    "Explanation",
    "Goal",
    "GoalStep",
    "Guarantee",
    "HandOver",
    "HomeItem",
    "HoursSpent",
    "Incident",
    "IntegrationEvent",
    "IntegrationPlan",
    "InterpreterBooking",
    "InterpreterExclusion",
    "Loan",
    "OwnAmount",
    "PeerRequest",
    "ProtectionConcern",
    "Referral",
    "RunLine",
    "SafetyPlan",
    "Signal",
    "SignalStep",
    "SignalTriager",
    "SupportIntensity",
    "Told",
    "WorkingHours",
    "reunion_models",
]


class Explanation(models.Model):
    """One time that something is explained to a household or to people in it: planned, explained, or not needed.

    `members`: to whom, empty where to all of them; `moment`: which of the topic's own moments it is. `own_words`: what
    somebody said back. `contact`: the contact in which it was explained. `plan_...` and `was_needless`: what was
    planned, or called not needed, as it stood before it was explained; if that is taken back, it stands again.
    """

    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="explanations"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    topic = classified(models.CharField(max_length=40), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    members = classified(models.JSONField(default=list), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    moment = classified(models.CharField(max_length=10, blank=True), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    planned_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    given_on = classified(models.DateField(null=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    is_needless = classified(models.BooleanField(default=False), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    explainer = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    language = classified(models.CharField(max_length=10, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting), blank=True),
        Tier.P1,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    understood = classified(
        models.CharField(max_length=10, choices=words(Understood), blank=True),
        Tier.P2,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    is_said_back = classified(models.BooleanField(null=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    own_words = classified(
        models.CharField(max_length=LONGEST_WORDS, blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE
    )
    note = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    was_needless = classified(models.BooleanField(default=False), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    plan_explainer = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    plan_language = classified(models.CharField(max_length=10, blank=True), Tier.P1, Purpose.RECEPTION, Keep.CASE)
    plan_interpreting = classified(
        models.CharField(max_length=20, choices=words(Interpreting), blank=True),
        Tier.P1,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    plan_note = classified(models.TextField(blank=True), Tier.P2, Purpose.RECEPTION, Keep.CASE)
    contact = classified(
        models.ForeignKey("journey.ContactEntry", on_delete=models.SET_NULL, related_name="+", null=True),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )
    n_changed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_at = classified(models.DateTimeField(), Tier.P0, Purpose.RECEPTION, Keep.CASE)
    changed_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.RECEPTION,
        Keep.CASE,
    )

    rows = models.Manager["Explanation"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(given_on__isnull=False) | Q(is_needless=True),
                name="explanation_planned_given_or_needless",
            ),
            models.CheckConstraint(
                condition=~Q(is_needless=True, given_on__isnull=False), name="explanation_given_is_no_needless_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.topic} {self.given_on or self.planned_on or ''}"
