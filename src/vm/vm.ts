// One Lua VM: the module instantiated on shared memory, its host functions, and protected calls. Engine thread.

import { FLAG, OUT_BASE, OUT_SIZE, WORD } from '../base/shared-memory.js';
import type { CFunction, LuaApi } from './api.js';
import { LuaCallError, LuaRaise, Interruption } from './errors.js';
import { systemClock, systemImports, type VmClock } from './imports.js';
import { LUA_MASKCOUNT, LUA_OK, LUA_REGISTRYINDEX, LUA_TSTRING, OFFSETS, SLOT, type Offsets } from './lua.js';
import { OUT_LENGTH, VmMemory } from './memory.js';
import { failingOffsets } from './self-test.js';

/** A function that scripts call; returns how many values it left on the stack. Throws {@link LuaRaise} or any error. */
export type HostFunction = (vm: LuaVm, L: number) => number;

/** What the module calls while Lua runs; the engine decides. */
export interface VmHooks {
  /** The flag word is set: 0 go on, 1 end the run, 2 leave the interpreter loop by a yield. */
  trap(L: number): number;
  /** A coroutine has failed and its resumer `L` is about to be told; its stack is still whole. */
  coroutineFailed(L: number, co: number): void;
  /** A debug hook event that no fast path has answered; 1 ends the run. */
  hook(L: number, ar: number): number;
  /** Record of a function the line hook sees for the first time: its address, or 1 where it has no breakpoint. */
  classify(L: number, ar: number, proto: number): number;
  /** A chunk has loaded while `WORD.tellLoads` is set: its function is on the top; address 0 where its text is not known. */
  loaded(L: number, text: number, length: number): void;
  /** An error is being raised while `WORD.tellErrors` is set: its value is on the top, its stack whole; 1 ends the run. */
  raised(L: number): number;
  /** A piece of a warning, as `lua_WarnFunction` gets it. */
  warn(piece: string, continues: boolean): void;
  /** The self-test has failed; `message` says what that means. */
  distrust(message: string): void;
  /** Last word on an error a host function threw: the message that the script gets. */
  describe(error: unknown): string;
}

export interface VmOptions {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** In a fixed order: a host function is known by its place, also in checkpoints. */
  readonly hostFunctions: Readonly<Record<string, HostFunction>>;
  readonly hooks: VmHooks;
  readonly clock?: VmClock;
  readonly memoryLimit?: number;
  /** For tests: offsets to check instead of the real ones. */
  readonly offsets?: Offsets;
}

const LIBRARIES = ['base', 'coroutine', 'table', 'string', 'math', 'utf8', 'os', 'debug'] as const;
const FALLBACK_HOOK_COUNT = 1000;
/** In a C closure: its function, as a place in the function table. */
const C_CLOSURE_FUNCTION = 12;
/** What `$spell_answer` takes for an interruption. */
const INTERRUPTED = -1000000;
const SUSPENDED = -2000000;

export class LuaVm {
  readonly api: LuaApi;
  readonly memory: VmMemory;
  /** The main `lua_State`; runs get coroutines of their own. */
  readonly L: number;
  readonly hostNames: readonly string[];
  /** False where the self-test failed: {@link OFFSETS} must not be used, interruption works by an ordinary count hook. */
  readonly offsetsTrusted: boolean;
  /** Asked before every call of a host function, its arguments on the stack of `L`, while somebody wants to be: true ends the run. */
  beforeHost: ((L: number, id: number) => boolean) | undefined;
  /** Told before the state `L` writes to a standard stream, while somebody wants to be; see `WORD.tellWrites`. */
  #beforeWrite: ((L: number) => void) | undefined;
  readonly clock: VmClock;
  private readonly hosts: readonly HostFunction[];
  private readonly hostIds: ReadonlyMap<string, number>;
  private readonly hooks: VmHooks;
  private readonly functionRefs = new Set<number>();

  constructor(options: VmOptions) {
    this.hooks = options.hooks;
    this.clock = options.clock ?? systemClock;
    this.hostNames = Object.keys(options.hostFunctions);
    this.hosts = Object.values(options.hostFunctions);
    this.hostIds = new Map(this.hostNames.map((name, id) => [name, id]));
    const imports = systemImports(() => this.memory, this.clock);
    (imports['env'] as Record<string, WebAssembly.ImportValue>)['memory'] = options.memory;
    imports['spell'] = this.callOuts();
    this.api = new WebAssembly.Instance(options.module, imports).exports as unknown as LuaApi;
    this.memory = new VmMemory(options.memory, this.api);
    this.api.__wasm_call_ctors();
    this.memory.setWord(WORD.memoryLimit, options.memoryLimit ?? 2 ** 30);
    this.memory.setWord(WORD.outBase, OUT_BASE);
    this.memory.setWord(WORD.outSize, OUT_SIZE);
    this.L = this.api.lua_newstate(SLOT.alloc, 0);
    if (this.L === 0) throw new RangeError('the memory limit is too small for a Lua VM (it needs about 100 KiB)');
    this.openLibraries();
    this.makeInterruption();
    this.api.lua_setwarnf(this.L, SLOT.warn, 0);
    const failing = failingOffsets(this, options.offsets ?? OFFSETS);
    this.offsetsTrusted = failing.length === 0;
    if (!this.offsetsTrusted) this.fallBack(failing);
  }

