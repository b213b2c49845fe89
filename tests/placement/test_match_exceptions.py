"""Two persons agree that a hard rule of a match gives way; it ends with the facts it rests on, and by either's word."""

from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hervest.accounts.vocabulary import Shown
from hervest.audit.models import AuditRow
from hervest.core.classified import Keep, classification_of
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Tier
from hervest.placement import match_exemption_actions as acts
from hervest.placement.match_exception_rules import MATCH_GROUNDS
from hervest.placement.match_exemption_queries import exception_page, match_exceptions_asked
from hervest.placement.match_models import MatchCandidate, MatchExemption
from hervest.placement.match_pair_queries import case_groups, match_pair_page
from hervest.placement.match_side_queries import group_side, newcomer_side
from hervest.placement.match_state_vocabulary import MatchEvent
from hervest.placement.match_table_queries import match_table
from hervest.placement.match_vocabulary import NEVER_OVERRIDDEN, ConflictOfInterest, MatchRule
from hervest.placement.vocabulary import ExemptionState
from people import TODAY
from placement.matchmaking import ASKED, family_and_group

FAR = 90


@pytest.fixture
def amal(between, begin):
    """A family and a group that lives too far away, and nothing else against it."""
    code = between.begun(*begin(family_and_group))
    move(between, FAR)
    between.asked(code)
    return code


def move(between, minutes):
    """The group is this far from where the family lives."""
    between.groups["De Brug"].describe(area={"9001": minutes})


def ask(between, code, by="marieke", rule=MatchRule.TOO_FAR, reason="Zij hebben een auto."):
    group = between.groups["De Brug"].group
    return acts.ask_match_exemption(
        by=between.world.actor(by), now=between.world.now, case=code, group=group, rule=rule, reason=reason
    )


def answer(between, exemption, by="lena", *, confirms=True, **words):
    by, now = between.world.actor(by), between.world.now
    acts.answer_match_exemption(by=by, now=now, exemption=exemption, confirms=confirms, **words)


def withdraw(between, exemption, by="marieke", act=acts.take_match_exemption_back):
    act(by=between.world.actor(by), now=between.world.now, exemption=exemption)


def page(between, code, by="marieke"):
    return match_pair_page(between.world.actor(by), code, between.groups["De Brug"].group, today=TODAY)


def outcome(between, code, rule=MatchRule.TOO_FAR, by="marieke"):
    return next(line.outcome for line in page(between, code, by).explained.rules if line.rule is rule)


def test_an_asked_exception_changes_nothing_until_a_second_person_confirms_it(between, amal):
    assert page(between, amal).exceptions.may_ask == (MatchRule.TOO_FAR,)
    exemption = ask(between, amal)
    assert (outcome(between, amal), page(between, amal).exceptions.may_ask) == ("broken", ())
    with pytest.raises(RuleBroken, match="match_cannot_be_proposed"):
        between.propose(amal)

    answer(between, exemption, answer="Voor een proefmaand.")

    shown = page(between, amal)
    [row] = shown.exceptions.rows
    assert (outcome(between, amal), shown.is_decidable) == ("excepted", True)
    assert (row.asked_by, row.decided_by, row.reason) == ("Marieke de Wit", "Lena Blok", "Zij hebben een auto.")
    assert between.propose(amal)


def test_a_run_proposes_a_pair_that_exists_by_exception_and_the_table_says_that_it_changed(between, amal):
    between.run()
    assert MatchCandidate.rows.get().broken == ["too_far"]
    answer(between, ask(between, amal))
    table = match_table(between.world.actor("fenna"), between.programme, today=TODAY, now=between.world.now)
    assert table.is_changed
    between.run()

    assert MatchCandidate.rows.latest("pk").broken == []
    [row] = case_groups(between.world.actor("marieke"), amal, today=TODAY).rows
    assert (row.broken, row.excepted) == ((), (MatchRule.TOO_FAR,))


def test_a_match_that_rests_on_an_exception_is_made_and_both_sides_hear_of_it_in_plain_words(
    between, amal, client, log_in
):
    answer(between, ask(between, amal))
    between.goes_to(MatchEvent.OFFER_GROUP, amal)
    number, now = between.proposals["De Brug"], between.world.now
    asked = newcomer_side(between.world.actor("marieke"), number, today=TODAY, now=now)
    told = group_side(between.world.actor("saskia"), number, today=TODAY, now=now)

    assert [line.code for line in asked.told.exceptions] == [line.code for line in told.told.exceptions] == ["too_far"]
    log_in("saskia")
    text = client.get(reverse("answer_for_group", args=[number])).content.decode()
    assert "Twee medewerkers vragen u toch" in text
    assert "auto" not in text
    for event in (MatchEvent.GROUP_YES, MatchEvent.PLAN_INTRO, MatchEvent.HOLD_INTRO, MatchEvent.NEWCOMER_CONFIRMS):
        between.happens(event)
    between.happens(MatchEvent.GROUP_CONFIRMS)
    between.happens(MatchEvent.CONFIRM)


