"""Covering for a colleague: everything that waits for them goes to somebody else in one act, and back in one."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.urls import reverse

from hervest.accounts.actor import system
from hervest.accounts.models import Membership
from hervest.accounts.vocabulary import PersonId, Role
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Route
from hervest.journey import actions, cover_actions
from hervest.journey.cover_queries import covers_by, work_of_colleague
from hervest.journey.cover_rules import is_of_their_kind
from hervest.journey.cover_taker_queries import takers_of
from hervest.journey.giving_rules import Telling
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Cover, CoveredTask, Task, TeamMember
from hervest.journey.task_actions import assign_task, set_task_state
from hervest.journey.template_defaults import team_relations, team_roles
from hervest.journey.vocabulary import Audience, DoerRole, MilestoneCode, TaskState, TeamRole, WhyNotBack
from people import ELSEWHERE, HERE, NOW, TODAY

WEEKS = timedelta(days=60)


@pytest.fixture
def cases(begin):
    return begin(open_cases)


def open_cases(world):
    """Two cases that Sander leads, whose families land in a month; Lotte is in the team of one, Marieke of none."""
    sander = world.actor("sander")
    codes = [actions.open_case(by=sander, now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code for _ in range(2)]
    landing = MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today + timedelta(days=30))
    for code in codes:
        actions.record_milestones(by=sander, now=NOW, case=code, records=[landing], source="person")
    actions.join_team(by=sander, now=NOW, case=codes[0], person=world.ids["lotte"], role=TeamRole.CIVIC_OFFICER)
    return codes


def waiting(world, by="sander", of="sander", until=WEEKS):
    """What somebody sees of the work that waits for somebody."""
    return work_of_colleague(world.actor(by), world.ids[of], world.today + until, today=world.today).rows


def chosen(rows):
    return [(row.case_code, row.id) for row in rows]


def covered(world, work, by="sander", person="lotte", **words):
    """The number under which it can be undone."""
    words = {"until_on": world.today + timedelta(days=14), "reason": "Away until Monday week"} | words
    return cover_actions.cover_work(
        by=world.actor(by), now=NOW, colleague=world.ids["sander"], person=world.ids[person], work=work, **words
    )


def text_of(answer):
    return unescape(answer.content.decode())


def given(work):
    """To whom each of the tasks is given by name."""
    return {Task.rows.get(pk=task).assigned_to_id for _, task in work}


def test_all_of_it_goes_at_once_and_comes_back_at_once(world, cases):
    work = chosen(waiting(world))
    assert {case for case, _ in work} == set(cases)

    number = covered(world, work)
    assert given(work) == {world.ids["lotte"]}
    assert [(row.n_tasks, row.reason, row.is_undone) for row in covers_by(world.actor("sander"))] == [
        (len(work), "Away until Monday week", False)
    ]

    cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)
    assert given(work) == {None}
    assert not Task.rows.filter(pk__in=[task for _, task in work], is_touched=True).exists()
    assert [row.is_undone for row in covers_by(world.actor("sander"))] == [True]


def test_whoever_was_not_in_the_team_has_a_seat_until_the_day_named_and_undoing_takes_it_away(world, cases):
    number = covered(world, chosen(waiting(world)))
    seats = TeamMember.rows.filter(person=world.ids["lotte"], role=TeamRole.CASE_LEAD)

    assert {(row.case.code, row.until_on) for row in seats} == {(cases[1], world.today + timedelta(days=14))}
    cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)
    assert not seats.all().exists()
    assert TeamMember.rows.filter(person=world.ids["lotte"], role=TeamRole.CIVIC_OFFICER).count() == 1


def test_taking_a_seat_and_leaving_it_stand_in_the_log(world, cases):
    number = covered(world, chosen(waiting(world)))
    verbs = AuditRow.rows.filter(case_code=cases[1], detail__person=world.ids["lotte"])
    assert verbs.filter(verb="team.joined").count() == 1
    assert verbs.filter(verb="team.left").count() == 0

    cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)
    assert verbs.filter(verb="team.left").count() == 1


def test_what_somebody_did_or_gave_on_meanwhile_stays_when_it_is_undone(world, cases):
    work = chosen(waiting(world))
    number = covered(world, work)
    (case, done), (other_case, on) = work[0], work[1]
    for state in (TaskState.NOT_NEEDED,):
        set_task_state(by=world.actor("sander"), now=NOW, case=case, task=done, state=state, reason="Is arranged")
    assign_task(by=world.actor("sander"), now=NOW, case=other_case, task=on, person=world.ids["sander"])

    cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)

    assert Task.rows.get(pk=done).state == TaskState.NOT_NEEDED
    assert Task.rows.get(pk=on).assigned_to_id == world.ids["sander"]
    assert given(work[2:]) == {None}


def test_work_that_was_given_by_name_goes_back_to_that_name(world, cases):
    row = waiting(world)[0]
    assign_task(by=world.actor("sander"), now=NOW, case=row.case_code, task=row.id, person=world.ids["sander"])
    number = covered(world, [(row.case_code, row.id)])

    cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)

    assert given([(row.case_code, row.id)]) == {world.ids["sander"]}


def test_what_stayed_is_told_with_its_reason_and_the_rest_with_its_number(world, cases):
    work = chosen(waiting(world))
    number = covered(world, work)
    (case, done), (other_case, on) = work[0], work[1]
    state = {"state": TaskState.NOT_NEEDED, "reason": "Is arranged"}
    set_task_state(by=world.actor("sander"), now=NOW, case=case, task=done, **state)
    assign_task(by=world.actor("sander"), now=NOW, case=other_case, task=on, person=world.ids["sander"])

    undone = cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)

    assert {row.why for row in undone.stayed} == {WhyNotBack.SETTLED, WhyNotBack.GIVEN_ON}
    assert all(row.title for row in undone.stayed)
    assert undone.n_back == len(work) - 2


def named_before(world, case, key, *, is_finance):
    """A task that is somebody's by name, and goes to Lotte."""
    theirs = Task.rows.filter(case__code=case, holder=TeamRole.CASE_LEAD, is_open=True, is_finance=is_finance)
    task = theirs.exclude(due_on=None).earliest("due_on", "pk")
    assign_task(by=world.actor("sander"), now=NOW, case=case, task=task.pk, person=world.ids[key])
    return task.pk, covered(world, [(case, task.pk)])


