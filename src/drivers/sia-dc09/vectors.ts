/**
 * Golden frames: bytes as others wrote them or as the arithmetic of the standard gives them, never as our own encoder
 * did. `␊` and `␍` of the sources stand as \n and \r.
 */
export interface Vector {
  readonly what: string;
  readonly from: string;
  readonly wire: string;
}

const DC09 = "unit tests of fioletoven/dc09";
const PYSIA = "test data of pysiaalarm";
const RECALCULATED = "recalculated from ANSI/SIA DC-09";

export const PLAIN_VECTORS: readonly Vector[] = [
  { what: "a text event", from: DC09, wire: '\nF4D20029"SIA-DCS"0001RF3L77#1234[#1234|NRR|Atest]\r' },
  { what: "empty data", from: DC09, wire: '\n96ED0016"SIA-DCS"0001L0#1234[]\r' },
  { what: "a NAK with its time", from: DC09, wire: '\nE4410025"NAK"0000R0L0A0[]_16:20:01,09-24-2025\r' },
  { what: "an automatic test", from: DC09, wire: '\n3BAC0029"SIA-DCS"0002#0123[#0123|Nti20:50:26RP99]\r' },
  { what: "a closing by Contact ID", from: PYSIA, wire: '\n5715002F"ADM-CID"0247R4F39L4F39#4F39[#4F39|3401 01 057]\r' },
  { what: "a burglary", from: RECALCULATED, wire: '\nD9650026"SIA-DCS"0001L0#1234[#1234|Nri1/BA003]\r' },
  {
    what: "a burglary with text",
    from: RECALCULATED,
    wire: '\n69B8002E"SIA-DCS"0002R1L2#1234[#1234|NBA3*"Zone 3*"NM]\r',
  },
  { what: "a burglary by Contact ID", from: RECALCULATED, wire: '\n9B140027"ADM-CID"0003L0#1234[#1234|1130 01 003]\r' },
  { what: "its restore", from: RECALCULATED, wire: '\n10120027"ADM-CID"0004L0#1234[#1234|3130 01 003]\r' },
  { what: "a link test", from: RECALCULATED, wire: '\n0EE20013"NULL"0005L0#1234[]\r' },
  {
    what: "a link test with a timestamp",
    from: RECALCULATED,
    wire: '\n751D0029"NULL"0000R0L0#1234[]_12:00:00,01-15-2026\r',
  },
  {
    what: "a fire with extended data",
    from: RECALCULATED,
    wire: '\nC9040059"SIA-DCS"0006L0#1234[#1234|Nri1/FA012][MAABBCCDDEEFF][I"Smoke lobby"]_12:00:00,01-15-2026\r',
  },
  { what: "an ACK", from: RECALCULATED, wire: '\n1BC10012"ACK"0001L0#1234[]\r' },
  { what: "a DUH", from: RECALCULATED, wire: '\n251F0012"DUH"0001L0#1234[]\r' },
  { what: "a NAK", from: RECALCULATED, wire: '\n67690025"NAK"0000R0L0A0[]_12:00:00,01-15-2026\r' },
  { what: "another text event", from: RECALCULATED, wire: '\n86E00026"SIA-DCS"0055L0#1234[#1234|NRR|AStart]\r' },
  { what: "two events", from: RECALCULATED, wire: '\n5318002A"SIA-DCS"0010L0#1234[#1234|Nri1/BA01/BA02]\r' },
  { what: "a trouble still present", from: RECALCULATED, wire: '\nC40B0027"ADM-CID"0009L0#1234[#1234|6350 00 000]\r' },
  {
    what: "a header without account",
    from: PYSIA,
    wire: '\n27E2002E"SIA-DCS"9999R0001L0001[#006969|Nri04/OP001NM]\r',
  },
  { what: "no inner account", from: PYSIA, wire: '\n97F90033"SIA-DCS"6002L0#AAA[|Nri2/JC12]_12:58:23,09-15-2021\r' },
  {
    what: "no inner account, closing",
    from: PYSIA,
    wire: '\nE5D50034"SIA-DCS"6002L0#AAA[|Nri1/CL501]_14:12:04,09-25-2019\r',
  },
  { what: "an unknown token", from: RECALCULATED, wire: '\nE29E001F"XXX-999"0011L0#1234[#1234|foo]\r' },
  { what: "the DUH to it", from: RECALCULATED, wire: '\nD91B0012"DUH"0011L0#1234[]\r' },
];

export interface CipherVector extends Vector {
  readonly key: string;
  /** Pad included. */
  readonly plaintext: string;
}

const KEY_128 = "0123456789ABCDEF0123456789ABCDEF";

