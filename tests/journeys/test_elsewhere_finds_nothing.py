"""A colleague of another municipality finds nothing of a family, wherever she looks."""

import re
from datetime import timedelta

import pytest

from journeys.families_of import code_of, mother_and_son, today, upload

ONE_THAT_NEVER_WAS = "H-9999"
WORDS = ("Kanariemoeder", "Kanariezoon", "Vogelzang", "Kanarie-uitleg", "Kanarie-bijzonderheid")


@pytest.fixture
def family(walker):
    """The case of a family of Molenveen, with a number of its own."""
    marieke = walker("marieke.de.wit")
    upload(marieke, mother_and_son("REIS-HOME-1", landing=today() + timedelta(days=45)))
    if marieke.page.get_by_role("button", name="Voeg 1 toe").count():
        marieke.press("Voeg 1 toe")
    return code_of(marieke, "Vogelzang")


def what_it_says(person, case):
    """The page without what belongs to one sending (keys of forms) and without the code itself."""
    page = re.sub(r'value="[0-9a-zA-Z]{32,}"', "", person.page.content())
    return page.replace(case, "CODE")


def test_her_colleague_in_molenveen_finds_it_by_code_and_by_name(walker, family):
    marieke = walker("marieke.de.wit")
    for words in (family, "Kanariezoon"):
        marieke.go(f"/search/?q={words}")
        assert marieke.page.locator("main a.hv-code", has_text=family).count() == 1
    marieke.looks_fine()


def test_no_list_and_no_search_knows_it(walker, family):
    hatice = walker("hatice.kaya")
    hatice.go("/cases/")
    assert hatice.page.locator("main tbody tr").count() >= 4  # her own are there
    for path in (
        "/week/",
        "/week/?scope=all",
        "/week/?scope=all&show=later",
        "/week/?scope=all&show=undated",
        "/cases/",
        "/cases/?closed=on",
        "/dwellings/",
        "/matching/",
        "/import/",
    ):
        assert hatice.go(path) == 200, path
        page = hatice.page.content()
        assert [word for word in (*WORDS, family) if word in page] == [], path
        hatice.looks_fine()
    assert hatice.go("/matching/?municipality=GM9001") == hatice.go("/matching/?municipality=GM9999") == 404
    for words in (family, family.lower(), "Kanariezoon", "kanarie", "Vogelzang", "REIS-HOME-1"):
        hatice.go(f"/search/?q={words}")
        assert "Niets gevonden" in hatice.text(), words
        assert hatice.page.locator("main a.hv-code").count() == 0
    hatice.looks_fine()


def test_its_addresses_answer_like_a_code_that_never_existed(walker, family):
    marieke, hatice = walker("marieke.de.wit"), walker("hatice.kaya")
    marieke.go(f"/cases/{family}/plan/")
    task = re.search(rf"/cases/{family}/tasks/(\d+)/", marieke.page.content())[1]
    marieke.go(f"/cases/{family}/home/")
    unit = re.search(rf"/cases/{family}/home/(\d+)/", marieke.page.content())[1]
    for part in (
        "",
        "plan/",
        "team/",
        "household/",
        "household/correct/",
        "household/members/1/",
        "household/needs/add/",
        "milestones/LANDED/0/move/",
        f"tasks/{task}/",
        f"tasks/{task}/finish/",
        "tasks/add/",
        "home/",
        f"home/{unit}/",
        f"home/{unit}/decide/",
        "home/undo/",
    ):
        assert marieke.go(f"/cases/{family}/{part}") == 200, part
        assert hatice.go(f"/cases/{family}/{part}") == 404, part
        there = what_it_says(hatice, family)
        assert hatice.go(f"/cases/{ONE_THAT_NEVER_WAS}/{part}") == 404, part
        assert there == what_it_says(hatice, ONE_THAT_NEVER_WAS), part
    hatice.looks_fine()


def test_a_dossier_with_the_same_number_is_hers_alone(walker, family):
    """Her file names Molenveen: it is refused by its number only, whether or not it exists there."""
    hatice, landing = walker("hatice.kaya"), today() + timedelta(days=45)
    said = []
    for number in ("REIS-HOME-1", "REIS-NERGENS-1"):
        upload(hatice, mother_and_son(number, landing=landing))
        assert "Vogelzang" not in hatice.text()
        assert family not in hatice.page.content()
        assert hatice.page.get_by_role("button", name=re.compile("^Voeg ")).count() == 0
        said.append(what_it_says(hatice, number).replace("REIS-NERGENS-1", "CODE"))
        hatice.looks_fine()
    own = r"\d\d:\d\d|(?<=/import/)\d+"  # when she read each, and which of her files it was
    main = [re.sub(own, "", re.search(r"<main.*</main>", page, re.DOTALL)[0]) for page in said]
    assert main[0] == main[1]
