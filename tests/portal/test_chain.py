"""What waits for what in a case: what holds a milestone up, what can be done now, and what a later day would do."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import NotFound
from hervest.core.vocabulary import MemberNo, Route
from hervest.households.actions import save_household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions, task_actions
from hervest.journey.chain_delay_queries import delay
from hervest.journey.chain_queries import chain_view
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, Milestone, Task
from hervest.journey.own_case_actions import open_own_case
from hervest.journey.queries import plan_version
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TaskState, TeamRole
from hervest.placement.closing_actions import close
from people import HERE

CARD, MOST_QUERIES = MilestoneCode.CARD_ISSUED, 30
WORKED_ON = "ABCDE"
DOCUMENTS, BANK, CASH = "Brondocumenten", "Vraag een bankrekening aan", "Verleng het contante voorschot"


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Here since ten days, all done that was before, but for the wife's source documents; nobody has a card yet.

    Sander leads, Anouk guides, a group is theirs, Samir has a login.
    """
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today - timedelta(days=365 * 40)
    record = HouseholdRecord(
        members=(
            MemberRecord(MemberNo(1), MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE),
            MemberRecord(MemberNo(2), MemberRole.PARTNER, "ريم", "حداد", born, Sex.FEMALE),
        ),
        contact_language="ar",
    )
    save_household(by=by, now=world.now, case=case, record=record)
    days = {"ALLOCATED": 90, "LANDED": 12, "PERMIT_GRANTED": 12, "ARRIVED": 10, "KEYS_HANDED": 10}
    records = [MilestoneRecord(MilestoneCode[c], None, actual_on=world.today - timedelta(n)) for c, n in days.items()]
    actions.record_milestones(by=by, now=world.now, case=case, records=records, source="person")
    before = Task.rows.filter(case__code=case, template__regex=f"^[{WORKED_ON}]")
    before.exclude(template="C27", member_no=2).update(
        state=TaskState.DONE, done_on=world.today - timedelta(days=9), done_at=world.now, done_by=by.person
    )
    world.joins(case, "anouk", TeamRole.GUIDE, by="sander")
    world.joins(case, "samir", TeamRole.NEWCOMER, by="sander", member=MemberNo(1))
    world.sponsored(case, "saskia", "fenna")
    return case


def view_of(world, family, milestone="", key="sander"):
    return chain_view(world.actor(key), family, milestone, today=world.today)


def page_of(browser, family, **asked):
    answer = browser.get(reverse("case_chain", args=[family]), asked)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def rows_in(lines):
    return {row.key.template for line in lines for row in line.tasks}


def recorded(world, family, code, on, *, planned=False, member=None, key="sander"):
    day = {"planned_on": on} if planned else {"actual_on": on}
    said = {"by": world.actor(key), "now": world.now, "case": family, "source": "person"}
    actions.record_milestones(**said, records=[MilestoneRecord(MilestoneCode[code], member, **day)])


def test_the_page_says_in_one_sentence_what_holds_the_card_up_and_since_when(log_in, world, family):
    shown = " ".join(page_of(log_in("sander"), family).split())

    said = shown[shown.index("De verblijfspas wacht nu eerst op:") :].split("</p>")[0]
    assert DOCUMENTS in said
    assert "ريم" in said
    assert "Samir" not in said
    assert "dat ligt bij COA-trainer, -begeleider sinds" in said
    held = view_of(world, family).held
    assert [row.key.template for row in held.line.tasks] == ["C27"]
    assert held.since == world.today - timedelta(days=9)  # the day on which what comes before it was done


def test_what_waits_for_somebody_says_for_whom_and_since_when(log_in, world, family):
    task = Task.rows.get(case__code=family, template="C27", member_no=2)
    said = {"by": world.actor("sander"), "now": world.now, "case": family, "task": task.pk}
    task_actions.set_task_state(**said, state=TaskState.TO_DO)
    task_actions.set_task_state(**said, state=TaskState.WAITING_FOR, waiting_for="de ambassade")

    assert view_of(world, family).held.since == world.today
    shown = " ".join(page_of(log_in("sander"), family).split())
    assert "dat ligt bij de ambassade sinds" in shown


