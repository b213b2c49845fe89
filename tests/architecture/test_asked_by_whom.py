"""A page asks nothing of the data without saying who asks, and no module stands on what stands on it."""

import ast

from grimp import build_graph

from architecture.house import sources

WITHOUT_ACTOR = {
    "accounts.bearer_queries.bearer": "of whoever holds the address",
    "notices.agenda_queries.how_agendas_are_told": "numbers",
    "notices.agenda_queries.opened_by": "of whoever holds the address",
    "accounts.factor_queries.is_last_factor": "of the person who asks",
    "accounts.link_queries.is_open": "of whoever holds the link",
    "accounts.link_queries.spent_link": "of whoever holds the link",
    "accounts.people_queries.link_hours": "a number",
    "accounts.people_queries.roles_for_filter": "a list of words",
    "accounts.queries.actor_of": "makes the actor",
    "accounts.queries.all_municipalities": "names of municipalities, on a page of administrators",
    "accounts.queries.demo_login": "the demo's own logins",
    "accounts.queries.demo_personas": "the demo's own logins",
    "intake.file_queries.no_list": "reads the file that was sent",
    "intake.file_queries.largest_file": "a limit",
    "intake.file_queries.opened_file": "opens what the actor sent, and reads nothing of ours",
    "documents.queries.checked_file": "looks at what the actor sent, and reads nothing of ours",
    "documents.queries.largest_file": "a limit",
    "households.talk_queries.first_language": "a word of a list",
    "households.talk_queries.languages_of": "a list of words",
    "journey.contact_queries.draft_kept_until": "a day",
    "journey.plan_queries.household_phases": "a list of words",
    "guidance.intensity_queries.band_norms": "a list of words and numbers",
    "guidance.explaining_queries.next_time_for": "a term after a day that was typed",
    "guidance.money_plan_queries.budget_of": "of a case that was gathered for the actor",
    "guidance.safety_queries.first_routes": "a list of words",
    "guidance.signal_queries.can_be_opened_again": "of a signal that was gathered for the actor",
    "guidance.money_queries.adults_in": "of a case that was gathered for the actor",
    "guidance.money_queries.amounts_for": "of a case that was gathered for the actor",
    "journey.topic_queries.topic_titles": "a list of words",
    "knowledge.queries.theme_choices": "a list of words",
    "placement.agreement_queries.adaptation_recorded": "reads what was gathered for the actor",
    "placement.agreement_queries.homes_that_follow": "reads what was gathered for the actor",
    "placement.agreement_queries.rules_to_adapt": "reads what was gathered for the actor",
    "portal.tour_queries.may_lead_to": "a list of pages",
}
"""Queries that pages call without an actor, each with its reason."""


def is_query(module):
    return module.rpartition(".")[2] == "queries" or module.endswith("_queries")


def queries_without_actor():
    """Room.module.function of every public query that takes nobody who asks, wherever it is handed on."""
    found, handed_on = set(), []
    for source in sources():
        module = source.place.removesuffix(".py").replace("/", ".")
        if not is_query(module):
            continue
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                names = {argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)}
                if not names & {"actor", "by"}:
                    found.add(f"{module}.{node.name}")
            elif isinstance(node, ast.ImportFrom) and is_query((node.module or "").removeprefix("hervest.")):
                origin = node.module.removeprefix("hervest.")
                handed_on += [(f"{origin}.{name.name}", f"{module}.{name.asname or name.name}") for name in node.names]
    return found | {here for origin, here in handed_on if origin in found}


def called(tree):
    """Room.module.function of every query that this page calls, by name or through its module."""
    names, modules = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hervest."):
            module = node.module.removeprefix("hervest.")
            for name in node.names:
                if is_query(module):
                    names[name.asname or name.name] = f"{module}.{name.name}"
                elif is_query(f"{module}.{name.name}"):
                    modules[name.asname or name.name] = f"{module}.{name.name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in names:
            yield names[node.id]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
            yield f"{modules[node.value.id]}.{node.attr}"


def is_page(source):
    return source.module in {"views", "forms", "frame"} or source.module.endswith(("_views", "_forms"))


def test_pages_ask_in_somebodys_name():
    free = queries_without_actor()
    asked = {name for source in sources() if is_page(source) for name in called(source.tree) if name in free}

    assert len(free) > 50
    assert asked == set(WITHOUT_ACTOR)


def test_a_page_that_asks_in_nobodys_name_is_seen():
    page = ast.parse(
        "from hervest.households.queries import facts_of\nfrom hervest.housing import queries as homes\n"
        "def view(request):\n    return facts_of(request.code), homes.units_in(['GM0363'])\n"
    )

    assert {"households.queries.facts_of", "housing.queries.units_in"} <= set(called(page)) & queries_without_actor()


def cycle_in(graph):
    """Modules that import each other in a ring; empty if there is none."""
    done, path = set(), []

    def walk(module):
        if module in path:
            return path[path.index(module) :]
        if module in done:
            return []
        path.append(module)
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            if ring := walk(imported):
                return ring
        done.add(path.pop())
        return []

    return next((ring for module in sorted(graph.modules) if (ring := walk(module))), [])


def test_no_module_stands_on_what_stands_on_it():
    graph = build_graph("hervest", cache_dir=None)

    assert cycle_in(graph) == []
    graph.add_import(importer="hervest.core.texts", imported="hervest.portal.views")
    assert "hervest.portal.views" in cycle_in(graph)
