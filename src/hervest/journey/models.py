"""The spine: cases, who works on them, what is known of them, their milestones and tasks."""

from django.db import models
from django.db.models import ExpressionWrapper, F, Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Route, Tier, words
from hervest.journey.contact_models import ContactDraft, ContactEntry
from hervest.journey.document_models import CaseDocument
from hervest.journey.schedule_models import ContactMessage
from hervest.journey.vocabulary import (
    CLOSED_STATES,
    LONGEST_OFFER,
    LONGEST_TITLE,
    Audience,
    CaseKind,
    ClosingReason,
    DeadlineKind,
    DoerRole,
    EmergencyReason,
    EmergencyVerdict,
    MilestoneCode,
    Phase,
    TaskState,
    TeamRole,
    TraitSource,
)
from hervest.journey.workflow_models import WorkflowVersion

__all__ = [
    "Case",
    "CaseDocument",
    "ContactDraft",
    "ContactEntry",
    "ContactMessage",
    "Cover",
    "CoveredTask",
    "EmergencyAccess",
    "FactSet",
    "Milestone",
    "Task",
    "TeamMember",
    "WorkflowVersion",
]


class Case(models.Model):
    """Everything around one household, municipality or sponsor group: the unit of permission, time and work."""

    code = classified(
        models.CharField(max_length=20, null=True, unique=True), Tier.P0, Purpose.PLAN, Keep.CASE
    )  # null only until the row has its number, within the action that opens it
    kind = classified(models.CharField(max_length=20, choices=words(CaseKind)), Tier.P0, Purpose.PLAN, Keep.CASE)
    route = classified(
        models.CharField(max_length=30, choices=words(Route), blank=True), Tier.P0, Purpose.PLAN, Keep.CASE
    )
    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )
    opened_on = classified(models.DateField(), Tier.P0, Purpose.PLAN, Keep.CASE)
    taken_over_on = classified(
        models.DateField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE
    )  # from another municipality: before it nothing of this plan was due here
    parted_on = classified(
        models.DateField(null=True), Tier.P2, Purpose.PLAN, Keep.CASE
    )  # from another household: what hangs on a home or a group counts from it
    closed_on = classified(models.DateField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    closed_as = classified(
        models.CharField(max_length=30, choices=words(ClosingReason), blank=True), Tier.P0, Purpose.PLAN, Keep.CASE
    )
    reopened_because = classified(models.TextField(blank=True), Tier.P2, Purpose.PLAN, Keep.CASE)
    phase = classified(
        models.CharField(max_length=30, choices=words(Phase), default=Phase.ALLOCATION),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )
    arrives_on = classified(models.DateField(null=True), Tier.P1, Purpose.PLAN, Keep.CASE)
    has_arrived = classified(models.BooleanField(default=False), Tier.P0, Purpose.PLAN, Keep.CASE)
    plan_version = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.PLAN, Keep.CASE)
    template_version = classified(models.CharField(max_length=40, blank=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    workflow = classified(
        models.ForeignKey(WorkflowVersion, on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )  # the municipality's own version it is planned by; null: the packaged template
    plan_failed_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE)

    rows = models.Manager["Case"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(kind=CaseKind.MUNICIPALITY), name="one_own_case_per_municipality"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_as="") | (Q(closed_on__isnull=False) & ~Q(closed_as="")),
                name="closed_exactly_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "closed_on"], name="case_open_in_municipality")]

    def __str__(self) -> str:
        return self.code or "?"


class TeamMember(models.Model):
    """Somebody who stands to a case in a role, from a day until a day: never without an end.

    `member_no`: the person of the household it is about (a newcomer's own number, who was referred), 0 for all of it.
    `disclosure`: the level a sponsor group or its coordinator has reached, 0 for nothing (sponsorship.md, 6.5).
    `deputy`: who does it while this person is away; that alone lets nobody in. `offers`: what they do here, in words.
    `mandate_...`: that they read the household's money until a day, who said so, when and why.
    """

    case = classified(
        models.ForeignKey(Case, on_delete=models.CASCADE, related_name="team"), Tier.P0, Purpose.ACCESS, Keep.CASE
    )
    person = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.ACCESS,
        Keep.CASE,
    )
    role = classified(models.CharField(max_length=30, choices=words(TeamRole)), Tier.P0, Purpose.ACCESS, Keep.CASE)
    organisation = classified(
        models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.ACCESS,
        Keep.CASE,
    )
    from_on = classified(models.DateField(), Tier.P0, Purpose.ACCESS, Keep.CASE)
    until_on = classified(models.DateField(), Tier.P0, Purpose.ACCESS, Keep.CASE)
    member_no = classified(models.PositiveSmallIntegerField(default=0), Tier.P0, Purpose.ACCESS, Keep.CASE)
    disclosure = classified(models.PositiveSmallIntegerField(default=0), Tier.P0, Purpose.ACCESS, Keep.CASE)
    deputy = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )
    offers = classified(models.CharField(max_length=LONGEST_OFFER, blank=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    mandate_until = classified(models.DateField(null=True), Tier.P0, Purpose.ACCESS, Keep.CASE)
    mandate_why = classified(models.CharField(max_length=LONGEST_OFFER, blank=True), Tier.P1, Purpose.ACCESS, Keep.CASE)
    mandate_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.ACCESS, Keep.CASE)
    mandate_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.ACCESS,
        Keep.CASE,
    )

    rows = models.Manager["TeamMember"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(deputy=F("person")), name="team_member_is_not_own_deputy"),
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="team_member_ends_after_start"),
            models.CheckConstraint(
                condition=Q(mandate_until__isnull=True, mandate_at__isnull=True, mandate_by__isnull=True)
                | Q(mandate_until__isnull=False, mandate_at__isnull=False, mandate_by__isnull=False),
                name="mandate_with_who_gave_it",
            ),
            models.UniqueConstraint(fields=["case", "person", "role", "member_no", "from_on"], name="team_member_once"),
        ]
        indexes = [models.Index(fields=["person", "until_on"], name="team_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.role}"


class EmergencyAccess(models.Model):
    """That somebody took access to a case for a few hours, why, and what a lead found of it afterwards."""

    case = classified(
        models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+"), Tier.P0, Purpose.ACCESS, Keep.CASE
    )
    person = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.ACCESS,
        Keep.CASE,
    )
    because = classified(
        models.CharField(max_length=30, choices=words(EmergencyReason)), Tier.P0, Purpose.ACCESS, Keep.CASE
    )
    reason = classified(models.TextField(), Tier.P1, Purpose.ACCESS, Keep.CASE)
    taken_at = classified(models.DateTimeField(), Tier.P0, Purpose.ACCESS, Keep.CASE)
    until_at = classified(models.DateTimeField(), Tier.P0, Purpose.ACCESS, Keep.CASE)
    verdict = classified(
        models.CharField(max_length=20, choices=words(EmergencyVerdict), blank=True), Tier.P0, Purpose.ACCESS, Keep.CASE
    )
    verdict_reason = classified(models.TextField(blank=True), Tier.P1, Purpose.ACCESS, Keep.CASE)
    judged_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.ACCESS, Keep.CASE)
    judged_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.ACCESS,
        Keep.CASE,
    )

    rows = models.Manager["EmergencyAccess"]()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gte=F("taken_at")), name="emergency_ends_after_start")
        ]
        indexes = [models.Index(fields=["person", "until_at"], name="emergency_of_person")]

    def __str__(self) -> str:
        return f"{self.case} {self.taken_at:%Y-%m-%d %H:%M}"