def test_it_tells_what_speeds_the_card_what_can_be_done_now_and_what_waits(world, family):
    view = view_of(world, family)

    assert view.code is CARD
    assert rows_in(view.speeds) == {"C27", "F08"}
    can_start = [row.key.template for row in view.can_start]
    assert sorted(can_start[:3]) == ["F02", "F02", "F03"]  # first what is best done while there is no card
    assert {"F04", "F05", "F10"} <= rows_in(view.levels[0])
    assert {"G04", "G05"} <= rows_in(view.levels[1])
    assert not set(can_start) & {row for level in view.levels for row in rows_in(level)}
    assert rows_in(view.goes_on) == {"F09"}
    assert view.n_waiting == sum(choice.n for choice in view.choices if choice.code is CARD)


def test_the_page_shows_the_chain_in_order_with_its_notes_and_leads_to_the_tasks(log_in, world, family):
    shown = page_of(log_in("sander"), family)

    for words in (
        "De pas komt sneller als de brondocumenten er zijn.",
        "Wacht niet met de huisarts",
        "Dit kan nu al",
        "Meteen daarna",
        "Loopt door tot dan",
        "De langste keten",
    ):
        assert words in shown
    for row in ("C27", "F04"):
        task = Task.rows.filter(case__code=family, template=row, member_no=2).get()
        assert reverse("task", args=[family, task.pk]) in shown
    order = [line.code or line.tasks[0].key.template for line in view_of(world, family).chain]
    assert order[: view_of(world, family).at + 1] == ["C27", CARD]
    assert order[2:] == ["F04", "G04"]


def test_the_case_and_its_tasks_lead_to_the_page_for_who_works_on_it_and_nobody_else_has_it(log_in, family):
    there = reverse("case_chain", args=[family])
    for key in ("sander", "anouk", "marieke"):
        browser = log_in(key)
        for name in ("case", "case_plan"):
            assert there in browser.get(reverse(name, args=[family])).content.decode()
        assert browser.get(there).status_code == 200
    for key in ("saskia", "fenna", "samir", "lotte", "joris", "pieter", "hatice"):
        assert log_in(key).get(there).status_code == 404
    for key in ("saskia", "samir"):
        assert "/chain/" not in log_in(key).get(reverse("case", args=[family])).content.decode()


# what one may not see is not there


def test_for_the_guide_without_a_mandate_money_is_not_there(log_in, world, family):
    money = set(Task.rows.filter(case__code=family, is_finance=True).values_list("template", flat=True))
    ours, theirs = view_of(world, family), view_of(world, family, key="anouk")

    assert {"F03", "F09"} <= {row.key.template for row in ours.can_start} | rows_in(ours.goes_on)
    shown = {row.key.template for row in theirs.can_start} | rows_in(theirs.speeds) | rows_in(theirs.goes_on)
    shown |= {row for level in theirs.levels for row in rows_in(level)} | rows_in(theirs.chain)
    own = {row.template for row in Task.rows.filter(case__code=family, holder=TeamRole.GUIDE)}
    assert not shown & (money - own)
    assert CASH not in page_of(log_in("anouk"), family)
    assert CASH in page_of(log_in("sander"), family)
    codes = {choice.code for choice in theirs.choices}
    assert not {code for code in codes if code.value.startswith("BENEFIT")}
    asked = {"milestone": "BENEFIT_DECIDED", "later": "4"}
    assert "Dit brengt het besluit over de bijstand" in page_of(log_in("sander"), family, **asked)
    assert "wacht niets op het besluit over de bijstand" in page_of(log_in("anouk"), family, **asked)
    with pytest.raises(NotFound):
        view_of(world, family, "NO_SUCH")


def test_a_task_that_the_reader_does_not_see_leaves_no_trace_on_the_page(log_in, world, family):
    hidden = Task.rows.filter(case__code=family, template__in=["F09", "E06", "I12"])
    hidden.update(audience="named", holder=TeamRole.CASE_LEAD)
    browser = log_in("anouk")
    with_them = page_of(browser, family, later="20")

    hidden.delete()
    assert stripped(page_of(browser, family, later="20")) == stripped(with_them)


def stripped(shown):
    """The page without what every answer has of its own."""
    return [line for line in shown.splitlines() if "csrf" not in line and "submission" not in line]


