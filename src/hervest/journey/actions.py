"""What people and processes do to a case: open it, form its team, say what is known, move its milestones."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.coordinator_queries import default_coordinator
from hervest.accounts.permissions import Permission
from hervest.accounts.practice_rules import CASE_PREFIX, is_practice
from hervest.accounts.queries import (
    is_caseworker,
    municipality_subject,
    organisation_for,
    roles_of,
)
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.deadlines.errors import UnknownTerm
from hervest.deadlines.register import all_versions
from hervest.journey import plan_actions
from hervest.journey.access_queries import case_subject, reader_of
from hervest.journey.access_rules import FINANCE_MILESTONES, SENSITIVE_MILESTONES, reads_milestone
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, FactSet, Milestone, TeamMember
from hervest.journey.plan_queries import case_facts, keeping, moved_record, must_be_by_hand, must_fit, planned_tasks
from hervest.journey.queries import CaseRef, case_of
from hervest.journey.rules import Reschedule, reschedule
from hervest.journey.settings import journey_settings
from hervest.journey.team_rules import fitting_roles
from hervest.journey.template_defaults import DEFAULT_VERSION, team_relations, team_roles
from hervest.journey.trait_rules import word_mark
from hervest.journey.vocabulary import CaseKind, MilestoneCode, TeamRole, TraitSource
from hervest.journey.workflow_queries import template_of, workflow_in_force

"""How long somebody is a team member when nothing else is said; a person may shorten it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of the household or of a member: traits, their reasons, and sensitive dates (ISO).

    `since`: the member's first day (`born` or `joined`), and since when a trait holds of them, as far as it knows.
    """

    traits: Mapping[str, bool] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)


@action(Permission.CASE_CREATE, on=municipality_subject)
def open_case(*, by: Actor, now: datetime, municipality: str, route: Route, lead: PersonId | None = None) -> CaseRef:
    """A case with its number and, if there is one, its coordinator: `lead`, where somebody was named.

    Who enters it by hand leads it if a caseworker there; else the municipality's default for the route; else nobody,
    and it stands on every lead's landing page. Source: access.md, "Rules that hold above the table".
    """
    today = clock.day_of(now)
    row = Case.rows.create(
        kind=CaseKind.HOUSEHOLD,
        route=route,
        municipality_id=municipality,
        opened_on=today,
        template_version=DEFAULT_VERSION,
        workflow_id=workflow_in_force(municipality),
    )
    row.code = f"{CASE_PREFIX if is_practice(municipality) else 'H'}-{row.pk:04d}"
    row.save(update_fields=["code"])
    lead = lead or _first_lead(by, municipality, route, today)
    if lead is not None:
        _join(row, lead, TeamRole.CASE_LEAD, today, today + journey_settings().longest_in_team)
    note("case.opened", case_code=row.code, municipality=municipality, route=route, lead=lead)
    return case_of(row.code)


def _first_lead(by: Actor, municipality: str, route: Route, today: date) -> PersonId | None:
    if by.person is not None and is_caseworker(by.person, municipality, today=today):
        return by.person
    return default_coordinator(municipality, route, today=today)


@action(Permission.TEAM_MANAGE, on=case_subject)
def join_team(
    *,
    by: Actor,
    now: datetime,
    case: str,
    person: PersonId,
    role: TeamRole,
    from_on: date | None = None,
    until_on: date | None = None,
    member: MemberNo | None = None,
) -> None:
    """The person stands to the case in that role from today, or `from_on`, on.

    `member`: about whom in the household, for the roles that are about somebody.
    Raises: RuleBroken if they do not work for the municipality, have no access role that fits, are in the team in
    that role already, the member is not in the household, or the day has passed.
    """
    row, today = locked_case(case), clock.day_of(now)
    begins = from_on or today
    until = until_on or begins + journey_settings().longest_in_team
    if until < max(today, begins):
        raise RuleBroken("ends_before_it_starts", field="until_on")
    if member is not None and member not in case_facts(row, today=today).members:
        raise RuleBroken("member_not_there", field="member")
    held = roles_of(person, row.municipality_id, today=today)
    if not held:
        raise RuleBroken("not_of_this_municipality", field="person")
    fits = fitting_roles(team_roles(), team_relations(), held, with_a_member=member is not None)
    if not fits:
        raise RuleBroken("no_role_in_a_team", field="person")
    if role not in fits:
        raise RuleBroken("role_not_theirs", field="role", roles=fits)
    there = TeamMember.rows.filter(case=row, person_id=person, role=role, member_no=member or 0)
    same = Q(from_on=begins) if role is TeamRole.INTERPRETER else Q(from_on__lte=until, until_on__gte=begins)
    if there.filter(same).exists():  # the days around two appointments may overlap
        raise RuleBroken("already_in_team", field="person")
    _join(row, person, role, begins, until, member=member)
    plan_actions.replan_at_the_end(row, now)
    note("team.joined", case_code=case, municipality=row.municipality_id, person=person, role=role)


@action(Permission.TEAM_MANAGE, on=case_subject, runs=(join_team,))
def form_team(*, by: Actor, now: datetime, case: str, members: Sequence[tuple[PersonId, TeamRole]]) -> None:
    """All of them work on the case from today on, or none; who has which task is worked out once.

    Raises: as `join_team` does for one of them.
    """
    for person, role in members:
        join_team(by=by, now=now, case=case, person=person, role=role)


@action(Permission.TEAM_MANAGE, on=case_subject)
def leave_team(*, by: Actor, now: datetime, case: str, member: int) -> None:
    """The team member's work on the case ended yesterday: from the next click on nothing of it exists for them."""
    row, today = locked_case(case), clock.day_of(now)
    found = TeamMember.rows.filter(until_on__gte=today, case=row, pk=member).first()
    if found is None:
        raise NotFound("no_such_team_member")
    end_seat(found, today)
    plan_actions.replan_at_the_end(row, now)
    note("team.left", case_code=case, municipality=row.municipality_id, person=found.person_id, role=found.role)


