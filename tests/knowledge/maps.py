"""Services of the social map as stories need them."""

from hervest.accounts.vocabulary import OrganisationId
from hervest.knowledge.actions import add_service
from hervest.knowledge.vocabulary import ServiceFacts, ThemeKey
from people import HERE


def facts(world, name="Taalhuis Molenveen", *, owner="wegwijs", themes=("language",), **known):
    keys = frozenset(map(ThemeKey, themes))
    return ServiceFacts(name=name, themes=keys, owner=OrganisationId(world.organisations[owner]), **known)


def put(world, name="Taalhuis Molenveen", *, by="lena", municipality=HERE, is_checked=True, now=None, **known):
    return add_service(
        by=world.actor(by),
        now=now or world.now,
        municipality=municipality,
        facts=facts(world, name, **known),
        is_checked=is_checked,
    )