def test_around_a_step_that_is_not_seen_the_chain_hangs_together(world, family):
    levels = [rows_in(level) for level in view_of(world, family, key="anouk").levels]
    assert "F05" in levels[0]
    assert "G11" in levels[1]
    Task.rows.filter(case__code=family, template="F05").update(audience="named", holder=TeamRole.CASE_LEAD)

    levels = [rows_in(level) for level in view_of(world, family, key="anouk").levels]

    assert "F05" not in set().union(*levels)
    assert "G11" in levels[0]  # the dentist asks for an insurance, which waits for the card


def test_what_was_read_stands_in_the_log(log_in, world, family):
    browser = log_in("sander")
    before = AuditRow.rows.count()

    page_of(browser, family)

    rows = list(AuditRow.rows.order_by("pk")[before:])
    (row,) = [row for row in rows if row.case_code == family]
    assert "tasks" in str(row.detail)
    assert "milestones" in str(row.detail)


# later


def test_a_card_fourteen_weeks_late_lets_the_term_of_the_insurance_pass_and_nothing_is_stored(log_in, world, family):
    before = (list(Task.rows.order_by("pk").values()), Milestone.rows.count(), Case.rows.get(code=family).plan_version)

    shown = page_of(log_in("sander"), family, milestone="CARD_ISSUED", later="20")

    found = delay(world.actor("sander"), family, CARD, 20, today=world.today)
    assert found.on == world.today + timedelta(weeks=20)
    assert found.than is None
    assert {"F05", "F06"} <= {line.line.tasks[0].key.template for line in found.in_danger}
    assert found.in_danger[0].kind.value == "legal"
    assert all(line.limit_on < found.on for line in found.in_danger)
    assert {"F04", "F10"} <= {line.line.tasks[0].key.template for line in found.too_late}
    for words in ("Een termijn komt in gevaar", "Kan niet op tijd klaar zijn", "Er wordt niets opgeslagen", BANK):
        assert words in shown
    assert before == (
        list(Task.rows.order_by("pk").values()),
        Milestone.rows.count(),
        Case.rows.get(code=family).plan_version,
    )


def test_a_card_that_is_planned_is_later_than_that_day_and_one_whose_day_passed_than_today(world, family):
    soon = world.today + timedelta(days=5)
    recorded(world, family, "CARD_ISSUED", soon, planned=True)
    found = delay(world.actor("sander"), family, CARD, 2, today=world.today)
    assert (found.than, found.on) == (soon, soon + timedelta(weeks=2))

    gone = world.today - timedelta(days=5)
    recorded(world, family, "CARD_ISSUED", gone, planned=True)
    found = delay(world.actor("sander"), family, CARD, 2, today=world.today)
    assert (found.than, found.on) == (gone, world.today + timedelta(weeks=2))


def test_what_counts_from_a_milestone_moves_along_with_it(world, family):
    recorded(world, family, "REGISTERED", world.today + timedelta(days=1), planned=True)

    found = delay(world.actor("sander"), family, MilestoneCode.REGISTERED, 3, today=world.today)

    moved = {line.line.tasks[0].key.template: line for line in found.moves}
    assert {"H01", "H02", "H03"} <= moved.keys()
    assert moved["H01"].becomes_on - moved["H01"].was_on == timedelta(weeks=3)
    assert found.n_moves >= len(found.moves)


def test_no_delay_brings_work_forward_whichever_milestone_is_late(world, family):
    actor = world.actor("marieke")
    choices = chain_view(actor, family, "", today=world.today).choices
    found = [delay(actor, family, choice.code, 2, today=world.today) for choice in choices]
    moved = [line for one in found if one for line in one.moves if line.was_on and line.becomes_on]

    assert moved
    assert [line for line in moved if line.becomes_on < line.was_on] == []


def test_only_who_still_waits_is_later(world, family):
    recorded(world, family, "CARD_ISSUED", world.today, member=MemberNo(1))

    view = view_of(world, family)
    found = delay(world.actor("sander"), family, CARD, 20, today=world.today)

    assert view.people == (f"{family}/2",)
    assert view.to_record == ((MemberNo(2), f"{family}/2"),)
    lines = [*found.in_danger, *found.too_late]
    assert {row.key.member for line in lines for row in line.line.tasks} <= {MemberNo(2), None}


