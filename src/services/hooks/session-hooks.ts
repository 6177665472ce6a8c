// The hook points of kept sessions, by the methods that fire them. Any thread.

import type { HookPoint } from '../../base/hook-points.js';
import type { Value } from '../../base/values.js';
import type { Points } from './operation.js';
import type { Hooked } from './with-hooks.js';

const textOf = (value: Value): string => (typeof value === 'string' ? value : '');

/** All but the first fire before it is done, so that hooks may cancel it. */
export const SESSIONS: Readonly<Record<string, Hooked>> = {
  'session.create': {
    points: { before: [], after: 'SessionStart' },
    type: 'session',
    name: () => '',
    data: ([options]) => ({ options }),
    args: (args) => args,
  },
  'session.complete': turn('SessionEnd', 'complete'),
  'session.delete': turn('SessionEnd', 'delete'),
  'session.suspend': turn('SessionCheckpoint', 'suspend'),
  'session.resume': turn('SessionRestore', 'resume'),
  'session.load': turn('SessionRestore', 'load'),
  'session.save': turn('SessionSave', 'save'),
};

function turn(point: HookPoint, operation: string): Hooked {
  const points: Points = { before: [point] };
  return {
    ...{ points, type: 'session' },
    name: ([id]) => textOf(id),
    data: ([id]) => ({ session_id: id, operation }),
    args: (args) => args,
  };
}
