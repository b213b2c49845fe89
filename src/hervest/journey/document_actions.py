"""Adding a document to a case, handing one out, taking it back, and which go along with a message."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId, Subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, MunicipalityCode
from hervest.documents.actions import drop_files, keep_file
from hervest.documents.queries import content_of
from hervest.documents.rules import kept_name
from hervest.documents.vocabulary import CheckedFile, FileKind
from hervest.journey.access_queries import case_subject, seen_by, subject_of
from hervest.journey.actions import locked_case
from hervest.journey.document_models import CaseDocument
from hervest.journey.document_queries import adds_as, document, old_taken_back, taken_back, these_documents
from hervest.journey.document_rules import Filed, document_refusal
from hervest.journey.document_vocabulary import DocumentReader
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.models import Case, FactSet
from hervest.journey.schedule_actions import side_in_schedule
from hervest.journey.schedule_queries import recorded_message
from hervest.journey.settings import journey_settings
from hervest.journey.staffing_queries import my_teams_now
from hervest.journey.vocabulary import TraitSource


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file as it leaves the house."""

    name: str
    kind: FileKind
    content: bytes


def _readable_subject(*, by: Actor, now: datetime, case: str, **_: object) -> Subject:
    """The case as the actor sees it, in emergency too. Raises: NotFound."""
    row = Case.rows.filter(code=case).first()
    if row is None:
        raise NotFound("no_such_case", case=case)
    return seen_by(by, row, clock.day_of(now))


@action(Permission.DOCUMENT_ADD, on=case_subject)
def add_document(*, by: Actor, now: datetime, case: str, file: CheckedFile, filed: Filed, message: str = "") -> int:
    """The file stands with the case, for whom it is meant, and goes along with `message` if that is one; its number.

    Whoever adds from outside the team adds for their own side; somebody of the household about themselves,
    their young children or all.
    Raises: RuleBroken for what cannot be (`document_rules.document_refusal`) and when there are too many; NotFound
    for who only reads here, for somebody who is not of the household, and for a message one has no part in.
    """
    row, person = locked_case(case), _person(by)
    filed = _of_their_side(by, row, filed, now)
    _must_be_right(row, filed)
    _must_fit(by, row, person, now)
    new = CaseDocument(case=row, added_at=now, added_by_id=person, kind=filed.kind, title=filed.title.strip())
    new.member_no, new.readers = filed.about or 0, sorted(filed.readers)
    if message:
        new.messages = [_message(by, row, message, now)]
        new.along_by = {new.messages[0]: person}
    new.document_id = keep_file(now=now, municipality=MunicipalityCode(row.municipality_id), file=file)
    new.save()
    _noted("document.added", row, new)
    return new.pk


@action(Permission.DOCUMENT_ADD, on=case_subject)
def change_document(*, by: Actor, now: datetime, case: str, number: int, becomes: Filed, seen: str) -> None:
    """The document is of this kind and for these readers from now on; its name and whom it is about stay.

    Whoever does not work on the case says only of which kind it is: who reads it stays.
    Raises: RuleBroken for what cannot be (`document_rules.document_refusal`); Conflict if it was changed since `seen`;
    NotFound for who neither added it nor works on the case, or may not have it.
    """
    row = locked_case(case)
    known = document(by, case, number, today=clock.day_of(now))
    if not known.may_change:
        raise NotFound("no_such_document")
    if known.seen != seen:
        raise Conflict("document_changed_meanwhile")
    is_inner = adds_as(by, subject_of(row, clock.day_of(now)))[0]
    filed = replace(known.filed, kind=becomes.kind, readers=becomes.readers if is_inner else known.filed.readers)
    if filed == known.filed:
        return
    _must_be_right(row, filed)
    found = CaseDocument.rows.get(pk=number)
    found.kind, found.readers = filed.kind, sorted(filed.readers)
    found.save(update_fields=["kind", "readers"])
    _noted("document.changed", row, found)


@action(Permission.DOCUMENT_READ, on=_readable_subject)
def hand_out(*, by: Actor, now: datetime, case: str, number: int) -> HandedOut:
    """What the document holds, called as in the list, and a row of the log that the actor had it.

    Raises: NotFound as `document`.
    """
    found = document(by, case, number, today=clock.day_of(now))
    row = CaseDocument.rows.select_related("case").get(pk=number)
    _noted("document.opened", row.case, row)
    called = found.filed.title.replace("/", "-").replace("\\", "-") or found.file.name
    return HandedOut(kept_name(called, found.file.kind), found.file.kind, content_of(row.document_id))


@action(Permission.DOCUMENT_ADD, on=case_subject)
def take_document_back(*, by: Actor, now: datetime, case: str, number: int) -> None:
    """Nobody has the document any more, from now on; for a while who took it back can put it back.

    Raises: NotFound if the actor neither added it nor leads the case, or may not have it; Conflict for a closed case.
    """
    row = locked_case(case)
    if not document(by, case, number, today=clock.day_of(now)).may_take_back:
        raise NotFound("no_such_document")
    found = CaseDocument.rows.get(pk=number)
    found.taken_back_at, found.taken_back_by_id = now, _person(by)
    found.save(update_fields=["taken_back_at", "taken_back_by"])
    _noted("document.taken_back", row, found)


