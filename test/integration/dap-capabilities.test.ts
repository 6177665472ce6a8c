// What `initialize` announces is what works: every request of the protocol succeeds or is refused, and no capability is claimed that
// nothing here shows.

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { JsonObject } from '../../src/protocol/schema.js';
import { DapClient } from '../support/dap-client.js';
import { list } from '../support/dap-peer.js';
import { dapCommands } from '../support/dap-schema.js';
import { tempFolder } from '../support/temp-folder.js';

const folder = tempFolder();
const path = folder.file(
  'all.lua',
  [
    'local function double(n)', // 1
    '  return n * 2', // 2
    'end', // 3
    'total = 0', // 4
    'for i = 1, 6 do', // 5
    '  total = total + double(i)', // 6
    'end', // 7
    'pcall(error, "caught")', // 8
  ].join('\n'),
);
const source = { path };
const threadId = 1;

/** Requests that are not served, and the capability that would announce each; those for clients have none. */
const REFUSED: Readonly<Record<string, string | undefined>> = {
  disassemble: 'supportsDisassembleRequest',
  readMemory: 'supportsReadMemoryRequest',
  restartFrame: 'supportsRestartFrame',
  reverseContinue: 'supportsStepBack',
  runInTerminal: undefined,
  setInstructionBreakpoints: 'supportsInstructionBreakpoints',
  startDebugging: undefined,
  stepBack: 'supportsStepBack',
  terminateThreads: 'supportsTerminateThreadsRequest',
  writeMemory: 'supportsWriteMemoryRequest',
};

/** A client, and the requests of it that have succeeded. */
class Asking {
  readonly served = new Set<string>();
  announced: JsonObject = {};
  constructor(readonly client: DapClient) {}

  async ask(command: string, args?: JsonObject): Promise<JsonObject> {
    const body = await this.client.ask(command, args);
    this.served.add(command);
    return body;
  }

  async stops(reason: string): Promise<number> {
    assert.equal((await this.client.next('stopped'))['reason'], reason);
    return (await this.client.topFrame())['id'] as number;
  }
}

async function launched(t: TestContext): Promise<Asking> {
  const asking = new Asking(new DapClient(t));
  asking.announced = await asking.ask('initialize', { adapterID: 'x' });
  await asking.ask('launch', { program: path });
  await asking.ask('setBreakpoints', { source, breakpoints: [{ line: 6 }] });
  return asking;
}

test('every request of the protocol is served or refused, as the capabilities say', async (t) => {
  const asking = await launched(t);
  const { client, served, announced } = asking;
  await asking.ask('configurationDone');
  let frameId = await asking.stops('breakpoint');
  await look(asking, frameId);
  await asking.ask('setBreakpoints', { source, breakpoints: [] });
  await asking.ask('setFunctionBreakpoints', { breakpoints: [] });
  await asking.ask('setDataBreakpoints', { breakpoints: [] });
  await asking.ask('setExceptionBreakpoints', { filters: ['caught'] });
  const [target] = list(await asking.ask('gotoTargets', { source, line: 6 }), 'targets');
  await asking.ask('goto', { threadId, targetId: target!['id']! });
  frameId = await asking.stops('goto');
  const [call] = list(await asking.ask('stepInTargets', { frameId }), 'targets');
  await asking.ask('stepIn', { threadId, targetId: call!['id']! });
  await asking.stops('step');
  await asking.ask('stepOut', { threadId });
  await asking.stops('step');
  await asking.ask('next', { threadId });
  await asking.stops('step');
  await asking.ask('pause', { threadId });
  for (const [command, capability] of Object.entries(REFUSED)) {
    assert.match(await client.refused(command, { threadId, frameId }), /is not supported: /, command);
    if (capability !== undefined) assert.notEqual(announced[capability], true, capability);
  }
  await asking.ask('continue', { threadId });
  await asking.stops('exception');
  await asking.ask('exceptionInfo', { threadId });
  await asking.ask('setBreakpoints', { source, breakpoints: [{ line: 6 }] });
  await asking.ask('restart');
  await asking.stops('breakpoint');
  // What attaching does is tested with kernels that run; here something is debugged already.
  assert.match(await client.refused('attach', { connect: 'auto' }), /once/);
  await asking.ask('terminate');
  await client.next('terminated');
  await asking.ask('disconnect');
  assert.deepEqual([...served, ...Object.keys(REFUSED), 'attach'].sort(), [...dapCommands].sort());
  const claimed = Object.keys(announced).filter((key) => announced[key] === true);
  const requests = claimed.flatMap((key) => /^supports(\w+)Request$/.exec(key)?.[1] ?? []);
  for (const name of requests) assert.ok(served.has(name.charAt(0).toLowerCase() + name.slice(1)), name);
  const shown = [...Object.keys(features), ...BY_REQUEST, ...BY_OTHERS].sort();
  assert.deepEqual(claimed.filter((key) => !key.endsWith('Request')).sort(), shown);
});

