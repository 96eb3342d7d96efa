"""Style sheets made from the plan: a paint per discipline, bands per year of study."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from scheduler.exports.layout import BANDS
from scheduler.exports.report.grid import Band, Cohort
from scheduler.exports.svg import INK, Paint, mixed

HATCH = "repeating-linear-gradient(45deg,#c3c9d1 0 2px,#eceff2 2px 7px)"
DARKEST = "#000000"  # small letters on the middle tones need all the contrast
COLOURS = {str(kind): colour for kind, colour in BANDS.items()}


def paint_style(paints: Mapping[str, Paint]) -> list[Markup]:
    """Return a rule per discipline: full colour, pale with an edge, or striped."""
    return [
        Markup(f".d{number}{{{_paint(paint)}}}")
        for number, paint in enumerate(paints.values())
    ]


def _paint(paint: Paint) -> str:
    """Return the declarations of a paint, the same as in the drawing of the year."""
    ground = f"background:{paint.fill}"
    if paint.pattern:
        pale = mixed(paint.stroke, 0.3)
        ground = (
            f"background:repeating-linear-gradient(45deg,#fff 0 4px,{pale} 4px 6px)"
        )
    letters = paint.text if paint.text != INK else DARKEST
    return f"{ground};border-color:{paint.stroke};color:{letters}"


def band_style(cohort: Cohort) -> Markup:
    """Return the rule that lays the periods of a year of study behind its rows."""
    layers = ",".join(
        f"{_ground(band)} calc(var(--n) + var(--w)*{band.left:g}) 0/"
        f"calc(var(--w)*{band.width:g}) 100% no-repeat"
        for band in cohort.bands
        if band.kind != "clinical"
    )
    return Markup(f".c{cohort.year}>tr{{background:{layers or 'none'}}}")


def _ground(band: Band) -> str:
    colour = COLOURS[band.kind]
    return HATCH if band.kind == "closed" else f"linear-gradient({colour},{colour})"
