"""Something wrong is typed: a clear message in Dutch that says what to do, nothing typed is lost, no trace of code."""

import re

import pytest

from journeys.families_of import household, today, upload

TRACES = ("Traceback", "Exception", "Error", "django", "DoesNotExist", "site-packages", "%(")
TYPED = "Zo gehoord van mevrouw: het ‘kan’ echt niet eerder <b>& zo</b>."


def says(person, *words):
    """The page explains the mistake, says that nothing was saved, and holds no trace of code."""
    alert = " ".join(person.page.locator("main [role=alert]").first.inner_text().split())
    assert "Er is nog niets opgeslagen. Herstel eerst dit:" in alert
    for word in words:
        assert word in alert
    assert [trace for trace in TRACES if trace in person.text()] == []
    person.looks_fine()


def typed(person, name):
    """What stands in a field of the page that came back: as it was sent, also where this browser would hide it."""
    field = person.page.locator(f"main [name={name}]").first
    return field.evaluate("field => field.tagName === 'INPUT' ? field.getAttribute('value') : field.value")


def without_browsers_own_checks(person):
    """Send whatever is typed, as a browser does that knows no dates and no required fields."""
    person.page.locator("main form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")
    person.page.locator("main input[type=date]").evaluate_all("fields => fields.forEach(field => field.type = 'text')")


@pytest.fixture
def marieke(walker):
    return walker("marieke.de.wit")


@pytest.fixture
def case(marieke):
    """A case of hers that has a landing to move."""
    marieke.go("/search/?q=Dawit")
    return marieke.page.locator("main a.hv-code").first.inner_text()


@pytest.mark.parametrize(
    ("name", "content", "says_so"),
    [
        ("vakantie.pdf", b"%PDF-1.7 nothing of a dossier", "XLSX"),
        ("overdracht.xlsx", b"this is no workbook", "XLSX"),
        ("overdracht.json", b'{"dossiers": [', "Dit is geen geldige JSON"),
        ("overdracht.csv", b"", "In dit bestand staat niets. Kies een ander bestand"),
    ],
)
def test_a_file_that_is_none_is_refused_with_what_would_be_right(marieke, name, content, says_so):
    marieke.go("/import/")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    marieke.page.locator("input[type=file]").set_input_files(file)
    marieke.press("Lees het bestand")
    page = marieke.text()
    assert says_so in page
    assert [trace for trace in TRACES if trace in marieke.text()] == []
    assert marieke.page.get_by_role("button", name=re.compile("^Voeg ")).count() == 0
    marieke.looks_fine()


def test_no_file_at_all_asks_for_one(marieke):
    marieke.go("/import/")
    without_browsers_own_checks(marieke)
    marieke.press("Lees het bestand")
    says(marieke, "Bestand")
    assert marieke.page.url.endswith("/import/")


def test_every_wrong_cell_of_a_dossier_is_named_at_once_with_what_would_be_right(marieke):
    number = "REIS-FOUT-1"
    upload(
        marieke,
        {
            "Huishouden": [
                (
                    *household(number, landing="31-02-2027")[:1],
                    "vliegroute",
                    *household(number, landing="31-02-2027")[2:],
                )
            ],
            "Personen": [(number, 1, "hoofd", "Fout", "Geboren", "32-13-1990", "v", None, None, None, None)],
            "Behoeften": [(number, 7, "vleugels", None)],
        },
    )
    rows = marieke.page.locator("#refused ~ * tr, #refused tr").all_inner_texts()
    for cell in ("vliegroute", "31-02-2027", "32-13-1990", "vleugels"):
        assert any(cell in row for row in rows), (cell, rows)
    assert marieke.page.get_by_role("button", name=re.compile("^Voeg ")).count() == 0
    assert [trace for trace in TRACES if trace in marieke.text()] == []
    marieke.looks_fine()


def test_a_day_that_does_not_exist_is_said_and_the_reason_stays(marieke, case):
    marieke.go(f"/cases/{case}/milestones/LANDED/0/move/")
    without_browsers_own_checks(marieke)
    marieke.fill(on="31-02-2027", is_actual="no", reason=TYPED)
    marieke.press("Bekijk wat dit doet")
    says(marieke, "Op welke dag?")
    assert typed(marieke, "on") == "31-02-2027"
    assert typed(marieke, "reason") == TYPED
    assert marieke.page.locator("[name=is_actual][value=no]").is_checked()


