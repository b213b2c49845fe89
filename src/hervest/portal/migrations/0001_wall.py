"""Every table whose rows belong to a municipality stands behind the second wall (decision 21).

It stands on the highest floor that has rooms of its own, because it names tables of them all. A table that comes later
is put behind the wall by `put_behind_wall` in the migration that makes it; a test asks it of every table.
"""

from django.db import migrations

from hervest.core.policies import Walled, put_behind_wall

CASE, HOUSEHOLD = "journey_case", "households_household"

WALLED = (
    Walled("accounts_defaultcoordinator", "municipality_id"),
    Walled("audit_auditrow", "chain"),
    Walled(CASE, "municipality_id"),
    Walled("journey_teammember", "case_id", CASE),
    Walled("journey_factset", "case_id", CASE),
    Walled("journey_milestone", "case_id", CASE),
    Walled("journey_task", "municipality_id"),
    Walled(HOUSEHOLD, "municipality"),
    Walled("households_member", "household_id", HOUSEHOLD),
    Walled("households_need", "household_id", HOUSEHOLD),
    Walled("households_relativeelsewhere", "household_id", HOUSEHOLD),
    Walled("households_wish", "household_id", HOUSEHOLD),
    Walled("households_sensitivewish", "household_id", HOUSEHOLD),
    Walled("housing_dwelling", "municipality_id"),
    Walled("housing_dwellingunit", "dwelling_id", "housing_dwelling"),
    Walled("intake_import", "municipality_id"),
    Walled("intake_columnmapping", "municipality_id"),
    Walled("intake_dossier", "municipality_id"),
    Walled("intake_dossierversion", "dossier_id", "intake_dossier"),
    Walled("intake_dwellingread", "municipality_id"),
    Walled("placement_run", "municipality_id"),
    Walled("placement_proposal", "case_id", CASE),
    Walled("placement_pairword", "case_id", CASE),
    Walled("placement_block", "case_id", CASE),
    Walled("placement_decision", "case_id", CASE),
    Walled("placement_placement", "case_id", CASE),
    Walled("placement_adaptation", "case_id", CASE),
    Walled("placement_traveladvice", "case_id", CASE),
    Walled("placement_followuphome", "case_id", CASE),
    Walled("placement_networktravel", "case_id", CASE),
    Walled("placement_mixedsharing", "case_id", CASE),
    Walled("placement_stay", "case_id", CASE),
    Walled("placement_exemption", "case_id", CASE),
    Walled("placement_criteriasetting", "municipality_id"),
)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0001_squashed_0008_practice"),
        ("audit", "0002_append_only"),
        ("households", "0001_squashed_0006_health_help"),
        ("housing", "0001_initial"),
        ("intake", "0001_squashed_0006_staff"),
        ("journey", "0001_squashed_0010_workflow_version"),
        ("placement", "0001_squashed_0008_exceptions_of_a_match"),
    ]
    operations = [put_behind_wall(*WALLED)]