def test_the_rules_are_judged_again_where_it_is_decided_and_an_ended_exception_holds_nothing_up(between, amal):
    answer(between, ask(between, amal))
    between.goes_to(MatchEvent.CHECK, amal)
    move(between, FAR + 1)

    with pytest.raises(RuleBroken, match="match_rules_changed"):
        between.happens(MatchEvent.OFFER_NEWCOMER)


def test_who_asks_never_answers_also_where_one_person_could_do_both(between, amal):
    exemption = ask(between, amal)
    with pytest.raises(RuleBroken, match="other_person_confirms"):
        answer(between, exemption, by="marieke")
    alone = {"state": "confirmed", "decided_by": between.world.ids["marieke"], "decided_at": between.world.now}
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchExemption.rows.filter(pk=exemption).update(**alone)
    answer(between, exemption, by="lena")
    assert MatchExemption.rows.get().state == ExemptionState.CONFIRMED


@pytest.mark.parametrize("person", ["lena", "joris", "ruben", "saskia", "hatice", "lotte"])
def test_only_who_may_propose_the_match_asks(between, amal, person):
    with pytest.raises(NotAllowed):
        ask(between, amal, by=person)
    assert ask(between, amal, by="fenna")


@pytest.mark.parametrize("person", ["joris", "ruben", "saskia", "hatice", "lotte", "fenna"])
def test_only_who_may_look_twice_and_reads_the_reason_answers(between, amal, person):
    exemption = ask(between, amal)
    with pytest.raises(NotAllowed):
        answer(between, exemption, by=person)
    with pytest.raises(NotFound):
        exception_page(between.world.actor(person), amal, between.groups["De Brug"].group, exemption, today=TODAY)
    answer(between, exemption, by="lena")


def test_who_coordinates_groups_reads_their_own_reason_and_nobody_elses(between, amal):
    ask(between, amal, by="fenna", reason="Zij komen met de trein.")
    [mine] = page(between, amal, by="fenna").exceptions.rows
    [theirs] = page(between, amal, by="marieke").exceptions.rows
    answer(between, mine.id, by="marieke", confirms=False, answer="Te vaak overstappen.")
    [answered] = page(between, amal, by="fenna").exceptions.rows
    ask(between, amal, reason="Zij hebben een auto.")
    newest = page(between, amal, by="fenna").exceptions.rows[0]

    assert (mine.reason, theirs.reason) == ("Zij komen met de trein.", "Zij komen met de trein.")
    assert (answered.state, answered.answer, newest.reason) == (ExemptionState.DECLINED, None, None)
    assert (mine.may_answer, theirs.may_answer) == (False, True)


def test_a_no_takes_words_and_costs_the_household_nothing(between, amal):
    exemption = ask(between, amal)
    with pytest.raises(RuleBroken, match="reason_needed"):
        answer(between, exemption, confirms=False)
    answer(between, exemption, confirms=False, answer="Te ver voor de avonden.")

    assert (MatchExemption.rows.get().state, outcome(between, amal)) == (ExemptionState.DECLINED, "broken")
    assert ask(between, amal)


@pytest.mark.parametrize("rule", [*sorted(NEVER_OVERRIDDEN), MatchRule.GROUP_NOT_READY])
def test_some_rules_never_give_way_and_a_form_says_so(between, amal, rule, client, log_in):
    between.asked(amal, found=replace(ASKED, conflicts=frozenset({ConflictOfInterest.TEACHER})))
    with pytest.raises(RuleBroken, match="match_rule_never_exempt"):
        ask(between, amal, rule=rule)
    log_in("marieke")
    address = reverse("ask_match_exemption", args=[amal, between.groups["De Brug"].group, rule])

    assert client.get(address).status_code == 404
    assert "wijkt nooit" in client.post(address, {"reason": "Het moet."}).content.decode()
    assert rule not in page(between, amal).exceptions.may_ask
    assert not MatchExemption.rows.exists()


