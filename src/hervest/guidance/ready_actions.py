"""Making a home ready: how far a thing is, what its people say of it, what was bought, and a picture that shows it."""

from dataclasses import dataclass
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.money import Money
from hervest.core.vocabulary import Interpreting
from hervest.documents.vocabulary import PICTURES, CheckedFile
from hervest.guidance.assessing_queries import is_their_own
from hervest.guidance.money_actions import add_money
from hervest.guidance.money_rules import Line, When
from hervest.guidance.money_vocabulary import MoneyKind
from hervest.guidance.ready_models import HomeItem
from hervest.guidance.ready_queries import ItemRow, item_to, item_to_say, kept_answer, ready_case, stored_item
from hervest.guidance.ready_rules import Payment, purchase_refusal, settle_refusal
from hervest.guidance.ready_vocabulary import FurnishingSay, HomeCorner, HomeItemState, HomePart, ItemOrigin
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.document_actions import add_document
from hervest.journey.document_rules import Filed
from hervest.journey.document_vocabulary import DocumentKind
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.queries import CaseRef
from hervest.journey.staffing_queries import my_teams_now


@dataclass(frozen=True, slots=True)
class Said:
    """What a household says of a thing, in its own words; how it was asked, where somebody wrote it down for them."""

    said: FurnishingSay
    words: str = ""
    language: str = ""
    interpreting: Interpreting | None = None


@action(Permission.TASK_DO, on=case_subject)
def add_home_item(*, by: Actor, now: datetime, case: str, text: str, corner: HomeCorner, part: HomePart) -> int:
    """A thing of one's own stands on the list; gives its number. Raises: NotFound; RuleBroken without a name."""
    locked_case(case)
    row = ready_case(by, case, today=clock.day_of(now))
    if not text.strip():
        raise RuleBroken("item_without_name", field="text")
    found = HomeItem(case_id=row.id, text=text.strip(), corner=corner, part=part)
    _save(found, by, now)
    note("home.item_added", case_code=case, municipality=row.municipality, number=found.pk)
    return found.pk


@action(Permission.TASK_DO, on=case_subject)
def settle_home_item(
    *,
    by: Actor,
    now: datetime,
    case: str,
    slot: str,
    state: HomeItemState,
    origin: ItemOrigin | None,
    remark: str,
    seen: int,
) -> HomeItemState:
    """The thing is so far, and comes from there; gives how far it was.

    Raises: NotFound; RuleBroken as `settle_refusal`; Conflict if it changed since `seen`.
    """
    row, item, found = _held(by, now, case, slot, Permission.TASK_DO)
    if found.n_changed != seen:
        raise Conflict("item_changed_meanwhile")
    if state is not item.state:
        must_be_right(settle_refusal(item.part, state, item.answer.said if item.answer else None))
    found.state, found.origin, found.note = state, origin or "", remark.strip()
    _save(found, by, now)
    note("home.item_settled", case_code=case, municipality=row.municipality, item=slot, state=state.value)
    return item.state


@action(Permission.WISH_RECORD, on=case_subject)
def say_of_home_item(*, by: Actor, now: datetime, case: str, slot: str, said: Said, seen: int) -> None:
    """The household says this of the thing: they themselves, or somebody who writes it down.

    What it said before stays beside it, with who had it from them.

    Raises: NotFound; RuleBroken where nobody says in which language they were asked; Conflict if it changed meanwhile.
    """
    locked_case(case)
    today = clock.day_of(now)
    row, item = item_to_say(by, case, slot, today=today)
    if by.person is None:
        raise NotFound("no_such_item")
    found, is_own = stored_item(row, item), is_their_own(by, row, today)
    if found.n_changed != seen:
        raise Conflict("item_changed_meanwhile")
    if not is_own and not said.language:
        raise RuleBroken("asked_in_which_language", field="language")
    if found.said:
        found.earlier = [kept_answer(found), *found.earlier]
    found.said, found.words_said, found.said_at, found.said_by_id = said.said, said.words.strip(), now, by.person
    found.said_for = _speaks_as(by, row, today) if is_own else 0
    found.language = "" if is_own else said.language
    found.interpreting = "" if is_own or said.interpreting is None else said.interpreting
    _save(found, by, now)
    was = item.answer.said.value if item.answer else ""
    note("home.item_said", case_code=case, municipality=row.municipality, item=slot, was=was, said=said.said.value)


@action(Permission.MONEY_EDIT, on=case_subject, runs=(add_money,))
def buy_home_item(
    *, by: Actor, now: datetime, case: str, slot: str, amount: Money, payment: Payment, on: date, seen: int
) -> int:
    """The thing was bought, and the amount stands with the money of the household; gives the number of that.

    Raises: NotFound; RuleBroken as `purchase_refusal` and `add_money`, and for what was bought already; Conflict if it
    changed since `seen`.
    """
    row, item, found = _held(by, now, case, slot, Permission.MONEY_EDIT)
    if found.n_changed != seen:
        raise Conflict("item_changed_meanwhile")
    if item.bought is not None:
        raise RuleBroken("bought_already", field="amount")
    must_be_right(purchase_refusal(item.part, payment, item.answer.said if item.answer else None))
    line = Line(
        what=item.title,
        kind=MoneyKind.FURNISHING,
        amount=amount,
        payer=payment.payer,
        nature=payment.nature,
        begins=When(on=on),
        paid_on=on,
    )
    entry = add_money(by=by, now=now, case=case, facts=line)
    found.bought_id = entry
    if found.origin not in {ItemOrigin.SECOND_HAND, ItemOrigin.PREVIOUS_TENANT}:
        found.origin = ItemOrigin.BOUGHT_NEW
    _save(found, by, now)
    note("home.item_bought", case_code=case, municipality=row.municipality, item=slot, entry=entry)
    return entry


@action(Permission.DOCUMENT_ADD, on=case_subject, runs=(add_document,))
def show_home_item(*, by: Actor, now: datetime, case: str, slot: str, file: CheckedFile) -> int:
    """The picture stands with the documents of the case and shows the thing; the number of the document.

    Of a picture nothing is left but its dots (decision 47). Raises: NotFound; RuleBroken for what is no picture.
    """
    row, item, found = _held(by, now, case, slot, Permission.DOCUMENT_ADD)
    if file.kind not in PICTURES:
        raise RuleBroken("proof_is_a_picture", field="file")
    filed = Filed(kind=DocumentKind.HOME, title=item.title)
    found.picture_id = add_document(by=by, now=now, case=case, file=file, filed=filed)
    _save(found, by, now)
    note("home.item_shown", case_code=case, municipality=row.municipality, item=slot)
    return found.picture_id


def _held(by: Actor, now: datetime, case: str, slot: str, permission: Permission) -> tuple[CaseRef, ItemRow, HomeItem]:
    """The thing, held until the commit. Raises: NotFound."""
    locked_case(case)
    row, item = item_to(by, case, slot, permission, today=clock.day_of(now))
    if by.person is None:
        raise NotFound("no_such_item")
    return row, item, stored_item(row, item)


def _speaks_as(by: Actor, row: CaseRef, today: date) -> int:
    """As whom of the household somebody answers."""
    return min(my_teams_now(by, today).at(row.id).about, default=0)


def _save(found: HomeItem, by: Actor, now: datetime) -> None:
    found.n_changed, found.changed_at, found.changed_by_id = found.n_changed + 1, now, by.person or 0
    found.save()
