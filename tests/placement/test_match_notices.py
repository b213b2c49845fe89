"""Who is told by mail that a proposed match waits for them, what such a mail says, and who is reminded of an answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from hervest.accounts import actions as accounts
from hervest.accounts.actor import system
from hervest.accounts.models import Person
from hervest.accounts.vocabulary import Role
from hervest.core.errors import RuleBroken
from hervest.deadlines.register import all_versions
from hervest.journey.vocabulary import TeamRole
from hervest.notices.actions import choose_notices, take_letters
from hervest.notices.models import OutboxMessage
from hervest.notices.sending import body, subject
from hervest.notices.vocabulary import NoticeKind, Timing
from hervest.placement import match_actions as matches
from hervest.placement import transfer_actions
from hervest.placement.jobs import match_day
from hervest.placement.match_notice_rules import ASKED, BEGINS, OF_A_SIDE, Recorded, began_with, kind_of, reminder_on
from hervest.placement.match_state_vocabulary import GroupNo, MatchEvent, MatchWaits
from hervest.placement.match_waiting_queries import matches_waiting
from hervest.sponsorship.facts_queries import reminder_days
from hervest.sponsorship.models import Programme
from hervest.sponsorship.sponsor_actions import link_login
from people import CAST, ELSEWHERE, HERE, NOW, TODAY
from placement.matchmaking import MEETS, SAID, family_and_group
from placement.waiting_families import NAME

CALENDAR = all_versions().calendar
AS_MOTHER = {"role": TeamRole.NEWCOMER, "member_no": 1}
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.fixture
def amal(between, begin, settings):
    """A family in which the mother has a login, with a liaison and a partner in its team; and a group that suits it."""
    settings.SENDS_MAIL = True
    code = between.begun(*begin(family_and_group))
    between.joins(code, "samir", **AS_MOTHER)
    between.joins(code, "carla", role=TeamRole.COA_LIAISON)
    between.joins(code, "anouk", role=TeamRole.CASE_LEAD)
    return code


def told(between, kind=None):
    """Key of the cast -> how many messages that have not gone out yet tell them something."""
    keys, found = {number: key for key, number in between.world.ids.items()}, {}
    rows = OutboxMessage.rows.filter(sent_at=None, **({"kind": kind} if kind else {}))
    for person in rows.values_list("person", flat=True):
        found[keys[person]] = found.get(keys[person], 0) + 1
    return found


def told_by(between, act):
    """Whom the act tells something: what waited to be told before is put aside."""
    OutboxMessage.rows.update(sent_at=NOW)
    act()
    return told(between)


def on_first_pages(between):
    """Key of the cast -> for what the proposal waits of them, as their first page says."""
    return {key: {row.waits for row in matches_waiting(between.world.actor(key), today=TODAY)} for key in CAST}


def letters(now):
    """Address -> what their letter says."""
    due = take_letters(by=system("test"), now=now)
    return {letter.address: f"{subject(letter)}\n{body(letter)}" for letter in due}


TALKS = (
    *((event, None) for event in (MatchEvent.CHECK, MatchEvent.OFFER_NEWCOMER)),
    (MatchEvent.NEWCOMER_TALK, "samir"),
    (MatchEvent.REPLY, "marieke"),
    (MatchEvent.NEWCOMER_YES, "samir"),
    (MatchEvent.OFFER_GROUP, "fenna"),
    (MatchEvent.GROUP_YES, "saskia"),
    (MatchEvent.PLAN_INTRO, "fenna"),
    (MatchEvent.HOLD_INTRO, "fenna"),
    (MatchEvent.GROUP_CONFIRMS, "saskia"),
    (MatchEvent.NEWCOMER_CONFIRMS, "samir"),
    (MatchEvent.CONFIRM, "marieke"),
)
"""A road on which everybody does what is theirs, and by whom."""


def goes(between, event, by=None, **how):
    if event is MatchEvent.REPLY:
        who, number = between.world.actor(by or "marieke"), between.proposals["De Brug"]
        matches.reply_to_household(by=who, now=how.get("now", NOW), proposal=number, text="Ja, ook op zondag.")
    else:
        between.happens(event, by=by, **how)


def test_told_are_exactly_those_on_whose_first_page_it_begins_to_wait_but_not_who_did_it(between, amal):
    between.asked(amal)
    between.share(amal)
    heard = {None: told_by(between, lambda: between.propose(amal))}
    assert heard[None] == {key: len(waits) for key, waits in on_first_pages(between).items() if waits}

    for event, by in TALKS:
        before = on_first_pages(between)
        heard[event] = told_by(between, lambda event=event, by=by: goes(between, event, by))
        begins = {key: waits - before[key] for key, waits in on_first_pages(between).items()}
        if event is MatchEvent.REPLY:  # it waited for them all the while, and now anew
            begins |= {key: {"anew"} for key in ("samir", "carla")}
        assert heard[event] == {key: len(waits) for key, waits in begins.items() if waits and key != by}, event

    assert set(heard[None]) == {"lena", "fenna"}  # Marieke leads too, and proposed it
    assert set(heard[MatchEvent.CHECK]) == {"marieke", "anouk", "fenna"}
    assert set(heard[MatchEvent.OFFER_NEWCOMER]) == {"samir", "carla"}
    assert set(heard[MatchEvent.NEWCOMER_TALK]) == {"marieke", "anouk"}  # and not who only coordinates groups
    assert set(heard[MatchEvent.OFFER_GROUP]) == {"saskia"}
    assert set(heard[MatchEvent.PLAN_INTRO]) == {"marieke", "samir", "saskia"}  # they meet today; a partner holds none
    assert set(heard[MatchEvent.HOLD_INTRO]) == {"samir", "carla", "saskia"}
    assert set(heard[MatchEvent.NEWCOMER_CONFIRMS]) == {"marieke", "fenna"}
    assert heard[MatchEvent.GROUP_CONFIRMS] == heard[MatchEvent.CONFIRM] == {}


def test_once_it_is_confirmed_whoever_works_on_the_case_is_told_what_they_were_promised(between, amal):
    between.joins(amal, "anouk", role=TeamRole.GUIDE)
    between.joins(amal, "ruben", role=TeamRole.HOUSING_ASSOCIATION)
    between.goes_to(MatchEvent.NEWCOMER_CONFIRMS, amal)
    between.happens(MatchEvent.GROUP_CONFIRMS)
    assert told(between, NoticeKind.MATCH_MADE) == {}

    between.happens(MatchEvent.CONFIRM, by="fenna")

    assert told(between, NoticeKind.MATCH_MADE) == {"marieke": 1, "anouk": 1}  # a landlord reads no groups
    text = letters(NOW + timedelta(days=1))[between.world.email("anouk")]
    assert f"In dossier {amal} is een match met een sponsorgroep bevestigd" in text
    assert "De Brug" not in text
    assert NAME not in text


def test_the_mail_to_household_and_group_says_nothing_of_the_other_side_and_no_code(between, amal):
    between.goes_to(MatchEvent.HOLD_INTRO, amal)

    said = letters(NOW + timedelta(days=1))

    theirs = [said[between.world.email(key)] for key in ("samir", "saskia")]
    names = [name for full in Person.rows.values_list("name", flat=True) for name in full.split() if len(name) > 3]
    for text in theirs:
        assert "Er is nieuws voor u" in text
        assert "omdat u een account bij Hervest hebt" in text  # neither of them works with it
        assert not [word for word in (amal, NAME, "De Brug", "sponsor", *names) if word in text.replace("Hervest", "")]
    assert amal in said[between.world.email("carla")]
    assert OutboxMessage.rows.filter(kind=NoticeKind.MATCH_ASKED).exclude(case_code="").count() == 0


def test_who_works_on_the_match_reads_the_code_and_no_name(between, amal):
    between.goes_to(MatchEvent.CHECK, amal)

    text = letters(NOW + timedelta(days=1))[between.world.email("anouk")]

    assert f"In dossier {amal} wacht iets op u" in text
    assert NAME not in text
    assert "De Brug" not in text


def test_of_a_group_who_answers_for_it_is_told_and_only_while_they_are_admitted(between, amal):
    made = between.groups["De Brug"]
    for name, key in (("otto", "rik"), ("pim", "ria")):  # the deputy, and a member who answers for nobody
        give_role(between.world, key, Role.SPONSOR_MEMBER)
        made.log_in_as(name, key)
    between.goes_to(MatchEvent.NEWCOMER_YES, amal)

    heard = told_by(between, lambda: between.happens(MatchEvent.OFFER_GROUP))
    between.happens(MatchEvent.GROUP_YES)
    between.happens(MatchEvent.PLAN_INTRO)
    made.screen("saskia", state="not_admitted")

    assert heard == {"saskia": 1, "rik": 1}
    between.happens(MatchEvent.HOLD_INTRO)
    assert told(between, NoticeKind.MATCH_ASKED) == {"samir": 1, "rik": 1}


def give_role(world, key, role):
    """Somebody of the cast has this role too."""
    accounts.grant_membership(
        by=system("test"),
        now=NOW,
        person=world.ids[key],
        organisation=world.organisations["wegwijs"],
        role=role,
        municipalities=[HERE],
        from_on=TODAY,
        until_on=TODAY + timedelta(days=100),
    )


def test_an_act_that_is_refused_tells_nobody(between, amal):
    between.asked(amal)
    between.propose(amal)

    def refused():
        with pytest.raises(RuleBroken, match="match_own_check"):
            between.happens(MatchEvent.CHECK, by="marieke")

    assert told_by(between, refused) == {}
    assert told_by(between, lambda: between.happens(MatchEvent.CHECK)) != {}


def test_where_no_mail_is_sent_nothing_is_kept(between, amal, settings):
    settings.SENDS_MAIL = False
    between.goes_to(MatchEvent.CONFIRM, amal)

    assert OutboxMessage.rows.count() == 0


def test_what_waits_for_nobody_any_more_is_not_told_the_next_morning(between, amal):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    assert told(between, NoticeKind.MATCH_ASKED) == {"saskia": 1}  # the household has answered already

    between.happens(MatchEvent.NEWCOMER_NO)

    assert told(between) == {}
    assert letters(NOW + timedelta(days=1)) == {}


def test_of_a_household_that_moved_to_another_municipality_nothing_is_told_here_any_more(between, amal):
    between.goes_to(MatchEvent.HOLD_INTRO, amal)
    assert told(between, NoticeKind.MATCH_ASKED) == {"samir": 1, "saskia": 1}
    offered = transfer_actions.offer_transfer(
        by=between.world.actor("marieke"),
        now=NOW,
        case=amal,
        to=ELSEWHERE,
        why="Haar zus woont daar.",
        household_agrees=True,
        said_on=TODAY,
        language="ar",
        interpreting=SAID.interpreting,
    )

    hatice = between.world.actor("hatice")
    transfer_actions.accept_transfer(by=hatice, now=NOW, transfer=offered, coordinator=hatice.person)

    assert set(OutboxMessage.rows.values_list("kind", flat=True)) == {
        NoticeKind.TRANSFER_OFFERED,
        NoticeKind.TRANSFER_ENDED,
    }


def test_what_still_waits_for_one_side_is_told_though_the_other_has_answered(between, amal):
    between.goes_to(MatchEvent.HOLD_INTRO, amal)
    assert told(between, NoticeKind.MATCH_ASKED) == {"samir": 1, "saskia": 1}

    between.happens(MatchEvent.NEWCOMER_CONFIRMS)

    assert told(between, NoticeKind.MATCH_ASKED) == {"saskia": 1}


def test_a_yes_to_one_group_tells_nobody_of_the_others_any_more(between, amal):
    between.group("De Eik")
    for name in between.groups:
        between.asked(amal, name)
        between.propose(amal, name)
        between.happens(MatchEvent.CHECK, name)
        between.happens(MatchEvent.OFFER_NEWCOMER, name)
    assert told(between, NoticeKind.MATCH_ASKED) == {"samir": 2}

    between.happens(MatchEvent.NEWCOMER_YES, "De Eik")

    assert told(between, NoticeKind.MATCH_ASKED) == {}
    assert told(between, NoticeKind.MATCH_TO_DO) == {"anouk": 1, "fenna": 1}
    text = letters(NOW + timedelta(days=1))[between.world.email("anouk")]
    assert text.count(amal) == 1


def test_who_says_later_is_not_asked_anew_and_who_has_an_answer_is(between, amal):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)

    assert told_by(between, lambda: between.happens(MatchEvent.NEWCOMER_TALK)) == {"anouk": 1}
    assert told_by(between, lambda: between.happens(MatchEvent.NEWCOMER_LATER)) == {}
    between.happens(MatchEvent.NEWCOMER_TALK)
    assert told_by(between, lambda: goes(between, MatchEvent.REPLY)) == {"samir": 1, "carla": 1}


def test_each_is_told_as_they_chose(between, amal):
    for key, timing in (("samir", Timing.AT_ONCE), ("carla", Timing.NEVER)):
        kind = NoticeKind.MATCH_ASKED if key == "samir" else NoticeKind.MATCH_TO_DO
        choose_notices(by=between.world.actor(key), now=NOW, person=between.world.ids[key], chosen={kind: timing})
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)

    assert set(letters(NOW)) == {between.world.email("samir")}
    assert between.world.email("carla") not in letters(NOW + timedelta(days=1))


def test_who_works_on_other_cases_is_not_looked_at(between, amal):
    between.goes_to(MatchEvent.CHECK, amal)

    def n_queries(event):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            between.happens(event)
        return len(asked)

    few = n_queries(MatchEvent.OFFER_NEWCOMER)
    between.happens(MatchEvent.WITHDRAW)
    for key in ("joris", "ruben", "gijs", "aad", "pieter", "sanne", "lena", "sander"):
        give_role(between.world, key, Role.MUNI_CASEWORKER)
    between.goes_to(MatchEvent.CHECK, amal)
    assert n_queries(MatchEvent.OFFER_NEWCOMER) <= few


def night(between, n_days):
    """Whom the night before this day reminds, counted from the cast's Monday."""
    OutboxMessage.rows.update(sent_at=NOW)
    match_day(NOW + timedelta(days=n_days))
    return told(between, NoticeKind.MATCH_REMINDER)


