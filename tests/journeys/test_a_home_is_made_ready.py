"""Sander makes a home ready with a picture as proof; the family says what it wants before anything is bought for it."""

import re

from PIL import Image

from journeys_of import NARROW

LIST = re.compile(r"/home-ready/(#.*)?$")


def line_of(someone, words):
    return someone.page.get_by_role("listitem").filter(has_text=words).first


def choose(someone, thing, act):
    line_of(someone, thing).locator("summary").click()
    line_of(someone, thing).get_by_role("link", name=act).click()


def test_a_family_says_what_it_wants_before_it_is_bought(walker, tmp_path):
    sander, samir = walker("sander.bos", viewport=NARROW), walker("nieuwkomer.1", viewport=NARROW)
    sander.go("/cases/H-0004/")
    menu = sander.page.get_by_role("navigation", name="Onderdelen van dit dossier")
    menu.get_by_role("link", name="Woning klaar").click()
    sander.page.wait_for_url("**/home-ready/")
    assert "overgenomen van de vorige huurder" in sander.text()
    sander.looks_fine()

    choose(sander, "Wasmachine", "Aankoop noteren")
    sander.page.wait_for_url("**/buy/")
    sander.looks_fine()
    sander.page.get_by_label("Hoeveel is er betaald?").fill("249,50")
    sander.page.get_by_label("Wie heeft het betaald?").select_option("household")
    sander.press("Opslaan")
    assert "Het huishouden is hier nog niet naar gevraagd" in sander.text()
    assert sander.page.get_by_label("Hoeveel is er betaald?").input_value() == "249,50"

    samir.go("/cases/H-0004/own-home/")
    samir.looks_fine()
    line_of(samir, "Wasmachine").get_by_role("link", name="Antwoord").click()
    samir.page.wait_for_url("**/say/")
    samir.looks_fine()
    samir.page.get_by_label("ja", exact=True).check()
    samir.page.get_by_label("Wilt u er iets over zeggen?").fill("Een kleine is genoeg.")
    samir.press("Opslaan")
    samir.page.wait_for_url("**/own-home/**")
    assert "Een kleine is genoeg." in line_of(samir, "Wasmachine").inner_text()

    sander.press("Opslaan")
    assert "Iemand anders heeft dit net veranderd" in sander.text(), "the family answered meanwhile"
    sander.press("Opslaan")
    sander.page.wait_for_url(LIST)
    assert "249,50" in line_of(sander, "Wasmachine").inner_text()
    assert "Een kleine is genoeg." in line_of(sander, "Wasmachine").inner_text()
    line_of(sander, "Wasmachine").get_by_role("button", name="Klaar").click()
    line_of(sander, "Wasmachine").get_by_role("button", name="Niet klaar").wait_for()

    proof = tmp_path / "machine.jpg"
    Image.new("RGB", (80, 60), "white").save(proof)
    choose(sander, "Wasmachine", "Foto toevoegen")
    sander.page.wait_for_url("**/picture/")
    sander.looks_fine()
    sander.page.get_by_label("Welke foto?").set_input_files(proof)
    sander.press("Opslaan")
    sander.page.wait_for_url(LIST)
    assert line_of(sander, "Wasmachine").get_by_role("link", name="Foto").count() == 1

    choose(sander, "Tafel en stoelen", "Hoe ver, en waar het vandaan komt")
    sander.looks_fine()
    sander.page.get_by_label("Waar komt het vandaan?").select_option("previous_tenant")
    sander.press("Opslaan")
    sander.page.wait_for_url(LIST)
    assert "overgenomen" in line_of(sander, "Tafel en stoelen").inner_text()
