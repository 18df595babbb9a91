"""A contender in Python: answers the messages of bench/measure.ts over Node's channel, JSON a line."""

import json
import os
import resource
import socket
import sys
import time


class Usage:
    """What a process has used so far: CPU seconds and peak resident MB. `pid`: another process than this one."""

    def __init__(self, pid=None):
        if pid is None:
            used = resource.getrusage(resource.RUSAGE_SELF)
            self.cpu = used.ru_utime + used.ru_stime
            # Kilobytes on Linux, bytes on macOS (getrusage(2)).
            self.megabytes = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
        else:
            self.cpu, self.megabytes = _cpu_seconds(pid), _peak_megabytes(pid)


def serve(run, report, pids=()):
    """`run()` does the whole job once; `report()` gives the statistics of the last run. `pids`: helper processes (a JVM)."""
    channel = socket.socket(fileno=int(os.environ["NODE_CHANNEL_FD"]))
    lines = channel.makefile("r", encoding="utf-8")
    for line in lines:
        answer = report() if json.loads(line) == "report" else _cost(run, pids)
        # NaN is no JSON; a statistic that is none is left out by the reports.
        channel.sendall((json.dumps(answer, allow_nan=False) + "\n").encode())


def _cost(run, pids):
    before = _usages(pids)
    start = time.perf_counter()
    run()
    wall = time.perf_counter() - start
    after = _usages(pids)
    return {
        "wall": wall * 1000,
        "cpu": 1000 * (sum(each.cpu for each in after) - sum(each.cpu for each in before)),
        "megabytes": sum(each.megabytes for each in after),
    }


def _usages(pids):
    return [Usage(), *(Usage(pid) for pid in pids)]


def _cpu_seconds(pid):
    """User and system time of a process (proc(5), fields 14 and 15)."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_megabytes(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))
