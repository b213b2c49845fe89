"""Recording what became of a message of the contact schedule, and adding one to it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Relation
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.journey.access_queries import case_subject, reader_of
from hervest.journey.actions import locked_case
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.models import Case, ContactMessage
from hervest.journey.schedule_queries import Recorded, recorded_message
from hervest.journey.schedule_rules import Said, has_messages, message_refusal
from hervest.journey.schedule_vocabulary import MessageParty
from hervest.journey.staffing_queries import my_teams_now
from hervest.journey.template_defaults import contact_schedule


@dataclass(frozen=True, slots=True)
class AddedMessage:
    """A message that this case alone has: what it is, between whom it goes, and by which day."""

    title: str
    sender: MessageParty
    receiver: MessageParty
    due_on: date


@dataclass(frozen=True, slots=True)
class Marked:
    """What was recorded in one go: that the message came in, else that it went out; and how often it was changed."""

    title: str
    came_in: bool
    n_changed: int


@action(Permission.CONTACT_LOG, on=case_subject)
def record_message(
    *, by: Actor, now: datetime, case: str, ref: str, said: Said, seen: int, added: AddedMessage | None = None
) -> None:
    """Of the message this is what became of it from now on, in the place of what was recorded.

    `added`: what a message that somebody added is from now on; nothing of the others changes so.

    Raises: NotFound for no message of this case, and for whoever has no part in its schedule; Conflict if it was
    recorded since `seen`; RuleBroken as `schedule_rules.message_refusal`.
    """
    row, today = locked_case(case), clock.day_of(now)
    side_in_schedule(by, row, today)
    found = recorded_message(row, ref, today=today)
    if found.n_changed != seen:
        raise Conflict("message_recorded_meanwhile")
    _record(by, now, row, found, said, added=added)


@action(Permission.CONTACT_LOG, on=case_subject)
def mark_message(*, by: Actor, now: datetime, case: str, ref: str) -> Marked | None:
    """The message came in today on the actor's side, or went out today where that side does not receive it.

    What was recorded of that before stays as it was: None says that this was no news.
    Raises: NotFound as `record_message`.
    """
    row, today = locked_case(case), clock.day_of(now)
    side = side_in_schedule(by, row, today)
    found = recorded_message(row, ref, today=today)
    came_in = found.message.receiver is side
    if found.said.is_needless or _marked_on(found.said, came_in=came_in) is not None:
        return None
    said = _with_mark(found.said, today, came_in=came_in)
    if message_refusal(said, today=today) is not None:  # it came in before it could have gone out
        return None
    _record(by, now, row, found, said)
    return Marked(found.message.title, came_in, found.n_changed + 1)


@action(Permission.CONTACT_LOG, on=case_subject)
def unmark_message(*, by: Actor, now: datetime, case: str, ref: str, seen: int) -> bool:
    """The day that `mark_message` recorded is gone again; False: somebody recorded more since `seen`, and it stays.

    Raises: NotFound as `record_message`.
    """
    row, today = locked_case(case), clock.day_of(now)
    side = side_in_schedule(by, row, today)
    found = recorded_message(row, ref, today=today)
    if found.n_changed != seen:
        return False
    _record(by, now, row, found, _with_mark(found.said, None, came_in=found.message.receiver is side))
    return True


@action(Permission.CONTACT_LOG, on=case_subject)
def add_message(*, by: Actor, now: datetime, case: str, added: AddedMessage) -> int:
    """The message stands in the schedule of this case and is expected; gives its number.

    Raises: NotFound as `record_message`; RuleBroken if it goes from somebody to themselves.
    """
    row = locked_case(case)
    side_in_schedule(by, row, clock.day_of(now))
    found = ContactMessage(case=row, changed_at=now, changed_by_id=_writer(by))
    _say_what(found, added)
    found.save()
    _noted("message.added", row, str(found.pk))
    return found.pk


def _marked_on(said: Said, *, came_in: bool) -> date | None:
    return said.received_on if came_in else said.sent_on


def _with_mark(said: Said, on: date | None, *, came_in: bool) -> Said:
    return replace(said, received_on=on) if came_in else replace(said, sent_on=on)


def side_in_schedule(by: Actor, row: Case, today: date) -> MessageParty:
    """As whom the actor sends and receives. Raises: NotFound for whoever neither works on the case nor hands it over.

    Raises NotFound too for a case that has no contact schedule.
    """
    if has_messages(contact_schedule(), row.route):
        if reader_of(by, row, Permission.CONTACT_LOG, today).is_inner:
            return MessageParty.MUNICIPALITY
        if Relation.HANDOVER in my_teams_now(by, today).at(row.pk).relations:
            return MessageParty.COA
    raise NotFound("no_such_case", case=row.code)


def _record(
    by: Actor, now: datetime, row: Case, found: Recorded, said: Said, *, added: AddedMessage | None = None
) -> None:
    must_be_right(message_refusal(said, today=clock.day_of(now)))
    stored = found.stored or ContactMessage(case=row, key=found.message.ref)
    is_added = added is not None and not stored.key
    if said == found.said and not (is_added and added != _what(found)):
        return
    if added is not None and is_added:
        _say_what(stored, added)
    stored.sent_on, stored.received_on, stored.is_needless = said.sent_on, said.received_on, said.is_needless
    stored.attachment, stored.note = said.attachment.strip(), said.note.strip()
    stored.n_changed, stored.changed_at, stored.changed_by_id = found.n_changed + 1, now, _writer(by)
    stored.save()
    _noted("message.recorded", row, found.message.ref)


def _what(found: Recorded) -> AddedMessage | None:
    """What a message that somebody added is now."""
    message = found.message
    return AddedMessage(message.title, message.sender, message.receiver, message.due_on) if message.due_on else None


def _say_what(stored: ContactMessage, added: AddedMessage) -> None:
    """What a message that somebody adds is. Raises: RuleBroken if it goes from somebody to themselves."""
    if added.sender is added.receiver:
        raise RuleBroken("message_to_oneself", field="receiver")
    stored.title, stored.due_on = added.title.strip(), added.due_on
    stored.sender, stored.receiver = added.sender, added.receiver


def _writer(by: Actor) -> PersonId:
    """Messages are recorded by people. Raises: NotFound."""
    if by.person is None:
        raise NotFound("no_such_message")
    return by.person


def _noted(verb: str, row: Case, ref: str) -> None:
    note(verb, case_code=row.code or "", municipality=row.municipality_id, message=ref)
