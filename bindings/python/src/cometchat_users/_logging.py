"""The library's log lines, handed to Python's ``logging``."""

from __future__ import annotations

import atexit
import ctypes
import logging
import threading

CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_int32, ctypes.c_char_p, ctypes.c_void_p)

# The library's levels, the most talkative first.
_LEVELS = {4: logging.DEBUG, 3: logging.INFO, 2: logging.WARNING, 1: logging.ERROR}

_logger = logging.getLogger("cometchat_users")
_level = 0
_lock = threading.Lock()


def _log(level: int, message: bytes, _context: object) -> None:
    _logger.log(_LEVELS.get(level, logging.DEBUG), "%s", message.decode())


# Here, so that it lives as long as the library may call it.
_callback = CALLBACK(_log)


def follow(library: ctypes.CDLL) -> None:
    """Have the library say what the Python logger would pass on, and no more."""
    global _level
    level = next((level for level, name in _LEVELS.items() if _logger.isEnabledFor(name)), 0)
    # Not waiting for the lock: its holder waits for running callbacks, and this may be one.
    if level != _level and _lock.acquire(blocking=False):
        try:
            if library.cometchat_set_logger(level, _callback, None) == 0:
                _level = level
        finally:
            _lock.release()


def stop_at_exit(library: ctypes.CDLL) -> None:
    """Keep the library from calling an interpreter that is gone."""
    atexit.register(library.cometchat_set_logger, 0, CALLBACK(), None)
