"""What front ends do to kernels, through jupyter_client: several clients, input, interrupts, restarts, comms, buffers, floods."""

import os
import signal
import time
import unittest
from queue import Empty

import report
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import KernelManager

KERNEL = "llmspell"
SECONDS = 30
LINES = 100_000


class Front:
    """A client with what tests want of it."""

    def __init__(self, manager):
        self.client = client_of(manager)
        try:
            self.client.wait_for_ready(timeout=SECONDS)
        except RuntimeError:
            # A beat was late, as on a busy machine; a kernel that is dead is so still.
            self.client.wait_for_ready(timeout=SECONDS)

    def close(self):
        self.client.stop_channels()

    def reply(self, msg_id, channel="shell"):
        get = getattr(self.client, f"get_{channel}_msg")
        while True:
            message = get(timeout=SECONDS)
            if message["parent_header"].get("msg_id") == msg_id:
                return message

    def published(self, msg_id, until=None):
        """What is published for a request, up to idle."""
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=SECONDS)
            if message["parent_header"].get("msg_id") != msg_id:
                continue
            messages.append(message)
            if (until or is_idle)(message):
                return messages

    def execute(self, code, **options):
        """The reply, and what was published."""
        msg_id = self.client.execute(code, **options)
        return self.reply(msg_id)["content"], self.published(msg_id)

    def value(self, code):
        """What a cell echoes, as text."""
        reply, messages = self.execute(code)
        assert reply["status"] == "ok", reply
        return next((m["content"]["data"]["text/plain"] for m in messages if m["msg_type"] == "execute_result"), None)

    def send(self, msg_type, content, channel="shell", buffers=None, metadata=None):
        """Sends what jupyter_client has no method for; gives the message's id."""
        session = self.client.session
        message = session.msg(msg_type, content, metadata=metadata)
        session.send(getattr(self.client, f"{channel}_channel").socket, message, buffers=buffers)
        return message["header"]["msg_id"]

    def started(self, code, **options):
        """Executes what prints `up`, and waits for that."""
        msg_id = self.client.execute(code, **options)
        self.published(msg_id, lambda message: message["msg_type"] == "stream")
        return msg_id


def client_of(manager):
    """One with an identity of its own: those that a manager makes share one, and the replies with it."""
    client = BlockingKernelClient(connection_file=manager.connection_file)
    client.load_connection_file()
    # It gives a beat one second, which a busy machine may need.
    client.hb_channel.time_to_die = SECONDS
    client.start_channels()
    return client


def is_idle(message):
    return message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"


def text(messages, name="stdout"):
    return "".join(
        m["content"]["text"] for m in messages if m["msg_type"] == "stream" and m["content"]["name"] == name
    )


def types(messages):
    return [message["msg_type"] for message in messages]


class KernelCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.manager = KernelManager(kernel_name=KERNEL)
        cls.manager.start_kernel()
        cls.addClassCleanup(cls.manager.shutdown_kernel, now=True)

    def front(self):
        front = Front(self.manager)
        self.addCleanup(front.close)
        return front


