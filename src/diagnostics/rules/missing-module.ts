// `module 'x' not found: ...`. Control thread.

import { plainString } from '../../language/nodes.js';
import { STANDARD_LIBRARY } from '../../language/stdlib.js';
import { findCalled } from '../analysis/called-function.js';
import { Findings } from '../analysis/findings.js';
import { plural } from '../analysis/node-text.js';
import type { Scene } from '../analysis/scene.js';
import { orList, suggestNames } from '../analysis/suggest.js';
import type { SyntaxNode } from '../../language/parse.js';
import type { Rule } from './rule.js';

/** Most places that are listed. */
const MAX_PLACES = 6;

export const missingModule: Rule = {
  pattern: /^module '(.+?)' not found(?::([\s\S]*))?$/,
  explain([, name, tail], scene) {
    const findings = new Findings('LUA1013', `module '${name!}' not found`);
    const argument = argumentNode(scene, name!);
    const [denied] = [...(tail ?? '').matchAll(DENIED)];
    const label = denied ? 'no permission to read it' : 'no file of this name';
    if (argument) findings.mark(scene.primary(argument, label));
    notePlaces('looked for it as', /no file '(.+?)'/g, tail ?? '', findings);
    notePlaces('permission denied for reading', DENIED, tail ?? '', findings);
    if (denied) findings.advise(denied[2]);
    else advise(scene, name!, argument, findings);
    return findings;
  },
};

/** A place that may not be looked at, and what to do about it. */
const DENIED = /no permission to read '(.+?)' \((.+)\)/g;

function notePlaces(what: string, pattern: RegExp, tail: string, findings: Findings): void {
  const places = [...tail.matchAll(pattern)].map((match) => match[1]!);
  if (places.length === 0) return;
  const shown = places.slice(0, MAX_PLACES).join(', ');
  const more = places.length > MAX_PLACES ? ` and ${plural(places.length - MAX_PLACES, 'other place')}` : '';
  findings.note(`${what} ${shown}${more}`);
}

function argumentNode(scene: Scene, name: string): SyntaxNode | undefined {
  const argument = findCalled(scene, 'require').call?.args[0];
  return argument && plainString(argument) === name ? argument : undefined;
}

function advise(scene: Scene, name: string, argument: SyntaxNode | undefined, findings: Findings): void {
  const suggestions = suggestNames(name, candidatesOf(scene));
  const isGlobal = Object.hasOwn(scene.failure.globals, name);
  if (suggestions.length > 0) {
    const only = suggestions.length === 1 ? suggestions[0] : undefined;
    const span = argument && { start: argument.startIndex + 1, end: argument.endIndex - 1 };
    findings.advise(`did you mean ${orList(suggestions)}?`, only && span ? scene.edit(span, only) : undefined);
  } else if (isGlobal) {
    const kind =
      STANDARD_LIBRARY.has(name) || scene.failure.globals[name] ? 'a global that is always there' : 'a global';
    findings.advise(`\`${name}\` is ${kind}: use it without \`require\``);
  } else if (name.endsWith('.lua')) {
    findings.advise(`leave out the \`.lua\`: \`require("${name.slice(0, -4)}")\``);
  } else if (name.includes('/')) {
    findings.advise(`separate folders with dots: \`require("${name.replaceAll('/', '.')}")\``);
  } else {
    findings.advise(
      'modules are searched in the folder of the script and in the module path; dots in the name stand for folders',
    );
  }
}

/** Names of modules that exist, if whoever searched them said so in the details. */
function candidatesOf(scene: Scene): string[] {
  const candidates = scene.failure.host?.details?.['candidates'];
  const names = Array.isArray(candidates) ? candidates.filter((name) => typeof name === 'string') : [];
  return [...names, ...Object.keys(scene.failure.globals).filter((name) => scene.failure.globals[name] !== null)];
}
