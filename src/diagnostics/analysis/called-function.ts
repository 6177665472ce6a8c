// Which call of a line raised an error inside a function of the host or the standard library, and what that function is.
// Control thread.

import { entryOfHost } from '../../language/documentation.js';
import type { CallSite } from '../../language/nodes.js';
import { callsOnLine } from '../../language/nodes.js';
import type { DocumentedEntry } from '../../language/documented.js';
import { STANDARD_LIBRARY } from '../../language/stdlib.js';
import { standardFunctionOf } from './functions.js';
import type { Scene } from './scene.js';
import { lastNameOf } from './site.js';

export interface CalledFunction {
  /** The call in the text, where just one on the line fits. */
  readonly call?: CallSite;
  /** What is documented of it, where that is certain. */
  readonly entry?: DocumentedEntry;
}

/** Finds the call of a function by the last part of its name (`insert`). */
export function findCalled(scene: Scene, lastName: string): CalledFunction {
  const tree = scene.document?.tree;
  const calls = tree ? callsOnLine(tree, scene.line).filter((call) => isRunHere(scene, call)) : [];
  const named = calls.filter(
    (call) => call.name?.text === lastName || standardFunctionOf(scene, call)?.name.split(/[.:]/).at(-1) === lastName,
  );
  const call = named.length === 1 ? named[0] : undefined;
  const entry = isFailing(scene, lastName)
    ? entryOfFrame(scene, call, lastName)
    : call && entryOf(scene, call, lastName);
  return { ...(call && { call }), ...(entry && { entry }) };
}

function isRunHere(scene: Scene, call: CallSite): boolean {
  return scene.site.frame ? scene.isInFrame(call.node) : true;
}

function entryOf(scene: Scene, call: CallSite, lastName: string): DocumentedEntry | undefined {
  const known = standardFunctionOf(scene, call);
  if (known || !call.isMethod) return known;
  const isFile = call.receiver && scene.typeOf(call.receiver) === 'userdata';
  const owner = isFile ? 'file:' : undefined;
  return owner ? STANDARD_LIBRARY.get(owner + lastName) : undefined;
}

/** Whether the innermost frame is that of a library function with this last name. */
function isFailing({ failure }: Scene, lastName: string): boolean {
  const [frame] = failure.frames;
  return frame?.kind === 'host' && lastNameOf(frame) === lastName;
}

/** Host functions have full names (`Tool.execute`); a bare one may be the name under which the script called any function. */
function entryOfFrame(scene: Scene, call: CallSite | undefined, lastName: string): DocumentedEntry | undefined {
  const name = scene.failure.frames[0]!.name!;
  if (/[.:]/.test(name)) return STANDARD_LIBRARY.get(name) ?? entryOfHost(name);
  return call ? entryOf(scene, call, lastName) : STANDARD_LIBRARY.get(name);
}
