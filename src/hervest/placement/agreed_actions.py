"""What persons record for one household and one home: adaptations, advice, a stay on the way, a home that follows."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from hervest.accounts import policy
from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Subject
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.households.vocabulary import PlaceWish
from hervest.housing.queries import UnitFacts, dwelling_of_unit, dwelling_subject, unit_by_id
from hervest.housing.vocabulary import DwellingKind
from hervest.journey.access_queries import case_subject
from hervest.journey.actions import locked_case
from hervest.journey.milestone_rules import is_far_away
from hervest.journey.queries import case_of
from hervest.placement.actions import locked_and_judged, person_of, refuse_in_use
from hervest.placement.agreed_models import Adaptation, FollowUpHome, MixedSharing, NetworkTravel, Stay, TravelAdvice
from hervest.placement.agreed_queries import ends_soon, next_home
from hervest.placement.agreed_rules import adaptation_mark, minutes_mark
from hervest.placement.agreement_queries import adaptation_recorded, advice_stands, follow_up_stands, stay_stands
from hervest.placement.exception_rules import GROUNDS, standing_adaptations
from hervest.placement.fit_rules import HARD_RULES, Broken, Pair
from hervest.placement.gather_queries import Gathered
from hervest.placement.score_rules import NETWORK_WISHES
from hervest.placement.vocabulary import ADAPTABLE, AdviceKind, Adviser, BridgingPlace, HardRule

OF_PAIR: Mapping[str, Any] = {"advice": TravelAdvice, "follow_up": FollowUpHome, "network": NetworkTravel}
"""What a caseworker records of a pair and may take back, by the word in the form."""

UNDER_A_HOME: tuple[Any, ...] = (Adaptation, TravelAdvice, FollowUpHome, Stay)
"""What may make a decided home fit: not ended under it. A person's yes to a mixed house is, whenever they say so."""


def _home_of(*, by: Actor, now: datetime, case: str, unit: int, **_: object) -> Subject:
    """The home, for who may see how it fits the household. Raises: NotFound, also for a home elsewhere."""
    _must_see(by, now, case, unit)
    found = unit_by_id(unit).facts
    return dwelling_subject(municipality=found.municipality, code=found.code)


def _case_at_home(*, by: Actor, now: datetime, case: str, unit: int, **_: object) -> Subject:
    """The household, for who may see how the home fits it. Raises: NotFound, also for a home elsewhere."""
    _must_see(by, now, case, unit)
    return case_subject(case=case, now=now)


def _must_see(by: Actor, now: datetime, case: str, unit: int) -> None:
    is_seen = policy.can(by, Permission.DWELLING_FIT, case_subject(case=case, now=now))
    if not is_seen or unit_by_id(unit).facts.municipality != case_of(case).municipality:
        raise NotFound("no_such_unit")


@action(Permission.DWELLING_EDIT, on=_home_of)
def record_adaptation(
    *, by: Actor, now: datetime, case: str, unit: int, rules: tuple[HardRule, ...], ready_on: date, seen: str = ""
) -> None:
    """The home will be adapted for the household: these rules hold while it is ready before the arrival (HOME-W7).

    A delay is recorded the same way; the newest word counts. Rules recorded before and not named now stay while they
    stand, ready on the later of both days. Raises: RuleBroken for a rule that no adaptation mends or that is not
    broken; Conflict if what stands is no longer what was `seen` (`agreed_rules.adaptation_mark`).
    Source: home_criteria.md, section 2, H3 to H6.
    """
    if not rules or not set(rules) <= set(ADAPTABLE):
        raise RuleBroken("choose_what_is_adapted", field="rules")
    _must_be_near(ready_on, now, "ready_on")
    pair = _pair(case, unit, now)
    for rule in rules:
        if not isinstance(HARD_RULES[rule](pair), Broken):
            raise RuleBroken("rule_not_broken", rule=rule)
    before = pair.agreed.adapted
    if seen and seen != adaptation_mark(standing_adaptations(pair), before.ready_on if before else None):
        raise Conflict("agreed_changed_meanwhile")
    others = standing_adaptations(pair) - set(rules)
    if before is not None and others:
        ready_on = max(ready_on, before.ready_on)
    mended = sorted({*rules, *others})
    rests_on = {name: value for rule in mended for name, value in GROUNDS[rule](pair).items()}
    _instead(Adaptation, by, now, case, unit_id=unit, rules=mended, ready_on=ready_on, rests_on=rests_on)
    _noted("adaptation.recorded", case, unit=unit, ready_on=ready_on.isoformat())


@action(Permission.DWELLING_EDIT, on=_home_of)
def end_adaptation(*, by: Actor, now: datetime, case: str, unit: int, seen: str = "") -> None:
    """No adaptation comes; the rules count again.

    Raises: NotFound; RuleBroken once this home is decided; Conflict if what stands is no longer what was `seen`.
    """
    if seen:
        _must_stand_as(seen, adaptation_recorded(locked_and_judged(case, unit, clock.day_of(now))[0], case, unit))
    _end(Adaptation, by, now, case, unit_id=unit)
    _noted("adaptation.ended", case, unit=unit)


