"""JupyterLab on your own copies of the exercises, in work/: python -m tools.lab.

make writes exercises/ and never touches work/; git ignores it. A copy that is already there stays as it is.
"""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def copy_exercises(root):
    """Copy to work/ what is in exercises/ of `root` and not yet there. Returns the new files."""
    new = []
    for source in sorted((root / "exercises").rglob("*")):
        relative = source.relative_to(root / "exercises")
        target = root / "work" / relative
        if source.is_file() and not any(part[0] == "." for part in relative.parts) and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
            new.append(target)
    return new


def main():
    for path in copy_exercises(ROOT):
        print(f"copied {path.relative_to(ROOT)}")
    print("Your exercises are in work/; nothing but you changes them there. make book builds the pages that belong to them.", flush=True)
    options = [f"--ServerApp.root_dir={ROOT}", "--LabApp.default_url=/lab/tree/work"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options.append("--allow-root")  # in a container there is often no other user
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])  # for nbgrader's tools
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *options, *sys.argv[1:]])


if __name__ == "__main__":
    main()
