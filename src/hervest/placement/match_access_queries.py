"""Households, groups and proposed matches as the policy sees them: who may propose, check, answer and confirm."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from hervest.accounts.vocabulary import PersonId, Relation, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.journey import access_queries as journey
from hervest.journey.models import Case
from hervest.placement.match_models import Match, MatchProposal
from hervest.placement.match_state_rules import Progress
from hervest.placement.match_state_vocabulary import MatchEnd, MatchStage, MatchState
from hervest.sponsorship.queries import group_row, programme_subject, subject_of
from hervest.sponsorship.vocabulary import GroupId


def pair_subject(*, case: str, group: GroupId, now: datetime, **_: object) -> Subject:
    """A household and a group together: who works on the case, and who runs or is in the group. Raises: NotFound."""
    return joined(journey.case_subject(case=case, now=now), group, today=clock.day_of(now))


def proposal_subject(*, proposal: int, now: datetime, **_: object) -> Subject:
    """The same of a proposed match. Raises: NotFound."""
    row = proposal_row(proposal)
    return pair_subject(case=row.case.code or "", group=GroupId(row.group_id), now=now)


def run_subject(*, programme: int, now: datetime, **_: object) -> Subject:
    """A programme and the households that it may support: who works on one of them is of its team. Raises: NotFound."""
    own, today = programme_subject(programme=programme), clock.day_of(now)
    rows = Case.rows.filter(municipality=own.municipality, closed_on__isnull=True, team__until_on__gte=today)
    team: set[PersonId] = set()
    for row in rows.distinct():
        team |= journey.subject_of(row, today).people.get(Relation.TEAM, frozenset())
    return replace(own, people={Relation.TEAM: frozenset(team)})


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
