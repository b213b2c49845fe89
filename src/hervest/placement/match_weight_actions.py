"""Who changes a programme sets by which weights it proposes groups: every change is a new version."""

from collections.abc import Mapping
from datetime import datetime

from hervest.accounts.action import action, note
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core.errors import NotAllowed, RuleBroken
from hervest.placement.match_models import MatchWeighing
from hervest.placement.match_vocabulary import MatchCriterion
from hervest.placement.settings_actions import keep_version
from hervest.placement.weight_rules import are_whole
from hervest.sponsorship.queries import programme_subject, programmes_to_change, terms_of


@action(Permission.SETTINGS_EDIT, on=programme_subject)
def set_match_weights(
    *,
    by: Actor,
    now: datetime,
    programme: int,
    weights: Mapping[MatchCriterion, int],
    reason: str,
    seen: int | None = None,
) -> int:
    """From now on groups of the programme are proposed by these weights; the version's number. Earlier ones stay.

    Raises: NotFound; NotAllowed for who does not change the programme, who keeps the installation among them;
    RuleBroken if the weights are not whole or no reason is given; Conflict if another version came after number `seen`.
    Source: sponsorship.md, section 6.4, "Soft criteria".
    """
    terms = terms_of(programme)
    if by.person is None or programme not in {row.id for row in programmes_to_change(by)}:
        raise NotAllowed("not_allowed", permission=Permission.SETTINGS_EDIT.value)
    if not are_whole(weights, MatchCriterion):
        raise RuleBroken("weights_not_hundred", total=sum(weights.values()))
    if not reason.strip():
        raise RuleBroken("reason_needed", field="reason")
    row = MatchWeighing(
        programme_id=programme,
        weights={criterion.value: weights[criterion] for criterion in MatchCriterion},
        reason=reason.strip(),
        by_id=by.person,
        at=now,
    )
    number = keep_version(row, MatchWeighing.rows.filter(programme=programme).count(), seen=seen)
    note("match_weights.set", municipality=terms.municipality, programme=programme, number=number)
    return number
