"""Reunification of a household: warned of in time and once, filed, refused or granted, and followed to the arrival."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.guidance.jobs import warn_of_reunification
from hervest.guidance.reunion_actions import (
    record_application,
    record_decision,
    say_not_wanted,
    say_wanted_again,
    take_reunification_back,
)
from hervest.guidance.reunion_joining_actions import note_papers, settle_arrival
from hervest.guidance.reunion_line_queries import running_terms
from hervest.guidance.reunion_models import JoiningRelative, Reunification, ReunificationWarning
from hervest.guidance.reunion_queries import nearest_last_day, own_reunion, reads_own_reunion, reads_reunion, reunion
from hervest.guidance.reunion_rules import Application
from hervest.guidance.reunion_vocabulary import Nearness, Outcome, PaperState, ReunionState
from hervest.guidance.reunion_warning_actions import warn_of_last_days
from hervest.households.actions import save_household
from hervest.households.change_actions import record_change
from hervest.households.change_rules import Joining
from hervest.households.models import RelativeElsewhere
from hervest.households.record_rules import HouseholdRecord, MemberRecord, RelativeRecord
from hervest.households.vocabulary import MemberRole, RelativeKind, Sex
from hervest.journey import actions
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, FactSet, Milestone, Task
from hervest.journey.permit_queries import plan_task
from hervest.journey.queries import facts_said
from hervest.journey.task_actions import finish_task
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TaskState, TeamRole, TraitCode, TraitSource
from hervest.notices.jobs import send_due
from hervest.notices.models import OutboxMessage
from hervest.notices.vocabulary import NoticeKind
from hervest.placement.closing_actions import close
from people import HERE, NOW, TODAY

SAMIR, RIMA, JAMILA, LEILA = map(MemberNo, (1, 2, 3, 4))
PERMIT = date(2026, 9, 1)
LAST = date(2026, 12, 1)
SISTER = RelativeRecord("dochter", "Layla", "LB", is_reunification_wanted=True, kind=RelativeKind.CHILD)
UNCLE = RelativeRecord("oom", "Faris", "SY", is_reunification_wanted=None, kind=RelativeKind.OTHER)
OWN_WORDS = "Mijn broer wil liever bij onze moeder blijven."


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Samir and Rima with a permit since 1 September, their daughter of 17; a daughter in Lebanon, an uncle in Syria.

    Sander leads, Anouk guides; Samir, Rima's daughter and COA have a seat, and a group guides them.
    """
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.STATUS_HOLDER).code
    Case.rows.filter(code=case).update(opened_on=PERMIT)
    born = world.today - timedelta(days=365 * 40)
    members = (
        MemberRecord(SAMIR, MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE),
        MemberRecord(RIMA, MemberRole.PARTNER, "Rima", "Haddad", born, Sex.FEMALE),
        MemberRecord(JAMILA, MemberRole.CHILD, "Jamila", "Haddad", date(2009, 6, 1), Sex.FEMALE),
    )
    record = HouseholdRecord(members=members, contact_language="ar", relatives=(SISTER, UNCLE))
    save_household(by=by, now=world.now, case=case, record=record)
    records = [
        MilestoneRecord(MilestoneCode.ALLOCATED, None, actual_on=PERMIT + timedelta(days=14)),
        MilestoneRecord(MilestoneCode.PERMIT_GRANTED, None, actual_on=PERMIT),
        MilestoneRecord(MilestoneCode.ARRIVED, None, actual_on=date(2026, 10, 20)),
    ]
    actions.record_milestones(by=by, now=world.now, case=case, records=records, source="person")
    for key, role in (("anouk", TeamRole.GUIDE_LEGAL), ("carla", TeamRole.COA_LIAISON)):
        world.joins(case, key, role, by="sander")
    for key, member in (("samir", SAMIR), ("jamila", JAMILA)):
        world.joins(case, key, TeamRole.NEWCOMER, by="sander", member=member)
    world.sponsored(case, "saskia", "fenna")
    return case


def act(world, family, key="sander", **how):
    return {"by": world.actor(key), "now": world.now, "case": family} | how


def applies(world, family, key="sander", *, member=SAMIR, on=date(2026, 11, 20), seen=0):
    record_application(
        **act(world, family, key),
        member=member,
        applied_on=on,
        support_point="Steunpunt",
        because="Ingediend",
        seen=seen,
    )


def decides(world, family, outcome=Outcome.GRANTED, *, member=SAMIR, on=TODAY, seen=1, key="sander", **how):
    decided = Application(TODAY, "", outcome, on, **how)
    record_decision(**act(world, family, key), member=member, decided=decided, because="Besluit", seen=seen)


def takes_back(world, family, key="sander", *, member=SAMIR, seen):
    return take_reunification_back(**act(world, family, key), member=member, because="Teruggenomen", seen=seen)


def decided_on(family):
    row = Milestone.rows.filter(case__code=family, code=MilestoneCode.REUNIFICATION_DECIDED).first()
    return row.actual_on if row else None


def colleague_records(world, family, on, key="anouk"):
    day = MilestoneRecord(MilestoneCode.REUNIFICATION_DECIDED, None, actual_on=on)
    actions.record_milestones(**act(world, family, key), records=[day], source="person")


def wants_none(world, family, key="sander", member=RIMA, *, words="", seen=0):
    say_not_wanted(**act(world, family, key), member=member, own_words=words, because="Niet gewenst", seen=seen)


