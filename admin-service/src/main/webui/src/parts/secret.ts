// Without letters and digits that are mistaken for each other when somebody reads them out.
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A random password of at least 110 bits. */
export function randomPassword(length = 20): string {
  let made = '';
  while (made.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      // What would make some letters likelier is thrown away.
      if (byte < 256 - (256 % LETTERS.length) && made.length < length) {
        made += LETTERS[byte % LETTERS.length];
      }
    }
  }
  return made;
}
