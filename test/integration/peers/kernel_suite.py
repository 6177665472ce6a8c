"""The official suite for kernels (jupyter_kernel_test), with samples for everything that it can test."""

import report
from jupyter_kernel_test import TIMEOUT
from jupyter_kernel_test import KernelTests as Suite

DISPLAYS = {
    "Display.text('plain')": "text/plain",
    "Display.markdown('*strong*')": "text/markdown",
    "Display.html('<b>bold</b>')": "text/html",
    "Display.json({ answer = 42 })": "application/json",
    "Display.image([[<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>]])": "image/svg+xml",
    "Display.table({ { name = 'a', size = 1 }, { name = 'b', size = 2 } })": "text/html",
}


class Lua(Suite):
    kernel_name = "llmspell"
    language_name = "lua"
    file_extension = ".lua"

    code_hello_world = 'print("hello, world")'
    code_stderr = 'io.stderr:write("test\\n")'
    completion_samples = [
        {"text": "string.form", "matches": {"format"}},
        {"text": "local number = 1; num", "matches": {"number"}},
        {"text": "whi", "matches": {"while"}},
        {"text": "nothing.at.all", "matches": set()},
    ]
    complete_code_samples = ["1 + 1", "x = 1", "for i = 1, 3 do print(i) end", "function f()\n  return 1\nend", "return 1", ""]
    incomplete_code_samples = ["for i = 1, 3 do", "function f()\n  return 1", "print(", "s = [[long", "x = {1,", "x ="]
    invalid_code_samples = ["x = = 1", "end", "for i = do end", "print('open", "1 1"]
    code_generate_error = 'error("on purpose")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "1 // 1, 2.0", "mime": "text/plain"},
        {"code": "({ answer = 42 })", "mime": "application/json"},
        {"code": "math.huge"},
    ]
    code_display_data = [{"code": code, "mime": mime} for code, mime in DISPLAYS.items()]
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "string.format"
    code_clear_output = "Display.clear()"

    def execute_helper(self, *args, **options):
        """As it is, but for its patience: the suite gives each message a tenth of a second, which a busy machine may need."""
        channel = self.kc.iopub_channel
        get_msg = channel.get_msg
        channel.get_msg = lambda timeout: get_msg(timeout=max(timeout, TIMEOUT))
        try:
            return super().execute_helper(*args, **options)
        finally:
            channel.get_msg = get_msg


# Only the subclass is to be run.
del Suite

if __name__ == "__main__":
    report.run()
