"""Proposed matches that wait for the actor: to look at twice, to ask on, to answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from django.db.models import OuterRef, Q, QuerySet, Subquery

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import OrganisationId, PersonId, Relation
from hervest.journey.access_queries import visible_to
from hervest.journey.queries import households
from hervest.journey.staffing_queries import my_teams, with_own_login
from hervest.placement.match_models import OPEN_STATES, Introduction, MatchProposal
from hervest.placement.match_question_queries import ASKED_IN, with_last_word
from hervest.placement.match_state_vocabulary import MatchState, MatchWaits
from hervest.sponsorship.facts_queries import can_answer, groups_led_by, seats_of
from hervest.sponsorship.vocabulary import GroupId


@dataclass(frozen=True, slots=True)
class WaitingMatch:
    """One of them. `code`: empty for who is told of the group alone; `group`: empty for the group itself.

    `respond_by`: the last day to answer, while no question waits. `meets_on`: the day on which both meet.
    """

    proposal: int
    waits: MatchWaits
    code: str
    group: str
    respond_by: date | None
    group_id: GroupId
    meets_on: date | None = None

    @property
    def page(self) -> str:
        """The name of the page on which it goes on."""
        return PAGES[self.waits]


PAGES = {
    MatchWaits.CHECK: "check_match",
    MatchWaits.QUESTION: "reply_to_household",
    MatchWaits.GROUP_QUESTION: "reply_to_group",
    MatchWaits.YOUR_ANSWER: "answer_for_household",
    MatchWaits.YOUR_MEETING: "answer_for_household",
    MatchWaits.GROUP_MEETING: "answer_for_group",
    MatchWaits.HOUSEHOLD_ANSWER: "answer_for_household",
    MatchWaits.GROUP_ANSWER: "answer_for_group",
    MatchWaits.ASK_HOUSEHOLD: "match",
    MatchWaits.ASK_GROUP: "match",
    MatchWaits.PLAN_INTRO: "plan_introduction",
    MatchWaits.INTRODUCE: "go_on_with_match",
    MatchWaits.CONFIRM: "go_on_with_match",
}
"""Where each of them is done."""

NEXT = {
    MatchState.CHECKED: MatchWaits.ASK_HOUSEHOLD,
    MatchState.NEWCOMER_YES: MatchWaits.ASK_GROUP,
    MatchState.GROUP_YES: MatchWaits.PLAN_INTRO,
    MatchState.INTRO_HELD: MatchWaits.CONFIRM,
}
"""What whoever makes the match does next."""

NEWEST_DAY = Introduction.rows.filter(proposal=OuterRef("pk")).order_by("-pk").values("meets_on")[:1]
"""The day on which they meet, of the plan that holds."""

NEWEST_HOUR = Introduction.rows.filter(proposal=OuterRef("pk")).order_by("-pk").values("meets_at")[:1]
"""The hour at which they do."""

MEETINGS = frozenset({MatchWaits.YOUR_MEETING, MatchWaits.GROUP_MEETING})
"""For which no answer is awaited, but the day on which both meet."""

CONFIRMED = frozenset({MatchWaits.PLAN_INTRO, MatchWaits.INTRODUCE, MatchWaits.CONFIRM})
"""What waits for who may confirm a match, and not for everybody who makes one (access.md, match.confirm)."""

ASKING = (
    Permission.MATCH_CHECK,
    Permission.MATCH_PROPOSE,
    Permission.MATCH_ANSWER_NEWCOMER,
    Permission.MATCH_ANSWER_GROUP,
)
"""Who has none of these is awaited by no proposed match."""

READ = (
    "pk",
    "state",
    "case",
    "case__code",
    "group",
    "group__name",
    "group__programme__organisation",
    "group__programme__municipality",
    "proposer",
    "respond_by",
    "did_newcomer_confirm",
    "did_group_confirm",
    "last_word",
    "newest_day",
    "newest_hour",
    "case__municipality",
)
"""What of each of them is read."""


@dataclass(frozen=True, slots=True)
class _Going:
    """A proposed match that is not over, with all that says for what it waits.

    `last_word`: what came last of asking first, of its answer and of "later". `meets_on`, `meets_at`: the day and hour
    of the plan that holds, if one was made.
    """

    proposal: int
    state: MatchState
    case: int
    code: str
    group: GroupId
    group_name: str
    programme: tuple[OrganisationId, str]
    proposer: PersonId
    respond_by: date | None
    did_newcomer_confirm: bool
    did_group_confirm: bool
    last_word: str | None
    meets_on: date | None
    meets_at: time | None
    municipality: str

    @property
    def asks(self) -> bool:
        """Whether who is asked asked something first, and has no answer yet: the same answer as `with_a_question`."""
        return self.last_word is not None and self.last_word == ASKED_IN.get(self.state)

    def awaits(self, *, household: bool) -> bool:
        """Whether it waits for an answer of this side."""
        first = MatchState.OFFERED_NEWCOMER if household else MatchState.OFFERED_GROUP
        has_confirmed = self.did_newcomer_confirm if household else self.did_group_confirm
        return self.state is first or (self.state is MatchState.INTRO_HELD and not has_confirmed)

    def waiting(self, waits: MatchWaits, *, code: str | None = None) -> WaitingMatch:
        """As what waits for somebody: no day to answer where a question waits, for nobody is late then."""
        is_meeting = waits in MEETINGS
        return WaitingMatch(
            proposal=self.proposal,
            waits=waits,
            code=self.code if code is None else code,
            group=self.group_name,
            respond_by=None if self.asks or is_meeting else self.respond_by,
            group_id=self.group,
            meets_on=self.meets_on if is_meeting else None,
        )


def matches_waiting(actor: Actor, *, today: date) -> tuple[WaitingMatch, ...]:
    """What waits for the actor, oldest first: nothing of a household that is not theirs, nor before they are asked.

    1 query where nothing goes on; else at most 7, and some more for each group that is asked.
    """
    held = frozenset(one for one in ASKING if policy.holds(actor, one))
    going = _going_on(actor) if held else ()
    found: list[WaitingMatch] = []
    if going and Permission.MATCH_CHECK in held:
        found += _to_check(actor, going, today)
    if going and Permission.MATCH_PROPOSE in held:
        found += [*_to_go_on_with(actor, going, today), *_unheard(actor, held, going, today)]
    elif going:
        found += _for_household(actor, going, today) if Permission.MATCH_ANSWER_NEWCOMER in held else []
        found += _for_group(actor, going, today) if Permission.MATCH_ANSWER_GROUP in held else []
    return tuple(sorted(found, key=lambda row: row.proposal))


@dataclass(frozen=True, slots=True)
class Meeting:
    """When a household and a group meet for the first time. `code`: empty for who is told of the group alone."""

    proposal: int
    code: str
    municipality: str
    on: date
    at: time


def meetings_to_come(actor: Actor, *, today: date) -> tuple[Meeting, ...]:
    """The introductions from today on, for who arranges them, the household, and who speaks for the group.

    1 query where none is planned; else as many as `matches_waiting` asks.
    """
    held = frozenset(one for one in ASKING if policy.holds(actor, one))
    planned = [row for row in _going_on(actor) if _meets(row, today)] if held else []
    if not planned:
        return ()
    named = set[int]()
    for permission in (Permission.MATCH_PROPOSE, Permission.MATCH_ANSWER_NEWCOMER):
        named |= {row.proposal for row in _reached(actor, permission, planned, today)} if permission in held else set()
    groups = (
        {row.proposal for row in _for_group(actor, planned, today)} if Permission.MATCH_ANSWER_GROUP in held else ()
    )
    return tuple(
        Meeting(
            proposal=row.proposal,
            code=row.code if row.proposal in named else "",
            municipality=row.municipality,
            on=row.meets_on,
            at=row.meets_at,
        )
        for row in planned
        if (row.proposal in named or row.proposal in groups) and row.meets_on and row.meets_at
    )


def _going_on(actor: Actor) -> tuple[_Going, ...]:
    """Everything that is not over where the actor works, read once. 1 query."""
    places = {place for grant in actor.grants for place in grant.municipalities}
    here = Q(case__municipality__in=places) | Q(group__programme__municipality__in=places)
    rows = with_last_word(MatchProposal.rows.filter(here, state__in=OPEN_STATES))
    planned = rows.annotate(newest_day=Subquery(NEWEST_DAY), newest_hour=Subquery(NEWEST_HOUR))
    return tuple(
        _Going(
            proposal=row.pk,
            state=MatchState(row.state),
            case=row.case,
            code=row.case__code or "",
            group=GroupId(row.group),
            group_name=row.group__name,
            programme=(OrganisationId(row.group__programme__organisation), row.group__programme__municipality),
            proposer=PersonId(row.proposer),
            respond_by=row.respond_by,
            did_newcomer_confirm=row.did_newcomer_confirm,
            did_group_confirm=row.did_group_confirm,
            last_word=row.last_word,
            meets_on=row.newest_day,
            meets_at=row.newest_hour,
            municipality=row.case__municipality,
        )
        for row in planned.order_by("pk").values_list(*READ, named=True)
    )


def _to_check(actor: Actor, going: Iterable[_Going], today: date) -> list[WaitingMatch]:
    """What somebody else proposed, for the second look."""
    drafts = [row for row in going if row.state is MatchState.DRAFT and row.proposer != actor.person]
    return [row.waiting(MatchWaits.CHECK) for row in _reached(actor, Permission.MATCH_CHECK, drafts, today)]


def _to_go_on_with(actor: Actor, going: Iterable[_Going], today: date) -> list[WaitingMatch]:
    """What whoever makes the match does next, and what they are asked: what a household asks only who works for it."""
    cases = _cases(actor, Permission.MATCH_PROPOSE, going, today)
    to_confirm = [row for row in going if _next(row, today) in CONFIRMED]
    confirms = _reached(actor, Permission.MATCH_CONFIRM, to_confirm, today) if to_confirm else []
    found = []
    for row in _reached(actor, Permission.MATCH_PROPOSE, going, today, cases):
        waits = _next(row, today)
        if waits in CONFIRMED and row not in confirms:
            continue
        if waits:
            found.append(row.waiting(waits))
        elif row.asks and row.state is MatchState.OFFERED_GROUP:
            found.append(row.waiting(MatchWaits.GROUP_QUESTION))
        elif row.asks and row.case in cases:
            found.append(row.waiting(MatchWaits.QUESTION))
    return found


def _next(row: _Going, today: date) -> MatchWaits | None:
    """A planned introduction waits for its day; what is tried out, for the word of both."""
    if row.state is MatchState.GROUP_YES and row.meets_on is not None:
        return MatchWaits.INTRODUCE if row.meets_on <= today else None
    if row.state is MatchState.INTRO_HELD and not (row.did_newcomer_confirm and row.did_group_confirm):
        return None
    return NEXT.get(row.state)


def _unheard(actor: Actor, held: frozenset[Permission], going: Iterable[_Going], today: date) -> list[WaitingMatch]:
    """Those whose household or group is asked, and nobody of it reads here that it is: who makes the match hears it.

    Not while what they asked first waits for an answer.
    """
    found = list[WaitingMatch]()
    if Permission.MATCH_ANSWER_NEWCOMER in held:
        asked = [row for row in going if row.awaits(household=True) and not row.asks]
        theirs = _reached(actor, Permission.MATCH_ANSWER_NEWCOMER, asked, today)
        read_it = _with_own_login(theirs, today)
        found += [row.waiting(MatchWaits.HOUSEHOLD_ANSWER) for row in theirs if row.case not in read_it]
    if Permission.MATCH_ANSWER_GROUP in held:
        asked = [row for row in going if row.awaits(household=False) and not row.asks]
        theirs = _reached(actor, Permission.MATCH_ANSWER_GROUP, asked, today)
        found += [row.waiting(MatchWaits.GROUP_ANSWER) for row in theirs if not can_answer(row.group, today=today)]
    return found


def _for_household(actor: Actor, going: Iterable[_Going], today: date) -> list[WaitingMatch]:
    """What waits for the answer of a household: of the actor's own, or of one whom they help to answer."""
    mine = set(my_teams(actor, today).having(Relation.SELF))
    found = []
    for row in _reached(actor, Permission.MATCH_ANSWER_NEWCOMER, going, today):
        if row.awaits(household=True):
            found.append(row.waiting(MatchWaits.YOUR_ANSWER if row.case in mine else MatchWaits.HOUSEHOLD_ANSWER))
        if row.case in mine and _meets(row, today):
            found.append(row.waiting(MatchWaits.YOUR_MEETING))
    return found


