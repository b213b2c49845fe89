"""The topics that are explained to households, with their words in the reader's language."""

from collections.abc import Mapping

from hervest.core.texts import in_language
from hervest.journey.contact_vocabulary import TopicKey
from hervest.journey.template_defaults import explanation_topics
from hervest.journey.topic_rules import Topic


def all_topics() -> tuple[Topic, ...]:
    """Every topic, in the order of the list."""
    return explanation_topics()


def topic_titles() -> Mapping[TopicKey, str]:
    """What each topic is called, in the order of the list."""
    return {topic.key: in_language(topic.title_nl, topic.title_en) for topic in explanation_topics()}


def topics_in_words() -> Mapping[TopicKey, str]:
    """What each topic is about, as it is said to whom it is explained."""
    return {topic.key: in_language(topic.about_nl, topic.about_en) for topic in explanation_topics()}
