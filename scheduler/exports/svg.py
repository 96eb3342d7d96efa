"""The few words of SVG that a drawing needs, and colours for every kind of eyes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from scheduler.exports.names import plain

INK = "#222222"
FONT = "'Segoe UI', Helvetica, Arial, sans-serif"

# Paul Tol, "Colour Schemes" (SRON/EPS/TN/09-002), the muted scheme: distinct for all
# kinds of colour vision.
MUTED = (
    "#332288",
    "#88CCEE",
    "#DDCC77",
    "#117733",
    "#CC6677",
    "#44AA99",
    "#882255",
    "#999933",
    "#AA4499",
)
Style: TypeAlias = Literal["full", "pale", "striped"]
STYLES: tuple[Style, ...] = ("full", "pale", "striped")


@dataclass(frozen=True)
class Paint:
    """How the things of one kind look: fill, outline and the text upon them."""

    fill: str
    stroke: str
    text: str
    pattern: str = ""


def paints(count: int) -> tuple[Paint, ...]:
    """Return ``count`` paints: nine colours, then pale, then striped, then again."""
    every = [_paint(style, colour) for style, colour in product(STYLES, MUTED)]
    return tuple(every[i % len(every)] for i in range(count))


def _paint(style: Style, colour: str) -> Paint:
    if style == "full":
        return Paint(colour, colour, "#FFFFFF" if _is_dark(colour) else INK)
    if style == "pale":
        return Paint(mixed(colour, 0.36), colour, INK)
    name = f"stripes-{colour[1:]}"
    return Paint(f"url(#{name})", colour, INK, _stripes(name, colour))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _is_dark(colour: str) -> bool:
    red, green, blue = _channels(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue < 130


def mixed(colour: str, share: float) -> str:
    """Return ``colour`` thinned with white; ``share`` is what is left of it."""
    mixed = (round(255 - share * (255 - channel)) for channel in _channels(colour))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def _stripes(name: str, colour: str) -> str:
    ground = rect(0, 0, 6, 6, fill="#FFFFFF")
    stripe = rect(0, 0, 2, 6, fill=mixed(colour, 0.3))
    return element(
        "pattern",
        ground + stripe,
        id=name,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return one element; ``_`` in an attribute stands for ``-``, numbers are short."""
    pairs = "".join(
        f" {key.replace('_', '-')}={quoteattr(_written(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{pairs}>{content}</{name}>" if content else f"<{name}{pairs}/>"


def _written(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)


def rect(
    x: float, y: float, width: float, height: float, hint: str = "", **look: object
) -> str:
    """Return a rectangle; ``hint`` appears under the mouse."""
    content = element("title", escape(plain(hint))) if hint else ""
    return element("rect", content, x=x, y=y, width=width, height=height, **look)


def text(x: float, y: float, words: str, size: float = 11, **look: object) -> str:
    """Return a line of text whose baseline begins at (``x``, ``y``)."""
    shown = escape(plain(words))
    return element("text", shown, x=x, y=y, font_size=size, **look)


def width_of(words: str, size: float) -> float:
    """Return about how wide a text is; a little too much rather than too little."""
    return 0.6 * size * len(words)


def shortened(words: str, width: float, size: float) -> str:
    """Return ``words``, cut with an ellipsis where they are wider than ``width``."""
    if width_of(words, size) <= width:
        return words
    letters = max(1, int(width / (0.6 * size)) - 1)
    return f"{words[:letters].rstrip()}…"
