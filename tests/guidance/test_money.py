"""A household's money: noted by the municipality, worked out by week, and read by whom it is meant for."""

from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from guidance.test_explaining import JAMILA, RIMA, SAMIR, act, make_family, page_of, posted
from hervest.accounts.permissions import Permission
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.money import NOTHING, Money
from hervest.core.vocabulary import MemberNo, Route
from hervest.guidance.money_actions import (
    add_money,
    begin_money,
    change_money,
    put_money_back,
    remove_money,
    set_budget,
)
from hervest.guidance.money_amount_actions import add_amount, remove_amount
from hervest.guidance.money_models import Budget, BudgetLine, OwnAmount
from hervest.guidance.money_plan_queries import last_day, plan_page, sheet
from hervest.guidance.money_queries import amounts_page, money_page, n_due_money
from hervest.guidance.money_rules import Guarantee, Line, Loan, When
from hervest.guidance.money_vocabulary import MoneyKind, MoneyPart, Nature, Payer, PayRhythm
from hervest.journey import actions
from hervest.journey.mandate_actions import end_mandate, give_mandate
from hervest.journey.mandate_queries import mandates_of
from hervest.journey.milestone_rules import MilestoneRecord
from hervest.journey.models import Case, TeamMember
from hervest.journey.plan_queries import milestones
from hervest.journey.queries import case_for, cases_by_code, open_cases
from hervest.journey.vocabulary import ClosingReason, MilestoneCode, TeamRole
from hervest.placement.closing_actions import close
from people import ELSEWHERE, HERE

TYPED = {
    "what": "Huur",
    "kind": "rent",
    "amount": "1.234,56",
    "payer": "relief",
    "nature": "own",
    "rhythm": "monthly",
    "due_on": "2026-12-01",
    "person": "0",
    "note": "Automatisch.",
}
CARD, DECIDED = MilestoneCode.CARD_ISSUED, MilestoneCode.BENEFIT_DECIDED


@pytest.fixture
def family(begin):
    return begin(make_family)


def line(what="Inrichting", kind=MoneyKind.FURNISHING, cents=50_000, payer=Payer.MUNICIPALITY, **how):
    return Line(what, kind, Money(cents) if cents is not None else None, payer, **how)


def notes(world, family, facts, key="sander"):
    return add_money(**act(world, family, key), facts=facts)


def shown(world, family, key="sander"):
    actor = world.actor(key)
    return money_page(actor, family, last=last_day(actor, family, today=world.today), today=world.today)


def planned(world, family, weeks=None, key="sander"):
    return plan_page(world.actor(key), family, weeks, today=world.today)


def mandated(world, family, key="anouk", days=30):
    (row,) = mandates_of(world.actor("sander"), family, today=world.today)
    assert row.name == world.person(key).name
    until = world.today + timedelta(days=days)
    give_mandate(**act(world, family), seat=row.seat, until_on=until, why="Helpt met toeslagen.", seen=row.seen)
    return row.seat


def test_an_amount_is_typed_as_people_write_it_and_kept_in_whole_cents(world, family, log_in):
    browser = log_in("sander")
    answer = posted(browser, "add_money_line", family, **TYPED)
    assert answer.status_code == 303

    row = BudgetLine.rows.get()
    assert (row.amount_cents, row.due_on, row.rhythm, row.note) == (
        123_456,
        date(2026, 12, 1),
        "monthly",
        "Automatisch.",
    )
    page = page_of(browser, "money", family)
    assert "€\N{NO-BREAK SPACE}1.234,56" in page
    assert "1.234,56" in browser.get(reverse("change_money_line", args=[family, row.pk])).content.decode().replace(
        "1234,56", "1.234,56"
    )


@pytest.mark.parametrize("amount", ["1.234", "12,345", "veel", "-5,00", "0,00", "100000,00", "1,234.56"])
def test_what_is_no_amount_is_refused_and_stands_there_as_it_was_typed(world, family, log_in, amount):
    answer = posted(log_in("sander"), "add_money_line", family, **TYPED | {"amount": amount})

    page = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert f'value="{amount}"' in page
    assert "Automatisch." in page
    assert not BudgetLine.rows.exists()


def test_what_the_rules_refuse_ends_at_its_field_and_nothing_typed_is_lost(world, family, log_in):
    answer = posted(log_in("sander"), "add_money_line", family, **TYPED | {"until_on": "2026-11-01"})

    form = answer.context["form"]
    assert "until_on" in form.errors
    assert form["note"].value() == "Automatisch."


