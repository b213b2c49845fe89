"""Which traits a household and its members have, each with its reason; a person's word goes before all of them.

Source: workflow.md, section 4; numbers in `settings_nl.toml`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NewType

from hervest.core.vocabulary import MemberNo, Route
from hervest.households.age_rules import age_on, birthday, counted_on, months_later
from hervest.households.vocabulary import (
    AidKind,
    DerivedTrait,
    HouseholdProfile,
    HouseholdSettings,
    MemberFacts,
    MemberRole,
    NeedFacts,
    NeedKind,
    Reason,
    RelativeFacts,
    SponsorWish,
    StayKind,
    TraitCorrection,
)

TraitCode = NewType("TraitCode", str)

ADULT = TraitCode("adult")
CHILD = TraitCode("child")
CHILD_0_3 = TraitCode("child_0_3")
CHILD_0_17 = TraitCode("child_0_17")
CHILD_4_17 = TraitCode("child_4_17")
SCHOOL_AGE = TraitCode("school_age")
PREGNANT = TraitCode("pregnant")
BORN_HERE = TraitCode("born_here")
INTERPRETER_NEEDED = TraitCode("interpreter_needed")
UNACCOMPANIED_MINOR = TraitCode("unaccompanied_minor")
BENEFIT = TraitCode("benefit")
CARD_MISSING = TraitCode("card_missing")
ADAPTED_HOME = TraitCode("adapted_home")
CARE_FROM_DAY_ONE = TraitCode("care_from_day_one")
REUNIFICATION_WANTED = TraitCode("reunification_wanted")
INTEGRATION_DUTY = TraitCode("integration_duty")
HAS_DIPLOMA = TraitCode("has_diploma")
LONG_CAMP_STAY = TraitCode("long_camp_stay")
SPONSOR_WANTED = TraitCode("sponsor_wanted")
RENTED_HOME = TraitCode("rented_home")

DUTY_ROUTES = frozenset({Route.RESETTLEMENT, Route.STATUS_HOLDER})
"""Routes with a permit: Participatiewet and Wet inburgering hold (workflow.md, section 6.11)."""

ADAPTATIONS = frozenset({NeedKind.WHEELCHAIR, NeedKind.ADAPTED_BATHROOM})
CARE = frozenset({NeedKind.CARE_FROM_DAY_ONE, NeedKind.AID})


@dataclass(frozen=True, slots=True)
class Traits:
    """Derived traits, and those a person cleared; a proposal stands in `rows` but does not hold."""

    rows: tuple[DerivedTrait, ...]
    cleared: frozenset[tuple[MemberNo | None, str]] = field(default_factory=frozenset)

    def household(self) -> frozenset[str]:
        """What holds for the household: its own traits and those that at least one member has."""
        holding = {row.code for row in self.rows if not row.is_proposal}
        return frozenset(code for code in holding if (None, code) not in self.cleared)

    def member(self, no: MemberNo) -> frozenset[str]:
        """What holds for this member."""
        return frozenset(row.code for row in self.rows if row.member == no and not row.is_proposal)

    def why(self, code: str, member: MemberNo | None = None) -> Reason | None:
        """Why the trait is there, or None where it is not."""
        found = (row.because for row in self.rows if row.code == code and row.member == member)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class _Situation:
    """Everything the rules look at; `day` is the day on which ages count."""

    profile: HouseholdProfile
    members: Sequence[MemberFacts]
    needs: Sequence[NeedFacts]
    relatives: Sequence[RelativeFacts]
    arrival_on: date | None
    day: date
    has_programme: bool
    has_income: bool
    settings: HouseholdSettings


def traits(
    profile: HouseholdProfile,
    members: Sequence[MemberFacts],
    needs: Iterable[NeedFacts] = (),
    relatives: Iterable[RelativeFacts] = (),
    *,
    arrival_on: date | None,
    today: date,
    settings: HouseholdSettings,
    has_programme: bool = False,
    has_income: bool = False,
) -> Traits:
    """The traits that follow from the dossier, per member and for the household.

    Ages count on the day of arrival, and on `today` once that is past or while no arrival is known. `has_programme`:
    the municipality runs a sponsor programme; `has_income`: an income was recorded. Traits that come from the
    decided home, from milestones and from answers are posted by their own sources.
    """
    situation = _Situation(
        profile=profile,
        members=members,
        needs=tuple(needs),
        relatives=tuple(relatives),
        arrival_on=arrival_on,
        day=counted_on(arrival_on, today),
        has_programme=has_programme,
        has_income=has_income,
        settings=settings,
    )
    rows = [row for rule in _HOUSEHOLD_RULES for row in rule(situation)]
    rows += [row for member in members for rule in _MEMBER_RULES for row in rule(situation, member)]
    return Traits(tuple(sorted(rows, key=lambda row: (row.member or 0, row.code))))


def merge(derived: Traits, corrections: Iterable[TraitCorrection]) -> Traits:
    """`derived` with every correction applied: a person's word wins, and survives every later derivation.

    A trait cleared for the household does not hold for it, whatever its members have. The last word on a trait counts.
    """
    word = {(correction.member, correction.code): correction.holds for correction in corrections}
    kept = [row for row in derived.rows if (row.member, row.code) not in word]
    said = [DerivedTrait(code, member, Reason("said_by_person")) for (member, code), holds in word.items() if holds]
    cleared = frozenset(key for key, holds in word.items() if not holds)
    return Traits(tuple(sorted(kept + said, key=lambda row: (row.member or 0, row.code))), cleared)


def changes_on(members: Iterable[MemberFacts], *, after: date, settings: HouseholdSettings) -> date | None:
    """The first day after `after` on which a birthday may change a trait, or None: the day to derive anew."""
    days = (day for member in members for day in _turning_days(member, settings) if day > after)
    return min(days, default=None)


def holds_since(
    code: str, member: MemberFacts, *, settings: HouseholdSettings, alone_since: date | None
) -> date | None:
    """The day from which a trait of the member holds, where a birthday or a parting brought it; else None.

    `alone_since`: the day on which the last grown-up left the household, if one did.
    """
    if code == UNACCOMPANIED_MINOR:
        return alone_since
    if member.born_on is None:
        return None
    born_on = member.born_on
    days = {
        ADULT: birthday(born_on, settings.adult_from),
        CHILD_4_17: birthday(born_on, settings.school_child_from),
        SCHOOL_AGE: _school_from(born_on, settings),
        INTEGRATION_DUTY: birthday(born_on, max(settings.integration_from, settings.school_duty_until)),
    }
    return days.get(TraitCode(code))


def pension_on(born_on: date, settings: HouseholdSettings) -> date:
    """The first day of the state pension age: the first dated age that is reached while it holds.

    Source: Algemene Ouderdomswet, 7a.
    """
    ages = settings.pension_ages
    ends = [age.valid_from for age in ages[1:]] + [date.max]
    for age, until in zip(ages, ends, strict=True):
        reached = months_later(birthday(born_on, age.years), age.months)
        if reached < until:
            return reached
    raise AssertionError(born_on)  # the last age holds for ever


def is_adult(member: MemberFacts, day: date, settings: HouseholdSettings) -> bool:
    """Of age on `day`; without a birth date everybody but a child counts as adult (home_criteria.md, section 4)."""
    if member.born_on is None:
        return member.role is not MemberRole.CHILD
    return age_on(member.born_on, day) >= settings.adult_from


def _turning_days(member: MemberFacts, settings: HouseholdSettings) -> Iterator[date]:
    if member.born_on is None:
        return
    ages = (settings.toddler_until, settings.school_child_from, settings.integration_from, settings.own_say_from)
    for age in (*ages, settings.adult_from, settings.school_duty_until):
        yield birthday(member.born_on, age)
    yield _school_from(member.born_on, settings)
    yield pension_on(member.born_on, settings)


def _school_from(born_on: date, settings: HouseholdSettings) -> date:
    """First day of the month after the birthday that begins the duty; the school's own calendar may say a day later."""
    return months_later(birthday(born_on, settings.school_duty_after).replace(day=1), 1)


