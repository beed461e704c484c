"""dlkit.grading.intake.take_in: whatever lies in a student's folder, it becomes a submission, or a reason why there is none, at once."""

import datetime
import os
import socket
import stat

import nbformat
import pytest

from dlkit.grading.intake import folder as folders
from dlkit.grading.intake import take_in as intake
from dlkit.grading.intake.take_in import Malformed, Missing, take_in
from tests.grading.small_course import cell_named


def test_an_honest_submission_has_no_notes(small, course, lab, student):
    place = small.submit(student, small.solved())
    (place / "mine").mkdir()
    (place / "mine" / "table.csv").write_bytes(b"1;2\n")
    found = take_in(course, lab, student)
    assert (found.student, found.missing, found.notes) == (student, [], [])
    assert found.timestamp == datetime.datetime(2030, 1, 1, 12)
    assert found.files == {"mine/table.csv": b"1;2\n", "timestamp.txt": b"2030-01-01 12:00:00.000000 UTC\n"}
    assert list(found.notebooks) == ["lab"]


@pytest.mark.parametrize("name", ["nobody", "", ".", "..", "../source", "a/b", "a\0b", "\udcff", "a\nb", "x" * 5000])
def test_who_has_no_folder_has_handed_in_nothing(course, lab, name):
    with pytest.raises(Missing, match="nothing was handed in"):
        take_in(course, lab, name)


@pytest.mark.parametrize("files", [[], ["timestamp.txt"], [".DS_Store"], [".ipynb_checkpoints/lab-checkpoint.ipynb", "__MACOSX/._lab.ipynb"]])
def test_a_folder_without_anything_in_it_is_nothing_handed_in(small, course, lab, student, files):
    place = small.place(student)
    for name in files:
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("2030-01-01")
    with pytest.raises(Missing, match="is empty"):
        take_in(course, lab, student)


WHEN = datetime.datetime(2030, 1, 1, 12)


@pytest.mark.parametrize(("text", "when"), [
    (b"2030-01-01 12:00:00 UTC", WHEN), (b"2030-01-01 12:00:00.000000 UTC\n", WHEN), (b"2030-01-01T12:00:00", WHEN),
    (b"2030-01-01 13:00:00 Europe/Berlin", WHEN), (b"\xef\xbb\xbf2030-01-01 12:00:00 UTC", WHEN), (b"Jan 1 2030 12:00:00", WHEN),
    (b"", None), (b"yesterday", None), (b"12", None), (b"\xff\xfe\0\0", None), (b"9" * 50, None), (b"9" * 50_000, None), (b"0000-00-00 00:00:00", None),
    (b"9999-12-31 23:59:59 -2359", None), (b"0001-01-01 00:00:00 +2359", None), (b"2030-01-01 12:00:00 " + b"9" * 70, None), (b"2030-13-45", None), (b"2030 \0", None), (b"2030-01", None)])
def test_a_timestamp_is_read_or_noted(small, course, lab, student, text, when):
    (small.submit(student, small.solved(), when=None) / "timestamp.txt").write_bytes(text)
    found = take_in(course, lab, student)
    assert found.timestamp == when and ("timestamp.txt" in found.files) == (when is not None)
    assert bool(found.notes) == (when is None) and all("on time" in note for note in found.notes)


def test_no_timestamp_is_no_matter(small, course, lab, student):
    small.submit(student, small.solved(), when=None)
    found = take_in(course, lab, student)
    assert (found.timestamp, found.notes, found.files) == (None, [], {})


@pytest.mark.parametrize("name", ["Lab.ipynb", "lab (1).ipynb", "ada_lab.ipynb", "lab.ipynb.txt", "lab.ipynb.json", "LAB.IPYNB", "pöt.ipynb"])
def test_one_renamed_notebook_is_taken_with_a_note(small, course, lab, student, name):
    place = small.submit(student, small.solved())
    (place / "lab.ipynb").rename(place / name)
    found = take_in(course, lab, student)
    assert found.notes == [f"lab.ipynb was handed in as {name}."] and list(found.notebooks) == ["lab"] and list(found.files) == ["timestamp.txt"]


def test_of_two_renamed_notebooks_none_is_chosen(small, course, lab, student):
    place = small.submit(student, small.solved(), name="first")
    small.submit(student, small.solved(), name="second\n; rm")
    with pytest.raises(Malformed, match="none of its notebooks has the name lab.ipynb: first.ipynb") as error:
        (place / "third.ipynb").write_text("{}")
        take_in(course, lab, student)
    assert "third.ipynb" in str(error.value) and "\n" not in str(error.value)


