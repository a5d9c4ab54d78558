"""``viva reset``: one answer cell back to its released version."""

from __future__ import annotations

import click

from viva import terminal

EXAMPLES = """\b
Examples:
  viva reset 03 q10_forward_function     the answer cell of this question
  viva reset 03 q10                      the same
  viva reset list_mlp.ipynb q10
"""


@click.command("reset", epilog=EXAMPLES)
@click.argument("target", metavar="NN or FILE")
@click.argument("question")
def reset(target: str, question: str) -> None:
    """Reset one answer cell to its released version.

    Your answer is saved in a file below .viva/kept/, and nothing else in the notebook changes. If
    the notebook is open in JupyterLab, save it first, and reload it from disk afterwards.
    """
    from viva.commands.check import chosen, find_question
    from viva.student.check import shown
    from viva.student.reset import ResetProblem
    from viva.student.reset import reset as put_back

    console = terminal.console()
    path, name = find_question(question, chosen([target]), "viva reset {0} {1}")
    try:
        done = put_back(path, name)
    except ResetProblem as problem:
        raise click.ClickException(str(problem)) from problem
    if done.kept is None:
        console.print(
            f"{name} in {shown(path)} is still the released version. Nothing was changed."
        )
        return
    console.print(f"{name} in {shown(path)} was reset to the released version.")
    console.print(f"Your answer was saved in {shown(done.kept)}")
    console.print("In JupyterLab: File → Reload Notebook from Disk.", style="dim")
