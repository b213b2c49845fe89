"""What was agreed and recorded for a household and a home, as pages show it; and which exceptions wait for a lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from hervest.accounts import policy
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.queries import municipality_subject
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Tier
from hervest.households.vocabulary import PlaceWish
from hervest.housing.queries import UnitFacts, dwelling_subject
from hervest.housing.vocabulary import DwellingKind
from hervest.journey import queries as journey
from hervest.journey.queries import CaseRef, case_for
from hervest.placement.agreed_models import (
    LIVE,
    Adaptation,
    AgreedByTwo,
    Exemption,
    FollowUpHome,
    MixedSharing,
    NetworkTravel,
    Stay,
    TravelAdvice,
)
from hervest.placement.agreed_rules import adaptation_mark, agreed_mark
from hervest.placement.exception_rules import changed_grounds, is_adapted, standing_adaptations
from hervest.placement.fit_rules import HARD_RULES, Broken, Pair
from hervest.placement.gather_queries import Gathered, gather
from hervest.placement.score_rules import NETWORK_WISHES
from hervest.placement.vocabulary import (
    ADAPTABLE,
    EXEMPT_BY_TWO,
    AdviceKind,
    Adviser,
    BridgingPlace,
    ExemptionState,
    HardRule,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByTwoView:
    """An exception that takes two persons, of a home or of a match. Its reason and answer are tier P1: None for others.

    `changed`: facts it rested on that are no longer so; it counts no more.
    """

    id: int
    case: str
    state: ExemptionState
    changed: tuple[str, ...]
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str | None
    answer: str | None
    may_answer: bool
    may_withdraw: bool


class WhoAndWhen(TypedDict):
    """The part of a `ByTwoView` that hides from nobody."""

    id: int
    state: ExemptionState
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionView(ByTwoView):
    """An exception as the page of a home shows it. What the household said is tier P1: None for others."""

    unit: int
    rule: HardRule
    language: str | None
    with_interpreter: bool | None
    said_on: date | None


@dataclass(frozen=True, slots=True)
class AdaptationView:
    """An adaptation: what it mends, by when, and whether it still does so."""

    rules: tuple[HardRule, ...]
    ready_on: date
    by: str
    at: datetime
    is_late: bool
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AdviceView:
    """A health partner's advice."""

    kind: AdviceKind
    minutes: int
    adviser: Adviser
    advised_on: date
    by: str
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StayView:
    """Where the household stays on the way to its home. `place` and `from_on` are tier P1: None for others."""

    place: BridgingPlace | None
    from_on: date | None
    until_on: date
    by: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Agreements:
    """Everything agreed for one pair, and what this reader may add."""

    exemptions: tuple[ExemptionView, ...]
    may_ask: tuple[HardRule, ...]
    adaptation: AdaptationView | None
    to_adapt: tuple[HardRule, ...]
    may_adapt: bool
    advice: AdviceView | None
    may_advise: bool
    stay: StayView | None
    may_bridge: bool
    next_home: str | None
    may_follow: bool
    network: tuple[tuple[PlaceWish, int | None], ...]
    may_measure: bool
    mixed_since: date | None
    may_mix: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show or to add."""
        shown = (self.exemptions, self.adaptation, self.advice, self.stay, self.next_home, self.network)
        may = (self.may_ask, self.may_adapt, self.may_advise, self.may_bridge, self.may_follow, self.may_measure)
        return not any((*shown, self.mixed_since, *may, self.may_mix))


@dataclass(frozen=True, slots=True)
class AskedRow:
    """An exception that waits for the actor's yes or no."""

    case: CaseRef
    unit: int
    rule: HardRule
    address: str
    asked_by: str
    asked_at: datetime


READ_OF_ASKED = (
    "case__code",
    "unit",
    "unit__dwelling__street",
    "unit__dwelling__code",
    "rule",
    "asked_by__name",
    "asked_at",
)
"""What of a waiting exception a list shows."""


