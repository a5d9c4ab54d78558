"""q04_value: numbers that remember how they were made, and find derivatives on the way back."""

import math

from viva.exam import Question

from . import graphs
from .q04_answers import BY_NUMBER, CLOSURES, NAMED
from .q04_equivalents import EQUIVALENTS

q = Question("q04_value")


# The slopes are kept beside the parents; a node is always made after its parents, so that going
# back in the order of their numbers meets each node after all of its children.
@q.reference
class Value:
    made = 0

    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad = data, 0.0
        self.parents, self.slopes = parents, slopes
        Value.made += 1
        self.number = Value.made

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __neg__(self):
        return Value(-self.data, (self,), (-1.0,))

    def __sub__(self, other):
        other = Value.of(other)
        return Value(self.data - other.data, (self, other), (1.0, -1.0))

    def __truediv__(self, other):
        other = Value.of(other)
        slopes = (1 / other.data, -self.data / other.data**2)
        return Value(self.data / other.data, (self, other), slopes)

    def __pow__(self, other):
        other = Value.of(other)
        power = self.data**other.data
        slope = other.data * self.data ** (other.data - 1)
        # Of a negative base the exponent cannot move.
        turn = power * math.log(self.data) if self.data > 0 else 0.0
        return Value(power, (self, other), (slope, turn))

    def __radd__(self, other):
        return Value.of(other) + self

    def __rmul__(self, other):
        return Value.of(other) * self

    def __rsub__(self, other):
        return Value.of(other) - self

    def __rtruediv__(self, other):
        return Value.of(other) / self

    def __rpow__(self, other):
        return Value.of(other) ** self

    def exp(self):
        return Value(math.exp(self.data), (self,), (math.exp(self.data),))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def sin(self):
        return Value(math.sin(self.data), (self,), (math.cos(self.data),))

    def cos(self):
        return Value(math.cos(self.data), (self,), (-math.sin(self.data),))

    def sqrt(self):
        return Value(math.sqrt(self.data), (self,), (0.5 / math.sqrt(self.data),))

    def tanh(self):
        return Value(math.tanh(self.data), (self,), (1 - math.tanh(self.data) ** 2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def backward(self):
        nodes, waiting = {self}, [self]
        while waiting:
            for parent in waiting.pop().parents:
                if parent not in nodes:
                    nodes.add(parent)
                    waiting.append(parent)
        for node in nodes:
            node.grad = 0.0
        self.grad = 1.0
        for node in sorted(nodes, key=lambda node: -node.number):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad


def told(found, names):
    values, slopes = found
    return {f"value of {n}": values[n] for n in names} | {f"grad of {n}": slopes[n] for n in names}


@q.case("each operation by itself, constants on either side", rtol=1e-9)
def single_operations(candidate, rng):
    found = {}
    for x in (-rng.uniform(0.3, 1.5), rng.uniform(0.3, 1.5)):
        numbers = {"x": float(x), "y": float(rng.uniform(0.4, 2.5))}
        for operation in graphs.OPERATIONS:
            values, slopes = candidate.run_graph(candidate.Value, {"z": operation}, numbers)
            sign = "negative" if x < 0 else "positive"
            found[f"value of {operation}, {sign} x"] = values["z"]
            used = (
                "xy" if "x" in operation and "y" in operation else operation.strip("-23()/ *+")[0]
            )
            for name in used:
                found[f"grad of {name} in {operation}, {sign} x"] = slopes[name]
    return found


@q.case("formulas in which nodes come back several times", rtol=1e-9)
def formulas(candidate, rng):
    found = []
    for steps in graphs.FORMULAS:
        for a in (-rng.uniform(0.3, 1.2), rng.uniform(0.3, 1.2)):
            numbers = {"a": float(a), "b": float(rng.uniform(0.5, 2.0))}
            graph = candidate.run_graph(candidate.Value, steps, numbers)
            found.append(told(graph, "mkhedcba"))
    return found


@q.case("backward twice, from two results, and along a chain of thousands of nodes", weight=2)
def again_and_far(candidate, rng):
    numbers = {"a": float(rng.uniform(0.5, 1.5)), "b": float(rng.uniform(0.3, 0.39))}
    steps = {"c": "a * b", "d": "c + c.tanh() * a", "e": "d * a - c"}
    found = []
    for back, names in (
        (["e", "e"], "edcba"),
        (["d", "e"], "edcba"),
        (["e", "d"], "dcba"),
        (["c"], "edcba"),
    ):
        graph = candidate.run_graph(candidate.Value, steps, numbers, back)
        found.append(told(graph, names))
    steps, last = graphs.long_chain(800)
    graph = candidate.run_graph(candidate.Value, steps, numbers)
    found.append(told(graph, [last, "b", "a"]))
    return found


for why, was, now in EQUIVALENTS:
    q.equivalent(why, was=was, now=now)
q.right("closures that know the way back, and an order by depth", code=CLOSURES)
q.right("nodes with the name of their operation", code=NAMED)
q.right("a tape in the order of creation", code=BY_NUMBER)
q.wrong(
    "gradients overwritten",
    hint="A node that is used twice gets only one of its two contributions: `=` overwrites what came before. What adds up?",
    was="parent.grad += slope * node.grad",
    now="parent.grad = slope * node.grad",
)
q.wrong(
    "depth first, without waiting for all children",
    hint="Single operations are right, and graphs in which a node comes back are not: a node must go on only after all of its children have sent what they have. In which order do you visit them?",
    was=graphs.IN_ORDER,
    now=graphs.DEPTH_FIRST,
)
q.wrong(
    "recursive",
    hint="Short graphs are right. In a chain of thousands of nodes a function that calls itself meets Python's recursion limit: walk with a list of what is still to be done.",
    was=graphs.WALK,
    now=graphs.RECURSIVE,
)
q.wrong(
    "gradients that are never set back",
    hint="The first backward is right, and a second one adds to what is there. The text says that the gradients are those of the last call alone.",
    was="            node.grad = 0.0\n        self.grad = 1.0",
    now="            pass\n        self.grad = 1.0",
)
q.wrong(
    "the end does not begin with 1",
    hint="All gradients are 0: which derivative does the way back begin with, that of the result in itself?",
    was="        self.grad = 1.0",
    now="        pass",
)
q.wrong(
    "the way back takes one step",
    hint="The last step's gradients are right, and before it everything is 0: the way back goes on until there are no parents left.",
    was="                if parent not in nodes:\n                    nodes.add(parent)\n                    waiting.append(parent)",
    now="                pass",
)
q.wrong(
    "no constants on the left",
    hint="`x + 2` works and `2 + x` does not: a number on the left asks the Value for __radd__, __rsub__, __rmul__, __rtruediv__ and __rpow__.",
    was=("__radd__", "__rmul__", "__rsub__", "__rtruediv__", "__rpow__"),
    now=("_radd", "_rmul", "_rsub", "_rtruediv", "_rpow"),
)
q.wrong(
    "constants on the left of a minus, turned round",
    hint="With a constant on the left of a minus the sign is wrong: what does `2 - x` hand to __rsub__, and in which order?",
    was="return Value.of(other) - self",
    now="return self - other",
)
q.wrong(
    "constants on the left of a fraction, turned round",
    hint="`3 / x` comes out as x / 3. In __rtruediv__ the Value is the denominator.",
    was="return Value.of(other) / self",
    now="return self / other",
)
q.wrong(
    "constants on the left of a power, turned round",
    hint="`2 ** x` comes out as x ** 2. In __rpow__ the Value is the exponent.",
    was="return Value.of(other) ** self",
    now="return self**other",
)
q.wrong(
    "exponents are numbers only",
    hint="`**` works with numbers and not with a Value as the exponent, whose derivative is x^y · ln x.",
    was="""        other = Value.of(other)
        power = self.data**other.data""",
    now="""        assert not isinstance(other, Value)
        other = Value(other)
        power = self.data**other.data""",
)
q.wrong(
    "the exponent gets nothing back",
    hint="The derivative in the base of a power is right, and its exponent gets nothing back: that of x^y in y is x^y · ln x.",
    was="turn = power * math.log(self.data) if self.data > 0 else 0.0",
    now="turn = 0.0",
)
q.wrong(
    "powers through the logarithm only",
    hint="`x ** 2` of a negative x needs no logarithm, and has none. Where the exponent is a plain number, take another formula.",
    was="power = self.data**other.data",
    now="power = math.exp(other.data * math.log(self.data))",
)
q.wrong(
    "minus as a plus on the way back",
    hint="`x - y` has the right value, and the gradient of y has the wrong sign.",
    was="(self, other), (1.0, -1.0))",
    now="(self, other), (1.0, 1.0))",
)
q.wrong(
    "a product's factors exchanged",
    hint="In a product the gradients of the two factors are exchanged: that of x is y.",
    was="(other.data, self.data))",
    now="(self.data, other.data))",
)
q.wrong(
    "the fraction's denominator without its square",
    hint="The gradient of a denominator is off: the derivative of 1/y is minus one over the square of y.",
    was="-self.data / other.data**2",
    now="-self.data / other.data",
)
q.wrong(
    "the logarithm's derivative",
    hint="The gradient of log is off: at which number is 1/x taken, the number that goes in or the one that comes out?",
    was="(1 / self.data,))",
    now="(1 / math.log(self.data),))",
)
q.wrong(
    "the cosine's derivative without its minus",
    hint="The gradient of cos has the wrong sign.",
    was="(-math.sin(self.data),)",
    now="(math.sin(self.data),)",
)
q.wrong(
    "tanh's derivative at the number that goes in",
    hint="The gradient of tanh is off: in 1 - t² the letter t is tanh(x), not x.",
    was="1 - math.tanh(self.data) ** 2",
    now="1 - self.data**2",
)
q.wrong(
    "the root's derivative without its half",
    hint="The gradient of sqrt is twice as large as it should be.",
    was="0.5 / math.sqrt(self.data)",
    now="1 / math.sqrt(self.data)",
)
q.wrong(
    "relu lets everything back",
    hint="The gradient of relu is 1 for negative numbers, too. What does the function do there?",
    was="(1.0 if self.data > 0 else 0.0,)",
    now="(1.0,)",
)
q.hints(
    "When `x * y` is computed, everything is known for the way back. What must the new Value remember of x and y?",
    "Keep in each Value its parents and, for each parent, the slope of this one step. backward lists all nodes below the result, sets their gradients to 0 and that of the result to 1, and goes through them so that no node comes before one of its children.",
    "For the order walk down with a list of nodes instead of a recursive function, and append a node to the order when all its parents are in it; then go through the order backwards. Each node adds to every parent its slope times its own gradient. The functions with an r in front turn the number into a Value and use the others.",
)
