"""Submissions that read and write what is not theirs. {course} is an nbgrader course, {home} the grader's home folder."""

from tests.grading.hostile.kind import Kind, forgery

OPEN = "without a sandbox the permissions of files are all there is"

KINDS = [
    Kind("writes_outside", "a file in every folder that there is, the course, the grader's home, Python and dlkit among them", """
import os, sys, site, dlkit
written = []
folders = ['{course}', '{course}/submitted/eve/ps', '{home}', '/', '/usr', '/usr/lib', '/etc', '/var', '/var/tmp', '/opt', '/root', '/home', '/dev', '/run', '/proc', '/sys',
           sys.prefix, sys.base_prefix, os.path.dirname(dlkit.__file__), *site.getsitepackages(), '/scratch/..', os.path.dirname(sys.executable)]
for folder in folders:
    try:
        with open(f'{folder}/dlkit_hostile', 'w') as file: file.write('x')
        written.append(folder)
    except OSError: pass
print('written', written)""", shows="written []", none=OPEN),
    Kind("appends_to_python", "modules of Python, NumPy and dlkit rewritten in place", """
import numpy, dlkit.check, json
for module in (numpy, dlkit.check, json):
    for mode in ('a', 'w', 'r+'):
        try:
            open(module.__file__, mode).close()
            print('opened', module.__file__)
        except OSError: print('refused')""", shows="refused\nrefused\nrefused\nrefused\nrefused\nrefused\nrefused\nrefused\nrefused", none=OPEN),
    Kind("symlinks", "links to the gradebook and out of the scratch folder, written through", """
import os
for name, target in [('a', '{course}/gradebook.db'), ('b', '{course}'), ('c', '/proc/1/root{course}/gradebook.db'), ('d', '../../../../../../{course}/gradebook.db')]:
    os.symlink(target, name)
    for path in (name, name + '/gradebook.db'):
        try: open(path, 'r+').write('x'); print('wrote', path)
        except OSError: pass
print('done')""", shows="done", none=OPEN),
    Kind("links_left_behind", "in place of the files that the grader keeps in the scratch folder, links", """
import os
for name in os.listdir('/scratch') if os.path.isdir('/scratch') else []:
    if name.startswith('.std'):
        os.unlink('/scratch/' + name)
        os.symlink('{course}/gradebook.db', '/scratch/' + name)
os.system('echo hello')"""),
    Kind("chmod", "rights taken from its own folder, and given away elsewhere", """
import os
for path in ('.', '..', '/scratch', '/', '{course}', '{course}/gradebook.db', '/usr', '/dev/shm'):
    try: os.chmod(path, 0)
    except OSError: pass"""),
    Kind("removes_everything", "every file that can be removed", "import shutil\nfor top in ('{course}', '{home}', '/scratch', '/dev', '/etc', '/proc/self/cwd', '/usr/share/doc'): shutil.rmtree(top, ignore_errors=True)", none=OPEN),
    Kind("reads_the_course", "solutions, hidden tests, gradebook, other submissions and the grader's home", """
import os
for top in ('{course}', '{home}', '/proc/1/root{course}', '/proc/1/cwd{course}', '/proc/self/root{course}'):
    for folder, _, files in os.walk(top):
        for name in files:
            try: print(open(f'{folder}/{name}', errors='replace').read())
            except OSError as e: print(e)
for path in ('{course}/gradebook.db', '{course}/solutions/ps/ps.ipynb', '{home}/secret'):
    try: print(open(path).read())
    except OSError as e: print(type(e).__name__)""", shows="NotFound", none=OPEN),
    Kind("reads_the_environment", "its own environment and that of everybody in /proc", """
import os, glob
print(dict(os.environ))
for name in ('environ', 'cmdline', 'maps'):
    for path in glob.glob(f'/proc/[0-9]*/{name}'):
        try: print(open(path, errors='replace').read()[:1000])
        except OSError: pass""", shows="PATH"),
    Kind("reads_memory_of_others", "the memory and the open files of every process in /proc", """
import os, glob
opened = []
for path in [*glob.glob('/proc/[0-9]*/mem'), *glob.glob('/proc/[0-9]*/fd/*')]:
    if path.split('/')[2] in (str(os.getpid()), 'self'): continue
    try: opened.append((path, open(path, 'rb').fileno()))
    except OSError: pass
print('opened', opened)""", shows="opened []"),
    Kind("looks_for_hidden_tests", "the hidden tests of the cells to come: in every object, frame, file and environment", """
import gc, sys, linecache, warnings
warnings.simplefilter('ignore')
holds = lambda value: isinstance(value, (str, bytes)) and '-'.join(['HIDDEN', 'TOKEN', '']) in str(value)
found = []
for o in gc.get_objects():
    if type(o) in (dict, list, tuple) and any(holds(v) for v in (list(o.values()) if type(o) is dict else o)): found.append(type(o).__name__)
for frame in sys._current_frames().values():
    while frame:
        found += [name for name, value in frame.f_locals.items() if holds(value)]
        frame = frame.f_back
found += [name for name, entry in linecache.cache.items() if len(entry) > 2 and holds(''.join(entry[2]))]
print('found', found[:5])""", shows="found []"),
    Kind("locks_the_gradebook", "the gradebook locked and emptied", """
import sqlite3
for uri in ('file:{course}/gradebook.db?mode=rw', 'file:{course}/gradebook.db'):
    try:
        db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=0)
        db.execute('BEGIN EXCLUSIVE'); db.execute('CREATE TABLE x (y)'); print('locked')
    except sqlite3.Error as e: print('refused', e)
import os
for action in (os.unlink, lambda p: os.truncate(p, 0), lambda p: os.rename(p, p + '.x')):
    try: action('{course}/gradebook.db'); print('locked')
    except OSError: print('refused')""", shows="refused", none=OPEN),
    Kind("odd_files", "fifos, sockets, hard links and a name of 255 bytes in its folder", """
import os, socket
os.mkfifo('fifo'); os.link(__import__('sys').executable, 'hard') if False else None
s = socket.socket(socket.AF_UNIX); s.bind('sock'); open('n' * 255, 'w').close(); os.mkdir('dir')"""),
    Kind("asks_for_rights", "programs that run as their owner, and mounts", """
import os, ctypes, subprocess
libc = ctypes.CDLL(None, use_errno=True)
got = []
for program in (['su', '-c', 'id'], ['sudo', '-n', 'id'], ['mount', '-o', 'remount,rw', '/'], ['unshare', '-r', 'id'], ['nsenter', '-t', '1', '-a', 'id'], ['chroot', '/', 'id']):
    try: got += [program] if subprocess.run(program, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0 else []
    except OSError: pass
for call in (lambda: libc.setuid(0), lambda: libc.mount(b'none', b'/mnt', b'tmpfs', 0, None), lambda: libc.umount2(b'/scratch', 2), lambda: libc.umount2(b'/proc', 2), lambda: libc.chroot(b'.'),
             lambda: libc.mount(None, b'/', None, 32 | 4096, None), lambda: libc.unshare(0x10000000), lambda: libc.unshare(0x20000), lambda: libc.sethostname(b'x', 1)):
    got.append('call') if call() == 0 else None
if os.getuid(): got = [g for g in got if g != 'call' or True]
print('got', got)""", shows="got []"),
    Kind("what_it_is", "what it is and may: its user and groups, capabilities, limits, the filter of calls, its machine and its environment", """
import os, platform, resource
status = dict(line.split(':', 1) for line in open('/proc/self/status').read().splitlines())
wrong = [name for name in ('CapEff', 'CapPrm', 'CapInh', 'CapAmb') if int(status[name], 16)]
wrong += ['user'] if 0 in (*os.getresuid(), *os.getresgid()) else ['groups'] if os.getuid() >= 61_000 and os.getgroups() else []
wrong += [name for name, value in (('NoNewPrivs', 1), ('Seccomp', 2 if platform.machine() in ('x86_64', 'aarch64') else 0)) if int(status[name]) != value]
for name, value in {'CORE': 0, 'FSIZE': 2 ** 25, 'NOFILE': 256, 'NPROC': 56}.items():
    wrong += [name] if resource.getrlimit(getattr(resource, 'RLIMIT_' + name)) != (value, value) else []
soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
wrong += ['CPU'] if not 120 <= soft <= hard <= soft + 5 else []
soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
wrong += ['DATA'] if soft != hard or not 2 ** 28 < soft < 2 ** 32 else []
wrong += [line.split(':')[0].strip() for line in open('/proc/net/dev').read().splitlines()[2:] if line.split(':')[0].strip() != 'lo']
wrong += [platform.node()] if platform.node() != 'sandbox' else []
wrong += [name for name in os.environ if name.startswith(('SUDO', 'SSH', 'DLKIT', 'PYTEST')) or name in ('USER', 'LOGNAME', 'OLDPWD')]
wrong += ['HOME'] if os.environ['HOME'] != os.getcwd() else []
print('wrong', wrong)""", shows="wrong []"),
    Kind("writes_to_the_kernel", "the kernel's switches in /proc/sys and /sys", """
import os
wrote = []
for path in ('/proc/sys/kernel/hostname', '/proc/sys/kernel/core_pattern', '/proc/sys/vm/overcommit_memory', '/proc/sysrq-trigger', '/proc/self/oom_score_adj', '/sys/kernel/uevent_helper', '/proc/sys/user/max_user_namespaces', '/proc/1/oom_score_adj'):
    try: open(path, 'w').write('1' if 'oom' not in path else '-1000'); wrote.append(path)
    except OSError: pass
print('wrote', wrote)""", shows="wrote []"),
    forgery("file_named_numpy", "a submitted numpy.py, and other names that tests import", "import numpy, torch, IPython, json, dlkit.check", "graded", test="import numpy as np, dlkit.check, json\nassert np.allclose(second(3), 9)",
            files={f"{name}.py": "allclose = lambda *a, **k: True\nprint('shadowed')" for name in ("numpy", "torch", "IPython", "json", "dlkit", "sitecustomize", "usercustomize", "builtins", "linecache", "asyncio", "marshal")}),
    forgery("folder_named_dlkit", "a submitted folder dlkit/, imported in the place of ours", "import sys\nfor name in [n for n in sys.modules if n.split('.')[0] == 'dlkit']: del sys.modules[name]\nimport dlkit.check",
            test="from dlkit.check import same\nassert same(second(3), 9)", files={"dlkit/__init__.py": "", "dlkit/check.py": "same = lambda *a: True"}),
]
