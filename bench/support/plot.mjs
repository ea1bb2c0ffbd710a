// Line charts as SVG, y logarithmic: what measurements span differs by orders of magnitude.

const margin = 64;
const colours = ['#2a7f62', '#c26b1f', '#a02c2c', '#3b5ba5', '#6b6b6b'];

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** 1500000 as 1.5M: what fits below an axis. */
export function short(number) {
    const [size, unit] = number >= 1e6 ? [1e6, 'M'] : number >= 1e3 ? [1e3, 'k'] : [1, ''];
    return `${Number((number / size).toPrecision(3))}${unit}`;
}

/** From a value to where it lies between `low` and `high`; a linear scale begins at 0. */
function scale(values, isLogarithmic, [low, high]) {
    const place = isLogarithmic ? Math.log10 : (value) => value;
    const from = isLogarithmic ? place(Math.min(...values)) : 0;
    const span = place(Math.max(...values)) - from || 1;
    return (value) => low + ((high - low) * (place(value) - from)) / span;
}

/** The powers of ten that enclose all of `values`. */
function decadesAround(values) {
    const low = Math.floor(Math.log10(Math.min(...values)));
    const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
    return Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i));
}

/** Moves labels at these heights down until none is on another. */
function apart(heights) {
    const moved = [...heights];
    let next = -Infinity;
    for (const i of heights.map((_, at) => at).sort((a, b) => heights[a] - heights[b])) {
        moved[i] = Math.max(heights[i], next);
        next = moved[i] + 13;
    }
    return moved;
}

/**
 * One chart. `lines`: [{ label, points: [[x, y], ...] }], every y above 0. `x`: { label, ticks,
 * isLogarithmic }, with the ticks inside the range of the points. `unit`: of y.
 */
export function chart({ width, height, title = '', x, unit, lines }) {
    const points = lines.flatMap((line) => line.points);
    const decades = decadesAround(points.map(([, value]) => value));
    const top = title ? margin : margin / 2;
    const atX = scale(points.map(([value]) => value), x.isLogarithmic, [margin, width - margin]);
    const atY = scale(decades, true, [height - margin, top]);
    const place = ([left, up]) => `${atX(left).toFixed(1)},${atY(up).toFixed(1)}`;
    const grid = decades.map((value) => `<line x1="${margin}" x2="${width - margin}"
 y1="${atY(value)}" y2="${atY(value)}" stroke="#ddd"/>
<text x="${margin - 6}" y="${atY(value) + 4}" text-anchor="end">${short(value)} ${unit}</text>`);
    const ticks = x.ticks.map((value) => `<text x="${atX(value)}" y="${height - margin + 18}"
 text-anchor="middle">${short(value)}</text>`);
    const ends = lines.map((line) => line.points[line.points.length - 1]);
    const heights = apart(ends.map(([, value]) => atY(value) + 4));
    const drawn = lines.map((line, i) => {
        const colour = colours[i % colours.length];
        const dots = line.points.map(([left, up]) => `<circle cx="${atX(left).toFixed(1)}"
 cy="${atY(up).toFixed(1)}" r="2.5" fill="${colour}"/>`);
        return `<polyline points="${line.points.map(place).join(' ')}" fill="none"
 stroke="${colour}" stroke-width="2"/>${dots.join('')}
<text x="${atX(ends[i][0]) + 6}" y="${heights[i]}" fill="${colour}">${escaped(line.label)}</text>`;
    });
    return `<text x="${width / 2}" y="20" text-anchor="middle" font-size="14">${escaped(title)}</text>
${[...grid, ...ticks, ...drawn].join('\n')}
<text x="${width / 2}" y="${height - 12}" text-anchor="middle">${escaped(x.label)}</text>`;
}

/** A whole file of charts of one size, `columns` side by side. */
export function svg(charts, { width, height, columns = 1 }) {
    const rows = Math.ceil(charts.length / columns);
    const placed = charts.map((content, i) => {
        const [left, up] = [(i % columns) * width, Math.floor(i / columns) * height];
        return `<g transform="translate(${left},${up})">\n${content}\n</g>`;
    });
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${columns * width}"
 height="${rows * height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${placed.join('\n')}
</svg>\n`;
}
