"""The groups for one household, and one pair to the last reason, as the actor may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import names_of
from hervest.accounts.vocabulary import PersonId, Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Tier
from hervest.households.queries import names
from hervest.households.vocabulary import Participation
from hervest.journey import queries as journey
from hervest.placement.match_exemption_queries import MatchExceptions, exceptions_of_pair
from hervest.placement.match_explain_rules import (
    ForMatcher,
    RuleLine,
    Told,
    for_group,
    for_matcher,
    for_newcomer,
    rule_lines,
    without_days,
    without_needs,
)
from hervest.placement.match_gather_queries import NOTHING_FOUND, Enquiry, MatchGathered, MatchWordOn, gather_matches
from hervest.placement.match_models import OPEN_STATES, Match, MatchProposal
from hervest.placement.match_run_queries import is_run_choice, newest_run
from hervest.placement.match_state_vocabulary import MatchStage, MatchState
from hervest.placement.match_table_queries import HUNDRED, Seen, match_programmes, seen_in
from hervest.placement.match_vocabulary import (
    FOUND_OF_PAIR,
    SAID_BY_GROUP,
    MatchCriterion,
    MatchFact,
    MatchFit,
    MatchRule,
    MatchStrength,
)
from hervest.sponsorship.facts_queries import GroupWords, group_words, programme_of
from hervest.sponsorship.queries import programme_subject, programmes_in_places
from hervest.sponsorship.vocabulary import GroupId


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group for a household: how good, or why not, or what is still to be found out."""

    group: GroupId
    programme: int
    words: GroupWords
    n_members: int
    percent: int
    strength: MatchStrength
    broken: tuple[RuleLine, ...]
    excepted: tuple[MatchRule, ...]
    needed: tuple[MatchFact, ...]
    is_proposed: bool

    @property
    def order(self) -> tuple[bool, bool, int, str]:
        """What can be proposed now first, then what may be, best first."""
        return (bool(self.broken), bool(self.needed), -self.percent, self.words.name)


@dataclass(frozen=True, slots=True)
class Chose:
    """What somebody of the household chose about having a group; None: not asked."""

    name: str
    answer: Participation | None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A group that was proposed for the household, and what became of it."""

    proposal: int
    name: str
    state: MatchState
    stage: MatchStage | None
    at: datetime
    is_open: bool


@dataclass(frozen=True, slots=True)
class CaseGroups:
    """Everything about a sponsor group for one household. `chose`: None for who is not told who chose what."""

    code: str
    heads: tuple[str, ...]
    chose: tuple[Chose, ...] | None
    wants: bool
    declined: bool
    has_talk: bool
    rows: tuple[GroupRow, ...]
    proposals: tuple[ProposalRow, ...]
    may_record: bool
    has_case_page: bool

    @property
    def has_group(self) -> bool:
        """A group supports the household: no other is proposed."""
        return any(row.is_open and row.stage is not None for row in self.proposals)


@dataclass(frozen=True, slots=True)
class OtherGroup:
    """Why not this other group: what is broken, or how much less, or more, the pair would be worth."""

    group: GroupId
    name: str
    broken: tuple[RuleLine, ...]
    difference: int


@dataclass(frozen=True, slots=True)
class MatchPairPage:
    """One household and one group: what the matcher sees, and what each side would be told.

    `wishes`: how many sensitive wishes the group must keep, for who reads them; else None. `last_word`: what a person
    said of the pair, and who. `proposed_by_run`: the newest run proposes it, so that no reason is asked.
    """

    code: str
    heads: tuple[str, ...]
    group: GroupId
    programme: int
    words: GroupWords
    explained: ForMatcher
    runner_up: str
    to_newcomer: Told
    to_group: Told
    is_possible: bool
    is_decidable: bool
    exceptions: MatchExceptions
    others: tuple[OtherGroup, ...]
    enquiry: Enquiry
    wishes: int | None
    reads_needs: bool
    word: MatchWordOn | None
    word_by: str
    proposed_by_run: bool
    proposal: int | None
    has_case_page: bool
    edits_group: bool

    @property
    def found_here(self) -> tuple[MatchFact, ...]:
        """What must be found out, and the reader records on this page."""
        own = FOUND_OF_PAIR | {MatchFact.HARD_WISHES} if self.wishes else FOUND_OF_PAIR
        return tuple(fact for fact in self.explained.needed if fact in own)

    @property
    def found_at_group(self) -> tuple[MatchFact, ...]:
        """What must be found out, and is recorded at the group."""
        return tuple(fact for fact in self.explained.needed if fact in SAID_BY_GROUP)

    @property
    def found_at_household(self) -> tuple[MatchFact, ...]:
        """What must be found out, and the team of the household records: who only coordinates groups cannot."""
        others = {*self.found_here, *self.found_at_group}
        return tuple(fact for fact in self.explained.needed if fact not in others)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a household is matched: a programme with what was gathered for it, and what the actor may see there."""

    programme: int
    gathered: MatchGathered
    seen: Seen


