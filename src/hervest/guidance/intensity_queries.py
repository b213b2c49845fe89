"""How much support a household gets and why, its reviews, its history and hours: for who works with it, and itself."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo, Tier
from hervest.guidance.assessing_queries import (
    AssessmentRow,
    Choice,
    OwnAnswer,
    adults_of,
    assessing_case,
    choices,
    is_their_own,
    item_titles,
    own_answers,
    reads_support,
    row_of,
    stored_assessments,
    supporting_case,
    weighed,
)
from hervest.guidance.assessing_rules import THE_HOUSEHOLD
from hervest.guidance.intensity_chart_rules import Chart, chart_of
from hervest.guidance.intensity_defaults import band_words, intensity_settings, review_moments, scheme
from hervest.guidance.intensity_lived_queries import Around, days_looked_into, lived_in, lived_of, looked_on
from hervest.guidance.intensity_rules import (
    Decision,
    HoursRow,
    Push,
    Review,
    Suggestion,
    Weighed,
    Worked,
    decided_on,
    hours_in,
    last_months,
    last_weeks,
    reviews,
    steps,
    suggested,
)
from hervest.guidance.intensity_vocabulary import Band, ReviewState
from hervest.guidance.models import Assessment, HoursSpent, SupportIntensity
from hervest.journey.contact_queries import own_contact
from hervest.journey.queries import CaseRef, case_for, may, open_cases
from hervest.journey.staffing_queries import my_teams


@dataclass(frozen=True, slots=True)
class PushLine:
    """What pushed the suggestion, in words; `key`: of `HouseholdNames` of the person, empty: the household."""

    title: str
    key: str
    push: Push


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What the answers suggest, with its reasons in words. `key`: of the adult for whom it weighs heaviest, if one."""

    suggestion: Suggestion
    key: str
    up: tuple[PushLine, ...]
    down: tuple[PushLine, ...]


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """What a person decided, with their reason. `minutes`: of work a week, as it was decided or as the band takes."""

    id: int
    member: MemberNo
    key: str
    band: Band
    suggested: Band | None
    reason: str
    minutes: int
    hours_reason: str
    on: date
    at: datetime
    by: str
    is_mine: bool
    is_last: bool

    @property
    def contact(self) -> str:
        """How often there is contact."""
        return contact_of(self.band)

    @property
    def differs(self) -> bool:
        """Whether they decided otherwise than was suggested."""
        return self.suggested is not None and self.suggested is not self.band


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review in words."""

    title: str
    review: Review


@dataclass(frozen=True, slots=True)
class SpentRow:
    """Hours that somebody noted."""

    id: int
    on: date
    minutes: int
    by: str
    note: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Support:
    """Everything of one household's support that the reader reads. `current` None: nobody decided yet.

    `due`: the reviews that can be done now, late ones first; `next_review`: the first one that comes.
    """

    case: CaseRef
    current: DecisionRow | None
    suggestion: SuggestionView | None
    of_persons: tuple[DecisionRow, ...]
    decisions: tuple[DecisionRow, ...]
    reviews: tuple[ReviewRow, ...]
    assessments: tuple[AssessmentRow, ...]
    choices: tuple[Choice, ...]
    chart: Chart | None
    weeks: tuple[HoursRow, ...]
    months: tuple[HoursRow, ...]
    spent: tuple[SpentRow, ...]
    may_assess: bool
    reads_finance: bool

    @property
    def due(self) -> tuple[ReviewRow, ...]:
        """The reviews that wait now."""
        return tuple(row for row in self.reviews if row.review.is_due)

    @property
    def is_late(self) -> bool:
        """Whether one of them is late."""
        return any(row.review.state is ReviewState.LATE for row in self.reviews)

    @property
    def next_review(self) -> ReviewRow | None:
        """The first review that comes."""
        return next((row for row in self.reviews if row.review.state is ReviewState.COMING), None)

    @property
    def differs(self) -> bool:
        """Whether the answers suggest otherwise now than was decided."""
        return bool(self.current and self.suggestion and self.suggestion.suggestion.band is not self.current.band)


@dataclass(frozen=True, slots=True)
class DueReview:
    """A household whose support is to be looked at now. `is_late`: it should have been, since `due_on`."""

    code: str
    title: str
    due_on: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class DecideBeginning:
    """What the form begins with on which somebody decides. `seen`: the number of the last decision, 0: none yet."""

    case: CaseRef
    member: MemberNo
    key: str
    current: DecisionRow | None
    suggestion: SuggestionView | None
    seen: int
    due: tuple[ReviewRow, ...]


@dataclass(frozen=True, slots=True)
class OwnSupport:
    """What a household reads of its own support. `contact`: how often it is seen; empty: nobody decided yet."""

    contact: str
    since: date | None
    next_on: date | None
    answers: tuple[OwnAnswer, ...]


def contact_of(band: Band) -> str:
    """How often there is contact in a band, for who works on a case."""
    words = band_words()[band]
    return in_language(words.contact_nl, words.contact_en)


def band_norms() -> tuple[tuple[Band, str, int], ...]:
    """Each band with how often there is contact, and the minutes of work a week it takes."""
    return tuple((norm.band, contact_of(norm.band), norm.minutes_per_week) for norm in scheme().bands)


def support(actor: Actor, code: str, *, today: date) -> Support:
    """The support of one household. Raises: NotFound for who does not work with it, or reads no tier P2 of it."""
    case = supporting_case(actor, code, today=today)
    assessed, decided = stored_assessments(case), stored_decisions(case)
    adults, spent = adults_of(case, today=today), _spent(case)
    own = [row for row in decided if row.member_no == THE_HOUSEHOLD]
    is_open, holding = case.closed_on is None, _holding(decided, today)
    worked = Worked(
        tuple(as_decision(row) for row in own),
        tuple((row.on, row.minutes) for row in spent),
        {norm.band: norm.minutes_per_week for norm in scheme().bands},
    )
    rows = {row.pk: _decision_row(actor, case, row, decided) for row in decided}
    settings = intensity_settings()
    actor.reads.read(code, Shown.SUPPORT)
    return Support(
        case=case,
        current=rows[holding[THE_HOUSEHOLD]] if THE_HOUSEHOLD in holding else None,
        suggestion=_suggestion(case, assessed, adults),
        of_persons=tuple(rows[pk] for member, pk in holding.items() if member),
        decisions=tuple(reversed([rows[row.pk] for row in decided])),
        reviews=_review_rows(case, assessed, decided, today),
        assessments=tuple(row_of(actor, case, row) for row in reversed(assessed)),
        choices=choices(case, adults, today=today),
        chart=chart_of(steps(as_decision(row) for row in own), today=case.closed_on or today),
        weeks=tuple(hours_in(period, worked) for period in last_weeks(today, settings.weeks_shown)),
        months=tuple(hours_in(period, worked) for period in last_months(today, settings.months_shown)),
        spent=tuple(_spent_row(actor, row) for row in spent[-settings.weeks_shown :][::-1]),
        may_assess=is_open and may(actor, code, Permission.ASSESSMENT_DO, today=today),
        reads_finance=case.reads_finance,
    )


def deciding(actor: Actor, code: str, member: MemberNo, *, today: date) -> DecideBeginning:
    """For the form. Raises: NotFound for who may not, and for a person who is no adult of it; Conflict if closed."""
    case = assessing_case(actor, code, today=today)
    adults, assessed, decided = adults_of(case, today=today), stored_assessments(case), stored_decisions(case)
    if member and member not in adults:
        raise NotFound("no_such_member")
    holding = _holding(decided, today).get(member)
    theirs = [row for row in decided if row.member_no == member]
    current = next((_decision_row(actor, case, row, decided) for row in theirs if row.pk == holding), None)
    actor.reads.read(code, Shown.SUPPORT)
    return DecideBeginning(
        case=case,
        member=member,
        key=f"{code}/{member}" if member else "",
        current=current,
        suggestion=_suggestion(case, assessed, (member,) if member else adults),
        seen=theirs[-1].pk if theirs else 0,
        due=tuple(row for row in _review_rows(case, assessed, decided, today) if row.review.is_due and not member),
    )


def suggested_band(case: CaseRef, member: MemberNo, *, today: date) -> Band | None:
    """What is suggested to who reads `case` as it was given: for keeping it with what they decide."""
    adults = (member,) if member else adults_of(case, today=today)
    found = _suggested(case, stored_assessments(case), adults)
    return found.band if found else None


def due_reviews_of(case: CaseRef, *, today: date) -> tuple[Review, ...]:
    """The reviews of an open case that wait now: for deciding."""
    return tuple(one for one in _reviews_of(case, today=today) if one.is_due)


def done_reviews_of(case: CaseRef, *, today: date) -> tuple[Review, ...]:
    """The reviews of a case that are done: for deciding."""
    return tuple(one for one in _reviews_of(case, today=today) if one.state is ReviewState.DONE)


def _reviews_of(case: CaseRef, *, today: date) -> tuple[Review, ...]:
    lived = lived_in([case], Around.of([case], today=today))[case.code]
    return reviews(review_moments(), lived, arrival=intensity_settings().arrival, today=today)


def n_due_reviews(actor: Actor, code: str, *, today: date) -> tuple[int, bool]:
    """How many reviews of an open case wait now, and whether one is late, for who works on it; none for others."""
    if not reads_support(actor, code, today=today):
        return 0, False
    case = case_for(actor, code, Permission.NEED_READ, today=today)
    lived = lived_in([case], Around.shown(actor, [case], today=today))[case.code]
    found = reviews(review_moments(), lived, arrival=intensity_settings().arrival, today=today)
    due = [review for review in found if review.is_due]
    return len(due), any(review.state is ReviewState.LATE for review in due)


def reviews_due(actor: Actor, *, today: date) -> tuple[DueReview, ...]:
    """The households in whose team the actor works whose support is to be looked at now; what is late longest first.

    One line for each household. At most 6 queries, however many.
    """
    mine = my_teams(actor, today).households
    if not mine:
        return ()
    found = open_cases(actor, Permission.ASSESSMENT_DO, today=today, among=mine)
    cases = [case for case in found if Tier.P2 in case.tiers]
    lived = lived_in(cases, Around.shown(actor, cases, today=today))
    rows = []
    for case in cases:
        arrival = intensity_settings().arrival
        due = [one for one in reviews(review_moments(), lived[case.code], arrival=arrival, today=today) if one.is_due]
        if due:
            actor.reads.shown(case.code, case.municipality)
            actor.reads.read(case.code, Shown.SUPPORT)
            is_late = due[0].state is ReviewState.LATE
            rows.append(DueReview(case.code, moment_title(due[0]), due[0].due_on, is_late))
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.code)))


def own_support(actor: Actor, code: str, *, today: date) -> OwnSupport:
    """What the reader reads of the support of themselves and their household, in plain words. Raises: NotFound.

    No points, nobody's reasons or notes, and nothing about one of the others.
    """
    case = case_for(actor, code, Permission.NEED_READ, today=today)
    if not is_their_own(actor, case, today):
        raise NotFound("no_such_case", case=code)
    decided = stored_decisions(case)
    pk = _holding(decided, today).get(THE_HOUSEHOLD)
    current = next((row for row in decided if row.pk == pk), None)
    rows = _review_rows(case, stored_assessments(case), decided, today, is_own=True)
    coming = [row.review for row in rows if row.review.state is not ReviewState.DONE]
    words = band_words()[Band(current.band)] if current else None
    actor.reads.read(code, Shown.SUPPORT)
    return OwnSupport(
        contact=in_language(words.plain_nl, words.plain_en) if words else "",
        since=current.decided_on if current else None,
        next_on=next((review.due_on for review in coming if review.due_on >= today), None),
        answers=own_answers(case, my_teams(actor, today).at(case.id).about),
    )


def day_of_contact(actor: Actor, case: CaseRef, contact: int) -> date:
    """On which day a contact was that the actor noted. Raises: NotFound."""
    return own_contact(actor, case, contact)[0].contact.on


def moment_title(review: Review) -> str:
    """When a review is, in words."""
    return in_language(review.moment.title_nl, review.moment.title_en)


def stored_decisions(case: CaseRef) -> list[SupportIntensity]:
    """Every decision of the case, in the order in which they were made, for this room's queries. 1 query."""
    return list(SupportIntensity.rows.filter(case_id=case.id).select_related("decided_by").order_by("pk"))


