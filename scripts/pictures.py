"""Take the pictures of the README from a fresh demo: the worklist and the matching table, at 1366 x 900."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PORT = 8197
ADDRESS = f"http://127.0.0.1:{PORT}"
PASSWORD = "welkom in molenveen"  # noqa: S105  # of the demo
SECONDS_TO_START = 180
BROWSERS = ("chromium-headless-shell", "chromium")
"""Debian's two builds of Chromium: without windows, or as people have it."""


def wait_until_it_answers() -> None:
    """The demo seeds itself first."""
    for _ in range(SECONDS_TO_START):
        try:
            with urllib.request.urlopen(f"{ADDRESS}/accounts/login/", timeout=5):  # noqa: S310  # our own address
                return
        except OSError:
            time.sleep(1)
    sys.exit("the demo did not start")


def log_in(page: Page, name: str) -> None:
    """As a person would."""
    page.goto(f"{ADDRESS}/accounts/login/")
    page.fill("#id_login", f"{name}@hervest.example")
    page.fill("#id_password", PASSWORD)
    page.click("form[action$='/login/'] button[type=submit]")
    page.wait_for_load_state()


def take(page: Page) -> None:
    """Both pictures."""
    page.goto(f"{ADDRESS}/week/")
    page.get_by_role("button", name="Rondleiding weg").click()
    page.wait_for_load_state()
    page.goto(f"{ADDRESS}/week/")
    page.screenshot(path=PICTURES / "worklist.png")
    page.goto(f"{ADDRESS}/matching/")
    page.locator("form[action*='/run/'] button[type=submit]").first.click()
    page.wait_for_timeout(8000)
    page.goto(f"{ADDRESS}/matching/")
    page.screenshot(path=PICTURES / "matching.png")


def main() -> None:
    """Start a demo in a folder of its own, look, and stop it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        words = [sys.executable, "-m", "hervest.cli", "demo", "--port", str(PORT)]
        env = os.environ | {"HERVEST_HOME": home}
        with subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL) as server:  # noqa: S603  # our own words
            try:
                wait_until_it_answers()
                path = next(filter(None, map(shutil.which, BROWSERS)), None)
                browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                page = browser.new_context(viewport={"width": 1366, "height": 900}, locale="nl-NL").new_page()
                log_in(page, "marieke.de.wit")
                take(page)
                browser.close()
            finally:
                server.terminate()


if __name__ == "__main__":
    main()