class Executing(KernelCase):
    def test_order_of_messages(self):
        reply, messages = self.front().execute("print('a') io.stderr:write('b\\n') return 1 + 1")
        self.assertEqual(reply["status"], "ok")
        kinds = types(messages)
        self.assertEqual(kinds[:2], ["status", "execute_input"])
        self.assertEqual(kinds[-1], "status")
        self.assertEqual(text(messages), "a\n")
        self.assertEqual(text(messages, "stderr"), "b\n")
        result = next(m for m in messages if m["msg_type"] == "execute_result")
        self.assertEqual(result["content"]["data"]["text/plain"], "2")
        self.assertEqual(result["content"]["execution_count"], reply["execution_count"])

    def test_silent_execution_says_nothing_and_does_not_count(self):
        front = self.front()
        before, _ = front.execute("x = 1")
        _, messages = front.execute("x = 2", silent=True, store_history=False)
        after, _ = front.execute("x = 3")
        self.assertEqual(types(messages), ["status", "status"])
        self.assertEqual(after["execution_count"], before["execution_count"] + 1)

    def test_user_expressions(self):
        reply, _ = self.front().execute("", user_expressions={"sum": "1 + 1", "bad": "error('no')"})
        self.assertEqual(reply["user_expressions"]["sum"]["data"]["text/plain"], "2")
        self.assertEqual(reply["user_expressions"]["bad"]["status"], "error")

    def test_an_error_has_a_traceback_that_names_the_cell(self):
        reply, messages = self.front().execute("local t = nil\nprint(t.x)")
        self.assertEqual(reply["status"], "error")
        error = next(m["content"] for m in messages if m["msg_type"] == "error")
        self.assertIn(f"In [{reply['execution_count']}]", "\n".join(error["traceback"]))
        self.assertEqual(error["ename"], reply["ename"])

    def test_an_error_aborts_what_was_queued_behind_it(self):
        front = self.front()
        # What fails takes a while, so that the others wait when it does.
        slow = "local stop = os.clock() + 0.5 while os.clock() < stop do end error('first')"
        sent = [front.client.execute(code) for code in (slow, "aborted = 1", "aborted = 2")]
        statuses = [front.reply(msg_id)["content"]["status"] for msg_id in sent]
        self.assertEqual(statuses, ["error", "aborted", "aborted"])
        for msg_id in sent:
            front.published(msg_id)
        self.assertEqual(front.value("aborted == nil"), "true")

    def test_stop_on_error_can_be_left_out(self):
        front = self.front()
        first = front.client.execute("error('first')", stop_on_error=False)
        second = front.client.execute("going_on = 1")
        self.assertEqual(front.reply(first)["content"]["status"], "error")
        self.assertEqual(front.reply(second)["content"]["status"], "ok")

    def test_exit_ends_the_run_and_not_the_kernel(self):
        front = self.front()
        front.execute("os.exit(3)")
        self.assertTrue(self.manager.is_alive())
        self.assertEqual(front.value("6 * 7"), "42")

    def test_a_display_is_updated_in_place(self):
        _, messages = self.front().execute("local shown = Display.markdown('one') shown:update('two')")
        shown = [m["content"] for m in messages if m["msg_type"] in ("display_data", "update_display_data")]
        self.assertEqual([content["data"]["text/markdown"] for content in shown], ["one", "two"])
        ids = {content["transient"]["display_id"] for content in shown}
        self.assertEqual(len(ids), 1)

    def test_ten_megabytes_arrive_whole_and_idle_is_last(self):
        front = self.front()
        msg_id = front.client.execute(f"for i = 1, {LINES} do print(('%099d'):format(i)) end")
        output = text(front.published(msg_id))
        self.assertEqual(len(output), LINES * 100)
        lines = output.split("\n")
        self.assertEqual([int(line) for line in lines[:-1]], list(range(1, LINES + 1)))
        self.assertEqual(front.reply(msg_id)["content"]["status"], "ok")
        with self.assertRaises(Empty):
            front.client.get_iopub_msg(timeout=0.2)


