"""The words of documents of a case: what they are, and who reads them beside those who work on it."""

from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document of a case is. Source: domain.md, steps 5 to 13; needs.md, B7."""

    HOME = "home"
    EDUCATION = "education"
    TENANCY = "tenancy"
    TRAVEL = "travel"
    IDENTITY = "identity"
    HANDOVER = "handover"
    MONEY = "money"
    LETTER = "letter"
    OTHER = "other"


class DocumentReader(StrEnum):
    """Who reads a document beside those who work on the case."""

    COA = "coa"
    HEALTH = "health"
    HOUSING = "housing"
    GROUP = "group"
    HOUSEHOLD = "household"
