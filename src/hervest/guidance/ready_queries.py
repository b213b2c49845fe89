"""How far a home is for those who come to live in it, for who works with them, and for themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.texts import in_language
from hervest.core.vocabulary import Interpreting, Tier
from hervest.guidance.arriving_queries import data_text, household_then
from hervest.guidance.arriving_rules import HouseholdThen, n_for
from hervest.guidance.assessing_queries import is_their_own
from hervest.guidance.money_queries import as_line
from hervest.guidance.money_rules import Line
from hervest.guidance.ready_models import HomeItem
from hervest.guidance.ready_rules import ALLOWS, OWN_ITEM, ListedItem, needs_say, read_items
from hervest.guidance.ready_vocabulary import FurnishingSay, HomeCorner, HomeItemState, HomePart, ItemOrigin
from hervest.households.own_word_queries import WishLine, wishes_about
from hervest.households.vocabulary import WishTopic
from hervest.journey.queries import CaseRef, case_for, facts_said, may
from hervest.journey.vocabulary import TraitCode, TraitSource
from hervest.journey.work_row_queries import WorkRow
from hervest.journey.worklist_queries import work_of

PLAN_ROWS = ("C05", "C06", "C07", "C08", "C30", "C31", "E02", "G14", "I09")
"""The rows of the plan about the home before and around the day of arrival. Source: workflow_template.csv."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the household said of a thing. `recorded_by`: who wrote it down, empty where they did so themselves."""

    said: FurnishingSay
    words: str
    at: datetime
    recorded_by: str
    language: str = ""
    interpreting: Interpreting | None = None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A thing as the page shows it. `n`: for how many persons, None for the household.

    `earlier`: what the household said before, the last first. `bought`: what stands with the household's money,
    for who reads that. `picture`: the document that shows it.
    """

    slot: str
    title: str
    corner: HomeCorner
    part: HomePart
    n: int | None
    state: HomeItemState
    origin: ItemOrigin | None
    note: str
    answer: Answer | None
    earlier: tuple[Answer, ...]
    bought: Line | None
    picture: int | None
    is_own: bool
    n_changed: int

    @property
    def needs_say(self) -> bool:
        """Whether it comes only after the household said so."""
        return needs_say(self.part)

    @property
    def waits_for_say(self) -> bool:
        """Whether somebody has to ask, or they have not decided yet."""
        is_undecided = self.answer is None or self.answer.said is FurnishingSay.LATER
        return self.needs_say and is_undecided and self.state is not HomeItemState.NOT_NEEDED

    @property
    def is_unwanted(self) -> bool:
        """Whether it is there, and they say by now that they do not want it."""
        return self.state is HomeItemState.READY and self.answer is not None and self.answer.said is FurnishingSay.NO

    @property
    def may_come(self) -> bool:
        """Whether nothing that the household has to say stands in its way."""
        return not self.needs_say or (self.answer is not None and self.answer.said in ALLOWS)


@dataclass(frozen=True, slots=True)
class HomeReady:
    """The home of one household: things by what they belong to, wishes, and the work of the plan.

    `may_settle`, `may_say`, `may_buy`, `may_show`: what the reader may do.
    """

    case: CaseRef
    corners: tuple[tuple[HomeCorner, tuple[ItemRow, ...]], ...]
    wishes: tuple[WishLine, ...]
    tasks: tuple[WorkRow, ...]
    is_rural: bool
    may_settle: bool
    may_say: bool
    may_buy: bool
    may_show: bool

    @property
    def rows(self) -> tuple[ItemRow, ...]:
        """Every thing."""
        return tuple(row for _, rows in self.corners for row in rows)

    @property
    def n_basic(self) -> int:
        """How many things must be there on the first day."""
        return sum(row.part is HomePart.BASIC and row.state is not HomeItemState.NOT_NEEDED for row in self.rows)

    @property
    def n_basic_ready(self) -> int:
        """How many of them are."""
        return sum(row.part is HomePart.BASIC and row.state is HomeItemState.READY for row in self.rows)

    @property
    def n_waiting(self) -> int:
        """Of how many things the household has not said what it wants."""
        return sum(row.waits_for_say for row in self.rows)

    @property
    def is_liveable(self) -> bool:
        """Whether all that must be there is. Source: needs.md, B6."""
        return self.n_basic_ready == self.n_basic


@cache
def listed_items() -> tuple[ListedItem, ...]:
    """What every list begins with."""
    return read_items(data_text("home_items_nl.csv"))


def ready_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The household's case, for who works on it. Raises: NotFound."""
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if not (case.is_household and case.is_inner and Tier.P1 in case.tiers):
        raise NotFound("no_such_case", case=code)
    return case


