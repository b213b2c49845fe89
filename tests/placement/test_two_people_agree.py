"""Two people record the same agreement about a household's home: the second sees both, and may send theirs again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from hervest.households.vocabulary import NeedKind
from hervest.placement.agreed_models import FollowUpHome, Stay, TravelAdvice
from people import TODAY
from portal.test_two_people_edit import opened, sent

END = TODAY + timedelta(days=250)


@pytest.fixture
def agreeing(waiting):
    """A family that needs a hospital near, a home far from one whose tenancy ends soon, and two to go on to."""
    waiting.family("amal", needs=(NeedKind.HOSPITAL_NEAR,))
    waiting.home("W-FAR", minutes_hospital=70, rented_until=END)
    for code in ("W-ONE", "W-TWO"):
        waiting.home(code, available_from=END)
    return waiting


ADVICE = {"kind": "travel_time", "minutes": "75", "adviser": "public_health", "advised_on": TODAY.isoformat()}
STAY = {"place": "hotel", "from_on": TODAY.isoformat(), "until_on": (TODAY + timedelta(days=120)).isoformat()}
RECORDED = {
    "advice": (ADVICE, {"minutes": "90"}, {"75", "90"}),
    "stay": (STAY, {"place": "relatives"}, None),
    "follow_up": ({"next_unit": "{W-ONE}"}, {"next_unit": "{W-TWO}"}, None),
}
"""What is recorded -> what the first types, what the second types otherwise, and the words shown of both."""


def spelled(waiting, values):
    return {name: value.format(**waiting.units) for name, value in values.items()}


@pytest.mark.parametrize("name", RECORDED)
def test_the_second_sees_both_and_may_send_theirs_again(agreeing, log_in, name):
    first, differs, words = RECORDED[name]
    theirs, mine = (spelled(agreeing, {**first, **said}) for said in ({}, differs))
    browser, address = log_in("marieke"), reverse(name, args=[agreeing.families["amal"], agreeing.units["W-FAR"]])
    looked = opened(browser, address)

    assert browser.post(address, looked | theirs).status_code == 303
    both = browser.post(address, looked | mine)

    form = both.context["form"]
    assert both.status_code == 200
    assert "iemand was u voor" in both.content.decode()
    found = {word for row in form.differences for word in (row.now, row.typed)}
    assert words is None or found == words
    assert len(form.differences) == 1
    assert opened(browser, address).items() >= theirs.items()
    assert browser.post(address, sent(form)).status_code == 303
    assert opened(browser, address).items() >= mine.items()
    model = {"advice": TravelAdvice, "stay": Stay, "follow_up": FollowUpHome}[name]
    assert sorted(model.rows.values_list("is_active", flat=True)) == [False, True]


@pytest.mark.parametrize("name", RECORDED)
def test_who_saw_what_stands_replaces_it_at_once(agreeing, log_in, name):
    first, differs, _ = RECORDED[name]
    browser, address = log_in("marieke"), reverse(name, args=[agreeing.families["amal"], agreeing.units["W-FAR"]])
    browser.post(address, opened(browser, address) | spelled(agreeing, first))

    assert browser.post(address, opened(browser, address) | spelled(agreeing, differs)).status_code == 303


def seen_to_end(browser, address):
    """What the button that takes it back sends, as its page stands now."""
    page = browser.get(address)
    assert 'name="end"' in page.content.decode()
    return {"end": "1", "seen": page.context["form"].initial["seen"]}


def test_who_takes_a_stay_back_does_not_take_back_unseen_what_a_colleague_recorded_since(agreeing, log_in):
    browser, address = log_in("marieke"), reverse("stay", args=[agreeing.families["amal"], agreeing.units["W-FAR"]])
    browser.post(address, opened(browser, address) | STAY)
    looked = seen_to_end(browser, address)
    browser.post(address, opened(browser, address) | STAY | {"place": "relatives"})

    refused = browser.post(address, looked)

    assert refused.status_code == 200
    assert "intussen heeft iemand vastgelegd wat hier nu staat" in refused.content.decode()
    assert refused.context["form"].initial["place"] == "relatives"
    assert Stay.rows.get(is_active=True).place == "relatives"
    assert browser.post(address, seen_to_end(browser, address)).status_code == 303
    assert not Stay.rows.filter(is_active=True).exists()


def test_who_takes_back_a_stay_that_a_colleague_took_back_reads_so(agreeing, log_in):
    browser, address = log_in("marieke"), reverse("stay", args=[agreeing.families["amal"], agreeing.units["W-FAR"]])
    browser.post(address, opened(browser, address) | STAY)
    looked = seen_to_end(browser, address)
    assert browser.post(address, looked).status_code == 303

    again = browser.post(address, looked)
    assert again.status_code == 200
    assert "intussen deed iemand anders dat al" in again.content.decode()
