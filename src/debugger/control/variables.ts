// Values as clients see them: pages of long tables, and what services hold. Control thread.

import { SpellError } from '../../base/errors.js';
import { redactPreview } from '../../diagnostics/redact.js';
import type { Scope, Variable } from '../../protocol/dap-types.js';
import type { DapArguments } from '../../protocol/dap.js';
import type { JsonObject, JsonValue } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { DebugScope, DebugValue, DebugVariable, ValueFormat } from '../contract.js';
import type { ClientView } from './client-view.js';
import { PLAIN_VIEW } from './client-view.js';
import type { DebugPorts } from './ports.js';
import { References } from './references.js';
import type { Sources } from './sources.js';

/** Most that a client gets which does not say how much it wants; what is left is behind one more entry. */
const PAGE = 1000;

type Page = Pick<DapArguments<'variables'>, 'filter' | 'start' | 'count'>;

type Held =
  | { readonly kind: 'page'; readonly reference: number; readonly page: Page }
  | { readonly kind: 'entries'; readonly entries: () => Promise<JsonObject> };

interface Place {
  readonly source: NonNullable<DebugValue['definedAt']>['source'];
  readonly line: number;
}

type Shown = Pick<Variable, 'value' | 'variablesReference'> &
  Partial<Pick<Variable, 'type' | 'indexedVariables' | 'namedVariables' | 'valueLocationReference'>>;

export class Variables {
  readonly #held = new References<Held>();
  readonly #places = new References<Place>();

  constructor(
    private readonly ports: DebugPorts,
    private readonly sources: Sources,
  ) {}

  /** The script goes on. */
  clear(): void {
    this.#held.clear();
    this.#places.clear();
  }

  scopes(scopes: readonly DebugScope[]): Scope[] {
    const ofEngine = scopes.map(({ name, reference, namedCount, indexedCount, isExpensive }) => ({
      name,
      variablesReference: reference,
      namedVariables: namedCount,
      indexedVariables: indexedCount,
      expensive: isExpensive,
      ...(name === 'Locals' && { presentationHint: 'locals' }),
      ...(name === 'Varargs' && { presentationHint: 'arguments' }),
      ...(name === 'Return values' && { presentationHint: 'returnValue' }),
    }));
    const ofServices = this.ports.holdings.map(({ name, entries }) => ({
      name,
      variablesReference: this.#held.add({ kind: 'entries', entries }),
      expensive: true,
    }));
    return [...ofEngine, ...ofServices];
  }

  /** @param most see {@link list} */
  globals(view: ClientView, most: number): Promise<Variable[]> {
    return this.#page(undefined, {}, {}, view, most);
  }

  async list(
    { variablesReference, format, ...page }: DapArguments<'variables'>,
    view: ClientView,
    /** Most that are listed of what is long, where no count is given. */
    most = PAGE,
  ): Promise<Variable[]> {
    const held = this.#held.get(variablesReference);
    if (held?.kind === 'entries') return slice(this.#entries(await held.entries()), page);
    if (held?.kind === 'page') {
      const start = (held.page.start ?? 0) + (page.start ?? 0);
      return this.#page(held.reference, { ...held.page, ...page, start }, format, view, most);
    }
    return this.#page(variablesReference, page, format, view, most);
  }

  value(value: DebugValue, view: ClientView = PLAIN_VIEW): Shown {
    const type = view.typeName(value.type);
    return {
      value: value.value,
      ...(type !== undefined && { type }),
      variablesReference: value.reference,
      ...(value.reference > 0 && { indexedVariables: value.indexedCount, namedVariables: value.namedCount }),
      ...(value.definedAt && { valueLocationReference: this.#places.add(value.definedAt) }),
    };
  }

  /** @throws SpellError `DEBUG_UNKNOWN` */
  location(reference: number): { readonly source: object; readonly line: number } {
    const place = this.#places.get(reference);
    if (place === undefined) throw new SpellError('DEBUG_UNKNOWN', 'there is no such location, or no longer');
    return { source: this.sources.toDap(place.source), line: place.line };
  }

  /** @throws SpellError `DEBUG_REFUSED` where a reference is none of the script's */
  assertOfScript(reference: number | undefined): void {
    if (reference === undefined || this.#held.get(reference)?.kind !== 'entries') return;
    throw new SpellError('DEBUG_REFUSED', 'what agents, tools and state hold can be looked at, and not changed here');
  }

  /** The reference that the engine knows. */
  ofEngine(reference: number): number {
    const held = this.#held.get(reference);
    return held?.kind === 'page' ? held.reference : reference;
  }

  async #page(
    asked: number | undefined,
    page: Page,
    format: ValueFormat = {},
    view: ClientView,
    most: number,
  ): Promise<Variable[]> {
    // DAP: a count of 0 means all.
    const { filter, start = 0, count = 0 } = page;
    const { variables, reference } = await this.ports.ask('variables', {
      ...(asked !== undefined && { reference: asked }),
      start,
      count: count === 0 ? most + 1 : count,
      format,
      ...(filter !== undefined && { filter }),
    });
    const shown = variables.slice(0, count === 0 ? most : count).map((variable) => this.#variable(variable, view));
    if (variables.length > shown.length) shown.push(this.#more(reference, { ...page, start: start + most }));
    return shown;
  }

  #variable(variable: DebugVariable, view: ClientView): Variable {
    const { name, kind, evaluateName, isWritable, isLazy } = variable;
    const isVirtual = kind === 'metatable' || kind === 'tostring';
    return {
      name,
      ...this.value(variable, view),
      ...(evaluateName !== undefined && { evaluateName }),
      presentationHint: {
        kind: isVirtual ? 'virtual' : kind === 'field' || kind === 'element' ? 'property' : 'data',
        ...(!isWritable && { attributes: ['readOnly'] }),
        ...(isLazy === true && { lazy: true }),
      },
    };
  }

  #more(reference: number, page: Page): Variable {
    return {
      name: '…',
      value: 'what follows',
      variablesReference: this.#held.add({ kind: 'page', reference, page }),
      presentationHint: { kind: 'virtual', attributes: ['readOnly'] },
    };
  }

  #entries(entries: JsonObject): Variable[] {
    return Object.entries(entries).map(([name, value = null]) => this.#plain(name, value));
  }

  #plain(name: string, value: JsonValue): Variable {
    const presentationHint = { attributes: ['readOnly'] };
    const children = Array.isArray(value)
      ? Object.fromEntries(value.map((each: JsonValue, i) => [`[${i + 1}]`, each]))
      : isObject(value)
        ? value
        : undefined;
    const isEmpty = children === undefined || Object.keys(children).length === 0;
    return {
      name,
      value: shortened(redactPreview(name, typeof value, JSON.stringify(value))),
      variablesReference: isEmpty ? 0 : this.#held.add({ kind: 'entries', entries: async () => children }),
      presentationHint,
    };
  }
}

function slice(variables: Variable[], { filter, start = 0, count = 0 }: Page): Variable[] {
  if (filter === 'indexed') return [];
  return variables.slice(start, count === 0 ? undefined : start + count);
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
