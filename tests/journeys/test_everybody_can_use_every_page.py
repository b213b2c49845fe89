"""Each kind of user opens each page of theirs, at a desk and on a phone; axe finds nothing."""

import re

import pytest

from journeys_of import NARROW, WIDE

PAGES = {
    "marieke.de.wit": [
        "/week/",
        "/week/?show=later",
        "/week/?scope=all&binding=on",
        "/cases/",
        "/households/new/",
        "/households/new/?people=2",
        "{case}",
        "{case}plan/",
        "{case}team/",
        "{case}arrival/",
        "{case}arrival/lines/welcome/",
        "{case}arrival/lines/add/round/",
        "{case}home-ready/",
        "{case}home-ready/add/",
        "/cases/H-0003/hand-over/",
        "/on-the-day/H-0003/",
        "{case}contacts/",
        "{case}contacts/new/",
        "{case}documents/",
        "{case}documents/new/",
        "{case}messages/",
        "{case}messages/new/",
        "{case}explanations/",
        "{case}explanations/plan/",
        "{case}explanations/record/",
        "{case}help/",
        "{case}help/find/",
        "{case}help/refer/1/",
        "{case}help/interpreter/",
        "/services/",
        "/services/?part=to_check&order=waiting",
        "/services/1/",
        "/services/1/change/",
        "/services/GM9001/new/",
        "{case}reunification/",
        "{case}reunification/1/application/",
        "{case}reunification/1/not-wanted/",
        "/cases/H-0004/integration/",
        "/cases/H-0004/integration/1/",
        "/cases/H-0004/integration/1/note/intake_held/",
        "/cases/H-0004/integration/1/plan/",
        "/cases/H-0004/integration/1/company/",
        "/cases/H-0004/goals/",
        "/cases/H-0004/goals/of/1/write/",
        "/cases/H-0004/goals/of/1/activity/",
        "{case}support/",
        "{case}support/assess/factors/0/",
        "{case}support/assess/self_reliance/1/",
        "{case}support/decide/0/",
        "{case}support/hours/",
        "{case}protection/",
        "{case}protection/new/",
        "{case}signals/new/",
        "/signals/",
        "/signals/mine/",
        "/signals/people/GM9001/",
        "/caseload/",
        "/caseload/GM9001/2/",
        "/cases/H-0004/money/",
        "/cases/H-0004/money/lines/new/",
        "/cases/H-0004/money/lines/new/?what=income",
        "/cases/H-0004/money/loans/new/",
        "/cases/H-0004/money/guarantees/new/",
        "/cases/H-0004/money/plan/?later=6",
        "/cases/H-0004/money/plan/change/",
        "/cases/H-0004/money/sheet/",
        "/cases/H-0004/money/mandates/",
        "/money/amounts/GM9001/",
        "{case}household/",
        "{case}household/correct/",
        "{case}household/members/1/",
        "{case}household/members/1/left/",
        "{case}household/members/add/",
        "{case}household/changes/",
        "{case}household/changes/joining/",
        "{case}household/changes/separation/",
        "{case}household/changes/mistake/",
        "{case}household/members/1/access/",
        "{case}household/members/1/login/",
        "{case}household/living/",
        "{case}household/needs/add/",
        "{need}",
        "{need}remove/",
        "{need}judge/",
        "{case}household/relatives/add/",
        "{relative}",
        "{relative}remove/",
        "{case}household/wishes/add/",
        "{wish}",
        "{wish}remove/",
        "{leave}",
        "{say}",
        "{case}close/",
        "{case}transfer/",
        "/transfers/",
        "{closed}reopen/",
        "{own}",
        "{own}plan/",
        "{case}chain/?milestone=ARRIVED&later=4",
        "/cases/H-0004/chain/",
        "/cases/?closed=on",
        "{case}home/",
        "{case}home/?outcome=fits_not",
        "{home}",
        "{home}decide/",
        "/cases/H-0002/home/undo/",
        "{home}adaptation/",
        "{home}advice/",
        "{home}follow-up/",
        "{home}stay/",
        "{home}network/",
        "{home}mixed/",
        "{case}milestones/ARRIVED/0/move/",
        "{case}tasks/add/",
        "{task}",
        "{task}finish/",
        "{task}state/",
        "{task}postpone/",
        "{task}assign/",
        "/dwellings/",
        "/dwellings/GM9001/new/",
        "{dwelling}",
        "/matching/",
        "/matching/groups/",
        "/matching/groups/?part=ask",
        "/how-we-match/",
        "/cases/H-0006/groups/",
        "/cases/H-0006/groups/1/",
        "/cases/H-0006/groups/4/exception/no_channel/",
        "/cases/H-0006/groups/5/exceptions/1/",
        "/cases/H-0006/choices/",
        "/cases/H-0006/choices/1/",
        "/cases/H-0006/talk/",
        "/matches/2/",
        "/matches/1/reply/",
        "/matches/1/group/reply/",
        "/matches/2/introduction/",
        "/matches/3/check/",
        "/matches/2/household/",
        "/matches/2/go-on/",
        "/sponsors/",
        "/sponsors/programmes/GM9001/new/",
        "{group}",
        "/how-we-choose/",
        "/how-we-choose/GM9001/",
        "/import/",
        "/import/running/",
        "/dwellings/import/",
        "/week/cover/",
        "/week/cover/?colleague=2",
        "/emergency/",
        "/emergency/1/judge/",
        "/people/",
        "/people/?show=all",
        "/people/add/",
        "/people/import/",
        "{person}",
        "{person}roles/add/",
        "{person}link/",
        "{membership}",
        "{membership}end/",
        "/settings/workflow/",
        "/settings/workflow/?q=a&only=ours",
        "/settings/workflow/?show=terms",
        "/settings/workflow/?show=texts",
        "/settings/workflow/GM9001/tasks/F01/",
        "/settings/workflow/GM9001/tasks/M-1/",
        "/settings/workflow/GM9001/tasks/add/",
        "/settings/workflow/GM9001/terms/brp_move_5d/",
        "/settings/workflow/GM9001/texts/who_to_call/",
        "/settings/workflow/GM9001/publish/",
        "/settings/workflow/GM9001/versions/",
        "/settings/workflow/GM9001/cases/",
        "/settings/workflow/GM9001/cases/move/?case=H-0001",
        "/settings/workflow/GM9001/cases/move/?case=H-0001&case=H-0004",
        "/settings/coordinators/GM9001/",
        "/settings/programme/GM9001/",
        "/settings/look/GM9001/",
        "/how-we-match/1/",
        "/how-we-match/?programme=1",
        "/settings/mail/",
        "/profile/notices/",
        "/profile/agenda/",
        "/profile/agenda/make/",
        "/practice/",
        "/cases/?order=code&without=on",
        "/views/cases/save/?query=order%3Dcode",
        "{case}household/plan/",
        "/search/?q=a",
        "/profile/",
        "/second-step/",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/no-such-page/",
    ],
    "sander.bos": [
        "/cases/H-0004/protection/",
        "/cases/H-0004/protection/1/",
        "/cases/H-0004/protection/1/change/",
        "/cases/H-0004/protection/1/plan/",
        "/cases/H-0004/protection/1/told/",
        "/cases/H-0004/protection/1/readers/",
        "/cases/H-0004/protection/1/close/",
        "/sponsors/",
        "{group}",
    ],
    "joris.vos": ["/week/", "/cases/", "/dwellings/", "/matching/", "/how-we-choose/", "/profile/"],
    "anouk.bakker": ["/week/", "{case}", "{case}household/"],
    "ruben.smit": ["/week/", "/dwellings/", "{case}", "/on-the-day/H-0003/"],
    "fenna.stam": [
        "/week/",
        "/matching/groups/",
        "/cases/",
        "/sponsors/",
        "/sponsors/?stage=dissolved",
        "{group}",
        "{group}edit/",
        "{group}stage/",
        "{group}members/new/",
        "{group}roles/add/",
        "{fill}",
        "/sponsors/programmes/1/edit/",
        "/sponsors/import/",
        "{sponsor}",
        "{sponsor}login/",
        "{sponsor}modules/",
        "{seat}",
    ],
    "pieter.oost": ["/log/", "/log/?case=H-0001", "/cases/"],
    "bas.groen": ["/people/", "/people/organisations/add/"],
    "carla.mos": ["/cases/", "{case}", "{case}household/", "{case}arrival/"],
    "gijs.arts": ["/cases/", "{case}household/", "{case}help/"],
    "nieuwkomer.1": [
        "/week/",
        "{case}",
        "{case}plan/",
        "{case}household/",
        "{case}log/",
        "{case}explained/",
        "{case}arrival/",
        "{case}help/own/",
        "{case}help/own/interpreters/",
        "{case}reunification/own/",
        "{case}own-home/",
        "{case}integration/own/",
        "{case}goals/own/",
        "{case}own-support/",
        "{case}signals/new/",
        "{case}peers/",
        "/signals/mine/",
        "{case}money/sheet/",
        "/matches/1/household/",
        "{case}choices/",
        "{case}choices/1/health/",
        "{case}moving/",
        "{case}moving/1/",
    ],
    "tanja.olk": ["/cases/"],
    "saskia.burg": [
        "/cases/H-0002/signals/new/",
        "/signals/mine/",
        "/week/",
        "/sponsors/",
        "{group}",
        "/sponsors/me/",
        "/our-match/",
        "/matches/2/group/",
        "/on-the-day/H-0002/",
    ],
    "sanne.dijk": [
        "/profile/",
        "/screenings/",
        "/screenings/?show=ending",
        "/sponsors/",
        "{group}",
        "{screened}screening/",
    ],
    "aad.kuiper": ["/log/"],
    "ria.land": ["/region/homes/", "/region/homes/?opening=coming&without_stairs=on"],
    "eva.maas": ["/profile/", "/figures/"],
    "rik.wind": ["/figures/", "/figures/how/"],
}


