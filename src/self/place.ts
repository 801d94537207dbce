/** From where somebody signs in: the network and the kind of browser. Versions change and say nothing. */
export function placeOf(address: string, client: string): string {
  return `${networkOf(address)}, ${browserOf(client)}`;
}

/** An IPv4 address's /24, an IPv6 address's /48; what is none stays as it is. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  const four = /^(\d+\.\d+\.\d+)\.\d+$/.exec(plain);
  if (four) return `${four[1]}.0/24`;
  if (!plain.includes(":")) return plain.slice(0, 60);
  const [head = "", tail] = plain.toLowerCase().replace(/%.*$/, "").split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => "0");
  const groups = [...before, ...zeros, ...after].slice(0, 3).map((group) => group.replace(/^0+(?=.)/, ""));
  return `${groups.join(":")}::/48`;
}

const BROWSERS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrom(?:e|ium)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/Windows/, "Windows"],
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Macintosh/, "macOS"],
  [/Linux|X11/, "Linux"],
];

/** `Firefox on Windows`; of a program its name. */
export function browserOf(client: string): string {
  const browser = BROWSERS.find(([sign]) => sign.test(client))?.[1];
  if (!browser) return client.split(/[/\s]/)[0]?.slice(0, 40) || "an unnamed program";
  const system = SYSTEMS.find(([sign]) => sign.test(client))?.[1];
  return system ? `${browser} on ${system}` : browser;
}
