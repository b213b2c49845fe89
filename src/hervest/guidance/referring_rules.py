"""Whether somebody can be referred, on what that rests, and what is to be done about a referral."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hervest.accounts.vocabulary import PersonId
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.guidance.referring_vocabulary import Basis, FollowUp, ReferralEnd, ServiceAnswer
from hervest.journey.milestone_rules import Refusal
from hervest.journey.vocabulary import TeamRole


@dataclass(frozen=True, slots=True)
class Referred:
    """What is recorded of a referral that is made: of whom, where to, with which theme and question.

    `consented_by`: who said yes, with the language and who interpreted. `ground`: why it is made without a yes.
    `reader`, `reads_as`: who of a partner may read of the person from now on, until it ends.
    """

    member: MemberNo
    service: int
    theme: str
    question: str
    basis: Basis
    follow_up_on: date
    consented_by: MemberNo | None = None
    consented_on: date | None = None
    language: str = ""
    interpreting: Interpreting | None = None
    ground: str = ""
    reader: PersonId | None = None
    reads_as: TeamRole | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How a referral goes: what was answered, when it is asked how it goes, and how it ended."""

    answer: ServiceAnswer = ServiceAnswer.WAITING
    answered_on: date | None = None
    follow_up_on: date | None = None
    ended_on: date | None = None
    end: ReferralEnd | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.ended_on is None


def referral_refusal(
    referred: Referred, *, themes: Collection[str], consenting: Collection[MemberNo], today: date
) -> Refusal | None:
    """Why somebody cannot be referred so; None if they can.

    `themes`: with which the service takes somebody who was referred; `consenting`: who says yes about the person.
    Source: domain.md, section 6; security.md, THREAT-T20 and T21.
    """
    if referred.theme not in themes:
        return Refusal("theme_not_of_service", {"field": "theme"})
    if not referred.question.strip():
        return Refusal("question_needed", {"field": "question"})
    if referred.follow_up_on < today:
        return Refusal("day_has_passed", {"field": "follow_up_on"})
    by_consent = referred.basis is Basis.CONSENT
    return _with_consent(referred, consenting, today) if by_consent else _without_consent(referred)


def _with_consent(referred: Referred, consenting: Collection[MemberNo], today: date) -> Refusal | None:
    if referred.consented_by is None:
        return Refusal("consent_by_whom", {"field": "consented_by"})
    if referred.consented_by not in consenting:
        return Refusal("not_theirs_to_consent", {"field": "consented_by"})
    if referred.consented_on is None or referred.consented_on > today:
        return Refusal("consent_day_needed", {"field": "consented_on"})
    if not referred.language:
        return Refusal("consent_language_needed", {"field": "language"})
    if (referred.reader is None) is not (referred.reads_as is None):
        return Refusal("reader_as_what", {"field": "reads_as"})
    return None


def _without_consent(referred: Referred) -> Refusal | None:
    if not referred.ground.strip():
        return Refusal("ground_needed", {"field": "ground"})
    if referred.reader is not None:  # access.md, scope `referral`: from consent on
        return Refusal("reading_takes_consent", {"field": "reader"})
    return None


def answer_refusal(course: Course, answered_on: date, *, made_on: date, today: date) -> Refusal | None:
    """Why an answer cannot be recorded on that day; None if it can."""
    if not course.is_open:
        return Refusal("referral_has_ended", {"field": "answer"})
    if answered_on > today:
        return Refusal("day_is_ahead", {"field": "answered_on"})
    return Refusal("answered_before_asked", {"field": "answered_on"}) if answered_on < made_on else None


def answered(course: Course, answer: ServiceAnswer, on: date) -> Course:
    """The referral once the service said this: a no ends it, and so does nobody's reading outlast a no."""
    known = replace(course, answer=answer, answered_on=None if answer is ServiceAnswer.WAITING else on)
    return replace(known, ended_on=on, end=ReferralEnd.REFUSED) if answer is ServiceAnswer.REFUSED else known


def followed_up(course: Course, heard: FollowUp, *, today: date, again_on: date | None) -> Course | Refusal:
    """The referral once it was asked how it goes: asked again on a later day, or ended."""
    if not course.is_open:
        return Refusal("referral_has_ended", {"field": "heard"})
    if heard is FollowUp.AGAIN:
        if again_on is None or again_on <= today:
            return Refusal("again_on_a_later_day", {"field": "again_on"})
        return replace(course, follow_up_on=again_on)
    return replace(course, ended_on=today, end=ReferralEnd(heard.value))


def withdrawn(course: Course, *, today: date) -> Course:
    """The referral once who was referred said no after all."""
    return replace(course, ended_on=today, end=ReferralEnd.WITHDRAWN) if course.is_open else course


def reopened(course: Course, *, today: date, within: timedelta) -> Course | Refusal:
    """The referral where its end was a mistake. Who withdrew is asked anew: their no is not undone by others."""
    if course.ended_on is None or course.end is None:
        return Refusal("referral_is_open", {})
    if course.end is ReferralEnd.WITHDRAWN:
        return Refusal("withdrawn_is_asked_anew", {})
    if today - course.ended_on > within:
        return Refusal("too_late_to_take_back", {})
    again = replace(course, ended_on=None, end=None)
    if course.end is ReferralEnd.REFUSED:
        return replace(again, answer=ServiceAnswer.WAITING, answered_on=None)
    return again


def is_to_ask(course: Course, today: date) -> bool:
    """Whether somebody has to ask how it goes today, or should have."""
    return course.is_open and course.follow_up_on is not None and course.follow_up_on <= today