def test_sums_say_who_pays_what_and_on_what_terms(world, family):
    yesterday = world.today - timedelta(days=1)
    notes(world, family, line(nature=Nature.GIFT, begins=When(yesterday), paid_on=yesterday))
    notes(world, family, line("Bedden", cents=30_000, nature=Nature.LOAN, begins=When(world.today)))
    notes(world, family, line("Fietsen", MoneyKind.TRAVEL, 20_000, Payer.FUND, nature=Nature.GIFT))
    notes(world, family, line("Onbekend", cents=None))

    page = shown(world, family)

    assert page.by_payer[Payer.MUNICIPALITY].to_pay == Money(30_000)
    assert page.by_payer[Payer.MUNICIPALITY].paid == Money(50_000)
    assert page.by_payer[Payer.FUND].to_pay == Money(20_000)
    assert page.by_kind[MoneyKind.FURNISHING].total == Money(80_000)
    assert page.by_nature[Nature.GIFT].total == Money(70_000)
    assert (page.total.to_pay, page.total.paid) == (Money(50_000), Money(50_000))
    assert page.n_without_amount == 1
    assert page.lent == Money(30_000), "it says that no loan is noted for what was lent"
    notes(world, family, Loan("Bedden", Payer.MUNICIPALITY, Money(30_000), Money(2_500)))
    assert shown(world, family).lent is None


def test_rent_loss_ends_with_the_arrival_and_follows_it(world, family):
    """The family arrived ten days ago: rent was paid from thirty-eight days before today, every week."""
    begins = When(world.today - timedelta(days=38))
    notes(
        world,
        family,
        line(
            "Huur zolang de woning wachtte",
            MoneyKind.RENT_LOSS,
            10_000,
            rhythm=PayRhythm.WEEKLY,
            begins=begins,
            until=When(milestone=MilestoneCode.ARRIVED),
        ),
    )
    assert shown(world, family).by_kind[MoneyKind.RENT_LOSS].total == Money(40_000)

    record = MilestoneRecord(MilestoneCode.ARRIVED, None, actual_on=world.today - timedelta(days=3))
    actions.record_milestones(**act(world, family), records=[record], source="person")

    assert shown(world, family).by_kind[MoneyKind.RENT_LOSS].total == Money(50_000)


def test_a_stale_form_shows_both_values_and_sent_again_it_counts(world, family, log_in):
    entry, browser = notes(world, family, line(begins=When(world.today))), log_in("sander")
    typed = TYPED | {"what": "Inrichting", "kind": "furnishing", "rhythm": "once", "amount": "600,00", "seen": "0"}
    typed |= {"payer": "municipality"}
    change_money(
        **act(world, family, "sander"), entry=entry, facts=line(cents=55_000, begins=When(world.today)), seen=0
    )

    answer = posted(browser, "change_money_line", family, entry, **typed)

    page = unescape(answer.content.decode())
    assert "550,00" in page
    assert "600,00" in page
    assert BudgetLine.rows.get().amount_cents == 55_000
    assert posted(browser, "change_money_line", family, entry, **typed | {"seen": "1"}).status_code == 303
    assert BudgetLine.rows.get().amount_cents == 60_000


def test_what_is_removed_counts_nowhere_and_can_be_put_back(world, family, log_in):
    entry, browser = notes(world, family, line(begins=When(world.today))), log_in("sander")
    answer = browser.post(reverse("remove_money", args=[family, "line", entry, 0]), follow=True)
    assert "Weggehaald" in answer.content.decode()
    assert shown(world, family).is_empty
    with pytest.raises(NotFound):
        change_money(**act(world, family), entry=entry, facts=line(), seen=1)

    back = reverse("put_money_back", args=[family, "line", entry])
    assert back in page_of(browser, "money", family)
    browser.post(back)

    assert [row.kept.id for row in shown(world, family).costs] == [entry]
    assert put_money_back(**act(world, family), part=MoneyPart.LINE, entry=entry) is None


def test_what_a_colleague_changed_meanwhile_is_not_removed_unseen(world, family, log_in):
    entry = notes(world, family, line())
    change_money(**act(world, family), entry=entry, facts=line(cents=1), seen=0)

    assert remove_money(**act(world, family), part=MoneyPart.LINE, entry=entry, seen=0) is False
    answer = log_in("sander").post(reverse("remove_money", args=[family, "line", entry, 0]), follow=True)
    assert "niets weggehaald" in answer.content.decode()
    with pytest.raises(Conflict):
        change_money(**act(world, family), entry=entry, facts=line(cents=2), seen=0)


def test_a_late_amount_and_a_guarantee_that_ends_stand_on_the_page_of_the_case(world, family, log_in):
    notes(world, family, line(begins=When(world.today - timedelta(days=2))))
    notes(
        world,
        family,
        Guarantee("Waarborg", Payer.MUNICIPALITY, Money(90_000), world.today, world.today + timedelta(20)),
    )
    notes(world, family, Guarantee("Inboedel", Payer.FUND, Money(9_000), world.today, world.today + timedelta(300)))

    assert n_due_money(world.actor("sander"), family, today=world.today) == 2
    assert n_due_money(world.actor("anouk"), family, today=world.today) == 0
    assert "2 geldzaken vragen aandacht" in page_of(log_in("sander"), "case", family)


