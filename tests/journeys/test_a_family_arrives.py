"""A family's dossier comes in, a need is corrected, its plan says why each date, and the landing moves nine days."""

import re
from datetime import timedelta

import pytest

from journeys.families_of import code_of, in_short, in_words, parents_and_three_children, today, upload

LANDING_IN = 40


@pytest.fixture(scope="module")
def landing():
    return today() + timedelta(days=LANDING_IN)


def dossier_of(girl, landing):
    """The family whose eldest girl has this name: each story has its own."""
    return parents_and_three_children(f"REIS-{girl}", girl=girl, landing=landing)


def import_family(person, girl, landing):
    """The family's dossier is applied, unless it was; the code of its case."""
    upload(person, dossier_of(girl, landing))
    if person.page.get_by_role("button", name="Voeg 1 toe").count():
        person.press("Voeg 1 toe")
    return code_of(person, girl)


def test_a_dossier_is_shown_whole_before_anything_of_it_counts(walker, landing):
    marieke = walker("marieke.de.wit")
    marieke.go("/import/")
    marieke.looks_fine()
    upload(marieke, dossier_of("Nilofar", landing))

    preview = marieke.text()
    assert "1 dossier, 5 personen" in preview
    assert "2 volwassenen, 3 kinderen" in preview
    assert "Rolstoel" in preview
    assert "Gelijkvloers" in preview
    assert "Er is nog niets opgeslagen." in preview
    marieke.looks_fine()
    marieke.go("/search/?q=Nilofar")
    assert "Niets gevonden" in marieke.text()
    marieke.page.go_back()

    marieke.press("Voeg 1 toe")
    assert "Ingelezen: 1 dossier toegevoegd" in marieke.text()
    marieke.looks_fine()
    code = code_of(marieke, "Nilofar")
    marieke.go(f"/cases/{code}/")
    assert "5 personen" in marieke.text()
    assert "zwanger" not in marieke.text().lower()  # expected births stand as a date, never as a condition
    marieke.looks_fine()


def test_the_same_file_again_changes_nothing(walker, landing):
    marieke = walker("marieke.de.wit")
    code = import_family(marieke, "Nilofar", landing)
    upload(marieke, dossier_of("Nilofar", landing))
    assert "1 dossier is ongewijzigd" in marieke.text()
    assert code_of(marieke, "Nilofar") == code


def test_a_corrected_need_stands_with_who_and_why_and_the_plan_follows(walker, landing):
    marieke = walker("marieke.de.wit")
    code = import_family(marieke, "Parisa", landing)
    marieke.go(f"/cases/{code}/household/")
    assert "Omid rijdt zelf, ook buiten." in marieke.text()
    marieke.looks_fine()

    marieke.follow("Verbeter Gelijkvloers")
    marieke.looks_fine()
    marieke.fill(kind="hospital_near", reason="Gehoord van de arts in het gesprek van vandaag.")
    marieke.press("Opslaan")

    household = marieke.text()
    assert "Verbeterd. Het plan is bijgewerkt." in household
    assert re.search(r"Ziekenhuis.{0,80}door Marieke de Wit", household)
    assert "Gehoord van de arts in het gesprek van vandaag." in household
    assert "Verbeter Gelijkvloers" not in household
    assert "Door de behoefte: Rolstoel." in household
    marieke.looks_fine()


def test_every_date_of_the_plan_says_why(walker, landing):
    marieke = walker("marieke.de.wit")
    code = import_family(marieke, "Nilofar", landing)
    marieke.go(f"/cases/{code}/plan/")
    marieke.looks_fine()

    linked = today() - timedelta(days=10)
    first = marieke.page.locator("li.hv-task", has_text="Bevestig de koppeling in TVS").first
    first.locator("summary").click()
    why = " ".join(first.locator(".hv-why__box").inner_text().split())
    assert in_words(linked + timedelta(days=2)) in why
    assert f"2 dagen na de koppeling ({in_words(linked)}, vastgelegd)" in why
    assert "Rij B01 van het sjabloon" in why
    assert in_short(linked + timedelta(days=2)) in first.inner_text()


def test_a_landing_nine_days_later_shows_first_what_it_does_and_then_does_it(walker, landing):
    marieke, later = walker("marieke.de.wit"), landing + timedelta(days=9)
    code = import_family(marieke, "Shirin", landing)
    marieke.go(f"/cases/{code}/milestones/LANDED/0/move/")
    assert f"Staat nu op {in_words(landing)}." in marieke.text()
    marieke.looks_fine()
    marieke.fill(on=later.isoformat(), is_actual="no", reason="De vlucht is verzet.")
    marieke.press("Bekijk wat dit doet")

    preview = marieke.text()
    assert f"van {in_short(landing)} naar {in_short(later)}" in preview
    assert "Er is nog niets opgeslagen." in preview
    shifts = dict(marieke.page.locator("table").first.locator("tbody tr").evaluate_all(ROW_TEXTS))
    assert shifts["Landing in Nederland"] == in_short(later)
    assert shifts["Aankomst in de gemeente"] == in_short(later + timedelta(days=2))
    moves = marieke.page.locator("#moves table").first.locator("tbody tr").evaluate_all(ROW_TEXTS)
    assert len(moves) == 12
    marieke.looks_fine()

    beside = walker("marieke.de.wit")
    beside.go(f"/cases/{code}/milestones/LANDED/0/move/")
    assert f"Staat nu op {in_words(landing)}." in beside.text()
    beside.go(f"/cases/{code}/plan/")
    assert not all(stands_at(beside, title, day) for title, day in moves)

    marieke.press("Pas toe")
    marieke.looks_fine()
    marieke.go(f"/cases/{code}/milestones/LANDED/0/move/")
    assert f"Staat nu op {in_words(later)}." in marieke.text()
    marieke.go(f"/cases/{code}/plan/")
    assert [title for title, day in moves if not stands_at(marieke, title, day)] == []
    marieke.go(f"/cases/{code}/")
    assert in_short(later + timedelta(days=2)) in marieke.text()


ROW_TEXTS = """rows => rows.map(row => [row.querySelector("th").innerText.trim(),
    row.querySelector("td:nth-child(3)").innerText.trim()])"""
"""Of each row what it is about, and what it becomes."""


def stands_at(person, title, day):
    """Whether a task with this title has this date, on the plan that is on the screen; there a name stands, no code."""
    rows = person.page.locator("li.hv-task", has_text=title.partition(" · H-")[0])
    return any(day in text for text in rows.all_inner_texts())
