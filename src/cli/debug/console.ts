// What the commands of the prompt work on: the debugger, the pause that is looked at, breakpoints and expressions. Control thread.

import { SpellError } from '../../base/errors.js';
import type { ErrorStop } from '../../client/error-stops.js';
import { wrap } from '../../diagnostics/terminal/text.js';
import { paint } from '../paint.js';
import type { Style } from '../paint.js';
import { BreakpointList, sourceKey } from './breakpoint-list.js';
import type { UserBreakpoint } from './breakpoint-list.js';
import { Changes } from './changes.js';
import type { Debuggee, FrameSeen, SourceSeen, ValueSeen } from './debuggee.js';
import { Displays } from './displays.js';

/** Where and why the script is paused, and which frame is looked at. */
export interface Pause {
  readonly reason: string;
  readonly description: string;
  /** Numbers of the session. */
  readonly hitIds: readonly number[];
  readonly text: string | undefined;
  threadId: number;
  frames: readonly FrameSeen[];
  selected: number;
}

export interface Screen {
  readonly width: number;
  readonly hasColor: boolean;
  /** Whole lines, on a line of their own. */
  say(text: string): Promise<void>;
}

/** What was shown last with `list`, which goes on from there. */
export interface Listed {
  readonly source: SourceSeen;
  readonly last: number;
  /** It was shown with a stop: a few lines around it. */
  readonly isOfStop?: boolean;
}

export interface StepsLeft {
  readonly command: 'next' | 'stepIn';
  readonly count: number;
}

export class DebugConsole {
  readonly breakpoints = new BreakpointList();
  readonly displays = new Displays();
  readonly changes = new Changes();
  catches: readonly ErrorStop[] = [{ filter: 'uncaught' }];
  /** As the configuration has them. */
  usualCatches = this.catches;
  pause: Pause | undefined;
  /** Said with what cannot be done now: `: the script has ended`. */
  whyNotPaused = '';
  /** The script is ours, and ends with this command. */
  isOwn = false;
  /** What runs was started by others. */
  isAttached = false;
  listed: Listed | undefined;
  /** Of the script, where it is a file; what bare lines mean while nothing is paused. */
  script: SourceSeen | undefined;
  /** Something is set otherwise than at the start. */
  isChanged = false;
  /** Assignments from here, whose events are no news. */
  ownAssignments = 0;
  /** Of `step 5`: what is still to be done. */
  stepsLeft: StepsLeft | undefined;
  readonly #texts = new Map<string, Promise<readonly string[]>>();

  constructor(
    public debuggee: Debuggee,
    readonly screen: Screen,
  ) {}

  say(text: string): Promise<void> {
    return this.screen.say(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** A sentence or two, broken at blanks. */
  note(text: string): Promise<void> {
    return this.say(wrap(text, this.screen.width).join('\n'));
  }

  paint(style: Style, text: string): string {
    return paint(style, text, this.screen.hasColor);
  }

  /** @throws SpellError `DEBUG_REQUEST` while nothing is paused */
  paused(): Pause {
    if (this.pause !== undefined) return this.pause;
    throw new SpellError('DEBUG_REQUEST', `nothing is paused${this.whyNotPaused}`);
  }

  get frame(): FrameSeen | undefined {
    return this.pause?.frames[this.pause.selected];
  }

  /** What bare lines mean. */
  get source(): SourceSeen | undefined {
    return this.frame?.source ?? this.listed?.source ?? this.script;
  }

  lines(source: SourceSeen): Promise<readonly string[]> {
    const key = sourceKey(source);
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const reading = this.debuggee.sourceText(source).then((text) => text.replace(/\n$/, '').split(/\r?\n/));
    this.#texts.set(key, reading);
    reading.catch(() => this.#texts.delete(key));
    return reading;
  }

  /** Sources may be others now. */
  forgetTexts(): void {
    this.#texts.clear();
  }

  /** Tells the debugger of a breakpoint that is new or another. @throws SpellError `DEBUG_REQUEST` */
  send(item: UserBreakpoint): Promise<void> {
    return this.sendAll([item]);
  }

  /** Also of those that are no longer in the list. */
  async sendAll(items: readonly UserBreakpoint[]): Promise<void> {
    const kinds = new Set(items.map(({ place }) => place.kind));
    const sources = new Map(
      items.flatMap(({ place }) => (place.kind === 'line' ? [[sourceKey(place), place] as const] : [])),
    );
    for (const [key, { path, reference }] of sources) {
      const source = path === undefined ? { sourceReference: reference ?? 0 } : { path };
      await this.debuggee.sendLines(this.breakpoints, key, source);
    }
    if (kinds.has('function')) await this.debuggee.sendFunctions(this.breakpoints);
    if (kinds.has('data')) await this.debuggee.sendData(this.breakpoints);
  }

  /** Takes what was set here out of a session that goes on; what others have set stays. */
  async withdraw(): Promise<void> {
    const own = this.breakpoints.all.filter(({ isOthers }) => !isOthers);
    this.breakpoints.remove(own);
    await this.sendAll(own);
  }

  /** @throws SpellError `DEBUG_REQUEST` as the debugger says */
  evaluate(expression: string, context: 'watch' | 'repl'): Promise<ValueSeen> {
    if (context === 'repl') this.ownAssignments++;
    return this.debuggee.evaluate(expression, this.frame?.id, context);
  }
}