def test_a_guarantee_that_ended_asks_for_nothing_once_somebody_says_so(world, family, log_in):
    long_ago = world.today - timedelta(days=90)
    ended = Guarantee("Waarborg", Payer.FUND, Money(90_000), long_ago, world.today - timedelta(days=1))
    entry, browser = notes(world, family, ended), log_in("sander")
    there = reverse("change_guarantee", args=[family, entry])
    assert f"{there}?ended=1" in page_of(browser, "money", family)
    assert n_due_money(world.actor("sander"), family, today=world.today) == 1

    form = browser.get(there, {"ended": "1"}).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"released_on": world.today.isoformat()}
    assert form["released_on"].value() == world.today
    typed |= {name: typed[name].isoformat() for name in ("from_on", "expires_on")}
    said = {name: "" if value is None else value for name, value in typed.items()}
    assert browser.post(there, said).status_code == 303

    assert n_due_money(world.actor("sander"), family, today=world.today) == 0
    assert f"{there}?ended=1" not in page_of(browser, "money", family)


def test_an_amount_that_nobody_knows_and_that_is_late_is_paid_by_filling_it_in(world, family, log_in):
    entry = notes(world, family, line(cents=None, begins=When(world.today - timedelta(days=2))))
    browser, there = log_in("sander"), reverse("change_money_line", args=[family, entry])
    assert f"{there}?paid=1" in page_of(browser, "money", family)
    typed = TYPED | {"kind": "furnishing", "payer": "municipality", "rhythm": "once", "paid_on": "2026-11-23"}

    refused = browser.post(there, typed | {"amount": "", "seen": "0"})
    assert "amount" in refused.context["form"].errors
    assert browser.post(there, typed | {"seen": "0"}).status_code == 303

    assert n_due_money(world.actor("sander"), family, today=world.today) == 0


def test_what_hangs_on_a_milestone_that_was_expected_and_not_recorded_is_not_late(world, family):
    key = MilestoneCode.KEYS_HANDED
    notes(world, family, line(begins=When(milestone=key)))
    planned_on = world.today - timedelta(days=3)
    record = MilestoneRecord(key, None, planned_on=planned_on)
    actions.record_milestones(**act(world, family), records=[record], source="person")
    assert shown(world, family).costs[0].on == planned_on
    assert (shown(world, family).n_late, n_due_money(world.actor("sander"), family, today=world.today)) == (0, 0)

    record = MilestoneRecord(key, None, actual_on=planned_on)
    actions.record_milestones(**act(world, family), records=[record], source="person")

    assert (shown(world, family).n_late, n_due_money(world.actor("sander"), family, today=world.today)) == (1, 1)


def test_where_there_are_no_usual_lines_none_are_offered(world, family, log_in):
    Case.rows.filter(code=family).update(route=Route.TEMPORARY_PROTECTION)

    page = page_of(log_in("sander"), "money", family)

    assert reverse("begin_money", args=[family]) not in page
    assert "Voor zo'n gezin zijn er geen gebruikelijke regels" in page
    assert reverse("add_money_line", args=[family]) in page


def test_a_loan_says_what_is_left_and_when_the_last_month_is(world, family):
    repaid = {"repaid": Money(10_000), "repaid_on": world.today}
    notes(world, family, Loan("Bedden", Payer.MUNICIPALITY, Money(60_000), Money(5_000), date(2026, 10, 1), **repaid))

    (row,) = shown(world, family).loans

    assert (row.loan.rest, row.n_terms, row.ends_on) == (Money(50_000), 10, date(2027, 9, 1))
    assert planned(world, family).plan.weeks[1].outgoing == NOTHING


def test_the_usual_lines_begin_with_the_amounts_that_the_municipality_knows(world, family, log_in):
    add_amount(**amount(world), kind=MoneyKind.CASH, amount=Money(45_000))
    browser = log_in("sander")
    assert "Begin met de gebruikelijke regels" in page_of(browser, "money", family)

    assert posted(browser, "begin_money", family).status_code == 303

    page = shown(world, family)
    assert {row.line.kind: row.line.amount for row in page.incomes}[MoneyKind.CASH] == Money(45_000)
    assert MoneyKind.CHILD_BENEFIT in {row.line.kind for row in page.incomes}, "Jamila is a child"
    assert page.n_without_amount == len(page.costs) + len(page.incomes) - 1
    with pytest.raises(Conflict):
        begin_money(**act(world, family))


