"""Measures one thing of one kernel in processes of its own, and prints it as JSON.

    kernel_probe.py MEASURE LANGUAGE ARGV...    ARGV as in kernel.json, with {connection_file}

Every measure is the same for all kernels, but for the few lines of code that they run.
"""

import json
import statistics
import sys
import threading
import time

from raw_kernel import Kernel
from wire_client import WireClient, run_cells

WARM_CELLS = 200
CELLS = 500
LINES = 100_000
LINE_BYTES = 100

CODE = {
    "lua": {
        "cell": "x = 1",
        "loop": "io.write('up') io.flush() while true do end",
        "globals": "for i = 1, 500 do _G['name' .. i] = i end",
        "lines": f"local line = ('x'):rep({LINE_BYTES - 1}) for i = 1, {LINES} do print(line) end",
        "flood": "local line = ('x'):rep(99) for i = 1, 1000000 do print(line) end",
    },
    "python": {
        "cell": "x = 1",
        "loop": "print('up', flush=True)\nwhile True: pass",
        "globals": "for i in range(1, 501): globals()[f'name{i}'] = i",
        "lines": f"line = 'x' * {LINE_BYTES - 1}\nfor i in range({LINES}): print(line)",
        "flood": "line = 'x' * 99\nfor i in range(1000000): print(line)",
    },
}


def start(argv, _code):
    """Milliseconds from the start of the process to the reply."""
    began = time.perf_counter()
    with Kernel(argv) as kernel:
        client = kernel.client()
        client.reply(client.send("shell", "kernel_info_request", {}))
        return {"ms": (time.perf_counter() - began) * 1000}


def execute(argv, code):
    """Milliseconds of a trivial cell, until reply and idle have come."""
    with Kernel(argv) as kernel:
        client = WireClient(kernel, code["cell"], WARM_CELLS + CELLS)
        run_cells([client], WARM_CELLS)
        times = [seconds * 1000 for seconds in run_cells([client], CELLS)]
        return {"median": statistics.median(times), "p99": sorted(times)[int(len(times) * 0.99)]}


def clients(argv, code, count=10):
    """Cells per second, each client with one under way."""
    warm, each = max(2, WARM_CELLS // count), max(5, 1000 // count)
    with Kernel(argv) as kernel:
        all_clients = [WireClient(kernel, code["cell"], warm + each) for _ in range(count)]
        run_cells(all_clients, warm)
        began = time.perf_counter()
        run_cells(all_clients, each)
        return {"cells_per_second": count * each / (time.perf_counter() - began)}


def many_clients(argv, code):
    return clients(argv, code, 100)


def interrupt(argv, code):
    """Milliseconds from the interrupt_request until the cell's reply and idle have come."""
    with Kernel(argv) as kernel:
        client = kernel.client().ready()
        times = []
        for _ in range(11):
            # ipykernel takes the next cell for one that was queued behind a failed one.
            cell = client.request(code["loop"], stop_on_error=False)
            while client.receive("iopub").type != "stream":
                pass
            time.sleep(0.05)

            def stop():
                client.send("control", "interrupt_request", {})
                assert client.reply(cell).content["status"] == "error"
                client.until_idle(cell)

            times.append(timed_ms(stop))
        return {"ms": statistics.median(times[1:])}


def complete(argv, code):
    """Milliseconds of a completion, through jupyter_client."""
    from jupyter_client import BlockingKernelClient

    with Kernel(argv) as kernel:
        kernel.client().ready().execute(code["globals"])
        client = BlockingKernelClient(connection_file=kernel.file)
        client.load_connection_file()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)

            def ask():
                client.complete("name", 4)
                while client.get_shell_msg(timeout=60)["msg_type"] != "complete_reply":
                    pass

            reply_matches(client)
            times = [timed_ms(ask) for _ in range(31)]
            return {"ms": statistics.median(times[5:])}
        finally:
            client.stop_channels()


def reply_matches(client):
    client.complete("name", 4)
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["msg_type"] == "complete_reply":
            found = {match for match in reply["content"]["matches"] if match.startswith("name")}
            assert len(found) == 500, f"{len(found)} of 500 names"
            return


def lines(argv, code):
    """MiB per second of 10 MB in lines from one cell, all there and idle last; memory before and after."""
    with Kernel(argv) as kernel:
        client = kernel.client().ready()
        client.execute(code["cell"])
        idle = settled_memory(kernel)
        began = time.perf_counter()
        cell = client.request(code["lines"])
        received = 0
        while True:
            message = client.receive("iopub")
            if message.parent != cell:
                continue
            kind = message.type
            if kind == "stream":
                received += len(message.content["text"])
            elif message.is_idle:
                break
        seconds = time.perf_counter() - began
        assert received == LINES * LINE_BYTES, f"{received} of {LINES * LINE_BYTES} bytes"
        assert client.reply(cell).content["status"] == "ok"
        assert not client.sockets["iopub"].poll(100), "something came behind idle"
        rate = received / 2**20 / seconds
        return {"mib_per_second": rate, "idle_mb": idle / 1e6, "loaded_mb": settled_memory(kernel) / 1e6}


def unread(argv, code):
    """The most memory, in MB, while a subscriber that does not read misses 100 MB in lines."""
    with Kernel(argv) as kernel:
        deaf = kernel.client().ready()
        client = kernel.client().ready()
        peak, ended = [0], threading.Event()

        def watch():
            while not ended.wait(0.02):
                peak[0] = max(peak[0], kernel.memory())

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            # Neither of the two reads iopub: the reply tells the end.
            reply = client.reply(client.request(code["flood"]))
            assert reply.content["status"] == "ok", reply.content
        finally:
            ended.set()
            watcher.join()
        deaf.close()
        return {"peak_mb": peak[0] / 1e6}


def sessions(argv, code):
    """MB that each of 10 named sessions adds."""
    with Kernel(argv) as kernel:
        client = kernel.client().ready()
        client.execute(code["cell"])
        before = settled_memory(kernel)
        client.send("shell", "comm_open", {"comm_id": "s", "target_name": "llmspell.session", "data": {}})
        for number in range(10):
            call = {"id": number, "method": "open", "params": {"name": f"bench-{number}"}}
            client.until_idle(client.send("shell", "comm_msg", {"comm_id": "s", "data": call}))
            reply, _ = client.execute(code["cell"], metadata={"llmspell": {"session": f"bench-{number}"}})
            assert reply.content["status"] == "ok", reply.content
        return {"mb": (settled_memory(kernel) - before) / 10 / 1e6}


def settled_memory(kernel):
    """Resident bytes once they stay the same: 1 MB at most within a second."""
    last = kernel.memory()
    for _ in range(20):
        time.sleep(1)
        now = kernel.memory()
        if abs(now - last) < 1e6:
            return now
        last = now
    return last


def timed_ms(action):
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1000


MEASURES = (start, execute, clients, many_clients, interrupt, complete, lines, unread, sessions)

if __name__ == "__main__":
    measure, language, *argv = sys.argv[1:]
    print(json.dumps({f.__name__: f for f in MEASURES}[measure](argv, CODE[language])))
