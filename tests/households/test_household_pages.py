"""The pages of a household, over HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.core.errors import RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households import actions, queries
from hervest.households.entry_actions import enter_household
from hervest.households.models import Need
from hervest.households.vocabulary import LanguageFacts, LanguageLevel, MemberRole, NeedKind
from hervest.journey import actions as journey
from hervest.journey.queries import team_of
from hervest.journey.vocabulary import TraitCode
from households.families import HADDAD


@pytest.fixture
def family(begin):
    return begin(make_family)


def make_family(world):
    """The family Haddad, led by Sander."""
    by = world.actor("sander")
    code = journey.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    actions.save_household(by=by, now=world.now, case=code, record=HADDAD)
    return code


def record(code):
    return queries.record_of(code)


def member_data(**changes):
    start = {
        "role": "child",
        "first_name": "Lina",
        "last_name": "Haddad",
        "born_on": "2015-06-01",
        "sex": "female",
        "nationality": "",
        "literacy": "",
        "years_of_schooling": "",
        "education": "",
        "occupations": "",
        "due_on": "",
        "language_1": "",
        "level_1": "",
        "reason": "Gezien in het paspoort.",
    }
    return start | changes


SPEAKS = "Geen volwassene spreekt genoeg Nederlands."
NO_NOTED = "Genoteerd is dat er geen tolk nodig is"


def interpreter_on(page, address):
    """What the page of the household and the top of its case say of an interpreter."""
    facts = page.get(address).content.decode().split("Tolk nodig</dt>")[1].split("</dd>")[0]
    top = page.get(address.removesuffix("household/")).content.decode()
    return facts, "geen tolk nodig" in top, "tolk nodig</small>" in top.replace("geen tolk nodig", "")


def test_a_no_in_the_file_is_not_shown_against_what_the_plan_goes_by(log_in, world, family):
    sander, address = log_in("sander"), reverse("household", args=[family])
    by = {"by": world.actor("sander"), "now": world.now, "case": family, "reason": "Gevraagd aan de trainer."}
    actions.correct_household(**by, changes={"is_interpreter_needed": False})

    facts, says_no, says_yes = interpreter_on(sander, address)
    assert "ja" in facts
    assert SPEAKS in facts
    assert NO_NOTED in facts
    assert (says_no, says_yes) == (False, True)

    dutch = (LanguageFacts("nl", LanguageLevel.FLUENT),)
    head = next(row for row in record(family).present if row.role is MemberRole.HEAD)
    actions.correct_member(**by, member=head.no, changes={"languages": dutch})
    facts, says_no, says_yes = interpreter_on(sander, address)
    assert "nee" in facts
    assert SPEAKS not in facts
    assert (says_no, says_yes) == (True, False)


def test_a_persons_word_that_an_interpreter_is_not_needed_stands_on_the_page_and_on_the_case(log_in, world, family):
    sander, address = log_in("sander"), reverse("household", args=[family])
    facts, says_no, says_yes = interpreter_on(sander, address)
    assert "Er is om een tolk gevraagd." in facts
    assert (says_no, says_yes) == (False, True)

    journey.say_trait(
        by=world.actor("sander"),
        now=world.now,
        case=family,
        trait=TraitCode.INTERPRETER_NEEDED,
        member=MemberNo(0),
        holds=False,
        reason="Een zus tolkt, zo wil het gezin het.",
    )

    facts, says_no, says_yes = interpreter_on(sander, address)
    assert "nee" in facts
    assert "Een collega heeft dit vastgesteld" in facts
    assert (says_no, says_yes) == (True, False)


def test_the_page_shows_who_is_in_it_and_what_is_needed(log_in, family):
    page = log_in("sander").get(reverse("household", args=[family])).content.decode()

    assert "Grâce" in page
    assert "Amal" in page
    assert "Niet bellen na acht uur." in page


def test_a_lead_outside_the_team_reads_no_word_of_needs_or_relatives(log_in, family):
    page = log_in("lena").get(reverse("household", args=[family])).content.decode()

    assert "Grâce" in page
    assert "Amal" not in page
    assert "Kan moeilijk lopen" not in page
    assert "Niet bellen" not in page


@pytest.mark.parametrize("key", ["hatice", "joris", "lotte"])
def test_for_others_the_page_does_not_exist(log_in, family, key):
    client = log_in(key)

    assert client.get(reverse("household", args=[family])).status_code == 404
    assert client.get(reverse("correct_member", args=[family, 3])).status_code == 404


def test_a_name_is_corrected_and_marked(log_in, family):
    client = log_in("sander")
    address = reverse("correct_member", args=[family, 3])
    assert client.get(address).status_code == 200

    sent = client.post(address, member_data(first_name="Leen", language_1="Arabisch", level_1="native"))

    assert sent.status_code == 303
    assert record(family).member(3).first_name == "Leen"
    assert {"members[3].first_name", "members[3].languages"} == set(record(family).corrected)


def test_an_unknown_language_is_said_at_its_field_and_nothing_is_lost(log_in, family):
    sent = log_in("sander").post(
        reverse("correct_member", args=[family, 3]), member_data(first_name="Leen", language_1="Klingonees")
    )

    assert sent.status_code == 200
    assert "Klingonees" in sent.content.decode()
    assert "Leen" in sent.content.decode()
    assert record(family).member(3).first_name == "Lina"


def test_a_need_is_added_corrected_judged_and_taken_away(log_in, world, family):
    client = log_in("sander")
    add = reverse("add_need", args=[family])
    assert client.post(add, {"member": "4", "kind": "aid", "reason": "Gezien."}).status_code == 303
    need = Need.rows.get(household__case__code=family, member_no=4).pk

    assert (
        client.post(reverse("judge_aid", args=[family, need]), {"aid": "wheelchair", "reason": "x"}).status_code == 303
    )
    assert queries.facts_of(family, today=world.today).needs >= {NeedKind.WHEELCHAIR}

    correct = {"member": "", "kind": "quiet_area", "reason": "Anders."}
    assert client.post(reverse("correct_need", args=[family, need]), correct).status_code == 303
    need = Need.rows.get(household__case__code=family, member_no=0).pk
    assert (
        client.post(reverse("remove_need", args=[family, need]), {"reason": "Was een vergissing."}).status_code == 303
    )
    assert {(row.member, row.kind) for row in record(family).needs} == {
        (2, NeedKind.LIFT),
        (2, NeedKind.CARE_FROM_DAY_ONE),
    }


def entry(**changes):
    start = {
        "municipality": "",
        "route": "status_holder",
        "allocated_on": "2026-11-02",
        "arrival_on": "2026-12-14",
        "country_of_stay": "",
        "stay": "",
        "years_displaced": "",
        "contact_language": "Tigrinya",
        "is_interpreter_needed": "yes",
        "sponsor_wish": "",
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-MIN_NUM_FORMS": "1",
        "form-MAX_NUM_FORMS": "12",
    }
    person = member_data(role="head", first_name="ሚካል", born_on="1990-01-01")
    del person["reason"]
    start |= {f"form-0-{name}": value for name, value in person.items()} | {"form-0-needs": ["lift"]}
    start |= dict.fromkeys((f"form-1-{name}" for name in person), "")
    return start | changes


def test_a_household_is_entered_by_hand_and_led_by_who_entered_it(log_in, world):
    client = log_in("sander")
    assert client.get(reverse("enter_household")).status_code == 200
    assert client.get(reverse("enter_household") + "?people=2").status_code == 200

    sent = client.post(reverse("enter_household"), entry())

    code = sent["Location"].split("/")[2]
    found = record(code)
    assert [(row.no, row.first_name) for row in found.members] == [(1, "ሚካል")]
    assert found.contact_language == "ti"
    assert [(row.member, row.kind) for row in found.needs] == [(1, NeedKind.LIFT)]
    assert [row.name for row in team_of(world.actor("sander"), code, today=world.today)] == ["Sander Bos"]
    assert queries.facts_of(code, today=world.today).arrival_on.isoformat() == "2026-12-14"


def test_a_household_without_a_head_is_not_entered_and_nothing_typed_is_lost(log_in, world):
    sent = log_in("sander").post(reverse("enter_household"), entry(**{"form-0-role": "partner"}))

    assert sent.status_code == 200
    assert "ሚካል" in sent.content.decode()
    assert queries.cases_by_name(world.actor("sander"), "ሚካል", today=world.today, limit=5).rows == ()


def test_the_planner_enters_no_household(log_in):
    assert log_in("joris").get(reverse("enter_household")).status_code == 404


def test_somebody_leaves_on_a_day_and_comes_back_without_one(log_in, family):
    client, path = log_in("sander"), reverse("member_left", args=[family, 2])
    reason = {"reason": "Uit elkaar."}

    assert 'value="2026-11-23"' in str(client.get(path).context["form"]["left_on"])
    assert client.post(path, reason | {"left_on": "", "submission": "l1"}).context["form"].errors["left_on"]
    assert client.post(path, reason | {"left_on": "2026-11-20", "submission": "l2"}).status_code == 303
    assert client.post(path, reason | {"left_on": "", "submission": "l3"}).status_code == 303
    assert all(member.left_on is None for member in record(family).members)


def test_a_household_without_people_is_told_what_to_do(log_in):
    empty = {name: "" if name.startswith("form-0-") else value for name, value in entry().items()}
    del empty["form-0-needs"]
    page = log_in("sander").post(reverse("enter_household"), empty)

    assert page.status_code == 200
    assert "Vul ten minste één persoon in" in page.content.decode()
    assert "Verstuur" not in page.content.decode()


def test_nobody_is_born_on_a_day_to_come_whatever_the_form(log_in, family):
    client = log_in("sander")
    new, there = reverse("add_member", args=[family]), reverse("correct_member", args=[family, 2])

    for key, path in (("b1", new), ("b2", there)):
        page = client.post(path, member_data(born_on="2026-11-24", submission=key))
        assert page.context["form"].errors["born_on"] == [
            "Deze dag moet nog komen. Kies vandaag of een dag die voorbij is."
        ]
    assert client.post(new, member_data(born_on="2026-11-23", submission="b3")).status_code == 303


@pytest.mark.parametrize("day", ["2026-11-24", "2099-01-01"])
def test_a_household_with_a_birth_to_come_is_not_entered(log_in, world, day):
    wrong = log_in("sander").post(reverse("enter_household"), entry(**{"form-0-born_on": day}))

    assert wrong.context["people"].forms[0].errors.keys() == {"born_on"}
    assert f'value="{day}"' in wrong.content.decode()
    assert queries.cases_by_name(world.actor("sander"), "ሚካል", today=world.today, limit=5).rows == ()


def test_the_action_itself_lets_nobody_be_born_on_a_day_to_come(world, family):
    who = world.actor("sander")
    late = replace(HADDAD.members[1], born_on=world.today + timedelta(days=1))

    with pytest.raises(RuleBroken, match="day_still_to_come"):
        actions.add_member(by=who, now=world.now, case=family, member=late, reason="gezien")
    with pytest.raises(RuleBroken, match="day_still_to_come"):
        enter_household(
            by=who, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT, record=replace_member(late)
        )
    actions.add_member(by=who, now=world.now, case=family, member=replace(late, born_on=world.today), reason="gezien")


def replace_member(member):
    return replace(HADDAD, members=(HADDAD.members[0], member))


def test_a_level_without_a_language_is_refused_and_not_dropped(log_in, family):
    client, path = log_in("sander"), reverse("correct_member", args=[family, 2])

    page = client.post(path, member_data(level_1="native", submission="v1"))
    assert page.context["form"].errors.keys() == {"language_1"}
    assert "Vul ook in welke taal, of laat allebei leeg." in page.content.decode()
    assert "selected" in str(page.context["form"]["level_1"])
    assert client.post(path, member_data(level_1="native", language_1="Arabisch", submission="v2")).status_code == 303


def test_what_is_wrong_with_a_person_stands_at_the_top_with_a_link_to_its_field(log_in):
    wrong = {
        "form-0-nationality": "Atlantis",
        "form-1-first_name": "Ook",
        "form-1-years_of_schooling": "veel",
        "form-1-due_on": "2026-01-01",
    }
    text = log_in("sander").post(reverse("enter_household"), entry(**wrong)).content.decode()
    top = text[text.index('role="alert"') : text.index('id="id_form-0-role"')]

    assert text.count('role="alert"') == 1
    for person, name in (
        (1, "form-0-nationality"),
        (2, "form-1-years_of_schooling"),
        (2, "form-1-role"),
        (2, "form-1-due_on"),
    ):
        assert f'href="#id_{name}">Persoon {person}: ' in top
        assert f'id="id_{name}"' in text


def test_a_need_says_where_it_came_from(log_in, family):
    client = log_in("sander")
    code = client.post(reverse("enter_household"), entry())["Location"].split("/")[2]
    by_hand = [client.get(reverse(page, args=[code])).content.decode() for page in ("household", "case")]
    from_dossier = client.get(reverse("household", args=[family])).content.decode()

    assert ["met de hand ingevoerd" in text for text in by_hand] == [True, True]
    assert ["volgens het dossier" in text for text in by_hand] == [False, False]
    assert "volgens het dossier" in from_dossier
    assert "met de hand ingevoerd" not in from_dossier


def test_the_word_of_the_file_on_a_sponsor_group_says_where_it_came_from(log_in, family):
    client = log_in("sander")
    code = client.post(reverse("enter_household"), entry(sponsor_wish="yes"))["Location"].split("/")[2]
    told = []
    for case in (code, family):
        text = client.get(reverse("household", args=[case])).content.decode()
        told.append(text[text.index("Wil een sponsorgroep") :].partition("</dd>")[0])

    assert ["met de hand ingevoerd" in each for each in told] == [True, False]
    assert ["volgens het dossier" in each for each in told] == [False, True]


def test_a_cell_of_somebody_of_whom_no_school_is_known_is_empty(log_in, family):
    client = log_in("sander")
    small = member_data(first_name="Klein", submission="k1")
    client.post(reverse("add_member", args=[family]), small | {"born_on": "2025-01-01"})
    learned = member_data(education="mbo", submission="k2")
    client.post(reverse("correct_member", args=[family, 2]), learned)
    page = client.get(reverse("household", args=[family])).content.decode()

    assert 'data-label="School en werk"></td>' in page
    assert 'data-label="School en werk"><span>' in page
