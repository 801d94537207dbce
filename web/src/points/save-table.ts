/** Gives a table to the browser's downloads. */
export function saveTable(name: string, text: string): void {
  // The mark tells spreadsheets that it is UTF-8.
  const file = new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
