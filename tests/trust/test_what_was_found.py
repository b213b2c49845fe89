"""What asking everything of everybody found once, each in a sentence of its own, with what is allowed beside it."""

from django.urls import reverse

from hervest.intake.queries import recent_imports
from hervest.intake.vocabulary import ImportKind
from people import HERE
from trust.asking import LOOKS, Asker
from trust.rounds import browser_of


def asked(town, key, route, *args, way=LOOKS):
    """What somebody is answered."""
    return Asker(browser_of(town, key)).ask(reverse(route, args=args), way)


def test_who_may_no_longer_import_somewhere_opens_none_of_the_files_they_once_read_there(town):
    for state in ("waiting", "applied"):
        number = town.imports[f"dossiers {state} by tess in {HERE}"]
        assert asked(town, "tess", "import_preview", number).kind == "missing"
        assert asked(town, "tess", "import_columns", number).kind == "missing"
    assert recent_imports(town.actor("tess"), ImportKind.DOSSIERS) == ()

    assert asked(town, "sander", "import_preview", town.imports[f"dossiers waiting by sander in {HERE}"]).kind == "page"
    assert len(recent_imports(town.actor("sander"), ImportKind.DOSSIERS)) == 3
