"""WordPress on MariaDB and PHP's own web server, all from Debian: a blog with one article and an editor of ours."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from typing import Any

import httpx

from tests.servers import eventually, free_port, listening, log_tail, need

SOURCE = pathlib.Path("/usr/share/wordpress")
CONFIG = """<?php
define('DB_NAME', 'blog'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{socket}');
define('DB_CHARSET', 'utf8mb4'); define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true);
define('WP_HOME', '{url}'); define('WP_SITEURL', '{url}'); define('WP_HTTP_BLOCK_EXTERNAL', true);
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {{
  define($name . '_KEY', 'only for tests'); define($name . '_SALT', 'only for tests');
}}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
# The installer's mail is not wanted: there is nobody to read it.
# Test visitors all write from one address, faster than WordPress lets one person comment.
PLUGIN = "<?php add_filter('wp_is_comment_flood', '__return_false', 99);"
INSTALL = """
define('WP_INSTALLING', true);
function wp_new_blog_notification(...$nothing) {}
require 'wp-load.php'; require 'wp-admin/includes/upgrade.php';
wp_install('The Shop Blog', 'editor', 'editor@blog.example', true, '', 'only for tests');
update_option('permalink_structure', '/%postname%/');
update_option('comment_previously_approved', '0');
update_option('comments_notify', '0'); update_option('moderation_notify', '0');
echo WP_Application_Passwords::create_new_application_password(1, ['name' => 'Janice'])[0];
"""


class WordPress:
    """``url`` is the blog; ``editor`` with ``password`` may moderate; ``post`` is the article that comes with it."""

    editor = "editor"
    post = 1

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.socket = folder / "db.sock"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.log = (folder / "log").open("wb")
        self._start_database()
        self.site = folder / "site"
        shutil.copytree(SOURCE, self.site, symlinks=False)
        (self.site / "wp-config.php").write_text(CONFIG.format(socket=self.socket, url=self.url))
        plugins = self.site / "wp-content" / "mu-plugins"
        plugins.mkdir()
        (plugins / "patience.php").write_text(PLUGIN)
        self.password = self.php(INSTALL).splitlines()[-1]
        self._spawn("php", "-S", f"127.0.0.1:{self.port}", "-t", str(self.site), cwd=self.site)
        eventually(lambda: listening(self.port), within=20, what=f"PHP answers: {log_tail(folder / 'log')}")

    def php(self, code: str) -> str:
        """What the code prints, run inside WordPress's folder."""
        done = subprocess.run(["php", "-r", code], cwd=self.site, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    def inside(self, code: str) -> str:
        """The same, with WordPress loaded."""
        return self.php(f"require 'wp-load.php'; {code}")

    def comment(self, text: str, *, name: str = "Ada", email: str = "ada@customer.example", parent: int = 0) -> int:
        """A visitor comments through the form of the article. Returns the comment's id."""
        form = {"author": name, "email": email, "url": "", "comment": text, "comment_post_ID": str(self.post)}
        answer = httpx.post(
            f"{self.url}/wp-comments-post.php", data={**form, "comment_parent": str(parent)}, timeout=30
        )
        assert answer.status_code == 302, answer.text[:500]
        return int(answer.headers["location"].rpartition("#comment-")[2])

    def read(self, comment: int) -> dict[str, Any]:
        """The comment as an editor sees it."""
        answer = httpx.get(
            f"{self.url}/wp-json/wp/v2/comments/{comment}?context=edit", auth=(self.editor, self.password), timeout=30
        )
        return dict(answer.json())

    def close(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait(timeout=20)
        self.log.close()

    def _start_database(self) -> None:
        data = self.folder / "db"
        common = ("--no-defaults", f"--datadir={data}", "--user=root")
        subprocess.run(
            ["mariadb-install-db", *common, "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            stdout=self.log,
            stderr=self.log,
            timeout=120,
        )
        quick = ("--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M", "--skip-log-bin")
        self._spawn(need("mariadbd"), *common, f"--socket={self.socket}", "--skip-networking", *quick, cwd=data)
        client = ["mariadb", "--no-defaults", f"--socket={self.socket}", "-uroot", "-e", "CREATE DATABASE blog"]
        eventually(
            lambda: subprocess.run(client, capture_output=True, check=False).returncode == 0,
            within=60,
            what="MariaDB answers",
        )

    def _spawn(self, *command: str, cwd: pathlib.Path) -> None:
        environment = {**os.environ, "PHP_CLI_SERVER_WORKERS": "2"}
        self.processes.append(
            subprocess.Popen(
                command, cwd=cwd, stdout=self.log, stderr=self.log, env=environment, stdin=subprocess.DEVNULL
            )
        )


@contextlib.contextmanager
def running() -> Iterator[WordPress]:
    for program in ("mariadbd", "mariadb-install-db", "php"):
        need(program)
    if not SOURCE.is_dir():
        need("wordpress")  # says so
    with tempfile.TemporaryDirectory(prefix="janice-wp-") as folder:
        server = WordPress(pathlib.Path(folder))
        try:
            yield server
        finally:
            server.close()