def test_who_is_asked_is_reminded_once_after_three_working_days(between, amal):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)

    assert [night(between, day) for day in range(1, 8)] == [{}, {}, {"samir": 1}, {}, {}, {}, {}]


def test_the_night_that_runs_twice_reminds_once_and_one_that_was_missed_is_made_up_for(between, amal):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)

    assert night(between, 4) == {"saskia": 1}
    match_day(NOW + timedelta(days=4))
    assert told(between) == {"saskia": 1}
    text = letters(NOW + timedelta(days=5))[between.world.email("saskia")]
    assert "Er wacht nog een vraag op uw antwoord" in text
    assert amal not in text


def test_after_the_introduction_only_who_has_not_answered_is_reminded(between, amal):
    between.goes_to(MatchEvent.NEWCOMER_CONFIRMS, amal)

    assert night(between, 3) == {"saskia": 1}


@pytest.mark.parametrize(
    ("event", "how"),
    [
        (MatchEvent.NEWCOMER_NO, {}),
        (MatchEvent.WITHDRAW, {}),
        (MatchEvent.GROUP_NO, {"because": GroupNo.CAPACITY}),
        (MatchEvent.GROUP_YES, {}),
    ],
)
def test_who_answered_or_is_asked_no_more_is_not_reminded(between, amal, event, how):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    between.happens(event, **how)

    assert night(between, 3) == {}


