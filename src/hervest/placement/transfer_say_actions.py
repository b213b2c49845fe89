"""What the people of a household say of its transfer while it waits."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.journey.access_queries import case_subject
from hervest.notices.outbox_actions import tell
from hervest.notices.vocabulary import NoticeKind
from hervest.placement.actions import person_of
from hervest.placement.transfer_models import Transfer, TransferSay
from hervest.placement.transfer_rules import HOLDING, is_less, say_mark
from hervest.placement.transfer_say_queries import moving_page, said_of
from hervest.placement.transfer_vocabulary import TransferAnswer, TransferState


@action(Permission.WISH_RECORD, on=case_subject)
def say_of_transfer(
    *,
    by: Actor,
    now: datetime,
    case: str,
    member: MemberNo,
    answer: TransferAnswer,
    language: str,
    interpreting: Interpreting | str,
    text: str = "",
    said_on: date | None = None,
    seen: str = "",
) -> None:
    """The person says this of the transfer from now on; what they said before stays and counts no more.

    While one of them says no or wants to talk first nothing moves, and who offered it hears so. Without a day it was
    said today. Raises: NotFound for who speaks not for themselves, or where nothing waits; RuleBroken on a day to come;
    Conflict if it was answered meanwhile, or if they said otherwise than was `seen` and this holds less: a no never
    waits, and none is taken back unseen. Source: access_matrix.csv, wish.record.
    """
    today = clock.day_of(now)
    person, shown = person_of(by), moving_page(by, case, today=today)
    if member not in {row.no for row in shown.people}:
        raise NotFound("no_such_member", member=member)
    if said_on is not None and said_on > today:
        raise RuleBroken("day_still_to_come", field="said_on")
    row = Transfer.rows.select_for_update().select_related("offered_by").get(pk=shown.id)
    if row.state != TransferState.OFFERED:
        raise Conflict("transfer_is_over")
    now_said = said_of(row.pk).get(member)
    stands = now_said.answer if now_said else None
    is_as_seen = not seen or seen == say_mark(stands, now_said.text if now_said else "")
    if not is_as_seen and not is_less(answer, stands):
        raise Conflict("choice_changed_meanwhile")
    TransferSay.rows.create(
        case_id=row.case_id,
        transfer=row,
        member_no=member,
        answer=answer,
        text=text.strip(),
        said_on=said_on or today,
        language=language,
        interpreting=interpreting,
        by_id=person,
        at=now,
    )
    row.is_held = any(said.holds for said in said_of(row.pk).values())
    row.save(update_fields=["is_held"])
    place = row.from_municipality_id
    note("transfer.said", case_code=case, municipality=place, member=member)
    if answer in HOLDING:
        once = f"transfer {row.pk} held {today}"
        tell(
            {PersonId(row.offered_by_id)} - {person},
            NoticeKind.TRANSFER_HELD,
            now=now,
            municipality=place,
            once=once,
            case=case,
        )