def test_a_move_without_a_reason_asks_for_one_and_the_day_stays(marieke, case):
    day = today().replace(year=today().year + 1, day=15).isoformat()
    marieke.go(f"/cases/{case}/milestones/LANDED/0/move/")
    without_browsers_own_checks(marieke)
    marieke.fill(on=day, is_actual="no", reason="")
    marieke.press("Bekijk wat dit doet")
    says(marieke, "Waarom?")
    assert typed(marieke, "on") == day
    assert marieke.page.locator("[name=is_actual][value=no]").is_checked()


def test_a_landing_after_which_nothing_can_be_right_is_refused_and_everything_stays(marieke, case):
    marieke.go(f"/cases/{case}/milestones/LANDED/0/move/")
    without_browsers_own_checks(marieke)
    marieke.fill(on="1999-01-01", is_actual="no", reason=TYPED)
    marieke.press("Bekijk wat dit doet")
    says(marieke)
    assert typed(marieke, "on") == "1999-01-01"
    assert typed(marieke, "reason") == TYPED


def test_a_need_without_a_reason_keeps_what_was_chosen(marieke, case):
    marieke.go(f"/cases/{case}/household/needs/add/")
    without_browsers_own_checks(marieke)
    marieke.fill(member="2", kind="quiet_area", reason="")
    marieke.press("Opslaan")
    says(marieke, "Waarom? Hoe weet u dit?")
    assert typed(marieke, "member") == "2"
    assert typed(marieke, "kind") == "quiet_area"


def test_a_person_with_impossible_facts_keeps_every_field(marieke, case):
    marieke.go(f"/cases/{case}/household/members/1/")
    without_browsers_own_checks(marieke)
    marieke.fill(born_on="30-02-1980", nationality="Atlantis", education="bakkersopleiding", reason=TYPED)
    marieke.press("Opslaan")
    says(marieke, "Geboren op", "Atlantis")
    for name, value in (
        ("born_on", "30-02-1980"),
        ("nationality", "Atlantis"),
        ("education", "bakkersopleiding"),
        ("reason", TYPED),
    ):
        assert typed(marieke, name) == value


def test_a_home_with_impossible_numbers_keeps_every_field(marieke):
    marieke.go("/dwellings/GM9001/new/")
    without_browsers_own_checks(marieke)
    marieke.fill(code="MV-FOUT", street="Verzonnenlaan 1", bedrooms="3e", rent="712,40")
    marieke.press("Opslaan")
    says(marieke, "Slaapkamers")
    assert typed(marieke, "street") == "Verzonnenlaan 1"
    assert typed(marieke, "code") == "MV-FOUT"
    assert typed(marieke, "bedrooms") == "3e"
    assert typed(marieke, "rent") == "712,40"


def test_a_household_entered_by_hand_loses_nothing_when_one_thing_is_missing(marieke):
    marieke.go("/households/new/?people=2")
    without_browsers_own_checks(marieke)
    marieke.page.locator("[name=form-0-first_name]").fill("Tijdelijk")
    marieke.page.locator("[name=form-1-first_name]").fill("Ook")
    marieke.page.locator("[name=contact_language]").fill("Elfentaal")
    marieke.press("Opslaan en plan maken")
    page = marieke.text()
    assert "Elfentaal" in page
    assert "Er is nog niets opgeslagen" in page
    assert [trace for trace in TRACES if trace in marieke.text()] == []
    assert typed(marieke, "form-0-first_name") == "Tijdelijk"
    assert typed(marieke, "form-1-first_name") == "Ook"
    assert typed(marieke, "contact_language") == "Elfentaal"
    marieke.looks_fine()


def test_addresses_typed_wrong_never_show_code(marieke):
    for path in (
        "/cases/H-0001;drop/",
        "/cases/%00/",
        "/matching/?municipality='",
        "/week/?page=-3",
        "/week/?page=nul",
        "/week/?person=abc",
        "/week/?phase=x&scope=y&show=z",
        "/cases/?phase=x&order=y",
        "/dwellings/?bedrooms=veel",
        "/import/999999/",
        "/search/?q=%F0%9F%8F%A0",
    ):
        assert marieke.go(path) in {200, 400, 404}, path
        assert [trace for trace in TRACES if trace in marieke.text()] == [], path