LINKS = {
    "case": ("/cases/", r"/cases/H-\d+/"),
    "task": ("{case}plan/", r"/cases/H-\d+/tasks/\d+/"),
    "home": ("{case}home/", r"/cases/H-\d+/home/\d+/"),
    "leave": ("{case}team/", r"/cases/H-\d+/team/\d+/leave/"),
    "say": ("{case}team/", r"(/cases/H-\d+/team/\d+/)leave/"),
    "need": ("/cases/H-0001/household/", r"(/cases/H-\d+/household/needs/\d+/)judge/"),
    "relative": ("/cases/H-0001/household/", r"(/cases/H-\d+/household/relatives/\d+/)remove/"),
    "wish": ("/cases/H-0001/household/", r"(/cases/H-\d+/household/wishes/[\w-]+/)remove/"),
    "dwelling": ("/dwellings/", r"/dwellings/GM9001/(?!new)[^/]+/"),
    "closed": ("/cases/?closed=on", r"/cases/H-\d+/"),
    "own": ("/cases/", r"/cases/G-\d+/"),
    "group": ("/sponsors/", r"/sponsors/groups/\d+/"),
    "fill": ("/sponsors/", r"/sponsors/programmes/\d+/groups/new/"),
    "sponsor": ("{group}", r"/sponsors/people/\d+/"),
    "screened": ("{group}", r"(/sponsors/people/\d+/)screening/"),
    "seat": ("{group}", r"/sponsors/memberships/\d+/end/"),
    "person": ("/people/", r"/people/[2-9]/"),
    "membership": ("{person}", r"/people/memberships/\d+/"),
}
"""What a name in an address stands for: the first link of its kind on that page."""


