"""A client that believes nothing: every answer is held against the generated OpenAPI document, extra keys included."""

from __future__ import annotations

import copy
import functools
import json
import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from inbox.models import User
from tests import pictures

PREFIX = "/api/v1/"
Document = dict[str, Any]


@functools.cache
def document() -> Document:
    made: Document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return json.loads(json.dumps(made))  # type: ignore[no-any-return]


@functools.cache
def components() -> Document:
    """As promised, and nothing besides."""
    strict = copy.deepcopy(document()["components"])
    for schema in strict["schemas"].values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return strict  # type: ignore[no-any-return]


@functools.cache
def routes() -> list[tuple[re.Pattern[str], str]]:
    found = [
        (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + r"\Z"), path) for path in document()["paths"]
    ]
    return sorted(found, key=lambda route: route[1].count("{"))


def operation(method: str, path: str) -> Document | None:
    for pattern, template in routes():
        if pattern.match(path):
            found: Document | None = document()["paths"][template].get(method.lower())
            return found
    return None


def check(name: str, value: Any) -> None:
    """``value`` is what the component promises."""
    _hold({"$ref": f"#/components/schemas/{name}"}, value)


def _hold(schema: Document, value: Any) -> None:
    validator = Draft202012Validator({**schema, "components": components()}, format_checker=FormatChecker())
    errors = [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(value)]
    assert not errors, errors


class Answer:
    """Status, parsed body and headers of one answer that kept the contract."""

    def __init__(self, response: Any, method: str, path: str) -> None:
        self.status: int = response.status_code
        self.headers = response.headers
        self.content: bytes = b"".join(response) if response.streaming else response.content
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        self.body: Any = json.loads(self.content) if is_json and self.content else None
        declared = operation(method, path)
        if declared is None:
            check("Error", self.body)
            return
        allowed = declared["responses"]
        assert str(self.status) in {*allowed, "206", "405", "413", "415", "503"}, (self.status, self.body)
        schema = allowed.get(str(self.status), {}).get("content", {}).get("application/json", {}).get("schema")
        if is_json and schema and self.body is not None:
            _hold(schema, self.body)

    @property
    def code(self) -> str:
        return str(self.body["code"])

    @property
    def fields(self) -> dict[str, str]:
        return dict(self.body["fields"])


class Api:
    """One person at the API, by session as the console is."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        request: dict[str, Any] = {"headers": {name.replace("_", "-"): value for name, value in headers.items()}}
        if body is not None:
            request |= {"data": json.dumps(body), "content_type": "application/json"}
        full = PREFIX + path
        return Answer(self.client.generic(method, full, **request), method, full.split("?")[0])

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Answer:
        return self.call("PATCH", path, body, **headers)

    def put(self, path: str, body: Any) -> Answer:
        return self.call("PUT", path, body)

    def delete(self, path: str) -> Answer:
        return self.call("DELETE", path)

    def upload(self, ticket_id: int, file: Any, **headers: str) -> Answer:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.client.post(f"{PREFIX}uploads", {"ticket_id": ticket_id, "file": file}, headers=names)
        return Answer(response, "POST", f"{PREFIX}uploads")

    def picture(self, method: str, path: str, content: bytes | None = None) -> Answer:
        file = SimpleUploadedFile("logo.png", pictures.png() if content is None else content)
        body = encode_multipart(BOUNDARY, {"file": file})
        response = self.client.generic(method, PREFIX + path, body, content_type=MULTIPART_CONTENT)
        return Answer(response, method, PREFIX + path)
