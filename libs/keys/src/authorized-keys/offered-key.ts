import { hash } from 'node:crypto';

/** The fingerprints by which an offered key is looked up; null where the offer does not give one. */
export interface Fingerprints {
  /** 32 raw bytes. */
  readonly sha256: Buffer | null;
  /** Sixteen lower-case hex pairs joined with `:`. */
  readonly md5: string | null;
}

/** Characters. The database holds key texts of up to 5,000; anything longer is nobody's and not worth hashing. */
const LONGEST_OFFER = 10_000;

/**
 * The fingerprints of a key as OpenSSH (`%k`, padded) or gitlab-sshd (unpadded) offers it: the Base64 blob alone. Blanks are
 * lost `+`, unless the text is a whole public-key line. Garbage hashes to something unknown (git-access.md 5).
 */
export function fingerprintsOfKey(offer: string): Fingerprints | undefined {
  if (offer === '' || offer.length > LONGEST_OFFER) return undefined;
  const blob = Buffer.from(blobOf(offer), 'base64');
  return {
    sha256: hash('sha256', blob, 'buffer'),
    md5: colonForm(hash('md5', blob)),
  };
}

function blobOf(offer: string): string {
  if (!offer.startsWith('AAAA')) {
    const field = offer.split(' ').find((part) => part.startsWith('AAAA'));
    if (field !== undefined) return field;
  }
  return offer.replaceAll(' ', '+');
}

/** A fingerprint given as such: `aa:bb:…`, `SHA256:<43 characters>` or the 43 characters alone. */
export function parseFingerprint(text: string): Fingerprints | undefined {
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){15}$/i.test(text)) return { md5: text.toLowerCase(), sha256: null };
  const [, base64] = /^(?:SHA256:)?([A-Za-z0-9+/ ]{43})=?$/.exec(text) ?? [];
  return base64 === undefined ? undefined : { md5: null, sha256: Buffer.from(base64.replaceAll(' ', '+'), 'base64') };
}

const colonForm = (hex: string): string => (hex.match(/../g) ?? []).join(':');
