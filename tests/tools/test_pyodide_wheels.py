import hashlib
import json

import pytest

from tools.pyodide_wheels import PACKAGES, ROOT, WheelError, fetch_all


def entry(name, *depends, content=None):
    content = content or name.encode()
    return {"name": name, "depends": list(depends), "file_name": f"{name}-1.whl", "sha256": hashlib.sha256(content).hexdigest()}


@pytest.fixture
def places(tmp_path):
    """A folder of wheels to take from, and one with the list to put them into."""
    base, folder = tmp_path / "from", tmp_path / "into"
    base.mkdir()
    folder.mkdir()
    for name in ("one", "two", "three"):
        (base / f"{name}-1.whl").write_bytes(name.encode())
    packages = {"one": entry("one", "two"), "two": entry("two", "one"), "three": entry("three"), "other": entry("other"), "forged": entry("three", content=b"not this")}
    (folder / "pyodide-lock.json").write_text(json.dumps({"packages": packages}))
    return base, folder


def wheels(folder):
    return sorted(path.name for path in folder.glob("*.whl"))


def test_a_wheel_comes_with_what_it_needs_and_nothing_else(places):
    base, folder = places
    assert [path.name for path in fetch_all(base.as_uri(), folder, ["one"])] == ["one-1.whl", "two-1.whl"] == wheels(folder)


def test_what_is_there_and_right_is_not_fetched_again_and_what_is_wrong_is(places):
    base, folder = places
    fetch_all(f"{base.as_uri()}/", folder, ["three"])
    (base / "three-1.whl").rename(base / "away")
    fetch_all(base.as_uri(), folder, ["three"])
    (base / "away").rename(base / "three-1.whl")
    (folder / "three-1.whl").write_bytes(b"cut off")
    fetch_all(base.as_uri(), folder, ["three"])
    assert (folder / "three-1.whl").read_bytes() == b"three"


WRONG = [
    ("forged", "has the sha256 .*, and pyodide-lock.json names .*: the wheel was not written"),
    ("other", "other-1.whl did not come: .* Is this the folder of the release in _vendor/pyodide"),
    ("unknown", "Pyodide has no package unknown; pyodide-lock.json lists those it has"),
]


@pytest.mark.parametrize(("name", "complaint"), WRONG)
def test_a_wheel_that_cannot_be_had_is_not_written(places, name, complaint):
    base, folder = places
    with pytest.raises(WheelError, match=complaint):
        fetch_all(base.as_uri(), folder, [name])
    assert wheels(folder) == []


def test_an_address_that_is_none_and_a_folder_without_a_list_are_said(places, tmp_path):
    with pytest.raises(WheelError, match="did not come"):
        fetch_all("nowhere", places[1], ["one"])
    with pytest.raises(WheelError, match="There is no pyodide-lock.json in .*: build the book first"):
        fetch_all("nowhere", tmp_path, ["one"])


def test_pyodide_has_the_packages_that_are_fetched_by_default_and_numpy_is_compiled_for_it():
    packages = json.loads((ROOT / "_vendor/pyodide/pyodide-lock.json").read_text())["packages"]
    assert set(PACKAGES) <= set(packages) and "wasm32" in packages["numpy"]["file_name"]