def says_of_plan(world, family, *, holds):
    trait = TraitCode.REUNIFICATION_WANTED
    how = {"member": MemberNo(0), "trait": trait, "holds": holds, "reason": "De gids vroeg het zelf"}
    actions.say_trait(**act(world, family, "sander"), **how)


def wanted_by_word(family):
    said = facts_said(Case.rows.get(code=family).pk, TraitSource.PERSON).get(MemberNo(0), {})
    return said.get(TraitCode.REUNIFICATION_WANTED)


def page_of(world, family, key="sander", today=None):
    return reunion(world.actor(key), family, today=today or world.today)


def row_of(world, family, member=SAMIR, **how):
    return next(row for row in page_of(world, family, **how).rows if row.line.member == member)


def state_of(world, family, member=SAMIR):
    return row_of(world, family, member).line.state


def the_task(family):
    return Task.rows.filter(case__code=family, template="G03").order_by("-pk").first()


def permit_of(world, family, member, on):
    records = [MilestoneRecord(MilestoneCode.PERMIT_GRANTED, member, actual_on=on)]
    actions.record_milestones(**act(world, family), records=records, source="person")


def closes(world, family, key="sander"):
    how = {"seen": Case.rows.get(code=family).plan_version, "knows_of_terms": True, "text": "Klaar."}
    close(**act(world, family, key), reason=ClosingReason.OTHER, **how)


def at(day):
    return NOW + timedelta(days=(day - TODAY).days)


def relative(name="Layla"):
    return next(row.pk for row in RelativeElsewhere.rows.all() if row.first_name == name)


def shown(browser, name, *args, **asked):
    answer = browser.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def posted(browser, name, *args, **typed):
    return browser.post(reverse(name, args=args), typed)


# until when


def test_everybody_of_age_has_a_last_day_of_their_own_and_the_plan_counts_with_the_same_term(world, family):
    assert [row.line.member for row in page_of(world, family).rows] == [SAMIR, RIMA]
    assert row_of(world, family).line.last.limit_on == LAST == the_task(family).limit_on

    permit_of(world, family, RIMA, date(2026, 10, 5))

    assert row_of(world, family, RIMA).line.last.limit_on == date(2027, 1, 5)
    assert row_of(world, family, SAMIR).line.last.limit_on == LAST == the_task(family).limit_on


def test_a_permit_that_moves_moves_the_last_day_and_the_warnings_with_it(world, family):
    assert warn_of_reunification(at(LAST - timedelta(days=14))) == 1
    actions.record_milestones(
        **act(world, family),
        records=[MilestoneRecord(MilestoneCode.PERMIT_GRANTED, None, actual_on=date(2026, 8, 24))],
        source="person",
    )

    assert row_of(world, family).line.last.limit_on == date(2026, 11, 24)
    assert row_of(world, family).warned == ()
    assert warn_of_reunification(world.now) == 1
    assert row_of(world, family).warned == (TODAY,)


def test_a_permit_that_nobody_recorded_counts_from_where_it_is_expected_and_says_so(world, family, log_in):
    Milestone.rows.filter(code=MilestoneCode.PERMIT_GRANTED).delete()

    row = row_of(world, family)
    assert row.permit.expected_from is MilestoneCode.ALLOCATED
    assert row.line.last.limit_on == LAST
    assert "niet vastgelegd; geteld vanaf" in shown(log_in("sander"), "reunification", family)


def test_whoever_joined_later_is_not_held_to_the_permit_of_before_they_came(world, family):
    joins(world, family)

    assert row_of(world, family, LEILA).line.state is ReunionState.UNDATED
    permit_of(world, family, LEILA, TODAY)
    assert row_of(world, family, LEILA).line.last.limit_on == date(2027, 2, 23)


def test_a_passed_term_is_told_gravely_with_what_can_still_be_done(world, family, log_in):
    page = shown(log_in("sander"), "reunification", family)
    assert "nog 8 dagen" in page
    assert "bel vandaag het steunpunt" not in page

    permit_of(world, family, RIMA, date(2026, 8, 3))
    page = shown(log_in("sander"), "reunification", family)

    assert "Rima: de laatste dag om aan te vragen was dinsdag 3 november 2026" in page
    assert "bel vandaag het steunpunt" in page


def test_a_term_that_had_passed_when_the_case_began_here_is_told_on_its_page_and_warns_nobody(world, family, log_in):
    permit_of(world, family, None, date(2026, 8, 3))
    Case.rows.filter(code=family).update(opened_on=TODAY - timedelta(days=5))

    assert state_of(world, family) is ReunionState.OVER_BEFORE
    assert "was voorbij toen dit dossier hier begon" in shown(log_in("sander"), "reunification", family)
    assert warn_of_reunification(world.now) == 0
    applies(world, family)
    assert row_of(world, family).was_filed_late


def test_a_child_who_comes_of_age_after_the_term_had_ended_sets_off_no_warnings(world, family, log_in):
    permit_of(world, family, None, date(2023, 9, 1))
    Case.rows.filter(code=family).update(opened_on=date(2023, 9, 1))
    for member in (SAMIR, RIMA):
        applies(world, family, member=member)
    turned = {"source": TraitSource.HOUSEHOLD, "case__code": family, "member_no": JAMILA}
    facts = FactSet.rows.get(**turned)
    facts.traits[TraitCode.ADULT], facts.since[TraitCode.ADULT] = True, "2026-11-20"
    facts.save()

    assert state_of(world, family, JAMILA) is ReunionState.OVER_BEFORE
    assert "of voordat zij meerderjarig waren" in shown(log_in("sander"), "reunification", family)
    assert warn_of_reunification(world.now) == 0


