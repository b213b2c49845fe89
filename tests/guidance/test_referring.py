"""Referring somebody to a service: with consent or a ground, answered, followed up, and stopped at their word."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from guidance.helping import JAMILA, LEILA, RIMA, SAMIR, act, make_family, refers
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.guidance.referring_actions import (
    follow_up_referral,
    record_answer,
    reopen_referral,
    take_referral_back,
    withdraw_referral,
)
from hervest.guidance.referring_models import Referral
from hervest.guidance.referring_queries import own_referrals, referrals
from hervest.guidance.referring_vocabulary import Basis, FollowUp, ReferralEnd, ServiceAnswer
from hervest.journey.models import Task, TeamMember
from hervest.journey.vocabulary import TaskState, TeamRole
from hervest.knowledge.actions import end_service
from knowledge.maps import put
from people import ELSEWHERE, TODAY

LATER = TODAY + timedelta(days=21)


@pytest.fixture
def family(begin):
    return begin(make_family)


@pytest.fixture
def service(world, family):
    return put(world)


def answers(world, family, number, answer, *, seen=1, key="sander"):
    how = {"answer": answer, "answered_on": TODAY, "note_of_it": "Intake volgt", "because": "Geweigerd", "seen": seen}
    record_answer(**act(world, family, key), referral=number, **how)


def hears(world, family, number, heard, *, seen=1, again_on=None):
    how = {"heard": heard, "again_on": again_on, "note_of_it": "", "because": "Gevraagd", "to_do": "Navragen"}
    follow_up_referral(**act(world, family), referral=number, **how, seen=seen)


def stops(world, family, number, key="sander", *, seen=1):
    return withdraw_referral(**act(world, family, key), referral=number, because="Wil niet meer", seen=seen)


def going(world, family, key="sander", read=referrals):
    return [row.id for row in read(world.actor(key), family, today=world.today).going]


def shown(browser, name, *args, **asked):
    answer = browser.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def task_of(number):
    return Task.rows.get(pk=Referral.rows.get(pk=number).task)


def test_a_referral_stands_in_the_case_and_asking_how_it_goes_is_somebodys_work(world, family, service):
    number = refers(world, family, service)

    [row] = referrals(world.actor("anouk"), family, today=world.today).going
    assert (row.service.facts.name, row.basis, row.course.follow_up_on) == (
        "Taalhuis Molenveen",
        Basis.CONSENT,
        LATER,
    )
    assert (task_of(number).due_on, task_of(number).assigned_to_id) == (LATER, world.ids["sander"])
    assert AuditRow.rows.filter(verb="referral.made", case_code=family).exists()
    assert "Beter" not in str(AuditRow.rows.filter(verb="referral.made").get().detail)


def test_who_guides_refers_too_and_who_does_not_work_on_it_neither_refers_nor_reads(world, family, service):
    refers(world, family, service, "anouk")

    for key in ("lotte", "lena", "joris", "hatice"):
        with pytest.raises((NotAllowed, NotFound)):
            refers(world, family, service, key, member=SAMIR)
        with pytest.raises(NotFound):
            referrals(world.actor(key), family, today=world.today)


@pytest.mark.parametrize(
    ("how", "refused"),
    [
        ({"member": LEILA, "consented_by": LEILA}, "not_theirs_to_consent"),
        ({"member": JAMILA, "consented_by": RIMA}, "not_theirs_to_consent"),
        ({"member": 9, "consented_by": 9}, "member_not_there"),
        ({"theme": "work"}, "theme_not_of_service"),
        ({"basis": Basis.RECORDED_GROUND}, "ground_needed"),
    ],
)
def test_who_says_yes_for_whom_is_as_the_law_has_it(world, family, service, how, refused):
    with pytest.raises(RuleBroken) as found:
        refers(world, family, service, **how)
    assert found.value.code == refused


def test_a_grown_up_says_yes_for_a_young_child_and_a_duty_needs_no_yes(world, family, service):
    refers(world, family, service, member=LEILA, consented_by=SAMIR)
    refers(world, family, service, member=JAMILA, basis=Basis.RECORDED_GROUND, ground="Leerplichtwet")

    assert len(going(world, family)) == 2
    assert Referral.rows.get(member_no=JAMILA).consented_by is None


def test_nobody_is_referred_twice_to_the_same_service_nor_to_one_that_ended_or_is_elsewhere(world, family, service):
    refers(world, family, service)
    with pytest.raises(RuleBroken):
        refers(world, family, service)
    abroad = put(world, by="hatice", municipality=ELSEWHERE, owner="havermeer")
    gone = put(world, "Gestopt")
    end_service(by=world.actor("lena"), now=world.now, service=gone, seen=1)
    for number in (abroad, gone):
        with pytest.raises(NotFound):
            refers(world, family, number, member=SAMIR)


@pytest.mark.parametrize("theme", ["lgbti", "faith"])
def test_a_theme_that_tells_too_much_of_somebody_is_never_recorded_of_them(world, family, theme, log_in):
    number = put(world, themes=(theme,))

    with pytest.raises(NotFound):
        refers(world, family, number, theme=theme)
    assert "wordt niet vastgelegd" in shown(log_in("sander"), "service", number)


def test_a_care_partner_reads_of_the_person_referred_from_consent_until_it_ends(world, family, service, log_in):
    known = {"reader": world.ids["gijs"], "reads_as": TeamRole.GP}
    browser = log_in("gijs")
    assert browser.get(reverse("referrals", args=[family])).status_code == 404

    number = refers(world, family, service, **known)
    refers(world, family, put(world, "Ander"), member=SAMIR)
    page = shown(log_in("gijs"), "referrals", family)
    assert "Beter leren lezen" in page
    assert "Rima" in page
    assert "Samir" not in page
    assert going(world, family, "gijs") == [number]

    assert stops(world, family, number)
    assert log_in("gijs").get(reverse("referrals", args=[family])).status_code == 404
    assert log_in("gijs").get(reverse("case", args=[family])).status_code == 404


def test_without_a_yes_no_partner_reads_and_who_reads_already_is_not_let_in_twice(world, family, service):
    known = {"reader": world.ids["gijs"], "reads_as": TeamRole.GP}
    with pytest.raises(RuleBroken) as found:
        refers(world, family, service, basis=Basis.RECORDED_GROUND, ground="Plicht", **known)
    assert found.value.code == "reading_takes_consent"

    refers(world, family, service, **known)
    with pytest.raises(RuleBroken) as found:
        refers(world, family, put(world, "Ander"), **known)
    assert found.value.code == "reads_of_them_already"


@pytest.mark.parametrize("answer", [ServiceAnswer.ACCEPTED, ServiceAnswer.NO_ANSWER])
def test_an_answer_is_recorded_and_can_be_corrected_while_it_goes_on(world, family, service, answer):
    number = refers(world, family, service)
    answers(world, family, number, answer)
    answers(world, family, number, ServiceAnswer.ACCEPTED, seen=2)

    assert Referral.rows.get(pk=number).answer == ServiceAnswer.ACCEPTED
    with pytest.raises(Conflict):
        answers(world, family, number, ServiceAnswer.ACCEPTED, seen=2)


def test_a_no_of_the_service_ends_it_with_its_task_and_can_be_undone_the_same_day(world, family, service, log_in):
    number = refers(world, family, service, reader=world.ids["gijs"], reads_as=TeamRole.GP)
    answers(world, family, number, ServiceAnswer.REFUSED)

    assert going(world, family) == []
    assert task_of(number).state == TaskState.DONE
    assert not TeamMember.rows.filter(person_id=world.ids["gijs"], until_on__gte=TODAY).exists()
    assert "Zoek een andere dienst" in shown(log_in("sander"), "referrals", family)

    how = {"referral": number, "to_do": "Navragen"}
    assert not reopen_referral(**act(world, family), **how, seen=1)
    assert reopen_referral(**act(world, family), **how, seen=2)
    assert going(world, family) == [number]
    assert TeamMember.rows.filter(person_id=world.ids["gijs"], until_on__gte=TODAY).exists()
    assert task_of(number).state == TaskState.TO_DO


def test_it_is_followed_up_until_it_helped_or_did_not(world, family, service):
    number = refers(world, family, service)
    first = task_of(number).pk
    hears(world, family, number, FollowUp.AGAIN, again_on=LATER)
    assert task_of(number).pk != first
    assert Task.rows.get(pk=first).state == TaskState.DONE

    hears(world, family, number, FollowUp.HELPED, seen=2)
    assert Referral.rows.get(pk=number).end == ReferralEnd.HELPED
    assert task_of(number).state == TaskState.DONE
    with pytest.raises(RuleBroken):
        hears(world, family, number, FollowUp.HELPED, seen=3)


def test_who_was_referred_stops_it_themselves_and_nobody_undoes_that(world, family, service, log_in):
    number = refers(world, family, service, member=SAMIR)
    page = shown(log_in("samir"), "own_help", family)
    assert "Taalhuis Molenveen" in page
    assert "Dan houdt u al uw andere hulp" in page

    browser = log_in("samir")
    answer = browser.post(reverse("withdraw_referral", args=[family, number, 1]), follow=True)
    assert "Verder verandert er niets" in unescape(answer.content.decode())
    assert Referral.rows.get(pk=number).end == ReferralEnd.WITHDRAWN
    assert not stops(world, family, number, "samir", seen=2)
    with pytest.raises(RuleBroken) as found:
        reopen_referral(**act(world, family), referral=number, to_do="Navragen", seen=2)
    assert found.value.code == "withdrawn_is_asked_anew"
    assert task_of(number).state == TaskState.TO_DO  # the household closes no work of ours


def test_a_spouse_neither_reads_nor_stops_what_is_the_others_nor_sees_that_it_is_there(world, family, service, log_in):
    before = shown(log_in("samir"), "own_help", family)
    number = refers(world, family, service, member=RIMA)
    child = refers(world, family, service, member=LEILA, consented_by=RIMA)

    assert going(world, family, "samir", own_referrals) == [child]
    with pytest.raises(NotFound):
        stops(world, family, number, "samir")
    assert stops(world, family, child, "samir")
    Referral.rows.filter(pk=child).delete()
    assert shown(log_in("samir"), "own_help", family) == before
    assert stops(world, family, number)


def test_who_is_seventeen_reads_and_stops_their_own_and_nothing_of_their_parents(world, family, service):
    number = refers(world, family, service, member=JAMILA)
    refers(world, family, service, member=SAMIR)

    assert going(world, family, "jamila", own_referrals) == [number]
    assert going(world, family, "samir", own_referrals) != [number]
    assert stops(world, family, number, "jamila")


def test_a_mistake_is_taken_back_within_a_day_as_if_it_never_was(world, family, service):
    number = refers(world, family, service, reader=world.ids["gijs"], reads_as=TeamRole.GP)
    task = task_of(number).pk
    how = {"referral": number, "because": "Vergissing"}

    assert not take_referral_back(**act(world, family), **how, seen=2)
    late = act(world, family) | {"now": world.now + timedelta(days=2)}
    with pytest.raises(RuleBroken):
        take_referral_back(**late, **how, seen=1)
    assert take_referral_back(**act(world, family), **how, seen=1)
    assert not Referral.rows.exists()
    assert not TeamMember.rows.filter(person_id=world.ids["gijs"]).exists()
    assert Task.rows.get(pk=task).state == TaskState.DONE


def test_the_database_itself_refuses_what_rests_on_nothing(world, family, service):
    number = refers(world, family, service)

    for change in ({"consented_by": None}, {"ended_on": TODAY}, {"end": ReferralEnd.HELPED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral.rows.filter(pk=number).update(**change)


def test_the_pages_search_refer_and_keep_what_was_typed(world, family, service, log_in):
    browser = log_in("sander")
    assert "Taalhuis Molenveen" in shown(browser, "find_service", family, words="taalhuis")
    assert "Geen dienst past hierbij" in shown(browser, "find_service", family, words="zwembad")
    typed = {
        "member": RIMA,
        "theme": "language",
        "question": "Beter leren lezen",
        "basis": "consent",
        "consented_by": RIMA,
        "consented_on": TODAY.isoformat(),
        "language": "",
        "follow_up_on": LATER.isoformat(),
    }
    answer = browser.post(reverse("refer", args=[family, service]), typed)
    page = unescape(answer.content.decode())
    assert "Kies de taal waarin het is uitgelegd" in page
    assert "Beter leren lezen" in page
    assert not Referral.rows.exists()
    answer = browser.post(reverse("refer", args=[family, service]), typed | {"language": "ar"}, follow=True)
    page = unescape(answer.content.decode())
    assert "De verwijzing is vastgelegd" in page
    assert "zei ja op maandag 23 november 2026, in het Arabisch" in " ".join(page.split())