def household(world, family):
    notes(world, family, line("Contant", MoneyKind.CASH, 40_000, begins=When(milestone=MilestoneCode.ARRIVED)))
    groceries = line("Boodschappen", MoneyKind.LIVING, 10_000, Payer.HOUSEHOLD, rhythm=PayRhythm.WEEKLY)
    notes(world, family, replace(groceries, begins=When(milestone=MilestoneCode.ARRIVED)))
    benefit = line("Bijstand", MoneyKind.BENEFIT, 150_000, rhythm=PayRhythm.MONTHLY)
    notes(world, family, replace(benefit, begins=When(milestone=DECIDED, weeks=1)))


def test_the_plan_names_the_first_shortfall_the_lowest_point_and_what_is_to_be_bridged(world, family):
    """Four hundred euros on arrival, a hundred each week; the card was planned for five weeks after the arrival."""
    household(world, family)
    card = MilestoneRecord(CARD, None, planned_on=world.today + timedelta(days=25))
    actions.record_milestones(**act(world, family), records=[card], source="person")

    page = planned(world, family)

    assert (page.card_on, page.is_supposed) == (world.today + timedelta(days=25), False)
    assert page.plan.short_on == world.today + timedelta(days=18)
    assert page.plan.lowest == Money(-20_000)
    assert page.plan.needed == Money(20_000)


def test_a_later_card_says_what_is_needed_in_which_week(world, family, log_in):
    household(world, family)
    card = MilestoneRecord(CARD, None, planned_on=world.today + timedelta(days=4))
    actions.record_milestones(**act(world, family), records=[card], source="person")

    same, later = planned(world, family, 0), planned(world, family, 3)

    assert same.later.extra == ()
    assert same.later.plan == same.plan
    assert [line.kind for line, _, _ in later.later.moves] == [MoneyKind.BENEFIT]
    assert DECIDED in later.later.milestones
    assert later.later.total == later.later.plan.needed - later.plan.needed > NOTHING
    page = page_of(log_in("sander"), "money_plan", family, later="3")
    for one in later.later.extra:
        assert f"€\N{NO-BREAK SPACE}{one.amount.cents // 100}" in page
    assert "extra" in page


def test_a_card_that_nobody_planned_counts_from_today_and_the_page_says_so(world, family, log_in):
    household(world, family)

    page = planned(world, family, 2)

    assert (page.card_on, page.is_supposed) == (world.today, True)
    assert page.later.becomes_on == world.today + timedelta(weeks=2)
    assert "Er is geen dag gepland" in page_of(log_in("sander"), "money_plan", family)


def test_a_card_that_came_holds_nothing_up(world, family, log_in):
    household(world, family)
    card = MilestoneRecord(CARD, None, actual_on=world.today)
    actions.record_milestones(**act(world, family), records=[card], source="person")

    page = planned(world, family, 4)

    assert (page.card_on, page.later) == (None, None)
    assert "Wat als de verblijfspas later komt?" not in page_of(log_in("sander"), "money_plan", family)


def test_law_asks_an_advance_within_four_weeks_of_the_application_and_then_every_four(world, family, log_in):
    applied = world.today - timedelta(days=30)
    record = MilestoneRecord(MilestoneCode.BENEFIT_APPLIED, None, actual_on=applied)
    actions.record_milestones(**act(world, family), records=[record], source="person")
    notes(world, family, line("Bijstand", MoneyKind.BENEFIT, 100_000, rhythm=PayRhythm.MONTHLY))

    terms = {row.term.key: row for row in shown(world, family).terms}

    advance = terms["benefit_advance_4w"]
    assert (advance.on, advance.anchor_on, advance.is_actual) == (applied + timedelta(weeks=4), applied, True)
    assert advance.is_missed, "two days ago, and no advance is noted"
    assert advance.least == Money(90_000)
    relief = terms["fixed_cost_relief_6m"]
    assert relief.on == date(2027, 4, 24), "six months after the benefit began"
    page = page_of(log_in("sander"), "money", family)
    assert "Participatiewet, artikel 52" in page
    paid = line("Voorschot", MoneyKind.ADVANCE, begins=When(applied + timedelta(weeks=4)), paid_on=world.today)
    notes(world, family, paid)
    advance = next(row for row in shown(world, family).terms if row.term.key == "benefit_advance_4w")
    assert (advance.on, advance.is_missed) == (applied + timedelta(weeks=8), False)
    decided = MilestoneRecord(DECIDED, None, actual_on=world.today)
    actions.record_milestones(**act(world, family), records=[decided], source="person")
    assert next(row for row in shown(world, family).terms if row.term.key == "benefit_advance_4w").has_ended


