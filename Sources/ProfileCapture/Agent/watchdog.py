# The watchdog: a thread that sees which callback holds its loop for long, reads the stack of the
# loop's thread, and tells the collector. Each of its steps takes the interpreter's lock from the
# loop, so there is none where the collector reads from outside; the loop itself then does the rest.

LONGEST_ANSWER = 1
HAS_BELLS = hasattr(os, "timerfd_create")


def watch(mine):
    try:
        mine.watcher = _thread.get_native_id()
        signals = sys.modules.get("_signal") or sys.modules.get("signal")
        signals.pthread_sigmask(signals.SIG_BLOCK, signals.valid_signals())
        pause = 0
        while not mine.stopping and mine is state:
            mine.bell.acquire(True, max(pause, SHORTEST) / 1e9)
            if mine is not state:
                return
            pause = mine.tick
            try:
                now = clock()
                for slot in mine.slots:
                    pause = min(pause, look(slot, now))
                if now >= mine.next_flush:
                    mine.next_flush = now + FLUSH
                    judge(now)
                    flush(now)
                    mine.cost = thread_time()
            except Exception:
                failed()
    except Exception:
        failed()
    finally:
        mine.watching = False


def look(slot, now):
    # Returns when to look again at the latest.
    since = slot.busy_since()
    # The heartbeat was due up to its whole interval after the loop was taken.
    patience = state.threshold - HEARTBEAT if slot.has_beat else state.threshold
    rest = since + max(patience, MILLISECOND) - now
    if since == 0 or since > now:
        slot.base_since = 0
        slot.rebase(slot.cpu)
        if slot.has_beat:
            # A little after the next beat but one: not in its way.
            return min(state.tick, rest + MILLISECOND) if since else state.tick
        if now >= slot.next_probe:
            send_probe(slot, now)
        return state.tick
    if since != slot.base_since:
        slot.base_since = since
        slot.rebase(slot.cpu)
    if rest > 0:
        return rest
    sample(slot, since, now)
    return max(slot.next_sample - now, MILLISECOND) if slot.next_sample else state.tick


def open_loop(slot):
    # The loop, unless it has ended or is not running: then nothing is late.
    loop = slot.loop()
    if loop is None or loop.is_closed():
        retire(slot)
        return None
    if not loop.is_running():
        slot.probe_void = True
        return None
    return loop


def send(slot, function, *arguments):
    # To the loop, from another thread. It may be closed meanwhile.
    loop = slot.loop()
    if loop is None:
        return False
    try:
        loop.call_soon_threadsafe(function, *arguments)
        return True
    except RuntimeError:
        return False


def send_probe(slot, now):
    slot.next_probe = now + PROBE
    loop = open_loop(slot)
    if loop is None:
        return
    slot.ready = max(slot.ready, len(getattr(loop, "_ready", ())))
    if slot.probe_sent == 0:
        slot.probe_void = False
        slot.probe_sent = now
        if not send(slot, probe, slot, now):
            slot.probe_sent = 0


def greet(loop, slot):
    # On a loop that was just found: who is to read its stacks?
    if state.is_read:
        loop.call_soon(start_ticking, slot)
    elif state.may_be_read:
        keep_up(clock())
        loop.call_later(0.005, await_answer, slot, 0.005)
    else:
        ensure_watching()


def await_answer(slot, pause):
    try:
        loop = slot.loop()
        if state.is_off or loop is None or not state.may_be_read:
            return
        answer = sink.answer() if sink is not None else b""
        if answer == b"r":
            state.is_read = True
            for each in state.slots:
                send(each, start_ticking, each)
        elif state.is_read:
            return
        elif answer or pause > LONGEST_ANSWER:
            state.may_be_read = False
            ensure_watching()
        else:
            keep_up(clock())
            loop.call_later(pause, await_answer, slot, 2 * pause)
    except Exception:
        failed()


