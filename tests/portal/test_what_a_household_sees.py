"""What somebody of a household, or beside it, is shown: only what they may read, and only what they may do."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import add_need, save_household
from hervest.households.own_word_actions import add_wish
from hervest.households.record_rules import WishRecord
from hervest.households.vocabulary import NeedKind, WishTopic
from hervest.journey import actions as journey
from hervest.journey.closing_actions import close_case
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Task
from hervest.journey.queries import NO_FILTERS, case_list, plan_version
from hervest.journey.vocabulary import CLOSED_STATES, ClosingReason, MilestoneCode, TeamRole
from hervest.portal.queries import case_page, own_log
from households.families import HADDAD

FATHER, MOTHER, SON, DAUGHTER = map(MemberNo, (1, 2, 3, 4))


@pytest.fixture
def family(world):
    """The family Haddad, whose eldest is seventeen, led by Sander: the father and the son have a login."""
    by, people = world.actor("sander"), list(HADDAD.members)
    people[2] = replace(people[2], born_on=date(2009, 6, 1))
    code = journey.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    record = replace(HADDAD, dossier_number=code, members=tuple(people))
    save_household(by=by, now=world.now, case=code, record=record)
    days = (
        MilestoneRecord(MilestoneCode.ALLOCATED, actual_on=world.today - timedelta(days=60)),
        MilestoneRecord(MilestoneCode.LANDED, actual_on=world.today - timedelta(days=9)),
    )
    journey.record_milestones(by=by, now=world.now, case=code, records=days, source="dossier")
    for key, member in (("samir", FATHER), ("jamila", SON)):
        seat = {"person": world.ids[key], "role": TeamRole.NEWCOMER, "member": member}
        journey.join_team(by=by, now=world.now, case=code, **seat)
    return code


def sponsor(world, case):
    world.sponsored(case, "saskia")


def listed(world, key):
    return {row.ref.code: row.n_open for row in case_list(world.actor(key), NO_FILTERS, today=world.today).rows}


@pytest.mark.parametrize("key", ["samir", "jamila", "saskia", "sander", "lena"])
def test_the_list_counts_the_open_tasks_that_stand_on_the_page_of_the_case(world, family, key):
    sponsor(world, family)
    shown = case_page(world.actor(key), family, today=world.today).n_open

    assert listed(world, key)[family] == shown > 0


def test_a_newcomer_reads_their_case_without_what_narrows_and_searches_lists_of_many(family, log_in):
    client = log_in("samir")
    shown = client.get(reverse("cases")).content.decode()

    assert family in shown
    assert "Mijn dossier" in shown.partition("<main")[0]
    for of_many in ("hv-filters", "Alle fasen", "Alleen zonder coördinator", 'role="search"'):
        assert of_many not in shown
        assert of_many in log_in("sander").get(reverse("cases")).content.decode()


def test_of_a_closed_case_a_newcomer_is_led_to_it(world, family, log_in):
    closes = {"reason": ClosingReason.MOVED_AWAY, "seen": plan_version(family)}
    close_case(by=world.actor("sander"), now=world.now, case=family, knows_of_terms=True, **closes)
    client = log_in("samir")
    assert family not in client.get(reverse("cases")).content.decode()

    shown = client.get(reverse("cases") + "?closed=on").content.decode()

    assert 'href="?closed=on"' in client.get(reverse("cases")).content.decode()
    assert family in shown
    assert f'href="{reverse("cases")}">Terug naar mijn dossier' in shown


def test_who_stands_outside_counts_less_and_who_reads_codes_and_counts_only_counts_all(world, family):
    sponsor(world, family)
    n_open = Task.rows.filter(case__code=family).exclude(state__in=CLOSED_STATES).count()

    assert listed(world, "sander")[family] == listed(world, "joris")[family] == n_open
    assert listed(world, "saskia")[family] < listed(world, "samir")[family] < n_open


def test_the_counts_of_a_list_cost_the_same_however_many_cases_stand_in_it(world, family):
    def n_queries():
        actor = world.actor("sander")
        with CaptureQueriesContext(connection) as asked:
            case_list(actor, NO_FILTERS, today=world.today)
        return len(asked)

    before = n_queries()
    for _ in range(3):
        journey.open_case(by=world.actor("sander"), now=world.now, municipality="GM9001", route=Route.RESETTLEMENT)

    assert len(listed(world, "sander")) == 4
    assert n_queries() == before


def wishes(world, family, key, member):
    wish = WishRecord(member, WishTopic.WORK, f"Werk {key} {member}.")
    add_wish(by=world.actor(key), now=world.now, case=family, wish=wish, reason="Zo gezegd.")


def log_of(world, family, key):
    rows = own_log(world.actor(key), family, today=world.today, number=1).rows
    return [(row.verb, row.by) for row in rows]


def test_a_father_does_not_read_what_his_son_of_seventeen_did_about_himself(world, family, log_in):
    assert log_in("jamila").get(f"/cases/{family}/choices/").status_code == 200  # a look of his own
    wishes(world, family, "jamila", SON)
    wishes(world, family, "sander", SON)
    wishes(world, family, "sander", MOTHER)
    assert not {verb for verb, _ in log_of(world, family, "samir")} & {"wish.added"}
    assert "Nieuwkomer 2" not in {by for _, by in log_of(world, family, "samir")}

    wishes(world, family, "sander", FATHER)
    wishes(world, family, "sander", DAUGHTER)
    wishes(world, family, "sander", None)
    assert log_of(world, family, "samir").count(("wish.added", "Sander Bos")) == 3


def test_what_staff_looked_at_and_did_for_all_of_them_stands_there(world, family, log_in):
    assert log_in("sander").get(f"/cases/{family}/household/").status_code == 200

    assert {("case.read", "Sander Bos"), ("household.saved", "Sander Bos")} <= set(log_of(world, family, "samir"))


def test_a_need_stands_in_the_log_of_whom_it_is_about_and_of_who_speaks_for_them(world, family):
    add = {"by": world.actor("sander"), "now": world.now, "case": family, "reason": "Zo gezien."}
    for member in (SON, MOTHER):
        add_need(**add, member=member, kind=NeedKind.AID)
    assert "need.added" not in {verb for verb, _ in log_of(world, family, "samir")}

    add_need(**add, member=FATHER, kind=NeedKind.LIFT)
    assert ("need.added", "Sander Bos") in log_of(world, family, "samir")


def test_that_another_of_them_came_in_is_not_told_and_a_colleague_is(world, family):
    guide = {"person": world.ids["anouk"], "role": TeamRole.GUIDE}
    before = [verb for verb, _ in log_of(world, family, "samir")].count("team.joined")
    journey.join_team(by=world.actor("sander"), now=world.now, case=family, **guide)

    assert [verb for verb, _ in log_of(world, family, "samir")].count("team.joined") == before + 1


def test_only_who_speaks_for_the_household_is_led_to_its_conversation(family, log_in):
    talk = reverse("record_talk", args=[family])
    for key, leads_there in (("jamila", False), ("samir", True), ("sander", True)):
        browser = log_in(key)
        page = browser.get(f"/cases/{family}/choices/").content.decode()
        assert (f'href="{talk}"' in page) is leads_there, key
        assert browser.get(talk).status_code == (200 if leads_there else 404), key


def cards_on_week(log_in, key):
    return {card.code.value: card for card in log_in(key).get("/week/").context["tour"]}


def test_a_card_of_a_task_is_for_who_may_do_it(world, family, log_in):
    Task.rows.filter(case__code=family, member_no=0).update(
        due_on=world.today - timedelta(days=2), audience="team", holder=TeamRole.CASE_LEAD
    )
    assert "late_task" not in cards_on_week(log_in, "jamila")
    assert "late_task" in cards_on_week(log_in, "sander")

    own = Task.rows.filter(case__code=family, is_open=True, member_no=0).first()
    Task.rows.filter(pk=own.pk).update(
        assigned_to=world.ids["jamila"], kind="legal", due_on=world.today - timedelta(days=40)
    )
    assert cards_on_week(log_in, "jamila")["late_task"].href == reverse("task", args=[family, own.pk])


def test_the_card_of_the_log_says_what_stands_there(family, log_in):
    assert (
        "Wie iets van uw gezin bekijkt, staat daar met naam en dag." in log_in("samir").get("/week/").content.decode()
    )


def test_the_list_of_cases_is_offered_to_who_has_one_in_it(world, log_in):
    assert "cases" not in cards_on_week(log_in, "joris")

    journey.open_case(by=world.actor("sander"), now=world.now, municipality="GM9001", route=Route.RESETTLEMENT)
    assert "cases" in cards_on_week(log_in, "joris")
