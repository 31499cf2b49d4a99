import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html } from '../../../src/pages/html.ts';

test('text is escaped wherever it stands, and markup is not', () => {
  const said = `<script>alert("&'")</script>`;
  const inner = html`<b>${said}</b>`;
  expect(html`<p title="${said}">${inner}${['a<', html`<br>`]}${null}${false}${7}</p>`.markup).toBe(
    '<p title="&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;"><b>&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;</b>a&lt;<br>7</p>',
  );
});

test('no text leaves its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const { markup } = html`<i title="${text}">`;
      expect(markup.slice('<i title="'.length, -2)).not.toMatch(/[<>"']/);
    }),
  );
});
