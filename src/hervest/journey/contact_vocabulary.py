"""The words of the contact log: how somebody was spoken to, with whom, about what, and who reads of it."""

from enum import StrEnum
from typing import NewType

TopicKey = NewType("TopicKey", str)
"""Key of something that is explained to a household: a row of `explanation_topics_nl.csv`."""


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


class ForWhom(StrEnum):
    """To whom in a household a topic is explained. Source: needs.md, C8."""

    HOUSEHOLD = "household"
    ADULTS = "adults"
    PARENTS = "parents"


class ContactReader(StrEnum):
    """Who reads of a contact beside those who work on the case."""

    COA = "coa"
    GROUP = "group"
    HOUSEHOLD = "household"
