"""Mistakes that people make in q16_optimisers; each is an edit of an answer."""

MISTAKES = [
    dict(
        title="Momentum's default",
        hint="Momentum is right where momentum is passed. Its default in the text is 0.9.",
        was="momentum=0.9",
        now="momentum=0.99",
        keeps=2 / 3,
    ),
    dict(
        title="both memories corrected by the first beta",
        hint="Adam corrects v with beta1. Each memory is corrected with the beta that it forgets by.",
        was="(1 - self.beta2**self.t)",
        now="(1 - self.beta1**self.t)",
    ),
    dict(
        title="both memories corrected by the second beta",
        hint="Adam corrects m with beta2. Each memory is corrected with the beta that it forgets by.",
        was="(1 - self.beta1**self.t)",
        now="(1 - self.beta2**self.t)",
    ),
    dict(
        title="betas exchanged in the memories alone",
        hint="Adam's memories forget at each other's pace, and are corrected rightly: in m belongs "
        "beta1, in v beta2.",
        was=(
            "self.beta1 * a + (1 - self.beta1) * g",
            "self.beta2 * a + (1 - self.beta2) * g**2",
        ),
        now=(
            "self.beta2 * a + (1 - self.beta2) * g",
            "self.beta1 * a + (1 - self.beta1) * g**2",
        ),
    ),
    dict(
        title="the corrected m kept as the memory",
        hint="Adam's first step is right, later ones are not: the corrected m goes on as the memory. "
        "m itself stays as it is, and the quotient has a name of its own.",
        was="m_hat = [a / (1 - self.beta1**self.t) for a in self.m]",
        now="m_hat = self.m = [a / (1 - self.beta1**self.t) for a in self.m]",
    ),
    dict(
        title="the corrected memories kept",
        hint="Adam's first step is right, later ones are not: the corrected m and v go on as the "
        "memories. These stay as they are, and the quotients have names of their own.",
        was=(
            "m_hat = [a / (1 - self.beta1**self.t) for a in self.m]",
            "v_hat = [a / (1 - self.beta2**self.t) for a in self.v]",
        ),
        now=(
            "m_hat = self.m = [a / (1 - self.beta1**self.t) for a in self.m]",
            "v_hat = self.v = [a / (1 - self.beta2**self.t) for a in self.v]",
        ),
    ),
    dict(
        title="one square for a whole array",
        hint="Adam's v holds one number for a whole array, the mean of its squares. Everything goes "
        "entry by entry.",
        was="(1 - self.beta2) * g**2",
        now="(1 - self.beta2) * np.mean(g**2)",
    ),
    dict(
        title="the squares of m",
        hint="Adam's v adds up the squares of m. It remembers the squares of the gradients.",
        was="self.v = [self.beta2 * a + (1 - self.beta2) * g**2 for a, g in zip(v, grads, strict=True)]",
        now="self.v = [self.beta2 * a + (1 - self.beta2) * g**2 for a, g in zip(v, self.m, strict=True)]",
    ),
    dict(
        title="SGD moves the first array alone",
        hint="SGD moves the first array of params and leaves the others as they were.",
        was="return [w - self.learning_rate * g for w, g in zip(params, grads, strict=True)]",
        now="return [params[0] - self.learning_rate * grads[0], *params[1:]]",
    ),
]
