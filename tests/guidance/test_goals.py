"""Goals in the newcomers' own words: theirs alone, read by whom they let, taken in steps, more and more alone."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from guidance.supported import JAMILA, RIMA, SAMIR, act, make_family
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Route
from hervest.guidance.goal_actions import (
    TakingPart,
    add_step,
    change_activity,
    change_goal,
    change_step,
    end_goal,
    note_activity,
    remove_goal,
    remove_step,
    take_activity_back,
    tick_step,
    write_goal,
)
from hervest.guidance.goal_models import Activity, Goal, GoalStep
from hervest.guidance.goal_queries import goals, own_goals, reads_goals, reads_own_goals
from hervest.guidance.goal_vocabulary import ActivityKind, ActivityOutcome, GoalEnd, GoalReader, StepDoer, Trend
from hervest.households.actions import save_household
from hervest.households.models import Member
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions
from hervest.journey.models import Case, TeamMember
from hervest.journey.vocabulary import TeamRole
from people import HERE, TODAY

ARABIC = "أريد أن أشتري الخبز وحدي"
BOTH = (GoalReader.TEAM, GoalReader.GROUP)


@pytest.fixture
def family(begin):
    return begin(make_family)


def writes(world, family, text=ARABIC, key="samir", *, member=SAMIR, readers=()):
    return write_goal(**act(world, family, key), member=member, text=text, readers=readers)


def steps(world, family, goal, text="Naar de bakker", key="samir", *, doer=StepDoer.MYSELF):
    return add_step(**act(world, family, key), goal=goal, text=text, doer=doer)


def ticks(world, family, step, key="samir", *, seen=None):
    return tick_step(
        **act(world, family, key), step=step, seen=GoalStep.rows.get(pk=step).n_changed if seen is None else seen
    )


def changes_day(world, family, step, on, *, seen):
    how = {"text": "Naar de markt", "doer": StepDoer.MYSELF, "done_on": on, "seen": seen}
    change_step(**act(world, family, "samir"), step=step, **how)


def takes_part(world, family, key="samir", *, member=SAMIR, **how):
    taking = TakingPart(ActivityKind.VOLUNTEERING, "Koffie schenken", "Buurthuis", TODAY, **how)
    return note_activity(**act(world, family, key), member=member, taking=taking)


def read_by(world, family, key):
    found = goals(world.actor(key), family, today=world.today, now=world.now)
    return {goal.text for person in found.people for goal in person.goals}


def own(world, family, key="samir"):
    return own_goals(world.actor(key), family, today=world.today, now=world.now).people[0]


def text_of(browser, name, *args):
    answer = browser.get(reverse(name, args=args))
    return unescape(answer.content.decode()) if answer.status_code == 200 else str(answer.status_code)


def test_a_goal_is_read_by_nobody_else_unless_its_owner_says_so(world, family):
    entry = writes(world, family)
    assert own(world, family).goals[0].text == ARABIC
    assert [read_by(world, family, key) for key in ("sander", "anouk", "saskia")] == [set(), set(), set()]

    change_goal(**act(world, family, "samir"), goal=entry, text=ARABIC, readers=[GoalReader.TEAM], seen=1)
    assert [read_by(world, family, key) for key in ("sander", "anouk", "saskia")] == [{ARABIC}, {ARABIC}, set()]
    change_goal(**act(world, family, "samir"), goal=entry, text=ARABIC, readers=[GoalReader.GROUP], seen=2)
    assert [read_by(world, family, key) for key in ("sander", "saskia", "fenna")] == [set(), {ARABIC}, {ARABIC}]


def test_a_group_reads_it_no_more_at_the_next_click_once_its_match_ended(world, family):
    writes(world, family, readers=BOTH)
    assert reads_goals(world.actor("saskia"), family, today=TODAY)

    days = {"from_on": TODAY - timedelta(days=9), "until_on": TODAY - timedelta(days=1)}
    TeamMember.rows.filter(case__code=family, person=world.ids["saskia"]).update(**days)
    assert not reads_goals(world.actor("saskia"), family, today=TODAY)
    with pytest.raises(NotFound):
        read_by(world, family, "saskia")


def test_a_group_that_came_later_reads_nothing_that_was_meant_for_another(world, family):
    entry = writes(world, family, readers=BOTH)
    Goal.rows.update(readers_at=world.now - timedelta(days=3))
    assert read_by(world, family, "saskia") == set()
    assert read_by(world, family, "sander") == {ARABIC}

    change_goal(**act(world, family, "samir"), goal=entry, text=ARABIC, readers=BOTH, seen=1)
    assert read_by(world, family, "saskia") == {ARABIC}


def test_a_group_that_came_later_is_chosen_anew_and_not_by_saving_other_words(world, family, log_in):
    entry = writes(world, family, readers=BOTH)
    Goal.rows.update(readers_at=world.now - timedelta(days=3))
    samir = log_in("samir")
    form = text_of(samir, "change_goal", family, entry)
    assert re.search(r'value="team"[^>]*checked', form)
    assert not re.search(r'value="group"[^>]*checked', form)

    change_goal(**act(world, family, "samir"), goal=entry, text="Anders", readers=[GoalReader.TEAM], seen=1)
    assert Goal.rows.get().readers_at == world.now - timedelta(days=3)
    assert read_by(world, family, "saskia") == set()
    change_goal(**act(world, family, "samir"), goal=entry, text="Anders", readers=BOTH, seen=2)
    assert read_by(world, family, "saskia") == {"Anders"}


def test_who_leads_the_municipality_without_being_of_the_team_reads_no_goals(world, family):
    writes(world, family, readers=BOTH)

    assert not reads_goals(world.actor("lena"), family, today=TODAY)
    assert reads_goals(world.actor("sander"), family, today=TODAY)


def test_what_a_spouse_wants_is_not_there_for_the_other(world, family, log_in):
    before = own(world, family)
    entry = writes(world, family, "Weg van hier", "sander", member=RIMA, readers=[GoalReader.TEAM])
    takes_part(world, family, "sander", member=RIMA)

    assert own(world, family) == before
    with pytest.raises(NotFound):
        writes(world, family, key="samir", member=RIMA)
    with pytest.raises(NotFound):
        steps(world, family, entry)
    samir = log_in("samir")
    assert samir.get(reverse("change_goal", args=[family, entry])).status_code == 404
    assert samir.get(reverse("goals", args=[family])).status_code == 404


@pytest.mark.parametrize("key", ["carla", "lotte", "ruben", "hatice"])
def test_who_neither_works_on_the_case_nor_guides_it_reads_nothing(world, family, key):
    assert not reads_goals(world.actor(key), family, today=TODAY)
    assert not reads_own_goals(world.actor(key), family, today=TODAY)
    with pytest.raises(NotFound):
        read_by(world, family, key)


def test_the_words_of_a_newcomer_are_changed_by_nobody_else(world, family):
    entry = writes(world, family, readers=BOTH)
    how = {"goal": entry, "text": "Iets anders", "readers": BOTH, "seen": 1}

    for key in ("sander", "saskia", "jamila"):
        with pytest.raises((NotFound, NotAllowed)):
            change_goal(**act(world, family, key), **how)
    with pytest.raises(NotFound):
        end_goal(**act(world, family, "sander"), goal=entry, end=GoalEnd.REACHED, seen=1)
    change_goal(**act(world, family, "samir"), **how)
    assert Goal.rows.get().text == "Iets anders"


def test_what_was_written_down_for_somebody_is_theirs_from_then_on(world, family):
    entry = writes(world, family, "Fietsen", "sander", readers=[GoalReader.TEAM])
    assert own(world, family).goals[0].may_change
    change_goal(**act(world, family, "sander"), goal=entry, text="Leren fietsen", readers=[GoalReader.TEAM], seen=1)
    change_goal(**act(world, family, "samir"), goal=entry, text="Leren fietsen", readers=[GoalReader.TEAM], seen=2)

    assert not goals(world.actor("sander"), family, today=TODAY, now=world.now).people[0].goals[0].may_change

    with pytest.raises(NotFound):
        change_goal(**act(world, family, "sander"), goal=entry, text="Weer", readers=BOTH, seen=3)


def test_a_goal_and_its_steps_are_ticked_changed_and_removed(world, family):
    entry = writes(world, family, readers=[GoalReader.TEAM])
    first, second = steps(world, family, entry), steps(world, family, entry, "Samen gaan", "sander")
    assert ticks(world, family, first)
    assert ticks(world, family, second, "sander")
    assert not ticks(world, family, first, seen=0)
    assert own(world, family).goals[0].n_taken == 2

    assert ticks(world, family, first)
    assert GoalStep.rows.get(pk=first).done_on is None
    change_step(
        **act(world, family, "samir"), step=first, text="Naar de markt", doer=StepDoer.TOGETHER, done_on=None, seen=2
    )
    with pytest.raises(Conflict):
        change_step(**act(world, family, "samir"), step=first, text="x", doer=StepDoer.TOGETHER, done_on=None, seen=2)
    with pytest.raises(RuleBroken):
        changes_day(world, family, first, TODAY + timedelta(days=1), seen=3)
    changes_day(world, family, first, TODAY - timedelta(days=9), seen=3)
    assert own(world, family).goals[0].steps[0].done_on == TODAY - timedelta(days=9)
    assert not remove_step(**act(world, family, "samir"), step=first, seen=3)
    assert remove_step(**act(world, family, "samir"), step=first, seen=4)
    assert not remove_goal(**act(world, family, "samir"), goal=entry, seen=7)
    assert remove_goal(**act(world, family, "samir"), goal=entry, seen=1)
    assert not GoalStep.rows.exists()


def test_the_team_ticks_and_adds_steps_of_a_newcomer_and_changes_only_its_own(world, family, log_in):
    entry = writes(world, family, readers=[GoalReader.TEAM])
    theirs, own_step = steps(world, family, entry), steps(world, family, entry, "Samen gaan", "sander")
    how = {"text": "Iets anders", "doer": StepDoer.TOGETHER, "done_on": None, "seen": 0}

    with pytest.raises(NotFound):
        change_step(**act(world, family, "sander"), step=theirs, **how)
    with pytest.raises(NotFound):
        remove_step(**act(world, family, "sander"), step=theirs, seen=0)
    with pytest.raises(NotFound):
        change_step(**act(world, family, "anouk"), step=own_step, **how)
    assert ticks(world, family, theirs, "sander")
    change_step(**act(world, family, "sander"), step=own_step, **how)
    shown = text_of(log_in("sander"), "goals", family)
    assert f'href="{reverse("change_step", args=[family, own_step])}"' in shown
    assert f'href="{reverse("change_step", args=[family, theirs])}"' not in shown


def test_a_group_reads_steps_and_ticks_none(world, family):
    entry = writes(world, family, readers=BOTH)
    step = steps(world, family, entry)

    shown = goals(world.actor("saskia"), family, today=TODAY, now=world.now)
    assert [one.text for one in shown.people[0].goals[0].steps] == ["Naar de bakker"]
    assert not shown.may_write
    assert not shown.people[0].activities
    with pytest.raises(NotAllowed):
        ticks(world, family, step, "saskia")


def test_a_goal_ends_by_the_owners_word_and_goes_on_by_it(world, family):
    entry = writes(world, family)
    end_goal(**act(world, family, "samir"), goal=entry, end=GoalEnd.REACHED, seen=1)
    person = own(world, family)
    assert (person.goals, person.ended[0].ended_as) == ((), GoalEnd.REACHED)
    with pytest.raises(NotFound):
        steps(world, family, entry)

    end_goal(**act(world, family, "samir"), goal=entry, end=None, seen=2)
    assert own(world, family).goals[0].ended_on is None
    with pytest.raises(Conflict):
        end_goal(**act(world, family, "samir"), goal=entry, end=GoalEnd.LET_GO, seen=2)


def test_the_trend_towards_doing_it_alone_is_worked_out_from_the_steps(world, family):
    entry = writes(world, family)
    for doer, days in ((StepDoer.PROFESSIONAL, -120), (StepDoer.TOGETHER, -110), (StepDoer.MYSELF, 0)):
        step = steps(world, family, entry, doer=doer)
        GoalStep.rows.filter(pk=step).update(done_on=TODAY + timedelta(days=days))
    assert own(world, family).trend is Trend.TOO_FEW

    ticks(world, family, steps(world, family, entry))
    person = own(world, family)
    assert person.trend is Trend.MORE_ALONE
    assert [(one.n_myself, one.n) for one in person.windows] == [(0, 0), (0, 0), (0, 2), (2, 2)]


def test_taking_part_is_noted_changed_and_taken_back_by_who_noted_it(world, family):
    entry = takes_part(world, family)
    done = TakingPart(
        ActivityKind.DIPLOMA_VALUATION, "Diploma kapper", "IDW", TODAY, TODAY, ActivityOutcome.COMPLETED, "mbo 3"
    )
    change_activity(**act(world, family, "anouk"), entry=entry, taking=done, seen=0)
    assert own(world, family).activities[0].came_of_it == "mbo 3"
    with pytest.raises(Conflict):
        change_activity(**act(world, family, "anouk"), entry=entry, taking=done, seen=0)
    for key in ("samir", "anouk"):
        assert not take_activity_back(**act(world, family, key), entry=entry)

    second = takes_part(world, family)
    late = act(world, family, "samir") | {"now": world.now + timedelta(days=2)}
    assert not take_activity_back(**late, entry=second)
    assert take_activity_back(**act(world, family, "samir"), entry=second)
    assert Activity.rows.count() == 1
    with pytest.raises(NotFound):
        change_activity(**act(world, family, "jamila"), entry=entry, taking=done, seen=1)
    with pytest.raises(RuleBroken):
        takes_part(world, family, until_on=TODAY - timedelta(days=1))


def test_a_minor_of_sixteen_has_goals_of_their_own(world, family):
    writes(world, family, "Kapster worden", "jamila", member=JAMILA)

    assert [goal.text for goal in own(world, family, "jamila").goals] == ["Kapster worden"]
    assert own(world, family).goals == ()


def test_for_who_has_a_say_of_their_own_the_page_offers_what_can_be_done_and_for_no_child(world, family, log_in):
    sander, born = log_in("sander"), Member.rows.filter(household__case__code=family, no=JAMILA)
    there = reverse("write_goal", args=[family, JAMILA])
    assert there in text_of(sander, "goals", family)
    assert sander.get(there).status_code == 200

    born.update(born_on=TODAY - timedelta(days=365 * 15))
    assert there not in text_of(sander, "goals", family)
    assert sander.get(there).status_code == 404


def test_forms_say_who_reads_and_of_whom_they_speak(world, family, log_in):
    entry = writes(world, family, readers=[GoalReader.TEAM])
    steps(world, family, entry)
    samir = log_in("samir")
    assert "wie bij de gemeente en de begeleiding met u werken" in text_of(samir, "note_activity", family, SAMIR)
    assert "de nieuwkomer zelf" not in text_of(samir, "add_step", family, entry)

    sander = log_in("sander")
    assert "het team van dit dossier" in text_of(sander, "note_activity", family, SAMIR)
    for name, args in (("add_step", [family, entry]), ("goals", [family])):
        assert "de nieuwkomer zelf" in text_of(sander, name, *args)


def test_a_displaced_household_has_goals_without_civic_integration(world):
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.TEMPORARY_PROTECTION).code
    head = MemberRecord(SAMIR, MemberRole.HEAD, "Oksana", "K", TODAY - timedelta(days=365 * 40), Sex.FEMALE)
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=(head,), contact_language="uk"))
    world.joins(case, "samir", TeamRole.NEWCOMER, by="sander", member=SAMIR)

    assert reads_own_goals(world.actor("samir"), case, today=TODAY)
    writes(world, case)
    assert own(world, case).goals[0].text == ARABIC


def test_a_closed_case_keeps_its_goals_and_takes_none(world, family):
    entry = writes(world, family)
    Case.rows.filter(code=family).update(closed_on=TODAY, closed_as="moved_away")

    with pytest.raises(Conflict):
        steps(world, family, entry)
    with pytest.raises(Conflict):
        writes(world, family)


def test_the_newcomers_page_is_gone_through_from_a_goal_to_a_tick(world, family, log_in):
    samir = log_in("samir")
    assert "U heeft nog geen doel" in text_of(samir, "own_goals", family)
    answer = samir.post(reverse("write_goal", args=[family, SAMIR]), {"text": ARABIC, "seen": "0"})
    goal = Goal.rows.get()
    assert answer.url == reverse("add_step", args=[family, goal.pk])
    samir.post(reverse("add_step", args=[family, goal.pk]), {"text": "Naar de bakker", "doer": "myself", "seen": "0"})
    step = GoalStep.rows.get()
    samir.post(reverse("tick_step", args=[family, step.pk, 0]))
    shown = text_of(samir, "own_goals", family)
    assert ARABIC in shown
    assert "Alleen u leest dit." in shown
    assert "1 van 1 stappen" in shown

    samir.post(reverse("end_goal", args=[family, goal.pk, "reached", 1]))
    assert "Bereikt: goed gedaan." in text_of(samir, "own_goals", family)
    assert samir.post(reverse("end_goal", args=[family, goal.pk, "onzin", 2])).status_code == 404
    assert samir.get(reverse("end_goal", args=[family, goal.pk, "again", 2])).status_code == 303
    assert ARABIC not in text_of(log_in("sander"), "goals", family)


def test_two_who_change_one_goal_see_both(world, family, log_in):
    entry = writes(world, family, readers=[GoalReader.TEAM])
    samir = log_in("samir")
    change_goal(**act(world, family, "samir"), goal=entry, text="Eerst dit", readers=[], seen=1)

    answer = samir.post(reverse("change_goal", args=[family, entry]), {"text": "Toch dat", "seen": "1"})
    shown = unescape(answer.content.decode())
    assert "Eerst dit" in shown
    assert "Toch dat" in shown


def test_each_form_shows_what_stands_and_what_is_done_leads_back(world, family, log_in):
    entry = writes(world, family, "Fietsen", "sander", readers=[GoalReader.TEAM])
    step, activity = steps(world, family, entry, "Helm kopen"), takes_part(world, family, "sander")
    sander = log_in("sander")

    assert "Fietsen" in text_of(sander, "change_goal", family, entry)
    assert "Helm kopen" in text_of(sander, "change_step", family, step)
    assert "Koffie schenken" in text_of(sander, "change_activity", family, activity)
    assert "Koffie schenken" in text_of(sander, "goals", family)
    typed = {"text": "Helm en licht", "doer": "together", "seen": "0"}
    assert sander.post(reverse("change_step", args=[family, step]), typed).status_code == 303
    assert sander.post(reverse("remove_step", args=[family, step, 0])).status_code == 303
    assert GoalStep.rows.get().text == "Helm en licht"
    sander.post(reverse("undo_activity", args=[family, activity]))
    sander.post(reverse("remove_goal", args=[family, entry, 1]))
    assert not Activity.rows.exists()
    assert not Goal.rows.exists()
