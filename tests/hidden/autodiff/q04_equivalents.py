"""Changes of the solution of q04_value that leave it right: why, the line, and what it may be."""

AGAIN = "parents that were seen are passed over, so that each look from the start finds the next"

EQUIVALENTS = (
    (
        "a sum has the same slopes in both of its terms",
        "return Value(self.data + other.data, (self, other), (1.0, 1.0))",
        ["return Value(self.data + other.data, (other, self), (1.0, 1.0))"],
    ),
    ("a number and its product with -1", "return self * -1.0", ["return self / -1.0"]),
    (
        "a number has a minus of its own, and is made a Value when it is added",
        "return self + -Value.of(other)",
        ["return self + -other"],
    ),
    (
        "a number has powers of its own, and is made a Value when it is multiplied",
        "return self * Value.of(other) ** -1.0",
        ["return self * other ** -1.0"],
    ),
    (
        "True counts as 1, and at 0 either slope will do",
        "return Value(max(self.data, 0.0), (self,), (float(self.data > 0),))",
        [
            "return Value(max(0.0, self.data), (self,), (float(self.data > 0),))",
            "return Value(max(self.data, 0.0), (self,), (self.data > 0,))",
            "return Value(max(self.data, 0.0), (self,), (float(self.data >= 0),))",
        ],
    ),
    (
        AGAIN,
        "order, seen, path = [], {self}, [(self, iter(self.parents))]",
        ["order, seen, path = [], {self}, [(self, self.parents)]"],
    ),
    (
        AGAIN,
        "path.append((parent, iter(parent.parents)))",
        ["path.append((parent, parent.parents))"],
    ),
    (
        "the last in the order is the result, whose gradient is set to 1",
        "for node in order:",
        ["for node in order[:-1]:"],
    ),
    (
        "the first in the order has no parents",
        "for node in reversed(order):",
        ["for node in reversed(order[1:]):"],
    ),
)
