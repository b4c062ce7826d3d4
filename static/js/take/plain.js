/** A figure's table as a spreadsheet computes with it: numbers of the result, units in the head. Pure. */

const DIGITS = 6;

const short = (value) => (value === null ? "" : Number(value.toPrecision(DIGITS)));
const count = (text) => Number(String(text).replaceAll(/\D/g, ""));

/** Measured ways stand in for the links that they replace. */
function loaded(links) {
  const measured = links.some(({ id }) => id.startsWith("access "));
  return links.filter((link) => link.gb_per_s || !measured);
}

function shares(rows) {
  const total = rows.reduce((sum, row) => sum + count(row[1]), 0) || 1;
  return rows.map((row) => [count(row[1]), (100 * count(row[1])) / total, count(row[3])]);
}

/** Numbers of a figure's rows, from its second column on. */
const NUMBERS = {
  bandwidth: (_, { curve }) => curve.points.map(([, ...rates]) => rates),
  distribution: (rows) => shares(rows),
  latency: (_, { latency }) => latency.flatMap(({ points }) => points),
  utilisation: (_, { nodes, links }) => [...nodes.filter(({ utilisation }) => utilisation !== null), ...loaded(links)].map(({ utilisation }) => [100 * utilisation]),
};

/** The table {head, rows} of a figure of `result`; one that has only whole numbers stays as it is. */
export function plainTable(name, table, result) {
  if (!Object.hasOwn(NUMBERS, name)) return table;
  const numbers = NUMBERS[name](table.rows, result);
  const percents = table.head.map((_, column) => table.rows.some((row) => String(row[column]).endsWith("%")));
  return {
    head: table.head.map((word, column) => (percents[column] ? `${word} (%)` : word)),
    rows: table.rows.map(([first], place) => [first, ...numbers[place].map(short)]),
  };
}
