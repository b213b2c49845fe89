"""Real server processes, people who talk to them over HTTP, and a database of one's own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg

from authenticators import PERIOD_S, SECRET, code_at

PASSWORD = "welkom in molenveen"
LONGEST_START_S = 300
READY = re.compile(r"^Hervest(?: runs at|:) (http://\S+?)/?(?:\s|$)", re.MULTILINE)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def own_database():
    """A database for one test, gone afterwards; empty means SQLite in the server's home."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    base, _, rest = url.partition("?")
    server, ending, name = base.rsplit("/", 1)[0], f"?{rest}" if rest else "", f"hervest_own_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(f"{server}/postgres{ending}", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield f"{server}/{name}{ending}"
    finally:
        with psycopg.connect(f"{server}/postgres{ending}", autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def environment(home, database_url=""):
    """The environment of an installation of its own, without whatever Hervest the caller has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HERVEST_", "DATABASE_URL"))}
    return kept | {"HERVEST_HOME": str(home)} | ({"DATABASE_URL": database_url} if database_url else {})


def hervest(home, *words, database_url=""):
    """One command of `hervest`, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "hervest.cli", *words],
        env=environment(home, database_url),
        capture_output=True,
        text=True,
        timeout=LONGEST_START_S,
        check=False,
    )


@dataclass
class Server:
    """A server that answers at `url`; the process leads a group of its own."""

    url: str
    process: subprocess.Popen

    def kill(self):
        """End everything at once, as a power cut would (kill -9)."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ask it to end; whatever does not is killed."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


def start_server(home, database_url="", *, command="demo", port=None, processes=1):
    """`hervest demo` (or `serve`) on a free port, once it answers."""
    log = Path(home) / "server.log"
    words = [sys.executable, "-m", "hervest.cli", command, "--port", str(port or free_port())]
    words += ["--processes", str(processes)]
    with log.open("w") as output:
        process = subprocess.Popen(
            words, env=environment(home, database_url), stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    for _ in range(LONGEST_START_S * 20):
        if process.poll() is not None:
            break
        found = READY.search(log.read_text("utf-8"))
        if found and answers(found[1]):
            return Server(found[1], process)
        time.sleep(0.05)
    Server("", process).kill()
    raise AssertionError(f"the server did not start:\n{log.read_text('utf-8')[-4000:]}")


def answers(url):
    try:
        with urllib.request.urlopen(f"{url}/accounts/login/", timeout=10):
            return True
    except OSError:
        return False


class Forms(HTMLParser):
    """The forms of a page: where each goes, and what it holds that nobody types."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.found.append((given.get("action") or "", given.get("method") or "get", {}))
        elif tag == "input" and given.get("type") == "hidden" and self.found:
            self.found[-1][2][given["name"]] = given.get("value") or ""

    def sent_to(self, path):
        """What the form of this page that is sent to `path` holds already."""
        fits = [held for action, method, held in self.found if method == "post" and action in {"", path}]
        assert fits, f"no form goes to {path}"
        return fits[0]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args, **_kwargs):
        """A redirect is an answer of its own: what was promised is told apart from what was shown after it."""
        return


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    location: str
    text: str


class Session:
    """Somebody with a browser without script."""

    def __init__(self, url):
        self.url = url
        self.opener = urllib.request.build_opener(_Stay(), urllib.request.HTTPCookieProcessor(CookieJar()))

    def login(self, email, password=PASSWORD):
        """Log in; gives the session."""
        answer = self.post_form("/accounts/login/", {"login": email, "password": password})
        assert answer.status == 302, answer.text[:2000]
        return self

    def set_up_app(self):
        """Set up an app that makes codes, as everybody must outside the demo; gives its secret."""
        page = self.get("/second-step/app/add/").text
        secret = SECRET.search(page)[1]
        held = Forms(page).sent_to("/second-step/app/add/")
        answer = self.send("/second-step/app/add/", held | {"code": code_at(secret, datetime.now(UTC))})
        assert answer.location == "/second-step/codes/", answer.text[:2000]
        return secret

    def take_second_step(self, secret):
        """The second step of logging in, with the next code of the app: the one of now may be spent."""
        code = code_at(secret, datetime.now(UTC) + timedelta(seconds=PERIOD_S))
        answer = self.post_form("/accounts/login/step/", {"code": code})
        assert answer.location == "/", answer.text[:2000]
        return self

    def get(self, path):
        """One page, redirects followed."""
        answer = self.send(path)
        for _ in range(5):
            if not answer.location:
                break
            answer = self.send(answer.location)
        return answer

    def form(self, path, fields, *, at=None):
        """Everything a browser would send: what the page's form holds, and what is typed into it."""
        page = self.get(at or path)
        assert page.status == 200, f"{path}: {page.status}"
        return Forms(page.text).sent_to(path) | fields

    def post_form(self, path, fields, files=None, *, at=None):
        """Fetch the page, fill in its form and send it; `at` is where the form stands if that is elsewhere."""
        return self.send(path, self.form(path, fields, at=at), files)

    def send(self, path, fields=None, files=None):
        """One request, not followed further; `fields` make it a POST. Raises: OSError if the server is gone."""
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path))
        request.add_header("Accept-Language", "nl")
        if fields is not None:
            boundary = uuid.uuid4().hex
            request.data = multipart(fields, files or {}, boundary)
            request.add_header("Content-Type", f"multipart/form-data; boundary={boundary}")
        try:
            with self.opener.open(request, timeout=LONGEST_START_S) as response:
                return Answer(response.status, "", response.read().decode())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.headers.get("Location") or "", answer.read().decode())


def multipart(fields, files, boundary):
    """The body of a form; `files` holds name -> (file name, content)."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, (file_name, content) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts.append(head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])
