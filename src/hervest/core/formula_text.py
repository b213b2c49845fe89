"""Text that a spreadsheet program would take for a formula: how it is told, made harmless, and made what it was.

Source: security.md, section 4, "CSV out".
"""

import re
import unicodedata

STARTERS = frozenset("=+-@")
ALONE = frozenset("\t\r\n\x00")
QUOTE = "'"
BLANK = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069\x00]*")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet program might take `text`, typed into a cell, for more than text.

    Also after blanks and unseen characters, and for the wide and small forms of the four signs.
    """
    if text[:1] in ALONE:
        return True
    first = text[BLANK.match(text).end() :][:1]  # type: ignore[union-attr]  # it matches nothing at least
    return unicodedata.normalize("NFKC", first)[:1] in STARTERS if first else False


def harmless(text: str) -> str:
    """`text` as it may stand in CSV; `as_written` gives back what it was."""
    return QUOTE + text if is_risky(text.lstrip(QUOTE)) else text


def as_written(text: str) -> str:
    """What was made `harmless`."""
    return text[1:] if text.startswith(QUOTE) and is_risky(text.lstrip(QUOTE)) else text
