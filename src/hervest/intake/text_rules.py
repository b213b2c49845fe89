"""How text is compared: headers, words and names are the same whatever their case, spaces or accents."""

import unicodedata

SURROGATES = range(0xD800, 0xE000)
ALLOWED_CONTROLS = frozenset("\n\r\t")


def folded(text: str) -> str:
    """Letters and digits of `text`, without case and accents: what headers and words are matched on."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def composed(text: str) -> str:
    """`text` in the one form in which names are compared (NFC); what is kept stays as written."""
    return unicodedata.normalize("NFC", text)


def is_storable(text: str) -> bool:
    """Whether a database and a page can hold `text`: no control characters, no half characters."""
    return all(_is_storable(letter) for letter in text)


def _is_storable(letter: str) -> bool:
    if ord(letter) in SURROGATES:
        return False
    return letter in ALLOWED_CONTROLS or unicodedata.category(letter) != "Cc"
