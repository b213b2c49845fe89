"""Names as they are sought: without case and accents, for every script."""

import unicodedata


def folded(text: str) -> str:
    """`text` without case, accents and doubled spaces: Grâce is found as grace."""
    plain = (sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join(unicodedata.normalize("NFC", "".join(plain)).split())
