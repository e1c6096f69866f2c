"""Calls that Ctrl-C interrupts.

Signal handlers of Python run on the main thread, between its own instructions: never during a
foreign call. So where a call may wait for a network, the main thread leaves it to another one and
waits itself, which signals interrupt. That costs some tens of microseconds, and no handler,
wakeup descriptor or signal mask of the program is touched; the other thread stays, idle, since to
start one for each call would take four times as long.
"""

from __future__ import annotations

import contextvars
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")

AGAIN = 0.01
"""Seconds after which a call is cancelled again: the first time it may not have begun yet."""


def _no_threads_yet() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(thread_name_prefix="cometchat_users_main")


_threads = _no_threads_yet()


def _forget_threads() -> None:
    global _threads
    _threads = _no_threads_yet()


if hasattr(os, "register_at_fork"):
    # A child has none of its parent's threads.
    os.register_at_fork(after_in_child=_forget_threads)


def is_heard() -> bool:
    """Whether signals are for this thread."""
    return threading.current_thread() is threading.main_thread()


def interruptible(call: Callable[[], T], cancel: Callable[[], None]) -> T:
    """Make a call; what a signal handler raises meanwhile ends it, and is raised."""
    try:
        future: Future[T] = _threads.submit(contextvars.copy_context().run, call)
    except RuntimeError:
        # The interpreter is ending, and starts no thread any more.
        return call()
    try:
        future.exception()  # Waits. What the call raises is no concern here.
    except BaseException:
        while not future.done():
            cancel()
            wait([future], AGAIN)
        raise
    return future.result()
