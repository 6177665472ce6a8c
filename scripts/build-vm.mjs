// Makes the VM's WebAssembly: reads the interpreter of the pinned wasmoon package, changes the few places that
// docs/internals/vm.md describes, adds src/vm/shim.wat, and assembles the result. Function names of the form $f280 are those that
// the disassembler gives to this very file, so its digest is checked first and every change must match exactly.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import wabtInit from 'wabt';

const INTERPRETER = new URL('../node_modules/wasmoon/dist/glue.wasm', import.meta.url);
const SHIM = new URL('../src/vm/shim.wat', import.meta.url);
const DIGEST = '95f3f19ddb740125883bc41d5ec670cd0828e7b58c8bdad385323cbff497b55c';

/** Where the heap begins: behind the C stack and the output ring (see src/base/shared-memory.ts). */
const HEAP_BASE = '\\00\\00\\15';

const FEATURES = { exceptions: true, threads: true, bulk_memory: true, sat_float_to_int: true, sign_extension: true };

/** The module as text in which functions and whole lines can be changed, each change exactly as often as it says. */
class ModuleText {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  /** @param {RegExp} pattern @param {string} replacement @param {number} times */
  replace(pattern, replacement, times = 1) {
    this.text = replaceExactly(this.text, pattern, replacement, times);
  }

