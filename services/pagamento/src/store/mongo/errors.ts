import { Unavailable } from '@foodious/kernel/refusal.ts';
import { giveUp } from '@foodious/platform/ending.ts';
import { MongoBulkWriteError, MongoError, MongoServerError } from 'mongodb';

const DUPLICATE = 11000;

/** Whether an index that takes nothing twice refused a document. */
export const isDuplicate = (error: unknown): boolean => error instanceof MongoServerError && error.code === DUPLICATE;

/** Passes over what is there already; throws what else went wrong. */
export function onlyDuplicates(error: unknown): void {
  const all = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : undefined;
  if (!(all?.every(({ code }) => code === DUPLICATE) ?? isDuplicate(error))) throw error;
}

/**
 * Errors of a server that is there and cannot serve: shutting down, no primary, out of disk, over its time, throttled
 * (https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml).
 */
const AWAY = new Set([50, 91, 189, 262, 10107, 11600, 11602, 13435, 13436, 14031, 16500]);

/** AuthenticationFailed: nobody comes in by our password any more. */
const REFUSED = 18;

/** What a connection says that breaks while it is written to: the driver passes that on as it is. */
const isOfSocket = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'code' in error;

/** An error of the server's own making stays; everything else the driver says means that the server is away. */
function explain(error: unknown): unknown {
  if (!(error instanceof MongoError) && !isOfSocket(error)) return error;
  if (error instanceof MongoServerError && error.code === REFUSED) {
    const why = 'the database refuses our user, or our password';
    giveUp(why);
    return new Unavailable(why, { cause: new Error(`${error.name}: ${error.code}`) });
  }
  if (error instanceof MongoServerError && !AWAY.has(Number(error.code))) return error;
  if (/certificate/.test(error.message)) return new Unavailable(`no TLS with the database: ${error.message}`);
  return new Unavailable('the database is away', { cause: new Error(`${error.name}: ${error.code ?? error.message}`) });
}

/** Throws an error, explained. */
export const rethrow = (error: unknown): never => {
  throw explain(error);
};

/** Calls of a store whose errors are explained to who makes them. */
export const explained = <T extends object>(calls: T): T =>
  Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, (...args: unknown[]) => call(...args).catch(rethrow)]),
  ) as T;