def _adult_or_child(situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    grown = is_adult(member, situation.day, situation.settings)
    yield DerivedTrait(ADULT if grown else CHILD, member.no, _age_reason(situation, member))


def _child_classes(situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    """Age classes of children; a child whose birth date is unknown has them all until it is known."""
    if is_adult(member, situation.day, situation.settings):
        return
    because = _age_reason(situation, member)
    age = None if member.born_on is None else age_on(member.born_on, situation.day)
    yield DerivedTrait(CHILD_0_17, member.no, because)
    if age is None or age < situation.settings.toddler_until:
        yield DerivedTrait(CHILD_0_3, member.no, because)
    if age is None or age >= situation.settings.school_child_from:
        yield DerivedTrait(CHILD_4_17, member.no, because)


def _age_reason(situation: _Situation, member: MemberFacts) -> Reason:
    if member.born_on is None:
        return Reason("birth_date_unknown", (("role", member.role.value),))
    return Reason("age", (("age", age_on(member.born_on, situation.day)), ("on", situation.day)))


def _school_age(situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    if _is_of_school_age(situation, member):
        yield DerivedTrait(SCHOOL_AGE, member.no, _age_reason(situation, member))


def _is_of_school_age(situation: _Situation, member: MemberFacts) -> bool:
    if member.born_on is None:
        return False
    until = birthday(member.born_on, situation.settings.school_duty_until)
    return _school_from(member.born_on, situation.settings) <= situation.day < until


def _pregnant(situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    """A birth well before the journey makes a member of the child, not a pregnancy to plan for."""
    if member.due_on is None or member.is_birth_recorded:
        return
    before_travel = timedelta(days=situation.settings.birth_before_travel_days)
    if situation.arrival_on is None or member.due_on >= situation.arrival_on - before_travel:
        yield DerivedTrait(PREGNANT, member.no, Reason("birth_expected", (("on", member.due_on),)))


def _born_here(_situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    """Recorded as born into the household once it was here: to be reported, wherever it lives now.

    Source: Burgerlijk Wetboek 1:19e.
    """
    if member.is_born_here and member.born_on is not None:
        yield DerivedTrait(BORN_HERE, member.no, Reason("born_after_arrival", (("on", member.born_on),)))


def _integration_duty(situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    """From 16 to the pension age, exempt while in compulsory school (Wet inburgering 2021, 3 and 5)."""
    if situation.profile.route not in DUTY_ROUTES:
        return
    if member.born_on is None:
        if is_adult(member, situation.day, situation.settings):
            yield DerivedTrait(INTEGRATION_DUTY, member.no, _age_reason(situation, member))
        return
    begins = birthday(member.born_on, situation.settings.integration_from)
    ends = pension_on(member.born_on, situation.settings)
    if begins <= situation.day < ends and not _is_of_school_age(situation, member):
        yield DerivedTrait(INTEGRATION_DUTY, member.no, _age_reason(situation, member))


def _diploma(situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    """Only proposed: the person is asked. An education that was not finished is not among the words of the settings."""
    education = (member.education or "").strip().casefold()
    is_grown = is_adult(member, situation.day, situation.settings)
    if is_grown and education in situation.settings.completed_education:
        yield DerivedTrait(HAS_DIPLOMA, member.no, Reason("education_completed"), is_proposal=True)


def _card_missing(situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    if situation.profile.route is Route.RESETTLEMENT:
        yield DerivedTrait(CARD_MISSING, member.no, Reason("card_after_arrival"))


def _care(situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    """A need that names nobody is the head's, so that somebody's task carries it."""
    kinds = [need.kind for need in situation.needs if need.kind in CARE and _concerns(need, member)]
    if kinds:
        yield DerivedTrait(CARE_FROM_DAY_ONE, member.no, Reason("need", (("kind", min(kinds).value),)))


def _concerns(need: NeedFacts, member: MemberFacts) -> bool:
    return need.member == member.no or (need.member is None and member.role is MemberRole.HEAD)


def _unaccompanied(situation: _Situation, member: MemberFacts) -> Iterator[DerivedTrait]:
    if not any(is_adult(other, situation.day, situation.settings) for other in situation.members):
        yield DerivedTrait(UNACCOMPANIED_MINOR, member.no, Reason("nobody_grown_up", (("on", situation.day),)))


def _adapted_home(situation: _Situation) -> Iterator[DerivedTrait]:
    kinds = [need.kind for need in situation.needs if need.kind in ADAPTATIONS]
    kinds += [NeedKind.WHEELCHAIR for need in situation.needs if need.aid is AidKind.WHEELCHAIR]
    if kinds:
        yield DerivedTrait(ADAPTED_HOME, None, Reason("need", (("kind", min(kinds).value),)))


def _interpreter(situation: _Situation) -> Iterator[DerivedTrait]:
    asked = situation.profile.is_interpreter_needed
    if why := why_interpreter(asked, situation.members, situation.day, situation.settings):
        yield DerivedTrait(INTERPRETER_NEEDED, None, why)


def why_interpreter(
    asked: bool | None,  # noqa: FBT001 -- an answer that may be unknown
    members: Iterable[MemberFacts],
    on: date,
    settings: HouseholdSettings,
) -> Reason | None:
    """Why an interpreter is needed, if one is: asked for, or no adult speaks Dutch well enough.

    A no in the file teaches nobody. Source: workflow.md, section 4.
    """
    if asked:
        return Reason("interpreter_asked")
    if any(_speaks_home_language(member, on, settings) for member in members):
        return None
    return Reason("no_adult_speaks_dutch")


def _speaks_home_language(member: MemberFacts, on: date, settings: HouseholdSettings) -> bool:
    return is_adult(member, on, settings) and any(
        language.code == settings.home_language and language.level in settings.enough_levels
        for language in member.languages
    )


def _benefit(situation: _Situation) -> Iterator[DerivedTrait]:
    if situation.profile.route in DUTY_ROUTES and not situation.has_income:
        yield DerivedTrait(BENEFIT, None, Reason("no_income_recorded"))


def _rented_home(_situation: _Situation) -> Iterator[DerivedTrait]:
    yield DerivedTrait(RENTED_HOME, None, Reason("until_home_decided"))


def _reunification(situation: _Situation) -> Iterator[DerivedTrait]:
    n = sum(1 for relative in situation.relatives if relative.is_reunification_wanted)
    if n:
        yield DerivedTrait(REUNIFICATION_WANTED, None, Reason("relatives_wanted", (("n", n),)))


def _long_camp_stay(situation: _Situation) -> Iterator[DerivedTrait]:
    years = situation.profile.years_displaced
    if situation.profile.stay is StayKind.CAMP and years is not None and years >= situation.settings.long_camp_years:
        yield DerivedTrait(LONG_CAMP_STAY, None, Reason("camp_years", (("years", years),)))


def _sponsor_wanted(situation: _Situation) -> Iterator[DerivedTrait]:
    if situation.has_programme and situation.profile.sponsor_wish is SponsorWish.YES:
        yield DerivedTrait(SPONSOR_WANTED, None, Reason("household_said_yes"))


_HOUSEHOLD_RULES: tuple[Callable[[_Situation], Iterator[DerivedTrait]], ...] = (
    _adapted_home,
    _benefit,
    _interpreter,
    _long_camp_stay,
    _rented_home,
    _reunification,
    _sponsor_wanted,
)
_MEMBER_RULES: tuple[Callable[[_Situation, MemberFacts], Iterator[DerivedTrait]], ...] = (
    _adult_or_child,
    _born_here,
    _card_missing,
    _care,
    _child_classes,
    _diploma,
    _integration_duty,
    _pregnant,
    _school_age,
    _unaccompanied,
)
