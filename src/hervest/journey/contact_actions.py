"""Writing down a contact, correcting it, taking it back, and keeping what somebody began to write."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hervest.accounts import policy
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo
from hervest.journey.access_queries import case_subject, reader_of
from hervest.journey.actions import locked_case
from hervest.journey.contact_models import ContactDraft, ContactEntry
from hervest.journey.contact_queries import old_drafts
from hervest.journey.contact_rules import WRITES, Contact, reads_as, refusal_of, tier_of_contact
from hervest.journey.contact_vocabulary import ContactReader
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.models import Case, FactSet
from hervest.journey.staffing_queries import my_teams_now
from hervest.journey.task_actions import add_task
from hervest.journey.topic_queries import topic_titles
from hervest.journey.vocabulary import TraitSource

LONGEST_DRAFT = 20_000
"""Characters of a draft in all: more than any form holds."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A task that comes of a contact."""

    title: str
    due_on: date


@action(Permission.CONTACT_LOG, on=case_subject, runs=(add_task,))
def log_contact(*, by: Actor, now: datetime, case: str, contact: Contact, follow_up: FollowUp | None = None) -> int:
    """The contact stands in the log of the case, its follow-up in the plan, and the draft is gone; gives its number.

    Whoever notes from outside the team is read by their own side too; they choose nobody else.
    Raises: RuleBroken for what cannot be (`contact_rules.refusal_of`); NotFound for who only reads what is written for
    them, and for a follow-up of who gives no work here.
    """
    row, writer = locked_case(case), _writer(by)
    contact = _of_their_side(by, row, contact, now)
    _must_be_right(row, contact, clock.day_of(now))
    found = ContactEntry(case=row, written_at=now, written_by_id=writer)
    _fill(found, contact)
    if follow_up is not None:
        if not policy.can(by, Permission.TASK_ASSIGN, case_subject(case=case, now=now)):
            raise NotFound("no_such_task")
        found.follow_up_id = add_task(by=by, now=now, case=case, title=follow_up.title, due_on=follow_up.due_on)
    found.save()
    ContactDraft.rows.filter(case=row, person_id=writer).delete()
    _noted("contact.logged", row, found)
    return found.pk


@action(Permission.CONTACT_LOG, on=case_subject)
def correct_contact(*, by: Actor, now: datetime, case: str, entry: int, contact: Contact, seen: int) -> None:
    """What was noted of the contact is this from now on, and the log says that it was corrected.

    Raises: NotFound if the actor did not write it; Conflict if it was corrected since `seen`, or taken back;
    RuleBroken as `log_contact`.
    """
    row, found = _locked_entry(by, case, entry)
    if found.n_corrected != seen:
        raise Conflict("contact_corrected_meanwhile")
    contact = _of_their_side(by, row, contact, now)
    _must_be_right(row, contact, clock.day_of(now))
    _fill(found, contact)
    found.n_corrected, found.corrected_at = found.n_corrected + 1, now
    found.save()
    _noted("contact.corrected", row, found)


@action(Permission.CONTACT_LOG, on=case_subject)
def take_contact_back(*, by: Actor, now: datetime, case: str, entry: int) -> None:
    """Of the contact nothing is left but that it was noted, by whom, and taken back. A follow-up stays in the plan.

    Raises: NotFound if the actor did not write it; Conflict if it was taken back already.
    """
    row, found = _locked_entry(by, case, entry)
    found.text, found.topics, found.members, found.parties = "", [], [], []
    found.language, found.interpreting, found.taken_back_at = "", "", now
    found.save()
    _noted("contact.taken_back", row, found)


@action(Permission.CONTACT_LOG, on=case_subject)
def keep_draft(*, by: Actor, now: datetime, case: str, content: Mapping[str, Sequence[str]]) -> None:
    """What was typed so far is kept for the actor alone, in the place of what they kept before; nothing typed drops it.

    Raises: RuleBroken if it is longer than a form can be.
    """
    row, writer = locked_case(case), _writer(by)
    _side(by, row, clock.day_of(now))
    if sum(len(text) for texts in content.values() for text in texts) > LONGEST_DRAFT:
        raise RuleBroken("draft_too_long")
    if not any(text.strip() for texts in content.values() for text in texts):
        ContactDraft.rows.filter(case=row, person_id=writer).delete()
        return
    kept = {name: list(texts) for name, texts in content.items()}
    ContactDraft.rows.update_or_create(case=row, person_id=writer, defaults={"content": kept, "saved_at": now})


@action(Permission.CONTACT_LOG, on=case_subject)
def forget_drafts(*, by: Actor, now: datetime, case: str) -> int:
    """Nothing is kept of what somebody began to write about the case too long ago; how many drafts went."""
    n_gone: int = old_drafts(now).filter(case=locked_case(case, closed_too=True)).delete()[0]
    return n_gone


def _writer(by: Actor) -> PersonId:
    """Contacts are noted by people. Raises: NotFound."""
    if by.person is None:
        raise NotFound("no_such_contact")
    return by.person


def _locked_entry(by: Actor, case: str, entry: int) -> tuple[Case, ContactEntry]:
    row = locked_case(case)
    found = ContactEntry.rows.filter(case=row, pk=entry, written_by_id=by.person or 0).first()
    if found is None:
        raise NotFound("no_such_contact")
    if found.taken_back_at is not None:
        raise Conflict("contact_taken_back")
    return row, found


def _of_their_side(by: Actor, row: Case, contact: Contact, now: datetime) -> Contact:
    """With the readers that the writer's own place gives it. Raises: NotFound for who does not write here."""
    side = _side(by, row, clock.day_of(now))
    return contact if side is None else replace(contact, readers=side)


def _side(by: Actor, row: Case, today: date) -> frozenset[ContactReader] | None:
    """The side for which the actor writes; None: they work on the case. Raises: NotFound for who only reads here."""
    if reader_of(by, row, Permission.CONTACT_LOG, today).is_inner:
        return None
    side = reads_as(my_teams_now(by, today).at(row.pk).relations) & WRITES
    if not side:
        raise NotFound("no_such_case", case=row.code)
    return side


def _must_be_right(row: Case, contact: Contact, today: date) -> None:
    must_be_right(refusal_of(contact, today=today))
    if contact.topics - set(topic_titles()):
        raise NotFound("no_such_topic")
    named = {no for no in (contact.about, *contact.members) if no is not None}
    known = FactSet.rows.filter(case=row, source=TraitSource.HOUSEHOLD, member_no__in=named)
    if named - {MemberNo(no) for no in known.values_list("member_no", flat=True)}:
        raise NotFound("no_such_member")


def _fill(found: ContactEntry, contact: Contact) -> None:
    found.member_no, found.happened_on, found.channel = contact.about or 0, contact.on, contact.channel
    found.members, found.parties = sorted(contact.members), sorted(contact.parties)
    found.language, found.interpreting = contact.language, contact.interpreting or ""
    found.topics, found.text = sorted(contact.topics), contact.text.strip()
    found.tier = tier_of_contact(contact.readers)
    found.to_coa = ContactReader.COA in contact.readers
    found.to_group = ContactReader.GROUP in contact.readers
    found.to_household = ContactReader.HOUSEHOLD in contact.readers


def _noted(verb: str, row: Case, found: ContactEntry) -> None:
    about = {"contact": found.pk, "member": found.member_no}  # the others who live there read no row about one of them
    note(verb, case_code=row.code or "", municipality=row.municipality_id, **about)