def end_seat(member: TeamMember, today: date) -> None:
    """The seat ended yesterday; one that began today never was. For actions of this room."""
    if member.from_on >= today:
        member.delete()
    else:
        member.until_on = today - timedelta(days=1)
        member.save(update_fields=["until_on"])


def _join(
    row: Case, person: PersonId, role: TeamRole, from_on: date, until_on: date, *, member: MemberNo | None = None
) -> None:
    organisation = organisation_for(person, row.municipality_id, today=from_on)
    TeamMember.rows.create(
        case=row,
        person_id=person,
        role=role,
        organisation_id=organisation,
        from_on=from_on,
        until_on=until_on,
        member_no=member or 0,
    )


@action(Permission.MILESTONE_RECORD, on=case_subject)
def work_out_again(*, by: Actor, now: datetime, case: str) -> bool:
    """The plan is what it asks for today: repeats whose day has come, roles whose holder left. True if it changed."""
    row = locked_case(case, closed_too=True)
    if row.closed_on is not None:
        return False
    outcome = plan_actions.replan(row, now)
    if not outcome.is_settled:
        note("plan.worked_out", case_code=case, municipality=row.municipality_id)
    return not outcome.is_settled


@action(Permission.HOUSEHOLD_EDIT, on=case_subject)
def post_facts(*, by: Actor, now: datetime, case: str, source: TraitSource, said: Mapping[MemberNo, Said]) -> None:
    """What `source` says takes the place of all it said before (key 0: the household); the plan follows.

    Each source replaces only its own part (architecture.md, "Why journey lies low").
    """
    row = locked_case(case)
    FactSet.rows.filter(case=row, source=source).exclude(member_no__in=list(said)).delete()
    for member, words in said.items():
        FactSet.rows.update_or_create(
            case=row,
            member_no=member,
            source=source,
            defaults={
                "traits": dict(words.traits),
                "reasons": dict(words.reasons),
                "dates": {name: dict(days) for name, days in words.dates.items()},
                "since": dict(words.since),
            },
        )
    plan_actions.replan_at_the_end(row, now)
    note("facts.posted", case_code=case, municipality=row.municipality_id, source=source)


@action(Permission.HOUSEHOLD_EDIT, on=case_subject)
def say_trait(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    trait: str,
    holds: bool | None,
    reason: str,
    seen: str = "",
) -> None:
    """A person's word on a trait: it wins over every source and survives re-import. None takes the word back.

    Raises: RuleBroken without a reason; Conflict if another word stands than was `seen` (`trait_rules.word_mark`).
    """
    if holds is not None and not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    row = locked_case(case)
    found, _ = FactSet.rows.get_or_create(case=row, member_no=member, source=TraitSource.PERSON)
    if seen and seen != word_mark(found.traits.get(trait), found.reasons.get(trait, "")):
        raise Conflict("trait_changed_meanwhile")
    found.traits.pop(trait, None)
    found.reasons.pop(trait, None)
    if holds is not None:
        found.traits[trait], found.reasons[trait] = holds, reason
    found.save()
    plan_actions.replan_at_the_end(row, now)
    note("trait.said", case_code=case, municipality=row.municipality_id, member=member)


