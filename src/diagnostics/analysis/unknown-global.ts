// Why a global variable is nil: a typing mistake, a local that is not visible there, a name that another language has.
// Control thread.

import type { SyntaxNode } from '../../language/parse.js';
import type { Assignment, Declaration } from '../../language/scopes.js';
import { STANDARD_LIBRARY } from '../../language/stdlib.js';
import type { Findings } from './findings.js';
import { FOREIGN_GLOBALS } from './foreign-names.js';
import type { Scene } from './scene.js';
import { orList, suggestNames } from './suggest.js';

/** Explains a global that is nil; `isCalled` where it was used as a function. */
export function explainUnknownGlobal(scene: Scene, node: SyntaxNode, isCalled: boolean, findings: Findings): void {
  const name = node.text;
  const scopes = scene.document?.scopes;
  if (!scopes) return;
  if (explainHiddenLocal(scene, node, findings)) return;
  const assignments = scopes.globals.get(name) ?? [];
  if (assignments.length > 0) {
    explainAssigned(scene, node, assignments, findings);
    return;
  }
  findings.note(`the global \`${name}\` is never assigned in ${scene.site.file}`);
  if (NIL_WORDS.has(name)) {
    findings.advise('the word for no value is `nil` in Lua');
    return;
  }
  const inModules = Object.entries(scene.failure.globals).flatMap(([table, keys]) =>
    keys?.includes(name) && table !== '_G' && table !== 'package' ? [`${table}.${name}`] : [],
  );
  const foreign = isCalled ? FOREIGN_GLOBALS[name] : undefined;
  if (foreign !== undefined && Object.hasOwn(FOREIGN_GLOBALS, name)) {
    findings.advise(`Lua has no global function \`${name}\`: ${foreign}`);
  } else if (isCalled && inModules.length === 1) {
    findings.advise(`did you mean \`${inModules[0]!}\`?`, scene.edit(node, inModules[0]!));
  } else {
    suggestVisible(scene, node, isCalled, findings);
  }
}

/** The text assigns the global, but it was nil all the same. */
function explainAssigned(scene: Scene, use: SyntaxNode, assignments: readonly Assignment[], findings: Findings): void {
  const [first] = assignments;
  const only = assignments.length === 1 ? ' only' : '';
  const isFunction = first!.value?.node.type === 'function_declaration';
  findings.mark(scene.related(first!.span, `\`${use.text}\` is ${isFunction ? 'defined' : 'assigned'}${only} here`));
  if (isFunction && first!.span.start > use.startIndex) {
    findings.advise('a function exists from where its definition has run: move it before its first use');
  }
}

/** What other languages call nil. */
const NIL_WORDS = new Set(['null', 'NULL', 'None', 'undefined', 'nullptr', 'Nil', 'NIL']);

function suggestVisible(scene: Scene, node: SyntaxNode, isCalled: boolean, findings: Findings): void {
  const visible = scene.document!.scopes!.visibleAt(node.startIndex).map((declaration) => declaration.name);
  const names = [
    ...visible.filter((name) => canBeMeant(localType(scene, name), isCalled)),
    ...Object.keys(scene.failure.globals).filter((name) => canBeMeant(globalType(scene, name), isCalled)),
  ];
  const suggestions = suggestNames(node.text, names);
  if (suggestions.length === 0) return;
  const edit = suggestions.length === 1 ? scene.edit(node, suggestions[0]!) : undefined;
  findings.advise(`did you mean ${orList(suggestions)}?`, edit);
}

/** A function is meant where something is called, anything else where not; what is not known may be meant. */
function canBeMeant(type: string | undefined, isCalled: boolean): boolean {
  if (type === undefined || type === 'userdata') return true;
  return isCalled ? type === 'function' : type !== 'function' && type !== 'nil';
}

function localType(scene: Scene, name: string): string | undefined {
  return (scene.variable('local', name) ?? scene.variable('upvalue', name))?.type;
}

function globalType(scene: Scene, name: string): string | undefined {
  if (scene.failure.globals[name]) return 'table';
  return STANDARD_LIBRARY.get(name)?.kind;
}

/** A local of that name exists, but not where it is used. Whether there is one. */
function explainHiddenLocal(scene: Scene, node: SyntaxNode, findings: Findings): boolean {
  const { scopes, source } = scene.document!;
  const same = scopes!.declarations.filter(
    ({ name, kind }) => name === node.text && kind !== 'parameter' && kind !== 'self',
  );
  const later = same.find((declaration) => isLaterInScope(scene, declaration, node));
  if (later) {
    const what = later.kind === 'local function' ? 'local function' : 'local';
    const line = source.lineAt(later.span.start);
    findings.mark(scene.related(later.span, `the ${what} is declared here, after its use`));
    findings.advise(
      `a local is visible only below its declaration: move it up, or write \`local ${node.text}\` before its first use` +
        (what === 'local function' ? ` and \`function ${node.text}(...)\` on line ${String(line)}` : ''),
    );
    return true;
  }
  const ended = same.findLast((declaration) => declaration.visible.end <= node.startIndex);
  if (!ended) return false;
  const last = source.lineAt(ended.visible.end);
  findings.mark(scene.related(ended.span, `this local ends with its block on line ${String(last)}`));
  findings.advise(`declare \`local ${node.text}\` before the block, and assign it inside without \`local\``);
  return true;
}

function isLaterInScope(scene: Scene, declaration: Declaration, use: SyntaxNode): boolean {
  if (declaration.span.start < use.startIndex || declaration.visible.end <= use.startIndex) return false;
  let block: SyntaxNode | null = scene.document!.tree!.nodeAt(declaration.span.start);
  // A name belongs to the block around its statement, not to that of a function that it names.
  while (block && block.type !== 'block' && block.type !== 'chunk') block = block.parent;
  return block !== null && block.startIndex <= use.startIndex;
}
