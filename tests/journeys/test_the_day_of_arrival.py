"""COA hands a family over, and on the day itself a volunteer ticks on a telephone that has no reach."""

import random
import re

from journeys.families_of import today
from journeys_of import NARROW

CASE = "H-0003"
SHEET = f"/on-the-day/{CASE}/"
TIMES = 100
SEED = 20261129
HALF = 0.5


def line(someone, words):
    return someone.page.locator("[data-slot]").filter(has_text=words)


def tick(someone, words, button="Klaar"):
    line(someone, words).get_by_role("button", name=re.compile(f"^{button}")).click()


def kept(someone):
    """Wait until the telephone has its copy."""
    someone.page.wait_for_selector("#copy[data-is-kept]", state="attached")


def n_waiting(someone):
    return someone.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('hervest-tick/')).length")


def all_sent(someone):
    someone.page.wait_for_function(
        "!Object.keys(localStorage).some(key => key.startsWith('hervest-tick/'))", timeout=30000
    )


VERBS = ("regel van het draaiboek afgevinkt", "vinkje weggehaald", "vinkje kwam te laat")


def ticks_in_the_log(auditor):
    """How many ticks and untickings of this case stand in the log, over all of its pages."""
    found, number = 0, 1
    while auditor.go(f"/log/?case={CASE}&kind=acts&page={number}") == 200:
        found += sum(auditor.text().count(verb) for verb in VERBS)
        if not auditor.page.get_by_role("link", name="Volgende").count():
            return found
        number += 1
    return found


def test_the_first_48_hours_end_with_a_hand_over_whose_gaps_are_tasks_and_can_be_taken_back(walker):
    marieke = walker("marieke.de.wit")
    marieke.go(f"/cases/{CASE}/")
    marieke.page.get_by_role("navigation", name="Onderdelen van dit dossier").get_by_role(
        "link", name="Aankomst"
    ).click()
    marieke.page.wait_for_url("**/arrival/")
    assert "25 punten van de eerste 48 uur zijn open" in marieke.text()
    marieke.looks_fine()

    marieke.follow("Overdracht vastleggen")
    assert "Vraag de beschikking op bij de IND" in marieke.text()
    marieke.looks_fine()
    marieke.fill(on="2026-01-01", time="00:01", given_by="Yara, COA")
    marieke.press("Overdracht vastleggen")
    assert "Het gezin is geland op" in marieke.text()
    assert marieke.page.locator("[name=time]").first.input_value() == "00:01"
    marieke.fill(on=today().isoformat())
    marieke.press("Overdracht vastleggen")
    assert "25 punten ontbraken en zijn nu taken" in marieke.text()
    assert "niet afgerond, nu een taak" in marieke.text()

    marieke.press("Ongedaan maken")
    assert "er is geen overdracht vastgelegd" in marieke.text()
    assert "25 punten van de eerste 48 uur zijn open" in marieke.text()


def test_the_sheet_of_the_day_is_planned_at_a_desk_and_read_on_a_phone(walker):
    marieke, ruben = walker("marieke.de.wit"), walker("ruben.smit", viewport=NARROW)
    marieke.go(f"/cases/{CASE}/arrival/")
    line(marieke, "Welkom in de woning").get_by_role("link", name="Plannen").click()
    marieke.page.wait_for_url("**/lines/welcome/")
    marieke.looks_fine()
    marieke.fill(at="14:30", who="Anouk Bakker", place="Kerkstraat 12")
    marieke.press("Opslaan")
    assert "Het draaiboek is gewijzigd." in marieke.text()
    marieke.page.get_by_role("link", name="Regel toevoegen Draaiboek van de aankomstdag").click()
    marieke.page.wait_for_url("**/lines/add/arrival/")
    marieke.press("Opslaan")
    assert "Schrijf op wat er gebeurt." in marieke.text()
    marieke.fill(text="Taart van de buren", at="15:00")
    marieke.press("Opslaan")

    ruben.go(SHEET)
    assert "14:30" in line(ruben, "Welkom in de woning").inner_text()
    assert "Contant geld" not in ruben.text()
    ruben.looks_fine()
    tick(ruben, "Huurcontract getekend")
    all_sent(ruben)
    ruben.page.wait_for_function("document.body.textContent.includes('Afgevinkt door Ruben Smit')")
    marieke.go(f"/cases/{CASE}/arrival/")
    assert "Afgevinkt door Ruben Smit" in line(marieke, "Huurcontract getekend").inner_text()


