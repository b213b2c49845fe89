"""A real start: from an empty folder to the plan of the first family, over HTTP, as the manual says."""

import re
import signal
import stat
import time

import pytest

from processes.looking import look
from processes.servers import Session, free_port, hervest, own_database, start_server
from processes.settling import settle
from processes.small_dossiers import dossier, json_file

pytestmark = pytest.mark.process

EMAIL, PASSWORD = "els.jansen@voorbeeld.example", "geen enkele haast vandaag"
KIM = "kim.faber@voorbeeld.example"
INIT = ("init", "--municipality", "GM0363", "--name", "Voorbeeldstad", "--admin", EMAIL)


@pytest.fixture
def database_url():
    with own_database() as url:
        yield url


def test_an_empty_installation_comes_to_its_first_family(tmp_path, database_url):
    port = free_port()
    made = hervest(tmp_path, *INIT, "--address", f"http://127.0.0.1:{port}", database_url=database_url)
    assert made.returncode == 0, made.stderr
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    link = re.search(r"http://\S+", made.stdout)[0]

    server = start_server(tmp_path, database_url, command="serve", port=port)
    try:
        els = Session(server.url)
        els.get("/accounts/login/")
        welcome = els.send(link).location
        answer = els.post_form(welcome, {"new_password1": PASSWORD, "new_password2": PASSWORD})
        assert answer.status == 303, answer.text
        assert "Tweede inlogstap" in els.get("/").text
        assert els.send("/week/").location == "/second-step/"
        secret = els.set_up_app()
        landing = els.get("/").text
        assert "Wat moet deze week gebeuren" in landing
        assert "Beginnen in Voorbeeldstad" in landing

        again = Session(server.url)
        again.get("/accounts/login/")
        assert 'type="password"' not in again.get(link).text

        file = json_file(dossier("EERSTE", "GM0363", arrives_in=30))
        page = els.post_form("/import/", {}, {"file": ("eerste.json", file)}).location
        assert "EERSTE" in els.get(page).text
        assert families(tmp_path, database_url) == []
        assert els.post_form(page, {}).status == 303

        (code,) = families(tmp_path, database_url)
        landing = els.get("/").text
        assert code in landing
        assert "Beginnen in" not in landing
        assert "1 dossier heeft geen coördinator" in landing  # nobody is a caseworker here yet
        plan = els.get("/week/?scope=all").text
        assert len(set(re.findall(rf'href="(/cases/{code}/tasks/\d+/)"', plan))) >= 3
        assert "dagen na de koppeling" in plan
        assert "Gezin EERSTE" in els.get(f"/cases/{code}/household/").text

        assert els.post_form("/matching/GM0363/run/", {}, at="/matching/").status == 303
        assert "run.failed" in within(30, lambda: verbs(tmp_path, database_url), "run.failed")  # serve runs the jobs:
        assert "Er staan nog geen woningen in de lijst" in els.get("/matching/").text  # and there is no home yet

        other = Session(server.url).login(EMAIL, PASSWORD)
        assert other.send("/week/").location.startswith("/accounts/login/")
        other.login(EMAIL, PASSWORD).take_second_step(secret)
        assert code in other.get("/").text
        assert other.get(f"/search/?q={'x' * 5000}").status == 200  # pasted by mistake
        said = (tmp_path / "server.log").read_text("utf-8")
        assert "Answers to: 127.0.0.1, localhost, [::1] (" in said
    finally:
        server.kill()


def test_the_lead_lets_a_caseworker_in_who_then_leads_what_arrives(tmp_path, database_url):
    port = free_port()
    made = hervest(tmp_path, *INIT, "--address", f"http://127.0.0.1:{port}", database_url=database_url)
    server = start_server(tmp_path, database_url, command="serve", port=port)
    try:
        els = Session(server.url)
        choose_password(els, re.search(r"http://\S+", made.stdout)[0])
        els.set_up_app()

        form = els.get("/people/add/").text
        organisation = re.search(r'<option value="(\d+)"[^>]*>Gemeente Voorbeeldstad', form)[1]
        until = re.search(r'name="until_on" value="([0-9-]+)"', form)[1]
        somebody = {"name": "Kim Faber", "email": KIM, "organisation": organisation, "until_on": until}
        shown = els.get(els.post_form("/people/add/", {**somebody, "roles": "muni_caseworker"}).location).text
        link = re.search(r"http://[^<\s]+/welcome/[^<\s]+", shown)[0]

        settings = "/settings/coordinators/GM0363/"
        kim_id = re.search(r'<option value="(\d+)"[^>]*>Kim Faber', els.get(settings).text)[1]
        assert els.post_form(
            settings, {"resettlement": kim_id, "status_holder": "", "temporary_protection": ""}
        ).location

        file = json_file(dossier("EERSTE", "GM0363", arrives_in=30))
        page = els.post_form("/import/", {}, {"file": ("eerste.json", file)}).location
        assert els.post_form(page, {}).status == 303
        (code,) = families(tmp_path, database_url)
        assert "geen coördinator" not in els.get("/week/").text
        assert "Kim Faber" in els.get("/cases/").text

        kim = Session(server.url)
        choose_password(kim, link)
        kim.set_up_app()
        assert code in kim.get("/cases/").text
    finally:
        server.kill()


def verbs(home, database_url):
    return [verb for verb, _, _ in look(home, database_url)["verbs"]]


def within(seconds, look_at, words):
    """What is seen once these words are in it, or when the time is over."""
    end = time.monotonic() + seconds
    while words not in (page := look_at()) and time.monotonic() < end:
        time.sleep(0.5)
    return page


def families(home, database_url):
    """The codes of households: the municipality's own case is there from `init` on."""
    codes = look(home, database_url)["cases"]
    assert "G-0001" in codes
    return [code for code in codes if code.startswith("H-")]


def choose_password(session, link):
    session.get("/accounts/login/")
    welcome = session.send(link).location
    assert session.post_form(welcome, {"new_password1": PASSWORD, "new_password2": PASSWORD}).status == 303


def test_a_second_init_changes_nothing_and_says_so(tmp_path, database_url):
    assert hervest(tmp_path, *INIT, database_url=database_url).returncode == 0
    key, before = (tmp_path / "key").read_bytes(), look(tmp_path, database_url)

    second = hervest(tmp_path, *INIT[:-1], "iemand.anders@voorbeeld.example", database_url=database_url)

    assert second.returncode == 0
    assert "nothing was changed" in second.stdout
    assert "http" not in second.stdout
    assert (tmp_path / "key").read_bytes() == key
    assert look(tmp_path, database_url) == before


def test_nothing_is_served_before_there_was_an_init(tmp_path, database_url):
    refused = hervest(tmp_path, "serve", database_url=database_url)

    assert refused.returncode == 1
    assert "hervest init" in refused.stderr


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_ctrl_c_stops_it_cleanly(tmp_path, database_url, command):
    if command == "serve":
        assert hervest(tmp_path, *INIT, database_url=database_url).returncode == 0
    else:
        settle(tmp_path, database_url)
    server = start_server(tmp_path, database_url, command=command)

    server.process.send_signal(signal.SIGINT)

    assert server.process.wait(timeout=20) == 0
    assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")
