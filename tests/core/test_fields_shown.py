"""How one field of a form is shown."""

import re

from django import forms
from django.template import engines

from hervest.core.fields import day_field, needed_at_times


class Kept(forms.Form):
    """A form that carries what was seen beside what is asked."""

    day = day_field("Dag")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


def test_of_a_hidden_field_nothing_is_said_and_of_one_that_is_asked_its_label():
    form = Kept(initial={"seen": "abc"})
    shown = engines["django"].from_string("{% for bound in form %}<i>{% field bound %}</i>{% endfor %}")
    asked, hidden = shown.render({"form": form}).strip().removeprefix("<i>").removesuffix("</i>").split("</i><i>")

    assert '<label class="utrecht-form-label" for="id_day">Dag' in asked
    assert hidden.strip() == '<input type="hidden" name="seen" value="abc" id="id_seen">'


class Chosen(forms.Form):
    """Three questions that were not answered: of one with several inputs, of one with a hint, and of a plain one."""

    who = forms.ChoiceField(label="Wie vertaalde?", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    when = forms.MultipleChoiceField(
        label="Wanneer?", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, help_text="Mag meer dan een."
    )
    day = day_field("Dag")


def test_every_sentence_about_what_is_missing_leads_to_an_input_and_every_description_is_there():
    page = engines["django"].from_string(
        '{% include "components/errors.html" %}{% for bound in form %}{% field bound %}{% endfor %}'
    )
    shown = page.render({"form": Chosen({})})
    ids = re.findall(r'\bid="([^"]*)"', shown)
    links = re.findall(r'href="#([^"]*)"', shown)
    described = {name for names in re.findall(r'aria-describedby="([^"]*)"', shown) for name in names.split()}

    assert links == ["id_who_0", "id_when_0", "id_day"]
    assert set(links) <= set(ids)
    assert described == {"id_who-error", "id_when-hint", "id_when-error", "id_day-error"} <= set(ids)
    assert len(ids) == len(set(ids))


class Answered(forms.Form):
    """A reason that a no needs, and words that nobody has to write."""

    because = needed_at_times(forms.ChoiceField(label="Als nee: waarom?", required=False, widget=forms.RadioSelect))
    text = forms.CharField(label="Wilt u nog iets zeggen?", required=False)


def test_what_some_answers_need_is_not_called_not_required_and_what_none_needs_is():
    page = engines["django"].from_string("{% for bound in form %}<i>{% field bound %}</i>{% endfor %}")
    because, text = page.render({"form": Answered()}).split("</i><i>")

    assert "Als nee: waarom?" in because
    assert "(niet verplicht)" not in because
    assert "(niet verplicht)" in text
