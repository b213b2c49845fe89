"""Two proposed matches of the town: one of which both sides said yes, one nobody was asked about yet."""

from datetime import time, timedelta

from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.households.choice_rules import Given
from hervest.households.vocabulary import Participation, SaidHow
from hervest.journey.models import Case
from hervest.placement.match_actions import choose_about_group
from hervest.placement.match_models import Introduction, MatchAnswer, MatchExemption, MatchProposal, MatchWord
from hervest.placement.match_state_vocabulary import IntroPlace, MatchEvent, MatchState
from hervest.placement.match_vocabulary import MatchRule
from hervest.placement.vocabulary import ExemptionState, PersonsWord
from people import NOW, TODAY
from trust.matches_of_law import ASKED, MATCHES, WANTS
from trust.town import lead_of

SAID = Given("ar", Interpreting.PROFESSIONAL, SaidHow.ORAL, was_read_aloud=True, was_abroad=False, said_on=TODAY)
CHOOSE_ALONE = (1, 2, 3)
PROPOSERS = {"busy": "sander", "far": "wim"}
ANSWERED = {"busy": "lena", "far": "hatice"}
"""Who allowed that a group may live far away."""


def make_matches(town) -> None:
    """What they chose is said through actions; the proposals are written: no rule of a match has to hold for them."""
    for name in sorted(WANTS):
        for no in CHOOSE_ALONE:
            choose_about_group(
                by=town.actor(lead_of(name)),
                now=NOW,
                case=town.codes[name],
                member=MemberNo(no),
                answer=Participation.YES,
                given=SAID,
            )
    for name, group in MATCHES.items():
        case, by = Case.rows.get(code=town.codes[name]).pk, town.ids[PROPOSERS[name]]
        row = MatchProposal.rows.create(
            case_id=case,
            group_id=town.groups[group],
            proposer_id=by,
            at=NOW,
            reason=town.mint("placement.MatchProposal.reason", name),
            criteria_version="1",
            state=MatchState.GROUP_YES if name in ASKED else MatchState.DRAFT,
            respond_by=TODAY + timedelta(days=7),
        )
        town.matches[f"match of {name}"] = row.pk
        MatchAnswer.rows.create(
            proposal=row,
            event=MatchEvent.NEWCOMER_YES,
            text=town.mint("placement.MatchAnswer.text", name),
            language="ar",
            interpreting=Interpreting.PROFESSIONAL,
            how=SaidHow.ORAL,
            said_on=TODAY,
            by_id=by,
            at=NOW,
        )
        if name in ASKED:
            Introduction.rows.create(
                proposal=row,
                meets_on=TODAY,
                meets_at=time(15, 30),
                place=IntroPlace.ELSEWHERE,
                directions=town.mint("placement.Introduction.directions", name),
                language="ar",
                interpreting=Interpreting.PROFESSIONAL,
                joins=[1],
                by_id=by,
                at=NOW,
            )
        exemption = MatchExemption.rows.create(
            case_id=case,
            group_id=town.groups[group],
            rule=MatchRule.TOO_FAR,
            state=ExemptionState.CONFIRMED,
            rests_on={"minutes": 90, "travel_limit": 30},
            reason=town.mint("placement.MatchExemption.reason", name),
            asked_by_id=by,
            asked_at=NOW,
            decided_by_id=town.ids[ANSWERED[name]],
            decided_at=NOW,
            answer=town.mint("placement.MatchExemption.answer", name),
        )
        town.parts[name]["match exception"] = exemption.pk
        MatchWord.rows.create(
            case_id=case,
            group_id=town.groups[group],
            word=PersonsWord.LOCK,
            reason=town.mint("placement.MatchWord.reason", name),
            by_id=by,
            at=NOW,
        )
