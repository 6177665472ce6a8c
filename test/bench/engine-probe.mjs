// Measures the engine in this process and prints the samples as one JSON line: `node engine-probe.mjs WHAT [COUNT]`. Needs the
// compiled sources in build/. A process of its own per measurement, so that none warms up another.
import { readFileSync } from 'node:fs';

const build = new URL('../../build/src/', import.meta.url);
const load = (/** @type {string} */ path) => import(new URL(path, build).href);
const nothing = { read: false, write: false, net: false, run: false, env: false };

/** @param {object} options */
async function startEngine(options = {}) {
  const { createEngine } = await load('engine/host.js');
  const engine = createEngine({ methods: {}, permissions: nothing, ...options });
  await engine.ready;
  return engine;
}

/** From asking for an interruption of a busy loop until the control thread has the run's end: an upper bound, in ms. */
async function interruptLatency(/** @type {number} */ count) {
  const engine = await startEngine();
  const samples = [];
  for (let i = 0; i < count; i++) {
    const run = engine.run({ code: 'while true do end', chunkName: '=busy' });
    await new Promise((resolve) => setTimeout(resolve, 20 + ((i * 7) % 13)));
    const start = performance.now();
    run.interrupt();
    const outcome = await run.outcome;
    samples.push(performance.now() - start);
    if (outcome.failure?.kind !== 'interrupted') throw new Error(`unexpected outcome: ${JSON.stringify(outcome)}`);
  }
  await engine.dispose();
  return samples;
}

/** Round trips of an empty asynchronous host method as a script sees them, in ms: batches of 200, the mean of each. */
async function hostCall(/** @type {number} */ count) {
  const engine = await startEngine({ methods: { 'state.load': async () => undefined } });
  const code = 'local t = os.clock() for i = 1, 200 do State.load("a", "b") end return (os.clock() - t) * 1000 / 200';
  const samples = [];
  for (let i = 0; i < count; i++) {
    const outcome = await engine.run({ code, chunkName: '=calls' }).outcome;
    if (outcome.status !== 'ok') throw new Error(`unexpected outcome: ${JSON.stringify(outcome)}`);
    samples.push(outcome.results[0]);
  }
  await engine.dispose();
  return samples.slice(1);
}

/** Checkpoint and restore of a VM that fills its first 16 MiB, in ms; the first of each is the cold one. */
async function images(/** @type {number} */ count) {
  const { LuaVm, VM_HOST_FUNCTIONS } = await load('vm/vm.js');
  const { checkpoint, restore, imageBytes } = await load('vm/checkpoint.js');
  const hooks = {
    trap: () => 0,
    coroutineFailed() {},
    hook: () => 0,
    classify: () => 1,
    loaded: () => undefined,
    raised: () => 0,
    warn() {},
    distrust() {},
    describe: String,
  };
  const vm = new LuaVm({
    module: new WebAssembly.Module(readFileSync(new URL('vm/vm.wasm', build))),
    memory: new WebAssembly.Memory({ initial: 256, maximum: 32768, shared: true }),
    hostFunctions: VM_HOST_FUNCTIONS,
    hooks,
  });
  vm.load(vm.L, 'kept = {} for i = 1, 74000 do kept[i] = { i, "value " .. i, x = i } end', '=fill');
  vm.call(vm.L, 0, 0);
  const samples = { checkpoint: [], restore: [], bytes: imageBytes(vm) };
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    const image = checkpoint(vm);
    const middle = performance.now();
    restore(vm, image);
    samples.checkpoint.push(middle - start);
    samples.restore.push(performance.now() - middle);
  }
  return samples;
}

/** Seconds that a CPU-bound loop takes on a VM with or without the flag word in its interpreter loop. */
async function loop(/** @type {number} */ _count, /** @type {string} */ file) {
  const { LuaVm, VM_HOST_FUNCTIONS } = await load('vm/vm.js');
  const hooks = {
    trap: () => 0,
    coroutineFailed() {},
    hook: () => 0,
    classify: () => 1,
    loaded: () => undefined,
    raised: () => 0,
    warn() {},
    distrust() {},
    describe: String,
  };
  const vm = new LuaVm({
    module: new WebAssembly.Module(readFileSync(file)),
    memory: new WebAssembly.Memory({ initial: 256, maximum: 32768, shared: true }),
    hostFunctions: VM_HOST_FUNCTIONS,
    hooks,
  });
  const code = `local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
    local t, s = {}, 0
    for i = 1, 200000 do t[i] = i % 7 end
    for i = 1, 200000 do s = s + t[i] end
    return fib(22) + s`;
  const once = () => {
    vm.load(vm.L, code, '=loop');
    const start = performance.now();
    vm.call(vm.L, 0, 0);
    return (performance.now() - start) / 1000;
  };
  // Entering the loop anew each time lets its optimised code take over.
  for (let i = 0; i < 12; i++) once();
  let best = Infinity;
  for (let i = 0; i < 20; i++) best = Math.min(best, once());
  return [best];
}

const probes = { interrupt: interruptLatency, call: hostCall, images, loop };
const [what = '', count = '50', file = ''] = process.argv.slice(2);
const probe = probes[/** @type {keyof typeof probes} */ (what)];
if (probe === undefined) throw new Error(`usage: engine-probe.mjs ${Object.keys(probes).join('|')} [COUNT] [FILE]`);
console.log(JSON.stringify(await probe(Number(count), file)));
