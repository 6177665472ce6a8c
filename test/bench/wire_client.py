"""Clients of a kernel that cost next to nothing: ZMTP 3 over bare TCP, so that what is measured is the kernel and not its driver.

No thread stands between the socket and the clock, requests are made before it starts, and of what arrives only what a client has asked
for itself is looked at. The same for every kernel. (https://rfc.zeromq.org/spec/23/, mechanism NULL)
"""

import select
import socket
import time

from raw_kernel import DELIMITER, LIMIT_SECONDS, execute_content

GREETING = b"\xff" + bytes(8) + b"\x7f" + b"\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
MORE, LONG, COMMAND = 1, 2, 4
#: Delimiter, signature, header, parent header, metadata, content.
FRAMES = 6


def frame(body, flags=0):
    if len(body) < 256:
        return bytes((flags, len(body))) + body
    return bytes((flags | LONG,)) + len(body).to_bytes(8, "big") + body


class WireSocket:
    """A DEALER or SUB."""

    def __init__(self, port, kind, identity=b""):
        self.connected = socket.create_connection(("127.0.0.1", port), LIMIT_SECONDS)
        self.connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.connected.sendall(GREETING)
        self._exactly(len(GREETING))
        properties = {b"Socket-Type": kind, b"Identity": identity}
        ready = b"".join(
            bytes((len(name),)) + name + len(value).to_bytes(4, "big") + value for name, value in properties.items()
        )
        self.connected.sendall(frame(b"\x05READY" + ready, COMMAND))
        _flags, size = self._exactly(2)
        self._exactly(size)
        if kind == b"SUB":
            self.connected.sendall(frame(b"\x01"))

    def _exactly(self, size):
        data = b""
        while len(data) < size:
            piece = self.connected.recv(size - len(data))
            assert piece, "the kernel has closed a connection"
            data += piece
        return data

    def fileno(self):
        return self.connected.fileno()

    def take(self, msg_id):
        """Reads what is there. Content of the messages that have this parent; what comes from others is skipped unparsed."""
        piece = self.connected.recv(1 << 16)
        assert piece, "the kernel has closed a connection"
        data = self.buffer + piece
        contents = []
        end = 0
        while (at := data.find(msg_id, end)) >= 0:
            start = data.rfind(DELIMITER, end, at) - 2
            message = walk(data, start)
            if message is None:
                break
            frames, end = message
            if msg_id in frames[3]:
                contents.append(frames[5])
        # Whatever follows the last delimiter may be the beginning of a message.
        last = data.rfind(DELIMITER, end)
        self.buffer = data[last - 2 :] if last >= 0 else data[max(end, len(data) - len(DELIMITER)) :]
        return contents


def walk(data, at):
    """The frames of a message from its delimiter on, and where it ends; None when there is more to come."""
    frames = []
    while len(frames) < FRAMES:
        if len(data) < at + 2:
            return None
        head, size = (9, int.from_bytes(data[at + 1 : at + 9], "big")) if data[at] & LONG else (2, data[at + 1])
        if len(data) < at + head + size:
            return None
        frames.append(data[at + head : at + head + size])
        at += head + size
    return frames, at


class WireClient:
    """Executes one cell after the other; its requests are ready to be sent."""

    def __init__(self, kernel, code, count):
        #: Of raw_kernel: signs, and knows when the kernel answers.
        signer = kernel.client()
        requests = [signer.frames("execute_request", execute_content(code)) for _ in range(count)]
        self.requests = [
            (b"".join(frame(part, MORE) for part in frames[:-1]) + frame(frames[-1]), f'"{msg_id}"'.encode())
            for frames, msg_id in requests
        ][::-1]
        ask = lambda: signer.reply(signer.send("shell", "kernel_info_request", {}))
        ask()
        self.shell = WireSocket(kernel.ports["shell"], b"DEALER", signer.session.encode())
        self.iopub = WireSocket(kernel.ports["iopub"], b"SUB")
        self.current = None
        while not select.select([self.iopub], [], [], 0.05)[0]:
            ask()
        signer.close()

    def send(self):
        message, self.current = self.requests.pop()
        self.is_answered = self.is_idle = False
        self.began = time.perf_counter()
        self.shell.connected.sendall(message)

    def take(self, connected):
        """Whether this ends the cell: reply and idle are there."""
        for content in connected.take(self.current):
            if connected is self.shell:
                assert b'"ok"' in content, content
                self.is_answered = True
            elif b'"idle"' in content:
                self.is_idle = True
        return self.is_answered and self.is_idle


def run_cells(clients, each):
    """Seconds that each of so many cells of every client took, one of each client under way at any time."""
    poller = select.epoll()
    owners = {}
    for client in clients:
        for connected in (client.shell, client.iopub):
            poller.register(connected, select.EPOLLIN)
            owners[connected.fileno()] = (client, connected)
    left = {client: each for client in clients}
    seconds = []
    for client in clients:
        client.send()
    while left:
        events = poller.poll(LIMIT_SECONDS)
        if not events:
            raise TimeoutError(f"no message within {LIMIT_SECONDS} s")
        for number, _event in events:
            client, connected = owners[number]
            if client not in left:
                connected.take(b"\0")
            elif client.take(connected):
                seconds.append(time.perf_counter() - client.began)
                left[client] -= 1
                if left[client]:
                    client.send()
                else:
                    del left[client]
    poller.close()
    return seconds
