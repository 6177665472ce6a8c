// How many events every event store keeps, so that none grows without end. Any thread.

/** The newest. */
export const EVENTS_KEPT = 100_000;
