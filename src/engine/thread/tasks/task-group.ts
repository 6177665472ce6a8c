// Tasks that somebody waits for, together: until all have ended, the first has, or one has succeeded. Engine thread.

import type { WaitEnd, WaitMode } from '../../../runtime/library.js';
import type { Activity } from './activity.js';

export class TaskGroup {
  /** Who is to go on; nobody where the one that waits could not leave. */
  waiter: Activity | undefined;
  end: WaitEnd | undefined;
  /** The host call of its time limit. */
  timer: number | undefined;
  private left: number;

  constructor(
    private readonly members: readonly Activity[],
    private readonly mode: WaitMode,
  ) {
    this.left = members.length;
    for (const member of members) {
      if (member.hasEnded) this.ended(member);
      else member.groups.add(this);
    }
    if (members.length === 0) this.end = 'over';
  }

  /** A member has ended. */
  ended(member: Activity): void {
    this.left -= 1;
    const isGood = member.status === 'done';
    const isOver =
      this.left === 0 ||
      this.mode === 'first' ||
      (this.mode === 'all' && !isGood) ||
      (this.mode === 'success' && isGood);
    if (isOver) this.end ??= 'over';
  }

  /** Nobody waits any more. */
  leave(): void {
    for (const member of this.members) member.groups.delete(this);
    this.waiter = undefined;
  }
}