# warnings


def test_who_works_on_the_case_is_warned_on_each_day_once_until_it_is_filed(world, family, settings):
    settings.SENDS_MAIL = True
    permit_of(world, family, None, TODAY)
    last = date(2027, 2, 23)
    days = [last - timedelta(days=n) for n in range(45, -3, -1)]
    warned = [day for day in days if warn_of_reunification(at(day))]

    weeks = [last - timedelta(days=7 * n) for n in (6, 4, 2)]
    assert warned == [*weeks, *(last - timedelta(days=n) for n in range(7, -1, -1)), last + timedelta(days=1)]
    told = OutboxMessage.rows.filter(person_id=world.ids["anouk"])
    assert told.count() == 2 * len(warned)  # of Samir and of Rima
    assert set(OutboxMessage.rows.values_list("person_id", flat=True)) == {world.ids["sander"], world.ids["anouk"]}
    assert [row.details["days"] for row in told.order_by("pk")][:2] == [42, 42]
    assert told.filter(kind=NoticeKind.REUNIFICATION_PASSED).count() == 2

    before = ReunificationWarning.rows.count()
    assert warn_of_reunification(at(last + timedelta(days=1))) == 0
    assert ReunificationWarning.rows.count() == before


def test_a_server_that_stood_still_warns_on_the_next_day_and_of_missed_days_once(world, family, settings):
    settings.SENDS_MAIL = True

    assert warn_of_reunification(at(LAST - timedelta(days=20))) == 1
    assert set(ReunificationWarning.rows.values_list("warned_on", flat=True)) == {LAST - timedelta(days=28)}
    assert warn_of_reunification(at(LAST - timedelta(days=15))) == 0


def test_a_warning_that_broke_off_is_given_by_the_next_work_and_stands_nowhere_before(
    world, family, settings, monkeypatch
):
    settings.SENDS_MAIL = True

    def breaks(*_, **__):
        raise RuntimeError("the power went")

    monkeypatch.setattr("hervest.guidance.reunion_warning_actions.tell", breaks)
    with pytest.raises(RuntimeError):
        warn_of_reunification(world.now)
    assert not ReunificationWarning.rows.exists()
    assert AuditRow.rows.filter(verb="reunification.not_warned").exists()

    monkeypatch.undo()
    settings.SENDS_MAIL = True
    assert warn_of_reunification(world.now) == 1
    assert ReunificationWarning.rows.count() == 2


def test_the_database_itself_keeps_the_same_warning_once(world, family):
    row = {"case": Case.rows.get(code=family), "member_no": 1, "last_on": LAST, "warned_on": TODAY, "given_at": NOW}
    ReunificationWarning.rows.create(**row)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReunificationWarning.rows.create(**row)


def test_two_who_warn_at_the_same_time_tell_it_once(world, family, settings):
    settings.SENDS_MAIL = True
    for _ in range(2):
        warn_of_last_days(by=world.actor("sander"), now=world.now, case=family)

    assert OutboxMessage.rows.filter(person_id=world.ids["anouk"]).count() == 2


def test_the_mail_names_the_case_and_the_days_and_nobody(world, family, settings, mailoutbox):
    settings.SENDS_MAIL = True
    warn_of_reunification(world.now)
    send_due(world.now + timedelta(days=1))

    letter = next(mail for mail in mailoutbox if mail.to == [world.email("anouk")])
    assert f"Dossier {family}, gezinshereniging: dagen om nog aan te vragen: 8." in letter.body
    assert not {"Samir", "Rima", "Layla", "Haddad"} & set(re.findall(r"\w+", letter.body))


def test_what_is_over_is_told_to_nobody_any_more_also_where_a_mail_was_waiting(world, family, settings):
    settings.SENDS_MAIL = True
    OutboxMessage.rows.all().delete()
    warn_of_reunification(world.now)
    assert OutboxMessage.rows.filter(once__contains=f"{family}/1 ").exists()

    applies(world, family)

    assert not OutboxMessage.rows.filter(once__contains=f"{family}/1 ").exists()
    assert OutboxMessage.rows.filter(once__contains=f"{family}/2 ").exists()
    wants_none(world, family)
    assert not OutboxMessage.rows.filter(kind=NoticeKind.REUNIFICATION_TERM).exists()
    assert warn_of_reunification(at(LAST)) == 0


def test_where_nobody_works_on_a_case_its_leads_are_told_and_a_closed_one_is_left_in_peace(world, family, settings):
    settings.SENDS_MAIL = True
    for row in actions.TeamMember.rows.filter(case__code=family, role__in=["case_lead", "guide_legal"]):
        row.delete()

    warn_of_reunification(world.now)
    assert set(OutboxMessage.rows.values_list("person_id", flat=True)) == {world.ids["marieke"], world.ids["lena"]}

    closes(world, family, "marieke")
    assert warn_of_reunification(at(LAST)) == 0


