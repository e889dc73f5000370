"""A model of no app, for what the kit does to other people's models."""

from django.db import models

from kit.publication import Publishable, PublishableQuerySet
from kit.secret import EncryptedTextField


class Sample(Publishable):
    title = models.CharField("名称", max_length=40)
    phone = EncryptedTextField("电话", blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PublishableQuerySet.as_manager()

    class Meta(Publishable.Meta):
        app_label = "samples"

    def __str__(self):
        return self.title

    def missing(self):
        return [] if self.title else ["请填写名称。"]
