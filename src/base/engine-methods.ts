// Host methods that the engine itself answers: they are not services. Any thread.

/** `readInput(maxBytes)` gives bytes or null at the end; `sleep(ms)` nothing. */
export const ENGINE_METHODS = { readInput: 'engine.read_input', sleep: 'engine.sleep' } as const;
