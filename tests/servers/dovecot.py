"""A private Dovecot: IMAP with TLS, STARTTLS and plain, passwords and XOAUTH2 (JWT checked locally), Maildir below."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator

from tests.servers import eventually, free_port, listening, log_tail, need
from tests.servers.certificates import self_signed

PASSWORD = "dovecot-canary-pässword"
JWT_KEY = b"a shared key for the tests, long enough"
CONFIG = """
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
mail_location = maildir:{mail}/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
first_valid_gid = 1
mailbox_idle_check_interval = 1 secs
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={mail}/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""
OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={root}/keys/
username_attribute = email
active_attribute = active
active_value = yes
"""


class Dovecot:
    """Every user name exists and has the same password; Maildirs are made on first use."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root, self.mail = root, root / "mail"
        self.port, self.tls_port = free_port(), free_port()
        self.ca = root / "cert.pem"
        self.owner = mail_owner()

    def start(self) -> None:
        program = need("dovecot")
        self_signed(self.root)
        for name in ("run", "state", "mail"):
            (self.root / name).mkdir(exist_ok=True)
        os.chown(self.mail, self.owner.pw_uid, self.owner.pw_gid)
        key = self.root / "keys" / "default" / "HS256"
        key.mkdir(parents=True, exist_ok=True)
        (key / "default").write_bytes(base64.b64encode(JWT_KEY))
        (self.root / "oauth2.conf").write_text(OAUTH2.format(root=self.root))
        (self.root / "dovecot.conf").write_text(
            CONFIG.format(
                root=self.root,
                mail=self.mail,
                uid=self.owner.pw_uid,
                gid=self.owner.pw_gid,
                password=PASSWORD,
                port=self.port,
                tls_port=self.tls_port,
            )
        )
        for path in (self.root, self.root / "keys"):
            path.chmod(0o755)
        self.process = subprocess.Popen([program, "-c", self.root / "dovecot.conf", "-F"], stderr=subprocess.DEVNULL)
        eventually(lambda: listening(self.port), what=f"Dovecot answers; {log_tail(self.root / 'dovecot.log')}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def folder(self, user: str, name: str = "INBOX") -> pathlib.Path:
        """The Maildir of a folder, made where missing."""
        path = self.mail / user / ("" if name == "INBOX" else f".{name}")
        for part in ("", "cur", "new", "tmp"):
            (path / part).mkdir(parents=True, exist_ok=True)
        for place in [self.mail / user, *(self.mail / user).rglob("*")]:
            os.chown(place, self.owner.pw_uid, self.owner.pw_gid)
        return path

    def deliver(self, user: str, content: bytes, *, folder: str = "INBOX") -> None:
        """As a delivery agent does: write to tmp, then link into new."""
        path = self.folder(user, folder)
        name = f"{time.time_ns()}.{hashlib.sha256(content).hexdigest()[:12]}.test"
        draft = path / "tmp" / name
        draft.write_bytes(content)
        os.chown(draft, self.owner.pw_uid, self.owner.pw_gid)
        draft.rename(path / "new" / name)

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        path = self.folder(user, folder)
        files = [*(path / "new").iterdir(), *(path / "cur").iterdir()]
        return [file.read_bytes() for file in sorted(files, key=lambda file: file.name)]

    def forget_uids(self, user: str, folder: str = "INBOX", *, oldest_last: bool = False) -> None:
        """As after a restore or a migration: all mails get new UIDs under a new UIDVALIDITY, in either order."""
        path = self.folder(user, folder)
        for file in path.glob("dovecot*"):
            file.unlink()
        eventually(lambda: time.time() % 1 < 0.5, what="a new second")
        files = (file for part in ("new", "cur") for file in (path / part).iterdir())
        names = sorted(files, key=lambda file: file.name, reverse=oldest_last)
        validity = int(time.time()) + 1000
        lines = [f"3 V{validity} N{len(names) + 1001} G{os.urandom(16).hex()}"]
        lines += [f"{number + 1001} :{file.name.split(':')[0]}" for number, file in enumerate(names)]
        (path / "dovecot-uidlist").write_text("\n".join(lines) + "\n")
        os.chown(path / "dovecot-uidlist", self.owner.pw_uid, self.owner.pw_gid)


def mail_owner() -> pwd.struct_passwd:
    """The account that owns mail: Exim's, for it delivers into the same Maildirs."""
    for name in ("Debian-exim", "mail", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise AssertionError("this machine has no account for mail")


def token(user: str, *, seconds: float = 600) -> str:
    """A JWT that Dovecot accepts for this user, for so long."""
    now = time.time()
    claims = {"sub": user, "email": user, "active": "yes", "iat": int(now - 10), "exp": int(now + seconds)}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    mac = base64.urlsafe_b64encode(hmac.digest(JWT_KEY, text, "sha256")).rstrip(b"=")
    return (text + b"." + mac).decode()


@contextlib.contextmanager
def running() -> Iterator[Dovecot]:
    root = pathlib.Path(tempfile.mkdtemp(prefix="janice-dovecot-"))
    server = Dovecot(root)
    try:
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(root, ignore_errors=True)
