// Card detail arrives as Markdown. Only what a card needs is understood: paragraphs, lists and bold.
// Everything else stays as the text it is; nothing becomes HTML, an image or a link.

export type Inline = { text: string; strong: boolean };
export type Block =
  | { kind: 'paragraph'; inline: Inline[] }
  | { kind: 'heading'; inline: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] };

const bullet = /^\s*[-*•]\s+(.*)$/;
const numbered = /^\s*\d{1,3}[.)]\s+(.*)$/;
const heading = /^#{1,6}\s+(.*)$/;

/** inline splits a line at **bold** marks; links and images keep only their words. */
export function inline(line: string): Inline[] {
  const plain = line.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1');
  return plain
    .split(/\*\*(.+?)\*\*/)
    .map((text, i) => ({ text, strong: i % 2 === 1 }))
    .filter((part) => part.text !== '');
}

function item(line: string): { ordered: boolean; text: string } | null {
  const dot = bullet.exec(line);
  if (dot) return { ordered: false, text: dot[1] ?? '' };
  const count = numbered.exec(line);
  return count ? { ordered: true, text: count[1] ?? '' } : null;
}

/** blocks reads a card's detail. */
export function blocks(source: string): Block[] {
  const out: Block[] = [];
  let open: string[] = [];
  const flush = () => {
    if (open.length > 0) out.push({ kind: 'paragraph', inline: inline(open.join(' ')) });
    open = [];
  };
  for (const line of source.replace(/\r\n?/g, '\n').split('\n')) {
    const entry = item(line);
    const title = heading.exec(line);
    if (entry) {
      flush();
      const last = out[out.length - 1];
      if (last?.kind === 'list' && last.ordered === entry.ordered) last.items.push(inline(entry.text));
      else out.push({ kind: 'list', ordered: entry.ordered, items: [inline(entry.text)] });
    } else if (title) {
      flush();
      out.push({ kind: 'heading', inline: inline(title[1] ?? '') });
    } else if (line.trim() === '') {
      flush();
    } else {
      open.push(line.trim());
    }
  }
  flush();
  return out;
}

/** safeLink is the address of a source if it may be followed from a patient's record, else null. */
export function safeLink(url: string | undefined): string | null {
  if (!url) return null;
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' && !parsed.username && !parsed.password ? parsed.href : null;
  } catch {
    return null;
  }
}
