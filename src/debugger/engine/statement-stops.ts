// Statements that share a line: which instructions have to call out for them, and whether one begins there. Engine thread.

import type { Line } from './line-stops.js';
import type { Protos } from './protos.js';
import type { StatementTable, StatementTables } from './statements.js';

/** Where a statement is in a function. */
export interface StatementPlace {
  /** The function has the line, but the statement stands in another one. */
  readonly isElsewhere: boolean;
  /** Its instructions, where others share its line: lines alone do not tell it. */
  readonly watched: readonly number[];
}

/** Undefined without a table: the line is all that is known. */
export function statementPlace(
  table: StatementTable | undefined,
  line: number,
  column: number,
): StatementPlace | undefined {
  if (table === undefined) return undefined;
  const { spread, origins } = table;
  const onLine = [...spread.lines.keys()].filter((pc) => spread.lines[pc] === line);
  const isIt = (pc: number): boolean => {
    const statement = spread.statements[pc]!;
    return origins[statement]?.line === line && origins[statement].column === column && spread.owns(statement);
  };
  const its = onLine.filter(isIt);
  return { isElsewhere: its.length === 0, watched: its.length === onLine.length ? [] : its };
}

/** Instructions on lines of a function that statements share. */
export function sharedInstructions({ spread }: StatementTable): Set<number> {
  const byLine = new Map<number, Set<number>>();
  spread.lines.forEach((line, pc) => byLine.set(line, (byLine.get(line) ?? new Set()).add(spread.statements[pc]!)));
  const isShared = (pc: number): boolean => (byLine.get(spread.lines[pc]!)?.size ?? 0) > 1;
  return new Set([...spread.lines.keys()].filter(isShared));
}

/**
 * At an instruction that calls out: the place, if a statement begins there in the middle of a line, seen as the line hook sees lines:
 * at a jump backwards too. Where the line hook will be called as well, it is left to that.
 */
export function beginsStatement(
  { protos, statements }: { readonly protos: Protos; readonly statements: StatementTables },
  L: number,
  ci: number,
): Line | undefined {
  const proto = protos.protoOf(ci);
  const spread = statements.table(proto)?.spread;
  // A hook that has yielded was called for this instruction before.
  if (spread === undefined || protos.hasYieldedInHook(ci)) return undefined;
  const pc = protos.pcOf(ci, proto);
  const before = protos.lastSeen(L, proto);
  const line = spread.lines[pc]!;
  if (pc <= before || line !== spread.lines[before]) return undefined;
  return spread.statements[pc] === spread.statements[before] ? undefined : { L, ci, proto, line, isMidLine: true };
}
