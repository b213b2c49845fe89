"""The work of a colleague who left: it is counted before they go, and handed over in one act afterwards, too."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from hervest.accounts import people_actions
from hervest.accounts.models import Membership
from hervest.accounts.people_queries import managed_membership
from hervest.accounts.queries import colleagues_of
from hervest.accounts.vocabulary import Role
from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import Route
from hervest.journey import actions, cover_actions
from hervest.journey.cover_queries import left_with_work, work_of_colleague
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Cover, Task, TeamMember
from hervest.journey.task_actions import assign_task
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TeamRole, WhyNotBack
from hervest.portal.people_queries import ending as ending_of
from people import HERE, NOW

MARK = "(doet hier geen werk meer)"


@pytest.fixture
def case(begin):
    return begin(open_case)


def open_case(world):
    """A case that Sander leads, whose family lands in a month; one task of it is his by name."""
    sander = world.actor("sander")
    code = actions.open_case(by=sander, now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code
    landing = MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=30))
    actions.record_milestones(by=sander, now=NOW, case=code, records=[landing], source="person")
    task = readable(code).order_by("due_on", "pk").first()
    assign_task(by=sander, now=NOW, case=code, task=task.pk, person=world.ids["sander"])
    return code


def theirs(code):
    """The open tasks of the case that are its lead's."""
    return Task.rows.filter(case__code=code, holder=TeamRole.CASE_LEAD, is_open=True)


def readable(code):
    """Those of them that are not about money, which Lena does not read: these she hands over."""
    return theirs(code).filter(is_finance=False)


def membership(world, key, role=Role.MUNI_CASEWORKER):
    return Membership.rows.get(person=world.ids[key], role=role)


def leave(world, key="sander", by="lena", role=Role.MUNI_CASEWORKER):
    people_actions.end_role(by=world.actor(by), now=NOW, membership=membership(world, key, role).pk)


def listed(world, by="lena"):
    return {row.id for row in left_with_work(world.actor(by), today=world.today)}


def waiting(world, by="lena", of="sander", until_on=None):
    return work_of_colleague(world.actor(by), world.ids[of], until_on, today=world.today).rows


def covered(world, work, by="lena", person="lotte"):
    return cover_actions.cover_work(
        by=world.actor(by),
        now=NOW,
        colleague=world.ids["sander"],
        person=world.ids[person],
        work=work,
        until_on=world.today + timedelta(days=300),
        reason="Works elsewhere now",
    )


def given(tasks):
    return dict(Task.rows.filter(pk__in=tasks).values_list("pk", "assigned_to_id"))


def text_of(answer):
    return unescape(answer.content.decode())


def test_all_of_it_goes_at_once_after_they_left_and_nothing_of_it_goes_back_to_them(world, case):
    leave(world)
    rows = waiting(world)
    before = given([row.id for row in rows])
    assert set(before) == {task.pk for task in readable(case)}
    assert set(before.values()) == {None, world.ids["sander"]}

    number = covered(world, [(row.case_code, row.id) for row in rows])
    assert set(given(before).values()) == {world.ids["lotte"]}
    assert TeamMember.rows.filter(person=world.ids["lotte"], role=TeamRole.CASE_LEAD, case__code=case).count() == 1
    assert listed(world) == set()

    n_named = sum(person is not None for person in before.values())
    undone = cover_actions.undo_cover(by=world.actor("lena"), now=NOW, cover=number)
    assert set(given(before).values()) == {world.ids["lotte"]}
    said = [(row.why, row.before) for row in undone.stayed]
    assert said.count((WhyNotBack.CANNOT_HAVE, "Sander Bos")) == n_named
    assert said.count((WhyNotBack.NOBODY, "")) == len(before) - n_named
    assert (undone.n_back, undone.seats) == (0, (case,))
    assert TeamMember.rows.filter(person=world.ids["lotte"], role=TeamRole.CASE_LEAD, case__code=case).count() == 1


