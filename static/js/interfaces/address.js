/** The address that a form says, without the fields that are empty. Pure. */

export function addressOf(fields, outcome = null) {
  const query = new URLSearchParams();
  for (const [name, value] of fields) if (value !== "") query.append(name, value);
  if (outcome) query.set("outcome", outcome);
  return `/interfaces?${query}`;
}

/** Where a step of a schedule stands when step `at` is shown. */
export const momentClass = (step, at) => (step < at ? "done" : step === at ? "now" : "later");
