// A report as text for a terminal, in the manner of the Rust compiler. Any thread.

import { plural } from './analysis/node-text.js';
import type { Help, Report, ReportVariable, TracebackEntry } from './report.js';
import { bar, renderEdit, renderExcerpt } from './terminal/excerpt.js';
import type { Layout } from './terminal/excerpt.js';
import type { Style } from './terminal/style.js';
import { createStyle } from './terminal/style.js';
import { visible, widthOf, wrap } from './terminal/text.js';

export interface TerminalOptions {
  /** Whether to use colours: the caller knows the terminal, NO_COLOR and FORCE_COLOR. */
  readonly color?: boolean;
  /** Columns of the terminal. Without, titles and calls are lines of their own however long they are, and the rest breaks at 100. */
  readonly width?: number;
}

/** Most variables that are shown. */
const MAX_VARIABLES = 6;

/** Renders a report; the text ends with a line break. */
export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const style = createStyle(options.color ?? false);
  const numbers = report.excerpts.flatMap((excerpt) => excerpt.lines.map((line) => line.number));
  const layout: Layout = {
    gutter: Math.max(2, ...numbers.map((number) => String(number).length)),
    width: Math.max(40, options.width ?? 100),
    style,
  };
  const lines = [
    ...renderTitle(report, style, options.width === undefined ? Infinity : layout.width),
    ...renderExcerpts(report, layout),
    ...report.notes.flatMap((note) => attached('note', note, style.note, layout)),
    ...report.help.filter((help) => !help.edit).flatMap((help) => attached('help', help.text, style.help, layout)),
    ...renderVariables(report.variables, layout),
    ...attached('docs', report.docs, style.faint, layout),
    ...report.help.filter((help) => help.edit).flatMap((help) => renderFix(help, report, layout)),
    ...renderTraceback(report.traceback, style, options.width === undefined ? Infinity : layout.width),
  ];
  return `${lines.join('\n')}\n`;
}

function renderTitle(report: Report, style: Style, width: number): string[] {
  const paint = style[report.severity];
  const label = `${report.severity}[${report.code}]`;
  const [first = '', ...more] = visible(clip(report.title)).split('\n');
  const [begin = '', ...rest] = wrap(`${label}: ${first}`, width);
  return [
    `${paint(label)}${style.title(begin.slice(label.length))}`,
    ...rest.map((line) => style.title(line)),
    ...more.flatMap((line) => wrap(line, width)),
  ];
}

/** Longest title that is shown; JSON has all of it. */
const MAX_TITLE = 4000;

function clip(title: string): string {
  const left = title.length - MAX_TITLE;
  return left <= 0 ? title : `${title.slice(0, MAX_TITLE)}… (${String(left)} more characters)`;
}

function renderExcerpts(report: Report, layout: Layout): string[] {
  const { location } = report;
  if (!location) return [];
  const position = [location.file, location.line, location.column].filter((part) => part !== undefined).join(':');
  const arrow = layout.style.gutter(`${' '.repeat(layout.gutter)}--> `);
  const [main, ...others] = report.excerpts;
  const rows = [`${arrow}${visible(position)}`];
  if (!main) return rows;
  rows.push(...renderExcerpt(main, layout));
  for (const excerpt of others) {
    const line = excerpt.marks[0]?.line;
    rows.push(
      `${layout.style.gutter(`${' '.repeat(layout.gutter)}::: `)}${visible(excerpt.file)}${line === undefined ? '' : `:${String(line)}`}`,
    );
    rows.push(...renderExcerpt(excerpt, layout));
  }
  return [...rows, bar(layout)];
}

/** `   = note: text`, continued under the text. */
function attached(word: string, text: string, paint: (text: string) => string, layout: Layout): string[] {
  const indent = ' '.repeat(layout.gutter + 1);
  const room = layout.width - layout.gutter - 5 - word.length;
  if (!text.includes(' ') && widthOf(text) > room) {
    // What cannot be broken has a row for itself.
    return [`${indent}${layout.style.gutter('=')} ${paint(`${word}:`)}`, `${indent}  ${visible(text)}`];
  }
  return wrap(visible(text), room).map((line, i) =>
    i === 0
      ? `${indent}${layout.style.gutter('=')} ${paint(`${word}:`)} ${line}`
      : `${indent}${' '.repeat(word.length + 4)}${line}`,
  );
}

