"""Attacks that speak for the worker, or send what nobody expects."""

from __future__ import annotations

from attacks.attack import WRONG, answering, attack, only

FORGE = """
import os, stat, struct
def forge(text):
    for number in range(3, 64):
        try:
            if stat.S_ISSOCK(os.fstat(number).st_mode):
                os.write(number, struct.pack(">I", len(text)) + text)
        except OSError:
            pass
"""
attack(
    "forged_frames_in_a_cell",
    "A cell writes frames of its own to every socket that is open.",
    FORGE + "forge(b'm' + bytes([0, 0, 0, 0]))",
    loses=True,
)
attack(
    "forged_frames_in_a_call",
    "A call writes malformed frames to every socket that is open.",
    FORGE,
    answers=only("forge(b'\\xff' * 50)\nreturn 7"),
)
attack(
    "frame_that_never_ends",
    "A frame promises 200 MB, and nothing comes.",
    "import os, stat, time",
    answers=only(
        """
        for number in range(3, 64):
            try:
                if stat.S_ISSOCK(os.fstat(number).st_mode):
                    os.write(number, bytes([12, 0, 0, 0]) + b"l")
            except OSError:
                pass
        time.sleep(600)
        """
    ),
)
RESPONDENT = """
import viva.worker.respondent as respondent
import viva.worker.wire as wire
from viva.worker.wire import Handle, decode, encode
"""
attack(
    "answers_for_itself",
    "Respondent.answer is replaced to say that every value is right.",
    RESPONDENT
    + """
respondent.Respondent.answer = lambda self, request: encode(
    {"value": True, "after": [True] * 4, "passed": True, "score": 15.0}
)
""",
    answers=WRONG,
    loses=True,
)
attack(
    "handles_never_given",
    "Answers are handles that were never given out, and functions where numbers belong.",
    RESPONDENT
    + """
respondent.Respondent.answer = lambda self, request: encode(
    {"value": [Handle(2**32 - 1, "function", "x" * 200), Handle(0, "class", ""),
               Handle(7, "instance", "int")], "after": [Handle(9, "instance", "list")] * 4}
)
""",
    answers=WRONG,
    loses=True,
)
attack(
    "arguments_forged",
    "The arguments come back changed: other types, other lengths, nan in place of lists.",
    RESPONDENT
    + """
def lie(self, request):
    message = decode(request, self.resolve)
    if message["op"] != "call":
        return encode({"value": self.namespace.get(message.get("name"))}, self.hold)
    return encode({"value": 1, "after": [float("nan"), {}, [[]], "x"][: len(message["args"])]})
respondent.Respondent.answer = lie
""",
    answers=WRONG,
    loses=True,
)
attack(
    "wire_patched",
    "The encoder is replaced by one that sends garbage, pickles, or nothing.",
    RESPONDENT
    + """
import io, pickle
class Bomb:
    def __reduce__(self): return (io.open, ("@HOST@/viva_attack_left", "w"))
garbage = [b"", b"\\0" * 100, b"l\\xff\\xff\\xff\\xff", b"h\\0\\0\\0\\0\\0"]
replies = iter([pickle.dumps(Bomb()), *garbage] * 999)
respondent.Respondent.answer = lambda self, request: next(replies)
""",
    answers=WRONG,
    loses=True,
)
attack(
    "pickle_bomb",
    "Answers that run code where they are unpickled or printed.",
    """
    import os, pickle
    class Bomb:
        def __reduce__(self): return (os.system, ("touch @HOST@/viva_attack_left",))
        def __repr__(self): os._exit(3)
        __str__ = __repr__
    """,
    answers=answering("[Bomb(), pickle.dumps(Bomb())]"),
)
attack(
    "deep_nesting",
    "Answers nested thousands deep, and a list that holds itself.",
    """
    def nest(depth):
        value = []
        for _ in range(depth):
            value = [value]
        return value
    ring = []
    ring.append(ring)
    turn = iter([nest(63), nest(64), nest(100_000), ring, {1: {1: ring}}] * 1000)
    """,
    answers=answering("next(turn)"),
    says={"q02_pred_linear": "cannot read"},
)
attack(
    "deep_nesting_forged",
    "A forged reply nested a million deep.",
    RESPONDENT
    + "respondent.Respondent.answer = lambda self, request: b'l\\0\\0\\0\\1' * 1_000_000 + b'N'\n",
    answers=WRONG,
    loses=True,
)
attack(
    "huge_arrays",
    "Arrays of 8 GB that need no memory, of a million axes' worth, and of size 0 with huge axes.",
    """
    turn = iter([np.broadcast_to(np.zeros(1), (10**9,)), np.empty((2**27, 2**27, 0)),
                 np.zeros((1,) * 60), np.array(["x" * 10**6] * 10), np.empty(0, "O")] * 1000)
    """,
    answers=answering("next(turn)"),
)
attack(
    "huge_lists",
    "A list of 300,000 numbers as every answer, which the judge must look through.",
    answers=only("return [0.5] * 300_000"),
    harms_only=True,
)
attack(
    "strange_values",
    "Answers that are masked, structured, dates, objects, views, generators or modules.",
    """
    import datetime, decimal, fractions, types
    turn = iter([np.ma.masked_array([1.0], [True]), np.zeros(2, "M8[s]"), np.zeros(2, "V8"),
                 np.array([None, np]), decimal.Decimal("NaN"), fractions.Fraction(1, 3),
                 datetime.datetime.now(), (x for x in [1]), types, np, ..., NotImplemented,
                 memoryview(b"x"), slice(1), b"\\xff", "\\ud800", object, print, 10**5000,
                 np.float16(1), np.longdouble(1), np.array("text"), iter([]), property()] * 1000)
    """,
    answers=answering("next(turn)"),
)
