import pytest

from contacts import courses


@pytest.fixture
def act(alice, signed_in):
    """What Alice does to the ticked rows, in one session; gives the page she comes to."""
    client = signed_in(alice)

    def post(page: str, *records, **fields):
        chosen = [record.pk for record in records]
        answer = client.post("/a/acme/bulk/", {"page": page, "chosen": chosen} | fields, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    post.client = client
    return post


@pytest.fixture
def partners(account, alice):
    """A second pipeline."""
    return courses.make(account, alice, "Partners")
