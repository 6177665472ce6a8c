// Inputs of the prompt that are not kept where nothing else is configured: assignments of texts to what is called like a secret. Any thread.

export const SECRETS: readonly string[] = ['password', 'secret', 'token', 'api_?key'].map(
  (name) => `${name}\\w* *= *["']`,
);
