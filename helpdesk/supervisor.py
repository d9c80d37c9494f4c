"""Runs a set of processes as one: prefixed output, restart of what dies, stop in order, nothing left behind.

Ready-made supervisors leave children behind when they are killed with -9, or leak the grandchildren of a restarted
child. Here every child leads its own process group and asks the kernel for a signal when we die.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pathlib
import signal
import sys
import time
from collections.abc import Iterable

from helpdesk.binaries import EngineError
from helpdesk.embedded import Engines
from helpdesk.lifeline import die_with_parent
from helpdesk.processes import Process

STOP_WITHIN = 13.0  # seconds for all stages together; the engines need a moment more
STAGE_GRACE = 7.0
STEADY = 30.0  # a child that ran this long starts over with a short pause
LONGEST_PAUSE = 8.0


class Supervisor:
    def __init__(self, root: pathlib.Path, environment: dict[str, str]) -> None:
        self.root = root
        self.environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self.stopping = asyncio.Event()
        self.exit_code = 0
        self._running: dict[Process, asyncio.subprocess.Process] = {}
        self._hurry = False

    def install_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(sign, self._on_signal)

    def say(self, name: str, line: str) -> None:
        with contextlib.suppress(OSError):  # whoever read our output is gone; keep working
            print(f"{name:<8} | {line}", flush=True)

    def fail(self, reason: str) -> None:
        self.say("up", reason)
        self.exit_code = 1
        self.stopping.set()

    async def once(self, *arguments: str, name: str) -> int:
        """Run a command to its end, or until we are told to stop."""
        child = await self._spawn([sys.executable, "manage.py", *arguments])
        pump = asyncio.create_task(self._pump(name, child))
        ended, stopped = asyncio.create_task(child.wait()), asyncio.create_task(self.stopping.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not ended.done():
            await self._end(child, grace=5)
        await pump
        return await ended

    async def run(self, processes: Iterable[Process], engines: Engines | None) -> None:
        """Keep everything running until a signal comes, then stop stage by stage."""
        keepers = {process: asyncio.create_task(self._keep(process)) for process in processes}
        watcher = asyncio.create_task(self._watch(engines)) if engines else None
        await self.stopping.wait()
        deadline = time.monotonic() + STOP_WITHIN
        if watcher:
            watcher.cancel()
        for stage in sorted({process.stage for process in keepers}):
            grace = max(0.2, min(STAGE_GRACE, deadline - time.monotonic()))
            members = [child for process, child in self._running.items() if process.stage == stage]
            await asyncio.gather(*(self._end(child, grace=grace) for child in members))
        for keeper in keepers.values():
            keeper.cancel()
        await asyncio.gather(*keepers.values(), return_exceptions=True)

    async def _keep(self, process: Process) -> None:
        pause = 0.5
        while not self.stopping.is_set():
            started = time.monotonic()
            child = await self._spawn(process.command)
            self._running[process] = child
            await self._pump(process.name, child)
            code = await child.wait()
            _kill_group(child.pid)  # what a killed child left behind
            if self.stopping.is_set():
                return
            pause = 0.5 if time.monotonic() - started > STEADY else min(pause * 2, LONGEST_PAUSE)
            self.say("up", f"{process.name} ended ({_describe(code)}), starting it again in {pause:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), pause)

    async def _watch(self, engines: Engines) -> None:
        while True:
            await asyncio.sleep(0.5)
            for name in engines.dead():
                self.say("up", f"{name} ended, starting it again")
                try:
                    engines.restart(name)
                except EngineError as error:
                    self.fail(str(error))
                    return
                self.say("up", f"{name} runs again")

    async def _spawn(self, command: list[str]) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *command,
            cwd=self.root,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGKILL),  # Redis goes too, and a worker would wait for it
        )

    async def _pump(self, name: str, child: asyncio.subprocess.Process) -> None:
        """Print the child's lines until the child is gone; a surviving grandchild may hold the pipe open."""
        output = child.stdout or asyncio.StreamReader()
        gone = asyncio.create_task(child.wait())
        rest = b""
        while True:
            chunk = asyncio.create_task(output.read(65536))
            await asyncio.wait({gone, chunk}, return_when=asyncio.FIRST_COMPLETED)
            if not chunk.done():
                await asyncio.wait({chunk}, timeout=0.2)
            if not chunk.done() or not chunk.result():
                chunk.cancel()
                break
            *lines, rest = (rest + chunk.result()).split(b"\n")
            for line in lines:
                self.say(name, line.decode(errors="replace").rstrip())
        if rest:
            self.say(name, rest.decode(errors="replace").rstrip())
        await gone

    async def _end(self, child: asyncio.subprocess.Process, *, grace: float) -> None:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(signal.SIGTERM)
            deadline = time.monotonic() + grace
            while child.returncode is None and time.monotonic() < deadline and not self._hurry:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.shield(child.wait()), 0.1)
        _kill_group(child.pid)

    def _on_signal(self) -> None:
        if self.stopping.is_set():
            self._hurry = True  # asked twice
        else:
            self.say("up", "stopping")
            self.stopping.set()


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def _describe(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