def places_of(actor: Actor, code: str, *, today: date, group: GroupId | None = None) -> tuple[Place, ...]:
    """Every programme in which the actor may match this household, or the one of a group. Raises: NotFound for none."""
    found, programmes = [], match_programmes(actor, today=today)
    if group is not None:  # before anything is gathered of households and groups
        its_own = programme_of(group)
        programmes = tuple(row for row in programmes if row.id == its_own)
    for row in programmes:
        seen = seen_in(actor, row.id, today=today)
        if not seen.may_be(code):
            continue
        gathered = gather_matches(row.id, [code], today=today, also=asked_about(code, group))
        one = gathered.waiting.get(code)
        if one is not None and seen.may(one):
            found.append(Place(row.id, gathered, seen))
    if not found:
        raise NotFound("no_such_case", case=code)
    return tuple(found)


def asked_about(code: str, group: GroupId | None) -> tuple[GroupId, ...]:
    """The group, if it was proposed for the household: the pair is compared then, also when the group is not ready."""
    asked = MatchProposal.rows.filter(case__code=code, group=group)
    return (group,) if group is not None and asked.exists() else ()


def read_match(actor: Actor, place: Place, code: str) -> bool:
    """Write down that the household was looked at for a match; whether the actor works on its case."""
    actor.reads.opened(code, place.gathered.programme.municipality)
    actor.reads.read(code, Shown.MATCH_CARD)
    case = place.seen.cases.get(code)
    return case is not None and Tier.P1 in case.tiers


