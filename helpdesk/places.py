"""Where the engines of one data directory live, and who may go there."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import pathlib
import pwd
import stat

ACCOUNT = "nobody"  # PostgreSQL refuses root; this account exists everywhere
SOCKET_PATH_LIMIT = 107


@dataclasses.dataclass(frozen=True)
class Places:
    """Where the engines of one data directory live. Pure arithmetic: any command can find a running engine."""

    data_dir: pathlib.Path

    @property
    def pg_root(self) -> pathlib.Path:
        if is_root() and not can_traverse(self.data_dir, account().pw_uid):
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


def is_root() -> bool:
    return os.geteuid() == 0


def account() -> pwd.struct_passwd:
    return pwd.getpwnam(ACCOUNT)


def can_traverse(path: pathlib.Path, uid: int) -> bool:
    """May ``uid`` enter every existing directory on the way?"""
    for place in (path, *path.parents):
        with contextlib.suppress(FileNotFoundError):
            status = place.stat()
            if status.st_uid != uid and not status.st_mode & stat.S_IXOTH:
                return False
    return True