def test_the_sheet_tells_a_family_in_plain_words(world, family, log_in):
    household(world, family)
    notes(
        world,
        family,
        line("Huur", MoneyKind.RENT, 60_000, Payer.RELIEF, rhythm=PayRhythm.MONTHLY, begins=When(world.today)),
    )
    notes(world, family, Loan("Bedden", Payer.MUNICIPALITY, Money(60_000), Money(5_000), date(2026, 12, 1)))
    set_budget(**act(world, family), n_weeks=26, message="Bewaar uw brieven.", seen=0)

    page = page_of(log_in("samir"), "money_sheet", family)

    for words in ("Uw geld", "Dit betaalt de gemeente voor u", "Bewaar uw brieven.", "U betaalt elke maand", "Let op"):
        assert words in page
    told = sheet(world.actor("samir"), family, None, today=world.today)
    assert (told.income, told.repaid) == (Money(150_000), Money(5_000))
    assert told.left_over == told.income - told.costs - told.repaid
    english = page_of(log_in("sander"), "money_sheet", family, language="en")
    assert "The municipality pays this for you" in english
    assert 'lang="en"' in english


def test_what_is_about_one_adult_is_on_the_sheet_of_that_adult_alone(world, family, log_in):
    notes(world, family, line("Lesgeld van Rima", MoneyKind.OTHER_COST, 6_495, Payer.HOUSEHOLD, member=RIMA))
    notes(world, family, line("Jas van Samir", MoneyKind.OTHER_COST, 3_000, Payer.HOUSEHOLD, member=SAMIR))
    notes(world, family, line("Fiets", MoneyKind.TRAVEL, 9_000, Payer.HOUSEHOLD))

    own = page_of(log_in("samir"), "money_sheet", family)
    assert "Jas van Samir" in own
    assert "Fiets" in own
    assert "Lesgeld van Rima" not in own
    assert "Lesgeld van Rima" not in page_of(log_in("samir"), "money_sheet", family, person="2")
    printed = page_of(log_in("sander"), "money_sheet", family)
    assert "Lesgeld" not in printed
    assert "Jas" not in printed
    assert "Lesgeld" in page_of(log_in("sander"), "money_sheet", family, person="2")
    assert "Lesgeld" in page_of(log_in("sander"), "money", family)


def two_benefits(world, family):
    """Seven hundred euros for each of the two adults, and a rent of a thousand: together they can pay it."""
    arrived = When(milestone=MilestoneCode.ARRIVED)
    monthly = {"rhythm": PayRhythm.MONTHLY, "begins": arrived}
    for member in (SAMIR, RIMA):
        notes(world, family, line("Bijstand", MoneyKind.BENEFIT, 70_000, member=member, **monthly))
    notes(world, family, line("Huur", MoneyKind.RENT, 100_000, Payer.RELIEF, **monthly))


@pytest.mark.parametrize(("key", "member"), [("samir", None), ("sander", None), ("sander", RIMA)])
def test_nobody_is_told_to_be_short_where_the_money_of_another_adult_is_left_out(world, family, log_in, key, member):
    two_benefits(world, family)

    told = sheet(world.actor(key), family, member, today=world.today)
    page = page_of(log_in(key), "money_sheet", family, person=str(member or ""))

    assert (told.leaves_out, told.short_on, told.short) == (True, None, NOTHING)
    assert (told.income, told.costs, told.repaid) == (NOTHING, NOTHING, NOTHING)
    assert "Bedragen van een andere volwassene staan niet op dit blad" in page
    assert "Huur" in page
    for words in ("Wat overblijft", "te weinig geld", "Een gewone maand"):
        assert words not in page


def test_the_plan_of_who_works_on_the_case_counts_what_is_about_each_adult(world, family):
    two_benefits(world, family)

    plan = planned(world, family).plan

    assert (plan.short_on, plan.needed) == (None, NOTHING)
    assert plan.weeks[0].incoming + plan.weeks[1].incoming == Money(140_000)


def test_what_others_pay_for_another_adult_takes_no_sum_away(world, family):
    household(world, family)
    notes(world, family, line("Jas van Rima", cents=9_000, nature=Nature.GIFT, member=RIMA))
    told = sheet(world.actor("samir"), family, None, today=world.today)
    assert (told.leaves_out, told.income) == (False, Money(150_000))

    notes(world, family, Loan("Bril van Rima", Payer.FUND, Money(9_000), NOTHING, member=RIMA))

    assert sheet(world.actor("samir"), family, None, today=world.today).leaves_out


def test_a_note_to_colleagues_is_not_on_the_sheet(world, family, log_in):
    notes(world, family, line("Fiets", MoneyKind.TRAVEL, 9_000, Payer.HOUSEHOLD, note="Schaamt zich ervoor."))

    assert "Schaamt zich" in page_of(log_in("sander"), "money", family)
    assert "Schaamt zich" not in page_of(log_in("samir"), "money_sheet", family)