def start_ticking(slot):
    # On the loop. One whose turns cannot be read keeps its heartbeat.
    try:
        if slot.kind != "asyncio":
            note_base(slot, sys._getframe().f_back)
        if state.is_off or slot.has_beat and not has_known_turns(slot):
            return
        leave_heartbeat(slot)
        if governor is not None:
            governor.rest(slot)
        state.next_flush = 0
        tick(slot, slot.chain)
    except Exception:
        failed()


def note_base(slot, frame):
    # Of a callback of ours on a loop that is not Python: what it was called from runs the loop.
    code = frame.f_code if frame is not None and HAS_KNOWN_CONTEXTS else None
    if slot.base is not code:
        slot.base = code
        slot.told = False
        state.next_flush = 0


def tick(slot, chain):
    # On the loop, five times a second.
    try:
        loop = slot.loop()
        if state.is_off or loop is None or getattr(loop, "_loopwise", None) is not slot:
            return
        if slot.chain != chain:
            return
        now = clock()
        if slot.is_same_run():
            slot.lag.add(now - int(slot.due * 1e9))
        if slot.kind != "asyncio":
            caller = sys._getframe().f_back
            if caller is None or caller.f_code.co_filename != "<loopwise>":
                note_base(slot, caller)
            if slot.thread != ident():
                slot.take_thread()
                slot.told = False
        slot.ready = max(slot.ready, len(getattr(loop, "_ready", ())))
        look_at_tasks(slot, now)
        keep_up(now)
        if slot.kind != "asyncio" and (slot.base is None or wants_beat(now)):
            return_to_beat(slot, loop)
            return
        slot.due = seconds() + TICK / 1e9
        if not rings(slot, loop):
            loop.call_later(TICK / 1e9, tick, slot, chain)
    except Exception:
        failed()


class Bell(KeptFile):
    # A timer that the kernel keeps. Where one of the loop's own is pending, each of its turns looks at
    # it: for turns that do little that is more than all else that is done here.
    __slots__ = ("chain",)

    def __init__(self, loop, slot):
        self.identity = None
        flags = os.TFD_NONBLOCK | os.TFD_CLOEXEC
        self.number = keep_high(os.timerfd_create(time.CLOCK_MONOTONIC, flags=flags))
        self.identity = identity_of(self.number)
        # The loop may still know a number that was closed before a fork.
        loop._remove_reader(self.number)
        loop._add_reader(self.number, ring, slot)

    def rang(self):
        try:
            return len(os.read(self.number, 8))
        except (OSError, TypeError):
            # Nothing to read, or a program that closes all files has closed this one.
            return 0


def rings(slot, loop):
    # Whether the next tick comes from the kernel. A loop that ends soon needs no file for that.
    if slot.bell is None:
        if (not HAS_BELLS or slot.kind != "asyncio" or clock() - slot.born < TICK
                or type(getattr(loop, "_selector", None)) is not sys.modules["selectors"].EpollSelector):
            return False
        slot.bell = Bell(loop, slot)
    bell = slot.bell
    if bell.number is None:
        return False
    bell.chain = slot.chain
    os.timerfd_settime_ns(bell.number, initial=TICK)
    return True


def ring(slot):
    try:
        bell = slot.bell
        if bell is not None and bell.rang() and bell.chain == slot.chain:
            tick(slot, slot.chain)
    except Exception:
        failed()


def wants_beat(now):
    # Whether somebody asks for more of a callback than the collector sees: whom it hurt, and for which
    # request it worked.
    if state.level >= 2 or state.threshold < SHORTEST_READ:
        return True
    return state.is_measuring and (now - state.asked < ASKED or bool(active))


def return_to_beat(slot, loop):
    # On the loop. The collector is told at once, as what is told twice would count twice.
    begin_beat(slot, loop)
    begin_anew(slot)
    state.next_flush = 0
    keep_up(clock())