def test_one_renamed_notebook_where_two_are_wanted_is_not_taken_for_either(small, course, two, student):
    small.submit(student, small.solved("two", "essay"), "two", "mine")
    with pytest.raises(Malformed, match="none of its notebooks has the name lab.ipynb or essay.ipynb|none of its notebooks has the name essay.ipynb or lab.ipynb"):
        take_in(course, two, student)


@pytest.mark.parametrize("left", ["names", "ids", "sources"])
def test_a_renamed_notebook_is_known_by_whatever_is_left_of_its_cells(small, course, lab, student, left):
    notebook = small.solved()
    for number, cell in enumerate(notebook.cells):
        cell.metadata = cell.metadata if left == "names" else {}
        cell.id = cell.id if left == "ids" else f"new-{number}"
        cell.source = cell.source if left == "sources" else f"number = {number}"
    small.submit(student, notebook, name="mine")
    assert take_in(course, lab, student).notes[0] == "lab.ipynb was handed in as mine.ipynb."


def test_what_lies_in_a_folder_by_the_name_of_a_notebook_is_left_out(small, course, two, student):
    place = small.submit(student, small.solved("two", "lab"), "two", "lab")
    (place / "essay.ipynb").mkdir()
    (place / "essay.ipynb" / "mine.txt").write_text("x")
    found = take_in(course, two, student)
    assert set(found.files) == {"timestamp.txt"} and found.missing == ["essay"]
    assert "essay.ipynb/mine.txt was left out: the assignment has a file of that name." in found.notes


