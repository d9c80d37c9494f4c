"""Ties a process to its parent, so that nothing survives a supervisor that was killed."""

from __future__ import annotations

import ctypes
import functools
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def tie_to_parent(parent: int, sign: int) -> None:
    """From now on the kernel sends us ``sign`` when our parent dies, even by SIGKILL (Linux; elsewhere nothing).

    It watches the parent's *thread* that started us, so start processes from the main one.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)


def die_with_parent(sign: int = signal.SIGTERM) -> Callable[[], None]:
    """A ``preexec_fn``."""
    return functools.partial(tie_to_parent, os.getpid(), sign)
