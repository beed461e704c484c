"""Submissions that speak to the grader over the connection that their process has."""

from tests.grading.hostile.kind import CRASHED, GRADED, KILLED, TAMPERED, TIMEOUT, Kind, forgery

LINE = """
import json, os, socket, stat, struct, sys, time
def is_socket(fd):
    try: return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError: return False
lines = [fd for fd in range(3, 256) if is_socket(fd)]
def frame_with(name):
    frame = sys._getframe()
    while name not in frame.f_locals: frame = frame.f_back
    return frame.f_locals
def pack(message):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return struct.pack('>I', len(body)) + body
def say(data, fd=None):
    view = memoryview(data)
    while view: view = view[os.write(fd or lines[0], view):]
GOOD = {'error': None, 'outputs': [], 'left_out': 0, 'seconds': 0, 'value': None}
"""

KINDS = [
    forgery("forged_reply", "a reply of its own, without the word that was sent with the question", LINE + "say(pack({**GOOD, 'n': 5, 'nonce': '0' * 16}))", why="not asked"),
    forgery("forged_reply_with_nonce", "a reply of its own with the right word, which it took from the running program, and then the real one", LINE + """
message = frame_with('message')['message']
say(pack({**GOOD, 'n': message['n'], 'nonce': message['nonce']}))""", why="not asked"),
    forgery("replies_in_advance", "replies to questions to come, by their numbers", LINE + """
message = frame_with('message')['message']
say(b''.join(pack({**GOOD, 'n': message['n'] + i, 'nonce': message['nonce']}) for i in range(10)))"""),
    Kind("closes_the_line", "the connection closed", LINE + "for fd in lines: os.close(fd)", CRASHED, 1),
    Kind("closes_everything", "every open file closed", "import os\nos.closerange(0, 256)", CRASHED, 1),
    Kind("line_replaced", "another socket in the place of the connection", LINE + "a, b = socket.socketpair()\nfor fd in lines: os.dup2(a.fileno(), fd)", KILLED, 1, why="closed its connection"),
    Kind("line_is_a_file", "a file in the place of the connection", LINE + "f = os.open('/dev/zero', os.O_RDWR)\nfor fd in lines: os.dup2(f, fd)", CRASHED, 1),
    Kind("shut_down", "the connection shut down", LINE + "socket.socket(fileno=os.dup(lines[0])).shutdown(2)", CRASHED, 1),
    Kind("huge_header", "the announcement of a message of 4 GB", LINE + "say(b'\\xff\\xff\\xff\\xff')", TAMPERED, 1, why="longer than"),
    Kind("deep_json", "lists in lists, 100,000 deep", LINE + "say(pack(b'[' * 100_000 + b']' * 100_000))", TAMPERED, 1),
    Kind("wide_json", "a message of millions of empty lists, which would fill the grader's memory", LINE + "say(pack(b'[' + b'[],' * 4_000_000 + b'[]]'))", TAMPERED, 1),
    Kind("no_json", "a message that is no JSON", LINE + "say(pack(b'\\xff' * 1000))", TAMPERED, 1, why="not a message"),
    Kind("not_a_dictionary", "messages that are JSON but no reply", LINE + "say(pack(b'[1, 2]') + pack(b'null'))", TAMPERED, 1),
    Kind("half_a_message", "half a message, so that the real reply becomes its other half", LINE + "say(struct.pack('>I', 10 ** 6) + b'x')", TIMEOUT, 1),
    Kind("flood_of_messages", "small messages without an end", LINE + "data = pack(b'0') * 10_000\nwhile True: say(data)", TAMPERED, 1),
    Kind("flood_in_a_thread", "messages from a thread while the tests run", LINE + "import threading\ndef flood():\n    while True: say(pack(b'0') * 1000)\nthreading.Thread(target=flood).start()", TAMPERED, 1),
    Kind("mad_reply", "replies of the right form with mad contents", LINE + """
message = frame_with('message')['message']
say(pack({'n': message['n'], 'nonce': message['nonce'], 'error': [1, 2, 3], 'outputs': [None], 'left_out': '3', 'seconds': 1e400}))
os.kill(os.getpid(), 9)""", TAMPERED, 1),
    forgery("line_taken_over", "the whole conversation led by the student's own program, which runs the grader's checks truthfully and praises what fails otherwise", LINE + """
import base64, marshal, builtins
line = socket.socket(fileno=os.dup(lines[0])); line.setblocking(True)
def exactly(count):
    data = b''
    while len(data) < count:
        part = line.recv(count - len(data))
        if not part: os._exit(0)
        data += part
    return data
message, space = frame_with('message')['message'], get_ipython().user_ns
say(pack({**GOOD, 'n': message['n'], 'nonce': message['nonce']}))
while True:
    message = json.loads(exactly(struct.unpack('>I', exactly(4))[0]))
    reply = {**GOOD, 'n': message['n'], 'nonce': message['nonce']}
    if message['op'] == 'end': os._exit(0)
    if message['op'] == 'test':
        body, value = marshal.loads(base64.b64decode(message['code']))
        space.update({alias: getattr(builtins, name) for alias, name in message['builtins'].items()})
        try:
            eval(body, space)
            value = eval(value, space) if value else None
            reply['value'] = None if value is None else repr(value)
        except BaseException as error:
            if len(str(error)) == 16: reply['error'] = [type(error).__name__, str(error)]
    say(pack(reply))""", GRADED, 7, note="cannot be detected: whoever knows this program can play its part"),
    Kind("line_in_a_program", "a program that looks for the connection among what it inherits", """
import subprocess
listed = subprocess.run(['ls', '-l', '/proc/self/fd'], close_fds=False, capture_output=True, text=True).stdout
print('sockets', listed.count('socket:'), len(listed.splitlines()) > 3)""", shows="sockets 0 True"),
    Kind("counts_the_lines", "how many sockets and files it has inherited: the connection alone", LINE + """
files = []
for fd in range(3, 256):
    try: mode = os.fstat(fd).st_mode
    except OSError: continue
    if fd not in lines and not stat.S_ISCHR(mode): files.append((fd, mode))
print('sockets', len(lines), 'others', files)""", shows="sockets 1 others []"),
]