function renderFix(help: Help, report: Report, layout: Layout): string[] {
  const edit = help.edit!;
  const excerpt = report.excerpts.find((candidate) => candidate.file === edit.file);
  const text = excerpt?.lines.find((line) => line.number === edit.line)?.text;
  const title = wrap(visible(help.text), layout.width - 6);
  const rows = title.map((line, i) => (i === 0 ? `${layout.style.help('help:')} ${line}` : `      ${line}`));
  return text === undefined ? rows : [...rows, ...renderEdit(edit, text, layout)];
}

function renderVariables(variables: readonly ReportVariable[], layout: Layout): string[] {
  const useful = variables.filter((variable) => variable.isOnLine || variable.type !== 'function');
  const rows: string[] = [];
  for (const kind of ['local', 'upvalue'] as const) {
    const shown = useful.filter((variable) => variable.kind === kind);
    if (shown.length === 0) continue;
    const listed = shown.slice(0, MAX_VARIABLES);
    const pad = Math.max(...listed.map((variable) => widthOf(variable.name)));
    const lines = listed.map(({ name, preview }) => `${name}${' '.repeat(pad - widthOf(name))} = ${preview}`);
    if (shown.length > listed.length) lines.push(`... and ${String(shown.length - listed.length)} more`);
    rows.push(...block(`${kind}s`, lines, layout));
  }
  return rows;
}

function block(word: string, lines: readonly string[], layout: Layout): string[] {
  const indent = ' '.repeat(layout.gutter + 1);
  const { gutter, faint } = layout.style;
  return lines.map((line, i) =>
    i === 0
      ? `${indent}${gutter('=')} ${faint(`${word}:`)} ${visible(line)}`
      : `${indent}${' '.repeat(word.length + 4)}${visible(line)}`,
  );
}

/** A stack that is only the main chunk says nothing that the position does not. */
function renderTraceback(entries: readonly TracebackEntry[], style: Style, width: number): string[] {
  if (entries.filter((entry) => entry.kind !== 'main').length === 0) return [];
  return [
    style.faint('stack traceback:'),
    ...collapse(
      entries.map((entry) => visible(describeEntry(entry)) + (entry.isTailCall ? '\n(...tail calls...)' : '')),
    )
      .flatMap((line) => line.split('\n'))
      .flatMap((line) => wrap(line, width - 6).map((part, i) => `${i === 0 ? '    ' : '      '}${part}`)),
  ];
}

/** Longest run of lines that is recognised when it repeats, and how many lines must repeat. */
const MAX_PERIOD = 12;
const MIN_REPEATED = 6;

/** Recursion fills a stack with the same lines: shows one round of them and how often it comes again. */
function collapse(lines: readonly string[]): string[] {
  const shown: string[] = [];
  for (let i = 0; i < lines.length;) {
    const period = repeatedPeriod(lines, i);
    if (period === undefined) {
      shown.push(lines[i]!);
      i++;
      continue;
    }
    const { length, rounds } = period;
    shown.push(...lines.slice(i, i + length));
    shown.push(
      length === 1
        ? `... the same again ${plural(rounds - 1, 'time')} ...`
        : `... the same ${String(length)} calls again ${plural(rounds - 1, 'time')} ...`,
    );
    i += length * rounds;
  }
  return shown;
}

function repeatedPeriod(lines: readonly string[], start: number): { length: number; rounds: number } | undefined {
  for (let length = 1; length <= MAX_PERIOD; length++) {
    let end = start + length;
    while (end < lines.length && lines[end] === lines[end - length]) end++;
    const rounds = Math.floor((end - start) / length);
    if (rounds >= 2 && rounds * length >= MIN_REPEATED) return { length, rounds };
  }
  return undefined;
}

function describeEntry(entry: TracebackEntry): string {
  if (entry.kind === 'omitted' || entry.kind === 'coroutine') return entry.text;
  if (entry.file === undefined) return `[host]: ${entry.text}`;
  return `${entry.file}${entry.line === undefined ? '' : `:${String(entry.line)}`}: ${entry.text}`;
}
