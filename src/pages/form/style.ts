import { createHash } from 'node:crypto';

/** For a phone held in one hand, at 360 px and from there on; what is asked further hides until yes is chosen, where browsers can. */
export const style = `:root{color-scheme:light dark;--ink:#1d2426;--paper:#fff;--line:#5b6b70;--accent:#0b5f66;--on-accent:#fff;--bad:#a3160b;--soft:#e9f2f2}
@media(prefers-color-scheme:dark){:root{--ink:#eef3f3;--paper:#151a1b;--line:#93a5aa;--accent:#7fd0d6;--on-accent:#0c1516;--bad:#ff9d92;--soft:#203033}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 system-ui,sans-serif}
main{max-width:38rem;margin:0 auto;padding:1rem 1rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
a{color:var(--accent)}
.q{border:0;margin:1.5rem 0 0;padding:0;min-width:0}
.q>label:not(.choice),legend{display:block;font-weight:600;padding:0}
.optional,.hint{font-weight:400;opacity:.85}
.hint,.wrong{margin:.15rem 0}
.wrong{color:var(--bad);font-weight:600}
input[type=text],input[type=tel],input[type=date],textarea{width:100%;min-height:3rem;margin-top:.35rem;padding:.6rem;border:1px solid var(--line);border-radius:.4rem;background:var(--paper);color:inherit;font:inherit}
.choice{display:flex;gap:.7rem;align-items:center;min-height:3rem;padding:.4rem .6rem;margin-top:.4rem;border:1px solid var(--line);border-radius:.4rem}
.choice input{width:1.4rem;height:1.4rem;flex:none;accent-color:var(--accent)}
.further{margin-top:.6rem}
fieldset:not(:has([value=YES]:checked)) .further{display:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.note{background:var(--soft);padding:.8rem 1rem;border-radius:.4rem;margin:1rem 0}
.problems{border:2px solid var(--bad);padding:.8rem 1rem;border-radius:.4rem;margin:1rem 0}
.problems h2{margin:0;font-size:1.1rem}
button{display:block;width:100%;min-height:3.2rem;margin-top:1rem;border:2px solid var(--accent);border-radius:.4rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:600}
button.other{background:transparent;color:var(--accent)}`;

/** Of all that a page can load or run, this one style is allowed, and nothing else. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
