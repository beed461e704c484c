import json
import os
import socket
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlkit.grading.sandbox import wire

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters()),
                    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=20)


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@given(JSON)
def test_what_is_packed_is_unpacked(message):
    assert wire.unpack(wire.pack(message)[4:]) == message


@given(st.binary(max_size=200) | st.text(st.sampled_from('[]{}",:\\\\1en-.')).map(str.encode))
def test_whatever_comes_is_a_message_or_a_wire_error(body):
    try:
        wire.unpack(body)
    except wire.WireError:
        pass


@given(st.text(st.sampled_from('"\\ab[{')))
def test_quotation_marks_and_backslashes_within_strings_do_not_count_as_parts(text):
    assert wire.unpack(json.dumps([text * 1000]).encode()) == [text * 1000]


@pytest.mark.parametrize("body", [b"[" * 10**5 + b"]" * 10**5, b"[" + b"[]," * 10**6 + b"1]", b"[" + b'"",' * 10**6 + b"1]", b"9" * 10**5, b"\xff", b""])
def test_a_message_that_would_fill_the_memory_is_refused(body):
    with pytest.raises(wire.WireError):
        wire.unpack(body)


def test_a_message_that_comes_in_pieces_is_one_message(pair):
    inbox, data = wire.Inbox(pair[0]), wire.pack({"n": 1}) + wire.pack({"n": 2})
    got = []
    for byte in data:
        pair[1].send(bytes([byte]))
        got += inbox.poll()
    assert got == [{"n": 1}, {"n": 2}] and not inbox.ended
    pair[1].close()
    assert inbox.poll() == [] and inbox.ended


def test_a_flood_is_taken_a_few_at_a_time_and_none_is_lost(pair):
    inbox, count = wire.Inbox(pair[0]), 5 * wire.AT_ONCE + 3
    pair[1].sendall(wire.pack(0) * count)
    sizes = [len(inbox.poll()) for _ in range(7)]
    assert max(sizes) <= wire.AT_ONCE and sum(sizes) == count


def test_an_announcement_that_is_too_long_is_refused_before_it_comes(pair):
    inbox = wire.Inbox(pair[0], longest=100)
    pair[1].sendall(wire.HEADER.pack(101))
    with pytest.raises(wire.WireError, match="longer than the 100"):
        inbox.poll()


def test_an_inbox_does_not_wait(pair):
    start = time.monotonic()
    assert wire.Inbox(pair[0]).poll() == [] and time.monotonic() - start < 1


def test_a_connection_that_ends_within_a_message_says_so(pair):
    pair[1].sendall(wire.pack("x" * 100)[:50])
    pair[1].close()
    with pytest.raises(wire.WireError, match="within a message"):
        wire.receive(pair[0])


def test_the_wire_imports_nothing_but_the_standard_library():
    import subprocess
    import sys

    path = os.path.abspath(wire.__file__)
    done = subprocess.run([sys.executable, "-I", "-S", "-c", f"exec(open({path!r}).read()); assert pack(1)"], capture_output=True)
    assert done.returncode == 0, done.stderr
