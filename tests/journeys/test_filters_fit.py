"""What narrows a list stands on one line of an ordinary laptop, button and all."""

MIDDLES = (
    "form => [...form.children].filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())"
    ".map(box => Math.round(box.top + box.height / 2))"
)


def test_the_filters_of_the_list_of_cases_stand_on_one_line_with_their_button(walker):
    walks = walker("marieke.de.wit")
    walks.page.set_viewport_size({"width": 1366, "height": 768})
    assert walks.go("/cases/") == 200
    filters = walks.page.locator("form.hv-filters")

    assert filters.get_by_role("button", name="Filteren").count() == 1
    assert len(set(filters.evaluate(MIDDLES))) == 1

    walks.page.set_viewport_size({"width": 390, "height": 844})
    assert len(set(filters.evaluate(MIDDLES))) > 1  # below each other on a phone, and still all there
    assert walks.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_filters_of_the_list_of_homes_stand_on_one_line_with_their_button(walker):
    walks = walker("marieke.de.wit")
    walks.page.set_viewport_size({"width": 1366, "height": 768})
    assert walks.go("/dwellings/") == 200
    filters = walks.page.locator("form.hv-filters")

    assert filters.get_by_role("button", name="Filteren").count() == 1
    assert len(set(filters.evaluate(MIDDLES))) == 1
