# SPDX-License-Identifier: GPL-2.0-only
"""Waits in all ways there are, and is signalled: select, poll, epoll, signals, timers, limits."""

import os
import resource
import select
import signal
import time

signal.signal(signal.SIGUSR1, lambda number, frame: None)
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2})
os.kill(os.getpid(), signal.SIGUSR1)
os.kill(os.getpid(), signal.SIGUSR2)
signal.sigtimedwait({signal.SIGUSR2}, 5)
signal.setitimer(signal.ITIMER_REAL, 0)
signal.getitimer(signal.ITIMER_PROF)
signal.siginterrupt(signal.SIGALRM, False)

epoll = select.epoll(flags=select.EPOLL_CLOEXEC)
reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
epoll.register(reader, select.EPOLLIN | select.EPOLLET)
epoll.modify(reader, select.EPOLLIN | select.EPOLLONESHOT)
os.write(writer, b"x")
epoll.poll(5, 8)
epoll.unregister(reader)
select.select([reader], [], [], 0)
poll = select.poll()
poll.register(reader)
poll.poll(0)
os.eventfd(3, os.EFD_SEMAPHORE | os.EFD_CLOEXEC)

for clock in ("CLOCK_MONOTONIC", "CLOCK_BOOTTIME", "CLOCK_PROCESS_CPUTIME_ID", "CLOCK_TAI"):
    time.clock_getres(getattr(time, clock))
time.sleep(0.001)

for limit in ("NOFILE", "STACK", "CORE", "AS"):
    resource.getrlimit(getattr(resource, "RLIMIT_" + limit))
resource.prlimit(0, resource.RLIMIT_NPROC)
resource.getrusage(resource.RUSAGE_CHILDREN)
resource.getrusage(resource.RUSAGE_SELF)
os.getpriority(os.PRIO_PROCESS, 0)
os.sched_getaffinity(0)
os.sched_setaffinity(0, os.sched_getaffinity(0))
os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
os.sched_get_priority_max(os.SCHED_FIFO)
os.sched_yield()

child = os.fork()
if not child:
    os.setsid()
    os._exit(3)
os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
os.waitpid(child, 0)
waited = os.fork()
if not waited:
    signal.pause()
pidfd = os.pidfd_open(waited)
signal.pidfd_send_signal(pidfd, signal.SIGKILL)
os.waitid(os.P_PIDFD, pidfd, os.WEXITED)
os.getrandom(8, os.GRND_NONBLOCK)
