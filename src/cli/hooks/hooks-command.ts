// What stands behind `llmspell hooks`: the hooks of a kernel, from the shell. Control thread.

import { SpellError } from '../../base/errors.js';
import type { JsonObject } from '../../protocol/schema.js';
import { counted } from '../../services/counted.js';
import { GOODBYE_MS, openEvents } from '../events/event-access.js';
import type { ShownEvent } from '../events/event-access.js';
import { EXIT } from '../exit-codes.js';
import { table } from '../kernel/describe.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import type { CliOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { unknownSubcommand } from '../subcommands.js';
import { interruption, unlessAborted } from '../until-interrupted.js';
import type { HookAccess, HookEntry } from './hook-access.js';
import { allPoints, pointInfo } from './hook-points.js';
import type { PointInfo } from './hook-points.js';
import { HOOKS_COMMANDS } from './option-table.js';
import type { HooksCommand } from './option-table.js';

interface Occasion {
  readonly options: CliOptions;
  readonly operand: string | undefined;
  readonly session: string | undefined;
  readonly isJson: boolean;
  readonly print: Print;
}

const USAGE: Readonly<Record<HooksCommand, string>> = {
  list: 'list [POINT]',
  show: 'show ID or POINT',
  watch: 'watch',
  reset: 'reset [ID]',
};

/** @returns the exit code. @throws SpellError `USAGE`, `HOOK_*`, `EVENTS_NOT_KEPT`, `CONFIG_*`, `KERNEL_*` */
export async function hooksCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', operand, ...surplus] = line.operands;
  const name = HOOKS_COMMANDS.find((known) => known === word);
  if (name === undefined) throw unknownSubcommand('hooks', word);
  const isMissing = name === 'show' && operand === undefined;
  if (surplus.length > 0 || isMissing || (name === 'watch' && operand !== undefined)) {
    throw new SpellError('USAGE', `hooks ${name} takes ${name === 'watch' ? 'no more words' : 'one word'}`, {
      help: `write llmspell hooks ${USAGE[name]}`,
    });
  }
  const options = toOptions(line.options);
  const { session, output } = options;
  return COMMANDS[name]({ options, operand, session, isJson: output === 'json' || output === 'pretty', print });
}

const COMMANDS: Readonly<Record<HooksCommand, (occasion: Occasion) => Promise<number>>> = {
  list: async ({ options, operand, session, isJson, print }) => {
    if (!isConnected(options))
      return printPoints(operand === undefined ? allPoints() : [pointInfo(operand)], isJson, print);
    const hooks = await withHooks(options, (access) => access.list(session, operand));
    return print(isJson ? json(hooks) : describeHooks(hooks));
  },
  show: async ({ options, operand = '', session, isJson, print }) => {
    if (!isConnected(options)) return printPoints([pointInfo(operand)], isJson, print);
    const hook = await withHooks(options, (access) => access.show(session, operand));
    return print(isJson ? json(hook) : describeHook(hook));
  },
  watch: async ({ options, session, isJson, print }) => {
    const ended = interruption();
    const access = await openEvents({ ...options, session: undefined });
    try {
      const tail = await access.tail({ pattern: 'hook.*', run: undefined });
      for (;;) {
        const batch = await unlessAborted(tail.next(ended), ended);
        if (batch === undefined) {
          await unlessAborted(tail.stop(), AbortSignal.timeout(GOODBYE_MS));
          return EXIT.interrupted;
        }
        const events = batch.events.filter(({ metadata }) => session === undefined || metadata.session === session);
        const code = await print(
          events.map((event) => (isJson ? `${JSON.stringify(event)}\n` : lineOf(event))).join(''),
        );
        if (code !== EXIT.ok) return code;
      }
    } finally {
      await access.dispose();
    }
  },
  reset: async ({ options, operand, session, isJson, print }) => {
    const count = await withHooks(options, (access) => access.reset(session, operand));
    return print(
      isJson ? json({ reset: count }) : `${counted(count, 'circuit breaker is', 'circuit breakers are')} closed\n`,
    );
  },
};

