"""Expressions of which q04_value makes graphs, and ways through them, right and wrong."""

OPERATIONS = (
    *("x + y", "x - y", "x * y", "x / y", "-x", "x ** 2", "x ** 3", "y ** -1.5", "y ** x"),
    *("x.exp()", "y.log()", "x.sin()", "x.cos()", "y.sqrt()", "x.tanh()", "x.relu()", "y.relu()"),
    *("x + 2", "2 + x", "x - 2", "2 - x", "x * 3", "3 * x", "x / 4", "3 / x", "2 ** x"),
)
FORMULAS = (
    {
        "c": "a * b",
        "d": "c + a",
        "e": "c * d - b / d.exp()",
        "h": "(e.tanh() + c.sin()) ** 2 / (1 + d ** 2).sqrt()",
        "k": "h * h + (a.relu() * 3 - e.cos()) * (2 - b.log())",
        "m": "k * c + 2 ** h - 3 / b + (-a).relu() + b ** a",
    },
    {
        "c": "b ** a + b ** 2",
        "d": "(c.log() - a) / c",
        "e": "d.relu() * 2 + (-d).relu() + d",
        "h": "(a - d).tanh() * (c + 1).sqrt() + 0.5 ** c",
        "k": "h.cos() * e + (1 - h) / (2 + b) + h.sin() * 2",
        "m": "(k * 0.1).exp() + h * k - k",
    },
)


def long_chain(links):
    steps, last = {}, "a"
    for k in range(links):
        steps[f"x{k}"] = f"0.6 * {last} + {last}.sin() * b"
        last = f"x{k}"
    return steps, last


IN_ORDER = """\
        for node in sorted(nodes, key=lambda node: -node.number):
            for parent, slope in zip(node.parents, node.slopes):
                parent.grad += slope * node.grad"""

DEPTH_FIRST = """\
        done, waiting = set(), [self]
        while waiting:
            node = waiting.pop()
            if node not in done:
                done.add(node)
                for parent, slope in zip(node.parents, node.slopes):
                    parent.grad += slope * node.grad
                    waiting.append(parent)"""

WALK = """\
        nodes, waiting = {self}, [self]
        while waiting:
            for parent in waiting.pop().parents:
                if parent not in nodes:
                    nodes.add(parent)
                    waiting.append(parent)"""

RECURSIVE = """\
        nodes = set()

        def visit(node):
            nodes.add(node)
            for parent in node.parents:
                if parent not in nodes:
                    visit(parent)

        visit(self)"""