@pytest.mark.parametrize("is_there", [True, False])
def test_work_about_money_goes_back_only_to_who_still_reads_the_households_money(world, cases, is_there):
    world.joins(cases[1], "marieke", TeamRole.INCOME_OFFICER, by="sander")
    task, number = named_before(world, cases[1], "marieke", is_finance=True)
    if not is_there:
        TeamMember.rows.filter(person=world.ids["marieke"]).delete()

    undone = cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)

    assert given([(cases[1], task)]) == {world.ids["marieke" if is_there else "lotte"]}
    assert [row.why for row in undone.stayed] == ([] if is_there else [WhyNotBack.CANNOT_HAVE])
    assert undone.seats == (() if is_there else (cases[1],))
    seats = TeamMember.rows.filter(person=world.ids["lotte"], case__code=cases[1])
    assert seats.exists() is not is_there


def test_a_seat_that_the_work_that_stayed_does_not_need_is_empty_again(world, cases):
    task, number = named_before(world, cases[0], "joris", is_finance=False)
    Membership.rows.filter(person=world.ids["joris"]).update(until_on=world.today - timedelta(days=1))

    undone = cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)

    assert [(row.why, row.before) for row in undone.stayed] == [(WhyNotBack.CANNOT_HAVE, "Joris Vos")]
    assert given([(cases[0], task)]) == {world.ids["lotte"]}
    assert undone.seats == ()


def test_what_is_not_theirs_to_give_any_more_stays_where_it_is(world, cases):
    first, second = (next(row for row in chosen(waiting(world)) if row[0] == code) for code in cases)
    number = covered(world, [first, second])
    TeamMember.rows.filter(person=world.ids["sander"], case__code=cases[1]).delete()

    undone = cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)

    assert [(row.case_code, row.title, row.why) for row in undone.stayed] == [(cases[1], None, WhyNotBack.NOT_YOURS)]
    assert given([first]) == {None}
    assert given([second]) == {world.ids["lotte"]}


