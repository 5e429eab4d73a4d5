# The heartbeat, for loops whose callbacks cannot be timed: how late it is says how long something
# else ran. Steps of requests, where they are known, are timed by themselves.


HEARTBEAT_SECONDS = HEARTBEAT / 1e9
# Timers of uvloop are exact to a millisecond, and waking up takes a while.
LATE_BEAT = 2 * MILLISECOND + MILLISECOND // 2
LATE_BEAT_SECONDS = LATE_BEAT / 1e9


def start_heartbeat(loop, kind):
    try:
        if state.is_off:
            return
        slot = adopt(loop, kind, has_beat=True)
        if isinstance(slot, Ignored):
            return
        # Unless the collector has answered meanwhile.
        if slot.has_beat:
            loop.call_later(HEARTBEAT_SECONDS, beat, slot, slot.chain)
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


def overdue(slot, since, end, is_beat):
    # What ran until then while a beat was due, or since the last step that was timed by itself.
    late = end - since
    if late <= (LATE_BEAT if is_beat else SLOW):
        return
    # Time in which the thread had no processor is nobody's call.
    late -= starved(slot, late, end)
    slot.held += late / 1e9
    error = HEARTBEAT // 2 if is_beat else 0
    if late + error < state.threshold:
        return
    if not state.is_read:
        state.blocked += late
    samples = slot.samples if slot.sampled == since else []
    name = samples[0][4] if samples else None
    block(slot, since - error, late + error, error, samples, thread_time() - slot.base_cpu,
          end - slot.base_time - slot.starved(slot.delay(), end), slot.collected, name, None,
          slot.request, end)


def begin_step(slot, start):
    # Of a request, where the beat has been due for a while.
    try:
        if slot.since != 0.0:
            if not was_stopped(slot):
                overdue(slot, slot.busy_since(), int(start * 1e9), slot.since == slot.due)
            begin_anew(slot)
    except Exception:
        failed()


def end_step(slot, request, start, duration):
    # One that took more than a millisecond.
    try:
        if not slot.has_beat:
            # Nothing knows how much of what came before was computed.
            request.knows_held = False
            return
        before = slot.held - duration
        since, duration = int(start * 1e9), int(duration * 1e9)
        end = since + duration
        is_blocked = slot.has_beat and duration >= state.threshold
        if is_blocked:
            count_blocked(slot, duration, end)
        cpu, span = spent(slot, since, end, held_since(slot, before))
        request.cpu += cpu
        request.cpu_wall += span
        if is_blocked:
            samples = slot.samples if slot.sampled == since else []
            name = samples[0][4] if samples else None
            block(slot, since, duration, 0, samples, cpu, span, slot.collected, name, None, request,
                  end)
        forget(slot)
    except Exception:
        failed()


def begin_anew(slot):
    slot.rebase(thread_time)
    forget(slot)


def forget(slot):
    slot.sampled = 0
    slot.samples = []
    slot.collected = 0
    slot.request = None


def beat(slot, chain):
    # Above all of a loop with nothing else to do, a hundred times a second: so it does no more than it needs.
    try:
        if slot.chain != chain:
            return
        now = seconds()
        due = slot.due
        if (now - due > LATE_BEAT_SECONDS or now > slot.next_look or slot.since != due or slot.sampled
                or slot.probe_void or slot.thread != ident() or not slot.is_same_run()):
            look_back(slot)
            return
        slot.in_time.append(max(0.0, now - due))
        slot.base_held = slot.held
        slot.base_cpu = thread_time()
        slot.base_time = int(now * 1e9)
        slot.collected = 0
        slot.since = slot.due = now + HEARTBEAT_SECONDS
        loop = slot.loop()
        if loop is not None:
            loop.call_later(HEARTBEAT_SECONDS, beat, slot, chain)
    except Exception:
        failed()


def look_back(slot):
    # A beat that is late, follows a step that was timed by itself, or has more to do.
    if state.is_off or not slot.has_beat:
        return
    if slot.is_lowered and state.level >= 1:
        leave_heartbeat(slot)
        return
    now = clock()
    since, due = slot.since, slot.due
    slot.since = slot.due = now / 1e9 + HEARTBEAT_SECONDS
    is_late = now - since * 1e9 > (LATE_BEAT if since == due else SLOW)
    if not was_stopped(slot):
        slot.lag.add(now - int(due * 1e9))
        if is_late:
            overdue(slot, int(since * 1e9), now, since == due)
    slot.probe_void = False
    begin_anew(slot)
    if now >= slot.next_tasks:
        look_at_tasks(slot, now)
    if now >= state.next_flush and state.is_read:
        keep_up(now)
    slot.next_look = (now + KEPT_DELAY) / 1e9
    loop = slot.loop()
    if loop is None:
        return
    if slot.base is not None and state.is_read and not wants_beat(now):
        # The collector sees as much of it, and nothing wakes the loop up.
        leave_heartbeat(slot)
        note_base(slot, sys._getframe(1).f_back)
        state.next_flush = 0
        tick(slot, slot.chain)
        return
    loop.call_later(HEARTBEAT_SECONDS, beat, slot, slot.chain)
