/**
 * A column that is opened in the workbench, and the columns beside it. They are handed to the page
 * at its address once; there they are the state of its place in the tab's history, so they stay
 * while the draft is edited or the page is loaded again, and Back leads to the comparison.
 * Where storage is denied the column opens without the others.
 */

const KEY = "ilx.column";

/** @param column `{compared, place}`: the documents, and which of them the workbench opens */
export function handOver(column, address) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...column, address: new URL(address, location.href).href }));
  } catch {
    return; // as above
  }
}

/** The column that this page is, or undefined. */
export function takeOver() {
  try {
    const { address, ...column } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    sessionStorage.removeItem(KEY);
    if (address === location.href) history.replaceState(column, "");
  } catch {
    // as above
  }
  return history.state?.compared && history.state;
}
