"""Runs the tests of a module and prints what came of each, as JSON; a test that hangs ends the process with its stack."""

import faulthandler
import json
import sys
import unittest

LIMIT_SECONDS = 90


class Report(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.outcomes = {}

    def startTest(self, test):
        super().startTest(test)
        faulthandler.dump_traceback_later(LIMIT_SECONDS, exit=True)
        self.outcomes[test._testMethodName] = {"status": "ok"}

    def stopTest(self, test):
        faulthandler.cancel_dump_traceback_later()
        super().stopTest(test)
        # For whoever reads why the process did not come to its end.
        name = test._testMethodName
        print(self.outcomes[name]["status"], name, file=sys.stderr, flush=True)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.outcomes[name_of(test)] = {"status": "skipped", "reason": reason}

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.fail(test, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.fail(test, self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.fail(test, f"{subtest}\n{(self.failures + self.errors)[-1][1]}")

    def fail(self, test, text):
        """The first failure of a test is the one that counts."""
        outcome = self.outcomes.setdefault(name_of(test), {"status": "ok"})
        if outcome["status"] != "failed":
            outcome.update(status="failed", reason=text)


def name_of(test):
    """Of a test, of the test that a subtest belongs to, or of a class whose setup failed."""
    test = getattr(test, "test_case", test)
    return getattr(test, "_testMethodName", None) or str(test)


def run(module="__main__"):
    report = Report()
    loader = unittest.defaultTestLoader
    # With arguments only those: Class or Class.test_name.
    tests = [loader.loadTestsFromName(name, sys.modules[module]) for name in sys.argv[1:]]
    unittest.TestSuite(tests or loader.loadTestsFromModule(sys.modules[module])).run(report)
    json.dump(report.outcomes, sys.stdout)