def keep_up(now):
    # What the watchdog's thread does where there is one.
    if now < state.next_flush or not state.flushing.acquire(False):
        return
    try:
        began = thread_time()
        state.next_flush = now + FLUSH
        for slot in state.slots:
            loop = slot.loop()
            if loop is None or loop.is_closed():
                retire(slot)
        state.blocked += sink.blocked() if state.is_read else 0
        judge(now)
        if not state.is_measuring:
            state.next_flush = now + LONG_FLUSH
        flush(now)
        state.cost += thread_time() - began
    finally:
        state.flushing.release()


def retire(slot):
    flush_slot(slot)
    slot.delays.close()
    if slot.bell is not None:
        slot.bell.close()
    if slot in state.slots:
        state.slots = [other for other in state.slots if other is not slot]


def sample(slot, since, now):
    if slot.sampled != since:
        slot.sampled = since
        slot.samples = []
        slot.next_sample = 0
        slot.next_open = now + 1000 * MILLISECOND
    if now < slot.next_sample:
        return
    loop = open_loop(slot)
    if loop is None:
        slot.since = 0.0
        return
    frame = sys._current_frames().get(slot.thread)
    stack = read_stack(frame)
    name = None
    if slot.has_beat:
        name = note_task(slot, loop)
        stack = above_loop(stack)
    del frame
    if slot.busy_since() != since or not stack:
        return
    slot.next_sample = now + max(SAMPLING, (now - since) // 16)
    number = stack_number(stack)
    offset = now - since
    samples = slot.samples
    if samples and samples[-1][0] == number:
        samples[-1][2] = offset
        samples[-1][3] += 1
    else:
        samples.append([number, offset, offset, 1, name])
    if now >= slot.next_open:
        slot.next_open = now + 1000 * MILLISECOND
        handle = slot.handle
        request = handle._context.get(REQUEST) if handle is not None else slot.request
        route = find_route(request) if request is not None else None
        emit(("open", slot.number, since, now - since, 0, [list(one) for one in samples],
              slot.cpu() - slot.base_cpu,
              now - slot.base_time - slot.starved(slot.delay(), now), slot.collected,
              name_of(handle) if handle is not None else name, None, route, {}))


def note_task(slot, loop):
    task = sys.modules["asyncio.tasks"].current_task(loop)
    if task is None:
        return None
    slot.request = request_of_task(task)
    coroutine = task.get_coro()
    return getattr(coroutine, "__qualname__", None)


def read_stack(frame):
    # Leaf first, down to the loop's own machinery. Holds no frame longer than this call.
    found = []
    while frame is not None and len(found) < MOST_DEPTH:
        code = frame.f_code
        if code.co_name == "_run" and code.co_filename.endswith(("/asyncio/events.py", "<loopwise>")):
            break
        if code.co_filename != "<loopwise>":
            found.append((code, frame.f_lineno or code.co_firstlineno))
        frame = frame.f_back
    return found


def above_loop(stack):
    # Where the loop itself has no Python frame: down to the outermost coroutine. A stack without
    # one is the loop between two callbacks, or a plain callback that nothing marks.
    for index in range(len(stack) - 1, -1, -1):
        if stack[index][0].co_flags & 0x380:
            return stack[:index + 1]
    if stack and stack[0][0].co_filename.endswith(("/asyncio/runners.py", "/uvloop/__init__.py")):
        return []
    return stack


def stack_number(stack):
    key = tuple((id(code), line) for code, line in stack)
    number = state.stacks.get(key)
    if number is None:
        if len(state.stacks) >= MOST_STACKS:
            return 0
        number = len(state.stacks) + 1
        state.stacks[key] = number
        # The code objects are kept, so that no other can get the address of one.
        emit(("stack", number, stack))
        for code, _ in stack:
            state.codes.setdefault(id(code), code)
    return number


def on_collection(phase, info):
    try:
        slot = state.by_thread.get(ident())
        if slot is None:
            return
        if phase == "start":
            slot.collecting = clock()
        elif slot.collecting:
            duration = clock() - slot.collecting
            if slot.since != 0.0:
                slot.collected += duration
            elif duration > SLOW and can_be_read(slot):
                emit(("gc", slot.number, slot.collecting, duration))
            slot.collecting = 0
    except Exception:
        failed()
