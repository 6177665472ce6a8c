"""Debugging a notebook as JupyterLab does, through jupyter_client: what it sends and what it needs to hear."""

import os
import re
import signal
import subprocess
import sys
import time
import unittest
from importlib.util import find_spec
from pathlib import Path

import report
from client_cases import KERNEL, SECONDS
from jupyter_client.manager import KernelManager
from lab import Lab

CELL = """local function double(n)
  local twice = n * 2
  return twice
end
answer = double(21)
return answer"""
GUIDE = Path(__file__).parents[3] / "docs/guide/debugging.md"
LOOP = "print('up') while true do spins = (spins or 0) + 1 end"


def murmur2(data, seed=0xC70F6907):
    """MurmurHash2 with 32 bits, as it is defined."""
    m, mask = 0x5BD1E995, 0xFFFFFFFF
    h = (seed ^ len(data)) & mask
    whole = len(data) // 4 * 4
    for at in range(0, whole, 4):
        k = int.from_bytes(data[at : at + 4], "little") * m & mask
        k = (k ^ (k >> 24)) * m & mask
        h = (h * m & mask) ^ k
    rest = data[whole:]
    if rest:
        h = (h ^ int.from_bytes(rest, "little")) * m & mask
    h = (h ^ (h >> 13)) * m & mask
    return h ^ (h >> 15)


class DebugCase(unittest.TestCase):
    def setUp(self):
        self.manager = KernelManager(kernel_name=KERNEL)
        self.manager.start_kernel()
        self.addCleanup(self.manager.shutdown_kernel, now=True)

    def lab(self, session=None):
        lab = Lab(self.manager, session)
        self.addCleanup(lab.close)
        return lab

    def paused(self, lab, code=CELL, line=2):
        """A cell that is paused: its message and its stop."""
        lab.turn_on()
        lab.click(code, line)
        msg_id = lab.execute(code)
        return msg_id, lab.stopped()

    def assert_ok(self, reply):
        self.assertEqual(reply["status"], "ok", reply)


class Toggling(DebugCase):
    def test_off_the_debugger_is_known_and_not_started(self):
        lab = self.lab()
        reply = lab.reply("debugInfo")
        self.assertEqual((reply["type"], reply["command"], reply["request_seq"]), ("response", "debugInfo", 0))
        info = reply["body"]
        self.assertEqual(info["isStarted"], False)
        self.assertEqual(info["hashMethod"], "Murmur2")
        self.assertEqual((info["breakpoints"], info["stoppedThreads"]), ([], []))
        self.assertEqual((info["richRendering"], info["copyToGlobals"]), (True, True))
        self.assertTrue(info["exceptionPaths"])
        self.assertFalse(lab.reply("stackTrace", {"threadId": 1})["success"])

    def test_on_in_the_order_of_requests_while_a_cell_runs(self):
        lab = self.lab()
        msg_id = lab.front.started(LOOP)
        capabilities = lab.turn_on([(lab.ask("dumpCell", {"code": CELL})["sourcePath"], [2])], ["uncaught"])
        self.assertTrue(all(isinstance(each["filter"], str) for each in capabilities["exceptionBreakpointFilters"]))
        lab.event("initialized")
        info = lab.ask("debugInfo")
        self.assertEqual(info["isStarted"], True)
        self.assertEqual([each["breakpoints"][0]["line"] for each in info["breakpoints"]], [2])
        variables = lab.ask("inspectVariables", {})["variables"]
        self.assertIn("spins", [each["name"] for each in variables])
        self.manager.interrupt_kernel()
        self.assertEqual(lab.ended(msg_id)["status"], "error")

    def test_the_path_of_a_cell_is_prefix_hash_and_suffix(self):
        lab = self.lab()
        info = lab.ask("debugInfo")
        self.assertEqual(murmur2(b"print(1)"), 3773950048)
        for code in ("", "print(1)", 'print("é")', "-- 日本語\nreturn 1\n", "x = '😀'", "a\r\nb"):
            path = lab.ask("dumpCell", {"code": code})["sourcePath"]
            hashed = murmur2(code.encode(), info["hashSeed"])
            self.assertEqual(path, f"{info['tmpFilePrefix']}{hashed}{info['tmpFileSuffix']}")

    def test_the_terminate_button_keeps_what_is_set_again(self):
        lab = self.lab()
        msg_id, _ = self.paused(lab)
        path = lab.ask("debugInfo")["breakpoints"][0]["source"]
        lab.turn_off()
        lab.attach()
        lab.set(path, 3)
        self.assert_ok(lab.ended(msg_id))
        lab.execute(CELL)
        self.assertEqual(lab.stopped().line, 3)
        lab.go_on()

    def test_off_again_nothing_stops(self):
        lab = self.lab()
        msg_id, _ = self.paused(lab)
        lab.turn_off()
        lab.event("continued")
        self.assert_ok(lab.ended(msg_id))
        self.assert_ok(lab.run(CELL))
        self.assertEqual(lab.ask("debugInfo")["isStarted"], False)

    def test_after_a_restart_all_is_set_again(self):
        lab = self.lab()
        msg_id, _ = self.paused(lab)
        path = lab.ask("debugInfo")["breakpoints"][0]["source"]
        self.manager.restart_kernel()
        lab.front.client.wait_for_ready(timeout=SECONDS)
        self.assertEqual(lab.ask("debugInfo")["isStarted"], False)
        lab.attach()
        lab.set(lab.click(CELL, 2), 2)
        self.assertEqual(lab.ask("debugInfo")["breakpoints"][0]["source"].rsplit("/", 1)[1], path.rsplit("/", 1)[1])
        lab.ask("configurationDone", {})
        lab.execute(CELL)
        self.assertEqual(lab.stopped().line, 2)
        lab.go_on()