def addresses(person, name):
    """The pages of somebody, with a case, a task and a home of theirs filled in; what they have none of is left out."""
    found: dict[str, str] = {}
    for key, (page, link) in LINKS.items():
        if any(f"{{{key}}}" in path for path in PAGES[name]):
            found[key] = first(person, page.format(**found), link)
    for path in PAGES[name]:
        wanted = re.findall(r"\{(\w+)\}", path)
        if all(found.get(name) for name in wanted):
            yield path.format(**found)


def first(person, page, address):
    """The first link of a page that looks like this; empty if there is none."""
    person.go(page)
    link = re.search(f'href="({address})"', person.page.content())
    return link[link.re.groups] if link else ""


def assert_axe_finds_nothing(person, name):
    """Every page of theirs, at both widths, in the language they read."""
    found, n_pages = [], 0
    for path in addresses(person, name):
        status = person.go(path)
        assert status == (404 if path == "/no-such-page/" else 200), path
        for viewport in (WIDE, NARROW):
            person.page.set_viewport_size(viewport)
            found += person.violations()
            n_pages += 1
    assert n_pages >= 2
    assert "\n".join(found) == ""


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_the_pages_of(walker, name):
    assert_axe_finds_nothing(walker(name), name)


BEFORE_LOGIN = ("/accounts/signup/", "/accounts/inactive/", "/welcome/x/y/")


