"""The page "My mail addresses" in one person's browser: what it says, and what one can do there."""

import re

from django.core import mail as outgoing
from django.test import Client
from django.urls import reverse
from lxml import html

from emaillog.models import RegisteredAddress

ALIAS = "alias@home.test"
AT_RANDOM = "attributed at random to one of you, which can distort activity reports"


class AddressPage:
    def __init__(self, client: Client, slug: str = "acme"):
        self.client, self.slug = client, slug

    def at(self, name, *args):
        return reverse(name, args=[self.slug, *args])

    def text(self, query=""):
        return " ".join(html.fromstring(self.html(query)).text_content().split())

    def html(self, query=""):
        return self.client.get(self.at("mail_addresses") + query).content.decode()

    def add(self, address=ALIAS, **fields):
        return self.client.post(self.at("mail_addresses"), {"address": address} | fields, follow=True)

    def do(self, action, pk, **fields):
        return self.client.post(self.at(f"address_{action}", pk), fields, follow=True)

    def give(self, address, **fields):
        return self.client.post(self.at("address_team"), {"address": address} | fields, follow=True)

    def verify(self, address=ALIAS):
        self.add(address, confirmed=address)
        return self.do("verify", RegisteredAddress.objects.latest("pk").pk, code=code())


def code() -> str:
    return re.search(r"^ {4}(\d{6})$", outgoing.outbox[-1].body, re.MULTILINE)[1]


def said(answer) -> str:
    return " ".join(html.fromstring(answer.content).get_element_by_id("messages").text_content().split())


def words(answer) -> str:
    return " ".join(html.fromstring(answer.content).text_content().split())
