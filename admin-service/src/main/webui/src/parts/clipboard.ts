/**
 * Puts what an element shows into the clipboard. Pages that came over plain HTTP have no clipboard of their own there:
 * what is shown is selected then, and copied as browsers did before, or left for whoever has a keyboard.
 */
export async function copy(
  text: string,
  shown: HTMLElement | null,
): Promise<'copied' | 'selected' | 'failed'> {
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard !== undefined) {
    try {
      await clipboard.writeText(text);
      return 'copied';
    } catch {
      // Not allowed: there is the other way.
    }
  }
  const selection = getSelection();
  if (shown === null || selection === null) {
    return 'failed';
  }
  selection.selectAllChildren(shown);
  return asBefore(text) ? 'copied' : 'selected';
}

/** Copies by a command that is deprecated, and the only one over plain HTTP. */
function asBefore(text: string): boolean {
  // What is selected may have other white space than the text itself.
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', give, { once: true });
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    document.removeEventListener('copy', give);
  }
}
