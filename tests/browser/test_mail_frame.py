"""Both walls around foreign HTML in a real browser, each alone: nothing runs, nothing is fetched."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from playwright.sync_api import expect

from emaillog.models import LoggedEmail
from emaillog.sanitising import as_shown
from emaillog.views import body
from tests.emaillog.pages.conftest import PNG
from tests.emaillog.pages.payloads import PAYLOADS
from tests.factories import mail

pytestmark = pytest.mark.django_db(transaction=True)

MARKERS = '<script>document.title = "ran"</script><img src=x onerror=\'parent.document.title = "ran"\'>'


@pytest.fixture
def outside():
    """A server on loopback that stands for the rest of the world; gives its address and what it was asked for."""
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def attack(outside):
    """All payloads in one body, each leading to the listener, and each script saying so if it runs."""
    everything = "\n".join(f"<div>{payload}</div>" for payload in PAYLOADS if "plaintext" not in payload)
    heard = everything.replace("evil.test", outside[0]).replace("ok.test", outside[0])
    heard = heard.replace("\x00", "")  # no database keeps it
    shout = f"fetch('http://{outside[0]}/ran')"
    return MARKERS + heard.replace("alert(1)", shout) + MARKERS


@pytest.fixture
def logged(account, alice, bcc_address, deliver):
    def one(html="<p>Dear Maya</p>", message=None) -> LoggedEmail:
        (inbound,) = deliver(message or mail(html="<p>Dear Maya</p>"), to=bcc_address)
        if message is None:
            LoggedEmail.objects.filter(pk=inbound.email_id).update(html=html)
        return inbound.email

    return one


@pytest.fixture
def outspoken_page(browser, live_server, signed_in, bob):
    """A page whose console may speak: there the browser says what the policy made it refuse."""
    context = browser.new_context(base_url=live_server.url)
    cookie = signed_in(bob).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_the_frame_alone_lets_nothing_run_and_fetches_nothing(outspoken_page, logged, attack, outside, monkeypatch):
    monkeypatch.setattr(body, "as_shown", lambda html, *_, **__: html)
    email = logged(attack)
    page, dialogs = outspoken_page, []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    with page.expect_response("**/mail-body/**") as answer:
        page.goto(f"/a/acme/mail/{email.pk}/")
    assert MARKERS in answer.value.text()
    page.wait_for_timeout(1500)
    assert page.title() != "ran"
    assert (dialogs, outside[1]) == ([], [])
    assert page.url.endswith(f"/mail/{email.pk}/")


def test_the_sanitiser_alone_lets_nothing_run_and_fetches_nothing(browser, attack, outside):
    page, dialogs = browser.new_page(), []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.set_content(f"<title>quiet</title><body>{as_shown(attack, with_remote_images=False)}")
    page.mouse.move(200, 200)
    page.wait_for_timeout(1000)
    assert page.title() == "quiet"
    assert (dialogs, outside[1]) == ([], [])
    page.close()


def test_each_attack_alone_is_inert_after_the_sanitiser(browser, outside):
    page = browser.new_page()
    for payload in PAYLOADS:
        heard = payload.replace("evil.test", outside[0]).replace("alert(1)", "document.title='ran'")
        page.set_content(f"<title>quiet</title><body>{as_shown(heard, with_remote_images=False)}")
        assert page.title() == "quiet", payload
    page.wait_for_timeout(300)
    assert outside[1] == []
    page.close()


def test_images_from_outside_load_after_a_click_and_not_before(open_page, bob, logged):
    email = logged('<p>Dear Maya</p><img src="https://shop.test/pixel.gif" width="9" height="9">')
    page, asked = open_page(bob), []
    page.context.route(
        "https://shop.test/**",
        lambda route: (asked.append(route.request.headers), route.fulfill(body=PNG, content_type="image/png")),
    )
    page.goto(f"/a/acme/mail/{email.pk}/")
    page.wait_for_load_state("networkidle")
    assert asked == []
    with page.expect_response("https://shop.test/**"):
        page.get_by_role("link", name="Show once").click()
    expect(page.get_by_role("link", name="Show once")).to_have_count(0)
    assert len(asked) == 1
    assert "referer" not in asked[0]


def test_an_inline_image_is_loaded_from_its_own_part(open_page, bob, logged):
    message = mail(html='<p>Dear Maya</p><img src="cid:logo@acme">')
    message.get_payload()[1].add_related(PNG, "image", "png", cid="<logo@acme>")
    page = open_page(bob)
    with page.expect_response("**/mail-image/**") as answer:
        page.goto(f"/a/acme/mail/{logged(message=message).pk}/")
    assert answer.value.status == 200
    assert answer.value.headers["content-type"] == "image/png"


def test_a_mail_opens_in_place_on_the_timeline_by_keyboard(open_page, bob, logged, account):
    email = logged("<p>Only in the body</p>")
    person = email.entry.links.get(account=account, contact__isnull=False).contact_id
    page = open_page(bob)
    page.goto(f"/a/acme/contacts/{person}/")
    page.locator("summary", has_text="Our offer").focus()
    page.keyboard.press("Enter")
    expect(page.frame_locator("iframe.mail-frame").get_by_text("Only in the body")).to_be_visible()
    page.get_by_role("link", name="Plain text").click()
    expect(page.get_by_text("here is our offer.").last).to_be_visible()
    expect(page.locator("iframe")).to_have_count(0)


def test_a_link_in_a_mail_opens_a_page_that_knows_nothing_of_us(open_page, bob, logged):
    email = logged('<p><a href="https://shop.test/offer">Offer</a></p>')
    page, asked = open_page(bob), []
    page.context.route(
        "https://shop.test/**", lambda route: (asked.append(route.request.headers), route.fulfill(body="<p>shop"))
    )
    page.goto(f"/a/acme/mail/{email.pk}/")
    with page.context.expect_page() as opened:
        page.frame_locator("iframe.mail-frame").get_by_role("link", name="Offer").click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("opener") is None
    assert "referer" not in asked[0]
