// The tool `process-executor`: programs that the permissions name, without a shell. Control thread.

import type { Value } from '../../base/values.js';
import type { Output } from '../output-table.js';
import { isValueObject } from '../value-kinds.js';
import { badParameter, optionalText, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { SessionVariables } from './session-variables.js';
import type { Tool, ToolContext } from './tool.js';

const SCHEMA = {
  name: 'process-executor',
  description: 'Runs a program and gives its exit code and output',
  version: '1.0.0',
  category: 'system',
  parameters: [
    { name: 'executable', type: 'string', description: 'name on the PATH, or path', required: true },
    { name: 'arguments', type: 'array', description: 'texts, passed as they are', default: [] },
    { name: 'working_directory', type: 'string', description: 'where it runs' },
    { name: 'environment', type: 'object', description: 'more variables, each allowed by --allow-env', default: {} },
    { name: 'timeout_ms', type: 'integer', description: 'after which it is killed, at most 300000', default: 30_000 },
  ],
} as const satisfies Omit<Tool, 'execute'>;

export function createProcessExecutor(variables: SessionVariables): Tool {
  return {
    ...SCHEMA,
    execute: async (parameters, context): Promise<Output> => {
      const executable = requireText(SCHEMA, parameters, 'executable');
      const program = context.policy.checkRun(executable);
      const args = textsOf(parameters['arguments']);
      const folder = optionalText(SCHEMA, parameters, 'working_directory');
      const directory = folder === undefined ? context.policy.workingDirectory : context.policy.checkRead(folder);
      const environment = { ...variables.changes(), ...environmentOf(parameters['environment'], context) };
      const limitMs = Math.min(Math.max(1, Number(parameters['timeout_ms'])), MAX_TIMEOUT_MS);

      const { runProgram } = await import('../processes/shell-command.js');
      const limit = AbortSignal.timeout(limitMs);
      const started = performance.now();
      const told = { executable, arguments: args };
      const elapsed = (): { execution_time_ms: number } => ({
        execution_time_ms: Math.round(performance.now() - started),
      });
      try {
        const call = { program, args, directory, environment };
        const outcome = await runProgram(call, AbortSignal.any([context.signal, limit]));
        const [stdout, stderr] = [Buffer.from(outcome.stdout).toString(), Buffer.from(outcome.stderr).toString()];
        const exit = outcome.kind === 'exit' ? outcome.code : 128 + outcome.code;
        const success = exit === 0;
        const result = {
          ...told,
          exit_code: exit,
          success,
          stdout,
          output: stdout,
          stderr,
          timed_out: false,
          ...elapsed(),
        };
        return responseOutput({ operation: 'execute', success, result });
      } catch (error) {
        if (!limit.aborted || context.signal.aborted) throw error;
        const result = { ...told, success: false, stdout: '', output: '', stderr: '', timed_out: true, ...elapsed() };
        const message = `${executable} was killed: it took more than ${limitMs} ms`;
        return responseOutput({ operation: 'execute', success: false, result, error: { message, code: 'TIMEOUT' } });
      }
    },
  };
}

const MAX_TIMEOUT_MS = 300_000;

function textsOf(value: Value): string[] {
  return (Array.isArray(value) ? (value as readonly Value[]) : []).map((item) => {
    if (typeof item === 'string' && !item.includes('\0')) return item;
    if (typeof item === 'number' || typeof item === 'bigint') return String(item);
    throw badParameter(SCHEMA, 'arguments', 'one of them is no text', 'pass texts and numbers');
  });
}

/** Some variables make a program run others: each must be allowed. */
function environmentOf(value: Value, { policy }: ToolContext): Record<string, string> {
  const entries = Object.entries(isValueObject(value) ? value : {}).map(([name, text]): [string, string] => {
    policy.checkEnv(name);
    if (typeof text === 'string' && !text.includes('\0')) return [name, text];
    throw badParameter(SCHEMA, 'environment', `'${name}' is no text`, 'pass texts by name');
  });
  return Object.fromEntries(entries);
}
