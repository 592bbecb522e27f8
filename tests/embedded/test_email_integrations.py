"""Email integrations with everything real: browser's requests, SMTP receiver, worker."""

import re
import smtplib

import pytest
import requests

from tests import factories
from tests.embedded.conftest import until

pytestmark = [pytest.mark.worker, pytest.mark.timeout(300)]

ADMIN = "admin@blindcopy.localhost"
PAGE = "/a/my-company/settings/integrations/email/"


class Visitor:
    """The administrator before the running installation, with cookies and forms."""

    def __init__(self, installation):
        self.base = f"http://127.0.0.1:{installation.port}"
        self.session = requests.Session()
        password = (installation.var / "admin_password").read_text().strip()
        self.post("/accounts/login/", {"login": ADMIN, "password": password}, form="/accounts/login/")

    def get(self, path):
        answer = self.session.get(self.base + path, timeout=20)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def post(self, path, data=None, form=PAGE, **files):
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get(form))[1]
        fields = {"csrfmiddlewaretoken": token, **(data or {})}
        answer = self.session.post(self.base + path, fields, files=files or None, timeout=20)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.url.removeprefix(self.base)

    def address(self, route):
        return re.search(rf">({route}-\w+@[\w.]+)</textarea>", self.get(PAGE))[1]


@pytest.fixture
def visitor(installation):
    installation.start()
    return Visitor(installation)


def test_an_address_is_tested_a_mail_tried_and_an_address_rotated(installation, visitor):
    bcc = visitor.address("bcc")
    test = visitor.post(re.search(rf"{PAGE}\d+/test/", visitor.get(PAGE))[0])
    words = re.search(r">(test \w{6})</textarea>", visitor.get(test))[1]
    installation.send(factories.mail(ADMIN, subject=words), ADMIN, bcc)
    assert until(lambda: "It works." in visitor.get(test))

    eml = ("offer.eml", factories.mail(ADMIN).as_bytes(), "message/rfc822")
    tried = visitor.post(f"{PAGE}try/", {"route": "bcc"}, form=f"{PAGE}try/", file=eml)
    assert until(lambda: "a contact would be created" in visitor.get(tried))
    assert installation.rows("SELECT 1 FROM emaillog_loggedemail UNION SELECT 1 FROM contacts_contact") == []

    rotate = re.search(rf"{PAGE}\d+/rotate/", visitor.get(PAGE))[0]
    visitor.post(rotate, {"old": "stop"}, form=rotate)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        installation.send(factories.mail(ADMIN), ADMIN, bcc)
    installation.send(factories.mail(ADMIN), ADMIN, visitor.address("bcc"))
    assert until(lambda: installation.rows("SELECT 1 FROM emaillog_loggedemail"))
