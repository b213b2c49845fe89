"""What each side of a match sees: the table and its households, the card of a group, the question to a family."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.choice_actions import tick_health_help
from hervest.households.choice_models import HealthHelpChoice
from hervest.households.choice_rules import Sharing
from hervest.households.own_word_actions import add_wish
from hervest.households.record_rules import WishRecord
from hervest.households.settings import household_settings
from hervest.households.vocabulary import (
    HealthHelp,
    LanguageFacts,
    LanguageLevel,
    MemberFacts,
    MemberRole,
    NeedKind,
    Participation,
    Sex,
    ShareItem,
    ShareWith,
    WishTopic,
)
from hervest.journey import actions as journey
from hervest.journey.vocabulary import Disclosure, TeamRole
from hervest.placement.match_card_rules import Shown, group_card
from hervest.placement.match_criteria import match_criteria
from hervest.placement.match_explain_rules import RuleLine, without_days
from hervest.placement.match_models import MatchAnswer
from hervest.placement.match_pair_queries import case_groups, match_pair_page
from hervest.placement.match_side_queries import group_side, newcomer_side, our_matches
from hervest.placement.match_state_rules import GroupSees
from hervest.placement.match_state_vocabulary import MatchEvent, MatchWaits
from hervest.placement.match_table_queries import match_table
from hervest.placement.match_vocabulary import MatchCriterion, MatchFact, MatchRule
from hervest.placement.match_waiting_queries import matches_waiting
from hervest.sponsorship.vocabulary import Ability, Interest
from people import HERE, NOW, TODAY
from placement.matchmaking import SAID, TOLD, family_and_group
from placement.waiting_families import NAME

AS_MOTHER = {"role": TeamRole.NEWCOMER, "member_no": 1}
ARABIC = (LanguageFacts("ar", LanguageLevel.NATIVE),)
FAMILY = Shown(
    members=(
        MemberFacts(MemberNo(1), MemberRole.HEAD, TODAY.replace(year=1990), Sex.FEMALE, ARABIC),
        MemberFacts(MemberNo(2), MemberRole.PARTNER, TODAY.replace(year=1988), Sex.MALE, ARABIC),
        MemberFacts(MemberNo(3), MemberRole.CHILD, TODAY.replace(year=2018), Sex.FEMALE, ARABIC),
    ),
    names={MemberNo(1): "Rima", MemberNo(2): "Omar", MemberNo(3): "Lina"},
    needs=frozenset({NeedKind.WHEELCHAIR, NeedKind.QUIET_AREA}),
    told=TOLD,
    sharing=(),
    arrival=TODAY + timedelta(days=40),
    has_arrived=False,
    area="9001",
    address="Straat 1",
)


def shared(*items, members=(1, 2), may_see=True):
    return tuple(
        Sharing(MemberNo(no), item, ShareWith.SPONSOR_GROUP, may_see, SAID, NOW) for item in items for no in members
    )


def card(level, *, has_address=False, has_ticked=False, **differs):
    """The card that a group sees of the family at this level."""
    found = {name: getattr(FAMILY, name) for name in Shown.__slots__} | differs
    return group_card(
        Shown(**found),
        GroupSees(level, has_address=has_address, has_ticked=has_ticked),
        criteria=match_criteria(),
        settings=household_settings(),
        today=TODAY,
    )


def test_a_group_that_is_asked_sees_size_bands_languages_and_month_and_no_name():
    found = card(Disclosure.CARD)

    assert (found.n_persons, found.languages, found.month) == (3, ("ar",), FAMILY.arrival.replace(day=1))
    assert found.asks == (Ability.WHEELCHAIR,)  # in its own words; a quiet area is asked of the home
    assert (found.names, found.arrives_on, found.ages, found.interests, found.address) == ((), None, None, None, None)


def test_after_both_said_yes_it_sees_the_names_of_who_join_the_introduction():
    assert card(Disclosure.NAMES, joins=frozenset({MemberNo(1), MemberNo(9)})).names == ("Rima",)
    assert card(Disclosure.NAMES).names == ()  # nothing is planned yet: nobody joins
    assert card(Disclosure.CARD, joins=frozenset({MemberNo(1)})).names == ()
    assert card(Disclosure.NAMES, joins=frozenset({MemberNo(1)})).arrives_on is None


def test_once_confirmed_it_sees_everybodys_name_and_what_all_of_them_share_and_nothing_else():
    found = card(Disclosure.MATCHED, has_address=True, sharing=shared(ShareItem.INTERESTS))

    assert (found.names, found.arrives_on) == (("Rima", "Omar", "Lina"), FAMILY.arrival)
    assert found.interests == (Interest.COOKING,)
    assert (found.ages, found.hopes, found.address) == (None, None, None)
    assert card(Disclosure.MATCHED, sharing=shared(ShareItem.CHILDRENS_AGES)).ages == (8,)
    assert card(Disclosure.MATCHED, sharing=shared(ShareItem.CHILDRENS_AGES, members=(1,))).ages is None
    said_no = shared(ShareItem.INTERESTS) + shared(ShareItem.INTERESTS, members=(2,), may_see=False)
    assert card(Disclosure.MATCHED, sharing=said_no).interests is None


def test_the_street_is_told_where_it_is_shared_and_from_the_day_of_arrival():
    lets = shared(ShareItem.ADDRESS)

    assert card(Disclosure.MATCHED, has_address=True, sharing=lets).address == "Straat 1"
    assert card(Disclosure.MATCHED, has_address=False, sharing=lets).address is None
    assert card(Disclosure.NAMES, has_address=True, sharing=lets).address is None


@pytest.fixture
def amal(between, begin):
    """A family that wants a group, and one group that suits it, with a login for its coordinator."""
    return between.begun(*begin(family_and_group))


def test_help_around_health_is_told_where_it_is_ticked_and_the_match_is_confirmed_and_without_whose_it_is():
    ticked = frozenset({HealthHelp.PUSHING_WHEELCHAIR, HealthHelp.GP_COMPANY})

    assert card(Disclosure.MATCHED, has_ticked=True, health=ticked).health == (
        HealthHelp.GP_COMPANY,
        HealthHelp.PUSHING_WHEELCHAIR,
    )
    assert card(Disclosure.MATCHED, has_ticked=True).health == ()  # nothing was ticked: nothing is known
    for level in (Disclosure.CARD, Disclosure.NAMES):
        assert card(level, health=ticked).health == ()


def test_what_somebody_ticks_their_group_reads_and_what_they_take_back_is_gone_at_the_next_click(between, amal):
    saskia = between.world.actor("saskia")

    def told(actor=saskia):
        return [side.card.health for side in our_matches(actor, today=TODAY, now=NOW)]

    def tick(*items, member=1):
        by = {"by": between.world.actor("marieke"), "now": NOW, "case": amal, "member": MemberNo(member)}
        tick_health_help(**by, items=items, given=SAID)

    tick(HealthHelp.GP_COMPANY)
    between.share(amal)
    between.goes_to(MatchEvent.GROUP_CONFIRMS, amal)
    assert told() == [()]
    between.happens(MatchEvent.CONFIRM)
    assert told() == [(HealthHelp.GP_COMPANY,)]
    tick(HealthHelp.PUSHING_WHEELCHAIR, member=2)
    assert told() == [(HealthHelp.GP_COMPANY, HealthHelp.PUSHING_WHEELCHAIR)]
    coordinator = group_side(between.world.actor("fenna"), between.proposals["De Brug"], today=TODAY, now=NOW)
    assert coordinator.card.health == ()  # the group helps, not who coordinates it
    tick()
    assert told() == [(HealthHelp.PUSHING_WHEELCHAIR,)]
    tick(member=2)
    assert told() == [()]
    details = [row.detail for row in AuditRow.rows.filter(verb="health_help.ticked")]
    assert len(details) == 4
    assert not [detail for detail in details if "wheelchair" in str(detail)]


def test_a_newcomer_ticks_their_own_and_nobody_ticks_for_a_child_or_without_reading_what_they_need(
    between, amal, log_in
):
    between.joins(amal, "samir", **AS_MOTHER)
    client, page = log_in("samir"), reverse("tick_health_help", args=[amal, 1])
    assert page in client.get(reverse("group_choices", args=[amal])).content.decode()
    given = {"language": "nl", "interpreting": "other"}
    assert client.post(page, {"items": ["depression"]} | given).status_code == 200
    assert client.post(page, {"items": ["gp_company"], "language": "nl"}).status_code == 200  # who helped is asked
    assert not HealthHelpChoice.rows.exists()
    assert client.post(page, {"items": ["gp_company", "minding_children"]} | given).status_code == 303
    kept = HealthHelpChoice.rows.get()
    assert (kept.member_no, kept.items) == (1, ["gp_company", "minding_children"])
    assert (kept.language, kept.interpreting) == ("nl", "other")
    assert "oppassen tijdens een afspraak" in client.get(reverse("group_choices", args=[amal])).content.decode()
    assert client.post(page, given).status_code == 303
    assert HealthHelpChoice.rows.latest("pk").items == []
    assert client.get(reverse("tick_health_help", args=[amal, 3])).status_code == 404
    by = {"by": between.world.actor("marieke"), "now": NOW, "case": amal, "given": SAID, "items": ()}
    with pytest.raises((NotFound, RuleBroken)):
        tick_health_help(**by, member=MemberNo(3))
    for key in ("saskia", "fenna", "hatice", "lena"):
        assert log_in(key).get(page).status_code == 404


def table(between, key, **how):
    return match_table(between.world.actor(key), between.programme, today=TODAY, now=NOW, **how)


def test_who_coordinates_groups_sees_a_household_once_everybody_in_it_wants_one(between, amal):
    asked = between.family("bana", home="W-2", wants=None)
    no = between.family("cari", home="W-3", wants=Participation.NO)

    assert [row.code for row in table(between, "fenna").pages.rows] == [amal]
    assert table(between, "fenna").counts == {"wants": 1, "ask": 0, "not_now": 0}
    assert table(between, "marieke").counts == {"wants": 1, "ask": 1, "not_now": 1}
    assert [row.code for row in table(between, "marieke", part="ask").pages.rows] == [asked]
    assert [row.code for row in table(between, "marieke", part="not_now").pages.rows] == [no]


def test_a_coordinator_of_groups_reads_no_name_and_no_day_in_the_table(between, amal):
    [theirs], [ours] = table(between, "fenna").pages.rows, table(between, "marieke").pages.rows

    assert (theirs.heads, theirs.arrival.day) == ((), 1)
    assert ours.heads
    assert ours.arrival != theirs.arrival == ours.arrival.replace(day=1)


@pytest.mark.parametrize("somebody", ["lena", "sander", "hatice", "joris", "saskia"])
def test_who_matches_nobody_there_finds_no_table(between, amal, somebody):
    with pytest.raises(NotFound):
        table(between, somebody)


def test_who_may_match_and_has_no_programme_yet_reads_what_is_missing(between, log_in):
    page = log_in("sander").get(reverse("group_table"))

    assert page.status_code == 200
    assert "nog in geen programma" in page.content.decode()
    assert "nog in geen programma" not in log_in("fenna").get(reverse("group_table")).content.decode()


def test_the_table_asks_no_more_of_the_database_for_more_households(between, amal):
    def n_queries():
        with CaptureQueriesContext(connection) as asked:
            table(between, "marieke")
        return len(asked)

    between.run()
    few = n_queries()
    for no in range(2, 5):
        between.family(f"family{no}", home=f"W-{no}")
    between.run()

    assert n_queries() <= few


def test_a_newcomer_is_shown_a_group_from_the_moment_they_are_asked(between, amal):
    between.joins(amal, "samir", **AS_MOTHER)
    samir = between.world.actor("samir")
    between.asked(amal)
    number = between.propose(amal)
    between.happens(MatchEvent.CHECK)

    with pytest.raises(NotFound):
        newcomer_side(samir, number, today=TODAY, now=NOW)
    between.happens(MatchEvent.OFFER_NEWCOMER)
    shown = newcomer_side(samir, number, today=TODAY, now=NOW)

    assert (shown.is_self, shown.offer.words.name, shown.offer.n_members) == (True, "De Brug", 5)


def test_a_group_finds_a_household_when_it_is_asked_and_loses_it_at_the_next_click(between, amal, log_in):
    saskia = between.world.actor("saskia")
    between.goes_to(MatchEvent.NEWCOMER_YES, amal)
    number = between.proposals["De Brug"]

    with pytest.raises(NotFound):
        group_side(saskia, number, today=TODAY, now=NOW)
    assert our_matches(saskia, today=TODAY, now=NOW) == ()
    between.happens(MatchEvent.OFFER_GROUP)
    assert group_side(saskia, number, today=TODAY, now=NOW).card.level is Disclosure.CARD
    assert [side.card.level for side in our_matches(saskia, today=TODAY, now=NOW)] == [Disclosure.CARD]
    shown = log_in("saskia").get(reverse("our_match")).content.decode()
    assert "<dt>Postcodegebied</dt><dd>9001</dd>" in shown  # four digits are no name of a neighbourhood
    between.groups["De Brug"].screen("saskia", state="not_admitted")
    assert our_matches(saskia, today=TODAY, now=NOW) == ()
    between.groups["De Brug"].screen("saskia")
    between.happens(MatchEvent.NEWCOMER_NO)
    assert our_matches(saskia, today=TODAY, now=NOW) == ()


def test_who_said_yes_after_the_introduction_is_not_asked_to_again(between, amal):
    between.goes_to(MatchEvent.NEWCOMER_CONFIRMS, amal)
    shown = newcomer_side(between.world.actor("marieke"), between.proposals["De Brug"], today=TODAY, now=NOW)

    assert MatchEvent.NEWCOMER_CONFIRMS not in shown.can_happen
    assert {MatchEvent.GROUP_CONFIRMS, MatchEvent.NEWCOMER_NO} <= shown.can_happen


@pytest.mark.parametrize(
    ("key", "stands", "waits"),
    [
        ("samir", AS_MOTHER, MatchWaits.YOUR_ANSWER),
        ("carla", {"role": TeamRole.COA_LIAISON}, MatchWaits.HOUSEHOLD_ANSWER),
    ],
)
def test_a_question_waits_for_the_household_and_for_who_hands_it_over(between, amal, key, stands, waits):
    between.joins(amal, key, **stands)
    between.goes_to(MatchEvent.CHECK, amal)
    actor = between.world.actor(key)

    before = matches_waiting(actor, today=TODAY)
    between.happens(MatchEvent.OFFER_NEWCOMER)

    assert before == ()
    assert [row.waits for row in matches_waiting(between.world.actor(key), today=TODAY)] == [waits]


def test_how_far_it_is_speaks_to_a_newcomer_on_their_own_page_and_of_the_household_to_the_team(between, amal, log_in):
    between.joins(amal, "samir", **AS_MOTHER)
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    theirs = reverse("answer_for_household", args=[between.proposals["De Brug"]])
    choices = reverse("group_choices", args=[amal])

    for page in (theirs, choices):
        own, teams = (log_in(key).get(page).content.decode() for key in ("samir", "marieke"))
        assert ("aan u gevraagd" in own, "voorgelegd aan het gezin" in own) == (True, False), page
        assert ("aan u gevraagd" in teams, "voorgelegd aan het gezin" in teams) == (False, True), page


def test_a_newcomer_asks_something_first_reads_the_answer_and_says_in_which_language(between, amal, log_in):
    between.joins(amal, "samir", **AS_MOTHER)
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    number = between.proposals["De Brug"]
    theirs, ours = (reverse(name, args=[number]) for name in ("answer_for_household", "reply_to_household"))
    samir = log_in("samir")
    asks = {"event": "newcomer_talk", "text": "هل يأتون يوم الأحد؟", "language": "nl", "interpreting": "not_needed"}
    assert samir.get(ours).status_code == 404
    assert samir.post(theirs, {**asks, "interpreting": ""}).status_code == 200
    assert samir.post(theirs, asks).status_code == 303
    assert "U krijgt hier antwoord" in samir.get(theirs).content.decode()
    row = MatchAnswer.rows.latest("pk")
    assert (row.event, row.language, row.interpreting, row.how) == ("newcomer_talk", "nl", "not_needed", "written")

    marieke = log_in("marieke")
    assert ours in marieke.get(reverse("this_week")).content.decode()
    assert "هل يأتون يوم الأحد؟" in marieke.get(ours).content.decode()
    assert marieke.post(ours, {"text": ""}).status_code == 200
    assert marieke.post(ours, {"text": "Ja, ook op zondag."}).status_code == 303
    assert "Antwoord versturen" not in marieke.get(ours).content.decode()
    told = log_in("samir").get(theirs).content.decode()
    assert "Ja, ook op zondag." in told
    assert "U krijgt hier antwoord" not in told
    assert log_in("fenna").get(ours).status_code == 404
    between.happens(MatchEvent.NEWCOMER_TALK, text="Wat zij alleen vroeg.")  # his wife, by telephone
    assert "Wat zij alleen vroeg." in log_in("marieke").get(ours).content.decode()
    told = log_in("samir").get(theirs).content.decode()  # what one asks may be about another
    assert "Wat zij alleen vroeg." not in told
    assert "Ja, ook op zondag." in told


def test_while_a_question_waits_no_page_of_the_match_names_a_last_day(between, amal, log_in):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    here = reverse("match", args=[between.proposals["De Brug"]])
    assert "antwoord uiterlijk" in log_in("marieke").get(here).content.decode()

    between.happens(MatchEvent.NEWCOMER_TALK, text="Komen zij ook op zondag?")

    page = log_in("marieke").get(here).content.decode()
    assert "antwoord uiterlijk" not in page
    assert "een vraag wacht op antwoord: niemand is te laat" in page


def test_who_only_coordinates_groups_reads_no_last_day_either_and_not_that_it_is_a_question(between, amal, log_in):
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    here = reverse("match", args=[between.proposals["De Brug"]])
    assert "antwoord uiterlijk" in log_in("fenna").get(here).content.decode()

    between.happens(MatchEvent.NEWCOMER_TALK, text="Komen zij ook op zondag?")

    page = log_in("fenna").get(here).content.decode()
    assert "antwoord uiterlijk" not in page
    assert "een vraag wacht op antwoord" not in page


@pytest.mark.parametrize("key", ["samir", "carla"])
def test_while_a_question_waits_no_first_page_names_a_last_day(between, amal, key):
    between.joins(amal, "samir", **AS_MOTHER)
    between.joins(amal, "carla", role=TeamRole.COA_LIAISON)
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)

    def last_days():
        return [row.respond_by for row in matches_waiting(between.world.actor(key), today=TODAY)]

    assert last_days() == [TODAY + timedelta(days=7)]
    between.happens(MatchEvent.NEWCOMER_TALK, text="Komen zij ook op zondag?")

    assert last_days() == [None]


def test_who_said_yes_reads_what_comes_next(between, amal, log_in):
    between.joins(amal, "samir", **AS_MOTHER)
    between.goes_to(MatchEvent.NEWCOMER_YES, amal)
    here = reverse("answer_for_household", args=[between.proposals["De Brug"]])
    assert "Nu wordt de groep gevraagd" in log_in("samir").get(here).content.decode()

    between.happens(MatchEvent.OFFER_GROUP)
    assert "De groep denkt erover na" in log_in("samir").get(here).content.decode()
    between.happens(MatchEvent.GROUP_YES)
    assert "Hier leest u straks wanneer" in log_in("samir").get(here).content.decode()
    assert "Hier leest u straks wanneer" not in log_in("marieke").get(here).content.decode()


def test_what_somebody_sends_after_the_household_said_no_is_answered_in_words(between, amal, log_in):
    between.goes_to(MatchEvent.HOLD_INTRO, amal)
    there = reverse("go_on_with_match", args=[between.proposals["De Brug"]])
    fenna = log_in("fenna")
    assert "Ververs de pagina" not in fenna.get(there).content.decode()
    between.happens(MatchEvent.NEWCOMER_NO)

    answer = fenna.post(there, {"event": "confirm"})

    assert answer.status_code == 200
    assert "Dat kan nu niet. Ververs de pagina en kijk hoe ver het voorstel is." in answer.content.decode()


def test_a_household_finds_its_group_under_its_case_and_stops_there(between, amal, log_in):
    between.joins(amal, "samir", **AS_MOTHER)
    between.goes_to(MatchEvent.CHECK, amal)
    samir, choices = log_in("samir"), reverse("group_choices", args=[amal])
    theirs = reverse("answer_for_household", args=[between.proposals["De Brug"]])
    assert choices in samir.get(reverse("case", args=[amal])).content.decode()
    assert theirs not in samir.get(choices).content.decode()  # nobody asked them yet

    between.go_on_to(MatchEvent.CONFIRM, after=MatchEvent.CHECK)
    assert theirs in log_in("samir").get(choices).content.decode()
    told = samir.get(theirs).content.decode()
    assert "Uw groep: De Brug" in told
    assert "Saskia Burg" in told
    assert "aan ieder zelf gevraagd" in samir.get(reverse("household", args=[amal])).content.decode()
    stops = {"event": "newcomer_no", "language": "nl", "interpreting": "not_needed"}
    assert "Wilt u stoppen met deze groep?" in told
    assert samir.post(theirs, stops).status_code == 303
    assert theirs not in samir.get(choices).content.decode()


def test_a_group_that_says_no_is_asked_why_beside_that_question_and_is_not_told_that_it_need_not_say(
    between, amal, log_in
):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    saskia, page = log_in("saskia"), reverse("answer_for_group", args=[between.proposals["De Brug"]])
    asked = saskia.get(page).content.decode().partition("Als het nee is: waarom?")[2]
    assert asked
    assert "(niet verplicht)" not in asked.partition("</legend>")[0]

    missed = saskia.post(page, {"event": "group_no"})

    assert list(missed.context["form"].errors) == ["because"]
    assert saskia.post(page, {"event": "group_no", "because": "capacity"}).status_code == 303


def test_before_the_match_is_confirmed_a_group_opens_nothing_of_the_case_but_its_own_card(between, amal, log_in):
    between.goes_to(MatchEvent.GROUP_CONFIRMS, amal)
    saskia, number = log_in("saskia"), between.proposals["De Brug"]
    parts = [reverse(name, args=[amal]) for name in ("case", "case_plan", "case_team", "household")]
    assert saskia.get(reverse("answer_for_group", args=[number])).status_code == 200
    assert [saskia.get(part).status_code for part in parts] == [404] * 4
    assert amal not in saskia.get(reverse("cases")).content.decode()
    assert amal not in saskia.get(reverse("this_week")).content.decode()

    between.happens(MatchEvent.CONFIRM)

    assert log_in("saskia").get(parts[0]).status_code == 200


def test_where_no_programme_runs_the_page_of_groups_says_so(log_in, world):
    code = journey.open_case(by=world.actor("sander"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code
    client = log_in("sander")

    assert "Hier loopt geen programma" in client.get(reverse("groups_for_case", args=[code])).content.decode()
    assert log_in("hatice").get(reverse("groups_for_case", args=[code])).status_code == 404


def test_no_name_stands_on_a_page_of_a_group_before_both_said_yes(between, amal, client, log_in):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    log_in("saskia")
    number = between.proposals["De Brug"]
    pages = [reverse("our_match"), reverse("answer_for_group", args=[number]), reverse("this_week")]

    early = [client.get(page).content.decode() for page in pages]
    between.happens(MatchEvent.GROUP_YES)
    unplanned = [client.get(page).content.decode() for page in pages]
    between.happens(MatchEvent.PLAN_INTRO)
    late = client.get(pages[0]).content.decode()

    assert all(NAME not in text for text in early + unplanned)
    assert NAME in late


def test_saying_nothing_of_an_item_leaves_it_and_says_so(between, amal, client, log_in):
    between.joins(amal, "samir", **AS_MOTHER)
    address = reverse("choose_about_group", args=[amal, 1])
    log_in("samir")
    before = client.get(address).content.decode()
    between.share(amal, item=ShareItem.ADDRESS)
    between.share(amal, item=ShareItem.HOPES, may_see=False)

    text = client.get(address).content.decode()

    assert "zoals het is" not in before
    assert (text.count("zoals het is: ja"), text.count("zoals het is: nee")) == (1, 1)
    assert text.count("ik zeg het niet") == before.count("ik zeg het niet") - 2


def test_what_was_typed_stays_when_a_choice_cannot_be_recorded(between, amal, client, log_in):
    log_in("marieke")
    address = reverse("choose_about_group", args=[amal, 1])
    typed = {
        "answer": "no",
        "said_on": (TODAY + timedelta(days=3)).isoformat(),
        "language": "nl",
        "interpreting": "other",
        "how": "oral",
    }

    text = client.post(address, typed).content.decode()
    again = client.post(address, typed | {"said_on": TODAY.isoformat()})

    assert 'value="no"' in text
    assert "checked" in text
    assert again.status_code == 303


def test_who_coordinates_groups_reads_no_day_and_no_need_in_what_a_rule_found(between, amal):
    group = between.group("De Eik", starts_from=TODAY + timedelta(days=300), starts_until=TODAY + timedelta(days=320))
    theirs = match_pair_page(between.world.actor("fenna"), amal, group, today=TODAY)
    ours = match_pair_page(between.world.actor("marieke"), amal, group, today=TODAY)
    listed = case_groups(between.world.actor("fenna"), amal, today=TODAY)
    needs = RuleLine(MatchRule.NEED_NOT_MET, "broken", "need_not_met", (("abilities", ("wheelchair",)),))

    assert window_of(theirs.explained.rules) == ("broken", ())
    assert {name for name, _ in window_of(ours.explained.rules)[1]} >= {"arrival_from"}
    [row] = [row for row in listed.rows if row.group == group]
    assert window_of(row.broken) == ("broken", ())
    assert without_days([needs])[0].params == ()
    assert MatchCriterion.EXPERIENCE.value not in {line.code for line in theirs.to_newcomer.reasons}
    assert (theirs.reads_needs, ours.reads_needs) == (False, True)


def test_what_is_still_to_be_found_out_says_who_records_it(between, amal, log_in):
    group = between.group("De Eik", capacity_persons=None)
    say_wish(between, amal)
    ours = match_pair_page(between.world.actor("marieke"), amal, group, today=TODAY)
    theirs = match_pair_page(between.world.actor("fenna"), amal, group, today=TODAY)
    led, coordinated = (
        log_in(key).get(f"/cases/{amal}/groups/{group}/").content.decode() for key in ("marieke", "fenna")
    )
    at_group = f'href="/sponsors/groups/{group}/"'

    assert MatchFact.HARD_WISHES in ours.found_here
    assert MatchFact.HARD_WISHES in theirs.found_at_household
    assert MatchFact.CAPACITY in ours.found_at_group
    assert {*theirs.found_here, *theirs.found_at_group, *theirs.found_at_household} == set(theirs.explained.needed)
    assert at_group in coordinated
    assert at_group not in led
    assert "Alleen het team van het gezin kan vastleggen" in coordinated
    assert "Alleen het team van het gezin kan vastleggen" not in led


def say_wish(between, code):
    """The mother says what a group must be like, in words that only named readers see."""
    wish = WishRecord(MemberNo(1), WishTopic.SPONSOR_GROUP, "Liever geen avonden.")
    add_wish(by=between.world.actor("marieke"), now=NOW, case=code, reason="Gehoord van haarzelf.", wish=wish)


def window_of(lines):
    """What became of the rule on the days of arrival."""
    return next((line.outcome, line.params) for line in lines if line.rule is MatchRule.NOT_IN_WINDOW)


def test_nothing_waits_for_a_coordinator_of_a_group_who_is_not_admitted_any_more(between, amal):
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    saskia = between.world.actor("saskia")
    assert len(matches_waiting(saskia, today=TODAY)) == 1

    between.groups["De Brug"].screen("saskia", state="not_admitted")

    assert matches_waiting(saskia, today=TODAY) == ()


def test_a_group_that_was_asked_is_not_called_unasked_any_more(between, amal, client, log_in):
    between.goes_to(MatchEvent.NEWCOMER_YES, amal)
    log_in("marieke")
    address = reverse("answer_for_household", args=[between.proposals["De Brug"]])

    early = client.get(address).content.decode()
    between.happens(MatchEvent.OFFER_GROUP)
    late = client.get(address).content.decode()

    assert "nog niet gevraagd" in early
    assert "nog niet gevraagd" not in late
