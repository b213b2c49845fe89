"""Every code that may reach a person has a sentence in Dutch and in English, with no gap that stays unfilled."""

import ast
import re
from functools import cache

import pytest
from babel.messages.pofile import read_po

from architecture.house import PACKAGE, Source, root_of, sources

ERRORS = frozenset({"RuleBroken", "Conflict", "NotAllowed", "NotFound", "OutsideWorld", "AlreadyDone", "Refusal"})
"""The errors, and what a rule answers for an action to raise."""
NEVER_SHOWN = frozenset({"NotAllowed", "NotFound", "AlreadyDone"})
"""These three lead to one page or to a redirect: their codes are for the log."""
GAP = re.compile(r"%\((\w+)\)[sd]")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Error code -> sentence, over all rooms."""
    texts = {}
    for path in sorted(PACKAGE.glob(f"*/locale/{language}/LC_MESSAGES/django.po")):
        with path.open("rb") as po:
            texts |= {str(entry.id): str(entry.string) for entry in read_po(po) if entry.context == "error"}
    return texts


def raised(source: Source):
    """(error class, code, names of its parameters or None if they are not written out, node)."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and root_of(node.func)[-1:] and root_of(node.func)[-1] in ERRORS and node.args:
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                names = {word.arg for word in node.keywords} | keys_in(node)
                yield root_of(node.func)[-1], code.value, None if None in names else names, node


def keys_in(node: ast.Call):
    """The parameters that a refusal carries in a mapping; None among them for one that is not written out."""
    if root_of(node.func)[-1] != "Refusal":
        return set()
    written = [word for params in node.args[1:] if isinstance(params, ast.Dict) for word in params.keys]
    return {word.value if isinstance(word, ast.Constant) else None for word in written}


def all_raised():
    return [
        (source.at(node), error, code, names) for source in sources() for error, code, names, node in raised(source)
    ]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_error_a_person_may_see_has_its_sentence(language):
    shown = {code for _, error, code, _ in all_raised() if error not in NEVER_SHOWN}

    assert shown
    assert sorted(code for code in shown if not catalogue(language).get(code)) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_asks_for_a_parameter_that_the_error_does_not_carry(language):
    unfilled = [
        f"{place} {code}: {sorted(gaps - names)}"
        for place, _, code, names in all_raised()
        if names is not None and (gaps := set(GAP.findall(catalogue(language).get(code, "")))) - names
    ]

    assert unfilled == []


def test_both_languages_fill_the_same_gaps():
    nl, en = catalogue("nl"), catalogue("en")

    assert {code for code in nl.keys() & en.keys() if set(GAP.findall(nl[code])) != set(GAP.findall(en[code]))} == set()


def test_the_check_reads_code_and_parameters():
    text = "raise RuleBroken('home_too_small', field='unit', needs=4)"
    source = Source(sources()[0].path, "housing", "actions", ast.parse(text))

    assert [(error, code, names) for error, code, names, _ in raised(source)] == [
        ("RuleBroken", "home_too_small", {"field", "needs"})
    ]


def test_the_check_reads_the_parameters_of_a_refusal_too():
    text = "Refusal('milestone_far_away', {'milestone': code, 'on': on})"
    source = Source(sources()[0].path, "journey", "milestone_rules", ast.parse(text))

    assert [(code, names) for _, code, names, _ in raised(source)] == [("milestone_far_away", {"milestone", "on"})]
