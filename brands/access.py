"""Who may write, check and retire a brand."""

from __future__ import annotations

from brands.models import Brand
from kit.publication import EDITABLE
from schools import access as schools
from schools.models import User


def can_create(user: User) -> bool:
    return bool(user.school_ids)


def is_author(user: User, brand: Brand) -> bool:
    """Writes for the school; a retired brand has no authors any more."""
    return brand.is_current and schools.works_at(user, brand.school)


def can_edit(user: User, brand: Brand) -> bool:
    return brand.status in EDITABLE and is_author(user, brand)


def can_retire(user: User, brand: Brand) -> bool:
    return schools.is_secretary_of(user, brand.school)


def can_check_second(user: User, brand: Brand) -> bool:
    return brand.is_current and schools.can_check_second(user, brand)


def can_check_final(user: User, brand: Brand) -> bool:
    return schools.can_check_final(user, brand)
