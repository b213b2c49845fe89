"""Reunification of a household as somebody may read it: until when, what was done, who may come and what is missing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Relation, Shown
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo, Tier
from hervest.guidance.reunion_line_queries import application_of, given_in, holders_in, lines_in, stored_of
from hervest.guidance.reunion_models import JoiningRelative
from hervest.guidance.reunion_rules import (
    FILING,
    IS_FILED,
    Application,
    Line,
    Paper,
    n_to_get,
    nearness,
    papers_for,
)
from hervest.guidance.reunion_settings import reunion_papers, reunion_warnings
from hervest.guidance.reunion_vocabulary import Nearness, PaperState, ReunionState
from hervest.households.extent_queries import extent_for
from hervest.households.own_word_queries import RelativeLine, relatives_read
from hervest.households.record_queries import record_of
from hervest.households.room_queries import BedroomLines, bedroom_lines
from hervest.journey.permit_queries import PermitDay, Permits, has_permits, permits_known
from hervest.journey.queries import CaseRef, case_for, may
from hervest.journey.staffing_queries import my_teams
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_queries import work_of

PLAN_ROWS = ("G02", "G03", "I11")
"""The work of the plan around it: asking and reporting, filing, preparing. Source: workflow_nl.csv."""

IS_DONE = IS_FILED | {ReunionState.NOT_WANTED}
IS_DECIDED = frozenset({ReunionState.GRANTED, ReunionState.REFUSED, ReunionState.OBJECTED})


@dataclass(frozen=True, slots=True)
class HolderRow:
    """Reunification of one person as the page shows it. `person`: key of `HouseholdNames`.

    `permit`: since when, and whether anybody recorded that. `application`: what was recorded of one. `not_wanted_on`:
    since when they want none; `own_words`: why, for who may read that; both rest while there is an application, and
    `is_word_resting` says that. `warned`: on which days that was told.
    """

    line: Line
    person: str
    permit: PermitDay | None
    near: Nearness | None
    application: Application | None
    not_wanted_on: date | None
    own_words: str
    is_word_resting: bool
    warned: tuple[date, ...]
    n_changed: int
    by: str
    at: datetime | None
    days_left: int | None

    @property
    def is_decided(self) -> bool:
        """Whether there is a decision."""
        return self.line.state in IS_DECIDED

    @property
    def was_filed_late(self) -> bool:
        """Whether the application came after the last day."""
        last = self.line.last
        return bool(self.application and last and self.application.applied_on > last.limit_on)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper, what it is called in the reader's language, and what there is of it."""

    paper: Paper
    title: str
    state: PaperState


@dataclass(frozen=True, slots=True)
class JoiningRow:
    """A relative whose reunification is wished: their papers, and who applies for them (key of `HouseholdNames`)."""

    relative: RelativeLine
    papers: tuple[PaperLine, ...]
    holder: str
    holder_no: MemberNo | None
    n_to_get: int
    n_changed: int


@dataclass(frozen=True, slots=True)
class ReunionPage:
    """Reunification of a household; `relatives` None: behind a lock.

    `others`: relatives of whom nobody wishes it, or nobody asked. `milestone_on`: the recorded day of a decision that
    no application here is of. `rooms` None: behind a lock.
    """

    case: CaseRef
    rows: tuple[HolderRow, ...]
    relatives: tuple[JoiningRow, ...] | None
    others: tuple[RelativeLine, ...]
    joined: tuple[str, ...]
    tasks: tuple[WorkRow, ...]
    rooms: BedroomLines | None
    milestone_on: date | None
    filed_on: date | None
    may_record: bool
    may_edit: bool
    may_say: bool

    @property
    def n_asking(self) -> int:
        """For how many somebody has to act."""
        return sum(row.line.asks for row in self.rows)

    @property
    def is_done(self) -> bool:
        """Whether everybody applied, or said themselves that they want none."""
        return bool(self.rows) and all(row.line.state in IS_DONE for row in self.rows)

    @property
    def is_told_elsewhere(self) -> bool:
        """Whether the plan says that it was filed, and nobody recorded here by whom."""
        return any(row.line.state is ReunionState.TOLD_ELSEWHERE for row in self.rows)

    @property
    def is_granted(self) -> bool:
        """Whether somebody may come."""
        return any(row.line.state is ReunionState.GRANTED for row in self.rows)

    @property
    def nearest(self) -> HolderRow | None:
        """Whose last day comes first, of those for whom somebody has to act."""
        return _nearest(self.rows)


