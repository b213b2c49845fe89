"""What there is of the papers of joining relatives, and that one of them is here."""

from collections.abc import Mapping
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.guidance.reunion_models import JoiningRelative
from hervest.guidance.reunion_queries import JoiningRow, ReunionPage, newcomers_of, relative_to_edit
from hervest.guidance.reunion_vocabulary import PaperState
from hervest.households.own_word_actions import remove_relative
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case, post_facts


@action(Permission.HOUSEHOLD_EDIT, on=case_subject)
def note_papers(
    *,
    by: Actor,
    now: datetime,
    case: str,
    relative: int,
    papers: Mapping[str, PaperState],
    holder: MemberNo | None,
    seen: int,
) -> None:
    """Of each paper of the relative there is this, and `holder` applies for them; None: it is not said who does.

    Raises: NotFound for who reads no tier P3, and for a relative, paper or holder that is none; Conflict if it changed
    since it was `seen`.
    """
    row, shown, found = _held(by, now, case, relative)
    if found.n_changed != seen:
        raise Conflict("papers_changed_meanwhile")
    if set(papers) - {line.paper.key for line in row.papers}:
        raise NotFound("no_such_paper")
    if holder is not None and holder not in {each.line.member for each in shown.rows}:
        raise NotFound("no_such_member", member=holder)
    found.papers = {key: state.value for key, state in papers.items()}
    found.holder_no = holder or 0
    _save(found, by, now)
    note("reunification.papers_noted", case_code=case, municipality=shown.case.municipality)


@action(Permission.HOUSEHOLD_EDIT, on=case_subject, runs=(remove_relative, post_facts))
def settle_arrival(*, by: Actor, now: datetime, case: str, relative: int, member: MemberNo, because: str) -> None:
    """The relative is here, as this person of the household, and is no relative elsewhere any more.

    So bedrooms count them once. Raises: NotFound as `note_papers`; RuleBroken for who did not join the household.
    """
    _, shown, found = _held(by, now, case, relative)
    if member not in newcomers_of(by, shown.case, today=clock.day_of(now)):
        raise RuleBroken("not_joined_yet", field="member")
    found.joined_as = member
    _save(found, by, now)
    remove_relative(by=by, now=now, case=case, relative=relative, reason=because)
    note("reunification.arrived", case_code=case, municipality=shown.case.municipality, member=member)


def _held(by: Actor, now: datetime, case: str, relative: int) -> tuple[JoiningRow, ReunionPage, JoiningRelative]:
    locked_case(case)
    row, shown = relative_to_edit(by, case, relative, today=clock.day_of(now))
    if by.person is None:
        raise NotFound("no_such_relative", relative=relative)
    found = JoiningRelative.rows.filter(case_id=shown.case.id, relative_id=relative).first()
    return row, shown, found or JoiningRelative(case_id=shown.case.id, relative_id=relative)


def _save(found: JoiningRelative, by: Actor, now: datetime) -> None:
    found.n_changed += 1
    found.changed_at, found.changed_by_id = now, by.person or 0
    found.save()