def own_home_case(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The same for somebody of the household who speaks for it. Raises: NotFound."""
    case = case_for(actor, code, Permission.CASE_READ, today=today)
    if not is_their_own(actor, case, today) or not may(actor, code, Permission.MONEY_READ, today=today):
        raise NotFound("no_such_case", case=code)
    return case


def reads_home_ready(actor: Actor, code: str, *, today: date) -> bool:
    """Whether the page is theirs to open: for offering it."""
    try:
        ready_case(actor, code, today=today)
    except NotFound:
        return False
    return True


def reads_own_home(actor: Actor, code: str, *, today: date) -> bool:
    """The same of the household's own page."""
    try:
        own_home_case(actor, code, today=today)
    except NotFound:
        return False
    return True


def home_ready(actor: Actor, code: str, *, today: date) -> HomeReady:
    """The list for who works with the household. Raises: NotFound."""
    case = ready_case(actor, code, today=today)
    is_open = case.closed_on is None
    if case.reads_finance:
        actor.reads.read(code, Shown.MONEY)
    return HomeReady(
        case=case,
        corners=_by_corner(_rows(case, today)),
        wishes=wishes_about(actor, case, WishTopic.FURNISHING, today=today),
        tasks=work_of(actor, code, PLAN_ROWS, today=today),
        is_rural=_is_rural(case),
        may_settle=is_open and may(actor, code, Permission.TASK_DO, today=today),
        may_say=is_open and may(actor, code, Permission.WISH_RECORD, today=today),
        may_buy=is_open and case.reads_finance and may(actor, code, Permission.MONEY_EDIT, today=today),
        may_show=is_open and may(actor, code, Permission.DOCUMENT_ADD, today=today),
    )


@dataclass(frozen=True, slots=True)
class OwnHome:
    """The home as its people read it: what they decide, and what will be there anyway."""

    case: CaseRef
    asks: tuple[ItemRow, ...]
    basics: tuple[ItemRow, ...]
    wishes: tuple[WishLine, ...]
    may_say: bool


def own_home(actor: Actor, code: str, *, today: date) -> OwnHome:
    """The same for the household itself: nobody's notes, and no amounts. Raises: NotFound."""
    case = own_home_case(actor, code, today=today)
    rows = [row for row in _rows(case, today) if row.state is not HomeItemState.NOT_NEEDED or row.answer]
    return OwnHome(
        case=case,
        asks=tuple(row for row in rows if row.needs_say),
        basics=tuple(row for row in rows if not row.needs_say),
        wishes=wishes_about(actor, case, WishTopic.FURNISHING, today=today),
        may_say=case.closed_on is None and may(actor, code, Permission.WISH_RECORD, today=today),
    )


def list_to_fill(actor: Actor, code: str, *, today: date) -> CaseRef:
    """The case, for who may add to the list. Raises: NotFound; Conflict if the case is closed."""
    case_for(actor, code, Permission.TASK_DO, today=today)
    return ready_case(actor, code, today=today)


def item_to(actor: Actor, code: str, slot: str, permission: Permission, *, today: date) -> tuple[CaseRef, ItemRow]:
    """One thing, for who works with the household and has the permission.

    Raises: NotFound; Conflict if the case is closed.
    """
    case_for(actor, code, permission, today=today)
    case = ready_case(actor, code, today=today)
    if permission is Permission.MONEY_EDIT and not case.reads_finance:
        raise NotFound("no_such_item")
    return case, _of(_rows(case, today), slot)


def item_to_tick(actor: Actor, code: str, slot: str, *, today: date) -> ItemRow:
    """One thing, for who ticks it on the list. Raises: as `item_to`; NotFound for a list that is not theirs."""
    ready_case(actor, code, today=today)
    return item_to(actor, code, slot, Permission.TASK_DO, today=today)[1]


def item_to_say(actor: Actor, code: str, slot: str, *, today: date) -> tuple[CaseRef, ItemRow]:
    """One thing of which the household says what it wants: for themselves, and for who writes it down.

    Raises: NotFound; Conflict if the case is closed.
    """
    case = case_for(actor, code, Permission.WISH_RECORD, today=today)
    if is_their_own(actor, case, today):
        own_home_case(actor, code, today=today)
    else:
        case = ready_case(actor, code, today=today)
    return case, _of(_rows(case, today), slot)


def stored_item(case: CaseRef, row: ItemRow) -> HomeItem:
    """The row of a thing, a new one where nobody said anything of it: for this room's actions."""
    if row.is_own:
        return HomeItem.rows.get(case_id=case.id, pk=int(row.slot.removeprefix(OWN_ITEM)))
    found = HomeItem.rows.filter(case_id=case.id, key=row.slot).first()
    return found or HomeItem(case_id=case.id, key=row.slot, corner=row.corner, part=row.part)


def answers_of(case: int) -> tuple[FurnishingSay, ...]:
    """What the household said of things for its home, for deciding. 1 query."""
    said = HomeItem.rows.filter(case=case).exclude(said="").values_list("said", flat=True)
    return tuple(FurnishingSay(word) for word in said)


def _of(rows: Iterable[ItemRow], slot: str) -> ItemRow:
    found = next((row for row in rows if row.slot == slot), None)
    if found is None:
        raise NotFound("no_such_item")
    return found


def _is_rural(case: CaseRef) -> bool:
    """Whether shop or stop are far on foot from the home that was decided, or a person says so."""
    said = [facts_said(case.id, source) for source in (TraitSource.HOME, TraitSource.PERSON)]
    words = [words[TraitCode.RURAL_HOME] for found in said for words in found.values() if TraitCode.RURAL_HOME in words]
    return words[-1] if words else False


def _rows(case: CaseRef, today: date) -> list[ItemRow]:
    """Every thing that holds for the household or of which somebody said something. 6 queries at most."""
    known = household_then(case, today=today)
    traits = known.traits | ({TraitCode.RURAL_HOME} if _is_rural(case) else frozenset[TraitCode]())
    then = HouseholdThen(known.ages, known.needs, traits, known.route)
    rows = HomeItem.rows.filter(case_id=case.id).select_related("said_by", "bought", "picture").order_by("pk")
    stored = list(rows)
    by_key: Mapping[str, HomeItem] = {row.key: row for row in stored if row.key}
    found = []
    for item in listed_items():
        row, n = by_key.get(item.key), n_for(item, then)
        if n != 0 or row is not None:
            found.append(_row(case, row, item, n))
    return [*found, *(_row(case, row) for row in stored if not row.key)]


def _row(case: CaseRef, row: HomeItem | None, item: ListedItem | None = None, n: int | None = None) -> ItemRow:
    bought = row.bought if row and case.reads_finance else None
    shown = row.picture if row else None
    return ItemRow(
        slot=item.key if item else f"{OWN_ITEM}{row.pk if row else ''}",
        title=in_language(item.title_nl, item.title_en) if item else row.text if row else "",
        corner=item.corner if item else HomeCorner(row.corner) if row else HomeCorner.LIVING,
        part=item.part if item else HomePart(row.part) if row else HomePart.WITH_SAY,
        n=n or None,
        state=HomeItemState(row.state) if row else HomeItemState.TO_DO,
        origin=ItemOrigin(row.origin) if row and row.origin else None,
        note=row.note if row else "",
        answer=_answer(row) if row and row.said else None,
        earlier=tuple(_earlier(kept) for kept in row.earlier) if row else (),
        bought=as_line(bought) if bought and bought.removed_at is None else None,
        picture=shown.pk if shown and shown.taken_back_at is None else None,
        is_own=item is None,
        n_changed=row.n_changed if row else 0,
    )


def _answer(row: HomeItem) -> Answer | None:
    if row.said_at is None or row.said_by is None:
        return None
    return Answer(
        said=FurnishingSay(row.said),
        words=row.words_said,
        at=row.said_at,
        recorded_by="" if row.said_for else row.said_by.name,
        language=row.language,
        interpreting=Interpreting(row.interpreting) if row.interpreting else None,
    )


def kept_answer(row: HomeItem) -> dict[str, str]:
    """An answer as it is kept when another takes its place, for this room's actions. `by`: empty for themselves."""
    answer = _answer(row)
    if answer is None:
        return {}
    return {"said": row.said, "words": row.words_said, "at": answer.at.isoformat(), "by": answer.recorded_by}


def _earlier(kept: Mapping[str, str]) -> Answer:
    return Answer(FurnishingSay(kept["said"]), kept["words"], datetime.fromisoformat(kept["at"]), kept["by"])


def _by_corner(rows: Iterable[ItemRow]) -> tuple[tuple[HomeCorner, tuple[ItemRow, ...]], ...]:
    listed = list(rows)
    found = ((corner, tuple(row for row in listed if row.corner is corner)) for corner in HomeCorner)
    return tuple((corner, theirs) for corner, theirs in found if theirs)
