/**
 * Whether somebody is there. A page is complete as it comes; what is large and only serves hands
 * on the page (Plotly, 1.4 MB) is loaded at the first sign of them, or after a while of quiet.
 */

const SIGNS = ["pointermove", "pointerdown", "keydown", "touchstart", "wheel", "focusin"];
const QUIET_MS = 8000;

/** Fulfilled at the first sign of somebody. */
export const somebody = new Promise((resolve) => {
  function come() {
    for (const sign of SIGNS) removeEventListener(sign, come, true);
    resolve();
  }
  for (const sign of SIGNS) addEventListener(sign, come, { capture: true, passive: true });
  setTimeout(come, QUIET_MS);
});
