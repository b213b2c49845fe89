"""The words of a case fit together."""

from hervest.journey import vocabulary
from hervest.journey.template_defaults import default_template
from hervest.journey.vocabulary import (
    HOUSEHOLD_TRAITS,
    MAY_LOG_IN,
    NEVER_LOGS_IN,
    DoerRole,
    MilestoneCode,
    TeamRole,
    TraitCode,
)


def test_values_are_stable_words_and_milestones_are_written_as_in_the_documents():
    words = [w for w in vars(vocabulary).values() if isinstance(w, type) and issubclass(w, str)]
    assert len(words) > 10
    for word in words:
        for member in getattr(word, "__members__", {}).values():
            expected = member.name if word is MilestoneCode else member.name.lower()
            assert member.value == expected


def test_who_can_log_in_has_a_role_in_the_team_and_who_cannot_has_none():
    assert not MAY_LOG_IN & NEVER_LOGS_IN
    roles = {role.value for role in TeamRole}
    assert {doer.value for doer in DoerRole if doer not in NEVER_LOGS_IN} == roles - {"coa_liaison", "interpreter"}


def test_every_trait_and_doer_is_used_by_the_template_or_names_who_a_task_is_for():
    specs = default_template().specs
    assert {spec.condition for spec in specs} == set(TraitCode) - {TraitCode.ADULT, TraitCode.CHILD}
    assert {spec.doer for spec in specs} == set(DoerRole)
    assert set(TraitCode) > HOUSEHOLD_TRAITS
