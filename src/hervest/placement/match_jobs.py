"""What happens to matches when a day begins: who did not answer, who arrived, who is in a group and admitted."""

from datetime import datetime

from hervest.accounts.actor import system
from hervest.core import clock
from hervest.placement.match_actions import expire_match, follow_arrival, seat_again
from hervest.placement.match_run_queries import arrived_matches, overdue_proposals, seated_proposals


def match_day(now: datetime) -> None:
    """Nobody is asked after the last day to answer; a match follows the arrival; every seat is of who may sit there."""
    by, today = system("placement"), clock.day_of(now)
    for proposal in overdue_proposals(today):
        expire_match(by=by, now=now, proposal=proposal)
    for proposal in arrived_matches():
        follow_arrival(by=by, now=now, proposal=proposal)
    for proposal in seated_proposals():
        seat_again(by=by, now=now, proposal=proposal)
