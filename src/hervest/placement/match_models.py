"""Runs that pair households with sponsor groups, what persons found out and said of a pair, and proposed matches."""

from django.db import models
from django.db.models import Q

from hervest.core.classified import AnyField, Keep, Purpose, classified
from hervest.core.vocabulary import Interpreting, Tier, words
from hervest.households.vocabulary import SaidHow
from hervest.placement.agreed_models import LIVE, AgreedByTwo
from hervest.placement.match_state_vocabulary import (
    CLOSED_MATCH_STATES,
    GroupNo,
    IntroPlace,
    MatchEnd,
    MatchEvent,
    MatchStage,
    MatchState,
)
from hervest.placement.match_vocabulary import MatchRule, WishAnswer
from hervest.placement.vocabulary import PersonsWord

OPEN_STATES = tuple(state for state in MatchState if state not in CLOSED_MATCH_STATES | {MatchState.CONFIRMED})
"""Something is still asked of somebody."""

CHOSEN_STATES = (
    MatchState.NEWCOMER_YES,
    MatchState.OFFERED_GROUP,
    MatchState.GROUP_YES,
    MatchState.INTRO_HELD,
)
"""From the newcomer's yes on there is one group for the household, until it is confirmed or closed."""


def _run(field: AnyField) -> AnyField:
    return classified(field, Tier.P0, Purpose.PLACEMENT, Keep.CONFIGURATION)


def _plain(field: AnyField) -> AnyField:
    return classified(field, Tier.P0, Purpose.PLACEMENT, Keep.CASE)


def _daily(field: AnyField) -> AnyField:
    return classified(field, Tier.P1, Purpose.PLACEMENT, Keep.CASE)


def _needs(field: AnyField) -> AnyField:
    return classified(field, Tier.P2, Purpose.PLACEMENT, Keep.CASE)


class Of(models.Model):
    """Something about one household and one group."""

    case = _plain(models.ForeignKey("journey.Case", on_delete=models.CASCADE, related_name="+"))
    group = _plain(models.ForeignKey("sponsorship.SponsorGroup", on_delete=models.PROTECT, related_name="+"))

    class Meta:
        abstract = True


class MatchRun(models.Model):
    """One time that households and the groups of a programme were paired, by three rules, and proven.

    `inputs`: SHA-256 of what was judged. `plans`: of each rule its households served, weakest score, total, and how
    many pairs would rather swap. `seed`: draws the numbers that settle ties, after who waits longest.
    """

    programme = _run(models.ForeignKey("sponsorship.Programme", on_delete=models.PROTECT, related_name="+"))
    by = _run(models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"))
    at = _run(models.DateTimeField())
    inputs = _run(models.CharField(max_length=64))
    criteria_version = _run(models.CharField(max_length=40))
    seed = _run(models.PositiveIntegerField())
    n_households = _run(models.PositiveIntegerField())
    n_groups = _run(models.PositiveIntegerField())
    plans = _run(models.JSONField(default=dict))

    rows = models.Manager["MatchRun"]()

    def __str__(self) -> str:
        return f"match run {self.pk}"


class MatchCandidate(Of):
    """A household and a group as a run judged them; shown to matchers only, and kept on nobody.

    `u` and `v`: the pair as each side sees it, 0 to 1. `broken`: the hard rules that do not hold. `chosen_by`: the
    rules whose plan has this pair.
    """

    run = _plain(models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="candidates"))
    u = _needs(models.FloatField())
    v = _needs(models.FloatField())
    broken = _needs(models.JSONField(default=list))
    is_decidable = _needs(models.BooleanField())
    chosen_by = _plain(models.JSONField(default=list))

    rows = models.Manager["MatchCandidate"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "case", "group"], name="one_candidate_per_pair_and_run"),
        ]

    def __str__(self) -> str:
        return f"candidate {self.pk}"


class MatchWord(Of):
    """A person's word to every further run about one pair: together, or never."""

    word = _plain(models.CharField(max_length=10, choices=words(PersonsWord)))
    reason = _daily(models.TextField(blank=True))
    by = _plain(models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"))
    at = _plain(models.DateTimeField())
    ended_at = _plain(models.DateTimeField(null=True))

    rows = models.Manager["MatchWord"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "group"], condition=Q(ended_at__isnull=True), name="one_word_on_a_match"
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_at__isnull=True, word=PersonsWord.LOCK),
                name="one_locked_group_per_case",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(ended_at__isnull=True, word=PersonsWord.LOCK),
                name="one_locked_case_per_group",
            ),
        ]

    def __str__(self) -> str:
        return f"match word {self.pk}"


class MatchEnquiry(Of):
    """What somebody found out about a pair before it is proposed; appended, the newest holds.

    `conflicts`: null = nobody asked, an empty list = there are none. `wishes`: whether the group keeps the household's
    sensitive wishes; the wishes themselves stay where they are. `covered`: what another party takes on.
    `waived_on`, `waived_in`: day and language in which the newcomer waived part of MATCH-H9; null and empty: not so.
    """

    conflicts = _daily(models.JSONField(null=True))
    wishes = _daily(models.CharField(max_length=20, choices=words(WishAnswer)))
    has_interpreter = _daily(models.BooleanField(null=True))
    covered = _needs(models.JSONField(default=list))
    waived_on = _daily(models.DateField(null=True))
    waived_in = _daily(models.CharField(max_length=3, blank=True))
    by = _plain(models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"))
    at = _plain(models.DateTimeField())

    rows = models.Manager["MatchEnquiry"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(waived_on__isnull=True, waived_in="") | (Q(waived_on__isnull=False) & ~Q(waived_in="")),
                name="waived_with_day_and_language",
            ),
        ]

    def __str__(self) -> str:
        return f"match enquiry {self.pk}"


