"""What administrators do to the pipelines of their account; each deed holds the account, so that two do not cross."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q
from django.utils.text import slugify

from contacts.models import Deal, Pipeline, PipelineStage
from contacts.stages import BEGINNING, CLOSED, RESERVED, Stages
from crm import audit
from crm.models import Account, User

MOST_STAGES = 20


class InUse(Exception):  # noqa: N818
    """There are deals in it, or it is the last one."""


def held(account: Account) -> Account:
    """The account, locked until the end of the transaction."""
    return Account.objects.select_for_update().get(pk=account.pk)


@transaction.atomic
def begin(account: Account) -> None:
    """Makes rows of the pipeline that everybody begins with, in the language of whoever edits it first."""
    if Pipeline.objects.filter(account=held(account)).exists():
        return
    made = Pipeline.objects.create(account=account, name=str(BEGINNING.name))
    PipelineStage.objects.bulk_create(
        PipelineStage(account=account, pipeline=made, key=step.key, name=str(step.name), position=place)
        for place, step in enumerate(BEGINNING.steps)
    )
    Deal.objects.filter(account=account, pipeline=None).update(pipeline=made)


@transaction.atomic
def make(account: Account, user: User, name: str) -> Pipeline:
    """A pipeline more, with stages to begin with."""
    begin(account)
    place = Pipeline.objects.filter(account=account).count()
    made = Pipeline.objects.create(account=account, name=name, position=place)
    for step in BEGINNING.steps:
        _append(made, str(step.name))
    audit.record(account, user, "pipelines.made", name)
    return made


@transaction.atomic
def rename(pipeline: Pipeline, user: User, name: str) -> None:
    pipeline.name = name
    pipeline.save(update_fields=["name"])
    audit.record(pipeline.account, user, "pipelines.changed", name)


@transaction.atomic
def delete(pipeline: Pipeline, user: User) -> None:
    """Raises InUse for the last one, and for one that has deals, whatever became of them."""
    account = held(pipeline.account)
    first = Stages(account).courses[0].pk == pipeline.pk
    remembered = Q(pipeline=pipeline) | (Q(pipeline=None) if first else Q())
    keys = pipeline.stages.filter(account=account).values("key")
    used = Deal.objects.filter(Q(stage__in=keys) | (remembered & Q(stage__in=CLOSED)), account=account)
    if used.exists() or Pipeline.objects.filter(account=account).count() == 1:
        raise InUse
    pipeline.delete()
    audit.record(account, user, "pipelines.deleted", pipeline.name)


@transaction.atomic
def add_stage(pipeline: Pipeline, user: User, name: str) -> None:
    held(pipeline.account)
    if pipeline.stages.filter(account=pipeline.account_id).count() >= MOST_STAGES:
        raise InUse
    _append(pipeline, name)
    audit.record(pipeline.account, user, "pipelines.changed", pipeline.name)


def _append(pipeline: Pipeline, name: str) -> None:
    place = pipeline.stages.filter(account=pipeline.account_id).count()
    key = free_key(pipeline.account, name)
    PipelineStage.objects.create(account=pipeline.account, pipeline=pipeline, key=key, name=name, position=place)


def free_key(account: Account, name: str) -> str:
    """The first of "proposal", "proposal-2" … that no stage of the account has, nor any deal."""
    stem = slugify(name)[:36] or "stage"
    taken = set(PipelineStage.objects.filter(account=account, key__startswith=stem).values_list("key", flat=True))
    taken |= RESERVED
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


@transaction.atomic
def rename_stage(stage: PipelineStage, user: User, name: str) -> None:
    """Its key stays: deals, saved views and programs know it by that."""
    stage.name = name
    stage.save(update_fields=["name"])
    audit.record(stage.account, user, "pipelines.changed", stage.pipeline.name)


@transaction.atomic
def arrange(pipeline: Pipeline, user: User, order: Iterable[int]) -> None:
    """The stages in the order of these ids; those that are not named keep theirs, behind."""
    held(pipeline.account)
    places = {pk: place for place, pk in enumerate(order)}
    stages = list(pipeline.stages.filter(account=pipeline.account_id))
    stages.sort(key=lambda stage: places.get(stage.pk, len(places)))
    for place, stage in enumerate(stages):
        stage.position = place
    PipelineStage.objects.bulk_update(stages, ["position"])
    audit.record(pipeline.account, user, "pipelines.changed", pipeline.name)


def shift(stage: PipelineStage, user: User, by: int) -> None:
    """One place up or down."""
    order = list(stage.pipeline.stages.filter(account=stage.account_id).values_list("pk", flat=True))
    at = order.index(stage.pk)
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    arrange(stage.pipeline, user, order)


@transaction.atomic
def end_stage(stage: PipelineStage, user: User, to: str = "") -> None:
    """Deletes a stage after moving its deals to another one. Raises InUse if it has deals still, or is the last."""
    account = held(stage.account)
    deals = Deal.objects.filter(account=account, stage=stage.key)
    if to:
        other = PipelineStage.objects.get(account=account, key=to)
        deals.update(stage=other.key, pipeline=other.pipeline_id)
    if deals.exists() or stage.pipeline.stages.filter(account=account).count() == 1:
        raise InUse
    stage.delete()
    audit.record(account, user, "pipelines.changed", stage.pipeline.name)


def counts(account: Account) -> dict[str, int]:
    """How many deals are at each stage."""
    rows = Deal.objects.filter(account=account).order_by().values_list("stage")
    return dict(rows.annotate(count=Count("id")))
