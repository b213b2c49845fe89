"""Hervest's own template for Dutch municipalities, read from the files that come with the package."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from hervest.deadlines.register import all_versions
from hervest.journey.birth_rules import SameWork, read_same_work
from hervest.journey.carry_rules import Ties, read_overtaken, read_ties
from hervest.journey.carry_vocabulary import Overtaken
from hervest.journey.chain_rules import PracticeTie, read_chain_ties
from hervest.journey.closing_rules import ClosingRules, read_closing_rules
from hervest.journey.phase_rules import PhaseRules, read_phase_rules
from hervest.journey.recording_rules import RecordingRules, read_recording_rules
from hervest.journey.schedule_rules import MessageSpec, read_schedule
from hervest.journey.source_rules import SourceName, read_sources
from hervest.journey.team_rules import TeamRelations, TeamRoles, read_relations, read_team_roles
from hervest.journey.template import (
    Template,
    read_milestone_rules,
    read_posted_milestones,
    read_specs,
    with_beginnings,
    with_endings,
    with_own_days,
)
from hervest.journey.topic_rules import Topic, read_topics
from hervest.journey.workflow_text_rules import TextPlace, read_text_places

DEFAULT_VERSION = "nl-2026-11"
"""The label of the default template; a new set of rows gets a new one."""


@lru_cache(maxsize=1)
def default_template() -> Template:
    """The default rows, the rules of expected milestones and the milestones that finished tasks post."""
    terms = all_versions()
    rows = with_beginnings(read_specs(file_text("workflow_nl.csv"), terms), file_text("first_days_nl.csv"))
    return Template(
        DEFAULT_VERSION,
        with_own_days(with_endings(rows, file_text("endings_nl.csv")), file_text("own_days_nl.csv")),
        read_milestone_rules(file_text("milestones_nl.csv"), terms),
        read_posted_milestones(file_text("posted_milestones_nl.csv")),
    )


@lru_cache(maxsize=1)
def same_work() -> tuple[SameWork, ...]:
    """What is done once about a birth, as work of the mother or of the child."""
    return read_same_work(file_text("same_work_nl.csv"), default_template().by_id)


@lru_cache(maxsize=1)
def contact_schedule() -> tuple[MessageSpec, ...]:
    """The messages that are expected from link to arrival."""
    return read_schedule(file_text("contact_schedule_nl.csv"), default_template().by_id)


@lru_cache(maxsize=1)
def explanation_topics() -> tuple[Topic, ...]:
    """What is explained to households, to whom in them, and when."""
    return read_topics(file_text("explanation_topics_nl.csv"))


@lru_cache(maxsize=1)
def chain_ties() -> tuple[PracticeTie, ...]:
    """How work and milestones hang together in practice, beside what the template says."""
    return read_chain_ties(file_text("chain_ties_nl.csv"), default_template().by_id)


@lru_cache(maxsize=1)
def recording_rules() -> RecordingRules:
    """Which milestones a person may record by hand."""
    return read_recording_rules(file_text("recorded_milestones_nl.csv"))


@lru_cache(maxsize=1)
def team_roles() -> TeamRoles:
    """Which access roles each role of a team takes."""
    return read_team_roles(file_text("team_roles_nl.csv"))


@lru_cache(maxsize=1)
def team_relations() -> TeamRelations:
    """What each role of a team makes somebody to the case."""
    return read_relations(file_text("team_roles_nl.csv"))


@lru_cache(maxsize=1)
def sources() -> Mapping[str, SourceName]:
    """The names of the sources that the template's rows give by their key."""
    return read_sources(file_text("sources_nl.csv"))


@lru_cache(maxsize=1)
def phase_rules() -> PhaseRules:
    """When each phase of a case begins."""
    return read_phase_rules(file_text("case_phases_nl.csv"))


@lru_cache(maxsize=1)
def closing_rules() -> ClosingRules:
    """For which reasons a case may be closed, and what each does."""
    return read_closing_rules(file_text("closing_reasons_nl.csv"))


@lru_cache(maxsize=1)
def ties() -> Ties:
    """What every milestone and every row hangs on, and so goes along or not when people go on in another case."""
    return read_ties(file_text("milestone_ties_nl.csv"), file_text("task_ties_nl.csv"))


@lru_cache(maxsize=1)
def overtaken() -> Mapping[str, Overtaken]:
    """What makes a row pointless for a household that is taken over from another municipality."""
    return read_overtaken(file_text("taken_over_nl.csv"), default_template().by_id)


@lru_cache(maxsize=1)
def own_texts() -> Mapping[str, TextPlace]:
    """The texts on pages that a municipality may say in its own words."""
    return read_text_places(file_text("own_texts_nl.csv"))


def file_text(name: str) -> str:
    """The text of one of the journey's data files."""
    return files("hervest.journey").joinpath("data", name).read_text(encoding="utf-8")
