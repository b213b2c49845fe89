"""A running demo, a real browser, and people who walk through it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path
from urllib.error import HTTPError

import psycopg
import pytest
from playwright.sync_api import sync_playwright

from journeys_of import NARROW, WIDE

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "welkom in molenveen"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
"""All rules of WCAG A and AA. What passes is judged as well, but written out only once a rule: that took most time."""


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def own_database():
    """A database of its own for the server; empty means SQLite in the server's home."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    name = f"hervest_journeys_{uuid.uuid4().hex[:10]}"
    base, _, rest = url.partition("?")
    admin = f"{base.rsplit('/', 1)[0]}/postgres" + (f"?{rest}" if rest else "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{rest}" if rest else "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def demo(own_database, tmp_path_factory):
    """The address of a demo that was just seeded."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HERVEST_", "DATABASE_URL"))}
    env |= {"HERVEST_HOME": str(home)} | ({"DATABASE_URL": own_database} if own_database else {})
    log = (home / "server.log").open("w")
    words = [sys.executable, "-m", "hervest.cli", "demo", "--port", str(port)]
    with subprocess.Popen(words, env=env, cwd=home, stdout=log, stderr=subprocess.STDOUT) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(address, process, home / "server.log")
            yield address
        finally:
            process.terminate()


def wait_for(address, process, log):
    for _ in range(1200):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/accounts/login/", timeout=5):
                return
        except HTTPError:
            break
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the demo did not start:\n{log.read_text()[-4000:]}")


BROWSERS = ("chromium-headless-shell", "chromium")
"""Debian's two builds of Chromium: without windows, which takes half the time beside the page, or as people have it."""


@pytest.fixture(scope="session")
def browser():
    """Chromium of this machine."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser here (Debian package: {BROWSERS[0]})")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield chromium
        chromium.close()


class Walker:
    """Somebody who uses Hervest in a browser."""

    def __init__(self, page, address):
        self.page, self.address = page, address

    def log_in(self, name):
        """Log in with e-mail address and password."""
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.get_by_label("E-mailadres").fill(f"{name}@hervest.example")
        self.page.get_by_label("Wachtwoord").fill(PASSWORD)
        self.click(self.page.locator("form[action$='/login/'] button[type=submit]").first)
        assert "/login/" not in self.page.url, self.text()
        return self

    def go(self, path):
        """Open a page; gives its status."""
        response = self.page.goto(f"{self.address}{path}")
        return response.status

    def text(self):
        """What the page says: everything, also what is folded away or kept for readers of screens."""
        words = self.page.locator("body").evaluate("body => body.textContent")
        return " ".join(words.split())

    def heading(self):
        """The title above the page."""
        return self.page.locator("h1").inner_text()

    def click(self, place):
        """Click on what leads to another page, and wait until that page is there.

        To wait for a state of load alone is not enough: the page that was left has long reached it.
        """
        with self.page.expect_navigation():
            place.click()

    def press(self, name):
        """Press a button by the word on it, and wait for the page that comes."""
        self.click(self.page.get_by_role("button", name=name).first)

    def follow(self, name):
        """Follow a link by its words, and wait for the page that comes."""
        self.click(self.page.get_by_role("link", name=name).first)

    def fill(self, **typed):
        """Type into the fields of the page's form, by their names; choose where there is something to choose."""
        for name, value in typed.items():
            field = self.page.locator(f"main form [name={name}]:not([type=hidden])").first
            kind = field.evaluate("field => field.tagName === 'SELECT' ? 'select' : field.type")
            if kind == "select":
                field.select_option(value)
            elif kind == "radio":
                self.page.locator(f"main form [name={name}][value={value}]").check()
            else:
                field.fill(value)

    def looks_fine(self):
        """axe finds nothing on the page on the screen, at a desk and on a phone, and at neither it scrolls sideways."""
        found, size = [], self.page.viewport_size
        for viewport in (WIDE, NARROW):
            self.page.set_viewport_size(viewport)
            found += self.violations()
        self.page.set_viewport_size(size)
        assert "\n".join(found) == ""

    def violations(self):
        """What is wrong with the page at this width, as short lines: by WCAG A and AA, or because it scrolls sideways.

        The page is looked at in its full length: what a bar at the edge covers can be scrolled free of it.
        """
        width, height = self.page.viewport_size["width"], self.page.viewport_size["height"]
        extent = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight, 'axe' in window]"
        )
        self.page.set_viewport_size({"width": width, "height": max(height, extent[1])})
        if not extent[2]:  # the second width finds it there
            self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("rules => axe.run(document, rules).then(found => found.violations)", RULES)
        self.page.set_viewport_size({"width": width, "height": height})
        sideways = [f"{self.page.url} is {extent[0]} wide where the screen is {width}"] if extent[0] > width else []
        return sideways + [
            f"{self.page.url} {violation['id']}: {node['html'][:200]}"
            for violation in found
            for node in violation["nodes"]
        ]


@pytest.fixture
def walker(browser, demo):
    """A person with a fresh browser, at a desk unless told otherwise."""
    contexts = []

    def start(name="", *, viewport=None, language="nl"):
        context = browser.new_context(
            viewport=viewport or WIDE, locale="nl-NL" if language == "nl" else "en-GB", bypass_csp=True
        )
        contexts.append(context)
        context.set_default_timeout(15000)
        found = Walker(context.new_page(), demo)
        return found.log_in(name) if name else found

    yield start
    for context in contexts:
        context.close()
