/** The digits by which two ways of writing a telephone number are compared: `+49 151…`, `0049151…` and `49151…` agree. */
export function digitsOf(number: string): string {
  return number.replace(/[\s()/.-]/gu, "").replace(/^(?:\+|00)/u, "");
}
