"""The faults put in: comparisons swapped and moved by one, arithmetic, numbers ± 1, yes and no, any and all, no answer.

Left alone are docstrings and texts for people, annotations, decorators and imports. A mutation names its place by the
function it is in and by the text before and after, so that it keeps its name when lines move.
"""

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

COMPARISONS: Final[dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
ARITHMETIC: Final[dict[type[ast.operator], type[ast.operator]]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


CALLS: Final = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: the module's tree with it, where it is and what it says."""

    place: str
    before: str
    after: str
    tree: ast.Module
    is_in_function: bool
    again: int = 1

    @property
    def name(self) -> str:
        """Its name in results and reasons; the second of the same says so."""
        return f"{self.place}: {self.before} → {self.after}" + (f" ({self.again})" if self.again > 1 else "")


def mutants_of(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its text."""
    tree = ast.parse(source)
    seen: Counter[tuple[str, str, str]] = Counter()
    for way, place, in_function in _places(tree, (), "module", in_function=False):
        original = _at(tree, way)
        for changed in _changes(original):
            mutated = copy.deepcopy(tree)
            _put(mutated, way, changed)
            ast.fix_missing_locations(mutated)
            shown = (place, _shown(original), _shown(changed))
            seen[shown] += 1
            yield Mutant(*shown, mutated, in_function, seen[shown])


Way = tuple[tuple[str, int | None], ...]


def _places(node: ast.AST, way: Way, place: str, *, in_function: bool) -> Iterator[tuple[Way, str, bool]]:
    """The way to every node that may be changed, the function or class it is in, and whether it is a function."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        place = node.name if place == "module" else f"{place}.{node.name}"
        in_function = in_function or isinstance(node, ast.FunctionDef)
    yield way, place, in_function
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "names", "bases") or _is_text(node):
            continue
        if isinstance(value, ast.AST):
            yield from _places(value, (*way, (name, None)), place, in_function=in_function)
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                if isinstance(inner, ast.AST) and not _is_docstring(inner):
                    yield from _places(inner, (*way, (name, index)), place, in_function=in_function)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_text(node: ast.AST) -> bool:
    """The pieces of a formatted text, which is read by people."""
    return isinstance(node, ast.JoinedStr | ast.FormattedValue)


def _at(tree: ast.AST, way: Way) -> ast.AST:
    for name, index in way:
        tree = getattr(tree, name) if index is None else getattr(tree, name)[index]
    return tree


def _put(tree: ast.AST, way: Way, changed: ast.AST) -> None:
    holder = _at(tree, way[:-1])
    name, index = way[-1]
    if index is None:
        setattr(holder, name, changed)
    else:
        getattr(holder, name)[index] = changed


def _shown(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:160]


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """The faulty versions of one node."""
    if isinstance(node, ast.Compare):
        yield from _comparisons(node)
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield ast.BinOp(node.left, ARITHMETIC[type(node.op)](), node.right)
    elif isinstance(node, ast.Constant):
        yield from (ast.Constant(value) for value in _constants(node.value))
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
        yield ast.Call(ast.Name(CALLS[node.func.id], ast.Load()), node.args, node.keywords)
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    yield from _conditions(node)


def _comparisons(node: ast.Compare) -> Iterator[ast.AST]:
    for index, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            yield ast.Compare(node.left, [*node.ops[:index], other(), *node.ops[index + 1 :]], node.comparators)


def _constants(value: object) -> tuple[bool | int, ...]:
    if isinstance(value, bool):
        return (not value,)
    return (value + 1, value - 1) if isinstance(value, int) else ()


def _conditions(node: ast.AST) -> Iterator[ast.AST]:
    """The test of an if turned round; a comparison is turned round by itself already."""
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(node.test, ast.Compare | ast.UnaryOp):
        changed = copy.copy(node)
        changed.test = ast.UnaryOp(ast.Not(), node.test)
        yield changed


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
