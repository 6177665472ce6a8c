import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSecretName, maskSource, REDACTED, redactPreview, redactText } from './redact.js';

test('names that hold secrets', () => {
  for (const name of ['api_key', 'OPENAI_API_KEY', 'apiKey', 'token', 'access_token', 'db.password', 'client-secret'])
    assert.ok(isSecretName(name), name);
});

test('names that only sound like it', () => {
  for (const name of ['key', 'tokens', 'max_tokens', 'token_count', 'primary_key', 'monkey', 'keyboard', 'secret_name'])
    assert.ok(!isSecretName(name), name);
});

test('a secret text goes, a secret number stays', () => {
  assert.equal(redactPreview('api_key', 'string', '"hello"'), REDACTED);
  assert.equal(redactPreview('token', 'number', '42'), '42');
  assert.equal(redactPreview('name', 'string', '"Ada"'), '"Ada"');
});

test('fields of a table preview are redacted by their names', () => {
  assert.equal(
    redactPreview('config', 'table', '{api_key="abc def", model="x", max_tokens=100, 2 more}'),
    `{api_key=${REDACTED}, model="x", max_tokens=100, 2 more}`,
  );
  assert.equal(redactPreview('c', 'table', '{password="cut off he'), `{password=${REDACTED}`);
});

test('values that look like secrets go wherever they stand', () => {
  assert.equal(redactText('key sk-abcdefghijklmnop rejected'), `key ${REDACTED} rejected`);
  assert.equal(redactText('Authorization: Bearer abc.def-12345'), `Authorization: Bearer ${REDACTED}`);
  assert.equal(redactText('https://bob:hunter2@example.com/x'), `https://bob:${REDACTED}@example.com/x`);
  assert.equal(redactText('GET /?api_key=12ab34&x=1'), `GET /?api_key=${REDACTED}&x=1`);
  assert.equal(redactText('{"token": "abc", "n": 1}'), `{"token": ${REDACTED}, "n": 1}`);
  assert.match(redactText('eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc'), /^<redacted>$/);
});

// Time that grows with the square of the length would run into the limit.
test('long texts are read once', { timeout: 60_000 }, () => {
  for (const part of ['a', ' ', 'a=', 'sk-', '"a":', 'Bearer ']) {
    const text = part.repeat(200_000);
    assert.ok(redactText(text).length <= text.length);
  }
});

test('ordinary messages stay as they are', () => {
  for (const text of [
    'unexpected token: end',
    "bad argument #1 to 'insert' (table expected, got nil)",
    'a == b',
    'sk-8',
  ])
    assert.ok(redactText(text).length <= text.length);
});

test('source keeps its columns when secrets are covered', () => {
  assert.equal(maskSource('local api_key = "abc-123" -- x'), 'local api_key = "*******" -- x');
  assert.equal(maskSource("h = { ['x-api-key'] = 'abc', n = 1 }"), "h = { ['x-api-key'] = '***', n = 1 }");
  assert.equal(maskSource('call("sk-abcdefghijklmnop")'), 'call("*******************")');
  assert.equal(maskSource('token = tokens[i]'), 'token = tokens[i]');
});
