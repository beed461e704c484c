"""Sets up .venv with everything the course needs, once per change of requirements.txt or pyproject.toml.

Called by tools/setup.sh with a Python that is new enough. `.venv/.course` says how far the set-up came: it holds
"unfinished" until the last package is in, then a hash of what was installed. A .venv without it is somebody else's.
"""

import hashlib
import importlib
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNREACHABLE = re.compile(r"NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|Network is unreachable|after connection broken")


class SetupError(Exception):
    """One sentence for the person at the keyboard."""


def fingerprint(root):
    """Hash of all that decides what is in .venv: requirements, package, Python version and place."""
    total = hashlib.sha256(f"{root} {sys.version_info[:2]}".encode())
    for name in ("requirements.txt", "pyproject.toml"):
        total.update((root / name).read_bytes())
    return total.hexdigest()


def works(venv):
    """Whether `venv` has a pip that runs, on the Python version that is running this."""
    code = f"import pip, sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        return subprocess.run([venv / "bin" / "python", "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def create(venv):
    """An empty virtual environment at `venv`, in place of one that make had made before."""
    try:
        for module in ("venv", "ensurepip"):
            importlib.import_module(module)
    except ImportError:
        raise SetupError(
            f"{sys.executable} (Python {platform.python_version()}) cannot make a virtual environment: its module {module} is missing. "
            f"On Debian and Ubuntu: apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv. Then run make again."
        ) from None
    shutil.rmtree(venv, ignore_errors=True)
    venv.mkdir()
    (venv / ".course").write_text("unfinished")
    python = getattr(sys, "_base_executable", sys.executable)  # a half-made .venv may be what runs this
    subprocess.run([python, "-m", "venv", venv], check=True)


def pip_install(venv, *arguments):
    """Run pip in `venv`, show on one line what it is doing, keep all it says in .venv/setup.log."""
    command = [venv / "bin" / "python", "-m", "pip", "install", "--progress-bar", "off", "--disable-pip-version-check", *arguments]
    lines = []
    with (
        open(venv / "setup.log", "a", encoding="utf-8") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace") as pip,
    ):
        for line in pip.stdout:
            log.write(line)
            lines.append(line.strip())
            if sys.stdout.isatty() and re.match(r"\s*(Collecting|Downloading|Using cached|Building|Installing)", line):
                print(f"\r\033[K  {line.strip()[:76]}", end="", flush=True)
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
    if pip.returncode:
        raise SetupError(why("\n".join(lines)) + f" All that pip said: {venv / 'setup.log'}")


def why(output):
    """What a failed pip's `output` means for the person who ran make."""
    if UNREACHABLE.search(output):
        return (
            "The packages could not be fetched: pip cannot reach its package index. Is there a network, or a proxy to name in "
            "HTTPS_PROXY? Only this set-up needs one; run make again with it, and later without."
        )
    errors = list(dict.fromkeys(line for line in output.splitlines() if line.startswith("ERROR:")))
    here = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return f"pip could not install the packages for {here} (the course is tested on 3.11 to 3.13). " + " ".join(errors[-2:])


def main(root=ROOT):
    venv, wanted = root / ".venv", fingerprint(root)
    mark = venv / ".course"
    if mark.is_file() and mark.read_text() == wanted and works(venv):
        return
    if venv.exists() and not mark.is_file():
        raise SetupError(f"{venv} was not made by make, so make leaves it alone. Move it away (mv .venv my-venv) and run make again.")

    start = time.monotonic()
    if works(venv):
        print("Bringing .venv up to date with requirements.txt and pyproject.toml.", flush=True)
    else:
        print(f"Setting up .venv with Python {platform.python_version()} and the packages of requirements.txt.")
        print("Once; it takes some minutes and a network, and later runs need neither.", flush=True)
        create(venv)
    mark.write_text("unfinished")
    pip_install(venv, "-r", root / "requirements.txt")
    pip_install(venv, "--no-deps", "--no-build-isolation", "-e", root)
    mark.write_text(wanted)
    print(f".venv is ready after {time.monotonic() - start:.0f} s.", flush=True)


if __name__ == "__main__":
    try:
        main()
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit("\nThe set-up was interrupted; run make again and it goes on.")
