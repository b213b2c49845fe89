"""How much support a household gets: suggested with reasons, decided by a person, looked at again, and its hours."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from guidance.supported import JAMILA, RIMA, SAMIR, act, asks, decides, make_family
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Interpreting, MemberNo
from hervest.guidance.assessing_actions import take_assessment_back
from hervest.guidance.intensity_actions import Spent, note_hours, take_hours_back, take_intensity_back
from hervest.guidance.intensity_queries import n_due_reviews, reviews_due, support
from hervest.guidance.intensity_vocabulary import Band, ReviewState
from hervest.guidance.models import HoursSpent, SupportIntensity
from hervest.households.actions import add_member, let_member_leave
from hervest.households.models import Member
from hervest.households.record_rules import MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions
from hervest.journey.contact_actions import log_contact
from hervest.journey.contact_rules import Contact
from hervest.journey.contact_vocabulary import ContactChannel, ContactParty
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Task
from hervest.journey.task_actions import finish_task, undo_finish
from hervest.journey.vocabulary import MilestoneCode, TaskState

HEAVY_ANSWERS = {"isolated": "strong", "apart": "strong", "child_needs_more": "strong"}


@pytest.fixture
def family(begin):
    return begin(make_family)


def shown_to(world, family, key="sander"):
    return support(world.actor(key), family, today=world.today)


def states_of(world, family):
    return {row.review.moment.key: row.review.state for row in shown_to(world, family).reviews}


def page_of(browser, name, *args, **asked):
    answer = browser.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def arrives(world, family, on):
    codes = (MilestoneCode.LANDED, MilestoneCode.ARRIVED)
    records = [MilestoneRecord(code, None, actual_on=on) for code in codes]
    actions.record_milestones(**act(world, family), records=records, source="person")


# The suggestion


def test_the_suggestion_names_its_reasons_and_the_person_for_whom_it_weighs_heaviest(log_in, world, family):
    asks(world, family, isolated="strong", supports_each_other="present")
    asks(world, family, member=RIMA, finds_no_rest="strong", misses_people="present", has_goals="present")

    found = shown_to(world, family).suggestion

    assert (found.suggestion.points, found.suggestion.band, found.suggestion.member) == (8, Band.MIDDLE, RIMA)
    assert [line.title for line in found.up] == [
        "komt niet tot rust",
        "zij zien bijna niemand",
        "mist of verloor naasten",
    ]
    assert {line.title for line in found.down} == {"zij steunen elkaar", "heeft doelen of hoop"}
    shown = page_of(log_in("sander"), "support", family)
    assert "Voorstel uit de antwoorden" in shown
    assert "het zwaarst voor" in shown
    assert "hulpmiddel en besluit niets" in shown


def test_two_who_differ_only_in_sex_name_and_origin_get_the_same_suggestion(world, family):
    asks(world, family, member=SAMIR, finds_no_rest="strong")
    asks(world, family, isolated="strong")
    before = shown_to(world, family).suggestion
    others = {"sex": Sex.FEMALE, "nationality": "SYR", "first_name": "Iemand", "languages": []}
    Member.rows.filter(household__case__code=family, no=SAMIR).update(**others)

    assert shown_to(world, family).suggestion == before


def test_while_nothing_is_known_nothing_is_suggested_and_one_can_decide(world, family):
    assert shown_to(world, family).suggestion is None
    decides(world, family, "light")
    assert shown_to(world, family).current.suggested is None


# The decision


def test_a_person_decides_and_what_was_suggested_is_never_filled_in(log_in, world, family):
    asks(world, family, **HEAVY_ANSWERS)
    browser = log_in("sander")
    shown = page_of(browser, "decide_intensity", family, 0)
    assert "checked" not in shown

    typed = {"band": "middle", "decided_on": "2026-11-23", "reason": "De buren helpen veel.", "seen": "0"}
    browser.post(reverse("decide_intensity", args=[family, 0]), typed)

    now = shown_to(world, family).current
    assert (now.band, now.suggested, now.differs, now.reason) == (
        Band.MIDDLE,
        Band.HEAVY,
        True,
        "De buren helpen veel.",
    )
    assert now.minutes == 150
    shown = page_of(browser, "support", family)
    assert "Voorstel toen: zwaar" in shown
    assert "elke week contact" in shown


@pytest.mark.parametrize("left_out", ["reason", "band", "decided_on"])
def test_without_a_reason_nothing_is_decided_and_what_was_typed_stays(log_in, world, family, left_out):
    typed = {"band": "middle", "decided_on": "2026-11-23", "reason": "De buren helpen.", "seen": "0", "hours": "3,5"}
    answer = log_in("sander").post(reverse("decide_intensity", args=[family, 0]), typed | {left_out: ""})

    assert answer.status_code == 200
    assert SupportIntensity.rows.count() == 0
    assert 'value="3,5"' in answer.content.decode()
    with pytest.raises(RuleBroken, match="intensity_without_reason"):
        decides(world, family, "light", reason=" ")


def test_hours_of_ones_own_need_a_reason_and_count_for_the_household(log_in, world, family):
    with pytest.raises(RuleBroken, match="hours_without_reason"):
        decides(world, family, "middle", minutes=210)
    decides(world, family, "middle", minutes=210, hours_reason="Veel brieven.")

    assert shown_to(world, family).current.minutes == 210
    shown = page_of(log_in("sander"), "support", family)
    assert "3,5 uur per week" in shown
    assert "Veel brieven." in shown
    assert 'value="3,5' in page_of(log_in("sander"), "decide_intensity", family, 0)


def test_a_decision_of_somebody_else_meanwhile_is_shown(log_in, world, family):
    decides(world, family, "heavy", "anouk")
    typed = {"band": "light", "decided_on": "2026-11-23", "reason": "Het gaat goed.", "seen": "0"}
    answer = log_in("sander").post(reverse("decide_intensity", args=[family, 0]), typed)

    shown = unescape(answer.content.decode())
    assert "Een collega heeft intussen besloten" in shown
    assert "zwaar: twee tot drie keer per week contact" in shown
    assert SupportIntensity.rows.count() == 1
    with pytest.raises(Conflict, match="intensity_decided_meanwhile"):
        decides(world, family, "light", seen=0)


@pytest.mark.parametrize("key", ["lena", "lotte", "carla", "saskia", "fenna", "samir", "hatice"])
def test_nobody_else_decides_or_notes_hours(world, family, key):
    with pytest.raises((NotAllowed, NotFound)):
        decides(world, family, "light", key)
    with pytest.raises((NotAllowed, NotFound)):
        note_hours(**act(world, family, key), spent=Spent(world.today, 30))


@pytest.mark.parametrize("key", ["sander", "anouk"])
def test_who_works_with_it_decides_and_notes_hours(world, family, key):
    assert decides(world, family, "light", key)
    assert note_hours(**act(world, family, key), spent=Spent(world.today, 30))


def test_one_person_can_have_support_of_their_own(log_in, world, family):
    decides(world, family, "middle")
    decides(world, family, "heavy", member=RIMA, reason="Rima mist haar zus.")
    with pytest.raises(NotFound):
        decides(world, family, "heavy", member=JAMILA)

    found = shown_to(world, family)
    assert (found.current.band, [(row.member, row.band) for row in found.of_persons]) == (
        Band.MIDDLE,
        [(RIMA, Band.HEAVY)],
    )
    assert "Rima mist haar zus." in page_of(log_in("sander"), "support", family)


def test_whoever_decided_takes_it_back_and_what_held_before_holds_again(world, family):
    first = decides(world, family, "heavy", on=world.today - timedelta(days=5))
    second = decides(world, family, "light", "anouk")

    assert not take_intensity_back(**act(world, family), entry=first)
    with pytest.raises(NotFound):
        take_intensity_back(**act(world, family), entry=second)
    assert take_intensity_back(**act(world, family, "anouk"), entry=second)
    assert shown_to(world, family).current.band is Band.HEAVY


def test_the_history_is_a_chart_and_a_table_that_says_the_same(log_in, world, family):
    decides(world, family, "very_heavy", on=world.today - timedelta(days=45))
    decides(world, family, "middle", on=world.today - timedelta(days=10))
    shown = page_of(log_in("sander"), "support", family)

    assert 'class="hv-steps"' in shown
    assert shown_to(world, family).chart.path.count("H") == 2
    table = shown[shown.index('id="h-history"') :]
    assert table.index("Midden") < table.index("Zeer zwaar")


# Reviews


def test_a_review_that_waits_stands_on_the_case_and_in_the_week_and_late_ones_stay(log_in, world, family):
    arrives(world, family, world.today - timedelta(days=42))
    assert states_of(world, family)["weeks"] is ReviewState.OPEN
    browser = log_in("sander")
    assert "Ondersteuning nu herwegen" in page_of(browser, "case", family)
    assert [(row.code, row.is_late) for row in reviews_due(world.actor("sander"), today=world.today)] == [
        (family, False)
    ]

    arrives(world, family, world.today - timedelta(days=43))
    assert "Herweging van de ondersteuning te laat" in page_of(log_in("sander"), "case", family)
    shown = page_of(log_in("sander"), "this_week")
    assert "Ondersteuning herwegen" in shown
    assert reverse("support", args=[family]) in shown
    assert reviews_due(world.actor("anouk"), today=world.today)[0].is_late


@pytest.mark.parametrize("key", ["lena", "lotte", "carla", "saskia", "fenna", "samir", "joris"])
def test_of_reviews_only_who_works_with_the_household_is_told(world, family, key):
    assert reviews_due(world.actor(key), today=world.today) == ()
    assert n_due_reviews(world.actor(key), family, today=world.today) == (0, False)
    assert n_due_reviews(world.actor("sander"), family, today=world.today) == (1, True)


def test_that_all_stays_as_it_is_does_the_review_and_the_task_of_the_plan(world, family):
    decides(world, family, "middle", on=world.today - timedelta(days=40), reason="Eerste beeld.")
    assert states_of(world, family)["weeks"] is ReviewState.LATE
    asked = Task.rows.filter(case__code=family, template="I01").get()
    assert asked.state != TaskState.DONE

    decides(world, family, "middle", reason="Herwogen: het blijft zoals het is.")

    assert states_of(world, family)["weeks"] is ReviewState.DONE
    asked.refresh_from_db()
    assert (asked.state, asked.done_on) == (TaskState.DONE, world.today)
    assert Task.rows.filter(case__code=family, template="B04").get().state == TaskState.DONE
    assert reviews_due(world.actor("sander"), today=world.today) == ()


def test_a_task_that_comes_back_is_done_once_for_each_review(world, family):
    arrives(world, family, world.today - timedelta(days=80))
    decides(world, family, "middle", reason="Herwogen na drie maanden.")

    done = Task.rows.filter(case__code=family, template__in=["I01", "I02"], state=TaskState.DONE)
    assert sorted(done.values_list("template", "repeat_no")) == [("I01", 1), ("I02", 1)]
    assert {state for key, state in states_of(world, family).items() if key in {"weeks", "month_3"}} == {
        ReviewState.DONE
    }
    assert states_of(world, family)["month_6"] is ReviewState.COMING


def test_what_was_decided_by_mistake_does_no_review_once_it_is_taken_back(world, family):
    entry = decides(world, family, "middle")
    take_intensity_back(**act(world, family), entry=entry)

    assert states_of(world, family)["weeks"] is ReviewState.LATE
    assert reviews_due(world.actor("sander"), today=world.today)


def done_tasks(family):
    return set(Task.rows.filter(case__code=family, state=TaskState.DONE).values_list("template", flat=True))


def test_taking_back_a_decision_opens_the_tasks_that_it_alone_had_done(world, family):
    before = done_tasks(family)
    entry = decides(world, family, "middle")
    assert done_tasks(family) - before == {"B04", "I01"}

    assert take_intensity_back(**act(world, family), entry=entry)

    assert done_tasks(family) == before
    decides(world, family, "middle", on=world.today - timedelta(days=3))
    second = decides(world, family, "heavy")
    assert take_intensity_back(**act(world, family), entry=second)
    assert done_tasks(family) - before == {"B04", "I01"}, "the decision before it does them still"


def test_taking_back_answers_opens_their_task_and_leaves_what_somebody_did_themselves(world, family):
    entry = asks(world, family, isolated="present")
    assert "I01" in done_tasks(family)
    assert take_assessment_back(**act(world, family), entry=entry)
    assert "I01" not in done_tasks(family)

    entry = asks(world, family, isolated="present")
    task = Task.rows.get(case__code=family, template="I01")
    by_hand = {"by": world.actor("sander"), "case": family, "task": task.pk}
    later = world.now + timedelta(minutes=1)
    undo_finish(**by_hand, now=later)
    finish_task(**by_hand, now=later, done_on=world.today, reason="Bij hen thuis besproken.")
    assert take_assessment_back(**act(world, family), entry=entry)

    assert "I01" in done_tasks(family)


def test_answers_about_the_household_do_a_review_and_those_of_one_person_do_not(world, family):
    asks(world, family, member=RIMA, finds_no_rest="strong")
    assert states_of(world, family)["weeks"] is ReviewState.LATE
    asks(world, family, isolated="present")
    assert states_of(world, family)["weeks"] is ReviewState.DONE


def test_a_later_arrival_moves_the_reviews_along(world, family):
    before = {row.review.moment.key: row.review.due_on for row in shown_to(world, family).reviews}
    arrives(world, family, world.today - timedelta(days=20))

    after = {row.review.moment.key: row.review.due_on for row in shown_to(world, family).reviews}
    assert after["weeks"] == before["weeks"] + timedelta(days=30)
    assert states_of(world, family)["weeks"] is ReviewState.COMING


def test_what_happens_in_a_household_asks_for_a_review(world, family):
    decides(world, family, "middle", on=world.today - timedelta(days=5))
    yesterday = world.today - timedelta(days=1)
    joined = MemberRecord(
        MemberNo(0), MemberRole.OTHER, "Hala", joined_on=yesterday, born_on=yesterday.replace(year=1980)
    )
    add_member(**act(world, family), member=joined, reason="Nareis.")
    Member.rows.create(
        household=Member.rows.get(household__case__code=family, no=SAMIR).household,
        no=9,
        role=MemberRole.CHILD,
        born_on=yesterday,
        is_born_here=True,
        sex=Sex.UNKNOWN,
    )
    let_member_leave(**act(world, family), member=RIMA, left_on=yesterday, reason="Verhuisd.")
    ended = MilestoneRecord(MilestoneCode.BENEFIT_ENDED, None, actual_on=yesterday)
    actions.record_milestones(**act(world, family), records=[ended], source="person")

    found = states_of(world, family)
    for key in ("joining", "birth", "separation", "benefit_ended"):
        assert found[key] is ReviewState.OPEN, key
    decides(world, family, "heavy", reason="Er is veel veranderd.")
    assert {state for key, state in states_of(world, family).items() if key in {"joining", "birth", "separation"}} == {
        ReviewState.DONE
    }


def test_nothing_is_due_in_a_case_that_another_municipality_had_before(world, family):
    Case.rows.filter(code=family).update(taken_over_on=world.today - timedelta(days=1))

    assert "weeks" not in states_of(world, family)


def test_the_reviews_of_many_households_cost_as_many_questions_as_of_one(world, family):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            rows = reviews_due(world.actor("sander"), today=world.today)
        return len(rows), len(found)

    n_one, cost_of_one = asked()
    for _ in range(4):
        make_family(world)
    n_many, cost_of_many = asked()

    assert (n_one, n_many) == (1, 5)
    assert cost_of_many == cost_of_one


# Hours


def test_hours_are_noted_in_one_step_and_stand_beside_what_was_planned(log_in, world, family):
    decides(world, family, "heavy", on=world.today - timedelta(days=21))
    browser = log_in("anouk")
    answer = browser.post(
        reverse("note_hours", args=[family]), {"on": "2026-11-23", "hours": "1,5", "note": "Huisbezoek"}
    )

    assert answer.status_code == 303
    this_week = shown_to(world, family).weeks[0]
    assert (this_week.planned, this_week.spent) == (5 * 60, 90)
    shown = page_of(browser, "support", family)
    assert "Huisbezoek" in shown
    assert "1,5 uur" in shown
    assert len(shown_to(world, family).months) == 6


@pytest.mark.parametrize("hours", ["0", "25", "-1", "veel", ""])
def test_hours_that_cannot_be_are_refused_and_stay_as_they_were_typed(log_in, world, family, hours):
    answer = log_in("anouk").post(
        reverse("note_hours", args=[family]), {"on": "2026-11-23", "hours": hours, "note": "Bezoek"}
    )

    assert answer.status_code == 200
    assert 'value="Bezoek"' in answer.content.decode()
    assert HoursSpent.rows.count() == 0


def visits(world, family, on):
    """Sander noted a visit to the household; gives its number."""
    contact = Contact(
        on=on,
        channel=ContactChannel.HOME_VISIT,
        text="Gepraat.",
        parties=frozenset({ContactParty.HOUSEHOLD}),
        language="ar",
        interpreting=Interpreting.PROFESSIONAL,
    )
    return log_contact(**act(world, family), contact=contact)


def test_hours_of_a_contact_take_its_day_and_only_of_ones_own_contact(log_in, world, family):
    entry = visits(world, family, world.today - timedelta(days=2))
    browser = log_in("sander")
    assert f"{reverse('note_hours', args=[family])}?contact={entry}" in page_of(browser, "contacts", family)
    assert 'value="2026-11-21"' in page_of(browser, "note_hours", family, contact=entry)

    kept = note_hours(**act(world, family), spent=Spent(world.today, 45, contact=entry))
    assert HoursSpent.rows.get(pk=kept).on == world.today - timedelta(days=2)
    with pytest.raises(NotFound):
        note_hours(**act(world, family, "anouk"), spent=Spent(world.today, 45, contact=entry))
    assert log_in("anouk").get(reverse("note_hours", args=[family]), {"contact": entry}).status_code == 404


def test_a_day_of_one_worker_has_no_more_than_a_day_of_hours_whatever_the_household(log_in, world, family):
    note_hours(**act(world, family), spent=Spent(world.today, 23 * 60))
    other = make_family(world)
    with pytest.raises(RuleBroken, match="hours_of_a_day_together"):
        note_hours(**act(world, other), spent=Spent(world.today, 61))
    typed = {"on": "2026-11-23", "hours": "2", "note": "Bezoek"}
    answer = log_in("sander").post(reverse("note_hours", args=[other]), typed)
    assert "samen meer dan 24 uur" in answer.content.decode()

    assert note_hours(**act(world, other), spent=Spent(world.today, 60))
    assert note_hours(**act(world, family, "anouk"), spent=Spent(world.today, 61)), "a day of somebody else"
    assert note_hours(**act(world, family), spent=Spent(world.today - timedelta(days=1), 61))


def test_of_one_contact_a_worker_notes_hours_once(world, family):
    entry = visits(world, family, world.today)
    kept = note_hours(**act(world, family), spent=Spent(world.today, 45, contact=entry))

    with pytest.raises(RuleBroken, match="hours_of_contact_noted"):
        note_hours(**act(world, family), spent=Spent(world.today, 45, contact=entry))

    take_hours_back(**act(world, family), entry=kept)
    assert note_hours(**act(world, family), spent=Spent(world.today, 50, contact=entry))


def test_only_ones_own_hours_are_taken_back(world, family):
    kept = note_hours(**act(world, family, "anouk"), spent=Spent(world.today, 45))
    with pytest.raises(NotFound):
        take_hours_back(**act(world, family), entry=kept)

    take_hours_back(**act(world, family, "anouk"), entry=kept)
    assert HoursSpent.rows.count() == 0


def test_the_page_of_support_is_read_in_english_too(world, family):
    asks(world, family, **HEAVY_ANSWERS)
    decides(world, family, "heavy")

    with override("en"):
        shown = shown_to(world, family)
        assert "they see hardly anybody" in {line.title for line in shown.suggestion.up}
        assert shown.current.contact == "contact two to three times a week"
