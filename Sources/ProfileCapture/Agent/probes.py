# Counts how often the lines run that a check spoke of, from Python 3.12 on: older interpreters could
# count only by tracing the whole program. A code object is looked at once, when it first starts; only
# those that hold such a line are slower afterwards, and a line is let go when it ran often.

MOST_RUNS = 10000


class Probes:
    def __init__(self, rows):
        # Rows of (number, line, function, path).
        self.folder = os.getcwd()
        self.files = {}
        self.names = {}
        self.lines = {}
        self.codes = []
        self.enters = {}
        self.size = len(rows)
        self.runs = [0] * self.size
        self.told = [0] * self.size
        self.owner = None
        for number, line, function, path in rows:
            self.files.setdefault(os.path.realpath(path), []).append((number, line, function))

    def wanted(self, name):
        found = self.names.get(name)
        if found is None:
            path = os.path.realpath(os.path.join(self.folder, name))
            found = self.names[name] = self.files.get(path, ())
        return found

    def on_start(self, code, offset):
        try:
            rows = self.wanted(code.co_filename)
            if rows:
                self.arm(code, rows)
        except Exception:
            failed()
        return sys.monitoring.DISABLE

    def arm(self, code, rows):
        lines = {line for _, _, line in code.co_lines() if line and line > code.co_firstlineno}
        table = {}
        for number, line, function in rows:
            if function != code.co_name:
                continue
            # A line that is no instruction's own belongs to the statement before it.
            near = [each for each in lines if each <= line]
            if near:
                table.setdefault(max(near), []).append(number)
        if table:
            self.codes.append(code)
            self.lines[id(code)] = table
            self.enters[id(code)] = enters_of(code)
            sys.monitoring.set_local_events(self.tool, code, sys.monitoring.events.LINE)

    def on_line(self, code, line):
        numbers = self.lines.get(id(code), {}).get(line)
        if not numbers:
            return sys.monitoring.DISABLE
        last = self.enters[id(code)].get(line)
        if last is not None and sys._getframe(1).f_lasti > last:
            return None
        runs = self.runs
        for number in numbers:
            runs[number] += 1
        if runs[numbers[0]] >= MOST_RUNS:
            return sys.monitoring.DISABLE

    def install(self):
        monitoring = sys.monitoring
        for tool in (4, 3):
            if monitoring.get_tool(tool) is None:
                break
        else:
            return False
        self.tool = tool
        monitoring.use_tool_id(tool, "loopwise")
        undo.append(self.remove)
        monitoring.register_callback(tool, monitoring.events.PY_START, self.on_start)
        monitoring.register_callback(tool, monitoring.events.LINE, self.on_line)
        monitoring.set_events(tool, monitoring.events.PY_START)
        return True

    def remove(self):
        monitoring = sys.monitoring
        if monitoring.get_tool(self.tool) != "loopwise":
            return
        monitoring.set_events(self.tool, 0)
        for code in self.codes:
            monitoring.set_local_events(self.tool, code, 0)
        monitoring.register_callback(self.tool, monitoring.events.PY_START, None)
        monitoring.register_callback(self.tool, monitoring.events.LINE, None)
        monitoring.free_tool_id(self.tool)

    def write(self, lines, now):
        if self.owner is not state:
            # The first time in this process: also that nothing ran is worth a line.
            if self.owner is not None:
                self.runs = [0] * self.size
            self.told = [0] * self.size
            self.owner = state
            lines.lines.append('{"e":"probe","d":[]}')
        pairs = []
        for number, runs in enumerate(self.runs):
            if runs != self.told[number]:
                pairs.append("[%d,%d]" % (number, runs - self.told[number]))
                self.told[number] = runs
        if pairs:
            lines.lines.append('{"e":"probe","d":[%s]}' % ",".join(pairs))


def enters_of(code):
    # By line, the first instruction that enters a `with`: what comes later belongs to its end, which is told
    # as the same line once more.
    names = sys.modules["opcode"].opmap
    kinds = {names.get(name) for name in ("BEFORE_WITH", "BEFORE_ASYNC_WITH", "LOAD_SPECIAL")}
    instructions = code.co_code
    found = {}
    for start, end, line in code.co_lines():
        for offset in range(start, end, 2):
            if instructions[offset] in kinds:
                found.setdefault(line, offset)
    return found


def start_probes(options):
    if not hasattr(sys, "monitoring"):
        return
    try:
        with open(options["HOME"] + "/probes", "rb") as file:
            text = file.read().decode()
    except OSError:
        return
    try:
        rows = [line.split("\t") for line in text.split("\n") if line]
        probes = Probes([(index, int(row[0]), row[1], row[2]) for index, row in enumerate(rows)])
        if probes.install():
            flushers.append(probes.write)
    except Exception:
        failed()
