"""A form that could not be taken: nothing is done, nothing typed is lost, and sending it again does it once."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hervest.accounts.models import Submission
from people import PASSWORD

OURS = {"origin": "http://testserver"}
REASON = 'Zij zei: "Ik wil naar <Utrecht>" & 2 meer.\r\nDaarna niets.'
TYPED = {"language": "en", "note": REASON, "submission": "k1", "csrfmiddlewaretoken": "old"}
NOT_SAVED = "Er is nog niets opgeslagen"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


@pytest.fixture
def browser(world, log_in):
    """A browser whose forms need the token of a page of ours, as every browser's do; the clock stands still."""
    return Client(enforce_csrf_checks=True)


def log_in_with(browser, world, key):
    page = browser.get("/accounts/login/").content.decode()
    token = dict(HIDDEN.findall(page))["csrfmiddlewaretoken"]
    fields = {"login": world.email(key), "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/accounts/login/", fields).status_code == 302


def kept_in(answer):
    """What the form of this page would send."""
    form = re.search(r'<form method="post" novalidate autocomplete="off".*?</form>', answer.content.decode(), re.DOTALL)
    return {html.unescape(name): html.unescape(value) for name, value in HIDDEN.findall(form[0])} if form else {}


def send(browser, fields, path="/profile/", **headers):
    return browser.post(path, fields, headers=OURS | headers)


def without_token(fields):
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def test_what_was_typed_after_the_session_ended_is_kept_and_done_once_after_the_login(browser, world):
    ended = send(browser, TYPED)
    assert (ended.status_code, ended["Cache-Control"]) == (403, "no-store")
    assert NOT_SAVED in ended.content.decode()
    assert 'href="/accounts/login/" target="_blank" rel="noopener"' in ended.content.decode()
    assert kept_in(ended) == without_token(TYPED)

    log_in_with(browser, world, "sander")
    asked = send(browser, kept_in(ended))
    assert asked.status_code == 403
    assert without_token(kept_in(asked)) == without_token(TYPED)
    assert world.person("sander").language == "nl"

    first, second = (send(browser, kept_in(asked)) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert world.person("sander").language == "en"
    assert Submission.rows.filter(key="k1").count() == 1


def test_what_was_typed_in_a_form_that_stood_open_too_long_is_kept_with_a_fresh_token(browser, world):
    log_in_with(browser, world, "sander")

    refused = send(browser, TYPED)
    assert refused.status_code == 403
    assert NOT_SAVED in refused.content.decode()
    assert kept_in(refused)["note"] == REASON
    assert world.person("sander").language == "nl"

    assert send(browser, kept_in(refused)).status_code == 303
    assert world.person("sander").language == "en"


def test_every_value_of_a_field_is_kept(browser):
    page = send(browser, {"needs": ["lift", "quiet"]}).content.decode()

    assert 'name="needs" value="lift"' in page
    assert 'name="needs" value="quiet"' in page


def test_a_field_of_any_name_is_text(browser):
    name = '"><script>x</script>'

    answer = send(browser, {name: "1", "submission": "k1"})

    assert "<script>x" not in answer.content.decode()
    assert kept_in(answer) == {name: "1", "submission": "k1"}


def test_a_form_without_a_key_gets_one(browser):
    first, second = (kept_in(send(browser, {"note": REASON}))["submission"] for _ in range(2))

    assert first
    assert first != second


@pytest.mark.parametrize("is_logged_in", [False, True])
def test_a_password_never_stands_in_the_page(browser, world, is_logged_in):
    if is_logged_in:
        log_in_with(browser, world, "sander")
    for path in ("/profile/", "/accounts/login/", "/accounts/password/change/", "/accounts/logout/"):
        passwords = dict.fromkeys(("password", "oldpassword", "new_Password2"), "geheim-1")

        answer = send(browser, {"login": "x@y.example", **passwords}, path)

        assert answer.status_code == 403
        assert "geheim-1" not in answer.content.decode()
        assert ("x@y.example" in answer.content.decode()) is (path == "/profile/")


@pytest.mark.parametrize("is_logged_in", [False, True])
@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {}])
def test_what_another_site_sent_is_not_offered_to_be_sent_again(browser, world, headers, is_logged_in):
    if is_logged_in:
        log_in_with(browser, world, "sander")

    answer = browser.post("/profile/", TYPED, headers=headers)

    assert answer.status_code == 403
    assert "Utrecht" not in answer.content.decode()
    assert kept_in(answer) == {}


def test_a_browser_that_names_only_the_page_before_is_believed(browser):
    ours, theirs = (
        browser.post("/profile/", TYPED, headers={"referer": f"http://{host}/profile/"})
        for host in ("testserver", "testserver.elsewhere.example")
    )

    assert kept_in(ours)["note"] == REASON
    assert kept_in(theirs) == {}


def test_what_is_too_much_to_keep_is_said_to_be(browser):
    assert kept_in(send(browser, {"note": "x" * 199_000})) != {}

    answer = send(browser, {"note": "x" * 201_000})

    assert NOT_SAVED in answer.content.decode()
    assert kept_in(answer) == {}
    assert "kopieer" in answer.content.decode()


def test_a_chosen_file_is_named_and_not_kept(browser):
    file = SimpleUploadedFile("dossier <1>.txt", b"canary-of-the-file")

    answer = send(browser, {"note": REASON, "submission": "k1", "file": file}, "/import/")

    page = answer.content.decode()
    assert "dossier &lt;1&gt;.txt" in page
    assert "Kies het opnieuw" in page
    assert "canary-of-the-file" not in page
    assert kept_in(answer) == {"note": REASON, "submission": "k1"}


def test_logged_out_every_address_answers_a_form_alike(browser, world):
    answers = [send(browser, TYPED, path) for path in ("/profile/", "/no/such/page/", "/cases/H-9999/team/join/")]

    pages = {
        re.sub(r'action="[^"]*"', "", answer.content.decode()).replace(answer.request["PATH_INFO"], "")
        for answer in answers
    }
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert len(pages) == 1


def test_looking_at_a_page_still_leads_to_the_login_and_what_is_not_there_is_still_not_there(browser, world):
    assert browser.get("/profile/")["Location"] == "/accounts/login/?next=/profile/"
    assert browser.get("/no/such/page/").status_code == 404
    log_in_with(browser, world, "sander")
    assert browser.get("/profile/").status_code == 200
    assert send(browser, TYPED, "/no/such/page/").status_code == 404


def test_a_part_of_a_page_is_replaced_by_the_whole_message(browser):
    answer = send(browser, TYPED, **{"HX-Request": "true"})

    assert (answer["HX-Retarget"], answer["HX-Reselect"], answer["HX-Reswap"]) == ("#main", "#main", "outerHTML")
    assert 'id="main"' in answer.content.decode()
    assert "HX-Retarget" not in send(browser, TYPED)


def test_the_message_is_in_the_language_of_the_reader(browser, world):
    assert "Nothing was saved yet" in send(browser, TYPED, **{"accept-language": "en"}).content.decode()
    assert NOT_SAVED in send(browser, TYPED, **{"accept-language": "nl"}).content.decode()
