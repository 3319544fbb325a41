/** What XML 1.0 has no place for, and so no message of Amazon SQS: most controls, halves of surrogate pairs, U+FFFE, U+FFFF. */
const UNFIT = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** The same said of a whole text, for documents that know no flags of a pattern; halves of pairs are in no JSON that is read. */
export const FIT = '^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\uFFFE\\uFFFF]*$';

/** Whether a text is made of characters alone, and so can be stored, sent and shown anywhere. */
export const isFit = (text: string): boolean => !UNFIT.test(text);

/**
 * JSON that any queue takes, whatever its texts hold: what UTF-16 cannot say in one unit, or XML not at all, is escaped, and
 * reads back as it was. Small emulators refuse even emoji, which Amazon takes.
 */
export const plainJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Longer than anything that is made tidy, in UTF-16 units. */
const LONGEST = 10_000;

/**
 * A name, an address, a text that is looked for, as it is kept and compared: in one form of Unicode (NFC), on one line, without
 * what nobody sees. What joins an emoji stays. What is longer than any of these is left for a limit to refuse.
 */
export const tidy = (text: string): string =>
  text.length > LONGEST
    ? text
    : text
        .replaceAll(/(\p{RGI_Emoji})|[\p{Default_Ignorable_Code_Point}\u007F-\u009F\uFFF9-\uFFFB]/gv, '$1')
        .normalize('NFC') // only now: what nobody sees may have stood between a letter and its accent
        .replaceAll(/[\s\u2800]+/g, ' ')
        .trim();