class FactSet(models.Model):
    """What one source says of the household (member_no 0) or of one member: traits with their reasons.

    Dates that are too sensitive for a milestone row (a birth that is expected) stand here too, and in `since` the
    first day of a member (`born` or `joined`), the day it was recorded (`known`), and since when a trait holds of them.
    """

    case = classified(
        models.ForeignKey(Case, on_delete=models.CASCADE, related_name="facts"), Tier.P0, Purpose.PLAN, Keep.CASE
    )
    member_no = classified(models.PositiveIntegerField(), Tier.P0, Purpose.PLAN, Keep.CASE)
    source = classified(models.CharField(max_length=20, choices=words(TraitSource)), Tier.P0, Purpose.PLAN, Keep.CASE)
    traits = classified(models.JSONField(default=dict), Tier.P2, Purpose.PLAN, Keep.CASE)
    reasons = classified(models.JSONField(default=dict), Tier.P2, Purpose.PLAN, Keep.CASE)
    dates = classified(models.JSONField(default=dict), Tier.P2, Purpose.PLAN, Keep.CASE)
    since = classified(models.JSONField(default=dict), Tier.P2, Purpose.PLAN, Keep.CASE)

    rows = models.Manager["FactSet"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "member_no", "source"], name="facts_once_per_source"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.member_no} {self.source}"


