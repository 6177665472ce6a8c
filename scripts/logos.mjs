// The logos that Jupyter shows: a moon for Lua, a spark for the spell. One drawing, written as SVG and painted as PNG in the two
// sizes that a kernelspec has.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

/** Side of the drawing. */
const SIDE = 64;
const NIGHT = '#1b2a6b';
const MOON = '#f4f1de';
const SPARK = '#ffb703';

/** From the back to the front: how a shape is written, and whether a point lies in it. */
const shapes = [
  roundedSquare(NIGHT, 12),
  circle(MOON, 29, 35, 21),
  circle(NIGHT, 38, 27, 18),
  spark(SPARK, 45, 20, 14),
];

function roundedSquare(color, radius) {
  const beyond = (at) => Math.max(radius - at, at - (SIDE - radius), 0);
  return {
    color,
    svg: `<rect width="${SIDE}" height="${SIDE}" rx="${radius}" fill="${color}"/>`,
    has: (x, y) => Math.hypot(beyond(x), beyond(y)) <= radius,
  };
}

function circle(color, cx, cy, r) {
  return {
    color,
    svg: `<circle cx="${cx}" cy="${cy}" r="${r}" fill="${color}"/>`,
    has: (x, y) => Math.hypot(x - cx, y - cy) <= r,
  };
}

/** Four points with hollow sides: a quadratic curve around the centre is √x + √y = √r. */
function spark(color, cx, cy, r) {
  const tips = [`${cx} ${cy - r}`, `${cx + r} ${cy}`, `${cx} ${cy + r}`, `${cx - r} ${cy}`, `${cx} ${cy - r}`];
  const sides = tips.slice(1).map((tip) => `Q${cx} ${cy} ${tip}`);
  return {
    color,
    svg: `<path d="M${tips[0]}${sides.join('')}Z" fill="${color}"/>`,
    has: (x, y) => Math.sqrt(Math.abs(x - cx)) + Math.sqrt(Math.abs(y - cy)) <= Math.sqrt(r),
  };
}

export function toSvg() {
  const lines = shapes.map(({ svg }) => `  ${svg}\n`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIDE} ${SIDE}">\n${lines}</svg>\n`;
}

/** @param {number} size in pixels @returns {Buffer} eight bits each of red, green, blue and opacity */
export function toPng(size) {
  const header = Buffer.from([0, 0, 0, size, 0, 0, 0, size, 8, 6, 0, 0, 0]);
  const rows = Array.from({ length: size }, (_none, y) => [
    Buffer.from([0]),
    ...Array.from({ length: size }, (_same, x) => pixel(x, y, SIDE / size)),
  ]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.concat(rows.flat()), { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** Points looked at in each direction of a pixel, for smooth edges. */
const POINTS = 8;

function pixel(x, y, scale) {
  const sum = [0, 0, 0, 0];
  for (let at = 0; at < POINTS * POINTS; at++) {
    const px = (x + ((at % POINTS) + 0.5) / POINTS) * scale;
    const py = (y + (Math.floor(at / POINTS) + 0.5) / POINTS) * scale;
    const color = shapes.findLast((shape) => shape.has(px, py))?.color;
    if (color === undefined) continue;
    for (let part = 0; part < 3; part++) sum[part] += Number.parseInt(color.slice(1 + 2 * part, 3 + 2 * part), 16);
    sum[3] += 1;
  }
  const covered = Math.max(sum[3], 1);
  const [red, green, blue] = sum.map((value) => Math.round(value / covered));
  return Buffer.from([red, green, blue, Math.round((255 * sum[3]) / (POINTS * POINTS))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Writes the three files, named as kernelspecs name them. */
export function writeLogos(folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'logo-svg.svg'), toSvg());
  for (const size of [32, 64]) writeFileSync(join(folder, `logo-${size}x${size}.png`), toPng(size));
}
