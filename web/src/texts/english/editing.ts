/** What may happen while somebody fills in a form: their session ends, their screen is locked, somebody else saves first. */
export const editing = {
  editing: {
    kept: "What you were filling in is kept: sign in under the same name, and open it again.",
    isBack: "This is what you had filled in when you were interrupted. It is not saved yet.",
    leaving: "This page has something that is not saved",
    mayNoMore:
      "You may not change this any more: an administrator has changed your rights while you were here. What you typed is not saved; it stays here, so that you can copy it.",
    removed: (what: string) => `Removed: ${what}.`,
    several: (count: number, kind: string) => `${count} × ${kind}`,
    isBackAgain: (what: string) => `Brought back: ${what}.`,
    saveMerged: "Merge and save",
  },
};
