/** The policy card and the workload, part by part. */

import { find } from "../dom.js";
import { whenOpened } from "../unfold.js";
import { bindMode } from "./mode.js";
import { bindRanges } from "./ranges.js";
import { bindTasks } from "./tasks.js";
import { bindWeights } from "./weights.js";
import { bindWorkload } from "./workload.js";

/** Tie all parts to the workbench. */
export function bindPolicies(bench) {
  for (const bind of [bindMode, bindWeights, bindRanges, bindTasks, bindWorkload]) bind(bench);
  whenOpened(find("#interfaces-part"), () => import("./interfaces.js"), ({ bindInterfaces }) => bindInterfaces(bench), bench.tell);
}
