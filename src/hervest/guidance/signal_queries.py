"""Signals: what whoever raises one is asked and reads of it afterwards, and all of it for the few who are named."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.policy import BY_MUNICIPALITY
from hervest.accounts.queries import leads_of, municipality, names_of, people_with
from hervest.accounts.vocabulary import PersonId, Relation, Subject
from hervest.core import clock
from hervest.core.errors import NotFound
from hervest.core.paging import Page, window
from hervest.core.texts import in_language
from hervest.core.vocabulary import MemberNo
from hervest.guidance.models import Signal, SignalStep, SignalTriager
from hervest.guidance.safety_queries import Choice, RouteLine, ThemeView, first_routes, theme_view, writes_protection
from hervest.guidance.safety_rules import Triager, readers_of_signal
from hervest.guidance.safety_settings import signal_terms, theme_of, themes_on
from hervest.guidance.safety_vocabulary import ThemeKey
from hervest.guidance.signal_rules import Waiting, is_late, place
from hervest.guidance.signal_vocabulary import AboutKind, Raiser, SeenHow, SignalKind, SignalOutcome, SignalState
from hervest.households.queries import names
from hervest.journey.named_queries import Nameable, at_home_in, helpers_of, nameable, named_roles, quiet_case
from hervest.journey.queries import CaseRef, may
from hervest.journey.staffing_queries import my_teams

ROLE = Permission.SIGNAL_TRIAGE


@dataclass(frozen=True, slots=True)
class Circle:
    """Who can be asked to look at signals of one municipality: the named, the leads, and who has the permission."""

    triagers: tuple[Triager, ...]
    leads: frozenset[PersonId]
    able: frozenset[PersonId]


@dataclass(frozen=True, slots=True)
class RaiseBeginning:
    """What the form asks on which a signal is raised.

    `abouts`: of whom it can be, as `household`, `other`, `group`, `m` and a number, `p` and a person; `readers`: whom
    somebody of the household can choose; `own`: which of `abouts` they are themselves.
    """

    case: CaseRef
    raiser: Raiser
    themes: tuple[Choice, ...]
    abouts: tuple[tuple[str, str], ...]
    readers: tuple[tuple[PersonId, str], ...]
    routes: tuple[RouteLine, ...]
    own: str


@dataclass(frozen=True, slots=True)
class MineRow:
    """A signal as whoever raised it sees it: of which case, when, and how far it is; not a word of it."""

    code: str
    raised_at: datetime
    state: SignalState


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A signal in the list of the named."""

    id: int
    code: str
    title: str
    kind: SignalKind
    state: SignalState
    is_urgent: bool
    due_on: date
    is_late: bool
    raised_at: datetime
    taken_by: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """What was done about a signal."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SignalView:
    """One signal with all that was written about it. `about_key`: of `HouseholdNames`; `helper`: whom it is about."""

    case_code: str
    row: SignalRow
    about: AboutKind
    about_key: str
    helper: str
    text: str
    wanted: str
    seen_how: SeenHow | None
    happened_on: date | None
    raised_by: str
    is_private: bool
    steps: tuple[StepRow, ...]
    outcome: SignalOutcome | None
    outcome_words: str
    closed_by: str
    closed_at: datetime | None
    theme: ThemeView
    n_changed: int
    may_note_concern: bool


@dataclass(frozen=True, slots=True)
class SignalFilters:
    """What the list is narrowed to; empty: what is open."""

    state: str = ""
    theme: str = ""


def raises_signal(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the actor can raise a signal about the case: for offering it."""
    try:
        quiet_case(actor, code, Permission.SIGNAL_RAISE, today=today)
    except NotFound:
        return False
    return True


def is_at_home(actor: Actor, case: CaseRef, *, today: date) -> bool:
    """Whether the actor lives in the household."""
    return Relation.SELF in my_teams(actor, today).at(case.id).relations


