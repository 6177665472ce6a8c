// Messages as lines of a transcript: without what differs from run to run, and so that people can read them.

import type { JsonObject, JsonValue } from '../../src/protocol/schema.js';
import { list } from '../support/dap-peer.js';

const REFERENCES = new Set(['variablesReference', 'valueLocationReference', 'sourceReference', 'moduleId']);

export class Transcript {
  readonly #lines: string[] = [];
  /** Streams have no order among the other events. */
  readonly #streams = new Map<string, string>();

  constructor(private readonly folder: string) {}

  get text(): string {
    const streams = [...this.#streams].sort().map(([name, text]) => `${name}:\n${text.replace(/^(?=.)/gm, '  | ')}`);
    return [...this.#lines.map((line) => `${line}\n`), ...streams].map((each) => this.#clean(each)).join('');
  }

  stream(name: string, text: string): void {
    this.#streams.set(name, (this.#streams.get(name) ?? '') + text);
  }

  step(text: string): void {
    this.#lines.push(`> ${text}`);
  }

  refused(message: string, format: unknown): void {
    this.#lines.push(`  ! ${message}${typeof format === 'string' && format !== message ? ` (${format})` : ''}`);
  }

  answered(command: string, body: JsonObject): void {
    for (const line of bodyLines(command, body)) this.#lines.push(`  ${line}`);
  }

  event(event: string, body: JsonObject, place?: string): void {
    this.#lines.push(`* ${event}${eventText(event, body)}${place === undefined ? '' : ` at ${place}`}`);
  }

  #clean(text: string): string {
    return text
      .replaceAll(this.folder, '<folder>')
      .replaceAll(/0x[0-9a-f]{6,}/g, '0xADDRESS')
      .replaceAll(/\d+(\.\d+)? ms/g, 'N ms');
  }
}

export function frameText({ line, column, name, source, presentationHint }: JsonObject): string {
  const file = (source as JsonObject | undefined)?.['name'];
  const place = file === undefined ? '' : `${file as string}:${line as number}:${column as number} `;
  return `${place}${name as string}${presentationHint === undefined ? '' : ` (${presentationHint as string})`}`;
}

function bodyLines(command: string, body: JsonObject): string[] {
  if (/^set\w*Breakpoints$/.test(command)) return list(body, 'breakpoints').map(breakpointText);
  if (command === 'stackTrace') return list(body, 'stackFrames').map(frameText);
  if (command === 'variables') return list(body, 'variables').map(variableText);
  if (command === 'scopes') return list(body, 'scopes').map((each) => json(each));
  if (command === 'evaluate') return [variableText({ ...body, name: '', value: body['result']! }).trim()];
  if (command === 'continue') return body['allThreadsContinued'] === true ? [] : [json(body)];
  if (command === 'initialize') return Object.entries(body).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  if (command === 'source') return (body['content'] as string).split('\n').map((line) => `| ${line}`);
  return Object.keys(body).length === 0 ? [] : [json(body)];
}

function breakpointText({ id, verified, line, column, source, message, ...rest }: JsonObject): string {
  const file = (source as JsonObject | undefined)?.['name'] as string | undefined;
  const at = [file, line, column].flatMap((each) => (each === undefined ? [] : [each as string | number])).join(':');
  const more = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`;
  const why = message === undefined ? '' : `: ${message as string}`;
  return `#${id as number}${at === '' ? '' : ` ${at}`} ${verified === true ? 'verified' : 'not verified'}${why}${more}`;
}

/** `name = value (type, 3 elements, 2 fields, readOnly, lazy)` */
function variableText(variable: JsonObject): string {
  const { name, value, type, indexedVariables, namedVariables, presentationHint, valueLocationReference } = variable;
  const { attributes = [], lazy, kind } = (presentationHint ?? {}) as JsonObject;
  const notes: unknown[] = [
    type,
    indexedVariables ? `${indexedVariables as number} elements` : undefined,
    namedVariables ? `${namedVariables as number} fields` : undefined,
    kind === 'virtual' ? 'virtual' : undefined,
    ...(attributes as string[]),
    lazy === true ? 'lazy' : undefined,
    valueLocationReference === undefined ? undefined : 'has a location',
  ];
  const said = notes.filter((each) => typeof each === 'string');
  return `${name as string} = ${value as string}${said.length === 0 ? '' : ` (${said.join(', ')})`}`;
}

function eventText(event: string, body: JsonObject): string {
  if (event === 'stopped') {
    const { reason, threadId, hitBreakpointIds, text } = body;
    const hit = (hitBreakpointIds as number[]).map((id) => ` #${id}`).join('');
    const thread = threadId === 1 ? '' : ` in thread ${threadId as number}`;
    return `: ${reason as string}${hit}${thread}${text === undefined ? '' : `, ${JSON.stringify(text)}`}`;
  }
  if (event === 'breakpoint') return ` ${body['reason'] as string} ${breakpointText(body['breakpoint'] as JsonObject)}`;
  return Object.keys(body).length === 0 ? '' : ` ${json(body)}`;
}

function json(value: JsonValue): string {
  return JSON.stringify(value, (key, each: JsonValue) => {
    if (key === 'modules' && Array.isArray(each)) return each.map((module) => ({ ...(module as object), id: 'N' }));
    if (typeof each === 'number' && each >= 2 ** 30) return 'N';
    if (!REFERENCES.has(key)) return each;
    return each === 0 ? 0 : 'N';
  });
}
