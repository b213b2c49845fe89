"""What is explained to a household, to whom in it, and when: one list for contacts and for what is planned."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from hervest.deadlines.period import Offset
from hervest.journey.contact_vocabulary import ForWhom, TopicKey
from hervest.journey.vocabulary import MilestoneCode


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to explain more than once: what it is called, what it is about in plain words, and for whom.

    `moments`: by when it is explained each time, counted from `anchor`, the earliest first.
    """

    key: TopicKey
    title_nl: str
    title_en: str
    about_nl: str
    about_en: str
    for_whom: ForWhom
    anchor: MilestoneCode
    moments: tuple[Offset, ...]
    source: str
    valid_from: date
    checked_on: date

    def __post_init__(self) -> None:
        in_order = all(
            first.is_never_after(then) and first != then
            for first, then in zip(self.moments, self.moments[1:], strict=False)
        )
        is_told = all((self.title_nl, self.title_en, self.about_nl, self.about_en, self.source))
        if not self.moments or not in_order or not is_told:
            raise ValueError(self.key)


def read_topics(text: str) -> tuple[Topic, ...]:
    """The table in CSV, in its order: what comes first in time stands first.

    Raises: ValueError for a key that stands there twice, a text or source that is missing, words that are none, and
    moments that are none or not in order.
    """
    found: dict[str, Topic] = {}
    for row in csv.DictReader(io.StringIO(text)):
        if row["key"] in found:
            raise ValueError(row["key"])
        found[row["key"]] = Topic(
            key=TopicKey(row["key"]),
            title_nl=row["title_nl"],
            title_en=row["title_en"],
            about_nl=row["about_nl"],
            about_en=row["about_en"],
            for_whom=ForWhom(row["for_whom"]),
            anchor=MilestoneCode(row["anchor"]),
            moments=tuple(Offset.parse(written) for written in row["moments"].split(";") if written),
            source=row["source"],
            valid_from=date.fromisoformat(row["valid_from"]),
            checked_on=date.fromisoformat(row["checked"]),
        )
    return tuple(found.values())
