from typing import ClassVar

from django.db import models

from crm.models import Account


class Pipeline(models.Model):
    """A way that deals take, stage by stage, until they are won or lost; administrators edit it.

    An account without rows has the one that `contacts.stages` begins with.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="pipelines", db_index=False)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "name"], name="one_pipeline_a_name")]

    def __str__(self) -> str:
        return self.name


class PipelineStage(models.Model):
    """One step of a pipeline, whose deals are open; won and lost end every pipeline and are no rows.

    `key` is what `Deal.stage` and the API say; it stays when the stage is renamed.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    pipeline = models.ForeignKey(Pipeline, models.CASCADE, related_name="stages", db_index=False)
    key = models.SlugField(max_length=40, db_index=False)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "key"], name="one_stage_a_key")]
        indexes: ClassVar = [models.Index(fields=["account", "pipeline", "position"], name="stages_of_pipeline")]

    def __str__(self) -> str:
        return self.name
