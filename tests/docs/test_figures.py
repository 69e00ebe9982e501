# SPDX-License-Identifier: Apache-2.0
"""Figures on the pages are those of the run whose plots are beside them, and the plots can be drawn."""

import json
import subprocess
import sys

import pytest
from pages import ROOT

PLOTS = ROOT / "docs/plots"
FIGURES = json.loads((PLOTS / "bench.json").read_text(encoding="utf-8"))
PUT = FIGURES["details"]["put"]
SHOWN = {
    "usual, CPU": f"{FIGURES['cpu_old_ms']:.1f} ms",
    "SkyLine, CPU": f"**{FIGURES['cpu_ms']:.2f} ms**: {FIGURES['cpu_vs_old']:.2f} of the usual, "
    f"{FIGURES['cpu_vs_limit']:.2f} of the least",
    "nobody watches": f"{FIGURES['idle_cpu_ms']:.2f} ms",
    "put": f"{PUT['lent']['put_p50_ms']:.2f} / {PUT['lent']['put_p99_ms']:.2f} ms",
    "usual, put": f"{PUT['old']['put_p50_ms']:.2f} / {PUT['old']['put_p99_ms']:.1f} ms",
    "delay": f"{FIGURES['latency_p50_ms']:.0f} / {FIGURES['latency_p50_ms_10fps']:.0f} / "
    f"{FIGURES['latency_p50_ms_2fps']:.0f} ms",
    "usual, delay": f"{FIGURES['latency_old_p50_ms_30fps']:,.0f} / {FIGURES['latency_old_p50_ms_10fps']:,.0f} / - ms",
    "joining": f"{FIGURES['join_worst_ms_30fps']:.0f} / {FIGURES['join_worst_ms_1fps']:.0f} ms",
    "viewers": f"took {FIGURES['clients_8_vs_1']:.2f} of what it takes with one, with 64 "
    f"{FIGURES['clients_64_vs_1']:.2f}",
}


@pytest.mark.parametrize("what", SHOWN)
def test_a_figure_is_of_the_run(what):
    page = (ROOT / "docs/13-performance.md").read_text(encoding="utf-8")
    assert SHOWN[what] in page, f"the page says something else than {SHOWN[what]}"


def test_the_plots_can_be_drawn(tmp_path):
    command = [sys.executable, "-B", ROOT / "tools/plot_bench.py", PLOTS / "bench.json", tmp_path]
    subprocess.run(command, check=True, timeout=120)
    drawn = {path.name for path in tmp_path.glob("*.svg")}
    assert drawn == {path.name for path in PLOTS.glob("*.svg")}
    assert all("</svg>" in (tmp_path / name).read_text(encoding="utf-8") for name in drawn)
