class Journal:
    @classmethod
    def opened(cls, path):
        made = cls.__new__(cls)
        made.file = open(path, "a")
        return made

    def note(self, line):
        self.file.write(line)
        self.file.flush()

    def rows(self):
        return self.file.readlines()


class Ledger:
    def __new__(cls, path):
        self = super().__new__(cls)
        self.file = open(path)
        return self

    def rows(self):
        return self.file.readlines()


class Double:
    def __init__(self, file):
        self.file = file

    @classmethod
    def of(cls, other):
        # Another object: nothing of this class.
        other.file = open("a")
        return cls(None)

    def rows(self):
        return self.file.readlines()


async def journal_rows(journal: Journal):
    return journal.rows()  # expect: LW110


async def ledger_rows(ledger: Ledger):
    return ledger.rows()  # expect: LW110


async def rows_of_what_was_given(double: Double):
    return double.rows()
