"""The first five minutes of everybody: the cards, the first thing done, something found, another language, and out."""

import re

import pytest


def sets_it_busy(somebody):
    """The task of the first card is taken up."""
    somebody.follow("Bezig, wacht, niet nodig")
    somebody.page.locator("main form [name=state][value=busy]").check()
    somebody.click(somebody.page.locator("main form button[type=submit]").first)
    assert "Bezig" in somebody.text()


def practises(somebody):
    """The practice family is opened, and goes again."""
    somebody.go("/practice/")
    somebody.press("Meedoen")
    somebody.press("Oefenfamilie openen")
    assert "Oefenfamilie: dit gezin bestaat niet" in somebody.text()
    somebody.follow("Over oefenen")
    somebody.page.get_by_text("Opnieuw beginnen of weghalen").click()
    somebody.press("Oefenfamilie weghalen")
    assert "De oefenfamilie is weg." in somebody.text()


def practises_and_looks(somebody):
    """The same, and axe finds nothing on the page of it all."""
    practises(somebody)
    somebody.looks_fine()


def chooses_mails(somebody):
    """What one is told by mail is chosen."""
    somebody.go("/profile/notices/")
    somebody.press("Opslaan")
    assert somebody.page.locator("[role=status]").count()


def reads_that_there_is_nothing_to_choose(somebody):
    """Whose role is told of nothing that can be chosen reads so."""
    somebody.go("/profile/notices/")
    assert "er valt niets te kiezen" in somebody.text()


def narrows_homes(somebody):
    """The list of homes is narrowed."""
    somebody.go("/dwellings/?step_free=on")
    assert somebody.heading().startswith("Woningen")


def reads_the_log(somebody):
    """The log says who looked at what."""
    somebody.go("/log/")
    assert "Pieter Oost" in somebody.text()


def sees_who_looked(somebody):
    """The own household's log."""
    assert somebody.go("/cases/H-0004/log/") == 200
    assert "H-0004" in somebody.text()


def looks_at_their_case(somebody):
    """The case of the own household; who looked at it is not for a minor."""
    assert somebody.go("/cases/H-0004/") == 200


def looks_at_groups(somebody):
    """The groups of the programme."""
    somebody.go("/sponsors/")
    assert somebody.heading().startswith("Sponsorgroepen")


def looks_at_the_match(somebody):
    """The match of the own group."""
    assert somebody.go("/our-match/") == 200


def sees_who_waits(somebody):
    """Whose screening is over, or soon will be."""
    somebody.go("/screenings/?show=ending")
    assert somebody.heading().startswith("Screenings die wachten")


def counts_homes(somebody):
    """What comes free in the region, of what is reached without stairs."""
    somebody.go("/region/homes/?opening=coming&without_stairs=on")
    assert somebody.heading().startswith("Woningen in de regio")


def reads_figures(somebody):
    """How many came, and how that is counted."""
    somebody.go("/figures/")
    somebody.click(somebody.page.get_by_role("link", name="Hoe deze cijfers worden geteld"))
    assert somebody.heading() == "Hoe cijfers worden geteld"


FIRST_THING = {
    "marieke.de.wit": sets_it_busy,
    "sander.bos": practises_and_looks,
    "joris.vos": narrows_homes,
    "anouk.bakker": practises,
    "ruben.smit": sets_it_busy,
    "fenna.stam": looks_at_groups,
    "pieter.oost": reads_the_log,
    "bas.groen": reads_that_there_is_nothing_to_choose,
    "carla.mos": chooses_mails,
    "gijs.arts": chooses_mails,
    "tanja.olk": reads_that_there_is_nothing_to_choose,
    "sanne.dijk": sees_who_waits,
    "saskia.burg": looks_at_the_match,
    "aad.kuiper": reads_the_log,
    "ria.land": counts_homes,
    "eva.maas": reads_figures,
    "rik.wind": reads_figures,
    "nieuwkomer.1": sees_who_looked,
    "nieuwkomer.2": looks_at_their_case,
}
"""One small act of each login of the demo."""


@pytest.mark.parametrize("name", list(FIRST_THING))
def test_everybody_begins_with_what_is_theirs(walker, name):
    somebody = walker(name)
    cards = somebody.page.locator("section[aria-labelledby=tour]")
    assert 1 <= cards.locator("li").count() <= 3

    leads_to = cards.locator("input[name=to]").first.get_attribute("value")
    somebody.click(cards.locator("li button").first)
    assert somebody.page.url == f"{somebody.address}{leads_to}"
    assert somebody.heading()
    FIRST_THING[name](somebody)

    search = somebody.page.locator("#q")
    if search.count():
        search.fill("afspraken" if name == "tanja.olk" else "dossiers")  # so the page is called there
        with somebody.page.expect_navigation():
            search.press("Enter")
        assert somebody.page.locator("main a[href='/cases/']").count()

    somebody.go("/profile/")
    for language, word in (("en", re.compile("Save language")), ("nl", re.compile("Taal opslaan"))):
        somebody.fill(language=language)
        somebody.click(somebody.page.locator("main form:has([name=language]) button[type=submit]"))
        assert somebody.page.get_by_role("button", name=word).count()
    somebody.press("Uitloggen")
    assert somebody.go("/week/") == 200
    assert "/accounts/login/" in somebody.page.url
