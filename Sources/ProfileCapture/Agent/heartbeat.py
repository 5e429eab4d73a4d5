# The heartbeat, for loops whose callbacks cannot be timed: how late it is says how long something
# else ran. Steps of requests, where they are known, are timed by themselves.


def start_heartbeat(loop, kind):
    try:
        if state.is_off:
            return
        slot = adopt(loop, kind, has_beat=True)
        if isinstance(slot, Ignored):
            return
        loop.call_later(HEARTBEAT / 1e9, beat, slot)
    except Exception:
        failed()


def await_beat(slot, now):
    slot.since = slot.due = (now + HEARTBEAT) / 1e9


def was_stopped(slot):
    # Between two runs of a loop nothing is late.
    if slot.thread != ident():
        slot.take_thread()
        slot.probe_void = True
    if not slot.is_same_run():
        slot.probe_void = True
    return slot.probe_void


def overdue(slot, since, end):
    # What ran until then while a beat was due, or since the last step that was timed by itself.
    late = end - since
    if late <= SLOW:
        return
    # Time in which the thread had no processor is nobody's call; of that, as much belongs to this
    # time as is its share of all since the clocks were read.
    starved = slot.delay() - slot.base_delay
    late -= min(late, starved * late // max(late, end - slot.base_time))
    slot.held += late / 1e9
    error = HEARTBEAT // 2 if since == int(slot.due * 1e9) else 0
    if late + error < state.threshold:
        return
    samples = slot.samples if slot.sampled == since else []
    name = samples[0][4] if samples else None
    block(slot, since - error, late + error, error, samples, thread_time() - slot.base_cpu,
          end - slot.base_time - starved, slot.collected, name, None, slot.request, end)


def begin_step(slot, start):
    # Of a request, where the beat has been due for a while.
    try:
        if slot.since != 0.0:
            if not was_stopped(slot):
                overdue(slot, slot.busy_since(), int(start * 1e9))
            begin_anew(slot)
    except Exception:
        failed()


def end_step(slot, request, start, duration):
    # One that took more than a millisecond.
    try:
        before = slot.held - duration
        since, duration = int(start * 1e9), int(duration * 1e9)
        end = since + duration
        cpu, span = spent(slot, since, end, held_since(slot, before))
        request.cpu += cpu
        request.cpu_wall += span
        if slot.has_beat and duration >= state.threshold:
            samples = slot.samples if slot.sampled == since else []
            name = samples[0][4] if samples else None
            block(slot, since, duration, 0, samples, cpu, span, slot.collected, name, None, request,
                  end)
        begin_anew(slot)
    except Exception:
        failed()


def begin_anew(slot):
    slot.rebase(thread_time)
    slot.sampled = 0
    slot.samples = []
    slot.collected = 0
    slot.request = None


def beat(slot):
    try:
        if state.is_off or not slot.has_beat:
            return
        if slot.is_lowered and state.level >= 1:
            leave_heartbeat(slot)
            return
        now = clock()
        since, due = slot.busy_since(), int(slot.due * 1e9)
        slot.since = (now + HEARTBEAT) / 1e9
        if not was_stopped(slot):
            slot.lag.add(now - due)
            overdue(slot, since, now)
        slot.probe_void = False
        await_beat(slot, now)
        look_at_tasks(slot, now)
        if state.is_read:
            keep_up(now)
        begin_anew(slot)
        loop = slot.loop()
        if loop is not None:
            loop.call_later(HEARTBEAT / 1e9, beat, slot)
    except Exception:
        failed()
