import { createWriteStream, existsSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type DestinationStream, type Level, type Logger, multistream, pino } from 'pino';
import { makeFolder } from './folder.ts';

export type { Logger };

/** Log files kept in a folder: the current one and as many older ones, each of at most so many bytes. */
const FILES = 4;
const FILE_BYTES = 16 * 1024 * 1024;

/**
 * Structured JSON logs. Ids only: callers pass ids and codes, never a name, an e-mail, a CPF or a token; the paths
 * below are a second lock for what an error of a library may carry along.
 */
export const createLogger = (
  level: string,
  destination: DestinationStream = pino.destination({ fd: 1, sync: false }),
): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: safeError },
    },
    destination,
  );

/**
 * What of an error may be logged: its kind, its code, where it was thrown; and its message only where that is ours or
 * Node's. What a schema, a parser, a refusal or a provider says may quote a person.
 */
function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack = '' } = error;
  const code = 'code' in error ? String(error.code) : undefined;
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line)); // the lines above them are the message
  const cause = error.cause === undefined ? undefined : safeError(error.cause);
  return { type: name, code, ...(QUOTABLE.has(name) ? { message } : {}), frames: frames.slice(0, 8), cause };
}

/** Errors whose messages are our own words, or Node's. */
export const QUOTABLE = new Set(['Error', 'TypeError', 'RangeError', 'Unavailable', 'BadAnswer']);

/** A stream that appends to `<folder>/<name>.log` and keeps a bounded number of older files `<name>.log.1`, … */
export function rotatingFile(folder: string, name = 'foodious'): Writable {
  makeFolder(folder);
  const file = join(folder, `${name}.log`);
  // A full disk must not end the restaurant: the line is lost, and the terminal told.
  const lost = (error: Error) => process.stderr.write(`log line lost: ${error.message}\n`);
  const open = () => createWriteStream(file, { flags: 'a' }).on('error', lost);
  let out = open();
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return new Writable({
    decodeStrings: true,
    writev(chunks, done) {
      const block = Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer));
      size += block.length;
      out.write(block, (error) => {
        if (error || size < FILE_BYTES) return done();
        out.end(() => {
          for (let n = FILES - 1; n > 0; n -= 1) {
            const older = n === 1 ? file : `${file}.${n - 1}`;
            if (statSync(older, { throwIfNoEntry: false })) renameSync(older, `${file}.${n}`);
          }
          out = open();
          size = 0;
          done();
        });
      });
    },
    final: (done) => out.end(done),
  });
}

/** The log files of a folder, of each process the oldest first; none where there is no such folder. */
export const logFiles = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => /^[\w-]+\.log(\.\d)?$/.test(name))
    .sort()
    .reverse()
    .map((name) => join(folder, name));

/** Logs to a file of the data folder, where the manager can read them, and to the terminal what is at least so severe. */
export function fileAndTerminal(
  { DATA_DIR, LOG_LEVEL }: { DATA_DIR: string; LOG_LEVEL: string },
  name: string,
  terminal: { level: Level; stream: DestinationStream },
): Logger {
  if (LOG_LEVEL === 'silent' || DATA_DIR === ':memory:') return createLogger(LOG_LEVEL, multistream([terminal]));
  const file = { level: LOG_LEVEL as Level, stream: rotatingFile(join(DATA_DIR, 'logs'), name) };
  return createLogger(LOG_LEVEL, multistream([file, terminal]));
}
