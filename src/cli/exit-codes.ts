// What the command's exit codes mean; docs/reference/cli.md shows the same list. Control thread.

export const EXIT = {
  ok: 0,
  scriptError: 1,
  usage: 2,
  internal: 3,
  outputFailed: 4,
  kernelGone: 5,
  timedOut: 124,
  hungUp: 129,
  interrupted: 130,
  killed: 137,
  brokenPipe: 141,
  terminated: 143,
} as const;

/** In the order in which help and reference list them. */
export const EXIT_MEANINGS: readonly (readonly [code: number, meaning: string])[] = [
  [EXIT.ok, 'the script ended, or called os.exit() or os.exit(true)'],
  [EXIT.scriptError, 'the script failed, or called os.exit(false)'],
  [EXIT.usage, 'wrong usage: an unknown option, a script that cannot be read, a broken configuration file'],
  [EXIT.internal, 'a fault of llmspell itself'],
  [EXIT.outputFailed, 'output could not be written, e.g. because the disk is full'],
  [EXIT.kernelGone, 'the kernel that ran the script has gone'],
  [EXIT.timedOut, '--timeout was over'],
  [EXIT.hungUp, 'the terminal went away (SIGHUP, by which the process then dies)'],
  [EXIT.interrupted, 'interrupted by Ctrl+C (SIGINT)'],
  [EXIT.killed, '--timeout was over and the script, inside a system call, could not be ended in any other way'],
  [EXIT.brokenPipe, 'the reader of the output has closed it, as in: llmspell run long.lua | head'],
  [EXIT.terminated, 'terminated (SIGTERM)'],
];
