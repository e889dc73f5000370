"""The portal's own settings and one kind of job more."""

from portal.settings import *  # noqa: F403, TID251
from portal.settings import INSTALLED_APPS  # noqa: TID251

INSTALLED_APPS += ["bench.rehearsed"]
