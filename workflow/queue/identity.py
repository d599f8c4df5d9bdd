"""Who a worker is, so that another can tell whether it is gone: host, process id and the process's start."""

import os
import socket
from pathlib import Path


def worker_name() -> str:
    """The name of this process as a worker, unique on all machines and after a restart."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{_start_of(os.getpid())}"


def is_gone(name: str) -> bool:
    """Whether the worker surely no longer lives. Only a worker of this host can be known to be gone."""
    host, _, rest = name.partition(":")
    pid, _, started = rest.partition(":")
    started = started.partition("/")[0]
    if host != socket.gethostname()[:40] or not pid.isdigit():
        return False
    now_started = _start_of(int(pid))
    return now_started != started if started else not now_started


def _start_of(pid: int) -> str:
    """Clock ticks at which a process started; empty when there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return _start_without_proc(pid)
    after_name = stat.rpartition(")")[2].split()
    if after_name[0] in {"Z", "X"}:
        return ""
    return after_name[19]


def _start_without_proc(pid: int) -> str:
    """Where no /proc exists only the process id can be asked for."""
    if Path("/proc/self").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "0"
    return "0"
