"""The content security policy: strict, with nonces only, and pages that keep to it."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_every_page_has_the_strict_policy(db):
    policy = Client().get(reverse("account_login"))["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_page_that_uses_the_nonce_gets_it_in_its_policy(rf):
    from csp.middleware import CSPMiddleware
    from django.http import HttpResponse

    def view(request):
        return HttpResponse(str(request.csp_nonce))

    answer = CSPMiddleware(view)(rf.get("/"))

    assert f"'nonce-{answer.content.decode()}'" in answer["Content-Security-Policy"]


def test_a_page_of_the_account_sends_the_headers_too(account, bob, signed_in):
    answer = signed_in(bob).get(reverse("profile", args=[account.slug]))

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_no_template_needs_inline_styles_or_handlers(template):
    if template.is_relative_to(TEMPLATES / "emaillog/notice") and template.name == "notice.html":
        return  # a mail: mail programs know no other styles
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)\s*=\s*[\"']", template.read_text())