class Asking(KernelCase):
    def test_input_of_a_script(self):
        front = self.front()
        msg_id = front.client.execute("io.write('name? ') local name = io.read() print('<' .. name .. '>')", allow_stdin=True)
        request = front.client.get_stdin_msg(timeout=SECONDS)
        self.assertEqual(request["msg_type"], "input_request")
        front.client.input("world")
        self.assertEqual(front.reply(msg_id)["content"]["status"], "ok")
        self.assertIn("<world>", text(front.published(msg_id)))

    def test_only_the_client_that_executes_is_asked(self):
        asked, other = self.front(), self.front()
        msg_id = asked.client.execute("print(io.read())", allow_stdin=True)
        asked.client.get_stdin_msg(timeout=SECONDS)
        with self.assertRaises(Empty):
            other.client.get_stdin_msg(timeout=0.2)
        asked.client.input("mine")
        self.assertEqual(text(asked.published(msg_id)), "mine\n")

    def test_a_client_without_input_is_not_asked(self):
        front = self.front()
        msg_id = front.client.execute("print(io.read())", allow_stdin=False)
        front.reply(msg_id)
        front.published(msg_id)
        with self.assertRaises(Empty):
            front.client.get_stdin_msg(timeout=0.2)
        self.assertEqual(front.value("6 * 7"), "42")

    def test_an_interrupt_ends_the_wait_for_input(self):
        front = self.front()
        msg_id = front.client.execute("io.read()", allow_stdin=True)
        front.client.get_stdin_msg(timeout=SECONDS)
        self.manager.interrupt_kernel()
        self.assertEqual(front.reply(msg_id)["content"]["status"], "error")


class Interrupting(KernelCase):
    def interrupted(self, code):
        front = self.front()
        msg_id = front.started(code)
        self.manager.interrupt_kernel()
        self.assertEqual(front.reply(msg_id)["content"]["status"], "error")
        front.published(msg_id)
        self.assertEqual(front.value("6 * 7"), "42")

    def test_the_kernelspec_asks_for_messages(self):
        self.assertEqual(self.manager.kernel_spec.interrupt_mode, "message")

    def test_a_loop(self):
        self.interrupted("print('up') while true do end")

    def test_a_loop_that_catches_errors(self):
        self.interrupted("print('up') while true do pcall(function() while true do end end) end")

    def test_an_endless_print(self):
        self.interrupted("while true do print('up') end")

    def test_a_signal(self):
        front = self.front()
        msg_id = front.started("print('up') while true do end")
        os.kill(self.manager.provisioner.pid, signal.SIGINT)
        self.assertEqual(front.reply(msg_id)["content"]["status"], "error")

    def test_nothing_to_interrupt_leaves_the_kernel_alone(self):
        front = self.front()
        for _ in range(3):
            os.kill(self.manager.provisioner.pid, signal.SIGINT)
            self.manager.interrupt_kernel()
            # It does not wait for the answer, and must not meet the cell that follows.
            while True:
                message = front.client.get_iopub_msg(timeout=SECONDS)
                if is_idle(message) and message["parent_header"].get("msg_type") == "interrupt_request":
                    break
        self.assertEqual(front.value("6 * 7"), "42")

    def test_control_is_served_while_a_script_runs(self):
        front = self.front()
        msg_id = front.started("print('up') while true do end")
        asked = front.send("kernel_info_request", {}, channel="control")
        self.assertEqual(front.reply(asked, "control")["content"]["status"], "ok")
        self.manager.interrupt_kernel()
        front.reply(msg_id)


class Restarting(KernelCase):
    def test_a_restart_forgets_globals_and_keeps_history(self):
        front = self.front()
        front.execute("remembered = 1")
        self.manager.restart_kernel()
        front.client.wait_for_ready(timeout=SECONDS)
        self.assertEqual(front.value("remembered == nil"), "true")
        front.client.history(hist_access_type="search", pattern="remembered = 1", raw=True, output=False)
        self.assertEqual(len(front.client.get_shell_msg(timeout=SECONDS)["content"]["history"]), 1)

    def test_a_killed_kernel_starts_again_on_the_same_ports(self):
        front = self.front()
        ports = self.manager.ports
        os.kill(self.manager.provisioner.pid, signal.SIGKILL)
        self.manager.restart_kernel(now=True)
        front.client.wait_for_ready(timeout=SECONDS)
        self.assertEqual(self.manager.ports, ports)
        self.assertEqual(front.value("6 * 7"), "42")

    def test_a_restart_ends_a_loop(self):
        front = self.front()
        front.started("print('up') while true do pcall(function() while true do end end) end")
        self.manager.restart_kernel()
        front.client.wait_for_ready(timeout=SECONDS)
        self.assertEqual(front.value("6 * 7"), "42")

    def test_shutdown_is_answered_and_the_process_ends(self):
        manager = KernelManager(kernel_name=KERNEL)
        manager.start_kernel()
        self.addCleanup(manager.shutdown_kernel, now=True)
        front = Front(manager)
        self.addCleanup(front.close)
        asked = front.send("shutdown_request", {"restart": False}, channel="control")
        self.assertEqual(front.reply(asked, "control")["content"], {"status": "ok", "restart": False})
        deadline = time.monotonic() + SECONDS
        while manager.is_alive() and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertFalse(manager.is_alive())


