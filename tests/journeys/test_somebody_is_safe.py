"""A concern: Sander writes it, names two, makes the plan, says who was told; for Lotte there is nothing at all."""

FAMILY = "/cases/H-0001/"


def test_a_concern_is_written_for_two_and_for_nobody_else(walker):
    sander, lotte, marieke = walker("sander.bos"), walker("lotte.mulder"), walker("marieke.de.wit")
    lotte.go(f"{FAMILY}protection/")
    before = lotte.page.locator("main").inner_text()

    sander.go(FAMILY)
    sander.page.get_by_role("navigation", name="Onderdelen van dit dossier").get_by_role(
        "link", name="Veiligheid"
    ).click()
    sander.page.wait_for_url("**/protection/")
    sander.looks_fine()
    sander.follow("Leg een zorg vast")
    sander.press("Zorg vastleggen")
    assert "Er is nog niets opgeslagen" in sander.text()
    sander.fill(theme="violence", text="Zij schrok van de telefoon en wilde alleen buiten praten.")
    readers = sander.page.get_by_role("group", name="Wie mag dit ook lezen?")
    for name in ("Anouk Bakker", "Marieke de Wit"):
        readers.get_by_label(name).check()
    sander.looks_fine()
    sander.press("Zorg vastleggen")
    assert "Alleen wie is aangewezen leest het." in sander.text()
    concern = sander.page.url
    sander.looks_fine()

    sander.follow("Maak een plan")
    sander.fill(danger="'s Avonds", agreed="Zij slaapt deze week bij haar zus.", reached_by="Alleen op school")
    sander.page.get_by_label("Wij maakten dit samen met de persoon").check()
    sander.looks_fine()
    sander.press("Plan vastleggen")
    assert "samen gemaakt" in sander.text()
    sander.follow("Leg vast wie is ingelicht")
    sander.page.get_by_label("Veilig Thuis").check()
    sander.page.get_by_role("group", name="Vond degene over wie het gaat het goed?").get_by_label("Ja").check()
    sander.fill(text="Advies gevraagd.")
    sander.looks_fine()
    sander.press("Leg vast")
    assert "Vastgelegd wie is ingelicht." in sander.text()
    sander.looks_fine()

    lotte.go(f"{FAMILY}protection/")
    assert lotte.page.locator("main").inner_text() == before
    path = concern.removeprefix(lotte.address)
    assert lotte.go(path) == 404
    assert marieke.go(path) == 200
    assert "Zij schrok" in marieke.text()


def test_what_nobody_reads_any_more_gets_a_reader_by_who_does_not_read_it(walker):
    sander, marieke = walker("sander.bos"), walker("marieke.de.wit")
    sander.go("/cases/H-0005/protection/new/")
    sander.fill(theme="other", text="Iets dat niemand anders hoeft te weten.")
    sander.press("Zorg vastleggen")
    path = sander.page.url.removeprefix(sander.address)
    sander.go(f"{path}change/")
    assert "Zorg wijzigen" in sander.text()
    sander.looks_fine()
    sander.go(f"{path}readers/")
    sander.looks_fine()
    sander.go(f"{path}close/")
    sander.looks_fine()

    marieke.go("/cases/H-0005/team/")
    row = (
        marieke.page.locator("tr, li")
        .filter(has_text="Sander Bos")
        .filter(has=marieke.page.locator("a[href*='leave']"))
    )
    marieke.click(row.first.locator("a[href*='leave']").first)
    marieke.page.locator("main form button[type=submit]").first.click()
    marieke.go("/signals/")
    assert "heeft geen lezer meer" in marieke.text()
    marieke.looks_fine()
    marieke.follow("Wijs een lezer aan")
    assert "Iets dat niemand anders hoeft te weten." not in marieke.text()
    marieke.looks_fine()
