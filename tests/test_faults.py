"""A little of ``make faults``: what is killed, cut or without room keeps all that it said was done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HARNESS = Path(__file__).parent / "faults" / "harness.py"


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there() -> None:
    asked = ["--kills", "12", "--cuts", "4", "--disks", "2", "--seed", "3"]
    done = subprocess.run(
        [sys.executable, HARNESS, *asked],
        env={**os.environ, "PYTHONPATH": str(HARNESS.parent.parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "kill -9: total" in done.stdout
    assert "0 with faults" in done.stdout
