import { aimsOf } from '../assistant/evaluation/aims.ts';
import type { Measure } from '../assistant/evaluation/measure.ts';
import { intents } from '../domain/conversation/intent.ts';

export interface ReportOptions {
  /** What was asked, and how: the first line. */
  readonly title: string;
  /** How many messages were left to a person. */
  readonly abstained: number;
  /** Of the messages that name a procedure by label or by recognition, how many agree; null when none does. */
  readonly procedures: { readonly right: number; readonly all: number } | null;
}

/** A measure for people: each intent, what was taken for what, and how the aims stand. */
export function evalReport(measure: Measure, { title, abstained, procedures }: ReportOptions): string {
  const { messages, accuracy, macroF1, msPerMessage } = measure;
  return [
    title,
    '',
    ...intentTable(measure),
    '',
    'What was taken for what (rows are true, columns predicted)',
    ...confusionMatrix(measure),
    '',
    ...aimsOf(measure).map(
      ({ name, value, atLeast }) => `${value >= atLeast ? '✓' : '✗'} ${name.padEnd(25)} ${share(value)}  aim ${share(atLeast)}`,
    ),
    '',
    `${messages.toLocaleString('en')} messages: accuracy ${share(accuracy)}, macro-F1 ${share(macroF1)}, ${msPerMessage.toFixed(2)} ms each, ${abstained} left to a person`,
    ...(procedures === null ? [] : [`Procedures: ${procedures.right} of ${procedures.all} recognised as labelled`]),
  ].join('\n');
}

const share = (value: number): string => value.toFixed(3);

const width = Math.max(...intents.map((intent) => intent.length));

const intentTable = ({ labels }: Measure): readonly string[] => [
  `${'intent'.padEnd(width)}  precision  recall     f1  messages`,
  ...intents.flatMap((intent) => {
    const label = labels[intent];
    if (!label) return [];
    const { precision, recall, f1, support } = label;
    return [
      `${intent.padEnd(width)}  ${share(precision).padStart(9)}  ${share(recall).padStart(6)}  ${share(f1)}  ${String(support).padStart(8)}`,
    ];
  }),
];

function confusionMatrix({ labels, confusion }: Measure): readonly string[] {
  const met = intents.filter((intent) => labels[intent]);
  const cell = (text: string): string => text.padStart(5);
  return [
    `${''.padEnd(width)}${met.map((intent) => cell(short(intent))).join('')}`,
    ...met.map((intent) => `${intent.padEnd(width)}${met.map((other) => cell(String(confusion[intent]?.[other] ?? '·'))).join('')}`),
  ];
}

/** Four letters that tell the intents apart: "pre_care" as "pre", "procedure_info" as "proc". */
const short = (intent: string): string => (intent.split('_')[0] ?? '').slice(0, 4);