PAGES = ("money", "money_plan", "money_sheet")


@pytest.mark.parametrize(
    "key", ["jamila", "carla", "saskia", "fenna", "joris", "lotte", "anouk", "hatice", "bas", "aad"]
)
def test_money_is_not_there_for_who_does_not_read_it(world, family, log_in, key):
    notes(world, family, line())
    browser = log_in(key)

    assert [browser.get(reverse(name, args=[family])).status_code for name in PAGES] == [404] * 3
    assert reverse("money", args=[family]) not in browser.get(reverse("case", args=[family])).content.decode()
    with pytest.raises((NotAllowed, NotFound)):
        notes(world, family, line(), key)


def test_the_lead_of_the_municipality_in_the_team_reads_money_and_changes_nothing(world, family, log_in):
    notes(world, family, line())
    assert log_in("lena").get(reverse("money", args=[family])).status_code == 404, "outside the team"
    days = {"from_on": world.today, "until_on": world.today}
    TeamMember.rows.create(
        case=Case.rows.get(code=family), person_id=world.ids["lena"], role=TeamRole.CASE_LEAD, **days
    )

    browser = log_in("lena")
    assert [browser.get(reverse(name, args=[family])).status_code for name in PAGES] == [200] * 3
    assert browser.get(reverse("add_money_line", args=[family])).status_code == 404
    assert reverse("add_money_line", args=[family]) not in page_of(browser, "money", family)


def test_the_household_is_led_from_the_overview_to_its_own_sheet(world, family, log_in):
    browser = log_in("samir")

    assert browser.get(reverse("money", args=[family]))["Location"] == reverse("money_sheet", args=[family])
    assert browser.get(reverse("money_plan", args=[family])).status_code == 404
    assert reverse("money_sheet", args=[family]) in page_of(browser, "case", family)


def test_a_partner_reads_money_with_a_mandate_and_from_the_next_click_on_without_it_nothing(world, family, log_in):
    notes(world, family, line())
    seat, browser = mandated(world, family), log_in("anouk")
    assert [browser.get(reverse(name, args=[family])).status_code for name in PAGES] == [200] * 3
    assert browser.get(reverse("add_money_line", args=[family])).status_code == 404
    assert browser.get(reverse("money_mandates", args=[family])).status_code == 404

    end_mandate(**act(world, family), seat=seat)

    assert [browser.get(reverse(name, args=[family])).status_code for name in PAGES] == [404] * 3
    end_mandate(**act(world, family), seat=seat)


def test_a_mandate_ends_by_itself_on_its_last_day_and_with_the_seat(world, family):
    mandated(world, family, days=0)
    assert case_for(world.actor("anouk"), family, Permission.MONEY_READ, today=world.today).reads_finance
    tomorrow = world.today + timedelta(days=1)
    with pytest.raises(NotFound):
        case_for(world.actor("anouk"), family, Permission.MONEY_READ, today=tomorrow)
    (row,) = mandates_of(world.actor("sander"), family, today=tomorrow)
    assert row.has_ended


def test_who_works_on_a_case_in_two_roles_has_one_mandate(world, family, log_in):
    world.joins(family, "anouk", TeamRole.GUIDE, by="sander", until_on=world.today + timedelta(days=9))
    seat, browser = mandated(world, family, days=30), log_in("anouk")
    kept = TeamMember.rows.filter(case__code=family, person_id=world.ids["anouk"]).order_by("until_on")
    assert [row.mandate_until - world.today for row in kept] == [timedelta(days=9), timedelta(days=30)]
    assert browser.get(reverse("money", args=[family])).status_code == 200

    end_mandate(**act(world, family), seat=seat)

    assert browser.get(reverse("money", args=[family])).status_code == 404


def test_a_mandate_lets_the_days_of_the_benefit_be_read_and_a_list_says_the_same_as_a_page(world, family):
    actor = world.actor("anouk")

    def reads():
        actor.asked.forget()
        days = {row.code for row in milestones(actor, family, today=world.today)}
        listed = cases_by_code(actor, [family], Permission.MONEY_READ, today=world.today)
        opened = [ref.code for ref in open_cases(actor, Permission.MONEY_READ, today=world.today)]
        return MilestoneCode.BENEFIT_APPLIED in days, family in listed, family in opened

    assert reads() == (False, False, False)
    mandated(world, family)
    assert reads() == (True, True, True)


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"why": "  "}, "why"),
        ({"until_on": timedelta(days=-1)}, "until_on"),
        ({"until_on": timedelta(days=4000)}, "until_on"),
    ],
)
def test_a_mandate_has_a_reason_and_ends_no_later_than_the_work(world, family, how, field):
    (row,) = mandates_of(world.actor("sander"), family, today=world.today)
    said = {"until_on": world.today + how.get("until_on", timedelta(days=9)), "why": how.get("why", "Toeslagen")}

    with pytest.raises(RuleBroken) as broken:
        give_mandate(**act(world, family), seat=row.seat, seen=row.seen, **said)

    assert broken.value.params["field"] == field


