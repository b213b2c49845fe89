"""Runs of the solver with their proposals, the words and blocks of persons, decisions and placements."""

from django.db import models
from django.db.models import F, Q

from hervest.core.classified import Keep, Purpose, classified
from hervest.core.vocabulary import Tier, words
from hervest.placement import agreed_models, match_models, talk_models, transfer_models
from hervest.placement.vocabulary import DecisionKind, PersonsWord, ProposalState, RunProblem, RunState

__all__ = [
    "BUSY",
    "Block",
    "Decision",
    "PairWord",
    "Placement",
    "Proposal",
    "Run",
    "agreed_models",
    "match_models",
    "talk_models",
    "transfer_models",
]

BUSY = (RunState.QUEUED, RunState.RUNNING)


class Run(models.Model):
    """One time that the solver looks for the best plan of a municipality, and what it proved."""

    municipality = classified(
        models.ForeignKey("accounts.Municipality", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CONFIGURATION,
    )
    state = classified(
        models.CharField(max_length=10, choices=words(RunState)), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION
    )
    started_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CONFIGURATION,
    )
    started_at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    alive_at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    ended_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    is_stop_wanted = classified(models.BooleanField(default=False), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    seed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    criteria_version = classified(
        models.CharField(max_length=20, blank=True), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION
    )
    inputs = classified(
        models.CharField(max_length=64, blank=True), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION
    )  # SHA-256 of what it judged
    n_households = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    n_units = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    n_pairs = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    n_placed = classified(models.PositiveIntegerField(default=0), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    objective = classified(
        models.FloatField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION
    )  # the best so far while it runs
    bound = classified(models.FloatField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    gap = classified(models.FloatField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    seconds = classified(models.FloatField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    is_proven = classified(models.BooleanField(default=False), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)
    problem = classified(
        models.CharField(max_length=30, choices=words(RunProblem), blank=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CONFIGURATION,
    )
    problem_params = classified(models.JSONField(default=dict), Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)

    rows = models.Manager["Run"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality"], condition=Q(state__in=BUSY), name="one_busy_run_per_municipality"
            ),
            models.CheckConstraint(
                condition=Q(state__in=BUSY, ended_at__isnull=True) | (~Q(state__in=BUSY) & Q(ended_at__isnull=False)),
                name="run_ended_exactly_when_not_busy",
            ),
            models.CheckConstraint(
                condition=~Q(state=RunState.DONE) | Q(objective__isnull=False, bound__isnull=False, gap__isnull=False),
                name="run_done_with_its_proof",
            ),
            models.CheckConstraint(
                condition=(Q(state=RunState.FAILED) & ~Q(problem="")) | (~Q(state=RunState.FAILED) & Q(problem="")),
                name="run_failed_exactly_with_a_problem",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.started_at:%Y-%m-%d %H:%M} {self.state}"


class Proposal(models.Model):
    """What a run proposes for one household: a unit, or none; with the fit as it was judged then."""

    run = classified(
        models.ForeignKey(Run, on_delete=models.CASCADE, related_name="proposals"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    case = classified(
        models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    unit = classified(
        models.ForeignKey("housing.DwellingUnit", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    state = classified(
        models.CharField(max_length=20, choices=words(ProposalState)), Tier.P0, Purpose.PLACEMENT, Keep.CASE
    )
    fit = classified(models.JSONField(default=dict), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    runner_up = classified(models.JSONField(default=dict), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    why_not = classified(models.JSONField(default=dict), Tier.P2, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["Proposal"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "case"], name="one_proposal_per_case_and_run"),
            models.UniqueConstraint(
                fields=["run", "unit"], condition=Q(unit__isnull=False), name="a_run_proposes_a_unit_once"
            ),
        ]
        indexes = [models.Index(fields=["case", "state"], name="proposals_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} {self.state}"


class PairWord(models.Model):
    """A person's word to the solver about one pair: together, or never."""

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
    word = classified(
        models.CharField(max_length=10, choices=words(PersonsWord)), Tier.P0, Purpose.PLACEMENT, Keep.CASE
    )
    reason = classified(models.TextField(blank=True), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
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

    rows = models.Manager["PairWord"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit"], condition=Q(is_active=True), name="one_active_word_per_pair"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_active=True, word=PersonsWord.LOCK), name="one_lock_per_case"
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(is_active=True, word=PersonsWord.LOCK), name="one_lock_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, ended_at__isnull=True) | Q(is_active=False, ended_at__isnull=False),
                name="word_ended_exactly_when_inactive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.case_id} {self.unit_id}"


class Block(models.Model):
    """A home excluded for a household by a named person (HOME-H12); the reason is shown to nobody else."""

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
    reason = classified(models.TextField(), Tier.P3, Purpose.PLACEMENT, Keep.CASE)
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    is_active = classified(models.BooleanField(default=True), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    ended_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["Block"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "unit", "by"], condition=Q(is_active=True), name="one_active_block_per_person"
            ),
            models.CheckConstraint(
                condition=Q(is_active=True, ended_at__isnull=True) | Q(is_active=False, ended_at__isnull=False),
                name="block_ended_exactly_when_inactive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"


class Decision(models.Model):
    """A person decided on a unit for a household: who, when, why, and which proposal it followed or departed from."""

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
    proposal = classified(
        models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions", null=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    kind = classified(
        models.CharField(max_length=10, choices=words(DecisionKind)), Tier.P0, Purpose.PLACEMENT, Keep.CASE
    )
    reason = classified(models.TextField(blank=True), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    fit = classified(models.JSONField(default=dict), Tier.P2, Purpose.PLACEMENT, Keep.CASE)
    by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    at = classified(models.DateTimeField(), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    undone_by = classified(
        models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    undone_at = classified(models.DateTimeField(null=True), Tier.P0, Purpose.PLACEMENT, Keep.CASE)
    undone_because = classified(models.TextField(blank=True), Tier.P2, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["Decision"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="undone_by_and_at_both_or_neither",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.FOLLOWED) | Q(proposal__isnull=False),
                name="only_a_proposal_can_be_followed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id} {self.kind}"


class Placement(models.Model):
    """A household has a unit, from a day; a unit takes one household at a time, and a household one unit.

    One that is over keeps its unit until `until_on`, where that day is still to come: the household moves away then.
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
    decision = classified(
        models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="placement"),
        Tier.P0,
        Purpose.PLACEMENT,
        Keep.CASE,
    )
    from_on = classified(models.DateField(), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    until_on = classified(models.DateField(null=True), Tier.P1, Purpose.PLACEMENT, Keep.CASE)
    is_active = classified(models.BooleanField(default=True), Tier.P0, Purpose.PLACEMENT, Keep.CASE)

    rows = models.Manager["Placement"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(is_active=True), name="one_active_placement_per_case"),
            models.UniqueConstraint(fields=["unit"], condition=Q(is_active=True), name="one_active_placement_per_unit"),
            models.CheckConstraint(
                condition=Q(is_active=True) | Q(until_on__isnull=False), name="a_past_placement_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="placement_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.unit_id}"
