"""Where the real open data stands, for what pytest collects before it knows of fixtures."""

from __future__ import annotations

import os
from pathlib import Path


def shared_folder() -> Path:
    """The folder of the real open data, if it is there: PSCVC_SHARED, or ../shared beside the repository."""
    return Path(os.environ.get("PSCVC_SHARED") or Path(__file__).parents[2] / "shared")
