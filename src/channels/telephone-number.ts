/** Whether two numbers are of the same telephone: one may stand without the code of its country, area or exchange. */
export function sameNumber(one: string, other: string): boolean {
  const [a, b] = [digits(one), digits(other)];
  if (a === "" || b === "") return user(one) !== "" && user(one) === user(other);
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short === long || (short.length >= LEAST && long.endsWith(short));
}

const LEAST = 7;

/** Without what is dialled before a number: `+`, `00`, `0`. */
function digits(number: string): string {
  const dialled = user(number);
  return /^\+?[\d*#]+$/u.test(dialled) ? dialled.replace(/^(?:\+|0{1,2})/u, "") : "";
}

function user(address: string): string {
  return address.replace(/^sips?:/iu, "").replace(/@.*$/u, "");
}
