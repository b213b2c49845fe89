"""What happened is told by mail through a real mail server, also when that fails: nothing is lost or told twice."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from hervest.accounts.actor import system
from hervest.accounts.models import Person
from hervest.accounts.people_actions import end_role
from hervest.accounts.vocabulary import Tour
from hervest.audit.models import AuditRow
from hervest.core.errors import Conflict, NotAllowed, NotFound
from hervest.core.vocabulary import Route
from hervest.journey import actions as journey
from hervest.journey import emergency_actions
from hervest.journey.vocabulary import EmergencyReason
from hervest.notices.actions import choose_notices, record_sent, take_letters, try_again
from hervest.notices.jobs import send_due
from hervest.notices.models import OutboxMessage
from hervest.notices.outbox_actions import tell, tell_no_more
from hervest.notices.queries import choices_of, not_arrived
from hervest.notices.sending import send
from hervest.notices.settings import notice_settings
from hervest.notices.vocabulary import MailProblem, NoticeKind, Timing
from hervest.portal.tour_queries import tour_of_pages
from people import ELSEWHERE, HERE, NOW

REASON = "Mother at the desk, no colleague answers."


@pytest.fixture
def case(world):
    """A household of Sander's."""
    return journey.open_case(by=world.actor("sander"), now=NOW, municipality=HERE, route=Route.RESETTLEMENT).code


def emergency(world, case, key="lotte"):
    emergency_actions.take_emergency_access(
        by=world.actor(key), now=NOW, case=case, because=EmergencyReason.ACUTE_QUESTION, reason=REASON
    )


def waiting():
    return list(OutboxMessage.rows.filter(sent_at=None, given_up_at=None).order_by("pk"))


def test_every_lead_is_told_of_emergency_access_at_once_without_a_name(world, case, post):
    emergency(world, case)

    assert send_due(NOW) == 2
    assert {address for address, *_ in post.took} == {world.email("marieke"), world.email("lena")}
    for _, subject, text, _id in post.took:
        assert case in text
        assert "https://hervest.example" in text
        names = {name for full in Person.rows.values_list("name", flat=True) for name in full.split()}
        assert not {name for name in names if name in subject + text} - {"Hervest", "beheer"}
        assert REASON not in text
    assert waiting() == []
    assert send_due(NOW + timedelta(days=1)) == 0


def test_who_takes_it_is_not_told_and_elsewhere_nobody_is(world, case, post):
    emergency(world, case, key="lena")
    send_due(NOW)

    assert [address for address, *_ in post.took] == [world.email("marieke")]
    assert not OutboxMessage.rows.filter(municipality=ELSEWHERE).exists()


def test_without_a_mail_server_nothing_is_kept_to_be_sent_some_day(world, case, settings):
    settings.SENDS_MAIL = False
    emergency(world, case)

    assert OutboxMessage.rows.count() == 0
    assert send_due(NOW) == 0


def test_what_is_undone_is_not_told(world, post):
    with transaction.atomic():
        tell([world.ids["lena"]], NoticeKind.EMERGENCY_TAKEN, now=NOW, municipality=HERE, once="a", case="H-1")
        transaction.set_rollback(True)

    assert send_due(NOW) == 0
    assert post.took == []


def test_the_same_thing_is_told_once(world, post):
    for _ in range(3):
        tell([world.ids["lena"]] * 2, NoticeKind.EMERGENCY_TAKEN, now=NOW, municipality=HERE, once="a", case="H-1")
    tell([world.ids["lena"]], NoticeKind.EMERGENCY_TAKEN, now=NOW, municipality=HERE, once="b", case="H-2")

    assert send_due(NOW) == 1
    [(_, _, text, _)] = post.took
    assert text.count("H-1") == 1
    assert text.count("H-2") == 1


def test_what_is_no_longer_so_is_not_told_and_what_still_is_and_all_else_are(world, post):
    for once in ("match 1 check 0", "match 1 confirm 7", "match 12 check 0"):
        tell([world.ids["lena"]], NoticeKind.MATCH_TO_DO, now=NOW, municipality=HERE, once=once, case=once)

    tell_no_more("match 1 ", now=NOW, municipality=HERE, but={"match 1 confirm 7"})

    assert send_due(NOW + timedelta(days=1)) == 1
    [(_, _, text, _)] = post.took
    assert "match 1 check 0" not in text
    assert "match 1 confirm 7" in text
    assert "match 12 check 0" in text
    tell_no_more("match ", now=NOW, municipality=HERE)
    assert OutboxMessage.rows.count() == 2  # what went out is known to have gone