def as_decision(row: SupportIntensity) -> Decision:
    """A stored row as the rules look at it."""
    return Decision(row.decided_on, Band(row.band), row.minutes_per_week)


def _holding(decided: Iterable[SupportIntensity], today: date) -> Mapping[MemberNo, int]:
    """Which decision holds today for the household and for each person of whom there is one."""
    by_member: dict[MemberNo, list[SupportIntensity]] = {}
    for row in decided:
        by_member.setdefault(MemberNo(row.member_no), []).append(row)
    found = {}
    for member, rows in sorted(by_member.items()):
        made = [(as_decision(row), row.pk) for row in rows]
        now = decided_on((one for one, _ in made), today)
        if now is not None:
            found[member] = next(pk for one, pk in reversed(made) if one is now)
    return found


def _suggested(case: CaseRef, assessed: Collection[Assessment], adults: Iterable[MemberNo]) -> Suggestion | None:
    def of(member: MemberNo) -> tuple[Weighed, ...]:
        return weighed(assessed, member, with_finance=case.reads_finance)

    return suggested(of(THE_HOUSEHOLD), {member: of(member) for member in adults}, scheme())


def _suggestion(case: CaseRef, assessed: Collection[Assessment], adults: Iterable[MemberNo]) -> SuggestionView | None:
    found = _suggested(case, assessed, adults)
    if found is None:
        return None
    titles = item_titles()

    def lines(pushes: Iterable[Push]) -> tuple[PushLine, ...]:
        return tuple(
            PushLine(titles[push.item], f"{case.code}/{push.member}" if push.member else "", push) for push in pushes
        )

    key = f"{case.code}/{found.member}" if found.member else ""
    return SuggestionView(found, key, lines(found.up), lines(found.down))


def _decision_row(
    actor: Actor, case: CaseRef, row: SupportIntensity, decided: Collection[SupportIntensity]
) -> DecisionRow:
    norm = scheme().minutes_of(Band(row.band))
    return DecisionRow(
        id=row.pk,
        member=MemberNo(row.member_no),
        key=f"{case.code}/{row.member_no}" if row.member_no else "",
        band=Band(row.band),
        suggested=Band(row.suggested) if row.suggested else None,
        reason=row.reason,
        minutes=norm if row.minutes_per_week is None else row.minutes_per_week,
        hours_reason=row.hours_reason,
        on=row.decided_on,
        at=row.decided_at,
        by=row.decided_by.name,
        is_mine=row.decided_by_id == actor.person,
        is_last=row.pk == max(one.pk for one in decided),
    )


def _review_rows(
    case: CaseRef,
    assessed: Iterable[Assessment],
    decided: Iterable[SupportIntensity],
    today: date,
    *,
    is_own: bool = False,
) -> tuple[ReviewRow, ...]:
    """`is_own`: as the household reads them: of no look after a signal, which one of them may have raised."""
    into = () if is_own else days_looked_into(case)
    lived = lived_of(case, looked_on(assessed, decided), Around.of([case], today=today), into)
    found = reviews(review_moments(), lived, arrival=intensity_settings().arrival, today=today)
    return tuple(ReviewRow(moment_title(review), review) for review in found)


def _spent(case: CaseRef) -> list[HoursSpent]:
    rows = HoursSpent.rows.filter(case_id=case.id)
    return list(rows.select_related("worker").order_by("on", "pk"))


def _spent_row(actor: Actor, row: HoursSpent) -> SpentRow:
    return SpentRow(row.pk, row.on, row.minutes, row.worker.name, row.note, row.worker_id == actor.person)
