// Statements that share a line: which instructions have to call out for them, and whether one begins there. Engine thread.

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

/** At an instruction that calls out: whether the line hook will be called for it as well. */
export function beginsLine(protos: Protos, L: number, proto: number, pc: number): boolean {
  const before = protos.lastSeen(L, proto);
  return pc <= before || protos.lineAt(proto, pc) !== protos.lineAt(proto, before);
}

/** Whether a statement begins at an instruction in the middle of a line, seen as the line hook sees lines. */
export function beginsStatement(
  { protos, statements }: { readonly protos: Protos; readonly statements: StatementTables },
  L: number,
  proto: number,
  pc: number,
): boolean {
  const spread = statements.table(proto)?.spread;
  return spread !== undefined && spread.statements[pc] !== spread.statements[protos.lastSeen(L, proto)];
}
