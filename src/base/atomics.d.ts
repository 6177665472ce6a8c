// Atomics.waitAsync (ES2024), which Node 20 has and the ES2023 library does not declare. Any thread.

interface Atomics {
  waitAsync(
    array: Int32Array,
    index: number,
    value: number,
    timeoutMs?: number,
  ):
    | { readonly async: false; readonly value: 'not-equal' | 'timed-out' }
    | { readonly async: true; readonly value: Promise<'ok' | 'timed-out'> };
}
