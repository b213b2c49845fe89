"""A family that is asked about a sponsor group asks something first, and so does the group; one may stop."""

from journeys.families_of import today


def says(person, path, answer, **fields):
    """Somebody answers on their own page."""
    assert person.go(path) == 200
    person.looks_fine()
    person.page.locator("fieldset").first.get_by_label(answer, exact=True).check()
    helped = person.page.get_by_label("Ja, een tolk", exact=True)
    if helped.count():  # who answers for themselves says who helped
        helped.check()
    for label, text in fields.items():
        person.page.get_by_label(label.replace("_", " "), exact=False).fill(text)
    person.press(person.page.locator("form.hv-panel__body button[type=submit]").first.inner_text().strip())


def the_group_asks_first(fenna, marieke, group):
    """The group asks something before it answers, and whoever makes the match answers."""
    says(fenna, group, "de groep wil eerst iets vragen", De_vraag_van_de_groep="Kan het ook op zaterdag?")
    marieke.go("/week/")
    marieke.follow("Beantwoord de vraag van de groep")
    assert "Kan het ook op zaterdag?" in marieke.text()
    marieke.looks_fine()
    marieke.page.get_by_label("Uw antwoord").fill("Ja, op zaterdag kan.")
    marieke.press("Antwoord versturen")
    fenna.go(group)
    assert "Ja, op zaterdag kan." in fenna.text()


def plans_to_meet(person):
    """They meet today, with an interpreter, and the first of the household joins."""
    page = person.page
    page.get_by_label("Op welke dag?").fill(today().isoformat())
    page.get_by_label("Hoe laat?").fill("15:30")
    page.get_by_label("op een andere plek").check()
    page.get_by_label("Waar, of hoe doet iemand mee?").fill("Bibliotheek, eerste verdieping")
    page.get_by_label("In welke taal?").select_option("ar")
    page.get_by_label("met een tolk").check()
    page.get_by_label("Nidal").check()
    person.looks_fine()
    person.press("Plan opslaan")


def test_a_family_asks_something_first_and_both_sides_say_yes(walker):
    samir, marieke, fenna = walker("nieuwkomer.1"), walker("marieke.de.wit"), walker("fenna.stam")
    household, group, on = "/matches/1/household/", "/matches/1/group/", "/matches/1/go-on/"

    samir.go("/week/")
    samir.follow("Past deze groep bij u?")
    assert "De Eikstraat" in samir.text()
    says(samir, household, "Ik wil eerst iets vragen", Uw_vraag="Kunnen zij ook op zondag?")
    assert fenna.go(group) == 404  # nothing before the family's yes

    marieke.go("/matches/1/")
    assert "Kunnen zij ook op zondag?" in marieke.text()
    marieke.looks_fine()
    marieke.go("/week/")
    marieke.follow("Beantwoord de vraag van het gezin")
    marieke.page.get_by_label("Uw antwoord").fill("Ja, ook op zondag.")
    marieke.looks_fine()
    marieke.press("Antwoord versturen")
    says(samir, household, "Ja, graag")
    assert "Ja, ook op zondag." in samir.text()
    marieke.go("/week/")
    marieke.follow("Vraag de groep")
    marieke.press("Voorleggen aan de groep")

    fenna.go("/matches/1/")
    assert "Kunnen zij ook op zondag?" not in fenna.text()  # what a family says is not for who runs the groups
    fenna.go(group)
    assert "Nidal" not in fenna.text()
    assert "Een gezin van 4 personen" in fenna.text()
    the_group_asks_first(fenna, marieke, group)
    says(fenna, group, "de groep zegt ja")
    fenna.go(group)
    assert "Nidal" not in fenna.text()  # nobody joins anything yet

    marieke.go("/week/")
    marieke.follow("Plan de kennismaking")
    plans_to_meet(marieke)
    marieke.looks_fine()
    fenna.go(group)
    assert "Nidal" in fenna.text()
    assert "Bibliotheek" in fenna.text()
    samir.go(household)
    samir.looks_fine()
    assert "Bibliotheek" in samir.text()
    says(marieke, on, "zij maakten kennis")
    says(samir, household, "Ja, ik wil met deze groep verder")
    says(fenna, group, "de groep bevestigt")
    says(marieke, on, "bevestigen")
    assert "aangekomen" in marieke.text() or "bevestigd" in marieke.text()

    says(samir, household, "Ja, ik wil stoppen")
    assert fenna.go(group) == 404  # a no needs no reason, and takes everything back at once
