"""What helps and what weighs: asked of a household and each adult, with who said it and when, read by few."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from guidance.supported import JAMILA, RIMA, SAMIR, VERSION, act, asks, decides, make_family
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.guidance import assessing_actions
from hervest.guidance.assessing_actions import take_assessment_back
from hervest.guidance.assessing_queries import as_said, assessment_view, beginning
from hervest.guidance.assessing_rules import read_instruments
from hervest.guidance.assessing_vocabulary import Answer, AnswerSource
from hervest.guidance.intensity_defaults import _text, instruments
from hervest.guidance.intensity_queries import own_support, support
from hervest.guidance.models import Assessment
from hervest.journey.models import Case
from hervest.journey.vocabulary import ClosingReason, TeamRole
from hervest.placement.closing_actions import close

PAGE = {"source": "themselves", "assessed_on": "2026-11-20", "version": VERSION, "seen": "0"}


@pytest.fixture
def family(begin):
    return begin(make_family)


def of_items(instrument="factors", about="household", answer="unknown", *, without_finance=False, **given):
    """The fields of every question of an instrument, as a page sends them."""
    items = next(one for one in instruments() if one.key == instrument).items
    asked = [item for item in items if item.about == about and not (without_finance and item.is_finance)]
    return {f"item_{item.key}": given.get(item.key, answer) for item in asked}


def page_of(browser, name, *args):
    answer = browser.get(reverse(name, args=args))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def said_in(entry):
    return as_said(Assessment.rows.get(pk=entry).answers)


def test_every_answer_says_who_said_it_and_when_and_one_that_stays_keeps_both(world, family):
    first = asks(world, family, on=world.today - timedelta(days=9), isolated="present", apart="strong")
    second = asks(world, family, "anouk", isolated="absent", apart="strong")

    assert said_in(first)["isolated"].on == world.today - timedelta(days=9)
    assert said_in(second)["apart"] == said_in(first)["apart"]
    assert (said_in(second)["isolated"].answer, said_in(second)["isolated"].on) == (Answer.ABSENT, world.today)
    assert said_in(second)["isolated"].source is AnswerSource.TEAM
    assert said_in(first)["isolated"].answer is Answer.PRESENT  # what was known then stays readable


def test_a_page_asks_each_adult_and_the_household_and_what_is_not_known_begins_as_unknown(log_in, world, family):
    browser = log_in("sander")
    shown = page_of(browser, "support", family)
    for member in (0, SAMIR, RIMA):
        assert reverse("assess", args=[family, "factors", member]) in shown
    assert reverse("assess", args=[family, "self_reliance", RIMA]) in shown
    assert reverse("assess", args=[family, "self_reliance", 0]) not in shown
    assert reverse("assess", args=[family, "factors", JAMILA]) not in shown  # she is no adult

    typed = PAGE | of_items(isolated="strong")
    answer = browser.post(reverse("assess", args=[family, "factors", 0]), typed)

    assert answer.status_code == 303
    kept = Assessment.rows.get()
    assert said_in(kept.pk)["isolated"].source is AnswerSource.THEMSELVES
    assert said_in(kept.pk)["isolated"].on.isoformat() == "2026-11-20"
    assert said_in(kept.pk)["good_neighbours"].answer is Answer.UNKNOWN
    shown = page_of(browser, "assessment", family, kept.pk)
    assert "Zij zien bijna niemand" in shown
    assert "zelf gezegd" in shown


@pytest.mark.parametrize(
    "key", ["lena", "lotte", "joris", "carla", "gijs", "saskia", "fenna", "samir", "tolk", "hatice"]
)
def test_who_does_not_work_with_the_household_neither_reads_nor_asks(log_in, world, family, key):
    entry = asks(world, family, isolated="present")
    browser = log_in(key)

    for name, args in (
        ("support", ()),
        ("assessment", (entry,)),
        ("assess", ("factors", 0)),
        ("decide_intensity", (0,)),
    ):
        assert browser.get(reverse(name, args=[family, *args])).status_code == 404
    with pytest.raises((NotAllowed, NotFound)):
        asks(world, family, key, isolated="strong")


@pytest.mark.parametrize("key", ["sander", "anouk"])
def test_who_works_with_it_reads_and_asks(log_in, world, family, key):
    entry = asks(world, family, key, isolated="present")
    browser = log_in(key)

    for name, args in (
        ("support", ()),
        ("assessment", (entry,)),
        ("assess", ("factors", 0)),
        ("decide_intensity", (0,)),
    ):
        assert browser.get(reverse(name, args=[family, *args])).status_code == 200


def test_who_leads_the_municipality_reads_nothing_of_it_until_they_work_with_the_household(log_in, world, family):
    asks(world, family, isolated="present")
    assert log_in("marieke").get(reverse("support", args=[family])).status_code == 404

    world.joins(family, "marieke", TeamRole.CIVIC_OFFICER, by="sander")

    assert "Zij zien bijna niemand" in page_of(log_in("marieke"), "support", family)


def test_money_is_asked_of_and_shown_to_who_reads_it_and_stays_as_known_for_others(log_in, world, family):
    asks(world, family, debts="strong", isolated="present")
    by_anouk = asks(world, family, "anouk", debts="absent", isolated="strong")

    assert said_in(by_anouk)["debts"].answer is Answer.STRONG  # a partner without a mandate changes nothing of it
    assert "debts" not in {
        item.key for item in beginning(world.actor("anouk"), family, "factors", 0, today=world.today).items
    }
    assert "schulden" in page_of(log_in("sander"), "support", family)
    shown = page_of(log_in("anouk"), "support", family)
    assert "schulden" not in shown
    assert "ontbreekt hier" in shown
    assert "schulden" not in page_of(log_in("anouk"), "assessment", family, by_anouk)


def test_somebody_elses_answers_meanwhile_are_shown_and_not_overwritten(log_in, world, family):
    asks(world, family, isolated="strong")

    answer = log_in("sander").post(
        reverse("assess", args=[family, "factors", 0]),
        PAGE | {"assessed_on": "2026-11-23"} | of_items(isolated="absent"),
    )

    assert answer.status_code == 200
    shown = unescape(answer.content.decode())
    assert "Een collega heeft intussen antwoorden vastgelegd" in shown
    assert Assessment.rows.count() == 1
    with pytest.raises(Conflict, match="assessed_meanwhile"):
        asks(world, family, isolated="absent", seen=0)


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("assessed_in_the_future", {"on": 1, "isolated": "present"}),
        ("nothing_answered", {"on": 0}),
        ("nothing_answered", {"on": 0, "isolated": "unknown"}),
        ("no_such_answer", {"on": 0, "isolated": "acute"}),
    ],
)
def test_what_cannot_be_is_refused(world, family, code, how):
    with pytest.raises(RuleBroken, match=code):
        asks(world, family, **how | {"on": world.today + timedelta(days=how["on"])})


def test_answers_of_before_the_last_ones_are_refused_for_they_would_turn_back_what_is_known(world, family):
    asks(world, family, isolated="present")

    with pytest.raises(RuleBroken, match="assessed_before_the_last"):
        asks(world, family, isolated="strong", on=world.today - timedelta(days=1))


@pytest.mark.parametrize(
    ("member", "instrument"), [(JAMILA, "factors"), (9, "factors"), (0, "self_reliance"), (0, "none")]
)
def test_nobody_is_asked_what_is_not_about_them(world, family, member, instrument):
    with pytest.raises(NotFound):
        asks(world, family, member=member, instrument=instrument, isolated="present")


@pytest.fixture
def two_versions(monkeypatch):
    """A newer version of factors is in force today, which asks the household one thing only."""
    newer = _text("instruments_nl.csv").replace("2026-11-01,,", "2026-11-01,2026-11-22,").splitlines()
    newer.append(newer[1].replace("factors,2026-11", "factors,2027-01").replace("2026-11-01,2026-11-22", "2026-11-23,"))
    items = (
        _text("instrument_items_nl.csv")
        + "factors,2027-01,isolated,household,burdening,3,,zij zijn alleen,they are alone,U bent alleen,You are alone\n"
    )
    both = read_instruments("\n".join(newer), items)
    monkeypatch.setattr("hervest.guidance.assessing_queries.instruments", lambda: both)
    monkeypatch.setattr(assessing_actions, "instruments", lambda: both)


def test_a_page_that_was_opened_before_a_newer_version_keeps_what_was_answered_in_it(
    log_in, world, family, two_versions
):
    typed = PAGE | of_items(isolated="strong", good_neighbours="present")

    assert log_in("sander").post(reverse("assess", args=[family, "factors", 0]), typed).status_code == 303

    kept = Assessment.rows.get()
    assert kept.version == VERSION
    assert said_in(kept.pk)["good_neighbours"].answer is Answer.PRESENT
    assert said_in(kept.pk)["isolated"].answer is Answer.STRONG
    nonsense = typed | {"version": "9999", "seen": str(kept.pk)}
    assert log_in("sander").post(reverse("assess", args=[family, "factors", 0]), nonsense).status_code == 404


def test_an_assessment_keeps_the_version_it_was_made_with(world, family, two_versions):
    entry = asks(world, family, isolated="present")

    assert beginning(world.actor("sander"), family, "factors", 0, today=world.today).instrument.version == "2027-01"
    view = assessment_view(world.actor("sander"), family, entry, today=world.today)
    assert (view.row.version, view.row.n_asked) == (VERSION, 24)
    again = asks(world, family, isolated="strong")  # a talk that began before goes on with the version it began with
    assert Assessment.rows.get(pk=again).version == VERSION


def test_whoever_made_it_takes_it_back_until_somebody_assesses_after_it(world, family):
    first = asks(world, family, isolated="present")
    with pytest.raises(NotFound):
        take_assessment_back(**act(world, family, "anouk"), entry=first)
    second = asks(world, family, "anouk", isolated="strong")

    assert not take_assessment_back(**act(world, family), entry=first)
    assert take_assessment_back(**act(world, family, "anouk"), entry=second)
    assert take_assessment_back(**act(world, family), entry=first)
    assert Assessment.rows.count() == 0


def test_an_undo_stands_with_what_was_just_kept(log_in, world, family):
    browser = log_in("sander")
    browser.post(reverse("assess", args=[family, "factors", 0]), PAGE | of_items(isolated="strong"))
    entry = Assessment.rows.get().pk

    assert reverse("undo_assessment", args=[family, entry]) in page_of(browser, "support", family)
    assert browser.get(reverse("undo_assessment", args=[family, entry])).status_code == 303
    assert Assessment.rows.count() == 1  # looking takes nothing back
    browser.post(reverse("undo_assessment", args=[family, entry]))
    assert Assessment.rows.count() == 0


def test_a_closed_case_shows_what_was_known_and_asks_nothing(log_in, world, family):
    entry = asks(world, family, isolated="present")
    decides(world, family, "heavy")
    how = {"seen": Case.rows.get(code=family).plan_version, "knows_of_terms": True, "text": "Klaar."}
    close(**act(world, family), reason=ClosingReason.OTHER, **how)
    browser = log_in("sander")

    shown = page_of(browser, "support", family)
    assert "Dit dossier is gesloten" in shown
    assert reverse("assess", args=[family, "factors", 0]) not in shown
    assert "Zij zien bijna niemand" in page_of(browser, "assessment", family, entry)
    with pytest.raises(Conflict, match="case_is_closed"):
        asks(world, family, isolated="strong")
    assert not support(world.actor("sander"), family, today=world.today).due


def test_the_household_reads_its_own_answers_in_plain_words_and_nothing_of_the_others(log_in, world, family):
    asks(world, family, isolated="present", note="Let op de buren.")
    asks(world, family, member=SAMIR, has_goals="strong", finds_no_rest="absent", accepts_help="unknown")
    asks(world, family, member=RIMA, finds_no_rest="strong")
    decides(world, family, "heavy", reason="Rima slaapt slecht.")

    shown = page_of(log_in("samir"), "own_support", family)

    assert "twee tot drie keer per week" in shown
    assert "U ziet weinig andere mensen" in shown
    assert "U hebt doelen voor de toekomst" in shown
    for word in ("tot rust", "neemt hulp", "Let op de buren", "Rima slaapt", "saldo", "uur per week"):
        assert word not in shown
    own = own_support(world.actor("samir"), family, today=world.today)
    assert [row.text for row in own.answers if row.said.answer is Answer.ABSENT] == []


@pytest.mark.parametrize("key", ["jamila", "sander", "carla", "saskia"])
def test_the_page_of_the_household_is_of_its_adults_alone(log_in, world, family, key):
    assert log_in(key).get(reverse("own_support", args=[family])).status_code == 404


def test_what_was_read_and_done_stands_in_the_log_without_a_word_of_it(log_in, world, family):
    asks(world, family, isolated="present", note="Let op de buren.")
    page_of(log_in("sander"), "support", family)

    rows = list(AuditRow.rows.all())
    assert any(row.verb == "assessment.made" and row.case_code == family for row in rows)
    assert any("support" in str(row.detail) for row in rows)
    assert not any("isolated" in str(row.detail) or "buren" in str(row.detail) for row in rows)
