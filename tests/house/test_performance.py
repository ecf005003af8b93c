"""docs/performance.md says what `make bench` measures, all of it and nothing else."""

import ast
import re
from pathlib import Path

from scripts import bench_table

ROOT = Path(__file__).resolve().parent.parent.parent
BENCH = ROOT / "scripts" / "bench.py"


def test_the_table_names_what_the_bench_measures():
    patterns, named = measured(BENCH.read_text(encoding="utf-8")), bench_table.names()
    assert len(patterns) > 40
    unknown = [name for name in named if not any(re.fullmatch(each, name) for each in patterns)]
    missing = [each for each in patterns if not any(re.fullmatch(each, name) for name in named)]
    assert (unknown, missing) == ([], []), "run make bench"


def measured(text):
    """A pattern for each figure that is said; what stands in braces may be anything."""
    return [
        pattern(node.args[0])
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    ]


def pattern(name):
    if isinstance(name, ast.Constant):
        return re.escape(name.value)
    return "".join(
        re.escape(each.value) if isinstance(each, ast.Constant) else ".+" for each in name.values
    )