def agreements_of(
    actor: Actor, case: CaseRef, gathered: Gathered, unit: UnitFacts, *, today: date, is_placed: bool
) -> Agreements:
    """What was agreed for the pair as far as the actor may read it; what it tells of the household is in the log."""
    pair = gathered.pair(case.code, unit)
    key = {"case_id": case.id, "unit_id": unit.id, "is_active": True}
    reads = case.tiers
    decides = journey.may(actor, case.code, Permission.PLACEMENT_DECIDE, today=today) and not is_placed
    hard = {rule for rule in HardRule if isinstance(HARD_RULES[rule](pair), Broken)}
    exemptions = exemptions_of(actor, case, pair, unit.id, is_placed=is_placed)
    live = {each.rule for each in exemptions if each.state in LIVE and not each.changed}
    home = dwelling_subject(municipality=unit.facts.municipality, code=unit.facts.code)
    to_adapt = tuple(rule for rule in ADAPTABLE if rule in hard)
    measured = NetworkTravel.rows.filter(**key).first() if Tier.P1 in reads else None
    wished = sorted(pair.household.wishes & NETWORK_WISHES) if Tier.P1 in reads else []
    shared = unit.facts.kind is DwellingKind.SHARED
    agreed = Agreements(
        exemptions=exemptions,
        may_ask=tuple(rule for rule in EXEMPT_BY_TWO if rule in hard and rule not in live)
        if decides and case.is_case_lead
        else (),
        adaptation=adaptation_of(pair, Adaptation.rows.filter(**key).select_related("by").first()),
        to_adapt=to_adapt,
        may_adapt=bool(to_adapt) and policy.can(actor, Permission.DWELLING_EDIT, home),
        advice=advice_of(pair, TravelAdvice.rows.filter(**key).select_related("by").first())
        if Tier.P2 in reads
        else None,
        may_advise=decides and Tier.P2 in reads and pair.is_asked(HardRule.HOSPITAL_TOO_FAR),
        stay=stay_of(case, pair),
        may_bridge=decides,
        next_home=followed_by(FollowUpHome.rows.filter(**key).select_related("next_unit__dwelling").first()),
        may_follow=decides and unit.facts.rented_until is not None,
        network=tuple((PlaceWish(wish), (measured.minutes if measured else {}).get(wish)) for wish in wished),
        may_measure=decides and bool(wished),
        mixed_since=mixed_since(case, unit) if Tier.P1 in reads and shared else None,
        may_mix=shared and journey.may(actor, case.code, Permission.WISH_RECORD, today=today),
    )
    note_agreements(actor, case.code, agreed)
    return agreed


def note_agreements(actor: Actor, code: str, agreed: Agreements) -> None:
    """What an answer hands out of what was agreed, for the log: words, days and minutes (P1), what a need asks (P2)."""
    is_worded = any(row.reason is not None for row in agreed.exemptions)
    is_bridged = agreed.stay is not None and agreed.stay.place is not None
    if is_worded or is_bridged or agreed.mixed_since or any(minutes is not None for _, minutes in agreed.network):
        actor.reads.read_at(code, Shown.AGREEMENTS, Tier.P1)
    if agreed.adaptation or agreed.advice:
        actor.reads.read_at(code, Shown.AGREEMENTS, Tier.P2)
    if agreed.network:
        actor.reads.read(code, Shown.WISHES)


def exemptions_of(actor: Actor, case: CaseRef, pair: Pair, unit: int, *, is_placed: bool) -> tuple[ExemptionView, ...]:
    """Every exception of the pair that was ever asked, newest first."""
    rows = Exemption.rows.filter(case_id=case.id, unit_id=unit).select_related("asked_by", "decided_by")
    whole = policy.can(actor, Permission.PLACEMENT_DECIDE, municipality_subject(municipality=case.municipality))
    return tuple(
        exemption_view(actor, case, pair, row, whole=whole, is_placed=is_placed) for row in rows.order_by("-pk")
    )


def exemption_view(
    actor: Actor, case: CaseRef, pair: Pair, row: Exemption, *, whole: bool, is_placed: bool
) -> ExemptionView:
    """One exception as the reader may know it. `whole`: the actor decides in the whole municipality."""
    state, reads, rule = ExemptionState(row.state), Tier.P1 in case.tiers, HardRule(row.rule)
    is_own = row.asked_by_id == actor.person
    return ExemptionView(
        **who_and_when(row),
        case=case.code,
        unit=row.unit_id,
        rule=rule,
        changed=changed_grounds(pair, rule, row.rests_on) if state in LIVE else (),
        reason=row.reason if reads else None,
        language=row.language if reads else None,
        with_interpreter=row.with_interpreter if reads else None,
        said_on=row.said_on if reads else None,
        answer=row.answer if reads else None,
        may_answer=whole and state is ExemptionState.ASKED and not is_own,
        may_withdraw=state in LIVE and not is_placed and (whole or case.is_case_lead),
    )


