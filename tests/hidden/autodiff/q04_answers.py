"""Values as different people write them."""

CLOSURES = """
class Value:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0
        self._prev = children
        self._backward = lambda: None

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, other):
        if isinstance(other, Value):
            return (self.log() * other).exp()
        out = Value(self.data**other, (self,))

        def _backward():
            self.grad += other * self.data ** (other - 1) * out.grad

        out._backward = _backward
        return out

    def _function(self, value, slope):
        out = Value(value, (self,))

        def _backward():
            self.grad += slope * out.grad

        out._backward = _backward
        return out

    def exp(self):
        e = np.exp(self.data)
        return self._function(e, e)

    def log(self):
        return self._function(np.log(self.data), 1 / self.data)

    def sin(self):
        return self._function(np.sin(self.data), np.cos(self.data))

    def cos(self):
        return self._function(np.cos(self.data), -np.sin(self.data))

    def sqrt(self):
        return self**0.5

    def tanh(self):
        t = np.tanh(self.data)
        return self._function(t, 1 - t * t)

    def relu(self):
        return self._function(np.maximum(self.data, 0), float(self.data >= 0))

    def __neg__(self):
        return self * -1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __sub__(self, other):
        return self + (-other)

    def __rsub__(self, other):
        return other + (-self)

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return other * self**-1

    def __rpow__(self, other):
        return Value(other) ** self

    def backward(self):
        topo, visited, stack = [], set(), [(self, False)]
        while stack:
            v, done = stack.pop()
            if done:
                topo.append(v)
            elif v not in visited:
                visited.add(v)
                stack.append((v, True))
                for child in v._prev:
                    stack.append((child, False))
        for v in topo:
            v.grad = 0
        self.grad = 1
        for v in reversed(topo):
            v._backward()
"""

NAMED = """
SLOPES = {
    "+": lambda x, y: (1, 1),
    "-": lambda x, y: (1, -1),
    "*": lambda x, y: (y, x),
    "/": lambda x, y: (1 / y, -x / y**2),
    "exp": lambda x: (math.exp(x),),
    "log": lambda x: (1 / x,),
    "sin": lambda x: (math.cos(x),),
    "cos": lambda x: (-math.sin(x),),
    "sqrt": lambda x: (1 / (2 * math.sqrt(x)),),
    "tanh": lambda x: (1 / math.cosh(x) ** 2,),
    "relu": lambda x: (1 if x > 0 else 0,),
}


class Value:
    def __init__(self, data, operation="", arguments=()):
        self.data, self.operation, self.arguments = float(data), operation, arguments
        self.grad = 0.0

    def __add__(self, other): return Value(self.data + to_value(other).data, "+", (self, to_value(other)))
    def __sub__(self, other): return Value(self.data - to_value(other).data, "-", (self, to_value(other)))
    def __mul__(self, other): return Value(self.data * to_value(other).data, "*", (self, to_value(other)))
    def __truediv__(self, other): return Value(self.data / to_value(other).data, "/", (self, to_value(other)))
    def __radd__(self, other): return to_value(other) + self
    def __rsub__(self, other): return to_value(other) - self
    def __rmul__(self, other): return to_value(other) * self
    def __rtruediv__(self, other): return to_value(other) / self
    def __rpow__(self, other): return (self * math.log(other)).exp()
    def __neg__(self): return 0 - self

    def __pow__(self, n):
        if isinstance(n, Value):
            return (n * self.log()).exp()
        result = Value(self.data**n, n, (self,))
        return result

    def exp(self): return Value(math.exp(self.data), "exp", (self,))
    def log(self): return Value(math.log(self.data), "log", (self,))
    def sin(self): return Value(math.sin(self.data), "sin", (self,))
    def cos(self): return Value(math.cos(self.data), "cos", (self,))
    def sqrt(self): return Value(math.sqrt(self.data), "sqrt", (self,))
    def tanh(self): return Value(math.tanh(self.data), "tanh", (self,))
    def relu(self): return Value(max(0, self.data), "relu", (self,))

    def slopes(self):
        numbers = [argument.data for argument in self.arguments]
        if isinstance(self.operation, str):
            return SLOPES[self.operation](*numbers) if self.operation else ()
        return (self.operation * numbers[0] ** (self.operation - 1),)

    def backward(self):
        # How many children each node has; it goes on when the last one has reported.
        waiting_for, todo = {self: 0}, [self]
        while todo:
            for argument in todo.pop().arguments:
                if argument not in waiting_for:
                    waiting_for[argument] = 0
                    todo.append(argument)
                waiting_for[argument] += 1
        for node in waiting_for:
            node.grad = 0.0
        self.grad, todo = 1.0, [self]
        while todo:
            node = todo.pop()
            for argument, slope in zip(node.arguments, node.slopes()):
                argument.grad += node.grad * slope
                waiting_for[argument] -= 1
                if waiting_for[argument] == 0:
                    todo.append(argument)


def to_value(x):
    return x if isinstance(x, Value) else Value(x)
"""

BY_NUMBER = """
tape = []


class Value:
    def __init__(self, data, edges=()):
        self.data = data
        self.edges = edges
        self.place = len(tape)
        tape.append(self)
        self.grad = 0.0

    def unary(self, value, slope):
        return Value(value, [(self, slope)])

    def binary(self, other, value, slopes):
        if not isinstance(other, Value):
            other = Value(other)
        x, y = self.data, other.data
        dx, dy = slopes(x, y)
        return Value(value(x, y), [(self, dx), (other, dy)])

    def __add__(self, other):
        return self.binary(other, lambda x, y: x + y, lambda x, y: (1.0, 1.0))

    def __sub__(self, other):
        return self.binary(other, lambda x, y: x - y, lambda x, y: (1.0, -1.0))

    def __mul__(self, other):
        return self.binary(other, lambda x, y: x * y, lambda x, y: (y, x))

    def __truediv__(self, other):
        return self.binary(other, lambda x, y: x / y, lambda x, y: (1 / y, -x / y**2))

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return self.binary(other, lambda x, y: y - x, lambda x, y: (-1.0, 1.0))

    def __rtruediv__(self, other):
        return self.binary(other, lambda x, y: y / x, lambda x, y: (-y / x**2, 1 / x))

    def __pow__(self, other):
        if isinstance(other, Value):
            return (self.log() * other).exp()
        return self.unary(self.data**other, other * self.data ** (other - 1))

    def __rpow__(self, other):
        return self.unary(other**self.data, other**self.data * math.log(other))

    def __neg__(self):
        return self.unary(-self.data, -1.0)

    def exp(self):
        return self.unary(math.exp(self.data), math.exp(self.data))

    def log(self):
        return self.unary(math.log(self.data), 1 / self.data)

    def sin(self):
        return self.unary(math.sin(self.data), math.cos(self.data))

    def cos(self):
        return self.unary(math.cos(self.data), -math.sin(self.data))

    def sqrt(self):
        return self.unary(self.data**0.5, 0.5 * self.data**-0.5)

    def tanh(self):
        return self.unary(math.tanh(self.data), 1 - math.tanh(self.data) ** 2)

    def relu(self):
        return self.unary(self.data * (self.data > 0), 1.0 * (self.data > 0))

    def backward(self):
        for node in tape:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(tape[: self.place + 1]):
            if node.grad:
                for parent, slope in node.edges:
                    parent.grad += slope * node.grad
"""
