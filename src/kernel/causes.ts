/**
 * What it means that the network, a name server or TLS failed, by the code that Node, the operating system or OpenSSL gives.
 * What fails with a file is said by the system well enough: it names the file.
 */
export const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nobody takes connections there",
  ECONNRESET: "the far side broke the connection off",
  ECONNABORTED: "the connection was broken off",
  EPIPE: "the far side has closed the connection",
  ETIMEDOUT: "no answer came in time",
  EHOSTUNREACH: "that machine is not reached: it is off, or a router or a firewall keeps from it",
  ENETUNREACH: "no way leads to that network: look at the address and the gateway of this machine",
  EHOSTDOWN: "that machine is off",
  ENETDOWN: "the network of this machine is down",
  ENOTFOUND: "this name is not known: check its spelling, and the name server of this machine",
  EAI_AGAIN: "the name server of this machine does not answer",
  ESERVFAIL: "the name server of this machine could not find out",
  EADDRINUSE: "another program of this machine uses that port",
  EADDRNOTAVAIL: "this machine has no such address",
  EMFILE: "too many files and connections are open",
  ENFILE: "too many files and connections are open on this machine",
  EMSGSIZE: "it is too long to be sent in one piece",
  CERT_HAS_EXPIRED: "its certificate has expired: have it renewed there, and compare the clocks",
  CERT_NOT_YET_VALID: "its certificate is not valid yet: compare the clocks",
  CERT_REVOKED: "its certificate was revoked",
  CERT_REJECTED: "its certificate is not trusted for this",
  CERT_UNTRUSTED: "its certificate is not trusted for this",
  CERT_SIGNATURE_FAILURE: "the signature of its certificate is wrong",
  DEPTH_ZERO_SELF_SIGNED_CERT: "no authority vouches for its certificate: give that certificate as the one to trust",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is of an authority that is not trusted here: give that one's certificate",
  UNABLE_TO_GET_ISSUER_CERT: "it does not show the authority of its certificate: give that one's certificate",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the authority of its certificate is not known here: give that one's certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the authority of its certificate is not known here: give that one's certificate",
  HOSTNAME_MISMATCH: "its certificate is for another name: use the name that it is for",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name: use the name that it is for",
  ERR_TLS_HANDSHAKE_TIMEOUT: "it did not begin TLS in time",
  EPROTO: "it does not speak TLS as it should",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS there",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS there",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "it speaks only versions of TLS that are too old",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "it speaks no version of TLS that is taken here",
  ERR_SSL_NO_SHARED_CIPHER: "it knows no cipher of TLS that is taken here",
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: "it could not agree on TLS with this server",
  ERR_SSL_SSL_TLS_ALERT_HANDSHAKE_FAILURE: "it could not agree on TLS with this server",
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: "it wants a certificate of whoever connects",
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: "it does not trust the authority of the certificate of this side",
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: "it refuses the certificate of this side",
  ERR_SSL_SSL_TLS_ALERT_BAD_CERTIFICATE: "it refuses the certificate of this side",
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: "the certificate of this side has expired",
  ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC: "what came over TLS was damaged on its way",
};

/** The cause in words, what the system says in brackets behind them; null: there are no words for it. */
export function causeOf(thrown: Error): string | null {
  const { code } = thrown as { code?: unknown };
  if (typeof code !== "string" || !Object.hasOwn(CAUSES, code)) return null;
  return `${CAUSES[code]} (${thrown.message || code})`;
}