@action(Permission.PLACEMENT_DECIDE, on=case_subject)
def record_advice(
    *,
    by: Actor,
    now: datetime,
    case: str,
    unit: int,
    kind: AdviceKind,
    minutes: int,
    adviser: Adviser,
    advised_on: date,
    seen: str = "",
) -> None:
    """The way to the hospital is judged as a health partner advised, for this home (HOME-H7).

    Nothing medical is kept: no hospital's name, no words. Raises: RuleBroken if no hospital need be near, or on a day
    to come; Conflict if what stands is no longer what was `seen` (`agreed_rules.agreed_mark`).
    """
    if advised_on > clock.day_of(now):
        raise RuleBroken("day_still_to_come", field="advised_on")
    pair = _pair(case, unit, now)
    if not pair.is_asked(HardRule.HOSPITAL_TOO_FAR):
        raise RuleBroken("hospital_not_needed")
    _must_stand_as(seen, advice_stands(case, unit))
    content = {"kind": kind, "minutes": minutes, "adviser": adviser, "advised_on": advised_on}
    _instead(
        TravelAdvice, by, now, case, unit_id=unit, **content, rests_on=dict(GROUNDS[HardRule.HOSPITAL_TOO_FAR](pair))
    )
    _noted("advice.recorded", case, unit=unit)


@action(Permission.PLACEMENT_DECIDE, on=case_subject)
def name_follow_up(*, by: Actor, now: datetime, case: str, unit: int, next_unit: int, seen: str = "") -> None:
    """The household goes on to `next_unit` when the tenancy of this home ends (HOME-H9).

    Raises: RuleBroken if the tenancy does not end, the next home is the same, is not free by then, is where another
    household goes on to, ends soon itself, or breaks another rule than that on time; Conflict if what stands is no
    longer what was `seen`.
    """
    gathered, _ = locked_and_judged(case, unit, clock.day_of(now))
    first, second = gathered.unit(unit), gathered.unit(next_unit)
    if first is None or second is None or first.facts.code == second.facts.code:
        raise RuleBroken("follow_up_is_another_home", field="next_unit")
    if first.facts.rented_until is None:
        raise RuleBroken("tenancy_does_not_end")
    _check_follow_up(gathered, case, first, second)
    broken = [HardRule(each.code) for each in gathered.fit(case, second).broken if each.code != HardRule.NOT_IN_TIME]
    if broken:
        raise RuleBroken("follow_up_does_not_fit", field="next_unit", rules=tuple(broken))
    _must_stand_as(seen, follow_up_stands(case, unit))
    _instead(FollowUpHome, by, now, case, unit_id=unit, next_unit_id=next_unit)
    _noted("follow_up.named", case, unit=unit, next_unit=next_unit)


def _check_follow_up(gathered: Gathered, case: str, first: UnitFacts, second: UnitFacts) -> None:
    """Go on only to a home that the household can have when it must leave the first, and keep. Raises: RuleBroken."""
    months = gathered.criteria.limits.shortest_months
    if ends_soon(first, second, months):
        raise RuleBroken("follow_up_ends_soon", field="next_unit", until=second.facts.rented_until)
    homes = {first.id: first, second.id: second}
    if next_home(homes, first.id, second.id, shortest_months=months) is None:
        raise RuleBroken("follow_up_not_free", field="next_unit", until=first.facts.rented_until)
    if gathered.agreed.followed.get(second.id) not in {None, case}:
        raise RuleBroken("follow_up_of_another", field="next_unit")


@action(Permission.PLACEMENT_DECIDE, on=case_subject)
def record_network(
    *, by: Actor, now: datetime, case: str, unit: int, minutes: Mapping[PlaceWish, int], seen: str = ""
) -> None:
    """How far this home is from what the household wishes to be near (HOME-S7).

    Raises: RuleBroken without a number, or for what the household does not wish; Conflict if what stands is no longer
    what was `seen` (`agreed_rules.minutes_mark`).
    """
    pair = _pair(case, unit, now)
    wished = pair.household.wishes & NETWORK_WISHES
    row = NetworkTravel.rows.filter(case__code=case, unit_id=unit, is_active=True).first()
    known = row.minutes if row else {}
    if seen and seen != minutes_mark({PlaceWish(wish): known.get(wish) for wish in wished}):
        raise Conflict("agreed_changed_meanwhile")
    if not minutes or not set(minutes) <= wished:
        raise RuleBroken("only_what_is_wished")
    _instead(NetworkTravel, by, now, case, unit_id=unit, minutes={wish.value: n for wish, n in minutes.items()})
    _noted("network.measured", case, unit=unit)


