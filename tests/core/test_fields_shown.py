"""How one field of a form is shown."""

from django import forms
from django.template import engines

from hervest.core.fields import day_field


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
