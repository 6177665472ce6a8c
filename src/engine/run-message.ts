// What the engine thread is told of a run. Control thread.

import { dirname, resolve } from 'node:path';
import type { CallRequest, RunRequest } from './contract.js';
import type { RunSetting, RunWork } from './messages.js';

export function workOf(request: RunRequest | CallRequest): RunWork {
  if ('call' in request) return { kind: 'call', name: request.call, args: request.args };
  const { code, chunkName, echo = false, keepLocals = false, keepResult } = request;
  return { kind: 'code', code, chunkName, echo, keepLocals, keepResult };
}

/** @param sessionDirectory where the run's working directory starts from, and its default */
export function settingOf(request: Omit<RunRequest, 'code' | 'chunkName'>, sessionDirectory: string): RunSetting {
  const workingDirectory = resolve(sessionDirectory, request.workingDirectory ?? '.');
  const { scriptName, scriptDirectory, args = [] } = request;
  return {
    workingDirectory,
    scriptName,
    scriptDirectory: resolve(
      workingDirectory,
      scriptDirectory ?? (scriptName === undefined ? '.' : dirname(scriptName)),
    ),
    args,
  };
}
