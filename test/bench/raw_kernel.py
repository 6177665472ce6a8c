"""A Jupyter kernel as a process, and clients of it on bare ZeroMQ sockets: no jupyter_client between the kernel and the clock."""

import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import tempfile
import time
import uuid

import zmq

CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
DELIMITER = b"<IDS|MSG>"
LIMIT_SECONDS = 60


class Kernel:
    """A process that is started at once and killed, with all that it started, on close."""

    def __init__(self, argv, env=None):
        """argv: as in kernel.json; `{connection_file}` is replaced."""
        self.context = zmq.Context()
        self.folder = tempfile.TemporaryDirectory(prefix="raw-kernel-")
        self.file = os.path.join(self.folder.name, "connection.json")
        self.key = uuid.uuid4().hex.encode()
        self.ports = dict(zip(CHANNELS, free_ports(len(CHANNELS))))
        connection = {f"{name}_port": port for name, port in self.ports.items()}
        connection.update(ip="127.0.0.1", transport="tcp", key=self.key.decode(), signature_scheme="hmac-sha256")
        with open(self.file, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            json.dump(connection, out)
        self.log = open(os.path.join(self.folder.name, "log"), "w+b")
        self.process = subprocess.Popen(
            [argument.replace("{connection_file}", self.file) for argument in argv],
            # It ends with this process, should that be killed.
            env={**os.environ, "JPY_PARENT_PID": str(os.getpid()), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def client(self):
        return Client(self)

    def memory(self):
        """Resident bytes of the kernel's process."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) * 1024

    def output(self):
        """What the process has printed, for messages of failures."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-2000:]

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.context.destroy(linger=0)
        self.log.close()
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.close()


class Message:
    """What was received, parsed when asked for."""

    def __init__(self, frames):
        start = frames.index(DELIMITER)
        self.identities = frames[:start]
        self.header_bytes, self.parent_bytes, self.metadata_bytes, self.content_bytes = frames[start + 2 : start + 6]
        self.buffers = frames[start + 6 :]

    @property
    def type(self):
        return json.loads(self.header_bytes)["msg_type"]

    @property
    def parent(self):
        return json.loads(self.parent_bytes).get("msg_id")

    @property
    def content(self):
        return json.loads(self.content_bytes)

    @property
    def metadata(self):
        return json.loads(self.metadata_bytes)

    @property
    def is_idle(self):
        return b"execution_state" in self.content_bytes and self.content["execution_state"] == "idle"


class Client:
    def __init__(self, kernel):
        self.kernel = kernel
        self.session = uuid.uuid4().hex
        self.count = 0
        identity = uuid.uuid4().hex.encode()
        self.sockets = {}
        for name in ("shell", "iopub", "stdin", "control"):
            connected = kernel.context.socket(zmq.SUB if name == "iopub" else zmq.DEALER)
            # The kernel may not listen yet: what is measured must not be the pause before the next attempt.
            connected.setsockopt(zmq.RECONNECT_IVL, 1)
            connected.setsockopt(zmq.LINGER, 0)
            if name == "iopub":
                connected.setsockopt(zmq.RCVHWM, 0)
                connected.setsockopt(zmq.SUBSCRIBE, b"")
            else:
                connected.setsockopt(zmq.IDENTITY, identity)
            connected.connect(f"tcp://127.0.0.1:{kernel.ports[name]}")
            self.sockets[name] = connected

    def close(self):
        for connected in self.sockets.values():
            connected.close()

    def frames(self, msg_type, content, metadata=None, buffers=(), parent=None):
        """A signed message, and its id."""
        self.count += 1
        msg_id = f"{self.session}_{self.count}"
        header = {
            "msg_id": msg_id,
            "session": self.session,
            "username": "raw",
            "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "msg_type": msg_type,
            "version": "5.4",
        }
        parts = [json.dumps(part).encode() for part in (header, parent or {}, metadata or {}, content)]
        signature = hmac.new(self.kernel.key, b"".join(parts), hashlib.sha256).hexdigest().encode()
        return [DELIMITER, signature, *parts, *buffers], msg_id

    def send(self, channel, msg_type, content, **more):
        """Returns the id of the message."""
        frames, msg_id = self.frames(msg_type, content, **more)
        self.sockets[channel].send_multipart(frames)
        return msg_id

    def receive(self, channel, seconds=LIMIT_SECONDS):
        """The next message; TimeoutError when none comes."""
        connected = self.sockets[channel]
        if not connected.poll(seconds * 1000):
            raise TimeoutError(f"nothing on {channel} within {seconds} s\n{self.kernel.output()}")
        return Message(connected.recv_multipart())

    def reply(self, msg_id, channel="shell"):
        while True:
            message = self.receive(channel)
            if message.parent == msg_id:
                return message

    def until_idle(self, msg_id):
        """What was published for a request, idle being the last."""
        messages = []
        while True:
            message = self.receive("iopub")
            if message.parent != msg_id:
                continue
            messages.append(message)
            if message.is_idle:
                return messages

    def ready(self):
        """Waits until the kernel answers and what it publishes arrives here."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while time.monotonic() < deadline:
            self.reply(self.send("shell", "kernel_info_request", {}))
            if self.sockets["iopub"].poll(50):
                break
        else:
            raise TimeoutError(f"nothing on iopub\n{self.kernel.output()}")
        last = self.send("shell", "kernel_info_request", {})
        self.reply(last)
        self.until_idle(last)
        return self

    def execute(self, code, **more):
        """Reply, and what was published up to idle."""
        msg_id = self.request(code, **more)
        return self.reply(msg_id), self.until_idle(msg_id)

    def request(self, code, metadata=None, **content):
        return self.send("shell", "execute_request", execute_content(code, **content), metadata=metadata)


def execute_content(code, **more):
    content = {
        "code": code,
        "silent": False,
        "store_history": True,
        "user_expressions": {},
        "allow_stdin": False,
        "stop_on_error": True,
    }
    return {**content, **more}


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for opened in sockets:
        opened.bind(("127.0.0.1", 0))
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports
