"""What is explained to households: one list with its words, its listeners and its moments."""

import pytest

from hervest.deadlines.period import Offset
from hervest.journey.contact_vocabulary import ForWhom
from hervest.journey.template_defaults import explanation_topics, file_text, sources
from hervest.journey.topic_queries import topic_titles, topics_in_words
from hervest.journey.topic_rules import read_topics
from hervest.journey.vocabulary import MilestoneCode

HEAD = "key,title_nl,title_en,about_nl,about_en,for_whom,anchor,moments,source,valid_from,checked\n"
ROW = "post,post,post,Brieven.,Letters.,adults,ARRIVED,+1w;+1m,KIS,2020-01-01,2026-11-29\n"


def test_every_topic_of_the_issue_is_in_the_list():
    asked = {"money", "insurance", "post", "health", "school", "rights", "driving_licence", "home"}
    asked |= {"emergency_numbers", "social_norms", "culture", "parenting", "equality"}

    assert asked <= {topic.key for topic in explanation_topics()}


def test_every_topic_has_sources_that_are_known_and_comes_more_than_once_after_arrival():
    for topic in explanation_topics():
        assert set(topic.source.split(",")) <= set(sources()), topic.key
        assert len(topic.moments) > 1, topic.key
        assert topic.anchor is MilestoneCode.ARRIVED
        assert topic.valid_from <= topic.checked_on


def test_what_touches_one_persons_life_is_explained_to_every_adult_alike():
    by_key = {topic.key: topic for topic in explanation_topics()}

    assert {by_key[key].for_whom for key in ("equality", "rights", "health", "money")} == {ForWhom.ADULTS}


def test_titles_and_plain_words_stand_in_the_language_of_the_reader():
    assert topic_titles()["post"] == "post en DigiD"
    assert topics_in_words()["post"].startswith("Welke brieven")
    assert list(topic_titles()) == [topic.key for topic in explanation_topics()] == list(topics_in_words())


def test_a_table_that_is_right_is_read():
    (topic,) = read_topics(HEAD + ROW)

    assert (topic.key, topic.moments) == ("post", (Offset.parse("+1w"), Offset.parse("+1m")))
    assert len(read_topics(file_text("explanation_topics_nl.csv"))) == len(explanation_topics())


@pytest.mark.parametrize(
    "wrong",
    [
        ROW + ROW,
        ROW.replace("+1w;+1m", "+1m;+1w"),
        ROW.replace("+1w;+1m", "+1w;+1w"),
        ROW.replace("+1w;+1m", ""),
        ROW.replace("KIS", ""),
        ROW.replace("Brieven.", ""),
        ROW.replace("adults", "women"),
        ROW.replace("ARRIVED", "ONCE"),
        ROW.replace("2020-01-01", "lately"),
    ],
)
def test_a_table_that_is_wrong_is_refused(wrong):
    with pytest.raises(ValueError, match=r".+"):
        read_topics(HEAD + wrong)
