"""Every field with words of people has a canary, and every canary that somebody may read is shown to somebody."""

from django.apps import apps
from django.db import models
from django.urls import reverse

from hervest.core.classified import classification_of
from trust.asking import LOOKS, Asker
from trust.cast_of_town import ASKING
from trust.reading_of_law import may_be_shown
from trust.rounds import browser_of
from trust.routes_of_law import ADDRESSES
from trust.rules_of_law import is_expected
from trust.things_named import targets

TEXTS = (models.CharField, models.TextField, models.JSONField)
LOG = "the log: codes, verbs and fingerprints, and by whom (`Person.name`, looked for on its page)"
CODE = "a code that names the thing itself, in its address too"
WORD = "a word of a closed list, or of an international one, and nobody's own"
RULES = "numbers and codes that rules worked out"
SHORT = "a key that lives for a moment, and no page shows"

WITHOUT_CANARY = {
    "audit.ChainHead.chain": LOG,
    "audit.ChainHead.last_hash": LOG,
    "audit.AuditRow.chain": LOG,
    "audit.AuditRow.by_name": LOG,
    "audit.AuditRow.verb": LOG,
    "audit.AuditRow.within": LOG,
    "audit.AuditRow.case_code": LOG,
    "audit.AuditRow.detail": LOG,
    "audit.AuditRow.previous_hash": LOG,
    "audit.AuditRow.own_hash": LOG,
    "accounts.Municipality.code": CODE,
    "accounts.Municipality.colour": "a colour",
    "accounts.Municipality.logo_version": "a fingerprint",
    "accounts.Person.tour_seen": CODE,
    "accounts.Person.password": "a hash, tested with the login",
    "notices.FeedToken.fingerprint": "a fingerprint",
    "notices.FeedToken.space": "a number that was drawn",
    "notices.FeedToken.told": "days, and fingerprints of what was told",
    "notices.OutboxMessage.municipality": CODE,
    "notices.OutboxMessage.case_code": CODE,
    "notices.OutboxMessage.once": SHORT,
    "notices.OutboxMessage.details": "numbers, and the name of a municipality",
    "accounts.SavedView.query": "the filters in an address, spelled as addresses are: its owner alone is given it",
    "accounts.Submission.key": SHORT,
    "accounts.Submission.person_key": SHORT,
    "accounts.Submission.verb": SHORT,
    "accounts.Submission.answer": SHORT,
    "journey.Case.code": CODE,
    "journey.Case.template_version": RULES,
    "journey.FactSet.traits": RULES,
    "journey.FactSet.dates": RULES,
    "journey.FactSet.since": RULES,
    "journey.Milestone.source": WORD,
    "journey.ContactEntry.members": "numbers of people",
    "journey.ContactEntry.parties": WORD,
    "journey.ContactEntry.language": WORD,
    "journey.ContactEntry.topics": WORD,
    "journey.Task.template": CODE,
    "journey.Task.because": RULES,
    "journey.Task.gone": RULES,
    "households.Household.municipality": CODE,
    "households.Household.dossier_number": CODE,
    "households.Household.country_of_stay": WORD,
    "journey.ContactMessage.key": WORD,
    "guidance.RunLine.key": WORD,
    "guidance.HomeItem.key": WORD,
    "guidance.HomeItem.earlier": "answers that stood in the words of the household before",
    "guidance.HomeItem.language": WORD,
    "guidance.HandOver.passed_on": "numbers of tasks",
    "guidance.Assessment.instrument": WORD,
    "guidance.Assessment.version": WORD,
    "guidance.Assessment.answers": WORD,
    "guidance.Explanation.topic": WORD,
    "guidance.Explanation.members": "numbers of people",
    "guidance.Explanation.moment": RULES,
    "guidance.Explanation.language": WORD,
    "guidance.Explanation.plan_language": WORD,
    "guidance.Explanation.plan_note": "the note of a plan, and never shown until it stands in the note again",
    "guidance.CompanyWish.company": WORD,
    "guidance.Goal.readers": WORD,
    "guidance.IntegrationEvent.company": WORD,
    "guidance.JoiningRelative.papers": WORD,
    "guidance.ProtectionConcern.theme": WORD,
    "guidance.Told.route": WORD,
    "guidance.Signal.theme": WORD,
    "guidance.SignalTriager.theme": WORD,
    "guidance.Reunification.plan_mark": "a fingerprint",
    "guidance.Referral.theme": WORD,
    "guidance.Referral.language": WORD,
    "guidance.Referral.reads_as": WORD,
    "guidance.InterpreterBooking.members": "numbers of people",
    "guidance.InterpreterBooking.language": WORD,
    "guidance.InterpreterBooking.payer": WORD,
    "knowledge.Service.themes": WORD,
    "knowledge.Service.languages": WORD,
    "journey.CaseDocument.readers": WORD,
    "journey.CaseDocument.messages": WORD,
    "journey.CaseDocument.along_by": "numbers of people",
    "documents.Document.fingerprint": "a fingerprint",
    "households.Household.contact_language": WORD,
    "households.Household.place_wishes": WORD,
    "households.Household.room_sharers": "numbers of people",
    "households.Member.sought_as": "both names again, folded for a search, and never shown",
    "households.Member.sex": WORD,
    "households.Member.nationality": WORD,
    "households.Member.languages": WORD,
    "households.Member.literacy": WORD,
    "households.Need.kind": WORD,
    "households.Need.aid": WORD,
    "households.RelativeElsewhere.kind": WORD,
    "households.RelativeElsewhere.country": WORD,
    "households.Wish.topic": WORD,
    "households.ParticipationChoice.language": WORD,
    "households.SharingChoice.language": WORD,
    "households.HealthHelpChoice.language": WORD,
    "households.HealthHelpChoice.items": WORD,
    "households.SensitiveWish.topic": WORD,
    "housing.Dwelling.code": CODE,
    "housing.Dwelling.routes": WORD,
    "sponsorship.SponsorGroup.abilities": WORD,
    "sponsorship.SponsorGroup.area": "digits of postcodes, and minutes",
    "sponsorship.SponsorGroup.themes": WORD,
    "sponsorship.SponsorGroup.contact_forms": WORD,
    "sponsorship.Sponsor.languages": WORD,
    "sponsorship.Sponsor.blocks": WORD,
    "sponsorship.Sponsor.transport": WORD,
    "sponsorship.Sponsor.interests": WORD,
    "sponsorship.Sponsor.work_fields": WORD,
    "sponsorship.Sponsor.experience": WORD,
    "intake.Import.source": "the file again: what stands in it has canaries under `content` and `refusals`",
    "intake.Import.columns": "headings of a layout",
    "intake.Import.outcome": "numbers of dossiers",
    "intake.ColumnMapping.headings": "a fingerprint",
    "intake.ColumnMapping.columns": "headings of a layout",
    "intake.Dossier.number": CODE,
    "intake.Dossier.told": "codes of fields",
    "intake.DossierVersion.content": "the applied file again: its words have canaries in the household",
    "intake.DwellingRead.code": CODE,
    "intake.DwellingRead.content": "the applied file again: its words have canaries in the home",
    "placement.Adaptation.rules": WORD,
    "placement.Adaptation.rests_on": RULES,
    "placement.TravelAdvice.rests_on": RULES,
    "placement.NetworkTravel.minutes": RULES,
    "placement.MixedSharing.language": WORD,
    "placement.MatchRun.inputs": "a fingerprint",
    "placement.MatchRun.criteria_version": RULES,
    "placement.MatchRun.plans": RULES,
    "placement.MatchCandidate.broken": WORD,
    "placement.MatchCandidate.chosen_by": WORD,
    "placement.MatchEnquiry.conflicts": WORD,
    "placement.MatchEnquiry.covered": WORD,
    "placement.MatchEnquiry.waived_in": WORD,
    "placement.MatchExemption.rests_on": RULES,
    "placement.MatchProposal.criteria_version": RULES,
    "placement.MatchAnswer.language": WORD,
    "placement.Introduction.language": WORD,
    "placement.Introduction.joins": "numbers of people",
    "placement.MatchTalk.blocks": WORD,
    "placement.MatchTalk.interests": WORD,
    "placement.MatchTalk.work_hopes": WORD,
    "placement.MatchTalk.helps_first": WORD,
    "placement.MatchTalk.experience": WORD,
    "placement.MatchTalk.contact_forms": WORD,
    "placement.MatchTalk.stones": WORD,
    "placement.MatchTalk.language": WORD,
    "placement.Transfer.agreed": "numbers of people",
    "placement.Transfer.confided": WORD,
    "placement.Transfer.language": WORD,
    "placement.TransferSay.language": WORD,
    "placement.Exemption.rests_on": RULES,
    "placement.Exemption.language": WORD,
    "placement.CriteriaSetting.weights": RULES,
    "placement.MatchWeighing.weights": RULES,
    "placement.Run.criteria_version": RULES,
    "placement.Run.inputs": "a fingerprint",
    "placement.Run.problem_params": RULES,
    "placement.Decision.fit": RULES,
    "placement.Proposal.fit": RULES,
    "placement.Proposal.runner_up": RULES,
    "placement.Proposal.why_not": RULES,
}
"""Fields with text in which no person's own words stand, each with why."""

