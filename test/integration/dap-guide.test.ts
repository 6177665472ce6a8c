// The steps of the guide to debugging with VS Code, as its own client for tests sends them: over a port, and over standard input and output.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { dapProblems } from '../support/dap-schema.js';
import { repoRoot } from '../support/repo-root.js';
import { cliPath, startCli } from '../support/run-cli.js';
import { tempFolder } from '../support/temp-folder.js';

const guide = readFileSync(join(repoRoot, 'docs/guide/debugging.md'), 'utf8');
const folder = tempFolder();
const path = folder.file('prices.lua', /^```lua\n([\s\S]*?)^```/m.exec(guide)![1]!);
const [, extension = '', launch = ''] = /^```json\n([\s\S]*?)^```[\s\S]*?^```json\n([\s\S]*?)^```/m.exec(guide)!;

/** What VS Code says of itself. */
const VSCODE = {
  clientID: 'vscode',
  clientName: 'Visual Studio Code',
  adapterID: 'llmspell',
  pathFormat: 'path',
  linesStartAt1: true,
  columnsStartAt1: true,
  supportsVariableType: true,
  supportsVariablePaging: true,
  supportsRunInTerminalRequest: true,
  locale: 'en',
  supportsProgressReporting: true,
  supportsInvalidatedEvent: true,
  supportsMemoryReferences: true,
  supportsArgsCanBeInterpretedByShell: true,
  supportsMemoryEvent: true,
  supportsStartDebuggingRequest: true,
  supportsANSIStyling: true,
};

/** The configuration of the guide, as VS Code hands it over. */
function launchArguments(): DebugProtocol.LaunchRequestArguments {
  const filled = launch.replace(/\$\{file\}/, path).replace(/\$\{workspaceFolder\}/, folder.path);
  const { configurations } = JSON.parse(filled) as { readonly configurations: readonly object[] };
  return { ...configurations[0], __configurationTarget: 6, __sessionId: 'a session' } as never;
}

const ROADS: Readonly<Record<string, (t: TestContext) => Promise<DebugClient>>> = {
  'a port': async (t) => {
    const server = startCli(['debug-server', '--once', '--output', 'json']);
    await server.printed('}');
    const client = new DebugClient('', '', 'llmspell');
    await client.start((JSON.parse(server.shown()) as { readonly port: number }).port);
    t.after(async () => {
      await client.stop();
      assert.equal((await server.result).code, 0);
    });
    return client;
  },
  'standard input and output': async (t) => {
    const command = folder.file('adapter.sh', `exec '${process.execPath}' '${cliPath}' dap\n`);
    const client = new DebugClient('sh', command, 'llmspell');
    await client.start();
    t.after(() => client.stop());
    return client;
  },
};

test('the files of the guide are what VS Code takes', () => {
  const { contributes } = JSON.parse(extension) as { readonly contributes: { readonly debuggers: readonly object[] } };
  assert.deepEqual(contributes.debuggers, [{ type: 'llmspell', label: 'LLMSpell', languages: ['lua'] }]);
  assert.equal((launchArguments() as unknown as { readonly type: string }).type, 'llmspell');
});

