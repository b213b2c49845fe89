"""What of a household goes to another municipality only if the household says so."""

from enum import StrEnum


class Confided(StrEnum):
    """Something for named readers (tier P3) that the household may want to go along."""

    NEED_WORDS = "need_words"
    RELATIVES = "relatives"
    SENSITIVE_WISHES = "sensitive_wishes"
