// One run of the script and the prompt: what the debugger tells, what is typed, and how the two take turns. Control thread.

import { SpellError } from '../../base/errors.js';
import { describeErrorStops, toErrorStops } from '../../client/error-stops.js';
import type { DebugEventSeen } from '../../client/kernel-debugger.js';
import type { JsonObject } from '../../protocol/schema.js';
import { isObject } from '../../protocol/schema.js';
import type { Outcome } from './actions.js';
import { CommandActions } from './command-actions.js';
import type { DebugConsole } from './console.js';
import { number, stateOf, text } from './debuggee.js';
import { describeBreakpoint } from './describe-breakpoint.js';
import { isAsked, placeOfOther, termsOf } from './others-breakpoint.js';
import type { Prompt } from './prompt.js';
import { showStop } from './stop-view.js';

type News =
  | { readonly kind: 'stopped'; readonly body: JsonObject }
  /** By somebody else. */
  | { readonly kind: 'continued' }
  /** The run is over. */
  | { readonly kind: 'ended' }
  /** The prompt is wanted although the script runs. */
  | { readonly kind: 'asked' };

/** Why the conversation is over. */
export type Ending = 'ended' | Exclude<Outcome, 'stay' | 'resumed'>;

export interface ConversationOptions {
  /** The first stop is there to set what needs a loaded script; whether it is passed over then. */
  readonly atEntry?: (() => Promise<boolean>) | undefined;
  /** A run of the session has `started` or `exited`. */
  readonly onThread?: ((reason: string) => void) | undefined;
  /** Asked before commands that end the script. */
  readonly mayEnd: () => Promise<boolean>;
  /** Something was set: it may be kept. */
  readonly onChanged: () => Promise<void>;
  /** No commands are left: nothing stops any more. */
  readonly onNoMore: () => Promise<void>;
}

export class Conversation {
  readonly #news: News[] = [];
  readonly #actions: CommandActions;
  #wake: (() => void) | undefined;
  #ownResumes = 0;
  #hasEntered = false;
  #hasMore = true;
  #isLeaving = false;

  constructor(
    private readonly console: DebugConsole,
    private readonly prompt: Prompt,
    private readonly options: ConversationOptions,
  ) {
    this.#actions = new CommandActions(console);
  }

  /** Takes an event of the debugger, in order. */
  saw({ event, body }: DebugEventSeen): void {
    switch (event) {
      case 'stopped':
        this.#tell({ kind: 'stopped', body });
        return;
      case 'continued':
        this.#continued();
        return;
      case 'output':
        void this.console.say(text(body['output']));
        return;
      case 'breakpoint':
        this.#breakpoint(body);
        return;
      case 'exceptionBreakpoints':
        this.#errorStops(body);
        return;
      case 'loadedSource':
        this.console.forgetTexts();
        return;
      case 'invalidated':
        this.#invalidated();
        return;
      case 'thread':
        this.options.onThread?.(text(body['reason']));
    }
  }

  /** The run is over, or there is none any more. */
  ended(): void {
    this.#tell({ kind: 'ended' });
  }

  /** Nothing is shown or asked any more; that a paused script goes on to its end is our doing. */
  leave(): void {
    this.#isLeaving = true;
    this.ended();
  }

  /** The prompt is wanted now. */
  ask(): void {
    this.#tell({ kind: 'asked' });
  }

  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** Nothing that has happened is of interest any more. */
  forget(): void {
    this.#news.length = 0;
    this.console.pause = undefined;
  }

