"""Asking one thing of the product, as a browser does, and looking at the answer from outside."""

import io
import re
import zipfile
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

NAMES = """
answer confirm does due_on email first_name kind language member municipality name next person reason role seen stop
text title topic until_on what
"""
NONSENSE = dict.fromkeys(NAMES.split(), "?nonsense?")
FORMS = {"": {}, "empty": {}, "nonsense": NONSENSE}


@dataclass(frozen=True)
class Way:
    """One way to ask: with which method, as a whole page or as a part of one, with which form."""

    method: str = "GET"
    is_part: bool = False
    form: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, [self.method, "as a part" if self.is_part else "", self.form]))


LOOKS = Way()
WAYS = (
    LOOKS,
    Way(is_part=True),
    Way("HEAD"),
    Way("POST", form="empty"),
    Way("POST", form="nonsense"),
    Way("POST", is_part=True, form="empty"),
    Way("OPTIONS"),
    Way("PUT"),
    Way("PATCH"),
    Way("DELETE"),
)
CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


@dataclass(frozen=True)
class Answer:
    """What came back: its kind, its text, what must be the same for what never was, and the tables written to."""

    status: int
    kind: str
    text: str
    print: str
    written: frozenset[str]


@dataclass
class Asker:
    """Somebody's browser. Whatever it asks is undone at once."""

    client: Client
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    n: int = 0

    def __post_init__(self) -> None:
        self.cookies = copy(self.client.cookies)

    def ask(self, address: str, way: Way, names: tuple[str, ...] = ()) -> Answer:
        """The answer; `names`: what the address itself says, which a refusal may say after it."""
        self.n += 1
        cache.clear()  # nobody is slowed down for having asked so much
        headers = {"HX-Request": "true"} if way.is_part else {}
        send = getattr(self.client, way.method.lower())
        self.client.cookies = copy(self.cookies)
        data = {"data": FORMS[way.form]} if way.method == "POST" else {}
        with undone(), writes() as written:
            response = send(address, headers=headers, **data)
            content = b"" if response.streaming else response.content
        text = read(content, response.get("Content-Type", ""))
        return Answer(
            response.status_code,
            kind_of(response, text),
            text,
            print_of(response, text, (address, *names)),
            frozenset(written),
        )


@contextmanager
def undone():
    """Nothing that happens within stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


@contextmanager
def writes():
    """The tables that anything within writes to."""
    found: set[str] = set()

    def look(execute, sql, params, many, context):
        if match := WRITES.match(sql):
            found.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def read(content: bytes, kind: str) -> str:
    """The words of an answer, whatever carries them."""
    if "spreadsheetml" in kind and content:  # HEAD has none
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return content.decode("utf-8", "replace")


def kind_of(response, text: str) -> str:
    """What sort of answer it is."""
    status, there = response.status_code, response.get("Location", "") or response.get("HX-Redirect", "")
    if there.startswith(("/accounts/login/?", "/accounts/login/")) and "next=" in there:
        return "log in"
    if there.startswith("/accounts/proof/") and "next=" in there:
        return "prove"
    plain = {404: "missing", 405: "no such method", 409: "conflict", 400: "problem"}
    if status in plain:
        return plain[status]
    if status == 403:
        return "log in" if "/accounts/login/" in text else "forbidden"
    if 300 <= status < 400:
        return "away"
    return "page" if status < 300 else f"broken: {status}"


TOKENS = re.compile(
    r'(name="csrfmiddlewaretoken" value="|name="submission" value="|nonce="|"X-CSRFToken": ?")[^"]*"|'
    r"(X-CSRFToken&quot;: ?&quot;)\w+"
)
NEXT = re.compile(r'next=[^\s"&]*')
HERE_IN_MENU = ' aria-current="page"'
"""The menu marks where the address lies, whether or not there is anything."""

SAID_ELSEWHERE = {"Set-Cookie", "Content-Length", "Content-Security-Policy", "Content-Security-Policy-Report-Only"}


def print_of(response, text: str, names: tuple[str, ...]) -> str:
    """The whole answer without tokens and without what the address itself says."""
    headers = "\n".join(f"{key}: {value}" for key, value in sorted(response.items()) if key not in SAID_ELSEWHERE)
    found = NEXT.sub("next=@", TOKENS.sub(r"\1\2", f"{response.status_code}\n{headers}\n{text}"))
    found = found.replace(HERE_IN_MENU, "")
    for name in sorted(filter(None, names), key=len, reverse=True):
        found = re.sub(rf"{re.escape(name)}(?!\w)", "@", found)  # and not where a longer address begins so
    return found