def who_and_when(row: AgreedByTwo) -> WhoAndWhen:
    """How far an exception is, and by whom, for whoever may see it; its two persons joined."""
    return WhoAndWhen(
        id=row.pk,
        state=ExemptionState(row.state),
        asked_by=row.asked_by.name,
        asked_at=row.asked_at,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
    )


def adaptation_of(pair: Pair, row: Adaptation | None) -> AdaptationView | None:
    """The adaptation, and whether it still mends what it should."""
    if row is None:
        return None
    rules = tuple(rule for rule in ADAPTABLE if rule.value in row.rules)
    changed = dict.fromkeys(name for rule in rules for name in changed_grounds(pair, rule, row.rests_on))
    mends = all(is_adapted(pair, rule) for rule in rules)
    return AdaptationView(rules, row.ready_on, row.by.name, row.at, not mends and not changed, tuple(changed))


def advice_of(pair: Pair, row: TravelAdvice | None) -> AdviceView | None:
    """The health partner's advice."""
    if row is None:
        return None
    changed = changed_grounds(pair, HardRule.HOSPITAL_TOO_FAR, row.rests_on)
    return AdviceView(AdviceKind(row.kind), row.minutes, Adviser(row.adviser), row.advised_on, row.by.name, changed)


def stay_of(case: CaseRef, pair: Pair) -> StayView | None:
    """Where the household stays on the way, and whether its arrival lies within that."""
    row = Stay.rows.filter(case_id=case.id, is_active=True).select_related("by").first()
    if row is None:
        return None
    is_read = Tier.P1 in case.tiers
    place, from_on = (BridgingPlace(row.place), row.from_on) if is_read else (None, None)
    return StayView(place, from_on, row.until_on, row.by.name, pair.timing.bridged_until == row.until_on)


def followed_by(row: FollowUpHome | None) -> str | None:
    """The code of the home that follows."""
    return row.next_unit.dwelling.code if row else None


def mixed_since(case: CaseRef, unit: UnitFacts) -> date | None:
    """Since when the person says that a mixed house is well."""
    rows = MixedSharing.rows.filter(case_id=case.id, is_active=True, dwelling__code=unit.facts.code)
    rows = rows.filter(dwelling__municipality=unit.facts.municipality)
    return next((row.said_on for row in rows), None)


def pair_for(actor: Actor, code: str, unit: int, permission: Permission, *, today: date) -> tuple[CaseRef, Gathered]:
    """The case and the facts for a form about the pair. Raises: NotFound."""
    case = case_for(actor, code, permission, today=today)
    gathered = gather(case.municipality, [code], today=today)
    if gathered.unit(unit) is None or code not in gathered.households:
        raise NotFound("no_such_unit")
    return case, gathered


def rules_to_adapt(gathered: Gathered, code: str, unit: int) -> tuple[HardRule, ...]:
    """The rules that an adaptation of this home could mend for the household."""
    found = gathered.unit(unit)
    if found is None:
        return ()
    pair = gathered.pair(code, found)
    return tuple(rule for rule in ADAPTABLE if isinstance(HARD_RULES[rule](pair), Broken))


def adaptation_recorded(gathered: Gathered, code: str, unit: int) -> Mapping[str, object]:
    """What the form for an adaptation begins with: the rules that one is recorded for, its day, and how that stands."""
    found = gathered.unit(unit)
    pair = gathered.pair(code, found) if found else None
    adapted = pair.agreed.adapted if pair else None
    if pair is None or adapted is None:
        return {"rules": [], "ready_on": None, "seen": adaptation_mark((), None)}
    rules = sorted(standing_adaptations(pair))
    return {"rules": rules, "ready_on": adapted.ready_on, "seen": adaptation_mark(rules, adapted.ready_on)}


def advice_stands(code: str, unit: int) -> dict[str, object]:
    """The advice that stands, by the fields of its form, and how it stands (`seen`)."""
    row = TravelAdvice.rows.filter(case__code=code, unit_id=unit, is_active=True).first()
    return _standing(row, ("kind", "minutes", "adviser", "advised_on"))


