// Measures what debugging costs, in this process, and prints the samples as one JSON line: `node debugger-probe.mjs WHAT [COUNT]`. Needs
// the compiled sources in build/. What is compared is measured on one engine in alternation, so that both sides have the same machine code.

import { readFileSync } from 'node:fs';

const build = new URL('../../build/src/', import.meta.url);
const load = (/** @type {string} */ path) => import(new URL(path, build).href);
const nothing = { read: false, write: false, net: false, run: false, env: false };

const PATH = '/bench/script.lua';
/** Rounds that go before those that count: the interpreter and the hook get their optimised code. */
const WARM = 4;

/** An engine with what is needed to debug it. */
async function startEngine() {
  const { createEngine } = await load('engine/host.js');
  /** @type {((event: { type: string }) => void)[]} */
  const waiting = [];
  const engine = createEngine({
    methods: {},
    permissions: nothing,
    workingDirectory: '/',
    onDebugEvent: (/** @type {{ type: string }} */ event) => {
      if (event.type === 'stopped') waiting.shift()?.(event);
    },
  });
  await engine.ready;
  const stop = () => new Promise((resolve) => waiting.push(resolve));
  const run = (/** @type {string} */ code) => engine.run({ code, chunkName: `@${PATH}`, scriptName: PATH, args: [] });
  return { engine, run, stop };
}

/** @param {{ outcome: Promise<{ status: string }> }} run */
async function finished(run) {
  const outcome = await run.outcome;
  if (outcome.status !== 'ok') throw new Error(`unexpected outcome: ${JSON.stringify(outcome).slice(0, 500)}`);
  return outcome;
}

/** @param {string} name @returns {string} a script of lua/ that returns its seconds in place of printing them */
function scriptText(name) {
  const text = readFileSync(new URL(`lua/${name}.lua`, import.meta.url), 'utf8');
  return text.replace(/^print\(.*$/m, 'return seconds');
}

/** Seconds of a script with the debugger set up in some way, and without, in alternation. */
async function compared(
  /** @type {string} */ name,
  /** @type {number} */ count,
  /** @type {(ask: Function) => Promise<void>} */ setUp,
) {
  const { engine, run } = await startEngine();
  const code = scriptText(name);
  const once = async () => /** @type {any} */ (await finished(run(code))).results[0];
  const debugged = async () => {
    await engine.debug('attach', {});
    await setUp((/** @type {string} */ command, /** @type {object} */ request) => engine.debug(command, request));
    const seconds = await once();
    await engine.debug('detach', {});
    return seconds;
  };
  const pairs = { ours: /** @type {number[]} */ ([]), theirs: /** @type {number[]} */ ([]) };
  for (let i = 0; i < WARM; i++) await debugged().then(once);
  for (let i = 0; i < count; i++) {
    if (i % 2 === 1) pairs.theirs.push(await once());
    pairs.ours.push(await debugged());
    if (i % 2 === 0) pairs.theirs.push(await once());
  }
  await engine.dispose();
  return pairs;
}

/** @param {string} name of a function whose lines all get breakpoints */
const breakpointsIn = (name) => async (/** @type {Function} */ ask, /** @type {string} */ text) => {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.startsWith(`local function ${name}(`)) + 1;
  const breakpoints = [1, 2].map((offset, i) => ({ id: i + 1, source: { path: PATH }, line: first + offset }));
  await ask('setBreakpoints', { breakpoints });
};

/** @param {string} name @param {number} count */
const elsewhere = (name, count) => compared(name, count, (ask) => breakpointsIn('idle')(ask, scriptText(name)));

/** One round of a hot loop whose function has a breakpoint on a line that is never reached, against none. */
const SAME_FUNCTION = [
  'local before = os.clock()',
  'local sum = 0',
  'for i = 1, 3000000 do',
  '  local x = i % 97',
  '  sum = sum + x',
  'end',
  'if sum < 0 then',
  '  sum = 0',
  'end',
  'return os.clock() - before',
].join('\n');

/** @param {string} code @param {readonly object[]} breakpoints @param {number} count */
async function comparedCode(code, breakpoints, count) {
  const { engine, run } = await startEngine();
  const once = async () => /** @type {any} */ (await finished(run(code))).results[0];
  const debugged = async () => {
    await engine.debug('attach', {});
    await engine.debug('setBreakpoints', { breakpoints });
    const seconds = await once();
    await engine.debug('detach', {});
    return seconds;
  };
  const pairs = { ours: /** @type {number[]} */ ([]), theirs: /** @type {number[]} */ ([]) };
  for (let i = 0; i < 2; i++) await debugged().then(once);
  for (let i = 0; i < count; i++) {
    if (i % 2 === 1) pairs.theirs.push(await once());
    pairs.ours.push(await debugged());
    if (i % 2 === 0) pairs.theirs.push(await once());
  }
  await engine.dispose();
  return pairs;
}

