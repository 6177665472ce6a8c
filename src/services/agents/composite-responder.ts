// Several agents that answer as one: one after the other, all at once, by vote, or one of them. Control thread.

import { performance } from 'node:perf_hooks';
import { SpellError } from '../../base/errors.js';
import type { CallContext, Value } from '../../base/values.js';
import { withDeadline } from '../deadline.js';
import { compact, isValueObject } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { askOne, chosen, firstThatAnswers, textOf } from './composite-routes.js';
import type { Answer, Answers, AskAgent, Candidate, Failure } from './composite-routes.js';
import type { Composition } from './composition.js';
import type { AgentBelow, Occasion, Responder } from './responder.js';

export class CompositeResponder implements Responder {
  private asked = 0;

  constructor(
    private readonly name: string,
    private readonly composition: Composition,
    private readonly ask: AskAgent,
    private readonly describe: (agent: string) => string,
  ) {}

  get delegates(): readonly string[] {
    return this.composition.agents;
  }

  /** An agent that answers as well is named once. */
  get below(): readonly AgentBelow[] {
    const { agents, chooser, fallback } = this.composition;
    const others: readonly (readonly [string | undefined, AgentBelow['role']])[] = [
      [chooser, 'chooses'],
      [fallback, 'fallback'],
    ];
    return [
      ...agents.map((name): AgentBelow => ({ name, role: 'answers' })),
      ...others.flatMap(([name, role]) => (name === undefined || agents.includes(name) ? [] : [{ name, role }])),
    ];
  }

  get modelName(): string {
    return `composite/${this.composition.strategy}`;
  }

  /** Gives `text`, `answers` by agent, and `errors` where some have failed. @throws what the agents throw, and `AGENT_VOTE` */
  async answer(input: ValueObject, { call, onPiece, settle }: Occasion): Promise<ValueObject> {
    const { timeoutMs, fallback } = this.composition;
    const started = performance.now();
    const table = await withDeadline(
      call.signal,
      timeoutMs,
      () => this.timedOut(),
      async (signal) => {
        const inner = { ...call, signal };
        try {
          return await this.perform(input, inner);
        } catch (error) {
          if (fallback === undefined || signal.aborted) throw error;
          return { ...(await this.ask(fallback, input, inner)), fallback: true };
        }
      },
    );
    await onPiece?.(textOf(table));
    await settle?.();
    const { metadata } = table;
    const own = {
      agent: this.name,
      composite: this.modelName,
      execution_time_ms: Math.round(performance.now() - started),
    };
    return { ...table, metadata: { ...(isValueObject(metadata) ? metadata : {}), ...own } };
  }

  /** Each agent remembers its own conversation. */
  saved(): Value {
    return [];
  }

  restore(): void {
    // Nothing is remembered here.
  }

  private perform(input: ValueObject, call: CallContext): Promise<ValueObject> {
    switch (this.composition.strategy) {
      case 'sequential':
        return this.inTurn(input, call);
      case 'parallel':
        return this.together(input, call);
      case 'vote':
        return this.vote(input, call);
      case 'round-robin':
        return this.byTurns(input, call);
      case 'fallback':
        return this.one(firstThatAnswers(this.composition.agents, input, call, this.ask));
      case 'choice':
        return this.one(chosen(this.composition.chooser!, this.candidates(), input, call, this.ask));
    }
  }

  /** What one answers is what the next is asked. */
  private async inTurn(input: ValueObject, call: CallContext): Promise<ValueObject> {
    const answers: Answer[] = [];
    let next = input;
    for (const agent of this.composition.agents) {
      const answer = await askOne(agent, next, call, this.ask);
      answers.push(answer);
      // Images are for the first one.
      next = { ...input, text: answer.text, image: undefined, media: undefined };
    }
    return { ...answers.at(-1)!.table, ...report(answers, []) };
  }

  /** Each question is for the next agent. */
  private async byTurns(input: ValueObject, call: CallContext): Promise<ValueObject> {
    const { agents } = this.composition;
    const agent = agents[this.asked++ % agents.length]!;
    const answer = await askOne(agent, input, call, this.ask);
    return { ...answer.table, ...report([answer], []) };
  }

