// Markdown as styled text for a terminal: headings, lists, quotes, code, tables. Any thread.

import { paint } from '../paint.js';
import { plainInline, styledInline } from './markdown-inline.js';
import { layOutTable } from './text-table.js';

/** A block at the head of the lines: what it looks like and how many lines it takes; undefined where it is another kind. */
type BlockReader = (lines: readonly string[], at: number, columns: number) => Block | undefined;

interface Block {
  readonly shown: readonly string[];
  readonly taken: number;
}

const READERS: readonly BlockReader[] = [readFence, readHeading, readRule, readTable, readQuote, readItem];
const RULE_WIDTH = 40;
/** Longer ones are data rather than prose; looking for marks in them would take its time. */
const MAX_LINE = 2000;

/** Lines of prose are left for the terminal to wrap. @param source without control characters but line breaks */
export function renderMarkdown(source: string, columns: number): string {
  const lines = source.split('\n');
  const shown: string[] = [];
  for (let at = 0; at < lines.length;) {
    const block = readBlock(lines, at, columns);
    for (const line of block.shown) shown.push(line);
    at += block.taken;
  }
  return shown
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd();
}

function readBlock(lines: readonly string[], at: number, columns: number): Block {
  const line = lines[at] as string;
  if (line.length > MAX_LINE) return { shown: [line], taken: 1 };
  for (const read of READERS) {
    const block = read(lines, at, columns);
    if (block !== undefined) return block;
  }
  return { shown: [styledInline(line)], taken: 1 };
}

/** A fence that is never closed goes to the end. */
function readFence(lines: readonly string[], at: number): Block | undefined {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(lines[at] as string)?.[1];
  if (fence === undefined) return undefined;
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line.trim().startsWith(fence));
  const code = end < 0 ? rest : rest.slice(0, end);
  return { shown: code.map((line) => `  ${paint('cyan', line, true)}`), taken: code.length + (end < 0 ? 1 : 2) };
}

function readHeading(lines: readonly string[], at: number): Block | undefined {
  const [, marks, title] = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(lines[at] as string) ?? [];
  if (marks === undefined || title === undefined) return undefined;
  const text = paint('bold', plainInline(title), true);
  return { shown: [marks.length === 1 ? paint('underline', text, true) : text], taken: 1 };
}

function readRule(lines: readonly string[], at: number, columns: number): Block | undefined {
  if (!/^ {0,3}([-*_])(?:\s*\1){2,}\s*$/.test(lines[at] as string)) return undefined;
  return { shown: [paint('gray', '─'.repeat(Math.min(columns, RULE_WIDTH)), true)], taken: 1 };
}

function readQuote(lines: readonly string[], at: number): Block | undefined {
  const text = /^ {0,3}>\s?(.*)$/.exec(lines[at] as string)?.[1];
  return text === undefined ? undefined : { shown: [`${paint('gray', '│', true)} ${styledInline(text)}`], taken: 1 };
}

function readItem(lines: readonly string[], at: number): Block | undefined {
  const [, indent, mark, box, text] =
    /^(\s*)([-*+]|\d{1,9}[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/.exec(lines[at] as string) ?? [];
  if (indent === undefined || mark === undefined || text === undefined) return undefined;
  const bullet = box === undefined ? (/^\d/.test(mark) ? mark : '•') : box === ' ' ? '☐' : '☑';
  return { shown: [`${indent}${bullet} ${styledInline(text)}`], taken: 1 };
}

const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

function readTable(lines: readonly string[], at: number, columns: number): Block | undefined {
  const [head, rule] = [lines[at] as string, lines[at + 1]];
  if (!head.includes('|') || rule?.includes('-') !== true || rule.length > MAX_LINE) return undefined;
  if (!TABLE_RULE.test(rule)) return undefined;
  const rest = lines.slice(at + 2);
  const end = rest.findIndex((line) => !line.includes('|') || line.length > MAX_LINE);
  const body = end < 0 ? rest : rest.slice(0, end);
  const isRight = splitRow(rule).map((part) => part.endsWith(':') && !part.startsWith(':'));
  const table = {
    heading: splitRow(head).map(cellText),
    rows: body.map((row) => splitRow(row).map(cellText)),
    isRight,
  };
  const [first = '', ...others] = layOutTable(table, columns);
  const isHeading = table.heading.some((name) => name !== '');
  return { shown: [isHeading ? paint('bold', first, true) : first, ...others], taken: body.length + 2 };
}

function splitRow(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((part) => part.trim());
}

const cellText = (cell: string): string => plainInline(cell.replaceAll('<br>', ' '));
