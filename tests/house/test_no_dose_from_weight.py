"""No code makes a dose out of a weight (H38): a weight is shown, and divides what was given."""

import ast
import re
import textwrap

import pytest

from tests.support import sources

WEIGHT = re.compile(r"(?:^|_)(?:weights?|weighed|kilos?|kg)(?:_|$)", re.IGNORECASE)
# A figure about what was given, divided by a weight: a division and nothing more.
FIGURES = {"journal/care/steroids.py: per_kg"}
AMOUNTS = re.compile(r"\b(?:Decimal|float|int|Amount|Dosing|Dose|DosePlan|Holds|Given|Step)\b")


def faults(name: str, module: ast.Module) -> list[str]:
    """Every place of a module where a weight could become an amount."""
    found = []
    for node in ast.walk(module):
        if any(map(says_weight, factors(node))):
            found.append(f"{name}:{node.lineno}: multiplies a weight")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            asks = [arg.arg for arg in all_arguments(node) if WEIGHT.search(arg.arg)]
            answer = ast.unparse(node.returns) if node.returns else "Decimal"
            answers = AMOUNTS.search(answer) and f"{name}: {node.name}" not in FIGURES
            if asks and answers:
                found.append(f"{name}:{node.lineno}: {node.name} answers {answer} to {asks[0]}")
    return found


def factors(node: ast.AST) -> list[ast.expr]:
    """What a node multiplies, or nothing."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Pow):
        return [node.left, node.right]
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Mult):
        return [node.target, node.value]
    return []


def says_weight(node: ast.expr) -> bool:
    """Whether an operand is a weight by its name: weight, row.weight_kg, weights[0].kg."""
    names = [each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)]
    names += [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    return any(WEIGHT.search(name) for name in names)


def all_arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    arguments = node.args
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]


def test_h38_no_function_makes_an_amount_out_of_a_weight():
    wrong = [
        fault
        for path in sources.files(".py", under=("journal",))
        if "migrations" not in path.parts
        for fault in faults(sources.shown(path), sources.parsed(path))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "code",
    [
        "def dose(weight: Decimal) -> Decimal: return weight",
        "def dose(*, weight_kg: Decimal) -> Amount: ...",
        "def dose(child_weight): return 2",
        "mg = per_kg_dose * weight",
        "mg = Decimal(2) * row.weight_kg",
        "mg = 2 * weights[-1].kg",
        "mg *= weight.kg",
        "mg = weight ** 2",
    ],
)
def test_h38_the_check_finds_a_dose_calculator(code):
    assert faults("x.py", ast.parse(textwrap.dedent(code)))


@pytest.mark.parametrize(
    "code",
    [
        "def shown(weight: Weight) -> str: ...",
        "figure = mg / weight.kg",
        "kept = pounds * POUND",
    ],
)
def test_h38_a_weight_may_be_shown_and_may_divide(code):
    assert not faults("x.py", ast.parse(code))