def _for_group(actor: Actor, going: Iterable[_Going], today: date) -> list[WaitingMatch]:
    """What waits for the answer of a group for which the actor speaks, who may be told of it today (MATCH-H2)."""
    led = set(groups_led_by(actor.person, today=today).values_list("pk", flat=True))
    waits = {
        row: MatchWaits.GROUP_ANSWER if row.awaits(household=False) else MatchWaits.GROUP_MEETING
        for row in going
        if row.group in led and (row.awaits(household=False) or _meets(row, today))
    }
    return [row.waiting(each, code="") for row, each in waits.items() if _is_admitted(actor, row.group, today)]


def _meets(row: _Going, today: date) -> bool:
    """Whether both said yes and are to meet."""
    return row.state is MatchState.GROUP_YES and row.meets_on is not None and row.meets_on >= today


def to_introduce(rows: QuerySet[MatchProposal], today: date) -> QuerySet[MatchProposal]:
    """Those of which both said yes, and who meet today or met before."""
    planned = rows.filter(state=MatchState.GROUP_YES).annotate(meets_on=Subquery(NEWEST_DAY))
    return planned.filter(meets_on__lte=today)


def _is_admitted(actor: Actor, group: GroupId, today: date) -> bool:
    """Whether the actor may be told today that their group is asked (MATCH-H2)."""
    return actor.person in {seat.person for seat in seats_of(group, today=today)}


def _with_own_login(rows: Iterable[_Going], today: date) -> frozenset[int]:
    """The cases of these in which somebody of the household has a login. At most 1 query."""
    cases = with_own_login(today).filter(pk__in={row.case for row in rows})
    return frozenset(cases.values_list("pk", flat=True))


def _reached(
    actor: Actor,
    permission: Permission,
    rows: Iterable[_Going],
    today: date,
    cases: frozenset[int] | None = None,
) -> list[_Going]:
    """Those on which the actor has the permission through the case, or as who runs the programme.

    `cases`: those of the case, where they were asked for already.
    """
    rows = list(rows)
    through = _cases(actor, permission, rows, today) if cases is None else cases
    runs = policy.reach(actor, permission).organisations
    return [row for row in rows if row.case in through or row.programme in runs]


def _cases(actor: Actor, permission: Permission, rows: Iterable[_Going], today: date) -> frozenset[int]:
    """The open cases among these on which the actor has the permission through the case. At most 1 query."""
    asked = households().filter(visible_to(actor, permission, today=today), pk__in={row.case for row in rows})
    return frozenset(asked.filter(closed_on__isnull=True).values_list("pk", flat=True))
