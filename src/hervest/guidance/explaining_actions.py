"""Planning an explanation, recording what became of it, and taking back what was just noted."""

from datetime import date, datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import PersonId
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound
from hervest.core.vocabulary import Tier
from hervest.guidance.explaining_queries import as_given, as_kept, as_planned, explaining_case, plan_before
from hervest.guidance.explaining_rules import Given, Planned, given_refusal, is_moment, is_taken, plan_refusal
from hervest.guidance.models import Explanation
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.contact_queries import told_in_contacts
from hervest.journey.milestone_rules import must_be_right
from hervest.journey.queries import CaseRef, facts_said
from hervest.journey.team_queries import who_explains
from hervest.journey.topic_queries import all_topics
from hervest.journey.vocabulary import TraitSource


@action(Permission.CONTACT_LOG, on=case_subject)
def plan_explanation(*, by: Actor, now: datetime, case: str, planned: Planned, moment: str = "") -> int:
    """The explanation is planned, or noted as not needed; gives its number.

    `moment`: which of the topic's own moments it is; empty: a time beside them.
    Raises: NotFound for who does not work on the case, and for a topic, person or colleague that is none of its;
    RuleBroken as `explaining_rules.plan_refusal`; Conflict if somebody planned this moment meanwhile.
    """
    row, today = _held(by, now, case), clock.day_of(now)
    found = _begun(by, row, planned, moment, today)
    must_be_right(plan_refusal(planned, today=today))
    _fill_plan(found, planned)
    _save(found, by, now)
    _noted("explanation.planned", row, found)
    return found.pk


@action(Permission.CONTACT_LOG, on=case_subject)
def change_explanation(*, by: Actor, now: datetime, case: str, entry: int, planned: Planned, seen: int) -> None:
    """What was planned is this from now on.

    Raises: as `plan_explanation`; Conflict if it was changed since `seen`, or explained already.
    """
    row, today = _held(by, now, case), clock.day_of(now)
    found = _as_seen(row, entry, seen)
    if found.given_on is not None:
        raise Conflict("explained_already")
    before = as_planned(found)
    if planned == before:
        return
    _must_be_theirs(by, row, planned, today, stood=before)
    if planned.is_needless or planned.on != before.on:  # a day that is over may stand while the rest is corrected
        must_be_right(plan_refusal(planned, today=today))
    _fill_plan(found, planned)
    _save(found, by, now)
    _noted("explanation.changed", row, found)


@action(Permission.CONTACT_LOG, on=case_subject)
def record_explanation(
    *,
    by: Actor,
    now: datetime,
    case: str,
    planned: Planned,
    given: Given,
    moment: str = "",
    contact: int | None = None,
) -> int:
    """The topic was explained to these people without having been planned; gives its number.

    Of `planned` only topic and listeners count. `contact`: the contact in which it was; it is told of once then.
    Raises: as `plan_explanation`; RuleBroken as `explaining_rules.given_refusal`.
    """
    row, today = _held(by, now, case), clock.day_of(now)
    found = _begun(by, row, planned, moment, today)
    if contact is not None and contact not in {told.contact for told in told_in_contacts(by, row, today=today)}:
        raise NotFound("no_such_contact")
    found.contact_id = contact
    _give(by, row, found, given, today)
    _save(found, by, now)
    _noted("explanation.given", row, found)
    return found.pk


@action(Permission.CONTACT_LOG, on=case_subject)
def tell_explanation(*, by: Actor, now: datetime, case: str, entry: int, given: Given, seen: int) -> None:
    """What became of the explanation is this from now on: it was explained.

    Raises: as `record_explanation`; Conflict if it was changed since `seen`.
    """
    row, today = _held(by, now, case), clock.day_of(now)
    found = _as_seen(row, entry, seen)
    if as_given(found) == given:
        return
    if found.given_on is None:
        _keep_plan(found)
    _give(by, row, found, given, today)
    _save(found, by, now)
    _noted("explanation.given", row, found)


@action(Permission.CONTACT_LOG, on=case_subject)
def take_explanation_back(*, by: Actor, now: datetime, case: str, entry: int, seen: int) -> bool:
    """What became of a time is gone, and what was planned, or called not needed, stands again as it stood before.

    Where nothing was, or nothing became of it yet, all that is known of it is gone.
    False: somebody changed it since `seen`, and it stays as it is.
    Raises: NotFound for who does not work on the case, and for none of it.
    """
    row = _held(by, now, case)
    found = _stored(row, entry)
    if found.n_changed != seen:
        return False
    plan = plan_before(found)
    if plan is None:
        _noted("explanation.taken_back", row, found)
        found.delete()
        return True
    found.given_on, found.understood, found.is_said_back, found.own_words = None, "", None, ""
    _fill_plan(found, plan)
    _forget_plan(found)
    _save(found, by, now)
    _noted("explanation.taken_back", row, found)
    return True