@action(Permission.PLACEMENT_DECIDE, on=case_subject)
def take_back(*, by: Actor, now: datetime, case: str, unit: int, what: str) -> None:
    """The advice, the home that follows or the minutes count no more for this pair.

    Raises: NotFound; RuleBroken once this home is decided, but for minutes: no decision rests on them.
    """
    if what not in OF_PAIR:
        raise NotFound("no_such_word")
    _end(OF_PAIR[what], by, now, case, unit_id=unit)
    _noted("agreement.taken_back", case, unit=unit, what=what)


@action(Permission.PLACEMENT_DECIDE, on=case_subject)
def record_stay(
    *, by: Actor, now: datetime, case: str, place: BridgingPlace, from_on: date, until_on: date, seen: str = ""
) -> None:
    """The household stays elsewhere between its arrival and its home: homes are needed from `until_on` (HOME-H9).

    It counts while the arrival lies within it, or today for who lives here already. Raises: RuleBroken if it ends
    before it starts, or many years from now; Conflict if what stands is no longer what was `seen`.
    """
    for name, on in (("from_on", from_on), ("until_on", until_on)):
        _must_be_near(on, now, name)
    if until_on <= from_on:
        raise RuleBroken("ends_before_it_starts", field="until_on")
    locked_case(case)
    _must_stand_as(seen, stay_stands(case))
    _instead(Stay, by, now, case, place=place, from_on=from_on, until_on=until_on)
    _noted("stay.recorded", case)


@action(Permission.PLACEMENT_DECIDE, on=case_subject)
def end_stay(*, by: Actor, now: datetime, case: str, seen: str = "") -> None:
    """Nothing lies between arrival and home.

    Raises: NotFound; RuleBroken once a home is decided; Conflict if what stands is no longer what was `seen`.
    """
    locked_case(case)
    _must_stand_as(seen, stay_stands(case))
    _end(Stay, by, now, case)
    _noted("stay.ended", case)


@action(Permission.WISH_RECORD, on=_case_at_home)
def agree_to_mixed(
    *, by: Actor, now: datetime, case: str, unit: int, language: str, with_interpreter: bool, said_on: date
) -> None:
    """The person said that living with the other sex in this shared house is well (HOME-H11).

    It takes the same yes of everybody who lives there. Raises: NotFound; RuleBroken if the house is not shared, or on a
    day to come.
    """
    if said_on > clock.day_of(now):
        raise RuleBroken("day_still_to_come", field="said_on")
    content = {"language": language, "with_interpreter": with_interpreter, "said_on": said_on}
    _instead(MixedSharing, by, now, case, dwelling_id=_shared_house(unit), **content)
    _noted("mixed_sharing.agreed", case, unit=unit)


@action(Permission.WISH_RECORD, on=_case_at_home)
def withdraw_mixed(*, by: Actor, now: datetime, case: str, unit: int) -> None:
    """The person takes the yes to a mixed house back, also while living there: it is their own. Raises: NotFound."""
    _end(MixedSharing, by, now, case, dwelling_id=_shared_house(unit))
    _noted("mixed_sharing.withdrawn", case, unit=unit)


def _shared_house(unit: int) -> int:
    """The key of the shared house; found through one of its units."""
    if unit_by_id(unit).facts.kind is not DwellingKind.SHARED:
        raise RuleBroken("house_is_not_shared")
    return dwelling_of_unit(unit)


def _pair(case: str, unit: int, now: datetime) -> Pair:
    """The pair as it is today, held until the commit. Raises: NotFound."""
    gathered: Gathered = locked_and_judged(case, unit, clock.day_of(now))[0]
    found = gathered.unit(unit)
    assert found is not None
    return gathered.pair(case, found)


def _must_be_near(on: date, now: datetime, name: str) -> None:
    if is_far_away(on, clock.day_of(now)):
        raise RuleBroken("day_far_away", field=name, on=on)


def _must_stand_as(seen: str, stands: Mapping[str, object]) -> None:
    """Go on only if what stands is what the person looked at. Raises: Conflict."""
    if seen and seen != stands["seen"]:
        raise Conflict("agreed_changed_meanwhile")


def _instead(model: Any, by: Actor, now: datetime, case: str, **content: object) -> None:
    """A new row takes the place of the one before, which is kept as ended."""
    person, row = person_of(by), locked_case(case).pk
    key = {name: content[name] for name in ("unit_id", "dwelling_id") if name in content}
    before = model.rows.filter(case_id=row, is_active=True, **key)
    before.update(is_active=False, ended_at=now, ended_by_id=person)
    model.rows.create(case_id=row, by_id=person, at=now, **content)


def _end(model: Any, by: Actor, now: datetime, case: str, **key: Any) -> None:
    person, row = person_of(by), locked_case(case).pk
    if model in UNDER_A_HOME:
        refuse_in_use(case, key.get("unit_id"), today=clock.day_of(now))
    there = model.rows.filter(case_id=row, is_active=True, **key)
    if not there.update(is_active=False, ended_at=now, ended_by_id=person):
        raise NotFound("no_such_word")


def _noted(verb: str, case: str, **detail: object) -> None:
    note(verb, case_code=case, municipality=case_of(case).municipality, **detail)
