"""The contact log of a household: noted in half a minute, read by whom it is meant for and by nobody else."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.core.vocabulary import Interpreting, MemberNo, Route, Tier
from hervest.households.actions import save_household
from hervest.households.models import Household
from hervest.households.record_rules import HouseholdRecord, MemberRecord
from hervest.households.vocabulary import MemberRole, Sex
from hervest.journey import actions
from hervest.journey.contact_actions import FollowUp, correct_contact, keep_draft, log_contact, take_contact_back
from hervest.journey.contact_models import ContactDraft, ContactEntry
from hervest.journey.contact_queries import ContactFilters, contact_log
from hervest.journey.contact_rules import Contact
from hervest.journey.contact_vocabulary import ContactChannel, ContactParty, ContactReader
from hervest.journey.jobs import forget_old_drafts
from hervest.journey.models import Case, Task, TeamMember
from hervest.journey.vocabulary import ClosingReason, TeamRole
from hervest.placement.closing_actions import close
from people import HERE

FATHER, MOTHER, DAUGHTER = map(MemberNo, (1, 2, 3))
COA, GROUP, HOUSEHOLD = ContactReader
VISIT = {
    "happened_on": "2026-11-20",
    "channel": "home_visit",
    "people": ["1", "school"],
    "language": "ar",
    "interpreting": "professional",
    "text": "De school belde over het rooster.",
    "topics": ["school", "money"],
}


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """Samir and his daughter of 17 have a login: Sander leads, Anouk guides, COA hands them over, a group is theirs."""
    by = world.actor("sander")
    case = actions.open_case(by=by, now=world.now, municipality=HERE, route=Route.RESETTLEMENT).code
    born = world.today - timedelta(days=365 * 40)
    members = (
        MemberRecord(FATHER, MemberRole.HEAD, "Samir", "Haddad", born, Sex.MALE),
        MemberRecord(MOTHER, MemberRole.PARTNER, "Rima", "Haddad", born, Sex.FEMALE),
        MemberRecord(DAUGHTER, MemberRole.CHILD, "Jamila", "Haddad", date(2009, 6, 1), Sex.FEMALE),
    )
    save_household(by=by, now=world.now, case=case, record=HouseholdRecord(members=members, contact_language="ar"))
    team = {"anouk": TeamRole.GUIDE_COORDINATOR, "carla": TeamRole.COA_LIAISON, "ruben": TeamRole.HOUSING_ASSOCIATION}
    for key, role in team.items():
        world.joins(case, key, role, by="sander")
    for key, member in (("samir", FATHER), ("jamila", DAUGHTER)):
        world.joins(case, key, TeamRole.NEWCOMER, by="sander", member=member)
    world.sponsored(case, "saskia", "fenna")
    return case


def noted(world, family, key="sander", text="Wij spraken elkaar.", *, about=None, to=(), **more):
    contact = Contact(
        on=world.today,
        channel=ContactChannel.PHONE,
        text=text,
        about=about,
        parties=frozenset({ContactParty.SCHOOL}),
        readers=frozenset(to),
    )
    return log_contact(by=world.actor(key), now=world.now, case=family, contact=contact, **more)


def read(world, key, family, **filters):
    log = contact_log(world.actor(key), family, ContactFilters(**filters), today=world.today)
    return [row.contact.text for row in log.page.rows]


def page_of(browser, family):
    answer = browser.get(reverse("contacts", args=[family]))
    assert answer.status_code == 200
    return unescape(answer.content.decode())


READ = {
    (): {"sander", "anouk"},
    (COA,): {"sander", "anouk", "carla"},
    (GROUP,): {"sander", "anouk", "saskia", "fenna", "lena"},
    (HOUSEHOLD,): {"sander", "anouk", "samir"},
    (COA, HOUSEHOLD): {"sander", "anouk", "carla", "samir"},
}
"""For whom it is written -> who reads the words; a lead outside the team reads what a group may read (tier P1)."""


@pytest.mark.parametrize("to", READ, ids=lambda to: "+".join(to) or "team")
def test_the_words_are_read_by_who_works_on_the_case_and_by_whom_they_are_written_for(world, family, to):
    noted(world, family, to=to)

    asked = ("sander", "anouk", "carla", "saskia", "fenna", "lena", "samir")
    assert {key for key in asked if read(world, key, family) == ["Wij spraken elkaar."]} == READ[to]
    assert read(world, "lena", family) in ([""], ["Wij spraken elkaar."])  # that there was contact, a lead sees


@pytest.mark.parametrize("key", ["lotte", "joris", "pieter", "jamila", "hatice", "ruben"])
def test_who_has_no_contact_log_there_is_told_of_none(log_in, world, family, key):
    noted(world, family, to=ContactReader)

    for name in ("contacts", "log_contact"):
        assert log_in(key).get(reverse(name, args=[family])).status_code == 404
        assert log_in("sander").get(reverse(name, args=[family])).status_code == 200
    with pytest.raises(NotAllowed):
        noted(world, family, key)


def test_of_a_couple_each_reads_what_is_about_all_of_them_or_about_themselves(world, family):
    for about in (None, FATHER, MOTHER):
        noted(world, family, text=f"Over {about}.", about=about, to=[HOUSEHOLD])

    assert set(read(world, "samir", family)) == {"Over None.", "Over 1."}
    assert set(read(world, "sander", family)) == {"Over None.", "Over 1.", "Over 2."}


def test_a_group_that_comes_later_reads_nothing_of_what_was_written_for_the_one_before(world, family):
    earlier = noted(world, family, text="Voor de vorige groep.", to=[GROUP])
    ContactEntry.rows.filter(pk=earlier).update(written_at=world.now - timedelta(days=1))
    noted(world, family, text="Voor deze groep.", to=[GROUP])

    assert read(world, "saskia", family) == ["Voor deze groep."]
    assert read(world, "sander", family) == ["Voor deze groep.", "Voor de vorige groep."]


def test_what_a_group_notes_is_read_by_the_group_its_coordinator_and_the_team_whatever_was_sent_along(world, family):
    noted(world, family, "saskia", to=ContactReader)

    assert read(world, "saskia", family) == read(world, "fenna", family) == read(world, "anouk", family) != []
    assert read(world, "carla", family) == read(world, "samir", family) == []
    assert ContactEntry.rows.get().tier == Tier.P1


def test_who_is_only_written_to_notes_nothing(log_in, world, family):
    with pytest.raises(NotFound):
        noted(world, family, "samir")

    browser = log_in("samir")
    assert browser.get(reverse("log_contact", args=[family])).status_code == 404
    assert "Er is nog niets aan u geschreven" in page_of(browser, family)
    assert log_in("carla").get(reverse("log_contact", args=[family])).status_code == 200


def test_a_contact_is_noted_with_a_follow_up_on_one_page(log_in, world, family):
    browser, path = log_in("sander"), reverse("log_contact", args=[family])
    sent = VISIT | {"readers": ["household"], "follow_up": "Bel de school terug", "follow_up_on": "2026-11-25"}

    answer = browser.post(path, sent)

    assert (answer.status_code, answer["Location"]) == (303, reverse("contacts", args=[family]))
    shown = page_of(browser, family)
    said = ("Huisbezoek", "Samir", "school of kinderopvang", "De school belde over het rooster.", "professionele tolk")
    assert {
        words for words in (*said, "Arabisch", "geld en bankzaken", "leest mee: het gezin") if words not in shown
    } == set()
    task = Task.rows.get(title="Bel de school terug")
    assert reverse("task", args=[family, task.pk]) in shown
    assert task.due_on.isoformat() == "2026-11-25"
    assert AuditRow.rows.get(verb="contact.logged").case_code == family


def test_whoever_gives_no_work_here_makes_no_task_of_a_contact(log_in, world, family):
    follow_up = FollowUp("Haal een fiets", world.today)

    with pytest.raises(NotFound):
        noted(world, family, "saskia", follow_up=follow_up)
    assert (
        "Wat moet er nog gebeuren?" not in log_in("saskia").get(reverse("log_contact", args=[family])).content.decode()
    )
    noted(world, family, "anouk", follow_up=follow_up)
    assert Task.rows.get(title="Haal een fiets").case.code == family


@pytest.mark.parametrize(
    ("differs", "says"),
    [
        ({"happened_on": "2026-11-24"}, "Deze dag moet nog komen"),
        ({"people": []}, "Met wie?” is nog niet ingevuld"),
        ({"language": ""}, "Kies in welke taal"),
        ({"interpreting": ""}, "Kies wie er tolkte"),
        ({"people": ["coa"]}, "Uitleg is aan het gezin"),
        ({"text": "", "topics": []}, "Schrijf in een paar woorden"),
        ({"follow_up": "Bel terug"}, "Kies op welke dag"),
        ({"follow_up_on": "2026-11-30"}, "Schrijf wat er uiterlijk"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(log_in, family, differs, says):
    answer = log_in("sander").post(reverse("log_contact", args=[family]), VISIT | differs)

    shown = unescape(answer.content.decode())
    assert answer.status_code == 200
    assert says in shown
    assert (VISIT | differs)["text"] in shown
    assert not ContactEntry.rows.exists()


def test_before_saving_stands_there_who_reads_it(log_in, family):
    shown = unescape(log_in("sander").get(reverse("log_contact", args=[family])).content.decode())
    told = shown[shown.index("Wie leest dit altijd") :]
    asked = shown[shown.index("Wie leest dit ook?") : shown.index("Wie leest dit altijd")]

    assert all(name in told for name in ("Sander Bos", "Anouk Bakker"))
    assert all(words in asked for words in ("COA: Carla Mos", "de sponsorgroep: Saskia Burg", "het gezin: Samir<"))
    assert "Ruben Smit" not in told  # in the team, and without a contact log (access_matrix.csv)
    of_group = unescape(log_in("saskia").get(reverse("log_contact", args=[family])).content.decode())
    assert "Wie leest dit ook?" not in of_group
    assert "de sponsorgroep: Saskia Burg, Fenna Stam" in of_group[of_group.index("Wie leest dit altijd") :]


def test_what_was_begun_stands_there_again_for_who_began_it_alone_and_goes_when_it_is_saved(log_in, family):
    browser, path = log_in("sander"), reverse("log_contact", args=[family])
    draft = reverse("keep_contact_draft", args=[family])

    assert browser.post(draft, VISIT, headers={"HX-Request": "true"}).status_code == 204
    shown = unescape(browser.get(path).content.decode())
    assert VISIT["text"] in shown
    assert re.search(r'<input[^>]*name="people"[^>]*value="school"[^>]*checked', shown)
    assert "Hieraan begon u" in shown
    assert "wordt het vergeten" in shown
    assert "Verder met uw concept" in page_of(browser, family)
    assert VISIT["text"] not in log_in("anouk").get(path).content.decode()
    assert VISIT["text"] not in page_of(log_in("anouk"), family)

    log_in("sander").post(path, VISIT)
    assert not ContactDraft.rows.exists()
    assert "Contact noteren" in page_of(log_in("sander"), family)


def test_a_draft_is_let_go_of_and_an_empty_one_is_none(log_in, world, family):
    browser, draft = log_in("sander"), reverse("keep_contact_draft", args=[family])
    browser.post(draft, {"text": "Half"})
    assert ContactDraft.rows.get().content == {"text": ["Half"]}

    assert browser.post(draft, {"discard": "yes", "text": "Half"})["Location"] == reverse("log_contact", args=[family])
    assert not ContactDraft.rows.exists()
    browser.post(draft, {"text": "  "})
    assert not ContactDraft.rows.exists()
    with pytest.raises(RuleBroken, match="draft_too_long"):
        keep_draft(by=world.actor("sander"), now=world.now, case=family, content={"text": ["a" * 20_001]})


def test_who_noted_it_corrects_it_and_the_log_says_so(log_in, world, family):
    browser = log_in("sander")
    browser.post(reverse("log_contact", args=[family]), VISIT)
    path = reverse("correct_contact", args=[family, ContactEntry.rows.get().pk])
    assert VISIT["text"] in unescape(browser.get(path).content.decode())

    answer = browser.post(path, VISIT | {"text": "De crèche belde.", "seen": "0"})

    assert answer.status_code == 303
    assert "De crèche belde." in page_of(browser, family)
    assert "verbeterd" in page_of(browser, family)
    assert log_in("anouk").get(path).status_code == 404
    assert path not in page_of(log_in("anouk"), family)
    assert path in page_of(log_in("sander"), family)


def test_a_correction_from_an_older_page_shows_both_and_overwrites_nothing(log_in, family):
    browser = log_in("sander")
    browser.post(reverse("log_contact", args=[family]), VISIT)
    path = reverse("correct_contact", args=[family, ContactEntry.rows.get().pk])
    browser.post(path, VISIT | {"text": "Eerst verbeterd.", "seen": "0"})

    shown = unescape(browser.post(path, VISIT | {"text": "Later getypt.", "seen": "0"}).content.decode())

    assert "Eerst verbeterd." in shown
    assert "Later getypt." in shown
    assert ContactEntry.rows.get().text == "Eerst verbeterd."


def test_a_correction_keeps_a_side_on_which_nobody_stands_any_more(log_in, world, family):
    browser = log_in("sander")
    browser.post(reverse("log_contact", args=[family]), VISIT | {"readers": ["household"]})
    TeamMember.rows.filter(case__code=family, role=TeamRole.NEWCOMER).delete()
    path = reverse("correct_contact", args=[family, ContactEntry.rows.get().pk])

    shown = browser.get(path).content.decode()
    assert re.search(r'<input[^>]*name="readers"[^>]*value="household"[^>]*checked', shown)
    browser.post(path, VISIT | {"readers": ["household"], "text": "Verbeterd.", "seen": "0"})
    assert ContactEntry.rows.get().to_household
    assert (
        'value="household"'
        not in browser.get(reverse("log_contact", args=[family]))
        .content.decode()
        .split("Wie leest dit ook?")[-1]
        .split("</fieldset>")[0]
    )


@pytest.mark.parametrize(("language", "begins"), [("ar", ["ar"]), ("", [""])])
def test_the_language_of_the_household_is_filled_in_where_it_is_known_and_no_other(log_in, family, language, begins):
    Household.rows.filter(case__code=family).update(contact_language=language)

    shown = log_in("sander").get(reverse("log_contact", args=[family])).content.decode()
    asked = shown.split('name="language"')[1].split("</select>")[0]
    assert re.findall(r'value="(\w*)" selected', asked) == begins


def test_language_and_interpreter_are_never_said_to_be_free_also_after_an_error(log_in, family):
    path, browser = reverse("log_contact", args=[family]), log_in("sander")

    def asked(answer, name):
        return answer.content.decode().split(f'name="{name}"')[0].rpartition("hv-field")[2]

    pages = (browser.get(path), browser.post(path, {"happened_on": ""}))
    for shown in pages:
        assert not [name for name in ("language", "interpreting") if "niet verplicht" in asked(shown, name)]
        assert "niet verplicht" in asked(shown, "follow_up")


def test_of_what_is_taken_back_nothing_is_read_but_that_it_was(log_in, world, family):
    number = noted(world, family, text="In het verkeerde dossier.", to=[HOUSEHOLD])
    path = reverse("correct_contact", args=[family, number])
    with pytest.raises(NotFound):
        take_contact_back(by=world.actor("anouk"), now=world.now, case=family, entry=number)

    log_in("sander").post(path, {"take_back": "yes"})

    row = ContactEntry.rows.get()
    assert (row.text, row.topics, row.parties) == ("", [], [])
    for key in ("sander", "anouk", "samir"):
        assert "In het verkeerde dossier." not in page_of(log_in(key), family)
        assert "Teruggenomen door Sander Bos" in page_of(log_in(key), family)
    contact = Contact(world.today, ContactChannel.PHONE, "Toch.", parties=frozenset({ContactParty.COA}))
    with pytest.raises(Conflict, match="contact_taken_back"):
        correct_contact(by=world.actor("sander"), now=world.now, case=family, entry=number, contact=contact, seen=0)


def test_the_log_is_narrowed_by_channel_and_to_ones_own_and_keeps_that_in_the_address(log_in, world, family):
    noted(world, family, text="Sander belde.")
    noted(world, family, "anouk", text="Anouk belde.")
    log_in("sander").post(reverse("log_contact", args=[family]), VISIT)

    assert read(world, "sander", family, channel="phone") == ["Anouk belde.", "Sander belde."]
    assert read(world, "sander", family, channel="phone", mine=True) == ["Sander belde."]
    answer = log_in("sander").get(reverse("contacts", args=[family]), {"channel": "letter"})
    assert "Toon alles" in answer.content.decode()


def test_the_log_is_narrowed_to_what_was_explained_among_what_one_may_read(log_in, world, family):
    log_in("sander").post(reverse("log_contact", args=[family]), VISIT)
    noted(world, family, text="Niets uitgelegd.")

    assert read(world, "sander", family, topic="money") == [VISIT["text"]]
    assert read(world, "sander", family, topic="post") == []
    assert read(world, "lena", family, topic="money") == []  # she sees that there was contact, and not about what
    assert len(read(world, "lena", family)) == 2
    shown = unescape(log_in("sander").get(reverse("contacts", args=[family]), {"topic": "money"}).content.decode())
    assert VISIT["text"] in shown
    assert "Niets uitgelegd." not in shown


def test_what_was_begun_and_never_saved_is_forgotten_after_two_weeks(world, family):
    content, two_weeks = {"text": ["Half"]}, timedelta(days=14)
    keep_draft(by=world.actor("sander"), now=world.now, case=family, content=content)

    assert forget_old_drafts(world.now + two_weeks - timedelta(seconds=1)) == 0
    assert ContactDraft.rows.get().content == content
    assert forget_old_drafts(world.now + two_weeks) == 1
    assert not ContactDraft.rows.exists()


def test_a_long_log_is_read_page_by_page_the_latest_first(log_in, world, family):
    for number in range(27):
        noted(world, family, text=f"Gesprek {number:02}.")

    browser = log_in("sander")
    assert "Gesprek 26." in page_of(browser, family)
    assert "Gesprek 00." not in page_of(browser, family)
    answer = browser.get(reverse("contacts", args=[family]), {"page": "2"})
    assert "Gesprek 00." in answer.content.decode()


def test_a_closed_case_keeps_its_log_and_takes_nothing_more(log_in, world, family):
    noted(world, family)
    how = {"seen": Case.rows.get(code=family).plan_version, "knows_of_terms": True, "text": "Klaar."}
    close(by=world.actor("sander"), now=world.now, case=family, reason=ClosingReason.OTHER, **how)

    browser = log_in("sander")
    assert "Wij spraken elkaar." in page_of(browser, family)
    assert "Contact noteren" not in page_of(browser, family)
    assert browser.get(reverse("log_contact", args=[family])).status_code == 409
    with pytest.raises(Conflict, match="case_is_closed"):
        noted(world, family)


@pytest.mark.parametrize("named", [{"about": MemberNo(9)}, {"members": frozenset({MemberNo(9)})}])
def test_nobody_is_named_who_does_not_belong_to_the_household(world, family, named):
    contact = Contact(world.today, ContactChannel.LETTER, "Brief.", language="ar", interpreting=Interpreting.OTHER)
    contact = replace(contact, parties=frozenset({ContactParty.OTHER}), **named)

    with pytest.raises(NotFound):
        log_contact(by=world.actor("sander"), now=world.now, case=family, contact=contact)


def test_that_words_were_read_stands_in_the_log_with_their_tier(log_in, world, family):
    noted(world, family)
    log_in("anouk").get(reverse("contacts", args=[family]))

    row = AuditRow.rows.filter(verb="case.read", case_code=family).latest("number")
    assert "contacts" in row.detail["fields"]
    assert "P2" in row.detail["tiers"]


def test_a_topic_that_was_explained_needs_no_other_words(log_in, family):
    answer = log_in("sander").post(reverse("log_contact", args=[family]), VISIT | {"text": ""})

    assert answer.status_code == 303
    assert set(ContactEntry.rows.get().topics) == {"school", "money"}
