"""A family that waits for a sponsor group, groups that are ready, and what happens between them."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import partial

from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.households.choice_actions import choose_sharing
from hervest.households.choice_rules import Given
from hervest.households.vocabulary import Participation, SaidHow, ShareItem, ShareWith
from hervest.journey.models import Case, TeamMember
from hervest.placement import actions as homes
from hervest.placement import match_actions as matches
from hervest.placement.match_gather_queries import Enquiry
from hervest.placement.match_profile_rules import Told
from hervest.placement.match_run_actions import record_enquiry, run_match
from hervest.placement.match_state_vocabulary import NEWCOMER_SAYS, IntroPlace, IntroPlan, MatchEvent
from hervest.placement.match_vocabulary import WishAnswer
from hervest.placement.talk_actions import record_match_talk
from hervest.sponsorship.models import Programme
from hervest.sponsorship.vocabulary import Ability, Block, ContactForm, Experience, Interest, Rhythm, Theme, WorkField
from kept import Retraced
from people import TODAY
from placement.waiting_families import Waiting
from sponsorship.groups import Made, programme, ready

SAID = Given("ar", Interpreting.PROFESSIONAL, SaidHow.ORAL, was_read_aloud=True, was_abroad=False, said_on=TODAY)
TOLD = Told(
    blocks=frozenset({Block.WEEKDAY_EVENING}),
    interests=frozenset({Interest.COOKING}),
    work_hopes=frozenset({WorkField.CARE}),
    helps_first=frozenset({Theme.HOME, Theme.SCHOOL}),
    experience=frozenset({Experience.CHILDREN}),
    rhythm=Rhythm.WEEKLY,
    contact_forms=frozenset({ContactForm.AT_HOME}),
)
ASKED = Enquiry(conflicts=frozenset(), wishes=WishAnswer.KEPT, has_interpreter=True)
MEETS = IntroPlan(
    meets_on=TODAY,
    meets_at=time(15, 30),
    place=IntroPlace.VIDEO,
    directions="",
    language="ar",
    interpreting=Interpreting.PROFESSIONAL,
    joins=frozenset({MemberNo(1), MemberNo(2)}),
)
CAN = {ability.value: True for ability in Ability}
STARTS = {"starts_from": TODAY, "starts_until": TODAY + timedelta(days=200)}


@dataclass
class Between:
    """Families and groups of the cast's municipality, and proposals by name of the group."""

    waiting: object
    programme: int
    groups: dict[str, Made] = field(default_factory=dict)
    proposals: dict[str, int] = field(default_factory=dict)
    retraced: Retraced | None = None

    def begun(self, code, group, families, units):
        """What `family_and_group` made stands here; the family's case."""
        self.groups["De Brug"] = Made(self.world, *group)
        self.waiting.families, self.waiting.units = families, units
        return code

    @property
    def world(self):
        """The cast."""
        return self.waiting.world

    def family(self, key="amal", *, home="W-1", wants=Participation.YES, told=TOLD, **how):
        """A family with a home that wants a group, led by Marieke."""
        code, by, now = self.waiting.family(key, **how), self.world.actor("marieke"), self.world.now
        unit = self.waiting.home(home, postcode="9001 AB", bedrooms=4)
        homes.decide(by=by, now=now, case=code, unit=unit, reason="Past.", seen=None)
        if wants is not None:
            for no in (1, 2):
                matches.choose_about_group(by=by, now=now, case=code, member=MemberNo(no), answer=wants, given=SAID)
        if told is not None:
            record_match_talk(by=by, now=now, case=code, told=told, given=SAID)
        return code

    def group(self, name="De Brug", login=None, **fields):
        """A group that is ready, screened and trained; `login`: who of the cast coordinates it."""
        made = ready(self.world, name, of=self.programme)
        made.describe(**{"abilities": CAN, "area": {"9001": 12}, "capacity_persons": 6, **STARTS} | fields, by="fenna")
        for person in made.sponsors:
            made.train(person, 1, 2, 3, 4, 5, 6)
        if login:
            made.log_in_as("saskia", login)
        self.groups[name] = made
        return made.group

    def asked(self, code, name="De Brug", found=ASKED, by="marieke"):
        """What somebody found out about the pair."""
        group = self.groups[name].group
        record_enquiry(by=self.world.actor(by), now=self.world.now, case=code, group=group, found=found)

    def run(self, by="fenna", seed=1):
        """Work it out."""
        return run_match(by=self.world.actor(by), now=self.world.now, programme=self.programme, seed=seed)

    def propose(self, code, name="De Brug", by="marieke", reason="Taal en nabijheid."):
        """A person proposes the group."""
        made = matches.propose_match(
            by=self.world.actor(by),
            now=self.world.now,
            case=code,
            group=self.groups[name].group,
            reason=reason,
        )
        self.proposals[name] = made
        return made

    def share(self, code, *, by="marieke", item=ShareItem.CHILDRENS_AGES, may_see=True):
        """Both adults said what a group may see."""
        for no in (1, 2):
            choose_sharing(
                by=self.world.actor(by),
                now=self.world.now,
                case=code,
                member=MemberNo(no),
                item=item,
                recipient=ShareWith.SPONSOR_GROUP,
                may_see=may_see,
                given=SAID,
            )

    def happens(self, event, name="De Brug", by=None, **how):
        """The event, by the one whose act it is."""
        act, usual, more = ACTS[event]
        given = {"by": self.world.actor(by or usual), "now": self.world.now, "proposal": self.proposals[name]}
        act(**given | ({} if event in NAMELESS else {"event": event}) | more | how)

    def goes_to(self, event, code, name="De Brug"):
        """Everything up to and with this event, as it should go."""
        self.proposals[name] = self.walk(
            {
                f"ask {code} {name}": lambda: self.asked(code, name),
                f"share {code}": lambda: self.share(code),
                f"propose {code} {name}": lambda: self.propose(code, name),
            }
        )[-1]
        self.go_on_to(event, name)

    def go_on_to(self, event, name="De Brug", *, after=None):
        """Everything up to and with this event that comes after the other one, as it should go."""
        begins = ROAD.index(after) + 1 if after else 0
        road = ROAD[begins : ROAD.index(event) + 1]
        self.walk({f"{step} {self.proposals[name]}": partial(self.happens, step, name) for step in road})

    def walk(self, steps):
        """Take the steps, each by its name, or put back what they did before; what each gave."""
        if self.retraced is None:
            return [take() for take in steps.values()]
        named = {f"{name} {self.world.now}": take for name, take in steps.items()}
        return list(self.retraced.walk(named).values())

    def joins(self, code, key, **stands):
        """Somebody of the cast has a seat at the family's case from today on, as `stands` says."""
        TeamMember.rows.create(
            case=Case.rows.get(code=code),
            person_id=self.world.ids[key],
            from_on=TODAY,
            until_on=TODAY + timedelta(days=9),
            **stands,
        )


