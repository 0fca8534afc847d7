// The look of an exported replay: light and dark as the reader's system has it, and on paper. No fonts, no pictures, no scripts.

export const pageStyle = `
:root { color-scheme: light dark; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --raised: #f6f8fa; --paper: #fff;
  --allow: #1a7f37; --ask: #8a5b00; --deny: #c21a2b; --unknown: #6639ba; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --faint: #9da7b1; --line: #3d444d; --raised: #151b23; --paper: #0d1117;
  --allow: #4ac26b; --ask: #e3b341; --deny: #ff7b72; --unknown: #bf9bff; --link: #6cb6ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 980px; padding: 24px 20px 60px; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4em; } h2 { font-size: 1.15em; margin: 0 0 4px; } h3 { font-size: 1em; margin: 0; font-weight: 600; }
a { color: var(--link); } p { margin: 4px 0; } code, pre, .tool, .args { font-family: ui-monospace, monospace; font-size: 0.92em; }
.faint { color: var(--faint); } .run { display: flex; flex-direction: column; gap: 8px; margin-top: 36px; padding-top: 20px; border-top: 2px solid var(--line); }
.run > header { order: -2; } .strip { order: -1; display: flex; flex-wrap: wrap; gap: 3px; margin-bottom: 8px; }
.strip a { display: block; min-width: 24px; padding: 2px 5px; border: 2px solid var(--v); border-radius: 3px; color: var(--v); text-align: center; text-decoration: none; font-weight: 700; }
.strip a.deny, .strip a.ask { padding-top: 8px; } .strip a.deny { background: var(--v); color: var(--paper); }
.allow { --v: var(--allow); } .ask { --v: var(--ask); } .deny { --v: var(--deny); } .unknown { --v: var(--unknown); }
.card { padding: 8px 12px; border: 1px solid var(--line); border-inline-start: 4px solid var(--v, var(--line)); border-radius: 4px; background: var(--raised); }
.card:target { outline: 2px solid var(--link); }
.message, .result { background: none; } .gap { border-style: dashed; }
.gone { border-style: dotted; } .gone h3 { text-decoration: line-through; }
.head { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; } .number { min-width: 2em; color: var(--faint); }
.badge { padding: 0 7px; border: 1px solid var(--v); border-radius: 3px; color: var(--v); font-weight: 700; font-size: 0.88em; }
.text, .value { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; margin: 3px 0; font-family: ui-monospace, monospace; font-size: 0.9em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 12px; margin: 4px 0; } dt { color: var(--faint); } dd { margin: 0; min-width: 0; }
ul { margin: 2px 0; padding-inline-start: 20px; } li { overflow-wrap: anywhere; } summary { cursor: pointer; color: var(--link); }
q { font-family: ui-monospace, monospace; font-size: 0.9em; } .true { color: var(--allow); } .false { color: var(--deny); }
.diverges { display: flex; align-items: center; gap: 10px; color: var(--faint); } .diverges::before, .diverges::after { content: ""; flex: 1; border-top: 1px dashed currentcolor; }
@media print { body { max-width: none; } .card { break-inside: avoid; } details { display: contents; } }
`;
