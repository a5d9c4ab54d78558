import nbformat
import pytest
from small_course import make_course, make_notebook

from viva.course.layout import NESTED, Course, UsageProblem, add_nested_course, find_root
from viva.course.new_gradebook import prepare_gradebook


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def add_assignment(course, folder, notebook):
    path = course.source / folder / f"{notebook}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text("{}")
    return path


def add_setting(course, line):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"{line}\n")
    return Course(course.root)


def test_the_course_is_found_from_any_folder_below_it(course, monkeypatch):
    monkeypatch.chdir(course.source / "01_warm_up")
    assert Course().root == course.root
    assert find_root(course.root) == course.root


@pytest.mark.parametrize("place", ["submitted/ada", "submitted/ada/01_warm_up/src", "feedback"])
def test_a_course_among_the_students_work_is_not_taken_for_one(course, place):
    theirs = course.root / place
    (theirs / "source").mkdir(parents=True)
    (theirs / "nbgrader_config.py").write_text("raise AssertionError")
    assert find_root(theirs / "source") == course.root


def test_a_course_within_a_course_is_run_only_if_the_outer_one_lists_it(course):
    inner = course.root / "old" / "2025"
    make_course(inner)
    with pytest.raises(UsageProblem, match=r"old/2025/nbgrader_config\.py .*write old/2025 into"):
        find_root(inner / "source")
    add_nested_course(course.root, inner)
    add_nested_course(course.root, inner)
    assert (course.root / NESTED).read_text() == "old/2025\n"
    assert find_root(inner / "source") == inner
    theirs = inner / "submitted" / "ada"
    theirs.mkdir(parents=True)
    (theirs / "nbgrader_config.py").touch()
    assert find_root(theirs) == inner


def test_a_course_elsewhere_needs_no_entry(course, tmp_path_factory):
    add_nested_course(course.root, tmp_path_factory.mktemp("elsewhere"))
    assert not (course.root / NESTED).exists()


def test_outside_a_course_the_message_says_what_is_looked_for(tmp_path_factory, monkeypatch):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    with pytest.raises(UsageProblem, match=r"no course here.*nbgrader_config\.py"):
        Course()


def test_folders_and_gradebook_are_nbgraders_own(course):
    for name in ("source", "release", "submitted", "autograded", "feedback"):
        assert getattr(course, name) == course.root / name
    assert course.exams == course.root / "tests" / "hidden"
    assert course.gradebook_url == f"sqlite:///{course.root}/gradebook.db"
    assert course.course_id == "from-a-line-to-mnist"


def test_folders_and_gradebook_follow_the_settings(course):
    (course.root / "instructor").mkdir()
    add_setting(course, 'c.CourseDirectory.source_directory = "instructor"')
    changed = add_setting(course, 'c.CourseDirectory.db_url = "sqlite:///elsewhere.db"')
    assert changed.source == course.root / "instructor"
    assert changed.gradebook_url == "sqlite:///elsewhere.db"


