// Routes on which one of several agents answers: by turns, the first that can, or the one that another agent names. Control thread.

import { SpellError } from '../../base/errors.js';
import type { CallContext } from '../../base/values.js';
import type { ValueObject } from '../value-kinds.js';

/** Asks an agent by its name, by the same road as a script. */
export type AskAgent = (name: string, input: ValueObject, call: CallContext) => Promise<ValueObject>;

export interface Answer {
  readonly agent: string;
  readonly text: string;
  readonly table: ValueObject;
}

export interface Failure {
  readonly agent: string;
  readonly error: unknown;
}

export interface Answers {
  readonly answers: readonly Answer[];
  readonly failures: readonly Failure[];
}

export async function askOne(agent: string, input: ValueObject, call: CallContext, ask: AskAgent): Promise<Answer> {
  const table = await ask(agent, input, call);
  return { agent, text: textOf(table), table };
}

export function textOf(table: ValueObject): string {
  const text = table['text'] ?? table['_raw_text'];
  return typeof text === 'string' ? text : '';
}

/** Where all fail, the first failure is thrown. */
export async function firstThatAnswers(
  agents: readonly string[],
  input: ValueObject,
  call: CallContext,
  ask: AskAgent,
): Promise<Answers> {
  const failures: Failure[] = [];
  for (const agent of agents) {
    try {
      return { answers: [await askOne(agent, input, call, ask)], failures };
    } catch (error) {
      call.signal.throwIfAborted();
      failures.push({ agent, error });
    }
  }
  throw failures[0]!.error;
}

export interface Candidate {
  readonly name: string;
  readonly description: string;
}

/** @throws SpellError `AGENT_ROUTE` where the chooser names none of them */
export async function chosen(
  chooser: string,
  candidates: readonly Candidate[],
  input: ValueObject,
  call: CallContext,
  ask: AskAgent,
): Promise<Answers> {
  const list = candidates.map(({ name, description }) => `- ${name}: ${description}`);
  const text = [
    'Which of these is to answer the question below? Write its name and nothing else.',
    ...list,
    '',
    `Question: ${textOf(input)}`,
  ].join('\n');
  const choice = await askOne(chooser, { text }, call, ask);
  const agent = namedIn(
    choice.text,
    candidates.map(({ name }) => name),
  );
  if (agent === undefined) throw noneNamed(chooser, choice.text);
  return { answers: [choice, await askOne(agent, input, call, ask)], failures: [] };
}

/** The name that is the text; else the only one in it. */
function namedIn(text: string, names: readonly string[]): string | undefined {
  const said = text.trim().toLowerCase();
  const exact = names.find((name) => name.toLowerCase() === said);
  if (exact !== undefined) return exact;
  const mentioned = names.filter((name) => said.includes(name.toLowerCase()));
  return mentioned.length === 1 ? mentioned[0] : undefined;
}

function noneNamed(chooser: string, text: string): SpellError {
  const shown = text.length > 100 ? `${text.slice(0, 100)}...` : text;
  return new SpellError('AGENT_ROUTE', `Agent '${chooser}', which chooses who answers, named none: '${shown}'`, {
    category: 'Component error',
    help: 'tell it in its system prompt what each agent is for, or name a fallback_agent',
    details: { agent: chooser },
  });
}
