// How kept sessions are shown to people. Any thread.

import type { Value } from '../../base/values.js';
import type { SessionContent } from '../../services/sessions/shown-sessions.js';
import type { ValueObject } from '../../services/value-kinds.js';
import { describeBytes, table } from '../kernel/describe.js';

const SHORT_ID = 8;
/** Columns of one line of code. */
const WIDTH = 60;

export function showList(sessions: readonly ValueObject[]): string {
  const rows = sessions.map((session) => [
    text(session['id']).slice(0, SHORT_ID),
    text(session['name']),
    text(session['status']) + (session['shutdown'] === 'unclean' ? ' (its kernel died)' : ''),
    text(session['steps']),
    time(session['updated_at']),
    list(session['tags']).map(text).join(' '),
  ]);
  return table([['ID', 'NAME', 'STATUS', 'STEPS', 'LAST', 'TAGS'], ...rows]);
}

export function showSession({ session, steps, damaged, artifacts }: SessionContent): string {
  const facts = [
    ['id', text(session['id'])],
    ['name', text(session['name'])],
    ['status', text(session['status']) + (session['shutdown'] === 'unclean' ? ', its kernel died' : '')],
    ['created', time(session['created_at'])],
    ['last', time(session['updated_at'])],
    ['steps', text(session['steps'])],
    ['about', text(session['description'])],
    ['tags', list(session['tags']).map(text).join(' ')],
    ['parent', text(session['parent_session_id'])],
  ].filter(([, value]) => value !== '');
  const lost = damaged.map(({ number, problem }) => `\n(step ${text(number)} is damaged: ${text(problem)})\n`);
  return [table(facts), ...lost, ...steps.map((step) => `\n${showStep(step)}`), showArtifacts(artifacts)].join('');
}

/** One line for each, with the session that it belongs to. */
export function showSteps(steps: readonly ValueObject[]): string {
  const rows = steps.map((step) => [
    text(step['session_id']).slice(0, SHORT_ID),
    text(step['number']),
    time(step['started_at']),
    oneLine(text(step['code'])),
  ]);
  return table([['SESSION', 'STEP', 'RUN', 'CODE'], ...rows]);
}

function showStep(step: ValueObject): string {
  const failed = { error: ', failed', running: ', running' }[text(step['status'])] ?? '';
  const calls = list(step['calls']) as readonly ValueObject[];
  const parts = [
    `[${text(step['number'])}]  ${time(step['started_at'])}, ${text(step['duration_ms'])} ms${failed}\n`,
    indented(text(step['code']), '    '),
    indented(text(step['output']), '  | '),
    indented(text(step['result']), '  = '),
    step['error'] === undefined ? '' : indented(errorText(step['error'] as ValueObject), '  ! '),
    ...calls.map(
      ({ kind, name, status, duration_ms: ms }) => `  > ${text(kind)} ${text(name)}, ${text(ms)} ms, ${text(status)}\n`,
    ),
  ];
  return parts.join('');
}

function showArtifacts(artifacts: readonly ValueObject[]): string {
  if (artifacts.length === 0) return '';
  const rows = artifacts.map((artifact) => [
    text((artifact['id'] as ValueObject)['sequence']),
    text(artifact['name']),
    text(artifact['artifact_type']),
    text(artifact['mime_type']),
    describeBytes(Number(artifact['size'])),
  ]);
  return `\n${table([['ARTIFACT', 'NAME', 'TYPE', 'MIME', 'SIZE'], ...rows])}`;
}

export function errorText({ name, message }: ValueObject): string {
  return `${text(name)}: ${text(message)}`;
}

export function indented(written: string, margin: string): string {
  if (written === '') return '';
  const lines = written.replace(/\n$/, '').split('\n');
  return lines.map((line) => `${margin}${line}\n`).join('');
}

function oneLine(code: string): string {
  const line = code.trim().split('\n').join(' ⏎ ');
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1)}…`;
}

/** Of an ISO time: to the second, in UTC. */
function time(value: Value): string {
  return text(value).replace(/\.\d+Z$/, 'Z');
}

export function text(value: Value): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function list(value: Value): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [];
}