/** Lines that are printed, each with its place in the script while somebody is attached. */
const PRINTING = [
  'local before = os.clock()',
  'for i = 1, 100000 do',
  '  print("line", i)',
  'end',
  'return os.clock() - before',
].join('\n');

/** Microseconds of one evaluation of `i == -1` on a line that runs a million times. */
async function condition(/** @type {number} */ count) {
  const code = [
    'local before = os.clock()',
    'for i = 1, 1000000 do',
    '  local x = i',
    'end',
    'return os.clock() - before',
  ];
  const breakpoints = [{ id: 1, source: { path: PATH }, line: 3, condition: 'i == -1' }];
  const { ours, theirs } = await comparedCode(code.join('\n'), breakpoints, count);
  return ours.map((seconds, i) => seconds - theirs[i]);
}

/** Milliseconds of a command on a script that is paused on the last line, `count` times. */
async function atStop(
  /** @type {string} */ code,
  /** @type {number} */ count,
  /** @type {(engine: any, frameId: number) => Promise<unknown>} */ ask,
) {
  const { engine, run, stop } = await startEngine();
  await engine.debug('attach', {});
  const line = code.split('\n').length;
  await engine.debug('setBreakpoints', { breakpoints: [{ id: 1, source: { path: PATH }, line }] });
  const begun = run(code);
  const { threadId } = /** @type {any} */ (await stop());
  const { frames } = await engine.debug('stackTrace', { threadId });
  const samples = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await ask(engine, frames[0].id);
    samples.push(performance.now() - start);
  }
  await engine.debug('continue', {});
  await finished(begun);
  await engine.dispose();
  return samples;
}

/** @param {any} engine @param {number} frameId */
async function locals(engine, frameId) {
  const { scopes } = await engine.debug('scopes', { frameId });
  const { reference } = scopes.find((/** @type {{ name: string }} */ scope) => scope.name === 'Locals');
  const { variables } = await engine.debug('variables', { reference });
  return variables;
}

const HUNDRED = Array.from({ length: 100 }, (_, i) => `local v${i} = { ${i}, name = "value ${i}" }`);
const MILLION = ['local big = {}', 'for i = 1, 1000000 do big[i] = i end', 'return #big'];

/** From the command until the script is known to be stopped in a busy loop. */
async function pause(/** @type {number} */ count) {
  const { engine, run, stop } = await startEngine();
  await engine.debug('attach', {});
  const begun = run('local n = 0\nwhile not finish do\n  n = n + 1\nend');
  const samples = [];
  for (let i = 0; i < count; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20 + ((i * 7) % 13)));
    const stopped = stop();
    const start = performance.now();
    await engine.debug('pause', {});
    await stopped;
    samples.push(performance.now() - start);
    await engine.debug('continue', {});
  }
  await engine.debug('terminate', {});
  await begun.outcome;
  await engine.dispose();
  return samples;
}

/** @type {Record<string, (count: number) => Promise<unknown>>} */
const probes = {
  attached: (count) => compared('debugged-loops', count, async () => undefined),
  loops: (count) => elsewhere('debugged-loops', count),
  recursion: (count) => elsewhere('debugged-recursion', count),
  sameFunction: (count) => comparedCode(SAME_FUNCTION, [{ id: 1, source: { path: PATH }, line: 8 }], count),
  printing: (count) => comparedCode(PRINTING, [], count),
  condition,
  locals: (count) => atStop([...HUNDRED, 'return v0'].join('\n'), count, locals),
  million: (count) =>
    atStop(MILLION.join('\n'), count, async (engine, frameId) => {
      const [{ reference }] = await locals(engine, frameId);
      return engine.debug('variables', { reference, filter: 'indexed', start: 0, count: 100 });
    }),
  pause,
};

const [what = '', count = '11'] = process.argv.slice(2);
const probe = probes[what];
if (probe === undefined) throw new Error(`usage: debugger-probe.mjs ${Object.keys(probes).join('|')} [COUNT]`);
console.log(JSON.stringify(await probe(Number(count))));
