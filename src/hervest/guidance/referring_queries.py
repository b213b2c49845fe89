"""Referrals of a household as somebody may read them, and what is needed to make one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import Colleague
from hervest.accounts.vocabulary import Role, Shown
from hervest.core.errors import NotFound
from hervest.core.paging import Page
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.guidance.help_queries import help_case, is_let_in, own_case, theirs_in, works_with_help
from hervest.guidance.help_settings import help_settings
from hervest.guidance.referring_models import Referral
from hervest.guidance.referring_rules import Course, is_to_ask
from hervest.guidance.referring_vocabulary import Basis, ReferralEnd, ServiceAnswer
from hervest.households.consent_queries import consenting_in
from hervest.households.talk_queries import languages_of
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.team_queries import may_stand_by, roles_beside_member
from hervest.journey.vocabulary import TeamRole
from hervest.knowledge.queries import ServiceRow, service_for, services_named, social_map, theme_title, themes_to_refer
from hervest.knowledge.vocabulary import MapFilters


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral as pages show it. `person`, `consented_by`: keys of `HouseholdNames`.

    `is_to_ask`: somebody has to ask how it goes. `may_take_back`: it was made so lately that it can be undone;
    `may_reopen`: it ended so lately, and not by the word of who was referred.
    """

    id: int
    member: MemberNo
    person: str
    service: ServiceRow
    theme: str
    theme_key: str
    question: str
    basis: Basis
    consented_by: str
    consented_on: date | None
    language: str
    interpreting: Interpreting | None
    ground: str
    reader: str
    made_on: date
    course: Course
    note: str
    n_changed: int
    by: str
    at: datetime
    is_to_ask: bool
    may_take_back: bool
    may_reopen: bool


@dataclass(frozen=True, slots=True)
class Referrals:
    """The referrals of a household: those that go on, whose day of asking comes first; and those that ended."""

    case: CaseRef
    going: tuple[ReferralRow, ...]
    ended: tuple[ReferralRow, ...]
    may_refer: bool
    may_withdraw: bool
    is_let_in: bool


@dataclass(frozen=True, slots=True)
class Referring:
    """What is needed to refer somebody to a service. `consenting`: by whom a yes about each person is given."""

    case: CaseRef
    service: ServiceRow
    themes: tuple[tuple[str, str], ...]
    consenting: Mapping[MemberNo, frozenset[MemberNo]]
    languages: tuple[str, ...]
    readers: tuple[Colleague, ...]
    roles: tuple[TeamRole, ...]
    follow_up_on: date


def referrals(actor: Actor, code: str, *, today: date) -> Referrals:
    """The referrals of the household: for who works on it all of them, for who was let in by one only theirs.

    Raises: NotFound.
    """
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    works, let_in = works_with_help(case), is_let_in(actor, case, today=today)
    if not (works or let_in):
        raise NotFound("no_such_case", case=code)
    rows = Referral.rows.filter(case_id=case.id)
    if not works:
        rows = rows.filter(reader=actor.person, ended_on=None, member_no__in=case.about or ())
    shown = _rows(case, rows.select_related("reader", "changed_by").order_by("-made_on", "-pk"), today)
    actor.reads.read(code, Shown.REFERRALS)
    may_act = works and case.closed_on is None
    return Referrals(
        case=case,
        going=_going(shown),
        ended=tuple(row for row in shown if not row.course.is_open),
        may_refer=may_act and may(actor, code, Permission.REFERRAL_MAKE, today=today),
        may_withdraw=may_act and may(actor, code, Permission.WISH_RECORD, today=today),
        is_let_in=not works,
    )


def own_referrals(actor: Actor, code: str, *, today: date) -> Referrals:
    """Those of the reader, and of children for whom they speak: nothing of another grown-up. Raises: NotFound."""
    case = own_case(actor, code, Permission.HOUSEHOLD_READ, today=today)
    theirs = theirs_in(actor, case, today=today)
    rows = Referral.rows.filter(case_id=case.id, member_no__in=theirs)
    shown = _rows(case, rows.select_related("reader", "changed_by").order_by("-made_on", "-pk"), today)
    actor.reads.read(code, Shown.REFERRALS)
    return Referrals(
        case=case,
        going=_going(shown),
        ended=tuple(row for row in shown if not row.course.is_open),
        may_refer=False,
        may_withdraw=case.closed_on is None and may(actor, code, Permission.WISH_RECORD, today=today),
        is_let_in=False,
    )


