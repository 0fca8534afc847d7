// A sentence of Remit's, with what it quotes in backticks set as code. Text nodes only: what it quotes may be a trace's.
import { quotedParts } from "./quoted-parts.ts";

export function Prose({ text }: { text: string }) {
  return <>{quotedParts(text).map(({ quoted, part }, at) => (quoted ? <code key={at}>{part}</code> : part))}</>;
}
