"""From the warm process to a student's: new namespaces, a first process that ends everything, limits, no rights."""

import os
import resource
import select
import signal

from dlkit.grading.sandbox import descendants, linux, seccomp

FAILED = 70  # the exit code where something here fails, rather than a cell
SPARE = 16  # processes and threads beyond the limit that the kernel lets happen: the warm process sees them and ends the submission


def fork_student(job, control, lifeline, limits, config):
    """Fork the process that runs a submission from `job`, a socket. Returns the pid to kill and wait for, and how it is shut in.

    The pid is that of a namespace's first process, with which all of the others end ("namespaces"); or, where no
    namespace can be had, of the student's parent ("processes"), and what is left must be swept up.
    """
    read, write = os.pipe()
    outer = os.fork()
    if outer == 0:
        _guarded(_outer, read, write, job, control, lifeline, limits, config)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        words = pipe.read().split()  # until outer and whoever it forked have closed it
    os.waitpid(outer, 0)
    if len(words) != 2:
        raise OSError("a process for a submission could not be forked")
    return int(words[0]), words[1].decode()


def _guarded(function, *arguments):
    """Run a function in a forked process, which never returns into its parent's code."""
    try:
        function(*arguments)
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(FAILED)


def _outer(read, write, job, control, lifeline, limits, config):
    """Lives for a moment: it has the new namespaces made, forks their first process and leaves it to the warm process."""
    os.close(read)
    os.close(lifeline[1])
    control.close()
    isolation = "processes"
    if linux.HERE:
        try:
            linux.own_namespaces()
            isolation = "namespaces"
        except OSError:
            pass
    ready_read, ready_write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(write)
        os.close(ready_read)
        _guarded(_first, ready_write, job, lifeline[0], limits, config, isolation)
    os.close(ready_write)
    os.read(ready_read, 1)  # until its handlers are set: it may be sent a signal at once
    os.write(write, f"{pid} {isolation}".encode())
    os._exit(0)


def _first(ready, job, lifeline, limits, config, isolation):
    """The first process of the namespace: it forks the student's, passes interrupts on, and ends with it."""
    scratch = config["scratch"]
    if isolation == "namespaces":
        linux.mount_tmpfs(scratch, limits["disk"])
        linux.mount_tmpfs("/dev/shm", limits["disk"])
        try:
            linux.mount_proc()
        except OSError:
            pass  # the outer one shows the warm process too, which cannot be looked into
    signal.signal(signal.SIGUSR1, lambda *_: None)
    student = os.fork()
    if student == 0:
        os.close(ready)
        os.close(lifeline)
        signal.signal(signal.SIGUSR1, signal.SIG_DFL)
        _student(job, limits, config)
    job.close()
    signal.signal(signal.SIGUSR1, lambda *_: _interrupt(student))
    if linux.HERE:
        signal.signal(signal.SIGUSR2, lambda *_: _end_if_orphaned(lifeline))
        linux.die_with_parent(signal.SIGUSR2)
        _end_if_orphaned(lifeline)
    os.close(ready)
    while True:
        pid, status = os.wait()
        if pid == student:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def _interrupt(student):
    """What Ctrl-C does, and Jupyter: a signal to the process and to the programs that it waits for."""
    try:
        os.killpg(student, signal.SIGINT)
    except OSError:
        os.kill(student, signal.SIGINT)  # it has not begun a group yet, or runs as another user


def _end_if_orphaned(lifeline):
    """End all of a submission if the warm process is gone, killed perhaps: nobody would. The signal comes for `_outer`'s end, too."""
    if select.select([lifeline], [], [], 0)[0]:
        if os.getpid() != 1:  # as the first of a namespace it takes the others with it
            descendants.end(os.getpid())
        os._exit(1)


def _student(job, limits, config):
    """Give up every right, set the limits, and run the submission."""
    from dlkit.grading.sandbox import student

    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    if linux.HERE:
        linux.no_new_privileges()
        linux.first_to_go()
    if os.geteuid() == 0 and config["own_user"]:
        try:
            os.setgroups([])
            os.setresgid(*[config["uid"]] * 3)
            os.setresuid(*[config["uid"]] * 3)
        except OSError:
            pass  # root of a user namespace, which is nobody outside
    set_limits(limits, config["own_user"])
    if linux.HERE:
        linux.drop_capabilities()
        seccomp.install()
    student.serve(job, config["scratch"])
    os._exit(0)


def set_limits(limits, own_user):
    """Limits of each process; memory and processes together are watched by the warm process."""
    used = _data_in_use()
    wanted = {"RLIMIT_CORE": 0, "RLIMIT_FSIZE": limits["disk"], "RLIMIT_NOFILE": 256, "RLIMIT_CPU": (int(limits["seconds"]) + 60) * (os.cpu_count() or 1)}
    if used:
        wanted["RLIMIT_DATA"] = used + limits["memory"]
    if linux.HERE and own_user:  # the limit counts all the processes of a user
        wanted["RLIMIT_NPROC"] = limits["processes"] + SPARE
    for name, value in wanted.items():
        _, hard = resource.getrlimit(getattr(resource, name))
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        most = value + 5 if name == "RLIMIT_CPU" and hard == resource.RLIM_INFINITY else value  # SIGXCPU comes first and says why
        resource.setrlimit(getattr(resource, name), (value, most))


def _data_in_use():
    """Bytes of private writable memory that this process has mapped, the warm process's imports among them."""
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmData"))
    except (OSError, StopIteration):
        return 0