def referral_to_follow(actor: Actor, code: str, referral: int, *, today: date) -> ReferralRow:
    """A referral of the case, for who records how it goes. Raises: NotFound; Conflict if the case is closed."""
    case = help_case(actor, code, Permission.REFERRAL_MAKE, today=today)
    rows = Referral.rows.filter(case_id=case.id, pk=referral).select_related("reader", "changed_by")
    found = _rows(case, rows, today)
    if not found:
        raise NotFound("no_such_referral", referral=referral)
    actor.reads.read(code, Shown.REFERRALS)
    return found[0]


def services_to_refer(
    actor: Actor, code: str, filters: MapFilters, *, today: date, number: int = 1
) -> tuple[Page[ServiceRow], tuple[str, ...]]:
    """One page of the services of the case's municipality that fit, and the languages of the household.

    Raises: NotFound; Conflict if the case is closed.
    """
    case = help_case(actor, code, Permission.REFERRAL_MAKE, today=today)
    found = social_map(actor, filters, today=today, number=number, municipality=case.municipality)
    return found.pages, languages_of(code)


def referring(actor: Actor, code: str, service: int, *, today: date) -> Referring:
    """What is needed to refer somebody to the service. Raises: NotFound; Conflict if the case is closed."""
    case = help_case(actor, code, Permission.REFERRAL_MAKE, today=today)
    found = service_for(actor, service, today=today)
    if not found.may_refer or found.municipality != case.municipality:
        raise NotFound("no_such_service", service=service)
    readers = tuple(row for row in may_stand_by(actor, case, today=today) if Role.HEALTH_PARTNER in row.roles)
    roles = roles_beside_member([Role.HEALTH_PARTNER])
    return Referring(
        case=case,
        service=found,
        themes=themes_to_refer(found.facts.themes),
        consenting=consenting_in(code, today=today),
        languages=languages_of(code),
        readers=readers,
        roles=roles,
        follow_up_on=help_settings().ask_after.after(today),
    )


def course_of(row: Referral) -> Course:
    """How a stored referral goes."""
    return Course(
        answer=ServiceAnswer(row.answer),
        answered_on=row.answered_on,
        follow_up_on=row.follow_up_on,
        ended_on=row.ended_on,
        end=ReferralEnd(row.end) if row.end else None,
    )


def _going(rows: Iterable[ReferralRow]) -> tuple[ReferralRow, ...]:
    going = (row for row in rows if row.course.is_open)
    return tuple(sorted(going, key=lambda row: (row.course.follow_up_on or date.max, row.id)))


def _rows(case: CaseRef, stored: Iterable[Referral], today: date) -> tuple[ReferralRow, ...]:
    rows = list(stored)
    services = services_named((row.service_id for row in rows), today=today)
    within = help_settings().taken_back
    return tuple(
        ReferralRow(
            id=row.pk,
            member=MemberNo(row.member_no),
            person=f"{case.code}/{row.member_no}",
            service=services[row.service_id],
            theme=theme_title(row.theme),
            theme_key=row.theme,
            question=row.question,
            basis=Basis(row.basis),
            consented_by=f"{case.code}/{row.consented_by}" if row.consented_by else "",
            consented_on=row.consented_on,
            language=row.language,
            interpreting=Interpreting(row.interpreting) if row.interpreting else None,
            ground=row.ground,
            reader=row.reader.name if row.reader else "",
            made_on=row.made_on,
            course=course_of(row),
            note=row.note,
            n_changed=row.n_changed,
            by=row.changed_by.name,
            at=row.changed_at,
            is_to_ask=is_to_ask(course_of(row), today),
            may_take_back=row.n_changed == 1 and today - row.made_on <= within,
            may_reopen=bool(row.ended_on and row.end != ReferralEnd.WITHDRAWN and today - row.ended_on <= within),
        )
        for row in rows
    )
