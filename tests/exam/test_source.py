from viva.exam.source import source_of


def test_source_of_tells_namesakes_apart():
    def answer():
        return 1

    first = answer

    def answer():
        return 2

    class Model:
        def predict(self):
            return 1

    one = Model

    class Model:
        def predict(self):
            return 2

    assert "return 1" in source_of(first)
    assert "return 2" in source_of(answer)
    assert "return 1" in source_of(one)
    assert "return 2" in source_of(Model)
