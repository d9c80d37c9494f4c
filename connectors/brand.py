"""The brand's colour as a small style sheet, kept readable: text on it and links in it reach 4.5:1 (WCAG 2.2 AA)."""

from __future__ import annotations

ENOUGH = 4.5
WHITE, INK = (255, 255, 255), (21, 26, 35)
TINT = (233, 238, 253)  # the darkest background that links stand on; then the lightest of the dark theme
DARK_TINT = (27, 37, 66)

Colour = tuple[int, int, int]


def parse(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def show(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def contrast(one: Colour, other: Colour) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: Colour, on: Colour, *, towards: Colour) -> Colour:
    """The nearest shade, going ``towards`` black or white, that can be read on a background."""
    for step in range(101):
        share = step / 100
        shade = tuple(round(a + (b - a) * share) for a, b in zip(colour, towards, strict=True))
        if contrast(shade, on) >= ENOUGH:  # type: ignore[arg-type]
            return shade  # type: ignore[return-value]
    return towards


def style_sheet(text: str) -> str:
    """Custom properties for the pages of customers; a sheet of its own, because the policy forbids inline style."""
    colour = parse(text)
    on = max((WHITE, INK), key=lambda ink: contrast(colour, ink))
    light = readable(colour, TINT, towards=(0, 0, 0))
    dark = readable(colour, DARK_TINT, towards=WHITE)
    return (
        f":root{{--brand:{show(colour)};--on-brand:{show(on)};--link:{show(light)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{--link:{show(dark)}}}}}\n"
        f":root[data-theme=dark]{{--link:{show(dark)}}}\n"
    )


def _luminance(colour: Colour) -> float:
    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(value) for value in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
