#!/usr/bin/env python3
"""A long run: memory stays flat, nothing fails, the recording keeps to its size.

    Benchmarks/runtime/soak.py --tool LOOPWISE --venv FOLDER [--minutes 60] [--rate 20] [--max-size 1]

The same server runs twice, with and without `loopwise run`, and gets the same requests: 10,000
different paths, blocking and waiting handlers, in steady rows and in bursts. What the recorded one needs more is what recording
needs. Its memory in the last quarter may not lie above that of the second by more than 2 MB, and never
more than 8 MB above the plain one's.
"""
import argparse
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

PROGRAMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "programs")


def free_port():
    with socket.socket() as plain:
        plain.bind(("127.0.0.1", 0))
        return plain.getsockname()[1]


def memory(pid):
    """Megabytes that the process alone has resident."""
    total = 0
    with open("/proc/%d/smaps_rollup" % pid) as file:
        for line in file:
            if line.startswith(("Private_Clean:", "Private_Dirty:")):
                total += int(line.split()[1])
    return total / 1024


class Server:
    def __init__(self, prefix, python):
        self.port = free_port()
        self.process = subprocess.Popen(
            [*prefix, python, "-m", "uvicorn", "web_fastapi:app", "--port", str(self.port), "--log-level", "error"],
            cwd=PROGRAMS)
        self.connection = None

    def get(self, path):
        for attempt in range(100):
            try:
                if self.connection is None:
                    self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                self.connection.request("GET", path)
                answer = self.connection.getresponse()
                answer.read()
                return answer.status
            except OSError:
                self.connection = None
                time.sleep(0.1)
        raise RuntimeError("no answer")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tool", required=True)
    parser.add_argument("--venv", required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=20, help="requests a second to each server")
    parser.add_argument("--max-size", default="1", help="of the recording, in megabytes")
    options = parser.parse_args()
    python = os.path.abspath(options.venv) + "/bin/python"
    routes = ["wait", "wait", "wait", "compute", "wait", "block", "wait", "offloop", "mixed", "child"]
    with tempfile.TemporaryDirectory() as folder:
        recording = folder + "/soak.lwrec"
        plain = Server([], python)
        watched = Server([os.path.abspath(options.tool), "run", "--max-size", options.max_size, "--record", recording, "--"], python)
        servers = (plain, watched)
        began = time.monotonic()
        end = began + options.minutes * 60
        number = wrong = largest = 0
        rows = []
        next_row = began + 20
        while time.monotonic() < end:
            path = "/%s/%d" % (routes[number % len(routes)], number % 10000)
            if number % 50 == 49:
                path = "/nowhere/%d" % number
            expected = 404 if "nowhere" in path else 200
            wrong += sum(one.get(path) != expected for one in servers)
            number += 1
            now = time.monotonic()
            if now >= next_row:
                next_row = now + 20
                largest = max(largest, os.path.getsize(recording))
                rows.append((now - began, memory(plain.process.pid), memory(watched.process.pid)))
                if len(rows) % 3 == 1:
                    print("%5.1f min, %6d requests: plain %.1f MB, recorded %.1f MB, recording %.2f MB" % (
                        rows[-1][0] / 60, number, rows[-1][1], rows[-1][2], os.path.getsize(recording) / 1048576), flush=True)
            # Those of three seconds of each minute come at once.
            since_burst = number % int(60 * options.rate)
            due = number - since_burst if since_burst < 3 * options.rate else number
            time.sleep(max(0, began + due / options.rate - time.monotonic()))
        for one in servers:
            one.process.send_signal(signal.SIGINT)
        statuses = [one.process.wait(30) for one in servers]
        found = json.loads(subprocess.run(
            [options.tool, "report", "--output-format", "json", recording], capture_output=True, check=True).stdout)
        own = found["self"]
        quarter = max(1, len(rows) // 4)
        second = [row[2] for row in rows[quarter:2 * quarter]] or [rows[0][2]]
        last = [row[2] for row in rows[-quarter:]]
        growth = sum(last) / len(last) - sum(second) / len(second)
        plain_growth = (sum(row[1] for row in rows[-quarter:]) / len(last)
                        - sum(row[1] for row in rows[quarter:2 * quarter] or rows[:1]) / len(second))
        more = max(row[2] - row[1] for row in rows)
        counted = sum(one["count"] for one in found["endpoints"])
        judgements = [
            ("requests", wrong == 0 and abs(counted - number) <= 2, "%d sent, %d recorded, %d answered wrongly" % (number, counted, wrong)),
            ("memory", growth - plain_growth <= 2 and more <= 8, "%.2f MB more in the last quarter than in the second (plain %.2f), at most %.2f MB above the plain server" % (growth, plain_growth, more)),
            ("errors", own["errors"] == 0 and own["drops"] == 0, json.dumps(own)),
            ("recording", largest <= 1.2 * float(options.max_size) * 1048576, "at most %.2f MB seen" % (largest / 1048576)),
            ("routes", len(found["endpoints"]) <= 8, "%d, of 10000 paths" % len(found["endpoints"])),
            ("status", statuses[0] == statuses[1], "%s" % statuses),
        ]
        for name, is_right, figures in judgements:
            print("  %-4s %s: %s" % ("ok" if is_right else "FAIL", name, figures))
        sys.exit(not all(is_right for _, is_right, _ in judgements))


main()
