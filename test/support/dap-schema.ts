// Checks messages of the Debug Adapter Protocol against its own types: those of @vscode/debugprotocol, read with the compiler.

import { join } from 'node:path';
import ts from 'typescript';
import { repoRoot } from './repo-root.js';

const path = join(repoRoot, 'node_modules/@vscode/debugprotocol/lib/debugProtocol.d.ts');
const program = ts.createProgram([path], { strict: true, noLib: false, types: [], target: ts.ScriptTarget.ES2022 });
const checker = program.getTypeChecker();
const declared = declarations();

function declarations(): ReadonlyMap<string, ts.Type> {
  const found = new Map<string, ts.Type>();
  const [namespace] = program.getSourceFile(path)!.statements.filter(ts.isModuleDeclaration);
  for (const statement of (namespace!.body as ts.ModuleBlock).statements) {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) continue;
    found.set(statement.name.text, checker.getTypeAtLocation(statement.name));
  }
  return found;
}

/** Requests by name of their interface: `SetBreakpoints`. */
const names = new Map(
  [...declared.keys()].flatMap((name) => {
    const [, stem] = /^(\w+)Request$/.exec(name) ?? [];
    return stem === undefined ? [] : [[stem.charAt(0).toLowerCase() + stem.slice(1), stem] as const];
  }),
);

/** All requests of the protocol. */
export const dapCommands: readonly string[] = [...names.keys()];

interface Message {
  readonly type?: unknown;
  readonly command?: string;
  readonly event?: string;
  readonly success?: boolean;
}

/** @returns what is wrong with the message, each with its path; requests and events beyond the protocol have only the frame checked */
export function dapProblems(message: Message): string[] {
  return problemsOf(message, declared.get(typeNameOf(message))!, 'message');
}

function typeNameOf({ type, command = '', event = '', success }: Message): string {
  const stem = names.get(command);
  if (type === 'request') return stem === undefined ? 'Request' : `${stem}Request`;
  if (type === 'event') {
    const name = `${event.charAt(0).toUpperCase()}${event.slice(1)}Event`;
    return declared.has(name) ? name : 'Event';
  }
  if (success === false) return 'ErrorResponse';
  return stem === undefined ? 'Response' : `${stem}Response`;
}

function problemsOf(value: unknown, type: ts.Type, at: string): string[] {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
  if (type.isUnion()) return ofUnion(value, type, at);
  if (type.isStringLiteral()) return value === type.value ? [] : [`${at} is not ${JSON.stringify(type.value)}`];
  if (type.flags & ts.TypeFlags.BooleanLiteral)
    return String(value) === checker.typeToString(type) ? [] : [`${at} is no ${checker.typeToString(type)}`];
  if (type.flags & ts.TypeFlags.String) return typeof value === 'string' ? [] : [`${at} is no string`];
  if (type.flags & ts.TypeFlags.Number) return Number.isFinite(value) ? [] : [`${at} is no number`];
  if (type.flags & ts.TypeFlags.Null) return value === null ? [] : [`${at} is not null`];
  if (type.flags & ts.TypeFlags.Undefined) return value === undefined ? [] : [`${at} is there`];
  // `string & {}`: any text, with words that editors suggest.
  if (type.isIntersection() && type.types.some((each) => each.flags & ts.TypeFlags.String)) {
    return typeof value === 'string' ? [] : [`${at} is no string`];
  }
  if (checker.isArrayType(type)) return ofArray(value, checker.getTypeArguments(type as ts.TypeReference)[0]!, at);
  return ofObject(value, type, at);
}

function ofUnion(value: unknown, type: ts.UnionType, at: string): string[] {
  const all = type.types.map((each) => problemsOf(value, each, at));
  if (all.some((problems) => problems.length === 0)) return [];
  return [`${at} is none of ${checker.typeToString(type)}`];
}

function ofArray(value: unknown, item: ts.Type, at: string): string[] {
  if (!Array.isArray(value)) return [`${at} is no array`];
  return value.flatMap((each, index) => problemsOf(each, item, `${at}[${index}]`));
}

function ofObject(value: unknown, type: ts.Type, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at} is no object`];
  const entries = value as Readonly<Record<string, unknown>>;
  const known = checker.getPropertiesOfType(type).flatMap((property) => {
    const entry = entries[property.name];
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    if (entry === undefined) return isOptional ? [] : [`${at}.${property.name} is missing`];
    return problemsOf(entry, checker.getNonNullableType(checker.getTypeOfSymbol(property)), `${at}.${property.name}`);
  });
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
  if (index === undefined) return known;
  return [...known, ...Object.entries(entries).flatMap(([key, entry]) => problemsOf(entry, index, `${at}.${key}`))];
}
