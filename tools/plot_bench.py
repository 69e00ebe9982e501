#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what the benchmarks have measured.

usage: plot_bench.py FIGURES.json FOLDER     FIGURES.json is what `./dev bench --json FIGURES.json` has written
"""

import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plot  # noqa: E402  (the kind of picture is chosen first)

USUAL, SKYLINE, LIMIT = "#c0504d", "#4a76b8", "#9a9a9a"
STYLE = {
    "svg.fonttype": "none",  # text stays text: small files, and readable ones
    "svg.hashsalt": "skyline",  # the same figures give the same file
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.figsize": (6.4, 2.6),
}


def shown(number):
    """Three digits, and no more than two behind the point."""
    return f"{number:,.{2 if number < 10 else 1 if number < 100 else 0}f}"


def bars(axes, values, unit):
    """Horizontal bars with their values; `values` has (label, value, colour), the first one on top."""
    labels, numbers, colours = zip(*reversed(values))
    drawn = axes.barh(labels, numbers, color=colours)
    axes.bar_label(drawn, [f" {shown(number)}" for number in numbers])
    axes.set_xlabel(unit)
    axes.margins(x=0.15)


def logarithmic(axes, low, high):
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    axes.xaxis.set_major_formatter("{x:,.0f}")


def plot_cpu(figures, axes):
    bars(
        axes,
        [
            ("usual", figures["cpu_old_ms"], USUAL),
            ("SkyLine", figures["cpu_ms"], SKYLINE),
            ("the least: convert and x264", figures["cpu_limit_ms"], LIMIT),
            (
                "usual, nobody watches",
                figures["idle_cpu_ms"] / figures["idle_cpu_vs_old"],
                USUAL,
            ),
            ("SkyLine, nobody watches", figures["idle_cpu_ms"], SKYLINE),
        ],
        "CPU per frame, ms",
    )


def plot_put(figures, axes):
    put = figures["details"]["put"]
    rows = [
        ("usual", put["old"], USUAL),
        ("SkyLine", put["lent"], SKYLINE),
        ("handed over", put["handed_over"], SKYLINE),
    ]
    values = [
        (f"{name}, {half} within", run[f"put_{key}_ms"], colour) for name, run, colour in rows for half, key in HALVES
    ]
    values.append(("a copy of the frame, 99 % within", put["lent"]["memcpy_p99_ms"], LIMIT))
    bars(axes, values, "duration of put(), ms")


HALVES = (("50 %", "p50"), ("99 %", "p99"))


def plot_latency(figures, axes):
    details = figures["details"]
    values = []
    for fps in (30, 10, 2):
        for name, key, colour in ("usual", "old", USUAL), ("SkyLine", "skyline", SKYLINE):
            run = details.get(f"latency_{key}_{fps}fps")
            if run:
                values.append((f"{name}, {fps} frames/s", run["latency_p50_ms"], colour))
    bars(axes, values, "capture to decoded frame, ms (logarithmic)")
    logarithmic(axes, 1, 20000)


def plot_join(figures, axes):
    details = figures["details"]
    rows = [("usual, 30 frames/s", "old_30fps", USUAL)]
    rows += [(f"SkyLine, {fps} frames/s", f"skyline_{fps}fps", SKYLINE) for fps in (30, 10, 1)]
    for height, (_, key, colour) in enumerate(reversed(rows)):
        joins = details[f"join_{key}"]["joins"]
        axes.plot(joins, [height] * len(joins), "o", color=colour, alpha=0.5)
    axes.set_yticks(range(len(rows)), [label for label, _, _ in reversed(rows)])
    logarithmic(axes, 5, 3000)
    axes.set_ylim(-0.5, len(rows) - 0.5)
    axes.set_xlabel("joining to first decoded frame, ms (logarithmic)")


def plot_viewers(figures, axes):
    details = figures["details"]
    counts = (1, 8, 64)
    numbers = [details[f"clients_{count}"]["source"]["cpu_ms_per_frame"] for count in counts]
    bars(axes, [(f"viewers: {count}", number, SKYLINE) for count, number in zip(counts, numbers)], "CPU per frame, ms")


PLOTS = {"cpu": plot_cpu, "put": plot_put, "latency": plot_latency, "join": plot_join, "viewers": plot_viewers}


def draw(figures, folder):
    folder.mkdir(parents=True, exist_ok=True)
    with plot.rc_context(STYLE):
        for name, draw_axes in PLOTS.items():
            figure, axes = plot.subplots(layout="constrained")
            draw_axes(figures, axes)
            figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
            plot.close(figure)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    draw(json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")), pathlib.Path(sys.argv[2]))
