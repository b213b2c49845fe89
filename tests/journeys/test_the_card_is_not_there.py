"""Marieke sees what holds the card of one of the Darwish family up, and asks what twenty more weeks would do."""

from journeys_of import NARROW


def test_what_holds_the_card_up_can_be_found_followed_and_thought_through(walker):
    marieke = walker("marieke.de.wit")
    marieke.go("/cases/H-0004/")
    marieke.follow("Wat wacht waarop")
    marieke.page.wait_for_url("**/chain/")
    assert "De verblijfspas wacht nu eerst op" in marieke.text()
    assert "Wacht niet met" not in marieke.text()  # the GP was seen, the benefit applied for
    marieke.looks_fine()

    marieke.page.get_by_label("Hoeveel weken later?").fill("veel")
    marieke.press("Bekijk wat dit doet")
    assert "heel getal" in marieke.text()
    assert marieke.page.get_by_label("Hoeveel weken later?").input_value() == "veel"
    marieke.page.get_by_label("Hoeveel weken later?").fill("20")
    marieke.press("Bekijk wat dit doet")
    assert "Een termijn komt in gevaar" in marieke.text()
    assert "Er wordt niets opgeslagen." in marieke.text()
    assert "later=20" in marieke.page.url
    marieke.looks_fine()

    marieke.page.get_by_label("Mijlpaal").select_option("PIP_SET")
    marieke.press("Toon")
    assert "Het vaststellen van het PIP wacht nu eerst op" in marieke.text()

    marieke.go("/cases/H-0004/chain/")
    marieke.page.get_by_role("link", name="Brondocumenten").first.click()
    marieke.page.wait_for_url("**/tasks/*/")
    assert "Brondocumenten" in marieke.text()


def test_it_fits_a_telephone(walker):
    anouk = walker("anouk.bakker", viewport=NARROW)
    for path in (
        "/cases/H-0004/plan/",
        "/cases/H-0004/chain/?later=20",
        "/cases/H-0001/chain/?milestone=ARRIVED&later=4",
    ):
        assert anouk.go(path) == 200
        anouk.looks_fine()
