"""A wheelchair keeps a home with stairs away; a home is proposed and decided; who prepares it sees work, no reasons."""

import re
from datetime import timedelta

import pytest

from journeys.families_of import code_of, mother_and_son, today, upload

CANARIES = (
    "kanarie",  # names, the explanation of the need, remarks
    "vogelzang",
    "rolstoel",
    "hulpmiddel",
    "zwanger",
    "verwacht een kind",
)
"""What neither a planner nor a landlord may read, anywhere, in any case."""


@pytest.fixture(scope="module")
def landing():
    return today() + timedelta(days=45)


@pytest.fixture
def family(walker, landing):
    """The case of the mother and her son, with a housing officer and a landlord in its team."""
    marieke = walker("marieke.de.wit")
    upload(marieke, mother_and_son("REIS-HOME-1", landing=landing))
    if marieke.page.get_by_role("button", name="Voeg 1 toe").count():
        marieke.press("Voeg 1 toe")
    code = code_of(marieke, "Vogelzang")
    marieke.go(f"/cases/{code}/team/")
    for name, role in (("Joris Vos", "housing_officer"), ("Ruben Smit", "housing_association")):
        if not marieke.page.locator("main table", has_text=name).count():
            person = marieke.page.locator("select[name=person] option", has_text=name).get_attribute("value")
            marieke.fill(person=person, role=role, until_on=(today() + timedelta(days=300)).isoformat())
            marieke.press("Voeg toe aan het team")
    return code


def test_a_wheelchair_keeps_homes_with_stairs_away_and_the_page_says_so(walker, family):
    marieke = walker("marieke.de.wit")
    marieke.go(f"/cases/{family}/home/?outcome=fits_not")
    marieke.looks_fine()
    assert "Past niet: alleen met een trap te bereiken, geen lift." in home(marieke, "Torenflat 88")
    assert "Past niet: trap binnen naar slaapkamer of badkamer." in home(marieke, "Abeelstraat 14")

    marieke.go(f"/cases/{family}/home/")
    assert "Past niet" not in home(marieke, "Abeelstraat 12")  # on one floor, with wide doors
    marieke.click(marieke.page.locator("li.hv-home", has_text="Abeelstraat 12").get_by_role("link").first)
    assert "Geen harde regel is gebroken." in marieke.text()
    marieke.looks_fine()


def home(person, street):
    """What the list on the screen says of a home."""
    return " ".join(person.page.locator("li.hv-home", has_text=street).first.inner_text().split())


def test_a_home_is_proposed_with_reasons_and_a_person_decides_and_may_undo(walker, family):
    marieke = walker("marieke.de.wit")
    row, place = propose(marieke, family)
    assert "Nog niet berekend" not in row.inner_text()
    assert row.locator("td[data-label='Voor en tegen'] li").count() >= 2
    marieke.looks_fine()

    marieke.click(row.get_by_role("link", name=re.compile("^Besluit")))
    assert place in marieke.text()
    marieke.looks_fine()
    marieke.press("Leg het besluit vast")
    assert "De woning is besloten en het plan volgt." in marieke.text()
    assert f"Besloten: {place}" in marieke.text()
    marieke.looks_fine()

    marieke.press("Ongedaan maken")
    marieke.looks_fine()
    marieke.page.get_by_label("Waarom wordt het besluit ongedaan gemaakt?").fill("Het gezin zag toch een bezwaar.")
    marieke.press("Maak het besluit ongedaan")
    assert "Besloten:" not in marieke.text()
    decide(marieke, family)
    assert f"Besloten: {place}" in marieke.text()


def propose(person, case):
    """A run to its end; the row of the case in the matching table, and the home it proposes."""
    person.go("/matching/")
    person.looks_fine()
    person.press(re.compile("^Reken"))
    person.page.get_by_text("Bewezen: er bestaat geen beter voorstel.").wait_for(timeout=60000)
    row = person.page.locator("tr", has_text=case)
    return row, row.locator(".hv-fit__w a").first.inner_text()


def decide(person, case):
    """The proposed home is decided, unless it was."""
    person.go(f"/cases/{case}/home/")
    if "Besloten:" not in person.text():
        if "Voorgesteld:" not in person.text():
            propose(person, case)
            person.go(f"/cases/{case}/home/")
        person.click(person.page.locator("section[aria-labelledby=proposed]").get_by_role("link", name="Besluit"))
        person.press("Leg het besluit vast")


@pytest.mark.parametrize(
    ("name", "tasks"),
    [
        ("joris.vos", ["Zoek een passende woning of opvangplek", "Vraag vorige bewoner en verhuurder wat kan blijven"]),
        ("ruben.smit", ["Woning beschikbaar", "Onderteken het huurcontract met tolk en draag de sleutels over"]),
    ],
)
def test_who_prepares_the_home_sees_the_work_and_nothing_of_why(walker, family, name, tasks):
    decide(walker("marieke.de.wit"), family)
    person = walker(name)
    person.go("/week/?show=later&scope=all")
    assert_says_no_reasons(person)
    shown = [row for row in person.page.locator("li.hv-task").all_inner_texts() if family in row]
    for task in tasks:
        assert any(task in row for row in shown), (task, shown)
    person.looks_fine()

    person.go(f"/cases/{family}/home/")
    assert "Besloten:" in person.text()
    assert "brede deuren, lage drempels en draairuimte" in person.text()
    assert_says_no_reasons(person)
    person.looks_fine()


@pytest.mark.parametrize("name", ["joris.vos", "ruben.smit"])
def test_no_page_of_planner_or_landlord_holds_a_word_of_names_or_needs(walker, family, name):
    decide(walker("marieke.de.wit"), family)
    marieke, person = walker("marieke.de.wit"), walker(name)
    marieke.go(f"/cases/{family}/household/")
    for word in CANARIES[:3]:
        assert word in marieke.text().lower()  # the words are there, for whom may read them
    pages = ["/week/", "/week/?scope=all&show=later", "/cases/", "/dwellings/", "/matching/", "/search/?q=Kanariezoon"]
    pages += [
        f"/cases/{family}/{part}" for part in ("", "plan/", "team/", "household/", "home/", "home/?outcome=fits_not")
    ]
    statuses = {}
    for path in pages:
        statuses[path] = person.go(path)
        assert_says_no_reasons(person, asked="kanariezoon" if "/search/" in path else "")
    assert [path for path, status in statuses.items() if status not in {200, 404}] == []
    assert statuses["/cases/"] == statuses[f"/cases/{family}/home/"] == 200
    assert statuses[f"/cases/{family}/household/"] == 404

    person.go(f"/cases/{family}/home/?outcome=fits_not")
    for address in person.page.locator("li.hv-home h3 a").evaluate_all("links => links.map(link => link.pathname)")[:6]:
        assert person.go(address) == 200
        assert_says_no_reasons(person)


def assert_says_no_reasons(person, asked=""):
    """Neither what is seen nor what the page is made of holds a canary; what was typed into the search may stand."""
    page = person.page.content().lower().replace(f'value="{asked}"', "") if asked else person.page.content().lower()
    assert [word for word in CANARIES if word in page] == [], person.page.url
