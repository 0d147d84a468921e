"""`make bench`: every benchmark in a process of its own, then which of them missed its bound.

Each module here has a `main()` that prints its figures with their ratio and bound, and returns 0
where the bound is kept.
"""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    names = [path.stem for path in sorted(Path(__file__).parent.glob("[!_]*.py"))]
    missed = []
    for name in names:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode:
            missed.append(name)
    print(f"\n{len(names) - len(missed)} of {len(names)} benchmarks within their bounds")
    for name in missed:
        print(f"  missed: {name}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