ECHO = """
Comm.register_target("echo", function(comm, data, buffers)
  comm:send({ opened = data.name, sizes = { #(buffers[1] or "") } }, buffers)
  comm:on_msg(function(message, parts) comm:send({ got = message }, parts) end)
  comm:on_close(function() closed_by_client = true end)
end)
"""


class Comms(KernelCase):
    def comm(self, messages, kind="comm_msg"):
        return [message for message in messages if message["msg_type"] == kind]

    def request(self, front, msg_type, content, buffers=None):
        return front.published(front.send(msg_type, content, buffers=buffers))

    def test_open_message_close_with_buffers(self):
        front = self.front()
        front.execute(ECHO)
        binary = bytes(range(256)) * 4096
        opened = self.request(
            front, "comm_open", {"comm_id": "c1", "target_name": "echo", "data": {"name": "front"}}, [b"\x00\xff"]
        )
        (answer,) = self.comm(opened)
        self.assertEqual(answer["content"], {"comm_id": "c1", "data": {"opened": "front", "sizes": [2]}})
        self.assertEqual(bytes(answer["buffers"][0]), b"\x00\xff")
        (answer,) = self.comm(self.request(front, "comm_msg", {"comm_id": "c1", "data": {"n": 1}}, [binary, b""]))
        self.assertEqual(answer["content"]["data"], {"got": {"n": 1}})
        self.assertEqual([bytes(part) for part in answer["buffers"]], [binary, b""])
        asked = front.send("comm_info_request", {"target_name": "echo"})
        self.assertEqual(front.reply(asked)["content"]["comms"], {"c1": {"target_name": "echo"}})
        self.request(front, "comm_close", {"comm_id": "c1", "data": {}})
        self.assertEqual(front.value("closed_by_client"), "true")
        asked = front.send("comm_info_request", {})
        self.assertNotIn("c1", front.reply(asked)["content"]["comms"])

    def test_an_unknown_target_is_closed_again(self):
        front = self.front()
        messages = self.request(front, "comm_open", {"comm_id": "c2", "target_name": "nobody", "data": {}})
        self.assertEqual([m["content"]["comm_id"] for m in self.comm(messages, "comm_close")], ["c2"])
        self.assertEqual(front.value("6 * 7"), "42")

    def test_a_script_opens_a_comm(self):
        front = self.front()
        _, messages = front.execute("opened = Comm.open('view', { size = 3 }, { 'bytes' })")
        (comm,) = self.comm(messages, "comm_open")
        self.assertEqual(comm["content"]["target_name"], "view")
        self.assertEqual(comm["content"]["data"], {"size": 3})
        self.assertEqual(bytes(comm["buffers"][0]), b"bytes")
        front.execute("opened:on_msg(function(data) heard = data.word end)")
        self.request(front, "comm_msg", {"comm_id": comm["content"]["comm_id"], "data": {"word": "hello"}})
        self.assertEqual(front.value("heard == 'hello'"), "true")
        _, messages = front.execute("opened:close()")
        self.assertEqual(len(self.comm(messages, "comm_close")), 1)

    def test_sessions_of_the_kernel_have_globals_of_their_own(self):
        front = self.front()
        front.execute("own = 'main'")
        self.request(front, "comm_open", {"comm_id": "s", "target_name": "llmspell.session", "data": {}})
        call = {"id": 1, "method": "open", "params": {"name": "side"}}
        (answer,) = self.comm(self.request(front, "comm_msg", {"comm_id": "s", "data": call}))
        self.assertEqual(answer["content"]["data"]["result"]["name"], "side")
        code = {"code": "own == nil", "silent": False, "user_expressions": {"empty": "own == nil"}}
        reply = front.reply(front.send("execute_request", code, metadata={"llmspell": {"session": "side"}}))["content"]
        self.assertEqual(reply["user_expressions"]["empty"]["data"]["text/plain"], "true")
        self.assertEqual(front.value("own == 'main'"), "true")


