/** What may happen while somebody fills in a form: their session ends, their screen is locked, somebody else saves first. */
export const editing = {
  editing: {
    kept: "What you were filling in is kept: sign in under the same name, and open it again.",
    isBack: "This is what you had filled in when you were interrupted. It is not saved yet.",
    saveMerged: "Merge and save",
  },
};
