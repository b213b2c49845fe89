"""The match conversation is kept whole with how it was held, and a profile takes no person along."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Interpreting, MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.choice_rules import Given
from hervest.households.record_rules import members_of
from hervest.households.settings import household_settings
from hervest.households.vocabulary import LanguageFacts, LanguageLevel, MemberFacts, MemberRole, NeedKind, SaidHow, Sex
from hervest.journey import actions as journey
from hervest.journey.vocabulary import TeamRole
from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_profile_rules import Around, Told, match_profile, phase_of, safety_facts
from hervest.placement.match_vocabulary import LifePhase, MatchCriterion
from hervest.placement.talk_actions import record_match_talk
from hervest.placement.talk_models import MatchTalk
from hervest.placement.talk_queries import match_talk
from hervest.sponsorship.vocabulary import Ability, Block, ContactForm, Experience, Interest, Rhythm, Theme, WorkField
from households.families import HADDAD
from people import TODAY

SAID = Given("ar", Interpreting.PROFESSIONAL, SaidHow.ORAL, was_read_aloud=False, was_abroad=True, said_on=TODAY)
TOLD = Told(
    blocks=frozenset({Block.WEEKDAY_EVENING, Block.WEEKEND_DAY}),
    interests=frozenset({Interest.COOKING}),
    work_hopes=frozenset(),
    helps_first=frozenset({Theme.SCHOOL, Theme.HEALTH}),
    experience=frozenset({Experience.ILLNESS}),
    rhythm=Rhythm.WEEKLY,
    contact_forms=None,
    stones=(MatchCriterion.PROXIMITY, MatchCriterion.PROXIMITY),
)
CRITERIA = match_criteria()
SETTINGS = household_settings()


@pytest.fixture
def case(world):
    """The family Haddad, led by Sander."""
    by = world.actor("sander")
    code = journey.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    save_household(by=by, now=world.now, case=code, record=HADDAD)
    return code


def tell(world, case, told=TOLD, *, key="sander", said=SAID):
    record_match_talk(by=world.actor(key), now=world.now, case=case, told=told, given=said)


def heard(world, case):
    return match_talk(world.actor("sander"), case, today=world.today)


def test_what_was_told_is_read_back_and_the_newest_talk_counts_in_whole(world, case):
    assert heard(world, case) is None

    tell(world, case)
    found = heard(world, case)
    assert (found.told, found.given, found.hides_experience) == (TOLD, SAID, False)

    tell(world, case, Told(contact_forms=frozenset({ContactForm.OUTSIDE}), work_hopes=frozenset({WorkField.FOOD})))
    assert heard(world, case).told.interests is None
    assert heard(world, case).told.work_hopes == {WorkField.FOOD}
    assert MatchTalk.rows.count() == 2


@pytest.mark.parametrize(
    ("told", "said", "code"),
    [
        (Told(), SAID, "match_talk_empty"),
        (TOLD, replace(SAID, said_on=TODAY + timedelta(days=1)), "day_still_to_come"),
        (replace(TOLD, stones=(MatchCriterion.PROXIMITY,) * 4), SAID, "stones_wrong"),
        (replace(TOLD, stones=(MatchCriterion.STABILITY,)), SAID, "stones_wrong"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(world, case, told, said, code):
    with pytest.raises(RuleBroken) as refused:
        tell(world, case, told, said=said)
    assert refused.value.code == code
    assert heard(world, case) is None
    tell(world, case)


def test_who_does_not_know_the_case_neither_records_nor_reads(world, case):
    for key in ("marieke", "joris"):
        with pytest.raises((NotAllowed, NotFound)):
            tell(world, case, key=key)
        with pytest.raises((NotAllowed, NotFound)):
            match_talk(world.actor(key), case, today=world.today)
    tell(world, case)


@pytest.mark.parametrize(("key", "hears"), [("samir", True), ("jamila", False)])
def test_of_a_household_who_speaks_for_it_reads_the_talk_and_its_child_of_seventeen_does_not(
    world, case, log_in, key, hears
):
    born = TODAY.replace(year=TODAY.year - 17)
    members = tuple(replace(row, born_on=born) if row.no == 3 else row for row in HADDAD.members)
    save_household(by=world.actor("sander"), now=world.now, case=case, record=replace(HADDAD, members=members))
    tell(world, case)
    world.joins(case, key, TeamRole.NEWCOMER, by="sander", member=MemberNo(3) if key == "jamila" else MemberNo(1))

    shown = log_in(key).get(reverse("group_choices", args=[case])).content.decode()

    assert (match_talk(world.actor(key), case, today=TODAY) is not None) is hears
    assert ("Het matchgesprek" in shown) is hears
    assert ("Weegt het zwaarst" in shown) is hears


@pytest.mark.parametrize("page", ["record_talk", "living_wishes", "add_wish", "group_choices"])
def test_who_tells_for_their_own_household_is_asked_and_not_spoken_of(world, case, log_in, page):
    world.joins(case, "samir", TeamRole.NEWCOMER, by="sander", member=MemberNo(1))
    asked, spoken_of = {
        "record_talk": ("Wat doet u graag?", "Wat doen zij graag?"),
        "living_wishes": ("Wilt u in een gedeeld huis wonen?", "Willen zij in een gedeeld huis wonen?"),
        "add_wish": ("Wat wenst u?", "Wat is de wens?"),
        "group_choices": ("telt als niet bekend, en nooit tegen u.", "telt als niet bekend, en nooit tegen hen."),
    }[page]

    own = log_in("samir").get(reverse(page, args=[case])).content.decode()
    theirs = log_in("sander").get(reverse(page, args=[case])).content.decode()

    assert (asked in own, spoken_of in own) == (True, False)
    assert (asked in theirs, spoken_of in theirs) == (False, True)


def test_a_newcomer_tells_it_in_their_own_words(world, case, log_in):
    world.joins(case, "samir", TeamRole.NEWCOMER, by="sander", member=MemberNo(1))
    told = {"interests": ["cooking"], "language": "ar", "interpreting": "not_needed", "submission": "talk-1"}

    answer = log_in("samir").post(reverse("record_talk", args=[case]), told)

    assert answer.status_code == 303
    found = heard(world, case)
    assert found.told.interests == {Interest.COOKING}
    assert (found.given.language, found.given.how, found.given.said_on) == ("ar", SaidHow.WRITTEN, TODAY)


def test_a_case_without_a_household_has_nothing_to_tell(world):
    by = world.actor("sander")
    empty = journey.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code

    with pytest.raises(NotFound):
        tell(world, empty)


def test_the_log_says_that_a_talk_was_held_and_not_what_was_told(world, case):
    tell(world, case)
    row = AuditRow.rows.filter(verb="match_talk.recorded").get()

    assert row.case_code == case
    assert not [word for word in ("cooking", "illness", "weekday") if word in str(row.detail)]


def profile(members=None, needs=(), around=None, told=TOLD):
    people = members_of(HADDAD) if members is None else members
    around = Around(has_interpreter=True) if around is None else around
    return match_profile(people, needs, told, around, criteria=CRITERIA, settings=SETTINGS, today=TODAY)


def person(no=1, *, born_on=date(1985, 3, 1), sex=Sex.FEMALE, languages=()):
    return MemberFacts(MemberNo(no), MemberRole.OTHER, born_on, sex, languages)


def test_a_profile_takes_counts_bands_and_what_was_told():
    found = profile()

    assert (found.n_persons, found.languages) == (4, {"ar"})
    assert found.phases == {LifePhase.ADULT, LifePhase.SCHOOL_CHILD}
    assert (found.blocks, found.stones, found.contact_forms) == (TOLD.blocks, TOLD.stones, None)


def test_a_child_does_not_interpret_and_a_few_words_are_no_language():
    dutch, few = LanguageFacts("nl", LanguageLevel.FLUENT), LanguageFacts("en", LanguageLevel.BASIC)
    grown, child = person(1, languages=(few,)), person(2, born_on=date(2015, 1, 1), languages=(dutch,))

    assert profile([grown, child]).languages == frozenset()
    assert profile([person(1, languages=(dutch,)), child]).languages == {"nl"}


def test_a_need_becomes_what_a_group_must_be_able_to_take_on():
    found = profile(needs=list(NeedKind), around=Around(covered=frozenset({Ability.HOSPITAL_TRIPS})))

    assert found.abilities == {Ability.WHEELCHAIR, Ability.HOSPITAL_TRIPS}
    assert found.covered == {Ability.HOSPITAL_TRIPS}
    assert profile().abilities == frozenset()


def test_phases_are_those_on_the_day_of_arrival():
    baby = person(1, born_on=date(2026, 6, 1))
    later = Around(arrival=(date(2027, 7, 1), date(2027, 7, 9)))

    assert profile([baby]).phases == {LifePhase.BABY}
    assert profile([baby], around=later).phases == {LifePhase.TODDLER}


@pytest.mark.parametrize(
    ("age", "phase"),
    [
        (0, "baby"),
        (1, "toddler"),
        (3, "toddler"),
        (4, "school_child"),
        (11, "school_child"),
        (12, "teenager"),
        (17, "teenager"),
        (18, "adult"),
        (66, "adult"),
        (67, "older"),
        (99, "older"),
    ],
)
def test_the_bands_begin_where_the_table_says(age, phase):
    assert phase_of(age, CRITERIA, SETTINGS) == phase


CHILD, UNKNOWN = date(2015, 1, 1), None


@pytest.mark.parametrize(
    ("members", "single", "minors"),
    [
        ([person()], True, False),
        ([person(sex=Sex.MALE)], False, False),
        ([person(sex=Sex.UNKNOWN)], None, False),
        ([person(), person(2, sex=Sex.MALE)], False, False),
        ([person(), person(2, born_on=CHILD)], True, True),
        ([person(), person(2, born_on=UNKNOWN)], None, None),
        ([person(), person(2, born_on=UNKNOWN), person(3, born_on=CHILD)], None, True),
    ],
)
def test_the_safety_rule_reads_who_is_alone_and_whether_there_are_minors(members, single, minors):
    found = safety_facts(iter(members), n_women=2, is_waived=False, settings=SETTINGS, today=TODAY)

    assert (found.has_single_woman, found.has_minors, found.n_women) == (single, minors, 2)


def test_the_page_of_a_match_talk_says_once_what_a_stone_is(case, log_in):
    text = log_in("sander").get(reverse("record_talk", args=[case])).content.decode()

    assert text.count("Een steen laat iets zwaarder tellen als er een groep wordt gezocht.") == 1
    assert text.count("geen steen") > 1
