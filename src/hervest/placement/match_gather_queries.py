"""Everything that a match is judged from, gathered once: households, groups, what persons found out and said."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from hervest.core.marks import mark
from hervest.households.choice_queries import Choosing, choosing_of_cases, numbers_of_households
from hervest.housing.queries import postcode_areas
from hervest.journey.arrival_queries import household_milestones
from hervest.journey.milestone_rules import MilestoneDate
from hervest.journey.queries import households
from hervest.journey.vocabulary import MilestoneCode
from hervest.placement.agreed_queries import exempt_of
from hervest.placement.agreed_rules import Exempt
from hervest.placement.gather_queries import residents_of
from hervest.placement.match_exception_rules import standing
from hervest.placement.match_models import (
    OPEN_STATES,
    Match,
    MatchEnquiry,
    MatchExemption,
    MatchProposal,
    MatchWord,
)
from hervest.placement.match_profile_rules import Around, Told, match_profile, safety_facts
from hervest.placement.match_rules import MatchPair, group_profile, match_fit
from hervest.placement.match_state_vocabulary import MatchState
from hervest.placement.match_vocabulary import (
    ConflictOfInterest,
    EarlierPair,
    MatchCriteria,
    MatchFit,
    MatchProfile,
    MatchRule,
    PairFacts,
    WishAnswer,
)
from hervest.placement.match_weight_queries import criteria_of_programme
from hervest.placement.record_rules import fingerprint
from hervest.placement.talk_models import MatchTalk
from hervest.placement.talk_queries import as_told
from hervest.placement.transfer_models import Transfer
from hervest.placement.transfer_vocabulary import TransferState
from hervest.placement.vocabulary import PersonsWord
from hervest.sponsorship.facts_queries import facts_of_group, group_facts
from hervest.sponsorship.queries import ProgrammeTerms, group_row, terms_of
from hervest.sponsorship.vocabulary import Ability, GroupFacts, GroupId, Interest

PairKey = tuple[str, GroupId]
NOBODY = Told()
A_YEAR = timedelta(days=365)
"""Nobody plans the beginning of a match further ahead; no rule rests on it."""

DECLINED = (MatchState.NEWCOMER_NO, MatchState.GROUP_NO, MatchState.INTRO_NO)


@dataclass(frozen=True, slots=True)
class Enquiry:
    """What somebody found out about one pair; None and `NOT_ASKED`: nobody did."""

    conflicts: frozenset[ConflictOfInterest] | None = None
    wishes: WishAnswer = WishAnswer.NOT_ASKED
    has_interpreter: bool | None = None
    covered: frozenset[Ability] = frozenset()
    waived_on: date | None = None
    waived_in: str = ""

    def mark_for(self, *, reads_needs: bool, reads_wishes: bool) -> str:
        """How it stood when somebody looked (`core.marks`), as far as they read it."""
        of_needs = sorted(self.covered) if reads_needs else None
        conflicts = None if self.conflicts is None else sorted(self.conflicts)
        wishes = self.wishes.value if reads_wishes else None
        return mark((conflicts, wishes, self.has_interpreter, of_needs, self.waived_on, self.waived_in))


NOTHING_FOUND = Enquiry()


@dataclass(frozen=True, slots=True)
class MatchWordOn:
    """A person's word on a pair that holds today."""

    case: str
    group: GroupId
    word: PersonsWord
    by: int
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A household that may be matched. `arrival`: first and last day it may come; `waits_since`: its case was opened.

    `area`: the four digits of where it lives or will.
    """

    id: int
    code: str
    waits_since: date
    choosing: Choosing
    told: Told | None
    arrival: tuple[date, date] | None
    has_arrived: bool
    area: str | None

    @property
    def wants_a_group(self) -> bool:
        """Everybody who chooses alone said yes."""
        return self.choosing.wants_a_group


@dataclass(frozen=True)  # no slots: properties are worked out once
class MatchGathered:
    """Households and groups of one programme on one day.

    `busy`: groups with an open proposal -> that proposal and its case; `matched`: groups with a match -> its case.
    `exempt`: exceptions that a second person confirmed, whether they still stand or not.
    """

    programme: ProgrammeTerms
    today: date
    waiting: Mapping[str, Waiting]
    groups: Mapping[GroupId, GroupFacts]
    enquiries: Mapping[PairKey, Enquiry]
    words: tuple[MatchWordOn, ...]
    earlier: Mapping[PairKey, tuple[EarlierPair, int]]
    exempt: Mapping[PairKey, tuple[Exempt, ...]]
    busy: Mapping[GroupId, tuple[int, str]]
    matched: Mapping[GroupId, str]
    criteria: MatchCriteria

    @cached_property
    def commonness(self) -> Mapping[Interest, int]:
        """How many groups name an interest: the rarer, the more it says."""
        return Counter(
            interest
            for facts in self.groups.values()
            for interest in {word for each in facts.members for word in each.interests}
        )

    def profile(self, code: str, enquiry: Enquiry = NOTHING_FOUND) -> MatchProfile:
        """What scorers receive of a household."""
        one = self.waiting[code]
        return match_profile(
            one.choosing.members,
            one.choosing.needs,
            one.told or NOBODY,
            Around(enquiry.has_interpreter, one.arrival, one.area, enquiry.covered),
            criteria=self.criteria,
            settings=numbers_of_households(),
            today=self.today,
        )

    def fit(self, code: str, group: GroupId) -> MatchFit:
        """How the group suits the household today; a proposal of this very pair is in nobody's way."""
        pair = self.pair(code, group)
        facts = replace(pair.facts, excepted=standing(pair, self.exempt.get((code, group), ())))
        return match_fit(pair.household, pair.group, facts, self.criteria, commonness=self.commonness)

    def pair(self, code: str, group: GroupId) -> MatchPair:
        """Everything that the hard rules compare of the two today, before any exception."""
        enquiry, facts = self.enquiries.get((code, group), NOTHING_FOUND), self.groups[group]
        of_both = self._pair_facts(self.waiting[code], facts, enquiry)
        return MatchPair(self.profile(code, enquiry), group_profile(facts), of_both, self.criteria)

    def _pair_facts(self, one: Waiting, facts: GroupFacts, enquiry: Enquiry) -> PairFacts:
        _, holder = self.busy.get(facts.group, (0, one.code))
        earlier, n_earlier = self.earlier.get((one.code, facts.group), (None, 0))
        return PairFacts(
            today=self.today,
            municipality=self.programme.municipality,
            group_municipality=facts.municipality,
            stage=facts.stage,
            safety=safety_facts(
                one.choosing.members,
                n_women=facts.n_women,
                is_waived=enquiry.waived_on is not None,
                settings=numbers_of_households(),
                today=self.today,
            ),
            choices=tuple(one.choosing.participation.values()),
            ready_until=facts.ready_until,
            has_active_match=facts.group in self.matched and self.matched[facts.group] != one.code,
            has_open_proposal=holder != one.code,
            wishes=(enquiry.wishes,) * one.choosing.n_wishes,
            conflicts=enquiry.conflicts,
            earlier=earlier,
            n_earlier=n_earlier,
        )

    def word_on(self, code: str, group: GroupId) -> MatchWordOn | None:
        """A person's word on this pair."""
        return next((each for each in self.words if (each.case, each.group) == (code, group)), None)

    def fingerprint(self) -> str:
        """Tells whether anything that a run judges has changed since."""
        words = sorted((each.case, each.group, each.word.value) for each in self.words)
        found = sorted((code, group, repr(each)) for (code, group), each in self.enquiries.items())
        exempt = sorted((code, group, repr(words)) for (code, group), words in self.exempt.items())
        rest = (sorted(self.matched.items()), self.criteria.version, exempt)
        return fingerprint(sorted(self.waiting), self.waiting, sorted(self.groups.items()), words, found, *rest)


