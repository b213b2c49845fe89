"""The words of safety: themes, routes on which something is reported, and how long what is written may be."""

from typing import NewType

ThemeKey = NewType("ThemeKey", str)
RouteKey = NewType("RouteKey", str)

LONGEST_CONCERN = 4000
"""Characters of one answer about somebody's safety."""

LONGEST_TO_WHOM = 150
"""Characters of who was told, or by what way somebody can be reached safely."""

MOST_READERS = 12
"""People who can be named on one concern: more than that is no longer a few."""
