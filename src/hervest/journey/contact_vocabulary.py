"""The words of the contact log: how somebody was spoken to, with whom, about what, and who reads of it."""

from enum import StrEnum


class ContactChannel(StrEnum):
    """How people were in touch."""

    HOME_VISIT = "home_visit"
    OFFICE = "office"
    PHONE = "phone"
    VIDEO = "video"
    MESSAGE = "message"
    EMAIL = "email"
    LETTER = "letter"


class ContactParty(StrEnum):
    """With whom, beside single people of the household, somebody was in touch. Source: domain.md, roles."""

    HOUSEHOLD = "household"
    COA = "coa"
    GUIDANCE = "guidance"
    SPONSOR_GROUP = "sponsor_group"
    HOUSING_ASSOCIATION = "housing_association"
    HEALTH = "health"
    SCHOOL = "school"
    BENEFITS = "benefits"
    OTHER = "other"


class ExplanationTopic(StrEnum):
    """What is explained to a household, more than once. Source: KIS 2020, explaining again; needs.md, C8."""

    MONEY = "money"
    INSURANCE = "insurance"
    POST = "post"
    HEALTH = "health"
    SCHOOL = "school"
    RIGHTS = "rights"
    HOME = "home"
    EMERGENCY_NUMBERS = "emergency_numbers"
    DRIVING_LICENCE = "driving_licence"
    SOCIAL_NORMS = "social_norms"
    CULTURE = "culture"
    PARENTING = "parenting"
    EQUALITY = "equality"
    LANGUAGE_AND_WORK = "language_and_work"


class ContactReader(StrEnum):
    """Who reads of a contact beside those who work on the case."""

    COA = "coa"
    GROUP = "group"
    HOUSEHOLD = "household"
