// What is told about an expression, and how it reads as plain text and as Markdown. Any thread.

import type { Parameter } from '../documented.js';

export interface Description {
  /** How it is called or declared: `string.rep(s, n [, sep])`, `local x: table`. */
  readonly headline: string;
  readonly documentation?: string;
  readonly parameters?: readonly Parameter[];
  /** Number of the parameter that the cursor is in. */
  readonly current?: number;
  readonly returns?: string;
  /** One line that shows the value. */
  readonly value?: string;
  readonly fields?: readonly string[];
  readonly hasMoreFields?: boolean;
  /** Where it is defined. */
  readonly place?: string;
  readonly example?: string;
  readonly source?: string;
}

/** For terminals. */
export function toText(told: Description): string {
  const parameters = told.parameters?.map((parameter, i) => {
    const type = [parameter.type, ...(parameter.isOptional ? ['optional'] : [])]
      .filter((word) => word !== '')
      .join(', ');
    return `${i === told.current ? '> ' : '  '}${parameter.name}${type === '' ? '' : `: ${type}`}`;
  });
  return paragraphs([
    [told.headline, ...(parameters ?? []), told.returns && `returns ${told.returns}`],
    [told.documentation],
    [told.value, fieldLine(told)],
    [told.place],
    [told.example && `Example:\n${indented(told.example)}`],
    [told.source],
  ]);
}

export function toMarkdown(told: Description): string {
  const parameters = told.parameters?.map((parameter, i) => {
    const type = parameter.type === '' ? '' : `: ${parameter.type}`;
    const text = `\`${parameter.name}\`${type}${parameter.isOptional ? ', optional' : ''}`;
    return i === told.current ? `- **${text}**` : `- ${text}`;
  });
  return paragraphs([
    [fenced(told.headline)],
    [told.documentation && escaped(told.documentation)],
    parameters ?? [],
    [told.returns && `Returns ${escaped(told.returns)}.`],
    [told.value && fenced(told.value)],
    [fieldLine(told, '`')],
    [told.place && escaped(told.place)],
    [told.example && fenced(told.example)],
    [told.source && fenced(told.source)],
  ]);
}

function fieldLine({ fields, hasMoreFields }: Description, quote = ''): string | undefined {
  if (!fields || fields.length === 0) return undefined;
  return `fields: ${fields.map((name) => quote + name + quote).join(', ')}${hasMoreFields === true ? ', ...' : ''}`;
}

function paragraphs(parts: readonly (readonly (string | undefined)[])[]): string {
  return parts
    .map((lines) => lines.filter((line) => line !== undefined && line !== '').join('\n'))
    .filter((part) => part !== '')
    .join('\n\n');
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

/** A code block whose fence is longer than any inside. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}lua\n${code}\n${fence}`;
}

/** Text in which only code in backticks is formatted. */
function escaped(text: string): string {
  return text
    .split(/(`[^`\n]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/[\\*_#<>[\]|]/g, '\\$&')))
    .join('');
}
