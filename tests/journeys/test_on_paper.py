"""What somebody takes to a meeting on paper: the worklist, and the matching tables on their side."""

import pytest

UPRIGHT, ON_ITS_SIDE = {"width": 680, "height": 1000}, {"width": 1030, "height": 680}
CUT_OFF = "places => places.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent.trim())"
WIDTHS = "cells => cells.map(cell => Math.round(cell.getBoundingClientRect().width))"


def on_paper(someone, path, size):
    someone.page.set_viewport_size(size)
    someone.page.emulate_media(media="print")
    assert someone.go(path) == 200
    assert someone.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    return someone.page


def test_the_words_of_the_worklist_stay_whole(walker):
    page = on_paper(walker("marieke.de.wit"), "/week/", UPRIGHT)
    sides = page.locator(".hv-task__side")

    assert sides.count() > 0
    assert sides.evaluate_all(CUT_OFF) == []
    assert set(sides.evaluate_all("places => places.map(e => getComputedStyle(e).overflowWrap)")) == {"normal"}


@pytest.mark.parametrize("path", ["/matching/", "/matching/groups/"])
def test_a_matching_table_lies_on_its_side(walker, path):
    page = on_paper(walker("marieke.de.wit"), path, ON_ITS_SIDE)

    assert page.evaluate("getComputedStyle(document.body).page") == "wide"
    assert page.locator(".hv-table--match td").evaluate_all(CUT_OFF) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.hv-table--match thead')).position") == "static"


def test_the_reasons_have_the_widest_column(walker):
    page = on_paper(walker("marieke.de.wit"), "/matching/", ON_ITS_SIDE)
    widths = page.locator(".hv-table--match thead th").evaluate_all(WIDTHS)

    assert max(widths) == widths[2]
    assert widths[2] > 300


def test_the_contact_schedule_lies_on_its_side_as_one_table(walker):
    page = on_paper(walker("sander.bos"), "/cases/H-0001/messages/", ON_ITS_SIDE)

    assert page.evaluate("getComputedStyle(document.body).page") == "wide"
    assert page.locator(".hv-schedule :is(td, th)").evaluate_all(CUT_OFF) == []
    assert page.evaluate("getComputedStyle(document.querySelector('.hv-schedule thead')).position") == "static"
    assert page.get_by_role("button").filter(visible=True).count() == 0


def test_only_a_matching_table_lies_on_its_side(walker):
    page = on_paper(walker("marieke.de.wit"), "/week/", UPRIGHT)

    assert page.evaluate("getComputedStyle(document.body).page") == "auto"


@pytest.mark.parametrize(("login", "path"), [("ria.land", "/region/homes/"), ("marieke.de.wit", "/figures/")])
def test_a_table_of_numbers_fits_an_upright_page_with_every_word_whole(walker, login, path):
    page = on_paper(walker(login), path, {"width": 794, "height": 1123})
    cells = page.locator(".hv-table--counts :is(td, th)")

    assert cells.count() > 0
    assert page.evaluate("getComputedStyle(document.querySelector('.hv-table--counts thead')).position") == "static"
    assert page.evaluate("document.querySelector('.hv-table--counts').getBoundingClientRect().width") <= 794
    assert cells.evaluate_all(CUT_OFF) == []
    assert set(cells.evaluate_all("cells => cells.map(e => getComputedStyle(e).overflowWrap)")) == {"normal"}


LED_BY = "links => links.filter(e => e.checkVisibility()).map(e => e.textContent.trim())"
LOOKS = "links => [...new Set(links.filter(e => e.checkVisibility()).map(e => getComputedStyle(e).textDecorationLine))]"


@pytest.mark.parametrize(
    ("path", "leads_on", "stays"),
    [
        ("/week/", ("Toon wat later komt", "Volgende"), "H-0003"),
        ("/cases/H-0004/", ("Hele team", "Wat wacht waarop"), "Koppeling"),
        ("/cases/H-0004/chain/?later=20", ("Leg de dag vast", "Wat als het later komt"), "Er wordt niets opgeslagen"),
        ("/cases/H-0004/household/", ("Verbeter", "Is weg", "Meekijken", "Bekijk de keuzes"), "Nidal"),
    ],
)
def test_what_only_leads_on_is_not_printed_and_a_name_that_does_reads_as_a_name(walker, path, leads_on, stays):
    walks = walker("marieke.de.wit")
    assert walks.go(path) == 200
    on_screen = walks.page.locator("main a").evaluate_all(LED_BY)
    page = on_paper(walks, path, UPRIGHT)
    links = page.locator("main a")
    printed = links.evaluate_all(LED_BY)

    for word in leads_on:
        assert any(text.startswith(word) for text in on_screen), word
        assert not any(text.startswith(word) for text in printed), word
    assert stays in page.inner_text("main")
    assert set(links.evaluate_all(LOOKS)) <= {"none"}
