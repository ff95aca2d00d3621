// Old embedded browsers and private windows may refuse storage: then nothing is remembered, and
// nothing breaks. Only settings go here, never anything about a patient.

/** recall reads a remembered setting, or null. */
export function recall(key: string): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** remember keeps a setting where the browser allows it. */
export function remember(key: string, value: string): void {
  try {
    window.localStorage.setItem(key, value);
  } catch {
    // Storage is a convenience.
  }
}
