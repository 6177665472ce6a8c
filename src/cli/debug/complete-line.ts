// What Tab offers at the prompt: commands, files, numbers, and names that the paused frame can see. Control thread.

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCommand } from './command-names.js';
import { COMMAND_SPECS } from './command-table.js';
import type { DebugConsole } from './console.js';
import { objects, text } from './debuggee.js';

type Candidates = readonly [candidates: readonly string[], replaced: string];

const PLACES = ['break', 'tbreak', 'log', 'list', 'advance'];
const NUMBERS = ['delete', 'enable', 'disable', 'condition', 'ignore'];
const WORDS: Readonly<Record<string, readonly string[]>> = {
  catch: ['raised', 'caught', 'uncaught', 'off'],
  info: ['breakpoints', 'display', 'threads', 'sources', 'locals', 'upvalues', 'globals', 'frame', 'error'],
  trace: ['lines', 'calls', 'vars', 'off'],
  detach: ['--paused'],
  help: COMMAND_SPECS.map(({ name }) => name),
};

export async function completeLine(console: DebugConsole, line: string): Promise<Candidates> {
  const [, dot = '', word = '', rest] = /^\s*(\.?)([A-Za-z_]*)(\s.*)?$/s.exec(line) ?? [];
  if (rest === undefined && /^\s*\.?[A-Za-z_]*$/.test(line)) {
    const commands = COMMAND_SPECS.map(({ name }) => name).filter((name) => name.startsWith(word));
    const names = dot === '' && (word !== '' || commands.length === 0) ? (await namesIn(console, line))[0] : [];
    return [[...commands.map((name) => `${dot}${name} `), ...names], `${dot}${word}`];
  }
  const found = findCommand(word);
  const name = found.kind === 'command' && rest !== undefined ? found.spec.name : '';
  const last = /[^\s]*$/.exec(line)?.[0] ?? '';
  const isFirst = (rest ?? '').trim() === last;
  if (PLACES.includes(name) && isFirst) return places(console, line, last);
  if (name === 'unwatch') {
    const watched = console.breakpoints.all.filter(({ place }) => place.kind === 'data');
    return matching(
      watched.map(({ number }) => String(number)),
      last,
    );
  }
  if (NUMBERS.includes(name)) {
    return matching(
      console.breakpoints.all.map(({ number }) => String(number)),
      last,
    );
  }
  if (name === 'undisplay')
    return matching(
      console.displays.all.map(({ number }) => String(number)),
      last,
    );
  const words = WORDS[name];
  if (words !== undefined) return matching(words, last);
  return namesIn(console, line);
}

function matching(words: readonly string[], last: string): Candidates {
  return [words.filter((word) => word.startsWith(last)), last];
}

/** Lua files and folders, then functions. */
async function places(console: DebugConsole, line: string, last: string): Promise<Candidates> {
  const files = filesBeginning(last);
  if (files.length > 0 && last !== '') return [files, last];
  const [names, replaced] = await namesIn(console, line);
  const functions = (await functionsOf(console)).filter((name) => name.startsWith(last));
  if (last !== replaced) return [functions, last];
  return [[...new Set([...functions, ...names, ...files])], last];
}

/** Functions with a name in the file on show. */
async function functionsOf(console: DebugConsole): Promise<readonly string[]> {
  const { source } = console;
  const lines = source === undefined ? [] : await console.lines(source).catch(() => []);
  return lines.flatMap((line) => /\bfunction\s+([A-Za-z_][\w.:]*)/.exec(line)?.[1] ?? []);
}

function filesBeginning(start: string): readonly string[] {
  const folder = start.endsWith('/') ? start : dirname(start);
  const prefix =
    folder === '.' && !start.startsWith('./') ? '' : folder === '/' || folder.endsWith('/') ? folder : `${folder}/`;
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.lua'))
      .map((entry) => (entry.isDirectory() ? `${join(prefix, entry.name)}/` : `${join(prefix, entry.name)}:`))
      .filter((path) => path.startsWith(start) && !(start === '' && path.startsWith('.')));
  } catch {
    return [];
  }
}

async function namesIn(console: DebugConsole, line: string): Promise<Candidates> {
  const replaced = /[A-Za-z_]\w*$/.exec(line)?.[0] ?? '';
  const { frame } = console;
  const { targets } = await console.debuggee.ask('completions', {
    text: line,
    column: line.length + 1,
    ...(frame !== undefined && { frameId: frame.id }),
  });
  const labels = objects(targets).map(({ label }) => text(label));
  return [[...new Set(labels)].filter((label) => label.startsWith(replaced)).sort(), replaced];
}
