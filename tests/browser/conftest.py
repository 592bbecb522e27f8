"""A real Chromium before a real server. Every page a test opens must keep to the content security policy."""

import os
import shutil
from collections.abc import Callable

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from crm.models import User

# Playwright's synchronous interface runs an event loop in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return browser_type_launch_args | {"args": ARGUMENTS} | ({"executable_path": chromium} if chromium else {})


def is_complaint(line: ConsoleMessage, *, fails: bool = False) -> bool:
    """An error of the page; that the next request, or leaving the page, ends one under way is none.

    Where requests are made to fail, the browser and htmx say just that.
    """
    ended = ("htmx:sendAbort", "htmx:afterRequest")
    failing = ("Failed to load resource", "Response Status Error", "htmx:sendError")
    expected = (*ended, *(failing if fails else ()))
    return line.type == "error" and not line.text.startswith(expected)


@pytest.fixture
def open_page(browser: Browser, live_server, signed_in) -> Callable[..., Page]:
    """Opens a context of a browser, signed in as somebody or not, and gives its page; complaints fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(user: User | None = None, *, fails: bool = False, **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url, **{"viewport": {"width": 1280, "height": 800}} | options
        )
        contexts.append(context)
        if user is not None:
            cookie = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if is_complaint(line, fails=fails) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
