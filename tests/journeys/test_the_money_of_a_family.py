"""Sander keeps the money of a family and sees what a later card needs; the family reads its sheet, a partner too."""

from journeys_of import NARROW


def row_of(someone, words):
    return someone.page.get_by_role("row").filter(has_text=words)


def test_money_is_noted_changed_removed_and_put_back(walker):
    sander = walker("sander.bos")
    sander.go("/cases/H-0004/")
    sander.page.get_by_role("link", name="vragen aandacht").click()
    sander.page.wait_for_url("**/money/")
    assert "te laat" in row_of(sander, "Fietsen voor de kinderen").inner_text()
    sander.looks_fine()

    row_of(sander, "Fietsen voor de kinderen").get_by_role("link", name="Het is betaald").click()
    sander.page.wait_for_url("**/money/lines/*/?paid=1")
    sander.looks_fine()
    sander.page.get_by_label("Welk bedrag, in euro's?").fill("275,5,0")
    sander.press("Opslaan")
    assert "Vul een bedrag in zoals 712,40" in sander.text()
    assert sander.page.get_by_label("Welk bedrag, in euro's?").input_value() == "275,5,0"
    sander.page.get_by_label("Welk bedrag, in euro's?").fill("1.275,50")
    sander.press("Opslaan")
    assert "1.275,50" in row_of(sander, "Fietsen voor de kinderen").inner_text()

    row_of(sander, "Water").get_by_role("link", name="Wijzig").click()
    sander.page.wait_for_url("**/money/lines/*/")
    sander.press("Verwijderen")
    assert row_of(sander, "Water").count() == 0
    sander.press("Ongedaan maken")
    assert row_of(sander, "Water").count() == 1

    sander.page.get_by_role("listitem").filter(has_text="Waarborgsom").get_by_role("link", name="Wijzig").click()
    sander.page.wait_for_url("**/money/guarantees/*/")
    sander.looks_fine()
    sander.go("/cases/H-0004/money/")
    row_of(sander, "nog 37 maanden").get_by_role("link", name="Wijzig").click()
    sander.page.wait_for_url("**/money/loans/*/")
    sander.looks_fine()


def test_a_later_card_is_planned_for_and_money_is_read_by_the_family_and_a_partner_with_a_mandate(walker):
    sander, samir = walker("sander.bos"), walker("nieuwkomer.1", viewport=NARROW)
    anouk = walker("anouk.bakker", viewport=NARROW)
    sander.go("/cases/H-0004/money/plan/")
    sander.page.get_by_label("Hoeveel weken later komt de verblijfspas?").fill("6")
    sander.press("Bekijk wat dit doet")
    sander.page.wait_for_url("**/money/plan/?later=6*")
    assert "Bij elkaar is bovenop het plan" in sander.text()
    assert "Bijstandsuitkering" in sander.text()
    sander.looks_fine()

    samir.go("/cases/H-0004/")
    samir.page.get_by_role("navigation", name="Onderdelen van dit dossier").get_by_role("link", name="Geld").click()
    samir.page.wait_for_url("**/money/sheet/")
    assert "Dit betaalt de gemeente voor u" in samir.text()
    assert "Taalboek" not in samir.text(), "that is of one adult, who is not Samir"
    samir.looks_fine()

    anouk.go("/cases/H-0004/money/")
    assert "Kosten toevoegen" not in anouk.text()
    assert "Fietsen voor de kinderen" in anouk.text()
    sander.go("/cases/H-0004/money/mandates/")
    row_of(sander, "Anouk Bakker").get_by_role("link", name="Wijzig").click()
    sander.page.wait_for_url("**/money/mandates/*/")
    sander.looks_fine()
    sander.go("/cases/H-0004/money/mandates/")
    sander.press("Beëindigen Anouk Bakker")
    assert anouk.page.goto(anouk.page.url).status == 404
