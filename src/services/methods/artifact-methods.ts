// What `Artifact` reaches. Control thread.

import { basename } from 'node:path';
import type { HostMethods, Value } from '../../base/values.js';
import type { Arguments } from '../arguments.js';
import type { Services } from '../services.js';
import type { ArtifactDraft } from '../sessions/artifacts.js';
import { bad, optionalCount, optionalText, optionalTexts, optionalTime, sessionId } from '../sessions/script-fields.js';
import { describeArtifact, describeArtifactId } from '../sessions/views.js';
import type { ArtifactId, ArtifactQuery } from '../stores/artifact-store.js';
import { readWhole } from '../tools/files.js';
import { compact, isValueObject, luaTypeOf } from '../value-kinds.js';
import type { ValueObject } from '../value-kinds.js';
import { method } from './method.js';

export function artifactMethods({ archive, currentSession, policy }: Services): HostMethods {
  const { artifacts, sessions } = archive;
  const sessionOf = async (text: string, runId: string): Promise<string> => {
    if (text !== '') return sessionId(text);
    const current = await currentSession.of(runId);
    if (current !== undefined) return current;
    throw bad('no session is current', 'give an id, or say which one is: Session.set_current(id)');
  };
  return {
    /** (session id, type, name, content, metadata?) -> {content_hash, session_id, sequence} */
    'artifact.store': method('Artifact.store', async (args, { runId }) => {
      const [session, type, name] = [await sessionOf(args.text(0), runId), args.text(1), args.text(2)];
      const content = contentOf(args.optional(3));
      return describeArtifactId(await artifacts.store(session, draftOf(type, name, args.optionalTable(4)), content));
    }),

    /** (session id, path, type, metadata?) -> the same, with the name of the file */
    'artifact.store_file': method('Artifact.store_file', async (args, { runId, signal, workingDirectory }) => {
      const [session, path, type] = [await sessionOf(args.text(0), runId), args.text(1), args.text(2)];
      const draft = draftOf(type, basename(path), args.optionalTable(3));
      const content = await readWhole(path, { policy: policy.from(workingDirectory), signal });
      return describeArtifactId(await artifacts.store(session, draft, content));
    }),

    /** (session id, {content_hash, session_id?, sequence}) -> {metadata, content} */
    'artifact.get': method('Artifact.get', async (args, { runId }) => {
      const { artifact, content } = await artifacts.get(idOf(args, await sessionOf(args.text(0), runId)));
      return { metadata: describeArtifact(artifact), content };
    }),

    /** (session id) -> array of metadata; "" is the current session */
    'artifact.list': method('Artifact.list', async (args, { runId }) => {
      const { id } = await sessions.get(await sessionOf(args.text(0), runId));
      return (await artifacts.list(id)).map(describeArtifact);
    }),

    /** (session id, {content_hash, session_id?, sequence}) */
    'artifact.delete': method('Artifact.delete', async (args, { runId }) => {
      await artifacts.delete(idOf(args, await sessionOf(args.text(0), runId)));
      return undefined;
    }),

    /** ({session_id?, type?, name_pattern?, tags?, ...}?) -> array of metadata */
    'artifact.query': method('Artifact.query', async (args, { runId }) => {
      const options = args.optionalTable(0);
      const named = optionalText(options, 'session_id');
      const session = named === undefined ? undefined : await sessionOf(named, runId);
      return (await artifacts.query(queryOf(options, session))).map(describeArtifact);
    }),
  };
}

function contentOf(value: Value): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  if (value instanceof Uint8Array) return value;
  throw bad(`content: a string expected, got ${luaTypeOf(value)}`, 'write a table with JSON.stringify first');
}

/** Fields of the metadata that have no meaning of their own are kept as custom ones. */
function draftOf(type: string, name: string, metadata: ValueObject): ArtifactDraft {
  if (type === '') throw bad('type: it is empty', 'write tool_result, agent_output, or a word of your own');
  if (name === '') throw bad('name: it is empty', 'write what it is, such as report.md');
  const { description, mime_type, tags, created_by, custom, ...others } = metadata;
  const own = isValueObject(custom) ? custom : compact({ custom });
  const [text, mimeType] = [optionalText({ description }, 'description'), optionalText({ mime_type }, 'mime_type')];
  const createdBy = optionalText({ created_by }, 'created_by');
  return {
    ...{ name, type, tags: optionalTexts({ tags }, 'tags') ?? [], custom: { ...own, ...others } },
    ...(text === undefined ? {} : { description: text }),
    ...(mimeType === undefined ? {} : { mimeType }),
    ...(createdBy === undefined ? {} : { createdBy }),
  };
}

function idOf(args: Arguments, session: string): ArtifactId {
  const { content_hash: hash, session_id: owner, sequence } = args.table(1);
  if (typeof hash !== 'string' || typeof sequence !== 'number') {
    throw bad('this is no id of an artifact', 'give what Artifact.store gave, or field id of one in Artifact.list');
  }
  if (typeof owner !== 'string' || owner === session) return { session, sequence, hash };
  throw bad(`the artifact is one of session ${owner}, not of ${session}`, 'give the id of its session');
}

function queryOf(options: ValueObject, session: string | undefined): ArtifactQuery {
  return compact({
    session,
    type: optionalText(options, 'type'),
    namePattern: optionalText(options, 'name_pattern'),
    tags: optionalTexts(options, 'tags'),
    createdAfter: optionalTime(options, 'created_after'),
    createdBefore: optionalTime(options, 'created_before'),
    minSize: optionalCount(options, 'min_size'),
    maxSize: optionalCount(options, 'max_size'),
    limit: optionalCount(options, 'limit'),
  });
}
