"""Take it home: everything that a person can carry away from an experiment, as text."""

from __future__ import annotations

from collections.abc import Mapping

from app.present.home.document import json_document
from app.present.home.hwloc import hwloc_program
from app.present.home.libnuma import libnuma_program
from app.present.home.machine import machine_output
from app.present.home.notebook import notebook
from app.present.home.report import report
from app.present.home.reproducer import reproducer
from app.present.home.script import run_script
from app.present.home.subject import Output, Subject
from app.present.home.systemd import systemd_drop_in
from app.present.home.weights import sysfs_script

__all__ = ("OUTPUTS", "Output", "Subject")

_SHELL, _C = "text/x-shellscript", "text/x-c"

OUTPUTS: Mapping[str, Output] = {
    output.name: output
    for output in (
        Output("numactl", "numactl", _SHELL, "run.sh", run_script),
        Output("sysfs", "sysfs", _SHELL, "weights.sh", sysfs_script),
        Output("shell", "Shell script", _SHELL, "reproduce.sh", reproducer("shell")),
        Output("c", "C, system calls", _C, "reproduce.c", reproducer("c")),
        Output("libnuma", "C, libnuma", _C, "policy-libnuma.c", libnuma_program),
        Output("hwloc", "C, hwloc", _C, "policy-hwloc.c", hwloc_program),
        Output("systemd", "systemd", "text/plain", "memory.conf", systemd_drop_in),
        machine_output("qemu"),
        machine_output("libvirt"),
        Output("ltp", "LTP case", "application/json", "ltp-case.json", reproducer("ltp")),
        Output("notebook", "Notebook", "application/x-ipynb+json", "experiment.ipynb", notebook),
        Output("report", "Report", "text/markdown", "report.md", report),
        Output("json", "JSON", "application/json", "experiment.json", json_document),
    )
}
"""Every output by name, in the order in which people see them."""