def test_nothing_is_asked_of_a_rule_that_holds_twice_or_without_a_reason(between, amal):
    with pytest.raises(RuleBroken, match="match_rule_not_broken"):
        ask(between, amal, rule=MatchRule.NO_CHANNEL)
    with pytest.raises(RuleBroken, match="reason_needed"):
        ask(between, amal, reason=" ")
    ask(between, amal)
    with pytest.raises(RuleBroken, match="exemption_asked_already"):
        ask(between, amal)


def test_nothing_is_asked_for_a_household_that_has_a_group(between, amal):
    answer(between, ask(between, amal))
    between.goes_to(MatchEvent.CONFIRM, amal)
    with pytest.raises(Conflict, match="household_has_a_group"):
        ask(between, amal)


def test_an_exception_ends_by_itself_when_a_fact_is_another_and_is_asked_anew(between, amal):
    answer(between, ask(between, amal))
    move(between, FAR + 10)
    shown = page(between, amal)

    assert (outcome(between, amal), shown.exceptions.rows[0].changed) == ("broken", ("minutes",))
    assert shown.exceptions.may_ask == (MatchRule.TOO_FAR,)
    again = ask(between, amal, reason="Nog steeds een auto.")
    answer(between, again)
    assert outcome(between, amal) == "excepted"
    assert [row.state for row in MatchExemption.rows.order_by("pk")] == ["withdrawn", "confirmed"]


def test_an_asked_exception_whose_facts_changed_is_not_confirmed(between, amal):
    exemption = ask(between, amal)
    move(between, FAR + 10)
    with pytest.raises(Conflict, match="match_exemption_outdated"):
        answer(between, exemption)


@pytest.mark.parametrize(
    ("person", "act"),
    [
        ("marieke", acts.take_match_exemption_back),
        ("fenna", acts.take_match_exemption_back),
        ("lena", acts.end_match_exemption),
    ],
)
def test_either_side_withdraws_and_the_rule_counts_again(between, amal, person, act):
    exemption = ask(between, amal)
    answer(between, exemption)
    for stranger in ("joris", "saskia", "hatice"):
        with pytest.raises(NotAllowed):
            withdraw(between, exemption, by=stranger, act=act)
    withdraw(between, exemption, by=person, act=act)

    assert outcome(between, amal) == "broken"
    with pytest.raises(Conflict, match="exemption_answered_before"):
        withdraw(between, exemption, by=person, act=act)


def test_an_exception_stays_under_a_proposal_and_ends_once_that_is_off_the_table(between, amal):
    exemption = ask(between, amal)
    answer(between, exemption)
    between.propose(amal)
    with pytest.raises(RuleBroken, match="match_exemption_in_use"):
        withdraw(between, exemption)
    assert not page(between, amal).exceptions.rows[0].may_withdraw
    between.happens(MatchEvent.CHECK, is_right=False, text="Toch niet.")

    withdraw(between, exemption)
    assert outcome(between, amal) == "broken"


def test_after_another_no_an_earlier_exception_to_a_pair_that_was_declined_counts_no_more(between, amal):
    move(between, 12)
    between.goes_to(MatchEvent.OFFER_NEWCOMER, amal)
    between.happens(MatchEvent.NEWCOMER_NO)
    answer(between, ask(between, amal, rule=MatchRule.EARLIER_PAIR, reason="Zij kozen opnieuw."))
    assert outcome(between, amal, MatchRule.EARLIER_PAIR) == "excepted"
    between.propose(amal)
    for event in (MatchEvent.CHECK, MatchEvent.OFFER_NEWCOMER, MatchEvent.NEWCOMER_NO):
        between.happens(event)

    assert outcome(between, amal, MatchRule.EARLIER_PAIR) == "broken"
    assert page(between, amal).exceptions.rows[0].changed == ("times",)


def test_what_waits_is_shown_to_who_may_answer_and_to_nobody_else(between, amal):
    ask(between, amal)
    waits = {
        key: len(match_exceptions_asked(between.world.actor(key), today=TODAY, limit=9))
        for key in ("lena", "marieke", "fenna", "lotte", "joris", "saskia", "hatice")
    }
    assert waits == dict.fromkeys(waits, 0) | {"lena": 1}


def test_everything_that_happens_to_an_exception_stands_in_the_log_of_the_case(between, amal):
    exemption = ask(between, amal)
    answer(between, exemption)
    withdraw(between, exemption)
    rows = AuditRow.rows.filter(verb__startswith="match.exception").order_by("pk")

    assert [row.verb for row in rows] == [
        "match.exception_asked",
        "match.exception_confirmed",
        "match.exception_withdrawn",
    ]
    assert {row.case_code for row in rows} == {amal}
    assert not any("auto" in str(row.detail) for row in rows)


