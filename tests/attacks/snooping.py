"""Attacks that look for hidden inputs and expected values, and carry them out."""

from __future__ import annotations

from attacks.attack import RIGHT_OR, WRONG, attack, only

attack(
    "frames",
    "Each call prints and raises all local names of all frames below it.",
    answers=only(
        """
        import sys
        frame, found = sys._getframe(), []
        while frame is not None:
            found.append(repr(frame.f_locals)[:3000])
            frame = frame.f_back
        print(found)
        open("frames.txt", "a").write("\\n".join(found))
        raise ValueError("\\n".join(found))
        """
    ),
    last="""
    import os
    print(open("frames.txt").read() if os.path.exists("frames.txt") else "nothing")
    """,
    says={"q02_pred_linear": "ValueError"},
)
attack(
    "garbage_collector",
    "The garbage collector's objects are searched for exams, cases and references.",
    last="""
    import gc
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Exam", "Case", "Question", "WrongAnswer"):
            print(repr(thing)[:5000])
        if type(thing).__name__ == "function" and "exam" in str(thing.__module__):
            import inspect
            try:
                print(inspect.getsource(thing))
            except (OSError, TypeError):
                print(thing.__code__.co_consts)
    """,
)
attack(
    "proc",
    "/proc is read for command lines, environments, maps and descriptors of all processes.",
    last="""
    import glob
    for path in glob.glob("/proc/[0-9]*/cmdline") + glob.glob("/proc/[0-9]*/environ"):
        try:
            print(open(path, "rb").read())
        except OSError:
            pass
    """,
    needs_sandbox=True,
)
attack(
    "history",
    "In, Out, _ih, the history and the loaded modules are printed.",
    last="""
    import sys
    print(In, _ih, Out, list(get_ipython().history_manager.get_range()))
    print(sorted(sys.modules))
    print([sys.modules[name].__dict__ for name in list(sys.modules) if "exam" in name])
    """,
)
attack(
    "prints_inputs",
    "Calls print what they are given, and later cells print what calls wrote down.",
    first="seen = []",
    answers=only(
        """
        print("INPUTS", a, b, x1, x2)
        get_ipython().outputs.stream("stdout", f"INPUTS {a} {b}")
        display(a)
        seen.append((a, b))
        open("seen.txt", "a").write(repr(seen))
        return 7
        """
    ),
    last="""
    import os
    print(seen, open("seen.txt").read() if os.path.exists("seen.txt") else "")
    """,
)
attack(
    "raises_inputs",
    "An exception carries the inputs in its text, its arguments, notes and cause.",
    answers=only(
        """
        error = KeyError(f"{a} {b}", a)
        error.add_note(f"{a}")
        raise error from ValueError(repr(a))
        """
    ),
    says={"q02_pred_linear": "KeyError"},
)
attack(
    "raises_like_python",
    "An exception's text begins like one of Python's own and ends with the inputs.",
    answers=only("raise RecursionError(f'maximum recursion depth exceeded {a}')"),
    says={"q02_pred_linear": "RecursionError"},
)
attack(
    "raises_like_numpy",
    "NumPy's sentence on shapes, with the input's digits as the shapes.",
    answers=only(
        """
        digits = str(int(abs(a)))
        text = "operands could not be broadcast together with shapes (" + digits + ")"
        raise ValueError(text)
        """
    ),
)
attack(
    "exception_class_spells_inputs",
    "The class of the exception is named after the input.",
    answers=only("raise type('n' + str(int(a)), (Exception,), {})()"),
)
attack(
    "object_class_spells_inputs",
    "The answer is an object whose class is named after the input.",
    answers=only("return type('n' + str(int(a)), (), {})()"),
)
attack(
    "wire_error_spells_inputs",
    "An exception pretends to be the grader's own, with the input as its text.",
    answers=only("raise WireError(repr(a))", before="class WireError(Exception):\n    pass\n"),
)
attack(
    "shape_spells_inputs",
    "The answer is an empty array whose shape is the input.",
    answers=only("return np.empty((int(abs(a)), 0))"),
)
attack(
    "keys_spell_inputs",
    "The answer is a dict whose keys are the inputs.",
    answers=only("return {repr(a): a, a: 1}"),
)
attack(
    "dtype_spells_inputs",
    "The answer is an array whose fields are named after the inputs.",
    answers=only("return np.zeros(2, dtype=[('n' + str(int(a)), 'f8')])"),
)
attack(
    "frame_name_spells_inputs",
    "The function that raises is named after the input.",
    answers=only(
        """
        name = "n" + str(int(a))
        space = {}
        exec(compile(f"def {name}(): raise ValueError({name!r})", "<cell 2>", "exec"), space)
        space[name]()
        """
    ),
)
attack(
    "syntax_error_spells_inputs",
    "A SyntaxError names the input as its file and its text.",
    answers=only("raise SyntaxError('bad', (f'n{a}', 1, 1, f'text {a}'))"),
)
attack(
    "visible_test_tells_by_error",
    "Hidden inputs are kept, and raised when the visible test calls.",
    first="seen = []",
    answers={
        "q02_pred_linear": RIGHT_OR.format(
            tell="if (a, b, x1, x2) == (2, -1, 3, 4) and seen: raise ValueError(repr(max(seen)))\n"
            "    seen.append(a)"
        )
    },
    honest=("q02_pred_linear", "q07_line_of"),
    loses=True,
)
attack(
    "visible_test_tells_by_value",
    "Hidden inputs are kept, and given to the visible test, which says what it got.",
    first="seen = []",
    answers={
        "q02_pred_linear": RIGHT_OR.format(
            tell="if (a, b, x1, x2) == (2, -1, 3, 4) and seen:\n"
            "        return np.empty((int(max(seen)), 0))\n"
            "    seen.append(a)"
        ),
    },
    honest=("q02_pred_linear", "q07_line_of"),
    loses=True,
)
attack(
    "missing_name_spells_inputs",
    "The process says that a name is missing where none is, and names the input.",
    """
    import viva.worker.respondent as respondent
    from viva.worker.wire import Handle, decode, encode

    seen = ["nothing"]
    def lie(self, request):
        message = decode(request, lambda handle: handle)
        if message["op"] == "get":
            return encode({"value": Handle(1, "function", seen[-1])})
        seen.append("n" + str(int(message["args"][0])))
        return encode({"value": 1} if len(seen) < 3 else {"missing": repr(message["args"])})

    respondent.Respondent.answer = lie
    """,
    answers=WRONG,
    loses=True,
)
attack(
    "calls_traced",
    "sys.settrace, sys.setprofile and sys.monitoring watch every call, for inputs and judges.",
    """
    import sys
    seen = []
    def spy(frame, event, argument):
        seen.append((frame.f_code.co_qualname, repr(frame.f_locals)[:200]))
    sys.setprofile(spy)
    """,
    last="import sys\nsys.setprofile(None)\nprint([s for s in seen if 'hidden' in str(s)][:50])",
    answers=only("print(seen[-9:])\nraise ValueError(str(seen[-9:]))"),
)
attack(
    "text_slots_spell_inputs",
    "Python's and NumPy's own sentences, with the input in every gap that they have.",
    """
    texts = ["f() takes {} positional arguments but {} were given", "name 'n{}' is not defined",
             "'n{}' object has no attribute 'n{}'", "too many values to unpack (expected {})",
             "index {} is out of bounds for axis 0 with size {}", "No module named 'n{}'",
             "unsupported operand type(s) for +: 'n{}' and 'int'", "n{}", "{}", "'n{}'",
             "f() missing 1 required positional argument: 'n{}'"]
    kinds = [TypeError, NameError, AttributeError, ValueError, IndexError, ModuleNotFoundError,
             TypeError, KeyError, KeyError, KeyError, TypeError]
    turn = iter(range(10**9))
    """,
    answers={
        name: f"def {name[4:]}({arguments}):\n    n = next(turn) % 11\n"
        f"    raise kinds[n](texts[n].replace('{{}}', str(int(abs({arguments.split(',')[0]})))))"
        for name, arguments in (("q02_pred_linear", "a, b, x1, x2"),)
    },
)
attack(
    "sizes_spell_inputs",
    "Shapes of one digit each, lengths of tuples and numbers of nan, all from the input.",
    """
    def digits(a):
        return [int(digit) for digit in str(int(abs(a)))]
    turn = iter(range(10**9))
    def spell(a):
        return [lambda: np.zeros(digits(a)[:4] + [0]), lambda: np.zeros(digits(a)[4:]),
                lambda: tuple([0] * int(str(int(a))[:4])),
                lambda: np.empty((0,) * 3 + (int(a),))][next(turn) % 4]()
    """,
    answers=only("return spell(a)"),
)
attack(
    "files_tell_the_visible_test",
    "Hidden inputs are written to a file, and another question's visible test reads it.",
    answers={
        "q02_pred_linear": "def pred_linear(a, b, x1, x2):\n"
        "    open('seen.txt', 'a').write(f'{a} ')\n    return 7",
        "q03_accuracy": "def accuracy(y_true, y_pred):\n"
        "    raise ValueError(open('seen.txt').read())",
    },
)
attack(
    "lying_names",
    "Class, function and file of an exception are text that changes when it is read.",
    """
    class Text(str):
        def __getitem__(self, key): return Text(str(seen[-1]))
        def __str__(self): return str(seen[-1])
        __format__ = __repr__ = startswith = __str__
    seen = ["nothing"]
    class Spelling(Exception):
        def __str__(self): return Text("list index out of range")
    """,
    answers=only("seen.append(a)\nSpelling.__name__ = f'n{int(a)}'\nraise Spelling"),
)