def test_on_the_day_they_meet_who_brings_them_together_is_told_once_that_it_waits_for_them_to_say_so(between, amal):
    between.goes_to(MatchEvent.GROUP_YES, amal)
    meets = replace(MEETS, meets_on=TODAY + timedelta(days=2))
    heard = told_by(between, lambda: between.happens(MatchEvent.PLAN_INTRO, plan=meets))

    def on_day(n_days):
        OutboxMessage.rows.update(sent_at=NOW)
        match_day(NOW + timedelta(days=n_days))
        return told(between, NoticeKind.MATCH_TO_DO)

    assert set(heard) == {"samir", "saskia"}
    assert [on_day(day) for day in (1, 2, 3)] == [{}, {"marieke": 1, "fenna": 1}, {}]


@pytest.mark.parametrize("event", [MatchEvent.OFFER_NEWCOMER, MatchEvent.HOLD_INTRO])
def test_of_a_household_without_a_login_who_makes_the_match_is_told_and_reminded(between, begin, settings, event):
    settings.SENDS_MAIL = True
    code = between.begun(*begin(family_and_group))
    between.joins(code, "anouk", role=TeamRole.CASE_LEAD)
    between.goes_to(event, code)

    rows = matches_waiting(between.world.actor("anouk"), today=TODAY)

    assert MatchWaits.HOUSEHOLD_ANSWER in {row.waits for row in rows}
    assert "anouk" in told(between, NoticeKind.MATCH_TO_DO)
    assert "anouk" in night(between, 3)