@dataclass(frozen=True, slots=True)
class OwnReunion:
    """The same for the household itself: only what is the reader's, and the relatives where they read of them."""

    case: CaseRef
    rows: tuple[HolderRow, ...]
    relatives: tuple[JoiningRow, ...]
    may_say: bool


def reads_reunion(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the case has a page on reunification for who works on it: for offering it."""
    if not may(actor, code, Permission.HOUSEHOLD_READ, today=today):
        return False
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    return _works_there(case) and has_permits(case.kind, case.route)


def reads_own_reunion(actor: Actor, code: str, *, today: date) -> bool:
    """The same for the household itself."""
    if not may(actor, code, Permission.HOUSEHOLD_READ, today=today):
        return False
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    permits = _permits(actor, case, today) if _is_their_own(actor, case, today) else None
    own = my_teams(actor, today).at(case.id).about
    return permits is not None and not own.isdisjoint(holders_in(permits))


def reunion_case(actor: Actor, code: str, permission: Permission, *, today: date) -> CaseRef:
    """The case, for who works on it and has the permission. Raises: NotFound; Conflict if it is closed."""
    case = case_for(actor, code, permission, today=today)
    if not _works_there(case):
        raise NotFound("no_such_case", case=code)
    return case


def reunion(actor: Actor, code: str, *, today: date) -> ReunionPage:
    """All that is known of the reunification of the household, as far as the actor reads it. Raises: NotFound."""
    case = reunion_case(actor, code, Permission.HOUSEHOLD_READ, today=today)
    permits = _must_have_permits(actor, case, today)
    reads_words, is_open = Tier.P3 in case.tiers, case.closed_on is None
    rows = _holder_rows(case, permits, today, words_of=None if reads_words else frozenset())
    actor.reads.read_at(code, Shown.MILESTONES, Tier.P1)
    known = relatives_read(actor, case, today=today) if reads_words else ()
    joining, joined = _joining(case, known, permits.members, today)
    record = record_of(code) if Tier.P2 in case.tiers else None
    if record is not None:
        actor.reads.read(code, Shown.BEDROOMS)
    return ReunionPage(
        case=case,
        rows=rows,
        relatives=joining if reads_words else None,
        others=tuple(line for line in known if not line.record.is_reunification_wanted),
        joined=joined if reads_words else (),
        tasks=work_of(actor, code, PLAN_ROWS, today=today),
        rooms=bedroom_lines(case, record, today) if record else None,
        milestone_on=_unexplained(permits, rows),
        filed_on=permits.filed_on,
        may_record=is_open and may(actor, code, Permission.MILESTONE_RECORD, today=today),
        may_edit=is_open and reads_words and may(actor, code, Permission.HOUSEHOLD_EDIT, today=today),
        may_say=is_open and may(actor, code, Permission.WISH_RECORD, today=today),
    )


def own_reunion(actor: Actor, code: str, *, today: date) -> OwnReunion:
    """What the reader's own reunification asks, and what they said of it themselves. Raises: NotFound.

    Nothing of another grown-up: not their day, not their application, not their words.
    """
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    if not _is_their_own(actor, case, today):
        raise NotFound("no_such_case", case=code)
    permits = _must_have_permits(actor, case, today)
    own = my_teams(actor, today).at(case.id).about
    rows = tuple(row for row in _holder_rows(case, permits, today, words_of=own) if row.line.member in own)
    record, joining = record_of(code), tuple[JoiningRow, ...]()
    if record is not None and Tier.P3 in case.tiers and extent_for(case, record, today).has_household:
        joining, _ = _joining(case, relatives_read(actor, case, today=today), permits.members, today)
    actor.reads.read_at(code, Shown.MILESTONES, Tier.P1)
    return OwnReunion(
        case,
        rows,
        tuple(row for row in joining if row.holder_no is None or row.holder_no in own),
        may_say=case.closed_on is None and may(actor, code, Permission.WISH_RECORD, today=today),
    )


def holder_to_record(actor: Actor, code: str, member: int, permission: Permission, *, today: date) -> HolderRow:
    """Whose application or decision is recorded. Raises: NotFound; Conflict if the case is closed."""
    case = reunion_case(actor, code, permission, today=today)
    permits = _must_have_permits(actor, case, today)
    actor.reads.read_at(code, Shown.MILESTONES, Tier.P1)
    return _of(_holder_rows(case, permits, today, words_of=frozenset()), member)


def holder_to_say(actor: Actor, code: str, member: int, *, today: date) -> HolderRow:
    """Who says that they apply for nobody: anybody of the household to who works on it, and themselves.

    Raises: NotFound; Conflict if the case is closed.
    """
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    must_speak_for(actor, case, MemberNo(member), today)
    words_of = frozenset({MemberNo(member)}) if Tier.P3 in case.tiers else frozenset[MemberNo]()
    return _of(_holder_rows(case, _must_have_permits(actor, case, today), today, words_of=words_of), member)


def decided_elsewhere(actor: Actor, code: str, *, today: date) -> date | None:
    """The recorded day of a decision that no application of the case is of, to begin a form with. Raises: NotFound."""
    case = reunion_case(actor, code, Permission.MILESTONE_RECORD, today=today)
    permits = _must_have_permits(actor, case, today)
    return _unexplained(permits, _holder_rows(case, permits, today, words_of=frozenset()))


def must_speak_for(actor: Actor, case: CaseRef, member: MemberNo, today: date) -> None:
    """Go on only for who works on the case, or is this person. Raises: NotFound."""
    is_own = _is_their_own(actor, case, today) and member in my_teams(actor, today).at(case.id).about
    if not (_works_there(case) or is_own):
        raise NotFound("no_such_case", case=case.code)


def relative_to_edit(actor: Actor, code: str, relative: int, *, today: date) -> tuple[JoiningRow, ReunionPage]:
    """A joining relative with their papers, and the page they stand on.

    Raises: NotFound, also for who reads no tier P3; Conflict if the case is closed.
    """
    case_for(actor, code, Permission.HOUSEHOLD_EDIT, today=today).must_read(Tier.P3)
    found = reunion(actor, code, today=today)
    row = next((row for row in found.relatives or () if row.relative.id == relative), None)
    if row is None:
        raise NotFound("no_such_relative", relative=relative)
    return row, found


def newcomers_of(actor: Actor, case: CaseRef, *, today: date) -> tuple[MemberNo, ...]:
    """Who joined the household after it came, for choosing as whom a relative is here. Raises: NotFound."""
    permits, taken = _must_have_permits(actor, case, today), JoiningRelative.rows.filter(case_id=case.id)
    known = set(taken.filter(joined_as__isnull=False).values_list("joined_as", flat=True))
    return tuple(sorted(no for no in permits.joined if no not in known))


def nearest_last_day(actor: Actor, code: str, *, today: date) -> HolderRow | None:
    """Whose last day comes first of those who have to act, for who works on an open case; None for others."""
    if not reads_reunion(actor, code, today=today):
        return None
    case = case_for(actor, code, Permission.HOUSEHOLD_READ, today=today)
    if case.closed_on is not None:
        return None
    permits = _must_have_permits(actor, case, today)
    return _nearest(_holder_rows(case, permits, today, words_of=frozenset(), tells_warnings=False))


def _works_there(case: CaseRef) -> bool:
    return case.is_household and case.is_inner and Tier.P1 in case.tiers


def _is_their_own(actor: Actor, case: CaseRef, today: date) -> bool:
    return case.is_household and Relation.SELF in my_teams(actor, today).at(case.id).relations


def _permits(actor: Actor, case: CaseRef, today: date) -> Permits | None:
    return actor.asked.once(
        ("permits", case.code, today),
        lambda: permits_known(actor, [case.id], filed_with=FILING, today=today).get(case.id),
    )


def _must_have_permits(actor: Actor, case: CaseRef, today: date) -> Permits:
    found = _permits(actor, case, today)
    if found is None:
        raise NotFound("no_such_case", case=case.code)
    return found


def _holder_rows(
    case: CaseRef, permits: Permits, today: date, *, words_of: frozenset[MemberNo] | None, tells_warnings: bool = True
) -> tuple[HolderRow, ...]:
    """Everybody's; the words only of those that are the reader's to read, None: of everybody.

    `tells_warnings`: with the warnings that were given, which are a query more.
    """
    stored = stored_of([case.id]).get(case.id, {})
    told: dict[tuple[int, date], list[date]] = {}
    for no, last_on, given_at in given_in(case.id) if tells_warnings else ():
        told.setdefault((no, last_on), []).append(clock.day_of(given_at))
    decided_on = permits.decided_on
    rows = []
    for line in lines_in(permits, stored, today):
        row, last = stored.get(line.member), line.last
        reads = words_of is None or line.member in words_of
        said = row if row and row.applied_on is None else None
        rows.append(
            HolderRow(
                line=line,
                person=f"{case.code}/{line.member}",
                permit=permits.of(line.member),
                near=nearness(last, today, reunion_warnings()) if last else None,
                application=application_of(row, decided_on),
                not_wanted_on=said.not_wanted_on if said else None,
                own_words=said.own_words if said and reads else "",
                is_word_resting=bool(row and row.applied_on and row.not_wanted_on),
                warned=tuple(told.get((line.member, last.safe_on), ())) if last else (),
                n_changed=row.n_changed if row else 0,
                by=row.changed_by.name if row else "",
                at=row.changed_at if row else None,
                days_left=last.days_left(today) if last else None,
            )
        )
    return tuple(rows)


def _of(rows: Iterable[HolderRow], member: int) -> HolderRow:
    found = next((row for row in rows if row.line.member == member), None)
    if found is None:
        raise NotFound("no_such_member", member=member)
    return found


def _unexplained(permits: Permits, rows: Iterable[HolderRow]) -> date | None:
    """The recorded day of a decision that stands in the case, where no application here says that it is its own."""
    on = permits.decided_on
    return None if any(row.application and row.application.decided_on == on for row in rows) else on


def _joining(
    case: CaseRef, known: Iterable[RelativeLine], members: Collection[MemberNo], today: date
) -> tuple[tuple[JoiningRow, ...], tuple[str, ...]]:
    """Everybody whose reunification is wished; and who has joined, as keys of `HouseholdNames`."""
    rows = list(JoiningRelative.rows.filter(case_id=case.id).order_by("pk"))
    stored = {row.relative_id: row for row in rows if row.relative_id}
    found = []
    for line in known:
        if not line.record.is_reunification_wanted:
            continue
        row = stored.get(line.id)
        asked = papers_for(reunion_papers(), line.record.kind, today=today)
        states = {key: PaperState(word) for key, word in (row.papers if row else {}).items()}
        holder = MemberNo(row.holder_no) if row and row.holder_no in members else None
        found.append(
            JoiningRow(
                relative=line,
                papers=tuple(_paper_line(paper, states) for paper in asked),
                holder=f"{case.code}/{holder}" if holder else "",
                holder_no=holder,
                n_to_get=n_to_get(states, asked),
                n_changed=row.n_changed if row else 0,
            )
        )
    joined = tuple(f"{case.code}/{row.joined_as}" for row in rows if row.joined_as in members)
    return tuple(found), joined


def _paper_line(paper: Paper, states: Mapping[str, PaperState]) -> PaperLine:
    title = in_language(paper.title_nl, paper.title_en)
    return PaperLine(paper, title, states.get(paper.key, PaperState.MISSING))


def _nearest(rows: Iterable[HolderRow]) -> HolderRow | None:
    asking = [row for row in rows if row.line.asks and row.days_left is not None]
    return min(asking, key=lambda row: row.days_left or 0, default=None)