  /** The JavaScript side of the `spell` imports in src/vm/shim.wat. */
  private callOuts(): WebAssembly.ModuleImports {
    return {
      host: (L: number, id: number) => this.callHost(L, id),
      trap: (L: number) => this.hooks.trap(L),
      failed: (L: number, co: number) => {
        this.hooks.coroutineFailed(L, co);
      },
      hook: (L: number, ar: number) => this.callHook(L, ar),
      classify: (L: number, ar: number, proto: number) => this.hooks.classify(L, ar, proto),
      loaded: (L: number, text: number, length: number) => {
        this.hooks.loaded(L, text, length);
      },
      raised: (L: number) => this.hooks.raised(L),
      warn: (message: number, continues: number) => {
        this.hooks.warn(this.memory.cString(message), continues !== 0);
      },
      writes: (L: number) => this.#beforeWrite?.(L),
      grown: () => {
        this.memory.renew();
      },
    };
  }

  set beforeWrite(told: ((L: number) => void) | undefined) {
    this.#beforeWrite = told;
    this.memory.setWord(WORD.tellWrites, told === undefined ? 0 : 1);
  }

  private callHost(L: number, id: number): number {
    if (this.beforeHost?.(L, id) === true) return INTERRUPTED;
    try {
      return (this.hosts[id] as HostFunction)(this, L);
    } catch (error) {
      return this.raiseFrom(L, error);
    }
  }

  /** Turns what a host function threw into the answer that src/vm/shim.wat understands. */
  private raiseFrom(L: number, error: unknown): number {
    if (error instanceof WebAssembly.Exception) throw error;
    if (error instanceof Interruption) return INTERRUPTED;
    if (error instanceof LuaCallError) {
      if (!error.isInterruption) this.pushRef(L, error.ref);
      error.release();
      return error.isInterruption ? INTERRUPTED : -1;
    }
    this.api.luaL_checkstack(L, 4, 0);
    this.pushString(L, error instanceof LuaRaise ? error.message : this.hooks.describe(error));
    if (error instanceof LuaRaise && error.positioned) {
      this.api.luaL_where(L, 1);
      this.api.lua_rotate(L, -2, 1);
      this.api.lua_concat(L, 2);
    }
    return -1;
  }

  private callHook(L: number, ar: number): number {
    if (!this.offsetsTrusted && (this.memory.word(WORD.flag) & (FLAG.interrupt | FLAG.memory)) !== 0) {
      return this.hooks.trap(L) === 1 ? 1 : 0;
    }
    return this.hooks.hook(L, ar);
  }

  private openLibraries(): void {
    for (const name of LIBRARIES) {
      const open = this.slotOf(this.api[`luaopen_${name}`]);
      this.memory.with(name === 'base' ? '_G' : name, (ptr) => {
        this.api.luaL_requiref(this.L, ptr, open, 1);
      });
      this.api.lua_settop(this.L, 0);
    }
  }

  /** Place of an exported C function in the function table. */
  private slotOf(fn: CFunction): number {
    const table = this.api.__indirect_function_table;
    for (let slot = 0; slot < table.length; slot++) if (table.get(slot) === fn) return slot;
    throw new Error('the module does not hold one of its own functions in its table');
  }

  /** Without trusted offsets every state gets a count hook; coroutines copy it from their creator. */
  private fallBack(failing: readonly string[]): void {
    this.hooks.distrust(
      `the interpreter's layout is not the expected one (${failing.join(', ')}); using ordinary debug hooks, which are slower`,
    );
    this.memory.setWord(WORD.trapDisabled, 1);
    this.memory.setWord(WORD.hookGeneration, FALLBACK_HOOK_COUNT);
    this.api.lua_sethook(this.L, SLOT.hook, LUA_MASKCOUNT, FALLBACK_HOOK_COUNT);
  }

  /** The value that every interruption throws: a userdata that scripts see only in `<close>` handlers. */
  private makeInterruption(): void {
    const ptr = this.api.lua_newuserdatauv(this.L, 0, 0);
    this.api.lua_createtable(this.L, 0, 2);
    this.pushString(this.L, 'interruption');
    this.setField(this.L, -2, '__name');
    this.api.lua_setmetatable(this.L, -2);
    this.api.luaL_ref(this.L, LUA_REGISTRYINDEX);
    // The address of a userdata without values is that of its payload; the object begins before it.
    this.memory.setWord(WORD.interruption, ptr - this.userdataHeaderSize());
  }