for (const [name, open] of Object.entries(ROADS)) {
  test(`a conditional breakpoint, a look around and a changed value, over ${name}`, async (t) => {
    const client = await open(t);
    client.defaultTimeout = 60_000;
    const seen = watch(client);
    const initialized = client.waitForEvent('initialized');
    const { body: capabilities = {} } = await client.initializeRequest(VSCODE);
    const launched = client.launchRequest(launchArguments());
    await initialized;
    const breakpoints = [{ line: 8, condition: 'price == nil' }];
    await client.setBreakpointsRequest({
      source: { name: 'prices.lua', path },
      lines: [8],
      breakpoints,
      sourceModified: false,
    });
    await client.setFunctionBreakpointsRequest({ breakpoints: [] });
    await client.setDataBreakpointsRequest({ breakpoints: [] });
    const filters = (capabilities.exceptionBreakpointFilters ?? []).filter((each) => each.default === true);
    assert.deepEqual(
      filters.map(({ label }) => label),
      ['Uncaught errors'],
    );
    const filterOptions = filters.map(({ filter }) => ({ filterId: filter }));
    await client.setExceptionBreakpointsRequest({ filters: [], filterOptions });
    const stop = client.waitForEvent('stopped');
    await client.configurationDoneRequest();
    await launched;
    const { body: stopped } = (await stop) as DebugProtocol.StoppedEvent;
    assert.equal(stopped.reason, 'breakpoint');
    const { threadId = 0 } = stopped;
    await client.threadsRequest();
    const { body: stack } = await client.stackTraceRequest({ threadId, startFrame: 0, levels: 20 });
    assert.deepEqual(
      stack.stackFrames.map((frame) => `${frame.name} ${frame.source?.path} ${frame.line}`),
      [`cost ${path} 8`, `main chunk ${path} 16`],
    );
    const frameId = stack.stackFrames[0]!.id;
    const { body: scopes } = await client.scopesRequest({ frameId });
    const { variablesReference } = scopes.scopes.find((scope) => scope.name === 'Locals')!;
    const { body: locals } = await client.variablesRequest({ variablesReference });
    assert.deepEqual(
      locals.variables.map(({ name: variable }) => variable),
      ['basket', 'total', 'i', 'item', 'price'],
    );
    const hovered = await client.evaluateRequest({ expression: 'item.name', frameId, context: 'hover' });
    assert.equal(hovered.body.result, '"plum"');
    await client.evaluateRequest({ expression: 'price = 25', frameId, context: 'repl' });
    const over = client.waitForEvent('terminated');
    await client.continueRequest({ threadId });
    await over;
    assert.deepEqual(seen.output, ['monday\t180', 'friday\t180']);
    assert.deepEqual(seen.notes, []);
    assert.deepEqual(seen.problems, []);
  });

  test(`without a breakpoint it stops where it fails, over ${name}`, async (t) => {
    const client = await open(t);
    client.defaultTimeout = 60_000;
    const initialized = client.waitForEvent('initialized');
    await client.initializeRequest(VSCODE);
    const launched = client.launchRequest(launchArguments());
    await initialized;
    await client.setExceptionBreakpointsRequest({ filters: [], filterOptions: [{ filterId: 'uncaught' }] });
    const stop = client.waitForEvent('stopped');
    await client.configurationDoneRequest();
    await launched;
    const { body } = (await stop) as DebugProtocol.StoppedEvent;
    assert.equal(body.reason, 'exception');
    const info = await client.exceptionInfoRequest({ threadId: body.threadId ?? 0 });
    assert.match(info.body.description ?? '', /prices\.lua:8: attempt to perform arithmetic on a nil value/);
    const over = client.waitForEvent('exited');
    await client.continueRequest({ threadId: body.threadId ?? 0 });
    assert.equal(((await over) as DebugProtocol.ExitedEvent).body.exitCode, 1);
  });
}

interface Seen {
  /** Lines that the script has printed. */
  readonly output: readonly string[];
  readonly notes: readonly string[];
  /** Messages that are none of the protocol. */
  readonly problems: readonly string[];
}

function watch(client: DebugClient): Seen {
  let text = '';
  const notes: string[] = [];
  const problems: string[] = [];
  const { dispatch } = client as unknown as { dispatch: (body: string) => void };
  (client as unknown as { dispatch: (body: string) => void }).dispatch = (body) => {
    problems.push(...dapProblems(JSON.parse(body) as never));
    dispatch.call(client, body);
  };
  client.on('output', ({ body }: DebugProtocol.OutputEvent) => {
    if (body.category === 'stdout') text += body.output;
    else notes.push(body.output);
  });
  return {
    get output() {
      return text.trimEnd().split('\n');
    },
    notes,
    problems,
  };
}
