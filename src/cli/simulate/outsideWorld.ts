import { z } from 'zod';
import type { Clock } from '../../domain/clock.ts';
import type { ClinicSlug } from '../../domain/ids.ts';
import { signCalcom } from '../../webhooks/calcom/signature.ts';
import { signChatwoot } from '../../webhooks/chatwoot/signature.ts';
import { CliError } from '../output.ts';
import type { Body, Sender, Step } from './scenario.ts';
import { simulatedSecret } from './simulatedClinic.ts';

/** Where the steps come from: Chatwoot, Cal.com and the patient's browser, as the server sees them. */
export interface OutsideWorld {
  /** Does what a step says. Fails with {@link CliError} where it cannot be done. */
  carryOut(step: Step): Promise<void>;
  /** Webhooks that were taken, by the id of their delivery, with the step (from 1) that sent each. */
  readonly deliveries: ReadonlyMap<string, number>;
}

export interface OutsideOptions {
  /** Of the server, on this machine. */
  readonly url: string;
  readonly clinic: ClinicSlug;
  readonly clock: Clock;
  /** The texts of all messages so far. */
  readonly handed: readonly string[];
}

const receipt = z.object({ delivery: z.string() });

/** What a browser on a phone calls itself: programs that preview links are led elsewhere. */
const browser = 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';

export function outsideWorld({ url, clinic, clock, handed }: OutsideOptions): OutsideWorld {
  const deliveries = new Map<string, number>();
  /** What the links that were followed lead back with. */
  const opened = new Map<string, Body>();
  let count = 0;

  function lastLink(): string {
    const link = handed.flatMap((text) => text.match(/\/b\/[\w.-]+/g) ?? []).at(-1);
    if (link === undefined) throw new CliError(`step ${count}: no booking link has been shared by then`);
    return link;
  }

  /** Follows a link as a browser does, and no further. */
  async function open(link: string): Promise<Body> {
    const response = await fetch(`${url}${link}`, { redirect: 'manual', headers: { 'user-agent': browser } });
    const page = new URL(response.headers.get('location') ?? url);
    const metadata = Object.fromEntries(
      [...page.searchParams].flatMap(([name, value]) => {
        const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
        return key === undefined ? [] : [[key, value]];
      }),
    );
    if (metadata.journey === undefined) throw new CliError(`step ${count}: the booking link does not hold any more`);
    opened.set(link, metadata);
    return metadata;
  }

  /** Whoever books by a link has followed it. */
  async function withLink(body: Body): Promise<Body> {
    const link = lastLink();
    const metadata = opened.get(link) ?? (await open(link));
    const payload = Object(body.payload);
    return { ...body, payload: { ...payload, metadata: { ...payload.metadata, ...metadata } } };
  }

  async function send(sender: Sender, body: Body): Promise<void> {
    const text = JSON.stringify(body);
    const response = await fetch(`${url}/webhooks/${sender}/${clinic}`, {
      method: 'POST',
      body: text,
      headers: { 'content-type': 'application/json', ...signed(sender, text, clock) },
    });
    if (response.status !== 200) throw new CliError(`step ${count}: the webhook was answered with ${response.status}`);
    deliveries.set(receipt.parse(await response.json()).delivery, count);
  }

  return {
    deliveries,
    async carryOut(step) {
      count++;
      if (step.type === 'openLink') await open(lastLink());
      else await send(step.sender, step.linkMetadata ? await withLink(step.body) : step.body);
    },
  };
}

function signed(sender: Sender, text: string, clock: Clock): Readonly<Record<string, string>> {
  if (sender === 'calcom') return { 'x-cal-signature-256': signCalcom(text, simulatedSecret) };
  const timestamp = String(Math.floor(clock.now().getTime() / 1_000));
  return { 'x-chatwoot-timestamp': timestamp, 'x-chatwoot-signature': signChatwoot(text, timestamp, simulatedSecret) };
}