@action(Permission.DOCUMENT_ADD, on=case_subject)
def put_document_back(*, by: Actor, now: datetime, case: str, number: int) -> None:
    """The document is there again, for whom it was. Raises: NotFound for who did not take it back, or too long ago."""
    row = locked_case(case)
    found = taken_back(case, now).filter(pk=number, taken_back_by_id=_person(by)).first()
    if found is None:
        raise NotFound("no_such_document")
    found.taken_back_at, found.taken_back_by_id = None, None
    found.save(update_fields=["taken_back_at", "taken_back_by"])
    _noted("document.put_back", row, found)


@action(Permission.DOCUMENT_ADD, on=case_subject)
def forget_taken_back(*, by: Actor, now: datetime, case: str) -> int:
    """Nothing is left of the documents of the case that were taken back a while ago; how many went."""
    row = locked_case(case, closed_too=True)
    found = list(old_taken_back(now).filter(case=row))
    for one in found:
        _noted("document.forgotten", row, one)
    drop_files([one.document_id for one in found])
    return len(found)


@action(Permission.DOCUMENT_ADD, on=case_subject)
def attach_documents(*, by: Actor, now: datetime, case: str, ref: str, numbers: Collection[int]) -> int:
    """These documents go along with the message, beside those that do; how many were new to it.

    Raises: NotFound for a message one has no part in, and for a document that one may not have.
    """
    row, person, n_new = locked_case(case), _person(by), 0
    key = _message(by, row, ref, now)
    wanted = [one.id for one in these_documents(by, case, numbers, today=clock.day_of(now))]
    for found in CaseDocument.rows.filter(pk__in=wanted).order_by("pk"):
        if key not in found.messages:
            found.messages, n_new = [*found.messages, key], n_new + 1
            found.along_by = found.along_by | {key: person}
            found.save(update_fields=["messages", "along_by"])
            _noted("document.attached", row, found)
    return n_new


@action(Permission.DOCUMENT_ADD, on=case_subject)
def detach_document(*, by: Actor, now: datetime, case: str, ref: str, number: int) -> None:
    """The document goes along with the message no more; it stays with the case.

    Raises: as `attach_documents`; NotFound also for who neither let it go along nor works on the case.
    """
    row = locked_case(case)
    key = _message(by, row, ref, now)
    seen = document(by, case, number, today=clock.day_of(now))
    if key not in seen.messages:
        return
    if key not in seen.may_take_off:
        raise NotFound("no_such_document")
    found = CaseDocument.rows.get(pk=number)
    found.messages = [other for other in found.messages if other != key]
    found.along_by = {other: person for other, person in found.along_by.items() if other != key}
    found.save(update_fields=["messages", "along_by"])
    _noted("document.detached", row, found)


def _person(by: Actor) -> PersonId:
    """Documents are added by people. Raises: NotFound."""
    if by.person is None:
        raise NotFound("no_such_document")
    return by.person


def _message(by: Actor, row: Case, ref: str, now: datetime) -> str:
    """The message by its ref. Raises: NotFound for who has no part in the schedule, and for no message of the case."""
    today = clock.day_of(now)
    side_in_schedule(by, row, today)
    return recorded_message(row, ref, today=today).message.ref


def _of_their_side(by: Actor, row: Case, filed: Filed, now: datetime) -> Filed:
    """With the readers that the adder's own place gives it. Raises: NotFound for who only reads here."""
    today = clock.day_of(now)
    is_inner, sides = adds_as(by, subject_of(row, today))
    if is_inner:
        return filed
    if not sides:
        raise NotFound("no_such_case", case=row.code)
    if sides == {DocumentReader.HOUSEHOLD} and filed.about not in {None, *my_teams_now(by, today).at(row.pk).owned}:
        raise NotFound("no_such_member")
    return replace(filed, readers=sides)


def _must_be_right(row: Case, filed: Filed) -> None:
    must_be_right(document_refusal(filed))
    if filed.about is None:
        return
    known = FactSet.rows.filter(case=row, source=TraitSource.HOUSEHOLD, member_no=filed.about)
    if filed.about not in {MemberNo(no) for no in known.values_list("member_no", flat=True)}:
        raise NotFound("no_such_member")


def _must_fit(by: Actor, row: Case, person: PersonId, now: datetime) -> None:
    """Who works on the case is told when it holds too many; another only of their own, not how many they do not read.

    Raises: RuleBroken.
    """
    limits, rows = journey_settings(), CaseDocument.rows.filter(case=row)
    if adds_as(by, subject_of(row, clock.day_of(now)))[0]:
        if rows.count() >= limits.most_documents:
            raise RuleBroken("too_many_documents", field="file", most=limits.most_documents)
    elif rows.filter(added_by_id=person).count() >= limits.most_own_documents:
        raise RuleBroken("too_many_own_documents", field="file", most=limits.most_own_documents)


def _noted(verb: str, row: Case, found: CaseDocument) -> None:
    about = {"document": found.pk, "member": found.member_no}  # the others who live there read no row about one of them
    note(verb, case_code=row.code or "", municipality=row.municipality_id, **about)
