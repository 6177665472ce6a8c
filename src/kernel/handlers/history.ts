// history_request: earlier inputs, from the store. Control thread.

import type { HistoryEntry as ReplyEntry } from '../../protocol/contents.js';
import type { ReplyContent, RequestContent } from '../../protocol/requests.js';
import type { HistoryEntry, HistoryStore } from '../../services/stores/history-store.js';
import type { KernelHistory, SessionHistory } from '../history.js';

export async function answerHistory(
  request: RequestContent<'history'>,
  history: KernelHistory,
  session: SessionHistory,
): Promise<ReplyContent<'history'>> {
  await history.written();
  const entries = await find(request, await history.store(), session);
  return { status: 'ok', history: entries.map((entry) => toReply(entry, request.output)) };
}

async function find(
  request: RequestContent<'history'>,
  store: HistoryStore,
  session: SessionHistory,
): Promise<readonly HistoryEntry[]> {
  switch (request.hist_access_type) {
    case 'tail':
      return store.tail(request.n);
    case 'range':
      return store.range(await session.number(), request.session, request.start, request.stop);
    case 'search':
      return store.search(request.pattern, {
        isUnique: request.unique,
        ...(request.n === undefined ? {} : { count: request.n }),
      });
  }
}

function toReply({ session, line, input, output }: HistoryEntry, hasOutput: boolean): ReplyEntry {
  return [session, line, hasOutput ? [input, output] : input];
}
