/** Paints the strip's marks on a canvas, sharp on every screen, in the page's colours. */

const KINDS = ["dram", "hbm", "cxl", "remote", "pmem"];
const STEP = 5;

/** The colours of the page as it is now, dark or light, on screen or on paper. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    ...Object.fromEntries(KINDS.map((kind) => [kind, of(`--${kind}-deep`)])),
    absent: of("--absent"), zero: of("--pmem"), ink: of("--ink"), card: of("--card"), sans: of("--sans"),
  };
}

/** Lines of a texture across a mark, cut at its edges: [x1, y1, x2, y2] each. */
export function* linesOf({ x, y, width, height, texture, kind }) {
  const name = kind === "pmem" && !texture ? "rising" : texture;
  if (name === "level") {
    for (let at = STEP / 2; at < height; at += STEP) yield [x, y + at, x + width, y + at];
  } else if (name) {
    const [foot, slope] = name === "rising" ? [y + height, -1] : [y, 1];
    for (let at = -height; at < width; at += STEP) {
      const [from, to] = [Math.max(0, -at), Math.min(height, width - at)];
      if (from < to) yield [x + at + from, foot + slope * from, x + at + to, foot + slope * to];
    }
  }
}

/** The textures of all marks, in one stroke. */
function texture(context, marks) {
  context.beginPath();
  for (const mark of marks) {
    for (const [x1, y1, x2, y2] of linesOf(mark)) {
      context.moveTo(x1, y1);
      context.lineTo(x2, y2);
    }
  }
  context.strokeStyle = "rgb(255 255 255 / .35)";
  context.stroke();
}

function frame(context, { x, y, width, height }, colours) {
  context.lineWidth = 6;
  context.strokeStyle = colours.card;
  context.strokeRect(x + 1, y + 1, width - 2, height - 2);
  context.lineWidth = 3;
  context.strokeStyle = colours.ink;
  context.strokeRect(x + 1, y + 1, width - 2, height - 2);
}

/** Paint marks on a canvas of the layout's size; `chosen` is the rectangle of the chosen cell. */
export function paint(canvas, { marks, layout, colours, chosen, ratio }) {
  const [width, height] = [Math.round(layout.width * ratio), Math.round(layout.height * ratio)];
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${layout.width}px`;
  canvas.style.height = `${layout.height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  context.lineWidth = 1;
  for (const mark of marks) {
    context.fillStyle = colours[mark.kind];
    context.fillRect(mark.x, mark.y, mark.width, mark.height);
  }
  texture(context, marks);
  context.fillStyle = "#fff";
  context.font = `11px ${colours.sans}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { label, x, y, width: wide, height: high } of marks) {
    if (label) context.fillText(label, x + wide / 2, y + high / 2 + 0.5);
  }
  if (chosen) frame(context, chosen, colours);
}
