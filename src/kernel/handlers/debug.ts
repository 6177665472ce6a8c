// debug_request: a request of the Debug Adapter Protocol, answered by the session's debugger. Control thread.

import type { ReplyContent, RequestContent } from '../../protocol/requests.js';
import type { Exchange } from '../exchange.js';
import type { Session } from '../session.js';

export function answerDebug(
  { seq, command, arguments: args }: RequestContent<'debug'>,
  { client, identity }: Exchange,
  session: Session,
): Promise<ReplyContent<'debug'>> {
  return session.debugger.request({ id: client.id, identity }, { seq, command, arguments: args });
}
