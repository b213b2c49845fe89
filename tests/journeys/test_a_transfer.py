"""A family goes to another municipality: asked first, offered, looked at without a name, accepted there."""

from datetime import timedelta

from journeys.families_of import code_of, looks_fine_in_english, mother_and_son, today, upload


def test_a_family_is_offered_and_has_a_case_there_once_it_is_accepted(walker):
    marieke, hatice = walker("marieke.de.wit"), walker("hatice.kaya")
    sheets = mother_and_son("REIS-OVERDRACHT-1", landing=today() + timedelta(days=60))
    upload(marieke, sheets | {"Personen": [(*row[:4], "Verhuizer", *row[5:]) for row in sheets["Personen"]]})
    marieke.press("Voeg 1 toe")
    family = code_of(marieke, "Verhuizer")
    marieke.go(f"/cases/{family}/")
    marieke.follow("Draag over aan een andere gemeente")
    assert "Wat hier blijft" in marieke.text()
    marieke.looks_fine()
    looks_fine_in_english(marieke)
    marieke.fill(
        to="GM9002",
        why="Haar zus woont daar.",
        household_agrees="yes",
        said_on=today().isoformat(),
        language="prs",
        interpreting="professional",
    )
    marieke.page.get_by_label("Familie elders").check()
    marieke.press("Bied dit gezin aan")
    assert "Er gaat niets over" in marieke.text()
    marieke.looks_fine()

    hatice.go("/week/")
    hatice.click(hatice.page.locator('main a[href="/transfers/"]').first)  # the demo has one that waits, too
    hatice.looks_fine()
    hatice.click(hatice.page.locator("main tbody a").first)
    assert "Haar zus woont daar." in hatice.text()
    assert not [word for word in ("Kanariemoeder", family, "Marieke") if word in hatice.page.content()]
    hatice.looks_fine()
    looks_fine_in_english(hatice)
    who = hatice.page.locator("select[name=coordinator] option", has_text="Hatice").get_attribute("value")
    hatice.fill(coordinator=who)
    hatice.press("Neem dit gezin aan")
    assert "Aangenomen" in hatice.text()
    assert "Kanariemoeder" in hatice.text()
    hatice.looks_fine()

    marieke.go(f"/cases/{family}/")
    assert "Gesloten op" in marieke.text()
    assert not marieke.page.get_by_role("link", name="Heropen").count()
    marieke.looks_fine()


def test_a_family_that_was_accepted_elsewhere_moves_on_another_day(walker):
    iris = walker("iris.kramer")
    iris.go("/transfers/")
    iris.click(iris.page.locator("main tbody a").first)
    iris.follow("Zij verhuizen op een andere dag")
    iris.looks_fine()
    looks_fine_in_english(iris)
    iris.fill(moves_on=(today() + timedelta(days=54)).isoformat())
    iris.press("Deze dag vastleggen")
    assert "Tot die dag blijft hun dossier hier open" in iris.text()
    iris.looks_fine()
