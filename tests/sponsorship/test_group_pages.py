"""The pages of sponsor groups, over HTTP."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.sponsorship.models import ModuleFollowed, Programme, Screening, Sponsor, SponsorGroup, SponsorMembership
from hervest.sponsorship.vocabulary import GroupStage, ScreeningKind
from people import HERE, TODAY
from sponsorship.groups import complete, forming, ready


def text(response):
    return re.sub(r"<[^>]+>|\s+", " ", response.content.decode())


def test_the_list_says_what_to_do_when_there_is_nothing(log_in, world):
    assert "Voeg eerst een programma toe" in text(log_in("lena").get(reverse("sponsor_groups")))
    assert "zodra zij klaar zijn" in text(log_in("sander").get(reverse("sponsor_groups")))


def test_a_programme_is_made_and_its_coordinator_adds_the_first_group(log_in, world):
    lead = log_in("lena")
    made = {
        "name": "Samen Thuis",
        "organisation": world.organisations["wegwijs"],
        "min_group": 3,
        "target_group": 5,
        "travel_minutes": 30,
        "response_days": 5,
    }
    assert lead.post(reverse("add_programme", args=[HERE]), made).status_code == 303
    programme = Programme.rows.get()

    coordinator = log_in("fenna")
    listed = coordinator.get(reverse("sponsor_groups")).content.decode()
    address = reverse("add_sponsor_group", args=[programme.pk])
    assert address in listed
    sent = {"name": "De Brug", "area": "9001 12\n9002, 20", "ability_baby": "yes", "themes": ["home"]}
    answer = coordinator.post(address, sent, follow=True)
    assert "De groep staat er" in text(answer)
    row = SponsorGroup.rows.get()
    assert (row.area, row.abilities, row.themes) == ({"9001": 12, "9002": 20}, {"baby": True}, ["home"])


def test_a_programme_is_changed_by_the_lead_or_who_runs_it_and_by_nobody_else(log_in, world):
    made = forming(world)
    address = reverse("edit_programme", args=[made.programme])
    coordinator = log_in("fenna")
    form = coordinator.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert coordinator.post(address, {**sent, "min_group": 9, "target_group": 4}).status_code == 200
    assert coordinator.post(address, {**sent, "name": "Anders", "min_group": 4, "target_group": 9}).status_code == 303

    row = Programme.rows.get(pk=made.programme)
    assert (row.name, row.min_group, row.target_group, row.organisation_id) == (
        "Anders",
        4,
        9,
        world.organisations["wegwijs"],
    )
    assert address in log_in("lena").get(reverse("sponsor_groups")).content.decode()
    assert log_in("sander").get(address).status_code == 404
    assert log_in("bas").get(address).status_code == 404


def test_what_is_wrong_in_a_form_is_said_at_its_field_and_nothing_typed_is_lost(log_in, world):
    made = forming(world)
    page = log_in("fenna").post(reverse("edit_sponsor_group", args=[made.group]), {"name": "Anders", "area": "negen"})

    assert page.status_code == 200
    assert "vier cijfers, een spatie" in text(page)
    assert 'value="Anders"' in page.content.decode()
    assert SponsorGroup.rows.get().name == "De Brug"


def test_what_stands_in_the_form_of_a_group_is_what_was_kept(log_in, world):
    made = complete(world)
    made.describe(bond="club", rhythm="weekly", abilities={"wheelchair": False})
    coordinator = log_in("fenna")
    address = reverse("edit_sponsor_group", args=[made.group])
    form = coordinator.get(address).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    before = SponsorGroup.rows.values().get()

    assert coordinator.post(address, sent).status_code == 303
    assert {**SponsorGroup.rows.values().get(), "version": before["version"]} == before


def test_the_page_of_a_group_shows_its_people_to_its_programme_and_not_to_a_caseworker(log_in, world):
    made = ready(world)
    address = reverse("sponsor_group", args=[made.group])

    coordinator = text(log_in("fenna").get(address))
    assert "Otto" in coordinator
    assert "06 12345678" in coordinator
    assert "screening geldig" in coordinator
    caseworker = text(log_in("sander").get(address))
    assert "Otto" not in caseworker
    assert "Wie dat zijn, hoort u als er een match is" in caseworker
    assert "Arabisch" in caseworker
    assert "postcode 9001 (12 min)" in caseworker


def test_what_is_missing_stands_on_the_page_of_the_group(log_in, world):
    made = forming(world)
    made.join("saskia")
    page = text(log_in("fenna").get(reverse("sponsor_group", args=[made.group])))

    assert "Voordat de groep klaar is" in page
    assert "Het programma vraagt er ten minste 3" in page
    assert "Er is nog geen ondersteuningsplan" in page


def test_the_stage_is_refused_in_words_and_taken_when_nothing_is_missing(log_in, world):
    made = complete(world, people=("saskia", "otto", "mirjam"))
    made.screen("otto", ScreeningKind.VOG, valid_until=TODAY - timedelta(days=1))
    coordinator, address = log_in("fenna"), reverse("set_group_stage", args=[made.group])

    assert "screening niet geldig is: 1" in text(coordinator.post(address, {"stage": "ready"}))
    made.screen("otto", ScreeningKind.VOG)
    assert coordinator.post(address, {"stage": "ready"}).status_code == 303
    assert SponsorGroup.rows.get().stage == GroupStage.READY


def test_somebody_new_is_added_with_languages_and_a_role(log_in, world):
    made = forming(world)
    sent = {
        "name": "Otto Veen",
        "role": "coordinator",
        "language_1": "nl",
        "level_1": "6",
        "language_2": "ar",
        "level_2": "",
    }
    coordinator, address = log_in("fenna"), reverse("add_sponsor", args=[made.group])
    assert "Kies hoe goed" in text(coordinator.post(address, sent))

    assert coordinator.post(address, sent | {"level_2": "3"}).status_code == 303
    assert Sponsor.rows.get().languages == {"nl": 6, "ar": 3}
    assert SponsorMembership.rows.get().role == "coordinator"


def test_what_stands_in_the_form_of_a_sponsor_is_what_was_kept(log_in, world):
    made = complete(world)
    coordinator = log_in("fenna")
    for sponsor in made.sponsors.values():
        address = reverse("edit_sponsor", args=[sponsor])
        form = coordinator.get(address).context["form"]
        sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
        before = Sponsor.rows.values().get(pk=sponsor)

        assert coordinator.post(address, sent).status_code == 303
        assert {**Sponsor.rows.values().get(pk=sponsor), "version": before["version"]} == before


def test_a_sponsor_finds_their_own_data_and_changes_them(log_in, world):
    made = ready(world)
    made.log_in_as("saskia", "saskia")
    sponsor = log_in("saskia")
    page = sponsor.get(reverse("own_group_data"), follow=True)

    assert page.redirect_chain == [(reverse("edit_sponsor", args=[made.sponsors["saskia"]]), 303)]
    assert "Mijn gegevens in de groep" in text(page)
    assert "Veilig vrijwilligerswerk" in text(page)
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    assert sponsor.post(page.redirect_chain[0][0], sent | {"phone": "06 1"}).status_code == 303
    assert Sponsor.rows.get(pk=made.sponsors["saskia"]).phone == "06 1"
    assert sponsor.get(reverse("edit_sponsor", args=[made.sponsors["otto"]])).status_code == 404


def test_who_is_in_no_group_has_no_data_of_their_own(log_in, world):
    ready(world)
    world.ids["saskia"]  # makes her
    assert log_in("saskia").get(reverse("own_group_data")).status_code == 404


def test_the_screener_records_and_the_page_says_how_it_stands(log_in, world):
    made = forming(world)
    made.join("otto")
    screener, address = log_in("sanne"), reverse("record_screening", args=[made.sponsors["otto"]])
    assert "Nog niet gezien" in text(screener.get(address))

    sent = {"kind": "vog", "state": "seen_ok", "seen_on": str(TODAY)}
    assert "Geldig" in text(screener.post(address, sent, follow=True))
    assert Screening.rows.get().seen_by_id == world.ids["sanne"]
    assert log_in("fenna").get(address).status_code == 404


def test_a_form_that_is_sent_without_choosing_leaves_a_screening_as_it_was(log_in, world):
    made = forming(world)
    made.join("otto")
    made.screen("otto", ScreeningKind.INTERVIEW)
    screener, address = log_in("sanne"), reverse("record_screening", args=[made.sponsors["otto"]])
    before = Screening.rows.values().get()

    assert set(screener.post(address, {"submission": "x"}).context["form"].errors) == {"kind", "state"}
    first = {name: screener.get(address).context["form"][name].field.choices[0][0] for name in ("kind", "state")}
    assert first == {"kind": "", "state": ""}
    assert Screening.rows.values().get() == before
    assert screener.post(address, {"kind": "interview", "state": "requested"}).status_code == 303
    assert Screening.rows.get().asked_again_on == TODAY


def test_a_valid_certificate_stays_on_the_page_when_a_new_one_is_asked_for(log_in, world):
    made = forming(world)
    made.join("otto")
    made.screen("otto", ScreeningKind.VOG)
    screener, address = log_in("sanne"), reverse("record_screening", args=[made.sponsors["otto"]])
    asked = {"kind": "vog", "state": "requested"}

    refused = screener.post(address, asked | {"seen_on": str(TODAY)})
    assert set(refused.context["form"].errors) == {"seen_on"}
    assert "hoort alleen bij iets wat gezien is" in text(refused)
    shown = text(screener.post(address, asked, follow=True))
    assert "nieuwe aangevraagd op ma 23 nov" in shown
    assert "24 okt 2029" in shown


def test_who_takes_a_valid_certificate_away_is_told_first_what_that_closes(log_in, world):
    made = forming(world)
    made.join("otto")
    made.screen("otto", ScreeningKind.VOG)
    screener, address = log_in("sanne"), reverse("record_screening", args=[made.sponsors["otto"]])
    sent = {"kind": "vog", "state": "not_admitted"}
    assert "Ja, leg dit vast" not in text(screener.get(address))

    asked = text(screener.post(address, sent))
    assert "ziet Otto niets meer van een gezin" in asked
    assert "Ja, leg dit vast" in asked
    assert Screening.rows.get().state == "seen_ok"
    assert screener.post(address, sent | {"is_sure": "on"}).status_code == 303
    assert Screening.rows.get().state == "not_admitted"


def test_a_group_whose_day_has_passed_is_ready_again_after_the_talk(log_in, world):
    made = ready(world)
    SponsorGroup.rows.update(ready_until=TODAY - timedelta(days=1))
    coordinator, address = log_in("fenna"), reverse("set_group_stage", args=[made.group])
    assert coordinator.get(address).context["form"].initial["ready_until"] is None

    assert (
        coordinator.post(address, {"stage": "ready", "ready_until": str(TODAY - timedelta(days=1))}).status_code == 200
    )
    assert coordinator.post(address, {"stage": "ready"}).status_code == 303
    row = SponsorGroup.rows.get()
    assert (row.stage, row.ready_until > TODAY) == (GroupStage.READY, True)


def test_modules_are_recorded_on_their_days(log_in, world):
    made = forming(world)
    made.join("otto")
    coordinator, address = log_in("fenna"), reverse("record_modules", args=[made.sponsors["otto"]])

    assert coordinator.post(address, {"module_1": str(TODAY)}).status_code == 303
    assert "Module 2 kan niet" in text(coordinator.post(address, {"module_2": str(TODAY + timedelta(days=1))}))
    assert list(ModuleFollowed.rows.values_list("number", flat=True)) == [1]


def test_a_role_is_ended_only_after_a_question(log_in, world):
    made = ready(world)
    coordinator = log_in("fenna")
    address = reverse("end_sponsor_membership", args=[made.memberships["otto"]])

    assert "enige rol in de groep" in text(coordinator.get(address))
    assert SponsorMembership.rows.count() == 5
    assert coordinator.post(address, {"submission": "x"}).status_code == 303
    assert SponsorMembership.rows.count() == 4
    assert coordinator.get(address).status_code == 404


def test_a_role_is_given_to_somebody_of_the_programme(log_in, world):
    made = ready(world)
    coordinator, address = log_in("fenna"), reverse("give_group_role", args=[made.group])
    sent = {"sponsor": made.sponsors["pim"], "role": "deputy", "backup": made.sponsors["wout"]}

    assert "al een coördinator" in text(coordinator.post(address, sent | {"role": "coordinator"}))
    assert coordinator.get(address).context["form"]["role"].field.choices[0][0] == ""
    assert coordinator.post(address, sent | {"role": ""}).context["form"].errors["role"]
    assert coordinator.post(address, sent).status_code == 303
    assert "(Wout valt in)" in text(coordinator.get(reverse("sponsor_group", args=[made.group])))


def test_a_login_is_linked_to_a_sponsor(log_in, world):
    made, person = complete(world), world.ids["saskia"]
    coordinator, address = log_in("fenna"), reverse("link_sponsor_login", args=[made.sponsors["saskia"]])

    assert "Saskia Burg" in text(coordinator.get(address))
    assert coordinator.post(address, {"person": person}).status_code == 303
    assert Sponsor.rows.get(pk=made.sponsors["saskia"]).person_id == person
    assert coordinator.post(address, {"person": ""}).status_code == 303
    assert Sponsor.rows.get(pk=made.sponsors["saskia"]).person_id is None


@pytest.mark.parametrize(
    ("key", "is_there"),
    [("fenna", True), ("sander", True), ("lena", True), ("sanne", True), ("joris", False), ("ruben", False)],
)
def test_the_menu_leads_to_the_groups_for_who_may_see_them(log_in, world, key, is_there):
    address = reverse("sponsor_groups")
    assert (f'href="{address}"' in log_in(key).get(reverse("profile")).content.decode()) is is_there
    assert log_in(key).get(address).status_code == (200 if is_there else 404)


def test_the_pages_speak_english_too(log_in, world):
    made = ready(world)
    person = world.person("fenna")
    person.language = "en"
    person.save()
    page = text(log_in("fenna").get(reverse("sponsor_group", args=[made.group])))

    assert "Who is in it" in page
    assert "safeguarding contact" in page
