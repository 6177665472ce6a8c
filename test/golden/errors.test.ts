// Faulty scripts in, reports out: every script of errors/ is run by the built command, and what it writes to standard error is
// compared with NAME.expected.txt. UPDATE_GOLDEN=1 rewrites those; UPDATE_GOLDEN=NAME,NAME only these.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { runCli } from '../support/run-cli.js';
import { faultyScripts, normaliseReport, orphanedReports } from './faulty-scripts.js';
import type { FaultyScript } from './faulty-scripts.js';

/** At least this part of the reports must say what to do. */
const HELPED = 0.9;

const scripts = faultyScripts();
const updated = (process.env['UPDATE_GOLDEN'] ?? '').split(',');

test('faulty scripts get the expected reports', { concurrency: availableParallelism() }, async (t) => {
  const helped = new Set<string>();
  await Promise.all(
    scripts.map(async (script) =>
      t.test(script.name, async () => {
        const report = await reportOf(script);
        if (/(?:^| )help: /m.test(report)) helped.add(script.name);
        if (updated.includes('1') || updated.includes(script.name)) writeFileSync(script.expectedPath, report);
        assert.equal(report, readFileSync(script.expectedPath, 'utf8'));
      }),
    ),
  );
  t.diagnostic(`${helped.size} of ${scripts.length} reports say what to do (at least ${HELPED * 100} % must)`);
  assert.ok(helped.size >= HELPED * scripts.length, `no help: ${namesWithout(helped)}`);
});

test('the corpus is large enough and has no reports without a script', () => {
  assert.ok(scripts.length >= 80);
  assert.deepEqual(orphanedReports(), []);
});

async function reportOf(script: FaultyScript): Promise<string> {
  const result = await runCli(['run', ...script.options, script.path]);
  assert.equal(result.code, script.exitCode, result.stderr);
  return normaliseReport(result.stderr);
}

function namesWithout(helped: ReadonlySet<string>): string {
  return scripts
    .filter(({ name }) => !helped.has(name))
    .map(({ name }) => name)
    .join(', ');
}