  /** Until the run is over, or a command says so. */
  async follow(): Promise<Ending> {
    for (;;) {
      const news = await this.#next();
      if (news.kind === 'ended' || this.#isLeaving) return 'ended';
      if (news.kind === 'continued') continue;
      if (news.kind === 'stopped' && !(await this.#shows(news.body))) continue;
      const outcome = await this.talk();
      if (outcome !== 'resumed') return outcome;
    }
  }

  /** Commands until one lets the script go on or ends the conversation, or until something happens. */
  async talk(): Promise<Exclude<Outcome, 'stay'>> {
    for (;;) {
      if (!this.#hasMore) return this.#noMore();
      const line = await this.#read();
      if (line === undefined) return 'resumed';
      if (line === null && this.prompt.isInteractive) {
        if (await this.options.mayEnd()) return 'quit';
        continue;
      }
      if (line === null) {
        this.#hasMore = false;
        continue;
      }
      const outcome = await this.#do(line);
      if (outcome !== 'stay') return outcome;
    }
  }

  async #do(line: string): Promise<Outcome> {
    const { console, options } = this;
    // The event may come before the answer.
    if (console.pause !== undefined) this.#ownResumes++;
    const outcome = await this.#actions.run(line);
    if (console.isChanged) await options.onChanged();
    console.isChanged = false;
    const isEnd = outcome === 'quit' || outcome === 'restart' || outcome === 'kill';
    const settled = isEnd && !(await options.mayEnd()) ? 'stay' : outcome;
    // A run that ends goes on first.
    if (settled !== 'stay') console.pause = undefined;
    if (settled === 'stay' && this.#ownResumes > 0) this.#ownResumes--;
    return settled;
  }

  /** Undefined when something has happened that comes first. */
  async #read(): Promise<string | null | undefined> {
    const controller = new AbortController();
    if (this.#news.length > 0) return undefined;
    this.#wake = () => controller.abort();
    const line = await this.prompt.read(controller.signal);
    this.#wake = undefined;
    return line;
  }

  async #noMore(): Promise<'resumed'> {
    await this.options.onNoMore();
    this.console.pause = undefined;
    return 'resumed';
  }

  async #next(): Promise<News> {
    for (;;) {
      const news = this.#news.shift();
      if (news !== undefined) return news;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }

  #tell(news: News): void {
    this.#news.push(news);
    this.#wake?.();
  }

  #continued(): void {
    if (this.#ownResumes > 0) {
      this.#ownResumes--;
      return;
    }
    if (this.console.pause === undefined || this.#isLeaving) return;
    this.console.pause = undefined;
    void this.console.note('Another client lets the script go on.');
    this.#tell({ kind: 'continued' });
  }

  /** False where it is passed over, or where another client has let the script go on before it was shown. */
  async #shows(body: JsonObject): Promise<boolean> {
    try {
      await this.#stop(body);
      if (await this.#passesOver(body)) return false;
      await showStop(this.console);
      return true;
    } catch (error) {
      if (!(error instanceof SpellError) || error.code !== 'DEBUG_REQUEST') throw error;
      this.console.pause = undefined;
      return false;
    }
  }

  async #stop(body: JsonObject): Promise<void> {
    const threadId = number(body['threadId']);
    const { hitBreakpointIds } = body;
    const message = body['text'];
    const frames = await this.console.debuggee.frames(threadId);
    // What was called may have no lines; who has called it has some.
    const selected = Math.max(
      0,
      frames.findIndex(({ source, line }) => source !== undefined && line > 0),
    );
    this.console.pause = {
      reason: text(body['reason']),
      description: text(body['description']),
      hitIds: Array.isArray(hitBreakpointIds) ? hitBreakpointIds.map(number) : [],
      text: typeof message === 'string' ? message : undefined,
      threadId,
      frames,
      selected,
    };
  }

  /** Stops that nobody wants to see: inner ones of `step 5`, and one that is there for what needs a loaded script. */
  async #passesOver(body: JsonObject): Promise<boolean> {
    const { console, options } = this;
    const { stepsLeft } = console;
    console.stepsLeft = undefined;
    const threadId = number(body['threadId']);
    if (!this.#hasEntered && options.atEntry !== undefined && body['reason'] === 'entry') {
      this.#hasEntered = true;
      if (!(await options.atEntry())) return false;
      return this.#goOn(() => console.debuggee.ask('continue', { threadId }));
    }
    if (stepsLeft === undefined || stepsLeft.count === 0 || body['reason'] !== 'step') return false;
    console.stepsLeft = { ...stepsLeft, count: stepsLeft.count - 1 };
    return this.#goOn(() => console.debuggee.ask(stepsLeft.command, { threadId, granularity: 'line' }));
  }

  async #goOn(ask: () => Promise<unknown>): Promise<true> {
    this.#ownResumes++;
    this.console.pause = undefined;
    await ask();
    return true;
  }

  #breakpoint({ reason, breakpoint }: JsonObject): void {
    const { console } = this;
    if (!isObject(breakpoint)) return;
    if (reason === 'new') {
      this.#added(breakpoint);
      return;
    }
    const item = console.breakpoints.byId(number(breakpoint['id']));
    if (item === undefined) return;
    const state = stateOf(breakpoint);
    if (reason === 'removed') {
      console.breakpoints.remove([item]);
      if (state.message !== undefined) void console.note(`Breakpoint ${item.number} was ${state.message}.`);
      else if (item.place.kind === 'data') void console.note(`Breakpoint ${item.number} is gone, as its variable is.`);
      return;
    }
    const isMoved = item.place.kind === 'line' && state.line !== undefined && state.line !== item.place.line;
    const isNews =
      (isMoved && state.line !== item.state.line) ||
      (state.message !== undefined && state.message !== item.state.message);
    item.state = state;
    if (isAsked(breakpoint)) {
      item.terms = termsOf(breakpoint);
      void console.say(`Another client: ${describeBreakpoint(item)}`);
    } else if (isNews) void console.say(describeBreakpoint(item));
  }

  /** By another client: it is one of the session's, and as good as ours. */
  #added(breakpoint: JsonObject): void {
    const { breakpoints } = this.console;
    const place = placeOfOther(breakpoint);
    if (place === undefined) return;
    const item = breakpoints.at(place) ?? breakpoints.add(place, {}, true);
    item.terms = termsOf(breakpoint);
    item.state = stateOf(breakpoint);
    void this.console.say(`Another client: ${describeBreakpoint(item)}`);
  }

  #errorStops({ breakpoints }: JsonObject): void {
    this.console.catches = toErrorStops(breakpoints);
    void this.console.say(`Another client: errors that stop: ${describeErrorStops(this.console.catches)}`);
  }

  #invalidated(): void {
    const { console } = this;
    if (console.ownAssignments > 0) console.ownAssignments--;
    else void console.note('Another client has run code here: variables may have changed.');
  }
}
