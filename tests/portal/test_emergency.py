"""Emergency access: one case of the own municipality, for four hours, in one visit, told to who must know."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from hervest.accounts.actor import in_emergency
from hervest.accounts.log_queries import log_about
from hervest.accounts.permissions import TIERS, Permission
from hervest.accounts.vocabulary import Role, Scope
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.queries import household_page
from hervest.households.record_rules import HouseholdRecord, MemberRecord, NeedRecord
from hervest.households.vocabulary import MemberRole, NeedKind, Sex
from hervest.journey import actions as journey
from hervest.journey import emergency_actions
from hervest.journey.emergency_actions import GIVEN
from hervest.journey.emergency_queries import emergencies, n_to_judge, open_emergencies
from hervest.journey.models import EmergencyAccess, Task
from hervest.journey.queries import CaseFilters, case_for, case_list, search
from hervest.journey.task_actions import finish_task
from hervest.journey.vocabulary import EmergencyReason, EmergencyVerdict, TeamRole
from hervest.journey.worklist_queries import plan_of
from people import ELSEWHERE, HERE, NOW

REASON = "Mother at the desk, no colleague answers."
HOURS = timedelta(hours=4)


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """A household of Sander's, in whose team neither Lotte nor Marieke is."""
    code = journey.open_case(by=world.actor("sander"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today.replace(year=world.today.year - 40)
    record = HouseholdRecord(
        members=(MemberRecord(MemberNo(1), MemberRole.HEAD, "Rasha", "Darwish", born, Sex.UNKNOWN),),
        contact_language="ar",
        needs=(NeedRecord(MemberNo(1), NeedKind.OTHER, "a need of Rasha"),),
    )
    save_household(by=world.actor("sander"), now=NOW, case=code, record=record)
    return code


def taken(world, key, case, **words):
    """Somebody takes emergency access; the row."""
    words = {"because": EmergencyReason.COLLEAGUE_AWAY, "reason": REASON} | words
    emergency_actions.take_emergency_access(by=world.actor(key), now=NOW, case=case, **words)
    return EmergencyAccess.rows.get(case__code=case, person=world.ids[key])


def in_visit(world, key, now=NOW):
    """Somebody in a visit in which emergency access was taken."""
    return in_emergency(world.actor(key), now=now)


def tiers(actor, case, world):
    return case_for(actor, case, Permission.CASE_READ, today=world.today).tiers


def test_who_takes_it_reads_the_household_up_to_needs_and_nothing_of_protection(world, family):
    with pytest.raises(NotFound):
        case_for(world.actor("lotte"), family, Permission.CASE_READ, today=world.today)

    taken(world, "lotte", family)
    lotte = in_visit(world, "lotte")

    assert tiers(lotte, family, world) == GIVEN
    page = household_page(lotte, family, today=world.today)
    assert [line.kind for line in page.needs] == [NeedKind.OTHER]
    assert page.sensitive_wishes is None


def test_what_it_gives_is_what_the_table_of_tiers_says():
    assert {tier for tier, scope in TIERS[Role.EMERGENCY].items() if scope is Scope.EMERGENCY} == GIVEN


def test_a_lead_who_saw_names_only_reads_needs_too(world, family):
    assert tiers(world.actor("marieke"), family, world) < GIVEN

    taken(world, "marieke", family)

    assert tiers(in_visit(world, "marieke"), family, world) == GIVEN


def test_money_stays_shut(world, family):
    taken(world, "lotte", family)
    case = case_for(in_visit(world, "lotte"), family, Permission.CASE_READ, today=world.today)

    assert not case.reads_finance
    assert case_for(world.actor("sander"), family, Permission.CASE_READ, today=world.today).reads_finance


def test_nothing_can_be_changed_with_it(world, family):
    taken(world, "lotte", family)
    lotte, task = in_visit(world, "lotte"), Task.rows.filter(case__code=family).first()

    with pytest.raises(NotAllowed):
        finish_task(by=lotte, now=NOW, case=family, task=task.pk, done_on=world.today)
    with pytest.raises(NotFound):
        case_for(lotte, family, Permission.HOUSEHOLD_EDIT, today=world.today)
    assert any(row.title for row in plan_of(lotte, family, today=world.today))
    assert not any(row.may_do for row in plan_of(lotte, family, today=world.today))


def test_another_case_of_the_same_colleague_stays_shut(world, family):
    other = journey.open_case(by=world.actor("sander"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code
    taken(world, "lotte", family)

    with pytest.raises(NotFound):
        case_for(in_visit(world, "lotte"), other, Permission.CASE_READ, today=world.today)


def test_it_stands_in_the_list_and_is_found_while_it_is_open(world, family):
    def codes(actor):
        rows = case_list(actor, CaseFilters(), today=world.today, number=1).rows
        return {row.ref.code for row in rows} | {
            row.code for row in search(actor, family, today=world.today, limit=9).rows
        }

    assert family not in codes(world.actor("lotte"))
    taken(world, "lotte", family)

    assert family in codes(in_visit(world, "lotte"))
    assert family not in codes(in_visit(world, "lotte", NOW + HOURS))


def test_it_is_over_after_four_hours_and_not_a_second_before(world, family):
    taken(world, "lotte", family)
    nearly = NOW + HOURS - timedelta(seconds=1)

    assert tiers(in_visit(world, "lotte", nearly), family, world) == GIVEN
    with pytest.raises(NotFound):
        case_for(in_visit(world, "lotte", NOW + HOURS), family, Permission.CASE_READ, today=world.today)


def test_in_another_visit_of_the_same_person_it_gives_nothing(world, family):
    taken(world, "lotte", family)

    with pytest.raises(NotFound):
        case_for(world.actor("lotte"), family, Permission.CASE_READ, today=world.today)


def test_a_colleague_in_a_visit_with_emergency_access_reads_only_what_they_took(world, family):
    taken(world, "marieke", family)

    with pytest.raises(NotFound):
        case_for(in_visit(world, "lotte"), family, Permission.CASE_READ, today=world.today)


@pytest.mark.parametrize("key", ["anouk", "joris", "ruben", "fenna", "pieter", "bas"])
def test_who_is_no_caseworker_or_lead_of_the_municipality_cannot_take_it(world, family, key):
    with pytest.raises(NotAllowed):
        taken(world, key, family)
    assert in_visit(world, key) == world.actor(key)


def test_a_case_of_another_municipality_cannot_be_taken(world, family):
    with pytest.raises(NotAllowed):
        taken(world, "hatice", family)


@pytest.mark.parametrize("reason", ["", "help", " " * 40])
def test_a_reason_that_says_nothing_is_sent_back(world, family, reason):
    with pytest.raises(RuleBroken) as raised:
        taken(world, "lotte", family, reason=reason)

    assert (raised.value.code, raised.value.params["field"]) == ("say_more", "reason")
    assert taken(world, "lotte", family).reason == REASON


def test_who_works_on_the_case_needs_none(world, family):
    with pytest.raises(RuleBroken) as raised:
        taken(world, "sander", family)

    assert raised.value.code == "needs_no_emergency"


def test_taking_it_twice_keeps_the_first(world, family):
    first = taken(world, "lotte", family)

    assert taken(world, "lotte", family).pk == first.pk


def test_only_who_took_it_ends_it_and_then_it_is_over_at_once(world, family):
    row = taken(world, "lotte", family)
    with pytest.raises(NotFound):
        emergency_actions.end_emergency_access(by=world.actor("marieke"), now=NOW, emergency=row.pk)
    emergency_actions.end_emergency_access(by=in_visit(world, "lotte"), now=NOW, emergency=row.pk)

    assert open_emergencies(in_visit(world, "lotte")) == ()
    with pytest.raises(Conflict):
        emergency_actions.end_emergency_access(by=in_visit(world, "lotte"), now=NOW, emergency=row.pk)


def test_the_leads_are_told_at_once_and_the_others_are_not(world, family):
    taken(world, "lotte", family)

    assert {key: n_to_judge(world.actor(key)) for key in ("marieke", "lena", "lotte", "sander", "hatice")} == {
        "marieke": 1,
        "lena": 1,
        "lotte": 0,
        "sander": 0,
        "hatice": 0,
    }
    assert [row.person for row in emergencies(world.actor("lena"), number=1, now=NOW).rows] == ["Lotte Mulder"]
    assert [row.may_judge for row in emergencies(world.actor("lotte"), number=1, now=NOW).rows] == [False]
    assert emergencies(world.actor("sander"), number=1, now=NOW).n_rows == 0


def test_what_a_lead_finds_not_right_ends_at_once(world, family):
    row = taken(world, "lotte", family)
    words = {"now": NOW, "emergency": row.pk, "verdict": EmergencyVerdict.NOT_RIGHT}
    with pytest.raises(RuleBroken):
        emergency_actions.judge_emergency_access(by=world.actor("lena"), **words)
    emergency_actions.judge_emergency_access(by=world.actor("lena"), **words, verdict_reason="A neighbour of hers")

    assert open_emergencies(in_visit(world, "lotte")) == ()
    assert n_to_judge(world.actor("marieke")) == 0
    with pytest.raises(Conflict):
        emergency_actions.judge_emergency_access(by=world.actor("marieke"), **words, verdict_reason="Again")


def test_nobody_judges_their_own_and_another_lead_does(world, family):
    row = taken(world, "marieke", family)
    right = {"now": NOW, "emergency": row.pk, "verdict": EmergencyVerdict.RIGHT}

    assert (n_to_judge(world.actor("marieke")), n_to_judge(world.actor("lena"))) == (0, 1)
    with pytest.raises(RuleBroken):
        emergency_actions.judge_emergency_access(by=world.actor("marieke"), **right)
    with pytest.raises(NotAllowed):
        emergency_actions.judge_emergency_access(by=world.actor("hatice"), **right)
    emergency_actions.judge_emergency_access(by=world.actor("lena"), **right)
    assert tiers(in_visit(world, "marieke"), family, world) == GIVEN


def test_a_word_that_is_not_given_within_a_week_is_late(world, family):
    taken(world, "lotte", family)
    days = {days: emergencies(world.actor("lena"), number=1, now=NOW + timedelta(days=days)).rows[0] for days in (7, 8)}

    assert [days[7].is_late, days[8].is_late] == [False, True]


def test_what_waits_for_a_word_stands_first(world, family):
    judged = taken(world, "lotte", family)
    right = {"verdict": EmergencyVerdict.RIGHT, "emergency": judged.pk}
    other = journey.open_case(by=world.actor("sander"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code
    waiting = taken(world, "lotte", other)
    EmergencyAccess.rows.filter(pk=waiting.pk).update(taken_at=NOW - timedelta(days=3))
    emergency_actions.judge_emergency_access(by=world.actor("lena"), now=NOW, **right)

    assert [row.id for row in emergencies(world.actor("lena"), number=1, now=NOW).rows] == [waiting.pk, judged.pk]


@pytest.fixture
def own_log(world, family):
    """What Rasha reads of who looked at her household."""
    journey.join_team(
        by=world.actor("sander"),
        now=NOW,
        case=family,
        person=world.ids["samir"],
        role=TeamRole.NEWCOMER,
        member=MemberNo(1),
    )
    return lambda: [
        (row.by, row.verb, row.in_emergency) for row in log_about(world.actor("samir"), family, HERE, number=1).rows
    ]


def opened(client, family):
    """The forms are shown, one is sent, and the case is looked at."""
    sent = client.post(reverse("emergency"), {"case": family.lower(), "because": "acute_question", "reason": REASON})
    assert sent.status_code == 303, sent.content.decode()
    return client.get(sent["Location"])


def test_from_the_page_to_the_case_and_the_family_sees_it(log_in, world, family, own_log):
    client = log_in("lotte")
    assert client.get(reverse("case", args=[family])).status_code == 404
    shown = opened(client, family).content.decode()

    assert f"U leest {family} met noodtoegang" in shown
    assert "Rasha" in shown
    assert ("Lotte Mulder", "emergency.taken", False) in own_log()
    assert ("Lotte Mulder", "case.read", True) in own_log()


def test_the_log_marks_what_was_read_with_it_and_nothing_else(log_in, world, family):
    opened(log_in("lotte"), family)
    log_in("sander").get(reverse("case", args=[family]))

    rows = AuditRow.rows.filter(verb="case.read", case_code=family)
    assert {(row.by_name, row.detail.get("emergency", False)) for row in rows} == {
        ("Lotte Mulder", True),
        ("Sander Bos", False),
    }


def test_the_log_marks_the_page_of_a_task_that_was_read_with_it_too(log_in, family):
    task = Task.rows.filter(case__code=family, member_no=0, is_open=True).earliest("pk")
    client, rows = log_in("lotte"), AuditRow.rows.filter(verb="case.read", case_code=family)
    opened(client, family)
    before = rows.count()

    assert "Rasha" in client.get(reverse("task", args=[family, task.pk])).content.decode()
    log_in("sander").get(reverse("task", args=[family, task.pk]))
    read = [(row.by_name, row.detail.get("emergency", False)) for row in rows.order_by("number")[before:]]
    assert read == [("Lotte Mulder", True), ("Sander Bos", False)]


def test_after_ending_it_the_case_is_gone_at_the_next_click(log_in, world, family):
    client = log_in("lotte")
    opened(client, family)
    row = EmergencyAccess.rows.get()
    client.post(reverse("end_emergency", args=[row.pk]))

    assert client.get(reverse("case", args=[family])).status_code == 404
    assert "met noodtoegang tot" not in client.get(reverse("cases")).content.decode()


def test_a_lead_who_finds_it_not_right_shuts_it_in_the_visit_of_the_other(client, log_in, world, family):
    opened(log_in("lotte"), family)
    row, now = EmergencyAccess.rows.get(), NOW + timedelta(seconds=1)
    verdict = {"verdict": EmergencyVerdict.NOT_RIGHT, "verdict_reason": "A neighbour of hers"}
    emergency_actions.judge_emergency_access(by=world.actor("lena"), now=now, emergency=row.pk, **verdict)
    with time_machine.travel(now, tick=False):
        assert client.get(reverse("case", args=[family])).status_code == 404


def test_a_lead_is_led_to_it_from_the_week_and_says_it_was_right(log_in, world, family):
    row = taken(world, "lotte", family)
    client = log_in("marieke")

    assert reverse("emergency") in client.get(reverse("this_week")).content.decode()
    assert client.get(reverse("judge_emergency", args=[row.pk])).status_code == 200
    client.post(reverse("judge_emergency", args=[row.pk]), {"verdict": "right"})
    row.refresh_from_db()
    assert (row.verdict, row.judged_by_id) == ("right", world.ids["marieke"])
    assert client.get(reverse("judge_emergency", args=[row.pk])).status_code == 404


def test_a_case_that_is_not_here_is_answered_like_one_that_never_was(log_in, world, family):
    there = journey.open_case(by=world.actor("hatice"), now=NOW, municipality=ELSEWHERE, route=Route.RESETTLEMENT).code
    client = log_in("lotte")

    def answer(code):
        sent = {"case": code, "because": "other", "reason": REASON}
        return client.post(reverse("emergency"), sent).content.decode().replace(code, "X")

    def plain(text):
        return [line for line in text.splitlines() if "csrf" not in line and "submission" not in line]

    assert plain(answer(there)) == plain(answer("H-9999"))
    assert EmergencyAccess.rows.count() == 0
    assert REASON in answer(there)


@pytest.mark.parametrize(("key", "status"), [("lotte", 200), ("marieke", 200), ("anouk", 404), ("pieter", 404)])
def test_the_page_is_there_for_who_may_take_it(log_in, world, key, status):
    assert log_in(key).get(reverse("emergency")).status_code == status
