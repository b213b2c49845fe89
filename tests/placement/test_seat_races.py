"""Somebody changes a group while its match goes on: the one waits for the other, and nobody sits where they left."""

import threading

import pytest

from hervest.journey.models import TeamMember
from hervest.journey.vocabulary import TeamRole
from hervest.placement import match_actions as acts
from hervest.placement import match_event_actions as events
from hervest.placement.match_models import MatchProposal
from hervest.placement.match_state_vocabulary import MatchEvent, MatchState
from hervest.sponsorship import actions as groups
from hervest.sponsorship import sponsor_actions as sponsors
from hervest.sponsorship.models import SponsorGroup
from hervest.sponsorship.vocabulary import GroupRole, GroupStage, ScreeningKind, ScreeningState
from people import NOW, TODAY, build_world
from placement.matchmaking import SAID, Between, programme_alone
from placement.waiting_families import Waiting
from races import at_once, log_can_be_emptied  # noqa: F401  # a fixture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.two_writers,
    pytest.mark.usefixtures("log_can_be_emptied"),
]


@pytest.fixture
def matched():
    """Amal's family has the group, and Saskia sits in its team."""
    world = build_world()
    between = Between(Waiting(world), programme_alone(world))
    between.group(login="saskia")
    between.goes_to(MatchEvent.CONFIRM, between.family())
    return between


def seated(between):
    return TeamMember.rows.filter(
        person=between.world.ids["saskia"], role=TeamRole.SPONSOR, until_on__gte=TODAY
    ).exists()


@pytest.fixture
def while_it_goes_on(matched, monkeypatch):
    """Let something happen in the middle of an act on the match; what went wrong."""
    begun, proposal, look = threading.Event(), matched.proposals["De Brug"], events.lock_group

    def looked(group):
        begun.set()
        threading.Event().wait(1)  # the case is held; time enough for the other to hold the group
        look(group)

    monkeypatch.setattr(events, "lock_group", looked)

    def seat():
        acts.seat_again(by=matched.world.actor("fenna"), now=NOW, proposal=proposal)

    def beside(act):
        def after():
            begun.wait(10)
            act()

        return at_once(seat, after)

    return beside


def pause(made, by):
    groups.set_stage(by=by, now=NOW, group=made.group, stage=GroupStage.PAUSED)


def leave(made, by):
    sponsors.end_membership(by=by, now=NOW, membership=made.memberships["saskia"])


def log_in_as_nobody(made, by):
    sponsors.link_login(by=by, now=NOW, sponsor=made.sponsors["saskia"], person=None)


def test_a_group_that_pauses_while_its_match_goes_on_waits_for_it(matched, while_it_goes_on):
    fenna, made = matched.world.actor("fenna"), matched.groups["De Brug"]
    assert seated(matched)

    assert while_it_goes_on(lambda: pause(made, fenna)) == []

    assert SponsorGroup.rows.get(pk=made.group).stage == GroupStage.PAUSED
    assert not seated(matched)


@pytest.mark.parametrize("act", [leave, log_in_as_nobody])
def test_who_leaves_while_the_match_of_their_group_goes_on_sits_in_no_team_afterwards(matched, while_it_goes_on, act):
    fenna, made = matched.world.actor("fenna"), matched.groups["De Brug"]
    assert seated(matched)

    assert while_it_goes_on(lambda: act(made, fenna)) == []

    assert not seated(matched)


@pytest.fixture
def asked_of_two():
    """Amal's family is asked about two groups, and one sponsor is in both."""
    world = build_world()
    between = Between(Waiting(world), programme_alone(world))
    for name in ("De Brug", "De Eik"):
        between.group(name)
    first, second = between.groups.values()
    sponsors.join_group(
        by=world.actor("fenna"),
        now=NOW,
        group=second.group,
        sponsor=first.sponsors["saskia"],
        role=GroupRole.MEMBER,
    )
    amal = between.family()
    for name in between.groups:
        between.goes_to(MatchEvent.OFFER_NEWCOMER, amal, name)
    return between


def test_a_yes_to_one_of_two_groups_never_crosses_with_an_act_on_who_is_in_both(asked_of_two, monkeypatch):
    world, begun, tell = asked_of_two.world, threading.Event(), events.tell_of_match
    marieke, sanne = world.actor("marieke"), world.actor("sanne")
    of_both = asked_of_two.groups["De Brug"].sponsors["saskia"]

    def told(*args, **how):
        begun.set()
        threading.Event().wait(1)  # the yes stands; time enough for the other to hold what it can
        tell(*args, **how)

    monkeypatch.setattr(events, "tell_of_match", told)

    def says_yes():
        proposal = asked_of_two.proposals["De Eik"]  # the group with the higher number
        acts.answer_for_newcomer(by=marieke, now=NOW, proposal=proposal, event=MatchEvent.NEWCOMER_YES, given=SAID)

    def screens():
        begun.wait(10)
        sponsors.record_screening(
            by=sanne,
            now=NOW,
            sponsor=of_both,
            kind=ScreeningKind.VOG,
            state=ScreeningState.SEEN_OK,
            seen_on=TODAY,
            is_sure=True,
        )

    assert at_once(says_yes, screens) == []

    states = dict(MatchProposal.rows.values_list("group__name", "state"))
    assert states == {"De Brug": MatchState.WITHDRAWN, "De Eik": MatchState.NEWCOMER_YES}
