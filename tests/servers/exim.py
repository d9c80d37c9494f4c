"""A private Exim: takes mail by SMTP, delivers into the Maildirs of Dovecot, and returns real bounces.

Recipients: ``vanished@…`` is accepted and bounced, ``refused@…`` is refused at once, ``greylisted@…`` is told to come
back; everybody whose Maildir exists gets their mail, with or without ``+suffix``; anybody else's bounces.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator

from tests.servers import eventually, free_port, listening, log_tail, need
from tests.servers.certificates import self_signed
from tests.servers.dovecot import Dovecot

PASSWORD = "exim-canary-pässword"
CONFIG = """
spool_directory = {root}/spool
log_file_path = {root}/log/%slog
pid_file_path = {root}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
primary_hostname = mx.outside.example
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
tls_advertise_hosts = *
tls_certificate = {root}/cert.pem
tls_privatekey = {root}/key.pem
auth_advertise_hosts = *
acl_smtp_rcpt = recipients
acl_smtp_data = content
message_size_limit = 20M
begin acl
recipients:
  deny
    local_parts = refused
    message = no such user here
  defer
    local_parts = greylisted
    message = come back later
  accept
content:
  accept
begin routers
{routers}
gone:
  driver = redirect
  local_parts = vanished
  data = :fail: The account is gone for good
  allow_fail
maildirs:
  driver = accept
  local_part_suffix = +*
  local_part_suffix_optional
  address_data = ${{lookup{{$local_part@$domain}}dsearch{{{mail}}}{{$value}}fail}}
  transport = maildir
begin transports
{transports}
maildir:
  driver = appendfile
  directory = {mail}/$address_data
  maildir_format
  create_directory = false
  envelope_to_add
  return_path_add
begin retry
*  *  F,1h,5s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${{if eq{{$auth3}}{{{password}}}}}
  server_set_id = $auth2
"""


class Exim:
    """``routers`` and ``transports`` of one's own come before those above."""

    def __init__(self, root: pathlib.Path, dovecot: Dovecot, *, routers: str = "", transports: str = "") -> None:
        self.root, self.dovecot = root, dovecot
        self.routers, self.transports = routers, transports
        self.port = free_port()
        self.ca = root / "cert.pem"

    def start(self) -> None:
        self.program = need("exim4")
        self_signed(self.root)
        self.root.chmod(0o755)
        for name in ("spool", "log"):
            (self.root / name).mkdir()
        for path in (self.root, *self.root.iterdir()):
            os.chown(path, self.dovecot.owner.pw_uid, self.dovecot.owner.pw_gid)
        config = self.root / "exim.conf"
        config.write_text(
            CONFIG.format(
                root=self.root,
                port=self.port,
                mail=self.dovecot.mail,
                password=PASSWORD,
                routers=self.routers,
                transports=self.transports,
            )
        )
        config.chmod(0o644)
        self.process = subprocess.Popen(
            [self.program, "-C", config, "-bdf", "-q1m"], stderr=subprocess.DEVNULL, start_new_session=True
        )
        eventually(lambda: listening(self.port), what=f"Exim answers; {log_tail(self.root / 'log' / 'mainlog')}")

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=10)

    def queue(self) -> list[pathlib.Path]:
        """The header files of the mails it still has."""
        return list((self.root / "spool" / "input").rglob("*-H"))

    def run_queue(self) -> None:
        """Try every mail again now, whatever the retry times say."""
        subprocess.run(
            [self.program, "-C", self.root / "exim.conf", "-qff"], capture_output=True, timeout=60, check=True
        )

    def log(self) -> str:
        return log_tail(self.root / "log" / "mainlog")


@contextlib.contextmanager
def running(dovecot: Dovecot, *, routers: str = "", transports: str = "") -> Iterator[Exim]:
    root = pathlib.Path(tempfile.mkdtemp(prefix="janice-exim-"))
    server = Exim(root, dovecot, routers=routers, transports=transports)
    try:
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(root, ignore_errors=True)
