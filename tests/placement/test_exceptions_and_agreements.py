"""Two persons agree an exception; adaptations, advice, stays and a yes are recorded; fit and runs follow."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hervest.accounts.actor import system
from hervest.accounts.vocabulary import Shown
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Tier
from hervest.households.actions import record_living_wishes
from hervest.households.vocabulary import NeedKind, PlaceWish, Sex
from hervest.housing.queries import units_in
from hervest.housing.vocabulary import DwellingKind
from hervest.placement import actions, agreed_actions, exemption_actions
from hervest.placement.agreed_models import Adaptation, Exemption, MixedSharing, Stay
from hervest.placement.agreement_queries import exceptions_asked, wishes_measured
from hervest.placement.fit_queries import pair_page
from hervest.placement.models import Placement, Proposal
from hervest.placement.vocabulary import (
    NEVER_EXEMPT,
    AdviceKind,
    Adviser,
    BridgingPlace,
    ExemptionState,
    FitOutcome,
    HardRule,
)

DEAR = 95000


@pytest.fixture
def dear(waiting):
    """Sander leads a family; the only home is dearer than the limit."""
    waiting.family("samir", by="sander", n_children=1)
    waiting.home("W-DEAR", basic_rent_cents=DEAR)
    return waiting


def ask(waiting, key="samir", home="W-DEAR", by="sander", **differs):
    said = {
        "rule": HardRule.RENT_TOO_HIGH,
        "reason": "Naast de school van de jongste.",
        "household_agrees": True,
        "language": "ar",
        "with_interpreter": True,
        "said_on": waiting.world.today,
    }
    return exemption_actions.ask_exemption(
        by=waiting.world.actor(by),
        now=waiting.world.now,
        case=waiting.families[key],
        unit=waiting.units[home],
        **said | differs,
    )


def answer(waiting, exemption, by="lena", *, confirms=True, **words):
    exemption_actions.answer_exemption(
        by=waiting.world.actor(by), now=waiting.world.now, exemption=exemption, confirms=confirms, **words
    )


def withdraw(waiting, exemption, by="sander"):
    exemption_actions.withdraw_exemption(by=waiting.world.actor(by), now=waiting.world.now, exemption=exemption)


def said_of(waiting, action, key, home, by="sander", **words):
    action(
        by=waiting.world.actor(by),
        now=waiting.world.now,
        case=waiting.families[key],
        unit=waiting.units[home],
        **words,
    )


def pair(waiting, key="samir", home="W-DEAR", by="sander"):
    return pair_page(waiting.world.actor(by), waiting.families[key], waiting.units[home], today=waiting.world.today)


def broken(waiting, key="samir", home="W-DEAR"):
    return [line.code for line in pair(waiting, key, home).view.said.broken]


def test_an_asked_exception_changes_nothing_until_another_person_confirms_it(dear):
    exemption = ask(dear)
    assert broken(dear) == ["rent_too_high"]
    with pytest.raises(RuleBroken, match="rules_broken"):
        said_of(dear, actions.decide, "samir", "W-DEAR", reason="x")

    answer(dear, exemption, answer="Voor een jaar.")
    shown = pair(dear).view
    assert (shown.outcome, shown.said.broken) == (FitOutcome.FITS_WITH, ())
    (line,) = shown.said.exceptions
    assert (line.by, line.on, line.line.code) == ("Lena Blok", dear.world.today, "rent_too_high")


def test_a_run_proposes_a_pair_that_exists_by_exception_and_a_person_decides_on_it(dear):
    dear.run()
    assert Proposal.rows.get().unit_id is None
    answer(dear, ask(dear))
    assert dear.table(by="lena").is_changed
    dear.run()

    assert Proposal.rows.order_by("-pk").first().unit_id == dear.units["W-DEAR"]
    said_of(dear, actions.decide, "samir", "W-DEAR")
    assert Placement.rows.get().unit_id == dear.units["W-DEAR"]


def test_who_asks_never_answers_also_where_one_person_could_do_both(dear):
    dear.family("amal", by="marieke")
    exemption = ask(dear, "amal", by="marieke")
    with pytest.raises(RuleBroken, match="other_person_confirms"):
        answer(dear, exemption, by="marieke")
    alone = {"state": "confirmed", "decided_by": dear.world.ids["marieke"], "decided_at": dear.world.now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.rows.filter(pk=exemption).update(**alone)
    answer(dear, exemption, by="lena")
    assert Exemption.rows.get().state == ExemptionState.CONFIRMED


@pytest.mark.parametrize("person", ["lotte", "joris", "ruben", "lena", "anouk", "hatice"])
def test_only_who_leads_the_case_asks(dear, person):
    with pytest.raises(NotAllowed):
        ask(dear, by=person)
    assert ask(dear)


@pytest.mark.parametrize("person", ["sander", "lotte", "joris", "ruben", "hatice", "bas"])
def test_only_a_lead_of_the_municipality_answers(dear, person):
    exemption = ask(dear)
    with pytest.raises((NotAllowed, RuleBroken)):
        answer(dear, exemption, by=person)
    answer(dear, exemption, by="marieke")


def test_a_no_of_lead_or_household_costs_nothing(dear):
    with pytest.raises(RuleBroken, match="household_says_no"):
        ask(dear, household_agrees=False)
    answer(dear, ask(dear), confirms=False)
    assert (Exemption.rows.get().state, broken(dear)) == (ExemptionState.DECLINED, ["rent_too_high"])
    assert ask(dear)


@pytest.mark.parametrize("rule", [*NEVER_EXEMPT, HardRule.BEDROOMS_SHORT, HardRule.STAIRS_INSIDE])
def test_rules_that_do_not_give_way_so_are_refused_and_have_no_page(dear, log_in, rule):
    with pytest.raises(RuleBroken, match="rule_never_exempt"):
        ask(dear, rule=rule)
    address = ["ask_exemption", [dear.families["samir"], dear.units["W-DEAR"]]]
    client = log_in("sander")
    assert client.get(reverse(address[0], args=[*address[1], rule.value])).status_code == 404
    assert client.get(reverse(address[0], args=[*address[1], "rent_too_high"])).status_code == 200


@pytest.mark.parametrize(
    ("differs", "code"),
    [
        ({"reason": " "}, "reason_needed"),
        ({"said_on": date(2027, 1, 1)}, "day_still_to_come"),
        ({"rule": HardRule.OVER_OCCUPANCY}, "rule_not_broken"),
    ],
)
def test_half_a_question_is_refused(dear, differs, code):
    with pytest.raises(RuleBroken, match=code):
        ask(dear, **differs)


def test_an_exception_ends_when_the_rent_changes_and_the_page_says_which_fact(dear, log_in):
    answer(dear, ask(dear))
    dear.home("W-DEAR", basic_rent_cents=DEAR + 100)

    assert broken(dear) == ["rent_too_high"]
    assert pair(dear).agreements.exemptions[0].changed == ("rent",)
    address = reverse("why_not", args=[dear.families["samir"], dear.units["W-DEAR"]])
    assert "wat eronder lag is veranderd. huur" in " ".join(log_in("sander").get(address).content.decode().split())
    with pytest.raises(RuleBroken, match="rules_broken"):
        said_of(dear, actions.decide, "samir", "W-DEAR", reason="x")
    answer(dear, ask(dear))  # asked anew, for what it is now
    assert broken(dear) == []


def test_nobody_confirms_what_has_changed_since_it_was_asked(dear):
    exemption = ask(dear)
    dear.home("W-DEAR", basic_rent_cents=DEAR + 100)
    with pytest.raises(Conflict, match="exemption_outdated"):
        answer(dear, exemption)


@pytest.mark.parametrize("person", ["sander", "lena"])
def test_either_withdraws_until_the_home_is_decided(dear, person):
    exemption = ask(dear)
    answer(dear, exemption, by="marieke")
    said_of(dear, actions.decide, "samir", "W-DEAR", reason="mooi")
    with pytest.raises(RuleBroken, match="agreement_in_use"):
        withdraw(dear, exemption, by=person)
    sander = dear.world.actor("sander")
    actions.undo_decision(by=sander, now=dear.world.now, case=dear.families["samir"], reason="anders")
    withdraw(dear, exemption, by=person)
    assert broken(dear) == ["rent_too_high"]
    with pytest.raises(Conflict):
        withdraw(dear, exemption, by=person)


def test_an_exception_is_for_one_household_and_one_home(dear):
    dear.home("W-TOO", basic_rent_cents=DEAR)
    dear.family("other", by="sander")
    answer(dear, ask(dear))
    assert broken(dear, "samir", "W-TOO") == broken(dear, "other", "W-DEAR") == ["rent_too_high"]


def test_every_step_stands_in_the_log_and_no_job_takes_one(dear):
    exemption = ask(dear)
    answer(dear, exemption)
    withdraw(dear, exemption)
    verbs = list(AuditRow.rows.filter(verb__startswith="exemption").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["exemption.asked", "exemption.confirmed", "exemption.withdrawn"]
    again = ask(dear)
    with pytest.raises(RuleBroken, match="a_person_decides"):
        exemption_actions.answer_exemption(by=system("x"), now=dear.world.now, exemption=again, confirms=True)


def test_what_waits_is_shown_to_the_leads_who_may_answer_and_to_nobody_else(dear, log_in):
    ask(dear)
    for person, n in (("lena", 1), ("marieke", 1), ("sander", 0), ("joris", 0), ("hatice", 0)):
        assert len(exceptions_asked(dear.world.actor(person), today=dear.world.today)) == n, person
        if person != "hatice":
            assert len(dear.table(by=person).asked) == n
        landing = log_in(person).get("/week/").content.decode()
        assert ("Uitzonderingen die op uw antwoord wachten" in landing) == bool(n), person


def test_housing_reads_that_there_is_an_exception_and_not_the_households_words(dear, log_in):
    dear.joins(dear.families["samir"], "ruben", "housing_association")
    answer(dear, ask(dear, reason="kanarie-reden"))
    address = reverse("why_not", args=[dear.families["samir"], dear.units["W-DEAR"]])
    for person in ("joris", "ruben"):
        page = log_in(person).get(address).content.decode()
        assert "Past met uitzondering: huur" in page
        assert "toegestaan door Lena Blok" in page
        assert "kanarie-reden" not in page
        assert "Arabisch" not in page
        assert pair(dear, by=person).agreements.exemptions[0].with_interpreter is None
    assert pair(dear, by="lena").agreements.exemptions[0].with_interpreter is True
    page = log_in("lena").get(address).content.decode()
    assert "kanarie-reden" in page
    assert "Arabisch" in page


def noted(waiting, by, key="samir", home="W-DEAR"):
    """What the log of reads keeps of one look at the page of the pair."""
    actor = waiting.world.actor(by)
    pair_page(actor, waiting.families[key], waiting.units[home], today=waiting.world.today)
    return actor.reads.fields[waiting.families[key]]


def test_reading_the_households_words_stands_in_the_log_also_for_a_lead_outside_the_team(dear, log_in):
    said = (Shown.AGREEMENTS, Tier.P1)
    assert said not in noted(dear, "lena")
    ask(dear)
    assert said in noted(dear, "lena")
    assert {tier for group, tier in noted(dear, "lena") if group is not Shown.DWELLING_NEEDS} == {Tier.P1}
    assert {group for group, _ in noted(dear, "joris")} == {Shown.DWELLING_NEEDS}

    log_in("lena").get(reverse("why_not", args=[dear.families["samir"], dear.units["W-DEAR"]]))
    row = AuditRow.rows.filter(verb="case.read").order_by("-pk").first()
    assert row.detail["fields"] == ["agreements", "dwelling_needs"]


def test_reading_wishes_minutes_and_a_stay_stands_in_the_log(dear):
    said, wished = (Shown.AGREEMENTS, Tier.P1), (Shown.WISHES, Tier.P1)
    wish(dear, "samir", place_wishes=(PlaceWish.OWN_LANGUAGE,))
    assert wished in noted(dear, "sander")
    assert said not in noted(dear, "sander")
    said_of(dear, agreed_actions.record_network, "samir", "W-DEAR", minutes={PlaceWish.OWN_LANGUAGE: 15})
    assert said in noted(dear, "sander")
    actor = dear.world.actor("sander")
    wishes_measured(actor, dear.families["samir"], dear.units["W-DEAR"], today=dear.world.today)
    assert actor.reads.fields[dear.families["samir"]] == {said, wished}

    other = dear.family("other", by="sander")
    assert said not in noted(dear, "sander", "other")
    days = {"from_on": dear.world.today, "until_on": dear.world.today + timedelta(days=120)}
    agreed_actions.record_stay(
        by=dear.world.actor("sander"), now=dear.world.now, case=other, place=BridgingPlace.HOTEL, **days
    )
    assert said in noted(dear, "sander", "other")
    assert {group for group, _ in noted(dear, "joris", "other")} == {Shown.DWELLING_NEEDS}


@pytest.fixture
def amal_needs(waiting):
    """A mother in a wheelchair; the doors of the only home are narrow."""
    waiting.family("amal", needs=(NeedKind.WHEELCHAIR,), by="sander")
    waiting.home("W-NARROW", bedrooms=3, door_width_cm=70)
    waiting.joins(waiting.families["amal"], "ruben", "housing_association")
    return waiting


def adapt(waiting, by="joris", days=50, rules=(HardRule.NOT_WHEELCHAIR,)):
    ready_on = waiting.world.today + timedelta(days=days)
    said_of(waiting, agreed_actions.record_adaptation, "amal", "W-NARROW", by=by, rules=rules, ready_on=ready_on)


@pytest.mark.parametrize("person", ["joris", "lena", "ruben"])
def test_who_keeps_the_homes_records_an_adaptation_and_the_home_fits_with_it(amal_needs, person):
    assert broken(amal_needs, "amal", "W-NARROW") == ["not_wheelchair"]
    adapt(amal_needs, by=person)
    shown = pair(amal_needs, "amal", "W-NARROW")
    assert [line.code for line in shown.view.said.warnings] == ["adapt_first"]
    assert shown.view.is_decidable

    adapt(amal_needs, by=person, days=200)  # a delay, past the day of arrival
    assert broken(amal_needs, "amal", "W-NARROW") == ["not_wheelchair"]
    assert pair(amal_needs, "amal", "W-NARROW").agreements.adaptation.is_late
    assert Adaptation.rows.filter(is_active=True).count() == 1
    assert Adaptation.rows.count() == 2


@pytest.mark.parametrize("person", ["sander", "anouk", "hatice", "fenna"])
def test_nobody_else_records_an_adaptation(amal_needs, person):
    with pytest.raises((NotAllowed, NotFound)):
        adapt(amal_needs, by=person)
    adapt(amal_needs)


def test_a_landlord_outside_the_team_knows_of_no_such_household(amal_needs):
    amal_needs.family("other", needs=(NeedKind.WHEELCHAIR,), by="sander")
    words = {"rules": (HardRule.NOT_WHEELCHAIR,), "ready_on": amal_needs.world.today}
    with pytest.raises(NotFound):
        said_of(amal_needs, agreed_actions.record_adaptation, "other", "W-NARROW", by="ruben", **words)


@pytest.mark.parametrize("rules", [(), (HardRule.TAKEN,), (HardRule.STAIRS_INSIDE,)])
def test_an_adaptation_mends_only_what_it_can_and_what_is_broken(amal_needs, rules):
    with pytest.raises(RuleBroken):
        adapt(amal_needs, rules=rules)


def test_a_second_adaptation_is_added_to_the_first_and_both_wait_for_the_later_day(amal_needs, log_in):
    amal_needs.home("W-NARROW", door_width_cm=70, has_stairs_inside=True)
    adapt(amal_needs, days=40)
    assert broken(amal_needs, "amal", "W-NARROW") == ["stairs_inside"]
    address = reverse("adaptation", args=[amal_needs.families["amal"], amal_needs.units["W-NARROW"]])
    form = log_in("joris").get(address).context["form"]
    first = amal_needs.world.today + timedelta(days=40)
    assert (form["rules"].value(), form["ready_on"].value()) == (["not_wheelchair"], first)

    adapt(amal_needs, days=20, rules=(HardRule.STAIRS_INSIDE,))
    assert broken(amal_needs, "amal", "W-NARROW") == []
    shown = pair(amal_needs, "amal", "W-NARROW").agreements.adaptation
    assert (set(shown.rules), shown.ready_on) == ({HardRule.STAIRS_INSIDE, HardRule.NOT_WHEELCHAIR}, first)
    adapt(amal_needs, days=200, rules=(HardRule.STAIRS_INSIDE,))
    assert set(broken(amal_needs, "amal", "W-NARROW")) == {"stairs_inside", "not_wheelchair"}

    amal_needs.home("W-NARROW", door_width_cm=65, has_stairs_inside=True)  # what was to be done to the doors is over
    adapt(amal_needs, days=20, rules=(HardRule.STAIRS_INSIDE,))
    assert broken(amal_needs, "amal", "W-NARROW") == ["not_wheelchair"]


def test_advice_on_the_hospital_is_a_closed_choice_and_counts_for_that_home(waiting):
    waiting.family("amal", needs=(NeedKind.HOSPITAL_NEAR,), by="sander")
    waiting.home("W-FAR", minutes_hospital=70)
    advice = {
        "kind": AdviceKind.TRAVEL_TIME,
        "minutes": 75,
        "adviser": Adviser.PUBLIC_HEALTH,
        "advised_on": waiting.world.today,
    }
    assert broken(waiting, "amal", "W-FAR") == ["hospital_too_far"]
    for person in ("joris", "lotte"):
        with pytest.raises(NotAllowed):
            said_of(waiting, agreed_actions.record_advice, "amal", "W-FAR", by=person, **advice)
    said_of(waiting, agreed_actions.record_advice, "amal", "W-FAR", **advice)
    assert broken(waiting, "amal", "W-FAR") == []
    assert pair(waiting, "amal", "W-FAR", by="joris").agreements.advice is None  # housing reads no need
    said_of(waiting, agreed_actions.take_back, "amal", "W-FAR", what="advice")
    assert broken(waiting, "amal", "W-FAR") == ["hospital_too_far"]


def test_a_stay_on_the_way_makes_a_later_home_fit_and_moves_the_day_it_is_needed(waiting):
    case = waiting.family("amal", by="sander", days=60)
    arrival = waiting.world.today + timedelta(days=60)
    waiting.home("W-LATER", available_from=arrival + timedelta(days=20))
    assert broken(waiting, "amal", "W-LATER") == ["not_in_time"]
    until = arrival + timedelta(days=30)
    agreed_actions.record_stay(
        by=waiting.world.actor("sander"),
        now=waiting.world.now,
        case=case,
        place=BridgingPlace.HOTEL,
        from_on=arrival,
        until_on=until,
    )
    assert broken(waiting, "amal", "W-LATER") == []
    shown = pair(waiting, "amal", "W-LATER", by="joris")
    stay = shown.agreements.stay
    assert (shown.needs.needed_from, stay.place, stay.from_on, stay.until_on) == (until, None, None, until)
    stay = pair(waiting, "amal", "W-LATER").agreements.stay
    assert (stay.place, stay.from_on) == (BridgingPlace.HOTEL, arrival)
    said_of(waiting, actions.decide, "amal", "W-LATER", reason="ruim")
    assert Placement.rows.get().from_on == until

    with pytest.raises(NotAllowed):
        agreed_actions.end_stay(by=waiting.world.actor("joris"), now=waiting.world.now, case=case)
    sander = {"by": waiting.world.actor("sander"), "now": waiting.world.now, "case": case}
    with pytest.raises(RuleBroken, match="agreement_in_use"):
        agreed_actions.end_stay(**sander)
    actions.undo_decision(**sander, reason="anders")
    agreed_actions.end_stay(**sander)
    assert Stay.rows.get().ended_by_id == waiting.world.ids["sander"]


def test_a_tenancy_that_ends_soon_fits_once_the_home_that_follows_is_named(waiting):
    waiting.family("amal", by="sander")
    end = waiting.world.today + timedelta(days=250)
    waiting.home("W-SHORT", rented_until=end)
    waiting.home("W-NEXT", available_from=end)
    waiting.home("W-LATE", available_from=end + timedelta(days=1))
    waiting.home("W-SMALL", bedrooms=1, max_residents=1)
    assert broken(waiting, "amal", "W-SHORT") == ["not_in_time_too_short"]
    for home, code in (
        ("W-SHORT", "follow_up_is_another_home"),
        ("W-LATE", "follow_up_not_free"),
        ("W-SMALL", "follow_up_does_not_fit"),
    ):
        with pytest.raises(RuleBroken, match=code):
            said_of(waiting, agreed_actions.name_follow_up, "amal", "W-SHORT", next_unit=waiting.units[home])
    said_of(waiting, agreed_actions.name_follow_up, "amal", "W-SHORT", next_unit=waiting.units["W-NEXT"])
    assert broken(waiting, "amal", "W-SHORT") == []
    waiting.home("W-NEXT", available_from=end + timedelta(days=30))
    assert broken(waiting, "amal", "W-SHORT") == ["not_in_time_too_short"]


@pytest.fixture
def followed(waiting):
    """A family whose short tenancy is followed by W-NEXT; another with a short tenancy of its own."""
    end = waiting.world.today + timedelta(days=250)
    for key, home in (("amal", "W-SHORT"), ("other", "W-BRIEF")):
        waiting.family(key, by="sander")
        waiting.home(home, rented_until=end)
    waiting.home("W-NEXT", available_from=end)
    goes_on(waiting, "amal", "W-SHORT")
    assert broken(waiting, "amal", "W-SHORT") == []
    return waiting


def goes_on(waiting, key, home, to="W-NEXT"):
    said_of(waiting, agreed_actions.name_follow_up, key, home, next_unit=waiting.units[to])


@pytest.mark.parametrize("key", ["amal", "other"])
def test_a_home_that_follows_counts_until_somebody_else_lives_there(followed, key):
    later = {"available_from": followed.world.today + timedelta(days=1)}
    followed.home("W-NEXT", **later)
    said_of(followed, actions.decide, key, "W-NEXT", reason="ruim")
    assert broken(followed, "amal", "W-SHORT") == ([] if key == "amal" else ["not_in_time_too_short"])


@pytest.mark.parametrize("key", ["amal", "other"])
def test_a_home_that_follows_counts_until_it_is_locked_for_another(followed, key):
    followed.home("W-NEXT", available_from=followed.world.today + timedelta(days=1))
    said_of(followed, actions.lock_pair, key, "W-NEXT", by="marieke")
    assert broken(followed, "amal", "W-SHORT") == ([] if key == "amal" else ["not_in_time_too_short"])


def test_two_households_do_not_go_on_to_one_home(followed):
    with pytest.raises(RuleBroken, match="follow_up_of_another"):
        goes_on(followed, "other", "W-BRIEF")
    said_of(followed, agreed_actions.take_back, "amal", "W-SHORT", what="follow_up")
    goes_on(followed, "other", "W-BRIEF")
    assert broken(followed, "other", "W-BRIEF") == []


def test_a_household_that_was_placed_elsewhere_holds_no_home_to_go_on_to(followed):
    followed.home("W-LASTING")
    said_of(followed, actions.decide, "amal", "W-LASTING", reason="ruim")
    goes_on(followed, "other", "W-BRIEF")
    assert broken(followed, "other", "W-BRIEF") == []


@pytest.mark.parametrize(("days", "holds"), [(365, False), (366, True)])
def test_a_home_that_follows_must_last_a_year_itself(followed, days, holds):
    end = followed.world.today + timedelta(days=250)
    followed.home("W-NEXT", rented_until=end + timedelta(days=days))
    assert broken(followed, "amal", "W-SHORT") == ([] if holds else ["not_in_time_too_short"])
    if holds:
        goes_on(followed, "amal", "W-SHORT")
    else:
        with pytest.raises(RuleBroken, match="follow_up_ends_soon"):
            goes_on(followed, "amal", "W-SHORT")


def wish(waiting, key, **said):
    words = {"wants_sharing": None, "place_wishes": (), "room_sharers": (), "reason": "Zelf gezegd."} | said
    record_living_wishes(by=waiting.world.actor("sander"), now=waiting.world.now, case=waiting.families[key], **words)


def test_minutes_that_somebody_else_recorded_meanwhile_are_shown_beside_ones_own(waiting, log_in):
    waiting.family("amal", by="sander")
    waiting.home("W-1")
    wish(waiting, "amal", place_wishes=(PlaceWish.OWN_LANGUAGE, PlaceWish.NEAR_RELATIVES))
    browser, address = log_in("sander"), reverse("network", args=[waiting.families["amal"], waiting.units["W-1"]])
    page = {"seen": browser.get(address).context["form"]["seen"].value()}
    said_of(waiting, agreed_actions.record_network, "amal", "W-1", minutes={PlaceWish.OWN_LANGUAGE: 15})

    both = browser.post(address, page | {PlaceWish.NEAR_RELATIVES.value: "20"})

    assert {(row.now, row.typed) for row in both.context["form"].differences} == {("15", "niets"), ("niets", "20")}
    seen = both.context["form"]["seen"].value()
    assert browser.post(address, {"seen": seen, PlaceWish.NEAR_RELATIVES.value: "20"}).status_code == 303


def test_minutes_are_recorded_only_to_what_the_household_wishes_to_be_near(waiting):
    waiting.family("amal", by="sander")
    waiting.home("W-1")
    minutes = {"minutes": {PlaceWish.OWN_LANGUAGE: 15}}
    with pytest.raises(RuleBroken, match="only_what_is_wished"):
        said_of(waiting, agreed_actions.record_network, "amal", "W-1", **minutes)
    wish(waiting, "amal", place_wishes=(PlaceWish.OWN_LANGUAGE,))
    before = pair(waiting, "amal", "W-1").view.points
    with pytest.raises(NotAllowed):
        said_of(waiting, agreed_actions.record_network, "amal", "W-1", by="joris", **minutes)
    said_of(waiting, agreed_actions.record_network, "amal", "W-1", **minutes)
    assert pair(waiting, "amal", "W-1").view.points > before
    assert pair(waiting, "amal", "W-1", by="joris").agreements.network == ()


def test_rooms_that_the_household_chose_to_share_let_a_small_home_fit(waiting):
    """HOME-H1 gives way only so."""
    waiting.family("amal", by="sander", n_children=1)
    waiting.home("W-ONE", bedrooms=1)
    assert broken(waiting, "amal", "W-ONE") == ["bedrooms_short"]
    wish(waiting, "amal", room_sharers=(MemberNo(1), MemberNo(2), MemberNo(3)))
    assert broken(waiting, "amal", "W-ONE") == []


def test_a_shared_house_is_mixed_only_when_everybody_in_it_said_yes(waiting):
    waiting.alone("samira", Sex.FEMALE)
    waiting.alone("karim", Sex.MALE)
    for key in ("samira", "karim"):
        waiting.joins(waiting.families[key], "sander", "case_lead")
        wish(waiting, key, wants_sharing=True)
    waiting.home("W-HOUSE", kind=DwellingKind.SHARED, bedrooms=3, n_units=2)
    first, second = (unit.id for unit in units_in(["GM9001"]))
    said_of(waiting, actions.decide, "samira", "W-HOUSE", reason="samen")
    waiting.units["W-HOUSE"] = second

    said = {"language": "ar", "with_interpreter": False, "said_on": waiting.world.today}
    assert broken(waiting, "karim", "W-HOUSE") == ["shared_unfit"]
    said_of(waiting, agreed_actions.agree_to_mixed, "karim", "W-HOUSE", **said)
    assert broken(waiting, "karim", "W-HOUSE") == ["shared_unfit"]
    said_of(waiting, agreed_actions.agree_to_mixed, "samira", "W-HOUSE", **said)
    assert broken(waiting, "karim", "W-HOUSE") == []
    with pytest.raises(NotAllowed):
        said_of(waiting, agreed_actions.withdraw_mixed, "samira", "W-HOUSE", by="lena")
    said_of(waiting, agreed_actions.withdraw_mixed, "samira", "W-HOUSE")
    assert broken(waiting, "karim", "W-HOUSE") == ["shared_unfit"]
    assert (first, MixedSharing.rows.filter(is_active=True).count()) == (min(first, second), 1)


@pytest.mark.parametrize(("years", "is_taken"), [(-100, False), (0, True), (173, False)])
def test_a_stay_or_an_adaptation_many_years_from_now_is_a_mistake_in_the_year(amal_needs, years, is_taken):
    on = amal_needs.world.today.replace(year=amal_needs.world.today.year + years)
    by = {"by": amal_needs.world.actor("sander"), "now": amal_needs.world.now, "case": amal_needs.families["amal"]}

    def both():
        agreed_actions.record_stay(**by, place=BridgingPlace.HOTEL, from_on=on, until_on=on + timedelta(days=9))
        adapt(amal_needs, days=(on - amal_needs.world.today).days)

    if is_taken:
        both()
        return
    with pytest.raises(RuleBroken, match="day_far_away"):
        both()
    with pytest.raises(RuleBroken, match="day_far_away"):
        adapt(amal_needs, days=(on - amal_needs.world.today).days)


def test_what_makes_a_decided_home_fit_is_not_ended_under_it(amal_needs, log_in):
    case, unit = amal_needs.families["amal"], amal_needs.units["W-NARROW"]
    by = {"by": amal_needs.world.actor("sander"), "now": amal_needs.world.now, "case": case}
    wish(amal_needs, "amal", place_wishes=(PlaceWish.OWN_LANGUAGE,))
    said_of(amal_needs, agreed_actions.record_network, "amal", "W-NARROW", minutes={PlaceWish.OWN_LANGUAGE: 9})
    arrival = amal_needs.world.today + timedelta(days=100)
    days = {"from_on": arrival, "until_on": arrival + timedelta(days=9)}
    agreed_actions.record_stay(**by, place=BridgingPlace.HOTEL, **days)
    adapt(amal_needs)
    said_of(amal_needs, actions.decide, "amal", "W-NARROW", reason="dicht bij school")

    def end_all():
        agreed_actions.end_adaptation(**by | {"by": amal_needs.world.actor("joris")}, unit=unit)
        agreed_actions.end_stay(**by)

    with pytest.raises(RuleBroken, match="agreement_in_use"):
        end_all()
    with pytest.raises(RuleBroken, match="agreement_in_use"):
        agreed_actions.end_stay(**by)
    for what in ("advice", "follow_up"):
        with pytest.raises(RuleBroken, match="agreement_in_use"):
            agreed_actions.take_back(**by, unit=unit, what=what)
    agreed_actions.take_back(**by, unit=unit, what="network")  # no decision rests on minutes
    address = reverse("adaptation", args=[case, unit])
    assert 'name="end"' not in log_in("joris").get(address).content.decode()
    actions.undo_decision(**by, reason="anders")
    assert 'name="end"' in log_in("joris").get(address).content.decode()
    end_all()


def test_who_does_not_see_homes_learns_nothing_of_one_by_recording_a_yes(waiting, log_in):
    case = waiting.alone("samira", Sex.FEMALE)
    for person, role in (("sander", "case_lead"), ("anouk", "guide")):
        waiting.joins(case, person, role)
    waiting.home("W-HOUSE", kind=DwellingKind.SHARED, bedrooms=3, n_units=2)
    waiting.home("W-WHOLE")
    said = {"language": "ar", "with_interpreter": False, "said_on": waiting.world.today}
    typed = {"language": "en", "with_interpreter": "no", "said_on": waiting.world.today.isoformat()}
    for home in ("W-HOUSE", "W-WHOLE"):
        with pytest.raises(NotFound):
            said_of(waiting, agreed_actions.agree_to_mixed, "samira", home, by="anouk", **said)
        with pytest.raises(NotFound):
            said_of(waiting, agreed_actions.withdraw_mixed, "samira", home, by="anouk")
        address = reverse("mixed", args=[case, waiting.units[home]])
        for sent in (typed, {"end": "1"}):
            assert log_in("anouk").post(address, sent).status_code == 404
    assert not MixedSharing.rows.exists()
    address = reverse("mixed", args=[case, waiting.units["W-HOUSE"]])
    assert log_in("sander").post(address, typed).status_code == 303


def test_looking_at_the_address_for_taking_back_says_and_does_nothing(followed, log_in):
    address = reverse("take_agreed_back", args=[followed.families["amal"], followed.units["W-SHORT"]])
    client = log_in("sander")
    assert client.get(address).status_code == 404
    assert broken(followed, "amal", "W-SHORT") == []
    assert client.post(address, {"what": "follow_up"}).status_code == 303
    assert broken(followed, "amal", "W-SHORT") == ["not_in_time_too_short"]


def test_the_agreements_show_as_soon_as_the_reader_may_add_one(waiting):
    waiting.family("amal", by="sander")
    waiting.home("W-1")
    by_person = {person: pair(waiting, "amal", "W-1", by=person).agreements for person in ("sander", "joris")}
    assert by_person["sander"].may_bridge
    assert not by_person["sander"].is_empty
    assert by_person["joris"].is_empty


PAGES = ["adaptation", "advice", "follow_up", "stay", "network", "mixed"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_an_agreement_opens_for_who_may_record_it_and_for_nobody_elsewhere(waiting, log_in, name):
    waiting.family("amal", needs=(NeedKind.WHEELCHAIR, NeedKind.HOSPITAL_NEAR), by="marieke")
    unit = waiting.home("W-1", door_width_cm=70, rented_until=date(2027, 9, 1))
    address = reverse(name, args=[waiting.families["amal"], unit])
    assert log_in("marieke").get(address).status_code == 200
    for person in ("hatice", "lotte", "fenna"):
        assert log_in(person).get(address).status_code == 404


def test_an_adaptation_is_recorded_and_taken_back_on_its_page(amal_needs, log_in):
    address = reverse("adaptation", args=[amal_needs.families["amal"], amal_needs.units["W-NARROW"]])
    client = log_in("joris")
    ready = (amal_needs.world.today + timedelta(days=10)).isoformat()
    assert client.post(address, {"rules": ["not_wheelchair"], "ready_on": ready}).status_code == 303
    page = client.get(reverse("why_not", args=[amal_needs.families["amal"], amal_needs.units["W-NARROW"]]))
    assert "Past met aanpassing" in page.content.decode()
    seen = client.get(address).context["form"].initial["seen"]
    later = (amal_needs.world.today + timedelta(days=12)).isoformat()
    assert client.post(address, {"rules": ["not_wheelchair"], "ready_on": later}).status_code == 303
    assert client.post(address, {"end": "1", "seen": seen}).status_code == 200
    assert broken(amal_needs, "amal", "W-NARROW") == []
    seen = client.get(address).context["form"].initial["seen"]
    assert client.post(address, {"end": "1", "seen": seen}).status_code == 303
    assert broken(amal_needs, "amal", "W-NARROW") == ["not_wheelchair"]


def test_the_form_for_an_exception_exists_only_where_its_rule_is_broken(dear, log_in):
    client = log_in("sander")
    address = f"/cases/{dear.families['samir']}/home/{dear.units['W-DEAR']}/exception/"

    assert client.get(f"{address}rent_too_high/").status_code == 200
    assert client.get(f"{address}over_occupancy/").status_code == 404
