"""Civic integration of a household: talks alone, a plan within its term, parts, extension; each reads their own."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from guidance.supported import JAMILA, RIMA, SAMIR, act, make_family
from hervest.core.errors import Conflict, NotFound, RuleBroken
from hervest.core.vocabulary import Interpreting, MemberNo, Route
from hervest.guidance.integrating_actions import (
    note_event,
    say_company,
    settle_plan,
    take_event_back,
    take_plan_back,
)
from hervest.guidance.integrating_models import CompanyWish, IntegrationEvent, IntegrationPlan
from hervest.guidance.integrating_queries import (
    integration,
    own_integration,
    person_page,
    reads_integration,
    reads_own_integration,
)
from hervest.guidance.integrating_rules import Happened, Settled
from hervest.guidance.integrating_vocabulary import Company, Integrating, LearningRoute
from hervest.guidance.integrating_vocabulary import IntegrationEventKind as Kind
from hervest.journey import actions
from hervest.journey.integrating_queries import duties_of
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Milestone, Task
from hervest.journey.queries import facts_said
from hervest.journey.vocabulary import MilestoneCode, TaskState, TraitCode, TraitSource
from people import HERE, TODAY

PIP = MilestoneCode.PIP_SET
WORDS = "Ik wil mijn zus erbij."


@pytest.fixture
def family(begin):
    return begin(make_family)


def notes(world, family, kind, key="sander", *, member=SAMIR, on=TODAY, **how):
    words = how.pop("words", "")
    happened = Happened(kind, on, **how)
    return note_event(
        **act(world, family, key),
        member=member,
        happened=happened,
        interpreting=Interpreting.PROFESSIONAL,
        words=words,
        because="Inburgering",
    )


def settles(world, family, key="sander", *, member=SAMIR, on=TODAY, route=LearningRoute.B1, seen=0):
    map_hours = None if route is LearningRoute.EDUCATION else 40
    return settle_plan(
        **act(world, family, key),
        member=member,
        settled=Settled(route, on, 4, 12, map_hours, 12),
        support="Een taalmaatje",
        agreements="",
        because="PIP",
        seen=seen,
    )


def with_plan(world, family, member=SAMIR, **how):
    notes(world, family, Kind.INTAKE_HELD, member=member, on=TODAY - timedelta(days=9))
    return settles(world, family, member=member, **how)


def takes_back(**how):
    return take_event_back(**how, because="Vergissing")


def wants(world, family, *company, key="sander", member=SAMIR, words="", seen=None):
    last = CompanyWish.rows.filter(case__code=family, member_no=member).order_by("pk").last()
    known = (last.pk if last else 0) if seen is None else seen
    say_company(**act(world, family, key), member=member, company=company, own_words=words, seen=known)


def page_of(world, family, member=SAMIR, key="sander"):
    return person_page(world.actor(key), family, member, today=world.today, now=world.now)


def text_of(browser, name, *args):
    answer = browser.get(reverse(name, args=args))
    return unescape(answer.content.decode()) if answer.status_code == 200 else str(answer.status_code)


def own_of(world, family, key="samir"):
    """What somebody reads of their own, without the phase of the case, which is of everybody."""
    found = own_integration(world.actor(key), family, today=TODAY, now=world.now)
    return [(one.row, one.plan, one.parts, one.events, one.wish) for one in found]


def task_of(family, template, member=SAMIR):
    return Task.rows.filter(case__code=family, template=template, member_no=member).order_by("repeat_no").first()


# who has to


def test_grown_ups_have_to_integrate_and_a_child_at_school_does_not(world, family):
    shown = integration(world.actor("sander"), family, today=TODAY)

    assert [row.member for row in shown.rows] == [SAMIR, RIMA]
    assert {row.state for row in shown.rows} == {Integrating.TO_INVITE}
    assert shown.others == (f"{family}/{JAMILA}",)
    with pytest.raises(NotFound):
        notes(world, family, Kind.INVITED, member=JAMILA)


def test_a_displaced_household_from_ukraine_has_no_such_page(world):
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.TEMPORARY_PROTECTION)

    assert not reads_integration(world.actor("sander"), case.code, today=TODAY)
    assert duties_of(case.id, today=TODAY) is None
    with pytest.raises(NotFound):
        integration(world.actor("sander"), case.code, today=TODAY)


# the right to be alone


def test_a_talk_is_alone_unless_the_person_asked_for_somebody(world, family):
    with pytest.raises(RuleBroken) as refused:
        notes(world, family, Kind.INVITED, on=TODAY + timedelta(days=7), company=frozenset({Company.SPOUSE}))
    assert refused.value.code == "company_not_asked_for"
    with pytest.raises(RuleBroken):
        notes(world, family, Kind.INTAKE_HELD, company=frozenset({Company.SPONSOR}))

    wants(world, family, Company.RELATIVE, words=WORDS)
    notes(world, family, Kind.INTAKE_HELD, company=frozenset({Company.RELATIVE}))
    with pytest.raises(RuleBroken):
        notes(world, family, Kind.INTAKE_HELD, company=frozenset({Company.RELATIVE, Company.SPOUSE}))

    wants(world, family)
    with pytest.raises(RuleBroken):
        notes(world, family, Kind.PROGRESS_TALK, company=frozenset({Company.RELATIVE}))


def test_the_form_offers_only_whom_the_person_asked_for_and_never_a_relative_as_interpreter(world, family, log_in):
    sander = log_in("sander")
    form = text_of(sander, "note_integration", family, SAMIR, "intake_held")
    assert 'name="company"' not in form
    assert "De persoon komt alleen" in form
    assert f'value="{Interpreting.OTHER}"' not in form

    wants(world, family, Company.SOMEBODY_ELSE)
    form = text_of(sander, "note_integration", family, SAMIR, "intake_held")
    assert 'value="somebody_else"' in form
    assert 'value="spouse"' not in form


def test_who_reads_no_words_is_told_so_and_is_asked_for_none(world, family, log_in):
    wants(world, family, Company.SPOUSE)
    form = text_of(log_in("lena"), "note_integration", family, SAMIR, "intake_held").split("<main")[1]

    assert "Alleen voor wie leest wat helpt en wat zwaar is" in form
    there = reverse("say_company", args=[family, SAMIR])
    for absent in ("De persoon komt alleen", 'name="company"', 'name="words"', there):
        assert absent not in form


def test_the_newcomer_says_for_themselves_who_comes_and_nobody_says_it_for_another(world, family, log_in):
    samir = log_in("samir")
    shown = text_of(samir, "own_integration", family)
    assert "U mag alleen met ons praten" in shown
    assert "Uw man, vrouw" in shown
    answer = samir.post(
        reverse("say_company", args=[family, SAMIR]), {"company": ["relative"], "own_words": WORDS, "seen": "0"}
    )
    assert answer.status_code == 303
    shown = text_of(samir, "own_integration", family)
    assert "een familielid" in shown
    assert "Uw man, vrouw" not in shown

    row = CompanyWish.rows.get()
    assert (row.company, row.said_by_themselves) == (["relative"], True)
    assert samir.get(reverse("say_company", args=[family, RIMA])).status_code == 404
    with pytest.raises(NotFound):
        wants(world, family, Company.SPOUSE, key="samir", member=RIMA)
    assert WORDS in text_of(log_in("sander"), "integration_of", family, SAMIR)


def test_who_is_wanted_no_more_is_no_more_at_a_talk_to_come(world, family, log_in):
    wants(world, family, Company.SPOUSE, Company.RELATIVE)
    both = frozenset({Company.SPOUSE, Company.RELATIVE})
    notes(world, family, Kind.INVITED, on=TODAY + timedelta(days=7), company=both)
    notes(world, family, Kind.INTAKE_HELD, company=both)
    wants(world, family, Company.RELATIVE)

    coming, past = page_of(world, family).events.rows
    assert (coming.company, coming.unwished) == ((Company.RELATIVE,), (Company.SPOUSE,))
    assert (frozenset(past.company), past.unwished) == (both, ())
    assert "Uitgenodigd en niet meer gewenst" in text_of(log_in("sander"), "integration_of", family, SAMIR)


def test_of_two_words_on_company_the_second_is_shown_the_first(world, family):
    wants(world, family, Company.RELATIVE, key="samir")

    with pytest.raises(Conflict):
        wants(world, family, Company.SPOUSE, seen=0)
    assert CompanyWish.rows.count() == 1


def test_an_invitation_stands_on_ones_own_page_and_not_on_that_of_the_spouse(world, family, log_in):
    notes(world, family, Kind.INVITED, on=date(2026, 12, 1), member=RIMA)
    assert "1 december" not in text_of(log_in("samir"), "own_integration", family)

    notes(world, family, Kind.INVITED, on=date(2026, 12, 2), words="Aanbellen bij de buren")
    shown = text_of(log_in("samir"), "own_integration", family)
    assert "2 december 2026" in shown
    assert "Aanbellen" not in shown


def test_nothing_of_a_spouse_is_there_for_the_other_and_a_group_reads_nothing(world, family, log_in):
    wants(world, family, Company.SOMEBODY_ELSE, member=RIMA, words=WORDS)
    without = own_of(world, family)
    with_plan(world, family, member=RIMA)

    assert own_of(world, family) == without
    for name, args in (("integration", [family]), ("integration_of", [family, RIMA])):
        assert log_in("samir").get(reverse(name, args=args)).status_code == 404
        for key in ("saskia", "fenna", "carla"):
            assert log_in(key).get(reverse(name, args=args)).status_code == 404
    for key in ("saskia", "carla"):
        assert log_in(key).get(reverse("own_integration", args=[family])).status_code == 404
        assert not reads_own_integration(world.actor(key), family, today=TODAY)


# the plan within its term


def test_the_plan_is_the_milestone_and_the_tasks_and_terms_follow(world, family):
    notes(world, family, Kind.INVITED, on=TODAY - timedelta(days=12))
    notes(world, family, Kind.INTAKE_HELD, on=TODAY - timedelta(days=9))
    notes(world, family, Kind.LEARNABILITY_TAKEN, on=TODAY - timedelta(days=8))
    assert page_of(world, family).row.state is Integrating.TO_PLAN
    settles(world, family)

    row = page_of(world, family).row
    assert Milestone.rows.get(case__code=family, code=PIP, member_no=SAMIR).actual_on == TODAY
    assert (row.facts.pip_on, row.terms.ends_on) == (TODAY, date(2029, 11, 23))
    assert {task_of(family, template).state for template in ("H01", "H02", "H03")} == {TaskState.DONE}
    assert task_of(family, "H03", RIMA).state != TaskState.DONE
    assert task_of(family, "H04").due_on == TODAY + timedelta(weeks=8)
    assert facts_said(Case.rows.get(code=family).pk, TraitSource.PERSON)[SAMIR][TraitCode.ROUTE_B1_OR_Z] is True


def test_on_the_route_of_education_the_plan_asks_for_no_labour_market_module(world, family):
    entry = with_plan(world, family)
    assert task_of(family, "H06").state not in {TaskState.NOT_NEEDED, TaskState.DONE}

    settles(world, family, route=LearningRoute.EDUCATION, seen=entry)
    assert task_of(family, "H06").state == TaskState.NOT_NEEDED
    assert "labour_market" not in {line.rule.part for line in page_of(world, family).parts}


def test_a_plan_needs_an_intake_and_not_more_than_one_hand(world, family):
    with pytest.raises(RuleBroken) as refused:
        settles(world, family)
    assert refused.value.code == "intake_first"
    with_plan(world, family)
    with pytest.raises(Conflict):
        settles(world, family)
    assert IntegrationPlan.rows.count() == 1


def test_a_plan_of_which_the_day_is_recorded_already_needs_no_intake_here(world, family):
    day = MilestoneRecord(PIP, SAMIR, actual_on=TODAY - timedelta(days=20))
    actions.record_milestones(**act(world, family), records=[day], source="person")

    entry = settles(world, family, on=TODAY - timedelta(days=20))
    assert page_of(world, family).row.facts.pip_on == TODAY - timedelta(days=20)
    assert take_plan_back(**act(world, family), entry=entry, because="Fout")
    assert Milestone.rows.get(case__code=family, code=PIP, member_no=SAMIR).actual_on == TODAY - timedelta(days=20)


def test_a_colleague_who_moves_the_day_of_the_plan_moves_its_terms_and_keeps_it(world, family):
    entry = with_plan(world, family)
    actions.move_milestone(
        **act(world, family, "anouk"),
        milestone=PIP,
        member=SAMIR,
        on=TODAY - timedelta(days=3),
        is_actual=True,
        reason="Het besluit is van vrijdag",
        seen=Case.rows.get(code=family).plan_version,
    )
    assert page_of(world, family).row.terms.ends_on == date(2029, 11, 20)

    assert take_plan_back(**act(world, family), entry=entry, because="Fout")
    assert Milestone.rows.get(case__code=family, code=PIP, member_no=SAMIR).actual_on == TODAY - timedelta(days=3)


def test_the_plan_of_one_person_is_none_of_another(world, family):
    with_plan(world, family)

    assert page_of(world, family, RIMA).row.facts.pip_on is None
    assert page_of(world, family, RIMA).row.state is Integrating.TO_INVITE


def test_a_plan_taken_back_leaves_everything_as_it_was(world, family):
    before = task_of(family, "H03").state
    entry = with_plan(world, family)
    assert take_plan_back(**act(world, family), entry=entry, because="Fout")

    assert not Milestone.rows.filter(case__code=family, code=PIP).exists()
    assert task_of(family, "H03").state == before
    assert TraitCode.ROUTE_B1_OR_Z not in facts_said(Case.rows.get(code=family).pk, TraitSource.PERSON)[SAMIR]
    assert page_of(world, family).plan is None


def test_a_plan_settled_again_after_its_day_was_withdrawn_is_taken_back_with_its_day(world, family):
    first = with_plan(world, family)
    actions.withdraw_milestone(**act(world, family), milestone=PIP, member=SAMIR)
    again = settles(world, family, seen=first)
    talk = notes(world, family, Kind.PROGRESS_TALK)
    assert not take_plan_back(**act(world, family), entry=again, because="Fout")

    assert takes_back(**act(world, family), entry=talk)
    assert take_plan_back(**act(world, family), entry=again, because="Fout")
    assert not Milestone.rows.filter(case__code=family, code=PIP, member_no=SAMIR).exists()
    assert [plan.pk for plan in IntegrationPlan.rows.all()] == [first]


def test_a_plan_on_which_something_rests_and_one_of_somebody_else_are_not_taken_back(world, family):
    entry = with_plan(world, family)
    with pytest.raises(NotFound):
        take_plan_back(**act(world, family, "anouk"), entry=entry, because="Fout")
    talk = notes(world, family, Kind.PROGRESS_TALK)
    assert not take_plan_back(**act(world, family), entry=entry, because="Fout")

    assert takes_back(**act(world, family), entry=talk)
    late = act(world, family) | {"now": world.now + timedelta(days=2)}
    assert not take_plan_back(**late, entry=entry, because="Fout")


# on the way


def test_hours_add_up_and_a_closing_finishes_its_task(world, family):
    with_plan(world, family)
    notes(world, family, Kind.PVT_HOURS, hours=8)
    notes(world, family, Kind.PVT_HOURS, hours=4)
    line = next(one for one in page_of(world, family).parts if one.rule.part == "participation")
    assert (line.n_hours, line.is_done) == (12, False)

    assert task_of(family, "H05").state != TaskState.DONE
    entry = notes(world, family, Kind.PVT_SIGNED)
    assert task_of(family, "H05").state == TaskState.DONE
    assert takes_back(**act(world, family), entry=entry)
    assert task_of(family, "H05").state != TaskState.DONE


def test_a_closing_before_the_hours_finishes_its_task_with_the_last_of_them(world, family):
    with_plan(world, family, on=TODAY - timedelta(days=8))
    signed = notes(world, family, Kind.PVT_SIGNED, on=TODAY - timedelta(days=5))
    notes(world, family, Kind.PVT_HOURS, hours=11, on=TODAY - timedelta(days=4))
    assert task_of(family, "H05").state != TaskState.DONE
    notes(world, family, Kind.PVT_HOURS, hours=1, on=TODAY - timedelta(days=2))
    task = task_of(family, "H05")
    assert (task.state, task.done_on) == (TaskState.DONE, TODAY - timedelta(days=2))

    assert takes_back(**act(world, family), entry=signed)
    assert task_of(family, "H05").state != TaskState.DONE


def test_each_progress_talk_finishes_the_next_one_of_the_plan(world, family):
    with_plan(world, family)
    due = page_of(world, family).row.next_talk
    notes(world, family, Kind.PROGRESS_TALK, words="Het gaat goed")

    rows = Task.rows.filter(case__code=family, template="H08", member_no=SAMIR).order_by("repeat_no")
    assert [row.state == TaskState.DONE for row in rows[:2]] == [True, False]
    assert page_of(world, family).row.next_talk > due


def test_once_all_talks_of_the_plan_were_held_the_page_says_what_to_do_with_the_rest(world, family, log_in):
    with_plan(world, family)
    for n in range(4):
        assert "Alle gesprekken uit het PIP" not in text_of(log_in("sander"), "integration_of", family, SAMIR)
        notes(world, family, Kind.PROGRESS_TALK, words=str(n))

    assert "Alle gesprekken uit het PIP" in text_of(log_in("sander"), "integration_of", family, SAMIR)


def test_an_extension_moves_the_end_of_the_term_and_taken_back_it_is_as_it_was(world, family, log_in):
    begun = date(2024, 1, 15)
    day = MilestoneRecord(PIP, SAMIR, actual_on=begun)
    actions.record_milestones(**act(world, family), records=[day], source="person")
    settles(world, family, on=begun)
    assert page_of(world, family).row.terms.ends_on == date(2027, 1, 15)
    assert Kind.EXTENSION_ASKED in page_of(world, family).offered

    notes(world, family, Kind.EXTENSION_ASKED, on=TODAY - timedelta(days=3))
    assert page_of(world, family).row.state is Integrating.EXTENSION_WAITS
    entry = notes(world, family, Kind.EXTENSION_GRANTED, until_on=date(2027, 7, 15))
    ended = Milestone.rows.get(case__code=family, code=MilestoneCode.INTEGRATION_ENDED, member_no=SAMIR)
    assert (ended.planned_on, ended.actual_on) == (date(2027, 7, 15), None)
    assert page_of(world, family).row.terms.ends_on == date(2027, 7, 15)
    assert task_of(family, "J03").due_on == date(2027, 7, 15)
    assert "tot en met donderdag 15 juli 2027" in text_of(log_in("sander"), "integration_of", family, SAMIR)

    assert takes_back(**act(world, family), entry=entry)
    assert page_of(world, family).row.terms.ends_on == date(2027, 1, 15)
    assert task_of(family, "J03").due_on == date(2027, 1, 15)


def test_of_an_extension_nothing_is_taken_back_on_which_something_later_rests(world, family):
    begun = date(2024, 1, 15)
    days = [MilestoneRecord(PIP, SAMIR, actual_on=begun)]
    actions.record_milestones(**act(world, family), records=days, source="person")
    settles(world, family, on=begun)
    asked = notes(world, family, Kind.EXTENSION_ASKED, on=TODAY - timedelta(days=3))
    granted = notes(world, family, Kind.EXTENSION_GRANTED, until_on=date(2027, 7, 15))
    assert not takes_back(**act(world, family), entry=asked)

    complied = notes(world, family, Kind.COMPLIED)
    assert not takes_back(**act(world, family), entry=granted)
    ended = Milestone.rows.get(case__code=family, code=MilestoneCode.INTEGRATION_ENDED, member_no=SAMIR)
    assert (ended.planned_on, ended.actual_on) == (date(2027, 7, 15), TODAY)
    assert [row.may_take_back for row in page_of(world, family).events.rows] == [True, False, False]

    for entry in (complied, granted, asked):
        assert takes_back(**act(world, family), entry=entry)
    assert not Milestone.rows.filter(case__code=family, code=MilestoneCode.INTEGRATION_ENDED).exists()


def test_an_end_that_is_recorded_of_the_household_holds_for_each_until_they_have_one_of_their_own(world, family):
    with_plan(world, family)
    code = MilestoneCode.INTEGRATION_ENDED
    of_all = [MilestoneRecord(code, None, planned_on=date(2030, 5, 1))]
    actions.record_milestones(**act(world, family), records=of_all, source="person")
    assert page_of(world, family).row.terms.ends_on == date(2030, 5, 1)

    own = [MilestoneRecord(code, SAMIR, planned_on=date(2029, 12, 1))]
    actions.record_milestones(**act(world, family), records=own, source="person")
    assert page_of(world, family).row.terms.ends_on == date(2029, 12, 1)


def test_what_is_taken_back_leaves_the_day_and_the_word_of_a_colleague_as_they_were(world, family):
    with_plan(world, family)
    days = [MilestoneRecord(MilestoneCode.INTEGRATION_ENDED, SAMIR, planned_on=date(2030, 1, 1))]
    actions.record_milestones(**act(world, family, "anouk"), records=days, source="transfer")
    says = {"member": SAMIR, "trait": TraitCode.INTEGRATION_DUTY, "holds": True, "reason": "Brief van DUO"}
    actions.say_trait(**act(world, family, "anouk"), **says)

    for kind in (Kind.COMPLIED, Kind.EXEMPTED):
        assert takes_back(**act(world, family), entry=notes(world, family, kind))
        ended = Milestone.rows.get(case__code=family, code=MilestoneCode.INTEGRATION_ENDED, member_no=SAMIR)
        assert (ended.planned_on, ended.actual_on) == (date(2030, 1, 1), None)
        said = facts_said(Case.rows.get(code=family).pk, TraitSource.PERSON)[SAMIR]
        assert said[TraitCode.INTEGRATION_DUTY] is True


def test_a_plan_taken_back_leaves_the_word_on_its_route_that_was_there(world, family):
    says = {"member": SAMIR, "trait": TraitCode.ROUTE_B1_OR_Z, "holds": False, "reason": "Onderwijs"}
    actions.say_trait(**act(world, family, "anouk"), **says)

    assert take_plan_back(**act(world, family), entry=with_plan(world, family), because="Fout")
    assert facts_said(Case.rows.get(code=family).pk, TraitSource.PERSON)[SAMIR][TraitCode.ROUTE_B1_OR_Z] is False


def test_who_complied_has_no_term_any_more_and_who_is_exempt_no_duty(world, family):
    with_plan(world, family)
    notes(world, family, Kind.COMPLIED)
    ended = Milestone.rows.get(case__code=family, code=MilestoneCode.INTEGRATION_ENDED, member_no=SAMIR)
    assert ended.actual_on == TODAY
    assert page_of(world, family).row.state is Integrating.COMPLIED
    with pytest.raises(RuleBroken):
        notes(world, family, Kind.PROGRESS_TALK)

    entry = notes(world, family, Kind.EXEMPTED, member=RIMA)
    assert page_of(world, family, RIMA).row.state is Integrating.EXEMPT
    assert task_of(family, "H02", RIMA).state == TaskState.NOT_NEEDED
    assert takes_back(**act(world, family), entry=entry)
    assert page_of(world, family, RIMA).row.has_duty
    assert task_of(family, "H02", RIMA).state != TaskState.NOT_NEEDED


def test_only_who_noted_it_takes_it_back_and_only_within_a_day(world, family, log_in):
    entry = notes(world, family, Kind.INVITED)
    with pytest.raises(NotFound):
        takes_back(**act(world, family, "anouk"), entry=entry)
    late = act(world, family) | {"now": world.now + timedelta(days=1, minutes=1)}
    assert not takes_back(**late, entry=entry)
    assert IntegrationEvent.rows.count() == 1

    answer = log_in("sander").post(reverse("undo_integration", args=[family, SAMIR, entry]))
    assert answer.status_code == 303
    assert not IntegrationEvent.rows.exists()


# pages


def test_the_pages_are_gone_through_from_the_invitation_to_the_plan(world, family, log_in):
    sander = log_in("sander")
    assert "nog uit te nodigen" in text_of(sander, "integration", family)
    there = reverse("note_integration", args=[family, SAMIR, "intake_held"])
    typed = {"on": "2026-11-20", "interpreting": "professional", "words": "Was kapper"}
    assert sander.post(there, typed).status_code == 303
    form = text_of(sander, "settle_pip", family, SAMIR)
    assert 'value="12"' in form
    assert 'value="40"' not in form
    plan = {
        "decided_on": "2026-11-23",
        "route": "education",
        "pvt_hours": "12",
        "map_hours": "40",
        "n_talks": "4",
        "support": "Taalmaatje",
        "seen": "0",
    }
    wrong = sander.post(reverse("settle_pip", args=[family, SAMIR]), plan)
    assert "De onderwijsroute heeft geen MAP" in unescape(wrong.content.decode())
    assert sander.post(reverse("settle_pip", args=[family, SAMIR]), plan | {"map_hours": ""}).status_code == 303

    shown = text_of(sander, "integration_of", family, SAMIR)
    assert "Was kapper" in shown
    assert "Taalmaatje" in shown
    own = text_of(log_in("samir"), "own_integration", family)
    assert "Taalmaatje" in own
    assert "Was kapper" not in own


def test_a_word_that_is_none_and_a_person_who_is_not_there_are_not_found(family, log_in):
    sander = log_in("sander")

    assert text_of(sander, "note_integration", family, SAMIR, "onzin") == "404"
    assert text_of(sander, "note_integration", family, 99, "invited") == "404"
    assert text_of(sander, "integration_of", family, 99) == "404"


def test_a_closed_case_is_read_and_no_longer_noted_in(world, family):
    entry = with_plan(world, family)
    Case.rows.filter(code=family).update(closed_on=TODAY, closed_as="moved_away")

    shown = page_of(world, family)
    assert [shown.may_record, shown.may_say, shown.offered] == [False, False, ()]
    with pytest.raises(Conflict):
        notes(world, family, Kind.PROGRESS_TALK)
    with pytest.raises(Conflict):
        take_plan_back(**act(world, family), entry=entry, because="")


def test_many_events_come_in_pages(world, family, log_in):
    with_plan(world, family)
    for n in range(25):
        notes(world, family, Kind.PVT_HOURS, on=TODAY - timedelta(days=n), hours=1)

    shown = person_page(world.actor("sander"), family, SAMIR, today=TODAY, now=world.now, number=2)
    assert (len(shown.events.rows), shown.events.n_pages) == (6, 2)
    assert "?page=2" in text_of(log_in("sander"), "integration_of", family, SAMIR)


def test_the_number_of_somebody_who_is_nobody_gives_nothing(world, family):
    with pytest.raises(NotFound):
        notes(world, family, Kind.INVITED, member=MemberNo(9))
    with pytest.raises(NotFound):
        wants(world, family, Company.SPOUSE, member=MemberNo(9))