def test_the_last_day_stands_on_the_first_page_from_the_moment_the_permit_is_known(world, family, log_in):
    early = running_terms(world.actor("anouk"), today=PERMIT + timedelta(days=60 - 40), limit=5)
    assert [(term.code, term.near) for term in early] == []  # not in the team yet on that day

    (term,) = running_terms(world.actor("anouk"), today=world.today, limit=5)
    assert (term.code, term.days_left, term.near) == (family, 8, Nearness.LAST)
    assert "Gezinshereniging: laatste dagen om aan te vragen" in shown(log_in("anouk"), "this_week")
    assert "Gezinshereniging: aanvragen uiterlijk" in shown(log_in("anouk"), "case", family)

    permit_of(world, family, SAMIR, TODAY)
    permit_of(world, family, RIMA, TODAY)
    (far,) = running_terms(world.actor("anouk"), today=world.today, limit=5)
    assert far.near is Nearness.FAR
    assert "Gezinshereniging: aanvragen uiterlijk" in shown(log_in("anouk"), "this_week")
    assert running_terms(world.actor("joris"), today=world.today, limit=5) == ()
    assert running_terms(world.actor("samir"), today=world.today, limit=5) == ()


# filing


def test_the_task_of_the_plan_is_done_once_everybody_has_applied_or_wants_none(world, family):
    applies(world, family)
    assert the_task(family).state != TaskState.DONE
    assert state_of(world, family) is ReunionState.FILED

    wants_none(world, family)

    assert (the_task(family).state, the_task(family).done_on) == (TaskState.DONE, date(2026, 11, 20))
    assert page_of(world, family).n_asking == 0


def test_an_application_that_is_taken_back_opens_the_task_and_lets_the_warnings_go_on(world, family):
    wants_none(world, family)
    applies(world, family)
    assert the_task(family).state == TaskState.DONE

    assert takes_back(world, family, seen=1)

    assert the_task(family).state != TaskState.DONE
    assert state_of(world, family) is ReunionState.RUNNING
    assert warn_of_reunification(world.now) == 1


def test_a_task_that_was_done_in_the_plan_ends_the_warnings_and_asks_who_applied(world, family, log_in):
    task = plan_task(Case.rows.get(code=family).pk, "G03")
    finish_task(**act(world, family), task=task.id, done_on=TODAY, reason="Ingediend")

    assert state_of(world, family) is ReunionState.TOLD_ELSEWHERE
    assert warn_of_reunification(at(LAST)) == 0
    assert "Leg hier vast wie aanvroeg" in shown(log_in("sander"), "reunification", family)

    applies(world, family)
    assert state_of(world, family) is ReunionState.FILED
    assert state_of(world, family, RIMA) is ReunionState.RUNNING


def test_what_somebody_else_changed_meanwhile_is_not_written_over(world, family, log_in):
    applies(world, family)

    with pytest.raises(Conflict):
        applies(world, family, on=date(2026, 11, 2))
    typed = {"applied_on": "2026-11-02", "support_point": "Ander", "seen": "0", "submission": "a1"}
    answer = posted(log_in("sander"), "record_application", family, SAMIR, **typed).content.decode()
    assert "Steunpunt" in answer
    assert 'value="Ander"' in answer
    assert not takes_back(world, family, seen=0)


def test_the_day_of_filing_can_be_corrected_and_never_lies_ahead(world, family):
    applies(world, family)
    applies(world, family, on=date(2026, 11, 3), seen=1)
    assert row_of(world, family).application.applied_on == date(2026, 11, 3)

    with pytest.raises(RuleBroken) as refused:
        applies(world, family, on=TODAY + timedelta(days=1), seen=2)
    assert refused.value.code == "filed_in_the_future"
    with pytest.raises(RuleBroken):
        applies(world, family, on=PERMIT - timedelta(days=1), seen=2)


# nobody wants it


def test_somebody_says_themselves_that_they_apply_for_nobody_and_takes_it_back(world, family, log_in):
    samir = log_in("samir")
    assert "Vraag het uiterlijk op" in shown(samir, "own_reunification", family)
    typed = {"own_words": OWN_WORDS, "seen": "0", "submission": "n1"}
    assert posted(samir, "say_not_wanted", family, SAMIR, **typed).status_code == 303

    assert state_of(world, family) is ReunionState.NOT_WANTED
    assert OWN_WORDS in shown(samir, "own_reunification", family)
    again = posted(samir, "say_wanted_again", family, SAMIR, 1, submission="n2")
    assert again.status_code == 303
    assert state_of(world, family) is ReunionState.RUNNING
    assert warn_of_reunification(world.now) == 1


def test_where_nobody_wants_it_the_plan_asks_for_no_application_until_somebody_does_after_all(world, family):
    wants_none(world, family, member=SAMIR)
    assert the_task(family).state != TaskState.DONE
    wants_none(world, family)
    assert not the_task(family).is_open

    say_wanted_again(**act(world, family), member=RIMA, seen=1)

    assert the_task(family).is_open
    assert not say_wanted_again(**act(world, family), member=SAMIR, seen=9)


def test_nobody_says_it_for_another_grown_up_of_the_household(world, family, log_in):
    with pytest.raises(NotFound):
        wants_none(world, family, "samir", RIMA)
    with pytest.raises(NotFound):
        wants_none(world, family, "jamila", SAMIR)
    with pytest.raises((NotFound, NotAllowed)):
        wants_none(world, family, "saskia", SAMIR)
    assert log_in("samir").get(reverse("say_not_wanted", args=[family, RIMA])).status_code == 404
    wants_none(world, family, "anouk", RIMA)
    assert state_of(world, family, RIMA) is ReunionState.NOT_WANTED