def test_a_notebook_of_something_else_is_not_taken_for_the_assignment(small, course, lab, student):
    small.submit(student, nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")]), name="holiday")
    with pytest.raises(Malformed, match="holiday.ipynb: it has none of the cells of lab.ipynb"):
        take_in(course, lab, student)


def test_further_notebooks_are_left_out(small, course, lab, student):
    small.submit(student, small.solved())
    small.submit(student, "{", name="lab-Copy1")
    found = take_in(course, lab, student)
    assert found.notes == ["lab-Copy1.ipynb is not a notebook of the assignment and was left out."] and list(found.files) == ["timestamp.txt"]


def test_a_folder_that_was_packed_as_a_whole_is_opened(small, course, lab, student):
    place = small.place(student) / "My lab"
    place.mkdir()
    (place / "lab.ipynb").write_text(nbformat.writes(small.solved()))
    (place / "table.csv").write_text("1")
    (place.parent / "timestamp.txt").write_text("2030-01-01 12:00:00 UTC")
    found = take_in(course, lab, student)
    assert found.notes == ["Its notebook lay in a folder, My lab/."] and set(found.files) == {"table.csv", "timestamp.txt"} and found.timestamp


def test_one_notebook_of_two_is_graded_alone(small, course, two, student):
    small.submit(student, small.solved("two", "essay"), "two", "essay")
    found = take_in(course, two, student)
    assert (list(found.notebooks), found.missing, found.notes) == (["essay"], ["lab"], ["lab.ipynb was not handed in."])


def test_one_broken_notebook_of_two_leaves_the_other(small, course, two, student):
    small.submit(student, "{", "two", "lab")
    small.submit(student, small.solved("two", "essay"), "two", "essay")
    found = take_in(course, two, student)
    assert (list(found.notebooks), found.missing) == (["essay"], ["lab"]) and "lab.ipynb: it cannot be read as JSON" in found.notes[0]


def test_one_renamed_notebook_of_two_is_taken_and_notes_say_whose_they_are(small, course, two, student):
    lab = small.solved("two", "lab")
    lab.cells.remove(cell_named(lab, "square_tests"))
    small.submit(student, lab, "two", "lab")
    small.submit(student, small.solved("two", "essay"), "two", "Essay final")
    found = take_in(course, two, student)
    assert found.missing == []
    assert found.notes == ["essay.ipynb was handed in as Essay final.ipynb.", "lab.ipynb: The test square_tests was missing and was put back."]


def test_two_broken_notebooks_of_two_are_malformed(small, course, two, student):
    small.submit(student, "{", "two", "lab")
    small.submit(student, "", "two", "essay")
    with pytest.raises(Malformed, match="essay.ipynb: the file is empty.*lab.ipynb: it cannot be read"):
        take_in(course, two, student)


def test_files_but_no_notebook_are_malformed(small, course, lab, student):
    (small.place(student) / "lab.pdf").write_bytes(b"%PDF")
    with pytest.raises(Malformed, match="no notebook in it, only lab.pdf"):
        take_in(course, lab, student)


def fifo(path):
    os.mkfifo(path)


def server(path):
    with socket.socket(socket.AF_UNIX) as ours:
        here = os.getcwd()
        os.chdir(path.parent)  # a socket's path may have 108 bytes
        try:
            ours.bind(path.name)
        finally:
            os.chdir(here)


def loop(path):
    path.symlink_to(path.name)


ODD = {"a symbolic link": lambda path: path.symlink_to("/etc/passwd"), "a pipe": fifo, "a socket": server, "a folder": lambda path: path.mkdir()}


@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_in_the_place_of_the_notebook_is_malformed(small, course, lab, student, kind):
    ODD[kind](small.place(student) / "lab.ipynb")
    with pytest.raises(Malformed, match=f"lab.ipynb is {kind}"):
        take_in(course, lab, student)


@pytest.mark.parametrize("make", [*ODD.values(), loop, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to("..")])
@pytest.mark.parametrize("name", ["extra.dat", "timestamp.txt", "lab-copy.ipynb"])
def test_what_is_no_file_is_neither_read_nor_followed(small, course, lab, student, make, name):
    make(small.submit(student, small.solved(), when=None) / name)
    found = take_in(course, lab, student)
    assert found.files == {} and found.timestamp is None and "root:" not in str(found.notes)
    assert found.notes or (name != "timestamp.txt" and make is ODD["a folder"])


@pytest.mark.parametrize("make", [lambda path: path.symlink_to("/"), lambda path: path.write_text("x"), fifo, loop])
def test_what_is_no_folder_in_the_place_of_the_submission_is_malformed(small, course, lab, student, make):
    place = small.folder / "submitted" / student
    place.mkdir(parents=True)
    make(place / "lab")
    with pytest.raises(Malformed, match="not a folder"):
        take_in(course, lab, student)


@pytest.mark.skipif(not os.path.exists("/dev/full") or os.geteuid() != 0, reason="only root makes devices")
def test_a_device_is_left_alone(small, course, lab, student):
    try:
        os.mknod(small.submit(student, small.solved()) / "zero", 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("no devices in this container")
    assert "zero was left out: it is a device" in take_in(course, lab, student).notes[0]


@pytest.mark.parametrize("name", ["new\nline.txt", "tab\t.txt", "\udcff\udcfe.bin", "\x1b[31mred.ipynb", "\x7f"])
def test_names_that_are_no_text_are_left_out(small, course, lab, student, name):
    place = small.submit(student, small.solved())
    (place / name).write_bytes(b"x")
    found = take_in(course, lab, student)
    assert list(found.files) == ["timestamp.txt"] and "has a name that is not plain text" in found.notes[0] and found.notes[0].isprintable()


@pytest.mark.parametrize("name", ["..data", "a..b", "-rf", "~", "$(id)", "a b", "a\\..\\b", "ü.txt", "\N{PILE OF POO}", "'\""])
def test_odd_names_that_are_text_are_taken(small, course, lab, student, name):
    (small.submit(student, small.solved()) / name).write_bytes(b"x")
    assert take_in(course, lab, student).files[name] == b"x"


def test_the_instructors_files_are_not_replaced(small, course, lab, student):
    place = small.submit(student, small.solved())
    (place / "helper.py").write_text("def twice(x): return 42")
    (place / "data").write_text("a file where the instructor has a folder")
    (place / "lab.ipynb.bak").write_text("kept")
    found = take_in(course, lab, student)
    assert set(found.files) == {"lab.ipynb.bak", "timestamp.txt"} and "data was left out: the assignment has a folder of that name." in found.notes
    other = f"{student}b"
    place = small.submit(other, small.solved())
    (place / "helper.py").mkdir()
    (place / "helper.py" / "x").write_text("below what is a file of the instructor's")
    found = take_in(course, lab, other)
    assert set(found.files) == {"timestamp.txt"} and "the assignment has a file of that name" in found.notes[0]


def test_large_and_many_files_are_left_out(small, course, lab, student, monkeypatch):
    monkeypatch.setattr(folders, "FILES", 8)
    monkeypatch.setattr(folders, "TOTAL", 1000)
    place = small.submit(student, small.solved())
    with open(place / "a-huge", "wb") as file:
        file.truncate(folders.FILE + 1)
    (place / "b-big").write_bytes(bytes(995))
    for number in range(20):
        (place / f"c{number:02}").write_bytes(b"x")
    found = take_in(course, lab, student)
    assert set(found.files) == {"b-big", "c00", "c01", "c02", "c03", "c04", "timestamp.txt"}
    text = " ".join(found.notes)
    assert "a-huge was left out: it has more than 20 MiB." in text and "c05 was left out: its files together" in text and len(found.notes) < 45


def test_more_files_than_are_taken_are_said_once(small, course, lab, student):
    place = small.submit(student, small.solved())
    for number in range(300):
        (place / f"f{number}").touch()
    found = take_in(course, lab, student)
    assert len(found.files) == 201 and found.notes == ["It has more than 200 files; the others were left out."]


def test_a_hundred_folders_in_each_other_end_somewhere(small, course, lab, student):
    (small.submit(student, small.solved()) / "/".join(["d"] * 100)).mkdir(parents=True)
    found = take_in(course, lab, student)
    assert "lies too deep" in found.notes[0] and len(found.notes) == 1


def test_a_flood_of_files_is_looked_at_in_part(small, course, lab, student, monkeypatch):
    monkeypatch.setattr(folders, "ENTRIES", 50)
    place = small.submit(student, small.solved())
    (place / "many").mkdir()
    for number in range(100):
        (place / "many" / str(number)).symlink_to("/")
    found = take_in(course, lab, student)
    assert len(found.notes) == 41 and found.notes[-1].startswith("And ") and list(found.notebooks) == ["lab"]


def test_of_a_flood_of_files_only_the_first_are_listed(small, course, lab, student, monkeypatch):
    monkeypatch.setattr(folders, "ENTRIES", 50)
    place = small.submit(student, small.solved())
    for number in range(100):
        (place / f"x{number}").touch()
    found = take_in(course, lab, student)
    assert len(found.files) < 50 and "has too many files: only the first 50 were looked at" in " ".join(found.notes)


def test_in_a_folder_that_was_packed_what_is_no_file_is_said_by_its_name(small, course, two, student):
    place = small.place(student, "two") / "packed"
    place.mkdir()
    (place / "lab.ipynb").write_text(nbformat.writes(small.solved("two", "lab")))
    (place / "essay.ipynb").symlink_to("/etc/passwd")
    found = take_in(course, two, student)
    assert found.missing == ["essay"] and "essay.ipynb is a symbolic link, which is not followed or read." in found.notes


def test_a_notebook_that_is_too_large_is_malformed(small, course, lab, student):
    with open(small.submit(student, "{") / "lab.ipynb", "wb") as file:
        file.truncate(10 * 2**30)
    with pytest.raises(Malformed, match="lab.ipynb: has more than 64 MiB"):
        take_in(course, lab, student)


@pytest.mark.parametrize("name", ["lab.ipynb", "extra", "closed"])
def test_what_may_not_be_read_is_said(small, course, lab, student, name, monkeypatch):
    place = small.submit(student, small.solved())
    (place / "extra").write_text("x")
    (place / "closed").mkdir()
    really, scan = os.open, os.scandir

    def refuse(path, *rest, **more):
        if str(path).endswith(f"{student}/lab/{name}"):
            raise PermissionError(13, "Permission denied")
        return (scan if name == "closed" else really)(path, *rest, **more)

    monkeypatch.setattr(os, "scandir" if name == "closed" else "open", refuse)
    if name == "lab.ipynb":
        with pytest.raises(Malformed, match="lab.ipynb: cannot be read: Permission denied"):
            take_in(course, lab, student)
    else:
        assert take_in(course, lab, student).notes == [f"{name} was left out: it cannot be read: Permission denied."]


def test_a_file_that_becomes_something_else_while_it_is_looked_at_is_neither_waited_for_nor_followed(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("/etc/passwd")
    with pytest.raises(folders.Unreadable, match="cannot be read"):
        folders.read(str(tmp_path), "link")
    with pytest.raises(folders.Unreadable, match="no plain file"):
        folders.read(str(tmp_path), "pipe")


def test_files_that_nbgrader_is_told_to_ignore_are_not_taken(small, course, lab, student):
    place = small.submit(student, small.solved())
    for name in ("a.pyc", "__pycache__/b.py", "feedback/c.html", ".git/config"):
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text("x")
    found = take_in(course, lab, student)
    assert (list(found.files), found.notes) == (["timestamp.txt"], [])


def test_notes_are_short_and_plain(small, course, lab, student):
    notebook = small.solved()
    notebook.cells += [nbformat.v4.new_code_cell("x", metadata={"nbgrader": {"grade_id": f"<script>\x1b\n{number}{'y' * 500}"}}) for number in range(60)]
    small.submit(student, notebook)
    found = take_in(course, lab, student)
    assert len(found.notes) == intake.NOTES + 1 and all(len(note) < 200 and note.isprintable() for note in found.notes)
