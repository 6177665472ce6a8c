// The pool as the built command has it: found beside the bundle, ended by time-out and interrupt.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli, startCli } from '../support/run-cli.js';

const ENDLESS = `{input = string.rep("x", 40) .. "z", rules = {rules = {{type = "pattern", pattern = "^(x+x+)+y"}}}}`;

test('a pathological pattern ends at its time-out, and the script goes on', async () => {
  const code = `
    local query = ${ENDLESS}
    query.timeout_ms = 100
    local ok, err = pcall(Tool.execute, "data-validator", query)
    print(ok, err)
    query.timeout_ms = nil
    query.rules.rules[1].pattern = "^x"
    print(Tool.execute("data-validator", query).result.valid)`;
  const { code: exit, stdout } = await runCli(['exec', code]);
  assert.equal(exit, 0);
  assert.match(stdout, /^false\t.*Timeout error: it took more than 100 ms and was ended\ntrue\n$/s);
});

test('an interrupt ends the work and the command', async () => {
  const cli = startCli(['exec', `print("begun") Tool.execute("data-validator", ${ENDLESS})`]);
  await cli.printed('begun');
  cli.process.kill('SIGINT');
  const { code } = await cli.result;
  assert.equal(code, 130);
});