def test_of_a_group_nobody_of_which_can_be_told_its_coordinator_answers_and_is_reminded(between, amal):
    between.goes_to(MatchEvent.NEWCOMER_YES, amal)
    made, now = between.groups["De Brug"], between.world.now
    assert not [row for row in matches_waiting(between.world.actor("fenna"), today=TODAY) if row.waits in ASKED]
    link_login(by=between.world.actor("fenna"), now=now, sponsor=made.sponsors["saskia"], person=None)
    OutboxMessage.rows.update(sent_at=NOW)

    between.happens(MatchEvent.OFFER_GROUP)

    assert [row.waits for row in matches_waiting(between.world.actor("fenna"), today=TODAY)] == [
        MatchWaits.GROUP_ANSWER
    ]
    assert "fenna" in night(between, 3)


def test_a_reminder_that_did_not_go_out_before_the_answer_does_not_go_out_after_it(between, amal):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    assert night(between, 3) == {"samir": 1}

    between.happens(MatchEvent.NEWCOMER_TALK, by="samir")

    assert told(between, NoticeKind.MATCH_REMINDER) == {}
    assert told(between, NoticeKind.MATCH_TO_DO) == {"marieke": 1, "anouk": 1}


def test_while_a_question_waits_nobody_is_reminded_and_from_the_answer_the_days_count_anew(between, amal):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    between.happens(MatchEvent.NEWCOMER_TALK)
    assert [night(between, day) for day in range(1, 5)] == [{}] * 4

    goes(between, MatchEvent.REPLY, now=NOW + timedelta(days=4))

    assert [night(between, day) for day in range(5, 10)] == [{}, {}, {}, {}, {"samir": 1}]


