// A text of the recording, folded, with the cited places marked. Text nodes only: nothing of a trace is ever markup.
import { useEffect, useRef } from "preact/hooks";
import { type BodyPart, type CutText, textLimits } from "../../src/replay/messages.ts";
import { foldedLength, segments, sizeOf, visible } from "./marked-text.ts";
import type { Citation } from "./model.ts";
import { currentModel, needMore } from "./store.ts";
import { post } from "./vscode-api.ts";

interface Props {
  readonly text: CutText;
  readonly citations: readonly Citation[];
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly head: number;
  readonly lines: number;
  /** The mark to bring into sight. */
  readonly followed: Citation | undefined;
  readonly item: number;
  readonly part: BodyPart;
}

export function TextView({ text, citations, open, onToggle, head, lines, followed, item, part: which }: Props) {
  const element = useRef<HTMLSpanElement>(null);
  const folded = foldedLength(text.text, head, lines);
  const all = followed !== undefined && !citations.some((one) => one.start === followed.start) ? [...citations, followed] : citations;
  const parts = segments(text, all, open ? text.text.length : folded);
  const last = parts[parts.length - 1];
  const rest = last?.kind === "skip" ? last.count : 0;
  const foldable = text.text.length > folded;

  useEffect(() => {
    if (followed === undefined) return;
    element.current?.querySelector("mark[data-followed=true]")?.scrollIntoView({ block: "nearest" });
  }, [followed]);

  return (
    <span class="text" ref={element}>
      {parts.map((part, index) => {
        if (part.kind === "text") return visible(part.text);
        if (part.kind === "mark")
          return (
            <mark key={index} data-followed={followed !== undefined && part.start === followed.start}>
              {visible(part.text)}
            </mark>
          );
        return part === last ? "…" : " … ";
      })}
      {foldable && (
        <>
          {" "}
          <button type="button" class="link more" aria-expanded={open} onClick={onToggle}>
            {open ? "fold" : sizeOf(rest > 0 ? rest : text.length - folded)}
          </button>
        </>
      )}
      {open && text.length > text.text.length && (
        <>
          {text.text.length < textLimits.most && (
            <>
              {" "}
              <button type="button" class="link more" onClick={() => needMore(item, text.text.length * 4)}>
                show more
              </button>
            </>
          )}{" "}
          <button
            type="button"
            class="link more"
            onClick={() => post({ kind: "openBody", run: currentModel().run?.index ?? 0, item, part: which })}
          >
            open the whole text, {sizeOf(text.length).replace(" more", "")}
          </button>
        </>
      )}
    </span>
  );
}
