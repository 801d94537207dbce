/** The colours of the page as it is now, by the names of their CSS variables. */
export type Palette = (variable: string) => string;

/** On paper everything is dark on white, whichever theme the screen has. */
const ON_PAPER: Readonly<Record<string, string>> = {
  "--text": "#000000",
  "--muted": "#333333",
  "--line": "#bbbbbb",
  "--surface": "#ffffff",
  "--accent": "#1a5fa8",
  "--chart-0": "#1a5fa8",
  "--chart-1": "#8a4b00",
  "--chart-2": "#1c6b5a",
  "--chart-3": "#6b3fa0",
  "--chart-4": "#333333",
};

let onPaper = false;
const watchers = new Set<(onPaper: boolean) => void>();

const tell = () => {
  for (const watcher of watchers) watcher(onPaper);
};
const observer = new MutationObserver(tell);
const printing = (begins: boolean) => () => {
  onPaper = begins;
  tell();
};
const beginning = printing(true);
const ending = printing(false);

/** Tells when the theme has changed or the page is about to be printed. The answer ends it. */
export function onPalette(watcher: (onPaper: boolean) => void): () => void {
  if (watchers.size === 0) {
    observer.observe(document.documentElement, { attributes: true });
    window.addEventListener("beforeprint", beginning);
    window.addEventListener("afterprint", ending);
  }
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    observer.disconnect();
    window.removeEventListener("beforeprint", beginning);
    window.removeEventListener("afterprint", ending);
  };
}

/** Read when drawn, so that a change of theme is a drawing anew. */
export const palette: Palette = (variable) => {
  const shown = getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  return (onPaper && ON_PAPER[variable]) || shown || "#808080";
};

/** The letters of the page, as a canvas wants them. @param size in pixels */
export function letters(size: number): string {
  return `${size}px ${getComputedStyle(document.body).fontFamily}`;
}
