#!/bin/sh
# Finds a Python 3.11 or newer and lets it set up .venv. PYTHON=… names one; else the first of the list that is new enough.
cd "$(dirname "$0")/.." || exit 1

if [ -n "${PYTHON:-}" ]; then
    set -- "$PYTHON"
else
    set -- .venv/bin/python python3 python3.13 python3.12 python3.11 python
fi
old=
for python; do
    version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3]); sys.exit(sys.version_info < (3, 11))' 2>/dev/null) &&
        exec "$python" tools/setup_venv.py
    [ -z "$version" ] || old="$old, $python is Python $version"
done

if [ -n "$old" ]; then
    echo "The course needs Python 3.11 or newer, but ${old#, }. Install a newer one and name it, for example: make book PYTHON=python3.12" >&2
elif [ -n "${PYTHON:-}" ]; then
    echo "PYTHON=$PYTHON does not run as a Python. Name one that is 3.11 or newer, for example: make book PYTHON=python3.12" >&2
else
    echo "No Python was found. Install Python 3.11 or newer (python.org, or your system's package python3), then run make again." >&2
fi
exit 1
