// How requests to model servers leave: without following redirects, and without a key that is none. Control thread.

/** Headers in which SDKs send a key, also an empty one. */
const KEY_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key'];

export function sdkFetch(hasKey: boolean): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    if (!hasKey) for (const name of KEY_HEADERS) if (isEmpty(headers.get(name))) headers.delete(name);
    // A redirect would carry prompt and key to a host that nobody configured or allowed.
    return fetch(input, { ...init, headers, redirect: 'manual' });
  };
}

function isEmpty(value: string | null): boolean {
  return value === null || value.trim() === '' || value.trim() === 'Bearer';
}