def gather_matches(
    programme: int, codes: Iterable[str] | None = None, *, today: date, also: Iterable[GroupId] = ()
) -> MatchGathered:
    """What a match is judged from: for deciding. `codes`: of these households; None: of all that have no match yet.

    `also`: groups to judge whatever their stage. Raises: NotFound without such a programme.
    """
    terms = terms_of(programme)
    rows = waiting_rows(terms.municipality, codes)
    groups = {facts.group: facts for facts in group_facts(terms.municipality, today=today, programme=programme)}
    groups |= {group: facts_of_group(group, today=today) for group in also if group not in groups}
    ids = {pk: code for code, (pk, _) in rows.items()}
    return MatchGathered(
        programme=terms,
        today=today,
        waiting=households_waiting(rows, terms.municipality, today=today),
        groups=groups,
        enquiries=enquiries_of(ids),
        words=words_of(ids),
        earlier=earlier_pairs(ids),
        exempt=exempt_of(MatchExemption.rows.filter(case__in=list(ids)), MatchRule, "group_id"),
        busy=open_proposals(groups),
        matched=matched_groups(groups),
        criteria=criteria_of_programme(terms),
    )


def gather_pair(case: str, group: GroupId, *, today: date) -> MatchGathered:
    """What one household and one group, of whatever stage, are judged from today. Raises: NotFound."""
    return gather_matches(group_row(group).programme_id, [case], today=today, also=[group])


def gather_of(row: MatchProposal, *, today: date) -> MatchGathered:
    """What one proposal, its case and group joined, is judged from today."""
    group = GroupId(row.group_id)
    return gather_matches(row.group.programme_id, [row.case.code or ""], today=today, also=[group])


