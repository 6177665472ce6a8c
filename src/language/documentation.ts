// What scripts of LLMSpell find, documented: Lua's libraries as they are here, and the globals of LLMSpell. Any thread.

import type { DocumentedEntry } from './documented.js';
import { toEntries } from './documented.js';
import { AGENT } from './globals/agent.js';
import { ASYNC } from './globals/async.js';
import { COMM } from './globals/comm.js';
import { CONFIG } from './globals/config.js';
import { PROVIDER } from './globals/provider.js';
import { RAG } from './globals/rag.js';
import { DISPLAY } from './globals/display.js';
import { FIGURES } from './globals/figures.js';
import { EVENT } from './globals/event.js';
import { HOOK } from './globals/hook.js';
import { HOST, MISSING } from './globals/host.js';
import { JSON_LIBRARY } from './globals/json.js';
import { REPLAY } from './globals/replay.js';
import { SESSION } from './globals/session.js';
import { STATE } from './globals/state.js';
import { TOOL } from './globals/tool.js';
import { WATCH } from './globals/watch.js';
import { WORKFLOW } from './globals/workflow.js';
import { STANDARD_LIBRARY } from './stdlib.js';

/** Kinds of objects by what the entries of their methods begin with, and as the host names their functions. */
const OBJECT_KINDS = [
  ['agent', 'Agent'],
  ['builder', 'AgentBuilder'],
  ['comm', 'CommHandle'],
  ['comparator', 'ReplayComparator'],
  ['draft', 'SessionBuilder'],
  ['file', 'file'],
  ['flow', 'WorkflowBuilder'],
  ['handle', 'DisplayHandle'],
  ['hook', 'Hook'],
  ['mode', 'ReplayMode'],
  ['modification', 'ReplayModification'],
  ['progress', 'DisplayProgress'],
  ['replay', 'ReplayConfig'],
  ['schedule', 'ReplaySchedule'],
  ['stream', 'DisplayStream'],
  ['task', 'Task'],
  ['timer', 'DebugTimer'],
  ['tool', 'tool'],
  ['values', 'Stream'],
  ['workflow', 'Workflow'],
] as const;

export type ObjectKind = (typeof OBJECT_KINDS)[number][0] | 'string';

/** Globals of LLMSpell and differences from Lua, by full name. */
export const SPELL_LIBRARY: ReadonlyMap<string, DocumentedEntry> = toEntries([
  ...HOST, ...AGENT, ...TOOL, ...STATE, ...RAG, ...SESSION, ...CONFIG, ...PROVIDER, ...JSON_LIBRARY, ...DISPLAY, ...COMM, ...WATCH, ...HOOK, ...EVENT, ...WORKFLOW,
  ...ASYNC, ...FIGURES, ...REPLAY,
]); // prettier-ignore

/** Every entry by its full name; methods under `KIND:NAME`. */
export const DOCUMENTATION: ReadonlyMap<string, DocumentedEntry> = new Map([
  ...[...STANDARD_LIBRARY].filter(([name]) => !MISSING.has(name)),
  ...SPELL_LIBRARY,
]);

/** The entry of a host function by the name that tracebacks show: `Agent:execute`. */
export function entryOfHost(hostName: string): DocumentedEntry | undefined {
  const [owner, method] = hostName.split(':');
  const kind = method === undefined ? undefined : OBJECT_KINDS.find(([, name]) => name === owner)?.[0];
  return DOCUMENTATION.get(kind ? `${kind}:${method!}` : hostName);
}

/** Fields of a documented table (`string`), or methods of objects of a kind (`agent`), by their own names. */
export function membersOf(owner: string, separator: '.' | ':'): ReadonlyMap<string, DocumentedEntry> {
  return members.get(owner + separator) ?? NONE;
}

/** The entry of a method; strings have those of the library `string`. */
export function methodOf(kind: ObjectKind, name: string): DocumentedEntry | undefined {
  return DOCUMENTATION.get(kind === 'string' ? `string.${name}` : `${kind}:${name}`);
}

/** The kind of object that a function gives first, if any. */
export function givenKind({ returns }: DocumentedEntry): ObjectKind | undefined {
  const word = /^\w+/.exec(returns)?.[0];
  return word === 'string' ? 'string' : OBJECT_KINDS.find(([kind]) => kind === word)?.[0];
}

/** The kind of objects that have all these methods, where they are enough to tell. */
export function kindOfFields(names: ReadonlySet<string>): ObjectKind | undefined {
  return OBJECT_KINDS.find(([kind]) => {
    const methods = [...membersOf(kind, ':').keys()];
    return methods.length >= MIN_METHODS && methods.every((name) => names.has(name));
  })?.[0];
}

/** A table with an `update` of its own need not be a handle. */
const MIN_METHODS = 3;

const NONE: ReadonlyMap<string, DocumentedEntry> = new Map();

/** By `OWNER.` and `OWNER:`; globals are under `.`. */
const members = new Map<string, Map<string, DocumentedEntry>>();
for (const entry of DOCUMENTATION.values()) {
  const [, owner = '', separator = '.', name = entry.name] = /^(.*)([.:])(.+)$/.exec(entry.name) ?? [];
  const known = members.get(owner + separator) ?? new Map<string, DocumentedEntry>();
  members.set(owner + separator, known.set(name, entry));
}
