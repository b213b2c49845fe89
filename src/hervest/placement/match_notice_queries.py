"""For whom a proposed match waits, worked out for deciding who is told, and where somebody is to be reminded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.permissions import ACTIONS, Permission
from hervest.accounts.queries import actors_of, people_with
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.deadlines.register import all_versions
from hervest.placement.match_access_queries import proposal_subject
from hervest.placement.match_models import OPEN_STATES, MatchAnswer, MatchProposal
from hervest.placement.match_notice_rules import WHO_IS_ASKED, Recorded, began_with, reminder_on
from hervest.placement.match_question_queries import with_a_question
from hervest.placement.match_state_rules import WITH_A_DEADLINE
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState, MatchWaits
from hervest.placement.match_waiting_queries import matches_waiting, to_introduce
from hervest.sponsorship.facts_queries import reminder_days

CHECKING = (Permission.MATCH_CHECK,)
GOING_ON = (Permission.MATCH_PROPOSE, Permission.MATCH_ANSWER_NEWCOMER, Permission.MATCH_ANSWER_GROUP)


@dataclass(frozen=True, slots=True)
class Awaited:
    """For what a proposed match waits, since which event (None: the proposal), and on whose first page it stands."""

    proposal: int
    waits: MatchWaits
    began: Recorded | None
    people: frozenset[PersonId]

    @property
    def once(self) -> str:
        """Names this asking; the next one for the same has another name."""
        return f"{about(self.proposal)}{self.waits} {self.began.number if self.began else 0}"

    @property
    def again(self) -> str:
        """Names the one reminder of it."""
        return f"{self.once} again"


def about(proposal: int) -> str:
    """How the name of everything begins that is told of this proposal."""
    return f"match {proposal} "


def awaited(row: MatchProposal, *, now: datetime) -> tuple[Awaited, ...]:
    """What the proposal waits for now, and exactly those who see that among what waits for them, for telling them.

    Only who could by the law is looked at: some 10 queries, and 5 more for each of these people.
    """
    if row.state not in OPEN_STATES:
        return ()
    today = clock.day_of(now)
    people: dict[MatchWaits, set[PersonId]] = {}
    for actor in actors_of(_may_see(row, now=now), today=today):
        for each in matches_waiting(actor, today=today):
            if each.proposal == row.pk and actor.person is not None:
                people.setdefault(each.waits, set()).add(actor.person)
    recorded = _recorded([row.pk]).get(row.pk, []) if people else []
    return tuple(
        Awaited(row.pk, waits, began_with(waits, recorded), frozenset(found)) for waits, found in people.items()
    )


def _may_see(row: MatchProposal, *, now: datetime) -> frozenset[PersonId]:
    """Who may do what can come next: as who stands to the household or the group, or works for all of them."""
    subject, today = proposal_subject(proposal=row.pk, now=now), clock.day_of(now)
    asked = CHECKING if row.state == MatchState.DRAFT else GOING_ON
    held = [(role, scope) for permission in asked for role, scope in ACTIONS[permission].items()]
    related = (policy.BY_RELATION[scope] for _, scope in held if scope in policy.BY_RELATION)
    found = {person for relation in related for person in subject.people.get(relation, ())}
    throughout = {role for role, scope in held if scope in policy.BY_MUNICIPALITY}
    found |= people_with(throughout, subject.municipality, today=today)
    running = {role for role, scope in held if scope in policy.BY_ORGANISATION}
    for organisation in subject.organisations:
        found |= people_with(running, subject.municipality, today=today, organisation=organisation)
    return frozenset(found)


def _recorded(proposals: Iterable[int]) -> Mapping[int, list[Recorded]]:
    """What happened to each of them, oldest first. 1 query."""
    found: dict[int, list[Recorded]] = {}
    rows = MatchAnswer.rows.filter(proposal__in=list(proposals)).order_by("pk")
    for number, proposal, event, at in rows.values_list("pk", "proposal", "event", "at"):
        found.setdefault(proposal, []).append(Recorded(number, MatchEvent(event), clock.day_of(at)))
    return found


def to_remind(today: date) -> tuple[int, ...]:
    """Proposals of which somebody may have to be told something on this day. 3 queries.

    They are to answer and have not, and no question waits; or they meet today, or met and nobody recorded it.
    """
    rows = MatchProposal.rows.filter(respond_by__gte=today, state__in=WITH_A_DEADLINE)
    waits_for_us = with_a_question(MatchProposal.rows.all()).values("pk")
    asked = rows.exclude(pk__in=waits_for_us).order_by("pk").values_list("pk", "state", "respond_by")
    recorded = _recorded([pk for pk, _, _ in asked])
    found = {
        pk
        for pk, state, respond_by in asked
        for waits in WHO_IS_ASKED[MatchState(state)]
        if is_time_to_remind(began_with(waits, recorded.get(pk, [])), respond_by, today)
    }
    return tuple(sorted(found | set(to_introduce(MatchProposal.rows.all(), today).values_list("pk", flat=True))))


def is_time_to_remind(began: Recorded | None, respond_by: date | None, today: date) -> bool:
    """Whether who was asked then and has until that day is reminded on this one, if there is no answer."""
    if began is None or respond_by is None:
        return False
    day = reminder_on(began.on, respond_by, after=reminder_days(), calendar=all_versions().calendar)
    return day is not None and day <= today <= respond_by