def test_who_does_not_read_what_somebody_said_does_not_write_over_it(world, family):
    wants_none(world, family, "samir", SAMIR, words=OWN_WORDS)

    with pytest.raises(Conflict) as refused:
        wants_none(world, family, "anouk", SAMIR, words="Anders", seen=1)
    assert refused.value.code == "word_stands_already"
    assert Reunification.rows.get().own_words == OWN_WORDS
    wants_none(world, family, "samir", SAMIR, words="Toch anders", seen=1)
    wants_none(world, family, "sander", SAMIR, words="Zei het zo", seen=2)
    assert Reunification.rows.get().own_words == "Zei het zo"


def test_own_words_are_read_by_themselves_and_who_leads_the_case_and_by_nobody_else(world, family, log_in):
    wants_none(world, family, member=RIMA, words=OWN_WORDS)

    assert OWN_WORDS in shown(log_in("sander"), "reunification", family)
    assert OWN_WORDS not in shown(log_in("anouk"), "reunification", family)
    assert "naar eigen zeggen" in shown(log_in("anouk"), "reunification", family)
    assert OWN_WORDS not in shown(log_in("samir"), "own_reunification", family)
    assert [row.line.member for row in own_reunion(world.actor("samir"), family, today=world.today).rows] == [SAMIR]


def test_whoever_applied_has_not_said_that_they_want_none(world, family):
    applies(world, family)
    with pytest.raises(Conflict) as refused:
        wants_none(world, family, member=SAMIR, seen=1)
    assert refused.value.code == "applied_already"

    wants_none(world, family)
    applies(world, family, member=RIMA, seen=1)
    assert state_of(world, family, RIMA) is ReunionState.FILED


def test_what_somebody_said_themselves_rests_under_an_application_and_holds_again_once_that_is_taken_back(
    world, family, log_in
):
    wants_none(world, family, "samir", SAMIR, words=OWN_WORDS)
    applies(world, family, "anouk", seen=1)
    assert OWN_WORDS not in shown(log_in("sander"), "reunification", family)
    assert "zoals eerder is gezegd" in shown(log_in("sander"), "reunification", family)
    own = shown(log_in("samir"), "own_reunification", family)
    assert "Het is aangevraagd" in own
    assert OWN_WORDS not in own
    with pytest.raises(NotFound):
        say_wanted_again(**act(world, family, "samir"), member=SAMIR, seen=2)

    assert takes_back(world, family, "anouk", seen=2)

    assert state_of(world, family) is ReunionState.NOT_WANTED
    assert OWN_WORDS in shown(log_in("samir"), "own_reunification", family)
    assert warn_of_reunification(world.now) == 1  # of Rima alone
    assert set(ReunificationWarning.rows.values_list("member_no", flat=True)) == {RIMA}


def test_a_word_that_holds_again_takes_the_task_out_of_the_plan_again(world, family):
    wants_none(world, family, member=SAMIR)
    wants_none(world, family)
    assert not the_task(family).is_open
    applies(world, family, seen=1)
    assert wanted_by_word(family) is None

    assert takes_back(world, family, seen=2)
    assert wanted_by_word(family) is False
    assert not the_task(family).is_open

    assert say_wanted_again(**act(world, family), member=RIMA, seen=1)
    assert wanted_by_word(family) is None
    assert the_task(family).is_open


@pytest.mark.parametrize("is_said_first", [True, False])
def test_a_word_of_a_colleague_about_the_plan_is_never_taken_back_with_that_of_the_household(
    world, family, is_said_first
):
    if is_said_first:
        says_of_plan(world, family, holds=False)
    wants_none(world, family, member=SAMIR)
    wants_none(world, family)
    if not is_said_first:
        says_of_plan(world, family, holds=False)

    assert say_wanted_again(**act(world, family), member=RIMA, seen=1)
    assert wanted_by_word(family) is False
    applies(world, family, seen=1)
    assert wanted_by_word(family) is False


# the decision


def test_a_grant_is_the_milestone_of_the_case_and_the_two_never_differ(world, family, log_in):
    applies(world, family)
    decides(world, family, on=date(2026, 11, 22), expected_on=date(2027, 2, 1))

    assert "Aankomst verwacht maandag 1 februari 2027" in shown(log_in("sander"), "reunification", family)
    assert "Wij verwachten hen op maandag 1 februari 2027" in shown(log_in("samir"), "own_reunification", family)
    milestone = Milestone.rows.get(case__code=family, code=MilestoneCode.REUNIFICATION_DECIDED)
    assert milestone.actual_on == date(2026, 11, 22) == row_of(world, family).application.decided_on
    assert "I11" in {task.key.template for task in page_of(world, family).tasks}

    seen = Case.rows.get(code=family).plan_version
    actions.move_milestone(
        **act(world, family),
        milestone=MilestoneCode.REUNIFICATION_DECIDED,
        member=None,
        on=TODAY,
        is_actual=True,
        reason="",
        seen=seen,
    )
    assert row_of(world, family).application.decided_on == TODAY

    actions.withdraw_milestone(**act(world, family), milestone=MilestoneCode.REUNIFICATION_DECIDED)
    assert row_of(world, family).application.decided_on is None
    assert "de dag is niet meer vastgelegd" in shown(log_in("sander"), "reunification", family)


