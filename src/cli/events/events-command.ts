// What stands behind `llmspell events`: what happens in a kernel, from the shell. Control thread.

import { SpellError } from '../../base/errors.js';
import type { JsonValue } from '../../protocol/schema.js';
import { tryParseJson } from '../../services/json-text.js';
import { EXIT } from '../exit-codes.js';
import { table } from '../kernel/describe.js';
import { toSnakeCase } from '../kernel/format-json.js';
import type { Print } from '../kernel/print.js';
import { toOptions } from '../options.js';
import type { CommandLine } from '../parse-args.js';
import { unknownSubcommand } from '../subcommands.js';
import { interruption, unlessAborted } from '../until-interrupted.js';
import { GOODBYE_MS, openEvents } from './event-access.js';
import type { EventAccess, EventQuery, ShownEvent } from './event-access.js';
import { EVENTS_COMMANDS } from './option-table.js';
import type { EventsCommand } from './option-table.js';

interface Occasion {
  readonly access: EventAccess;
  readonly operands: readonly string[];
  readonly query: EventQuery;
  readonly limit: number | undefined;
  readonly isJson: boolean;
  readonly print: Print;
}

/** How many words each takes, and what they are. */
const OPERANDS: Readonly<Record<EventsCommand, readonly [least: number, most: number, usage: string]>> = {
  tail: [0, 0, 'tail'],
  list: [0, 0, 'list'],
  publish: [1, 2, 'publish TYPE [DATA (JSON, else text)]'],
  stats: [0, 0, 'stats'],
};

/** @returns the exit code. @throws SpellError `USAGE`, `EVENT_*`, `EVENTS_NOT_KEPT`, `CONFIG_*`, `KERNEL_*` */
export async function eventsCommand(line: CommandLine, print: Print): Promise<number> {
  const [word = '', ...operands] = line.operands;
  const name = EVENTS_COMMANDS.find((known) => known === word);
  if (name === undefined) throw unknownSubcommand('events', word);
  const [least, most, usage] = OPERANDS[name];
  if (operands.length < least || operands.length > most) {
    throw new SpellError(
      'USAGE',
      `events ${name} takes ${most === 0 ? 'no more words' : `${least} to ${most} words`}`,
      {
        help: `write llmspell events ${usage}`,
      },
    );
  }
  const options = toOptions(line.options);
  const query = { pattern: textOption(line, 'filter') ?? '*', run: textOption(line, 'run') };
  const limit = limitOf(textOption(line, 'limit'));
  const access = await openEvents(options);
  try {
    const isJson = options.output === 'json' || options.output === 'pretty';
    return await COMMANDS[name]({ access, operands, query, limit, isJson, print });
  } finally {
    await access.dispose();
  }
}

const COMMANDS: Readonly<Record<EventsCommand, (occasion: Occasion) => Promise<number>>> = {
  tail: async ({ access, query, limit = Infinity, isJson, print }) => {
    const ended = interruption();
    const tail = await access.tail(query);
    for (let left = limit; left > 0;) {
      const batch = await unlessAborted(tail.next(ended), ended);
      if (batch === undefined) {
        await unlessAborted(tail.stop(), AbortSignal.timeout(GOODBYE_MS));
        return EXIT.interrupted;
      }
      const events = batch.events.slice(0, left);
      left -= events.length;
      const code = await print(
        missedLine(batch.missed, isJson) + events.map((event) => lineOf(event, isJson)).join(''),
      );
      if (code !== EXIT.ok) return code;
    }
    await tail.stop();
    return EXIT.ok;
  },
  list: async ({ access, query, limit = 100, isJson, print }) => {
    const events = await access.list(query, limit);
    if (isJson) return print(`${JSON.stringify(events, null, 2)}\n`);
    return print(events.map((event) => lineOf(event, false)).join(''));
  },
  publish: async ({ access, operands: [type = '', written], isJson, print }) => {
    const parsed = written === undefined ? { value: null } : tryParseJson(written);
    const event = await access.publish(type, (parsed === undefined ? written : parsed.value) as JsonValue);
    return print(isJson ? `${JSON.stringify(event)}\n` : `${event.id}\n`);
  },
  stats: async ({ access, isJson, print }) => {
    const stats = await access.stats();
    if (isJson) return print(`${JSON.stringify(toSnakeCase(stats), null, 2)}\n`);
    return print(table(Object.entries(stats).map(([name, count]) => [name, JSON.stringify(count)])));
  },
};

function lineOf(event: ShownEvent, isJson: boolean): string {
  if (isJson) return `${JSON.stringify(event)}\n`;
  const { event_type: type, timestamp, metadata, data } = event;
  const { session, run_id: run, source } = metadata;
  const origin = [session, run].filter((part) => part !== undefined).join(' ');
  const parts = [timestamp.slice(11, 23), type, `[${origin === '' ? source : origin}]`];
  return `${[...parts, ...(data === undefined ? [] : [JSON.stringify(data)])].join('  ')}\n`;
}

function missedLine(missed: number, isJson: boolean): string {
  if (missed === 0) return '';
  return isJson ? `${JSON.stringify({ missed })}\n` : `(${missed} events came too fast to be told)\n`;
}

function limitOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const limit = Number(written);
  if (/^\d+$/.test(written) && limit >= 1) return limit;
  throw new SpellError('USAGE', `--limit: '${written}' is no number from 1`, { help: 'write --limit=20' });
}

function textOption({ options }: CommandLine, name: string): string | undefined {
  const value = options.get(name)?.at(-1);
  return value === true ? undefined : value;
}