def test_the_page_that_undoes_it_tells_what_stayed(log_in, world, cases):
    task, number = named_before(world, cases[0], "joris", is_finance=False)
    Membership.rows.filter(person=world.ids["joris"]).update(until_on=world.today - timedelta(days=1))
    title = next(row.title for row in waiting(world, of="lotte", until=timedelta(days=400)) if row.id == task)

    shown = text_of(log_in("sander").post(reverse("undo_cover", args=[number]), follow=True))

    assert f"{cases[0]} {title} (Joris Vos: kan of mag deze taak niet meer hebben)" in shown
    assert "Alles is terug" not in shown


def test_where_nothing_went_back_the_page_says_so(log_in, world, cases):
    task, number = named_before(world, cases[0], "joris", is_finance=False)
    CoveredTask.rows.filter(cover=number).exclude(task=task).delete()
    Membership.rows.filter(person=world.ids["joris"]).update(until_on=world.today - timedelta(days=1))

    undone = text_of(log_in("sander").post(reverse("undo_cover", args=[number]), follow=True))

    assert "Er ging geen taak terug." in undone
    assert "terug bij wie" not in undone


def test_only_who_did_it_undoes_it_and_only_once(world, cases):
    number = covered(world, chosen(waiting(world)))
    with pytest.raises(NotFound):
        cover_actions.undo_cover(by=world.actor("marieke"), now=NOW, cover=number)
    with pytest.raises(NotAllowed):
        cover_actions.undo_cover(by=world.actor("hatice"), now=NOW, cover=number)
    cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)
    with pytest.raises(Conflict):
        cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)


