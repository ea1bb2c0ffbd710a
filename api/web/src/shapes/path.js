// Small helpers that write SVG path data, so that every silhouette is a list of [tone, path].

/** A circle. */
export function circle(x, y, radius) {
  return ellipse(x, y, radius, radius);
}

/** An ellipse with its axes along the page. */
export function ellipse(x, y, rx, ry) {
  return `M${x - rx} ${y}a${rx} ${ry} 0 1 1 ${2 * rx} 0a${rx} ${ry} 0 1 1 ${-2 * rx} 0Z`;
}

/** A rectangle with rounded corners. */
export function box(x, y, width, height, radius = 0) {
  const r = Math.min(radius, width / 2, height / 2);
  const corner = (dx, dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
  return (
    `M${x + r} ${y}h${width - 2 * r}${corner(r, r)}v${height - 2 * r}${corner(-r, r)}` +
    `h${2 * r - width}${corner(-r, -r)}v${2 * r - height}${corner(r, -r)}Z`
  );
}