def has_no_programme(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the actor may match this household, and nobody runs a programme where it comes to live."""
    is_theirs = journey.may(actor, code, Permission.MATCH_PROPOSE, today=today)
    return is_theirs and not programmes_in_places([journey.case_of(code).municipality])


def case_groups(actor: Actor, code: str, *, today: date) -> CaseGroups:
    """The groups for this household, best first, with what its people chose and what was proposed before.

    Raises: NotFound for who may not match it.
    """
    places = places_of(actor, code, today=today)
    one, is_inner = places[0].gathered.waiting[code], read_match(actor, places[0], code)
    rows = [row for place in places for row in group_rows(place, code, is_inner=is_inner)]
    chosen = one.choosing.participation
    return CaseGroups(
        code=code,
        heads=names(actor, [code], today=today).heads.get(code, ()) if is_inner else (),
        chose=tuple(Chose(one.choosing.names.get(no, ""), chosen[no]) for no in chosen) if is_inner else None,
        wants=one.wants_a_group,
        declined=one.choosing.declined,
        has_talk=one.told is not None,
        rows=tuple(sorted(rows, key=lambda row: row.order)),
        proposals=proposals_of(code, None if is_inner else [place.programme for place in places]),
        may_record=journey.may(actor, code, Permission.WISH_RECORD, today=today),
        has_case_page=journey.may(actor, code, Permission.CASE_READ, today=today),
    )


def group_rows(place: Place, code: str, *, is_inner: bool) -> list[GroupRow]:
    """Every group of a programme that is ready, judged for the household."""
    gathered, found = place.gathered, []
    words = group_words(gathered.groups)
    for group, facts in gathered.groups.items():
        fit = gathered.fit(code, group)
        found.append(
            GroupRow(
                group=group,
                programme=place.programme,
                words=words[group],
                n_members=len(facts.members),
                percent=round(HUNDRED * fit.score),
                strength=gathered.criteria.strength(fit.score),
                broken=broken_lines(fit, is_inner=is_inner),
                excepted=tuple(each.code for each in fit.excepted),
                needed=tuple(each.fact for each in fit.unknown if each.rule is not None),
                is_proposed=gathered.busy.get(group, (0, ""))[1] == code,
            )
        )
    return found


def proposals_of(code: str, programmes: Iterable[int] | None) -> tuple[ProposalRow, ...]:
    """Every group that was proposed for the case, newest first; `programmes`: of these only, None: of all."""
    stages = dict(Match.rows.filter(case__code=code).values_list("proposal", "stage"))
    rows = MatchProposal.rows.filter(case__code=code).select_related("group").order_by("-pk")
    if programmes is not None:
        rows = rows.filter(group__programme__in=list(programmes))
    return tuple(
        ProposalRow(
            proposal=row.pk,
            name=row.group.name,
            state=MatchState(row.state),
            stage=MatchStage(stages[row.pk]) if row.pk in stages else None,
            at=row.at,
            is_open=row.state in OPEN_STATES or stages.get(row.pk, MatchStage.ENDED) != MatchStage.ENDED,
        )
        for row in rows
    )


def match_pair_page(actor: Actor, code: str, group: GroupId, *, today: date) -> MatchPairPage:
    """One group for one household, to the last reason, with the three ways in which it is told.

    Raises: NotFound for a pair that the actor may not match.
    """
    places = places_of(actor, code, today=today, group=group)
    place = next((each for each in places if group in each.gathered.groups), None)
    if place is None:
        raise NotFound("no_such_group")
    is_inner, gathered = read_match(actor, place, code), place.gathered
    proposal, holder = gathered.busy.get(group, (0, ""))
    fit = gathered.fit(code, group)
    words, word = group_words(gathered.groups), gathered.word_on(code, group)
    if word is not None and not is_inner and word.by != actor.person:
        word = replace(word, reason="")
    others = {other: gathered.fit(code, other) for other in gathered.groups if other != group}
    runner_up = best_of(others)
    case = place.seen.cases.get(code)
    return MatchPairPage(
        code=code,
        heads=names(actor, [code], today=today).heads.get(code, ()) if is_inner else (),
        group=group,
        programme=place.programme,
        words=words[group],
        explained=explained(fit, others.get(runner_up) if runner_up else None, gathered, is_inner=is_inner),
        runner_up=words[runner_up].name if runner_up else "",
        to_newcomer=for_newcomer(fit if is_inner else without_needs(fit)),
        to_group=for_group(fit),
        is_possible=fit.is_possible,
        is_decidable=fit.is_decidable,
        exceptions=exceptions_of_pair(actor, gathered, code, group, is_inner=is_inner, today=today),
        others=tuple(
            other_group(other, words[other].name, judged, fit, is_inner=is_inner) for other, judged in others.items()
        ),
        enquiry=gathered.enquiries.get((code, group), NOTHING_FOUND),
        wishes=gathered.waiting[code].choosing.n_wishes if case and Tier.P3 in case.tiers else None,
        reads_needs=case is not None and Tier.P2 in case.tiers,
        word=word,
        word_by=names_of([PersonId(word.by)]).get(PersonId(word.by), "") if word else "",
        proposed_by_run=is_run_choice(newest_run(place.programme), case_id(code), group),
        proposal=proposal if holder == code else None,
        has_case_page=journey.may(actor, code, Permission.CASE_READ, today=today),
        edits_group=policy.can(actor, Permission.GROUP_EDIT, programme_subject(programme=place.programme)),
    )


def case_id(code: str) -> int:
    """The key of a case that was found already."""
    return journey.case_of(code).id


def best_of(others: Mapping[GroupId, MatchFit]) -> GroupId | None:
    """The best of the other groups that may be proposed."""
    possible = [group for group, fit in others.items() if fit.is_possible]
    return max(possible, key=lambda group: (others[group].score, -group), default=None)


def explained(fit: MatchFit, runner_up: MatchFit | None, gathered: MatchGathered, *, is_inner: bool) -> ForMatcher:
    """What the matcher sees; that there are functional needs at all is not told to who only coordinates groups."""
    found = for_matcher(fit, gathered.criteria, runner_up=runner_up)
    if is_inner:
        return found
    told, other = for_matcher(without_needs(fit), gathered.criteria), found.runner_up
    kept = tuple(row for row in other.sensitivity if row.criterion is not MatchCriterion.EXPERIENCE) if other else ()
    return replace(
        found,
        rules=without_days(found.rules),
        criteria=told.criteria,
        unknown=told.unknown,
        runner_up=replace(other, sensitivity=kept) if other else None,
    )


def broken_lines(fit: MatchFit, *, is_inner: bool) -> tuple[RuleLine, ...]:
    """The hard rules that do not hold; of the household no more than the reader is told."""
    lines = tuple(line for line in rule_lines(fit) if line.outcome == "broken")
    return lines if is_inner else without_days(lines)


def other_group(group: GroupId, name: str, judged: MatchFit, fit: MatchFit, *, is_inner: bool) -> OtherGroup:
    """Another group beside the one looked at."""
    return OtherGroup(
        group=group,
        name=name,
        broken=broken_lines(judged, is_inner=is_inner),
        difference=round(HUNDRED * fit.score) - round(HUNDRED * judged.score),
    )
