"""q05_gradcheck: derivatives by the way back against finite differences."""

from viva.exam import Question

q = Question("q05_gradcheck")


@q.reference
def gradcheck(f, values, h=1e-5):
    nodes = [Value(number) for number in values]
    f(*nodes).backward()
    largest = 0.0
    for k, node in enumerate(nodes):
        above = [Value(number + h * (j == k)) for j, number in enumerate(values)]
        below = [Value(number - h * (j == k)) for j, number in enumerate(values)]
        slope = (f(*above).data - f(*below).data) / (2 * h)
        largest = max(largest, abs(node.grad - slope))
    return largest


# Here it stands for the Value of whoever answers: gradcheck needs no more of it than this.
class Value:
    def __init__(self, data):
        self.data, self.grad = data, 0.0


RIGHT = (
    ("x * y + sin(x)", "y + cos(x)", "x"),
    ("exp(x) / z - y ** 3", "exp(x) / z", "-3 * y ** 2", "-exp(x) / z ** 2"),
    ("tanh(x) * sqrt(x + 3)", "(1 - tanh(x) ** 2) * sqrt(x + 3) + tanh(x) / (2 * sqrt(x + 3))"),
    ("log(x + 3) + cos(y) * 2", "1 / (x + 3)", "-2 * sin(y)"),
)
PLANTED = (
    ("x + y", "1", "0.7"),
    ("x - y", "1", "1"),
    ("x * y", "x", "y"),
    ("x / y", "1 / y", "1 / y ** 2"),
    ("x ** 3", "3 * x"),
    ("y ** 2 * 0 + exp(x) + z", "1.1 * exp(x)", "0", "1.05"),
    ("log(x + 3) + y", "1 / x", "1"),
    ("sin(x) + sin(y)", "cos(x)", "-cos(y)"),
    ("cos(x)", "sin(x)"),
    ("sqrt(x + 3)", "1 / sqrt(x + 3)"),
    ("tanh(x)", "1 - x ** 2"),
    ("max(x, 0) + max(y, 0) + max(z, 0)", "1", "1.5", "1.25"),
)


def checked(candidate, rng, functions):
    found = {}
    for formula, *slopes in functions:
        values = (rng.choice([-1, 1], 3) * rng.uniform(0.4, 1.6, size=3)).tolist()
        values = [values[0], *(abs(value) for value in values[1:])][: len(slopes)]
        f = candidate.with_slopes(formula, *slopes)
        # Named by number: the formula's own words are the grader's.
        found[f"function {len(found) + 1}"] = candidate.gradcheck(f, values)
    return found


@q.case("right slopes of one, two and three variables", atol=2e-7)
def right_slopes(candidate, rng):
    return checked(candidate, rng, RIGHT)


@q.case("a mistake planted in each operation", rtol=1e-6, atol=2e-7)
def planted_mistakes(candidate, rng):
    return checked(candidate, rng, PLANTED)


q.equivalent(
    "two lists with the same numbers",
    was="above, below = list(values), list(values)",
    now="below, above = list(values), list(values)",
)
q.equivalent(
    "an absolute difference has no order",
    was="differences.append(abs(node.grad - measured))",
    now="differences.append(abs(measured - node.grad))",
)
q.right(
    "NumPy arrays",
    code="""
def gradcheck(f, values, h=1e-5):
    x = np.array(values, dtype=float)
    nodes = [Value(v) for v in x]
    f(*nodes).backward()
    slopes = []
    for step in h * np.eye(len(x)):
        up, down = f(*map(Value, x + step)), f(*map(Value, x - step))
        slopes.append((up.data - down.data) / (2 * h))
    return np.max(np.abs(np.array([n.grad for n in nodes]) - slopes))
""",
)
q.right(
    "changed and put back, another step",
    code="""
def gradcheck(f, values, h=2e-5):
    values = list(values)
    args = [Value(v) for v in values]
    result = f(*args)
    result.backward()
    differences = []
    for i in range(len(values)):
        kept = values[i]
        values[i] = kept + h
        plus = f(*[Value(v) for v in values]).data
        values[i] = kept - h
        minus = f(*[Value(v) for v in values]).data
        values[i] = kept
        differences.append(abs(args[i].grad - (plus - minus) / 2 / h))
    return max(differences)
""",
)
q.wrong(
    "one-sided differences",
    hint="Right derivatives come out as 1e-5 or so: these are one-sided differences. Step to either side.",
    was=("number - h * (j == k)", "/ (2 * h)"),
    now=("number", "/ h"),
)
q.wrong(
    "divided by h instead of 2h",
    hint="The slope by differences is twice what it should be: from below to above it is two steps.",
    was="/ (2 * h)",
    now="/ h",
)
q.wrong(
    "no absolute value",
    hint="Some planted mistakes are found and others are not: a difference that is too small is negative, and never the largest.",
    was="abs(node.grad - slope)",
    now="node.grad - slope",
)
q.wrong(
    "only the first variable",
    hint="A mistake in the first variable is found, and one in a later variable is not. Is the loop left too early?",
    was="        largest = max(largest, abs(node.grad - slope))\n    return largest",
    now="        return abs(node.grad - slope)",
)
q.wrong(
    "the last variable's difference",
    hint="What you return is the difference of the last variable, not the largest of all.",
    was="max(largest, abs(node.grad - slope))",
    now="abs(node.grad - slope)",
)
q.wrong(
    "all variables moved at once",
    hint="You move all variables at once, so with two of them the slopes add up. Move one at a time.",
    was=("+ h * (j == k)", "- h * (j == k)"),
    now=("+ h", "- h"),
)
q.wrong(
    "no backward",
    hint="The gradients of the Values are all 0 in your comparison: who asks for the way back?",
    was="f(*nodes).backward()",
    now="f(*nodes)",
)
q.wrong(
    "relative differences",
    hint="Your differences are divided by something. The largest absolute difference is asked for.",
    was="abs(node.grad - slope)",
    now="abs(node.grad - slope) / max(abs(slope), 1e-12)",
)
q.wrong(
    "a sum of differences",
    hint="You add the differences up. The largest one is asked for.",
    was="max(largest, abs(node.grad - slope))",
    now="largest + abs(node.grad - slope)",
)
q.wrong(
    "True or False",
    hint="gradcheck returns True or False. The number is asked for: how large is the largest difference?",
    was="return largest",
    now="return largest < 1e-6",
)
q.hints(
    "Which two numbers do you have for each variable, and by which ways did you get them?",
    "Make Values of the numbers, call f with them, go back once, and keep the gradients. Then, for each variable, call f twice with new Values, one of which is moved by h to either side, and read the data of the results.",
    "The slope of variable k is the data above minus the data below, divided by two steps. Take its absolute difference from the gradient of node k, and return the largest of them.",
)
