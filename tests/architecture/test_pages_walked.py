"""Every page there is stands in the list that a real browser walks for each kind of user, or says here where else."""

import pytest
from django.urls import resolve
from django.utils.translation import override

from hervest.accounts.route import ROUTES
from hervest.accounts.vocabulary import SHOWN_CODES
from hervest.core.texts import coded
from journeys.test_everybody_can_use_every_page import BEFORE_LOGIN, PAGES

EXAMPLES = {
    "case": "/cases/H-0001/",
    "task": "/cases/H-0001/tasks/1/",
    "home": "/cases/H-0001/home/1/",
    "person": "/people/2/",
    "membership": "/people/memberships/2/",
    "closed": "/cases/H-0002/",
    "own": "/cases/G-0001/",
    "need": "/cases/H-0001/household/needs/1/",
    "relative": "/cases/H-0001/household/relatives/1/",
    "wish": "/cases/H-0001/household/wishes/wish-1/",
    "leave": "/cases/H-0001/team/1/leave/",
    "say": "/cases/H-0001/team/1/",
    "dwelling": "/dwellings/GM9001/MV-101/",
    "group": "/sponsors/groups/1/",
    "fill": "/sponsors/programmes/1/groups/new/",
    "sponsor": "/sponsors/people/1/",
    "screened": "/sponsors/people/1/",
    "seat": "/sponsors/memberships/1/end/",
}
NO_PAGE = {
    "account_set_password": "leads on to where a password is changed",
    "agenda_file": "a file",
    "begin_practice_anew": "answers a form",
    "begin_tour": "answers a form",
    "end_elsewhere": "answers a form",
    "end_emergency": "answers a form",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "answers a form",
    "open_document": "a file",
    "take_document_back": "answers a form",
    "put_document_back": "answers a form",
    "attach_documents": "answers a form",
    "detach_document": "answers a form",
    "default_coordinators": "leads on",
    "dossier_template": "a file",
    "dwelling_template": "a file",
    "sponsor_template": "a file",
    "figures_file": "a file",
    "end_tour": "answers a form",
    "staff_template": "a file",
    "refused_staff": "a file",
    "find_out": "answers a form",
    "follow_card": "answers a form",
    "give_link": "answers a form",
    "join_team": "answers a form",
    "join_practice": "answers a form",
    "keep_contact_draft": "answers a form",
    "mark_message": "answers a form",
    "unmark_message": "answers a form",
    "leave_practice": "answers a form",
    "logo": "a picture",
    "look_css": "a style sheet",
    "remove_view": "answers a form",
    "remove_practice": "answers a form",
    "open_own_case": "answers a form",
    "open_practice": "answers a form",
    "persona_login": "answers a form",
    "refused_dossiers": "a file",
    "refused_dwellings": "a file",
    "propose_group": "answers a form",
    "run_groups": "answers a form",
    "refused_sponsors": "a file",
    "refused_running": "a file",
    "running_template": "a file",
    "running_terms": "a file",
    "run_matching": "answers a form",
    "say_of_group": "answers a form",
    "say_of_pair": "answers a form",
    "security_txt": "a text",
    "send_again": "answers a form",
    "speak": "answers a form",
    "stand_back": "answers a form",
    "start": "leads on",
    "take_agreed_back": "answers a form",
    "take_match_exemption_back": "answers a form",
    "run_sheet_worker": "a program for a telephone",
    "tick_run_line": "answers a form",
    "tick_home_item": "answers a form",
    "undo_cover": "answers a form",
    "undo_hand_over": "answers a form",
    "undo_assessment": "answers a form",
    "undo_explanation": "answers a form",
    "undo_hours": "answers a form",
    "undo_intensity": "answers a form",
    "undo_integration": "answers a form",
    "undo_pip": "answers a form",
    "end_goal": "answers a form",
    "remove_goal": "answers a form",
    "tick_step": "answers a form",
    "remove_step": "answers a form",
    "undo_activity": "answers a form",
    "begin_money": "answers a form",
    "remove_money": "answers a form",
    "put_money_back": "answers a form",
    "end_mandate": "answers a form",
    "remove_own_amount": "answers a form",
    "undo_finish": "answers a form",
    "undo_reunification": "answers a form",
    "say_wanted_again": "answers a form",
}
IN_A_STORY = {
    "account_login": "everybody logs in",
    "account_reauthenticate": "a passkey logs in",
    "mfa_activate_totp": "a passkey logs in",
    "mfa_add_webauthn": "a passkey logs in",
    "mfa_authenticate": "a passkey logs in",
    "mfa_deactivate_totp": "a passkey logs in",
    "mfa_generate_recovery_codes": "a passkey logs in",
    "mfa_reauthenticate": "a passkey logs in",
    "mfa_reauthenticate_webauthn": "a passkey logs in",
    "mfa_remove_webauthn": "a passkey logs in",
    "mfa_view_recovery_codes": "a passkey logs in",
    "take_factors": "a passkey logs in",
    "withdraw_agenda": "an agenda goes along",
    "withdraw_link": "a passkey logs in",
    "answer_exemption": "an exception takes two persons",
    "ask_exemption": "an exception takes two persons",
    "record_message": "a message comes in",
    "assessment": "support is weighed",
    "change_explanation": "a topic is explained again",
    "tell_explanation": "a topic is explained again",
    "add_step": "a newcomer sets a goal",
    "change_step": "a newcomer sets a goal",
    "change_goal": "a newcomer sets a goal",
    "change_activity": "a newcomer sets a goal",
    "record_decision": "family is reunited",
    "joining_papers": "family is reunited",
    "settle_arrival": "family is reunited",
    "settle_home_item": "a home is made ready",
    "say_of_home_item": "a home is made ready",
    "buy_home_item": "a home is made ready",
    "show_home_item": "a home is made ready",
    "change_money_line": "the money of a family",
    "change_loan": "the money of a family",
    "change_guarantee": "the money of a family",
    "give_mandate": "the money of a family",
    "correct_contact": "a contact is noted",
    "change_document": "a document is added",
    "transfer": "a transfer",
    "day_of_move": "a transfer",
    "coming_of_age": "a family changes",
    "dossier_layout": "a file of another layout",
    "dwelling_import_columns": "a file of another layout",
    "dwelling_import_preview": "what a form answers, in English",
    "dwelling_layout": "a file of another layout",
    "import_columns": "a file of another layout",
    "import_preview": "a family comes in",
    "sponsor_import_preview": "a list of sponsors, in English",
    "sponsor_import_columns": "a file of another layout",
    "sponsor_layout": "a file of another layout",
    "running_import_preview": "a family that was here already",
    "running_import_columns": "a file of another layout",
    "running_layout": "a file of another layout",
    "staff_import_preview": "a list of people",
    "staff_import_columns": "a list of people",
    "staff_layout": "a list of people",
}
"""Pages that stand only between two steps: in the story named, which looks at each page with axe."""


def walked():
    for path in {*BEFORE_LOGIN, *(path for paths in PAGES.values() for path in paths)} - {"/no-such-page/"}:
        yield resolve(path.format(**EXAMPLES).partition("?")[0]).url_name


def test_every_page_is_walked_by_a_browser_or_is_no_page():
    known = set(walked()) | set(NO_PAGE) | set(IN_A_STORY)

    assert set(ROUTES) - known == set()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_log_has_a_word_for_every_reason_for_which_a_page_shows_a_case(language):
    asked = {found.permission.value for found in ROUTES.values()}
    with override(language):
        words = {code: coded("purpose", code) for code in asked}

    assert asked <= set(SHOWN_CODES["purpose"])
    assert [code for code, word in words.items() if not word or word == code or "." in word] == []
    assert len(set(words.values())) == len(asked)
