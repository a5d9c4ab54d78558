"""nbgrader's settings for this course; `nbgrader`, the formgrader and `viva` all read them."""

c = get_config()  # noqa: F821  (nbgrader gives this name to the file)

c.CourseDirectory.course_id = "from-a-line-to-mnist"

# nbgrader's own layout. Assignments are named NN_name, the notebook in one name.ipynb.
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.submitted_directory = "submitted"
c.CourseDirectory.autograded_directory = "autograded"
c.CourseDirectory.feedback_directory = "feedback"
# What lies beside a notebook and does not travel with it; verdict.json is for instructors.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "feedback",
    "verdict.json",
]
# The gradebook is gradebook.db in this folder. For another database:
# c.CourseDirectory.db_url = "postgresql+psycopg2://user:password@host/grades"

# nbgrader's own steps from source/ to release/, in its order, with two steps of ours in place of
# its ClearSolutions, and without headers, footers and generated tests, which this course has not.
c.GenerateAssignment.preprocessors = [
    "nbgrader.preprocessors.LockCells",
    "viva.course.clear.ClearSolutions",
    "viva.course.clear.ClearTraces",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
    "viva.release.keep_help.KeepHelp",
    "viva.release.elsewhere.OpenElsewhere",
]

# `nbgrader collect` and the formgrader's Collect button follow no links that students made.
c.ExchangeFactory.collect = "viva.classroom.exchange.Collect"

# `nbgrader autograde` and the formgrader's Autograde button grade as `viva grade` does.
c.Autograde.exporter_class = "viva.classroom.autograde.GradingExporter"
c.Autograde.sanitize_preprocessors = []
c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.AssignLatePenalties"]

# `nbgrader generate_feedback` and the formgrader's button write the pages of `viva feedback`.
c.GenerateFeedback.exporter_class = "viva.report.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades"]

# What a submission may use. These are the defaults; see src/viva/worker/limits.py.
# c.Viva.cell_seconds = 60  # for one cell
# c.Viva.call_seconds = 60  # for one call, where its case does not allow less
# c.Viva.total_seconds = 300  # for all cells of a notebook
# c.Viva.question_seconds = 60  # for asking one question, and what the exam allows one call
# c.Viva.answers_seconds = 600  # for asking all questions
# c.Viva.judge_seconds = 60  # for the judge's own work on one submission
# c.Viva.judge_memory = 2 * 1024**3  # and the memory that it may take
# c.Viva.memory = 2 * 1024**3  # bytes, for each process
# c.Viva.total_memory = 3 * 1024**3  # bytes, for all processes together
# c.Viva.processes = 64
# c.Viva.file_size = 128 * 1024**2
# c.Viva.cpu_seconds = 600  # for each process
# c.Viva.scratch = 256 * 1024**2  # bytes of files
# What is imported once, and not by each submission; the default is in src/viva/worker/setting.py.
# c.Viva.warm = ["sklearn.datasets", "sklearn.linear_model"]
# What certification asks of every question: so many wrong answers, and right ones. Without these
# settings fewer than 4 and 2 are only remarked on.
c.Viva.wrong_answers = 4
c.Viva.right_answers = 2
# Where everybody can read what is in release/: released notebooks then begin with links to Colab,
# Binder and VS Code for the Web, and with a cell that gets viva there. By default there are none.
# c.Viva.published_at = "https://github.com/OWNER/REPOSITORY/tree/main/release"
