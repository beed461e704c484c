"""A dask cluster, reached or made: the scheduler that was named, or one with `--jobs` workers on this machine, which ends with the run."""

import contextlib
import logging

from dlkit.grading.backends import BackendError, dask_worker
from dlkit.grading.execution.scratch import Scratch

PATIENCE = 20  # seconds for the scheduler and its first worker


@contextlib.contextmanager
def connected(options):
    """A client of the scheduler that is named, or of a cluster made here. Raises BackendError."""
    try:
        from distributed import Client, LocalCluster, Security
    except ImportError as error:
        raise BackendError(f'--backend dask needs dask.distributed ({error}): pip install "dlkit[cluster]"') from error
    with contextlib.ExitStack() as stack:
        if options.scheduler is None:
            scratch = stack.enter_context(Scratch("dask"))
            cluster = asked(lambda: LocalCluster(
                n_workers=options.workers, threads_per_worker=1, memory_limit=0, dashboard_address=None, silence_logs=logging.CRITICAL,
                local_directory=scratch, preload=[dask_worker.__name__], security=True))  # encrypted: or every user of this machine could give it work
            place = stack.enter_context(cluster)
        else:
            place = options.scheduler
            if place.startswith("tls://") and not Security().get_connection_args("client").get("ssl_context"):
                raise BackendError(f"the scheduler {place} wants TLS, and dask's settings on this machine name no certificate: "
                                   "they belong into ~/.config/dask/tls.yaml, below distributed, comm, tls")
        client = stack.enter_context(asked(lambda: Client(place, timeout=PATIENCE, set_as_default=False), options.scheduler))
        asked(lambda: client.wait_for_workers(1, timeout=PATIENCE), options.scheduler, "it has no workers: start some with `dask worker`")
        yield client


def asked(question, scheduler=None, advice="is that its address, and is it running?"):
    """The answer of dask, whose complaints are made into BackendError."""
    try:
        return question()
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        complaint = f"{type(error).__name__}: {error}".strip().rstrip(":")
        if scheduler is not None:
            raise BackendError(f"the scheduler {scheduler} did not answer within {PATIENCE} s; {advice} ({complaint})") from error
        raise BackendError(f"the cluster cannot be used: {complaint}") from error


@contextlib.contextmanager
def quiet():
    """dask's log, which would go through the progress bar, says only what is critical."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before):
            logger.setLevel(level)
