"""All that viva says to people is in one list, which a reviewer can read."""

from sentences import FILE, RENEW, listing, sentences_of_module, sentences_of_template

COMMAND = '''
"""What this module is for is not shown."""

@click.command("greet")
@click.option("--to", help="The person to greet.")
def greet(to):
    """Greet a person.

    Exits with code 1 if nobody is there.
    """
    click.echo(f"Good morning, {to}!" + " It is early.")

def helper():
    """Return something that nobody reads."""
    return NAMES["key"], "one_name", "ms"
'''
TEMPLATE = """
<style>p { color: red; }</style>
<h1>Feedback on {{ name }}</h1>
<p>You have <b>{{ points }}</b> of 3 points{% if late %}, after a penalty{% endif %}.</p>
<img alt="A figure of {{ name }}">
"""


def test_the_list_is_in_step():
    assert FILE.read_text(encoding="utf-8") == listing(), f"Run: {RENEW}"


def test_messages_and_help_are_listed_and_docstrings_are_not():
    assert set(sentences_of_module(COMMAND)) == {
        "Greet a person. Exits with code 1 if nobody is there.",
        "The person to greet.",
        "Good morning, {…}! It is early.",
    }


def test_a_template_is_listed_by_its_text():
    assert set(sentences_of_template(TEMPLATE)) == {
        "Feedback on {…}",
        "You have {…} of 3 points",
        ", after a penalty",
        "A figure of {…}",
    }
