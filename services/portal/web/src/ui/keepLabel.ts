/** withLabel adds the label to copied text unless the selection already brought it along. */
export function withLabel(text: string, label: string): string {
  return text.includes(label) ? text : `${text.replace(/\s+$/, '')}\n\n${label}`;
}

function labelOf(selection: Selection): string | null {
  if (selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const start = range.commonAncestorContainer;
  const around = (start instanceof Element ? start : start.parentElement)?.closest('[data-ai]');
  const touched = around ?? Array.from(document.querySelectorAll('[data-ai]')).find((el) => range.intersectsNode(el));
  return touched?.getAttribute('data-ai') ?? null;
}

/** keepLabelOnCopy makes text written by a machine keep its label when it leaves the page. */
export function keepLabelOnCopy(): void {
  document.addEventListener('copy', (event) => {
    const selection = document.getSelection();
    const target = event.target;
    if (!selection || !event.clipboardData) return;
    if (target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement) return;
    const label = labelOf(selection);
    if (!label) return;
    event.clipboardData.setData('text/plain', withLabel(selection.toString(), label));
    event.preventDefault();
  });
}

/** copyLabelled puts text on the clipboard, with its label, also where the page has no secure context. */
export async function copyLabelled(text: string, label: string): Promise<boolean> {
  const full = withLabel(text, label);
  try {
    await navigator.clipboard.writeText(full);
    return true;
  } catch {
    return copyByCommand(full);
  }
}

function copyByCommand(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'hidden';
  area.setAttribute('aria-hidden', 'true');
  document.body.append(area);
  area.select();
  // Deprecated, and the only way in an embedded browser that loads Apricot over plain HTTP.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const done = document.execCommand('copy');
  area.remove();
  return done;
}
