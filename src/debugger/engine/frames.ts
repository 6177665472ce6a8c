// The stack of a paused script: activations as frames with the names that reports give them. Engine thread.

import { displayName } from '../../diagnostics/chunk-names.js';
import type { CapturedFrame } from '../../diagnostics/captured.js';
import type { DebugFrame } from '../contract.js';
import type { FramePlace } from './frame-code.js';
import type { Protos } from './protos.js';
import type { Sources } from './sources.js';

/** What the frames of one pause are numbered by; numbers never come back. */
let lastId = 0;

export interface FrameSources {
  readonly protos: Protos;
  readonly sources: Sources;
  /** What reports know of an activation; undefined for one that is the engine's own. */
  describe(L: number, ci: number): CapturedFrame | undefined;
  /** Where the statement begins that an activation written in Lua is at. */
  columnOf(ci: number): number | undefined;
  /** The host method that an activation waits for. */
  waitsFor(ci: number): string | undefined;
  /** An activation that is left out. */
  readonly hidden: number | undefined;
}

export class Frames {
  private readonly ids = new Map<number, number>();
  private readonly places = new Map<number, FramePlace>();
  private readonly stacks = new Map<number, readonly FramePlace[]>();

  constructor(private readonly from: FrameSources) {}

  /** Activations of a coroutine and its resumers, innermost first. */
  list(states: readonly number[], start: number, levels: number): { frames: DebugFrame[]; totalFrames: number } {
    const places = this.placesOf(states);
    const end = levels === 0 ? places.length : start + levels;
    const frames = places.slice(start, end).map((place, i) => this.frame(place, places[start + i - 1]));
    return { frames, totalFrames: places.length };
  }

  place(frameId: number): FramePlace | undefined {
    return this.places.get(frameId);
  }

  private placesOf(states: readonly number[]): readonly FramePlace[] {
    const known = this.stacks.get(states[0]!);
    if (known !== undefined) return known;
    const { protos } = this.from;
    const shown = (L: number): number[] => protos.activations(L).filter((ci) => ci !== this.from.hidden);
    const places = states.flatMap((L) => shown(L).map((ci) => ({ L, ci })));
    // A call of a host function begins in one of ours.
    const last = places.at(-1);
    if (last !== undefined && this.from.describe(last.L, last.ci) === undefined) places.pop();
    this.stacks.set(states[0]!, places);
    return places;
  }

  private frame(place: FramePlace, above: FramePlace | undefined): DebugFrame {
    const { L, ci } = place;
    const facts = this.from.describe(L, ci) ?? { kind: 'host' };
    const source = facts.kind === 'host' ? undefined : this.from.sources.sourceOf(this.from.protos.protoOf(ci));
    const waitsFor = this.from.waitsFor(ci);
    const column = facts.kind === 'host' ? undefined : this.from.columnOf(ci);
    return {
      id: this.idOf(place),
      name: this.nameOf(facts),
      kind: facts.kind,
      line: Math.max(0, facts.line ?? 0),
      ...(column !== undefined && { column }),
      ...(source !== undefined && { source }),
      ...(facts.lineDefined !== undefined && { lineDefined: Math.max(0, facts.lineDefined) }),
      ...(facts.isTailCall === true && { isTailCall: true }),
      ...(waitsFor !== undefined && { waitsFor }),
      ...(above !== undefined && above.L !== L && { isResumer: true }),
    };
  }

  private nameOf(facts: CapturedFrame): string {
    if (facts.kind === 'main') return 'main chunk';
    if (facts.nameKind === 'metamethod') return `metamethod '${facts.name ?? '?'}'`;
    if (facts.nameKind === 'for iterator') return 'iterator of a for loop';
    if (facts.kind === 'host') return facts.name ?? 'a function of the host';
    const written = this.from.sources
      .get(facts.source ?? '')
      ?.functions.filter(({ lineDefined }) => lineDefined === facts.lineDefined);
    const defined = written?.length === 1 ? written[0]!.name : undefined;
    return defined ?? facts.name ?? `function <${displayName(facts.source ?? '?')}:${facts.lineDefined ?? '?'}>`;
  }

  private idOf(place: FramePlace): number {
    let id = this.ids.get(place.ci);
    if (id === undefined) {
      this.ids.set(place.ci, (id = ++lastId));
      this.places.set(id, place);
    }
    return id;
  }
}