@pytest.mark.parametrize("how", ["their role ended", "their login was closed"])
def test_who_is_gone_before_it_is_sent_is_told_nothing_and_everybody_else_is(world, case, post, how):
    emergency(world, case)
    lena = Person.rows.get(pk=world.ids["lena"])
    if how == "their role ended":
        end_role(by=world.actor("marieke"), now=NOW, membership=lena.memberships.get().pk)
    else:
        Person.rows.filter(pk=lena.pk).update(is_active=False)

    assert send_due(NOW) == 1
    assert [address for address, *_ in post.took] == [world.email("marieke")]
    assert waiting() == []


def test_a_letter_in_hand_is_sent_though_what_it_told_of_is_no_longer_so(world, post):
    tell([world.ids["lena"]], NoticeKind.EMERGENCY_TAKEN, now=NOW, municipality=HERE, once="a 1", case="H-1")
    [letter] = take_letters(by=system("test"), now=NOW)

    tell_no_more("a ", now=NOW + timedelta(seconds=1), municipality=HERE)
    assert send(letter) is None
    record_sent(by=system("test"), now=NOW, letter=letter)

    assert len(post.took) == 1
    assert OutboxMessage.rows.get().sent_at == NOW
    assert AuditRow.rows.filter(verb="notice.sent").count() == 1


@pytest.mark.parametrize(
    ("keys", "does_work"),
    [(("lena", "marieke", "sander", "anouk", "samir"), True), (("sanne", "aad", "eva", "bas", "tolk"), False)],
    ids=["who does tasks", "who never does"],
)
def test_only_who_can_do_work_chooses_about_work_that_is_handed_over(world, everybody, keys, does_work):
    for key in keys:
        assert (NoticeKind.WORK_HANDED_OVER in choices_of(world.actor(key))) is does_work, key


@pytest.mark.parametrize(("key", "has_choice"), [("tolk", False), ("anouk", True)])
def test_where_there_is_nothing_to_choose_the_page_says_so_and_no_first_step_leads_there(
    world, everybody, log_in, key, has_choice
):
    client = log_in(key)
    text = client.get(reverse("choose_notices")).content.decode()

    assert ("er valt niets te kiezen" in text) is not has_choice
    assert ('type="radio"' in text) is has_choice
    pages = {card.href for card in tour_of_pages(world.actor(key), Tour(), {}, today=world.today)}
    assert reverse("mfa_index") in pages
    assert (reverse("choose_notices") in pages) is has_choice


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("lena", "fenna", "carla"), {"match_to_do"}),
        (("marieke", "sander", "anouk"), {"match_to_do", "match_made"}),
        (("samir", "saskia"), {"match_asked", "match_reminder"}),
        (("jamila", "joris", "ruben", "gijs", "pieter", "sanne", "aad", "eva", "bas", "tolk"), set()),
    ],
    ids=["who does", "who works on cases", "who is asked", "neither"],
)
def test_of_a_match_somebody_chooses_only_what_they_would_ever_be_told(world, everybody, keys, told):
    for key in keys:
        assert {kind for kind in choices_of(world.actor(key)) if kind.startswith("match_")} == told, key


@pytest.mark.parametrize(
    ("answer", "problem"), [("451 later", MailProblem.TEMPORARY), (None, MailProblem.NO_SERVER)], ids=["busy", "gone"]
)
def test_a_mail_that_fails_waits_and_goes_when_the_server_is_back(world, case, post, answer, problem):
    emergency(world, case)
    if answer:
        post.answer = answer
    else:
        post.stop()

    assert send_due(NOW) == 0
    assert {row.problem for row in waiting()} == {problem}
    assert not_arrived(world.actor("lena"), number=1).n_rows == 2
    assert send_due(NOW + timedelta(seconds=30)) == 0

    post.answer = "250 OK"
    if not answer:
        post.start()
    assert send_due(NOW + timedelta(minutes=2)) == 2
    assert len(post.took) == 2
    assert waiting() == []
    assert not_arrived(world.actor("lena"), number=1).n_rows == 0