def test_who_came_back_meanwhile_gets_back_what_was_theirs_by_name(world, case):
    leave(world)
    before = given([row.id for row in waiting(world)])
    number = covered(world, [(case, task) for task in before])
    Membership.rows.filter(pk=membership(world, "sander").pk).update(until_on=world.today + timedelta(days=400))

    undone = cover_actions.undo_cover(by=world.actor("lena"), now=NOW, cover=number)

    assert undone.stayed == undone.seats == ()
    assert given(before) == before
    assert not TeamMember.rows.filter(person=world.ids["lotte"], case__code=case).exists()


def test_from_the_page_in_one_go_with_one_reason_and_one_undo(log_in, world, case):
    leave(world)
    client, address = log_in("lena"), f"{reverse('cover')}?colleague={world.ids['sander']}"
    shown = text_of(client.get(address))
    assert f'value="{world.ids["sander"]}" selected>Sander Bos {MARK}</option>' in shown
    assert "Wie doet het voortaan?" in shown
    tasks = [row.id for row in waiting(world)]
    assert shown.count('name="work"') == len(tasks) > 2

    sent = {"work": [f"{case}:{task}" for task in tasks], "person": world.ids["lotte"], "until_on": "2027-06-01"}
    assert client.post(address, sent | {"reason": "Werkt ergens anders"}).status_code == 303
    assert set(given(tasks).values()) == {world.ids["lotte"]}
    assert MARK not in text_of(client.get(reverse("cover")))
    assert client.post(reverse("undo_cover", args=[Cover.rows.get().pk])).status_code == 303
    assert set(given(tasks).values()) == {world.ids["lotte"]}
    shown = text_of(client.get(reverse("cover")))
    assert "taken blijven bij Lotte Mulder: niemand in het team doet dit werk nog voor wie het is" in shown
    assert "(Sander Bos: kan of mag deze taak niet meer hebben)" in shown
    assert f"Lotte Mulder houdt de plek in het team van {case}" in shown


def test_who_is_still_here_is_listed_once_and_bears_no_mark(log_in, world, case):
    assert listed(world) == set()
    shown = text_of(log_in("lena").get(f"{reverse('cover')}?colleague={world.ids['sander']}"))

    assert MARK not in shown
    assert "Wie doet het zolang?" in shown
    assert f'value="{world.ids["sander"]}" selected>Sander Bos</option>' in shown


def test_who_left_without_open_work_is_not_listed(world, case):
    leave(world, "lotte")
    assert listed(world) == set()
    leave(world)
    assert listed(world) == {world.ids["sander"]}


@pytest.mark.parametrize("is_by_name", [True, False])
def test_one_task_by_name_or_by_a_seat_is_enough(world, case, is_by_name):
    task = Task.rows.filter(case__code=case, is_open=True, assigned_to=world.ids["sander"]).get()
    if is_by_name:
        TeamMember.rows.filter(person=world.ids["sander"]).delete()
    else:
        Task.rows.filter(case__code=case).exclude(pk=task.pk).update(holder=TeamRole.HOUSING_OFFICER)
        Task.rows.filter(pk=task.pk).update(assigned_to=None)
    leave(world)
    assert listed(world) == {world.ids["sander"]}
    assert [row.id for row in waiting(world)] == [task.pk]

    Task.rows.filter(pk=task.pk).update(holder=TeamRole.HOUSING_OFFICER, assigned_to=world.ids["lotte"])
    assert listed(world) == set()
    assert waiting(world) == ()


def test_work_of_a_case_that_is_closed_keeps_nobody_in_the_list(world, case):
    leave(world)
    assert listed(world) == {world.ids["sander"]}
    Case.rows.filter(code=case).update(closed_on=world.today, closed_as=next(iter(ClosingReason)))

    assert listed(world) == set()


def test_work_without_a_date_of_who_left_is_there_too(world, case):
    task = readable(case).order_by("-pk").first()
    Task.rows.filter(pk=task.pk).update(due_on=None)
    leave(world)

    assert task.pk in {row.id for row in waiting(world)}
    assert task.pk not in {row.id for row in waiting(world, until_on=world.today + timedelta(days=9999))}


