import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTime } from './written-time.js';

const read = (text: string, format: string): string | undefined => readTime(text, format)?.toISOString();

test('reads what a format says', () => {
  assert.equal(read('15.01.2024', '%d.%m.%Y'), '2024-01-15T00:00:00.000Z');
  assert.equal(read('1/5/24 1:07 PM', '%m/%d/%y %I:%M %p'), '2024-01-05T13:07:00.000Z');
  assert.equal(read('12:00 am', '%I:%M %p'), '1970-01-01T00:00:00.000Z');
  assert.equal(read('Sat, 31 January 2026 12:00:00 +0200', '%a, %d %B %Y %T %z'), '2026-01-31T10:00:00.000Z');
  assert.equal(read('2024-060', '%Y-%j'), '2024-02-29T00:00:00.000Z');
  assert.equal(read('2024-01-15 10:00 UTC', '%F %H:%M %Z'), '2024-01-15T10:00:00.000Z');
  assert.equal(read('monday, 5 MAY 2025', '%A, %d %b %Y'), '2025-05-05T00:00:00.000Z');
  assert.equal(read('at 1700000000 (100%)', 'at %s (100%%)'), '2023-11-14T22:13:20.000Z');
});

test('what is written otherwise, and days that there are not, are no times', () => {
  assert.equal(read('2024-01-15', '%d.%m.%Y'), undefined);
  assert.equal(read('31.02.2024', '%d.%m.%Y'), undefined);
  assert.equal(read('15x01x2024', '%d.%m.%Y'), undefined);
  assert.equal(read('366/2023', '%j/%Y'), undefined);
  assert.equal(read('25:00', '%H:%M'), undefined);
  assert.equal(read('13:00 PM', '%I:%M %p'), undefined);
  assert.equal(read('0:30 AM', '%I:%M %p'), undefined);
  assert.equal(read('5 Maybe 2024', '%d %b %Y'), undefined);
  assert.equal(read('Xyz 2024', '%a %Y'), undefined);
  assert.equal(read('10:00 +9999', '%H:%M %z'), undefined);
  assert.equal(read('10:00 CST', '%H:%M %Z'), undefined);
  assert.equal(read('5 Foo 2024', '%d %b %Y'), undefined);
});
