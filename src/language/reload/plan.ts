// What is to be done so that the functions of a text that has changed run as it says now, while all values stay. Control thread.

import type { LuaTree } from '../parse.js';
import { parseLua } from '../parse.js';
import type { Declaration } from '../scopes.js';
import type { Outline, OutlinedFunction } from './outline.js';
import { isOfChunk, outlineOf } from './outline.js';
import type { Piece } from './pieces.js';
import { functionPiece, literalOf, localPiece, ownPiece, statementPiece } from './pieces.js';

/** A function of the text as it was. */
export interface PlannedFunction {
  readonly line: number;
  readonly lastLine: number;
  readonly parameters: number;
  /** Names that it may use of the whole chunk. */
  readonly shared: readonly string[];
  /** The local of the chunk whose field it is: the table is found by it where no function uses the local. */
  readonly owner?: { readonly name: string; readonly field: string };
  /** What takes its place; undefined where it stays, or is no longer there. */
  readonly piece?: Piece;
}

export interface PlannedLocal extends Piece {
  readonly names: readonly string[];
  /** Done where none of the names was there before; else always. */
  readonly isOnlyNew: boolean;
}

export interface ReloadPlan {
  readonly functions: readonly PlannedFunction[];
  readonly locals: readonly PlannedLocal[];
  /** Functions that were not there, put where the text has them. */
  readonly definitions: readonly (Piece & { readonly name: string })[];
  /** The module wants to be told: how what it was is kept, and how it is called. */
  readonly onReload?: { readonly copy: Piece; readonly call: Piece };
}

export async function planReload(before: string, after: string): Promise<ReloadPlan> {
  const trees: LuaTree[] = [await parseLua(before), await parseLua(after)];
  try {
    return plan(outlineOf(trees[0]!), outlineOf(trees[1]!));
  } finally {
    for (const tree of trees) tree.dispose();
  }
}

function plan(before: Outline, after: Outline): ReloadPlan {
  const byPath = new Map(after.functions.map((each) => [each.path, each]));
  const known = new Set(before.functions.map(({ path }) => path));
  const onReload = after.functions.find((each) => each.isOutermost && /^\w+[.:]on_reload$/.test(each.scope.name ?? ''));
  return {
    functions: before.functions.map((old) => planFunction(before, old, after, byPath.get(old.path))),
    locals: [...newLocals(after), ...changedLiterals(before, after)],
    definitions: after.functions
      .filter((each) => each.isOutermost && !known.has(each.path))
      .flatMap((each) => definitionOf(after, each)),
    ...(onReload !== undefined && { onReload: callOf(after, onReload.scope.name!) }),
  };
}

function planFunction(
  before: Outline,
  old: OutlinedFunction,
  after: Outline,
  now: OutlinedFunction | undefined,
): PlannedFunction {
  const was = functionPiece(before, old);
  const { line, lastLine, scope } = old;
  const parameters = scope.parameters.length + (scope.isMethod ? 1 : 0);
  const owner = ownerOf(before, old);
  const planned = { line, lastLine, parameters, shared: was.shared, ...(owner !== undefined && { owner }) };
  if (now === undefined) return planned;
  const piece = functionPiece(after, now);
  return piece.code === was.code ? planned : { ...planned, piece };
}

/** Of `function M.f()`, `function M:f()` and `M.f = function()`. */
function ownerOf(outline: Outline, { path, isOutermost }: OutlinedFunction): PlannedFunction['owner'] {
  const [, name, field] = /^\/(\w+)[.:](\w+)$/.exec(path) ?? [];
  if (!isOutermost || name === undefined || field === undefined) return undefined;
  return chunkLocals(outline).some((each) => each.name === name) ? { name, field } : undefined;
}

/** Locals of the chunk, each with what gives it its first value. */
function newLocals(outline: Outline): readonly PlannedLocal[] {
  const statements = new Map<number, Declaration[]>();
  for (const declaration of chunkLocals(outline)) {
    const start = declaration.assignments[0]?.statement.startIndex;
    if (start === undefined) continue;
    statements.set(start, [...(statements.get(start) ?? []), declaration]);
  }
  return [...statements.values()].flatMap((declared) => {
    const names = declared.map(({ name }) => name);
    const piece = localPiece(outline, declared[0]!.assignments[0]!.statement, names);
    return piece === undefined ? [] : [{ ...piece, names, isOnlyNew: true }];
  });
}

/** A local that is declared with another number or text now, unless it has been given another value since. */
function changedLiterals(before: Outline, after: Outline): readonly PlannedLocal[] {
  const old = new Map(chunkLocals(before).map((each) => [each.name, literalOf(each)]));
  return chunkLocals(after).flatMap((each): PlannedLocal[] => {
    const [was, now] = [old.get(each.name), literalOf(each)];
    if (was === undefined || now === undefined || was === now || each.attribute !== undefined) return [];
    const piece = ownPiece(after, `if ${each.name} == ${was} then ${each.name} = ${now} end`);
    return [{ ...piece, names: [each.name], isOnlyNew: false }];
  });
}

function chunkLocals(outline: Outline): readonly Declaration[] {
  return outline.scopes.declarations.filter((each) => isOfChunk(each, outline));
}

/** `function a.b()` and `a.b = function()`; a local one is there with its first use. */
function definitionOf(outline: Outline, { scope, path }: OutlinedFunction): (Piece & { name: string })[] {
  const { node } = scope;
  if (node === undefined || node.text.startsWith('local')) return [];
  const assigned = node.parent?.parent;
  const statement = node.type === 'function_declaration' ? node : assigned;
  const isStatement = statement?.type === 'function_declaration' || statement?.type === 'assignment_statement';
  if (!isStatement || statement.parent?.type !== 'chunk') return [];
  return [{ ...statementPiece(outline, statement), name: path.slice(1) }];
}

function callOf(outline: Outline, name: string): NonNullable<ReloadPlan['onReload']> {
  const owner = name.replace(/[.:]on_reload$/, '');
  return {
    copy: ownPiece(outline, `local copy = {} for k, v in pairs(${owner}) do copy[k] = v end return copy`),
    call: ownPiece(outline, `return ${name}(old)`),
  };
}