@action(Permission.MILESTONE_RECORD, on=case_subject)
def record_milestones(
    *, by: Actor, now: datetime, case: str, records: Iterable[MilestoneRecord], source: str, reason: str = ""
) -> None:
    """The milestones stand as given, a None day leaving that day as it was; the plan follows.

    Raises: RuleBroken if they are out of order, or happened in the future.
    """
    row, today = locked_case(case), clock.day_of(now)
    facts = case_facts(row, today=today)
    wanted = tuple(keeping(facts, record) for record in records)
    must_fit(facts, wanted, today=today)
    for record in wanted:
        _write_milestone(row, record, by=by, now=now, source=source, reason=reason)
    plan_actions.replan_at_the_end(row, now)
    note(
        "milestones.recorded",
        case_code=case,
        municipality=row.municipality_id,
        milestones=[record.code for record in wanted if record.code not in SENSITIVE_MILESTONES | FINANCE_MILESTONES],
        source=source,
    )


@action(Permission.MILESTONE_RECORD, on=case_subject)
def move_milestone(
    *,
    by: Actor,
    now: datetime,
    case: str,
    milestone: MilestoneCode,
    member: MemberNo | None,
    on: date,
    is_actual: bool,
    reason: str,
    seen: int,
) -> Reschedule:
    """The milestone falls `on` and every date that hangs on it follows, in one go.

    Raises: Conflict if the plan changed after version `seen`; RuleBroken if the order of milestones breaks,
    or this one is not recorded by hand.
    """
    row, today = locked_case(case), clock.day_of(now)
    if not reads_milestone(reader_of(by, row, Permission.MILESTONE_RECORD, today), milestone, member):
        raise NotFound("no_such_case", case=case)
    if row.plan_version != seen:
        raise Conflict("plan_changed_meanwhile", seen=seen, now=row.plan_version)
    facts = case_facts(row, today=today)
    must_be_by_hand(facts, milestone, member)
    record = moved_record(facts, milestone, member, on, is_actual=is_actual)
    must_fit(facts, (record,), today=today)
    outcome = preview_of(row, record, today)
    _write_milestone(row, record, by=by, now=now, source="person", reason=reason)
    plan_actions.replan_at_the_end(row, now)
    said = {} if milestone in SENSITIVE_MILESTONES else {"milestone": milestone, "on": on, "member": member or 0}
    note("milestone.moved", case_code=case, municipality=row.municipality_id, **said)
    return outcome


@action(Permission.MILESTONE_RECORD, on=case_subject)
def withdraw_milestone(
    *, by: Actor, now: datetime, case: str, milestone: MilestoneCode, member: MemberNo | None = None
) -> None:
    """The household's milestone has no recorded day any more, as if it had never been; the plan follows if it had.

    With a `member` that person's own.
    """
    row = locked_case(case)
    n_recorded, _ = Milestone.rows.filter(case=row, code=milestone, member_no=member or 0).delete()
    if not n_recorded:
        return
    plan_actions.replan_at_the_end(row, now)
    note("milestone.withdrawn", case_code=case, municipality=row.municipality_id, milestone=milestone)


def preview_of(row: Case, record: MilestoneRecord, today: date) -> Reschedule:
    """What moving would do; nothing is written."""
    try:
        return reschedule(
            template_of(row),
            case_facts(row, today=today),
            planned_tasks(row),
            moves=(record,),
            terms=all_versions(),
            today=today,
        )
    except UnknownTerm as unknown:
        raise RuleBroken("no_term_on_that_day", field="on", term=unknown.params["key"]) from unknown


def _write_milestone(row: Case, record: MilestoneRecord, *, by: Actor, now: datetime, source: str, reason: str) -> None:
    if record.code in SENSITIVE_MILESTONES:
        _write_sensitive(row, record)
        return
    Milestone.rows.update_or_create(
        case=row,
        code=record.code,
        member_no=record.member or 0,
        defaults={
            "planned_on": record.planned_on,
            "actual_on": record.actual_on,
            "source": source,
            "reason": reason,
            "recorded_at": now,
            "recorded_by_id": by.person,
        },
    )


def _write_sensitive(row: Case, record: MilestoneRecord) -> None:
    found, _ = FactSet.rows.get_or_create(case=row, member_no=record.member or 0, source=TraitSource.PERSON)
    days = {"planned": record.planned_on, "actual": record.actual_on}
    found.dates[record.code] = {name: day.isoformat() if day else None for name, day in days.items()}
    found.save()


def locked_case(case: str, *, closed_too: bool = False) -> Case:
    """The case's row, held until the commit: two people never plan one case at the same time.

    Raises: NotFound; Conflict for a case that is closed, unless `closed_too`: nothing changes in it any more.
    """
    row = Case.rows.select_for_update(no_key=True).filter(code=case).first()  # rows that point at it need not wait
    if row is None:
        raise NotFound("no_such_case", case=case)
    if row.closed_on is not None and not closed_too:
        raise Conflict("case_is_closed", case=case)
    return row