def test_axe_finds_nothing_before_login(walker):
    person = walker()
    found = []
    for viewport in (WIDE, NARROW):
        person.page.set_viewport_size(viewport)
        for path in ("/accounts/login/", "/speak/en/", *BEFORE_LOGIN):
            person.go(path)
            found += person.violations()
    assert "\n".join(found) == ""


def test_everything_works_without_script(browser, demo):
    context = browser.new_context(viewport=WIDE, locale="nl-NL", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo}/accounts/login/")
    page.get_by_label("E-mailadres").fill("noor.peters@hervest.example")
    page.get_by_label("Wachtwoord").fill("welkom in molenveen")
    with page.expect_navigation():
        page.locator("form[action$='/login/'] button[type=submit]").first.click()
    assert "Wat moet deze week gebeuren" in page.locator("h1").inner_text()
    with page.expect_navigation():
        page.get_by_role("link", name="Alleen mijn taken").click()
    assert "scope=mine" in page.url
    context.close()


def test_a_page_that_scrolls_sideways_is_found_and_one_that_does_not_is_not(walker):
    person = walker("nieuwkomer.1", viewport=NARROW)
    person.go("/week/")
    assert person.violations() == []

    person.page.evaluate("document.querySelector('h1').style.width = '500px'")

    assert any("wide where the screen is 390" in line for line in person.violations())


def test_the_first_tab_reaches_the_way_past_the_menu_and_one_sees_where_one_is(walker):
    person = walker("marieke.de.wit")
    for path in ("/week/", "/cases/", "/profile/"):
        person.go(path)
        person.page.keyboard.press("Tab")
        first_stop = focus(person)
        assert first_stop["href"] == "#main"
        assert first_stop["text"] == "Ga naar de inhoud"
        assert first_stop["is_seen"]
        for _ in range(12):
            person.page.keyboard.press("Tab")
            stop = focus(person)
            assert stop["is_marked"], f"{path}: {stop}"
            assert stop["is_seen"], f"{path}: {stop}"
        person.page.keyboard.press("Home")


def test_the_way_past_the_menu_leads_to_the_content(walker):
    person = walker("marieke.de.wit")
    person.go("/week/")
    person.page.keyboard.press("Tab")
    person.page.keyboard.press("Enter")
    assert person.page.url.endswith("#main")
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_keyboard_stands_on_what_was_done_after_finishing_in_a_list_and_after_undoing_it(walker):
    person = walker("marieke.de.wit")
    person.go("/week/")
    with person.page.expect_response("**/finish/"):
        person.page.locator("button[name=quick]").first.press("Enter")
    undo = person.page.get_by_role("button", name="Ongedaan maken")
    undo.wait_for()
    assert focus(person)["text"].startswith("Klaar:")

    with person.page.expect_navigation():
        undo.press("Enter")

    assert focus(person)["text"] == "De taak is weer open."


def focus(person):
    """Where the keyboard is: what it stands on, whether that is on the screen, and whether it is marked."""
    return person.page.evaluate(
        """() => {
            const here = document.activeElement, box = here.getBoundingClientRect(), look = getComputedStyle(here);
            const within = here.closest("form") ? getComputedStyle(here.parentElement) : look;
            const marked = (one) => (one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0) ||
                one.boxShadow !== "none";
            return {
                href: here.getAttribute("href"),
                text: (here.innerText || here.getAttribute("aria-label") || here.id).trim(),
                is_marked: marked(look) || marked(within),
                is_seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight &&
                    box.right > 0 && box.left < innerWidth && look.visibility === "visible" && look.clipPath === "none",
            };
        }"""
    )
