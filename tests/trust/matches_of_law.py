"""Proposed matches as the law knows them: who makes them, who looks twice, who answers for which side, who confirms."""

from dataclasses import replace

from accounts import law
from people import ELSEWHERE, HERE
from trust.cast_of_town import CLOSED, HOUSEHOLDS, PLACES, THINGS
from trust.groups_of_law import coordinates_in, group_thing

MATCHES = {"busy": f"{HERE} ready", "far": f"{ELSEWHERE} ready"}
"""Case -> the group that is proposed for it."""

ASKED = {"busy"}
"""The household was asked and said yes, and so did its group; of the other somebody only thought."""

WANTS = {"busy", "far"}
"""Everybody in it who chooses alone wants a group: from then on who coordinates groups knows of it."""


def case_of(target) -> str:
    """The case of a target that names a proposed match."""
    return target.of.removeprefix("match of ")


def match_thing(case: str) -> law.Thing:
    """The household's people and the group's together, and the organisation that runs the group."""
    group = group_thing(MATCHES[case])
    return replace(
        THINGS[case],
        organisations=group.organisations,
        group=group.group,
        group_leads=group.group_leads,
        ready=group.ready,
    )


def on_match(action: str):
    def found(who: law.Who, target) -> bool:
        """The action on a proposed match."""
        return law.allows(who, action, match_thing(case_of(target)))

    return found


def answers_for_household(who: law.Who, target) -> bool:
    """Whoever guides it; its own people once they are asked."""
    case = case_of(target)
    is_own = who.key in THINGS[case].selves
    return on_match("match.answer_newcomer")(who, target) and (case in ASKED or not is_own)


def answers_for_group(who: law.Who, target) -> bool:
    """The group's own word, once it is asked; before, the household does not exist for it."""
    return on_match("match.answer_group")(who, target) and case_of(target) in ASKED


def may_match(who: law.Who, target) -> bool:
    """Who works on the household, and who coordinates groups once everybody in it wants one."""
    if target.of in CLOSED or target.of not in HOUSEHOLDS:
        return False
    place = PLACES[target.of]
    return works_on(who, target.of) or (target.of in WANTS and coordinates_in(who, place))


MEETS_BY = ("match.propose", "match.confirm", "match.answer_newcomer", "match.answer_group")
"""Rows of the matrix through which somebody has to do with an introduction."""


def reads_meeting(who: law.Who, case: str) -> bool:
    """Where they meet is read by both sides and by who brings them together."""
    thing = match_thing(case)
    return who.key in thing.group or any(law.allows(who, action, thing) for action in MEETS_BY)


def works_on(who: law.Who, case: str) -> bool:
    """Through the team, and not as the organisation of a group."""
    return law.allows(who, "match.propose", alone(case))


def replies(who: law.Who, target) -> bool:
    """What a household asks is about the household: who only coordinates groups does not read it."""
    return works_on(who, case_of(target))


def alone(case: str) -> law.Thing:
    """The household without the organisation of the group that it may be matched with."""
    return replace(THINGS[case], organisations=frozenset())


def answers_exception(who: law.Who, target) -> bool:
    """The reason is about the household: who only coordinates groups does not read it (decision 35)."""
    return law.allows(who, "match.check", alone(target.of))


def sees_match_table(who: law.Who, place: str) -> bool:
    """Who coordinates groups there, or works on a household there."""
    mine = [case for case in HOUSEHOLDS if PLACES[case] == place and case not in CLOSED]
    return coordinates_in(who, place) or any(works_on(who, case) for case in mine)


def is_told_of_group(who: law.Who, group: str) -> bool:
    """A household that is asked about a group is told its name and what it says of itself, and whoever asks it."""
    cases = [case for case, asked in MATCHES.items() if asked == group and case in ASKED]
    return any(law.allows(who, "match.answer_newcomer", match_thing(case)) for case in cases)
