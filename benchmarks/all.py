"""Every benchmark, each in a process of its own: ratios against a named competitor, counts, and times of this run."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = ("pages.py", "planning.py", "importing.py", "matching.py", "pairs.py", "crowd.py")


def main() -> int:
    """Run them in turn; 1 if any of them ended badly."""
    status = 0
    for program in PROGRAMS:
        print(f"\n== {program} ==", flush=True)
        status |= subprocess.run([sys.executable, str(HERE / program)], check=False).returncode != 0
    return status


if __name__ == "__main__":
    sys.exit(main())