def raising(actor: Actor, code: str, *, today: date) -> RaiseBeginning:
    """For the form. Raises: NotFound."""
    case = quiet_case(actor, code, Permission.SIGNAL_RAISE, today=today)
    raiser = _raiser(actor, case, today)
    known = names(actor, [code], today=today).people
    mine = my_teams(actor, today).at(case.id).about if raiser is Raiser.HOUSEHOLD else frozenset()
    members = [(MemberNo(int(key.rpartition("/")[2])), name) for key, name in known.items()]
    helpers = helpers_told(actor, case, today=today)
    abouts = [(AboutKind.HOUSEHOLD.value, "")]
    abouts += [(f"m{no}", name) for no, name in sorted(members, key=lambda one: (one[0] not in mine, one[0]))]
    abouts += [(f"p{one.person}", one.name) for one in helpers]
    abouts += [(AboutKind.GROUP.value, ""), (AboutKind.OTHER.value, "")]
    return RaiseBeginning(
        case=case,
        raiser=raiser,
        themes=_themes(today, is_plain=raiser is not Raiser.TEAM),
        abouts=tuple(abouts),
        readers=_readers_to_choose(case, today) if raiser is Raiser.HOUSEHOLD else (),
        routes=first_routes(today=today),
        own=f"m{min(mine)}" if mine else "",
    )


def helpers_told(actor: Actor, case: CaseRef, *, today: date) -> tuple[Nameable, ...]:
    """Who helps the household, for whom its team is no secret: not an interpreter, who knows of an appointment."""
    if not may(actor, case.code, Permission.CASE_READ, today=today):
        return ()
    return helpers_of(actor, case, today=today)


def _raiser(actor: Actor, case: CaseRef, today: date) -> Raiser:
    if is_at_home(actor, case, today=today):
        return Raiser.HOUSEHOLD
    works = Relation.TEAM in my_teams(actor, today).at(case.id).relations
    return Raiser.TEAM if works else Raiser.OUTSIDE


def _themes(today: date, *, is_plain: bool) -> tuple[Choice, ...]:
    words = ((theme.key, theme.plain if is_plain else theme.title) for theme in themes_on(today))
    return tuple(Choice(key, in_language(*both)) for key, both in words)


def _readers_to_choose(case: CaseRef, today: date) -> tuple[tuple[PersonId, str], ...]:
    """Who can be sent something in confidence: who works on the case, and nobody of a sponsor group's side."""
    able = circle_of(case.municipality, today=today).able
    workers = nameable([case.id], ROLE, today=today).get(case.id, ())
    return tuple((one.person, one.name) for one in workers if one.person in able and not one.role.startswith("sponsor"))


def can_be_chosen(case: CaseRef, *, today: date) -> frozenset[PersonId]:
    """Whom somebody of the household can choose to read what they send."""
    return frozenset(person for person, _ in _readers_to_choose(case, today))


def circle_of(place_code: str, *, today: date) -> Circle:
    """Who can be asked there. 3 queries."""
    rows = SignalTriager.rows.filter(municipality=place_code).order_by("pk")
    return Circle(
        tuple(Triager(PersonId(row.person_id), row.theme, row.is_deputy) for row in rows),
        leads_of(place_code, today=today),
        people_with(named_roles(ROLE), place_code, today=today),
    )


def readers(row: Signal, circle: Circle, at_home: Collection[PersonId]) -> frozenset[PersonId]:
    """Who reads the signal today."""
    about = {PersonId(row.about_person)} if row.about_person is not None else set()
    return readers_of_signal(
        chosen=PersonId(row.to_person_id) if row.to_person_id else None,
        theme=row.theme,
        triagers=circle.triagers,
        leads=circle.leads,
        able=circle.able,
        kept_out={*about, *at_home},
    )


def signal_subject(*, signal: int, now: datetime, **_: object) -> Subject:
    """The signal as the policy sees it: who is named for it. Raises: NotFound."""
    row = Signal.rows.filter(pk=signal).select_related("case").first()
    if row is None:
        raise NotFound("no_such_signal")
    circle = circle_of(row.case.municipality_id, today=clock.day_of(now))
    return _subject(row, readers(row, circle, at_home_in([row.case_id])[row.case_id]))


