"""The exceptions of a possible match, as the actor may know them, and which of them wait for the actor's word."""

from dataclasses import dataclass
from datetime import date

from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.accounts.vocabulary import Shown
from hervest.core.errors import NotFound
from hervest.core.vocabulary import Tier
from hervest.journey import queries as journey
from hervest.journey.queries import CaseRef, case_for
from hervest.placement.agreed_models import LIVE
from hervest.placement.agreement_queries import ByTwoView, who_and_when
from hervest.placement.match_exception_rules import changed_match, may_give_way
from hervest.placement.match_explain_rules import RuleLine, rule_lines
from hervest.placement.match_gather_queries import MatchGathered, gather_pair
from hervest.placement.match_models import MatchExemption
from hervest.placement.match_rules import MatchPair
from hervest.placement.match_run_queries import going_on
from hervest.placement.match_vocabulary import MatchRule
from hervest.placement.vocabulary import ExemptionState
from hervest.sponsorship.facts_queries import group_names
from hervest.sponsorship.vocabulary import GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchExemptionView(ByTwoView):
    """An exception as the page of a pair shows it."""

    group: GroupId
    rule: MatchRule


@dataclass(frozen=True, slots=True)
class MatchExceptions:
    """The exceptions of one pair, newest first, and the broken rules for which the actor may ask for one."""

    rows: tuple[MatchExemptionView, ...]
    may_ask: tuple[MatchRule, ...]


@dataclass(frozen=True, slots=True)
class MatchExceptionPage:
    """One exception for who answers it. `line`: what the rule finds today; `may_match`: the actor opens the pair."""

    row: MatchExemptionView
    name: str
    line: RuleLine
    may_match: bool
    has_case_page: bool


@dataclass(frozen=True, slots=True)
class MatchAskedRow:
    """An exception to a rule of a match that waits for the actor's yes or no."""

    id: int
    case: CaseRef
    group: GroupId
    name: str
    rule: MatchRule


READ_OF_ASKED = ("case__code", "group", "group__name", "rule")
"""What of a waiting exception a list shows, beside its number."""


def exceptions_of_pair(
    actor: Actor, gathered: MatchGathered, code: str, group: GroupId, *, is_inner: bool, today: date
) -> MatchExceptions:
    """Every exception of the pair that was ever asked; reasons for who works on the case, and own words.

    Holds: the actor may match the pair.
    """
    pair, may_check = (
        gathered.pair(code, group),
        is_inner and journey.may(actor, code, Permission.MATCH_CHECK, today=today),
    )
    found = MatchExemption.rows.filter(case__code=code, group=group).select_related("asked_by", "decided_by")
    is_in_use = any(each.group_id == group for each in going_on(code))
    rows = tuple(
        exception_view(actor, pair, row, code, reads=is_inner, may_check=may_check, is_in_use=is_in_use)
        for row in found.order_by("-pk")
    )
    if any(row.reason for row in rows):
        actor.reads.read_at(code, Shown.AGREEMENTS, Tier.P1)
    live = {row.rule for row in rows if row.state in LIVE and not row.changed}
    return MatchExceptions(rows, tuple(rule for rule in may_give_way(pair) if rule not in live))


def exception_view(
    actor: Actor, pair: MatchPair, row: MatchExemption, code: str, *, reads: bool, may_check: bool, is_in_use: bool
) -> MatchExemptionView:
    """One exception as the reader may know it. `is_in_use`: the group is proposed for the household or supports it."""
    state, rule = ExemptionState(row.state), MatchRule(row.rule)
    is_own = row.asked_by_id == actor.person
    return MatchExemptionView(
        **who_and_when(row),
        case=code,
        group=GroupId(row.group_id),
        rule=rule,
        changed=changed_match(pair, rule, row.rests_on) if state in LIVE else (),
        reason=row.reason if reads or is_own else None,
        answer=row.answer if reads or row.decided_by_id == actor.person else None,
        may_answer=may_check and state is ExemptionState.ASKED and not is_own,
        may_withdraw=state is ExemptionState.ASKED or (state is ExemptionState.CONFIRMED and not is_in_use),
    )


def exception_page(actor: Actor, code: str, group: GroupId, exemption: int, *, today: date) -> MatchExceptionPage:
    """One exception with its reason, for who may decide on it through the case. Raises: NotFound for others."""
    case = case_for(actor, code, Permission.MATCH_CHECK, today=today)
    case.must_read(Tier.P1)
    rows = MatchExemption.rows.filter(pk=exemption, case=case.id, group=group)
    row, gathered = rows.select_related("asked_by", "decided_by").first(), gather_pair(code, group, today=today)
    if row is None or code not in gathered.waiting:
        raise NotFound("no_such_exemption")
    actor.reads.read(code, Shown.MATCH_CARD)
    actor.reads.read_at(code, Shown.AGREEMENTS, Tier.P1)
    is_in_use = any(each.group_id == group for each in going_on(code))
    pair, rule = gathered.pair(code, group), MatchRule(row.rule)
    return MatchExceptionPage(
        row=exception_view(actor, pair, row, code, reads=True, may_check=True, is_in_use=is_in_use),
        name=group_names([group])[group],
        line=next(line for line in rule_lines(gathered.fit(code, group)) if line.rule is rule),
        may_match=journey.may(actor, code, Permission.MATCH_PROPOSE, today=today),
        has_case_page=journey.may(actor, code, Permission.CASE_READ, today=today),
    )


def match_exceptions_asked(actor: Actor, *, today: date, limit: int) -> tuple[MatchAskedRow, ...]:
    """The exceptions that wait for the actor's yes or no, oldest first; their cases stand in the log."""
    rows = MatchExemption.rows.filter(state=ExemptionState.ASKED, case__closed_on__isnull=True)
    asked = rows.exclude(asked_by_id=actor.person or 0).order_by("pk")
    found = {pk: (code or "", *rest) for pk, code, *rest in asked.values_list("pk", *READ_OF_ASKED)}
    cases = journey.cases_by_code(actor, {code for code, *_ in found.values()}, Permission.MATCH_CHECK, today=today)
    mine = tuple(
        MatchAskedRow(pk, cases[code], GroupId(group), name, MatchRule(rule))
        for pk, (code, group, name, rule) in found.items()
        if code in cases and Tier.P1 in cases[code].tiers
    )[:limit]
    for row in mine:
        actor.reads.shown(row.case.code, row.case.municipality)
    return mine