  /** Distance from a userdata object to its payload, measured once on a stack slot. */
  private userdataHeaderSize(): number {
    const ptr = this.api.lua_newuserdatauv(this.L, 0, 0);
    const top = this.memory.word(this.L + OFFSETS.state.top);
    const object = this.memory.word(top - 16);
    this.api.lua_settop(this.L, -2);
    return ptr - object;
  }

  // --- Stack ---------------------------------------------------------------------------------------------------------

  pop(L: number, n = 1): void {
    this.api.lua_settop(L, -n - 1);
  }

  pushString(L: number, value: string | Uint8Array): void {
    this.memory.with(value, (ptr, length) => this.api.lua_pushlstring(L, ptr, length));
  }

  pushHost(L: number, name: string): void {
    this.pushHostClosure(L, name, 0);
  }

  /** A host function with upvalues: its number is the first, the `n` values on the stack become the others. */
  pushHostClosure(L: number, name: string, n: number): void {
    this.api.lua_pushinteger(L, BigInt(this.hostId(name)));
    this.api.lua_rotate(L, -n - 1, 1);
    this.api.lua_pushcclosure(L, SLOT.host, n + 1);
  }

  private hostId(name: string): number {
    const id = this.hostIds.get(name);
    if (id === undefined) throw new Error(`no host function ${name}`);
    return id;
  }

  /** Name of the host function at `index`, undefined for others. */
  hostNameAt(L: number, index: number): string | undefined {
    if (this.api.lua_iscfunction(L, index) === 0) return undefined;
    const closure = this.api.lua_topointer(L, index);
    if (this.api.lua_getupvalue(L, index, 1) === 0) return undefined;
    const id = this.api.lua_isinteger(L, -1) !== 0 ? Number(this.api.lua_tointegerx(L, -1, 0)) : -1;
    this.pop(L);
    // Functions that write have numbers of their own there.
    const isHost = !this.offsetsTrusted || this.memory.word(closure + C_CLOSURE_FUNCTION) === SLOT.host;
    return isHost ? this.hostNames[id] : undefined;
  }

  setField(L: number, index: number, key: string): void {
    this.memory.with(key, (ptr) => {
      this.api.lua_setfield(L, index, ptr);
    });
  }

  /** Pushes `t[key]` and gives its type. */
  getField(L: number, index: number, key: string): number {
    return this.memory.with(key, (ptr) => this.api.lua_getfield(L, index, ptr));
  }

  setGlobal(L: number, name: string): void {
    this.memory.with(name, (ptr) => {
      this.api.lua_setglobal(L, ptr);
    });
  }

  getGlobal(L: number, name: string): number {
    return this.memory.with(name, (ptr) => this.api.lua_getglobal(L, ptr));
  }

  /** Bytes of the string (or number) at `index` as text or bytes; undefined for other types. */
  stringAt(L: number, index: number): string | Uint8Array | undefined {
    const ptr = this.api.lua_tolstring(L, index, OUT_LENGTH);
    return ptr === 0 ? undefined : this.memory.text(ptr, this.memory.word(OUT_LENGTH));
  }

  /** What `tostring` gives, for people; runs `__tostring`. */
  display(L: number, index: number): string {
    const ptr = this.api.luaL_tolstring(L, index, OUT_LENGTH);
    const text = this.memory.lossyText(ptr, this.memory.word(OUT_LENGTH));
    this.pop(L);
    return text;
  }

  /** Writes to a stream through the output ring, in order with what the script writes; waits while the ring is full. */
  write(stream: 'stdout' | 'stderr', text: string | Uint8Array): void {
    const { L } = this;
    this.api.lua_pushinteger(L, stream === 'stderr' ? 1n : 0n);
    this.api.lua_pushnil(L);
    this.api.lua_pushinteger(L, 1n);
    this.api.lua_pushcclosure(L, SLOT.write, 3);
    this.pushString(L, text);
    this.call(L, 1, 0);
  }

  isString(L: number, index: number): boolean {
    return this.api.lua_type(L, index) === LUA_TSTRING;
  }

  // --- Calls -----------------------------------------------------------------------------------------------------------

  /** Compiles text and leaves the function, or the error message, on the stack. Gives the status. */
  load(L: number, code: string | Uint8Array, chunkName: string): number {
    return this.memory.with(code, (ptr, length) =>
      this.memory.with(chunkName, (name) => this.api.luaL_loadbufferx(L, ptr, length, name, 0)),
    );
  }

