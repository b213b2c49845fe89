"""Somebody types for a long time, and the login has ended when the form is sent: nothing of it is lost."""

import pytest

from journeys.conftest import PASSWORD

TYPED = 'Zij wil dicht bij haar zus wonen, zei ze: "liefst <Utrecht>" & niet verder.\nVerder niets.'


@pytest.fixture
def marieke(walker):
    return walker("marieke.de.wit")


def log_in_beside(person):
    """Follow the link to log in, which opens beside the form, and close that tab afterwards."""
    with person.page.context.expect_page() as opened:
        person.page.get_by_role("link", name="Log in (opent in een nieuw tabblad)").click()
    tab = opened.value
    tab.get_by_label("E-mailadres").fill("marieke.de.wit@hervest.example")
    tab.get_by_label("Wachtwoord").fill(PASSWORD)
    with tab.expect_navigation():
        tab.locator("form[action$='/login/'] button[type=submit]").first.click()
    tab.close()


def test_what_was_typed_is_sent_again_after_logging_in(marieke):
    marieke.go("/search/?q=Dawit")
    case = marieke.page.locator("main a.hv-code").first.inner_text()
    address = f"/cases/{case}/household/living/"
    marieke.go(address)
    wishes = marieke.page.locator("main [name=place_wishes]")
    before = [wish.is_checked() for wish in wishes.all()]
    for wish in wishes.all():
        wish.set_checked(not wish.is_checked())
    marieke.fill(reason=TYPED)
    marieke.page.context.clear_cookies()

    marieke.click(marieke.page.locator("main form button[type=submit]").first)
    assert marieke.heading() == "Er is nog niets opgeslagen"
    marieke.looks_fine()

    log_in_beside(marieke)
    marieke.press("Ik ben ingelogd: ga verder")
    assert marieke.heading() == "Er is nog niets opgeslagen"
    marieke.looks_fine()

    assert marieke.page.locator("main input[name=reason]").evaluate("field => field.value") == TYPED

    marieke.press("Opnieuw versturen")
    assert marieke.page.url.endswith(f"/cases/{case}/household/")
    marieke.go(address)
    assert before
    assert [wish.is_checked() for wish in wishes.all()] == [not was for was in before]


def test_a_task_that_is_done_with_one_click_says_so_too(marieke):
    marieke.go("/week/?scope=all&show=later")
    buttons = marieke.page.locator("form[hx-boost] button[name=quick]").all()
    labels = [button.get_attribute("aria-label") for button in buttons]
    label = next(label for label in labels if labels.count(label) == 1)  # some work stands there once for each person
    button = buttons[labels.index(label)]
    marieke.page.context.clear_cookies()

    button.click()
    marieke.page.get_by_role("heading", name="Er is nog niets opgeslagen").wait_for()
    assert marieke.page.locator("main").count() == 1

    log_in_beside(marieke)
    marieke.press("Ik ben ingelogd: ga verder")
    marieke.press("Opnieuw versturen")
    assert "/week/" in marieke.page.url
    assert marieke.page.get_by_role("button", name=label, exact=True).count() == 0
