// The answer of the offline provider: what can be told from the prompt's own text, without a model. Control thread.

import type { ModelMessage } from './model-provider.js';
import { answeringSentences, headings, keySentences, keywords, listItems, sentences, words } from './offline-text.js';

/** Text beyond this is left aside: the control thread must not compute for long. */
const MAX_CHARACTERS = 200_000;
const MAX_INSTRUCTION = 400;

/** A prompt as an instruction and the text that it is about. */
interface Prompt {
  readonly instruction: string;
  readonly material: string;
}

/** What a prompt may ask for; the first that fits is taken. */
const TASKS: readonly { readonly asks: RegExp; answer(prompt: Prompt): string | undefined }[] = [
  { asks: /\bhow many\b|\bcount\b|\bnumber of\b/i, answer: count },
  { asks: /\bheadings?\b|\bsections?\b|\boutline\b|\btable of contents\b|\btitles?\b/i, answer: listHeadings },
  { asks: /\bkey ?words?\b|\btopics?\b|\btags?\b/i, answer: listKeywords },
  { asks: /\bsummar|\btl;?dr\b|\bkey points?\b|\bmain points?\b|\bgist\b|\bshorten\b|\bbriefly\b/i, answer: summarise },
  { asks: /\blist\b|\benumerate\b|\bextract\b|\bbullets?\b/i, answer: listOf },
];

/** The same messages give the same answer. It begins with `[offline]`. */
export function answerOffline(messages: readonly ModelMessage[]): string {
  const last = messages.findLast((message) => message.role === 'user')?.text ?? '';
  const prompt = splitPrompt(last.slice(0, MAX_CHARACTERS));
  const answer = prompt.material === '' ? undefined : answerTask(prompt);
  return `[offline] ${answer ?? answerQuestion(prompt, messages) ?? restate(prompt)}`;
}

function answerTask(prompt: Prompt): string | undefined {
  return TASKS.find((task) => task.asks.test(prompt.instruction))?.answer(prompt);
}

/**
 * The instruction is what stands before the first blank line or line break, before a colon within one line, or, when
 * the text comes first, the last paragraph.
 */
function splitPrompt(text: string): Prompt {
  const trimmed = text.trim();
  const paragraphs = trimmed.split(/\n\s*\n/);
  const first = paragraphs[0] ?? '';
  const last = paragraphs.at(-1) ?? '';
  if (paragraphs.length > 1 && !isInstruction(first) && isInstruction(last)) {
    return { instruction: last, material: paragraphs.slice(0, -1).join('\n\n') };
  }
  const match = /^([^\n]*)\n([^]*)$/.exec(trimmed) ?? /^([^:\n]{1,200}):\s+(\S[^]*)$/.exec(trimmed);
  if (match === null) return { instruction: trimmed, material: '' };
  return { instruction: (match[1] ?? '').trim(), material: (match[2] ?? '').trim() };
}

function isInstruction(paragraph: string): boolean {
  if (paragraph.length > MAX_INSTRUCTION) return false;
  return /[?:]\s*$/.test(paragraph) || TASKS.some((task) => task.asks.test(paragraph));
}

const NUMBER_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** The number that an instruction names (`in two sentences`, `3 bullet points`), at most 50. */
function numberIn(instruction: string, fallback: number): number {
  const match = new RegExp(`\\b(\\d{1,4}|${NUMBER_WORDS.join('|')})\\b`, 'i').exec(instruction)?.[1];
  if (match === undefined) return /\ba (?:single )?sentence\b/i.test(instruction) ? 1 : fallback;
  const value = /^\d/.test(match) ? Number(match) : NUMBER_WORDS.indexOf(match.toLowerCase());
  return Math.min(Math.max(value, 1), 50);
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `\n- ${item}`).join('');
}

function codePoints(text: string): number {
  return text.match(/./gsu)?.length ?? 0;
}

const COUNTERS: readonly (readonly [unit: RegExp, name: string, count: (text: string) => number])[] = [
  [/\bheadings?\b|\bsections?\b/i, 'headings', (text) => headings(text).length],
  [/\blines?\b/i, 'lines', (text) => text.split('\n').length],
  [/\bsentences?\b/i, 'sentences', (text) => sentences(text).length],
  [/\bparagraphs?\b/i, 'paragraphs', (text) => text.split(/\n\s*\n/).filter((part) => part.trim() !== '').length],
  [/\bcharacters?\b/i, 'characters', codePoints],
  [/\bitems?\b|\bbullets?\b/i, 'list items', (text) => listItems(text).length],
  [/\bwords?\b/i, 'words', (text) => words(text).length],
];

/** Undefined where something is to be counted that this cannot tell. */
function count({ instruction, material }: Prompt): string | undefined {
  const named = COUNTERS.filter(([unit]) => unit.test(instruction));
  const isGeneral = /\bcount\b/i.test(instruction) && named.length === 0;
  const counters = isGeneral ? COUNTERS.filter(([, name]) => ['words', 'sentences', 'lines'].includes(name)) : named;
  if (counters.length === 0) return undefined;
  return `The text has ${counters.map(([, name, of]) => amount(of(material), name)).join(', ')}.`;
}

function amount(number: number, plural: string): string {
  return `${number} ${number === 1 ? plural.replace(/s$/, '') : plural}`;
}

function listHeadings({ material }: Prompt): string | undefined {
  const found = headings(material);
  return found.length === 0 ? undefined : `The headings are:${bullets(found)}`;
}

function listKeywords({ instruction, material }: Prompt): string | undefined {
  const found = keywords(material, numberIn(instruction, 8));
  return found.length === 0 ? undefined : `Frequent words: ${found.join(', ')}.`;
}

function summarise({ instruction, material }: Prompt): string | undefined {
  const found = keySentences(material, numberIn(instruction, 3));
  if (found.length === 0) return undefined;
  return /\bbullets?\b|\bpoints?\b|\blist\b/i.test(instruction) ? `Key sentences:${bullets(found)}` : found.join(' ');
}

function listOf({ instruction, material }: Prompt): string | undefined {
  const items = listItems(material);
  const found = items.length > 0 ? items : sentences(material);
  return found.length === 0 ? undefined : `Found:${bullets(found.slice(0, numberIn(instruction, 10)))}`;
}

/** From the prompt's text, else from what was said before. Undefined where nothing fits. */
function answerQuestion(prompt: Prompt, messages: readonly ModelMessage[]): string | undefined {
  const lastUser = messages.findLastIndex((message) => message.role === 'user');
  const earlier = messages.filter((message, index) => message.role === 'user' && index < lastUser);
  const known = prompt.material === '' ? earlier.map((message) => message.text).join('\n\n') : prompt.material;
  const found = answeringSentences(prompt.instruction, known.slice(-MAX_CHARACTERS), 2);
  return found.length === 0 ? undefined : `The text says: ${found.join(' ')}`;
}

function restate({ instruction, material }: Prompt): string {
  const request = instruction === '' ? 'The request is empty.' : `The request was: ${shorten(instruction)}`;
  const facts = keySentences(material, 2);
  const given = facts.length === 0 ? '' : ` It gives: ${facts.map(shorten).join(' ')}`;
  return `The offline provider runs no language model. ${request}${given}`;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= MAX_INSTRUCTION ? line : `${line.slice(0, MAX_INSTRUCTION - 3)}...`;
}