def test_a_sheet_that_was_opened_once_is_read_and_ticked_without_reach(walker):
    anouk = walker("anouk.bakker", viewport=NARROW)
    anouk.go(SHEET)
    kept(anouk)
    anouk.page.context.set_offline(True)
    anouk.page.reload()
    assert "Draaiboek van de dag" in anouk.heading()
    assert anouk.page.locator(".hv-run__line").first.evaluate("row => getComputedStyle(row).display") == "grid"

    tick(anouk, "Wie komt morgen")
    assert "wacht op verzending" in line(anouk, "Wie komt morgen").inner_text()
    anouk.page.wait_for_function("document.body.textContent.includes('U hebt geen bereik')")
    anouk.page.reload()
    assert "wacht op verzending" in line(anouk, "Wie komt morgen").inner_text()
    anouk.page.context.set_offline(False)
    all_sent(anouk)

    other = walker("marieke.de.wit")
    other.go(SHEET)
    assert "Afgevinkt door Anouk Bakker" in line(other, "Wie komt morgen").inner_text()


def test_whoever_logs_out_leaves_no_copy_on_the_telephone(walker):
    anouk = walker("anouk.bakker", viewport=NARROW)
    anouk.go(SHEET)
    kept(anouk)
    assert anouk.page.evaluate("caches.has('run-sheets')")
    anouk.page.context.clear_cookies()
    anouk.go(SHEET)
    assert "/accounts/login/" in anouk.page.url
    anouk.page.wait_for_function("caches.has('run-sheets').then(is => !is)")
    anouk.page.context.set_offline(True)
    assert anouk.page.evaluate(f"fetch('{SHEET}').then(() => 'read', () => 'gone')") == "gone"


def test_of_a_hundred_disconnections_no_tick_is_lost_and_none_is_done_twice(walker):
    """The line is cut before a tick, while it is sent, or after the server took it and before it said so."""
    anouk, pieter, draw = walker("anouk.bakker", viewport=NARROW), walker("pieter.oost"), random.Random(SEED)
    anouk.go(SHEET)
    kept(anouk)
    before, slots = ticks_in_the_log(pieter), ["tomorrow", "child_seats", "welcome"]

    line_is = {"cut": False}

    def over_the_line(route):
        if not line_is["cut"]:
            route.continue_()
            return
        if draw.random() < HALF:
            route.fetch(max_redirects=0)  # the server has it, and the telephone never hears so
        route.abort()

    anouk.page.route("**/tick/", over_the_line)
    stands = {}
    for _ in range(TIMES):
        line_is["cut"], slot = draw.random() < HALF, draw.choice(slots)
        anouk.page.context.set_offline(not line_is["cut"])
        button = anouk.page.locator(f"[data-slot={slot}] button")
        stands[slot] = button.evaluate("button => [button.value, button.click()][0]")
        anouk.page.wait_for_timeout(draw.randrange(120))
        line_is["cut"] = False
        anouk.page.context.set_offline(False)
        anouk.page.wait_for_timeout(draw.randrange(60))
    anouk.page.evaluate("window.dispatchEvent(new Event('online'))")
    all_sent(anouk)

    anouk.go(SHEET)
    for slot, value in stands.items():
        is_done = "hv-run__line--done" in anouk.page.locator(f"[data-slot={slot}]").get_attribute("class")
        assert is_done is (value == "yes"), slot
    assert ticks_in_the_log(pieter) - before == TIMES
