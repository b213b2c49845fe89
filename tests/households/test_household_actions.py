"""What people correct in a household, what follows from it, and what a birthday changes overnight."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hervest.core.errors import NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households import actions, jobs, queries
from hervest.households.derive_rules import decoded, encoded
from hervest.households.models import Member, Need
from hervest.households.record_rules import MemberRecord, NeedRecord
from hervest.households.vocabulary import AidKind, LanguageFacts, LanguageLevel, MemberRole, NeedKind, Reason
from hervest.journey import actions as journey
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.night_actions import CasesFailedError
from hervest.journey.plan_queries import milestones, traits_shown
from hervest.journey.queries import facts_said, plan_version
from hervest.journey.vocabulary import MilestoneCode, TeamRole, TraitCode, TraitSource
from hervest.journey.week_queries import failed_plans
from households.families import HADDAD

WIFE = MemberNo(2)


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """The family Haddad, led by Sander."""
    by = world.actor("sander")
    code = journey.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    actions.save_household(by=by, now=world.now, case=code, record=HADDAD)
    return code


def by(world, family, key="sander", **given):
    return {"by": world.actor(key), "now": world.now, "case": family, "reason": "Gehoord van COA.", **given}


def held(world, family, member=0):
    found = traits_shown(world.actor("sander"), family, today=world.today)
    return {row.trait.value for row in found if row.holds and (row.member or 0) == member}


def need_id(family, kind):
    return next(row.pk for row in Need.rows.filter(household__case__code=family) if row.kind == kind)


def test_traits_follow_from_who_is_in_it_each_with_a_readable_reason(world, family):
    assert held(world, family) >= {"interpreter_needed", "sponsor_wanted", "sponsor_programme", "reunification_wanted"}
    assert held(world, family, 2) >= {"adult", "care_from_day_one", "integration_duty"}
    assert held(world, family, 3) >= {"child", "child_4_17", "school_age"}
    reasons = {
        (row.member, row.trait.value): row.reason
        for row in traits_shown(world.actor("sander"), family, today=world.today)
    }
    assert decoded(reasons[3, "child"]) == ("age", {"age": "11", "on": world.today})
    assert decoded(reasons[2, "care_from_day_one"]) == ("need", {"kind": NeedKind.CARE_FROM_DAY_ONE})


@pytest.mark.parametrize(
    "reason",
    [
        Reason("until_home_decided"),
        Reason("birth_expected", (("on", date(2027, 3, 2)),)),
        Reason("said", (("text", "a=b&c?d é ሰ"),)),
    ],
)
def test_a_reason_reads_back_as_it_was_written(reason):
    assert decoded(encoded(reason)) == (reason.code, dict(reason.params))


def test_a_card_that_was_handed_over_is_missing_no_more_and_each_trait_is_said_once(world, family):
    def cards():
        found = traits_shown(world.actor("sander"), family, today=world.today)
        assert len({(row.member, row.trait) for row in found}) == len(found)
        return {row.member: (row.holds, row.source) for row in found if row.trait is TraitCode.CARD_MISSING}

    assert cards() == dict.fromkeys((1, 2, 3, 4), (True, TraitSource.HOUSEHOLD))
    card = MilestoneRecord(MilestoneCode.CARD_ISSUED, MemberNo(2), actual_on=world.today)
    journey.record_milestones(by=world.actor("sander"), now=world.now, case=family, records=[card], source="person")

    assert cards()[2] == (False, TraitSource.MILESTONE)
    assert cards()[1] == (True, TraitSource.HOUSEHOLD)


def test_a_programme_that_is_not_there_is_not_wished_for(world):
    hatice = world.actor("hatice")
    code = journey.open_case(by=hatice, now=world.now, municipality="GM9002", route=Route.RESETTLEMENT).code
    actions.save_household(by=hatice, now=world.now, case=code, record=HADDAD)

    found = {row.trait.value for row in traits_shown(hatice, code, today=world.today) if row.holds}

    assert not found & {"sponsor_wanted", "sponsor_programme"}


def test_saving_the_same_household_again_changes_no_plan(world, family):
    version, needs = plan_version(family), [row.pk for row in Need.rows.order_by("pk")]

    actions.save_household(by=world.actor("sander"), now=world.now, case=family, record=queries.record_of(family))

    assert (plan_version(family), [row.pk for row in Need.rows.order_by("pk")]) == (version, needs)


def test_a_birth_is_planned_and_falls_away_once_it_is_recorded(world, family):
    due = world.today + timedelta(days=90)
    actions.correct_member(**by(world, family, member=WIFE, changes={"due_on": due}))
    days = {row.code: row.on for row in milestones(world.actor("sander"), family, today=world.today)}
    assert days[MilestoneCode.BIRTH_EXPECTED] == due
    assert "pregnant" in held(world, family, 2)
    assert queries.card(world.actor("sander"), family, today=world.today).births == (due,)

    actions.correct_member(**by(world, family, member=WIFE, changes={"is_birth_recorded": True}))

    assert "pregnant" not in held(world, family, 2)
    assert queries.card(world.actor("sander"), family, today=world.today).births == ()


def test_a_language_that_is_corrected_changes_whether_an_interpreter_is_needed(world, family):
    actions.correct_household(**by(world, family, changes={"is_interpreter_needed": False}))
    assert "interpreter_needed" in held(world, family)

    dutch = (LanguageFacts("nl", LanguageLevel.FLUENT),)
    actions.correct_member(**by(world, family, member=WIFE, changes={"languages": dutch}))

    assert "interpreter_needed" not in held(world, family)
    assert set(queries.record_of(family).corrected) == {"household.is_interpreter_needed", "members[2].languages"}


def test_a_wheelchair_judged_by_a_person_asks_for_an_adapted_home(world, family):
    actions.add_need(**by(world, family, member=WIFE, kind=NeedKind.AID))
    assert "adapted_home" not in held(world, family)
    with pytest.raises(RuleBroken, match="not_an_aid"):
        actions.judge_aid(**by(world, family, need=need_id(family, "lift"), aid=AidKind.WHEELCHAIR))

    actions.judge_aid(**by(world, family, need=need_id(family, "aid"), aid=AidKind.WHEELCHAIR))

    assert "adapted_home" in held(world, family)


def test_a_need_stands_once_and_goes_with_a_reason(world, family):
    with pytest.raises(RuleBroken, match="need_stands_already"):
        actions.add_need(**by(world, family, member=WIFE, kind=NeedKind.LIFT))
    with pytest.raises(RuleBroken, match="reason_needed"):
        actions.remove_need(**by(world, family, need=need_id(family, "lift")) | {"reason": " "})

    actions.remove_need(**by(world, family, need=need_id(family, "lift")))

    assert [row.kind for row in queries.record_of(family).needs] == [NeedKind.CARE_FROM_DAY_ONE]


def test_a_need_can_turn_out_to_be_somebody_elses(world, family):
    actions.correct_need(**by(world, family, need=need_id(family, "lift"), member=MemberNo(1), kind=NeedKind.STEP_FREE))

    record = queries.record_of(family)
    assert NeedRecord(MemberNo(1), NeedKind.STEP_FREE, "Kan moeilijk lopen.") in record.needs
    assert set(record.corrected) == {"needs[2:lift]", "needs[1:step_free]"}


def test_somebody_joins_and_somebody_leaves_and_no_number_is_used_again(world, family):
    baby = MemberRecord(MemberNo(1), MemberRole.CHILD, "Noor", "Haddad", world.today - timedelta(days=3))

    number = actions.add_member(**by(world, family, member=baby))
    assert (number, "child_0_3" in held(world, family, 5)) == (5, True)
    actions.let_member_leave(**by(world, family, member=number, left_on=world.today))

    assert held(world, family, 5) == set()
    assert queries.facts_of(family, today=world.today).n_now == 4
    assert actions.add_member(**by(world, family, member=baby)) == 6
    with pytest.raises(RuleBroken, match="head_stays"):
        actions.let_member_leave(**by(world, family, member=MemberNo(1), left_on=world.today))


@pytest.mark.parametrize(
    ("changes", "code"),
    [({}, "nothing_changed"), ({"first_name": "ريم"}, "nothing_changed"), ({"role": MemberRole.HEAD}, "one_head")],
)
def test_a_correction_that_says_nothing_or_cannot_be_is_refused(world, family, changes, code):
    with pytest.raises(RuleBroken, match=code):
        actions.correct_member(**by(world, family, member=WIFE, changes=changes))

    assert not queries.record_of(family).corrected


@pytest.mark.parametrize("key", ["lena", "joris", "lotte", "anouk", "hatice", "ruben"])
def test_who_is_not_in_the_team_corrects_nothing(world, family, key):
    correct = {"member": WIFE, "changes": {"first_name": "Rim"}}
    with pytest.raises((NotAllowed, NotFound)):
        actions.correct_member(**by(world, family, key, **correct))

    if key == "anouk":
        journey.join_team(
            by=world.actor("sander"), now=world.now, case=family, person=world.ids[key], role=TeamRole.GUIDE
        )
        actions.correct_member(**by(world, family, key, **correct))
        assert queries.record_of(family).member(2).first_name == "Rim"


def test_what_the_team_corrected_names_who_and_when(world, family):
    actions.correct_member(**by(world, family, member=WIFE, changes={"first_name": "Rim"}))

    word = queries.record_of(family).corrected["members[2].first_name"]
    assert (word.by, word.on, word.reason) == ("Sander Bos", world.today, "Gehoord van COA.")


def test_the_night_after_a_birthday_the_traits_are_those_of_the_new_age(world, family):
    tomorrow = world.now + timedelta(days=1)
    turns_four = replace(HADDAD.members[3], born_on=date(2022, 11, 24))
    record = replace(HADDAD, members=(*HADDAD.members[:3], turns_four))
    actions.save_household(by=world.actor("sander"), now=world.now, case=family, record=record)
    said = facts_said(queries.case_for(world.actor("sander"), family, _read(), today=world.today).id, _household())
    assert "child_0_3" in said[4]

    assert jobs.derive_changed(world.now) == 0
    assert jobs.derive_changed(tomorrow) == 1
    assert jobs.derive_changed(tomorrow) == 0

    assert "child_4_17" in held(world, family, 4)
    assert "child_0_3" not in held(world, family, 4)


def _read():
    return queries.Permission.CASE_READ


def _household():
    return TraitSource.HOUSEHOLD


def test_the_night_after_an_arrival_moved_ages_count_on_the_new_day(world, family):
    turns_four = replace(HADDAD.members[3], born_on=world.today - timedelta(days=4 * 365 + 1 - 40))
    record = replace(HADDAD, members=(*HADDAD.members[:3], turns_four))
    actions.save_household(by=world.actor("sander"), now=world.now, case=family, record=record)
    assert "child_0_3" in held(world, family, 4)

    journey.move_milestone(
        by=world.actor("sander"),
        now=world.now,
        case=family,
        milestone=MilestoneCode.LANDED,
        member=None,
        on=world.today + timedelta(days=60),
        is_actual=False,
        reason="Vlucht.",
        seen=plan_version(family),
    )
    jobs.derive_changed(world.now)

    assert "child_4_17" in held(world, family, 4)


def test_a_household_that_cannot_be_read_keeps_no_other_from_its_birthdays(world, family):
    by = world.actor("sander")
    broken = journey.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    actions.save_household(by=by, now=world.now, case=broken, record=replace(HADDAD, dossier_number="OD-2"))
    Member.rows.filter(household__case__code=broken, no=1).update(role="unknown")

    with pytest.raises(CasesFailedError) as failed:
        jobs.derive_changed(world.now + timedelta(days=3 * 365))

    assert failed.value.cases == (broken,)
    assert "child_0_3" not in held(world, family, 4)
    assert failed_plans(world.actor("lena")) == (broken,)


@pytest.mark.parametrize("days", [-400, 400])
def test_a_child_is_expected_about_now_and_not_years_ago(world, family, days):
    far, soon = world.today + timedelta(days=days), world.today + timedelta(days=90)

    with pytest.raises(RuleBroken, match="due_day_far_away"):
        actions.correct_member(**by(world, family, member=WIFE, changes={"due_on": far}))
    with pytest.raises(RuleBroken, match="due_day_far_away"):
        actions.add_member(**by(world, family, member=replace(HADDAD.members[1], due_on=far)))
    actions.correct_member(**by(world, family, member=WIFE, changes={"due_on": soon}))

    assert queries.record_of(family).members[1].due_on == soon
