// Which call of a line raised an error inside a function of the host or the standard library, and what that function is.
// Control thread.

import type { CallSite } from '../../language/nodes.js';
import { callsOnLine } from '../../language/nodes.js';
import type { StandardEntry } from '../../language/stdlib.js';
import { findByLastName, STANDARD_LIBRARY } from '../../language/stdlib.js';
import { standardFunctionOf } from './functions.js';
import type { Scene } from './scene.js';

export interface CalledFunction {
  /** The call in the text, where just one on the line fits. */
  readonly call?: CallSite;
  /** What the standard library says of it, where that is certain. */
  readonly entry?: StandardEntry;
}

/** Finds the call of a function by the last part of its name (`insert`). */
export function findCalled(scene: Scene, lastName: string): CalledFunction {
  const tree = scene.document?.tree;
  const calls = tree ? callsOnLine(tree, scene.line).filter((call) => isRunHere(scene, call)) : [];
  const named = calls.filter(
    (call) => call.name?.text === lastName || standardFunctionOf(scene, call)?.name.split(/[.:]/).at(-1) === lastName,
  );
  const call = named.length === 1 ? named[0] : undefined;
  const entry = (call && entryOf(scene, call, lastName)) ?? onlyEntry(lastName);
  return { ...(call && { call }), ...(entry && { entry }) };
}

function isRunHere(scene: Scene, call: CallSite): boolean {
  return scene.site.frame ? scene.isInFrame(call.node) : true;
}

function entryOf(scene: Scene, call: CallSite, lastName: string): StandardEntry | undefined {
  const known = standardFunctionOf(scene, call);
  if (known || !call.isMethod) return known;
  const isFile = call.receiver && scene.typeOf(call.receiver) === 'userdata';
  const owner = isFile ? 'file:' : undefined;
  return owner ? STANDARD_LIBRARY.get(owner + lastName) : undefined;
}

/** The only function of that name; `string.len` and `utf8.len` are two. */
function onlyEntry(lastName: string): StandardEntry | undefined {
  const entries = findByLastName(lastName).filter((entry) => entry.kind !== 'constant');
  return entries.length === 1 ? entries[0] : undefined;
}
