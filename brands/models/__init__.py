"""The lasting brand: identity, sections, sub-projects with measures, figures, course, results."""

from brands.models import tallies
from brands.models.brand import Brand, BrandVersion
from brands.models.parts import Figure, Measure, Milestone, Progress, Section, SubProject
from brands.models.result import Result

__all__ = [
    "Brand",
    "BrandVersion",
    "Figure",
    "Measure",
    "Milestone",
    "Progress",
    "Result",
    "Section",
    "SubProject",
    "tallies",
]