def _subject(row: Signal, named: frozenset[PersonId]) -> Subject:
    return Subject(municipality=row.case.municipality_id, people={Relation.NAMED: named})


def my_signals(actor: Actor, *, number: int) -> Page[MineRow]:
    """One page of what the actor raised, the latest first."""
    rows = Signal.rows.filter(raised_by=actor.person or 0).select_related("case").order_by("-raised_at", "-pk")
    shown = (MineRow(row.case.code or "", row.raised_at, SignalState(row.state)) for row in rows[window(number)])
    return Page(tuple(shown), number, rows.count())


def signals(actor: Actor, filters: SignalFilters, *, today: date, number: int) -> Page[SignalRow]:
    """One page of the signals that the actor is named for: what waits first, danger before all else."""
    rows = [row for row in _named_for(actor, today=today) if _is_wanted(row, filters)]
    rows.sort(key=lambda row: place(_waiting(row)))
    return Page(tuple(_row(row, today) for row in rows[window(number)]), number, len(rows))


def _is_wanted(row: Signal, filters: SignalFilters) -> bool:
    is_open = row.state != SignalState.CLOSED
    is_state = row.state == filters.state if filters.state else is_open
    return is_state and (not filters.theme or row.theme == filters.theme)


def _waiting(row: Signal) -> Waiting:
    return Waiting(row.pk, SignalState(row.state), row.is_urgent, row.due_on, row.raised_at)


def _named_for(actor: Actor, *, today: date) -> list[Signal]:
    """The signals for which the actor is named today."""
    places = policy.reach(actor, ROLE).within(Relation.NAMED)
    rows = list(Signal.rows.filter(case__municipality__in=places).select_related("case", "taken_by"))
    circles = {code: circle_of(code, today=today) for code in {row.case.municipality_id for row in rows}}
    at_home = at_home_in({row.case_id for row in rows})
    return [
        row
        for row in rows
        if policy.can(actor, ROLE, _subject(row, readers(row, circles[row.case.municipality_id], at_home[row.case_id])))
    ]


def _row(row: Signal, today: date) -> SignalRow:
    state = SignalState(row.state)
    return SignalRow(
        id=row.pk,
        code=row.case.code or "",
        title=in_language(*theme_of(row.theme).title),
        kind=SignalKind(row.kind),
        state=state,
        is_urgent=row.is_urgent,
        due_on=row.due_on,
        is_late=is_late(state, row.due_on, today),
        raised_at=row.raised_at,
        taken_by=row.taken_by.name if row.taken_by else "",
    )


def signal_of(actor: Actor, signal: int, *, today: date) -> Signal:
    """The signal, for who is named for it. Raises: NotFound."""
    if not policy.holds(actor, ROLE):
        raise NotFound("no_such_signal")
    row = Signal.rows.filter(pk=signal).select_related("case", "raised_by", "taken_by", "closed_by").first()
    if row is None:
        raise NotFound("no_such_signal")
    circle = circle_of(row.case.municipality_id, today=today)
    if not policy.can(actor, ROLE, _subject(row, readers(row, circle, at_home_in([row.case_id])[row.case_id]))):
        raise NotFound("no_such_signal")
    return row


