"""Find the cells of a submission that answer a question, wherever they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from viva.grading.bundle import Bundle, Graded
from viva.grading.cells import grade_id, source, visible
from viva.grading.matching import Matching, SubmittedCell
from viva.grading.pictures import MOST_PICTURES
from viva.grading.python_source import defined_names, is_blank_text, mentioned_names


def asked_for(bundle: Bundle, question: Graded) -> frozenset[str]:
    """Return those names of an answer that its visible test uses; the others are helpers."""
    test = next((visible(c) for c in bundle.cells if grade_id(c) == question.cell_id), "")
    used = mentioned_names(test) - defined_names(test)
    return (question.needs & used) or question.needs


def find_moved(
    bundle: Bundle, cells: Sequence[SubmittedCell], matching: Matching
) -> dict[str, int]:
    """Return answers that lie outside their cell, by the names that they define.

    Returns
    -------
    dict
        The submitted cell that answers a question whose own cell is blank, missing or no Python.
    """
    places = {grade_id(cell): place for place, cell in enumerate(bundle.cells)}
    needs = {q.id: asked_for(bundle, q) for q in bundle.questions if not q.written}
    defining_at = {q.id: q.needs for q in bundle.questions}
    defining = _names_by_cell(bundle, cells, matching, frozenset().union(*needs.values()))
    found: dict[str, int] = {}
    for name, wanted in needs.items():
        if not wanted or name not in places:
            continue
        own = dict.fromkeys(matching.matched.get(places[name], ()))
        released = bundle.released.get(name)
        answering = [i for i in own if not cells[i].blank(released) and wanted <= cells[i].names]
        if any(cells[i].parses() for i in answering):
            continue
        ranks = []
        for index, names in defining.items():
            if index in own or not wanted <= names or cells[index].blank(released):
                continue
            place = matching.place_of.get(index, -1)
            other = grade_id(bundle.cells[place]) if place >= 0 else ""
            at_home = other in needs and needs[other] <= names
            if at_home and not own and place < places[name]:
                continue  # it has run already when this question is asked
            if at_home and name in bundle.inline and wanted <= defining_at[other]:
                continue  # the other question asks for this name, too, and nbgrader moves nothing
            ranks.append((cells[index].parses(), not at_home, index))
        # Of two that are no Python, the one in its place is the answer.
        if ranks and (max(ranks)[0] or not answering):
            found[name] = max(ranks)[2]
    return found


def _names_by_cell(
    bundle: Bundle, cells: Sequence[SubmittedCell], matching: Matching, wanted: frozenset[str]
) -> dict[int, frozenset[str]]:
    """Return the names that each cell with some work in it defines, if a wanted one is among them.

    Cells that are as the instructor gave them hold no work.
    """
    found = {}
    for index, mine in enumerate(cells):
        if mine.joined or not any(name in mine.code for name in wanted):
            continue
        if index in matching.place_of:
            given = bundle.cells[matching.place_of[index]]
            as_given = mine.code.strip() in (source(given).strip(), visible(given).strip())
            if as_given or mine.blank(bundle.released.get(grade_id(given))):
                continue
        if mine.kind != "code" and not mine.parses():
            continue
        if mine.names & wanted:
            found[index] = mine.names
    return found


def chosen(
    cells: Sequence[SubmittedCell], mine: Sequence[int], released: str | None, moved: int | None
) -> list[int]:
    """Return which of the cells that claim to be one answer run: all not blank, in order.

    An answer that lies elsewhere comes last: what stands in its own cell may be its helpers.
    """
    written_in = [i for i in mine if not cells[i].joined and not cells[i].blank(released)]
    if moved is None:
        return written_in or [i for i in mine if not cells[i].joined][-1:]
    return [*(i for i in written_in if cells[i].parses()), moved]


def remark(bundle: Bundle, question: Graded, mine: Sequence[SubmittedCell]) -> str:
    """Return what in the cells of an answer keeps it from being one, for the student."""
    magic = next((cell.magic for cell in mine if cell.magic), "")
    if magic:
        return f"The cell starts with {magic}, so its code does not run as part of the notebook."
    found = frozenset().union(*(cell.names for cell in mine))
    absent = asked_for(bundle, question) - found
    others = sorted(name for name in found - question.needs if not name.startswith("_"))
    if absent and others and all(cell.parses() for cell in mine):
        return f"The cell defines {', '.join(f'`{name}`' for name in others[:3])}."
    return ""


def written_cells(
    cells: Sequence[SubmittedCell],
    mine: Sequence[int],
    below: Sequence[int],
    above: Sequence[int],
    released: str | None,
) -> list[int]:
    """Return the cells that are one written answer: all that say something, in their order.

    Parameters
    ----------
    mine
        The cells that claim to be the answer.
    below, above
        Cells without a name right after and right before the place of the answer. What stands
        below goes on with the answer; where there is none, a cell beside its place is the answer,
        also one whose words were put into a code cell.
    """
    said = [i for i in mine if not is_blank_text(source(cells[i].cell), released)]
    after = nameless_texts(cells, below)
    if said or after:
        return sorted({*said, *after})
    words = [i for i in below if _is_prose(cells[i])]
    return words or nameless_texts(cells, above) or list(mine[-1:])


def _is_prose(cell: SubmittedCell) -> bool:
    """Return whether a code cell holds words, and nothing that runs."""
    words = cell.kind == "code" and not cell.joined and any(map(str.isalpha, cell.code))
    return words and not cell.magic and (not cell.parses() or cell.blank(None))


def nameless_texts(cells: Sequence[SubmittedCell], indices: Sequence[int]) -> list[int]:
    """Return which of the cells beside a written question may answer it."""
    return [i for i in indices if cells[i].kind in ("markdown", "raw") and cells[i].code.strip()]


def written_answer(cells: Sequence[Mapping[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Return the text of cells that together are a written answer, and their attachments."""
    texts = []
    attachments: dict[str, Any] = {}
    for number, cell in enumerate(cells):
        text = source(cell)
        own = cell.get("attachments")
        for name, content in own.items() if isinstance(own, Mapping) else ():
            if len(attachments) >= MOST_PICTURES:
                break
            free = name
            if attachments.get(name, content) != content:
                # Two cells may each have a picture of this name.
                free = f"{number}-{name}"
                text = text.replace(f"attachment:{name}", f"attachment:{free}")
            attachments[free] = content
        texts.append(text)
    return "\n\n".join(texts), attachments