class MatchWeighing(models.Model):
    """One version of the weights by which a programme proposes groups: who, when, why. Kept, never changed."""

    programme = _run(models.ForeignKey("sponsorship.Programme", on_delete=models.PROTECT, related_name="+"))
    number = _run(models.PositiveIntegerField())
    weights = _run(models.JSONField())
    reason = _run(models.TextField())
    by = _run(models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"))
    at = _run(models.DateTimeField())

    rows = models.Manager["MatchWeighing"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="match_weighing_number_once")]

    def __str__(self) -> str:
        return f"{self.programme} {self.number}"


class MatchExemption(Of, AgreedByTwo):
    """An exception to one hard rule of the match for one household and one group. Source: sponsorship.md, section 6.4.

    `rests_on`: the facts that the rule compared; of what a household needs there are capacity words among them.
    """

    rule = _daily(models.CharField(max_length=30, choices=words(MatchRule)))
    rests_on = _needs(models.JSONField())

    rows = models.Manager["MatchExemption"]()

    class Meta(AgreedByTwo.Meta):
        constraints = [
            *AgreedByTwo.Meta.constraints,
            models.UniqueConstraint(
                fields=["case", "group", "rule"],
                condition=Q(state__in=LIVE),
                name="one_live_exemption_per_match_and_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"match exemption {self.pk} {self.state}"


class MatchProposal(Of):
    """A group proposed for a household by a person, and how far the asking is. Source: sponsorship.md, section 6.2.

    `respond_by`: the day by which whoever is asked answers.
    """

    run = _plain(models.ForeignKey(MatchRun, on_delete=models.SET_NULL, related_name="+", null=True))
    proposer = _plain(models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"))
    at = _plain(models.DateTimeField())
    reason = _daily(models.TextField(blank=True))
    criteria_version = _plain(models.CharField(max_length=40))
    state = _plain(models.CharField(max_length=20, choices=words(MatchState)))
    respond_by = _plain(models.DateField(null=True))
    did_newcomer_confirm = _plain(models.BooleanField(default=False))
    did_group_confirm = _plain(models.BooleanField(default=False))

    rows = models.Manager["MatchProposal"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(state__in=OPEN_STATES), name="one_open_proposal_per_group"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=CHOSEN_STATES), name="one_chosen_group_per_case"
            ),
        ]
        indexes = [models.Index(fields=["case", "state"], name="match_proposals_of_case")]

    def __str__(self) -> str:
        return f"match proposal {self.pk}"


class Match(Of):
    """A household and a group that both said yes: what a group is doing follows from here. Source: section 6.2."""

    proposal = _plain(models.OneToOneField(MatchProposal, on_delete=models.PROTECT, related_name="match"))
    stage = _plain(models.CharField(max_length=30, choices=words(MatchStage)))
    held_from = _plain(models.CharField(max_length=30, choices=words(MatchStage), blank=True))
    end = _plain(models.CharField(max_length=30, choices=words(MatchEnd), blank=True))
    started_on = _daily(models.DateField())
    ended_on = _daily(models.DateField(null=True))

    rows = models.Manager["Match"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on__isnull=True), name="one_match_per_case_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(ended_on__isnull=True), name="one_match_per_group_at_a_time"
            ),
            models.CheckConstraint(
                condition=(Q(stage=MatchStage.ENDED) & Q(ended_on__isnull=False) & ~Q(end=""))
                | (~Q(stage=MatchStage.ENDED) & Q(ended_on__isnull=True, end="")),
                name="match_ended_with_day_and_type",
            ),
        ]

    def __str__(self) -> str:
        return f"match {self.pk}"


class MatchAnswer(models.Model):
    """Everything that happened to a proposed match, appended and never changed; of a newcomer's word how it was given.

    `language` empty: nothing was said by the household.
    """

    proposal = _plain(models.ForeignKey(MatchProposal, on_delete=models.CASCADE, related_name="answers"))
    event = _plain(models.CharField(max_length=30, choices=words(MatchEvent)))
    because = _daily(models.CharField(max_length=20, choices=words(GroupNo), blank=True))
    text = _daily(models.TextField(blank=True))
    language = _daily(models.CharField(max_length=3, blank=True))
    interpreting = _daily(models.CharField(max_length=20, choices=words(Interpreting), blank=True))
    how = _daily(models.CharField(max_length=10, choices=words(SaidHow), blank=True))
    said_on = _daily(models.DateField(null=True))
    by = _plain(models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+", null=True))
    at = _plain(models.DateTimeField())

    rows = models.Manager["MatchAnswer"]()

    def __str__(self) -> str:
        return f"match answer {self.pk}"


class Introduction(models.Model):
    """When, where and in which language household and group meet; appended, the newest holds.

    `joins`: the numbers of the persons of the household who join, whose first names the group learns by it.
    Source: sponsorship.md, section 6.5.
    """

    proposal = _plain(models.ForeignKey(MatchProposal, on_delete=models.CASCADE, related_name="introductions"))
    meets_on = _daily(models.DateField())
    meets_at = _daily(models.TimeField())
    place = _daily(models.CharField(max_length=20, choices=words(IntroPlace)))
    directions = _daily(models.TextField(blank=True))
    language = _daily(models.CharField(max_length=3))
    interpreting = _daily(models.CharField(max_length=20, choices=words(Interpreting)))
    joins = _daily(models.JSONField())
    by = _plain(models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+"))
    at = _plain(models.DateTimeField())

    rows = models.Manager["Introduction"]()

    def __str__(self) -> str:
        return f"introduction {self.pk}"
