/** `14:05:09`, in the time of this machine. */
export function clockTime(): string {
  return new Date().toTimeString().slice(0, 8);
}
