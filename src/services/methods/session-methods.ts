// What `Session` reaches. Control thread.

import type { HostMethod, HostMethods } from '../../base/values.js';
import type { Arguments } from '../arguments.js';
import type { Services } from '../services.js';
import {
  bad,
  optionalCount,
  optionalTable,
  optionalText,
  optionalTexts,
  sessionId,
  texts,
} from '../sessions/script-fields.js';
import type { Sessions } from '../sessions/sessions.js';
import { describeSession, describeStep } from '../sessions/views.js';
import { SESSION_STATUSES } from '../stores/session-record.js';
import type { KeptSession } from '../stores/session-store.js';
import { compact } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { method } from './method.js';

const MOST_FOUND = 1000;

export function sessionMethods({ archive, currentSession, logger }: Services): HostMethods {
  const { sessions } = archive;
  return {
    ...turningMethods(sessions),

    /** ({name?, description?, tags?, parent_session_id?, custom_metadata?}?) -> id */
    'session.create': method('Session.create', (args) => sessions.create(draftOf(args.optionalTable(0)))),

    /** (id) -> {id, name, ...} */
    'session.get': method('Session.get', async (args) => describeSession(await sessions.get(idOf(args)))),

    /** ({name?, tags?, status?, limit?}?) -> array of them, the newest first; what is damaged is logged */
    'session.list': method('Session.list', async (args, { runId }) => {
      const found = await sessions.list(compact(queryOf(args.optionalTable(0))));
      for (const { id, problem } of found.damaged) {
        const message = `the session ${id} is damaged and left out: ${problem}`;
        logger.log({ level: 'warn', module: 'sessions', message, runId });
      }
      return found.sessions.map(describeSession);
    }),

    /** (id) -> id */
    'session.load': method('Session.load', async (args) => (await sessions.get(idOf(args))).id),

    /** (id): with its steps and artifacts */
    'session.delete': method('Session.delete', async (args) => {
      const id = idOf(args);
      await sessions.delete(id);
      currentSession.forget(id);
      return undefined;
    }),

    /** (id, array of tags, array of tags that go?) -> the tags that it has then */
    'session.tag': method('Session.tag', async (args) => {
      const [added, removed] = [texts(args.optional(1) ?? [], 'tags'), texts(args.optional(2) ?? [], 'removed')];
      return (await sessions.tag(idOf(args), added, removed)).tags;
    }),

    /** (id, from?, to?) -> array of {number, code, output, ...} */
    'session.steps': method('Session.steps', async (args) => {
      const range = { from: args.optional(1), to: args.optional(2) };
      const [from, to] = [optionalCount(range, 'from', 1), optionalCount(range, 'to', 1)];
      return (await sessions.steps(idOf(args), from, to)).steps.map(describeStep);
    }),

    /** (text, {session_id?, limit?}?) -> array of steps, the newest first */
    'session.search': method('Session.search', async (args) => {
      const options = args.optionalTable(1);
      const [id, limit] = [optionalText(options, 'session_id'), optionalCount(options, 'limit', 1)];
      const query = {
        ...(id === undefined ? {} : { session: sessionId(id) }),
        ...(limit === undefined ? {} : { limit: Math.min(limit, MOST_FOUND) }),
      };
      return (await sessions.search(args.text(0), query)).map(describeStep);
    }),

    /** () -> id, or nil */
    'session.get_current': method('Session.get_current', (_args, { runId }) => currentSession.of(runId)),

    /** (id or nil) */
    'session.set_current': method('Session.set_current', async (args) => {
      currentSession.choose(args.optional(0) === undefined ? undefined : (await sessions.get(idOf(args))).id);
      return undefined;
    }),
  };
}

/** (id) -> nothing */
function turningMethods(sessions: Sessions): HostMethods {
  const turning = (name: string, turn: (id: string) => Promise<KeptSession>): HostMethod =>
    method(`Session.${name}`, async (args) => {
      await turn(idOf(args));
      return undefined;
    });
  return {
    'session.save': turning('save', (id) => sessions.save(id)),
    'session.complete': turning('complete', (id) => sessions.complete(id)),
    'session.suspend': turning('suspend', (id) => sessions.suspend(id)),
    'session.resume': turning('resume', (id) => sessions.resume(id)),
  };
}

const idOf = (args: Arguments): string => sessionId(args.text(0));

function draftOf(options: ValueObject): Parameters<Sessions['create']>[0] {
  const parent = optionalText(options, 'parent_session_id');
  const name = optionalText(options, 'name');
  return {
    origin: 'script',
    description: optionalText(options, 'description') ?? '',
    tags: optionalTexts(options, 'tags') ?? [],
    metadata: optionalTable(options, 'custom_metadata') ?? {},
    ...(name === undefined ? {} : { name }),
    ...(parent === undefined ? {} : { parent: sessionId(parent) }),
  };
}

function queryOf(options: ValueObject): ValueObject {
  const status = optionalText(options, 'status');
  if (status !== undefined && !SESSION_STATUSES.some((known) => known === status)) {
    throw bad(`status: there is no '${status}'`, `write one of ${SESSION_STATUSES.join(', ')}`);
  }
  const limit = optionalCount(options, 'limit');
  return { status, limit, name: optionalText(options, 'name'), tags: optionalTexts(options, 'tags') };
}