export const CIPHER_VECTORS: readonly CipherVector[] = [
  {
    what: "AES-128, a burglary",
    from: RECALCULATED,
    key: KEY_128,
    plaintext: "xxxxxxxxxx|#1234|Nri1/BA003]_12:00:00,01-15-2026",
    wire: '\nECCF0076"*SIA-DCS"0001L0#1234[A8683C9B2BC111B54F683C76620F52FB0990620911FAD0E4DA212412BF4EE8FA0BAD59845738276BC6726B460574386C\r',
  },
  {
    what: "AES-128, an ACK",
    from: RECALCULATED,
    key: KEY_128,
    plaintext: "xxxxxxxxxx|]_12:00:00,01-15-2026",
    wire: '\n4F500052"*ACK"0001L0#1234[3194C2EE44A08E92EA1136AE5A489CE87A5A074AE7EC193632072B30863E38D9\r',
  },
  {
    what: "AES-128, a link test",
    from: RECALCULATED,
    key: KEY_128,
    plaintext: "xxxxxxxxxx|]_12:00:00,01-15-2026",
    wire: '\n863D0053"*NULL"0002L0#1234[3194C2EE44A08E92EA1136AE5A489CE87A5A074AE7EC193632072B30863E38D9\r',
  },
  {
    what: "AES-128, content of whole blocks with sixteen characters of pad",
    from: RECALCULATED,
    key: KEY_128,
    plaintext: 'xxxxxxxxxxxxxxxx|#1234|Nri1/BA003][I"Smk l"]_12:00:00,01-15-2026',
    wire: '\n97000096"*SIA-DCS"0008L0#1234[F8F86702DE253F2398368331B7AFAF89496247F4B0DDCB5FE1D830A51B8B357BD6ACCA8E90227E0D6CCF385A8D363ACACFA8DF29FFF662EBD90F0DF6EDA50C2F\r',
  },
  {
    what: "AES-192, a burglary by Contact ID",
    from: RECALCULATED,
    key: "000102030405060708090A0B0C0D0E0F1011121314151617",
    plaintext: "xxxxxxxxx|#1234|1130 01 003]_12:00:00,01-15-2026",
    wire: '\nC8500076"*ADM-CID"0007L0#1234[DA308A4BE3955B892F8F670E5F18231B2AA5398394FAA37106DBB91218CD85147C3605BF2614CF0597B9AB3EE5E9EA64\r',
  },
  {
    what: "AES-256, a fire",
    from: RECALCULATED,
    key: "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
    plaintext: "xxxxxxxxxx|#1234|Nri1/FA012]_12:00:00,01-15-2026",
    wire: '\n6D9D0076"*SIA-DCS"0003L0#1234[2E3DB35CF6292BC98D1F4FAAFE6F5809E60AE72DC4145D9A71C1BCC8E9E0E541B766FD9BEAE4859A59111426745B07CB\r',
  },
  {
    what: "a link test whose pad does not end in |, key in characters",
    from: PYSIA,
    key: "AAAAAAAAAAAAAAAA",
    plaintext: "ppppppppppp]_18:24:52,07-05-2020",
    wire: '\n76D80055"*NULL"0000R0L0#AAAB[B4BC8B40D0E6D959D6BEA78E88CC0B2155741A3C44FBB96D476A3E557CAD64D9\r',
  },
];

/** CRC and length are right, and no key that is known opens them. */
export const UNOPENABLE_VECTORS: readonly (Vector & { readonly account: string })[] = [
  {
    what: "a Contact ID of another key",
    from: PYSIA,
    account: "123F",
    wire: '\nD0850078"*ADM-CID"6879R0L0#123F[64F7ADD9BA9377DBF2C014BC709329BEEE345B5F20C60B7EB9D2C6B8C222666B13D0B4A114B448B0AC555FCC658DB6EE\r',
  },
  {
    what: "an event of another key",
    from: PYSIA,
    account: "AAA",
    wire: '\n60AB0075"*SIA-DCS"5994L0#AAA[5AB718E008C616BF16F6468033A11326B0F7546CAB230910BCA10E4DEBA42283C436E4F8EFF50931070DDE36D5BB5F0C\r',
  },
];

/** The CRC of the burglary above as two bytes, as Lupusec panels send it (schmupu/ioBroker.sia). */
export const BINARY_CRC_VECTOR = '\n\xd9\x650026"SIA-DCS"0001L0#1234[#1234|Nri1/BA003]\r';

/** What a receiver sends to the automation behind it (test data of pysiaalarm). */
export const HEARTBEAT_VECTOR = "SR0001L0001    006969XX    [ID00000000]";

/** Length in decimal where it should be hexadecimal: 0047 for 002F (test data of pysiaalarm). */
export const DECIMAL_LENGTH_VECTOR = '\n57150047"ADM-CID"0247R4F39L4F39#4F39[#4F39|3401 01 057]\r';
