"""The small part of Markdown that notes know: a few marks become tags, all else stays text."""

import time

import pytest
from lxml import html

from contacts.markdown import marked, plain


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "<p>plain</p>"),
        ("two\nlines", "<p>two<br>lines</p>"),
        ("two\n\nparagraphs", "<p>two</p><p>paragraphs</p>"),
        ("a **bold** word", "<p>a <strong>bold</strong> word</p>"),
        ("an *italic* and an _italic_ one", "<p>an <em>italic</em> and an <em>italic</em> one</p>"),
        ("**bold and *both* of them**", "<p><strong>bold and <em>both</em> of them</strong></p>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("* one\n• two", "<ul><li>one</li><li>two</li></ul>"),
        ("1. one\n2) two", "<ol><li>one</li><li>two</li></ol>"),
        ("Buy:\n- **milk**", "<p>Buy:</p><ul><li><strong>milk</strong></li></ul>"),
        ("snake_case_name and 2*3*4", "<p>snake_case_name and 2*3*4</p>"),
        ("a * b * c", "<p>a * b * c</p>"),
        ("**", "<p>**</p>"),
        ("", ""),
        ("[ours](https://a.test/x_y_z)", '<p><a href="https://a.test/x_y_z" rel="nofollow">ours</a></p>'),
        ("see https://a.test/*b*.", '<p>see <a href="https://a.test/*b" rel="nofollow">https://a.test/*b</a>*.</p>'),
        (
            "https://a.test/?a=1&b=2",
            '<p><a href="https://a.test/?a=1&amp;b=2" rel="nofollow">https://a.test/?a=1&amp;b=2</a></p>',
        ),
        ("[mail](mailto:a@b.test)", '<p><a href="mailto:a@b.test" rel="nofollow">mail</a></p>'),
        ("windows\r\nlines", "<p>windows<br>lines</p>"),
    ],
)
def test_marks_become_tags(typed, shown):
    assert marked(typed).replace("\n", "") == shown


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        '[x](https://a.test/" onmouseover="alert(1))',
        '[<b onclick="x">](https://a.test)',
        "**<script>**",
        "https://a.test/<script>",
        "\ue0000\ue001 [x](https://a.test)",
        "[x](data:text/html,<script>)",
        "- <svg onload=alert(1)>",
    ],
)
def test_nothing_that_is_typed_becomes_a_tag_of_its_own(typed):
    shown = marked(typed)
    found = html.fragment_fromstring(shown, create_parent="div")
    assert {each.tag for each in found.iter()} <= {"div", "p", "a", "strong", "em", "ul", "ol", "li", "br"}
    assert {name for each in found.iter() for name in each.attrib} <= {"href", "rel"}
    assert all(address.startswith(("https://", "mailto:")) for address in found.xpath("//@href"))


@pytest.mark.parametrize(
    "typed", ["*a" * 10_000, "[" * 20_000, "**a " * 5_000, "_ _" * 6_000, "[a](" * 5_000, "- " * 10_000]
)
def test_hostile_text_takes_no_time(typed):
    begun = time.perf_counter()
    marked(typed[:20_000])
    assert time.perf_counter() - begun < 2


def test_in_one_line_marks_are_left_out():
    assert plain("**Call** [her](https://a.test)\n- *today*\n- or _tomorrow_") == "Call her today or tomorrow"
