"""Right answers to q02_sigmoid_pair."""

STEP_BY_STEP = """
def sigmoid(a):
    half = 0.5 * np.asarray(a, dtype=float)
    return 0.5 * (1 + np.tanh(half))


def grad_sigmoid(a):
    s = sigmoid(a)
    return s * (1 - s)


a, h = np.linspace(-5, 5, 201), 1e-5
measured = (sigmoid(a + h) - sigmoid(a - h)) / (2 * h)
largest_difference = np.abs(measured - grad_sigmoid(a)).max()
"""

BY_SIGN = """
def sigmoid(a):
    small = np.exp(-np.abs(a))
    return np.where(np.asarray(a) >= 0, 1, small) / (1 + small)


def grad_sigmoid(a):
    small = np.exp(-np.abs(a))
    return small / (1 + small) ** 2


points = np.linspace(-5, 5, 201)
central = (sigmoid(points + 1e-5) - sigmoid(points - 1e-5)) / 2e-5
largest_difference = float(max(abs(central - grad_sigmoid(points))))
"""

SPECIAL = """
from scipy.special import expit


def sigmoid(a):
    return expit(a)


def grad_sigmoid(a):
    return expit(a) * expit(-np.asarray(a))


largest_difference = 0
for place in np.linspace(-5, 5, 201):
    slope = (sigmoid(place + 1e-5) - sigmoid(place - 1e-5)) / (2 * 1e-5)
    largest_difference = max(largest_difference, abs(slope - grad_sigmoid(place)))
"""

CUT_OFF = """
def sigmoid(a):
    return 1 / (1 + np.exp(-np.clip(a, -700, 700)))


def grad_sigmoid(a):
    s = sigmoid(a)
    return s - s**2


x = np.linspace(-5, 5, num=201)
largest_difference = np.max(np.abs((sigmoid(x + 1e-5) - sigmoid(x - 1e-5)) / (2e-5) - grad_sigmoid(x)))
"""

PLAIN = """
def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))


def grad_sigmoid(a):
    return sigmoid(a) * (1.0 - sigmoid(a))


a = np.linspace(-5, 5, 201)
difference = (sigmoid(a + 1e-5) - sigmoid(a - 1e-5)) / 2e-5 - grad_sigmoid(a)
largest_difference = np.linalg.norm(difference, np.inf)
"""