def test_who_was_reminded_and_is_asked_anew_is_reminded_anew(between, amal):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    assert night(between, 3) == {"samir": 1}
    between.happens(MatchEvent.NEWCOMER_TALK, now=NOW + timedelta(days=3))

    goes(between, MatchEvent.REPLY, now=NOW + timedelta(days=3))

    assert night(between, 7) == {}
    assert night(between, 8) == {"samir": 1}


@pytest.mark.parametrize(("days", "nights"), [(1, []), (2, [1]), (3, [2]), (4, [3]), (10, [3])])
def test_where_a_programme_gives_fewer_days_the_reminder_comes_before_the_last(between, amal, days, nights):
    Programme.rows.update(response_days=days)
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)

    assert [day for day in range(1, 5) if night(between, day)] == nights


@given(DAYS, st.integers(1, 60), st.integers(1, 10))
def test_a_reminder_comes_after_the_day_of_asking_and_before_the_last_day(asked_on, days, after):
    respond_by = CALENDAR.step(asked_on, days)

    day = reminder_on(asked_on, respond_by, after=after, calendar=CALENDAR)

    if day is None:
        assert days == 1
    else:
        assert asked_on < day < respond_by
        assert day == CALENDAR.step(asked_on, min(after, days - 1))


def test_five_days_are_reminded_of_after_three():
    assert reminder_days() == 3
    assert reminder_on(TODAY, TODAY + timedelta(days=7), after=3, calendar=CALENDAR) == TODAY + timedelta(days=3)


def test_every_waiting_has_its_beginning_and_says_to_whom_it_is_told():
    assert set(BEGINS) == set(MatchWaits)
    assert {waits for waits in MatchWaits if kind_of(waits) is NoticeKind.MATCH_ASKED} == OF_A_SIDE
    assert ASKED < OF_A_SIDE


def test_a_waiting_began_with_the_newest_of_its_events():
    happened = [Recorded(no, event, TODAY) for no, (event, _) in enumerate(TALKS, start=1)]

    assert began_with(MatchWaits.YOUR_ANSWER, happened).event is MatchEvent.HOLD_INTRO
    assert began_with(MatchWaits.YOUR_ANSWER, happened[:4]).event is MatchEvent.REPLY
    assert began_with(MatchWaits.CHECK, happened) is None