def test_work_about_money_goes_with_the_seat_and_by_name_through_who_reads_it(world, case):
    money, other = theirs(case).filter(is_finance=True).first(), readable(case).first()
    assign_task(by=world.actor("sander"), now=NOW, case=case, task=money.pk, person=world.ids["sander"])
    leave(world)
    work = [(row.case_code, row.id) for row in waiting(world)]
    assert money.pk not in {task for _, task in work}
    covered(world, work)
    assert given([other.pk]) == {other.pk: world.ids["lotte"]}

    assert listed(world) == set()
    assert listed(world, by="lotte") == {world.ids["sander"]}
    assert money.pk in {row.id for row in waiting(world, by="lotte")}
    covered(world, [(case, money.pk)], by="lotte")
    assert listed(world, by="lotte") == set()


def test_what_somebody_else_does_in_the_same_role_keeps_nobody_in_the_list(world, case):
    Task.rows.filter(case__code=case).update(assigned_to=None)
    leave(world)
    assert listed(world) == {world.ids["sander"]}
    world.joins(case, "lotte", TeamRole.CASE_LEAD, by="lena")

    assert listed(world) == set()


def test_only_who_may_give_the_work_away_sees_who_left(world, case):
    world.joins(case, "marieke", TeamRole.CIVIC_OFFICER, by="sander")
    leave(world)

    assert listed(world, by="lena") == listed(world, by="marieke") == {world.ids["sander"]}
    for other in ("lotte", "anouk", "joris", "hatice", "bas", "samir"):
        assert listed(world, by=other) == set(), other


def test_a_colleague_in_the_team_sees_who_left_and_one_beside_it_does_not(log_in, world, case):
    world.joins(case, "lotte", TeamRole.CIVIC_OFFICER, by="sander")
    leave(world)

    assert listed(world, by="lotte") == {world.ids["sander"]}
    address = f"{reverse('cover')}?colleague={world.ids['sander']}"
    assert 'name="work"' in text_of(log_in("lotte").get(address))
    TeamMember.rows.filter(person=world.ids["lotte"]).delete()
    assert listed(world, by="lotte") == set()
    shown = text_of(log_in("lotte").get(address))
    assert 'name="work"' not in shown
    assert "Sander" not in shown


def test_who_left_is_not_offered_as_taker_and_cannot_be_one(log_in, world, case):
    def takers():
        shown = text_of(log_in("lena").get(f"{reverse('cover')}?colleague={world.ids['sander']}"))
        return shown.split('name="person"')[1].split("</select>")[0]

    assert "Lotte Mulder" in takers()
    task = readable(case).order_by("-pk").first()
    assign_task(by=world.actor("lena"), now=NOW, case=case, task=task.pk, person=world.ids["marieke"])
    leave(world)
    leave(world, "marieke")
    leave(world, "marieke", role=Role.MUNI_LEAD)
    assert listed(world) == {world.ids["sander"], world.ids["marieke"]}
    assert "Marieke" not in takers()
    assert "Sander" not in takers()
    assert "Lotte Mulder" in takers()

    work = [(row.case_code, row.id) for row in waiting(world)]
    with pytest.raises(RuleBroken) as raised:
        covered(world, work, person="marieke")
    assert raised.value.code == "cannot_cover_here"
    assert covered(world, work, person="lotte")


def test_who_has_another_role_that_can_have_work_is_a_colleague_still(world, case):
    marieke = world.ids["marieke"]
    assign_task(by=world.actor("lena"), now=NOW, case=case, task=readable(case).last().pk, person=marieke)
    leave(world, "marieke")
    assert listed(world) == set()
    assert marieke in {row.id for row in colleagues_of(world.actor("lena"), today=world.today)}

    leave(world, "marieke", role=Role.MUNI_LEAD)
    assert listed(world) == {marieke}
    assert marieke not in {row.id for row in colleagues_of(world.actor("lena"), today=world.today)}


def test_the_list_takes_as_many_queries_whatever_they_left(world, case, django_assert_max_num_queries):
    leave(world)
    lena = world.actor("lena")
    with django_assert_max_num_queries(5):
        assert left_with_work(lena, today=world.today)


# --- before they go ---------------------------------------------------------------------------------------------------


