"""Messages on a socket: four bytes of length, then JSON. Both sides use it; it imports the standard library only."""

import json
import struct

HEADER = struct.Struct(">I")
LARGEST = 64 * 2**20  # bytes of one message
SKELETON, STRINGS = 2**19, 2**17  # bytes outside of strings, and quotation marks: what a message may need of memory besides its bytes
AT_ONCE = 16  # messages that are taken before somebody looks at them


class WireError(Exception):
    """What came is no message: too long, cut off, or not JSON."""


def pack(message):
    """The bytes of a message. Lone surrogates, which UTF-8 refuses, go as their escapes."""
    body = json.dumps(message).encode("ascii")
    if len(body) > LARGEST:
        raise WireError(f"a message of {len(body)} bytes is longer than the {LARGEST} that are sent")
    return HEADER.pack(len(body)) + body


def unpack(body):
    """The message in `body`. Raises WireError, also for one whose lists and numbers would fill the memory: a list of two bytes takes 64."""
    plain = bytes(body).replace(b"\\\\", b"").replace(b'\\"', b"")
    if plain.count(b'"') > STRINGS or sum(map(len, plain.split(b'"')[::2])) > SKELETON:
        raise WireError("a message of too many parts")
    try:
        return json.loads(body.decode("ascii"))
    except (ValueError, RecursionError) as error:
        raise WireError(f"not a message: {type(error).__name__}") from None


def send(socket, message):
    """Send a message; blocks."""
    socket.sendall(pack(message))


def receive(socket, longest=LARGEST):
    """The next message; blocks. Returns None at the end of the connection. Raises WireError."""
    head = _exactly(socket, HEADER.size)
    if head is None:
        return None
    (length,) = HEADER.unpack(head)
    if length > longest:
        raise WireError(f"a message of {length} bytes is longer than the {longest} that are taken")
    body = _exactly(socket, length)
    if body is None:
        raise WireError("the connection ended within a message")
    return unpack(body)


def _exactly(socket, count):
    """`count` bytes, or None if the connection ends before."""
    parts = []
    while count:
        part = socket.recv(min(count, 1 << 20))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


class Inbox:
    """Messages from a socket that may never finish one: `poll` takes what is there and never blocks."""

    def __init__(self, socket, longest=LARGEST):
        self.socket, self.longest, self.buffer, self.ended = socket, longest, bytearray(), False
        socket.setblocking(False)

    def poll(self):
        """The messages that have come in whole, of a flood the first. Sets `ended` at the end of the connection. Raises WireError."""
        messages = []
        self._cut(messages)
        while not self.ended and len(messages) < AT_ONCE:
            try:
                part = self.socket.recv(1 << 20)
            except BlockingIOError:
                break
            except OSError:
                part = b""
            if not part:
                self.ended = True
            self.buffer += part
            self._cut(messages)
        return messages

    def _cut(self, messages):
        while len(self.buffer) >= HEADER.size and len(messages) < AT_ONCE:
            (length,) = HEADER.unpack_from(self.buffer)
            if length > self.longest:
                raise WireError(f"a message of {length} bytes is longer than the {self.longest} that are taken")
            end = HEADER.size + length
            if len(self.buffer) < end:
                return
            messages.append(unpack(bytes(self.buffer[HEADER.size : end])))
            del self.buffer[:end]
