"""The ledger of honours and other achievements, and the figures kept of it."""

from honors.models import tallies
from honors.models.honor import Honor, HonorQuerySet, Issuer

__all__ = ["Honor", "HonorQuerySet", "Issuer", "tallies"]