def test_a_decision_recorded_elsewhere_begins_the_form_and_ends_the_warnings(world, family, log_in):
    day = MilestoneRecord(MilestoneCode.REUNIFICATION_DECIDED, None, actual_on=date(2026, 11, 21))
    actions.record_milestones(**act(world, family), records=[day], source="person")

    assert warn_of_reunification(world.now) == 0
    assert "op zaterdag 21 november 2026 over gezinshereniging is besloten" in shown(
        log_in("sander"), "reunification", family
    )
    applies(world, family)
    form = log_in("sander").get(reverse("record_decision", args=[family, SAMIR])).content.decode()
    assert 'value="2026-11-21"' in form
    decides(world, family, on=date(2026, 11, 21))
    assert page_of(world, family).milestone_on is None


def test_a_refusal_leaves_the_milestone_alone_and_is_followed_to_the_objection(world, family, log_in):
    applies(world, family)
    decides(world, family, Outcome.REFUSED, objection_until=date(2026, 12, 18))
    assert not Milestone.rows.filter(code=MilestoneCode.REUNIFICATION_DECIDED).exists()
    assert "Bezwaar uiterlijk vrijdag 18 december 2026" in shown(log_in("sander"), "reunification", family)

    decides(world, family, Outcome.REFUSED, seen=2, objection_until=date(2026, 12, 18), objected_on=TODAY)
    assert row_of(world, family).line.answer.by == date(2026, 12, 18) + timedelta(weeks=19)

    decides(world, family, seen=3)
    assert Milestone.rows.filter(code=MilestoneCode.REUNIFICATION_DECIDED).exists()
    decides(world, family, Outcome.REFUSED, seen=4)
    assert not Milestone.rows.filter(code=MilestoneCode.REUNIFICATION_DECIDED).exists()


def test_of_two_grants_the_first_is_the_milestone_and_the_other_keeps_its_own_day(world, family):
    applies(world, family)
    applies(world, family, member=RIMA)
    decides(world, family, on=date(2026, 11, 21))
    decides(world, family, member=RIMA, on=TODAY)

    assert Milestone.rows.get(code=MilestoneCode.REUNIFICATION_DECIDED).actual_on == date(2026, 11, 21)
    assert row_of(world, family, RIMA).application.decided_on == TODAY
    assert page_of(world, family).milestone_on is None


@pytest.mark.parametrize("granted_on", [date(2026, 11, 22), date(2026, 11, 21)])
def test_a_day_that_a_colleague_recorded_stays_when_a_grant_is_recorded_and_when_it_is_taken_back(
    world, family, granted_on
):
    applies(world, family)
    colleague_records(world, family, date(2026, 11, 21))

    decides(world, family, on=granted_on)
    assert decided_on(family) == date(2026, 11, 21)
    assert row_of(world, family).application.decided_on == granted_on

    assert takes_back(world, family, seen=2)
    assert decided_on(family) == date(2026, 11, 21)


def test_the_milestone_that_a_colleague_moved_since_is_theirs_and_stays(world, family):
    applies(world, family)
    decides(world, family, on=date(2026, 11, 22))
    colleague_records(world, family, date(2026, 11, 21))
    decides(world, family, on=TODAY, seen=2)
    assert decided_on(family) == date(2026, 11, 21)

    assert takes_back(world, family, seen=3)
    assert decided_on(family) == date(2026, 11, 21)


def test_a_grant_that_is_taken_back_leaves_the_day_on_which_it_was_planned(world, family):
    planned = MilestoneRecord(MilestoneCode.REUNIFICATION_DECIDED, None, planned_on=date(2027, 1, 10))
    actions.record_milestones(**act(world, family, "anouk"), records=[planned], source="person")
    applies(world, family)
    decides(world, family)
    assert decided_on(family) == TODAY

    assert takes_back(world, family, seen=2)
    row = Milestone.rows.get(case__code=family, code=MilestoneCode.REUNIFICATION_DECIDED)
    assert (row.planned_on, row.actual_on) == (date(2027, 1, 10), None)


@pytest.mark.parametrize("how", ["taken back", "refused after all"])
def test_of_two_grants_the_second_is_the_milestone_once_the_first_is_none_any_more(world, family, how):
    for member, on in ((SAMIR, date(2026, 11, 21)), (RIMA, TODAY)):
        applies(world, family, member=member)
        decides(world, family, member=member, on=on)

    if how == "taken back":
        assert takes_back(world, family, seen=2)
    else:
        decides(world, family, Outcome.REFUSED, on=date(2026, 11, 21), seen=2)

    assert decided_on(family) == TODAY == row_of(world, family, RIMA).application.decided_on
    assert "I11" in {task.key.template for task in page_of(world, family).tasks}
    assert takes_back(world, family, member=RIMA, seen=2)
    assert decided_on(family) is None


def test_a_decision_is_taken_back_before_the_application_and_the_milestone_with_it(world, family):
    applies(world, family)
    decides(world, family)

    assert takes_back(world, family, seen=2)
    assert state_of(world, family) is ReunionState.FILED
    assert not Milestone.rows.filter(code=MilestoneCode.REUNIFICATION_DECIDED).exists()
    assert takes_back(world, family, seen=3)
    assert state_of(world, family) is ReunionState.RUNNING
    with pytest.raises(NotFound):
        takes_back(world, family, seen=4)