@pytest.mark.parametrize("name", ["plain", "course [2026] *?", "100%41 #1"])
def test_the_gradebook_is_where_the_course_is(tmp_path, name):
    course = make_course(tmp_path / name)
    assert not course.has_gradebook()
    prepare_gradebook(course.gradebook_url)
    assert course.has_gradebook()
    assert (tmp_path / name / "gradebook.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_gradebook_on_a_server_is_there(course):
    url = "postgresql+psycopg2://user@host/grades"
    assert add_setting(course, f'c.CourseDirectory.db_url = "{url}"').has_gradebook()


def test_settings_that_cannot_be_read_are_one_sentence(course):
    with pytest.raises(UsageProblem, match=r"nbgrader_config\.py cannot be read: .*nonsense"):
        add_setting(course, "nonsense")


def test_a_course_without_source_says_so(course):
    with pytest.raises(UsageProblem, match="no folder elsewhere/"):
        add_setting(course, 'c.CourseDirectory.source_directory = "elsewhere"')


def test_an_assignment_knows_its_files(course):
    (assignment,) = course.assignments()
    assert (assignment.name, assignment.notebook_name) == ("01_warm_up", "warm_up")
    assert assignment.number == "01"
    assert assignment.source_path == course.root / "source/01_warm_up/warm_up.ipynb"
    assert assignment.release_path == course.root / "release/01_warm_up/warm_up.ipynb"
    assert assignment.exam_path == course.root / "tests/hidden/warm_up.py"


def test_an_assignment_may_have_no_exam_yet(course):
    add_assignment(course, "02_next", "next")
    assert course.find("02").exam_path is None


def test_folders_without_a_notebook_and_checkpoints_are_no_assignments(course):
    (course.source / "images").mkdir()
    add_assignment(course, ".ipynb_checkpoints", "old")
    add_assignment(course, "01_warm_up", ".hidden")
    assert [assignment.name for assignment in course.assignments()] == ["01_warm_up"]


def test_of_several_notebooks_the_one_with_the_folders_name_counts(course):
    add_assignment(course, "01_warm_up", "appendix")
    assert course.find("01").notebook_name == "warm_up"
    assert course.find("01").siblings == ()


def add_graded(course, folder, notebook):
    path = add_assignment(course, folder, notebook)
    nbformat.write(make_notebook(), path)


def test_several_that_are_graded_are_one_assignment(course):
    add_assignment(course, "02_two", "unreadable")
    for name in ("one", "other"):
        add_graded(course, "02_two", name)
    add_graded(course, "01_warm_up", "more")
    labels = [each.label for each in course.assignments()]
    assert labels == [
        *("01_warm_up/more", "01_warm_up/warm_up"),
        *("02_two/one", "02_two/other", "02_two/unreadable"),
    ]
    assert [each.label for each in course.find_all("02")] == labels[2:]
    assert [each.label for each in course.find_all("02_two/other")] == ["02_two/other"]
    assert course.find("other").siblings == ("one", "unreadable")
    assert course.notebook("02_two", "one") == course.find("one")
    assert [each.label for each in course.chosen(["other", "02_two"])] == [
        *("02_two/other", "02_two/one", "02_two/unreadable")
    ]
    with pytest.raises(UsageProblem, match=r"'02_two' has 3 notebooks\. Name one: 02_two/one or"):
        course.find("02_two")
    with pytest.raises(UsageProblem, match="'02_two/three' is not an assignment"):
        course.notebook("02_two", "three")


def test_a_notebook_that_is_called_as_its_folder_stands_for_all_of_it(course):
    for name in ("ps1", "more"):
        add_graded(course, "ps1", name)
    assert [each.label for each in course.find_all("ps1")] == ["ps1/more", "ps1/ps1"]
    assert course.find("ps1/ps1").notebook_name == "ps1"


def test_an_exam_is_of_the_one_notebook_of_its_name_that_asks_it(course):
    for name in ("warm_up", "more"):
        add_graded(course, "02_two", name)
    path = course.source / "02_two" / "warm_up.ipynb"
    path.write_text(path.read_text().replace("examine(", "look_at("))
    asking = {each.label: each.exam_path for each in course.assignments()}
    assert asking["01_warm_up"] is not None
    assert asking["02_two/warm_up"] is None
    assert course.faults() == {}
    nbformat.write(make_notebook(), path)
    fault = course.faults()["01_warm_up"]
    assert fault == course.faults()["02_two/warm_up"]
    assert fault.startswith(
        "01_warm_up/warm_up.ipynb and 02_two/warm_up.ipynb would have the same exam, "
        "tests/hidden/warm_up, and it can be of one only."
    )
    with pytest.raises(UsageProblem, match="would have the same exam"):
        course.find("02_two/warm_up")


@pytest.mark.parametrize("text", ["01", "1", "01_warm_up", "01_warm_up/", "warm_up", " 01 "])
def test_an_assignment_has_many_names(course, text):
    add_assignment(course, "02_next", "next")
    assert course.find(text).name == "01_warm_up"


@pytest.mark.parametrize("text", ["03", "warm", "", "NOSUCH", "²"])
def test_an_unknown_assignment_is_a_usage_error_with_what_exists(course, text):
    add_assignment(course, "02_next", "next")
    with pytest.raises(UsageProblem, match="Assignments: 01_warm_up, 02_next") as caught:
        course.find(text)
    assert caught.value.exit_code == 2


def test_two_assignments_of_one_number_must_be_named_in_full(course):
    add_assignment(course, "01_again", "again")
    with pytest.raises(UsageProblem, match=r"more than one.*01_again, 01_warm_up"):
        course.find("01")
    assert course.find("again").name == "01_again"


def test_paths_are_shown_relative_to_the_course(course, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert course.shown(course.release / "01_warm_up") == "release/01_warm_up"
    assert course.shown(elsewhere) == str(elsewhere)


def test_nbgrader_sees_the_same_course(course):
    directory = course.nbgrader_directory(assignment_id="01_warm_up")
    assert directory.root == str(course.root)
    assert directory.db_url == course.gradebook_url
    assert directory.course_id == course.course_id
    assert directory.assignment_id == "01_warm_up"


def test_a_course_may_live_in_a_folder_with_spaces(tmp_path):
    course = make_course(tmp_path / "my course", make_notebook())
    assert course.find("warm_up").source_path.is_file()


def test_of_two_exams_of_one_notebook_none_is_left_out_silently(course):
    package = course.exams / "warm_up"
    package.mkdir()
    (package / "__init__.py").write_text("exam = None\n")
    said = course.faults()["warm_up"]
    assert (
        "tests/hidden/warm_up and tests/hidden/warm_up.py are both exams of warm_up.ipynb" in said
    )
