"""Every benchmark, one after the other: ``python -m bench``."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import bench

NOT_ONE = {"__main__", "ground", "mails", "shop", "sla_live", "sla_rows"}


def main() -> None:
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in NOT_ONE)
    for name in names:
        print(f"== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True)


if __name__ == "__main__":
    main()
