// What a row of the table is, and how samples become a verdict.

import { geometricMean, median, medianInterval, spread } from './stats.mjs';

/**
 * `most` and `least` bound the judged figure; `interval` asks that the 95 % interval of the ratio includes the value.
 *
 * @typedef {object} Target
 * @property {'most' | 'least' | 'interval'} at
 * @property {number} value
 * @property {string} unit `x` for a ratio to the baseline
 * @property {boolean} [scales] an absolute time or rate, given for a machine on which `node -e 0` takes 50 ms
 */

/**
 * @typedef {object} Measurement
 * @property {string} unit of the samples
 * @property {readonly number[]} samples
 * @property {readonly number[]} [baseline] what was measured in alternation with the samples
 * @property {readonly number[]} [ratios] one per pair
 * @property {number} judged the figure that is compared with the target, in the target's unit
 * @property {string} [note]
 */

/**
 * @typedef {object} Row
 * @property {string} group
 * @property {string} name
 * @property {Target} [target] none: the row is there to be known
 * @property {readonly string[]} [needs] programs without which the row is skipped
 * @property {(context: import('./context.mjs').Context) => Promise<Measurement>} measure
 */

/**
 * @typedef {object} Result
 * @property {string} group
 * @property {string} name
 * @property {Target} [target] scaled to this machine
 * @property {string} [skipped] why there are no figures
 * @property {string} [failed] what was wrong: output that differs, a process that ended badly
 * @property {Figures} [figures]
 * @property {boolean} [reached]
 */

/**
 * @typedef {object} Figures
 * @property {string} unit
 * @property {number} median
 * @property {number} spread interquartile range
 * @property {number} [baseline] median
 * @property {number} [ratio] median of the pairs' ratios
 * @property {readonly [number, number]} [interval] 95 % of the ratio
 * @property {number} judged
 * @property {number} pairs how many samples
 * @property {readonly number[]} samples
 * @property {readonly number[]} [ratios]
 * @property {string} [note]
 */

/** @param {readonly number[]} samples @param {string} unit @returns {Measurement} judged by its median */
export function measured(samples, unit) {
  return { unit, samples, judged: median(samples) };
}

/**
 * @param {{ ours: readonly number[], theirs: readonly number[] }} pairs
 * @param {string} unit
 * @returns {Measurement} judged by the median of the pairs' ratios
 */
export function comparedPairs({ ours, theirs }, unit) {
  const ratios = ours.map((value, i) => value / theirs[i]);
  return { unit, samples: ours, baseline: theirs, ratios, judged: median(ratios) };
}

/** @param {readonly (readonly number[])[]} series of equal length @returns {number[]} the geometric mean of each column */
export function geometricMeans(series) {
  return (series[0] ?? []).map((_value, i) => geometricMean(series.map((values) => values[i])));
}

/** @param {Target | undefined} target @param {number} scale @returns {Target | undefined} what this machine has to reach */
export function scaledTarget(target, scale) {
  if (!target?.scales) return target;
  return { ...target, value: target.at === 'least' ? target.value / scale : target.value * scale };
}

/** @param {Row} row @param {Measurement} measurement @param {number} scale @returns {Result} */
export function judge({ group, name, target }, measurement, scale) {
  const { ratios, baseline, samples } = measurement;
  const interval = ratios && medianInterval(ratios);
  const figures = {
    unit: measurement.unit,
    median: median(samples),
    spread: spread(samples),
    ...(baseline && { baseline: median(baseline) }),
    ...(ratios && { ratio: median(ratios), ratios }),
    ...(interval && { interval }),
    judged: measurement.judged,
    pairs: samples.length,
    samples,
    ...(measurement.note && { note: measurement.note }),
  };
  const aim = scaledTarget(target, scale);
  return { group, name, ...(aim && { target: aim, reached: reaches(aim, measurement.judged, interval) }), figures };
}

/** @param {Target} target @param {number} judged @param {readonly [number, number] | undefined} interval */
function reaches(target, judged, interval) {
  if (target.at === 'most') return judged <= target.value;
  if (target.at === 'least') return judged >= target.value;
  if (!interval) throw new Error('a target on the interval needs pairs');
  return interval[0] <= target.value && target.value <= interval[1];
}
