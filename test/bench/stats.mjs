// Medians, spreads and intervals. The interval is a bootstrap with a fixed seed: the same samples give the same interval.

/** @param {readonly number[]} values @returns {number} the middle value, or the mean of the two middle ones */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * @param {readonly number[]} values at least one
 * @param {number} q 0 to 1
 * @returns {number} with linear interpolation between neighbours
 */
export function quantile(values, q) {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = Math.floor(position);
  const high = Math.ceil(position);
  return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
}

/** @param {readonly number[]} values @returns {number} distance between the first and the third quartile */
export function spread(values) {
  return quantile(values, 0.75) - quantile(values, 0.25);
}

/** @param {readonly number[]} values positive @returns {number} */
export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/**
 * The 95 % interval of the median: of medians of samples drawn with replacement.
 *
 * @param {readonly number[]} values
 * @param {{ draws?: number, seed?: number }} [options]
 * @returns {[low: number, high: number]}
 */
export function medianInterval(values, { draws = 10_000, seed = 20_240_101 } = {}) {
  const random = createRandom(seed);
  const medians = Array.from({ length: draws }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)])),
  );
  return [quantile(medians, 0.025), quantile(medians, 0.975)];
}

/**
 * Mulberry32: small, and good enough to draw samples.
 *
 * @param {number} seed
 * @returns {() => number} numbers in [0, 1)
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