def follow_up_stands(code: str, unit: int) -> dict[str, object]:
    """The home that follows, in the same way."""
    row = FollowUpHome.rows.filter(case__code=code, unit_id=unit, is_active=True).first()
    found = _standing(row, ("next_unit_id",))
    return {"next_unit" if name == "next_unit_id" else name: value for name, value in found.items()}


def stay_stands(code: str) -> dict[str, object]:
    """Where the household stays between arrival and home, in the same way."""
    row = Stay.rows.filter(case__code=code, is_active=True).first()
    return _standing(row, ("place", "from_on", "until_on"))


def _standing(row: TravelAdvice | FollowUpHome | Stay | None, names: tuple[str, ...]) -> dict[str, object]:
    values = {name: getattr(row, name) for name in names} if row else dict.fromkeys(names)
    return values | {"seen": agreed_mark(*values.values())}


def advice_recorded(actor: Actor, code: str, unit: int, *, today: date) -> dict[str, object]:
    """What the form for an advice begins with; empty for who may not record one now."""
    return advice_stands(code, unit) if journey.may(actor, code, Permission.PLACEMENT_DECIDE, today=today) else {}


def follow_up_recorded(actor: Actor, code: str, unit: int, *, today: date) -> dict[str, object]:
    """What the form for a home that follows begins with; empty for who may not name one now."""
    return follow_up_stands(code, unit) if journey.may(actor, code, Permission.PLACEMENT_DECIDE, today=today) else {}


def stay_recorded(actor: Actor, code: str, *, today: date) -> dict[str, object]:
    """What the form for a stay begins with; where and since when they stay is tier P1. Empty for who may not now."""
    if not journey.may(actor, code, Permission.PLACEMENT_DECIDE, today=today):
        return {}
    case = case_for(actor, code, Permission.PLACEMENT_DECIDE, today=today)
    return stay_stands(code) if Tier.P1 in case.tiers else {}


def homes_that_follow(gathered: Gathered, unit: int) -> tuple[tuple[int, str], ...]:
    """Homes to which the household could go on: their units, with code and street."""
    first = gathered.unit(unit)
    return tuple(
        (each.id, f"{each.facts.code} · {each.address}" if each.address else each.facts.code)
        for each in gathered.units
        if first is not None and each.facts.code != first.facts.code and each.facts.kind is DwellingKind.SELF_CONTAINED
    )


def wishes_measured(actor: Actor, code: str, unit: int, *, today: date) -> Mapping[PlaceWish, int | None]:
    """What the household wishes to be near, with the minutes known from this home. Raises: NotFound."""
    case, gathered = pair_for(actor, code, unit, Permission.PLACEMENT_DECIDE, today=today)
    case.must_read(Tier.P1)
    row = NetworkTravel.rows.filter(case_id=case.id, unit_id=unit, is_active=True).first()
    known = row.minutes if row else {}
    wished = sorted(gathered.households[code].wishes & NETWORK_WISHES)
    actor.reads.read(code, Shown.WISHES)
    if known:
        actor.reads.read_at(code, Shown.AGREEMENTS, Tier.P1)
    return {PlaceWish(wish): known.get(wish) for wish in wished}


def exceptions_asked(
    actor: Actor, *, today: date, municipality: str = "", limit: int | None = None
) -> tuple[AskedRow, ...]:
    """The exceptions that wait for the actor's yes or no, oldest first; their cases stand in the log."""
    rows = Exemption.rows.filter(state=ExemptionState.ASKED, case__closed_on__isnull=True)
    if municipality:
        rows = rows.filter(case__municipality=municipality)
    places = policy.reach(actor, Permission.PLACEMENT_DECIDE).municipalities
    rows = rows.filter(case__municipality__in=places).exclude(asked_by_id=actor.person or 0).order_by("pk")
    mine = list(rows.values_list(*READ_OF_ASKED, named=True))
    cases = journey.cases_by_code(
        actor, {row.case__code or "" for row in mine}, Permission.PLACEMENT_DECIDE, today=today
    )
    found: list[AskedRow] = []
    for row in mine:
        case = cases.get(row.case__code or "")
        if case is not None and (limit is None or len(found) < limit):
            actor.reads.shown(case.code, case.municipality)
            place = row.unit__dwelling__street or row.unit__dwelling__code
            found.append(AskedRow(case, row.unit, HardRule(row.rule), place, row.asked_by__name, row.asked_at))
    return tuple(found)