def test_only_who_needs_a_mandate_can_have_one_and_only_the_municipality_gives_it(world, family, log_in):
    rows = mandates_of(world.actor("sander"), family, today=world.today)
    assert [row.name for row in rows] == ["Anouk Bakker"], "not COA, not the group, not the household, not colleagues"
    said = {"until_on": world.today, "why": "Toeslagen", "seen": rows[0].seen}
    sander = TeamMember.rows.get(case__code=family, person_id=world.ids["sander"], member_no=0)
    with pytest.raises(NotFound):
        give_mandate(**act(world, family), seat=sander.pk, **said)
    with pytest.raises(NotAllowed):
        give_mandate(**act(world, family, "anouk"), seat=rows[0].seat, **said)
    with pytest.raises(Conflict):
        give_mandate(**act(world, family), seat=rows[0].seat, **said | {"seen": "0" * 16})
    typed = {"until_on": "2026-12-31", "why": "Toeslagen", "seen": rows[0].seen}
    assert posted(log_in("sander"), "give_mandate", family, rows[0].seat, **typed).status_code == 303
    assert "leest mee tot en met" in page_of(log_in("sander"), "money_mandates", family)
    assert AuditRow.rows.filter(verb="mandate.given").exists()


def amount(world, key="marieke", **how):
    said = {"municipality": HERE, "rhythm": PayRhythm.MONTHLY, "valid_from": date(2026, 1, 1), "source": "Besluit 2026"}
    return {"by": world.actor(key), "now": world.now, "checked_on": world.today, **said, **how}


def test_a_municipality_knows_amounts_with_their_source_and_lines_are_filled_in_from_them(world, family, log_in):
    number = add_amount(**amount(world), kind=MoneyKind.BENEFIT, amount=Money(151_240), for_whom="echtpaar")
    add_amount(**amount(world, valid_until=date(2026, 6, 30)), kind=MoneyKind.WATER, amount=Money(1))

    page = page_of(log_in("sander"), "add_money_line", family, what="income", amount=str(number))

    assert 'value="1512,40"' in page
    assert "Besluit 2026" in page
    assert "1 bedrag dat uw gemeente kent" in page, "what held until June is not proposed"
    assert [row.is_in_force for row in amounts_page(world.actor("marieke"), HERE, today=world.today).rows] == [
        True,
        False,
    ]


@pytest.mark.parametrize("key", ["sander", "hatice", "bas", "anouk"])
def test_amounts_are_set_by_the_lead_of_that_municipality_alone(world, key):
    with pytest.raises((NotAllowed, NotFound)):
        add_amount(**amount(world, key), kind=MoneyKind.CASH, amount=Money(1))
    with pytest.raises(NotFound):
        amounts_page(world.actor(key), HERE, today=world.today)
    add_amount(**amount(world), kind=MoneyKind.CASH, amount=Money(1))


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"amount": NOTHING}, "amount"),
        ({"source": " "}, "source"),
        ({"valid_until": date(2025, 1, 1)}, "valid_until"),
        ({"checked_on": date(2027, 1, 1)}, "checked_on"),
    ],
)
def test_an_amount_without_source_or_in_the_wrong_order_is_refused(world, how, field):
    with pytest.raises(RuleBroken) as broken:
        add_amount(**amount(world) | {"kind": MoneyKind.CASH, "amount": Money(1)} | how)
    assert broken.value.params["field"] == field


def test_an_amount_is_removed_from_its_own_municipality_only(world):
    number = add_amount(**amount(world), kind=MoneyKind.CASH, amount=Money(1))
    with pytest.raises(NotFound):
        remove_amount(by=world.actor("hatice"), now=world.now, municipality=ELSEWHERE, amount=number)
    remove_amount(by=world.actor("marieke"), now=world.now, municipality=HERE, amount=number)
    assert not OwnAmount.rows.exists()


def test_a_closed_case_can_be_read_and_not_changed(world, family, log_in):
    entry = notes(world, family, line(begins=When(world.today - timedelta(days=3))))
    how = {"seen": Case.rows.get(code=family).plan_version, "knows_of_terms": True, "text": "Klaar."}
    close(**act(world, family), reason=ClosingReason.OTHER, **how)
    browser = log_in("sander")

    page = page_of(browser, "money", family)
    assert "Dit dossier is gesloten" in page
    assert reverse("change_money_line", args=[family, entry]) not in page
    assert browser.get(reverse("change_money_line", args=[family, entry])).status_code == 409
    assert n_due_money(world.actor("sander"), family, today=world.today) == 0
    assert shown(world, family).n_late == 0
    assert browser.get(reverse("money_plan", args=[family])).status_code == 200
    with pytest.raises(Conflict):
        notes(world, family, line())


