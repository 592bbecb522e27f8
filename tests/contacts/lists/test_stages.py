"""Pipelines and stages as administrators shape them, and what deals and programs see of them."""

import pytest
from django.utils import timezone
from lxml import html

from contacts import courses
from contacts.models import Deal, Pipeline, PipelineStage
from contacts.stages import Stages
from crm.models import AuditEntry
from tests import factories


@pytest.fixture
def sales(account) -> Pipeline:
    courses.begin(account)
    return Pipeline.objects.get()


def stage(key: str) -> PipelineStage:
    return PipelineStage.objects.get(key=key)


def keys(account) -> list[str]:
    return list(Stages(account).steps)


def test_an_account_without_rows_has_the_usual_stages(account):
    assert keys(account) == ["new", "qualified", "proposal", "negotiation", "won", "lost"]
    assert Stages(account).first == "new"


def test_making_them_ones_own_changes_nothing_else(account, rollout, send, look):
    assert "Change these stages" in look("settings/pipelines/")
    before = keys(account)
    send("settings/pipelines/begin/")
    send("settings/pipelines/begin/")
    rollout.refresh_from_db()
    assert keys(account) == before
    assert rollout.pipeline == Pipeline.objects.get()


def test_renaming_a_stage_keeps_its_key_and_is_seen_everywhere(account, sales, rollout, look, send):
    send(f"settings/stages/{stage('new').pk}/", do="rename", name="First talk")
    assert keys(account)[0] == "new"
    for page in ("deals/", "deals/board/", f"deals/{rollout.pk}/", f"deals/{rollout.pk}/edit/", "settings/pipelines/"):
        assert "First talk" in look(page), page


def test_a_new_stage_gets_a_key_that_nobody_else_has(account, sales, send):
    for name in ("Won", "Proposal", "Open", "合同", "Proposal"):
        send(f"settings/pipelines/{sales.pk}/", do="add", name=name)
    assert keys(account) == [
        *("new", "qualified", "proposal", "negotiation"),
        *("won-2", "proposal-2", "open-2", "stage", "proposal-3", "won", "lost"),
    ]


def test_stages_are_moved_by_buttons_and_by_their_order(account, sales, send):
    send(f"settings/stages/{stage('negotiation').pk}/", do="up")
    send(f"settings/stages/{stage('new').pk}/", do="up")
    assert keys(account)[:4] == ["new", "qualified", "negotiation", "proposal"]
    order = [stage(key).pk for key in ("proposal", "new")]
    send(f"settings/pipelines/{sales.pk}/", do="arrange", stage=[*order, 10**12, "x"])
    assert keys(account)[:4] == ["proposal", "new", "qualified", "negotiation"]


def test_a_stage_with_deals_goes_only_after_they_were_moved(account, sales, rollout, look, send):
    end = f"settings/stages/{stage('new').pk}/end/"
    assert "1 deal is at this stage" in " ".join(look(end).split())
    send(end)
    assert "new" in keys(account)
    opened = rollout.opened_at
    send(end, to="proposal")
    rollout.refresh_from_db()
    assert "new" not in keys(account)
    assert (rollout.stage, rollout.opened_at) == ("proposal", opened)


def test_a_stage_without_deals_goes_but_never_the_last(account, sales, send):
    for key in ("new", "qualified", "proposal", "negotiation"):
        send(f"settings/stages/{stage(key).pk}/end/")
    assert keys(account) == ["negotiation", "won", "lost"]


def test_another_pipeline_begins_with_stages_of_its_own(account, sales, look, send):
    send("settings/pipelines/", name="Partners")
    made = Stages(account).courses[1]
    assert [step.key for step in made.steps] == ["new-2", "qualified-2", "proposal-2", "negotiation-2"]
    assert "of this name already" in send("settings/pipelines/", name="Partners").content.decode()
    assert Pipeline.objects.count() == 2


