"""The matching table for sponsor groups: who waits, what three rules propose, and what waits for a second look."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.core.vocabulary import Tier
from hervest.households.choice_queries import choosing_of_cases
from hervest.households.queries import names
from hervest.journey import queries as journey
from hervest.journey.queries import CaseRef
from hervest.matching.pair_outcome import PairRule
from hervest.placement.match_access_queries import pair_subject
from hervest.placement.match_gather_queries import MatchGathered, MatchWordOn, Waiting, gather_matches, waiting_rows
from hervest.placement.match_models import OPEN_STATES, MatchCandidate, MatchProposal, MatchRun
from hervest.placement.match_run_queries import newest_run
from hervest.placement.match_state_vocabulary import MatchState
from hervest.placement.match_vocabulary import MatchCriteria, MatchStrength
from hervest.placement.vocabulary import PersonsWord
from hervest.sponsorship.facts_queries import group_names
from hervest.sponsorship.queries import ProgrammeRow, programme_subject, programmes_for, programmes_in_places, terms_of
from hervest.sponsorship.vocabulary import GroupId

HUNDRED = 100
RULES = (PairRule.TOTAL, PairRule.WORST_OFF_FIRST, PairRule.STABLE)
"""In the order of the columns A, B and C; B is the proposal of a run."""


PARTS = ("wants", "ask", "not_now")
"""Households that want a group, those of which somebody was not asked yet, and those that want none now."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What one rule proposes for one household; `differs`: from what the run itself proposes."""

    group: GroupId
    name: str
    percent: int
    strength: MatchStrength
    is_decidable: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """A group that is being asked about, and how far that is."""

    proposal: int
    group: GroupId
    name: str
    state: MatchState


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One household of the table. `choices`: of each rule, None = no group; no run yet: none of them is there."""

    code: str
    heads: tuple[str, ...]
    n_persons: int
    languages: tuple[str, ...]
    arrival: date | None
    choices: Mapping[PairRule, Choice | None]
    lock: MatchWordOn | None
    lock_name: str
    open: tuple[OpenProposal, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """One rule's plan: the average of its pairs in points of 100, its weakest pair and how many would rather swap."""

    rule: PairRule
    served: int
    n_households: int
    average: int
    weakest: MatchStrength | None
    weakest_case: str
    n_blocking: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A proposal that waits for a second pair of eyes."""

    proposal: int
    code: str
    name: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MatchTable:
    """The table of one programme as the actor may see it. `n_groups`: groups that can be proposed today."""

    programme: ProgrammeRow
    programmes: tuple[ProgrammeRow, ...]
    pages: Page[MatchRow]
    counts: Mapping[str, int]
    part: str
    plans: tuple[PlanView, ...]
    run_at: datetime | None
    n_groups: int
    is_changed: bool
    to_check: tuple[ToCheck, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The households that the actor may match: by code; with the case where they work on it."""

    cases: Mapping[str, CaseRef] = field(default_factory=dict)
    is_coordinator: bool = False

    def may(self, one: Waiting) -> bool:
        """Who coordinates the groups is told of a household once everybody in it wants one, and not before."""
        return one.code in self.cases or (self.is_coordinator and one.wants_a_group)

    def may_be(self, code: str) -> bool:
        """Whether `may` can be true of the household: told without reading anything of it."""
        return code in self.cases or self.is_coordinator


def match_programmes(actor: Actor, *, today: date) -> tuple[ProgrammeRow, ...]:
    """The programmes whose table the actor may see, by name: those they run, and of where they work on a case."""
    places = {case.municipality for case in journey.open_cases(actor, Permission.MATCH_PROPOSE, today=today)}
    found = {row.id: row for row in programmes_for(actor, Permission.MATCH_PROPOSE)}
    found |= {row.id: row for row in programmes_in_places(places)}
    return tuple(sorted(found.values(), key=lambda row: (row.name, row.id)))


def seen_in(actor: Actor, programme: int, *, today: date) -> Seen:
    """The households of a programme's municipality that the actor may match."""
    subject = programme_subject(programme=programme)
    cases = journey.open_cases(actor, Permission.MATCH_PROPOSE, today=today)
    return Seen(
        {case.code: case for case in cases if case.municipality == subject.municipality and Tier.P1 in case.tiers},
        policy.can(actor, Permission.MATCH_PROPOSE, subject),
    )


