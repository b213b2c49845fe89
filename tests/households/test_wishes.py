"""Wishes in a person's own word: noted by hand, kept by a later dossier, the sensitive ones for named readers only."""

import pytest
from django.urls import reverse

from hervest.audit.models import AuditRow
from hervest.core.errors import NotFound, RuleBroken
from hervest.core.vocabulary import MemberNo, Route
from hervest.households import own_word_actions as actions
from hervest.households.actions import save_household
from hervest.households.models import Household
from hervest.households.own_word_queries import wishes_to_correct
from hervest.households.record_queries import record_of
from hervest.households.record_rules import WishRecord
from hervest.households.vocabulary import WishTopic
from hervest.journey import actions as journey
from hervest.journey.vocabulary import TeamRole
from households.families import HADDAD
from intake.dossier_files import NUMBER, family
from intake.test_import_actions import case_of, take

SEWING = WishRecord(MemberNo(1), WishTopic.WORK, "Weer naaien; en koken.")
MENTOR = WishRecord(None, WishTopic.MENTOR, "Liever een vrouw.")
FORM = {"member": "2", "topic": "work", "text": "In een bakkerij werken.", "reason": "ريم, in het Arabisch."}


@pytest.fixture
def case(begin):
    return begin(open_a_case)


def open_a_case(world):
    """The family Haddad, led by Sander; Lotte is in the team and no named reader."""
    by = world.actor("sander")
    code = journey.open_case(by=by, now=world.now, municipality="GM9001", route=Route.RESETTLEMENT).code
    save_household(by=by, now=world.now, case=code, record=HADDAD)
    lotte = world.ids["lotte"]
    journey.join_team(by=by, now=world.now, case=code, person=lotte, role=TeamRole.CIVIC_OFFICER)
    return code


def say(world, case, key="sander"):
    return {"by": world.actor(key), "now": world.now, "case": case, "reason": "Gehoord van haarzelf."}


def key_of(world, case, text):
    lines = wishes_to_correct(world.actor("sander"), case, today=world.today).lines
    return next(line.key for line in lines if line.record.text == text)


def texts(case):
    return [wish.text for wish in record_of(case).wishes]


def addresses(case, key):
    return [reverse(name, args=[case, key]) for name in ("correct_wish", "remove_wish")]


def test_a_wish_is_added_corrected_and_taken_away_with_a_reason(log_in, world, case):
    client = log_in("sander")
    assert client.get(reverse("add_wish", args=[case])).status_code == 200
    assert client.post(reverse("add_wish", args=[case]), FORM).status_code == 303
    page = client.get(reverse("household", args=[case])).content.decode()
    assert "In een bakkerij werken." in page
    assert "ريم, in het Arabisch." in page

    correct, remove = addresses(case, key_of(world, case, "In een bakkerij werken."))
    assert client.get(correct).context["form"].initial["topic"] == WishTopic.WORK
    assert client.post(correct, FORM | {"member": "", "topic": "mentor", "submission": "2"}).status_code == 303
    assert record_of(case).wishes[-1] == WishRecord(None, WishTopic.MENTOR, "In een bakkerij werken.")

    assert client.get(remove).status_code == 404
    _, remove = addresses(case, key_of(world, case, "In een bakkerij werken."))
    assert "In een bakkerij werken." in client.get(remove).content.decode()
    assert client.post(remove, {"reason": " ", "submission": "3"}).status_code == 200
    assert client.post(remove, {"reason": "Toch niet.", "submission": "4"}).status_code == 303
    assert texts(case) == ["Zelf de bedden kiezen.", "Eerst kennismaken."]


def test_the_log_names_what_was_done_and_not_what_they_wish(world, case):
    actions.add_wish(**say(world, case), wish=MENTOR)
    becomes = WishRecord(None, WishTopic.MENTOR, "Maakt niet uit.")
    actions.correct_wish(**say(world, case), wish=key_of(world, case, MENTOR.text), becomes=becomes)
    actions.remove_wish(**say(world, case), wish=key_of(world, case, "Maakt niet uit."))

    noted = AuditRow.rows.filter(case_code=case, verb__startswith="wish.").order_by("pk")
    assert [row.verb for row in noted] == ["wish.added", "wish.corrected", "wish.removed"]
    assert all("vrouw" not in str(row.detail) and "mentor" not in str(row.detail) for row in noted)