class Many(KernelCase):
    def test_clients_share_one_session(self):
        first, second = self.front(), self.front()
        msg_id = first.client.execute("shared = 42 print('seen')")
        first.reply(msg_id)
        self.assertEqual(text(second.published(msg_id)), "seen\n")
        self.assertEqual(second.value("shared"), "42")

    def test_a_late_client_hears_the_rest(self):
        first = self.front()
        msg_id = first.client.execute("print('up') local go = io.read() print('after ' .. go)", allow_stdin=True)
        first.client.get_stdin_msg(timeout=SECONDS)
        late = client_of(self.manager)
        self.addCleanup(late.stop_channels)
        # Its subscription has arrived once it hears of a request on control, which is served while the script waits.
        session = late.session
        while True:
            asked = session.msg("kernel_info_request", {})
            session.send(late.control_channel.socket, asked)
            try:
                message = late.get_iopub_msg(timeout=0.5)
                break
            except Empty:
                continue
        first.client.input("all")
        heard = []
        while not (is_idle(message) and message["parent_header"].get("msg_id") == msg_id):
            heard.append(message)
            message = late.get_iopub_msg(timeout=SECONDS)
        self.assertIn("after all\n", text(heard))

    def test_forty_clients_at_once(self):
        fronts = [self.front() for _ in range(40)]
        fronts[0].execute("count = 0")
        sent = [(front, front.client.execute("count = count + 1")) for front in fronts for _ in range(5)]
        for front, msg_id in sent:
            self.assertEqual(front.reply(msg_id)["content"]["status"], "ok")
        self.assertEqual(fronts[-1].value("count"), "200")

    def test_a_message_sent_twice_is_executed_once(self):
        front = self.front()
        front.execute("twice = 0")
        session = front.client.session
        message = session.msg("execute_request", {"code": "twice = twice + 1", "silent": False})
        frames = session.serialize(message)
        for _ in range(2):
            front.client.shell_channel.socket.send_multipart(frames)
        front.reply(message["header"]["msg_id"])
        front.published(message["header"]["msg_id"])
        self.assertEqual(front.value("twice"), "1")

    def test_a_wrong_signature_is_not_heard(self):
        front = self.front()
        session = front.client.session
        frames = session.serialize(session.msg("execute_request", {"code": "forged = true", "silent": False}))
        frames[1] = b"0" * 64
        front.client.shell_channel.socket.send_multipart(frames)
        front.client.shell_channel.socket.send_multipart([b"noise"])
        self.assertEqual(front.value("forged == nil"), "true")

    def test_unknown_and_malformed_requests_are_answered(self):
        front = self.front()
        for msg_type, content in (("teleport_request", {}), ("execute_request", {"code": 7}), ("complete_request", {})):
            with self.subTest(msg_type):
                msg_id = front.send(msg_type, content)
                self.assertEqual(front.reply(msg_id)["content"]["status"], "error")
                kinds = types(front.published(msg_id))
                self.assertEqual([kinds[0], kinds[-1]], ["status", "status"])
                # Notebooks show of an execution what is published, not the reply.
                self.assertEqual(kinds[1:-1], ["error"] if msg_type == "execute_request" else [])
        self.assertEqual(front.value("6 * 7"), "42")


if __name__ == "__main__":
    report.run()
