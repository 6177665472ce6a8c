// Checks messages against the Debug Adapter Protocol as its own type declarations have it: what is required is there, and everything has the
// type that it should. Fields that the protocol does not know are allowed, as it allows them. For tests.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Ts from 'typescript';
import type { Symbol as TsSymbol, Type, TypeChecker, TypeReference } from 'typescript';
import { repoRoot } from './repo-root.js';

interface Protocol {
  readonly ts: typeof Ts;
  readonly checker: TypeChecker;
  readonly types: ReadonlyMap<string, Type>;
}

let loaded: Protocol | undefined;

/** What is wrong with a message, empty where nothing is. */
export function dapProblems(message: unknown): string[] {
  if (typeof message !== 'object' || message === null) return ['a message is an object'];
  const { type, command, event } = message as Record<string, unknown>;
  if (type === 'request') return problemsOf(`${capital(command)}Request`, 'Request', message);
  if (type === 'event') return problemsOf(`${capital(event)}Event`, 'Event', message);
  if (type !== 'response') return [`type is ${JSON.stringify(type)}`];
  const { success } = message as Record<string, unknown>;
  return success === true
    ? problemsOf(`${capital(command)}Response`, 'Response', message)
    : problemsOf('ErrorResponse', 'Response', { body: {}, ...message });
}

function problemsOf(name: string, fallback: string, message: object): string[] {
  const { types } = (loaded ??= load());
  const type = types.get(name) ?? types.get(fallback)!;
  return [...problems(type, message, name)];
}

function load(): Protocol {
  const ts = createRequire(import.meta.url)('typescript') as typeof Ts;
  const file = join(repoRoot, 'node_modules/@vscode/debugprotocol/lib/debugProtocol.d.ts');
  const program = ts.createProgram([file], { strict: true, types: [], lib: ['lib.es5.d.ts'] });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file)!;
  const types = new Map<string, Type>();
  const visit = (symbol: TsSymbol): void => {
    for (const each of checker.getExportsOfModule(symbol)) {
      if (each.flags & ts.SymbolFlags.Module) visit(each);
      else types.set(each.name, checker.getDeclaredTypeOfSymbol(each));
    }
  };
  visit(checker.getSymbolAtLocation(source)!);
  return { ts, checker, types };
}

function* problems(type: Type, value: unknown, path: string): Generator<string> {
  const { ts, checker } = loaded!;
  const { flags } = type;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return;
  if (type.isUnion()) {
    const left = type.types.filter((each) => (each.flags & ts.TypeFlags.Undefined) === 0);
    if (left.length === 1) {
      yield* problems(left[0]!, value, path);
      return;
    }
    const fits = left.some((each) => [...problems(each, value, path)].length === 0);
    if (!fits) yield `${path} is ${shown(value)}, not ${checker.typeToString(type)}`;
    return;
  }
  if (
    type.isLiteral()
      ? value !== type.value
      : flags & ts.TypeFlags.BooleanLiteral && String(value) !== checker.typeToString(type)
  ) {
    yield `${path} is ${shown(value)}, not ${checker.typeToString(type)}`;
    return;
  }
  const primitive = primitiveOf(type);
  if (primitive !== undefined) {
    if (primitive === 'null' ? value !== null : typeof value !== primitive)
      yield `${path} is ${shown(value)}, not ${primitive}`;
    return;
  }
  if (type.isLiteral() || flags & ts.TypeFlags.BooleanLiteral) return;
  const item = itemOf(type);
  if (item !== undefined) {
    if (!Array.isArray(value)) yield `${path} is ${shown(value)}, not an array`;
    else for (const [i, each] of value.entries()) yield* problems(item, each, `${path}[${i}]`);
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    yield `${path} is ${shown(value)}, not ${checker.typeToString(type)}`;
    return;
  }
  yield* propertyProblems(type, value as Record<string, unknown>, path);
}

function* propertyProblems(type: Type, value: Record<string, unknown>, path: string): Generator<string> {
  const { ts, checker } = loaded!;
  for (const property of checker.getPropertiesOfType(type)) {
    const given = value[property.name];
    const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    if (given === undefined) {
      if (!isOptional) yield `${path}.${property.name} is missing`;
    } else yield* problems(checker.getTypeOfSymbol(property), given, `${path}.${property.name}`);
  }
}

function primitiveOf({ flags }: Type): string | undefined {
  const { ts } = loaded!;
  if (flags & ts.TypeFlags.String) return 'string';
  if (flags & ts.TypeFlags.Number) return 'number';
  if (flags & ts.TypeFlags.Boolean) return 'boolean';
  if (flags & ts.TypeFlags.Null) return 'null';
  return flags & ts.TypeFlags.Undefined ? 'undefined' : undefined;
}

/** Of `T[]`. */
function itemOf(type: Type): Type | undefined {
  const { checker } = loaded!;
  return checker.isArrayType(type) ? checker.getTypeArguments(type as TypeReference)[0] : undefined;
}

function capital(name: unknown): string {
  return typeof name === 'string' && name !== '' ? name[0]!.toUpperCase() + name.slice(1) : '';
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 100);
}
