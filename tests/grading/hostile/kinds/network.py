"""Submissions that want to reach somebody: {address} is the grader's machine, on {port} and at {unix} somebody listens."""

from tests.grading.hostile.kind import Kind

TRY = """
import socket
reached = []
def attempt(name, action):
    try: action(); reached.append(name)
    except OSError: pass
"""
OPEN_FILE = "a socket that is a file is protected by its permissions only"

KINDS = [
    Kind("tcp", "TCP to the grader's machine, by its addresses and outside", TRY + """
for host, port in (('127.0.0.1', {port}), ('{address}', {port}), ('localhost', {port}), ('::1', {port}), ('1.1.1.1', 53)):
    attempt(host, lambda: socket.create_connection((host, port), timeout=0.3).sendall(b'hello'))
print('reached', reached)""", shows="reached []"),
    Kind("udp", "UDP to the grader's machine", TRY + """
for host in ('127.0.0.1', '{address}', '255.255.255.255'):
    attempt(host, lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'hello', (host, {port})))
print('reached', reached)""", shows="reached []"),
    Kind("dns", "a name looked up", TRY + "attempt('dns', lambda: socket.getaddrinfo('example.org', 80))\nprint('reached', reached)", shows="reached []"),
    Kind("unix_sockets", "Unix sockets, by path and by abstract name", TRY + """
def unix(path):
    with socket.socket(socket.AF_UNIX) as s: s.connect(path); s.sendall(b'hello')
for path in ('{unix}', '\\0' + '{unix}', '/run/docker.sock', '/var/run/docker.sock', '/run/dbus/system_bus_socket'): attempt(path, lambda: unix(path))
print('reached', reached)""", shows="reached []", none=OPEN_FILE),
    Kind("other_families", "sockets of other families: to the machine that this one runs on, to the kernel, raw ones", TRY + """
for family, kind in ((40, 1), (17, 3), (38, 5), (29, 3), (31, 3), (21, 5), (2, 3), (10, 3)):
    attempt(family, lambda: socket.socket(family, kind, 0 if family not in (2, 10) else 1))
print('reached', reached)""", shows="reached []"),
    Kind("download", "pip, curl and urllib", TRY + """
import subprocess, sys, urllib.request
attempt('urllib', lambda: urllib.request.urlopen('http://{address}:{port}/', timeout=1))
for command in (['curl', '-sm1', 'http://{address}:{port}/'], [sys.executable, '-m', 'pip', 'download', '--retries', '0', '-q', '--index-url', 'http://{address}:{port}/', 'x']):
    try: reached += [command[0]] if subprocess.run(command, capture_output=True).returncode == 0 else []
    except OSError: pass
print('reached', reached)""", shows="reached []"),
    Kind("server_left_behind", "a server in a daemon, for the submission that comes next", """
import os, socket, time
server = socket.socket(socket.AF_UNIX); server.bind('\\0dlkit-hostile-server'); server.listen()
tcp = socket.socket(); tcp.bind(('127.0.0.1', 45671)); tcp.listen()
if os.fork() == 0:
    os.setsid()
    while True:
        connection, _ = server.accept(); connection.sendall(b'answers')"""),
    Kind("queues_left_behind", "a queue of messages and a semaphore, which need no process to live in, for the submission that comes next", """
import ctypes
libc = ctypes.CDLL(None)
print('made', [call(45671, *more) for call, more in ((libc.msgget, (0o1666,)), (libc.semget, (1, 0o1666)))])""", shows="made"),
]
