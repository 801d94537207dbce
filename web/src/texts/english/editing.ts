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
    undo: "Undo",
    notUndone: "The change could not be taken back.",
    unsaved: {
      ask: "What you typed is not saved.",
      stay: "Go on editing",
      discard: "Discard it",
    },
    merge: {
      title: (what: string) => `${what} was changed by somebody else while you edited it.`,
      who: (who: string, at: string) => `By ${who}, ${at}.`,
      taken: "Taken over from them:",
      automatic: "You changed different fields: both changes can be kept.",
      ask: "Both of you changed these. Choose whose value holds.",
      before: "Before",
      mine: "Yours",
      theirs: "Theirs",
      take: "Merge into the form",
      done: "Merged. Look at it and save.",
    },
  },
};