class Milestone(models.Model):
    """A moment from which dates count, for the household (member_no 0) or one member."""

    case = classified(
        models.ForeignKey(Case, on_delete=models.CASCADE, related_name="milestones"), Tier.P0, Purpose.PLAN, Keep.CASE
    )
    code = classified(models.CharField(max_length=30, choices=words(MilestoneCode)), Tier.P0, Purpose.PLAN, Keep.CASE)
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.PLAN, Keep.CASE)
    planned_on = classified(models.DateField(null=True), Tier.P2, Purpose.PLAN, Keep.CASE)
    actual_on = classified(models.DateField(null=True), Tier.P2, Purpose.PLAN, Keep.CASE)
    source = classified(models.CharField(max_length=40), Tier.P0, Purpose.PLAN, Keep.CASE)
    reason = classified(models.TextField(blank=True), Tier.P2, Purpose.PLAN, Keep.CASE)
    recorded_at = classified(models.DateTimeField(), Tier.P0, Purpose.PLAN, Keep.CASE)
    recorded_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )

    rows = models.Manager["Milestone"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "code", "member_no"], name="milestone_once"),
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(actual_on__isnull=False), name="milestone_has_a_date"
            ),
            models.CheckConstraint(
                condition=~Q(code=MilestoneCode.BIRTH_EXPECTED), name="births_are_kept_with_the_facts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.code}"


class Task(models.Model):
    """One piece of work in a case's plan."""

    case = classified(
        models.ForeignKey(Case, on_delete=models.CASCADE, related_name="tasks"), Tier.P0, Purpose.PLAN, Keep.CASE
    )
    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+", db_index=False),
        Tier.P0,
        Purpose.ACCESS,
        Keep.CASE,
    )  # the case's own: a list by day reads one index, and stops at the end of its page
    template = classified(models.CharField(max_length=10, blank=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    member_no = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.PLAN, Keep.CASE)
    repeat_no = classified(models.PositiveIntegerField(default=1), Tier.P0, Purpose.PLAN, Keep.CASE)
    earlier_group = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.PLAN, Keep.CASE)
    title = classified(models.CharField(max_length=LONGEST_TITLE, blank=True), Tier.P2, Purpose.PLAN, Keep.CASE)
    tier = classified(models.CharField(max_length=3, choices=words(Tier)), Tier.P0, Purpose.ACCESS, Keep.CASE)
    audience = classified(models.CharField(max_length=20, choices=words(Audience)), Tier.P0, Purpose.ACCESS, Keep.CASE)
    is_finance = classified(models.BooleanField(default=False), Tier.P0, Purpose.ACCESS, Keep.CASE)
    phase = classified(models.CharField(max_length=30, choices=words(Phase)), Tier.P0, Purpose.PLAN, Keep.CASE)
    kind = classified(models.CharField(max_length=10, choices=words(DeadlineKind)), Tier.P0, Purpose.PLAN, Keep.CASE)
    doer = classified(models.CharField(max_length=30, choices=words(DoerRole)), Tier.P0, Purpose.PLAN, Keep.CASE)
    recorded_by = classified(
        models.CharField(max_length=30, choices=words(DoerRole), blank=True), Tier.P0, Purpose.PLAN, Keep.CASE
    )
    state = classified(models.CharField(max_length=20, choices=words(TaskState)), Tier.P0, Purpose.PLAN, Keep.CASE)
    is_open = classified(
        models.GeneratedField(
            expression=ExpressionWrapper(~Q(state__in=sorted(CLOSED_STATES)), models.BooleanField()),
            output_field=models.BooleanField(),
            db_persist=True,
        ),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )  # a column, because SQLite takes an index on some rows only for a condition without parameters
    start_on = classified(models.DateField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    due_on = classified(models.DateField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    limit_on = classified(models.DateField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    because = classified(models.JSONField(default=dict), Tier.P2, Purpose.PLAN, Keep.CASE)
    is_fixed = classified(models.BooleanField(default=False), Tier.P0, Purpose.PLAN, Keep.CASE)
    is_touched = classified(models.BooleanField(default=False), Tier.P0, Purpose.PLAN, Keep.CASE)
    gone = classified(models.JSONField(null=True), Tier.P2, Purpose.PLAN, Keep.CASE)
    holder = classified(models.CharField(max_length=30, choices=words(TeamRole)), Tier.P0, Purpose.PLAN, Keep.CASE)
    is_stand_in = classified(models.BooleanField(default=False), Tier.P0, Purpose.PLAN, Keep.CASE)
    assigned_to = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )
    waiting_for = classified(models.CharField(max_length=200, blank=True), Tier.P2, Purpose.PLAN, Keep.CASE)
    waiting_since = classified(models.DateField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    reason = classified(models.TextField(blank=True), Tier.P2, Purpose.PLAN, Keep.CASE)
    state_before = classified(
        models.CharField(max_length=20, choices=words(TaskState), blank=True), Tier.P0, Purpose.PLAN, Keep.CASE
    )  # of what a person finished: how it stood until then, for who undoes it
    done_on = classified(models.DateField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    done_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    done_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )

    rows = models.Manager["Task"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "template", "member_no", "repeat_no", "earlier_group"],
                condition=~Q(template=""),
                name="planned_task_once",
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_at__isnull=False)
                | (~Q(state=TaskState.DONE) & Q(done_at__isnull=True)),
                name="done_exactly_when_done_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["case", "due_on"],
                condition=Q(is_open=True),
                name="open_tasks_of_case",
            ),
            models.Index(
                fields=["municipality", "due_on", "kind", "limit_on", "case"],
                condition=Q(is_open=True),
                name="open_tasks_by_day",
            ),
            models.Index(  # what is critically late stands first on every worklist, among many that are merely late
                fields=["municipality", "due_on", "limit_on", "case"],
                condition=Q(is_open=True, kind__in=["hard", "legal"]),
                name="open_binding_tasks_by_day",
            ),
            models.Index(
                fields=["assigned_to", "due_on"],
                condition=Q(is_open=True) & Q(assigned_to__isnull=False),
                name="open_tasks_of_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.template}"


class Cover(models.Model):
    """That the open work of a colleague went to somebody else in one act: it can be undone in one."""

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.ACCESS,
        Keep.CASE,
    )
    colleague = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )
    person = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )
    at = classified(models.DateTimeField(), Tier.P0, Purpose.PLAN, Keep.CASE)
    until_on = classified(models.DateField(), Tier.P0, Purpose.PLAN, Keep.CASE)
    reason = classified(models.TextField(), Tier.P0, Purpose.PLAN, Keep.CASE)
    undone_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLAN, Keep.CASE)
    seats = classified(models.ManyToManyField(TeamMember, related_name="+"), Tier.P0, Purpose.ACCESS, Keep.CASE)

    rows = models.Manager["Cover"]()

    def __str__(self) -> str:
        return f"{self.colleague} -> {self.person} {self.at:%Y-%m-%d}"


class CoveredTask(models.Model):
    """One task of it: to whom it was given before (nobody: to its role), and whether a person had touched it."""

    cover = classified(
        models.ForeignKey(Cover, on_delete=models.CASCADE, related_name="tasks"), Tier.P0, Purpose.PLAN, Keep.CASE
    )
    task = classified(
        models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+"), Tier.P0, Purpose.PLAN, Keep.CASE
    )
    before = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLAN,
        Keep.CASE,
    )
    was_touched = classified(models.BooleanField(), Tier.P0, Purpose.PLAN, Keep.CASE)

    rows = models.Manager["CoveredTask"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cover", "task"], name="task_once_in_a_cover")]

    def __str__(self) -> str:
        return f"{self.cover}: {self.task}"
