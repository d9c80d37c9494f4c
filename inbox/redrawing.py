"""Draw a stranger's picture anew: what comes out was painted by us, point by point, and carries nothing else.

So a picture that hides a file behind its end, a place, a name or a trap for the browser's decoder becomes a small plain
one. Our own decoder meets it first: only four formats, a bound on points before any are read, one frame.
"""

from __future__ import annotations

import io
import logging
import warnings

from PIL import Image, ImageOps

log = logging.getLogger(__name__)

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
POINTS = 24_000_000  # more than phones take by default; 96 MB while it is drawn
TYPE = "image/webp"
QUALITY = 80


def redrawn(content: bytes, *, widest: int) -> bytes | None:
    """A WebP of at most ``widest`` points each way; None for what is no picture, is broken, or is too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as found:
                if found.width * found.height > POINTS:
                    return None
                found.draft("RGB", (widest, widest))  # JPEG: decodes no more than is needed
                small = ImageOps.exif_transpose(found)
                small.thumbnail((widest, widest))
                painted = small.convert("RGBA" if small.has_transparency_data else "RGB")
                painted.info.clear()
                out = io.BytesIO()
                painted.save(out, "WEBP", quality=QUALITY, method=3)
                return out.getvalue()
    except Exception as error:  # whatever a stranger's bytes do to a decoder, they are no picture for us
        log.info("a picture could not be drawn: %s", type(error).__name__)
        return None
