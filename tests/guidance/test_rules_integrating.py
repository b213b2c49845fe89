"""Terms, parts and talks of civic integration: against plain arithmetic written without the library."""

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hervest.guidance.integrating_refusal_rules import event_refusal, plan_refusal
from hervest.guidance.integrating_rules import (
    TALKS,
    Facts,
    Happened,
    Settled,
    end_of,
    extended_to,
    is_plan_late,
    may_take_back,
    offered,
    parts_of,
    read_numbers,
    read_parts,
    state_of,
    talk_days,
    terms_of,
)
from hervest.guidance.integrating_settings import integration_book
from hervest.guidance.integrating_vocabulary import Company, Integrating, IntegrationPart, LearningRoute
from hervest.guidance.integrating_vocabulary import IntegrationEventKind as Kind

BOOK = integration_book()
TODAY = date(2026, 11, 23)
PIP = date(2026, 10, 1)
B1 = Settled(LearningRoute.B1, PIP, 4, 12, 40, 12)
DAYS = st.dates(date(2022, 1, 1), date(2036, 12, 31))


def months_on(day, months):
    """The same number so many months on, else the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def facts(*happened, pip_on=PIP, planned=B1, **how):
    return Facts(pip_on=pip_on, planned=planned, happened=tuple(happened), **how)


def refused(happened, known=None, *, wished=(), today=TODAY):
    found = event_refusal(happened, known or facts(), wished=wished, book=BOOK, today=today)
    return found.code if found else None


@given(DAYS)
@example(date(2024, 2, 29))
def test_the_plan_comes_within_ten_weeks_and_safely_on_a_working_day_by_then(registered_on):
    terms = terms_of(Facts(registered_on=registered_on), BOOK)

    assert terms.plan_by == registered_on + timedelta(days=70)
    assert terms.plan_by - timedelta(days=6) <= terms.plan_safe <= terms.plan_by
    assert terms.plan_safe.weekday() < 5
    assert terms.ends_on is None


@given(DAYS)
@example(date(2024, 2, 29))
@example(date(2023, 8, 31))
def test_the_term_runs_three_years_and_all_that_hangs_on_it_follows(pip_on):
    terms = terms_of(facts(pip_on=pip_on), BOOK)

    assert terms.ends_on == months_on(pip_on, 36)
    assert terms.change_route_by == months_on(pip_on, 18)
    assert (terms.window.start, terms.window.end) == (months_on(terms.ends_on, -6), terms.ends_on)
    assert extended_to(terms.ends_on, BOOK) == months_on(terms.ends_on, 6)


@given(DAYS, st.lists(st.integers(1, 900), max_size=4))
def test_each_extension_moves_the_end_and_only_further(pip_on, lengths):
    end, given_so_far = months_on(pip_on, 36), []
    for length in lengths:
        end += timedelta(days=length)
        given_so_far.append(Happened(Kind.EXTENSION_GRANTED, pip_on, until_on=end))

        assert end_of(facts(*given_so_far, pip_on=pip_on), BOOK) == end
        assert end_of(facts(*reversed(given_so_far), pip_on=pip_on), BOOK) == end


@given(DAYS, st.integers(0, 1500), st.integers(0, 36))
def test_talks_are_spread_evenly_and_the_last_is_on_the_last_day(pip_on, length, n_talks):
    ends_on = pip_on + timedelta(days=length)

    found = talk_days(pip_on, ends_on, n_talks)

    assert len(found) == n_talks
    assert list(found) == sorted(found)
    assert all(pip_on <= day <= ends_on for day in found)
    gaps = [(after - before).days for before, after in zip((pip_on, *found), found, strict=False)]
    assert not gaps or max(gaps) - min(gaps) <= 1
    assert not found or found[-1] == ends_on


@given(st.lists(st.integers(1, 400), max_size=12), st.integers(12, 60), st.booleans())
def test_a_part_is_done_with_its_hours_and_its_closing(hours, agreed, is_signed):
    noted = [Happened(Kind.PVT_HOURS, PIP, hours=n) for n in hours]
    noted += [Happened(Kind.PVT_SIGNED, PIP)] if is_signed else []
    planned = Settled(LearningRoute.B1, PIP, 4, agreed, 40)

    found = {line.rule.part: line for line in parts_of(facts(*noted, planned=planned), BOOK)}

    line = found[IntegrationPart.PARTICIPATION]
    assert (line.n_hours, line.n_asked) == (sum(hours), agreed)
    assert line.is_done == (is_signed and sum(hours) >= agreed)


@pytest.mark.parametrize(
    ("route", "parts"),
    [
        (LearningRoute.B1, {"language", "participation", "labour_market", "society"}),
        (LearningRoute.EDUCATION, {"language", "participation", "society"}),
        (LearningRoute.SELF_RELIANCE, {"lessons", "activities", "participation", "labour_market", "final_talk"}),
    ],
)
def test_each_route_has_its_own_parts_and_that_of_education_no_labour_market_module(route, parts):
    planned = Settled(route, PIP, 4, 12, None)

    assert {line.rule.part.value for line in parts_of(facts(planned=planned), BOOK)} == parts


def test_the_route_of_self_reliance_asks_eight_hundred_hours_twice():
    found = parts_of(facts(planned=Settled(LearningRoute.SELF_RELIANCE, PIP, 4, 12, 40)), BOOK)

    asked = {line.rule.part: line.n_asked for line in found}
    assert asked[IntegrationPart.LESSONS] == asked[IntegrationPart.ACTIVITIES] == 800


def test_without_a_plan_no_part_is_asked():
    assert parts_of(facts(planned=None), BOOK) == ()


INVITED, HELD = Happened(Kind.INVITED, date(2026, 9, 1)), Happened(Kind.INTAKE_HELD, date(2026, 9, 8))
TESTED = Happened(Kind.LEARNABILITY_TAKEN, date(2026, 9, 9))
ASKED = Happened(Kind.EXTENSION_ASKED, date(2029, 5, 1))


@pytest.mark.parametrize(
    ("known", "today", "state"),
    [
        (facts(pip_on=None, planned=None), TODAY, Integrating.TO_INVITE),
        (facts(INVITED, pip_on=None, planned=None), TODAY, Integrating.INVITED),
        (facts(INVITED, HELD, pip_on=None, planned=None), TODAY, Integrating.TO_TEST),
        (facts(HELD, TESTED, pip_on=None, planned=None), TODAY, Integrating.TO_PLAN),
        (facts(), TODAY, Integrating.RUNNING),
        (facts(), date(2029, 10, 1), Integrating.RUNNING),
        (facts(), date(2029, 10, 2), Integrating.TERM_OVER),
        (facts(ASKED), date(2029, 6, 1), Integrating.EXTENSION_WAITS),
        (facts(ASKED, Happened(Kind.EXTENSION_REFUSED, date(2029, 6, 1))), date(2029, 6, 2), Integrating.RUNNING),
        (facts(Happened(Kind.COMPLIED, TODAY)), TODAY, Integrating.COMPLIED),
        (facts(Happened(Kind.EXEMPTED, TODAY), pip_on=None, planned=None), TODAY, Integrating.EXEMPT),
    ],
)
def test_how_far_it_is_follows_from_what_was_noted(known, today, state):
    assert state_of(known, terms_of(known, BOOK), today=today) is state


@given(st.integers(-20, 90))
def test_a_plan_is_late_after_ten_weeks_whether_it_was_settled_or_not(days):
    registered, today = date(2026, 9, 1), date(2026, 9, 1) + timedelta(days=days)
    open_plan, settled = Facts(registered_on=registered), Facts(registered_on=registered, pip_on=today)

    assert is_plan_late(open_plan, terms_of(open_plan, BOOK), today=today) == (days > 70)
    assert is_plan_late(settled, terms_of(settled, BOOK), today=today + timedelta(days=99)) == (days > 70)


@given(st.sampled_from(sorted(TALKS)), st.sets(st.sampled_from(Company)), st.sets(st.sampled_from(Company)))
def test_nobody_is_at_a_talk_for_whom_the_person_did_not_ask(kind, company, wished):
    happened = Happened(kind, TODAY, company=frozenset(company))

    is_refused = refused(happened, wished=wished) == "company_not_asked_for"

    assert is_refused == any(one not in wished for one in company)


def test_a_talk_alone_is_never_refused_for_company():
    assert refused(Happened(Kind.INTAKE_HELD, TODAY)) is None


@pytest.mark.parametrize(("n", "code"), [(0, "invite_more_often"), (2, "invite_more_often"), (3, None)])
def test_the_intake_is_completed_without_the_person_only_after_three_invitations(n, code):
    noted = [Happened(Kind.INVITED, TODAY - timedelta(days=day + 1)) for day in range(n)]

    assert refused(Happened(Kind.INTAKE_ABSENT, TODAY), facts(*noted, pip_on=None, planned=None)) == code


def test_an_invitation_for_a_day_to_come_does_not_count_yet():
    noted = [Happened(Kind.INVITED, TODAY + timedelta(days=day)) for day in range(3)]

    assert refused(Happened(Kind.INTAKE_ABSENT, TODAY), facts(*noted, pip_on=None)) == "invite_more_often"


@given(st.integers(-250, 30))
def test_an_extension_is_asked_in_the_six_months_before_the_end(days):
    end = date(2029, 10, 1)
    asked = Happened(Kind.EXTENSION_ASKED, end + timedelta(days=days))

    found = refused(asked, today=date(2030, 1, 1))

    assert (found is None) == (date(2029, 4, 1) <= asked.on <= end)


def test_an_extension_is_decided_once_it_was_asked_and_only_makes_the_term_longer():
    late = date(2029, 9, 1)
    granted = Happened(Kind.EXTENSION_GRANTED, date(2029, 6, 1), until_on=date(2030, 4, 1))

    assert refused(granted, today=late) == "nobody_asked_to_extend"
    assert refused(granted, facts(ASKED), today=late) is None
    assert refused(ASKED, facts(ASKED), today=late) == "extension_waits_already"
    same = Happened(Kind.EXTENSION_GRANTED, date(2029, 6, 1), until_on=date(2029, 10, 1))
    assert refused(same, facts(ASKED), today=late) == "extended_to_no_later_day"
    before = Happened(Kind.EXTENSION_REFUSED, date(2029, 4, 30))
    assert refused(before, facts(ASKED), today=late) == "decided_before_it_was_asked"


def test_an_answer_to_an_extension_comes_within_eight_weeks():
    assert terms_of(facts(ASKED), BOOK).answer_by == date(2029, 6, 26)
    assert terms_of(facts(), BOOK).answer_by is None


@pytest.mark.parametrize(
    ("happened", "known", "code"),
    [
        (Happened(Kind.INTAKE_HELD, TODAY + timedelta(days=1)), facts(pip_on=None), "happened_in_the_future"),
        (Happened(Kind.INVITED, TODAY + timedelta(days=1)), facts(pip_on=None), None),
        (Happened(Kind.INVITED, TODAY + timedelta(days=400)), facts(pip_on=None), "invited_too_far_ahead"),
        (Happened(Kind.PROGRESS_TALK, TODAY), facts(pip_on=None), "settle_the_plan_first"),
        (Happened(Kind.PROGRESS_TALK, date(2026, 9, 30)), facts(), "talk_before_the_plan"),
        (Happened(Kind.PROGRESS_TALK, TODAY), facts(), None),
        (Happened(Kind.ACTIVITY_HOURS, TODAY, hours=4), facts(), "not_of_this_route"),
        (Happened(Kind.PVT_HOURS, TODAY), facts(), "how_many_hours"),
        (Happened(Kind.PVT_HOURS, TODAY, hours=4), facts(), None),
        (Happened(Kind.PROGRESS_TALK, TODAY), facts(Happened(Kind.COMPLIED, TODAY)), "integration_is_over"),
    ],
)
def test_what_cannot_have_happened_is_refused_with_what_to_do(happened, known, code):
    assert refused(happened, known) == code


def plan_code(wanted, known, today=TODAY):
    found = plan_refusal(wanted, known, book=BOOK, today=today)
    return found.code if found else None


@pytest.mark.parametrize(
    ("wanted", "known", "code"),
    [
        (B1, facts(pip_on=None, planned=None), "intake_first"),
        (B1, facts(HELD, pip_on=None, planned=None), None),
        (B1, facts(planned=None), None),
        (
            Settled(LearningRoute.B1, date(2026, 9, 7), 4, 12, 40),
            facts(HELD, pip_on=None, planned=None),
            "intake_first",
        ),
        (
            B1,
            facts(HELD, pip_on=None, planned=None, registered_on=date(2026, 10, 2), is_registered=True),
            "plan_before_registration",
        ),
        (B1, facts(HELD, pip_on=None, planned=None, registered_on=date(2026, 10, 2)), None),
        (
            Settled(LearningRoute.B1, TODAY + timedelta(days=1), 4, 12, 40),
            facts(HELD, pip_on=None, planned=None),
            "plan_in_the_future",
        ),
        (Settled(LearningRoute.B1, PIP, 4, 11, 40), facts(planned=None), "fewer_hours_than_the_law"),
        (Settled(LearningRoute.B1, PIP, 4, 12, 39), facts(planned=None), "fewer_hours_than_the_law"),
        (Settled(LearningRoute.B1, PIP, 4, 12, None), facts(planned=None), "fewer_hours_than_the_law"),
        (Settled(LearningRoute.EDUCATION, PIP, 4, 12, None), facts(planned=None), None),
        (Settled(LearningRoute.EDUCATION, PIP, 4, 12, 40), facts(planned=None), "route_without_map"),
        (Settled(LearningRoute.B1, date(2026, 9, 30), 4, 12, 40), facts(), "changed_before_it_was_settled"),
        (B1, facts(Happened(Kind.COMPLIED, TODAY)), "integration_is_over"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_what_to_do(wanted, known, code):
    assert plan_code(wanted, known) == code


@given(st.integers(0, 900))
def test_the_route_changes_until_a_year_and_a_half_and_all_else_longer(days):
    on = PIP + timedelta(days=days)
    other = Settled(LearningRoute.EDUCATION, on, 4, 12, None)
    same = Settled(LearningRoute.B1, on, 9, 20, 60)

    assert plan_code(other, facts(), today=on) == (None if on <= date(2028, 4, 1) else "too_late_to_change_route")
    assert plan_code(same, facts(), today=on) is None


def test_what_is_offered_follows_from_how_far_it_is():
    begin = facts(pip_on=None, planned=None)
    late = date(2029, 5, 2)

    assert Kind.INTAKE_ABSENT not in offered(begin, terms_of(begin, BOOK), BOOK, today=TODAY)
    assert Kind.PVT_HOURS not in offered(begin, terms_of(begin, BOOK), BOOK, today=TODAY)
    running = offered(facts(), terms_of(facts(), BOOK), BOOK, today=TODAY)
    assert Kind.PVT_HOURS in running
    assert Kind.EXTENSION_ASKED not in running
    assert Kind.EXTENSION_ASKED in offered(facts(), terms_of(facts(), BOOK), BOOK, today=late)
    asking = facts(ASKED)
    assert Kind.EXTENSION_GRANTED in offered(asking, terms_of(asking, BOOK), BOOK, today=late)
    over = facts(Happened(Kind.COMPLIED, TODAY))
    assert offered(over, terms_of(over, BOOK), BOOK, today=TODAY) == ()


def test_a_mistake_is_taken_back_within_a_day():
    made = datetime(2026, 11, 23, 9, tzinfo=UTC)

    assert may_take_back(made, made + timedelta(days=1))
    assert not may_take_back(made, made + timedelta(days=1, seconds=1))


def test_every_part_and_number_says_its_source_and_day():
    assert all(rule.source and rule.mark in {"V", "A"} and rule.checked_on for rule in BOOK.parts)
    assert all(number.source and number.title_nl and number.title_en for number in BOOK.numbers.values())
    assert BOOK.numbers["talks"].mark == "A"


def test_a_list_without_a_source_is_refused():
    heading = "part,routes,hours_of,least_hours,closed_by,source,article,valid_from,checked,mark\n"
    with pytest.raises(ValueError, match="language"):
        read_parts(heading + "language,b1,,,language_exam,,,2022-01-01,2026-11-29,V\n")
    heading = "key,number,title_nl,title_en,source,article,valid_from,checked,mark\n"
    with pytest.raises(ValueError, match="talks"):
        read_numbers(heading + "talks,4,x,y,,,2022-01-01,2026-11-29,A\n")


def test_each_decision_answers_the_first_request_that_waits():
    asked, refused_on = Happened(Kind.EXTENSION_ASKED, PIP), Happened(Kind.EXTENSION_REFUSED, PIP + timedelta(days=9))
    again = Happened(Kind.EXTENSION_ASKED, PIP + timedelta(days=20))

    assert facts(asked).is_asking
    assert not facts(asked, refused_on).is_asking
    assert facts(asked, refused_on, again).asking == (again,)
    assert facts(refused_on, again).is_asking
