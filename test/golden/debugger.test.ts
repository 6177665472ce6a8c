// Scenarios of the debugger in, transcripts out: what a client has asked and been told, compared with NAME.expected.txt. All go through
// the built DAP server, some through a kernel alone as well. UPDATE_GOLDEN=1 rewrites the transcripts; UPDATE_GOLDEN=NAME,NAME only these.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { RunningCli } from '../support/run-cli.js';
import { startCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';
import { ScenarioClient } from './debugger-client.js';
import type { Road } from './debugger-roads.js';
import { kernelRoad, serverRoad } from './debugger-roads.js';
import type { Scenario } from './debugger-scenarios.js';
import { scenarios, strayFiles } from './debugger-scenarios.js';
import { Transcript } from './debugger-transcript.js';

const files = tempFolder();
const all = scenarios();
const updated = (process.env['UPDATE_GOLDEN'] ?? '').split(',');
let server: RunningCli;
let port: number;

before(async () => {
  server = startCli(['debug-server', '--output', 'json'], { limitMs: 240_000 });
  let text = '';
  server.process.stdout?.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await server.printed('}\n');
  port = (JSON.parse(text) as { port: number }).port;
});

after(async () => {
  server.process.kill('SIGTERM');
  await server.result;
});

test('scenarios by the DAP server', { concurrency: 2 }, async (t) => {
  await Promise.all(
    all.map(async (scenario) =>
      t.test(scenario.name, async () => {
        const folder = folderOf(scenario, 's');
        const road = await serverRoad(port);
        const text = await transcriptOf(scenario, road, folder);
        if (updated.includes('1') || updated.includes(scenario.name)) writeFileSync(scenario.expectedPath, text);
        assert.equal(text, recorded(scenario));
      }),
    ),
  );
});

test('scenarios by a kernel', { concurrency: 2 }, async (t) => {
  await Promise.all(
    all
      .filter(({ isForKernel }) => isForKernel)
      .map(async (scenario) =>
        t.test(scenario.name, async (t) => {
          const folder = folderOf(scenario, 'k');
          const road = await kernelRoad(t, folder, scenario.files.get('main.lua')!);
          assert.equal(ofKernel(await transcriptOf(scenario, road, folder)), ofKernel(recorded(scenario)));
        }),
      ),
  );
});

test('there are enough of them, on both roads, and no transcript without a scenario', () => {
  assert.ok(all.length >= 60, `${all.length}`);
  assert.ok(all.filter(({ isForKernel }) => isForKernel).length >= 12);
  assert.deepEqual(strayFiles(), []);
});

function folderOf({ name, files: texts }: Scenario, road: string): string {
  // Lua shortens names of chunks that are long.
  const folder = `${road}${all.findIndex((each) => each.name === name) + 100}`;
  for (const [file, text] of texts)
    files.file(`${folder}/${file}`, text.replaceAll('<folder>', `${files.path}/${folder}`));
  return `${files.path}/${folder}`;
}

async function transcriptOf({ steps }: Scenario, road: Road, folder: string): Promise<string> {
  const transcript = new Transcript(folder);
  const client = new ScenarioClient(road, transcript, folder);
  const isShown = (command: string): boolean => steps.some((step) => step.startsWith(command));
  if (!isShown('initialize')) await client.start(isShown('launch') ? undefined : {});
  for (const step of steps) await client.step(step);
  await road.leave();
  await client.drain();
  return transcript.text;
}

function recorded({ expectedPath }: Scenario): string {
  return existsSync(expectedPath) ? readFileSync(expectedPath, 'utf8') : '';
}

/** The adapter does not tell what a client knows, and adds the report of an error to what a script writes. */
function ofKernel(text: string): string {
  return text.replace(/^\* (continued|process|initialized).*\n/gm, '').replace(/^stderr:\n( {2}\|.*\n)*/m, '');
}
