// The test runner's own report, with every skip and its reason once more before the closing summary, where it is seen, and how the process of a
// file ended that did not end as one whose tests failed.
import { spec as Spec } from 'node:test/reporters';
import { Readable } from 'node:stream';

/** The first line of the summary: `tests 12`. */
const isSummary = (event) =>
  event.type === 'test:diagnostic' && event.data.nesting === 0 && /^tests \d+$/.test(event.data.message);

const isSkip = (event) => event.type === 'test:pass' && event.data.skip !== undefined;

/** The process of a file ended by a signal, or with another code than that of failed tests. */
const isCrash = ({ type, data }) => {
  const { exitCode, signal } = (type === 'test:fail' && data.details?.error) || {};
  return (signal ?? null) !== null || (exitCode ?? 1) !== 1;
};

/** @param {AsyncIterable<{ type: string, data: any }>} events what the runner reports, in order */
export async function* withSkips(events) {
  const messages = [];
  for await (const event of events) {
    if (isSkip(event)) messages.push(describeSkip(event.data));
    if (isCrash(event)) messages.push(describeCrash(event.data));
    if (isSummary(event)) {
      for (const message of messages) yield { type: 'test:diagnostic', data: { nesting: 0, message } };
      messages.length = 0;
    }
    yield event;
  }
}

function describeCrash({ name, details: { error } }) {
  return `ended: ${name}: ${error.signal ? `by ${error.signal}` : `with code ${error.exitCode}`}`;
}

function describeSkip({ name, skip }) {
  return `skip: ${name}: ${typeof skip === 'string' && skip !== '' ? skip : 'no reason given'}`;
}

/** @param {AsyncIterable<{ type: string, data: any }>} source */
export default async function* report(source) {
  yield* Readable.from(withSkips(source)).compose(new Spec());
}