def waiting_rows(municipality: str, codes: Iterable[str] | None) -> dict[str, tuple[int, date]]:
    """Key and day of opening of open households there; where no codes are given, all that stay and have no match."""
    rows = households().filter(municipality=municipality, closed_on__isnull=True)
    if codes is not None:
        rows = rows.filter(code__in=set(codes))
    else:
        rows = rows.exclude(pk__in=Match.rows.filter(ended_on__isnull=True).values("case"))
        rows = rows.exclude(pk__in=Transfer.rows.filter(state=TransferState.ACCEPTED).values("case"))
    found = rows.order_by("code").values_list("code", "pk", "opened_on")
    return {code or "": (pk, opened_on) for code, pk, opened_on in found}


def households_waiting(rows: Mapping[str, tuple[int, date]], municipality: str, *, today: date) -> dict[str, Waiting]:
    """The households behind these cases; a case without one waits for nothing."""
    choosing = choosing_of_cases(rows, today=today)
    milestones = household_milestones(rows, today=today)
    homes = {case: unit for unit, case in residents_of(municipality).items()}
    areas = postcode_areas(unit for case, unit in homes.items() if case in rows)
    told = talks_of(pk for pk, _ in rows.values())
    found = {}
    for code, (pk, opened_on) in rows.items():
        if code not in choosing:
            continue
        arrived = milestones[code].at(MilestoneCode.ARRIVED)
        found[code] = Waiting(
            id=pk,
            code=code,
            waits_since=opened_on,
            choosing=choosing[code],
            told=told.get(pk),
            arrival=arrival_of(arrived, today),
            has_arrived=arrived is not None and arrived.is_actual,
            area=areas.get(homes[code]) if code in homes else None,
        )
    return found


def arrival_of(arrived: MilestoneDate | None, today: date) -> tuple[date, date] | None:
    """The days on which a group's support can begin: the planned day, or any from today on for who is here already."""
    if arrived is None:
        return None
    return (today, today + A_YEAR) if arrived.is_actual else (arrived.on, arrived.on)


def talks_of(cases: Iterable[int]) -> dict[int, Told]:
    """The newest match conversation of each."""
    return {row.case_id: as_told(row) for row in MatchTalk.rows.filter(case__in=list(cases)).order_by("pk")}


def enquiries_of(ids: Mapping[int, str]) -> dict[PairKey, Enquiry]:
    """The newest of each pair."""
    rows = MatchEnquiry.rows.filter(case__in=list(ids)).order_by("pk")
    return {(ids[row.case_id], GroupId(row.group_id)): as_enquiry(row) for row in rows}


def as_enquiry(row: MatchEnquiry) -> Enquiry:
    """What was found out, as it is stored."""
    return Enquiry(
        conflicts=None if row.conflicts is None else frozenset(ConflictOfInterest(word) for word in row.conflicts),
        wishes=WishAnswer(row.wishes),
        has_interpreter=row.has_interpreter,
        covered=frozenset(Ability(word) for word in row.covered),
        waived_on=row.waived_on,
        waived_in=row.waived_in,
    )


def words_of(ids: Mapping[int, str]) -> tuple[MatchWordOn, ...]:
    """Every word in force about these cases, oldest first."""
    rows = MatchWord.rows.filter(case__in=list(ids), ended_at__isnull=True).order_by("pk")
    return tuple(
        MatchWordOn(ids[row.case_id], GroupId(row.group_id), PersonsWord(row.word), row.by_id, row.reason)
        for row in rows
    )


def earlier_pairs(ids: Mapping[int, str]) -> dict[PairKey, tuple[EarlierPair, int]]:
    """Pairs of which one said no, and pairs whose match ended (MATCH-H12), with how often that was."""
    declined = MatchProposal.rows.filter(case__in=list(ids), state__in=DECLINED)
    ended = Match.rows.filter(case__in=list(ids), ended_on__isnull=False)
    found = [(ids[case], GroupId(group), EarlierPair.DECLINED) for case, group in declined.values_list("case", "group")]
    found += [(ids[case], GroupId(group), EarlierPair.ENDED) for case, group in ended.values_list("case", "group")]
    times = Counter((code, group) for code, group, _ in found)
    return {(code, group): (how, times[code, group]) for code, group, how in found}


def open_proposals(groups: Iterable[GroupId]) -> dict[GroupId, tuple[int, str]]:
    """Group -> proposal and case, of those with one that is open."""
    rows = MatchProposal.rows.filter(group__in=list(groups), state__in=OPEN_STATES)
    return {GroupId(group): (pk, code or "") for group, pk, code in rows.values_list("group", "pk", "case__code")}


def matched_groups(groups: Iterable[GroupId]) -> dict[GroupId, str]:
    """Group -> case, of those that support a household now."""
    rows = Match.rows.filter(group__in=list(groups), ended_on__isnull=True)
    return {GroupId(group): code or "" for group, code in rows.values_list("group", "case__code")}
