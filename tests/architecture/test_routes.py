"""Every address has a permission, views stay small, and the list of third parties' pages is frozen."""

import ast

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from architecture.house import root_of, sources
from hervest.accounts.permissions import Permission
from hervest.accounts.route import ROUTES

LONGEST_VIEW = 25
THIRD_PARTY = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_change_password",
    "account_set_password",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}
"""Pages of allauth and Django that are reached, each through `mounted`. Whoever adds one has thought about it."""

WITHOUT_LOGIN = {
    "start",
    "security_txt",
    "agenda_file",
    "look_css",
    "run_sheet_worker",
    "speak",
    "persona_login",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "set_password",
    "mfa_authenticate",
    "mfa_login_webauthn",
}

SIGNED_IN = {
    "services",
    "services_file",
    "service",
    "profile",
    "end_elsewhere",
    "follow_card",
    "end_tour",
    "begin_tour",
    "practice",
    "join_practice",
    "open_practice",
    "begin_practice_anew",
    "leave_practice",
    "remove_practice",
    "choose_notices",
    "agenda",
    "make_agenda",
    "withdraw_agenda",
    "logo",
    "save_view",
    "remove_view",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
"""Pages about the own account: for whoever is logged in, whatever their role, also before their second step."""

GRAVE = {
    "invite",
    "staff_import_preview",
    "give_role",
    "end_role",
    "change_last_day",
    "give_link",
    "let_newcomer_in",
    "withdraw_link",
    "take_factors",
    "add_organisation",
    "coordinators_of",
    "programme_of",
    "own_amounts",
    "remove_own_amount",
    "signal_people",
    "remove_triager",
    "set_how_we_choose",
    "set_how_we_match",
    "publish_workflow",
    "move_workflow_cases",
    "look_of",
    "add_programme",
    "edit_programme",
    "link_sponsor_login",
    "go_on_with_match",
    "close_case",
    "reopen_case",
    "answer_exemption",
    "answer_match_exemption",
    "day_of_move",
    "transfer_case",
    "transfer",
    "emergency",
    "make_agenda",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
"""Pages that open only after a fresh proof of who asks."""

WEIGHTY = {Permission.PEOPLE_MANAGE, Permission.SETTINGS_EDIT, Permission.TEMPLATE_EDIT}
NOT_GRAVE = {
    "people": "shows",
    "person": "shows",
    "show_link": "shows a link that was given after a proof",
    "import_staff": "reads a file; what it lets in is applied after a proof",
    "staff_import_columns": "says how a file is read",
    "staff_layout": "says how a file is read",
    "staff_template": "a file",
    "refused_staff": "a file",
    "mails": "shows",
    "send_again": "sends what was to be sent",
    "default_coordinators": "leads on",
    "open_own_case": "opens the municipality's own plan",
    "workflow": "shows",
    "add_own_task": "writes in a draft, which is published after a proof",
    "change_template_task": "writes in a draft, which is published after a proof",
    "change_template_term": "writes in a draft, which is published after a proof",
    "change_template_text": "writes in a draft, which is published after a proof",
    "workflow_cases": "shows",
    "workflow_versions": "shows",
}
"""Pages for who lets people in or settles how a municipality works, that ask no proof, each with why."""

GRAVE_ACTIONS = {
    "accounts.people_actions.invite_person",
    "intake.staff_actions.apply_staff_import",
    "accounts.people_actions.give_role",
    "accounts.people_actions.end_role",
    "accounts.people_actions.change_last_day",
    "accounts.people_actions.give_link",
    "accounts.people_actions.withdraw_link",
    "accounts.factor_actions.take_factors",
    "accounts.actions.create_organisation",
    "accounts.actions.set_default_coordinators",
    "guidance.money_amount_actions.add_amount",
    "guidance.money_amount_actions.remove_amount",
    "guidance.signal_actions.add_triager",
    "guidance.signal_actions.remove_triager",
    "journey.own_case_actions.choose_sponsor_programme",
    "placement.settings_actions.set_criteria",
    "placement.match_weight_actions.set_match_weights",
    "journey.workflow_actions.publish_workflow",
    "journey.workflow_moving_actions.move_cases",
    "sponsorship.sponsor_actions.link_login",
    "placement.match_actions.go_on_with_match",
    "placement.closing_actions.close",
    "placement.closing_actions.reopen",
    "placement.exemption_actions.answer_exemption",
    "placement.match_exemption_actions.answer_match_exemption",
    "placement.transfer_actions.offer_transfer",
    "placement.transfer_actions.accept_transfer",
    "journey.emergency_actions.take_emergency_access",
}
"""Acts that let people in or out, change a municipality's settings, or weigh most for a family."""


def patterns(resolver):
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            yield from patterns(found)
        else:
            yield found


def all_patterns() -> list[URLPattern]:
    return list(patterns(get_resolver()))


def test_every_address_is_a_route_with_a_permission():
    found = all_patterns()
    guarded = {route.view for route in ROUTES.values()}
    wild = [str(pattern.pattern) for pattern in found if pattern.callback not in guarded]

    assert len(found) > len(THIRD_PARTY)
    assert wild == []
    assert all(isinstance(route.permission, Permission) for route in ROUTES.values())


def test_every_route_can_be_reached_under_its_own_name():
    names = sorted(str(found.name) for found in all_patterns())

    assert names == sorted(ROUTES)


def test_the_pages_of_third_parties_are_these_and_no_other():
    get_resolver().url_patterns  # noqa: B018  # fills ROUTES
    foreign = {name for name, route in ROUTES.items() if not route.view.__module__.startswith("hervest.")}

    assert foreign == THIRD_PARTY


def test_the_pages_without_login_are_these_and_no_other():
    get_resolver().url_patterns  # noqa: B018  # fills ROUTES
    public = {name for name, route in ROUTES.items() if route.permission is Permission.PAGE_PUBLIC}
    signed_in = {name for name, route in ROUTES.items() if route.signed_in}

    assert public - signed_in == WITHOUT_LOGIN
    assert signed_in == SIGNED_IN


def test_the_pages_that_ask_for_a_fresh_proof_are_these_and_no_other():
    get_resolver().url_patterns  # noqa: B018  # fills ROUTES

    assert {name for name, route in ROUTES.items() if route.grave} == GRAVE


def test_who_lets_people_in_or_settles_how_it_works_proves_it_or_here_stands_why_not():
    get_resolver().url_patterns  # noqa: B018  # fills ROUTES
    weighty = {name for name, route in ROUTES.items() if route.permission in WEIGHTY}

    assert weighty - GRAVE == set(NOT_GRAVE)


def test_every_room_with_pages_is_installed():
    rooms = {route.room for route in ROUTES.values()} - {"allauth"}

    assert {f"hervest.{room}" for room in rooms} <= set(settings.ROOMS)


def views():
    """Every function with `@route`, and its source."""
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(mark, ast.Call) and root_of(mark.func) == ("route",) for mark in node.decorator_list
            ):
                yield source, node


def test_a_view_is_at_most_25_lines():
    long = [source.at(node) for source, node in views() if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_VIEW]

    assert long == []


def test_views_ask_queries_and_never_tables():
    reached = {"rows", "objects", "save"}
    tables = [
        source.at(node)
        for source in sources()
        if source.module == "views" or source.module.endswith("_views")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr in reached and not _is_a_page_of_rows(node)
    ]

    assert len(list(views())) > 5
    assert tables == []


def _is_a_page_of_rows(node: ast.Attribute) -> bool:
    """`pages.rows` is a frozen Page; a table is a class, and a class has a capital."""
    return node.attr == "rows" and not root_of(node)[0][:1].isupper()


def test_a_view_stands_in_a_file_of_views():
    assert {source.module for source, _ in views()} <= {"views"} | {
        source.module for source in sources() if source.module.endswith("_views")
    }


def reached_in(source):
    """Function of a file -> room.module.name of every action that it names, also through functions of the same file."""
    names, modules = {}, {}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hervest."):
            for name in node.names:
                found = f"{node.module}.{name.name}".removeprefix("hervest.")
                (modules if found.endswith("actions") else names)[name.asname or name.name] = found
    functions = {node.name: node for node in source.tree.body if isinstance(node, ast.FunctionDef)}

    def reached(name, seen):
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                yield f"{modules[node.value.id]}.{node.attr}"
            elif isinstance(node, ast.Name) and node.id in names:
                yield names[node.id]
            elif isinstance(node, ast.Name) and node.id in functions and node.id not in seen:
                yield from reached(node.id, seen | {node.id})

    return {name: set(reached(name, {name})) for name in functions}


def test_the_gravest_acts_are_reached_only_by_pages_that_ask_for_a_fresh_proof():
    get_resolver().url_patterns  # noqa: B018  # fills ROUTES
    routes = {(route.view.__module__, route.view.__name__): route for route in ROUTES.values()}
    by_files = {source: reached_in(source) for source, _ in views()}
    reaching = [
        (routes[f"hervest.{source.room}.{source.module}", node.name], by_files[source][node.name] & GRAVE_ACTIONS)
        for source, node in views()
    ]

    assert {route.name for route, acts in reaching if acts and not route.grave} == set()
    assert {act for _, acts in reaching for act in acts} == GRAVE_ACTIONS
