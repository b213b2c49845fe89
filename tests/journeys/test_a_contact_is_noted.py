"""Anouk notes a talk on her phone in the hall of the family's building; the family reads what was written for it."""

from journeys_of import NARROW

WORDS = "De leerkracht belt morgen over het rooster."


def begin(anouk):
    """From the list of cases to the form: three taps."""
    anouk.go("/cases/")
    anouk.follow("H-0004")
    anouk.page.get_by_role("navigation", name="Onderdelen van dit dossier").get_by_role("link", name="Contact").click()
    anouk.page.wait_for_url("**/contacts/")
    anouk.follow("Contact noteren")


def notes(page):
    """What cannot be known beforehand, and nothing else: the day, the language and whom it is about are filled in."""
    page.get_by_label("huisbezoek").check()
    page.get_by_label("het hele gezin").first.check()
    page.get_by_label("professionele tolk").check()
    page.get_by_label("school en kinderopvang").check()
    page.get_by_label("Wat is er gezegd of afgesproken?").fill(WORDS)


def test_a_talk_is_noted_on_a_phone_kept_while_typing_corrected_and_taken_back(walker):
    anouk, samir = walker("anouk.bakker", viewport=NARROW), walker("nieuwkomer.1")
    begin(anouk)
    code = anouk.page.url.split("/")[4]
    anouk.looks_fine()
    with anouk.page.expect_response("**/contacts/draft/") as kept:  # nobody pressed anything
        notes(anouk.page)
    assert kept.value.status == 204

    anouk.go(f"/cases/{code}/contacts/")
    assert "Verder met uw concept" in anouk.text()
    anouk.follow("Verder met uw concept")
    assert anouk.page.get_by_label("Wat is er gezegd of afgesproken?").input_value() == WORDS
    assert anouk.page.get_by_label("school en kinderopvang").is_checked()
    assert "Wie leest dit altijd" in anouk.text()
    anouk.page.get_by_label("het gezin:").check()
    anouk.looks_fine()
    anouk.press("Opslaan")
    assert WORDS in anouk.text()
    anouk.looks_fine()

    samir.go(f"/cases/{code}/contacts/")
    assert WORDS in samir.text()
    assert "Contact noteren" not in samir.text()
    samir.looks_fine()

    anouk.follow("Verbeter")
    anouk.page.get_by_label("Wat is er gezegd of afgesproken?").fill("De leerkracht belt vrijdag.")
    anouk.looks_fine()
    anouk.press("Opslaan")
    assert "De leerkracht belt vrijdag." in anouk.text()
    anouk.follow("Verbeter")
    anouk.page.get_by_text("Dit terugnemen").click()
    anouk.press("Terugnemen")
    samir.go(f"/cases/{code}/contacts/")
    assert "De leerkracht belt vrijdag." not in samir.text()
    assert "Teruggenomen door Anouk Bakker" in samir.text()
