"""A displaced family has a plan of its own: no asylum, no landing, and one day on which its protection ends."""

import re

from journeys.families_of import today

ASYLUM = ("Dien de nareisaanvraag in", "Dien de bijstandsaanvraag in", "Schiphol", "zorgregeling asielzoekers")
ENDS = "Overgang na de tijdelijke bescherming"


def test_a_displaced_family_is_entered_by_hand_and_gets_the_plan_of_its_route(walker):
    marieke = walker("marieke.de.wit")
    marieke.go("/households/new/?people=2")
    marieke.page.get_by_label("Route").select_option(label="Tijdelijke bescherming (Oekraïne)")
    arrives = today().isoformat()
    marieke.page.get_by_label(re.compile("^Verwachte aankomst")).fill(arrives)
    for number, (role, name) in enumerate((("hoofd", "Olena"), ("kind", "Taras")), start=1):
        person = marieke.page.get_by_role("group", name=f"Persoon {number}", exact=True)
        person.get_by_label("Plaats in het gezin").select_option(label=role)
        person.get_by_label(re.compile("^Roepnaam")).fill(name)
    marieke.page.get_by_label(re.compile("^Geboren op")).nth(1).fill(f"{today().year - 8}-05-01")
    marieke.press("Opslaan")
    code = re.search(r"/cases/(H-\d+)/", marieke.page.url)[1]

    marieke.go(f"/cases/{code}/plan/")
    plan = marieke.text()
    assert not [words for words in ASYLUM if words in plan]
    for words in ("Vraag leefgeld aan", "Haal het bewijs van verblijf", "Vraag apart en vertrouwelijk", ENDS):
        assert words in plan, words
    marieke.looks_fine()

    marieke.follow(re.compile(f"^{ENDS}"))
    text = marieke.text()
    assert re.search("4 (mrt|maart) 2027", text), text
    assert "Tweede Kamer" in text
    marieke.looks_fine()

    marieke.go(f"/cases/{code}/arrival/")
    assert "Vervoer naar de woning" in marieke.text()
    assert "Eerste 48 uur bij COA" not in marieke.text()


def test_the_same_engine_says_what_holds_up_a_displaced_family_and_no_card_is_among_it(walker):
    anouk = walker("anouk.bakker")
    anouk.go("/cases/H-0009/")
    assert "Tijdelijke bescherming (Oekraïne)" in anouk.text()
    assert "Einde tijdelijke bescherming" in anouk.text()
    anouk.follow("Wat wacht waarop")
    anouk.page.wait_for_url("**/chain/*")
    assert "Verblijfspas" not in anouk.page.locator("main").inner_text()
    anouk.looks_fine()