def _held(by: Actor, now: datetime, case: str) -> CaseRef:
    """The case, held until the commit. Raises: NotFound for who does not work on it, or does not read what is noted."""
    locked_case(case)
    row = explaining_case(by, case, today=clock.day_of(now))
    row.must_read(Tier.P2)
    if by.person is None:
        raise NotFound("no_such_case", case=case)
    return row


def _stored(row: CaseRef, entry: int) -> Explanation:
    found = Explanation.rows.filter(case_id=row.id, pk=entry).first()
    if found is None:
        raise NotFound("no_such_explanation")
    return found


def _as_seen(row: CaseRef, entry: int, seen: int) -> Explanation:
    found = _stored(row, entry)
    if found.n_changed != seen:
        raise Conflict("explanation_changed_meanwhile")
    return found


def _begun(by: Actor, row: CaseRef, planned: Planned, moment: str, today: date) -> Explanation:
    """A new one, not stored yet."""
    _must_be_theirs(by, row, planned, today)
    known = next(topic for topic in all_topics() if topic.key == planned.topic)
    its = moment if is_moment(known, moment) else ""
    kept = [as_kept(one) for one in Explanation.rows.filter(case_id=row.id, topic=planned.topic)]
    if is_taken(kept, planned.topic, its, planned.members):
        raise Conflict("explanation_planned_meanwhile")
    return Explanation(case_id=row.id, topic=planned.topic, members=sorted(planned.members), moment=its)


def _must_be_theirs(by: Actor, row: CaseRef, planned: Planned, today: date, *, stood: Planned | None = None) -> None:
    """The topic is one of the list, its listeners are of the household, and who explains it works on the case.

    Whoever `stood` there already is not asked again: people leave a household, and a case.
    """
    if planned.topic not in {topic.key for topic in all_topics()}:
        raise NotFound("no_such_topic")
    new = planned.members - (stood.members if stood else frozenset())
    if new and new - set(facts_said(row.id, TraitSource.HOUSEHOLD)):
        raise NotFound("no_such_member")
    _must_work_there(by, row, planned.explainer, today, stood.explainer if stood else None)


def _must_work_there(
    by: Actor, row: CaseRef, explainer: PersonId | None, today: date, explained_by: PersonId | None
) -> None:
    """Who explains works on the case, is the actor, or stood there already. Raises: NotFound."""
    if explainer not in {None, by.person, explained_by} and explainer not in who_explains(by, row.code, today=today):
        raise NotFound("no_such_person")


def _fill_plan(found: Explanation, planned: Planned) -> None:
    found.topic, found.members = planned.topic, sorted(planned.members)
    found.planned_on = None if planned.is_needless else planned.on
    found.explainer_id, found.language = planned.explainer, planned.language
    found.interpreting, found.note = planned.interpreting or "", planned.note.strip()
    found.is_needless = planned.is_needless


def _keep_plan(found: Explanation) -> None:
    """What was planned stays apart from what becomes of it."""
    found.plan_explainer_id, found.plan_language = found.explainer_id, found.language
    found.plan_interpreting, found.plan_note = found.interpreting, found.note
    found.was_needless, found.is_needless = found.is_needless, False


def _forget_plan(found: Explanation) -> None:
    """It stands where a plan stands."""
    found.plan_explainer_id, found.plan_language, found.plan_interpreting, found.plan_note = None, "", "", ""
    found.was_needless = False


def _give(by: Actor, row: CaseRef, found: Explanation, given: Given, today: date) -> None:
    must_be_right(given_refusal(given, today=today))
    _must_work_there(by, row, given.explainer, today, PersonId(found.explainer_id) if found.explainer_id else None)
    found.given_on, found.understood, found.is_said_back = given.on, given.understood, given.is_said_back
    found.own_words, found.note = given.own_words.strip(), given.note.strip()
    found.explainer_id, found.language = given.explainer, given.language
    found.interpreting = given.interpreting or ""


def _save(found: Explanation, by: Actor, now: datetime) -> None:
    found.n_changed = found.n_changed + 1 if found.pk else 0
    found.changed_at, found.changed_by_id = now, by.person or 0
    found.save()


def _noted(verb: str, row: CaseRef, found: Explanation) -> None:
    about = {"explanation": found.pk, "member": min(found.members, default=0)}  # of several, the first reads the row
    note(verb, case_code=row.code, municipality=row.municipality, **about)
