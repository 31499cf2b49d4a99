import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

/** The browser of the machine; `CHROMIUM` names another. */
const program = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';

export const chromiumIsPresent = existsSync(program);

/** A page in Chromium at the size of a small phone, with scripts switched off; a test taps and types in it as a person does. */
export interface PhonePage {
  /** Opens an address, and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** Taps the middle of the first element that fits, and waits for the next page when it leads to one. */
  tap(selector: string, leads?: 'to another page'): Promise<void>;
  /** Taps a field until all in it is chosen, and types in its place. */
  type(selector: string, text: string): Promise<void>;
  /** The page's words, and what stands in its fields. */
  text(): Promise<string>;
  /** How wide its content is, in CSS pixels; the phone has 360. */
  width(): Promise<number>;
  /** Closes the tab and opens another, which remembers nothing. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

interface Answered {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly result?: Readonly<Record<string, never>>;
  readonly error?: { readonly message: string };
}

/** Speaks Chromium's DevTools protocol to one browser. */
async function connect(url: string) {
  const socket = new WebSocket(url);
  await once(socket, 'open');
  let sent = 0;
  const waiting = new Map<number, PromiseWithResolvers<Readonly<Record<string, unknown>>>>();
  const listening = new Map<string, () => void>();
  socket.on('message', (data) => {
    const { id, method, sessionId, result, error } = JSON.parse(String(data)) as Answered; // the protocol's shape
    if (id === undefined) return listening.get(`${sessionId} ${method}`)?.();
    if (error) waiting.get(id)?.reject(new Error(error.message));
    else waiting.get(id)?.resolve(result ?? {});
    waiting.delete(id);
  });
  return {
    async send<Result>(method: string, params: object = {}, sessionId?: string): Promise<Result> {
      const id = ++sent;
      const answer = Promise.withResolvers<Readonly<Record<string, unknown>>>();
      waiting.set(id, answer);
      socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
      return (await answer.promise) as Result; // as the method's documentation says
    },
    next: (method: string, sessionId: string): Promise<void> => new Promise((resolve) => listening.set(`${sessionId} ${method}`, resolve)),
    close: () => socket.close(),
  };
}

type Connection = Awaited<ReturnType<typeof connect>>;

/** Starts the browser with one page. */
export async function openPhone(): Promise<PhonePage> {
  const profile = await mkdtemp(join(tmpdir(), 'phone-'));
  const browser = spawn(
    program,
    ['--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-sandbox', '--lang=en-US', 'about:blank'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const connection = await connect(await addressOf(browser));
  let session = await openTab(connection);
  const send = <Result>(method: string, params: object = {}): Promise<Result> => connection.send<Result>(method, params, session);

  async function elementAt(selector: string): Promise<{ readonly x: number; readonly y: number }> {
    const { root } = await send<{ root: { nodeId: number } }>('DOM.getDocument');
    const { nodeId } = await send<{ nodeId: number }>('DOM.querySelector', { nodeId: root.nodeId, selector });
    if (nodeId === 0) throw new Error(`the page has no ${selector}`);
    await send('DOM.scrollIntoViewIfNeeded', { nodeId });
    const { model } = await send<{ model: { content: readonly number[] } }>('DOM.getBoxModel', { nodeId });
    const [left = 0, top = 0, right = 0, , , bottom = 0] = model.content;
    return { x: (left + right) / 2, y: (top + bottom) / 2 };
  }

  async function tap(selector: string, clickCount: number): Promise<void> {
    const at = { ...(await elementAt(selector)), button: 'left', clickCount };
    await send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at });
    await send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at });
  }

  return {
    async tap(selector, leads) {
      const loaded = leads && connection.next('Page.loadEventFired', session);
      await tap(selector, 1);
      await loaded;
    },
    async open(url) {
      const loaded = connection.next('Page.loadEventFired', session);
      await send('Page.navigate', { url });
      await loaded;
    },
    async type(selector, text) {
      await tap(selector, 3);
      for (const character of text) await send('Input.dispatchKeyEvent', { type: 'char', text: character });
    },
    async text() {
      const { nodes } = await send<{ nodes: readonly { ignored: boolean; name?: { value: string }; value?: { value: unknown } }[] }>(
        'Accessibility.getFullAXTree',
      );
      return nodes.flatMap(({ ignored, name, value }) => (ignored ? [] : [name?.value ?? '', String(value?.value ?? '')])).join('\n');
    },
    async width() {
      const { cssContentSize } = await send<{ cssContentSize: { width: number } }>('Page.getLayoutMetrics');
      return cssContentSize.width;
    },
    async leave() {
      const { targetInfo } = await send<{ targetInfo: { targetId: string } }>('Target.getTargetInfo');
      const left = session;
      session = await openTab(connection);
      await connection.send('Target.closeTarget', { targetId: targetInfo.targetId }, left);
    },
    async close() {
      connection.close();
      const ended = once(browser, 'exit');
      browser.kill();
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Where it listens: it says so once it does. */
async function addressOf(browser: ChildProcess): Promise<string> {
  if (!browser.stderr) throw new Error('the browser cannot be heard');
  for await (const line of createInterface(browser.stderr)) {
    const address = /DevTools listening on (\S+)/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error('the browser did not start');
}

/** A tab of a context of its own, at 360 by 740, without scripts. */
async function openTab({ send }: Connection): Promise<string> {
  const { browserContextId } = await send<{ browserContextId: string }>('Target.createBrowserContext');
  const { targetId } = await send<{ targetId: string }>('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
  await send('Page.enable', {}, sessionId);
  await send('DOM.enable', {}, sessionId);
  await send('Emulation.setScriptExecutionDisabled', { value: true }, sessionId);
  await send('Emulation.setDeviceMetricsOverride', { width: 360, height: 740, deviceScaleFactor: 2, mobile: true }, sessionId);
  return sessionId;
}