def test_the_stage_of_an_open_deal_says_its_pipeline(account, alice, sales, rollout, look, send):
    courses.make(account, alice, "Partners")
    send(f"deals/{rollout.pk}/stage/", stage="qualified-2")
    rollout.refresh_from_db()
    assert rollout.pipeline.name == "Partners"
    send(f"deals/{rollout.pk}/stage/", stage="won")
    rollout.refresh_from_db()
    assert rollout.pipeline.name == "Partners"
    assert Stages(account).course_of(rollout).name == "Partners"


def test_a_pipeline_goes_without_deals_and_never_the_last(account, alice, sales, rollout, send):
    made = courses.make(account, alice, "Partners")
    rollout.move_to("won")
    rollout.save()
    send(f"settings/pipelines/{sales.pk}/", do="delete")
    assert Pipeline.objects.count() == 2, "what was won in it remembers it"
    send(f"settings/pipelines/{made.pk}/", do="delete")
    send(f"settings/pipelines/{sales.pk}/", do="delete")
    assert Pipeline.objects.get() == sales


def test_members_do_not_shape_pipelines(sales, bob, signed_in):
    client = signed_in(bob)
    for path in (
        "pipelines/",
        f"pipelines/{sales.pk}/",
        f"stages/{stage('new').pk}/",
        f"stages/{stage('new').pk}/end/",
    ):
        assert client.post(f"/a/acme/settings/{path}", {"name": "X", "do": "rename"}).status_code == 403
    assert client.get("/a/acme/settings/pipelines/").status_code == 403


def test_the_audit_log_has_what_was_done_to_pipelines(account, sales, send):
    send("settings/pipelines/", name="Partners")
    send(f"settings/pipelines/{Pipeline.objects.get(name='Partners').pk}/", do="rename", name="Resellers")
    send(f"settings/pipelines/{Pipeline.objects.get(name='Resellers').pk}/", do="delete")
    found = AuditEntry.objects.filter(action__startswith="pipelines").order_by("pk").values_list("action", "about")
    assert list(found) == [
        ("pipelines.made", "Partners"),
        ("pipelines.changed", "Resellers"),
        ("pipelines.deleted", "Resellers"),
    ]


def test_r7_reopening_at_a_stage_of_ones_own_opens_anew(account, sales, rollout, send):
    send(f"settings/pipelines/{sales.pk}/", do="add", name="Talking again")
    before = rollout.opened_at
    send(f"deals/{rollout.pk}/stage/", stage="lost")
    send(f"deals/{rollout.pk}/stage/", stage="talking-again")
    rollout.refresh_from_db()
    assert rollout.closed_at is None
    assert rollout.opened_at > before
    assert rollout in Deal.objects.filter(account=account).open()


def test_stages_of_another_account_are_no_stages_here(other_account, rollout, send):
    theirs = Pipeline.objects.create(account=other_account, name="Theirs")
    PipelineStage.objects.create(account=other_account, pipeline=theirs, key="secret", name="Secret")
    assert send(f"deals/{rollout.pk}/stage/", stage="secret").status_code == 400
    assert factories.deal(rollout.account, "X", stage="new", opened_at=timezone.now()).get_stage_display() == "New"


def test_the_list_counts_at_the_stages_of_each_pipeline(account, partners, rollout, look):
    factories.deal(account, "Resale", stage=partners.stages.first().key, amount="700")
    factories.deal(account, "Sold", stage="won", closed_at=timezone.now(), amount="900", pipeline=partners)
    shown = html.fromstring(look("deals/"))
    strips = {each.get("aria-label"): " ".join(each.text_content().split()) for each in shown.find_class("pipeline")}
    assert strips["Sales"].startswith("New 1 1,200 EUR")
    assert strips["Partners"].startswith("New 1 700 EUR")
    assert "Won 1 900 EUR" in strips["Partners"]
    assert "Won 0" in strips["Sales"]
    assert html.fromstring(look(f"deals/?q=resale&pipeline={partners.pk}")).find_class("pipeline-count")[0].text == "1"
