"""How text is compared: headers, words and names are the same whatever their case, spaces or accents."""

import re
import unicodedata
from datetime import date

from hervest.intake.vocabulary import CellValue

SURROGATES = range(0xD800, 0xE000)
ALLOWED_CONTROLS = frozenset("\n\r\t")
NOWHERE_STORED = re.compile("[\x00\ud800-\udfff]")
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction in which what follows is shown: a text is then read otherwise than it is."""

INVISIBLE = re.compile(
    "[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters that nobody sees and no script needs, tags and fillers among them.

Joiners and marks of direction belong to scripts and stay.
"""

PLAIN = re.compile("[ -~\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]")
"""What may stand in a number or a code: what a keyboard has, and letters of ours with an accent."""


def text_of(value: CellValue) -> str:
    """`value` as a person would read it in the cell; spaces around it fall away."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    return "" if value is None else str(value).strip()


def folded(text: str) -> str:
    """Letters and digits of `text`, without case and accents: what headers and words are matched on."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def composed(text: str) -> str:
    """`text` in the one form in which names are compared (NFC); what is kept stays as written."""
    return unicodedata.normalize("NFC", text)


def odd_place(key: str) -> int | None:
    """Which character of `key`, counted from 1, only looks like one of ours or begins a new line; None: none does.

    A letter of another script can look the same as one of ours: two numbers would then be read as one, or one as two.
    """
    return next((place for place, letter in enumerate(composed(key), start=1) if not PLAIN.fullmatch(letter)), None)


def is_storable(text: str) -> bool:
    """Whether a database and a page can hold `text`: no control characters, no half characters."""
    return all(_is_storable(letter) for letter in text)


def _is_storable(letter: str) -> bool:
    if ord(letter) in SURROGATES:
        return False
    return letter in ALLOWED_CONTROLS or unicodedata.category(letter) != "Cc"


def storable(text: str) -> str:
    """`text` as every database can hold it: what none can hold becomes the mark of an unknown letter."""
    return NOWHERE_STORED.sub("\ufffd", text)


def without_formats(text: str) -> str:
    """`text` without any character that is not seen: what a key is compared by, so that no two look the same."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