def test_the_reason_that_is_read_stands_in_the_log(between, amal):
    group, exemption = between.groups["De Brug"].group, ask(between, amal)
    actor = between.world.actor("lena")
    exception_page(actor, amal, group, exemption, today=TODAY)

    assert (Shown.AGREEMENTS, Tier.P1) in actor.reads.fields[amal]


def test_exceptions_go_when_their_case_goes(between, amal):
    ask(between, amal)
    of_case = MatchExemption._meta.get_field("case")

    assert of_case.remote_field.on_delete.__name__ == "CASCADE"
    kept = {classification_of(field).keep for field in MatchExemption._meta.local_concrete_fields if field.name != "id"}
    assert kept == {Keep.CASE}


def test_two_persons_agree_on_the_pages_and_each_form_is_done_once(between, amal, client, log_in):
    group = between.groups["De Brug"].group
    log_in("marieke")
    address = reverse("ask_match_exemption", args=[amal, group, "too_far"])
    assert address in client.get(reverse("match_pair", args=[amal, group])).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 200
    sent = [client.post(address, {"reason": "Zij hebben een auto.", "submission": "a1"}) for _ in range(2)]
    exemption = MatchExemption.rows.get().pk
    assert {answer.status_code for answer in sent} == {303}

    log_in("lena")
    there = reverse("answer_match_exemption", args=[amal, group, exemption])
    assert there in client.get(reverse("this_week")).content.decode()
    text = client.get(there).content.decode()
    assert "Zij hebben een auto." in text
    no = client.post(there, {"does": "decline", "answer": ""}).content.decode()
    assert "Schrijf op waarom" in no
    assert client.post(there, {"does": "confirm", "answer": "Goed."}).status_code == 303
    assert MatchExemption.rows.get().state == ExemptionState.CONFIRMED

    log_in("marieke")
    text = client.get(reverse("match_pair", args=[amal, group])).content.decode()
    assert "met uitzondering" in text
    back = reverse("take_match_exemption_back", args=[amal, group, exemption])
    assert client.get(back).status_code == 404
    assert client.post(back).status_code == 303
    assert MatchExemption.rows.get().state == ExemptionState.WITHDRAWN


def test_every_rule_that_may_give_way_rests_on_facts_and_no_other_does():
    assert set(MATCH_GROUNDS) | NEVER_OVERRIDDEN | {MatchRule.GROUP_NOT_READY} == set(MatchRule)
    assert not set(MATCH_GROUNDS) & NEVER_OVERRIDDEN


STEPS = st.tuples(
    st.sampled_from(["ask", "confirm", "decline", "withdraw", "end"]),
    st.sampled_from(["marieke", "lena", "fenna", "sander"]),
    st.sampled_from(list(MatchRule)),
)


@settings(
    derandomize=True,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=2, max_size=8))
@example(steps=[("ask", "marieke", MatchRule.TOO_FAR), ("confirm", "lena", MatchRule.TOO_FAR)])
@example(steps=[("ask", "marieke", MatchRule.TOO_FAR), ("confirm", "marieke", MatchRule.TOO_FAR)])
def test_no_sequence_of_words_excepts_a_rule_that_never_gives_way_or_by_one_person_alone(between, amal, steps):
    between.asked(amal, found=replace(ASKED, conflicts=frozenset({ConflictOfInterest.TEACHER})))
    with transaction.atomic():
        for step in steps:
            with suppress(RuleBroken, Conflict, NotAllowed), transaction.atomic():
                say(between, amal, *step)
            excepted = {line.rule for line in page(between, amal).explained.rules if line.outcome == "excepted"}
            confirmed = MatchExemption.rows.filter(state=ExemptionState.CONFIRMED)
            by_two = confirmed.filter(decided_by__isnull=False).exclude(decided_by=F("asked_by"))

            assert not excepted & NEVER_OVERRIDDEN
            assert {rule.value for rule in excepted} <= set(by_two.values_list("rule", flat=True))
        transaction.set_rollback(True)


def say(between, code, what, person, rule):
    """One step of somebody about the newest exception, or a new one."""
    if what == "ask":
        ask(between, code, by=person, rule=rule)
        return
    newest = MatchExemption.rows.order_by("-pk").first()
    if newest is None:
        return
    if what in {"confirm", "decline"}:
        answer(between, newest.pk, by=person, confirms=what == "confirm", answer="Zo is het.")
    else:
        act = acts.take_match_exemption_back if what == "withdraw" else acts.end_match_exemption
        withdraw(between, newest.pk, by=person, act=act)