class Stopping(DebugCase):
    def test_a_cell_stops_is_looked_at_and_goes_on(self):
        lab = self.lab()
        msg_id, stop = self.paused(lab)
        self.assertEqual((stop.reason, stop.line, stop.names), ("breakpoint", 2, ["double", "main chunk"]))
        path = stop.frames[0]["source"]["path"]
        self.assertEqual(path, lab.ask("debugInfo")["breakpoints"][0]["source"])
        self.assertEqual(stop.frames[0]["source"]["name"], "In [1]")
        self.assertEqual(lab.ask("source", {"source": {"path": path}, "sourceReference": 0})["content"], CELL)
        self.assertEqual([each["name"] for each in stop.scopes][0], "Locals")
        self.assertIn("Globals", [each["name"] for each in stop.scopes])
        self.assertEqual(stop.values(), {"n": "21"})
        counts = {each["name"]: each.get("namedVariables") for each in stop.scopes}
        self.assertEqual((counts["Locals"], counts["Globals"]), (1, len(stop.variables["Globals"])))
        lab.go_on("next")
        stop = lab.stopped()
        self.assertEqual((stop.reason, stop.line), ("step", 3))
        self.assertEqual((stop.values(), stop.types()), ({"n": "21", "twice": "42"}, {"n": "int", "twice": "int"}))
        evaluated = lab.ask("evaluate", {"context": "repl", "expression": "twice + n", "frameId": stop.frame})
        self.assertEqual((evaluated["result"], evaluated["type"]), ("63", "int"))
        rich = lab.ask("richInspectVariables", {"variableName": "twice", "frameId": stop.frame})
        self.assertEqual((rich["data"]["text/plain"], rich["metadata"]), ("42", {}))
        names = {"srcVariableName": "twice", "dstVariableName": "twice", "srcFrameId": stop.frame}
        self.assertEqual(lab.ask("copyToGlobals", names)["value"], "42")
        lab.go_on()
        lab.event("continued")
        self.assert_ok(lab.ended(msg_id))
        self.assertEqual(lab.front.value("twice"), "42")

    def test_the_steps_of_the_guide(self):
        lab = self.lab()
        code = re.search(r"^```lua\n(.*?)^```", GUIDE.read_text(), re.M | re.S)[1]
        msg_id, stop = self.paused(lab, code, 8)
        self.assertEqual((stop.reason, stop.line, stop.names), ("breakpoint", 8, ["cost", "main chunk"]))
        self.assertEqual(list(stop.values()), ["basket", "total", "i", "item", "price"])
        self.assertEqual(stop.values("Upvalues"), {"prices": "{apple = 30, fig = 80, pear = 45}"})
        terminal = self.attached_terminal("where", "b In [1]:8 if price == nil", "detach")
        self.assertIn("a script is paused", terminal)
        self.assertIn("> #0 cost at In [1]:8\n  #1 main chunk at In [1]:15\n", terminal)
        self.assertIn("Breakpoint 1 at In [1]:8 if price == nil", terminal)
        [listed] = lab.ask("debugInfo")["breakpoints"]
        self.assertEqual([each["condition"] for each in listed["breakpoints"]], ["price == nil"])
        lab.event("breakpoint")
        lab.go_on()
        stop = lab.stopped()
        self.assertEqual((stop.reason, stop.values()["i"], stop.values()["price"]), ("breakpoint", "2", "nil"))
        lab.ask("evaluate", {"context": "repl", "expression": "price = 25", "frameId": stop.frame})
        lab.go_on()
        self.assert_ok(lab.ended(msg_id))
        lab.ask("setBreakpoints", {"source": {"path": listed["source"]}, "breakpoints": []})
        lab.ask("setExceptionBreakpoints", {"filters": ["uncaught"]})
        msg_id = lab.execute(code)
        stop = lab.stopped()
        self.assertEqual((stop.reason, stop.line), ("exception", 8))
        lab.go_on()
        self.assertEqual(lab.ended(msg_id)["status"], "error")

    def attached_terminal(self, *commands):
        """What `llmspell debug-attach` prints when these are typed."""
        node, command = self.manager.kernel_spec.argv[:2]
        outcome = subprocess.run(
            [node, command, "debug-attach", "--no-remember", self.manager.connection_file],
            input="".join(f"{line}\n" for line in commands),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=True,
        )
        return outcome.stderr

    def test_types_are_those_whose_values_are_shown_or_none(self):
        lab = self.lab()
        code = "local i, f, b, s, t, fn, n = 1, 1.5, true, 'text', { 1, x = 2 }, print, nil\nreturn i"
        _, stop = self.paused(lab, code, 2)
        types = {"i": "int", "f": "float", "b": "bool", "s": "str", "t": None, "fn": None, "n": None}
        self.assertEqual(stop.types(), types)
        self.assertEqual(stop.values()["t"], "{1, x = 2}")
        inside = lab.ask("variables", {"variablesReference": stop.reference("t")})["variables"]
        self.assertEqual([(each["name"], each["value"]) for each in inside], [("[1]", "1"), ("x", "2")])

    def test_others_are_served_while_a_cell_is_paused(self):
        lab, other = self.lab(), self.lab()
        msg_id, stop = self.paused(lab)
        client = other.front.client
        self.assertEqual(other.front.reply(client.kernel_info())["content"]["supported_features"], ["debugger"])
        self.assertIn("format", other.front.reply(client.complete("string.form"))["content"]["matches"])
        other.front.reply(client.is_complete("for"))
        self.assertEqual(other.ask("debugInfo")["stoppedThreads"], [stop.thread])
        queued = other.execute("later = answer")
        self.assertEqual(lab.ask("evaluate", {"context": "repl", "expression": "n", "frameId": stop.frame})["result"], "21")
        lab.go_on()
        self.assert_ok(lab.ended(msg_id))
        self.assert_ok(other.ended(queued))
        self.assertEqual(other.front.value("later"), "42")

    def test_two_clients_and_one_leaves(self):
        lab, other = self.lab(), self.lab()
        other.turn_on()
        msg_id, stop = self.paused(lab)
        self.assertEqual(other.stopped().line, stop.line)
        lab.turn_off()
        other.go_on("next")
        self.assertEqual(other.stopped().line, 3)
        other.go_on()
        self.assert_ok(lab.ended(msg_id))

    def test_the_interrupt_of_another_client_ends_a_paused_cell(self):
        lab, other = self.lab(), self.lab()
        msg_id, _ = self.paused(lab)
        self.assertEqual(other.front.reply(other.front.send("interrupt_request", {}, "control"), "control")["content"]["status"], "ok")
        lab.event("continued")
        reply = lab.ended(msg_id)
        error = lab.hear(lambda message: message["msg_type"] == "error")["content"]
        self.assertEqual((reply["status"], reply["ename"]), ("error", error["ename"]))
        looping = lab.front.started(LOOP)
        self.manager.interrupt_kernel()
        self.assertEqual(lab.ended(looping)["ename"], reply["ename"])
        self.assertEqual(lab.ask("debugInfo")["stoppedThreads"], [])
        self.assertEqual(lab.front.value("6 * 7"), "42")

    def test_a_busy_loop_is_paused_and_goes_on(self):
        lab = self.lab()
        lab.turn_on()
        msg_id = lab.front.started(LOOP)
        for _ in range(3):
            lab.ask("pause", {"threadId": 1})
            stop = lab.stopped()
            self.assertEqual(stop.reason, "pause")
            self.assertIn("spins", stop.values("Globals"))
            lab.go_on()
            lab.event("continued")
        self.manager.interrupt_kernel()
        self.assertEqual(lab.ended(msg_id)["status"], "error")

    def test_a_cell_that_waits_for_input_is_paused(self):
        lab = self.lab()
        lab.turn_on()
        msg_id = lab.execute("local name = io.read()\nprint('<' .. name .. '>')", allow_stdin=True)
        lab.front.client.get_stdin_msg(timeout=SECONDS)
        lab.ask("pause", {"threadId": 1})
        stop = lab.stopped()
        self.assertIn(1, [frame["line"] for frame in stop.frames])
        lab.front.client.input("world")
        lab.go_on()
        self.assert_ok(lab.ended(msg_id))
        self.assertEqual(lab.printed(msg_id), "<world>\n")

    def test_a_page_that_is_loaded_again_goes_on_at_the_breakpoint(self):
        lab = self.lab()
        msg_id, _ = self.paused(lab)
        lab.close()
        # It finds the debugger started, and attaches no second time.
        page = self.lab()
        info = page.ask("debugInfo")
        self.assertEqual((info["isStarted"], info["stoppedThreads"]), (True, [1]))
        frames = page.ask("stackTrace", {"threadId": info["stoppedThreads"][0]})["stackFrames"]
        scopes = page.ask("scopes", {"frameId": frames[0]["id"]})["scopes"]
        (n,) = page.ask("variables", {"variablesReference": scopes[0]["variablesReference"]})["variables"]
        self.assertEqual((n["name"], n["value"], n["type"]), ("n", "21", "int"))
        page.go_on("next")
        self.assertEqual(page.stopped().line, 3)
        page.turn_off()
        page.event("continued")
        self.assertEqual(page.ask("debugInfo")["isStarted"], False)
        self.assertEqual(page.front.value("answer"), "42")

    def test_a_client_that_is_killed_leaves_its_cell_to_others(self):
        script = "import sys, debugger_cases; debugger_cases.pause_and_wait(sys.argv[1])"
        folder = os.path.dirname(os.path.abspath(__file__))
        child = subprocess.Popen(
            [sys.executable, "-c", script, self.manager.connection_file], cwd=folder, stdout=subprocess.PIPE, text=True
        )
        self.assertEqual(child.stdout.readline(), "paused\n")
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        other = self.lab()
        other.turn_on()
        self.assertEqual(other.ask("debugInfo")["stoppedThreads"], [1])
        frames = other.ask("stackTrace", {"threadId": 1})["stackFrames"]
        self.assertEqual(frames[0]["line"], 2)
        other.go_on()
        other.event("continued")
        self.assertEqual(other.front.value("answer"), "42")
        # It holds nothing any more.
        other.turn_off()
        self.assertEqual(other.ask("debugInfo")["isStarted"], False)

    def test_errors_stop_where_they_are_raised(self):
        lab = self.lab()
        lab.turn_on()
        code = "local function fail(t)\n  return t.x.y\nend\npcall(fail, {})\nfail({})"
        lab.ask("setExceptionBreakpoints", {"filters": ["uncaught"]})
        msg_id = lab.execute(code)
        stop = lab.stopped()
        self.assertEqual((stop.reason, stop.line, stop.frames[1]["line"]), ("exception", 2, 5))
        self.assertIn("t", stop.values())
        lab.go_on()
        reply = lab.ended(msg_id)
        self.assertEqual(reply["status"], "error")
        lab.ask("setExceptionBreakpoints", {"filters": []})
        self.assertEqual(lab.run(code)["status"], "error")
        self.assertTrue(lab.hears_nothing("stopped"))

    def test_a_step_off_the_end_of_a_cell_ends_it(self):
        lab = self.lab()
        msg_id, stop = self.paused(lab, "local a = 1\nlast = a", 2)
        for command in ("next", "stepIn", "stepOut"):
            lab.go_on(command)
            self.assert_ok(lab.ended(msg_id))
            self.assertTrue(lab.hears_nothing("stopped"), command)
            msg_id = lab.execute("local a = 1\nlast = a")
            self.assertEqual(lab.stopped().line, 2)
        lab.go_on()

    def test_steps_lead_into_functions_of_the_script_only(self):
        lab = self.lab()
        code = "local s = string.rep('a', 3)\nlocal ok = pcall(print, s)\nlocal t = { 3, 1, 2 }\ntable.sort(t, function(x, y)\n  return x < y\nend)\nreturn ok"
        msg_id, stop = self.paused(lab, code, 1)
        lines = []
        while len(lines) < 30:
            path = stop.frames[0]["source"]["path"]
            lines.append(stop.line)
            if stop.line == 7:
                break
            lab.go_on("stepIn")
            stop = lab.stopped()
            self.assertEqual(stop.frames[0]["source"]["path"], path)
        self.assertEqual((lines[:4], lines[-1], set(lines) - {6}), ([1, 2, 3, 4], 7, {1, 2, 3, 4, 5, 7}))
        lab.go_on()
        self.assert_ok(lab.ended(msg_id))

    def test_breakpoints_hold_for_every_execution_and_for_functions_of_earlier_cells(self):
        lab = self.lab()
        lab.turn_on()
        define = "function greet(name)\n  local text = 'hello ' .. name\n  return text\nend"
        self.assert_ok(lab.run(define))
        lab.click(define, 3)
        for name in ("one", "two"):
            msg_id = lab.execute(f"return greet('{name}')")
            stop = lab.stopped()
            self.assertEqual((stop.line, stop.values()["text"]), (3, f'"hello {name}"'))
            self.assertEqual([frame["source"]["name"] for frame in stop.frames][0], "In [1]")
            lab.go_on()
            self.assert_ok(lab.ended(msg_id))
        for _ in range(2):
            self.assert_ok(lab.run(define))
            msg_id = lab.execute("return greet('again')")
            self.assertEqual(lab.stopped().line, 3)
            lab.go_on()
            self.assert_ok(lab.ended(msg_id))

    def test_a_coroutine_is_stepped_and_goes_on(self):
        lab = self.lab()
        code = "local co = coroutine.wrap(function()\n  local inside = 1\n  inside = inside + 1\n  return inside\nend)\nlocal got = co()\nresult = got"
        msg_id, stop = self.paused(lab, code, 3)
        self.assertNotEqual(stop.thread, 1)
        self.assertEqual(stop.values()["inside"], "1")
        lab.go_on("next", stop.thread)
        stop = lab.stopped()
        self.assertEqual((stop.line, stop.values()["inside"]), (4, "2"))
        # JupyterLab has forgotten the number by then.
        lab.go_on("continue", 1)
        self.assert_ok(lab.ended(msg_id))
        self.assertEqual(lab.front.value("result"), "2")

    def test_status_tells_of_the_debugger(self):
        lab = self.lab()

        def state():
            asked = lab.front.send("llmspell_status_request", {}, channel="control")
            return lab.answer(asked)["kernel"]["sessions"][0]["debugger"]

        self.assertEqual(state(), "off")
        msg_id, _ = self.paused(lab)
        self.assertEqual(state(), "paused")
        lab.go_on()
        self.assert_ok(lab.ended(msg_id))
        self.assertEqual(state(), "attached")

    def test_much_output_while_debugging_is_all_there(self):
        lab = self.lab()
        code = "for i = 1, 3 do\n  for j = 1, 10000 do print(('%099d'):format(j)) end\n  io.flush()\nend"
        msg_id, _ = self.paused(lab, code, 3)
        for _ in range(2):
            lab.go_on()
            lab.stopped()
        lab.go_on()
        self.assert_ok(lab.ended(msg_id))
        self.assertEqual(len(lab.printed(msg_id)), 3 * 10000 * 100)


