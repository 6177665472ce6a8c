"""What JupyterLab's debugger sends, in its order, through jupyter_client: requests on control, events from iopub."""

import time
from queue import Empty

from client_cases import SECONDS, Front

THREAD = 1


class Lab:
    """A page of JupyterLab with a notebook. What it hears on iopub is kept in order."""

    def __init__(self, manager, session=None):
        self.front = Front(manager)
        self.metadata = None if session is None else {"llmspell": {"session": session}}
        self.iopub = []
        self.seen = 0
        self.seq = 0

    def close(self):
        self.front.close()

    # --- Requests -------------------------------------------------------------------------------------------------

    def send(self, command, arguments=None):
        """Does not wait. JupyterLab's debugInfo has neither a number nor arguments."""
        content = {"type": "request", "seq": 0 if command == "debugInfo" else self.count(), "command": command}
        if arguments is not None:
            content["arguments"] = arguments
        return self.front.send("debug_request", content, channel="control", metadata=self.metadata)

    def count(self):
        self.seq += 1
        return self.seq

    def answer(self, msg_id):
        return self.front.reply(msg_id, "control")["content"]

    def reply(self, command, arguments=None):
        return self.answer(self.send(command, arguments))

    def ask(self, command, arguments=None):
        """The body of a response that succeeds."""
        reply = self.reply(command, arguments)
        assert reply["success"], (command, reply)
        return reply.get("body") or {}

    # --- What the page does ---------------------------------------------------------------------------------------

    def attach(self):
        capabilities = self.ask(
            "initialize",
            {
                "clientID": "jupyterlab",
                "clientName": "JupyterLab",
                "adapterID": "llmspell",
                "pathFormat": "path",
                "linesStartAt1": True,
                "columnsStartAt1": True,
                "supportsVariableType": True,
                "supportsVariablePaging": True,
                "supportsRunInTerminalRequest": True,
                "locale": "en",
            },
        )
        self.ask("attach", {})
        return capabilities

    def turn_on(self, breakpoints=(), filters=()):
        """The bug icon. `breakpoints`: pairs of a path and its lines."""
        self.ask("debugInfo")
        capabilities = self.attach()
        for path, lines in breakpoints:
            self.set(path, *lines)
        self.ask("setExceptionBreakpoints", {"filters": list(filters)})
        self.ask("inspectVariables", {})
        if capabilities.get("supportsModulesRequest"):
            self.ask("modules", {})
        return capabilities

    def turn_off(self):
        self.ask("disconnect", {"restart": False, "terminateDebuggee": False})

    def set(self, path, *lines):
        asked = {"source": {"path": path}, "breakpoints": [{"line": line} for line in lines], "sourceModified": False}
        return self.ask("setBreakpoints", asked)["breakpoints"]

    def click(self, code, *lines):
        """The gutter of a cell; gives its path."""
        path = self.ask("dumpCell", {"code": code})["sourcePath"]
        self.ask("debugInfo")
        self.set(path, *lines)
        return path

    def go_on(self, command="continue", thread=THREAD):
        self.ask(command, {"threadId": thread})

    # --- What it hears --------------------------------------------------------------------------------------------

    def hear(self, is_wanted, seconds=SECONDS):
        """The next message that is wanted; those before it count as seen."""
        end = time.monotonic() + seconds
        while True:
            while self.seen < len(self.iopub):
                self.seen += 1
                if is_wanted(self.iopub[self.seen - 1]):
                    return self.iopub[self.seen - 1]
            self.iopub.append(self.front.client.get_iopub_msg(timeout=max(0, end - time.monotonic())))

    def event(self, name, seconds=SECONDS):
        """The body of the next event of this name."""
        is_wanted = lambda message: message["msg_type"] == "debug_event" and message["content"]["event"] == name
        return self.hear(is_wanted, seconds)["content"].get("body", {})

    def hears_nothing(self, name, seconds=0.3):
        try:
            self.event(name, seconds)
        except Empty:
            return True
        return False

    def stopped(self):
        """What the page asks when a script has stopped: frames, scopes of the one on top, and all variables at once."""
        body = self.event("stopped")
        frames = self.ask("stackTrace", {"threadId": body["threadId"]})["stackFrames"]
        return Stop(self, body, frames)

    def execute(self, code, **options):
        return self.front.client.execute(code, **options)

    def ended(self, msg_id):
        """The reply to an execution."""
        return self.front.reply(msg_id)["content"]

    def run(self, code):
        return self.ended(self.execute(code))

    def printed(self, msg_id):
        """All that an execution has printed up to its end."""
        heard = [*self.iopub]
        self.hear(lambda m: belongs(m, msg_id) and m["content"].get("execution_state") == "idle")
        heard = [m for m in self.iopub[: max(self.seen, len(heard))] if belongs(m, msg_id) and m["msg_type"] == "stream"]
        return "".join(m["content"]["text"] for m in heard)


class Stop:
    def __init__(self, lab, body, frames):
        self.lab = lab
        self.reason = body["reason"]
        self.thread = body["threadId"]
        self.frames = frames
        self.scopes = lab.ask("scopes", {"frameId": frames[0]["id"]})["scopes"]
        sent = [lab.send("variables", {"variablesReference": scope["variablesReference"]}) for scope in self.scopes]
        # Whoever waits for the second does not find the first any more: they come in the order of the requests.
        replies = [lab.answer(msg_id) for msg_id in sent]
        assert all(reply["success"] for reply in replies), replies
        self.variables = {
            scope["name"]: reply["body"]["variables"] for scope, reply in zip(self.scopes, replies, strict=True)
        }

    @property
    def line(self):
        return self.frames[0]["line"]

    @property
    def frame(self):
        return self.frames[0]["id"]

    @property
    def names(self):
        return [frame["name"] for frame in self.frames]

    def values(self, scope="Locals"):
        return {each["name"]: each["value"] for each in self.variables.get(scope, [])}

    def types(self, scope="Locals"):
        return {each["name"]: each.get("type") for each in self.variables.get(scope, [])}

    def reference(self, name, scope="Locals"):
        return next(each["variablesReference"] for each in self.variables[scope] if each["name"] == name)


def belongs(message, msg_id):
    return message["parent_header"].get("msg_id") == msg_id