def signal_view(actor: Actor, signal: int, *, today: date) -> SignalView:
    """One signal with all that was done about it. Raises: NotFound."""
    row = signal_of(actor, signal, today=today)
    steps = SignalStep.rows.filter(signal=row).select_related("noted_by").order_by("pk")
    helper = names_of([PersonId(row.about_person)]) if row.about_person is not None else {}
    code = row.case.code or ""
    may_note = row.case.closed_on is None and writes_protection(actor, code, today=today)
    return SignalView(
        case_code=code,
        row=_row(row, today),
        about=AboutKind(row.about),
        about_key=f"{code}/{row.member_no}" if row.member_no else "",
        helper=next(iter(helper.values()), ""),
        text=row.text,
        wanted=row.wanted,
        seen_how=SeenHow(row.seen_how) if row.seen_how else None,
        happened_on=row.happened_on,
        raised_by=row.raised_by.name,
        is_private=row.to_person_id is not None,
        steps=tuple(StepRow(step.text, step.noted_by.name, step.noted_at) for step in steps),
        outcome=SignalOutcome(row.outcome) if row.outcome else None,
        outcome_words=row.outcome_words,
        closed_by=row.closed_by.name if row.closed_by else "",
        closed_at=row.closed_at,
        theme=theme_view(theme_of(row.theme), today=today),
        n_changed=row.n_changed,
        may_note_concern=may_note,
    )


def can_be_opened_again(row: SignalView, *, now: datetime) -> bool:
    """Whether a closed signal can still be opened again."""
    return row.closed_at is not None and now - row.closed_at <= signal_terms().undo


@dataclass(frozen=True, slots=True)
class TriagerRow:
    """Somebody who is asked; `can`: they still have the permission there. `theme` empty: every other theme."""

    id: int
    theme: str
    name: str
    is_deputy: bool
    can: bool


@dataclass(frozen=True, slots=True)
class TriagersPage:
    """Who looks at signals of a municipality, by theme, and who could. `without`: themes that the leads look at."""

    municipality: str
    name: str
    rows: tuple[TriagerRow, ...]
    can: tuple[tuple[PersonId, str], ...]
    themes: tuple[Choice, ...]
    without: tuple[str, ...]


def sets_triagers(actor: Actor, place_code: str) -> bool:
    """Whether the actor says who looks at signals there: its lead, and nobody who keeps the installation."""
    return place_code in policy.reach(actor, Permission.SETTINGS_EDIT, scopes=BY_MUNICIPALITY).municipalities


def triager_places(actor: Actor) -> tuple[str, ...]:
    """The municipalities of which the actor says who looks at signals."""
    return tuple(sorted(policy.reach(actor, Permission.SETTINGS_EDIT, scopes=BY_MUNICIPALITY).municipalities))


def triagers_page(actor: Actor, place_code: str, *, today: date) -> TriagersPage:
    """Who looks at signals of a municipality. Raises: NotFound for who does not say so there."""
    if not sets_triagers(actor, place_code):
        raise NotFound("no_such_municipality", municipality=place_code)
    able = people_with(named_roles(ROLE), place_code, today=today)
    rows = list(SignalTriager.rows.filter(municipality=place_code).select_related("person").order_by("pk"))
    titles = {theme.key: in_language(*theme.title) for theme in themes_on(today)}
    held = {row.theme for row in rows if row.person_id in able}
    known = names_of(able)
    return TriagersPage(
        place_code,
        municipality(place_code).name,
        tuple(_triager_row(row, titles, able) for row in sorted(rows, key=lambda one: _order(one, titles))),
        tuple(sorted(((person, known[person]) for person in able), key=lambda one: one[1])),
        _themes(today, is_plain=False),
        () if "" in held else tuple(title for key, title in titles.items() if key not in held),
    )


def _order(row: SignalTriager, titles: Mapping[ThemeKey, str]) -> tuple[int, bool, int]:
    keys: list[str] = list(titles)
    return (keys.index(row.theme) if row.theme in keys else len(keys), row.is_deputy, row.pk)


def _triager_row(row: SignalTriager, titles: Mapping[ThemeKey, str], able: Collection[PersonId]) -> TriagerRow:
    return TriagerRow(
        row.pk, titles.get(ThemeKey(row.theme), ""), row.person.name, row.is_deputy, row.person_id in able
    )


def late_signals(*, today: date) -> tuple[int, ...]:
    """The numbers of the signals that nobody looked at in time: for telling."""
    rows = Signal.rows.filter(state=SignalState.RECEIVED, due_on__lt=today).order_by("pk")
    return tuple(rows.values_list("pk", flat=True))