def programme_to_open(actor: Actor, *, today: date) -> ProgrammeRow | None:
    """The programme whose table opens when none is asked for. Asked only of who has a choice: 5 queries for each."""
    programmes = match_programmes(actor, today=today)
    own = frozenset(row.id for row in programmes_for(actor, Permission.MATCH_PROPOSE))
    waiting = frozenset(row.id for row in programmes if _has_waiting(actor, row.id, today=today))
    return first_of(programmes, own=own, waiting=waiting)


def first_of(
    programmes: Sequence[ProgrammeRow], *, own: Collection[int], waiting: Collection[int]
) -> ProgrammeRow | None:
    """One that somebody runs before another, then one for which households wait, then by name as they stand."""
    return min(programmes, key=lambda row: (row.id not in own, row.id not in waiting), default=None)


def _has_waiting(actor: Actor, programme: int, *, today: date) -> bool:
    """Whether a household that the actor may match there wants a group and has none."""
    seen = seen_in(actor, programme, today=today)
    choosing = choosing_of_cases(waiting_rows(terms_of(programme).municipality, None), today=today)
    return any(one.wants_a_group for code, one in choosing.items() if seen.may_be(code))


def standing_of(one: Waiting) -> str:
    """In which part of the table a household stands."""
    if one.choosing.declined:
        return "not_now"
    return "wants" if one.wants_a_group else "ask"


