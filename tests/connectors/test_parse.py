from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
from typing import Any

from tests.connectors.email.letters import mail, multipart

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEYS = {
    "type",
    "from",
    "to",
    "cc",
    "reply_to",
    "subject",
    "message_id",
    "in_reply_to",
    "references",
    "date",
    "body_text",
    "body_html",
    "reply_text",
    "attachments",
    "auto_submitted",
    "bounce",
}


def parse(*arguments: str, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run as an operator would, on a machine where no database answers."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return subprocess.run(
        [sys.executable, "manage.py", "parse", *arguments],
        input=data,
        capture_output=True,
        cwd=ROOT,
        env={**kept, "DATA_DIR": "/nonexistent", **environment},
        timeout=60,
        check=False,
    )


def lines(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def test_each_file_is_one_line_and_a_bad_one_hides_no_other(tmp_path: pathlib.Path) -> None:
    first, second = tmp_path / "one.eml", tmp_path / "two.eml"
    first.write_bytes(mail("Wörds\n\n-- \nAda"))
    second.write_bytes(multipart("\nhi", "Content-Type: application/pdf; name=a.pdf\n\n%PDF"))
    done = parse("email", str(first), str(tmp_path / "missing"), str(second))
    assert done.returncode == 1
    found = lines(done)
    assert [line["file"] for line in found] == [str(first), str(tmp_path / "missing"), str(second)]
    assert found[1]["error"] == "No such file or directory"
    (event,) = found[0]["events"]
    assert event.keys() >= KEYS
    assert event["from"] == {"address": "ada@customer.example", "name": "Ada Lovelace"}
    assert event["to"] == [{"address": "support@brand.example", "name": "Support"}]
    assert (event["body_text"], event["reply_text"]) == ("Wörds\n\n-- \nAda", "Wörds")
    assert event["date"] == "2026-03-03T09:00:00Z"
    (file,) = found[2]["events"][0]["attachments"]
    assert (file["filename"], file["size"], file["inline"]) == ("a.pdf", 4, False)
    assert len(file["sha256"]) == 64


def test_standard_input_is_read_in_any_locale() -> None:
    for arguments in (("email",), ("email", "-")):
        done = parse(*arguments, data=mail("日本語"), LC_ALL="C", PYTHONIOENCODING="ascii")
        assert (done.returncode, done.stderr) == (0, b"")
        (line,) = lines(done)
        assert line["file"] == "-"
        assert line["events"][0]["body_text"] == "日本語"


def test_input_that_is_no_mail_is_told_as_such() -> None:
    (line,) = lines(parse("email", data=b"\x00\x00"))
    (event,) = line["events"]
    assert event["type"] == "unparsed"
    assert event["reason"]


def test_an_unknown_kind_is_refused_by_name() -> None:
    done = parse("pigeon", data=b"x")
    assert done.returncode == 2
    assert b"pigeon" in done.stderr
    assert b"email" in done.stderr
    assert done.stdout == b""