def test_a_mail_is_given_up_after_the_last_wait_and_can_be_tried_again_by_hand(world, case, post):
    post.answer, now = "451 later", NOW
    emergency(world, case)
    for _ in range(len(notice_settings().waits) + 1):
        assert send_due(now) == 0
        now += timedelta(days=2)

    n_asked = post.n_asked
    assert send_due(now) == 0
    assert post.n_asked == n_asked
    rows = not_arrived(world.actor("lena"), number=1).rows
    assert {row.next_at for row in rows} == {None}
    assert {row.tries for row in rows} == {len(notice_settings().waits) + 1}

    post.answer = "250 OK"
    try_again(by=world.actor("lena"), now=now, message=rows[0].id)
    assert send_due(now) == 1


def test_a_refused_address_is_given_up_at_once(world, case, post):
    post.answer = "550 no such user"
    emergency(world, case)
    send_due(NOW)

    assert waiting() == []
    assert {row.problem for row in not_arrived(world.actor("lena"), number=1).rows} == {MailProblem.REFUSED}


def test_whoever_dies_with_a_letter_in_hand_leaves_it_to_another(world, case, post):
    emergency(world, case)
    taken = take_letters(by=system("test"), now=NOW)
    assert len(taken) == 2

    assert send_due(NOW + timedelta(minutes=1)) == 0
    record_sent(by=system("test"), now=NOW, letter=taken[0])
    assert send_due(NOW + notice_settings().lease + timedelta(seconds=1)) == 1
    assert post.took[0][0] == taken[1].address


def test_what_somebody_chose_is_when_they_are_told(world, post):
    for key, timing in (("lena", Timing.AT_ONCE), ("lotte", Timing.NEVER)):
        chosen = {NoticeKind.WORK_HANDED_OVER: timing}
        choose_notices(by=world.actor(key), now=NOW, person=world.ids[key], chosen=chosen)
    people = [world.ids[key] for key in ("lena", "lotte", "sander")]
    tell(people, NoticeKind.WORK_HANDED_OVER, now=NOW, municipality=HERE, once="c")

    assert send_due(NOW) == 1
    assert post.took[-1][0] == world.email("lena")
    assert send_due(NOW + timedelta(days=1)) == 1
    assert post.took[-1][0] == world.email("sander")


def test_each_reads_it_in_their_own_language(world, case, post):
    Person.rows.filter(pk=world.ids["lena"]).update(language="en")
    emergency(world, case)
    send_due(NOW)

    said = {address: text for address, _, text, _ in post.took}
    assert "Somebody took emergency access" in said[world.email("lena")]
    assert "Iemand nam noodtoegang" in said[world.email("marieke")]


@pytest.mark.parametrize("key", ["sander", "hatice", "bas", "fenna"])
def test_only_a_lead_of_the_municipality_looks_after_its_mails(world, case, post, key):
    post.answer = "451 later"
    emergency(world, case)
    send_due(NOW)
    row = waiting()[0].pk

    assert not_arrived(world.actor(key), number=1).n_rows == 0
    with pytest.raises((NotAllowed, NotFound)):
        try_again(by=world.actor(key), now=NOW, message=row)
    try_again(by=world.actor("lena"), now=NOW, message=row)


def test_what_was_sent_is_not_tried_again(world, case, post):
    emergency(world, case)
    row = waiting()[0].pk
    send_due(NOW)

    with pytest.raises(Conflict, match="message_was_sent"):
        try_again(by=world.actor("lena"), now=NOW, message=row)


def test_on_the_pages_one_chooses_and_tries_again(world, client, log_in, case, post):
    post.answer = "451 later"
    emergency(world, case)
    send_due(NOW)
    log_in("lena")

    page = client.get(reverse("mails")).content.decode()
    assert case in page
    again = reverse("send_again", args=[waiting()[0].pk])
    assert again in page
    assert client.post(again).status_code == 303
    choose = reverse("choose_notices")
    assert choose in client.get(reverse("profile")).content.decode()
    mine = {
        "work_handed_over": "never",
        "transfer_offered": "at_once",
        "transfer_ended": "daily",
        "transfer_held": "daily",
        "match_to_do": "at_once",
        "week_ahead": "weekly",
        "reunification_term": "daily",
        "reunification_passed": "at_once",
        "signal_waits": "at_once",
        "reader_asked": "daily",
    }
    assert client.post(choose, mine).status_code == 303
    assert 'value="never"' in client.get(choose).content.decode()
    assert client.get(choose).context["form"].initial == mine
    log_in("sander")
    assert set(client.get(choose).context["form"].fields) == {
        "work_handed_over",
        "match_to_do",
        "match_made",
        "case_moves",
        "week_ahead",
        "reunification_term",
        "reunification_passed",
        "signal_waits",
        "named_reader",
    }
    assert client.get(reverse("mails")).status_code == 404
