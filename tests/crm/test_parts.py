"""The tags and parts that every page is built with."""

import pytest
from django import forms
from django.template import Context, Template

from crm.templatetags.parts import initials


def render(source: str, **context: object) -> str:
    return Template("{% load parts %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maya Chen", "MC"),
        ("Maya van der Chen", "MC"),
        ("maya", "M"),
        ("maya.chen@customer.test", "MC"),
        ("@", "?"),
        ("", "?"),
        ("😀 Otto", "O"),
        ("Ω Ψ", "ΩΨ"),
        ("李 小龙", "李小"),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_a_name_is_escaped_in_its_avatar():
    assert "<b" not in render("{% avatar name %}", name="<b>Maya</b>")


def test_a_person_keeps_their_tint():
    assert render("{% avatar 'Maya Chen' %}") == render("{% avatar 'Maya Chen' %}")


def test_an_icon_is_hidden_from_screen_readers():
    assert 'aria-hidden="true"' in render("{% icon 'mail' %}")


class Colours(forms.Form):
    name = forms.CharField(help_text="As on the tin.")
    loud = forms.BooleanField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A")])
    secret = forms.CharField(widget=forms.HiddenInput)


def test_a_field_names_its_help_and_its_errors_for_screen_readers():
    html = render("{% field form.name %}", form=Colours({}))

    assert 'for="id_name"' in html
    assert 'aria-invalid="true"' in html
    for note in ("id_name_helptext", "id_name_error"):
        assert f'id="{note}"' in html
        assert note in html.split("aria-describedby")[1].split(">")[0]


def test_each_kind_of_field_gets_its_look():
    html = render("{% fields form %}", form=Colours())

    for look in ("form-control", "form-check-input", "form-select"):
        assert look in html
    assert 'type="hidden"' in html


def test_a_form_says_what_is_wrong_with_all_of_it():
    form = Colours({})
    form.add_error(None, "<i>No</i>")

    html = render("{% fields form %}", form=form)

    assert 'role="alert"' in html
    assert "<i>" not in html
