// Gathers what is known of an expression: the documentation, the text around it, the live value. Any thread.

import type { DocumentedEntry, Parameter } from '../documented.js';
import { entryOfHost } from '../documentation.js';
import type { LiveValue, LiveValues } from '../live-values.js';
import { SourceText } from '../positions.js';
import type { CodeAt } from './code-at.js';
import { commentAbove, endOfFunction } from './comments.js';
import type { Description } from './description.js';
import { parametersOf } from './signatures.js';
import type { Subject } from './subject.js';

export interface DescribeSources {
  readonly live?: LiveValues;
  /** The text of a chunk by its name as Lua has it (`@path`, `=name`); undefined where it is not known any more. */
  readonly readSource?: (chunkName: string) => Promise<string | undefined>;
  /** What users call a chunk: `In [3]`. */
  readonly nameChunk?: (chunkName: string) => string;
}

/** Most fields of a table that are listed. */
const MAX_FIELDS = 20;

/** Undefined where nothing is known but that the name is there. */
export async function describe(
  code: CodeAt,
  subject: Subject,
  withSource: boolean,
  sources: DescribeSources,
): Promise<Description | undefined> {
  const { shape } = subject;
  const live = shape.path && (await sources.live?.value(shape.path));
  const entry =
    shape.entry ?? (live?.function?.hostName === undefined ? undefined : entryOfHost(live.function.hostName));
  if (shape.functionToken !== undefined) return ofDefinition(code, subject, shape.functionToken, withSource);
  if (entry && (!live || (live.type === 'function') === (entry.kind !== 'constant')))
    return ofEntry(entry, subject, live);
  if (live?.function) return ofFunction(live.function, subject, withSource, sources);
  if (live && live.type !== 'nil') return ofValue(live, subject);
  return ofDeclaration(code, subject);
}

function ofEntry(entry: DocumentedEntry, subject: Subject, live: LiveValue | undefined): Description {
  const { signature, documentation, parameters, returns, nilWhen, example } = entry;
  if (entry.kind === 'constant') {
    return {
      headline: `${signature}: ${returns}`,
      documentation,
      ...(example !== undefined && { example }),
      ...fieldsOf(live),
    };
  }
  // The methods of strings are functions whose first argument is the string.
  const shift = subject.isMethod && entry.kind === 'function' ? 1 : 0;
  return {
    headline: signature,
    documentation,
    ...withParameters(parameters, subject, shift),
    returns: nilWhen === undefined ? returns : `${returns}; nil when ${nilWhen}`,
    ...(example !== undefined && { example }),
  };
}

function ofDefinition(code: CodeAt, subject: Subject, functionToken: number, withSource: boolean): Description {
  const { source, tokens } = code;
  const start = tokens[functionToken]!;
  const isLocal = code.is(functionToken - 1, 'local');
  const comment = commentAbove(source, start.line);
  const end = tokens[endOfFunction(tokens, functionToken)]!;
  const from = isLocal ? tokens[functionToken - 1]!.start : start.start;
  return {
    ...signatureOf(subject, parametersOf(code, functionToken)),
    ...(comment !== undefined && { documentation: comment }),
    place: `defined in line ${String(start.line)}`,
    ...(withSource && { source: source.text.slice(from, end.end) }),
  };
}

async function ofFunction(
  known: NonNullable<LiveValue['function']>,
  subject: Subject,
  withSource: boolean,
  { readSource, nameChunk }: DescribeSources,
): Promise<Description> {
  const { chunkName, line, lastLine } = known;
  const parameters = [...known.parameters, ...(known.isVararg ? ['...'] : [])];
  const signature = signatureOf(subject, parameters);
  if (chunkName === undefined || line === undefined || line < 1) return signature;
  const name = nameChunk?.(chunkName) ?? chunkName.replace(/^[@=]/, '');
  const text = await readSource?.(chunkName);
  const source = text === undefined ? undefined : new SourceText(text);
  const comment = source && commentAbove(source, line);
  const end = lastLine ?? line;
  return {
    ...signature,
    ...(comment !== undefined && { documentation: comment }),
    place: `defined in ${name}, line ${String(line)}`,
    ...(withSource && source && { source: source.text.slice(source.lineStart(line), source.lineEnd(end)) }),
  };
}

function signatureOf(
  subject: Subject,
  names: readonly string[],
): Pick<Description, 'headline' | 'parameters' | 'current'> {
  const parameters = names.map((name) => ({ name, type: '', isOptional: false }));
  const shift = subject.isMethod && names[0] === 'self' ? 1 : 0;
  const headline = `${subject.local?.kind === 'function' ? 'local ' : ''}function ${subject.text}(${names.slice(shift).join(', ')})`;
  return { headline, ...(subject.argument === undefined ? {} : withParameters(parameters, subject, shift)) };
}

function withParameters(
  parameters: readonly Parameter[],
  { argument }: Subject,
  shift: number,
): Pick<Description, 'parameters' | 'current'> {
  if (parameters.length === 0) return {};
  if (argument === undefined) return { parameters };
  const isVararg = parameters.at(-1)!.name === '...';
  const current = isVararg ? Math.min(argument + shift, parameters.length - 1) : argument + shift;
  return { parameters, current };
}

function ofValue(live: LiveValue, subject: Subject): Description {
  return { headline: `${subject.text}: ${live.type}`, value: live.preview, ...fieldsOf(live) };
}

function fieldsOf(live: LiveValue | undefined): Pick<Description, 'fields' | 'hasMoreFields'> {
  if (!live || live.fields.length === 0) return {};
  const fields = live.fields.slice(0, MAX_FIELDS).map(({ name }) => name);
  return { fields, hasMoreFields: live.hasMoreFields || live.fields.length > MAX_FIELDS };
}

/** A variable or field of this text whose value is not known. */
function ofDeclaration(code: CodeAt, { text, local, shape }: Subject): Description | undefined {
  if (shape.definedAt === undefined) return undefined;
  const { line } = code.tokens[shape.definedAt]!;
  const kind = local ? (local.isUpvalue ? 'upvalue' : local.kind) : text.includes('.') ? 'field' : 'global';
  const type = shape.kind ?? (shape.fields.size > 0 ? 'table' : undefined);
  const comment = commentAbove(code.source, line);
  return {
    headline: `${kind} ${text}${type === undefined ? '' : `: ${type}`}`,
    ...(comment !== undefined && { documentation: comment }),
    ...(shape.fields.size > 0 && { fields: [...shape.fields.keys()].slice(0, MAX_FIELDS) }),
    place: `line ${String(line)}: ${code.source.lineText(line).trim()}`,
  };
}
