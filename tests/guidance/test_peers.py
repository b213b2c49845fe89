"""Meeting people who went through the same: only on one's own request, read by the one it was sent to."""

import pytest
from django.urls import reverse

from guidance.kept_safe import WORDS, make_safe_family
from guidance.supported import act
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from hervest.guidance import peer_actions
from hervest.guidance.models import PeerRequest
from hervest.guidance.peer_queries import own_peers, peer_view, peers_to_answer
from hervest.guidance.signal_vocabulary import PeerState
from hervest.notices.models import OutboxMessage
from trust.asking import print_of


@pytest.fixture
def family(begin):
    return begin(make_safe_family)


def asks(world, family, key="rima", *, to="anouk", text=f"{WORDS} wens"):
    how = {"to": world.ids[to], "text": text, "reached_by": f"{WORDS} op les"}
    return peer_actions.ask_for_peers(**act(world, family, key), **how)


def answers(world, request, key="anouk", *, state=PeerState.FOUND, answer="Er is iemand.", seen=0):
    how = {"wish": request, "state": state, "answer": answer, "seen": seen}
    peer_actions.answer_peers(by=world.actor(key), now=world.now, **how)


def own(world, key, family):
    return own_peers(world.actor(key), family, today=world.today).rows


def test_only_the_one_it_was_sent_to_reads_it_and_is_told_so_without_a_word(world, family, settings):
    settings.SENDS_MAIL = True
    request = asks(world, family)

    assert [row.id for row in peers_to_answer(world.actor("anouk"), today=world.today)] == [request]
    assert peer_view(world.actor("anouk"), request, today=world.today).text.startswith(WORDS)
    for key in ("sander", "lotte", "lena", "samir", "saskia", "fenna", "hatice"):
        assert peers_to_answer(world.actor(key), today=world.today) == ()
        with pytest.raises(NotFound):
            peer_view(world.actor(key), request, today=world.today)
    told = OutboxMessage.rows.filter(kind="signal_waits").get()
    assert (told.person_id, told.case_code, told.details) == (world.ids["anouk"], "", {})


@pytest.mark.parametrize("key", ["samir", "jamila"])
def test_for_the_others_of_the_household_there_is_no_such_wish(log_in, world, family, key):
    address = reverse("peers", args=[family])

    def looks():
        answer = log_in(key).get(address)
        return print_of(answer, answer.content.decode(), ())

    before = looks()
    request = asks(world, family)

    assert looks() == before
    assert own(world, key, family) == ()
    with pytest.raises(NotFound):
        peer_actions.take_peers_back(**act(world, family, key), wish=request)


@pytest.mark.parametrize("key", ["sander", "anouk", "saskia", "lena", "carla", "hatice"])
def test_nobody_asks_it_for_somebody_else(log_in, world, family, key):
    with pytest.raises((NotFound, NotAllowed)):
        asks(world, family, key)
    assert log_in(key).get(reverse("peers", args=[family])).status_code == 404


@pytest.mark.parametrize("to", ["saskia", "fenna", "samir", "lena"])
def test_it_is_sent_to_somebody_of_the_team_alone(world, family, to):
    with pytest.raises(RuleBroken, match="cannot_be_chosen"):
        asks(world, family, to=to)
    with pytest.raises(RuleBroken, match="peer_without_words"):
        asks(world, family, text=" ")


def test_the_answer_is_read_by_who_asked_and_who_was_first_is_shown(world, family):
    request = asks(world, family)
    answers(world, request)
    with pytest.raises(Conflict, match="peer_changed_meanwhile"):
        answers(world, request)
    with pytest.raises((NotFound, NotAllowed)):
        answers(world, request, "lotte", seen=1)

    (row,) = own(world, "rima", family)
    assert (row.state, row.answer) == (PeerState.FOUND, "Er is iemand.")
    assert peers_to_answer(world.actor("anouk"), today=world.today) == ()


def test_it_is_taken_back_whenever_and_nothing_of_it_is_left(log_in, world, family):
    request = asks(world, family)
    answers(world, request)
    browser = log_in("rima")
    assert browser.get(reverse("take_peers_back", args=[family, request])).status_code == 303
    assert PeerRequest.rows.exists()

    browser.post(reverse("take_peers_back", args=[family, request]))

    assert not PeerRequest.rows.exists()
    assert log_in("anouk").get(reverse("answer_peers", args=[request])).status_code == 404


def test_pages_keep_what_was_typed_and_the_log_tells_nothing_under_the_case(log_in, world, family):
    browser, address = log_in("rima"), reverse("peers", args=[family])
    assert WORDS in browser.post(address, {"text": f"{WORDS} wens", "to": ""}).content.decode()
    browser.post(address, {"text": f"{WORDS} wens", "to": str(world.ids["anouk"])})
    request = PeerRequest.rows.get().pk
    team = log_in("anouk")
    assert reverse("answer_peers", args=[request]) in team.get(reverse("signals")).content.decode()
    assert WORDS in team.get(reverse("answer_peers", args=[request])).content.decode()
    team.post(reverse("answer_peers", args=[request]), {"state": "looking", "answer": "Wij zoeken.", "seen": "0"})
    assert "Wij zoeken." in log_in("rima").get(address).content.decode()

    assert AuditRow.rows.filter(verb="peer.read", detail__wish=request).count() == 1
    for row in AuditRow.rows.all():
        assert WORDS not in str(row.detail)
        assert not (row.case_code and "peer" in row.verb)
