// The global `Event`. Data only.

import type { DocumentedRow } from '../documented.js';

const WAIT = `local id = Event.subscribe("job.*")
Event.publish("job.done", {name = "report"})
print(Event.receive(id, 100).data.name)`;

export const EVENT: readonly DocumentedRow[] = [
  ['Event', undefined, 'table', 'What happens, told to whoever has subscribed: by scripts of all sessions of the kernel, by the engine, by clients.', undefined, WAIT],
  ['Event.publish', 'type: string, data: any, options?: table', 'boolean', 'Tells all who have subscribed; true, without waiting for them. Options: `correlation_id`, a UUID that joins events, `ttl_seconds`, `language`.', undefined, WAIT],
  ['Event.subscribe', 'pattern: string, options?: table', 'string', 'From now on keeps events for Event.receive: of one type, those that begin as `job.*` does, or all with `*`. Gives the id of the subscription.', undefined, WAIT],
  ['Event.receive', 'id: string, timeout_ms?: integer', 'table', 'Waits for the next event: event_type, data, timestamp, correlation_id, metadata with the run and the session. `missed` says how many were dropped before it. Waits for 5000 ms where nothing is said.', 'none came in time', WAIT],
  ['Event.unsubscribe', 'id: string', 'boolean', 'Ends a subscription; whether it was there.'],
  ['Event.list_subscriptions', '', 'table', 'The subscriptions of the session: id, pattern, language, and how many events wait, were delivered and dropped.'],
  ['Event.get_stats', '', 'table', 'Counts of all events of the kernel, and of the subscriptions of the session.'],
]; // prettier-ignore
