"""Plotly figures as plain data, built in Python and redrawn by the browser.

They are validated with plotly.graph_objects in the tests; here they are dictionaries, because
a preview has a few milliseconds in all.
"""

from app.present.figures.bandwidth import bandwidth_figure
from app.present.figures.distribution import distribution_figure
from app.present.figures.latency import latency_figure
from app.present.figures.strip import strip_figure
from app.present.figures.utilisation import utilisation_figure

__all__ = (
    "bandwidth_figure",
    "distribution_figure",
    "latency_figure",
    "strip_figure",
    "utilisation_figure",
)