def test_an_old_button_takes_back_nothing_that_came_later(world, family):
    applies(world, family)
    assert takes_back(world, family, seen=1)
    applies(world, family, "anouk", seen=2)
    assert not takes_back(world, family, seen=1)
    assert state_of(world, family) is ReunionState.FILED

    wants_none(world, family)
    assert say_wanted_again(**act(world, family), member=RIMA, seen=1)
    wants_none(world, family, "anouk", seen=2)
    assert not say_wanted_again(**act(world, family), member=RIMA, seen=1)
    assert state_of(world, family, RIMA) is ReunionState.NOT_WANTED


def test_whoever_only_has_something_that_was_taken_back_applies_for_themselves_no_more_than_before(world, family):
    empty = {"case": Case.rows.get(code=family), "member_no": JAMILA, "n_changed": 2}
    Reunification.rows.create(**empty, changed_at=NOW, changed_by_id=world.ids["sander"])

    assert [row.line.member for row in page_of(world, family).rows] == [SAMIR, RIMA]
    with pytest.raises(NotFound):
        applies(world, family, member=JAMILA, seen=2)


def test_nothing_is_decided_on_what_nobody_applied_for_and_no_day_that_cannot_be(world, family, log_in):
    with pytest.raises(Conflict) as refused:
        decides(world, family, seen=0)
    assert refused.value.code == "nobody_applied_yet"
    assert log_in("sander").get(reverse("record_decision", args=[family, SAMIR])).status_code == 409
    applies(world, family)
    typed = {"outcome": "granted", "decided_on": "2026-12-24", "seen": "1", "submission": "d1"}
    answer = posted(log_in("sander"), "record_decision", family, SAMIR, **typed)
    assert "Deze dag moet nog komen" in answer.content.decode()
    assert 'value="2026-12-24"' in answer.content.decode()
    with pytest.raises(RuleBroken):
        decides(world, family, on=date(2026, 11, 1))
    decides(world, family, on=date(2026, 11, 21))
    with pytest.raises(RuleBroken) as late:
        applies(world, family, on=TODAY, seen=2)
    assert late.value.code == "filed_after_the_decision"


# who may come


def joins(world, family, name="Layla"):
    person = MemberRecord(MemberNo(0), MemberRole.CHILD, name, "Haddad", date(2000, 1, 1), Sex.FEMALE)
    seen = Case.rows.get(code=family).plan_version
    record_change(**act(world, family), change=Joining(person, TODAY), reason="Nareis", seen=seen)


def test_the_papers_of_each_are_noted_and_never_what_stands_in_them(world, family, log_in):
    sander = log_in("sander")
    assert "2 documenten ontbreken" in shown(sander, "reunification", family)
    typed = {"paper_identity": "have", "paper_family_tie": "research", "holder": "1", "seen": "0", "submission": "p1"}
    assert posted(sander, "joining_papers", family, relative(), **typed).status_code == 303

    (row,) = page_of(world, family).relatives
    assert [line.state for line in row.papers] == [PaperState.HAVE, PaperState.RESEARCH]
    assert (row.holder_no, row.n_to_get) == (SAMIR, 0)
    stale = posted(sander, "joining_papers", family, relative(), **typed | {"holder": "2", "submission": "p2"})
    assert "intussen bijgewerkt" in stale.content.decode()


def test_papers_are_of_the_list_and_of_relatives_whose_reunification_is_wished(world, family):
    known = {"papers": {"identity": PaperState.HAVE}, "holder": None, "seen": 0}

    with pytest.raises(NotFound):
        note_papers(**act(world, family), relative=relative(), **known | {"papers": {"tattoo": PaperState.HAVE}})
    with pytest.raises(NotFound):
        note_papers(**act(world, family), relative=relative(), **known | {"holder": JAMILA})
    with pytest.raises(NotFound):
        note_papers(**act(world, family), relative=relative("Faris"), **known)
    with pytest.raises(NotFound):
        note_papers(**act(world, family, "anouk"), relative=relative(), **known)
    note_papers(**act(world, family), relative=relative(), **known)


def test_who_may_come_is_read_by_who_leads_the_case_and_by_the_household(world, family, log_in):
    assert "Layla" in shown(log_in("sander"), "reunification", family)
    assert page_of(world, family, "anouk").relatives is None
    guide = shown(log_in("anouk"), "reunification", family)
    assert "Layla" not in guide
    assert "Faris" not in guide
    assert "alleen voor wie dit dossier leidt" in guide
    assert "Layla" in shown(log_in("samir"), "own_reunification", family)
    assert "Layla" not in shown(log_in("jamila"), "own_reunification", family)


def test_whom_a_spouse_applies_for_the_other_does_not_read_of_with_papers(world, family):
    papers = {"identity": PaperState.NOT_OBTAINABLE}
    note_papers(**act(world, family), relative=relative(), papers=papers, holder=RIMA, seen=0)

    assert own_reunion(world.actor("samir"), family, today=world.today).relatives == ()


def test_whoever_came_joins_by_the_change_of_the_household_and_counts_once(world, family, log_in):
    sander = log_in("sander")
    applies(world, family)
    decides(world, family)
    page = sander.get(reverse("reunification", args=[family])).content.decode()
    assert f"{reverse('change_household', args=[family, 'joining'])}?relative={relative()}" in page
    form = sander.get(reverse("change_household", args=[family, "joining"]), {"relative": relative()})
    assert 'value="Layla"' in form.content.decode()
    assert "Layla" not in sander.get(reverse("change_household", args=[family, "joining"])).content.decode()
    assert "nog niemand bij dit gezin" in shown(sander, "settle_arrival", family, relative())

    before = page_of(world, family).rooms.advice.bedrooms.needed_later
    joins(world, family)
    with pytest.raises(RuleBroken) as refused:
        settle_arrival(**act(world, family), relative=relative(), member=RIMA, because="Hier")
    assert refused.value.code == "not_joined_yet"
    done = posted(sander, "settle_arrival", family, relative(), member=str(LEILA), submission="s1")

    assert done.status_code == 303
    after = page_of(world, family)
    assert after.rooms.advice.bedrooms.needed_later <= before
    assert after.relatives == ()
    assert after.joined == (f"{family}/{LEILA}",)
    assert JoiningRelative.rows.get().relative_id is None


