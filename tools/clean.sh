#!/bin/sh
# Removes what make has built, and with --venv .venv-oldest and the .venv that make has set up. Nothing that somebody wrote.
cd "$(dirname "$0")/.." || exit 1

echo "Removing _build/, build/, .pytest_cache/, .hypothesis/, .ruff_cache/ and every __pycache__/."
rm -rf _build build .pytest_cache .hypothesis .ruff_cache
find . \( -path ./.git -o -path "./.venv*" -o -path ./work \) -prune -o -type d -name __pycache__ -prune -exec rm -rf {} +

if [ "${1:-}" = --venv ] && [ -d .venv-oldest ]; then
    echo "Removing .venv-oldest/."
    rm -rf .venv-oldest
fi
if [ "${1:-}" != --venv ]; then
    [ ! -d .venv ] || echo "Kept: .venv/ (make distclean removes it too)."
elif [ -f .venv/.course ]; then
    echo "Removing .venv/."
    rm -rf .venv
elif [ -d .venv ]; then
    echo "Kept: .venv/, which make did not make."
fi
[ ! -d work ] || echo "Kept: work/, your own copies of the exercises."