def match_table(
    actor: Actor, programme: int, *, today: date, now: datetime, number: int = 1, part: str = ""
) -> MatchTable:
    """The table of one programme, the actor's first if none is asked; its codes stand in the log.

    `part`: one of `PARTS`, anything else is the first.

    Raises: NotFound for a programme in which the actor matches nobody.
    """
    programmes = match_programmes(actor, today=today)
    chosen = next((row for row in programmes if programme in {0, row.id}), None)
    if chosen is None:
        raise NotFound("no_such_programme")
    gathered, seen = gather_matches(chosen.id, today=today), seen_in(actor, chosen.id, today=today)
    known, chosen_part = (
        [one for one in gathered.waiting.values() if seen.may(one)],
        part if part in PARTS else PARTS[0],
    )
    counts = Counter(standing_of(one) for one in known)
    shown = [one for one in known if standing_of(one) == chosen_part]
    shown.sort(key=lambda one: (one.arrival or (date.max,), one.code))
    run = newest_run(chosen.id)
    kept = candidates(run)
    page = shown[window(number)]
    beside = beside_them(page, gathered, kept)
    rows = [row_of(actor, gathered, seen, one, beside) for one in page]
    return MatchTable(
        programme=chosen,
        programmes=programmes,
        pages=Page(rows=with_names(actor, rows, seen, today=today), number=number, n_rows=len(shown)),
        counts={name: counts[name] for name in PARTS},
        part=chosen_part,
        plans=plans_shown(run, kept, gathered.criteria, {one.code for one in known}),
        run_at=run.at if run else None,
        n_groups=sum(group not in gathered.busy and group not in gathered.matched for group in gathered.groups),
        is_changed=run is not None and run.inputs != gathered.fingerprint(),
        to_check=proposals_to_check(actor, chosen.id, now=now),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside some households: pairs of the run, open proposals, and the names of the groups."""

    kept: Mapping[tuple[str, GroupId], MatchCandidate]
    opened: Mapping[str, tuple[MatchProposal, ...]]
    names: Mapping[GroupId, str]


def beside_them(
    page: Iterable[Waiting], gathered: MatchGathered, kept: Mapping[tuple[str, GroupId], MatchCandidate]
) -> Beside:
    """For the households of one page: 2 queries."""
    opened: dict[str, tuple[MatchProposal, ...]] = {}
    rows = MatchProposal.rows.filter(case__code__in=[one.code for one in page], state__in=OPEN_STATES)
    for row in rows.select_related("case").order_by("pk"):
        opened[row.case.code or ""] = (*opened.get(row.case.code or "", ()), row)
    groups = {group for _, group in kept} | {word.group for word in gathered.words}
    groups |= {GroupId(row.group_id) for found in opened.values() for row in found}
    return Beside(kept, opened, group_names(groups))


def candidates(run: MatchRun | None) -> dict[tuple[str, GroupId], MatchCandidate]:
    """The pairs that some rule of the run chose."""
    if run is None:
        return {}
    rows = run.candidates.select_related("case")
    return {(row.case.code or "", GroupId(row.group_id)): row for row in rows if row.chosen_by}


def row_of(actor: Actor, gathered: MatchGathered, seen: Seen, one: Waiting, beside: Beside) -> MatchRow:
    """One household with what each rule chose for it."""
    mine = {group: row for (code, group), row in beside.kept.items() if code == one.code}
    lock = next((word for word in gathered.words if word.case == one.code and word.word is PersonsWord.LOCK), None)
    by_rule = {rule: next((group for group, row in mine.items() if rule in row.chosen_by), None) for rule in RULES}
    main = by_rule[PairRule.WORST_OFF_FIRST]
    actor.reads.opened(one.code, gathered.programme.municipality)
    actor.reads.read(one.code, Shown.MATCH_CARD)
    return MatchRow(
        code=one.code,
        heads=(),
        n_persons=len(one.choosing.members),
        languages=tuple(sorted(gathered.profile(one.code).languages)),
        arrival=None if one.has_arrived or one.arrival is None else shown_arrival(one.arrival[0], seen, one.code),
        choices={
            rule: choice_of(mine[group], beside.names[group], gathered.criteria, differs=group != main)
            if group is not None
            else None
            for rule, group in by_rule.items()
        },
        lock=lock,
        lock_name=beside.names.get(lock.group, "") if lock else "",
        open=tuple(
            OpenProposal(row.pk, GroupId(row.group_id), beside.names[GroupId(row.group_id)], MatchState(row.state))
            for row in beside.opened.get(one.code, ())
        ),
    )


def shown_arrival(on: date, seen: Seen, code: str) -> date:
    """The day for who works on the case, the month for who only coordinates groups."""
    case = seen.cases.get(code)
    return on if case is not None and Tier.P1 in case.tiers else on.replace(day=1)


def choice_of(row: MatchCandidate, name: str, criteria: MatchCriteria, *, differs: bool) -> Choice:
    """A pair of a run: as good as it is for the side that has least of it."""
    score = min(row.u, row.v)
    return Choice(
        group=GroupId(row.group_id),
        name=name,
        percent=round(HUNDRED * score),
        strength=criteria.strength(score),
        is_decidable=row.is_decidable,
        differs=differs,
    )


def with_names(actor: Actor, rows: list[MatchRow], seen: Seen, *, today: date) -> tuple[MatchRow, ...]:
    """First names where the actor may read them: 3 queries for all."""
    heads = names(actor, [row.code for row in rows if row.code in seen.cases], today=today).heads
    return tuple(replace(row, heads=heads.get(row.code, ())) for row in rows)


def plans_shown(
    run: MatchRun | None,
    kept: Mapping[tuple[str, GroupId], MatchCandidate],
    criteria: MatchCriteria,
    shown: Iterable[str],
) -> tuple[PlanView, ...]:
    """The three plans of a run; the weakest pair is named only to who may see that household."""
    if run is None:
        return ()
    return tuple(plan_shown(run, rule, kept, criteria, frozenset(shown)) for rule in RULES)


def plan_shown(
    run: MatchRun,
    rule: PairRule,
    kept: Mapping[tuple[str, GroupId], MatchCandidate],
    criteria: MatchCriteria,
    shown: frozenset[str],
) -> PlanView:
    """One plan in words for people."""
    said = run.plans[rule.value]
    pairs = {code: row for (code, _), row in kept.items() if rule in row.chosen_by}
    weakest = min(pairs, key=lambda code: (min(pairs[code].u, pairs[code].v), code), default="")
    return PlanView(
        rule=rule,
        served=said["served"],
        n_households=run.n_households,
        average=round(HUNDRED * said["total"] / said["served"]) if said["served"] else 0,
        weakest=criteria.strength(said["weakest"]) if said["weakest"] is not None else None,
        weakest_case=weakest if weakest in shown else "",
        n_blocking=said["blocking"],
        is_chosen=rule is PairRule.WORST_OFF_FIRST,
    )


def proposals_to_check(actor: Actor, programme: int, *, now: datetime) -> tuple[ToCheck, ...]:
    """Proposals of others that wait for a second pair of eyes which may be the actor's."""
    if not policy.holds(actor, Permission.MATCH_CHECK):
        return ()
    rows = MatchProposal.rows.filter(group__programme=programme, state=MatchState.DRAFT).select_related(
        "case", "group", "proposer"
    )
    found = []
    for row in rows.exclude(proposer=actor.person).order_by("pk"):
        code = row.case.code or ""
        if policy.can(actor, Permission.MATCH_CHECK, pair_subject(case=code, group=GroupId(row.group_id), now=now)):
            found.append(ToCheck(row.pk, code, row.group.name, row.proposer.name, row.at))
    return tuple(found)