@pytest.mark.parametrize(
    ("typed", "says"), [("0", "van 1 tot en met 52"), ("60", "van 1 tot en met 52"), ("twee", "heel getal")]
)
def test_a_number_of_weeks_that_is_none_is_said_and_stays_where_it_was_typed(log_in, family, typed, says):
    shown = page_of(log_in("sander"), family, milestone="CARD_ISSUED", later=typed)

    assert says in shown
    assert f'value="{typed}"' in shown
    assert "Er wordt niets opgeslagen." not in shown
    assert "De langste keten" in shown


def test_a_day_on_which_it_cannot_fall_is_said(log_in, world, begin):
    case = begin(make_expected)
    shown = page_of(log_in("sander"), case, milestone="LANDED", later="9")

    assert "kan niet eerder zijn dan" in shown
    assert "Er wordt niets opgeslagen." not in shown


def make_expected(world):
    """Expected in a month, with the day of arrival written down apart."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today - timedelta(days=365 * 40)
    head = MemberRecord(MemberNo(1), MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE)
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=(head,), contact_language="ar"))
    records = [
        MilestoneRecord(MilestoneCode.ALLOCATED, None, actual_on=world.today - timedelta(days=21)),
        MilestoneRecord(MilestoneCode.LANDED, None, planned_on=world.today + timedelta(days=28)),
        MilestoneRecord(MilestoneCode.ARRIVED, None, planned_on=world.today + timedelta(days=30)),
    ]
    actions.record_milestones(by=by, now=world.now, case=case, records=records, source="person")
    return case


# nothing left, and everything else


def test_once_the_card_is_there_nothing_waits_for_it_and_the_page_goes_on_to_another_milestone(log_in, world, family):
    recorded(world, family, "CARD_ISSUED", world.today)

    assert view_of(world, family).code not in {CARD, None}
    shown = page_of(log_in("sander"), family, milestone="CARD_ISSUED", later="4")
    assert "wacht niets op de verblijfspas" in shown
    assert "Kies hierboven een andere mijlpaal" in shown


def test_any_milestone_that_is_still_to_come_can_be_chosen(log_in, world, family):
    browser = log_in("sander")
    for choice in view_of(world, family).choices:
        assert "De langste keten" in page_of(browser, family, milestone=choice.code.value, later="4")


def test_a_task_that_somebody_added_waits_for_nothing(world, family):
    said = {"by": world.actor("sander"), "now": world.now, "case": family}
    task = task_actions.add_task(**said, title="Fiets ophalen", due_on=world.today)

    assert task in {row.id for row in view_of(world, family).can_start}


def test_the_own_case_of_a_municipality_has_a_chain_too(log_in, world):
    case = open_own_case(by=world.actor("marieke"), now=world.now, municipality=HERE).code
    records = [MilestoneRecord(MilestoneCode.DECIDED, None, planned_on=world.today + timedelta(days=60))]
    actions.record_milestones(by=world.actor("marieke"), now=world.now, case=case, records=records, source="person")

    view = view_of(world, case, key="marieke")

    assert view.code is MilestoneCode.DECIDED
    assert view.n_waiting > 0
    shown = page_of(log_in("marieke"), case, milestone="DECIDED", later="4")
    assert "Het besluit om mee te doen" in shown
    assert "Er wordt niets opgeslagen" in shown


def test_a_closed_case_says_that_nothing_waits_in_it(log_in, world, family):
    said = {"by": world.actor("sander"), "now": world.now, "case": family, "text": "Dubbel ingevoerd."}
    close(**said, reason=ClosingReason.ENTERED_BY_MISTAKE, seen=plan_version(family), knows_of_terms=True)

    shown = page_of(log_in("sander"), family, milestone="CARD_ISSUED", later="4")

    assert "Dit dossier is gesloten" in shown
    assert "/chain/" not in log_in("sander").get(reverse("case", args=[family])).content.decode()


def test_looking_at_a_delay_asks_the_database_little_more_and_no_more_for_more_work(log_in, world, family):
    browser, there = log_in("sander"), reverse("case_chain", args=[family])

    def asked(**query):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(there, query).status_code == 200
        return len(queries)

    asked()
    plain, later = asked(), asked(later="4")
    assert later <= plain + 4
    Task.rows.filter(case__code=family, template__in=["F04", "G04", "G07", "F05"]).delete()
    assert asked() == plain
    assert plain <= MOST_QUERIES