def test_one_task_that_is_not_theirs_to_give_stops_all_of_it(world, cases):
    hatice = world.actor("hatice")
    there = actions.open_case(by=hatice, now=NOW, municipality=ELSEWHERE, route=Route.RESETTLEMENT).code
    landing = MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today)
    actions.record_milestones(by=hatice, now=NOW, case=there, records=[landing], source="person")
    mine, foreign = chosen(waiting(world)), Task.rows.filter(case__code=there).first()

    with pytest.raises((NotFound, RuleBroken)):
        covered(world, [*mine, (there, foreign.pk)])
    assert given(mine) == {None}
    assert Cover.rows.count() == 0
    assert covered(world, mine)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"reason": " "}, "reason_needed"),
        ({"person": "sander"}, "same_colleague"),
        ({"until_on": TODAY - timedelta(days=1)}, "day_has_passed"),
        ({"person": "pieter"}, "cannot_cover_here"),
        ({"person": "wim"}, "cannot_cover_here"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_given(world, cases, words, code):
    work = chosen(waiting(world))
    with pytest.raises(RuleBroken) as raised:
        covered(world, work, **words)

    assert raised.value.code == code
    assert given(work) == {None}


def test_work_of_two_municipalities_goes_in_two_acts(world, cases):
    there = actions.open_case(by=world.actor("hatice"), now=NOW, municipality=ELSEWHERE, route=Route.RESETTLEMENT).code
    landing = MilestoneRecord(MilestoneCode.LANDED, planned_on=world.today)
    actions.record_milestones(by=world.actor("hatice"), now=NOW, case=there, records=[landing], source="person")
    task = Task.rows.filter(case__code=there).first()
    with pytest.raises(RuleBroken) as raised:
        cover_actions.cover_work(
            by=system("test"),
            now=NOW,
            colleague=world.ids["sander"],
            person=world.ids["lotte"],
            work=[*chosen(waiting(world)), (there, task.pk)],
            until_on=world.today,
            reason="Away",
        )

    assert raised.value.code == "one_municipality_at_a_time"


def test_nothing_chosen_is_said(world, cases):
    with pytest.raises(RuleBroken) as raised:
        covered(world, [])

    assert raised.value.code == "nothing_chosen"


def test_who_is_outside_the_teams_sees_none_of_it(world, cases):
    assert waiting(world, by="lotte", of="sander")
    assert {row.case_code for row in waiting(world, by="lotte", of="sander")} == {cases[0]}
    assert waiting(world, by="anouk", of="sander") == ()
    assert waiting(world, by="hatice", of="sander") == ()


def test_later_work_is_left_where_it_is(world, cases):
    near, far = waiting(world, until=timedelta(days=7)), waiting(world, until=timedelta(days=700))

    assert {row.id for row in near} < {row.id for row in far}
    assert all(row.due_on <= world.today + timedelta(days=7) for row in near)


def test_each_task_that_changes_hands_stands_in_the_log(world, cases):
    work = chosen(waiting(world))
    number = covered(world, work)
    assert AuditRow.rows.filter(verb="task.assigned").count() == len(work)

    cover_actions.undo_cover(by=world.actor("sander"), now=NOW, cover=number)
    assert AuditRow.rows.filter(verb="task.assigned").count() == 2 * len(work)


def takers(world, by="sander", of="sander"):
    return takers_of(world.actor(by), world.ids[of], waiting(world, by=by, of=of), today=world.today)


def could(world, work, key):
    """Whether the action gives it; nothing of it is left behind."""
    before = transaction.savepoint()
    try:
        covered(world, work, person=key)
    except RuleBroken:
        return False
    finally:
        transaction.savepoint_rollback(before)
    return True


def test_who_is_offered_what_is_what_the_action_gives(world, cases, everybody):
    rows, found = waiting(world), {row.id: row for row in takers(world).people}
    assert {row.name for row in found.values()} > {"Lotte Mulder", "Joris Vos"}
    for key in ("lotte", "marieke", "joris", "ruben", "anouk", "pieter", "fenna", "gijs"):
        offered = found.get(world.ids[key])
        cannot = {row.id for row in offered.cannot} if offered else {row.id for row in rows}
        for row in rows:
            assert could(world, [(row.case_code, row.id)], key) is (row.id not in cannot), (key, row.title)


def test_a_health_partner_is_no_colleague_to_whom_many_tasks_are_handed_at_once(world, cases, everybody):
    rows = {row.id: row for row in waiting(world)}
    health = set(Task.rows.filter(pk__in=rows, audience=Audience.HEALTH).values_list("pk", flat=True))
    offered = {row.id for row in takers(world).people}
    assert health
    assert world.ids["gijs"] not in offered
    assert world.ids["lotte"] in offered

    task = min(health)
    with pytest.raises(RuleBroken) as refused:
        covered(world, chosen([rows[task]]), person="gijs")
    assert refused.value.code == "not_work_of_their_role"
    assert refused.value.params["tasks"] == [rows[task].title]
    by, case = world.actor("sander"), rows[task].case_code
    assign_task(by=by, now=NOW, case=case, task=task, person=world.ids["gijs"])
    assert given(chosen([rows[task]])) == {world.ids["gijs"]}


@pytest.mark.parametrize(
    ("role", "sits_as", "doer", "covers"),
    [
        (Role.HEALTH_PARTNER, (), DoerRole.GP, False),
        (Role.HEALTH_PARTNER, (TeamRole.GGD,), DoerRole.GP, False),
        (Role.HEALTH_PARTNER, (TeamRole.GP,), DoerRole.GP, True),
        (Role.HEALTH_PARTNER, (TeamRole.GP,), DoerRole.GUIDE, False),
        (Role.HOUSING_PARTNER, (), DoerRole.HOUSING_ASSOCIATION, True),
        (Role.MUNI_CASEWORKER, (), DoerRole.GP, True),
    ],
)
def test_who_was_referred_to_covers_the_work_of_the_role_in_which_they_sit(role, sits_as, doer, covers):
    told = Telling(is_finance=False, audience=Audience.HEALTH, holder=TeamRole.CASE_LEAD, doer=doer)
    roles, table = frozenset({role}), {"table": team_roles(), "relations": team_relations()}

    assert is_of_their_kind(roles, sits_as, told, **table) is covers


def test_a_health_partner_with_work_in_another_role_covers_as_that_role(world, cases, everybody):
    known = Membership.rows.get(person=world.ids["gijs"])
    row = Membership.rows.create(
        person_id=known.person_id,
        organisation_id=known.organisation_id,
        role=Role.MUNI_LEAD,
        from_on=known.from_on,
        until_on=known.until_on,
    )
    row.municipalities.set(known.municipalities.all())

    (gijs,) = [row for row in takers(world).people if row.id == world.ids["gijs"]]
    assert all(Task.rows.get(pk=row.id).is_finance for row in gijs.cannot)


@pytest.mark.parametrize(
    ("key", "doer"), [("joris", TeamRole.HOUSING_OFFICER), ("ruben", TeamRole.HOUSING_ASSOCIATION)]
)
def test_who_does_only_what_is_given_to_them_covers_the_work_of_their_role(world, cases, everybody, key, doer):
    rows = {row.id: row for row in waiting(world, until=timedelta(days=400))}
    theirs = set(Task.rows.filter(pk__in=rows, doer=doer, is_finance=False).values_list("pk", flat=True))
    found = takers_of(world.actor("sander"), world.ids["sander"], list(rows.values()), today=world.today).people
    (taker,) = [row for row in found if row.id == world.ids[key]]
    assert set(rows) - {row.id for row in taker.cannot} == theirs
    assert theirs

    (task, *_), other = sorted(theirs), next(row for row in rows.values() if row.id not in theirs)
    with pytest.raises(RuleBroken):
        covered(world, chosen([other]), person=key)
    assert given(chosen([other])) == {None}
    covered(world, chosen([rows[task]]), person=key)
    assert given(chosen([rows[task]])) == {world.ids[key]}


def test_who_works_on_cases_is_offered_what_no_partner_can_take(world, cases, everybody):
    found = {row.id: row for row in takers(world).people}

    assert found[world.ids["lotte"]].cannot == ()
    assert all(row.cannot for row in found.values() if row.id in {world.ids["joris"], world.ids["ruben"]})
    assert [len(row.cannot) for row in found.values()] == sorted(len(row.cannot) for row in found.values())


def test_whose_work_it_is_and_who_could_have_none_of_it_are_not_offered(world, cases):
    names = {row.name for row in takers(world).people}

    assert "Lotte Mulder" in names
    assert not names & {"Sander Bos", "Pieter Oost", "Anouk Bakker"}


def test_what_nobody_here_could_have_is_named_and_cannot_be_ticked(log_in, world, cases):
    row, other = waiting(world)[:2]
    Membership.rows.filter(role=Role.MUNI_CASEWORKER).exclude(person=world.ids["sander"]).delete()
    Task.rows.filter(pk=row.id).update(audience=Audience.NAMED)
    assert [each.id for each in takers(world).nobodys if not Task.rows.get(pk=each.id).is_finance] == [row.id]

    client, address = log_in("sander"), f"{reverse('cover')}?colleague={world.ids['sander']}&until_on=2027-12-31"
    shown = text_of(client.get(address))
    told = shown.split('id="nobodys"')[1].split("</ul>")[0]
    assert row.title in told
    assert f'value="{row.case_code}:{row.id}"' not in shown
    assert f'value="{other.case_code}:{other.id}" checked' in shown
    sent = {"work": [f"{row.case_code}:{row.id}"], "person": world.ids["lotte"], "until_on": "2026-12-10"}
    assert "work" in client.post(address, sent | {"reason": "Afwezig"}).context["shown"].form.errors


def test_the_page_says_of_each_colleague_what_they_cannot_have(log_in, world, cases):
    money = next(row for row in waiting(world) if Task.rows.get(pk=row.id).is_finance)
    address = f"{reverse('cover')}?colleague={world.ids['sander']}&until_on=2027-12-31"
    shown = text_of(log_in("sander").get(address))
    n_tasks, n_money = len(waiting(world, until=timedelta(days=403))), shown.count('name="work"')

    told = dict(re.findall("<dt[^>]*>([^<]+)</dt><dd>(.*?)</dd>", shown))
    (lead,), (planner,) = ([who for who in told if name in who] for name in ("Lena Blok", "Joris Vos"))
    assert lead.endswith("alles behalve dit")
    assert money.title in told[lead]
    assert planner.endswith("alleen dit")
    assert money.title not in told[planner]
    assert not any("Lotte Mulder" in who for who in told)
    assert f'value="{world.ids["lotte"]}">Lotte Mulder</option>' in shown
    assert n_tasks == n_money
    assert f"van deze {n_tasks} taken hebben)</option>" in shown


@pytest.mark.parametrize("how", ["asked to tick", "refused"])
def test_what_the_chosen_colleague_cannot_have_is_not_ticked(log_in, world, cases, how):
    rows = waiting(world, until=timedelta(days=403))
    keys = {f"{row.case_code}:{row.id}" for row in rows}
    people = takers_of(world.actor("sander"), world.ids["sander"], rows, today=world.today).people
    able = next(taker for taker in people if taker.id == world.ids["joris"])
    cannot = {f"{row.case_code}:{row.id}" for row in able.cannot}
    assert cannot
    assert keys - cannot
    address = f"{reverse('cover')}?colleague={world.ids['sander']}&until_on=2027-12-31"
    sent = {"work": sorted(keys), "person": world.ids["joris"], "until_on": "2026-12-10", "reason": "Afwezig"}
    client = log_in("sander")
    assert ticked(client.get(address)) == keys

    shown = client.post(address, sent | ({"tick": "yes"} if how == "asked to tick" else {}))

    assert ticked(shown) == keys - cannot
    assert text_of(shown).count("Niet aangevinkt: Joris Vos kan dit niet hebben") == len(cannot)
    form = shown.context["shown"].form
    assert bool(form.errors) is (how == "refused")
    assert (str(form["person"].value()), form["reason"].value()) == (str(world.ids["joris"]), "Afwezig")
    assert Cover.rows.count() == 0

    assert client.post(address, sent | {"work": sorted(ticked(shown))}).status_code == 303
    assert Cover.rows.get().tasks.count() == len(keys - cannot)


def ticked(shown):
    """The tasks that are ticked on the page."""
    return set(re.findall(r'name="work" value="([^"]+)" checked', shown.content.decode()))


def test_a_refusal_names_the_tasks(log_in, world, cases):
    money = next(row for row in waiting(world) if Task.rows.get(pk=row.id).is_finance)
    address = f"{reverse('cover')}?colleague={world.ids['sander']}&until_on=2027-12-31"
    sent = {"work": [f"{money.case_code}:{money.id}"], "person": world.ids["joris"], "until_on": "2026-12-10"}
    shown = log_in("sander").post(address, sent | {"reason": "Afwezig"})

    assert money.title in unescape(str(shown.context["shown"].form.errors["person"]))
    assert given([(money.case_code, money.id)]) == {None}


def test_who_could_take_it_is_asked_at_once_however_much_it_is(world, cases, django_assert_num_queries):
    rows = waiting(world)
    for some in (rows[:1], rows):
        sander = world.actor("sander")
        with django_assert_num_queries(5):
            takers_of(sander, sander.person, some, today=world.today)


def test_from_the_page_and_back(log_in, world, cases):
    client, address = log_in("sander"), f"{reverse('cover')}?colleague={world.ids['sander']}"
    shown = client.get(address).content.decode()
    assert shown.count('name="work"') == shown.count(" checked") > 2

    row = waiting(world, until=timedelta(days=14))[0]
    sent = {"work": [f"{row.case_code}:{row.id}"], "person": world.ids["lotte"], "until_on": "2026-12-10"}
    refused = client.post(address, sent)
    assert refused.status_code == 200
    assert refused.content.decode().count(" checked") == 1
    done = client.post(address, sent | {"reason": "Afwezig"})
    assert done.status_code == 303
    assert given([(row.case_code, row.id)]) == {world.ids["lotte"]}
    assert client.post(reverse("undo_cover", args=[Cover.rows.get().pk])).status_code == 303
    assert given([(row.case_code, row.id)]) == {None}


@pytest.mark.parametrize("typed", ["H-0001:1", "nonsense", "H-0001:999999999999999999999", ""])
def test_a_task_that_was_not_on_the_page_is_refused(log_in, world, cases, typed):
    client, address = log_in("lotte"), f"{reverse('cover')}?colleague={PersonId(world.ids['sander'])}"
    foreign = waiting(world)[-1]
    key = typed.replace("H-0001:1", f"{foreign.case_code}:{foreign.id}") if typed == "H-0001:1" else typed
    sent = {"work": [key], "person": world.ids["marieke"], "until_on": "2026-12-10", "reason": "Afwezig"}

    assert client.post(address, sent).status_code == 200
    assert Cover.rows.count() == 0


@pytest.mark.parametrize("query", ["", "?colleague=", "?colleague=abc", "?colleague=999999", "?until_on=nonsense"])
def test_an_address_that_asks_for_nobody_shows_the_choice(log_in, world, cases, query):
    assert 'name="work"' not in log_in("sander").get(reverse("cover") + query).content.decode()


def test_however_much_waits_it_is_asked_at_once(world, cases, django_assert_num_queries):
    sander, lotte = world.actor("sander"), world.actor("sander")
    few = len(work_of_colleague(sander, world.ids["sander"], world.today, today=world.today).rows)
    with django_assert_num_queries(6):
        many = len(work_of_colleague(lotte, world.ids["sander"], world.today + WEEKS, today=world.today).rows)

    assert few < many
