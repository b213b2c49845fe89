"""Before a change in a household is recorded, it is shown what follows; and just that follows."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.core.vocabulary import MemberNo, Route
from hervest.households import actions
from hervest.households.change_actions import record_change
from hervest.households.change_queries import changing
from hervest.households.change_rules import Birth, Joining, Leaving
from hervest.households.models import Member
from hervest.households.queries import household_page
from hervest.households.record_rules import MemberRecord
from hervest.households.vocabulary import LeftWhy, MemberRole, Sex
from hervest.journey import actions as journey
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task
from hervest.journey.queries import plan_version
from hervest.journey.task_actions import finish_task
from hervest.journey.vocabulary import ClashCode, MilestoneCode, TraitCode
from hervest.portal.change_queries import change_preview, coming_of_age
from hervest.portal.queries import case_page
from households.families import HADDAD
from people import TODAY


@pytest.fixture
def family(world):
    """The family Haddad, led by Sander, three weeks after its arrival."""
    by = {"by": world.actor("sander"), "now": world.now}
    code = journey.open_case(**by, municipality="GM9001", route=Route.RESETTLEMENT).code
    arrived = (MilestoneRecord(MilestoneCode.ARRIVED, actual_on=world.today - timedelta(days=21)),)
    journey.record_milestones(**by, case=code, records=arrived, source="person")
    actions.save_household(**by, case=code, record=HADDAD)
    return code


def somebody(role, age, name="Amal"):
    return MemberRecord(MemberNo(0), role, name, "Haddad", TODAY.replace(year=TODAY.year - age), Sex.FEMALE)


CHANGES = {
    "birth": Birth(somebody(MemberRole.CHILD, 0), MemberNo(2)),
    "joining": Joining(somebody(MemberRole.PARENT, 66), TODAY),
    "separation": Leaving(frozenset({MemberNo(2), MemberNo(4)}), TODAY, LeftWhy.SEPARATED),
    "death": Leaving(frozenset({MemberNo(1)}), TODAY, LeftWhy.DIED, MemberNo(2)),
}


LATE = {
    "birth": Birth(replace(CHANGES["birth"].child, born_on=TODAY - timedelta(days=15))),
    "joining": Joining(CHANGES["joining"].member, TODAY - timedelta(days=15)),
}


def open_tasks(family):
    rows = Task.rows.filter(case__code=family)
    return {(row.template, row.member_no, row.repeat_no): (row.state, row.due_on) for row in rows}


@pytest.mark.parametrize("change", [*CHANGES.values(), *LATE.values()])
def test_what_was_shown_is_what_follows(world, family, change):
    sander, before = world.actor("sander"), open_tasks(family)
    shown = change_preview(sander, changing(sander, family, today=world.today), change, today=world.today)

    assert open_tasks(family) == before
    said = {"reason": "Gehoord.", "seen": plan_version(family)}
    record_change(by=world.actor("sander"), now=world.now, case=family, change=change, **said)

    then = open_tasks(family)
    new = {(key.template, key.member or 0, key.repeat_no) for key in (line.key for line in shown.plan.new)}
    gone = {(key.template, key.member or 0, key.repeat_no) for key in (line.key for line in shown.plan.falls_away)}
    moves = {line.key: line.becomes_on for line in shown.plan.moves}
    moved = {(key.template, key.member or 0, key.repeat_no): on for key, on in moves.items()}
    assert new == then.keys() - before.keys()
    assert gone == {key for key in before if then[key][0] != before[key][0] and then[key][0] == "not_needed"}
    assert moved == {key: then[key][1] for key in before if then[key][1] != before[key][1] and key not in gone}
    assert shown.plan.n_changes > 0
    rows = Member.rows.filter(household__case__code=family, left_on__isnull=True)
    assert {row.no for row in shown.follows.becomes.present} == set(rows.values_list("no", flat=True))
    page = household_page(world.actor("sander"), family, today=world.today)
    assert page.rooms.advice.bedrooms == shown.follows.rooms_after


def test_the_preview_of_a_birth_names_that_it_is_to_be_reported_and_until_when(world, family):
    sander = world.actor("sander")
    shown = change_preview(sander, changing(sander, family, today=world.today), LATE["birth"], today=world.today)

    born_on = LATE["birth"].child.born_on
    assert [(line.key.member, line.becomes_on) for line in shown.plan.new if line.key.template == "G22"] == [
        (5, born_on + timedelta(days=3))
    ]
    assert (TraitCode.BORN_HERE, "Amal", True) in {(row.trait, row.who, row.begins) for row in shown.follows.traits}


@pytest.mark.parametrize(("done_on", "asked"), [(0, []), (-1, ["G22"])])
def test_a_birth_that_was_reported_before_it_is_recorded_is_no_new_work(world, family, done_on, asked):
    sander, birth = world.actor("sander"), replace(LATE["birth"], mother=MemberNo(2))
    on = {"by": sander, "now": world.now, "case": family}
    actions.correct_member(**on, member=MemberNo(2), changes={"due_on": world.today}, reason="Gehoord.")
    expected = Task.rows.get(case__code=family, template="G21")
    finish_task(**on, task=expected.pk, done_on=birth.child.born_on + timedelta(days=done_on), reason="Gehoord.")

    shown = change_preview(sander, changing(sander, family, today=world.today), birth, today=world.today)
    assert [line.key.template for line in shown.plan.new if line.key.template == "G22"] == asked

    record_change(**on, change=birth, reason="Gehoord.", seen=plan_version(family))
    assert [row.template for row in Task.rows.filter(case__code=family, template="G22", is_open=True)] == asked


def test_a_grandmother_who_joins_asks_for_a_bedroom_more(world, family):
    sander = world.actor("sander")
    now = changing(sander, family, today=world.today)
    shown = change_preview(sander, now, CHANGES["joining"], today=world.today)

    assert shown.follows.rooms_after.needed_now == shown.follows.rooms_before.needed_now + 1
    assert [row.first_name for row in shown.follows.joins] == ["Amal"]
    assert (TraitCode.ADULT, "Amal", True) in {(row.trait, row.who, row.begins) for row in shown.follows.traits}


def test_a_coming_of_age_is_shown_before_the_birthday(world, family):
    born = world.today.replace(year=world.today.year - 18) + timedelta(days=30)
    Member.rows.filter(household__case__code=family, no=3).update(born_on=born)
    sander = world.actor("sander")
    now = changing(sander, family, today=world.today)

    who, day, shown = coming_of_age(sander, now, 3, today=world.today)

    assert (who.first_name, day) == ("Lina", world.today + timedelta(days=30))
    found = {(row.trait, row.begins) for row in shown.follows.traits if row.member == 3}
    assert {(TraitCode.ADULT, True), (TraitCode.CHILD, False)} <= found


def test_what_follows_from_a_coming_of_age_is_due_after_that_birthday_and_held_against_it(
    world, client, log_in, family
):
    born = world.today.replace(year=world.today.year - 18) + timedelta(days=300)
    Member.rows.filter(household__case__code=family, no=3).update(born_on=born)
    sander, day = world.actor("sander"), world.today + timedelta(days=300)

    _, found, shown = coming_of_age(sander, changing(sander, family, today=world.today), 3, today=world.today)

    assert found == day
    theirs = [line for line in shown.plan.new if line.key.member == 3]
    assert {"F04", "F10", "H01", "H03"} <= {line.key.template for line in theirs}
    assert min(line.becomes_on for line in theirs if line.becomes_on) >= day
    assert not [line for line in shown.plan.clashes if line.clash is ClashCode.DUE_IN_THE_PAST]
    log_in("sander")
    told = client.get(reverse("coming_of_age", args=[family, 3])).content.decode()
    assert "Vraag een bankrekening aan (basisbetaalrekening) · <bdi>Lina</bdi>" in told


@pytest.mark.parametrize("change", [*LATE.values(), CHANGES["birth"], CHANGES["joining"]])
def test_whoever_came_later_has_no_task_that_is_late_on_the_day_it_is_recorded_but_for_the_law(world, family, change):
    said = {"reason": "Gehoord.", "seen": plan_version(family)}
    record_change(by=world.actor("sander"), now=world.now, case=family, change=change, **said)

    theirs = list(Task.rows.filter(case__code=family, member_no=5))
    assert {"F05", "F06"} <= {task.template for task in theirs}
    late = {task.template for task in theirs if task.due_on and task.due_on < world.today}
    assert late == ({"G22"} if change is LATE["birth"] else set())
    assert not {task.template for task in theirs} & {"C27", "C28", "D02", "D03", "D05", "D06"}


def test_the_lines_of_a_death_say_whom_they_are_about_and_that_a_minor_becomes_the_first_contact(
    world, client, log_in, family
):
    log_in("sander")
    given = {"members": ["1", "2"], "on": TODAY.isoformat(), "new_head": "3", "reason": "Gehoord."}
    here = reverse("change_household", args=[family, "death"])
    answer = client.post(here, given | {"seen": plan_version(family)})
    told = answer.content.decode()

    guardians = [line for line in answer.context["preview"].plan.new if line.key.template == "C26"]
    assert {(line.key.member, line.becomes_on) for line in guardians} == {(3, TODAY), (4, TODAY)}
    assert "Voogdij geregeld door Nidos · <bdi>Lina</bdi>" in told
    assert "Er blijft niemand van 18 jaar of ouder in het gezin. Lina wordt het eerste contact en is minder" in told
    assert "is minderjarig" not in client.post(here, given | {"members": ["1"], "new_head": "2"}).content.decode()


def test_who_would_have_joined_before_the_household_was_here_is_refused_in_words(client, log_in, family):
    log_in("sander")
    here = reverse("change_household", args=[family, "joining"])
    given = FORMS["joining"] | {"on": "2020-01-01", "reason": "Gehoord.", "seen": plan_version(family)}

    refused = client.post(here, given)
    assert "Dit gezin hoort bij deze gemeente sinds" in refused.content.decode()
    assert refused.context["preview"] is None


def test_a_link_that_is_only_planned_keeps_nobody_from_joining(world, client, log_in):
    by = {"by": world.actor("sander"), "now": world.now}
    code = journey.open_case(**by, municipality="GM9001", route=Route.RESETTLEMENT).code
    linked = MilestoneRecord(MilestoneCode.ALLOCATED, planned_on=TODAY + timedelta(days=7))
    journey.record_milestones(**by, case=code, records=(linked,), source="person")
    actions.save_household(**by, case=code, record=HADDAD)
    log_in("sander")

    def looked(on):
        given = FORMS["joining"] | {"on": on.isoformat(), "reason": "Gehoord.", "seen": plan_version(code)}
        return client.post(reverse("change_household", args=[code, "joining"]), given).context["preview"]

    assert looked(TODAY) is not None
    assert looked(TODAY - timedelta(days=1)) is None


def test_a_first_day_is_no_milestone_of_the_case(world, family):
    before = case_page(world.actor("sander"), family, today=world.today)
    said = {"reason": "Gehoord.", "seen": plan_version(family)}
    record_change(by=world.actor("sander"), now=world.now, case=family, change=CHANGES["birth"], **said)
    shown = case_page(world.actor("sander"), family, today=world.today)

    assert MilestoneCode.REGISTERED in {row.code for row in before.milestones}
    assert {row.code for row in shown.milestones if row.member == 5} <= {
        MilestoneCode.BIRTH_EXPECTED,
        MilestoneCode.PERMIT_ENDED,
    }
    assert {(row.code, row.on) for row in before.milestones} <= {(row.code, row.on) for row in shown.milestones}


def test_a_card_of_one_leaves_that_of_the_household_to_be_recorded(world, family):
    card = MilestoneRecord(MilestoneCode.CARD_ISSUED, MemberNo(2), actual_on=world.today)
    by = {"by": world.actor("sander"), "now": world.now, "case": family}
    journey.record_milestones(**by, records=(card,), source="person")
    shown = case_page(world.actor("sander"), family, today=world.today)

    assert (MilestoneCode.CARD_ISSUED, 2) in {(row.code, row.member) for row in shown.milestones}
    assert MilestoneCode.CARD_ISSUED in shown.undated
    assert MilestoneCode.ARRIVED not in shown.undated


FORMS = {
    "birth": {"first_name": "Noor", "born_on": TODAY.isoformat(), "mother": "2"},
    "joining": {"first_name": "Amal", "role": "parent", "on": TODAY.isoformat(), "born_on": "1960-01-01"},
    "separation": {"members": ["2", "4"], "on": TODAY.isoformat(), "opens_case": "on"},
    "death": {"members": ["1"], "on": TODAY.isoformat(), "new_head": "2"},
}


@pytest.mark.parametrize("kind", FORMS)
def test_on_the_page_it_is_looked_at_first_and_then_recorded(world, client, log_in, family, kind):
    log_in("sander")
    here = reverse("change_household", args=[family, kind])
    assert here in client.get(reverse("household_changes", args=[family])).content.decode()
    given = FORMS[kind] | {"reason": "Verteld aan de balie.", "seen": plan_version(family)}
    people = Member.rows.filter(household__case__code=family).count()

    unseen = client.post(here, given | {"confirm": "yes"})
    assert unseen.status_code == 200
    assert unseen.context["form"].errors
    looked = client.post(here, given)
    plan = looked.context["preview"].plan
    assert plan.n_changes > 0
    tiles = [int(n) for n in re.findall(r'hv-tile__n">.*?</svg>(\d+)</span>', looked.content.decode())]
    assert sum((tiles[1], *tiles[3:])) == plan.n_changes
    assert ("Er gaat een eigen dossier open" in looked.content.decode()) is ("opens_case" in given)
    assert "mijlpaal hangt" not in looked.content.decode()
    assert Member.rows.filter(household__case__code=family).count() == people
    hidden = {name: looked.context["form"].data[name] for name in ("seen", "shown")}

    another = {"reason": "Anders.", "on": "2026-11-01", "born_on": "2026-11-01", "confirm": "yes"}
    other = client.post(here, given | hidden | another)
    assert other.status_code == 200
    done = client.post(here, given | hidden | {"confirm": "yes"})

    assert done.status_code == 303
    then = Member.rows.filter(household__case__code=family)
    assert then.filter(left_on__isnull=True).count() == {"birth": 5, "joining": 5, "separation": 2, "death": 3}[kind]


def test_a_change_that_does_not_exist_and_a_person_who_does_not_come_of_age_have_no_page(world, client, log_in, family):
    log_in("sander")

    assert client.get(reverse("change_household", args=[family, "marriage"])).status_code == 404
    assert client.get(reverse("coming_of_age", args=[family, 1])).status_code == 404
    assert client.get(reverse("change_household", args=[family, "birth"])).status_code == 200


def test_a_child_is_not_made_the_first_contact_while_an_adult_stays(client, log_in, family):
    log_in("sander")
    here = reverse("change_household", args=[family, "death"])
    given = FORMS["death"] | {"reason": "Gehoord.", "seen": plan_version(family)}

    refused = client.post(here, given | {"new_head": "3"})
    assert "er blijft een volwassene in het gezin" in refused.content.decode()
    assert refused.context["preview"] is None
    assert client.post(here, given).context["preview"].n_changes > 0


def test_a_date_that_counts_from_a_first_day_says_so(world, client, log_in, family):
    said = {"reason": "Gehoord.", "seen": plan_version(family)}
    record_change(by=world.actor("sander"), now=world.now, case=family, change=LATE["birth"], **said)
    log_in("sander")
    told = client.get(reverse("case_plan", args=[family])).content.decode()

    assert "14 dagen na de geboorte" in told
    assert "Niet vóór de dag waarop dit werd vastgelegd: op zijn vroegst maandag 23 november 2026." in told


NAMELESS = [
    ("change_household", ["death"]),
    ("add_wish", []),
    ("living_wishes", []),
    ("say_of_plan", []),
    ("add_need", []),
    ("member_access", [5]),
    ("household", []),
]


@pytest.mark.parametrize(("page", "more"), NAMELESS)
def test_a_child_without_a_name_yet_is_called_so_in_words_everywhere(world, log_in, family, page, more):
    child = replace(CHANGES["birth"].child, first_name="", last_name="")
    said = {"reason": "Gehoord.", "seen": plan_version(family)}
    record_change(by=world.actor("sander"), now=world.now, case=family, change=Birth(child, MemberNo(2)), **said)
    told = log_in("sander").get(reverse(page, args=[family, *more])).content.decode()

    assert "persoon 5, nog zonder naam" in told
    assert not re.search(r">\s*5\s*</(label|bdi|option)>", told)


def test_in_the_plan_that_follows_a_child_without_a_name_yet_is_no_number(client, log_in, family):
    log_in("sander")
    given = FORMS["birth"] | {"first_name": "", "reason": "Gehoord.", "seen": plan_version(family)}
    told = client.post(reverse("change_household", args=[family, "birth"]), given).content.decode()

    assert "<bdi>persoon 5, nog zonder naam</bdi>" in told
    assert f"{family}/5" not in told
