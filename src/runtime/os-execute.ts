// `os.execute`: has a command of the shell run to its end, where the permissions allow the shell. Engine thread.

import { SpellError } from '../base/errors.js';
import type { Value } from '../base/values.js';
import type { LuaVm } from '../vm/vm.js';
import { checkText, isNoneOrNil } from './arguments.js';
import { pushWrite } from './file-metatables.js';
import type { RuntimeHost } from './library.js';
import { policyOf } from './per-host.js';
import { orFailure } from './system-errors.js';

const SHELL = 'sh';

/**
 * Without a command: whether there is a shell to use. With one: true or nil, `"exit"` or `"signal"`, and the code; where
 * the shell is not allowed, nil, a message and a code. The command has no input; its output follows when it has ended.
 */
export function executeCommand(vm: LuaVm, L: number, host: RuntimeHost): number {
  if (isNoneOrNil(vm, L, 1)) {
    vm.api.lua_pushboolean(L, isAllowed(host) ? 1 : 0);
    return 1;
  }
  const command = checkText(vm, L, 1);
  return orFailure(vm, L, undefined, () => {
    checkShell(host, command);
    vm.api.lua_settop(L, 0);
    return host.callThen(L, 'process.shell', [command], 1, EXECUTED);
  });
}

/** The host function where it goes on. */
export const EXECUTED = 'process.executed';

export function commandExecuted(vm: LuaVm, L: number, host: RuntimeHost): number {
  return orFailure(vm, L, undefined, () => {
    const { kind, code, stdout, stderr } = host.answer(L) as ShellOutcome;
    write(vm, L, 'stdout', stdout);
    write(vm, L, 'stderr', stderr);
    return pushOutcome(vm, L, kind, code);
  });
}

/** What the host method gives. */
type ShellOutcome = Readonly<Record<'stdout' | 'stderr', string | Uint8Array>> & {
  readonly kind: 'exit' | 'signal';
  readonly code: number;
} & Readonly<Record<string, Value>>;

function isAllowed(host: RuntimeHost): boolean {
  try {
    policyOf(host).checkRun(SHELL);
    return true;
  } catch {
    return false;
  }
}

/** The service checks it too; here it is worded for os.execute. */
function checkShell(host: RuntimeHost, command: string): void {
  if (isAllowed(host)) return;
  throw new SpellError('PERMISSION_RUN', `Permission denied: os.execute may not run '${command}'`, {
    category: 'Security violation',
    help: `run with --allow-run=${SHELL} to allow every command, for ${SHELL} can start all others`,
    details: { flag: `--allow-run=${SHELL}`, program: SHELL },
  });
}

/** As luaL_execresult words it. */
function pushOutcome(vm: LuaVm, L: number, kind: 'exit' | 'signal', code: number): number {
  if (kind === 'exit' && code === 0) vm.api.lua_pushboolean(L, 1);
  else vm.api.lua_pushnil(L);
  vm.pushString(L, kind);
  vm.api.lua_pushinteger(L, BigInt(code));
  return 3;
}

function write(vm: LuaVm, L: number, stream: 'stdout' | 'stderr', bytes: string | Uint8Array): void {
  pushWrite(vm, L, stream, 1);
  vm.pushString(L, bytes);
  vm.api.lua_callk(L, 1, 0, 0, 0);
}