def test_the_page_that_ends_a_role_tells_how_much_is_theirs_and_leads_to_handing_it_over(log_in, world, case):
    tasks = theirs(case)
    n_tasks, days = tasks.count(), sorted(task.due_on for task in tasks if task.due_on)
    n_dated = readable(case).exclude(due_on=None).count()
    assert n_tasks > n_dated > 2
    client, row = log_in("lena"), membership(world, "sander")
    shown = text_of(client.get(reverse("end_role", args=[row.pk])))

    assert f"{n_tasks} open taken zijn van deze persoon" in shown
    address = f"{reverse('cover')}?colleague={world.ids['sander']}&until_on={days[-1]:%Y-%m-%d}"
    assert f'href="{address}"' in shown
    handed = text_of(client.get(address))
    assert handed.count('name="work"') == n_dated


def test_the_page_that_ends_the_role_of_who_has_no_work_tells_none(log_in, world, case):
    shown = text_of(log_in("lena").get(reverse("end_role", args=[membership(world, "lotte").pk])))

    assert "van deze persoon, op naam" not in shown
    assert reverse("cover") not in shown


def test_who_may_not_hand_over_reads_the_number_and_no_link(log_in, world, case):
    shown = text_of(log_in("bas").get(reverse("end_role", args=[membership(world, "sander").pk])))

    assert f"{theirs(case).count()} open taken zijn van deze persoon" in shown
    assert reverse("cover") not in shown


def test_what_a_remaining_role_carries_is_not_counted(world, case):
    world.joins(case, "marieke", TeamRole.CASE_LEAD, by="sander")

    def waits(key):
        lena = world.actor("lena")
        row = managed_membership(lena, membership(world, key).pk, now=NOW)
        found = ending_of(lena, row, today=world.today).work
        return found.n_tasks, found.first_on, found.last_on

    days = [task.due_on for task in theirs(case) if task.due_on]
    assert waits("sander") == (theirs(case).count(), min(days), max(days))
    assert waits("marieke") == (0, None, None)


def test_work_of_a_role_goes_back_to_who_still_works_in_it(world, case):
    world.joins(case, "marieke", TeamRole.CASE_LEAD, by="sander")
    leave(world)
    before = given([row.id for row in waiting(world) if row.assigned_to is None])
    number = covered(world, [(case, task) for task in before])

    undone = cover_actions.undo_cover(by=world.actor("lena"), now=NOW, cover=number)

    assert undone.stayed == ()
    assert set(given(before).values()) == {None}


GONE = "(doet dit niet meer)"


def test_the_seat_and_the_tasks_of_who_left_are_marked_and_lead_to_handing_over(log_in, world, case):
    pages = [reverse(name, args=[case]) for name in ("case_team", "case_plan", "case")]
    for page in pages:
        assert "oet dit niet meer" not in text_of(log_in("lena").get(page))
    leave(world)

    team, plan, front = (text_of(log_in("lena").get(page)) for page in pages)
    assert "Doet dit niet meer" in team
    assert f"{reverse('cover')}?colleague={world.ids['sander']}" in team
    assert GONE in plan
    assert GONE in front
    number = covered(world, [(row.case_code, row.id) for row in waiting(world)])
    assert number
    assert f"{reverse('cover')}?colleague={world.ids['sander']}" not in text_of(log_in("lena").get(pages[0]))


def test_of_a_role_that_somebody_else_works_in_the_tasks_name_them_alone(log_in, world, case):
    world.joins(case, "marieke", TeamRole.CASE_LEAD, by="sander")
    leave(world)
    task = readable(case).filter(assigned_to=None).first()

    shown = text_of(log_in("lena").get(reverse("task", args=[case, task.pk])))
    assert "Marieke de Wit" in shown
    assert "Sander Bos" not in shown
    named = readable(case).get(assigned_to=world.ids["sander"])
    assert GONE in text_of(log_in("lena").get(reverse("task", args=[case, named.pk])))


def test_who_works_here_in_another_role_does_not_do_this_any_more(log_in, world, case):
    world.joins(case, "lotte", TeamRole.CIVIC_OFFICER, by="sander")
    assert "Doet dit niet meer" not in text_of(log_in("lena").get(reverse("case_team", args=[case])))
    Membership.rows.filter(person=world.ids["lotte"]).update(role=Role.MUNI_PLANNER)

    assert "Doet dit niet meer" in text_of(log_in("lena").get(reverse("case_team", args=[case])))