/** Everything that changes nothing of where the script is. */
async function look(asking: Asking, frameId: number): Promise<void> {
  await asking.ask('threads');
  await asking.ask('stackTrace', { threadId });
  const scopes = list(await asking.ask('scopes', { frameId }), 'scopes');
  const { variablesReference } = scopes.find(({ name }) => name === 'Locals')!;
  const variables = list(await asking.ask('variables', { variablesReference: variablesReference! }), 'variables');
  const double = variables.find(({ name }) => name === 'double')!;
  await asking.ask('locations', { locationReference: double['valueLocationReference']! });
  await asking.ask('setVariable', { variablesReference: variablesReference!, name: 'i', value: '1' });
  await asking.ask('setExpression', { expression: 'total', value: '0', frameId });
  await asking.ask('evaluate', { expression: 'total', frameId });
  await asking.ask('completions', { text: 'tot', column: 4, frameId });
  await asking.ask('source', { source, sourceReference: 0 });
  await asking.ask('loadedSources');
  await asking.ask('modules');
  await asking.ask('breakpointLocations', { source, line: 1, endLine: 8 });
  await asking.ask('dataBreakpointInfo', { name: 'total' });
  await asking.ask('cancel', { requestId: 1 });
}

/** Capabilities that are fields of requests or contexts: each is used, and changes what comes. */
const features: Readonly<Record<string, (asking: Asking) => Promise<void>>> = {
  supportsConditionalBreakpoints: async (asking) => reached(asking, { condition: 'i == 4' }, '4'),
  supportsHitConditionalBreakpoints: async (asking) => reached(asking, { hitCondition: '>= 3' }, '3'),
  supportsLogPoints: async ({ client }) => {
    await client.breakAt(path, { line: 6, logMessage: 'i is {i}' });
    await client.ask('configurationDone');
    assert.match((await client.next('output'))['output'] as string, /^i is 1\n/);
    await client.next('terminated');
  },
  supportsExceptionFilterOptions: async (asking) => {
    const filterOptions = [{ filterId: 'raised', condition: 'error == "caught"' }];
    await asking.ask('setExceptionBreakpoints', { filters: [], filterOptions });
    await asking.client.breakAt(path);
    await asking.ask('configurationDone');
    await asking.stops('exception');
  },
  supportsEvaluateForHovers: async (asking) => {
    const frameId = await begun(asking);
    assert.equal((await asking.ask('evaluate', { expression: 'i', context: 'hover', frameId }))['result'], '1');
    await asking.client.refused('evaluate', { expression: 'double(i)', context: 'hover', frameId });
  },
  supportsClipboardContext: async (asking) => {
    const frameId = await begun(asking);
    const expression = 'string.rep("x", 5000)';
    const { result } = await asking.ask('evaluate', { expression, context: 'clipboard', frameId });
    assert.match(result as string, /x{5000}/);
  },
  supportsValueFormattingOptions: async (asking) => {
    const frameId = await begun(asking);
    const { result } = await asking.ask('evaluate', { expression: '255', format: { hex: true }, frameId });
    assert.equal((result as string).toLowerCase(), '0xff');
  },
  supportsSteppingGranularity: async (asking) => {
    await begun(asking);
    await asking.client.breakAt(path);
    await asking.ask('next', { threadId, granularity: 'line' });
    await asking.stops('step');
    await asking.ask('next', { threadId, granularity: 'statement' });
    await asking.stops('step');
  },
  supportsDelayedStackTraceLoading: async (asking) => {
    await asking.client.breakAt(path, 2);
    await begun(asking);
    const page = await asking.ask('stackTrace', { threadId, startFrame: 1, levels: 1 });
    assert.deepEqual([list(page, 'stackFrames').map(({ line }) => line), page['totalFrames']], [[6], 2]);
  },
};
/** Those whose names do not end in `Request`, and that the test of all requests uses. */
const BY_REQUEST = [
  'supportsFunctionBreakpoints',
  'supportsDataBreakpoints',
  'supportsSetVariable',
  'supportsSetExpression',
];
/** Of `disconnect`: dap-attach.test.ts leaves a kernel paused, and the next test ends what runs there. */
const BY_OTHERS = ['supportTerminateDebuggee', 'supportSuspendDebuggee'];

async function begun(asking: Asking): Promise<number> {
  await asking.ask('configurationDone');
  return asking.stops('breakpoint');
}

async function reached(asking: Asking, terms: JsonObject, i: string): Promise<void> {
  await asking.client.breakAt(path, { line: 6, ...terms });
  await begun(asking);
  assert.equal(await asking.client.evaluate('i'), i);
}

for (const [name, shows] of Object.entries(features)) {
  test(name, async (t) => {
    const asking = await launched(t);
    assert.equal(asking.announced[name], true);
    await shows(asking);
    await asking.ask('disconnect');
  });
}
