"""How long one stays logged in, who is put out at the next click, and where one is logged in elsewhere."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.test_login import NEW, attempt, is_in, set_password
from accounts.test_people import end, membership, refused
from accounts.test_second_step import LOGIN, STEP, Device, add_app, add_passkey, log_in_by_passkey, log_out
from accounts.test_unsent import OURS, kept_in
from authenticators import code_at
from hervest.accounts import factor_actions, people_actions
from hervest.accounts.jobs import forget_old_visits
from hervest.accounts.models import Membership, Person
from hervest.accounts.settings import access_settings
from hervest.accounts.visit_rules import Limits, Visit, browser_named, is_over, is_proven
from hervest.accounts.vocabulary import Role, TakenWhy
from hervest.audit.models import AuditRow
from hervest.core.errors import NotAllowed, NotFound
from hervest.notices.vocabulary import NEVER_SILENT, NoticeKind
from people import HERE, NOW, PASSWORD, TODAY, let_in

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"


@pytest.fixture(autouse=True)
def clock():
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def lotte(client, world):
    return let_in(client, world.person("lotte"))


def rows(verb):
    return list(AuditRow.rows.filter(verb=verb).order_by("pk"))


def leave(world, how):
    if how == "role ended":
        end(world, "lotte")
    elif how == "inactive":
        Person.rows.filter(pk=world.ids["lotte"]).update(is_active=False)
    else:
        Membership.rows.filter(person=world.ids["lotte"]).update(until_on=TODAY - timedelta(days=1))


# --- who leaves ----------------------------------------------------------------------------------------------------

LEAVING = pytest.mark.parametrize("how", ["role ended", "inactive", "last day passed"])


@LEAVING
def test_who_leaves_is_out_at_the_next_page(lotte, world, how):
    assert lotte.get("/week/").status_code == 200
    visited = lotte.session.session_key
    assert Session.objects.filter(session_key=visited).exists()

    leave(world, how)

    assert lotte.get("/week/")["Location"] == f"{LOGIN}?next=/week/"
    assert not Session.objects.filter(session_key=visited).exists()
    assert lotte.get("/profile/").status_code == 302


@LEAVING
def test_who_leaves_is_out_at_the_next_form_which_does_nothing(lotte, world, how):
    leave(world, how)
    before = AuditRow.rows.exclude(verb="visit.closed").count()

    answer = lotte.post("/profile/", {"language": "en", "submission": "k1"}, headers=OURS)

    assert answer.status_code == 403
    assert kept_in(answer)["language"] == "en"
    assert world.person("lotte").language == "nl"
    assert AuditRow.rows.exclude(verb="visit.closed").count() == before


@LEAVING
def test_who_leaves_is_out_at_the_next_part_of_a_page(lotte, world, how):
    leave(world, how)

    answer = lotte.get("/week/", headers={"HX-Request": "true"})

    assert (answer["HX-Redirect"], answer.content) == (f"{LOGIN}?next=/week/", b"")


@LEAVING
def test_who_leaves_does_not_log_in_again_with_anything(client, world, how):
    device = Device()
    attempt(client, world, key="lotte")
    secret = add_app(client)
    add_passkey(client, device)
    log_out(client)
    assert log_in_by_passkey(client, device)["Location"] == "/"
    log_out(client)

    leave(world, how)

    log_in_by_passkey(client, device)
    assert not is_in(client)
    attempt(client, world, key="lotte")
    client.post(STEP, {"code": code_at(secret, NOW)})
    assert not is_in(client)
    assert client.get(LOGIN).status_code == 200


def test_who_left_reads_why(lotte, world):
    end(world, "lotte")

    page = lotte.get("/week/", follow=True).content.decode()

    assert "U hebt hier geen rol meer" in page
    assert [row.detail for row in rows("visit.closed")] == [{"person": world.ids["lotte"], "why": "no_role"}]


def test_who_keeps_another_role_keeps_only_what_that_gives(client, world):
    marieke = let_in(client, world.person("marieke"))
    assert marieke.get("/people/").status_code == 200

    end(world, "marieke", role=Role.MUNI_LEAD)

    assert marieke.get("/week/").status_code == 200
    assert marieke.get("/people/").status_code == 404


def test_who_comes_back_logs_in_anew(lotte, world):
    end(world, "lotte")
    lotte.get("/week/")
    people_actions.give_role(
        by=world.actor("lena"),
        now=NOW,
        person=world.ids["lotte"],
        organisation=world.organisations["gemeente"],
        role=Role.MUNI_CASEWORKER,
        until_on=TODAY,
    )

    assert lotte.get("/week/").status_code == 302
    attempt(lotte, world, key="lotte")
    assert is_in(lotte)


def test_who_has_no_role_yet_does_not_log_in(client, world):
    Membership.rows.filter(person=world.ids["lotte"]).update(from_on=TODAY + timedelta(days=1))

    answer = attempt(client, world, key="lotte")

    assert "geen rol" in client.get(answer["Location"]).content.decode()
    assert not is_in(client)
    assert [row.detail for row in rows("login.failed")] == [{"person": world.ids["lotte"]}]


# --- how long ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "is_still_in"), [(2.9, True), (3, False)])
def test_who_does_nothing_for_three_hours_is_logged_out(lotte, clock, hours, is_still_in):
    clock.shift(timedelta(hours=hours))

    assert (lotte.get("/week/").status_code == 200) is is_still_in
    assert [row.detail["why"] for row in rows("visit.closed")] == ([] if is_still_in else ["too_long"])


def test_who_keeps_working_is_logged_out_after_twelve_hours(lotte, clock):
    for _ in range(5):
        clock.shift(timedelta(hours=2, minutes=20))
        assert lotte.get("/week/").status_code == 200

    clock.shift(timedelta(minutes=20))

    assert lotte.get("/week/").status_code == 302
    assert "omdat u al lang was ingelogd" in lotte.get(LOGIN).content.decode()


def test_a_form_typed_for_too_long_is_kept(lotte, clock):
    clock.shift(timedelta(hours=3))

    answer = lotte.post("/profile/", {"language": "en", "submission": "k1"}, headers=OURS)

    assert answer.status_code == 403
    assert kept_in(answer) == {"language": "en", "submission": "k1"}


def test_a_session_that_knows_no_visit_is_nobodys(client, world):
    client.force_login(world.person("lotte"), backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/week/").status_code == 302


def test_use_is_not_noted_at_each_click(lotte, clock, django_assert_max_num_queries):
    lotte.get("/profile/")
    kept = lotte.session["visit"]["seen"]

    clock.shift(timedelta(minutes=4))
    lotte.get("/profile/")
    assert lotte.session["visit"]["seen"] == kept

    clock.shift(timedelta(minutes=2))
    lotte.get("/profile/")
    assert lotte.session["visit"]["seen"] == kept + 6 * 60


MINUTES = st.integers(0, 2000)


@given(since=MINUTES, seen=MINUTES, proved=MINUTES, now=MINUTES)
def test_a_visit_is_over_exactly_when_one_of_its_two_spans_is_full(since, seen, proved, now):
    def at(minutes):
        return NOW + timedelta(minutes=minutes)

    limits = Limits(timedelta(hours=3), timedelta(hours=12), timedelta(minutes=5), timedelta(minutes=15))
    visit = Visit(at(since), at(seen), at(proved))

    assert is_over(visit, now=at(now), limits=limits) is not (now < seen + 180 and now < since + 720)
    assert is_proven(visit, now=at(now), limits=limits) is (now < proved + 15)


def test_the_hours_are_data_and_no_longer_than_the_cookie(settings):
    limits = access_settings().visit

    assert (limits.idle, limits.longest) == (timedelta(hours=3), timedelta(hours=12))
    assert limits.longest.total_seconds() <= settings.SESSION_COOKIE_AGE


# --- where else ----------------------------------------------------------------------------------------------------


def browser_of(world, agent, key="sander"):
    browser = Client(headers={"user-agent": agent})
    attempt(browser, world, key=key)
    return browser


def test_the_own_page_says_where_one_is_logged_in_and_ends_all_others(world):
    desk, phone = browser_of(world, CHROME), browser_of(world, IPHONE)
    colleague = browser_of(world, CHROME, key="lotte")

    page = desk.get("/profile/").content.decode()
    assert "Chrome, Windows" in page
    assert "Safari, iPhone" in page
    assert page.index("Chrome, Windows") < page.index("Safari, iPhone")

    answer = desk.post("/profile/elsewhere/end/", {"submission": "k1"}, follow=True).content.decode()
    assert "U bent op 1 andere plek uitgelogd." in answer
    assert "Safari, iPhone" not in answer
    assert phone.get("/profile/").status_code == 302
    assert is_in(desk)
    assert is_in(colleague)
    assert [(row.chain, row.by_id) for row in rows("visits.ended")] == [(HERE, world.ids["sander"])]


def test_looking_at_the_address_ends_nothing_and_who_is_out_ends_nothing(world):
    desk, phone = browser_of(world, CHROME), browser_of(world, IPHONE)

    desk.get("/profile/elsewhere/end/")
    Client().post("/profile/elsewhere/end/")

    assert is_in(phone)


def test_a_visit_that_is_over_is_not_listed(world, clock):
    browser_of(world, IPHONE)
    clock.shift(timedelta(hours=4))

    page = browser_of(world, CHROME).get("/profile/").content.decode()

    assert "Safari, iPhone" not in page
    assert "nergens anders ingelogd" in page


def test_the_night_forgets_visits_that_are_over_and_keeps_those_that_are_not(world, clock):
    browser_of(world, IPHONE)
    log_out(browser_of(world, IPHONE, key="joris"))
    clock.shift(timedelta(hours=2))
    browser_of(world, CHROME, key="lotte")

    assert forget_old_visits(NOW + timedelta(hours=13)) == 2

    assert [row.user_agent for row in UserSession.objects.all()] == [CHROME]
    assert Session.objects.count() == 1
    assert forget_old_visits(NOW + timedelta(hours=13)) == 0


def test_nobody_ends_the_visits_of_another(world):
    phone = browser_of(world, IPHONE)

    assert (
        refused(
            factor_actions.end_other_visits,
            by=world.actor("lotte"),
            now=NOW,
            person=world.ids["sander"],
            but="",
        )[0]
        == "own_profile_only"
    )
    assert is_in(phone)


def test_logging_in_gives_a_new_session(client, world):
    client.get("/speak/en/")
    client.get(LOGIN)
    attempt(client, world)
    first = client.session.session_key
    log_out(client)

    attempt(client, world)

    assert client.session.session_key != first


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome, Windows"),
        (CHROME + " Edg/140.0", "Edge, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140 Mobile Safari/537", "Chrome, Android"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_is_called_what_its_user_calls_it(agent, name):
    assert browser_named(agent) == name


# --- a lost phone --------------------------------------------------------------------------------------------------


def take(world, key="sander", by="lena"):
    return factor_actions.take_factors(by=world.actor(by), now=NOW, person=world.ids[key], why=TakenWhy.LOST)


def test_who_lost_the_phone_gets_a_link_is_told_who_took_it_away_and_sets_up_another(client, world, clock):
    attempt(client, world)
    secret = add_app(client)
    lead = let_in(Client(), world.person("lena"))
    page = f"/people/{world.ids['sander']}/second-step/take/"
    assert "Telefoon kwijt" in lead.get(f"/people/{world.ids['sander']}/").content.decode()
    assert lead.get(page).status_code == 200

    shown = lead.post(page, {"why": "lost", "submission": "k1"}, follow=True).content.decode()
    link = shown.split("http://testserver")[1].split("<")[0]

    assert client.get("/week/").status_code == 302
    assert not Authenticator.objects.exists()
    assert [(row.chain, row.by_id, row.detail) for row in rows("second_factors.taken")] == [
        (HERE, world.ids["lena"], {"person": world.ids["sander"], "why": "lost"})
    ]
    attempt(client, world)
    assert not is_in(client)

    set_password(client, link, NEW)
    told = client.get("/", follow=True).content.decode()
    assert "Lena Blok heeft op maandag 23 november 2026 uw tweede inlogstap weggehaald" in told
    assert "telefoon of apparaat kwijt" in told
    assert client.get("/week/")["Location"] == "/second-step/"

    clock.shift(timedelta(minutes=2))
    assert add_app(client, NOW + timedelta(minutes=2)) != secret
    assert client.get("/week/").status_code == 200
    log_out(client)
    attempt(client, world, password=NEW)
    assert "weggehaald" not in client.get(STEP).content.decode()


@pytest.mark.parametrize(
    ("by", "key"), [("lena", "anouk"), ("lena", "hatice"), ("lena", "bas"), ("sander", "lotte"), ("hatice", "sander")]
)
def test_the_second_step_of_people_of_others_stays(world, by, key):
    Authenticator.objects.create(user_id=world.ids[key], type="totp", data={"secret": "x"})

    with pytest.raises((NotAllowed, NotFound)):
        take(world, key, by=by)

    assert Authenticator.objects.filter(user=world.ids[key]).exists()
    assert world.person(key).has_usable_password()


def test_nobody_takes_away_what_protects_more_than_they_can_give_nor_their_own(world):
    assert refused(take, world, "pieter")[0] == "link_not_yours_to_give"
    assert refused(take, world, "lena")[0] == "link_not_yours_to_give"
    assert take(world, "pieter", by="bas")


def test_the_page_is_there_only_for_who_has_a_second_step(client, world):
    let_in(client, world.person("lena"))
    page = f"/people/{world.ids['sander']}/second-step/take/"

    assert client.get(page).status_code == 404
    assert "Telefoon kwijt" not in client.get(f"/people/{world.ids['sander']}/").content.decode()


def test_a_reason_must_be_given(client, world):
    Authenticator.objects.create(user_id=world.ids["sander"], type="totp", data={"secret": "x"})
    let_in(client, world.person("lena"))

    answer = client.post(f"/people/{world.ids['sander']}/second-step/take/", {"submission": "k1"})

    assert answer.status_code == 200
    assert "Waarom?" in answer.content.decode()
    assert Authenticator.objects.exists()
    assert membership(world, "sander")
    assert world.person("sander").check_password(PASSWORD)


# --- what was said to one person ------------------------------------------------------------------------------------


def test_what_was_said_and_not_read_is_gone_when_somebody_else_logs_in_at_the_same_browser(client, world, lotte):
    chosen = {kind: "daily" if kind in NEVER_SILENT else "never" for kind in NoticeKind}
    sent = client.post(reverse("choose_notices"), chosen)
    assert sent.status_code == 303
    assert "Vanaf nu krijgt u het zo te horen." in client.get(reverse("choose_notices")).content.decode()

    client.post(reverse("choose_notices"), chosen)
    client.post(reverse("account_logout"))
    let_in(client, world.person("sander"))
    assert "Vanaf nu krijgt u het zo te horen." not in client.get(reverse("choose_notices")).content.decode()