function isConnected({ connect }: CliOptions): boolean {
  return connect !== undefined && connect !== 'embedded';
}

async function withHooks<T>(options: CliOptions, ask: (access: HookAccess) => Promise<T>): Promise<T> {
  const { connect } = options;
  if (connect === undefined || connect === 'embedded') {
    throw new SpellError('USAGE', 'hooks live in the sessions of a kernel', {
      help: 'add --connect ID; llmspell kernel list shows those that run',
    });
  }
  const { openHooks } = await import('./hook-access.js');
  const access = await openHooks(connect, options);
  try {
    return await ask(access);
  } finally {
    await access.dispose();
  }
}

function printPoints(points: readonly PointInfo[], isJson: boolean, print: Print): Promise<number> {
  if (isJson) return print(json(points));
  const rows = points.map(({ hook_point, kind, limit_ms, slow_ms }) => [
    hook_point,
    kind,
    `${limit_ms} ms`,
    `${slow_ms} ms`,
  ]);
  return print(table([['POINT', 'KIND', 'ENDED AFTER', 'SLOW FROM'], ...rows]));
}

function describeHooks(hooks: readonly HookEntry[]): string {
  if (hooks.length === 0) return 'no hooks are registered\n';
  const rows = hooks.map(({ session, id, hook_point, priority, stats, breaker }) => [
    ...[session, id, hook_point, String(priority), String(stats.calls), String(stats.errors)],
    ...[`${stats.average_ms} ms`, breaker],
  ]);
  return table([['SESSION', 'HOOK', 'POINT', 'PRIORITY', 'CALLS', 'ERRORS', 'AVERAGE', 'BREAKER'], ...rows]);
}

/** Its fields, then its last executions. */
function describeHook(hook: JsonObject): string {
  const { session, id, hook_point: point, priority, limit_ms: limit } = hook;
  const stats = hook['stats'] as JsonObject;
  const breaker = hook['breaker'] as JsonObject;
  const executions = Object.values(hook['executions'] ?? {}) as unknown as readonly JsonObject[];
  const next = breaker['next_try_ms'] === undefined ? '' : `, tried again in ${text(breaker['next_try_ms'])} ms`;
  const why =
    breaker['reason'] === undefined ? '' : `, opened ${times(breaker['opened'])}, last for ${text(breaker['reason'])}`;
  const about = table([
    ['hook', `${text(id)} of the session ${text(session)}`],
    ['point', `${text(point)}, priority ${text(priority)}, ended after ${text(limit)} ms`],
    [
      'calls',
      `${text(stats['calls'])}, ${counted(Number(stats['errors']), 'error')}, left out ${times(stats['left_out'])}`,
    ],
    ['time', `${text(stats['average_ms'])} ms on average, ${text(stats['max_ms'])} ms at most`],
    ['breaker', `${text(breaker['state'])}${why}${next}`],
    ...(stats['last_error'] === undefined ? [] : [['last error', text(stats['last_error'])]]),
  ]);
  if (executions.length === 0) return about;
  const rows = executions.map(({ time, ms, outcome, run_id: run, error }) => [
    ...[text(time), `${text(ms)} ms`, text(outcome), text(run), text(error)],
  ]);
  return `${about}\n${table([['TIME', 'TOOK', 'OUTCOME', 'RUN', 'ERROR'], ...rows])}`;
}

function lineOf({ event_type: type, timestamp, metadata, data }: ShownEvent): string {
  const { hook, hook_point: point, outcome, ms, error, state } = data as JsonObject;
  const origin = `[${text(metadata.session)} ${text(metadata.run_id)}]`;
  const what = type.startsWith('hook.breaker.') ? `breaker ${text(state)}` : `${text(outcome)}  ${text(ms)} ms`;
  const parts = [timestamp.slice(11, 23), origin, text(hook), text(point), what, text(error)];
  return `${parts.filter((part) => part !== '').join('  ')}\n`;
}

function times(count: unknown): string {
  return counted(Number(count), 'time');
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
