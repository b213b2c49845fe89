"""Working out the pairs of a programme, and what persons say of a pair: together, never, and what they found out."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import Tier
from hervest.journey.access_queries import reader_of
from hervest.journey.actions import locked_case
from hervest.matching.pair_outcome import PairRule
from hervest.placement.actions import person_of
from hervest.placement.match_access_queries import pair_subject, run_subject
from hervest.placement.match_gather_queries import (
    NOTHING_FOUND,
    Enquiry,
    MatchGathered,
    as_enquiry,
    gather_matches,
    gather_pair,
)
from hervest.placement.match_models import MatchCandidate, MatchEnquiry, MatchRun, MatchWord
from hervest.placement.match_vocabulary import WishAnswer
from hervest.placement.vocabulary import PersonsWord
from hervest.sponsorship.queries import lock_group
from hervest.sponsorship.vocabulary import GroupId

if TYPE_CHECKING:
    from hervest.placement.match_solve_queries import Plans

SEEDS = 2**31


@action(Permission.MATCH_PROPOSE, on=run_subject)
def run_match(*, by: Actor, now: datetime, programme: int, seed: int | None = None) -> int:
    """Every household without a match and every ready group judged and paired by three rules; the newest run counts.

    `seed` settles what waiting does not; drawn where none is given, and kept. Raises: RuleBroken as `plans_of`.
    """
    person, gathered = person_of(by), gather_matches(programme, today=clock.day_of(now))
    drawn = secrets.randbelow(SEEDS) if seed is None else seed
    found = _solved(gathered, drawn)
    run = MatchRun.rows.create(
        programme_id=programme,
        by_id=person,
        at=now,
        inputs=gathered.fingerprint(),
        criteria_version=gathered.criteria.version,
        seed=drawn,
        n_households=len({code for code, _ in found.fits}),
        n_groups=len(gathered.groups),
        plans={rule.value: plan.figures() for rule, plan in found.plans.items()},
    )
    _keep_candidates(run, found, {code: one.id for code, one in gathered.waiting.items()})
    note("match_run.done", municipality=gathered.programme.municipality, run=run.pk)
    return run.pk


def _solved(gathered: MatchGathered, seed: int) -> "Plans":
    from hervest.placement.match_solve_queries import plans_of  # noqa: PLC0415  # loads scipy: only a run waits for it

    return plans_of(gathered, seed=seed)


def _keep_candidates(run: MatchRun, found: "Plans", ids: Mapping[str, int]) -> None:
    MatchCandidate.rows.bulk_create(
        MatchCandidate(
            run=run,
            case_id=ids[code],
            group_id=group,
            u=fit.u,
            v=fit.v,
            broken=[each.code.value for each in fit.broken],
            is_decidable=fit.is_decidable,
            chosen_by=[rule.value for rule in PairRule if found.plans[rule].partner.get(code) == group],
        )
        for (code, group), fit in found.fits.items()
    )


@action(Permission.MATCH_PROPOSE, on=pair_subject)
def say_of_match(*, by: Actor, now: datetime, case: str, group: GroupId, word: PersonsWord, reason: str = "") -> None:
    """Every further run keeps the pair together, or never makes it; the newest word takes the place of the one before.

    Raises: RuleBroken if a locked pair breaks a hard rule or one of the two is locked already, or without a reason to
    forbid.
    """
    person, row = person_of(by), locked_case(case)
    lock_group(group)
    if word is PersonsWord.LOCK:
        gathered = gather_pair(case, group, today=clock.day_of(now))
        if case not in gathered.waiting or not gathered.fit(case, group).is_possible:
            raise RuleBroken("locked_group_does_not_fit", case=case)
        held = MatchWord.rows.filter(ended_at__isnull=True, word=PersonsWord.LOCK)
        if held.filter(case=row).exclude(group=group).exists() or held.filter(group=group).exclude(case=row).exists():
            raise RuleBroken("group_locked_elsewhere")
    elif not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    MatchWord.rows.filter(case=row, group=group, ended_at__isnull=True).update(ended_at=now)
    MatchWord.rows.create(case=row, group_id=group, word=word, reason=reason.strip(), by_id=person, at=now)
    note(f"match.{word.value}", case_code=case, municipality=row.municipality_id, group=group)


@action(Permission.MATCH_PROPOSE, on=pair_subject)
def take_back_match_word(*, by: Actor, now: datetime, case: str, group: GroupId) -> None:
    """A run may choose the pair or leave it. Raises: NotFound if nothing was said of it."""
    row = locked_case(case)
    if not MatchWord.rows.filter(case=row, group=group, ended_at__isnull=True).update(ended_at=now):
        raise NotFound("no_such_word")
    note("match.word_taken_back", case_code=case, municipality=row.municipality_id, group=group)


@action(Permission.MATCH_PROPOSE, on=pair_subject)
def record_enquiry(*, by: Actor, now: datetime, case: str, group: GroupId, found: Enquiry, seen: str = "") -> None:
    """What was found out about the pair counts from now on; what was found before stays and counts no more.

    Whether sensitive wishes are kept, and what somebody else takes on, is said by who reads it; from anybody else the
    answer before stands.
    Raises: RuleBroken for a waiver on a day to come; Conflict if what was found out is no longer what was `seen`
    (`Enquiry.mark_for`). Source: sponsorship.md, section 6.4, MATCH-H6 to H10.
    """
    person, row = person_of(by), locked_case(case)
    if found.waived_on is not None and found.waived_on > clock.day_of(now):
        raise RuleBroken("day_still_to_come", field="waived_on")
    before = MatchEnquiry.rows.filter(case=row, group=group).order_by("-pk").first()
    tiers = reader_of(by, row, Permission.MATCH_PROPOSE, clock.day_of(now)).tiers
    stands = as_enquiry(before) if before else NOTHING_FOUND
    if seen and seen != stands.mark_for(reads_needs=Tier.P2 in tiers, reads_wishes=Tier.P3 in tiers):
        raise Conflict("enquiry_changed_meanwhile")
    wishes = found.wishes if Tier.P3 in tiers else WishAnswer(before.wishes if before else WishAnswer.NOT_ASKED)
    MatchEnquiry.rows.create(
        case=row,
        group_id=group,
        conflicts=None if found.conflicts is None else sorted(found.conflicts),
        wishes=wishes,
        has_interpreter=found.has_interpreter,
        covered=sorted(found.covered) if Tier.P2 in tiers or before is None else before.covered,
        waived_on=found.waived_on,
        waived_in=found.waived_in,
        by_id=person,
        at=now,
    )
    note("match.found_out", case_code=case, municipality=row.municipality_id, group=group)
