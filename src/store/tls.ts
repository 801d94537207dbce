import { type ConnectionOptions, checkServerIdentity } from "node:tls";

/** TLS to a database whose certificate and name are verified. @param ca PEM; absent: the machine's own authorities */
export function verifiedTls(host: string, ca: string | undefined): ConnectionOptions {
  return {
    rejectUnauthorized: true,
    minVersion: "TLSv1.3",
    ...(ca === undefined ? {} : { ca }),
    // pg leaves the name out when the host is an address, and Node would then compare with "localhost".
    checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
  };
}
