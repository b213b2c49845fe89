"""Words that stand nowhere else: each tells, wherever it shows, which field of whom it came from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps

from hervest.core.classified import classification_of

SCRIPTS = (
    ("Qxzw", "abdefghikl"),
    ("ضظغث", "ابتجحخدرسع"),
    ("Щѫѭў", "абвгдежзик"),
    ("ፐጰቐኘ", "ሀለሐመሠረሰሸቀበ"),
)
"""Latin, Arabic, Cyrillic and Ge'ez: a beginning that no language has, and ten letters to count with."""

DIGITS = 5
FOUND = re.compile("|".join(f"{start}[{letters}]{{{DIGITS}}}" for start, letters in SCRIPTS))


@dataclass(frozen=True)
class Canary:
    """A word and where it stands: the field, its tier, the thing it belongs to, and of whom in the household it tells.

    `member` 0: of all of them. `by`: who wrote it, where nobody else may read it.
    """

    token: str
    field: str
    tier: str
    of: str
    member: int = 0
    by: str = ""

    def __str__(self) -> str:
        about = f"/{self.member}" if self.member else ""
        return f"{self.field} ({self.tier}) of {self.of}{about}"


@dataclass
class Canaries:
    """Every word that was handed out, by the word."""

    all: dict[str, Canary] = field(default_factory=dict)
    n: int = 0

    def mint(self, of_field: str, of: str, member: int = 0, *, tier: str = "", by: str = "") -> str:
        """A new word for a field, written `room.Model.field`; `tier` where a row carries its own."""
        token = _token(self.n)
        self.n += 1
        self.all[token] = Canary(token, of_field, tier or tier_of(of_field), of, member, by)
        return token

    def within(self, text: str) -> set[Canary]:
        """Those that stand in the text."""
        return {self.all[token] for token in FOUND.findall(text) if token in self.all}

    def of_field(self, name: str) -> Iterator[Canary]:
        """Those of one field."""
        return (canary for canary in self.all.values() if canary.field == name)


def tier_of(of_field: str) -> str:
    """The tier that is written at the field."""
    room, model, name = of_field.split(".")
    found = classification_of(apps.get_model(room, model)._meta.get_field(name))
    assert found is not None
    return found.tier.value


def _token(number: int) -> str:
    start, letters = SCRIPTS[number % len(SCRIPTS)]
    return start + "".join(letters[int(digit)] for digit in f"{number:0{DIGITS}d}")
