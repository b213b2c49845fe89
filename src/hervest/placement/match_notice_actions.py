"""Telling people that a proposed match waits for them: written with what happened, sent afterwards. Decision 25."""

from datetime import datetime

from hervest.accounts.action import action
from hervest.accounts.actor import Actor
from hervest.accounts.permissions import Permission
from hervest.core import clock
from hervest.journey.staffing_queries import team_of_case
from hervest.notices.outbox_actions import tell, tell_no_more
from hervest.notices.queries import tells_anybody
from hervest.notices.vocabulary import NoticeKind
from hervest.placement.match_access_queries import match_of, proposal_subject
from hervest.placement.match_models import MatchProposal
from hervest.placement.match_notice_queries import about, awaited, is_time_to_remind
from hervest.placement.match_notice_rules import OF_A_SIDE, kind_of, reminded
from hervest.placement.match_question_queries import has_question
from hervest.placement.match_state_vocabulary import MatchStage, MatchWaits
from hervest.sponsorship.facts_queries import answering_for
from hervest.sponsorship.vocabulary import GroupId


def tell_of_match(row: MatchProposal, *, by: Actor, now: datetime) -> None:
    """Everybody for whom the proposal waits now is told, once for each asking, but not who brought it there.

    What nobody waits for any more is told to nobody. The household and the group are told neither code nor name. Of a
    match that ended who answers for the group is told that there is news: that it ended (decision 25).
    """
    place = row.case.municipality_id
    if not tells_anybody(place):
        return
    waiting = awaited(row, now=now)
    over = f"{about(row.pk)}over"
    still = {over} | {each.once for each in waiting}
    if not has_question(row.pk):
        still |= {each.again for each in waiting}
    tell_no_more(about(row.pk), now=now, municipality=place, but=still)
    for each in waiting:
        code = "" if each.waits in OF_A_SIDE else row.case.code or ""
        tell(each.people - {by.person}, kind_of(each.waits), now=now, municipality=place, once=each.once, case=code)
    match = match_of(row)
    if match is not None and match.stage == MatchStage.ENDED:
        answering = answering_for(GroupId(row.group_id), today=clock.day_of(now))
        tell(answering - {by.person}, NoticeKind.MATCH_ASKED, now=now, municipality=place, once=over)


def tell_of_match_made(row: MatchProposal, *, by: Actor, now: datetime) -> None:
    """Who works on the case and sees which groups are ready is told that it has one now, but not who confirmed it.

    They were promised to hear it; what comes after takes it back no more.
    """
    people = team_of_case(row.case, clock.day_of(now)).workers(Permission.GROUP_LIST) - {by.person}
    place, code, once = row.case.municipality_id, row.case.code or "", f"made {about(row.pk)}"
    tell(people, NoticeKind.MATCH_MADE, now=now, municipality=place, once=once, case=code)


@action(Permission.MATCH_PROPOSE, on=proposal_subject)
def remind_of_match(*, by: Actor, now: datetime, proposal: int) -> None:
    """Whoever is asked for an answer and has not given it is reminded, once for each asking.

    Nobody is before the day of `match_notice_rules.reminder_on`, nor while whoever is asked waits for an answer to a
    question. Who brings household and group together is told, from the day on which they meet, that it waits for them
    to say so.
    """
    row = MatchProposal.rows.select_for_update(no_key=True, of=("self",)).select_related("case").get(pk=proposal)
    place = row.case.municipality_id
    if has_question(row.pk) or not tells_anybody(place):
        return
    waiting = awaited(row, now=now)
    asked = reminded([each.waits for each in waiting])
    for each in waiting:
        if each.waits is MatchWaits.INTRODUCE:
            code = row.case.code or ""
            tell(each.people, kind_of(each.waits), now=now, municipality=place, once=each.once, case=code)
        elif each.waits in asked and is_time_to_remind(each.began, row.respond_by, clock.day_of(now)):
            tell(each.people, NoticeKind.MATCH_REMINDER, now=now, municipality=place, once=each.again)
