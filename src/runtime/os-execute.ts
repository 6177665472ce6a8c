// `os.execute`: runs a command of the shell to its end, where the permissions allow the shell. Engine thread.

import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { SpellError } from '../base/errors.js';
import type { LuaVm } from '../vm/vm.js';
import { checkText, isNoneOrNil } from './arguments.js';
import { pushWrite } from './file-metatables.js';
import type { RuntimeHost } from './library.js';
import { policyOf } from './per-host.js';
import { orFailure } from './system-errors.js';

const SHELL = 'sh';
/** A command that puts out more is ended. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** Nothing can interrupt the engine thread while it waits for the command, so the wait itself has an end. */
const TIMEOUT_MS = 10 * 60 * 1000;

/**
 * Without a command: whether there is a shell to use. With one: true or nil, `"exit"` or `"signal"`, and the code; where
 * the shell is not allowed or does not start, nil, a message and a code. Its output follows when it has ended; it has no input.
 */
export function executeCommand(vm: LuaVm, L: number, host: RuntimeHost): number {
  if (isNoneOrNil(vm, L, 1)) {
    vm.api.lua_pushboolean(L, isAllowed(host) ? 1 : 0);
    return 1;
  }
  const command = checkText(vm, L, 1);
  return orFailure(vm, L, undefined, () => run(vm, L, host, command));
}

function isAllowed(host: RuntimeHost): boolean {
  try {
    policyOf(host).checkRun(SHELL);
    return true;
  } catch {
    return false;
  }
}

function run(vm: LuaVm, L: number, host: RuntimeHost, command: string): number {
  checkShell(host, command);
  const { status, signal, stdout, stderr, error } = spawnSync(SHELL, ['-c', command], {
    cwd: host.workingDirectory,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: MAX_OUTPUT_BYTES,
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  if (status === null && signal === null) throw error ?? new Error(`${SHELL} did not start`);
  write(vm, L, 'stdout', stdout);
  write(vm, L, 'stderr', stderr);
  return pushOutcome(vm, L, status, signal);
}

function checkShell(host: RuntimeHost, command: string): void {
  try {
    policyOf(host).checkRun(SHELL);
  } catch (cause) {
    throw new SpellError('PERMISSION_RUN', `Permission denied: os.execute may not run '${command}'`, {
      category: 'Security violation',
      help: `run with --allow-run=${SHELL} to allow every command, for ${SHELL} can start all others`,
      details: { flag: `--allow-run=${SHELL}`, program: SHELL },
      cause,
    });
  }
}

/** As luaL_execresult words it. */
function pushOutcome(vm: LuaVm, L: number, status: number | null, signal: NodeJS.Signals | null): number {
  if (status === 0) vm.api.lua_pushboolean(L, 1);
  else vm.api.lua_pushnil(L);
  vm.pushString(L, signal === null ? 'exit' : 'signal');
  vm.api.lua_pushinteger(L, BigInt(signal === null ? (status ?? 0) : constants.signals[signal]));
  return 3;
}

function write(vm: LuaVm, L: number, stream: 'stdout' | 'stderr', bytes: Buffer): void {
  pushWrite(vm, L, stream, 1);
  vm.pushString(L, bytes);
  vm.api.lua_callk(L, 1, 0, 0, 0);
}
