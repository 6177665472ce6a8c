// Artifacts in the database of their sessions. Control thread.

import type { ArtifactId, ArtifactQuery, ArtifactStore, KeptArtifact, NewArtifact } from './artifact-store.js';
import { packContent, unpackContent } from './content.js';
import type { PackedContent } from './content.js';
import { fits } from './fits-query.js';
import { artifactDamaged, artifactSpace, sessionNotFound } from './session-errors.js';
import { artifactRecord, toArtifact, utf8 } from './session-record.js';
import type { ArtifactRow } from './session-record.js';
import type { Prepare, SqliteDatabase } from './sqlite-database.js';

const COLUMNS = `SELECT artifacts.*, contents.compression, length(contents.bytes) AS stored_size
                 FROM artifacts LEFT JOIN contents ON contents.hash = artifacts.hash`;
const SQL = {
  session: 'SELECT 1 FROM sessions WHERE id = ?',
  used: 'SELECT coalesce(sum(size), 0) AS used FROM artifacts WHERE session = ?',
  next: `INSERT INTO sequences (session, last) VALUES (?, 1)
         ON CONFLICT (session) DO UPDATE SET last = last + 1 RETURNING last`,
  previous: `${COLUMNS} WHERE session = ? AND name = ? ORDER BY sequence DESC LIMIT 1`,
  content: 'INSERT INTO contents (hash, compression, size, bytes) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  put: `INSERT INTO artifacts (session, sequence, hash, name, type, created_at, size, record)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  find: `${COLUMNS} WHERE session = ? AND sequence = ?`,
  bytes: 'SELECT hash, compression, size, bytes FROM contents WHERE hash = ?',
  all: `${COLUMNS} ORDER BY session, sequence`,
  ofSession: `${COLUMNS} WHERE session = ? ORDER BY sequence`,
  delete: 'DELETE FROM artifacts WHERE session = ? AND sequence = ?',
} as const;

export class SqliteArtifactStore implements ArtifactStore {
  constructor(private readonly database: SqliteDatabase) {}

  async put(
    session: string,
    artifact: NewArtifact,
    content: Uint8Array,
    mostBytes: number,
    createdAt = Date.now(),
  ): Promise<KeptArtifact> {
    const packed = await packContent(content);
    return this.database.transaction((statement) => {
      if (statement(SQL.session).get(session) === undefined) throw sessionNotFound(session);
      const { used } = statement(SQL.used).get(session) as { used: number };
      if (used + packed.size > mostBytes) throw artifactSpace(session, mostBytes);
      return insert(statement, session, { ...artifact, createdAt }, packed);
    });
  }

  find(session: string, sequence: number): Promise<KeptArtifact | undefined> {
    return this.database.attempt((statement) => findNow(statement, session, sequence));
  }

  async content({ hash }: ArtifactId): Promise<Uint8Array> {
    const row = await this.database.attempt(
      (statement) => statement(SQL.bytes).get(hash) as unknown as PackedContent | undefined,
    );
    if (row === undefined) throw artifactDamaged(hash);
    return unpackContent(row);
  }

  async query(query: ArtifactQuery): Promise<readonly KeptArtifact[]> {
    const { session, limit } = query;
    const rows = await this.database.attempt(
      (statement) =>
        (session === undefined
          ? statement(SQL.all).all()
          : statement(SQL.ofSession).all(session)) as unknown as ArtifactRow[],
    );
    return rows
      .flatMap(decodedArtifact)
      .filter((artifact) => fits(artifact, query))
      .slice(0, limit);
  }

  async delete(session: string, sequence: number): Promise<boolean> {
    return this.database.transaction((statement) => statement(SQL.delete).run(session, sequence).changes > 0);
  }
}

function insert(
  statement: Prepare,
  session: string,
  artifact: NewArtifact & Pick<KeptArtifact, 'createdAt'>,
  packed: PackedContent,
): KeptArtifact {
  const { last: sequence } = statement(SQL.next).get(session) as { last: number };
  const row = statement(SQL.previous).get(session, utf8(artifact.name)) as ArtifactRow | undefined;
  const previous = row === undefined ? undefined : decodedArtifact(row)[0];
  const lineage = {
    version: (previous?.version ?? 0) + 1,
    parent: previous === undefined ? null : { session, sequence: previous.sequence, hash: previous.hash },
  };
  const { hash, compression, size, bytes } = packed;
  statement(SQL.content).run(hash, compression, size, bytes);
  const record = artifactRecord(artifact, lineage);
  const { name, type, createdAt } = artifact;
  statement(SQL.put).run(session, sequence, hash, utf8(name), utf8(type), createdAt, size, record);
  return findNow(statement, session, sequence)!;
}

function findNow(statement: Prepare, session: string, sequence: number): KeptArtifact | undefined {
  const row = statement(SQL.find).get(session, sequence) as ArtifactRow | undefined;
  return row === undefined ? undefined : decodedArtifact(row)[0];
}

/** One that cannot be read is left out; its session can be read without it. */
function decodedArtifact(row: ArtifactRow): KeptArtifact[] {
  try {
    return [toArtifact(row)];
  } catch {
    return [];
  }
}
