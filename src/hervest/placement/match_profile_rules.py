"""What scorers receive of a household, made from who lives in it and what it told; and what the safety rule reads."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType

from hervest.core.marks import mark
from hervest.households.age_rules import age_on
from hervest.households.vocabulary import HouseholdSettings, MemberFacts, NeedKind, Sex
from hervest.placement.match_vocabulary import LifePhase, MatchCriteria, MatchCriterion, MatchProfile, SafetyFacts
from hervest.sponsorship.vocabulary import Ability, Block, ContactForm, Experience, Interest, Rhythm, Theme, WorkField

ABILITY_FOR: Mapping[NeedKind, Ability] = MappingProxyType(
    {NeedKind.WHEELCHAIR: Ability.WHEELCHAIR, NeedKind.HOSPITAL_NEAR: Ability.HOSPITAL_TRIPS}
)
"""The needs that ask something of a group, in its own words; the others ask it of the home."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a household told in its match conversation; None = skipped, an empty set = there is nothing."""

    blocks: frozenset[Block] | None = None
    interests: frozenset[Interest] | None = None
    work_hopes: frozenset[WorkField] | None = None
    helps_first: frozenset[Theme] | None = None
    experience: frozenset[Experience] | None = None
    rhythm: Rhythm | None = None
    contact_forms: frozenset[ContactForm] | None = None
    stones: tuple[MatchCriterion, ...] = ()


def talk_mark(told: Told | None) -> str:
    """What a household had told when somebody looked (`core.marks`); None: nothing yet."""
    said = asdict(told or Told())
    return mark([sorted(value) if isinstance(value, frozenset) else value for value in said.values()])


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a household from elsewhere. `covered`: what another party takes on."""

    has_interpreter: bool | None = None
    arrival: tuple[date, date] | None = None
    neighbourhood: str | None = None
    covered: frozenset[Ability] = frozenset()


def match_profile(
    members: Iterable[MemberFacts],
    needs: Iterable[NeedKind],
    told: Told,
    around: Around,
    *,
    criteria: MatchCriteria,
    settings: HouseholdSettings,
    today: date,
) -> MatchProfile:
    """The profile on the first possible day of arrival, or today: no name, sex, age, origin or need comes along.

    A need becomes what a group must be able to take on, in its own words. A language counts when a grown person speaks
    it well enough: a child does not interpret. Source: sponsorship.md, sections 2.6, 6.4.
    """
    people = tuple(members)
    day = around.arrival[0] if around.arrival else today
    spoken = [language for each in grown_up(people, settings, day) for language in each.languages]
    return MatchProfile(
        n_persons=len(people),
        phases=frozenset(
            phase_of(age_on(each.born_on, day), criteria, settings) for each in people if each.born_on is not None
        ),
        languages=frozenset(each.code for each in spoken if each.level in settings.enough_levels),
        has_interpreter=around.has_interpreter,
        arrival=around.arrival,
        neighbourhood=around.neighbourhood,
        blocks=told.blocks,
        interests=told.interests,
        work_hopes=told.work_hopes,
        helps_first=told.helps_first,
        abilities=frozenset(ABILITY_FOR[need] for need in needs if need in ABILITY_FOR),
        covered=around.covered,
        experience=told.experience,
        rhythm=told.rhythm,
        contact_forms=told.contact_forms,
        stones=told.stones,
    )


def phase_of(age: int, criteria: MatchCriteria, settings: HouseholdSettings) -> LifePhase:
    """The band in which somebody of this age is."""
    limits = criteria.limits
    begins = (
        (limits.older_from, LifePhase.OLDER),
        (settings.adult_from, LifePhase.ADULT),
        (limits.teenager_from, LifePhase.TEENAGER),
        (limits.school_from, LifePhase.SCHOOL_CHILD),
        (limits.toddler_from, LifePhase.TODDLER),
    )
    return next((phase for since, phase in begins if age >= since), LifePhase.BABY)


def safety_facts(
    members: Iterable[MemberFacts], *, n_women: int, is_waived: bool, settings: HouseholdSettings, today: date
) -> SafetyFacts:
    """What MATCH-H9 reads; where a birth date or the sex of a single adult is not known, it says so.

    Source: sponsorship.md, section 2.6, rule 4.
    """
    people = tuple(members)
    grown = grown_up(people, settings, today)
    are_ages_known = all(each.born_on is not None for each in people)
    has_minor = len(grown) < len(people)
    return SafetyFacts(
        has_single_woman=is_single_woman(grown, are_ages_known=are_ages_known),
        has_minors=True if has_minor else (False if are_ages_known else None),
        n_women=n_women,
        is_waived=is_waived,
    )


def grown_up(people: Iterable[MemberFacts], settings: HouseholdSettings, day: date) -> list[MemberFacts]:
    """Who is of age on `day`, and of whom no birth date is known."""
    return [each for each in people if each.born_on is None or age_on(each.born_on, day) >= settings.adult_from]


def is_single_woman(grown: list[MemberFacts], *, are_ages_known: bool) -> bool | None:
    """Whether the only adult is a woman; None while who is grown up, or the sex of the only one, is not known."""
    if len(grown) == 1 and are_ages_known:
        return None if grown[0].sex == Sex.UNKNOWN else grown[0].sex == Sex.FEMALE
    return False if are_ages_known else None