NOT_SHOWN_YET = {
    "placement.Block.reason": "a reason for exclusion is shown to nobody else (HOME-H12), and who wrote it has no page",
    "households.Need.explanation (P3) of new/2": "a lead outside the team is named, and reads no need to be explained",
}
"""Fields, or words, that somebody may read and that no page shows yet."""


def texts_of_rooms() -> set[str]:
    """Every field of ours that holds text and is no choice from a list."""
    return {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, TEXTS) and not field.choices and classification_of(field) is not None
    }


def test_every_field_with_words_of_people_has_a_canary(town):
    told = {canary.field for canary in town.canaries.all.values()}

    assert texts_of_rooms() == told | set(WITHOUT_CANARY)
    assert not told & set(WITHOUT_CANARY)


def test_every_canary_stands_in_the_tables(town):
    """What an action would silently leave out could never be found on a page."""
    stored = {
        canary
        for model in apps.get_models()
        for row in model._base_manager.values_list(*(f.name for f in model._meta.local_concrete_fields))
        for canary in town.canaries.within(" ".join(map(str, row)))
    }

    lost = sorted(str(canary) for canary in set(town.canaries.all.values()) - stored)
    assert lost == [], "\n".join(lost)


READERS = (
    "lotte",
    "sander",
    "hatice",
    "ilse",
    "marieke",
    "joris",
    "ruben",
    "mila",
    "bas",
    "carla",
    "tess",
    "aad",
    "fenna",
    "rasha",
    "vik",
    "samir",
    "rasha",
    "yusuf",
)
PAGES = """
money money_plan money_sheet change_money_line change_loan change_guarantee change_budget money_mandates own_amounts
contacts log_contact contact_schedule explanations change_explanation tell_explanation documents open_document
arrival on_the_day plan_run_line home_ready own_home settle_home_item say_of_home_item
reunification say_not_wanted
integration_of settle_pip say_company goals own_goals
referrals own_help record_answer change_booking services service
contacts log_contact contact_schedule explanations change_explanation tell_explanation
support assessment documents open_document
concern signal answer_peers
household case case_plan task case_team case_home why_not answer_exemption reopen_case people person dwellings
edit_dwelling import_preview import_columns import_dossiers import_dwellings dwelling_import_preview refused_dossiers
refused_dwellings dossier_layout dwelling_layout how_we_choose set_how_we_match cases profile correct_household
move_milestone emergency cover transfer moving sponsor_groups sponsor_group edit_sponsor import_sponsors match
match_pair sponsor_import_preview sponsor_import_columns sponsor_layout refused_sponsors edit_programme
workflow workflow_versions
import_running running_import_preview running_import_columns running_layout refused_running running_terms
import_staff staff_import_preview staff_import_columns staff_layout refused_staff
"""
"""Who reads most, and on which pages: together they read all that anybody may."""


def test_every_word_that_somebody_may_read_is_shown_to_somebody(town):
    readable = {
        canary
        for canary in town.canaries.all.values()
        if any(may_be_shown(key, route, canary) for key in ASKING for route in ADDRESSES)
    }
    shown, wanted = set(), {canary for canary in readable if not {canary.field, str(canary)} & set(NOT_SHOWN_YET)}
    for key in READERS:
        asker = Asker(browser_of(town, key))
        for route in PAGES.split():
            if wanted - shown:
                shown |= seen_on(town, key, asker, route)

    hidden = sorted(str(canary) for canary in wanted - shown)
    assert hidden == [], "\n".join(hidden)


def seen_on(town, key, asker, route):
    """The words that somebody is shown at an address, about everything that the law shows them."""
    found = set()
    for target in targets(town, ADDRESSES[route].names):
        if is_expected(key, ADDRESSES[route], target, sends=False) == "shown":
            for query in ADDRESSES[route].variants:
                found |= town.canaries.within(asker.ask(reverse(route, args=target.args) + query, LOOKS).text)
    return found