def test_a_larger_home_is_told_with_the_bedrooms_for_all_of_them(world, family, log_in):
    rooms = page_of(world, family).rooms.advice.bedrooms

    assert rooms.needed_later > rooms.needed_now
    page = shown(log_in("sander"), "reunification", family)
    assert "Er is een grotere woning nodig" in page
    assert f"Als zij er zijn {rooms.needed_later}" in page


# who reads and records


@pytest.mark.parametrize("key", ["sander", "anouk", "marieke"])
def test_who_works_on_the_case_reads_the_page(world, family, log_in, key):
    assert reads_reunion(world.actor(key), family, today=world.today)
    assert "Gezinshereniging" in shown(log_in(key), "reunification", family)


@pytest.mark.parametrize(
    "key", ["carla", "saskia", "fenna", "joris", "lotte", "ruben", "hatice", "samir", "jamila", "pieter"]
)
def test_nobody_else_reads_it_nor_finds_a_way_to_it(world, family, log_in, key):
    assert not reads_reunion(world.actor(key), family, today=world.today)
    assert log_in(key).get(reverse("reunification", args=[family])).status_code == 404
    assert nearest_last_day(world.actor(key), family, today=world.today) is None


@pytest.mark.parametrize("key", ["carla", "saskia", "fenna", "joris", "lotte", "hatice", "samir"])
def test_nobody_else_records_an_application(world, family, key):
    with pytest.raises((NotFound, NotAllowed)):
        applies(world, family, key)
    applies(world, family, "anouk")
    assert state_of(world, family) is ReunionState.FILED


def test_the_group_reads_nothing_of_it_anywhere(world, family, log_in):
    applies(world, family)

    for key in ("saskia", "fenna"):
        page = shown(log_in(key), "case", family)
        assert "Gezinshereniging" not in page
        assert "Layla" not in page


def test_the_household_reads_its_own_page_and_no_page_of_another(world, family, log_in):
    assert reads_own_reunion(world.actor("samir"), family, today=world.today)
    assert not reads_own_reunion(world.actor("jamila"), family, today=world.today)
    assert "U hoeft hier niets te doen" in shown(log_in("jamila"), "own_reunification", family)
    assert log_in("sander").get(reverse("own_reunification", args=[family])).status_code == 404
    assert "Familie in het buitenland" in shown(log_in("samir"), "case", family)


@pytest.mark.parametrize(
    ("done", "words"),
    [
        ("applies", "Het is aangevraagd"),
        ("grants", "Uw familie mag komen"),
        ("refuses", "U kunt bezwaar maken tot en met vrijdag 18 december"),
        ("objects", "U maakte bezwaar"),
    ],
)
def test_the_household_reads_in_plain_words_how_far_it_is(world, family, log_in, done, words):
    applies(world, family)
    until = {"objection_until": date(2026, 12, 18)}
    if done == "grants":
        decides(world, family, expected_on=date(2027, 2, 1))
    elif done != "applies":
        decides(world, family, Outcome.REFUSED, **until | ({"objected_on": TODAY} if done == "objects" else {}))

    assert words in shown(log_in("samir"), "own_reunification", family)


def test_in_a_closed_case_everything_is_read_and_nothing_recorded(world, family, log_in):
    applies(world, family)
    closes(world, family)

    page = shown(log_in("sander"), "reunification", family)
    assert "Dit dossier is gesloten" in page
    assert "Aanvraag vastleggen" not in page
    with pytest.raises(Conflict):
        applies(world, family, seen=1)
    assert log_in("sander").get(reverse("record_application", args=[family, RIMA])).status_code == 409


def test_a_household_with_temporary_protection_has_no_such_page(world):
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.TEMPORARY_PROTECTION).code

    assert not reads_reunion(by, case, today=world.today)
    with pytest.raises(NotFound):
        reunion(by, case, today=world.today)


def test_who_recorded_what_stands_in_the_log_and_names_nobody_elsewhere(world, family):
    applies(world, family)
    decides(world, family)
    wants_none(world, family, words=OWN_WORDS)
    note_papers(**act(world, family), relative=relative(), papers={}, holder=None, seen=0)

    told = AuditRow.rows.filter(verb__startswith="reunification.")
    assert set(told.values_list("verb", flat=True)) == {
        "reunification.applied",
        "reunification.decided",
        "reunification.not_wanted",
        "reunification.papers_noted",
    }
    assert all(OWN_WORDS not in str(row.detail) and "Layla" not in str(row.detail) for row in told)


def test_the_first_page_asks_no_more_of_the_data_for_more_cases(world, family):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            found = running_terms(world.actor("anouk"), today=world.today, limit=5)
        return len(found), len(queries)

    one = asked()
    for _ in range(2):
        make_family(world)

    assert one[0] == 1
    assert asked() == (3, one[1])