class Ending(DebugCase):
    def test_a_restart_ends_a_paused_cell(self):
        lab = self.lab()
        self.paused(lab)
        self.manager.restart_kernel()
        lab.front.client.wait_for_ready(timeout=SECONDS)
        self.assertEqual(lab.front.value("answer == nil"), "true")

    def test_a_shutdown_ends_a_paused_cell(self):
        lab = self.lab()
        self.paused(lab)
        asked = lab.front.send("shutdown_request", {"restart": False}, channel="control")
        lab.front.reply(asked, "control")
        end = time.monotonic() + SECONDS
        while self.manager.is_alive() and time.monotonic() < end:
            time.sleep(0.02)
        self.assertFalse(self.manager.is_alive())


class Sessions(DebugCase):
    def test_each_session_of_the_kernel_has_a_debugger(self):
        lab, side = self.lab(), self.lab("side")
        opened = {"comm_id": "s", "target_name": "llmspell.session", "data": {}}
        side.front.published(side.front.send("comm_open", opened))
        call = {"id": 1, "method": "open", "params": {"name": "side"}}
        side.front.published(side.front.send("comm_msg", {"comm_id": "s", "data": call}))
        lab.turn_on()
        path = lab.click(CELL, 2)
        side.turn_on()
        self.assertEqual(side.ask("debugInfo")["breakpoints"], [])
        self.assertEqual(side.click(CELL, 3), path)
        execution = {"code": CELL, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        there = side.front.send("execute_request", execution, metadata=side.metadata)
        of_side = lambda m: m["msg_type"] == "debug_event" and m["content"]["event"] == "stopped"
        self.assertEqual(side.hear(of_side)["metadata"]["llmspell"]["session"], "side")
        self.assertEqual(side.ask("stackTrace", {"threadId": 1})["stackFrames"][0]["line"], 3)
        self.assertEqual(lab.ask("debugInfo")["stoppedThreads"], [])
        here = lab.execute(CELL)
        lab.event("stopped")
        self.assertEqual(lab.stopped().line, 2)
        side.go_on()
        self.assert_ok(side.front.reply(there)["content"])
        self.assertEqual(lab.ask("debugInfo")["stoppedThreads"], [1])
        lab.go_on()
        self.assert_ok(lab.ended(here))


class Looking(DebugCase):
    def test_globals_can_be_asked_for_at_any_moment(self):
        lab = self.lab()
        lab.turn_on()
        for _ in range(40):
            cells = [lab.execute("answer = 42") for _ in range(3)]
            for _ in range(6):
                lab.ask("inspectVariables", {})
            for cell in cells:
                self.assert_ok(lab.ended(cell))
        names = [each["name"] for each in lab.ask("inspectVariables", {})["variables"]]
        self.assertIn("answer", names)

    def test_what_agents_tools_and_state_hold_without_secrets(self):
        lab = self.lab()
        code = """local agent = Agent.builder():name("reader"):model("offline/extractive"):build()
State.save("custom", "settings", { limit = 3, api_key = "abcdefgh12345", url = "https://user:hunter2@example.com/" })
State.save("custom", "token", "t0psecret-value")
return agent"""
        msg_id, stop = self.paused(lab, code, 4)
        self.assertEqual([each["name"] for each in stop.scopes][-3:], ["Agents", "Tools", "State"])
        self.assertIn("reader", stop.values("Agents"))
        self.assertIn("offline/extractive", stop.values("Agents")["reader"])
        self.assertIn("file-operations", stop.values("Tools"))
        self.assertIn("settings", str(stop.values("State")))
        seen = self.everything(lab, stop.variables["State"])
        self.assertIn("limit", seen)
        for secret in ("abcdefgh12345", "hunter2", "t0psecret"):
            self.assertNotIn(secret, seen)
        lab.go_on()
        self.assert_ok(lab.ended(msg_id))

    def everything(self, lab, variables):
        inside = [
            self.everything(lab, lab.ask("variables", {"variablesReference": each["variablesReference"]})["variables"])
            for each in variables
            if each["variablesReference"] > 0
        ]
        return "\n".join([*(f"{each['name']} = {each['value']}" for each in variables), *inside])

    def test_rich_values_without_a_pause(self):
        lab = self.lab()
        lab.turn_on()
        lab.run("config = { name = 'n', list = { 1, 2.5, true }, deep = { a = { b = 'c' } } } loud = setmetatable({}, { __tostring = function() touched = true end })")
        rich = lab.ask("richInspectVariables", {"variableName": "config"})
        self.assertEqual(rich["data"]["application/json"], {"name": "n", "list": [1, 2.5, True], "deep": {"a": {"b": "c"}}})
        self.assertIn("deep", rich["data"]["text/plain"])
        self.assertIn("text/plain", lab.ask("richInspectVariables", {"variableName": "loud"})["data"])
        self.assertEqual(lab.front.value("touched == nil"), "true")
        self.assertEqual(lab.ask("richInspectVariables", {"variableName": "no such thing"}), {"data": {}, "metadata": {}})

    def test_ten_thousand_globals_are_listed_in_part(self):
        lab = self.lab()
        lab.turn_on()
        lab.run("for i = 1, 10000 do _G['g' .. i] = { i } end")
        for _ in range(20):
            variables = lab.ask("inspectVariables", {})["variables"]
        self.assertLess(len(variables), 1000)
        more = lab.ask("variables", {"variablesReference": variables[-1]["variablesReference"]})["variables"]
        self.assertGreater(len(more), 400)

    def test_modules_are_the_cells_and_files_that_are_loaded(self):
        lab = self.lab()
        lab.turn_on()
        lab.run("return 1")
        modules = lab.ask("modules", {})
        self.assertIn("In [1]", [each["name"] for each in modules["modules"]])
        self.assertEqual(modules["totalModules"], len(modules["modules"]))


PYTHON = """def double(n):
    twice = n * 2
    return twice
double(21)"""
#: What ipykernel says and JupyterLab does not read.
UNREAD = {"source", "path", "presentationHint", "preserveFocusHint", "default"}


@unittest.skipUnless(find_spec("debugpy") and find_spec("ipykernel"), "there is no ipykernel with a debugger")
class BesideIpykernel(unittest.TestCase):
    def test_replies_have_the_fields_of_those_of_ipykernel(self):
        ours, theirs = self.replies(KERNEL, CELL), self.replies("python3", PYTHON)
        self.assertEqual(list(ours), list(theirs))
        for command, body in theirs.items():
            with self.subTest(command):
                self.assertEqual(fields(body) - fields(ours[command]) - UNREAD, set())

    def replies(self, kernel, code):
        manager = KernelManager(kernel_name=kernel)
        manager.start_kernel()
        self.addCleanup(manager.shutdown_kernel, now=True)
        lab = Lab(manager)
        self.addCleanup(lab.close)
        bodies = {"debugInfo": lab.ask("debugInfo")}
        lab.attach()
        bodies["dumpCell"] = lab.ask("dumpCell", {"code": code})
        path = bodies["dumpCell"]["sourcePath"]
        bodies["setBreakpoints"] = {"breakpoints": lab.set(path, 3)}
        lab.ask("setExceptionBreakpoints", {"filters": []})
        lab.ask("configurationDone", {})
        lab.execute(code)
        bodies["stopped"] = lab.event("stopped")
        thread = bodies["stopped"]["threadId"]
        bodies["stackTrace"] = lab.ask("stackTrace", {"threadId": thread})
        frame = bodies["stackTrace"]["stackFrames"][0]["id"]
        bodies["scopes"] = lab.ask("scopes", {"frameId": frame})
        locals_ = bodies["scopes"]["scopes"][0]["variablesReference"]
        bodies["variables"] = lab.ask("variables", {"variablesReference": locals_})
        bodies["evaluate"] = lab.ask("evaluate", {"context": "repl", "expression": "twice", "frameId": frame})
        bodies["richInspectVariables"] = lab.ask("richInspectVariables", {"variableName": "twice", "frameId": frame})
        # ipykernel's has neither success nor command.
        bodies["modules"] = lab.reply("modules", {})["body"]
        bodies["source"] = lab.ask("source", {"source": {"path": path}, "sourceReference": 0})
        bodies["continue"] = lab.ask("continue", {"threadId": thread})
        bodies["continued"] = lab.event("continued")
        return bodies


def fields(value):
    """Names of all fields, those of the first entry of a list included."""
    if isinstance(value, list):
        return fields(value[0]) if value else set()
    if not isinstance(value, dict):
        return set()
    return set(value).union(*(fields(each) for each in value.values()))


def pause_and_wait(connection_file):
    """A client that never comes to its end."""
    manager = type("Manager", (), {"connection_file": connection_file})
    lab = Lab(manager)
    lab.turn_on()
    lab.click(CELL, 2)
    lab.execute(CELL)
    lab.stopped()
    print("paused", flush=True)
    time.sleep(SECONDS * 4)


if __name__ == "__main__":
    report.run()
