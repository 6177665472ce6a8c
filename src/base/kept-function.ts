// The name under which the control thread asks the engine for a function that a script has left with it. Any thread.

/** Host function of the engine: (key) -> the function, or nil. */
export const KEPT_FUNCTION = 'kept.function';
