// Where the engine thread and the control thread meet: words in the first KiB of the VM's shared memory, which the
// interpreter leaves unused. src/vm/shim.wat uses the same addresses as literals. Any thread.

/** Byte addresses of 32-bit words. */
export const WORD = {
  /** Bits of {@link FLAG}; the interpreter loop looks at them at every jump and function entry. Bits are set and cleared, never stored. */
  flag: 16,
  /** 1 while a checkpoint yield travels from the trap to the run's own state. */
  hookYield: 20,
  /** Newest record of the chain of resumers: resumer +0, coroutine +4, previous record +8. */
  chain: 24,
  /** Bytes that the VM holds, the most it may hold, and the most it has held. */
  memoryUsed: 28,
  memoryLimit: 32,
  memoryPeak: 36,
  /** Memory errors raised in this run; the second arms the trap. */
  memoryErrors: 40,
  /** The `lua_State` of the running run, or of its task that runs: a coroutine that looks like the main one. */
  runState: 44,
  /** How many functions the line hook has classified, address of their table, its size minus one. */
  hookCount: 48,
  /** Address of the userdata that every interruption throws. */
  interruption: 52,
  hookTable: 56,
  hookTableMask: 60,
  /** Output ring: running counts of bytes written and taken, where it lies, its size (a power of two). */
  outHead: 64,
  outTail: 68,
  outBase: 72,
  outSize: 76,
  /** 1 while the control thread sleeps on `outHead`. */
  outSleeps: 80,
  /**
   * Number of the run shifted left by one; the low bit of a tag is the stream (1: stderr). With {@link PLACED} the number is that of a
   * place in a script instead, told by message before.
   */
  outTag: 84,
  outLastTag: 88,
  /** Running counts of the list of switches from one tag to the next. */
  switchHead: 92,
  switchTail: 96,
  /** Not 0: the line hook calls out at every line. */
  hookEveryLine: 100,
  /** Not 0: offsets did not pass the self-test, so the trap stays out of it. */
  trapDisabled: 104,
  /** Instruction at which the last checkpoint yield happened: it runs before the next one. */
  yieldedAt: 108,
  /** Counts messages posted to the engine thread; it sleeps on this word while it waits. */
  mailbox: 112,
  /** Why the run is being interrupted: see {@link INTERRUPT}. */
  interruptReason: 116,
  /** Number of the run that `flag` is meant for; others ignore it. */
  interruptRun: 120,
  /** 1 after an allocation that was refused, until one succeeds or the error is raised: only then does it count. */
  refused: 124,
  /** Counts the interruptions that were thrown. */
  thrown: 128,
  /** Not 0: every chunk that loads calls out, every error that is raised does. */
  tellLoads: 132,
  tellErrors: 136,
  /** Which hooks are wanted: a state whose hook count (unused without a count hook) is another gets them when it is resumed. */
  hookGeneration: 140,
  hookMask: 144,
  /** Not 0: every line of a marked activation calls out. */
  stepping: 148,
  /** The activation (`CallInfo`) whose return calls out; -1: every return does. */
  returning: 152,
  /** Ranges of instructions that call out (src/vm/instruction-watch.ts), 0 for none. */
  watched: 156,
  /** Not 0: what a script writes calls out first. */
  tellWrites: 160,
  /** The `lua_State` that the run began in; `runState` is that of the task that runs. */
  mainState: 164,
} as const;

/** Switches: 32 entries of two words, the position in the output where the tag begins to hold, and the tag. */
export const SWITCH_BASE = 640;
export const SWITCH_COUNT = 32;
/** The sign of a tag. */
export const PLACED = -0x80000000;

/** Output ring, between the C stack and the heap (the build sets the heap's beginning to match). */
export const OUT_BASE = 0x110000;
export const OUT_SIZE = 0x40000;

export const FLAG = {
  /** The run is to end; `interruptReason` says why. */
  interrupt: 1,
  /** The VM has hit its memory limit twice in this run. */
  memory: 4,
  /** Leave the interpreter loop where the run can be continued: checkpoint, or to enter its optimised code. */
  yield: 8,
  /** Set by the VM: an interruption was thrown where nothing can be thrown, and comes again at the next instruction. */
  again: 16,
  /** There is a message that is served while Lua runs: a command of the debugger, a look. */
  serve: 32,
  /** The low byte: all that asks a run to stop. */
  reasons: 255,
  /** Set by the engine thread: where hooks are on, instructions are looked up among those that are watched. */
  watch: 256,
} as const;

export const INTERRUPT = { none: 0, interrupted: 1, timeout: 2 } as const;

/** The VM's memory in 64 KiB pages: 16 MiB at first, 2 GiB at most. */
export const MEMORY_PAGES = { initial: 256, maximum: 32768 } as const;
