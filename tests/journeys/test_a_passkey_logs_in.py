"""Somebody sets up a second step in a real browser: an app, a passkey that logs in, reserve codes, a lost phone."""

from datetime import UTC, datetime

import pytest

from authenticators import code_at
from journeys.conftest import Walker


@pytest.fixture
def device(walker):
    """A person at an address with a name, with a device that holds passkeys and asks for a finger."""

    def start(name="", **how):
        person = walker(**how)
        found = Walker(person.page, person.address.replace("127.0.0.1", "localhost"))
        give_device(found.page)
        return found.log_in(name) if name else found

    return start


def give_device(page):
    """The browser has a device that keeps passkeys and whose owner is always there."""
    asked = page.context.new_cdp_session(page)
    asked.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    asked.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": kind | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )


def press_key(person):
    person.click(person.page.locator("#passkey-start"))


def secret_of(person):
    return person.page.locator("main details code").evaluate("code => code.textContent")


def log_out(person):
    person.go("/profile/")
    person.press("Uitloggen")


def test_a_passkey_is_made_and_logs_in_without_a_password(device):
    joris = device("joris.vos")
    joris.go("/second-step/")
    joris.looks_fine()
    joris.follow("Passkey toevoegen")
    joris.looks_fine()
    joris.fill(name="Mijn laptop")
    press_key(joris)

    assert joris.heading() == "Uw reservecodes"
    joris.looks_fine()
    joris.follow("Tweede inlogstap")
    assert "Mijn laptop" in joris.text()
    joris.looks_fine()
    log_out(joris)

    joris.go("/accounts/login/?next=/dwellings/")
    joris.looks_fine()
    press_key(joris)
    assert joris.page.url.endswith("/dwellings/")

    log_out(joris)
    joris.go("/accounts/login/")
    joris.page.get_by_label("E-mailadres").fill("joris.vos@hervest.example")
    joris.page.get_by_label("Wachtwoord").fill("welkom in molenveen")
    joris.click(joris.page.locator("form[action$='/login/'] button[type=submit]").first)
    assert joris.heading() == "Inloggen: tweede stap"
    joris.looks_fine()
    press_key(joris)
    assert "/week/" in joris.page.url

    joris.go("/accounts/proof/passkey/?next=/profile/")
    joris.looks_fine()
    press_key(joris)
    assert joris.page.url.endswith("/profile/")
    joris.looks_fine()

    joris.go("/second-step/")
    joris.follow("Verwijderen")
    joris.looks_fine()
    joris.press("Verwijderen")
    assert "De passkey telt niet meer mee." in joris.text()


def test_passkeys_keep_to_the_content_security_policy(browser, demo):
    context = browser.new_context(locale="nl-NL")  # unlike the other walks, which inject axe
    anouk, said = Walker(context.new_page(), demo.replace("127.0.0.1", "localhost")), []
    anouk.page.on("console", lambda message: said.append(message.text))
    give_device(anouk.page)
    anouk.log_in("anouk.bakker")
    anouk.go("/second-step/passkeys/add/")
    press_key(anouk)
    assert anouk.heading() == "Uw reservecodes"
    log_out(anouk)
    anouk.go("/accounts/login/")
    press_key(anouk)
    assert "/week/" in anouk.page.url

    anouk.go("/second-step/")
    anouk.follow("Verwijderen")
    anouk.press("Verwijderen")
    assert [text for text in said if "Content Security Policy" in text] == []
    context.close()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_app_is_set_up_and_all_its_pages_are_fine(walker, language):
    ruben = walker("ruben.smit")
    if language == "en":
        ruben.go("/profile/")
        ruben.page.locator("main select[name=language], main [name=language]").first.select_option("en")
        ruben.click(ruben.page.locator("main form button[type=submit]").first)
    ruben.go("/second-step/app/add/")
    ruben.looks_fine()
    secret = secret_of(ruben)
    ruben.fill(code="000000")
    ruben.click(ruben.page.locator("main form button[type=submit]").first)
    ruben.looks_fine()
    assert secret_of(ruben) == secret
    ruben.fill(code=code_at(secret, datetime.now(UTC)))
    ruben.click(ruben.page.locator("main form button[type=submit]").first)
    assert "/second-step/codes/" in ruben.page.url
    ruben.looks_fine()

    for path in (
        "/second-step/",
        "/second-step/codes/new/",
        "/second-step/app/remove/",
        "/second-step/passkeys/add/",
        "/accounts/proof/",
        "/accounts/proof/code/",
        "/profile/",
    ):
        assert ruben.go(path) == 200
        ruben.looks_fine()
    ruben.go("/second-step/app/remove/")
    ruben.click(ruben.page.locator("main form button[type=submit]").first)
    assert ruben.page.url.endswith("/second-step/")
    if language == "en":
        ruben.go("/profile/")
        ruben.page.locator("main [name=language]").first.select_option("nl")
        ruben.click(ruben.page.locator("main form button[type=submit]").first)


def test_the_second_step_works_without_script_and_a_lead_helps_who_lost_the_phone(browser, demo, walker):
    context = browser.new_context(locale="nl-NL", java_script_enabled=False)
    sander = Walker(context.new_page(), demo).log_in("sander.bos")
    sander.go("/second-step/app/add/")
    sander.page.locator("main details summary").click()
    secret = sander.page.locator("main details code").inner_text()
    sander.fill(code=code_at(secret, datetime.now(UTC)))
    sander.press("Klaar")
    assert sander.heading() == "Uw reservecodes"
    reserve = sander.page.locator(".hv-codes code").first.inner_text()
    log_out(sander)
    sander.go("/accounts/login/")
    assert sander.page.locator("#passkey-start").is_hidden()
    sander.page.get_by_label("E-mailadres").fill("sander.bos@hervest.example")
    sander.page.get_by_label("Wachtwoord").fill("welkom in molenveen")
    sander.click(sander.page.locator("form[action$='/login/'] button[type=submit]").first)
    sander.fill(code=reserve)
    sander.press("Inloggen")
    assert "/week/" in sander.page.url

    lead = walker("marieke.de.wit")
    lead.go("/people/?q=sander+bos")
    lead.follow("Sander Bos")
    lead.looks_fine()
    lead.follow("Telefoon kwijt")
    lead.looks_fine()
    lead.page.get_by_label("telefoon of apparaat kwijt").check()
    lead.press("Weghalen en link maken")
    link = lead.page.locator("main code").inner_text()
    lead.looks_fine()
    lead.follow("Verder naar Sander Bos")
    assert "De link is geldig tot" in lead.text()
    lead.looks_fine()
    lead.follow("Link intrekken")
    lead.looks_fine()
    lead.follow("Annuleren")

    sander.go("/week/")
    assert sander.heading() == "Inloggen"
    sander.go(link.removeprefix(demo))
    sander.page.locator("input[type=password]").nth(0).fill("welkom in molenveen")
    sander.page.locator("input[type=password]").nth(1).fill("welkom in molenveen")
    sander.press("Opslaan en verder")
    assert "heeft op" in sander.text()
    assert "uw tweede inlogstap weggehaald" in sander.text()
    context.close()