  /** Changes the text of one function. @param {string} name @param {(body: string) => string} change */
  change(name, change) {
    const start = this.text.indexOf(`\n  (func $${name} (`) + 1;
    if (start === 0) throw new Error(`no function $${name} in the interpreter`);
    const next = this.text.slice(start + 1).search(/\n {2}\((?:func|table) /);
    const end = start + 1 + next + 1;
    this.text = this.text.slice(0, start) + change(this.text.slice(start, end)) + this.text.slice(end);
  }

  /** @param {string} name */
  remove(name) {
    this.change(name, () => '');
  }

  /** Puts instructions before the first one of a function. @param {string} name @param {string} code */
  prepend(name, code) {
    this.change(name, (body) =>
      replaceExactly(body, /^( {2}\(func [^\n]*\n(?: {4}\(local [^\n]*\n)?)/, `$1${code}\n`, 1),
    );
  }
}

/** @param {string} text @param {RegExp} pattern @param {string | ((found: string) => string)} replacement @param {number} times */
function replaceExactly(text, pattern, replacement, times) {
  const every = new RegExp(pattern.source, `g${pattern.flags.replace('g', '')}`);
  const found = text.match(every)?.length ?? 0;
  if (found !== times) throw new Error(`expected ${times} of ${pattern} in the interpreter, found ${found}`);
  return text.replace(every, /** @type {string} */ (replacement));
}

/** The low byte of the flag word: why the run is asked to stop (see src/base/shared-memory.ts). */
const REASONS = 'i32.const 0\ni32.load8_u offset=16';
/** All of it. */
const FLAG = 'i32.const 0\ni32.load offset=16';

/** Of the 47 places where the interpreter loop reads `ci->u.l.trap`, in order, those behind jumps, loops, calls of C functions, and returns. */
const LOOKS = new Set([17, 19, 20, 21, 23, 25, 27, 29, 30, 31, 32, 33, 35, 36, 37, 42, 44]);

/**
 * Jumps and loops OR the reasons into the trap that they read, so that no loop escapes; so do calls of C functions, which a host call
 * or a print that was to be ended comes back from.
 *
 * @param {string} loop text of the interpreter loop
 */
function readFlagAtJumps(loop) {
  let place = 0;
  const orReasons = (/** @type {string} */ load) => (LOOKS.has(place++) ? `${load}${REASONS}\ni32.or\n` : load);
  return replaceExactly(loop, /local\.get \$l7\n\s+i32\.load offset=20\n/, orReasons, 47);
}

/** Calls of luaG_traceexec in the interpreter loop. */
const TRACES = 78;

/** Function entry, which endless recursion and tail calls come by, ORs them into the hook mask. @param {string} loop text of the interpreter loop */
function readFlagAtEntry(loop) {
  const hookMask = /(local\.get \$p0\n\s+i32\.load offset=112\n)/;
  const entered = replaceExactly(loop.slice(0, ENTRY_CHARACTERS), hookMask, `$1${REASONS}\ni32.or\n`, 1);
  return entered + loop.slice(ENTRY_CHARACTERS);
}

/** The head of the interpreter loop lies in so much of its text. */
const ENTRY_CHARACTERS = 2400;

/** @param {ModuleText} module @param {{ interruptible: boolean }} options */
function transform(module, { interruptible }) {
  // Shared memory, created by the host so that both threads hold it before the first instruction.
  module.replace(/^ {2}\(memory \$memory 256 32768\)\n/m, '');
  module.replace(/^( {2}\(import "env" "abort")/m, '  (import "env" "memory" (memory $memory 256 32768 shared))\n$1');
  module.replace(
    /^ {2}\(data \$d195 \(i32.const 31448\) "Hz\\00\\00@\\89\\10"\)\)$/m,
    `  (data $$d195 (i32.const 31448) "Hz\\00\\00${HEAP_BASE}")`,
  );
  module.replace(/\(table \$__indirect_function_table 198 funcref\)/, '(table $__indirect_function_table 206 funcref)');

  // Set-jump emulation becomes WebAssembly exceptions; growing the heap stays inside the module.
  module.remove('f283');
  module.remove('f669');
  module.replace(/^ {2}\(import "env" "(invoke_vii|_emscripten_throw_longjmp|emscripten_resize_heap)".*\n/m, '', 3);
  module.replace(/call \$env\.emscripten_resize_heap/, 'call $spell_grow');
  module.prepend('f282', '    local.get $p1\n    call $spell_thrown');

  module.change('f575', (body) => {
    const entered = interruptible ? readFlagAtEntry(readFlagAtJumps(body)) : body;
    // Returning looks at the hook mask, not at the trap of the function that ends: the line hook may have cleared that one, and the
    // caller would miss the lines up to its own next look.
    return replaceExactly(
      entered,
      /(call \$f291\n\s+)local\.get \$l7\n(\s+)i32\.load offset=20\n/,
      '$1local.get $p0\n$2i32.load offset=112\n',
      2,
    );
  });
  // In debugged code most instructions concern nobody: the shim looks first.
  module.change('f575', (body) => replaceExactly(body, /call \$f280\n/, 'call $spell_step\n', TRACES));
  module.prepend('f280', [FLAG, 'if', 'local.get $p0', 'local.get $p1', 'call $spell_traced', 'end'].join('\n'));

  // The debugger is told of errors where they are raised, and of chunks that have loaded.
  module.prepend('f276', '    local.get $p0\n    call $spell_raised');
  module.change('luaL_loadbufferx', (body) => replaceExactly(body, /call \$lua_load/, 'call $spell_load_told', 1));

  // pcall, its continuation and xpcall do not catch interruptions.
  for (const name of ['f184', 'f185', 'f197']) {
    module.change(name, (body) =>
      replaceExactly(body, /(i32\.const 2\n\s+i32\.ge_u\n\s+if \$I\d+\n)/, '$1local.get $p0\ncall $spell_caught\n', 1),
    );
  }
  // Nor do load, coroutine.close and coroutine.wrap, whose call-backs it may end; in a finalizer it waits for the next instruction.
  module.change('f179', (body) => replaceExactly(body, /call \$lua_load/, 'call $spell_load', 1));
  for (const name of ['f238', 'f241']) {
    module.change(name, (body) => replaceExactly(body, /call \$lua_resetthread/, 'call $spell_close', 1));
  }
  module.change('f325', (body) =>
    replaceExactly(
      body,
      /(block \$B4\n)(\s+local\.get \$p0\n\s+i32\.load offset=16\n)/,
      '$1local.get $p0\ncall $spell_lost\nbr_if $B4\n$2',
      1,
    ),
  );

  // Coroutines: resume keeps the chain; the run's own state looks like the main one.
  module.change('f234', (body) => replaceExactly(body, /call \$lua_resume/, 'call $spell_resume', 1));
  module.prepend('f239', '    local.get $p0\n    call $spell_check_yield');
  module.change('f235', (body) =>
    replaceExactly(
      body,
      /local\.get \$p0\n\s+i32\.load offset=16\n\s+i32\.load offset=164\n\s+local\.get \$p0\n\s+i32\.eq\n/,
      'local.get $p0\ncall $spell_is_main\n',
      1,
    ),
  );
  module.change('f240', (body) =>
    replaceExactly(
      body,
      /(i32\.load offset=96\n\s+i32\.const 65536\n\s+i32\.lt_u)/,
      '$1\nlocal.get $l1\ncall $spell_is_main\ni32.eqz\ni32.and',
      1,
    ),
  );

  // Buffers of the libraries ask the allocator themselves: as all other memory, theirs is asked for again after a collection.
  module.change('f112', (body) =>
    replaceExactly(
      body,
      /(call_indirect \$__indirect_function_table \(type \$t1\)\n\s+local\.set \$p2\n)/,
      `$1${['local.get $p1', 'if', 'local.get $p2', 'i32.eqz', 'if', 'local.get $l3', 'local.get $l4', 'i32.load', 'local.get $l4', 'i32.load offset=4', 'local.get $p1', 'call $f406', 'local.set $p2', 'end', 'end'].join('\n')}\n`,
      2,
    ),
  );

  // Only text chunks load: f_parser takes the mode for "t" when the first byte says that a chunk is binary.
  module.change('f304', (body) =>
    replaceExactly(body, /(i32\.const 27\n\s+i32\.eq\n\s+if \$I5\n)/, '$1i32.const 984\nlocal.set $l2\n', 1),
  );

  // os.date refuses a time whose year does not fit `struct tm`, which the host's calendar cannot say.
  module.change('f437', (body) =>
    replaceExactly(
      body,
      /(i32\.const (?:31496|31596)\n)(\s+local\.set \$l5\n)/,
      '$1i32.const 0\nlocal.get $l1\ni64.load offset=544\ncall $spell_has_year\nselect\n$2',
      2,
    ),
  );

  const imports = [
    ['host', '(param i32 i32) (result i32)'],
    ['trap', '(param i32) (result i32)'],
    ['failed', '(param i32 i32)'],
    ['hook', '(param i32 i32) (result i32)'],
    ['classify', '(param i32 i32 i32) (result i32)'],
    ['loaded', '(param i32 i32 i32)'],
    ['raised', '(param i32) (result i32)'],
    ['warn', '(param i32 i32)'],
    ['writes', '(param i32)'],
    ['grown', ''],
  ].map(([name, type]) => `  (import "spell" "${name}" (func $spell.${name} ${type}))\n`);
  module.replace(/^( {2}\(import "env" "abort")/m, `${imports.join('')}$1`);
  module.text =
    `${module.text.trimEnd()}\n${readFileSync(SHIM, 'utf8')}\n  (export "lua_closethread" (func $$lua_resetthread)))\n`.replace(
      '$$lua',
      '$lua',
    );
}

/**
 * @param {{ interruptible?: boolean }} options false leaves the flag word out of the interpreter loop: the benchmark measures what it costs
 * @returns {Promise<Uint8Array>} the module, ready to be written to the build folder
 */
export async function buildVm({ interruptible = true } = {}) {
  const source = readFileSync(INTERPRETER);
  const digest = createHash('sha256').update(source).digest('hex');
  if (digest !== DIGEST)
    throw new Error(`the interpreter is not the one these changes were made for (sha256 ${digest})`);
  const wabt = await wabtInit();
  const original = wabt.readWasm(source, { readDebugNames: true, ...FEATURES });
  original.generateNames();
  original.applyNames();
  const module = new ModuleText(original.toText({ foldExprs: false, inlineExport: false }));
  original.destroy();
  transform(module, { interruptible });
  const changed = wabt.parseWat('vm.wat', module.text, FEATURES);
  try {
    changed.validate(FEATURES);
    return changed.toBinary({}).buffer;
  } finally {
    changed.destroy();
  }
}
