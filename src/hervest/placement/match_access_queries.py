"""Households, groups and proposed matches as the policy sees them: who may propose, check, answer and confirm."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from hervest.accounts.vocabulary import PersonId, Relation, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.households.choice_queries import choosing_of_cases
from hervest.journey import access_queries as journey
from hervest.journey.staffing_queries import working_in
from hervest.placement.match_models import Match, MatchAnswer, MatchProposal
from hervest.placement.match_state_rules import Days, Progress
from hervest.placement.match_state_vocabulary import IntroPlan, MatchEnd, MatchEvent, MatchStage, MatchState
from hervest.sponsorship.queries import group_row, programme_subject, subject_of
from hervest.sponsorship.vocabulary import GroupId


def pair_subject(*, case: str, group: GroupId, now: datetime, **_: object) -> Subject:
    """A household and a group together: who works on the case, and who runs or is in the group.

    Who runs the group stands to a household once everybody in it wants one. Raises: NotFound.
    """
    today = clock.day_of(now)
    found = joined(journey.case_subject(case=case, now=now), group, today=today)
    return found if wants_a_group(case, today=today) else replace(found, organisations=frozenset())


def proposal_subject(*, proposal: int, now: datetime, **_: object) -> Subject:
    """The same of a proposed match, which stays theirs whatever was chosen since. Raises: NotFound."""
    row, today = proposal_row(proposal), clock.day_of(now)
    return joined(journey.case_subject(case=row.case.code or "", now=now), GroupId(row.group_id), today=today)


def wants_a_group(case: str, *, today: date) -> bool:
    """Whether everybody who chooses alone said yes (MATCH-H11)."""
    found = choosing_of_cases([case], today=today).get(case)
    return found is not None and found.wants_a_group


def run_subject(*, programme: int, now: datetime, **_: object) -> Subject:
    """A programme and the households that it may support: who works on one of them is of its team. Raises: NotFound."""
    own = programme_subject(programme=programme)
    return replace(own, people={Relation.TEAM: working_in(own.municipality, today=clock.day_of(now))})


def joined(case: Subject, group: GroupId, *, today: date) -> Subject:
    """The case's people and the group's people, and the organisation that runs the group.

    Raises: NotFound for a group of another municipality: nothing crosses the border.
    """
    other = subject_of(group_row(group), today=today)
    if other.municipality != case.municipality:
        raise NotFound("no_such_group")
    people: Mapping[Relation, frozenset[PersonId]] = {
        relation: case.people.get(relation, frozenset()) | other.people.get(relation, frozenset())
        for relation in {*case.people, *other.people}
    }
    return replace(case, people=people, organisations=other.organisations, is_ready=other.is_ready)


def proposal_row(proposal: int) -> MatchProposal:
    """The proposal with its case and group. Raises: NotFound."""
    row = MatchProposal.rows.filter(pk=proposal).select_related("case", "group__programme", "proposer").first()
    if row is None:
        raise NotFound("no_such_match")
    return row


def match_of(row: MatchProposal) -> Match | None:
    """The match that was made of it, if it was confirmed."""
    return Match.rows.filter(proposal=row).first()


def other_ended_on(row: MatchProposal) -> date | None:
    """The day on which the household's last match with another proposal ended, if one did."""
    others = Match.rows.filter(case=row.case_id, ended_on__isnull=False).exclude(proposal=row)
    return others.order_by("-ended_on").values_list("ended_on", flat=True).first()


def progress_of(row: MatchProposal, match: Match | None) -> Progress:
    """How far it is, as the rules see it."""
    return Progress(
        proposer=row.proposer_id,
        state=MatchState(row.state),
        did_newcomer_confirm=row.did_newcomer_confirm,
        did_group_confirm=row.did_group_confirm,
        stage=MatchStage(match.stage) if match else None,
        held_from=MatchStage(match.held_from) if match and match.held_from else None,
        end=MatchEnd(match.end) if match and match.end else None,
    )


def days_of(row: MatchProposal, planned: IntroPlan | None, *, today: date) -> Days:
    """When each thing happened to the proposal: as it was said, as they met, or as it was recorded. 1 query."""
    newest: dict[MatchEvent, date] = {}
    for event, said_on, at in MatchAnswer.rows.filter(proposal=row).values_list("event", "said_on", "at"):
        happened, on = MatchEvent(event), said_on or clock.day_of(at)
        if happened is MatchEvent.HOLD_INTRO and planned is not None:
            on = min(on, planned.meets_on)
        newest[happened] = max(on, newest.get(happened, on))
    return Days(today, clock.day_of(row.at), newest)