def test_who_is_no_named_reader_changes_ordinary_wishes_and_finds_no_sensitive_one(log_in, world, case):
    client = log_in("lotte")
    ordinary = key_of(world, case, "Zelf de bedden kiezen.")
    sensitive = key_of(world, case, "Eerst kennismaken.")
    topics = {value for value, _ in client.get(reverse("add_wish", args=[case])).context["form"]["topic"].field.choices}

    assert topics == {"", "furnishing", "neighbourhood", "work", "school", "other"}
    assert [client.get(address).status_code for address in addresses(case, ordinary)] == [200, 200]
    assert [client.get(address).status_code for address in addresses(case, sensitive)] == [404, 404]
    assert "Eerst kennismaken." not in client.get(reverse("household", args=[case])).content.decode()
    assert [log_in("sander").get(address).status_code for address in addresses(case, sensitive)] == [200, 200]


def test_no_action_takes_a_sensitive_wish_from_who_may_not_read_it(world, case):
    lotte, sensitive = say(world, case, "lotte"), key_of(world, case, "Eerst kennismaken.")

    with pytest.raises(NotFound):
        actions.add_wish(**lotte, wish=MENTOR)
    with pytest.raises(NotFound):
        actions.correct_wish(**lotte, wish=sensitive, becomes=SEWING)
    with pytest.raises(NotFound):
        actions.correct_wish(**lotte, wish=key_of(world, case, "Zelf de bedden kiezen."), becomes=MENTOR)
    with pytest.raises(NotFound):
        actions.remove_wish(**lotte, wish=sensitive)
    actions.add_wish(**lotte, wish=SEWING)
    assert texts(case) == ["Zelf de bedden kiezen.", SEWING.text, "Eerst kennismaken."]


@pytest.mark.parametrize("key", ["hatice", "joris", "lena"])
def test_outside_the_team_and_the_municipality_there_is_no_such_page(log_in, world, case, key):
    pages = [reverse("add_wish", args=[case]), *addresses(case, key_of(world, case, "Zelf de bedden kiezen."))]

    assert [log_in(key).get(address).status_code for address in pages] == [404] * 3
    assert [log_in("sander").get(address).status_code for address in pages] == [200] * 3


def test_a_wish_stands_once_is_somebodys_and_says_something_else_when_corrected(world, case):
    actions.add_wish(**say(world, case), wish=SEWING)

    with pytest.raises(RuleBroken, match="wish_stands_already"):
        actions.add_wish(**say(world, case), wish=SEWING)
    with pytest.raises(RuleBroken, match="nothing_changed"):
        actions.correct_wish(**say(world, case), wish=key_of(world, case, SEWING.text), becomes=SEWING)
    with pytest.raises(NotFound):
        actions.add_wish(**say(world, case), wish=WishRecord(MemberNo(9), WishTopic.WORK, "Werken."))


def test_that_somebody_wishes_a_mentor_is_told_by_no_field_below_its_tier(world, case):
    actions.add_wish(**say(world, case), wish=MENTOR)
    actions.add_wish(**say(world, case), wish=SEWING)

    row = Household.rows.get(case__code=case)
    assert (set(row.corrected), set(row.corrected_for_named)) == ({"wishes[1:work]"}, {"wishes[:mentor]"})


def test_a_wish_that_was_taken_away_is_not_brought_back_by_the_next_file(world):
    take(world, family())
    actions.remove_wish(**say(world, case_of()), wish=key_of(world, case_of(), SEWING.text))

    assert take(world, family()).kept == {NUMBER: ("wensen[1:werk]",)}
    assert texts(case_of()) == ["Zelf kiezen."]
    take(world, family(), overwrite={NUMBER: frozenset({"wensen[1:werk]"})})
    assert texts(case_of()) == ["Zelf kiezen.", SEWING.text]


def test_what_was_added_or_corrected_of_a_wish_survives_the_next_file(world):
    take(world, family())
    becomes = WishRecord(MemberNo(1), WishTopic.WORK, "Weer naaien.")
    actions.correct_wish(**say(world, case_of()), wish=key_of(world, case_of(), SEWING.text), becomes=becomes)
    actions.add_wish(**say(world, case_of()), wish=MENTOR)

    report = take(world, family())

    assert (report.kept, report.warnings) == ({NUMBER: ("wensen[1:werk]",)}, ())
    assert texts(case_of()) == ["Zelf kiezen.", "Weer naaien.", MENTOR.text]


def test_of_two_wishes_alike_the_one_taken_away_stays_away(world):
    sheets = family()
    sheets["Wensen"].append([NUMBER, 1, "werk", "Lesgeven."])
    take(world, sheets)
    actions.remove_wish(**say(world, case_of()), wish=key_of(world, case_of(), SEWING.text))

    take(world, sheets)

    assert texts(case_of()) == ["Zelf kiezen.", "Lesgeven."]
