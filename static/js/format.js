/** Numbers as people read them, in the language of the page: as app/present/text.py writes them. */

const THIN = "\u202f";
const language = globalThis.document?.documentElement?.lang || "en";

/** A number with so many digits behind the decimal sign of the page's language. */
export const decimal = (value, digits) => value.toFixed(digits).replace(".", language === "de" ? "," : ".");

/** MiB/s as decimal GB/s with three significant digits. */
export function gbPerS(mibPerS) {
  const rate = mibPerS * 1.048576e-3;
  return decimal(rate, rate >= 99.95 ? 0 : rate >= 9.995 ? 1 : 2);
}

/** A size in MiB in the largest unit that keeps it above one: 60.4 GiB. */
export function mib(size) {
  const units = ["MiB", "GiB", "TiB", "PiB", "EiB"];
  let value = size;
  while (value >= 1024 && units.length > 1) {
    value /= 1024;
    units.shift();
  }
  return `${decimal(value, value >= 99.95 || Number.isInteger(value) ? 0 : 1)}${THIN}${units[0]}`;
}
