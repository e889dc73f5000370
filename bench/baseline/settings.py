"""The portal's own settings and middleware before other addresses; no page is kept."""

from portal.settings import *  # noqa: F403, TID251
from portal.settings import BASE_DIR, MIDDLEWARE, TEMPLATES  # noqa: TID251

ROOT_URLCONF = "bench.baseline.urls"
TEMPLATES[0]["DIRS"] += [BASE_DIR / "bench" / "baseline" / "templates"]
MIDDLEWARE = [name for name in MIDDLEWARE if name != "portal.cached.PublicPages"]
