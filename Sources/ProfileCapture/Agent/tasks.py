# Which tasks there are, and for how long. Looked at on the loop itself: what is held here for a
# moment could otherwise be the last reference, and end in the wrong thread. Once a second, and more
# often on a loop that is younger: a short program would be judged by its first moment. Less often where
# it takes more than a part of the time.

TASKS_EVERY = 1000 * MILLISECOND
TASKS_PART = 4000
TASKS_LONGEST = 10000 * MILLISECOND
# Above the first number tasks are only counted; of the others no more than the second are looked into.
MOST_LISTED = 1000
MOST_OPENED = 300
MOST_GROUPS = 20


def look_at_tasks(slot, now):
    if now < slot.next_tasks or state.level == 0:
        return
    began = thread_time()
    note_tasks(slot, now)
    cost = TASKS_PART * (thread_time() - began)
    pause = min(max(TASKS_EVERY, cost), TASKS_LONGEST)
    slot.next_tasks = now + min(pause, max(PROBE // 2, now - slot.born))


def note_tasks(slot, now):
    loop = slot.loop()
    if loop is None:
        return
    tasks = sys.modules["asyncio.tasks"].all_tasks(loop)
    slot.task_count = len(tasks)
    slot.most_tasks = max(slot.most_tasks, len(tasks))
    slot.task_groups = []
    if len(tasks) > MOST_LISTED:
        return
    seen = slot.tasks_seen
    if seen is None:
        seen = slot.tasks_seen = sys.modules["weakref"].WeakKeyDictionary()
    aged = sorted([(seen.setdefault(task, now), id(task), task) for task in tasks])
    groups = {}
    for since, _, task in aged[:MOST_OPENED]:
        key = place_of_task(task)
        group = groups.get(key)
        if group is None:
            groups[key] = [1, since]
        else:
            group[0] += 1
    slot.task_groups = [(key, number, since) for key, (number, since) in groups.items()][:MOST_GROUPS]


def place_of_task(task):
    # The coroutine's name and where it waits, as far in as the chain of coroutines goes.
    coroutine = task.get_coro()
    name = getattr(coroutine, "__qualname__", None) or type(coroutine).__name__
    code = line = None
    inner = coroutine
    for _ in range(MOST_DEPTH):
        frame = getattr(inner, "cr_frame", None)
        if frame is None:
            break
        if kind_of(frame.f_code.co_filename) == OWN or code is None:
            code, line = frame.f_code, frame.f_lineno
        inner = inner.cr_await
    return name, code, line


def write_tasks(lines, now):
    for slot in state.slots:
        groups = slot.task_groups
        if groups is None:
            continue
        slot.task_groups = None
        parts = []
        for (name, code, line), number, since in groups:
            if code is not None:
                parts.append("[%d,%d,%d,%s]" % (
                    lines.string(name), number, max(0, now - since), lines.frame(code, line or 0)))
        lines.lines.append('{"e":"tasks","loop":%d,"n":%d,"most":%d,"g":[%s]}' % (
            slot.number, slot.task_count, slot.most_tasks, ",".join(parts)))


flushers.append(write_tasks)
