"""The words of a home that is made ready: what belongs to it, how far each thing is, and what its people say of it."""

from enum import StrEnum

LONGEST_ITEM = 120
"""Characters of a thing that a person adds to the list."""

LONGEST_ITEM_NOTE = 500
"""Characters of what is noted beside a thing, and of the words of the household on it."""


class HomeCorner(StrEnum):
    """What of a home a thing belongs to."""

    SLEEPING = "sleeping"
    KITCHEN = "kitchen"
    LIVING = "living"
    WASHING = "washing"
    SAFE = "safe"
    GETTING_ABOUT = "getting_about"


class HomePart(StrEnum):
    """Whether a thing must be there on the first day, or comes only if the household says so.

    Source: needs.md, B6: kampeerklaar, and no further purchases without the household's say.
    """

    BASIC = "basic"
    WITH_SAY = "with_say"


class HomeItemState(StrEnum):
    """How far a thing is."""

    TO_DO = "to_do"
    READY = "ready"
    NOT_NEEDED = "not_needed"


class ItemOrigin(StrEnum):
    """Where a thing comes from. Source: needs.md, C10."""

    BOUGHT_NEW = "bought_new"
    SECOND_HAND = "second_hand"
    GIVEN = "given"
    PREVIOUS_TENANT = "previous_tenant"
    OF_THEIR_OWN = "of_their_own"


class FurnishingSay(StrEnum):
    """What a household says of a thing for its home: it may come or not, they choose themselves, or think it over."""

    YES = "yes"
    NO = "no"
    OURSELVES = "ourselves"
    LATER = "later"
