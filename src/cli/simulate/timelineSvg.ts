import type { TimelineRow } from './timeline.ts';

export interface TimelinePicture {
  readonly title: string;
  readonly rows: readonly TimelineRow[];
}

const width = 900;
const axis = 200;
const textLeft = 224;
const top = 84;
/** Heights of a row's title, of each line below it, and of the space to the next row. */
const titleHeight = 20;
const lineHeight = 17;
const gap = 16;
const dayGap = 12;

const style = `
    text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #2b2320; }
    .heading { font-size: 17px; font-weight: 600; }
    .legend, .line { font-size: 12px; fill: #5c514c; }
    .title { font-weight: 600; }
    .day { font-weight: 600; text-anchor: end; }
    .hour { font-size: 12px; fill: #5c514c; text-anchor: end; font-variant-numeric: tabular-nums; }
    .axis { stroke: #d9d0ca; stroke-width: 2; }
    .patient { fill: #ffffff; stroke: #8c6a5d; stroke-width: 2.5; }
    .clinic { fill: #4d7c6f; }
    .staff { fill: #b4572f; }
    .nobody { fill: #ffffff; stroke: #b9afa9; stroke-width: 2; }
    .visit { fill: #58649c; }
    .band { fill: #eef0f8; }`;

const legend = [
  ['patient', 'the patient'],
  ['clinic', 'a message of the clinic'],
  ['nobody', 'a message that waits, or is not sent'],
  ['staff', 'a task for staff'],
  ['visit', 'the visit'],
] as const;

/** Draws a journey from top to bottom as an SVG of 900 units' width: the clinic's days and times, a line, and beside it what happened. */
export function timelineSvg({ title, rows }: TimelinePicture): string {
  const parts: string[] = [];
  let y = top;
  let day = '';
  for (const row of rows) {
    const [date, hour] = [row.at.slice(0, -6), row.at.slice(-5)];
    const isNewDay = date !== day;
    if (isNewDay && day !== '') y += dayGap;
    day = date;
    parts.push(drawn(row, y, isNewDay ? date : null, hour));
    y += heightOf(row) + gap;
  }
  const height = y + 12;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="timeline-title timeline-desc">
  <title id="timeline-title">${escaped(title)}</title>
  <desc id="timeline-desc">${escaped(rows.map((row) => `${row.at}: ${row.title}.`).join(' '))}</desc>
  <style>${style}
  </style>
  <rect width="${width}" height="${height}" fill="#ffffff" rx="8"/>
  <text class="heading" x="24" y="34">${escaped(title)}</text>
${legendDrawn()}
  <line class="axis" x1="${axis}" y1="${top - 10}" x2="${axis}" y2="${height - 20}"/>
${parts.join('\n')}
</svg>
`;
}

const heightOf = ({ lines }: TimelineRow): number => titleHeight + lines.length * lineHeight;

function drawn(row: TimelineRow, y: number, date: string | null, hour: string): string {
  const { by, title, lines } = row;
  const base = y + 4;
  return [
    ...(by === 'visit' ? [`  <rect class="band" x="16" y="${y - 15}" width="${width - 32}" height="${heightOf(row) + 10}" rx="6"/>`] : []),
    ...(date === null ? [] : [`  <text class="day" x="${axis - 66}" y="${base}">${escaped(date)}</text>`]),
    `  <text class="hour" x="${axis - 18}" y="${base}">${escaped(hour)}</text>`,
    `  <circle class="${by}" cx="${axis}" cy="${y}" r="${by === 'visit' ? 8 : 6}"/>`,
    `  <text class="title" x="${textLeft}" y="${base}">${escaped(title)}</text>`,
    ...lines.map(
      (line, index) => `  <text class="line" x="${textLeft}" y="${base + titleHeight + index * lineHeight - 1}">${escaped(line)}</text>`,
    ),
  ].join('\n');
}

function legendDrawn(): string {
  let x = 30;
  return legend
    .map(([by, text]) => {
      const one = `  <circle class="${by}" cx="${x}" cy="54" r="5"/><text class="legend" x="${x + 11}" y="58">${text}</text>`;
      x += 34 + text.length * 6.2;
      return one;
    })
    .join('\n');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign);
