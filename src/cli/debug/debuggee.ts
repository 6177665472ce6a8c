// What the prompt asks the debugger of a session for, in its own terms. Control thread.

import type { ErrorStop } from '../../client/error-stops.js';
import type { KernelDebugger } from '../../client/kernel-debugger.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { BreakpointList, BreakpointState, UserBreakpoint } from './breakpoint-list.js';

export interface SourceSeen {
  readonly name: string;
  readonly path: string | undefined;
  readonly reference: number | undefined;
}

export interface FrameSeen {
  readonly id: number;
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly source: SourceSeen | undefined;
}

export interface VariableSeen {
  readonly name: string;
  readonly value: string;
  readonly reference: number;
  readonly indexedCount: number;
  readonly isVirtual: boolean;
}

export interface ValueSeen {
  readonly value: string;
  readonly type: string | undefined;
  readonly reference: number;
  readonly location: number | undefined;
}

export type EvaluateContext = 'watch' | 'repl';

export class Debuggee {
  readonly ask: KernelDebugger['ask'];

  constructor(dbg: Pick<KernelDebugger, 'ask'>) {
    this.ask = dbg.ask.bind(dbg);
  }

  async frames(threadId: number, levels = 0): Promise<readonly FrameSeen[]> {
    const { stackFrames } = await this.ask('stackTrace', { threadId, startFrame: 0, levels });
    return objects(stackFrames).map((frame) => ({
      id: number(frame['id']),
      name: text(frame['name']),
      line: number(frame['line']),
      column: number(frame['column']),
      source: sourceOf(frame['source']),
    }));
  }

  /** Variables of the scopes with these names, in their order. */
  async scope(frameId: number, ...names: readonly string[]): Promise<readonly VariableSeen[]> {
    const { scopes } = await this.ask('scopes', { frameId });
    const wanted = names.flatMap((name) => objects(scopes).filter((scope) => scope['name'] === name));
    const lists = await Promise.all(wanted.map((scope) => this.variables(number(scope['variablesReference']))));
    return lists.flat();
  }

  async variables(variablesReference: number, count = 100): Promise<readonly VariableSeen[]> {
    const { variables } = await this.ask('variables', { variablesReference, start: 0, count });
    return objects(variables).map((each) => ({
      name: text(each['name']),
      value: text(each['value']),
      reference: number(each['variablesReference']),
      indexedCount: number(each['indexedVariables']),
      isVirtual: isObject(each['presentationHint']) && each['presentationHint']['kind'] === 'virtual',
    }));
  }

  async globals(): Promise<readonly VariableSeen[]> {
    const { variables } = await this.ask('inspectVariables', {});
    return objects(variables).map((each) => ({
      name: text(each['name']),
      value: text(each['value']),
      reference: number(each['variablesReference']),
      indexedCount: number(each['indexedVariables']),
      isVirtual: false,
    }));
  }

  async evaluate(expression: string, frameId: number | undefined, context: EvaluateContext): Promise<ValueSeen> {
    const frame = frameId === undefined ? {} : { frameId };
    return valueOf(await this.ask('evaluate', { expression, context, ...frame }), 'result');
  }

  async assign(expression: string, value: string, frameId: number | undefined): Promise<ValueSeen> {
    const frame = frameId === undefined ? {} : { frameId };
    return valueOf(await this.ask('setExpression', { expression, value, ...frame }), 'value');
  }

  /** Where a function is defined. */
  async place(locationReference: number): Promise<{ readonly source: SourceSeen | undefined; readonly line: number }> {
    const { source, line } = await this.ask('locations', { locationReference });
    return { source: sourceOf(source), line: number(line) };
  }

  async sourceText({ path, reference = 0 }: Pick<SourceSeen, 'path' | 'reference'>): Promise<string> {
    const source = path === undefined ? {} : { path };
    return text((await this.ask('source', { source, sourceReference: reference }))['content']);
  }

  async threads(): Promise<readonly { readonly id: number; readonly name: string }[]> {
    const { threads } = await this.ask('threads', {});
    return objects(threads).map(({ id, name }) => ({ id: number(id), name: text(name) }));
  }

  async sources(): Promise<readonly SourceSeen[]> {
    const { sources } = await this.ask('loadedSources', {});
    return objects(sources).flatMap((source) => sourceOf(source) ?? []);
  }

  /** Makes the session's lines of one source those of the list. */
  async sendLines(
    list: BreakpointList,
    key: string,
    source: { readonly path?: string; readonly sourceReference?: number },
  ): Promise<void> {
    const items = list.bySource().get(key) ?? [];
    const asked = items.map(({ place, terms }) => ({ ...terms, line: place.kind === 'line' ? place.line : 0 }));
    take(items, await this.ask('setBreakpoints', { source, breakpoints: asked as never }));
  }

  async sendFunctions(list: BreakpointList): Promise<void> {
    const items = list.ofKind('function');
    const asked = items.map(({ place, terms }) => ({ ...terms, name: place.kind === 'function' ? place.name : '' }));
    take(items, await this.ask('setFunctionBreakpoints', { breakpoints: asked as never }));
  }

  async sendData(list: BreakpointList): Promise<void> {
    const items = list.ofKind('data');
    const asked = items.map(({ place, terms }) => ({ ...terms, dataId: place.kind === 'data' ? place.dataId : '' }));
    take(items, await this.ask('setDataBreakpoints', { breakpoints: asked as never }));
  }

  async sendCatches(catches: readonly ErrorStop[]): Promise<void> {
    const filterOptions = catches.map(({ filter, condition }) => ({
      filterId: filter,
      ...(condition !== undefined && { condition }),
    }));
    await this.ask('setExceptionBreakpoints', { filters: [], filterOptions });
  }
}

function take(items: readonly UserBreakpoint[], { breakpoints }: JsonObject): void {
  for (const [i, answer] of objects(breakpoints).entries()) items[i]!.state = stateOf(answer);
}

export function stateOf({ id, verified, line, message }: JsonObject): BreakpointState {
  return {
    id: typeof id === 'number' ? id : undefined,
    isVerified: verified === true,
    line: typeof line === 'number' ? line : undefined,
    message: typeof message === 'string' ? message : undefined,
  };
}

function valueOf(body: JsonObject, key: string): ValueSeen {
  const { type, variablesReference, valueLocationReference: location } = body;
  return {
    value: text(body[key]),
    type: typeof type === 'string' ? type : undefined,
    reference: number(variablesReference),
    location: typeof location === 'number' ? location : undefined,
  };
}

export function sourceOf(source: JsonValue | undefined): SourceSeen | undefined {
  if (!isObject(source)) return undefined;
  const { name, path, sourceReference } = source;
  return {
    name: text(name),
    path: typeof path === 'string' ? path : undefined,
    reference: typeof sourceReference === 'number' && sourceReference > 0 ? sourceReference : undefined,
  };
}

export function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function number(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}

export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