  private async one(asked: Promise<Answers>): Promise<ValueObject> {
    const { answers, failures } = await asked;
    return { ...answers.at(-1)!.table, ...report(answers, failures) };
  }

  private candidates(): readonly Candidate[] {
    return this.composition.agents.map((name) => ({ name, description: this.describe(name) }));
  }

  private async together(input: ValueObject, call: CallContext): Promise<ValueObject> {
    const { answers, failures } = await this.askAll(input, call);
    const text = answers.map((answer) => `${answer.agent}:\n${answer.text}`).join('\n\n');
    return { text, ...report(answers, failures) };
  }

  private async vote(input: ValueObject, call: CallContext): Promise<ValueObject> {
    const { answers, failures } = await this.askAll(input, call);
    const votes = new Map<string, Answer[]>();
    for (const answer of answers) {
      const ballot = answer.text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
      votes.set(ballot, [...(votes.get(ballot) ?? []), answer]);
    }
    // The sort is stable: where two have as many votes, the one that was said by the earlier agent wins.
    const [winners] = [...votes.values()].sort((a, b) => b.length - a.length);
    const share = winners!.length / answers.length;
    if (share < this.composition.threshold) throw this.noMajority(share);
    return { ...winners![0]!.table, ...report(answers, failures), votes: winners!.length, share };
  }

  /** Where all fail, the first failure is thrown. */
  private async askAll(input: ValueObject, call: CallContext): Promise<Answers> {
    const settled = await Promise.all(
      this.composition.agents.map(async (agent): Promise<Answer | Failure> => {
        try {
          return await askOne(agent, input, call, this.ask);
        } catch (error) {
          return { agent, error };
        }
      }),
    );
    call.signal.throwIfAborted();
    const answers = settled.filter((one) => 'text' in one);
    const failures = settled.filter((one) => 'error' in one);
    if (answers.length === 0) throw failures[0]!.error;
    return { answers, failures };
  }

  private noMajority(share: number): SpellError {
    const { threshold } = this.composition;
    return new SpellError(
      'AGENT_VOTE',
      `The agents of '${this.name}' did not agree: the most votes were ${percent(share)}, ${percent(threshold)} are needed`,
      {
        category: 'Component error',
        help: 'lower the threshold, or name a fallback_agent',
        details: { agent: this.name, share, threshold },
      },
    );
  }

  private timedOut(): SpellError {
    const { timeoutMs } = this.composition;
    return new SpellError('AGENT_TIMEOUT', `Agent '${this.name}' did not finish within ${timeoutMs} ms`, {
      category: 'Timeout error',
      help: 'raise timeout_ms, or ask for less',
      details: { agent: this.name, milliseconds: timeoutMs },
    });
  }
}

function report(answers: readonly Answer[], failures: readonly Failure[]): ValueObject {
  const errors = failures.map(({ agent, error }) => [agent, error instanceof Error ? error.message : String(error)]);
  return {
    answers: Object.fromEntries(answers.map(({ agent, text }) => [agent, text])),
    ...(errors.length === 0 ? {} : { errors: Object.fromEntries(errors) as ValueObject }),
    metadata: usageOf(answers),
  };
}

/** What all have used up together. */
function usageOf(answers: readonly Answer[]): ValueObject {
  const metadata = answers.map(({ table }) => table['metadata']).filter(isValueObject);
  const usages = metadata.map((one) => one['usage'] ?? undefined).filter(isValueObject);
  const sum = (tables: readonly ValueObject[], key: string): number | undefined => {
    const values = tables.map((one) => one[key]).filter((value) => typeof value === 'number');
    return values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0);
  };
  const counted = compact(
    Object.fromEntries(['input_tokens', 'output_tokens', 'total_tokens'].map((key) => [key, sum(usages, key)])),
  );
  return compact({
    agents: answers.map(({ agent }) => agent),
    usage: usages.length === 0 ? undefined : counted,
    token_count: sum(metadata, 'token_count'),
    cost_usd: sum(metadata, 'cost_usd'),
    offline: metadata.some((one) => one['offline'] === true) ? true : undefined,
  });
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
