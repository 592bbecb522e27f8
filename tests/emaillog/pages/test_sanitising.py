"""The first wall alone: what comes out of the sanitiser, judged by another parser than the one that made it."""

import time

import pytest

from emaillog.sanitising import as_shown, has_remote_images, sanitised
from tests.emaillog.pages.inert import check_inert, elements
from tests.emaillog.pages.payloads import PAYLOADS


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_attack_comes_out_inert(payload):
    check_inert(sanitised(f"<p>before</p>{payload}<p>after</p>"))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_sanitised_stays_as_it_is_when_sanitised_again(payload):
    once = sanitised(payload)
    assert sanitised(once) == once


def test_there_are_more_than_a_hundred_attacks_and_none_twice():
    assert len(set(PAYLOADS)) == len(PAYLOADS) > 100


def test_ordinary_mail_keeps_its_look():
    mail = (
        '<table width="600" cellpadding="0" bgcolor="#ffffff"><tbody><tr><td align="center" style="padding:8px">'
        '<b>Offer</b><br><font color="red" size="2">new</font> <img src="cid:logo@acme" alt="Logo" width="40">'
        "</td></tr></tbody></table><ul><li>one</li></ul><blockquote>quoted</blockquote>"
    )
    assert sanitised(mail) == mail


def test_links_open_outside_and_say_nothing_of_us():
    link = next(iter(elements(sanitised('<a href="https://shop.test/x?a=1&amp;b=2" target="_top" rel="opener">x</a>'))))
    assert dict(link.attrib) == {
        "href": "https://shop.test/x?a=1&b=2",
        "target": "_blank",
        "rel": "noopener noreferrer",
    }


def test_one_bad_declaration_does_not_cost_the_good_ones():
    assert sanitised('<p style="color:red;background:url(http://evil.test);margin:0">x</p>') == (
        '<p style="color:red;margin:0">x</p>'
    )


@pytest.mark.parametrize("colour", ["rgb(1,2,3)", "rgba(1,2,3,.5)", "hsl(1,2%,3%)", "#abc", "Red"])
def test_colours_of_every_notation_stay(colour):
    assert sanitised(f'<p style="color:{colour}">x</p>').startswith(f'<p style="color:{colour[:3]}')


def test_images_from_outside_are_loaded_only_when_asked_for():
    html = sanitised('<img src="https://shop.test/pixel.gif">')
    assert has_remote_images(html)
    assert "shop.test" not in as_shown(html, with_remote_images=False)
    assert "shop.test" in as_shown(html, with_remote_images=True)


def test_a_link_is_no_image():
    assert not has_remote_images(sanitised('<a href="https://shop.test">x</a><img src="cid:logo">'))


def test_an_inline_image_leads_to_its_own_part_and_to_no_other():
    html = sanitised('<img src="cid:logo%40acme"><img src="CID:other@globex"><img src=\'cid:"><x\'>')
    shown = as_shown(html, {"logo@acme": "https://crm.acme.test/mail-image/token/"}, with_remote_images=True)
    assert [image.get("src") for image in elements(shown) if image.tag == "img"] == [
        "https://crm.acme.test/mail-image/token/",
        None,
        None,
    ]


@pytest.mark.parametrize(
    "bomb",
    [
        "<div>" * 100_000,
        "<b>" * 100_000,
        "<table><tr><td>" * 30_000,
        "<blockquote>" * 600 + "x",
        "<div>" + "".join(f"<b {n}>" for n in range(400)) + "</div>" + "<p>x" * 50_000,
        ("<span>" * 500 + "<div>" + "</span>" * 500) * 100,
        "<div><!--</div>-->" * 2000,
        "<div><a title='</div>'></a>" * 2000,
        "<div><style></div></style>" * 2000,
        "<svg>" * 600,
        "&" * 200_000,
        "<a " + "".join(f"a{n}=1 " for n in range(150_000)) + ">",
        '<style><x y="</style><a ' + "".join(f"a{n} " for n in range(150_000)) + ">",
        "<svg><style><a " + "".join(f"a{n} " for n in range(150_000)) + "></style>",
        "\xa0" * 200_000,
        "<p title='" + "&amp;" * 200_000 + "'>",
        "<svg><tr>" + "<tr>" * 2000,
    ],
    ids=lambda bomb: bomb[:24],
)
def test_a_bomb_is_left_to_the_text_view(bomb):
    started = time.process_time()
    assert sanitised(bomb) == ""
    assert time.process_time() - started < 1


def test_more_than_two_megabytes_are_left_to_the_text_view():
    assert sanitised("x" * (2 * 2**20 + 1)) == ""


@pytest.mark.parametrize(
    "piece",
    [
        "<p>x",
        "<br>",
        "<a ",
        '<a b="',
        "<!--",
        "</b>",
        "<",
        "&lt;x",
        '"',
        "<p style='a:b'>",
        "<td>x</td>",
        "<a x=1 ",
        "x",
    ],
)
def test_twice_the_input_takes_at_most_about_twice_the_time(piece):
    def seconds(length: int) -> float:
        html = piece * (length // len(piece))
        started = time.process_time()
        sanitised(html)
        return time.process_time() - started

    assert seconds(2**20) < 3 * seconds(2**19) + 0.1


def test_five_hundred_levels_are_shown():
    deep = "<div>" * 500 + "x" + "</div>" * 500
    assert sanitised(deep) == deep


def test_a_large_sloppy_newsletter_is_shown():
    row = '<tr><td><font size=2><a href="https://shop.test">Buy</a><p>now<br></td></tr>'
    assert "shop.test" in sanitised("<table>" + row * 200 + "</table>")


def test_a_lone_surrogate_is_no_error():
    assert sanitised("<p>a\ud800b</p>") == "<p>a?b</p>"