  /**
   * Calls what lies below `args` arguments; throws {@link LuaCallError} with the error value when it fails. `handler` names a host
   * function that is called with the error value where it is raised, while the stack is whole; it returns the value.
   */
  call(L: number, args: number, results: number, handler?: string): void {
    const thrown = this.memory.word(WORD.thrown);
    let at = 0;
    if (handler !== undefined) {
      at = this.api.lua_gettop(L) - args;
      this.pushHost(L, handler);
      this.api.lua_rotate(L, at, 1);
    }
    const status = this.api.lua_pcallk(L, args, results, at, 0, 0);
    if (at !== 0) {
      this.api.lua_rotate(L, at, -1);
      this.pop(L);
    }
    if (status !== LUA_OK) throw this.takeError(L, this.memory.word(WORD.thrown) !== thrown);
  }

  /**
   * Calls what lies below `args` arguments, unprotected, so that errors pass with their stack whole. If the callee yields (to
   * a checkpoint, for one), the JavaScript caller is gone by the time it returns: the host function `then` goes on in its place,
   * with the caller's stack and the results. So the caller ends with this call and the work of `then`.
   */
  callThen(L: number, args: number, results: number, then: string): void {
    this.api.lua_callk(L, args, results, this.hostId(then), SLOT.continue);
  }

  /**
   * What a host function returns to leave its state by a yield: when that is resumed, the host function `then` goes on in its place,
   * with the stack as it was. Only where the state can yield.
   */
  suspension(then: string): number {
    return SUSPENDED - this.hostId(then);
  }

  /** Calls the host function `name` as the running one's own last step, on its stack. */
  goOn(L: number, name: string): number {
    return (this.hosts[this.hostId(name)] as HostFunction)(this, L);
  }

  /** Pops the error value into an error that keeps it for re-raising; a `<close>` handler may have put it in an interruption's place. */
  private takeError(L: number, wasInterrupted: boolean): LuaCallError {
    const isInterruption = wasInterrupted || this.isInterruption(L, -1);
    const message = isInterruption ? 'interrupted' : this.errorText(L);
    return new LuaCallError(message, isInterruption, this.takeRef(L), (ref) => {
      this.releaseRef(ref);
    });
  }

  /** Text of the error value on top, without letting a failing `__tostring` raise. */
  errorText(L: number): string {
    // A string needs no call, for which there may be no room: it may tell of an overflow.
    const text = this.isString(L, -1) ? this.stringAt(L, -1) : this.callToString(L);
    return typeof text === 'string' ? text : Buffer.from(text ?? []).toString('latin1');
  }

  private callToString(L: number): string | Uint8Array | undefined {
    const top = this.api.lua_gettop(L);
    this.api.luaL_checkstack(L, 4, 0);
    this.pushHost(L, TOSTRING);
    this.api.lua_pushvalue(L, -2);
    const failed = this.api.lua_pcallk(L, 1, 1, 0, 0, 0) !== LUA_OK;
    const text = failed ? '(error object whose __tostring fails)' : this.stringAt(L, -1);
    this.api.lua_settop(L, top);
    return text;
  }

  isInterruption(L: number, index: number): boolean {
    const object = this.api.lua_topointer(L, index);
    return object !== 0 && object === this.memory.word(WORD.interruption) + this.headerSize();
  }

  private header: number | undefined;
  private headerSize(): number {
    this.header ??= this.userdataHeaderSize();
    return this.header;
  }

  // --- References ------------------------------------------------------------------------------------------------------

  /** Pops a value into the registry; it lives until {@link releaseRef}. */
  takeRef(L: number): number {
    return this.api.luaL_ref(L, LUA_REGISTRYINDEX);
  }

  /** As {@link takeRef}, for a function that plain data may name. */
  takeFunctionRef(L: number): number {
    const ref = this.takeRef(L);
    this.functionRefs.add(ref);
    return ref;
  }

  /** Whether the number is that of a function from {@link takeFunctionRef}: no other value can be reached by one. */
  isFunctionRef(ref: number): boolean {
    return this.functionRefs.has(ref);
  }

  /** The registry is another: numbers in plain data mean nothing any more. */
  forgetFunctionRefs(): void {
    this.functionRefs.clear();
  }

  pushRef(L: number, ref: number): void {
    this.api.lua_rawgeti(L, LUA_REGISTRYINDEX, BigInt(ref));
  }

  releaseRef(ref: number): void {
    this.functionRefs.delete(ref);
    this.api.luaL_unref(this.L, LUA_REGISTRYINDEX, ref);
  }
}

/** The host function that {@link LuaVm.errorText} needs; every VM must register it. */
export const TOSTRING = 'vm.tostring';

/** Host functions that the VM itself uses. */
export const VM_HOST_FUNCTIONS: Readonly<Record<string, HostFunction>> = {
  [TOSTRING]: (vm, L) => {
    vm.api.luaL_tolstring(L, 1, 0);
    return 1;
  },
};
