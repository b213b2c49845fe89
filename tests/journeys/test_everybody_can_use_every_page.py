"""Each kind of user opens each page of theirs, at a desk and on a phone, in Dutch and in English; axe finds nothing."""

import re

import pytest

from journeys_of import NARROW, WIDE

PAGES = {
    "marieke.de.wit": [
        "/week/",
        "/week/?show=later",
        "/week/?scope=all&binding=on",
        "/cases/",
        "/cases/new/",
        "{case}",
        "{case}plan/",
        "{case}team/",
        "{case}household/",
        "{case}home/",
        "{case}milestones/ARRIVED/0/move/",
        "{case}tasks/add/",
        "{task}",
        "{task}finish/",
        "{task}state/",
        "/dwellings/",
        "/dwellings/GM9001/new/",
        "/matching/",
        "/how-we-choose/",
        "/import/",
        "/people/",
        "/search/?q=a",
        "/profile/",
        "/no-such-page/",
    ],
    "joris.vos": ["/week/", "/cases/", "/dwellings/", "/matching/", "/profile/"],
    "anouk.bakker": ["/week/", "{case}", "{case}household/"],
    "ruben.smit": ["/week/", "/dwellings/", "{case}"],
    "fenna.stam": ["/week/", "/cases/"],
    "pieter.oost": ["/log/", "/cases/"],
    "bas.groen": ["/people/"],
}


def addresses(person, name):
    """The pages of somebody, with a case and a task of theirs filled in."""
    person.go("/cases/")
    found = re.search(r'href="(/cases/H-\d+/)"', person.page.content())
    case = found[1] if found else ""
    task = ""
    if case:
        person.go(f"{case}plan/")
        found = re.search(r'href="(/cases/H-\d+/tasks/\d+/)"', person.page.content())
        task = found[1] if found else ""
    for path in PAGES[name]:
        if ("{case}" in path and not case) or ("{task}" in path and not task):
            continue
        yield path.format(case=case, task=task)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_pages_of(walker, name):
    person = walker(name)
    found, n_pages = [], 0
    for path in addresses(person, name):
        for viewport in (WIDE, NARROW):
            person.page.set_viewport_size(viewport)
            person.go(path)
            found += person.violations()
            n_pages += 1
    assert n_pages >= 2
    assert found == []


def test_axe_finds_nothing_in_english(walker):
    person = walker("hatice.kaya")
    person.go("/profile/")
    person.page.get_by_label("In welke taal wilt u Hervest lezen?").select_option("en")
    person.page.get_by_role("button", name="Taal opslaan").click()
    assert "From now on you read Hervest in this language." in person.text()
    found = []
    for viewport in (WIDE, NARROW):
        person.page.set_viewport_size(viewport)
        for path in ("/week/", "/cases/", "/dwellings/", "/matching/", "/import/", "/how-we-choose/", "/profile/"):
            person.go(path)
            found += person.violations()
    assert found == []


def test_axe_finds_nothing_before_login(walker):
    person = walker()
    found = []
    for viewport in (WIDE, NARROW):
        person.page.set_viewport_size(viewport)
        for path in ("/accounts/login/", "/speak/en/", "/accounts/signup/"):
            person.go(path)
            found += person.violations()
    assert found == []


def test_everything_works_without_script(browser, demo):
    context = browser.new_context(viewport=WIDE, locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo}/accounts/login/")
    page.get_by_label("E-mailadres").fill("noor.peters@hervest.example")
    page.get_by_label("Wachtwoord").fill("welkom in molenveen")
    page.locator("form[action$='/login/'] button[type=submit]").first.click()
    assert "Wat moet deze week gebeuren" in page.locator("h1").inner_text()
    page.get_by_role("link", name="Alleen mijn taken").click()
    assert "scope=mine" in page.url
    context.close()


def test_no_page_scrolls_sideways_on_a_phone(walker):
    person = walker("marieke.de.wit", viewport=NARROW)
    for path in addresses(person, "marieke.de.wit"):
        person.go(path)
        wide = person.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW["width"], path
