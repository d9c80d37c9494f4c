"""Files of a form: limits with clear words, and nothing chosen twice."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.webform.models import HeldFile
from connectors.webform.settings import FormSettings
from connectors.webform.submission import SubmittedFile

HOLD_FOR = dt.timedelta(days=1)
HELD_AT_MOST = 512 << 20  # of all forms together
MB = 1 << 20


class Quota(FileUploadHandler):
    """Stands before Django's own handlers and stops reading a file into memory or disk once it is too large."""

    def __init__(self, request: HttpRequest, limits: FormSettings) -> None:
        super().__init__(request)
        self.limits = limits
        self.total = 0
        self.current = 0
        self.too_large: list[str] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.current = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.current += len(raw_data)
        if self.current > self.limits.max_file_mb * MB or self.total + self.current > self.limits.max_total_mb * MB * 2:
            self.too_large.append(clean_name(str(self.file_name)))
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        self.total += file_size


@dataclasses.dataclass(kw_only=True, slots=True)
class Files:
    """What one post carries: files held from an earlier try, and new ones; ``errors`` name what is refused."""

    held: list[HeldFile]
    new: list[SubmittedFile]
    errors: list[str]

    def submitted(self) -> tuple[SubmittedFile, ...]:
        earlier = [
            SubmittedFile(filename=file.filename, content_type=file.content_type, content=bytes(file.content))
            for file in self.held
        ]
        return (*earlier, *self.new)

    def hold(self, nonce: str) -> None:
        """Keep the new ones on the server for the next try of the same page."""
        drop_held()
        waiting = HeldFile.objects.aggregate(total=Sum("size"))["total"] or 0
        for file in self.new:
            waiting += len(file.content)
            if waiting > HELD_AT_MOST:
                named = {"file": file.filename}
                self.errors.append(_("“%(file)s” could not be kept. Please choose it again.") % named)
                continue
            self.held.append(
                HeldFile.objects.create(
                    nonce=nonce,
                    filename=file.filename,
                    content_type=file.content_type,
                    content=file.content,
                    size=len(file.content),
                )
            )
        self.new = []


def drop_held() -> None:
    """What nobody came back for."""
    HeldFile.objects.filter(created_at__lt=timezone.now() - HOLD_FOR).delete()


def collect(request: HttpRequest, nonce: str, *, quota: Quota) -> Files:
    """The files of this post, held to the limits; a file over one of them is named and left out, the others stay."""
    limits = quota.limits
    keep = [int(value) for value in request.POST.getlist("keep") if value.isascii() and value.isdigit()][:100]
    held = list(HeldFile.objects.filter(nonce=nonce, pk__in=keep)) if nonce and keep else []
    files = Files(held=held, new=[], errors=[])
    for name in quota.too_large:
        words = _("“%(file)s” is larger than %(size)d MB. Choose a smaller file or send it later.")
        files.errors.append(words % {"file": name, "size": limits.max_file_mb})
    total = sum(file.size for file in held)
    for upload in request.FILES.getlist("files"):
        file = _read(upload)
        if len(files.held) + len(files.new) >= limits.max_files:
            words = ngettext(
                "“%(file)s” is one too many: at most %(count)d file can be sent.",
                "“%(file)s” is one too many: at most %(count)d files can be sent.",
                limits.max_files,
            )
            files.errors.append(words % {"file": file.filename, "count": limits.max_files})
        elif total + len(file.content) > limits.max_total_mb * MB:
            words = _("“%(file)s” does not fit: together at most %(size)d MB can be sent.")
            files.errors.append(words % {"file": file.filename, "size": limits.max_total_mb})
        else:
            total += len(file.content)
            files.new.append(file)
    return files


def clean_name(name: str) -> str:
    """For display only; without what could hide or break a line."""
    return "".join(char for char in name if char.isprintable()).strip()[:200] or "file"


def _read(upload: UploadedFile[Any]) -> SubmittedFile:
    return SubmittedFile(
        filename=clean_name(upload.name or ""),
        content_type=clean_name(upload.content_type or "application/octet-stream")[:100],
        content=upload.read(),
    )
