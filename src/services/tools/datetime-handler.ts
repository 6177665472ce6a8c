// The tool `datetime-handler`: times parsed, written, moved and compared, in any time zone. Control thread.

import type { Output } from '../output-table.js';
import type { ValueObject } from '../value-kinds.js';
import { badParameter, missingParameter, optionalText, requireText } from './parameters.js';
import { responseOutput } from './response.js';
import type { Tool } from './tool.js';

const OPERATIONS = ['parse', 'now', 'convert_timezone', 'add', 'subtract', 'difference', 'info', 'formats'];
const UNITS = ['seconds', 'minutes', 'hours', 'days', 'weeks'];

export const datetimeHandler: Tool = {
  name: 'datetime-handler',
  description: 'Parses, writes, moves and compares dates and times, in any time zone',
  version: '1.0.0',
  category: 'utility',
  parameters: [
    { name: 'operation', type: 'string', description: OPERATIONS.join(', '), required: true, choices: OPERATIONS },
    { name: 'input', type: 'string', description: 'a time: ISO 8601, a date, RFC 2822 or seconds since 1970' },
    { name: 'timezone', type: 'string', description: 'of the answer of now, as Europe/Paris', default: 'UTC' },
    { name: 'target_timezone', type: 'string', description: 'of convert_timezone' },
    { name: 'amount', type: 'number', description: 'what add and subtract move by' },
    {
      name: 'unit',
      type: 'string',
      description: 'of amount',
      default: 'seconds',
      choices: UNITS,
      aliases: { second: 'seconds', minute: 'minutes', hour: 'hours', day: 'days', week: 'weeks' },
    },
    { name: 'start', type: 'string', description: 'of difference' },
    { name: 'end', type: 'string', description: 'of difference' },
    {
      name: 'format',
      type: 'string',
      description:
        'of now, convert_timezone and parse, as strftime: %Y %m %d %H %M %S %j %A %a %B %b %F %T %s %z %Z %%',
    },
  ],
  execute: async (parameters): Promise<Output> => {
    const operation = requireText(datetimeHandler, parameters, 'operation');
    return responseOutput({ operation, success: true, result: await OPERATION[operation]!(parameters) });
  },
};

const text = (parameters: ValueObject, name: string): string => requireText(datetimeHandler, parameters, name);
const calendar = () => import('./calendar.js');

const OPERATION: Readonly<Record<string, (parameters: ValueObject) => Promise<ValueObject>>> = {
  now: async (parameters) => {
    const { writeTime } = await calendar();
    const [now, zone] = [new Date(), await zoneOf(parameters, 'timezone')];
    const format = optionalText(datetimeHandler, parameters, 'format') ?? '%Y-%m-%dT%H:%M:%S%z';
    const timestamp = Math.floor(now.getTime() / 1000);
    return { timezone: zone, datetime: writeTime(now, zone, format), format, timestamp, iso: now.toISOString() };
  },
  parse: async (parameters) => {
    const { describeTime } = await calendar();
    const input = text(parameters, 'input');
    const { time, format } = await (parameters['format'] === undefined
      ? timeOf(parameters, 'input')
      : timeAs(parameters));
    return { input, parsed: describeTime(time), format_used: format };
  },
  convert_timezone: async (parameters) => {
    const { writeTime } = await calendar();
    const [{ time }, zone] = [await timeOf(parameters, 'input'), await zoneOf(parameters, 'target_timezone')];
    const format = optionalText(datetimeHandler, parameters, 'format') ?? '%Y-%m-%dT%H:%M:%S%z';
    const input = text(parameters, 'input');
    return { input, target_timezone: zone, original: time.toISOString(), converted: writeTime(time, zone, format) };
  },
  add: (parameters) => move(parameters, 1),
  subtract: (parameters) => move(parameters, -1),
  difference: async (parameters) => {
    const { describeSpan } = await calendar();
    const [start, end] = [await timeOf(parameters, 'start'), await timeOf(parameters, 'end')];
    const difference = describeSpan(end.time.getTime() - start.time.getTime());
    return { start: start.time.toISOString(), end: end.time.toISOString(), difference };
  },
  info: async (parameters) => {
    const { describeDay } = await calendar();
    return { input: text(parameters, 'input'), info: describeDay((await timeOf(parameters, 'input')).time) };
  },
  formats: async () => {
    const { FORMATS, EXAMPLES } = await calendar();
    return { available_formats: FORMATS, example_formats: EXAMPLES };
  },
};

async function move(parameters: ValueObject, sign: number): Promise<ValueObject> {
  const { UNIT_MS } = await calendar();
  const { time } = await timeOf(parameters, 'input');
  const unit = text(parameters, 'unit');
  if (parameters['amount'] === undefined) throw missingParameter(datetimeHandler, 'amount');
  const amount = Number(parameters['amount']);
  const moved = new Date(time.getTime() + sign * amount * (UNIT_MS[unit] ?? 0));
  if (Number.isNaN(moved.getTime())) {
    throw badParameter(datetimeHandler, 'amount', 'it leads out of the calendar', 'take a smaller one');
  }
  const input = text(parameters, 'input');
  return { input, amount, unit, original: time.toISOString(), result: moved.toISOString() };
}

async function timeOf(parameters: ValueObject, name: string): Promise<{ time: Date; format: string }> {
  const { parseTime } = await calendar();
  const parsed = parseTime(text(parameters, name));
  if (parsed !== undefined) return parsed;
  throw badParameter(datetimeHandler, name, 'it is no date or time', 'write 2026-01-31T12:00:00Z or 2026-01-31');
}

/** The input as `format` says. */
async function timeAs(parameters: ValueObject): Promise<{ time: Date; format: string }> {
  const { readTime } = await import('./written-time.js');
  const format = text(parameters, 'format');
  const time = readTime(text(parameters, 'input'), format);
  if (time !== undefined) return { time, format };
  const help = 'write it as the format says, or leave the format out';
  throw badParameter(datetimeHandler, 'input', `it is no time of the format '${format}'`, help);
}

async function zoneOf(parameters: ValueObject, name: string): Promise<string> {
  const { isTimeZone } = await calendar();
  const zone = text(parameters, name);
  if (isTimeZone(zone)) return zone;
  throw badParameter(datetimeHandler, name, `'${zone}' is no time zone`, 'write UTC, Europe/Paris or +02:00');
}