def programme_alone(world):
    """A programme without groups."""
    return programme(world)


def family_and_group(world):
    """A family that wants a group, and one group that suits it, with a login for its coordinator, as plain values."""
    waiting = Waiting(world)
    made = Between(waiting, Programme.rows.get().pk)
    made.group(login="saskia")
    code, group = made.family(), made.groups["De Brug"]
    return code, (group.programme, group.group, group.sponsors, group.memberships), waiting.families, waiting.units


NEWCOMER = (matches.answer_for_newcomer, "marieke", {"given": SAID})
GROUP = (matches.answer_for_group, "fenna", {})
ON = (matches.go_on_with_match, "marieke", {})
ACTS = {
    MatchEvent.CHECK: (matches.check_match, "lena", {}),
    **dict.fromkeys(matches.ASKING, (matches.ask_on, "marieke", {})),
    **dict.fromkeys(NEWCOMER_SAYS, NEWCOMER),
    **dict.fromkeys(matches.GROUP_SAYS, GROUP),
    **dict.fromkeys(matches.GOING_ON, ON),
    MatchEvent.PLAN_INTRO: (matches.plan_introduction, "marieke", {"plan": MEETS}),
}
NAMELESS = frozenset({MatchEvent.CHECK, MatchEvent.PLAN_INTRO})
"""Acts that record one event alone, and are not told which."""

ROAD = (
    MatchEvent.CHECK,
    MatchEvent.OFFER_NEWCOMER,
    MatchEvent.NEWCOMER_YES,
    MatchEvent.OFFER_GROUP,
    MatchEvent.GROUP_YES,
    MatchEvent.PLAN_INTRO,
    MatchEvent.HOLD_INTRO,
    MatchEvent.NEWCOMER_CONFIRMS,
    MatchEvent.GROUP_CONFIRMS,
    MatchEvent.CONFIRM,
)
"""How a proposal becomes a match."""