def test_rows_of_another_case_are_not_there(world, family):
    other = make_family(world)
    entry = notes(world, other, line())

    for change in (
        lambda: change_money(**act(world, family), entry=entry, facts=line(), seen=0),
        lambda: remove_money(**act(world, family), part=MoneyPart.LINE, entry=entry, seen=0),
        lambda: put_money_back(**act(world, family), part=MoneyPart.LINE, entry=entry),
        lambda: remove_money(**act(world, other), part=MoneyPart.LOAN, entry=entry, seen=0),
    ):
        with pytest.raises(NotFound):
            change()


@pytest.mark.parametrize("member", [JAMILA, MemberNo(9)])
def test_only_an_adult_of_the_household_has_lines_of_their_own(world, family, member):
    with pytest.raises(NotFound):
        notes(world, family, line(member=member))


def test_the_plan_looks_as_far_as_somebody_says(world, family, log_in):
    household(world, family)
    assert len(planned(world, family).plan.weeks) == 26
    set_budget(**act(world, family), n_weeks=8, message="", seen=0)
    assert len(planned(world, family).plan.weeks) == 8
    with pytest.raises(Conflict):
        set_budget(**act(world, family), n_weeks=9, message="", seen=0)
    with pytest.raises(RuleBroken):
        set_budget(**act(world, family), n_weeks=53, message="", seen=1)
    answer = posted(log_in("sander"), "change_budget", family, n_weeks="12", message="Dag", seen="1")
    assert answer.status_code == 303
    assert Budget.rows.get().n_weeks == 12


def test_reading_and_noting_money_stand_in_the_log_without_what_was_noted(world, family, log_in):
    notes(world, family, line("Geheim", cents=98_765))
    page_of(log_in("sander"), "money", family)

    row = AuditRow.rows.filter(verb="money.noted").get()
    assert "Geheim" not in str(row.detail)
    assert "98765" not in str(row.detail)
    read = AuditRow.rows.filter(verb="case.read", case_code=family).latest("pk")
    assert "money" in str(read.detail)
    assert "P2" in str(read.detail)


def test_nothing_is_noted_without_an_arrival_but_that_the_plan_waits_for_it(world, family, log_in):
    other = actions.open_case(by=world.actor("sander"), now=world.now, municipality=HERE, route=Route.RESETTLEMENT)
    notes(world, other.code, line())

    assert planned(world, other.code).plan is None
    assert "Niemand weet nog wanneer dit gezin aankomt" in page_of(log_in("sander"), "money_plan", other.code)


def test_the_sheet_names_what_is_short_in_the_first_week_and_in_the_worst_one(world, family, log_in):
    household(world, family)
    card = MilestoneRecord(CARD, None, planned_on=world.today + timedelta(days=60))
    actions.record_milestones(**act(world, family), records=[card], source="person")
    plan = planned(world, family).plan
    weeks = [week for week in plan.weeks if week.is_short and week.begins + timedelta(days=7) > world.today]

    told = sheet(world.actor("samir"), family, None, today=world.today)

    assert (told.short_on, told.short) == (weeks[0].begins, -weeks[0].lowest)
    worst = min(weeks, key=lambda week: week.lowest)
    assert worst.lowest < weeks[0].lowest
    assert (told.worst_on, told.worst) == (worst.begins, -worst.lowest)
    assert "Het kan" in page_of(log_in("samir"), "money_sheet", family)


def test_nobody_is_told_to_be_short_while_an_income_has_no_amount_yet(world, family, log_in):
    household(world, family)
    notes(world, family, line("Huurtoeslag", MoneyKind.RENT_ALLOWANCE, None, rhythm=PayRhythm.MONTHLY))

    told = sheet(world.actor("samir"), family, None, today=world.today)

    assert told.short_on is None
    assert "Wat overblijft" not in page_of(log_in("samir"), "money_sheet", family)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"due_on": "2026-12-01", "due_after": "ARRIVED"}, "Kies één begin"),
        ({"rhythm": "once", "until_on": "2027-01-01"}, "heeft geen einddag"),
        ({"amount": "", "paid_on": "2026-11-20"}, "Vul het bedrag in dat betaald is."),
        ({"due_on": "", "due_after": "", "due_weeks": "3"}, "Kies waarvan de weken tellen."),
    ],
)
def test_what_cannot_be_noted_is_said_in_a_sentence(world, family, log_in, typed, words):
    answer = posted(log_in("sander"), "add_money_line", family, **TYPED | typed)

    assert answer.status_code == 200
    assert words in answer.content.decode()
