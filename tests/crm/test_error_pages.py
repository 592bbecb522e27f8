"""When something is not here, not allowed or broken: the same look, plain words, and no database needed."""

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client
from django.views.defaults import bad_request, permission_denied, server_error


def test_an_unknown_address_is_a_404_in_the_same_look(db):
    answer = Client().get("/nowhere/")

    assert answer.status_code == 404
    assert b"This page is not here" in answer.content
    assert b"/static/app." in answer.content


def test_a_404_tells_no_internals(db):
    assert b"nowhere" not in Client().get("/nowhere/").content


def test_a_forgotten_csrf_token_is_explained(bob):
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "bob@acme.test", "password": "x"})

    assert answer.status_code == 403
    assert b"Please send that again" in answer.content


def test_the_500_page_needs_no_database(rf):
    answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert b"Something went wrong here" in answer.content


def test_the_400_page_needs_no_database(rf):
    assert b"not understood" in bad_request(rf.get("/"), SuspiciousOperation()).content


def test_the_403_page_says_why(rf):
    answer = permission_denied(rf.get("/"), PermissionDenied("Only on Sundays."))

    assert b"Only on Sundays." in answer.content


def test_the_403_page_escapes_what_it_says(rf):
    answer = permission_denied(rf.get("/"), PermissionDenied("<script>x</script>"))

    assert b"<script>x" not in answer.content
