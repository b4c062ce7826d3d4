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

/** Lines of a texture across a mark: [x1, y1, x2, y2] each. */
export function* linesOf({ x, y, width, height, texture, kind }) {
  const name = kind === "pmem" && !texture ? "rising" : texture;
  if (name === "level") {
    for (let at = STEP / 2; at < height; at += STEP) yield [x, y + at, x + width, y + at];
  } else if (name) {
    for (let at = -height; at < width; at += STEP) {
      const [low, high] = name === "rising" ? [y + height, y] : [y, y + height];
      yield [x + at, low, x + at + height, high];
    }
  }
}

function texture(context, mark) {
  const lines = [...linesOf(mark)];
  if (!lines.length) return;
  context.save();
  context.beginPath();
  context.rect(mark.x, mark.y, mark.width, mark.height);
  context.clip();
  context.beginPath();
  for (const [x1, y1, x2, y2] of lines) {
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
  }
  context.strokeStyle = "rgb(255 255 255 / .35)";
  context.stroke();
  context.restore();
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
    texture(context, mark);
  }
  context.fillStyle = "#fff";
  context.font = `11px ${colours.sans}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { label, x, y, width: wide, height: high } of marks) {
    if (label) context.fillText(label, x + wide / 2, y + high / 2 + 0.5);
  }
  if (chosen) frame(context, chosen, colours);
}
